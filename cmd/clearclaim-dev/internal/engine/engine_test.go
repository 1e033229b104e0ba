package engine

import (
	"testing"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// isOfLedger reports whether the ledger asks a rule, and not the engine.
func isOfLedger(rule rules.Rule) bool {
	return rule == rules.ProviderNotCredentialed || rule == rules.EvidenceMissing || rule.Step() == rules.Benefits
}

// All rules of the engine are asked of the claims that it is measured by, and each hits some.
func TestMeasure_EveryRuleIsAskedAndHits(t *testing.T) {
	t.Parallel()
	row, err := measure(t.Context(), Options{Claims: 6_000, Rounds: 1, Seed: 1}, sizes[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules.Rules() {
		if isOfLedger(rule) {
			continue
		}
		if of := row.Rules[rule.String()]; of.Hit+of.Waits == 0 {
			t.Errorf("%s was asked %d times and never hit", rule, of.Asked)
		}
	}
	if row.HitShare < 0.2 {
		t.Errorf("%.2f of the claims are hit", row.HitShare)
	}
}

func BenchmarkDecide(b *testing.B) {
	book, err := newBook(sizes[len(sizes)-1])
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
