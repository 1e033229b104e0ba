package commitment_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims/commitment"
)

// wordsOf makes words of fuzzed bytes; a rest is filled up.
func wordsOf(data []byte) []commitment.Word {
	padded := append(slices.Clone(data), make([]byte, (32-len(data)%32)%32)...)
	words, err := commitment.ParseWords(padded)
	if err != nil {
		panic(err)
	}
	return words
}

func FuzzDecodeResults_NeverPanics(f *testing.F) {
	for _, d := range determinations(f) {
		f.Add(commitment.Bytes(naiveResults(d.is.Results)))
	}
	for _, bad := range badResults() {
		f.Add(commitment.Bytes(naiveResults([]lineResult{bad})))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		words := wordsOf(data)
		results, err := commitment.DecodeResults(words)
		if err != nil {
			wantMalformed(t, err)
			return
		}
		if again, err := commitment.EncodeResults(results); err != nil || !slices.Equal(again, words) {
			t.Errorf("%x reads as %+v, %v", data, results, err)
		}
		if !slices.Equal(append(naiveResults(results), naivePriors(results)...), words) {
			t.Errorf("%x is another to the second implementation", data)
		}
	})
}

func FuzzDecodeJournal_NeverPanics(f *testing.F) {
	r := newRandom(9)
	for range 8 {
		f.Add(commitment.Bytes(naiveJournal(randomEntries(r))))
	}
	f.Add(commitment.Bytes(naiveJournal(smallJournal())))
	f.Fuzz(func(t *testing.T, data []byte) {
		words := wordsOf(data)
		entries, err := commitment.DecodeJournal(words)
		if err != nil {
			wantMalformed(t, err)
			return
		}
		if again, err := commitment.EncodeJournal(entries); err != nil || !slices.Equal(again, words) {
			t.Errorf("%x reads as %+v, %v", data, entries, err)
		}
	})
}

func FuzzDecodeClaim_NeverPanics(f *testing.F) {
	r := newRandom(10)
	for i := range 9 {
		c := randomClaim(r, commitment.Kind(i%3))
		f.Add(commitment.Bytes(naiveClaim(c, uint64(c.Receipt.CoverageYear))))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		words := wordsOf(data)
		c, err := commitment.DecodeClaim(words)
		if err != nil {
			wantMalformed(t, err)
			return
		}
		if again, err := commitment.EncodeClaim(c); err != nil || !slices.Equal(again, words) {
			t.Errorf("%x reads as %+v, %v", data, c, err)
		}
		if leaf, err := c.Receipt.Leaf(); err != nil || leaf != naiveReceiptLeaf(c.Receipt) {
			t.Errorf("%x has the leaf %s, %v", data, leaf, err)
		}
	})
}

func FuzzDecodeSettlement_NeverPanics(f *testing.F) {
	r := newRandom(11)
	add := func(w commitment.SettlementWords) {
		f.Add(commitment.Bytes(w.Coverages), commitment.Bytes(w.Families), commitment.Bytes(w.Extensions), commitment.Bytes(w.Claims))
	}
	add(naiveSettlement(smallSettlement()))
	for range 8 {
		add(naiveSettlement(randomSettlement(r)))
	}
	f.Fuzz(func(t *testing.T, coverages, families, extensions, list []byte) {
		words := commitment.SettlementWords{
			Coverages: wordsOf(coverages), Families: wordsOf(families), Extensions: wordsOf(extensions), Claims: wordsOf(list),
		}
		submissions, err := commitment.DecodeSettlement(words)
		if err != nil {
			wantMalformed(t, err)
			return
		}
		if again, err := commitment.EncodeSettlement(submissions); err != nil || !equalWords(again, words) {
			t.Errorf("%+v reads as %+v, %v", words, submissions, err)
		}
	})
}

func wantMalformed(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, commitment.ErrMalformed) {
		t.Errorf("got %v", err)
	}
}
