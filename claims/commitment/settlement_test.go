package commitment_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

func equalWords(a, b commitment.SettlementWords) bool {
	return slices.Equal(a.Coverages, b.Coverages) && slices.Equal(a.Families, b.Families) &&
		slices.Equal(a.Extensions, b.Extensions) && slices.Equal(a.Claims, b.Claims)
}

func TestSettlement_IsThatOfTheSecondImplementationAndReadsBack(t *testing.T) {
	t.Parallel()
	r := newRandom(7)
	for range 500 {
		submissions := randomSettlement(r)
		words, err := commitment.EncodeSettlement(submissions)
		if err != nil || !equalWords(words, naiveSettlement(submissions)) {
			t.Fatalf("%+v: got %v, %v", submissions, words, err)
		}
		if back, err := commitment.DecodeSettlement(words); err != nil || !reflect.DeepEqual(back, submissions) {
			t.Fatalf("%+v: read back as %+v, %v", submissions, back, err)
		}
	}
}

func TestClaim_IsThatOfTheSecondImplementationAndReadsBack(t *testing.T) {
	t.Parallel()
	r := newRandom(8)
	for range 1000 {
		c := randomClaim(r, commitment.Kind(r.IntN(3)))
		words, err := commitment.EncodeClaim(c)
		if err != nil || !slices.Equal(words, naiveClaim(c, uint64(c.Receipt.CoverageYear))) {
			t.Fatalf("%+v: got %v, %v", c, words, err)
		}
		back, err := commitment.DecodeClaim(words)
		if err != nil {
			t.Fatal(err)
		}
		if c.Receipt.Kind != commitment.KindVoid && !reflect.DeepEqual(back, c) {
			t.Fatalf("%+v: read back as %+v", c, back)
		}
		if again, err := commitment.EncodeClaim(back); err != nil || !slices.Equal(again, words) {
			t.Fatalf("%+v: encoded again as %v, %v", back, again, err)
		}
	}
}

func TestEncodeDecision_LeavesTheCoverageYearToTheLedger(t *testing.T) {
	t.Parallel()
	c := randomClaim(newRandom(14), commitment.KindReplacement)
	words := must[[]commitment.Word](t)(commitment.EncodeDecision(c))
	if !slices.Equal(words, naiveClaim(c, 0)) {
		t.Errorf("got %v", words)
	}
}

func TestClaim_LinesAreThoseOfTheBenefits(t *testing.T) {
	t.Parallel()
	lines := []benefits.Line{
		{Charge: cents(5), Units: 2, Allowed: cents(4), Class: 1}, {Charge: cents(6), Units: 3, Class: benefits.ClassDenied},
	}
	var c commitment.Claim
	c.Receipt.Lines, c.Allowances = commitment.SplitLines(lines)
	if !slices.Equal(c.BenefitLines(), lines) {
		t.Errorf("got %+v", c.BenefitLines())
	}
}

func wholeClaim(year claims.CoverageYearID) commitment.Claim {
	return commitment.Claim{
		Receipt: commitment.Receipt{
			ContentHash: word32("content"), CoverageYear: year, ServiceDay: serviceDay, Lines: []commitment.Line{{Charge: cents(9), Units: 1}},
		},
		Allowances: []commitment.Allowance{{Allowed: cents(8), Class: 2}},
		Facts:      commitment.Facts{}.WithReasons(word32("reasons")),
	}
}

func settled(c commitment.Claim, family claims.FamilyYearID, extension claims.ExtensionID) commitment.SettledClaim {
	leaf, err := c.Receipt.Leaf()
	if err != nil {
		panic(err)
	}
	return commitment.SettledClaim{ReceiptLeaf: leaf, Whole: &c, Family: family, Extension: extension}
}

