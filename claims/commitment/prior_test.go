package commitment_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

// coordinatedResult pays 2 of a benefit of 6: prior payers paid 10 and left 2.
func coordinatedResult() lineResult {
	r := goodResult()
	r.IsCoordinated, r.Paid = true, cents(2)
	r.Prior = claims.PriorAmounts{Paid: cents(10), Owed: cents(2), Allowed: cents(12)}
	return r
}

func TestEncodeResults_HoldsWhatIsPaidToWhatPriorPayersLeft(t *testing.T) {
	t.Parallel()
	encode := func(apply func(*lineResult)) error {
		r := coordinatedResult()
		apply(&r)
		_, err := commitment.EncodeResults([]lineResult{coordinatedResult(), r})
		return err
	}
	checkErrors(t, []wantError{
		{"good", encode(func(*lineResult) {}), nil},
		{"nothing owed, nothing paid", encode(func(r *lineResult) { r.Prior, r.Paid = claims.PriorAmounts{}, cents(0) }), nil},
		{"more than the benefit", encode(func(r *lineResult) { r.Prior.Owed, r.Paid = cents(7), cents(7) }), commitment.ErrUnbalanced},
		{"more than is owed", encode(func(r *lineResult) { r.Paid = cents(3) }), commitment.ErrUnbalanced},
		{"less than nothing", encode(func(r *lineResult) { r.Paid = cents(-1) }), commitment.ErrAmountOutOfRange},
		{"more than was charged", encode(func(r *lineResult) { r.Prior.Paid = cents(19) }), commitment.ErrUnbalanced},
		{"a negative amount", encode(func(r *lineResult) { r.Prior.Paid = cents(-1) }), commitment.ErrUnbalanced},
		{"allowed past 36 bits", encode(func(r *lineResult) { r.Prior.Allowed = cents(money.MaxCents + 1) }), commitment.ErrUnbalanced},
		{"one line coordinated, the other not", encode(func(r *lineResult) { *r = goodResult() }), commitment.ErrUnbalanced},
		{"prior amounts of a line that is not", encode(func(r *lineResult) {
			*r = goodResult()
			r.Prior.Owed = cents(1)
		}), commitment.ErrUnbalanced},
	})
}

func TestDecodeResults_RefusesPriorsOutOfPlace(t *testing.T) {
	t.Parallel()
	words := must[[]commitment.Word](t)(commitment.EncodeResults([]lineResult{coordinatedResult(), coordinatedResult()}))
	spare := slices.Clone(words)
	spare[3][5] = 1
	unmarked := slices.Clone(words)
	unmarked[2][0] = 0
	for name, bad := range map[string][]commitment.Word{
		"one too few": words[:3], "one too many": append(slices.Clone(words), words[3]), "before the results": {words[2], words[0]},
		"alone": words[2:3], "a spare bit": spare, "without its mark": unmarked,
	} {
		if results, err := commitment.DecodeResults(bad); !errors.Is(err, commitment.ErrMalformed) {
			t.Errorf("%s: got %+v, %v", name, results, err)
		}
	}
}

func TestEncodeClaim_RefusesPriorsThatDoNotFit(t *testing.T) {
	t.Parallel()
	good := []claims.PriorAmounts{{Paid: cents(5), Owed: cents(4), Allowed: cents(7)}}
	encode := func(apply func(*commitment.Claim)) error {
		c := wholeClaim(1).WithPriors(slices.Clone(good))
		apply(&c)
		_, err := commitment.EncodeClaim(c)
		return err
	}
	checkErrors(t, []wantError{
		{"good", encode(func(*commitment.Claim) {}), nil},
		{"more than the charge", encode(func(c *commitment.Claim) { c.Priors[0].Owed = cents(5) }), commitment.ErrUnbalanced},
		{"a negative amount", encode(func(c *commitment.Claim) { c.Priors[0].Owed = cents(-1) }), commitment.ErrAmountOutOfRange},
		{"past 36 bits", encode(func(c *commitment.Claim) { c.Priors[0].Allowed = cents(money.MaxCents + 1) }), commitment.ErrAmountOutOfRange},
		{"of more lines", encode(func(c *commitment.Claim) { c.Priors = append(c.Priors, c.Priors[0]) }), commitment.ErrLineCount},
		{"without the flag", encode(func(c *commitment.Claim) { c.Facts.Flags = commitment.HasReasons }), commitment.ErrFactsInvalid},
		{"the flag alone", encode(func(c *commitment.Claim) { c.Priors = nil }), commitment.ErrFactsInvalid},
	})
}

func TestClaim_WithPriorsSetsFlagAndLines(t *testing.T) {
	t.Parallel()
	prior := claims.PriorAmounts{Paid: cents(5), Owed: cents(4)}
	c := wholeClaim(1).WithPriors([]claims.PriorAmounts{prior})
	want := []benefits.Line{{Charge: cents(9), Units: 1, Allowed: cents(8), Class: 2, Prior: prior}}
	if !c.Facts.Has(commitment.HasPriorPayers) || !slices.Equal(c.BenefitLines(), want) {
		t.Errorf("got %+v", c)
	}
	if c = c.WithPriors(nil); c.Facts != wholeClaim(1).Facts || c.Priors != nil {
		t.Errorf("got %+v", c)
	}
}

func TestDetermination_TellsItsPriors(t *testing.T) {
	t.Parallel()
	d := commitment.Determination{Version: 1, Facts: commitment.Facts{Flags: commitment.HasPriorPayers}, Results: []lineResult{coordinatedResult()}}
	if got := d.Priors(); !slices.Equal(got, []claims.PriorAmounts{coordinatedResult().Prior}) {
		t.Errorf("got %+v", got)
	}
	if (commitment.Determination{Results: []lineResult{goodResult()}}).Priors() != nil {
		t.Error("priors of a claim without")
	}
	void := commitment.Determination{Version: 1, Facts: commitment.Facts{Flags: commitment.HasPriorPayers}}
	if _, err := void.Leaf(commitment.Hash{}, determinedAt); !errors.Is(err, commitment.ErrFactsInvalid) {
		t.Errorf("a void with prior payers: %v", err)
	}
}
