package intake_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

const (
	secondMember = "MEMBER-SECOND"
	firstPayer   = "PAYER-60054"
	motherName   = "subscriber-mother"
)

// coordinate publishes a plan that pays after others, enrols a member in it and returns
// the coverage.
func (b *bundle) coordinate(tb testing.TB) string {
	tb.Helper()
	request := b.planRequest("second", "Second")
	request.Plan.Deductible = coverage.LimitOf(money.Amount{})
	request.Plan.Coordination = coverage.Coordination{Method: coverage.Traditional, Allowable: coverage.HigherAllowed}
	plan, faults, err := b.PublishPlan(b.asInsurer(tb), request)
	must(tb, err)
	if len(faults) > 0 {
		tb.Fatalf("the plan has faults: %v", faults[0])
	}
	enrolment := b.enrolment("second", secondMember)
	enrolment.Plan = plan
	id, err := b.EnrolCoverage(b.asInsurer(tb), enrolment)
	must(tb, err)
	return id
}

// others is what is known of a child whose mother's plan pays first.
func others(id string) intake.RecordOtherCoverages {
	of := func(payer, subscriber string, month time.Month) cob.Coverage {
		return cob.Coverage{
			ID: payer, Kind: cob.GroupPlan, Relationship: cob.Parent, Subscriber: subscriber, Standing: cob.Active,
			Birthday: cob.MonthDay{Month: month, Day: 1}, Since: claims.NewDate(2020, 1, 1),
		}
	}
	return intake.RecordOtherCoverages{
		IdempotencyKey: "others", Coverage: id,
		Known: adjudicate.Coordination{
			Own:    of("", "father", time.September),
			Others: []adjudicate.OtherCoverage{{Coverage: of(firstPayer, motherName, time.March), Span: claims.Span{Start: claims.NewDate(2024, 1, 1)}}},
		},
	}
}

func (b *bundle) record(t *testing.T, in intake.RecordOtherCoverages) {
	t.Helper()
	faults, err := b.RecordOtherCoverages(b.asInsurer(t), in)
	must(t, err)
	if len(faults) > 0 {
		t.Fatalf("got %v", faults[0])
	}
}

func (b *bundle) secondDraft(units int) intake.Draft {
	draft := b.draft(units)
	draft.Claim.MemberNumber = secondMember
	return draft
}

// answer has the first payer pay half of each line and leave the rest to the patient.
func answer(draft intake.Draft) intake.Draft {
	payer := claims.PriorPayer{Payer: firstPayer, AnswerDate: claims.NewDate(2025, 6, 1)}
	for _, line := range draft.Claim.Lines {
		half := money.Cents(line.Charge.Cents() / 2)
		payer.Paid = money.Cents(payer.Paid.Cents() + half.Cents())
		payer.Lines = append(payer.Lines, claims.PriorLine{
			Sequence: line.Sequence, Paid: half, Adjustments: []claims.PriorAdjustment{{Group: "PR", CARC: "2", Amount: half}},
		})
	}
	draft.Claim.PriorPayers = []claims.PriorPayer{payer}
	return draft
}

func TestSubmit_DeniesWhatAnotherPayerPaysFirst(t *testing.T) {
	t.Parallel()
	b := setup(t)
	coverageID := b.coordinate(t)
	before := b.submit(t, "before", b.secondDraft(1)).Accepted[0].ID
	b.wantPosted(t, before, "clean")
	b.record(t, others(coverageID))
	missing := b.submit(t, "missing", b.secondDraft(2)).Accepted[0].ID
	const rule = "coordination.primary-answer-missing"
	b.wantPosted(t, missing, "clean", rule, rule)
	if prepared := b.prepared(t, missing); prepared.Priors != nil || prepared.Allowances[0].Allowed != (money.Amount{}) {
		t.Errorf("got %+v", prepared)
	}
	answered := b.submit(t, "answered", answer(b.secondDraft(3))).Accepted[0].ID
	b.wantPosted(t, answered, "clean")
	kept, _, _ := b.stored(t, answered)
	if len(kept.PriorPayers) != 1 || kept.PriorPayers[0].Payer != firstPayer {
		t.Errorf("got %+v", kept.PriorPayers)
	}
	want := []claims.PriorAmounts{
		{Paid: money.Cents(10000), Owed: money.Cents(10000), Allowed: money.Cents(20000)},
		{Paid: money.Cents(3000), Owed: money.Cents(3000), Allowed: money.Cents(6000)},
	}
	if prepared := b.prepared(t, answered); !slices.Equal(prepared.Priors, want) || !prepared.Facts.Has(commitment.HasPriorPayers) {
		t.Errorf("got %+v", prepared)
	}
	none := others(coverageID)
	none.IdempotencyKey, none.Known.Others = "none", nil
	b.record(t, none)
	b.wantPosted(t, b.submit(t, "after", b.secondDraft(4)).Accepted[0].ID, "clean")
}

