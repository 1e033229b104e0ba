package views_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// twiceAYear is a rule set by which the service of the tests is paid twice a year.
var twiceAYear = map[string][]byte{
	rules.ManifestName: []byte("file,kind,version,source,licence,start,end\nf.csv,frequency,1,test,CC0-1.0,,\n"),
	"f.csv":            []byte("procedure,start,end,most,of,per\nZX100,,,2,services,calendar-year\n"),
}

// reached is the reason of a service that the patient had twice in the year.
func reached(line int) adjudicate.Reason {
	return adjudicate.Reason{
		Line: line, Group: "PR", CARC: "119", Rule: rules.FrequencyReached.String(), RuleVersion: "4", IsPosted: true,
		Detail: adjudicate.Detail{
			Code: codes.Code{System: codes.Synthetic, Value: "ZX100"}, Date: claims.NewDate(2026, 1, 1), Found: 2, Limit: 2,
			Indicator: int(rules.PerCalendarYear),
		},
	}
}

// explained returns what a principal is told of a claim's first line.
func explained(t *testing.T, w *viewstest.World, who auth.Principal, id claims.ID) (*views.Explanation, []*views.RuleStep, []*views.Change) {
	t.Helper()
	ctx := viewstest.As(t, who)
	claim, err := w.Claim(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	told := claim.Lines[0].Explanation
	steps, err := w.Trace(ctx, told)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := w.Counterfactual(ctx, told)
	if err != nil {
		t.Fatal(err)
	}
	return told, steps, changes
}

// hitsOf returns the rules that hit by a trace, and fails where one is there twice or of
// another version than the claim was decided by.
func hitsOf(t *testing.T, steps []*views.RuleStep, version string) (hit []string) {
	t.Helper()
	for _, step := range steps {
		if step.RuleVersion != version {
			t.Errorf("%s is of version %s, want %s", step.Rule, step.RuleVersion, version)
		}
		if step.Outcome == adjudicate.Hit {
			hit = append(hit, step.Rule)
		}
	}
	return hit
}

// A line that is denied for another provider's service is told so to everybody who may
// know, and to its provider no more of it than that.
func TestTrace_HitsWhatWasPosted_GivenAnotherProvidersService(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.LoadRules(twiceAYear)
	w.Accept(2, "anna", store.StageClean, none)
	s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{reached(1), reached(2)})
	w.Receive(s, 4, 10)
	w.Determine(s, 0, 11, viewstest.DeniedLine(10_000), viewstest.DeniedLine(5_000))
	code, limit := adjudicate.StepInput{Name: "code", Value: "synthetic ZX100"}, adjudicate.StepInput{Name: "limit", Value: "2"}
	indicator := adjudicate.StepInput{Name: "indicator", Value: strconv.Itoa(int(rules.PerCalendarYear))}
	all := []adjudicate.StepInput{{Name: "date", Value: "2026-01-01"}, code, {Name: "found", Value: "2"}, limit, indicator}
	for _, test := range []struct {
		who    auth.Principal
		inputs []adjudicate.StepInput
	}{
		{viewstest.Provider1, []adjudicate.StepInput{code, limit, indicator}}, {viewstest.Anna, all}, {viewstest.Insurer1, all},
	} {
		told, steps, changes := explained(t, w, test.who, s.Claims[0])
		if hit := hitsOf(t, steps, "4"); !slices.Equal(hit, []string{told.Hits[0].Rule}) {
			t.Errorf("%s: %v hit, and posted is %s", test.who.Role, hit, told.Hits[0].Rule)
		}
		for _, step := range steps {
			if step.Rule == rules.FrequencyReached.String() && !slices.Equal(step.Inputs, test.inputs) {
				t.Errorf("%s: looked at %v, want %v", test.who.Role, step.Inputs, test.inputs)
			}
			if test.who.Role == auth.RoleProvider && step.Claim != nil {
				t.Errorf("the provider is told of claim %s", *step.Claim)
			}
		}
		if len(changes) > 0 {
			t.Errorf("%s: got %+v", test.who.Role, changes[0])
		}
	}
	if _, steps, changes := explained(t, w, viewstest.Auditor, s.Claims[0]); len(steps) > 0 || len(changes) > 0 {
		t.Errorf("the auditor is told %v and %v", steps, changes)
	}
}

