package intake_test

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// model stands in for the ledger: the model of its arithmetic, on a year of which
// nothing was taken.
type model struct {
	plan  coverage.Plan
	asked []commitment.Claim
	fail  error
}

func (m *model) Estimate(_ context.Context, _ claims.InsurerID, decision chain.Decision) (commitment.Entry, error) {
	if m.fail != nil {
		return commitment.Entry{}, m.fail
	}
	claim, err := commitment.DecodeClaim(decision.Claim)
	if err != nil {
		return commitment.Entry{}, err
	}
	m.asked = append(m.asked, claim)
	results, err := m.determine(claim)
	return commitment.Entry{Determination: &commitment.Determination{Results: results}}, err
}

func (m *model) determine(claim commitment.Claim) ([]benefits.LineResult, error) {
	lines := make([]benefits.Line, len(claim.Receipt.Lines))
	for i, line := range claim.Receipt.Lines {
		lines[i] = benefits.Line{Charge: line.Charge, Units: line.Units, Allowed: claim.Allowances[i].Allowed, Class: claim.Allowances[i].Class}
	}
	results, _, err := benefits.Determine(m.plan, benefits.Facts{
		Year: claims.Span{Start: 1, End: claims.NewDate(3000, 1, 1)}, ServiceDate: claim.Receipt.ServiceDay, ReceiptDate: claim.Receipt.ServiceDay,
		IsProviderCredentialed: true, HasAuthorization: claim.Facts.Has(commitment.HasAuthorization), HasEvidence: claim.Facts.Has(commitment.HasEvidence),
	}, benefits.Accumulators{}, lines)
	return results, err
}

// estimating is a bundle whose estimates are the model's.
func estimating(t *testing.T) (*bundle, *model) {
	t.Helper()
	b, m := newBundle(t), &model{}
	b.cfg.Estimator = m
	b.Service = intake.New(b.cfg)
	b.register(t)
	m.plan = b.planRequest("", "").Plan
	return b, m
}

func (b *bundle) estimate(t *testing.T, change func(*intake.Draft)) intake.Estimate {
	t.Helper()
	draft := b.draft(1)
	if change != nil {
		change(&draft)
	}
	made, err := b.EstimateClaim(b.asProvider(t, b.delegated), intake.EstimateClaim{Provider: b.delegated, Draft: draft})
	must(t, err)
	return made
}

// What the ledger is asked is what it is handed in for the claim itself, and nothing is
// kept of the question.
func TestEstimate_IsWhatTheClaimGives(t *testing.T) {
	t.Parallel()
	b, m := estimating(t)
	before := b.counts(t)
	made := b.estimate(t, nil)
	if got := b.counts(t); !maps.Equal(got, before) {
		t.Errorf("an estimate left %v, before it was %v", got, before)
	}
	claim := b.prepared(t, b.submit(t, "k", b.draft(1)).Accepted[0].ID)
	asked := m.asked[0]
	asked.Receipt.ContentHash, asked.Receipt.CoverageYear = claim.Receipt.ContentHash, claim.Receipt.CoverageYear // of a salt of its own
	if !reflect.DeepEqual(asked, claim) {
		t.Errorf("the ledger was asked %+v, and gets %+v", asked, claim)
	}
	results, err := m.determine(claim)
	must(t, err)
	if !reflect.DeepEqual(made.Determination.Results, results) || benefits.Paid(results) != money.Cents(4000) || made.IsReviewNeeded {
		t.Errorf("estimated %+v, the claim gives %+v", made.Determination.Results, results)
	}
	// The claim is there now: the same services again would be duplicates.
	again := b.estimate(t, nil)
	if reasons := again.Determination.Reasons; len(reasons) != 2 || reasons[0].CARC != "18" || !benefits.Paid(again.Determination.Results).IsZero() {
		t.Errorf("again: %+v", again.Determination)
	}
}

// Who learns of a coverage by its claim's faults has found it as well.
func TestEstimate_GivenFaults_SaysWhoseCoverageWasFound(t *testing.T) {
	t.Parallel()
	b, _ := estimating(t)
	made := b.estimate(t, func(d *intake.Draft) { d.Claim.Lines[0].Units = 0 })
	if len(made.Faults) == 0 || len(made.Coverages) != 1 {
		t.Errorf("got %+v", made)
	}
}