func TestSubmit_RefusesAnswersThatDoNotBalance(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.coordinate(t)
	broken := answer(b.secondDraft(1))
	broken.Claim.PriorPayers[0].Lines[1].Paid = money.Cents(2999)
	ofAnother := answer(b.draft(2))
	got := b.submit(t, "k", broken, ofAnother)
	if len(got.Rejected) != 2 {
		t.Fatalf("got %+v", got)
	}
	for i, want := range []string{"PRIOR_PAYMENT_UNBALANCED priorPayers[0].lines[1]", "PLAN_NOT_COORDINATING priorPayers"} {
		fault := got.Rejected[i].Faults[0]
		if text := string(fault.Code) + " " + fault.Path; text != want {
			t.Errorf("got %s, want %s", text, want)
		}
	}
}

func TestSubmit_PriorPayersTellOneSubmissionFromAnother(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.coordinate(t)
	b.submit(t, "k", answer(b.secondDraft(1)))
	_, err := b.Submit(b.asProvider(t, b.delegated), b.submission("k", b.secondDraft(1)))
	if !errors.Is(err, intake.ErrIdempotencyKeyConflict) {
		t.Errorf("got %v", err)
	}
}

func TestRecordOtherCoverages_KeepsThemEncryptedAndOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := others(b.coverage)
	b.record(t, in)
	row := storetest.Row(t, b.url, "SELECT coordination FROM coverages WHERE id = $1", b.coverage)
	sealed := row[0].([]byte)
	for _, secret := range []string{firstPayer, motherName, "group", "2020-01-01"} {
		if bytes.Contains(sealed, []byte(secret)) {
			t.Errorf("%s is in the clear", secret)
		}
	}
	b.record(t, in)
	if again := storetest.Row(t, b.url, "SELECT coordination FROM coverages WHERE id = $1", b.coverage); !bytes.Equal(again[0].([]byte), sealed) {
		t.Error("a repetition is recorded anew")
	}
	other := others(b.coverage)
	other.Known.Others[0].ID = "PAYER-2"
	if _, err := b.RecordOtherCoverages(b.asInsurer(t), other); !errors.Is(err, intake.ErrIdempotencyKeyConflict) {
		t.Errorf("got %v", err)
	}
	kept := storetest.Row(t, b.url, "SELECT answer::text FROM idempotency_keys WHERE key = 'others'")
	if text := kept[0].(string); bytes.Contains([]byte(text), []byte(firstPayer)) {
		t.Errorf("the answer tells: %s", text)
	}
}

func TestRecordOtherCoverages_ListsFaultsAndRecordsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, c := range []struct {
		name   string
		change func(*adjudicate.Coordination)
		code   errs.Code
		path   string
	}{
		{"payer with a control", func(k *adjudicate.Coordination) { k.Others[0].ID = "A\x00" }, errs.TextInvalid, "otherCoverages[0].payer"},
		{"no payer", func(k *adjudicate.Coordination) { k.Others[0].ID = "" }, errs.FieldRequired, "otherCoverages[0].payer"},
		{"subscriber that turns", func(k *adjudicate.Coordination) { k.Own.Subscriber = "a\u202e" }, errs.TextInvalid, "own.subscriber"},
		{"employees", func(k *adjudicate.Coordination) { k.Others[0].Employees = 1 << 40 }, errs.CoordinationInvalid, "otherCoverages[0].facts.employees"},
		{"span", func(k *adjudicate.Coordination) { k.Others[0].Span.End = 1 }, errs.SpanInvalid, "otherCoverages[0].endDate"},
		{"a thousand", func(k *adjudicate.Coordination) { k.Others = slices.Repeat(k.Others, 1000) }, errs.CoordinationInvalid, "otherCoverages"},
	} {
		in := others(b.coverage)
		c.change(&in.Known)
		faults, err := b.RecordOtherCoverages(b.asInsurer(t), in)
		if err != nil || len(faults) != 1 || faults[0].Code != c.code || faults[0].Path != c.path {
			t.Errorf("%s: got %v, %v", c.name, faults, err)
		}
	}
	if count := storetest.Count(t, b.url, "SELECT count(*) FROM coverages WHERE coordination IS NOT NULL"); count != 0 {
		t.Errorf("%d are recorded", count)
	}
}

