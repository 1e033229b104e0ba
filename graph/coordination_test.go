package graph_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

func TestPublishPlan_TakesCoordination(t *testing.T) {
	t.Parallel()
	var plan coverage.Plan
	api := serve(t, graph.Config{Intake: takenIntake{plan: &plan}})
	const head = `{"insurer": 1, "name": "Gold", "promptPayDays": 30, "appealDays": 180,
		"appealDecisionDays": 60, "recoveryNoticeDays": 45, "feeSchedule": "", "classes": [{"name": "emergency", "isBalanceBillingProhibited": true}]`
	got := api.query(viewstest.Insurer1, publishPlan, variablesOf(t, head+`, "coordination": {"method": "NON_DUPLICATION", "allowable": "PRIMARY"}}`))
	want := coverage.Coordination{Method: coverage.NonDuplication, Allowable: coverage.PrimaryAllowed}
	if !strings.Contains(got.Body, `"path":"taken"`) || plan.Coordination != want || !plan.Classes[0].IsBalanceBillingProhibited {
		t.Fatalf("got %+v, %s", plan, got.Body)
	}
	api.query(viewstest.Insurer1, publishPlan, variablesOf(t, head+`}`))
	if !plan.Coordination.IsZero() {
		t.Errorf("got %+v of a plan that says nothing", plan.Coordination)
	}
}

func priorPayer() map[string]any {
	adjustment := map[string]any{"group": "PR", "carc": "2", "amountCents": 200}
	return map[string]any{
		"payer": "60054", "answerDate": "2026-03-02", "paidCents": 700, "adjustments": []any{map[string]any{"group": "OA", "carc": "94", "amountCents": -100}},
		"lines": []any{map[string]any{"sequence": 1, "paidCents": 600, "adjustments": []any{adjustment}}},
	}
}

func TestSubmitClaims_TakesPriorPayers(t *testing.T) {
	t.Parallel()
	var drafts []intake.Draft
	api := serve(t, graph.Config{Intake: fakeIntake{submit: func(in intake.Submission) (intake.Answer, error) {
		drafts = in.Drafts
		return intake.Answer{}, nil
	}}})
	submit := func(change func(payer map[string]any)) []*errs.Fault {
		payer := priorPayer()
		change(payer)
		got := api.query(provider, submitClaims, submission(func(claim, _ map[string]any) { claim["priorPayers"] = []any{payer} }))
		if !got.isDone() || len(drafts) != 1 {
			t.Fatalf("got %s", got.Body)
		}
		return drafts[0].Faults
	}
	want := []claims.PriorPayer{{
		Payer: "60054", AnswerDate: claims.NewDate(2026, 3, 2), Paid: money.Cents(700),
		Adjustments: []claims.PriorAdjustment{{Group: "OA", CARC: "94", Amount: money.Cents(-100)}},
		Lines: []claims.PriorLine{{
			Sequence: 1, Paid: money.Cents(600), Adjustments: []claims.PriorAdjustment{{Group: "PR", CARC: "2", Amount: money.Cents(200)}},
		}},
	}}
	if faults := submit(func(map[string]any) {}); len(faults) != 0 || !reflect.DeepEqual(drafts[0].Claim.PriorPayers, want) {
		t.Errorf("got %+v, %v", drafts[0].Claim.PriorPayers, faults)
	}
	faults := submit(func(payer map[string]any) {
		payer["answerDate"], payer["paidCents"] = "2026-02-30", 0.5
		line, _ := payer["lines"].([]any)[0].(map[string]any)
		line["adjustments"] = []any{map[string]any{"group": "PR", "carc": "2", "amountCents": json.Number("1e30")}}
	})
	var found []string
	for _, fault := range faults {
		found = append(found, string(fault.Code)+" "+fault.Path)
	}
	for _, fault := range []string{
		"DATE_INVALID priorPayers[0].answerDate", "AMOUNT_FRACTIONAL priorPayers[0].paidCents",
		"AMOUNT_FRACTIONAL priorPayers[0].lines[0].adjustments[0].amountCents",
	} {
		if !strings.Contains(strings.Join(found, "\n"), fault) {
			t.Errorf("no %s in %v", fault, found)
		}
	}
}

