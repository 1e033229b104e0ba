package remit_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/claims/rules"
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
		Charge: cents(25000), Units: 2, Allowed: cents(18000), Copay: cents(500),
		Deductible: cents(10000), Coinsurance: cents(1000), Paid: cents(6500),
	}
}

// explain is New of a claim that the engine gave reasons for, under a plan with
// a class for each limit.
func explain(claim claims.Claim, reasons adjudicate.Reasons, results []benefits.LineResult) (remit.Remittance, error) {
	return remit.New(remit.Determination{Claim: claim, Reasons: reasons, Results: results, Ledger: ledger()})
}

func ledger() adjudicate.Ledger {
	return adjudicate.Ledger{
		Plan: coverage.Plan{
			Limits: []coverage.BenefitLimit{{Kind: coverage.Visits}, {Kind: coverage.Units}, {Kind: coverage.Money}},
			Classes: []coverage.Class{
				{Name: "office"},
				{Name: "therapy", LimitA: 1},
				{Name: "nursing", LimitA: 2},
				{Name: "glasses", LimitB: 3},
				{Name: "both", LimitA: 1, LimitB: 2},
			},
		},
		Year:        claims.Span{Start: claims.NewDate(2026, 3, 1), End: claims.NewDate(2026, 9, 1)},
		ServiceDate: claims.NewDate(2026, 9, 2),
	}
}

// byEngine is a line that the engine denied.
func byEngine(charge int64) benefits.LineResult {
	return benefits.LineResult{Charge: cents(charge), Class: benefits.ClassDenied, Denial: benefits.DenialByEngine}
}

