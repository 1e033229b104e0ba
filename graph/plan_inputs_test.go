package graph_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// takenIntake keeps what it is given of parties, and refuses it.
type takenIntake struct {
	graph.Intake
	plan     *coverage.Plan
	provider *intake.RegisterProvider
}

func (f takenIntake) PublishPlan(_ context.Context, in intake.PublishPlan) (claims.PlanID, []*errs.Fault, error) {
	*f.plan = in.Plan
	return 0, []*errs.Fault{{Code: errs.PlanInvalid, Path: "taken"}}, nil
}

func (f takenIntake) RegisterProvider(_ context.Context, in intake.RegisterProvider) (claims.ProviderID, error) {
	*f.provider = in
	return 0, intake.ErrInsurerNotFound
}

var publishPlan = `mutation($input: PublishPlanInput!) { publishPlan(input: $input) @idempotent(key: "k") ` +
	orRefusal("publishPlan", "plan { number }") + ` }`

func variablesOf(t *testing.T, input string) map[string]any {
	t.Helper()
	var variables map[string]any
	if err := json.Unmarshal([]byte(`{"input":`+input+`}`), &variables); err != nil {
		t.Fatal(err)
	}
	return variables
}

func TestPublishPlan_TakesClocksLimitsAndClasses(t *testing.T) {
	t.Parallel()
	var plan coverage.Plan
	api := serve(t, graph.Config{Intake: takenIntake{plan: &plan}})
	got := api.query(viewstest.Insurer1, publishPlan, variablesOf(t, `{"insurer": 1, "name": "Gold",
		"isDeductibleAggregate": true, "utcOffsetSeconds": -18000, "timelyFilingDays": 365, "timelyFilingMonths": 12,
		"isFilingFromFirstDay": true, "isFilingFromPriorAnswer": true, "isInNetworkOnly": true, "lineOfBusiness": "dental", "promptPayDays": 30,
		"interestFromDays": 31, "appealDays": 180, "appealDecisionDays": 60, "recoveryNoticeDays": 45,
		"interest": [{"fromDate": "2025-01-01", "rateBasisPoints": 1200, "minimumCents": 100}],
		"limits": [{"name": "therapy", "kind": "VISITS", "period": "BENEFIT_YEAR", "max": "20"},
			{"name": "hearing", "kind": "MONEY", "period": "ROLLING", "max": "150000", "rollingDays": 1095}],
		"classes": [{"name": "therapy", "limitA": "therapy", "limitB": "hearing", "isAuthorizationRequired": true},
			{"name": "cosmetic", "isOutOfPocketApplied": false, "isEvidenceRequired": true, "coinsuranceBasisPoints": 5000}],
		"feeSchedule": ""}`))
	if !strings.Contains(got.Body, `"path":"taken"`) {
		t.Fatal(got.Body)
	}
	want := coverage.Plan{
		Insurer: 1, Name: "Gold", IsInNetworkOnly: true, LineOfBusiness: "dental", IsDeductibleAggregate: true, FamilyDeductible: coverage.Unlimited,
		OutOfPocketMax: coverage.Unlimited, FamilyOutOfPocketMax: coverage.Unlimited,
		BenefitYearStart: coverage.YearStart{Month: 1, Day: 1}, EvidenceDeadlineSeconds: 3_888_000,
		Clocks: coverage.Clocks{
			UTCOffsetSeconds: -18_000, TimelyFilingDays: 365, TimelyFilingMonths: 12, IsFilingFromFirstDay: true,
			IsFilingFromPriorAnswer: true, PromptPayDays: 30, InterestFromDays: 31, AppealDays: 180,
			AppealDecisionDays: 60, RecoveryNoticeDays: 45,
			Interest: []coverage.InterestRate{{FromDate: claims.NewDate(2025, 1, 1), Rate: 1200, Minimum: money.Cents(100)}},
		},
		Limits: []coverage.BenefitLimit{
			{Name: "therapy", Kind: coverage.Visits, Period: coverage.BenefitYear, Max: 20},
			{Name: "hearing", Kind: coverage.Money, Period: coverage.Rolling, Max: 150_000, RollingDays: 1095},
		},
		Classes: []coverage.Class{
			{
				Name: "therapy", IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true,
				IsAuthorizationRequired: true, LimitA: 1, LimitB: 2,
			},
			{Name: "cosmetic", IsCovered: true, IsDeductibleApplied: true, IsEvidenceRequired: true, Coinsurance: 5000},
		},
	}
	if !reflect.DeepEqual(plan, want) {
		t.Errorf("got  %+v\nwant %+v", plan, want)
	}
}

func TestPublishPlan_NamesWhatNoPlanCanHold(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{Intake: takenIntake{plan: new(coverage.Plan)}})
	got := api.query(viewstest.Insurer1, publishPlan, variablesOf(t, `{"insurer": 1, "name": "Gold",
		"utcOffsetSeconds": 50401, "timelyFilingMonths": 256, "promptPayDays": 65536, "appealDays": -1, "appealDecisionDays": 60, "recoveryNoticeDays": 45,
		"evidenceDeadlineSeconds": 0, "benefitYearStartMonth": 13,
		"interest": [{"fromDate": "2025-01-01", "rateBasisPoints": 10001}],
		"limits": [{"name": "x", "kind": "UNITS", "period": "LIFETIME", "max": "99999999999999999999", "rollingDays": -1}],
		"classes": [{"name": "y", "limitA": "y", "coinsuranceBasisPoints": -1}], "feeSchedule": ""}`))
	for _, path := range []string{
		"benefitYearStartMonth", "evidenceDeadlineSeconds", "utcOffsetSeconds", "timelyFilingMonths", "promptPayDays", "appealDays",
		"interest[0].rateBasisPoints", "limits[0].max", "limits[0].rollingDays", "classes[0].limitA", "classes[0].coinsuranceBasisPoints",
	} {
		if !strings.Contains(got.Body, `{"code":"PLAN_INVALID","path":"`+path+`"}`) {
			t.Errorf("%s is missing in %s", path, got.Body)
		}
	}
	if strings.Contains(got.Body, "taken") {
		t.Error("intake was asked")
	}
}

func TestRegisterProvider_TakesGuardianAndCredentials(t *testing.T) {
	t.Parallel()
	var provider intake.RegisterProvider
	api := serve(t, graph.Config{Intake: takenIntake{provider: &provider}})
	guardian := "0x" + strings.Repeat("07", 20)
	got := api.query(viewstest.Insurer1, `mutation($input: RegisterProviderInput!) { registerProvider(input: $input) @idempotent(key: "k") `+
		orRefusal("registerProvider", "provider { number }")+` }`,
		variablesOf(t, `{"insurer": 1, "identifier": "x", "name": "y", "guardianAddress": "`+guardian+`",
			"credentials": {"licenceStart": "2020-01-01", "enrolmentEnd": "2030-01-01"}}`))
	want := intake.Credentials{
		Licence: claims.Span{Start: claims.NewDate(2020, 1, 1)}, Enrolment: claims.Span{End: claims.NewDate(2030, 1, 1)},
	}
	if got.refused() != errs.InsurerNotFound || provider.Credentials != want || *provider.Guardian != chain.Address([]byte(strings.Repeat("\x07", 20))) {
		t.Errorf("got %+v, %s", provider, got.Body)
	}
}