// recordIntake keeps what it is given of other coverages.
type recordIntake struct {
	graph.Intake
	taken *intake.RecordOtherCoverages
}

func (f recordIntake) RecordOtherCoverages(_ context.Context, in intake.RecordOtherCoverages) ([]*errs.Fault, error) {
	*f.taken = in
	return []*errs.Fault{{Code: errs.CoordinationInvalid, Path: "otherCoverages"}}, nil
}

func TestRecordOtherCoverages_TakesEveryField(t *testing.T) {
	t.Parallel()
	var taken intake.RecordOtherCoverages
	api := serve(t, graph.Config{Intake: recordIntake{taken: &taken}})
	query := `mutation($input: RecordOtherCoveragesInput!) { recordOtherCoverages(input: $input) @idempotent(key: "k") ` +
		orRefusal("recordOtherCoverages", "coverage { id }") + ` }`
	id := viewstest.CoverageOf["anna"]
	got := api.query(viewstest.Insurer1, query, variablesOf(t, `{"coverageId": "`+model.GlobalID(model.KindCoverage, id)+`",
		"own": {"relationship": "STEPPARENT", "subscriber": "f", "birthday": {"month": 2, "day": 29}, "isCustodial": true,
			"standing": "CONTINUATION", "since": "2020-01-02", "employees": 30},
		"otherCoverages": [{"payer": "60054", "startDate": "2024-01-01", "endDate": "2027-01-01", "facts": {"kind": "MEDICARE"}},
			{"payer": "60055", "startDate": "2024-01-01", "facts": {"kind": "INDIVIDUAL", "isWithoutCoordination": true}}],
		"parents": "APART", "decree": "NONCUSTODIAL_RESPONSIBLE", "medicare": {"disability": "2023-05-06"}}`))
	if want := `{"recordOtherCoverages":{"__typename":"ValidationFailure","faults":[{"code":"COORDINATION_INVALID","path":"otherCoverages"}]}}`; string(got.Data) != want {
		t.Fatalf("got %s", got.Body)
	}
	want := intake.RecordOtherCoverages{
		IdempotencyKey: "k", Coverage: id,
		Known: adjudicate.Coordination{
			Own: cob.Coverage{
				Kind: cob.GroupPlan, Relationship: cob.Stepparent, Subscriber: "f", Birthday: cob.MonthDay{Month: time.February, Day: 29},
				IsCustodial: true, Standing: cob.Continuation, Since: claims.NewDate(2020, 1, 2), Employees: 30,
			},
			Patient: cob.Patient{
				Parents: cob.ParentsApart, Decree: cob.NoncustodialResponsible, Medicare: cob.Entitlement{Disability: claims.NewDate(2023, 5, 6)},
			},
			Others: []adjudicate.OtherCoverage{
				{
					Coverage: cob.Coverage{ID: "60054", Kind: cob.Medicare, Relationship: cob.Self, Standing: cob.Active},
					Span:     claims.Span{Start: claims.NewDate(2024, 1, 1), End: claims.NewDate(2027, 1, 1)},
				},
				{
					Coverage: cob.Coverage{ID: "60055", Kind: cob.IndividualPlan, Relationship: cob.Self, Standing: cob.Active, IsWithoutCoordination: true},
					Span:     claims.Span{Start: claims.NewDate(2024, 1, 1)},
				},
			},
		},
	}
	if !reflect.DeepEqual(taken, want) {
		t.Errorf("got  %+v\nwant %+v", taken, want)
	}
}

const coordinated = `query($id: ID!) { claim(id: $id) { paidCents patientResponsibilityCents
	priorPayers { payer answerDate paidCents adjustments { group carc amountCents } lines { sequence } }
	lines { paidCents reason adjustments { group carc amountCents } explanation {
		coordination { method allowableRule priorPaidCents owedCents priorAllowedCents allowableCents benefitCents }
		payerOrder { rule sentence missingPayer } counterfactual { kind value } } } } }`