func TestNew_ExplainsChargeByChargeAndInTotal(t *testing.T) {
	t.Parallel()
	reasons := adjudicate.Reasons{denial(3, "PR", "96", rules.PricingNoFee.String())}
	reasons[0].RARC = "N130"
	got, err := explain(claimOf(25000, 0, 4000), reasons, []benefits.LineResult{paid(), byEngine(4000)})
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

// Who shows amounts alone asks for no reasons: Check refuses what New does but for those.
func TestCheck_HoldsAmountsToTheirLines(t *testing.T) {
	t.Parallel()
	overpaid := paid()
	overpaid.Paid = overpaid.Charge
	for name, c := range map[string]struct {
		results []benefits.LineResult
		want    error
	}{
		"as they are":          {[]benefits.LineResult{paid(), byEngine(4000)}, nil},
		"of too few lines":     {[]benefits.LineResult{paid()}, remit.ErrUnbalanced},
		"of too many lines":    {[]benefits.LineResult{paid(), byEngine(4000), paid()}, remit.ErrUnbalanced},
		"of another charge":    {[]benefits.LineResult{paid(), paid()}, remit.ErrUnbalanced},
		"paid above the price": {[]benefits.LineResult{overpaid, byEngine(4000)}, remit.ErrPaidAmountExceedsAllowed},
	} {
		claim := claimOf(25000, 0, 4000)
		if err := remit.Check(&claim, c.results); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestNew_IsDeniedWhenEveryAdjudicatedLineIs(t *testing.T) {
	t.Parallel()
	reasons := adjudicate.Reasons{denial(1, "OA", "18", rules.DuplicateExact.String())}
	got, err := explain(claimOf(100, 0), reasons, []benefits.LineResult{byEngine(100)})
	if err != nil || !got.IsDenied || !got.PatientResponsibility.IsZero() {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err = explain(claimOf(0), nil, nil); err != nil || got.IsDenied {
		t.Errorf("a claim of information alone: %+v, %v", got, err)
	}
}

func TestNew_RefusesWhatContradictsItself(t *testing.T) {
	t.Parallel()
	reason := adjudicate.Reasons{denial(1, "PR", "96", rules.PricingNoFee.String())}
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
		{"amounts past the ledger's", nil, with(func(r *benefits.LineResult) { r.Deductible = cents(1 << 36) }), remit.ErrUnbalanced},
		{"denied without a reason", nil, []benefits.LineResult{byEngine(25000)}, remit.ErrDenialUnexplained},
		{"paid with a reason", reason, []benefits.LineResult{paid()}, remit.ErrDenialUnexplained},
		{"denied with something allowed", reason, with(func(r *benefits.LineResult) { r.Denial = benefits.DenialByEngine }), remit.ErrUnbalanced},
		{"denied with a payment", reason, with(func(r *benefits.LineResult) { *r = byEngine(25000); r.Paid = cents(1) }), remit.ErrPaidAmountExceedsAllowed},
		{"denied by the ledger with something allowed", nil, with(func(r *benefits.LineResult) { r.Denial = benefits.DenialFiledLate }), remit.ErrUnbalanced},
		{"denial that is not known", nil, with(func(r *benefits.LineResult) { r.Denial = 9 }), remit.ErrUnbalanced},
		{"limit reached, and something eligible", nil, with(func(r *benefits.LineResult) { r.Denial, r.Noncovered = benefits.DenialLimitReached, cents(100) }), remit.ErrUnbalanced},
		{"limit reached of nothing", nil, []benefits.LineResult{{Charge: cents(25000), Denial: benefits.DenialLimitReached}}, remit.ErrUnbalanced},
		{"noncovered that is not taken off", nil, with(func(r *benefits.LineResult) { r.Noncovered = cents(1) }), remit.ErrUnbalanced},
		{"negative noncovered", nil, with(func(r *benefits.LineResult) { r.Noncovered, r.Paid = cents(-1), cents(6501) }), remit.ErrUnbalanced},
		{"more units than were given", nil, with(func(r *benefits.LineResult) { r.Units = 3 }), remit.ErrUnbalanced},
		{"negative units", nil, with(func(r *benefits.LineResult) { r.Units = -1 }), remit.ErrUnbalanced},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, err := explain(claimOf(25000), c.reasons, c.results); !errors.Is(err, c.want) {
				t.Errorf("got %+v, %v; want %v", got, err, c.want)
			}
		})
	}
}

func TestNew_ReasonThatIsNotPostedDeniesNothing(t *testing.T) {
	t.Parallel()
	reasons := adjudicate.Reasons{denial(1, "PR", "96", rules.PricingNoFee.String())}
	reasons[0].IsPosted = false
	if _, err := explain(claimOf(25000), reasons, []benefits.LineResult{byEngine(25000)}); !errors.Is(err, remit.ErrDenialUnexplained) {
		t.Errorf("got %v", err)
	}
}

func TestReason_SaysWhatHappenedAndWhoPays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		group, carc, rule, want string
		detail                  adjudicate.Detail
	}{
		{"PR", "26", rules.BeforeCoverage.String(), "Not paid: your coverage began on 2026-03-01, after this service. You owe $1.00.", adjudicate.Detail{Date: claims.NewDate(2026, 3, 1)}},
		{"PR", "27", rules.AfterCoverage.String(), "Not paid: your coverage ended on 2026-02-28, before this service. You owe $1.00.", adjudicate.Detail{Date: claims.NewDate(2026, 2, 28)}},
		{"OA", "18", rules.DuplicateExact.String(), "Not paid: the same service was already billed. You owe nothing for it here.", adjudicate.Detail{}},
		{"CO", "226", rules.EvidenceOverdue.String(), "Not paid: the provider did not send the document that the plan asked for in time. The provider may not bill you for it.", adjudicate.Detail{}},
		{"PR", "96", rules.PricingClassNotCovered.String(), "Not paid: your plan does not cover this service. You owe $1.00.", adjudicate.Detail{}},
		{"CO", "236", rules.NCCIPair.String(), "Not paid: the service is part of another one of the same day. The provider may not bill you for it.", adjudicate.Detail{Claim: "C1", Line: 1}},
		{"CO", "236", rules.NCCIPair.String(), "Not paid: another service of that day, which is part of this one, was already paid. The provider may not bill you for it.", adjudicate.Detail{Claim: "C1", Line: 1, Text: adjudicate.ColumnOne}},
		{"CO", "97", rules.PricingNothingAllowed.String(), "Not paid: the plan pays nothing apart for this service. The provider may not bill you for it.", adjudicate.Detail{}},
		{"PI", "96", "a later rule", "Not paid: Charge that is not covered. The plan does not count it as yours to pay, but has no contract with the provider, who may see it otherwise.", adjudicate.Detail{}},
	} {
		reason := denial(1, c.group, c.carc, c.rule)
		reason.Detail = c.detail
		got, err := explain(claimOf(100), adjudicate.Reasons{reason}, []benefits.LineResult{byEngine(100)})
		if err != nil || got.Lines[0].Reason != c.want {
			t.Errorf("%s: got %q, %v", c.rule, got.Lines[0].Reason, err)
		}
	}
}

