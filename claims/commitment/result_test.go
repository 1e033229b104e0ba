package commitment_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

func TestResults_AreThoseOfTheSecondImplementationAndReadBack(t *testing.T) {
	t.Parallel()
	r := newRandom(4)
	for range 2000 {
		results := randomDetermination(r).Results
		words, err := commitment.EncodeResults(results)
		if err != nil || !slices.Equal(words, append(naiveResults(results), naivePriors(results)...)) {
			t.Fatalf("%+v: got %v, %v", results, words, err)
		}
		if back, err := commitment.DecodeResults(words); err != nil || !slices.Equal(back, results) {
			t.Fatalf("%+v: read back as %+v, %v", results, back, err)
		}
	}
}

func goodResult() lineResult {
	return lineResult{
		Charge: cents(20), Units: 2, Allowed: cents(16), Class: 3,
		Copay: cents(1), Deductible: cents(2), Coinsurance: cents(3), Noncovered: cents(4), Paid: cents(6),
	}
}

// badResults are those that the arithmetic of no plan gives.
func badResults() map[string]lineResult {
	bad := map[string]lineResult{}
	change := func(name string, apply func(*lineResult)) {
		r := goodResult()
		apply(&r)
		bad[name] = r
	}
	deny := func(name string, denial benefits.Denial, class uint8, apply func(*lineResult)) {
		r := lineResult{Charge: cents(20), Class: class, Denial: denial}
		apply(&r)
		bad[name] = r
	}
	change("allowed above charge", func(r *lineResult) { r.Charge = cents(15) })
	change("denied with an amount", func(r *lineResult) { r.Denial = benefits.DenialClassNotCovered })
	change("at the limit with something eligible", func(r *lineResult) { r.Denial = benefits.DenialLimitReached })
	change("an unknown denial", func(r *lineResult) { r.Denial = 9 })
	change("the engine's class, not denied", func(r *lineResult) { r.Class = benefits.ClassDenied })
	change("nothing eligible, not denied", func(r *lineResult) {
		*r = lineResult{Charge: cents(20), Allowed: cents(16), Noncovered: cents(16)}
	})
	change("units with nothing eligible", func(r *lineResult) { *r = lineResult{Charge: cents(20), Units: 1} })
	deny("the engine's denial of another class", benefits.DenialByEngine, 3, func(*lineResult) {})
	deny("the engine's class, not covered", benefits.DenialClassNotCovered, benefits.ClassDenied, func(*lineResult) {})
	deny("the engine's class, at the limit", benefits.DenialLimitReached, benefits.ClassDenied, func(r *lineResult) {
		r.Allowed, r.Noncovered = cents(1), cents(1)
	})
	deny("denied with units", benefits.DenialFiledLate, 3, func(r *lineResult) { r.Units = 1 })
	deny("at the limit of nothing", benefits.DenialLimitReached, 3, func(*lineResult) {})
	return bad
}

func TestResults_RefuseWhatNoDeterminationIs(t *testing.T) {
	t.Parallel()
	for name, r := range badResults() {
		if words, err := commitment.EncodeResults([]lineResult{r}); !errors.Is(err, commitment.ErrUnbalanced) {
			t.Errorf("%s: encoded to %v, %v", name, words, err)
		}
		results, err := commitment.DecodeResults(naiveResults([]lineResult{r}))
		if !errors.Is(err, commitment.ErrMalformed) || !errors.Is(err, commitment.ErrUnbalanced) {
			t.Errorf("%s: decoded to %+v, %v", name, results, err)
		}
	}
}

func TestEncodeResults_RefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	change := func(apply func(*lineResult)) error {
		r := goodResult()
		apply(&r)
		_, err := commitment.EncodeResults([]lineResult{r})
		return err
	}
	count := func(n int) error {
		_, err := commitment.EncodeResults(slices.Repeat([]lineResult{goodResult()}, n))
		return err
	}
	checkErrors(t, []wantError{
		{"good", change(func(*lineResult) {}), nil},
		{"none", count(0), nil},
		{"most lines", count(255), nil},
		{"too many lines", count(256), commitment.ErrLineCount},
		{"charge past 36 bits", change(func(r *lineResult) { r.Charge = cents(1 << 36) }), commitment.ErrAmountOutOfRange},
		{"negative charge", change(func(r *lineResult) { r.Charge = cents(-1) }), commitment.ErrAmountOutOfRange},
		{"negative share", change(func(r *lineResult) { r.Copay, r.Deductible = cents(-1), cents(4) }), commitment.ErrAmountOutOfRange},
		{"negative noncovered", change(func(r *lineResult) { r.Noncovered, r.Paid = cents(-1), cents(11) }), commitment.ErrAmountOutOfRange},
		{"negative paid", change(func(r *lineResult) { r.Paid, r.Coinsurance = cents(-1), cents(10) }), commitment.ErrAmountOutOfRange},
		{"negative units", change(func(r *lineResult) { r.Units = -1 }), commitment.ErrUnitsOutOfRange},
		{"units past 14 bits", change(func(r *lineResult) { r.Units = claims.MaxUnits + 1 }), commitment.ErrUnitsOutOfRange},
		{"another paid amount", change(func(r *lineResult) { r.Paid = cents(7) }), commitment.ErrUnbalanced},
	})
}