// What the ledger takes off a line is posted as for the claim itself: by the network and
// the line of business of its plan.
func TestEstimate_PostsByThePlansLineOfBusiness(t *testing.T) {
	t.Parallel()
	b, m := estimating(t)
	b.load(t, map[string][]byte{
		"manifest.csv": []byte(manifestHead + "postings.csv,postings,1,test,none,,\n"),
		"postings.csv": []byte("rule,network,business,group,carc,rarc,priority\nlimit.reached,any,dental,CO,119,,20\n"),
	})
	for business, want := range map[string]codes.Group{"dental": codes.ContractualObligation, "vision": codes.PatientResponsibility} {
		request := b.planRequest(business, business)
		request.Plan.LineOfBusiness = business
		request.Plan.Limits = []coverage.BenefitLimit{{Name: "a year", Kind: coverage.Money, Period: coverage.BenefitYear, Max: 5000}}
		request.Plan.Classes[0].LimitA = 1
		plan, faults, err := b.PublishPlan(b.asInsurer(t), request)
		must(t, err)
		if len(faults) > 0 {
			t.Fatal(faults[0])
		}
		storetest.Exec(t, b.url, "UPDATE coverages SET plan_id = $1", int64(plan))
		m.plan = request.Plan
		made, err := remit.New(b.estimate(t, nil).Determination)
		must(t, err)
		isPosted := func(a remit.Adjustment) bool { return a.Group == want && a.CARC == "119" }
		if adjustments := made.Lines[0].Adjustments; !slices.ContainsFunc(adjustments, isPosted) {
			t.Errorf("%s: posted %+v", business, adjustments)
		}
	}
}

// Who bears what is above the allowed amount rests on the network of each line's own day.
func TestEstimate_PostsByTheNetworkOfTheDayOfEachLine(t *testing.T) {
	t.Parallel()
	b, _ := estimating(t)
	storetest.Exec(t, b.url, "UPDATE providers SET identifier = '1234567893' WHERE id = $1", int64(b.delegated))
	b.withRules(t, map[string][]byte{
		"manifest.csv": []byte(manifestHead + "directory.csv,directory,1,test,none,,\n"),
		"directory.csv": []byte("npi,start,end,network,name,locality,taxonomy\n" +
			"1234567893,2025-01-01,2025-05-05,out,,,\n1234567893,2025-05-05,2025-05-06,in,,,\n"),
	})
	made, err := remit.New(b.estimate(t, func(d *intake.Draft) {
		d.Claim.Lines = append(d.Claim.Lines, d.Claim.Lines[1])
		for i := range d.Claim.Lines {
			line := &d.Claim.Lines[i]
			line.Sequence, line.ServiceDate = i+1, claims.NewDate(2025, 5, 4+i)
		}
	}).Determination)
	must(t, err)
	for i, want := range []codes.Group{codes.PatientResponsibility, codes.ContractualObligation, codes.PatientResponsibility} {
		if above := made.Lines[i].Adjustments[0]; above.Group != want || above.CARC != codes.CARCAboveFeeSchedule {
			t.Errorf("line %d: %s-%s of what is above the allowed amount, want %s", i+1, above.Group, above.CARC, want)
		}
	}
}

func TestEstimate_TakesDocumentsForReceived(t *testing.T) {
	t.Parallel()
	b, m := estimating(t)
	made := b.estimate(t, func(d *intake.Draft) {
		d.Claim.Lines[0].Procedure.Value, d.Claim.Lines[0].Charge = "ZX301", money.Cents(100_000)
	})
	if len(made.Documents) != 1 || made.Documents[0].Kind != "18748-4" || made.Documents[0].Line != 1 {
		t.Errorf("documents %+v", made.Documents)
	}
	if !m.asked[0].Facts.Has(commitment.HasEvidence) || made.Determination.Results[0].Paid != money.Cents(81_000) {
		t.Errorf("asked %+v, got %+v", m.asked[0].Facts, made.Determination.Results)
	}
}