func TestRecordOtherCoverages_IsTheInsurersOwn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	stranger := auth.WithPrincipal(t.Context(), auth.Principal{Subject: "x", Role: auth.RoleInsurer, Insurer: b.insurer + 1})
	for name, err := range map[string]error{
		"another insurer": second(b.RecordOtherCoverages(stranger, others(b.coverage))),
		"a provider":      second(b.RecordOtherCoverages(b.asProvider(t, b.delegated), others(b.coverage))),
		"no coverage":     second(b.RecordOtherCoverages(b.asInsurer(t), others("00000000-0000-4000-8000-000000000000"))),
		"no id":           second(b.RecordOtherCoverages(b.asInsurer(t), others("'; --"))),
	} {
		if !errors.Is(err, intake.ErrCoverageNotFound) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := b.RecordOtherCoverages(t.Context(), others(b.coverage)); !errors.Is(err, auth.ErrUnauthenticated) {
		t.Errorf("got %v", err)
	}
}

func second(_ []*errs.Fault, err error) error { return err }

// What is determined again is coordinated with the answers that the claim came with.
func TestAnswerAppeal_KeepsWhatPriorPayersLeft(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.coordinate(t)
	draft := answer(l.secondDraft(1))
	draft.Claim.Lines[0].Procedure.Value = "ZX300" // of a class that the plan does not cover
	id, number := l.determined(t, "k", draft)
	l.show(t, &store.ChainRows{Appeals: []store.ChainAppeal{{At: l.at(), Appeal: 5, Number: number, Kind: store.AppealFiled, Provider: l.delegated}}})
	before := l.prepared(t, id)
	_, err := l.AnswerAppeal(l.asInsurer(t), intake.AnswerAppeal{IdempotencyKey: "a", Claim: id, Redetermination: &intake.Redetermination{
		Lines: []intake.RedeterminedLine{{Sequence: 1, Allowed: money.Cents(15000), Class: "office"}},
	}})
	must(t, err)
	words, err := commitment.ParseWords(l.acts(t, id)[0].Prepared)
	must(t, err)
	whole, err := commitment.DecodeClaim(words)
	must(t, err)
	if len(before.Priors) != 2 || !slices.Equal(whole.Priors, before.Priors) || whole.Allowances[0].Allowed != money.Cents(15000) {
		t.Errorf("got %+v, before %+v", whole, before)
	}
}

// Who shares equally is not waited for: a person looks at the claim, until the other's
// answer comes with it.
func TestSubmit_PendsWhatAnotherPayerSharesEqually(t *testing.T) {
	t.Parallel()
	b := setup(t)
	equal := others(b.coordinate(t))
	of := cob.Coverage{ID: firstPayer, Kind: cob.GroupPlan, Relationship: cob.Self, Standing: cob.Active, Since: claims.NewDate(2020, 1, 1)}
	equal.Known.Others[0].Coverage = of
	of.ID = ""
	equal.Known.Own = of
	b.record(t, equal)
	shared := b.submitNext(t, "shared", b.secondDraft(1)).Accepted[0].ID
	b.wantPosted(t, shared, "pended")
	const rule = "coordination.equal-shares"
	if waits := b.waitsFor(t, shared); !slices.Equal(waits, []string{rule, rule}) {
		t.Errorf("waits for %v", waits)
	}
	answered := b.submitNext(t, "answered", answer(b.secondDraft(2))).Accepted[0].ID
	b.wantPosted(t, answered, "clean")
}

// The time for filing counts from the first payer's answer of 2025-06-01, where the plan
// says so: then the ledger, which counts from the service of 2025-05-05, is told.
func TestSubmit_CountsTimeForFilingFromThePriorAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	request := b.planRequest("second", "Second")
	request.Plan.Coordination = coverage.Coordination{Method: coverage.Traditional, Allowable: coverage.HigherAllowed}
	request.Plan.TimelyFilingDays, request.Plan.IsFilingFromPriorAnswer = 30, true
	plan, faults, err := b.PublishPlan(b.asInsurer(t), request)
	must(t, err)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	storetest.Exec(t, b.url, "UPDATE coverages SET plan_id = $1", int64(plan))
	first := b.submitNext(t, "first", b.draft(1)).Accepted[0].ID
	b.wantPosted(t, first, "clean", "filing.late", "filing.late")
	if b.prepared(t, first).Facts.Has(commitment.FilingExcused) {
		t.Error("a claim without an answer is excused")
	}
	second := b.submitNext(t, "second", answer(b.draft(2))).Accepted[0].ID
	b.wantPosted(t, second, "clean")
	if !b.prepared(t, second).Facts.Has(commitment.FilingExcused) {
		t.Error("the ledger is not told that the claim is in time")
	}
}
