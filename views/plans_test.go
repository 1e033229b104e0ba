package views_test

import (
	"encoding/hex"
	"reflect"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// theFee is a fee schedule of the tests' plan.
const theFee = "system,code,class,method,amount,evidence\nsynthetic,ZX100,all,fee,4000,\n"

func planOne(t *testing.T, w *viewstest.World, who auth.Principal) (*views.Plan, *views.PlanTerms) {
	t.Helper()
	ctx := viewstest.As(t, who)
	plan, err := w.Plan(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	terms, err := w.PlanTerms(ctx, plan.ID)
	if err != nil {
		t.Fatal(err)
	}
	return plan, terms
}

func TestPlanTerms_AreWhatThePlanPromises(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Exec(`UPDATE plans SET document = document || '{"isInNetworkOnly": true, "lineOfBusiness": "dental", "benefitYearStart": "07-01",
		"timelyFilingMonths": 12, "interest": [{"fromDate": "2026-01-01", "rateBasisPoints": 1200, "minimumCents": 100}]}' WHERE id = 1`)
	_, terms := planOne(t, w, viewstest.Anna)
	none, outOfPocket, visits := money.Amount{}, money.Cents(200_000), "visits"
	set := rules.Builtin().Root()
	edits := adjudicate.EditsRootBefore(set)
	schedule, faults := pricing.ParseSchedule("system,code,class,method,amount,evidence\n*,*,all,percent,9000,\n", []string{"all"})
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	root := schedule.Root()
	want := &views.PlanTerms{
		Deductible: &none, OutOfPocketMax: &outOfPocket, BenefitYearStartMonth: 7, TimelyFilingMonths: 12, PromptPayDays: viewstest.PromptPayDays,
		AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30, EvidenceDeadlineSeconds: 1, IsInNetworkOnly: true, LineOfBusiness: "dental",
		Limits: []views.BenefitLimit{
			{Name: "visits", Kind: coverage.Visits, Period: coverage.BenefitYear, Max: 20},
			{Name: "window", Kind: coverage.Units, Period: coverage.Rolling, Max: 50, RollingDays: 365},
		},
		Classes: []views.CostShareClass{{
			Name: "all", IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, CoinsuranceBasisPoints: 2000, LimitA: &visits,
		}},
		Interest:     []views.InterestRate{{FromDate: claims.NewDate(2026, 1, 1), RateBasisPoints: 1200, Minimum: money.Cents(100)}},
		Coordination: &coverage.Coordination{Method: coverage.Traditional, Allowable: coverage.HigherAllowed},
		Rules:        set[:], EditsRoot: edits[:], FeeScheduleRoot: root[:],
	}
	if !reflect.DeepEqual(terms, want) {
		t.Errorf("got  %+v\nwant %+v", terms, want)
	}
}

// The text and the files are what a party computes the roots from.
func TestFeeScheduleAndRuleFiles_GiveTheRootsOfTheTerms(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.LoadRules(reducedTables(t))
	w.Exec(feeOf, theFee)
	plan, terms := planOne(t, w, viewstest.Insurer1)
	ctx := viewstest.As(t, viewstest.Insurer1)
	text, err := w.FeeSchedule(ctx, plan)
	if err != nil || text == nil {
		t.Fatal(text, err)
	}
	listed, err := w.RuleFiles(ctx, plan, "")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, file := range listed {
		content, err := file.Content(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if content != nil {
			files[file.Name] = []byte(*content)
		} else if file.Licence != "none" {
			t.Errorf("%s, which is %s, is withheld", file.Name, file.Licence)
		}
	}
	if one, err := w.RuleFiles(ctx, plan, listed[0].Name); err != nil || len(one) != 1 || one[0].Name != listed[0].Name {
		t.Errorf("by its name: %v, %v", one, err)
	}
	if _, isThere := files["rvu.csv"]; isThere {
		t.Fatal("a file without an open licence is passed on")
	}
	for name, content := range reducedTables(t) { // the party has these from their source
		files[name] = content
	}
	tables, faults := assessing.Parse(files)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	schedule, faults := pricing.ParseSchedule(*text, []string{"all"})
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	id := tables.ID()
	root := pricing.RootOf(schedule, id.PriceRoot)
	if hex.EncodeToString(root[:]) != hex.EncodeToString(terms.FeeScheduleRoot) || [32]byte(terms.Rules) != id.Root || [32]byte(terms.Prices) != id.PriceRoot {
		t.Errorf("the files have the roots %x and %x, the terms are %+v", root, id, terms)
	}
}

func TestFeeSchedule_IsForThoseWhoHaveToDoWithThePlan(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	accepted := w.Accept(1, "anna", store.StageClean, none)
	// The second provider reads the claim by anna's leave, and has none of its own under the plan.
	w.Consent("anna", 2, viewstest.Now.Add(-time.Hour), time.Time{}, time.Time{})
	if _, err := w.Claim(viewstest.As(t, viewstest.Provider2), accepted.Claims[0]); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		who   auth.Principal
		reads bool
	}{
		{viewstest.Insurer1, true},
		{viewstest.Anna, true},
		{viewstest.Provider1, true},
		{viewstest.Insurer2, false},
		{viewstest.Ben, false},
		{viewstest.Provider2, false},
		{viewstest.Auditor, false},
		{viewstest.Operator, false},
	} {
		plan, terms := planOne(t, w, test.who)
		if terms.PromptPayDays != viewstest.PromptPayDays {
			t.Errorf("%s does not see the terms", test.who.Subject)
		}
		text, err := w.FeeSchedule(viewstest.As(t, test.who), plan)
		if err != nil || (text != nil) != test.reads {
			t.Errorf("%s: %v, %v", test.who.Subject, text, err)
		}
	}
	w.LoadRules(reducedTables(t))
	w.Restart()
	plan, _ := planOne(t, w, viewstest.Ben)
	if files, err := w.RuleFiles(viewstest.As(t, viewstest.Ben), plan, ""); err != nil || files != nil {
		t.Errorf("ben gets %v, %v", files, err)
	}
}