func TestDecodeResults_RefusesSpareBitsAndSharesAboveTheAllowed(t *testing.T) {
	t.Parallel()
	whole := naiveResults([]lineResult{goodResult()})
	for bit := range 10 {
		spoilt := slices.Clone(whole)
		spoilt[0][bit/8] |= 0x80 >> (bit % 8)
		if _, err := commitment.DecodeResults(spoilt); !errors.Is(err, commitment.ErrMalformed) {
			t.Errorf("spare bit %d: got %v", bit, err)
		}
	}
	above := goodResult()
	above.Copay = cents(11)
	if results, err := commitment.DecodeResults(naiveResults([]lineResult{above})); !errors.Is(err, commitment.ErrMalformed) {
		t.Errorf("shares above the allowed amount: %+v, %v", results, err)
	}
	if _, err := commitment.DecodeResults(slices.Repeat(whole, 256)); !errors.Is(err, commitment.ErrMalformed) {
		t.Errorf("more lines than a claim has: %v", err)
	}
}

func TestDeterminationLeaf_IsThatOfTheSecondImplementation(t *testing.T) {
	t.Parallel()
	r := newRandom(5)
	for range 1000 {
		d, receiptLeaf := randomDetermination(r), randomHash(r)
		leaf, err := d.Leaf(receiptLeaf, determinedAt)
		if err != nil || leaf != naiveDeterminationLeaf(receiptLeaf, *d, determinedAt.Unix()) {
			t.Fatalf("%+v: got %s, %v", d, leaf, err)
		}
	}
}

func TestDeterminationLeaf_RefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	change := func(at time.Time, apply func(*commitment.Determination)) error {
		d := commitment.Determination{Version: 1, Results: []lineResult{goodResult()}}
		apply(&d)
		_, err := d.Leaf(commitment.Hash{}, at)
		return err
	}
	facts := func(f commitment.Facts) func(*commitment.Determination) {
		return func(d *commitment.Determination) { d.Facts = f }
	}
	hidden := word32("not announced")
	checkErrors(t, []wantError{
		{"good", change(determinedAt, func(*commitment.Determination) {}), nil},
		{"no lines", change(determinedAt, func(d *commitment.Determination) { d.Results = nil }), nil},
		{"no version", change(determinedAt, func(d *commitment.Determination) { d.Version = 0 }), commitment.ErrOutOfRange},
		{"never", change(time.Time{}, func(*commitment.Determination) {}), commitment.ErrInstantOutOfRange},
		{"between two seconds", change(determinedAt.Add(1), func(*commitment.Determination) {}), commitment.ErrInstantOutOfRange},
		{"unbalanced", change(determinedAt, func(d *commitment.Determination) { d.Results[0].Paid = cents(0) }), commitment.ErrUnbalanced},
		{"unknown flag", change(determinedAt, facts(commitment.Facts{Flags: 32})), commitment.ErrFactsInvalid},
		{"prior payers without coordination", change(determinedAt, facts(commitment.Facts{Flags: 16})), commitment.ErrFactsInvalid},
		{"reasons without flag", change(determinedAt, facts(commitment.Facts{ReasonsHash: hidden, Flags: 14})), commitment.ErrFactsInvalid},
		{"authorization without flag", change(determinedAt, facts(commitment.Facts{Authorization: hidden, Flags: 13})), commitment.ErrFactsInvalid},
		{"evidence without flag", change(determinedAt, facts(commitment.Facts{Evidence: hidden, Flags: 11})), commitment.ErrFactsInvalid},
		{"a zero fact", change(determinedAt, facts(commitment.Facts{}.WithEvidence(commitment.Hash{}))), nil},
	})
}
