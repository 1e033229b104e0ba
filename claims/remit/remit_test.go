package remit_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/remit"
)

func cents(n int64) money.Amount { return money.Cents(n) }

func claimOf(charges ...int64) claims.Claim {
	var claim claims.Claim
	for i, charge := range charges {
		claim.Lines = append(claim.Lines, claims.Line{Sequence: i + 1, Units: 2, Charge: cents(charge), IsInformational: charge == 0})
	}
	return claim
}

func denial(line int, group, carc, rule string) adjudicate.Reason {
	return adjudicate.Reason{Line: line, Group: group, CARC: carc, Rule: rule, RuleVersion: "1", IsPosted: true}
}

func paid() benefits.LineResult {
	return benefits.LineResult{
		Charge: cents(25000), Allowed: cents(18000), Copay: cents(500),
		Deductible: cents(10000), Coinsurance: cents(1000), Paid: cents(6500),
	}
}

func TestNew_ExplainsChargeByChargeAndInTotal(t *testing.T) {
	t.Parallel()
	reasons := adjudicate.Reasons{denial(3, "PR", "96", adjudicate.RuleNoFee)}
	reasons[0].RARC = "N130"
	got, err := remit.New(claimOf(25000, 0, 4000), reasons, []benefits.LineResult{paid(), {Charge: cents(4000), Class: benefits.ClassDenied}})
	if err != nil {
		t.Fatal(err)
	}
	if got.Charge != cents(29000) || got.Allowed != cents(18000) || got.Paid != cents(6500) || got.PatientResponsibility != cents(15500) || got.IsDenied {
		t.Errorf("got %+v", got)
	}
	first, second, third := got.Lines[0], got.Lines[1], got.Lines[2]
	want := []remit.Adjustment{
		{Group: "CO", CARC: "45", Amount: cents(7000)},
		{Group: "PR", CARC: "1", Amount: cents(10000)},
		{Group: "PR", CARC: "2", Amount: cents(1000)},
		{Group: "PR", CARC: "3", Amount: cents(500)},
	}
	if len(first.Adjustments) != len(want) {
		t.Fatalf("got %+v", first.Adjustments)
	}
	for i := range want {
		if first.Adjustments[i] != want[i] {
			t.Errorf("got %+v, want %+v", first.Adjustments[i], want[i])
		}
	}
	if first.PatientResponsibility != cents(11500) || !strings.Contains(first.Reason, "$100.00 deductible, $5.00 copay and $10.00 coinsurance") {
		t.Errorf("got %+v", first)
	}
	if !second.IsInformational || second.Sequence != 2 || len(second.Adjustments) != 0 || second.Reason == "" {
		t.Errorf("got %+v", second)
	}
	if !third.IsDenied || third.PatientResponsibility != cents(4000) || len(third.Adjustments) != 1 ||
		third.Adjustments[0] != (remit.Adjustment{Group: "PR", CARC: "96", RARC: "N130", Amount: cents(4000), Units: 2}) {
		t.Errorf("got %+v", third)
	}
}

func TestNew_IsDeniedWhenEveryAdjudicatedLineIs(t *testing.T) {
	t.Parallel()
	reasons := adjudicate.Reasons{denial(1, "OA", "18", adjudicate.RuleDuplicate)}
	got, err := remit.New(claimOf(100, 0), reasons, []benefits.LineResult{{Charge: cents(100), Class: benefits.ClassDenied}})
	if err != nil || !got.IsDenied || !got.PatientResponsibility.IsZero() {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err = remit.New(claimOf(0), nil, nil); err != nil || got.IsDenied {
		t.Errorf("a claim of information alone: %+v, %v", got, err)
	}
}

func TestNew_RefusesWhatContradictsItself(t *testing.T) {
	t.Parallel()
	reason := adjudicate.Reasons{denial(1, "PR", "96", adjudicate.RuleNoFee)}
	with := func(change func(*benefits.LineResult)) []benefits.LineResult {
		r := paid()
		change(&r)
		return []benefits.LineResult{r}
	}
	for _, c := range []struct {
		name    string
		reasons adjudicate.Reasons
		results []benefits.LineResult
		want    *errs.Error
	}{
		{"no result", nil, nil, remit.ErrUnbalanced},
		{"a result too many", nil, []benefits.LineResult{paid(), paid()}, remit.ErrUnbalanced},
		{"another charge", nil, with(func(r *benefits.LineResult) { r.Charge = cents(25001) }), remit.ErrUnbalanced},
		{"allowed above charge", nil, with(func(r *benefits.LineResult) { r.Allowed = cents(25001) }), remit.ErrAllowedExceedsCharge},
		{"paid above allowed", nil, with(func(r *benefits.LineResult) { r.Paid = cents(18001) }), remit.ErrPaidAmountExceedsAllowed},
		{"a cent lost", nil, with(func(r *benefits.LineResult) { r.Paid = cents(6499) }), remit.ErrUnbalanced},
		{"a cent too many", nil, with(func(r *benefits.LineResult) { r.Copay = cents(501) }), remit.ErrUnbalanced},
		{"negative share", nil, with(func(r *benefits.LineResult) { r.Copay, r.Coinsurance = cents(-500), cents(2000) }), remit.ErrUnbalanced},
		{"amounts past the ledger's", nil, with(func(r *benefits.LineResult) { r.Deductible = cents(1 << 40) }), remit.ErrUnbalanced},
		{"denied without a reason", nil, []benefits.LineResult{{Charge: cents(25000), Class: benefits.ClassDenied}}, remit.ErrDenialUnexplained},
		{"paid with a reason", reason, []benefits.LineResult{paid()}, remit.ErrDenialUnexplained},
		{"denied with something allowed", reason, with(func(r *benefits.LineResult) { r.Class = benefits.ClassDenied }), remit.ErrUnbalanced},
		{"denied with a payment", reason, []benefits.LineResult{{Charge: cents(25000), Class: benefits.ClassDenied, Paid: cents(1)}}, remit.ErrPaidAmountExceedsAllowed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, err := remit.New(claimOf(25000), c.reasons, c.results); !errors.Is(err, c.want) {
				t.Errorf("got %+v, %v; want %v", got, err, c.want)
			}
		})
	}
}