// What the ledger denied by itself has its own code, whatever the engine posted;
// where both say the same, the engine's reason stands.
func TestNew_ExplainsTheLedgersDenials(t *testing.T) {
	t.Parallel()
	duplicate := adjudicate.Reasons{denial(1, "OA", "18", rules.DuplicateExact.String())}
	before := adjudicate.Reasons{denial(1, "PR", "26", rules.BeforeCoverage.String())}
	before[0].RARC, before[0].Detail.Date = "N30", claims.NewDate(2026, 9, 3)
	for _, c := range []struct {
		name    string
		denial  benefits.Denial
		class   uint8
		reasons adjudicate.Reasons
		want    string
	}{
		{"outside", benefits.DenialOutsideCoverage, 0, nil, "PR-27 N30 Not paid: your coverage ended on 2026-08-31, before this service. You owe $1.00."},
		{"outside, as the engine says", benefits.DenialOutsideCoverage, 0, before, "PR-26 N30 Not paid: your coverage began on 2026-09-03, after this service. You owe $1.00."},
		{"provider", benefits.DenialProviderNotCredentialed, 0, duplicate, "CO-B7  Not paid: the provider was not certified for this service on its date. The provider may not bill you for it."},
		{"late", benefits.DenialFiledLate, 255, duplicate, "CO-29  Not paid: the provider sent the claim too late. The provider may not bill you for it."},
		{"class", benefits.DenialClassNotCovered, 0, nil, "PR-96 N130 Not paid: your plan does not cover this service. You owe $1.00."},
		{"class that is not there", benefits.DenialClassNotCovered, 9, nil, "PR-96 N130 Not paid: your plan does not cover this service. You owe $1.00."},
		{"authorization", benefits.DenialAuthorizationMissing, 0, nil, "CO-197  Not paid: this service needs a prior authorization, and there was none. The provider may not bill you for it."},
		{"evidence", benefits.DenialEvidenceMissing, 0, nil, "CO-252 N706 Not paid: this service needs a document that the provider did not send. The provider may not bill you for it."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := explain(claimOf(100), c.reasons, []benefits.LineResult{{Charge: cents(100), Class: c.class, Denial: c.denial}})
			if err != nil || len(got.Lines[0].Adjustments) != 1 || !got.IsDenied {
				t.Fatalf("got %+v, %v", got, err)
			}
			line := got.Lines[0]
			a := line.Adjustments[0]
			if text := string(a.Group) + "-" + a.CARC + " " + a.RARC + " " + line.Reason; text != c.want || a.Amount != cents(100) || a.Units != 2 {
				t.Errorf("got %s, %+v", text, a)
			}
			if codes.DemandsRemark(a.CARC) && a.RARC == "" || codes.CARCText(a.CARC) == "" || line.Rule == "" || line.RuleVersion == "" || line.Denial != c.denial {
				t.Errorf("got %+v", line)
			}
		})
	}
}

func TestNew_ExplainsWhatLimitsTook(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		class   uint8
		taken   int64
		units   int
		isWhole bool
		want    remit.Adjustment
	}{
		{"visits", 1, 18000, 0, true, remit.Adjustment{Group: "PR", CARC: "B1", Amount: cents(18000), Units: 2}},
		{"all units", 2, 18000, 0, true, remit.Adjustment{Group: "PR", CARC: "119", RARC: "N362", Amount: cents(18000), Units: 2}},
		{"one of two units", 2, 9000, 1, false, remit.Adjustment{Group: "PR", CARC: "119", RARC: "N362", Amount: cents(9000), Units: 1}},
		{"money", 3, 5000, 2, false, remit.Adjustment{Group: "PR", CARC: "119", Amount: cents(5000)}},
		{"visits or units", 4, 18000, 0, true, remit.Adjustment{Group: "PR", CARC: "119", Amount: cents(18000), Units: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			result := benefits.LineResult{
				Charge: cents(25000), Units: c.units, Allowed: cents(18000), Class: c.class,
				Noncovered: cents(c.taken), Paid: cents(18000 - c.taken),
			}
			if c.isWhole {
				result.Denial = benefits.DenialLimitReached
			}
			got, err := explain(claimOf(25000), nil, []benefits.LineResult{result})
			if err != nil || got.IsDenied != c.isWhole || got.Allowed != cents(18000) || got.PatientResponsibility != cents(c.taken) {
				t.Fatalf("got %+v, %v", got, err)
			}
			want := []remit.Adjustment{{Group: "CO", CARC: "45", Amount: cents(7000)}, c.want}
			if !slices.Equal(got.Lines[0].Adjustments, want) {
				t.Errorf("got %+v", got.Lines[0].Adjustments)
			}
			if text := got.Lines[0].Reason; !strings.Contains(text, "used up") && !strings.Contains(text, "beyond the plan's limit") {
				t.Errorf("got %s", text)
			}
		})
	}
}

// Random results, most of them wrong: what New accepts balances.
func TestNew_WhatIsAcceptedBalances(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	accepted := 0
	for range 400_000 {
		n := func() money.Amount { return cents(random.Int64N(4)) }
		result := benefits.LineResult{
			Charge: n(), Allowed: n(), Copay: n(), Deductible: n(), Coinsurance: n(), Noncovered: n(), Paid: n(),
			Units: random.IntN(4), Class: uint8(random.IntN(6)), Denial: benefits.Denial(random.IntN(10)),
		}
		claim := claimOf(1 + random.Int64N(3))
		got, err := explain(claim, nil, []benefits.LineResult{result})
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