func TestEncodeSettlement_RefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	encode := func(list ...commitment.SettledClaim) error {
		_, err := commitment.EncodeSettlement([]commitment.SettledSubmission{{Provider: 7, Claims: list}})
		return err
	}
	change := func(apply func(*commitment.Claim)) error {
		c := wholeClaim(1)
		apply(&c)
		return encode(commitment.SettledClaim{Whole: &c})
	}
	longest := wholeClaim(1)
	longest.Receipt.Lines = slices.Repeat(longest.Receipt.Lines, 255)
	longest.Allowances = slices.Repeat(longest.Allowances, 255)
	families := make([]commitment.SettledClaim, 0, 0x10000)
	for i := range 0x10000 {
		families = append(families, settled(wholeClaim(claims.CoverageYearID(i)), claims.FamilyYearID(i+1), 0))
	}
	checkErrors(t, []wantError{
		{"good", change(func(*commitment.Claim) {}), nil},
		{"undecided", encode(commitment.SettledClaim{}), nil},
		{"no claims", encode(), commitment.ErrBatchShape},
		{"more claims than 16 bits count", encode(make([]commitment.SettledClaim, 0x10000)...), commitment.ErrOutOfRange},
		{"longest journal", encode(slices.Repeat([]commitment.SettledClaim{settled(longest, 0, 0)}, 254)...), nil},
		{
			"journal past 16 bits", encode(slices.Repeat([]commitment.SettledClaim{settled(longest, 0, 0)}, 255)...),
			commitment.ErrJournalTooLong,
		},
		{"more families than positions", encode(families...), commitment.ErrOutOfRange},
		{"two families of a coverage", encode(settled(wholeClaim(1), 1, 0), settled(wholeClaim(1), 2, 0)), commitment.ErrCoverageConflict},
		{"a family and none", encode(settled(wholeClaim(1), 1, 0), settled(wholeClaim(1), 0, 0)), commitment.ErrCoverageConflict},
		{"two extensions of a coverage", encode(settled(wholeClaim(1), 0, 1), settled(wholeClaim(1), 0, 2)), commitment.ErrCoverageConflict},
		{"one family of two coverages", encode(settled(wholeClaim(1), 1, 0), settled(wholeClaim(2), 1, 0)), nil},
		{"a replacement", change(func(c *commitment.Claim) {
			c.Receipt.Kind, c.Receipt.Replaced.Batch = commitment.KindReplacement, claims.BatchID{Insurer: 1, Sequence: 1}
		}), commitment.ErrCorrectionInSettlement},
		{"no lines", change(func(c *commitment.Claim) { c.Receipt.Lines, c.Allowances = nil, nil }), commitment.ErrLineCount},
		{"fewer allowances", change(func(c *commitment.Claim) { c.Allowances = nil }), commitment.ErrLineCount},
		{"negative allowed", change(func(c *commitment.Claim) { c.Allowances[0].Allowed = cents(-1) }), commitment.ErrAmountOutOfRange},
		{"allowed past 36 bits", change(func(c *commitment.Claim) {
			c.Allowances[0].Allowed = cents(money.MaxCents + 1)
		}), commitment.ErrAmountOutOfRange},
		{"allowed of a denied line", change(func(c *commitment.Claim) { c.Allowances[0].Class = benefits.ClassDenied }), commitment.ErrUnbalanced},
		{"unknown flag", change(func(c *commitment.Claim) { c.Facts.Flags |= 32 }), commitment.ErrFactsInvalid},
	})
}

func TestEncodeClaim_AVoidHasNoPlaceForFacts(t *testing.T) {
	t.Parallel()
	c := commitment.Claim{Receipt: commitment.Receipt{
		Kind: commitment.KindVoid, Replaced: claims.Number{Batch: claims.BatchID{Insurer: 1, Sequence: 1}},
	}}
	if words, err := commitment.EncodeClaim(c); err != nil || len(words) != 3 {
		t.Errorf("got %v, %v", words, err)
	}
	c.Facts.Flags = commitment.FilingExcused
	if _, err := commitment.EncodeClaim(c); !errors.Is(err, commitment.ErrFactsInvalid) {
		t.Errorf("got %v", err)
	}
}

// smallSettlement has a whole claim with family and extension, and an undecided one.
func smallSettlement() []commitment.SettledSubmission {
	return []commitment.SettledSubmission{{Provider: 7, Claims: []commitment.SettledClaim{
		settled(wholeClaim(5), 3, 4), {ReceiptLeaf: word32("left undecided")},
	}}}
}

