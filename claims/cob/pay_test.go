package cob_test

import (
	"errors"
	"testing"

	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

func TestEqualShare_SharesComeToTheWhole(t *testing.T) {
	t.Parallel()
	for _, cents := range []int64{0, 1, 2, 100, 10_001, money.MaxCents} {
		for payers := 1; payers <= cob.MaxCoverages; payers++ {
			total, least, most := int64(0), int64(money.MaxCents), int64(0)
			for position := range payers {
				share := cob.EqualShare(money.Cents(cents), payers, position).Cents()
				total, least, most = total+share, min(least, share), max(most, share)
			}
			if total != cents || most-least > 1 {
				t.Errorf("%d among %d: %d in all, from %d to %d", cents, payers, total, least, most)
			}
		}
	}
}

// Lines that no prior payer can have left are refused: whoever makes them without
// [cob.Balance] must not be paid by mistake.
func TestDetermine_RefusesLinesThatAreNotTheClaims(t *testing.T) {
	t.Parallel()
	plan := coverage.Plan{
		Coordination:   coverage.Coordination{Method: coverage.Traditional, Allowable: coverage.HigherAllowed},
		OutOfPocketMax: coverage.Unlimited, Classes: []coverage.Class{{IsCovered: true}},
	}
	lines := []benefits.Line{{Charge: money.Cents(100), Units: 1, Allowed: money.Cents(80)}}
	for name, left := range map[string][]cob.Left{
		"none":                 {},
		"two":                  {{Owed: money.Cents(100)}, {}},
		"above the charge":     {{Owed: money.Cents(101)}},
		"negative":             {{Owed: money.Cents(-1)}},
		"negative paid amount": {{Paid: money.Cents(-1), Owed: money.Cents(1)}},
	} {
		if results, _, err := cob.Determine(cob.Claim{Plan: &plan, Facts: facts, Lines: lines, Left: left}); !errors.Is(err, cob.ErrLinesDiffer) {
			t.Errorf("%s: got %+v, %v", name, results, err)
		}
	}
	lines[0].Class = 1
	if _, _, err := cob.Determine(cob.Claim{Plan: &plan, Facts: facts, Lines: lines}); !errors.Is(err, benefits.ErrClassUnknown) {
		t.Errorf("got %v", err)
	}
}

func TestBalance_Bounds(t *testing.T) {
	t.Parallel()
	charge := []money.Amount{money.Cents(100)}
	many := make([]cob.Adjustment, cob.MaxAdjustments+1)
	for i := range many {
		many[i] = cob.Adjustment{Group: codes.OtherAdjustment, CARC: "94"}
	}
	for name, test := range map[string]struct {
		charges []money.Amount
		priors  []cob.Prior
	}{
		"payers":      {charge, make([]cob.Prior, cob.MaxPriors+1)},
		"adjustments": {charge, []cob.Prior{{Paid: money.Cents(100), Adjustments: many}}},
		"an amount":   {charge, []cob.Prior{{Adjustments: []cob.Adjustment{{Group: "CO", CARC: "45", Amount: money.Cents(money.MaxCents + 1)}}}}},
		"no reason":   {charge, []cob.Prior{{Adjustments: []cob.Adjustment{{Group: "CO", Amount: money.Cents(100)}}}}},
		"no line":     {nil, nil},
		"no charge":   {[]money.Amount{{}}, nil},
		"charge":      {[]money.Amount{money.Cents(money.MaxCents + 1)}, nil},
	} {
		if left, faults := cob.Balance(test.charges, test.priors); len(faults) != 1 || left != nil {
			t.Errorf("%s: got %v, %v", name, left, faults)
		}
	}
	if left, faults := cob.Balance(charge, nil); len(faults) > 0 || left[0] != (cob.Left{Owed: charge[0]}) {
		t.Errorf("nobody before: got %+v, %v", left, faults)
	}
	corrected := []cob.Prior{{Adjustments: []cob.Adjustment{{Group: "CR", CARC: "45", Amount: money.Cents(100)}}}}
	if _, faults := cob.Balance(charge, corrected); len(faults) > 0 {
		t.Errorf("group CR, which is received and never posted: %v", faults)
	}
}

func BenchmarkDetermine_ThreeLinesTwoPriors(b *testing.B) {
	plan := coverage.Plan{
		Coordination:   coverage.Coordination{Method: coverage.MaintenanceOfBenefits, Allowable: coverage.HigherAllowed},
		OutOfPocketMax: coverage.Unlimited, Classes: []coverage.Class{{IsCovered: true, Coinsurance: 2000}},
	}
	line := benefits.Line{Charge: money.Cents(10_000), Units: 1, Allowed: money.Cents(8000)}
	lines := []benefits.Line{line, line, line}
	charges := []money.Amount{line.Charge, line.Charge, line.Charge}
	answer := cob.Prior{Paid: money.Cents(20_000), Adjustments: []cob.Adjustment{{Group: "PR", CARC: "2", Amount: money.Cents(10_000)}}}
	for b.Loop() {
		left, _ := cob.Balance(charges, []cob.Prior{answer, answer})
		if _, _, err := cob.Determine(cob.Claim{Plan: &plan, Facts: facts, Lines: lines, Left: left}); err != nil {
			b.Fatal(err)
		}
	}
}
