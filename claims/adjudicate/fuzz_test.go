package adjudicate_test

import (
	"math/rand/v2"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/money"
)

// choices chooses by the bytes of a fuzzer, and the first where they end.
type choices []byte

// IntN implements chooser.
func (c *choices) IntN(n int) int {
	if len(*c) == 0 {
		return 0
	}
	first := int((*c)[0])
	*c = (*c)[1:]
	return first % n
}

// spoil makes something of an input what the intake edits would not let through.
func spoil(c chooser, in *adjudicate.Input) {
	line := &in.Claim.Lines[c.IntN(len(in.Claim.Lines))]
	switch c.IntN(12) {
	case 0:
		line.Units = pick(c, 0, -1, 1<<40)
	case 1:
		line.Charge = money.Cents(pick[int64](c, -1, 0, 1<<62))
	case 2:
		line.ServiceDate = pick[claims.Date](c, 0, -1, 1<<30)
	case 3:
		line.DiagnosisPointers = []int{pick(c, 0, -1, 99)}
	case 4:
		line.Sequence = pick(c, 0, 1, -1)
	case 5:
		line.Modifiers = []string{"", "é", "TOOLONG", "25", "25", "59"}
	case 6:
		line.Procedure.Value = pick(c, "", "zx101", "ZX1010000000000000000", "\x00")
	case 7:
		line.PlaceOfService = pick(c, "", "0", "999", "é1")
	case 8:
		in.Claim.Diagnoses = in.Claim.Diagnoses[:c.IntN(2)]
	case 9:
		in.Claim.Lines = nil
	case 10:
		in.Coverage.Years = nil
	case 11:
		in.Claim.Type, in.Provider.Network, in.Patient.Sex, in.Business = "", 99, 99, 200
	}
}

func FuzzDecide_NeverPanicsNorAllowsAboveTheCharge(f *testing.F) {
	w := newWorld(f)
	random := rand.New(rand.NewPCG(8, 8))
	for range 40 {
		seed := make([]byte, 200)
		for i := range seed {
			seed[i] = byte(random.IntN(256))
		}
		f.Add(seed)
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		c := choices(data)
		in := w.input(&c)
		for range c.IntN(3) {
			if len(in.Claim.Lines) > 0 {
				spoil(&c, &in)
			}
		}
		var a adjudicate.Assessment
		if err := a.Decide(&in); err != nil {
			return
		}
		if len(edits.Validate(in.Claim, worldStart.AddDays(30), in.Rules)) > 0 {
			return // it would not have come so far: enough that nothing panicked
		}
		checkAssessment(t, &in, &a)
		for _, line := range in.Claim.Lines[:c.IntN(2)] { // each tries the claim hundreds of times
			if changes, isFound := adjudicate.Counterfactual(in, adjudicate.LedgerState{IsProviderCredentialed: true}, line.Sequence); isFound && len(changes) == 0 {
				t.Errorf("line %d: an empty counterfactual", line.Sequence)
			}
		}
		if a.IsClean() {
			checkBalance(t, &in, &a, factsOf(a))
		}
	})
}