func TestQuery_ShowsHowAClaimIsCoordinated(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.PriorPayers = viewstest.PriorAnswers()
	w.RecordOthers("anna", viewstest.OtherCoverages())
	s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
	w.Receive(s, 4, 10)
	w.Determine(s, 0, 11, viewstest.CoordinatedLine(10_000), viewstest.CoordinatedLine(5_000))
	api := serve(t, graph.Config{Views: w.Views})
	ask := func(principal auth.Principal) string {
		got := api.query(principal, coordinated, map[string]any{"id": model.GlobalID(model.KindClaim, string(s.Claims[0]))})
		if len(got.Errors) > 0 {
			t.Fatalf("%s: got %s", principal.Role, got.Body)
		}
		return got.Body
	}
	const sentence = "A plan that covers the patient in their own name pays before one that covers them as a dependent."
	for _, want := range []string{
		`"paidCents":3000,"patientResponsibilityCents":0`,
		`"payer":"60054","answerDate":"2026-02-20","paidCents":9000,"adjustments":[{"group":"PR","carc":"2","amountCents":100}],"lines":[{"sequence":1}`,
		`"adjustments":[{"group":"OA","carc":"23","amountCents":8000}]`,
		`"coordination":{"method":"TRADITIONAL","allowableRule":"HIGHER","priorPaidCents":6000,"owedCents":2000,"priorAllowedCents":8000,"allowableCents":9000,"benefitCents":7200}`,
		`"payerOrder":{"rule":"naic.non-dependent","sentence":"` + sentence + `","missingPayer":null}`,
		`Other insurance paid $60.00. The plan paid $20.00. You owe nothing.`,
	} {
		if body := ask(viewstest.Anna); !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	auditor := ask(viewstest.Auditor)
	if strings.Contains(auditor, "60054") || strings.Contains(auditor, "2026-02-20") || strings.Contains(auditor, "naic.") {
		t.Errorf("the auditor is shown %s", auditor)
	}
	if !strings.Contains(auditor, `"payer":null,"answerDate":null,"paidCents":9000`) {
		t.Errorf("the auditor is not shown amounts: %s", auditor)
	}
}

func TestQuery_NamesThePayerWhoseAnswerIsMissing(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.RecordOthers("anna", viewstest.OtherCoverages())
	missing := adjudicate.Reason{
		Line: 1, Group: "OA", CARC: "22", RARC: "MA04", Rule: "coordination.primary-answer-missing", RuleVersion: adjudicate.RuleVersion, IsPosted: true,
		Detail: adjudicate.Detail{Kind: "60054", Text: "naic.non-dependent"},
	}
	other := missing
	other.Line = 2
	s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{missing, other})
	w.Receive(s, 4, 10)
	w.Determine(s, 0, 11, viewstest.DeniedLine(10_000), viewstest.DeniedLine(5_000))
	api := serve(t, graph.Config{Views: w.Views})
	got := api.query(viewstest.Provider1, coordinated, map[string]any{"id": model.GlobalID(model.KindClaim, string(s.Claims[0]))})
	for _, want := range []string{
		`"missingPayer":"60054"`, `"counterfactual":[{"kind":"SEND_PRIOR_ANSWER","value":"60054"}]`, `"coordination":null`,
		`another insurer pays first, and its answer was not sent. A plan that covers`,
	} {
		if !strings.Contains(got.Body, want) {
			t.Errorf("no %s in %s", want, got.Body)
		}
	}
}

func TestQuery_ShowsOtherCoverages(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	api := serve(t, graph.Config{Views: w.Views})
	const query = `query($id: ID!) { node(id: $id) { ... on Coverage { otherCoverages { payer kind relationship startDate endDate } } } }`
	variables := map[string]any{"id": model.GlobalID(model.KindCoverage, viewstest.CoverageOf["anna"])}
	if got := api.query(viewstest.Anna, query, variables); !strings.Contains(got.Body, `"otherCoverages":[]`) {
		t.Errorf("got %s", got.Body)
	}
	w.RecordOthers("anna", viewstest.OtherCoverages())
	const want = `"otherCoverages":[{"payer":"60054","kind":"GROUP","relationship":"SELF","startDate":"2025-01-01","endDate":"2027-01-01"}]`
	if got := api.query(viewstest.Anna, query, variables); !strings.Contains(got.Body, want) {
		t.Errorf("got %s", got.Body)
	}
}