// What came after the decision does not change what is told of it.
func TestTrace_TellsWhatWasDecided_GivenOtherFactsNow(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.LoadRules(twiceAYear)
	w.Accept(1, "anna", store.StageClean, none) // by which the next would be denied
	paid := w.Accept(1, "anna", store.StageClean, none)
	w.Receive(paid, 4, 10)
	w.Determine(paid, 0, 11, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
	uncovered := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{viewstest.Denial(1)})
	w.Receive(uncovered, 5, 12)
	w.Determine(uncovered, 0, 13, viewstest.DeniedLine(10_000), viewstest.PaidLine(5_000))
	for _, who := range []auth.Principal{viewstest.Provider1, viewstest.Anna, viewstest.Insurer1} {
		_, steps, changes := explained(t, w, who, paid.Claims[0])
		// The plan of the tests was published before plans kept what their edits are named by.
		if hit := hitsOf(t, steps, "2"); len(hit) > 0 || len(steps) == 0 || len(changes) > 0 {
			t.Errorf("%s: of a line that is paid %v hit, and %v would change it", who.Role, hit, changes)
		}
		for _, step := range steps {
			if step.Outcome != adjudicate.Passed {
				t.Errorf("%s: %s %s", who.Role, step.Rule, step.Outcome)
			}
		}
		_, steps, _ = explained(t, w, who, uncovered.Claims[0])
		if hit := hitsOf(t, steps, "1"); !slices.Equal(hit, []string{rules.BeforeCoverage.String()}) {
			t.Errorf("%s: %v hit", who.Role, hit)
		}
	}
}

// A document that comes after its line was denied for want of it would have been what to send.
func TestCounterfactual_SendsTheDocumentThatWasOverdue(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Exec(`UPDATE plans SET document = jsonb_set(document, '{feeSchedule}', to_jsonb(replace(document->>'feeSchedule', '9000,', '9000,11506-3'))) WHERE id = 1`)
	late := adjudicate.Reason{
		Line: 1, Group: "CO", CARC: "226", RARC: "M127", Rule: rules.EvidenceOverdue.String(), RuleVersion: adjudicate.RuleVersion, IsPosted: true,
		Detail: adjudicate.Detail{Kind: "11506-3"},
	}
	s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{late})
	w.Receive(s, 4, 10)
	w.Determine(s, 0, 11, viewstest.DeniedLine(10_000), viewstest.PaidLine(5_000))
	w.Request(s.Claims[0], 1, store.RequestAnswered, viewstest.Due)
	_, steps, changes := explained(t, w, viewstest.Provider1, s.Claims[0])
	if hit := hitsOf(t, steps, adjudicate.RuleVersion); !slices.Equal(hit, []string{late.Rule}) {
		t.Errorf("%v hit", hit)
	}
	if len(changes) != 1 || changes[0].Kind != adjudicate.SendDocument || changes[0].Value != "11506-3" {
		t.Errorf("got %+v", changes)
	}
}

// What the ledger denies by itself is in the trace, also where the engine passed the same rule.
func TestTrace_HitsWhatTheLedgerDenied(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, none)
	w.Receive(s, 4, 10)
	denied := viewstest.DeniedLine(10_000)
	denied.Class, denied.Denial = 0, benefits.DenialOutsideCoverage
	w.Determine(s, 0, 11, denied, viewstest.PaidLine(5_000))
	told, steps, _ := explained(t, w, viewstest.Provider1, s.Claims[0])
	if hit := hitsOf(t, steps, told.Hits[0].RuleVersion); !slices.Equal(hit, []string{told.Hits[0].Rule}) {
		t.Errorf("%v hit, and posted is %s", hit, told.Hits[0].Rule)
	}
}
