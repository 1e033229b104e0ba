package engine

import (
	"testing"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
)

func BenchmarkDecide(b *testing.B) {
	book, err := newBook(size{pairs: 1_000_000, fees: 15_000})
	if err != nil {
		b.Fatal(err)
	}
	block := book.claims(newRandom(1), blockSize)
	var assessment adjudicate.Assessment
	var total consumed
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := assessment.Decide(&block[i%len(block)]); err != nil {
			b.Fatal(err)
		}
		total.consume(&assessment)
	}
}
