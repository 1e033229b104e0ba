package commitment_test

import (
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

// claimsOfBatch are 500 claims of three lines in five submissions, a usual batch.
func claimsOfBatch() []commitment.SettledSubmission {
	r := newRandom(12)
	submissions := make([]commitment.SettledSubmission, 5)
	for s := range submissions {
		for range 100 {
			whole := randomClaim(r, commitment.KindOriginal)
			whole.Receipt.Lines = []commitment.Line{{Charge: cents(1), Units: 1}, {Charge: cents(2), Units: 2}, {Charge: cents(3), Units: 3}}
			whole.Allowances = make([]commitment.Allowance, 3)
			submissions[s].Claims = append(submissions[s].Claims, commitment.SettledClaim{Whole: &whole})
		}
	}
	return submissions
}

func BenchmarkCanonicalAndContentHash(b *testing.B) {
	s := samples()[1]
	b.ReportAllocs()
	for b.Loop() {
		commitment.ContentHash(s.salt, must[[]byte](b)(commitment.Canonical(s.claim)))
	}
}

func BenchmarkParseClaim(b *testing.B) {
	canonical := must[[]byte](b)(commitment.Canonical(samples()[1].claim))
	b.ReportAllocs()
	for b.Loop() {
		must[claims.Claim](b)(commitment.ParseClaim(canonical))
	}
}

func BenchmarkReceiptLeaf_500Claims(b *testing.B) {
	submissions := claimsOfBatch()
	b.ReportAllocs()
	for b.Loop() {
		for s := range submissions {
			for i := range submissions[s].Claims {
				if _, err := submissions[s].Claims[i].Whole.Receipt.Leaf(); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}

func BenchmarkReceiptLeaf_NineLines(b *testing.B) {
	receipt := samples()[3].receipt(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := receipt.Leaf(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDeterminationLeaf(b *testing.B) {
	d := determinations(b)[0].whole()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Leaf(commitment.Hash{}, determinedAt); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBatchRoot_500Claims(b *testing.B) {
	batch := batchOf(100, 100, 100, 100, 100)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := batch.Root(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeSettlement_500Claims(b *testing.B) {
	submissions := claimsOfBatch()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := commitment.EncodeSettlement(submissions); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeJournal_500Claims(b *testing.B) {
	r := newRandom(13)
	entries := make([]commitment.Entry, 500)
	for i := range entries {
		entries[i] = commitment.Entry{Index: uint16(i), Determination: randomDetermination(r)}
	}
	words := must[[]commitment.Word](b)(commitment.EncodeJournal(entries))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := commitment.DecodeJournal(words); err != nil {
			b.Fatal(err)
		}
	}
}