func TestNew_ReasonThatIsNotPostedDeniesNothing(t *testing.T) {
	t.Parallel()
	reasons := adjudicate.Reasons{denial(1, "PR", "96", adjudicate.RuleNoFee)}
	reasons[0].IsPosted = false
	if _, err := remit.New(claimOf(25000), reasons, []benefits.LineResult{{Charge: cents(25000), Class: benefits.ClassDenied}}); !errors.Is(err, remit.ErrDenialUnexplained) {
		t.Errorf("got %v", err)
	}
}

func TestReason_SaysWhatHappenedAndWhoPays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		group, carc, rule, want string
		detail                  adjudicate.Detail
	}{
		{"PR", "26", adjudicate.RuleBeforeCoverage, "Not paid: your coverage began on 2026-03-01, after this service. You owe $1.00.", adjudicate.Detail{Date: claims.NewDate(2026, 3, 1)}},
		{"PR", "27", adjudicate.RuleAfterCoverage, "Not paid: your coverage ended on 2026-02-28, before this service. You owe $1.00.", adjudicate.Detail{Date: claims.NewDate(2026, 2, 28)}},
		{"OA", "18", adjudicate.RuleDuplicate, "Not paid: the same service was already billed. You owe nothing for it here.", adjudicate.Detail{}},
		{"CO", "226", adjudicate.RuleEvidenceOverdue, "Not paid: the provider did not send the document that the plan asked for in time. The provider may not bill you for it.", adjudicate.Detail{}},
		{"PR", "96", adjudicate.RuleClassNotCovered, "Not paid: your plan does not cover this service. You owe $1.00.", adjudicate.Detail{}},
		{"CO", "97", adjudicate.RuleNothingAllowed, "Not paid: the plan pays nothing apart for this service. The provider may not bill you for it.", adjudicate.Detail{}},
		{"PI", "96", "a later rule", "Not paid: Charge that is not covered. You owe nothing for it here.", adjudicate.Detail{}},
	} {
		reason := denial(1, c.group, c.carc, c.rule)
		reason.Detail = c.detail
		got, err := remit.New(claimOf(100), adjudicate.Reasons{reason}, []benefits.LineResult{{Charge: cents(100), Class: benefits.ClassDenied}})
		if err != nil || got.Lines[0].Reason != c.want {
			t.Errorf("%s: got %q, %v", c.rule, got.Lines[0].Reason, err)
		}
	}
}

// Random results, most of them wrong: what New accepts balances.
func TestNew_WhatIsAcceptedBalances(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	accepted := 0
	for range 200_000 {
		n := func() money.Amount { return cents(random.Int64N(4)) }
		result := benefits.LineResult{Charge: n(), Allowed: n(), Copay: n(), Deductible: n(), Coinsurance: n(), Paid: n()}
		claim := claimOf(1 + random.Int64N(3))
		got, err := remit.New(claim, nil, []benefits.LineResult{result})
		if err != nil {
			continue
		}
		accepted++
		sum, patient := got.Paid.Cents(), int64(0)
		for _, a := range got.Lines[0].Adjustments {
			sum += a.Amount.Cents()
			if a.Group == codes.PatientResponsibility {
				patient += a.Amount.Cents()
			}
		}
		if sum != claim.Lines[0].Charge.Cents() || patient != got.PatientResponsibility.Cents() || got.Allowed.Less(got.Paid) {
			t.Fatalf("%+v gives %+v", result, got)
		}
	}
	if accepted == 0 {
		t.Error("nothing was accepted")
	}
}