func TestDecodeSettlement_RefusesAnythingElse(t *testing.T) {
	t.Parallel()
	change := func(apply func(*commitment.SettlementWords)) commitment.SettlementWords {
		words := naiveSettlement(smallSettlement())
		apply(&words)
		return words
	}
	flip := func(word *commitment.Word, bit int) { word[31-bit/8] ^= 1 << (bit % 8) }
	if _, err := commitment.DecodeSettlement(change(func(*commitment.SettlementWords) {})); err != nil {
		t.Fatal(err)
	}
	// The claims: submission, head, content hash, allowances, reasons, head, leaf.
	bit := func(word, at int) func(*commitment.SettlementWords) {
		return func(w *commitment.SettlementWords) { flip(&w.Claims[word], at) }
	}
	coverage := func(year, extension, family uint64) commitment.Word {
		return naiveWord().add(32, year).add(16, extension).add(0, family).word()
	}
	for name, apply := range map[string]func(*commitment.SettlementWords){
		"nothing but tables":          func(w *commitment.SettlementWords) { w.Claims = nil },
		"cut short":                   func(w *commitment.SettlementWords) { w.Claims = w.Claims[:6] },
		"a word too many":             func(w *commitment.SettlementWords) { w.Claims = append(w.Claims, commitment.Word{}) },
		"spare bit of a submission":   bit(0, 64),
		"a claim more":                bit(0, 16),
		"no claim":                    func(w *commitment.SettlementWords) { w.Claims = []commitment.Word{{}} },
		"another journal length":      bit(0, 0),
		"spare bit of a head":         bit(1, 255),
		"a replacement":               bit(1, 246),
		"a void":                      bit(1, 247),
		"a line more":                 bit(1, 238),
		"a position beyond the table": bit(1, 150),
		"a place without a line":      bit(1, 50),
		"no units":                    bit(1, 100),
		"no day":                      func(w *commitment.SettlementWords) { w.Claims[1] = naiveWord().add(238, 1).add(100, 1).word() },
		"spare bit of allowances":     bit(3, 220),
		"an allowance without a line": bit(3, 0),
		"unknown flag":                bit(3, 255),
		"a fact more":                 bit(3, 249),
		"allowed of a denied line": func(w *commitment.SettlementWords) {
			w.Claims[3] = naiveWord().add(248, 1).add(184, 1).add(176, 255).word()
		},
		"more in an undecided head":    bit(5, 0),
		"spare bit of a coverage":      func(w *commitment.SettlementWords) { flip(&w.Coverages[0], 96) },
		"a family beyond the table":    func(w *commitment.SettlementWords) { w.Coverages[0] = coverage(5, 0, 1) },
		"an extension beyond it":       func(w *commitment.SettlementWords) { w.Coverages[0] = coverage(5, 1, 0) },
		"a family that none has":       func(w *commitment.SettlementWords) { w.Coverages[0] = coverage(5, 0, 0xffff) },
		"an extension that none has":   func(w *commitment.SettlementWords) { w.Coverages[0] = coverage(5, 0xffff, 0) },
		"a coverage that none has":     func(w *commitment.SettlementWords) { w.Coverages = append(w.Coverages, coverage(6, 0, 0)) },
		"a coverage twice":             func(w *commitment.SettlementWords) { w.Coverages = append(w.Coverages, w.Coverages[0]) },
		"a coverage out of order":      func(w *commitment.SettlementWords) { w.Coverages = append(w.Coverages, coverage(4, 0, 0)) },
		"family zero":                  func(w *commitment.SettlementWords) { w.Families[0] = commitment.Word{} },
		"a family of 33 bits":          func(w *commitment.SettlementWords) { flip(&w.Families[0], 32) },
		"an extension of 65 bits":      func(w *commitment.SettlementWords) { flip(&w.Extensions[0], 64) },
		"a family twice":               func(w *commitment.SettlementWords) { w.Families = append(w.Families, w.Families[0]) },
		"more families than positions": func(w *commitment.SettlementWords) { w.Families = make([]commitment.Word, 0x10000) },
	} {
		if submissions, err := commitment.DecodeSettlement(change(apply)); !errors.Is(err, commitment.ErrMalformed) {
			t.Errorf("%s: got %+v, %v", name, submissions, err)
		}
	}
}

func TestDecodeClaim_RefusesAnythingElse(t *testing.T) {
	t.Parallel()
	whole := must[[]commitment.Word](t)(commitment.EncodeClaim(wholeClaim(5)))
	undecided := naiveWord().add(246, 3).word()
	for name, words := range map[string][]commitment.Word{
		"nothing":           nil,
		"cut short":         whole[:len(whole)-1],
		"a word too many":   append(slices.Clone(whole), commitment.Word{}),
		"an undecided head": {undecided, word32Word("leaf")},
	} {
		if c, err := commitment.DecodeClaim(words); !errors.Is(err, commitment.ErrMalformed) {
			t.Errorf("%s: got %+v, %v", name, c, err)
		}
	}
}

func word32Word(text string) commitment.Word { return commitment.Word(word32(text)) }