func TestEstimate_OfServicesToCome(t *testing.T) {
	t.Parallel()
	b, m := estimating(t)
	on := func(day claims.Date) func(*intake.Draft) {
		return func(d *intake.Draft) { d.Claim.Lines[0].ServiceDate, d.Claim.Lines[1].ServiceDate = day, day }
	}
	for _, test := range []struct {
		name   string
		change func(*intake.Draft)
		fail   error
		want   errs.Code
	}{
		{"next month", on(claims.NewDate(2025, 7, 15)), nil, ""},
		{"in a benefit year that is not open", on(claims.NewDate(2026, 1, 10)), nil, errs.CoverageYearNotFound},
		{"too far ahead", on(claims.NewDate(2026, 6, 17)), nil, errs.DateInFuture},
		{"in a benefit year that is not on the chain", nil, chain.ErrCoverageYearNotFound, errs.CoverageYearNotFound},
		{"of a replacement", func(d *intake.Draft) { d.Claim.Frequency, d.Replaces = claims.Replacement, "1-1-1" }, nil, errs.FrequencyUnsupported},
		{"of nobody who is insured", func(d *intake.Draft) { d.Claim.MemberNumber = "nobody" }, nil, errs.NotInsured},
	} {
		m.fail = test.fail
		made := b.estimate(t, test.change)
		codes := []errs.Code{}
		for _, fault := range made.Faults {
			if !slices.Contains(codes, fault.Code) {
				codes = append(codes, fault.Code)
			}
		}
		if test.want == "" && (len(codes) > 0 || len(made.Determination.Results) != 2) || test.want != "" && !slices.Equal(codes, []errs.Code{test.want}) {
			t.Errorf("%s: got %v, %+v, want %s", test.name, codes, made.Determination.Results, test.want)
		}
	}
}

// What the ledger does not take of a claim without faults is nothing that a caller could mend.
func TestEstimate_GivenTheLedgerRefusesIt_HasNoCode(t *testing.T) {
	t.Parallel()
	b, m := estimating(t)
	ask := func() error {
		_, err := b.EstimateClaim(b.asProvider(t, b.delegated), intake.EstimateClaim{Provider: b.delegated, Draft: b.draft(1)})
		return err
	}
	for _, m.fail = range []error{chain.ErrAllowedExceedsCharge, commitment.ErrMalformed, &chain.RevertError{Name: "EncodingMalformed"}} {
		if err := ask(); err == nil || errs.CodeOf(err) != errs.Internal {
			t.Errorf("%v: got %v", m.fail, err)
		}
	}
	m.fail = context.DeadlineExceeded
	if err := ask(); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("cut off: got %v", err)
	}
}

func TestEstimate_FindsAPatientsOwnMembershipsAlone(t *testing.T) {
	t.Parallel()
	b, _ := estimating(t)
	for _, test := range []struct {
		name string
		who  auth.Principal
		want errs.Code
	}{
		{"own", auth.Principal{Subject: "login-m1", Role: auth.RolePatient}, ""},
		{"another member's", auth.Principal{Subject: "login-m2", Role: auth.RolePatient}, errs.NotInsured},
		{"a stranger", auth.Principal{Subject: "login-m3", Role: auth.RolePatient}, errs.NotInsured},
	} {
		made, err := b.EstimateClaim(auth.WithPrincipal(t.Context(), test.who), intake.EstimateClaim{Provider: b.delegated, Draft: b.draft(1)})
		must(t, err)
		isSame := test.want == "" && len(made.Faults) == 0 || test.want != "" && len(made.Faults) == 1 && made.Faults[0].Code == test.want
		if !isSame {
			t.Errorf("%s: got %v", test.name, made.Faults)
		}
	}
	for name, ctx := range map[string]context.Context{
		"another provider": b.asProvider(t, b.signing), "an insurer": b.asInsurer(t), "an operator": operator(t),
	} {
		_, err := b.EstimateClaim(ctx, intake.EstimateClaim{Provider: b.delegated, Draft: b.draft(1)})
		if !errors.Is(err, auth.ErrForbidden) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := b.EstimateClaim(t.Context(), intake.EstimateClaim{Provider: b.delegated, Draft: b.draft(1)}); !errors.Is(err, auth.ErrUnauthenticated) {
		t.Errorf("nobody: got %v", err)
	}
}
