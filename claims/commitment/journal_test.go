package commitment_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

func TestJournal_IsThatOfTheSecondImplementationAndReadsBack(t *testing.T) {
	t.Parallel()
	r := newRandom(6)
	for range 1000 {
		entries := randomEntries(r)
		words, err := commitment.EncodeJournal(entries)
		if err != nil || !slices.Equal(words, naiveJournal(entries)) {
			t.Fatalf("%+v: got %v, %v", entries, words, err)
		}
		if back, err := commitment.DecodeJournal(words); err != nil || !reflect.DeepEqual(back, entries) {
			t.Fatalf("%+v: read back as %+v, %v", entries, back, err)
		}
	}
}

// smallJournal is of an undecided claim, then a determined one with reasons.
func smallJournal() []commitment.Entry {
	return []commitment.Entry{
		{Index: 4, ReceiptLeaf: word32("left undecided")},
		{Index: 5, ReceiptLeaf: word32("determined"), Determination: &commitment.Determination{
			Version: 1, ServiceDay: serviceDay, CoverageYear: 1<<64 - 1, Interest: cents(12),
			Results: []lineResult{goodResult()}, Facts: commitment.Facts{}.WithReasons(word32("reasons")),
		}},
	}
}

func TestDecodeJournal_RefusesAnythingElse(t *testing.T) {
	t.Parallel()
	whole := naiveJournal(smallJournal())
	if _, err := commitment.DecodeJournal(whole); err != nil {
		t.Fatal(err)
	}
	flip := func(word, bit int) []commitment.Word {
		words := slices.Clone(whole)
		words[word][31-bit/8] ^= 1 << (bit % 8)
		return words
	}
	position := func(bits naive) []commitment.Word {
		words := slices.Clone(whole)
		words[2] = bits.word()
		return words
	}
	of := func(index, mark, version, flags, lines, day uint64) naive {
		return naiveWord().add(156, index).add(148, mark).add(140, version).add(132, flags).add(124, lines).add(100, day)
	}
	for name, words := range map[string][]commitment.Word{
		"cut short":                             whole[:len(whole)-1],
		"cut after a position":                  whole[:3],
		"a word too many":                       append(slices.Clone(whole), commitment.Word{1}),
		"a word of zero too many":               append(slices.Clone(whole), commitment.Word{}),
		"zeros between":                         slices.Insert(slices.Clone(whole), 2, commitment.Word{}),
		"spare bit of an undecided position":    flip(0, 255),
		"version of an undecided position":      flip(0, 140),
		"flag of an undecided position":         flip(0, 132),
		"line of an undecided position":         flip(0, 124),
		"day of an undecided position":          flip(0, 100),
		"coverage year of an undecided one":     flip(0, 36),
		"interest of an undecided position":     flip(0, 0),
		"spare bit of a determined position":    flip(2, 172),
		"spare bit of a result":                 flip(4, 246),
		"unbalanced result":                     flip(4, 35),
		"index again":                           position(of(4, 2, 1, 1, 1, 1)),
		"index left out":                        position(of(6, 2, 1, 1, 1, 1)),
		"no mark":                               position(of(5, 0, 1, 1, 1, 1)),
		"another mark":                          position(of(5, 3, 1, 1, 1, 1)),
		"no version":                            position(of(5, 2, 0, 1, 1, 1)),
		"unknown flag":                          position(of(5, 2, 1, 17, 1, 1)),
		"more facts than words":                 position(of(5, 2, 1, 3, 1, 1)),
		"more lines than words":                 position(of(5, 2, 1, 1, 2, 1)),
		"no day":                                position(of(5, 2, 1, 1, 1, 0)),
		"fewer facts, the rest a claim of none": position(of(5, 2, 1, 0, 1, 1)),
	} {
		if entries, err := commitment.DecodeJournal(words); !errors.Is(err, commitment.ErrMalformed) {
			t.Errorf("%s: got %+v, %v", name, entries, err)
		}
	}
}

func TestEncodeJournal_RefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	change := func(apply func(*commitment.Entry)) error {
		entries := smallJournal()
		apply(&entries[1])
		_, err := commitment.EncodeJournal(entries)
		return err
	}
	checkErrors(t, []wantError{
		{"good", change(func(*commitment.Entry) {}), nil},
		{"index again", change(func(e *commitment.Entry) { e.Index = 4 }), commitment.ErrNotAscending},
		{"index left out", change(func(e *commitment.Entry) { e.Index = 6 }), commitment.ErrNotAscending},
		{"no version", change(func(e *commitment.Entry) { e.Determination.Version = 0 }), commitment.ErrOutOfRange},
		{"no day", change(func(e *commitment.Entry) { e.Determination.ServiceDay = 0 }), commitment.ErrDayOutOfRange},
		{"day past 24 bits", change(func(e *commitment.Entry) { e.Determination.ServiceDay = 1 << 24 }), commitment.ErrDayOutOfRange},
		{"negative interest", change(func(e *commitment.Entry) { e.Determination.Interest = cents(-1) }), commitment.ErrAmountOutOfRange},
		{"interest past 36 bits", change(func(e *commitment.Entry) {
			e.Determination.Interest = cents(money.MaxCents + 1)
		}), commitment.ErrAmountOutOfRange},
		{"unknown flag", change(func(e *commitment.Entry) { e.Determination.Facts.Flags = 128 }), commitment.ErrFactsInvalid},
		{"unbalanced", change(func(e *commitment.Entry) { e.Determination.Results[0].Paid = cents(1) }), commitment.ErrUnbalanced},
	})
}

func TestStandingLeaf_IsTheReceiptLeafUntilDetermined(t *testing.T) {
	t.Parallel()
	entries := smallJournal()
	if leaf, err := entries[0].StandingLeaf(determinedAt); err != nil || leaf != entries[0].ReceiptLeaf {
		t.Errorf("undecided: got %s, %v", leaf, err)
	}
	want := naiveDeterminationLeaf(entries[1].ReceiptLeaf, *entries[1].Determination, determinedAt.Unix())
	if leaf, err := entries[1].StandingLeaf(determinedAt); err != nil || leaf != want {
		t.Errorf("determined: got %s, %v", leaf, err)
	}
}

func TestJournal_OfAVoidHasNeitherLinesNorADay(t *testing.T) {
	t.Parallel()
	entries := []commitment.Entry{{ReceiptLeaf: word32("void"), Determination: &commitment.Determination{
		Version: 1, CoverageYear: claims.CoverageYearID(3), Results: []lineResult{},
	}}}
	words := must[[]commitment.Word](t)(commitment.EncodeJournal(entries))
	if back, err := commitment.DecodeJournal(words); err != nil || !reflect.DeepEqual(back, entries) {
		t.Errorf("got %+v, %v", back, err)
	}
}
