package cob_test

import (
	"math/rand/v2"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// onLedger determines a claim as the ledger does, from the amounts that it has of prior payers.
func onLedger(t *testing.T, c cob.Claim) []benefits.LineResult {
	t.Helper()
	lines, facts := append([]benefits.Line(nil), c.Lines...), c.Facts
	facts.HasPriorPayers = true
	for i := range lines {
		lines[i].Prior = c.Left[i].Amounts(c.Plan.Coordination.Allowable, lines[i].Charge)
	}
	results, _, err := benefits.Determine(*c.Plan, facts, c.Before, lines)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// What is explained from the ledger is what was coordinated from the answers, to the
// cent; the amounts beyond the charge that the ledger leaves off change nothing that is
// posted.
func TestExplain_SaysOfTheLedgerWhatDetermineDoes(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	explained := 0
	for range 5000 {
		c, priors := source(r.IntN).claim()
		if len(priors) == 0 {
			continue
		}
		charges := make([]money.Amount, len(c.Lines))
		for i := range c.Lines {
			charges[i] = c.Lines[i].Charge
		}
		c.Left, _ = cob.Balance(charges, priors)
		want, _, err := cob.Determine(c)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range onLedger(t, c) {
			got := cob.Explain(c.Plan.Coordination, line, false)
			compare(t, c.Plan.Coordination.Method, got, want[i])
			explained++
		}
		if t.Failed() {
			t.Fatalf("%+v, %+v, %+v", c.Plan.Coordination, c.Lines, priors)
		}
	}
	if explained < 5000 {
		t.Errorf("%d lines", explained)
	}
}

func compare(t *testing.T, method coverage.CoordinationMethod, got, want cob.Result) {
	t.Helper()
	got.Benefit, want.Benefit = benefits.LineResult{}, benefits.LineResult{}
	got.Allowable, want.Allowable = money.Amount{}, money.Amount{} // the ledger's is held to what it can carry
	if method == coverage.MaintenanceOfBenefits {
		for _, r := range []*cob.Result{&got, &want} { // where an out-of-pocket maximum cut it, by what it is called
			r.PriorShare = r.PatientResponsibility()
			r.Copay, r.Deductible, r.Coinsurance, r.Noncovered = money.Amount{}, money.Amount{}, money.Amount{}, money.Amount{}
		}
	}
	if got != want {
		t.Errorf("%s: got %+v, want %+v", method, got, want)
	}
}

func maintenance(copay, coinsurance int64) *coverage.Plan {
	return &coverage.Plan{
		Coordination:   coverage.Coordination{Method: coverage.MaintenanceOfBenefits, Allowable: coverage.PrimaryAllowed},
		OutOfPocketMax: coverage.Unlimited, FamilyOutOfPocketMax: coverage.Unlimited, FamilyDeductible: coverage.Unlimited,
		Deductible: coverage.LimitOf(money.Cents(1000)),
		Classes: []coverage.Class{{
			IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Copay: money.Cents(copay), Coinsurance: money.BasisPoints(coinsurance),
		}},
	}
}

// Of maintenance of benefits the cost share is named as it was taken of what was unpaid.
func TestExplain_NamesTheShareOfMaintenance(t *testing.T) {
	t.Parallel()
	c := cob.Claim{
		Plan: maintenance(2000, 2000), Facts: facts, Lines: []benefits.Line{{Charge: money.Cents(100_000), Units: 1, Allowed: money.Cents(70_000)}},
		Left: []cob.Left{{Paid: money.Cents(64_000), Owed: money.Cents(16_000), First: money.Cents(80_000)}},
	}
	want, _, err := cob.Determine(c)
	if err != nil {
		t.Fatal(err)
	}
	got := cob.Explain(c.Plan.Coordination, onLedger(t, c)[0], false)
	if got.Copay != money.Cents(2000) || got.Deductible != money.Cents(1000) || got.Coinsurance != money.Cents(2600) || got.Paid != money.Cents(10_400) {
		t.Errorf("got %+v", got)
	}
	if got.Copay != want[0].Copay || got.Deductible != want[0].Deductible || got.Coinsurance != want[0].Coinsurance {
		t.Errorf("got %+v, want %+v", got, want[0])
	}
}

// Who may bill the patient beyond the allowable expense posts it with group PR.
func TestResult_WhatIsBalanceBilledIsThePatients(t *testing.T) {
	t.Parallel()
	line := benefits.LineResult{
		Charge: money.Cents(100_000), Units: 1, Allowed: money.Cents(70_000), Coinsurance: money.Cents(14_000), IsCoordinated: true,
		Prior: claims.PriorAmounts{Paid: money.Cents(64_000), Owed: money.Cents(16_000), Allowed: money.Cents(80_000)}, Paid: money.Cents(6_000),
	}
	settings := coverage.Coordination{Method: coverage.Traditional, Allowable: coverage.LowerAllowed}
	for _, isBilled := range []bool{false, true} {
		got := cob.Explain(settings, line, isBilled)
		above, patient := cob.Adjustment{Group: "CO", CARC: "45", Amount: money.Cents(10_000)}, money.Amount{}
		if isBilled {
			above.Group, patient = "PR", money.Cents(10_000)
		}
		if posted := got.Adjustments(); len(posted) != 2 || posted[1] != above || got.PatientResponsibility() != patient {
			t.Errorf("got %+v, the patient owes %s", posted, got.PatientResponsibility())
		}
	}
}
