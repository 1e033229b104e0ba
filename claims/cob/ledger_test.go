package cob_test

import (
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// checkAgainstLedger sends a claim to the ledger, in its words, with no more of what
// prior payers answered than these carry: what the ledger pays must be what was
// worked out from the answers, to the cent, and what it credits too.
func checkAgainstLedger(t *testing.T, c cob.Claim, results []cob.Result, after benefits.Accumulators) {
	t.Helper()
	var whole commitment.Claim
	whole.Receipt.ServiceDay = c.Facts.ServiceDate
	whole.Receipt.Lines, whole.Allowances = commitment.SplitLines(c.Lines)
	priors := make([]claims.PriorAmounts, len(c.Left))
	for i := range c.Left {
		priors[i] = c.Left[i].Amounts(c.Plan.Coordination.Allowable, c.Lines[i].Charge)
	}
	words, err := commitment.EncodeClaim(whole.WithPriors(priors))
	if err != nil {
		t.Fatalf("%+v: %v", priors, err)
	}
	received, err := commitment.DecodeClaim(words)
	if err != nil {
		t.Fatal(err)
	}
	facts := c.Facts
	facts.HasPriorPayers = received.Facts.Has(commitment.HasPriorPayers)
	determined, credited, err := benefits.Determine(*c.Plan, facts, c.Before, received.BenefitLines())
	if err != nil {
		t.Fatal(err)
	}
	for i := range results {
		if determined[i].Paid != results[i].Paid {
			t.Errorf("line %d: the ledger pays %s, worked out is %+v", i+1, determined[i].Paid, results[i])
		}
		if determined[i].Benefit() != results[i].Benefit.Paid {
			t.Errorf("line %d: the ledger's benefit is %s, want %s", i+1, determined[i].Benefit(), results[i].Benefit.Paid)
		}
	}
	if credited != after {
		t.Errorf("the ledger credits %+v, want %+v", credited, after)
	}
}

func TestAmounts_OfWhatTheLedgerCarries(t *testing.T) {
	t.Parallel()
	cents, charge := money.Cents, money.Cents(1000)
	left := cob.Left{Paid: cents(640), Owed: cents(160), Highest: cents(900), Lowest: cents(700), First: cents(800)}
	over := cob.Left{Paid: cents(1200), Highest: cents(money.MaxCents + 5), Lowest: cents(money.MaxCents + 5), First: cents(money.MaxCents + 5)}
	for _, test := range []struct {
		name string
		left cob.Left
		rule coverage.AllowableRule
		want claims.PriorAmounts
	}{
		{"higher", left, coverage.HigherAllowed, claims.PriorAmounts{Paid: cents(640), Owed: cents(160), Allowed: cents(900)}},
		{"lower", left, coverage.LowerAllowed, claims.PriorAmounts{Paid: cents(640), Owed: cents(160), Allowed: cents(700)}},
		{"primary", left, coverage.PrimaryAllowed, claims.PriorAmounts{Paid: cents(640), Owed: cents(160), Allowed: cents(800)}},
		{"beyond charge and field", over, coverage.LowerAllowed, claims.PriorAmounts{Paid: charge, Allowed: cents(money.MaxCents)}},
		{"nobody before", cob.Left{Owed: charge}, coverage.PrimaryAllowed, claims.PriorAmounts{Owed: charge}},
	} {
		if got := test.left.Amounts(test.rule, charge); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}
