package coverage_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

const document = `{
  "name": "Silver",
  "deductibleCents": 100000,
  "familyDeductibleCents": 200000,
  "outOfPocketMaxCents": 500000,
  "familyOutOfPocketMaxCents": "unlimited",
  "isDeductibleAggregate": true,
  "limits": [
    {"name": "therapy", "kind": "visits", "period": "benefitYear", "max": 20},
    {"name": "glasses", "kind": "money", "period": "rolling", "max": 20000, "rollingDays": 730}
  ],
  "classes": [
    {"name": "office", "isCovered": true, "isDeductibleApplied": true, "coinsuranceBasisPoints": 2000, "copayCents": 0},
    {"name": "visit", "isCovered": true, "isDeductibleApplied": false, "coinsuranceBasisPoints": 0, "copayCents": 2500,
      "isOutOfPocketApplied": false, "isAuthorizationRequired": true, "isEvidenceRequired": true,
      "limitA": "glasses", "limitB": "therapy"}
  ],
  "benefitYearStart": "07-01",
  "utcOffsetSeconds": -18000,
  "timelyFilingDays": 365,
  "promptPayDays": 30,
  "interestFromDays": 30,
  "appealDays": 180,
  "appealDecisionDays": 60,
  "recoveryNoticeDays": 30,
  "interest": [
    {"fromDate": "2025-07-01", "rateBasisPoints": 1200, "minimumCents": 100},
    {"fromDate": "2026-01-01", "rateBasisPoints": 900, "minimumCents": 0}
  ],
  "coordination": {"method": "nonDuplication", "allowable": "lower"},
  "evidenceDeadlineSeconds": 3888000,
  "feeSchedule": "synthetic,ZX101,office,fee,18000,\n"
}`

func plan(t *testing.T) coverage.Plan {
	t.Helper()
	parsed, faults := coverage.ParsePlan([]byte(document))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return parsed
}

func TestParsePlan_ReadsBackWhatItWrites(t *testing.T) {
	t.Parallel()
	parsed := plan(t)
	parsed.ID, parsed.Insurer = 3, 1
	encoded, err := json.Marshal(parsed)
	if err != nil {
		t.Fatal(err)
	}
	var back coverage.Plan
	if err := json.Unmarshal(encoded, &back); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(back)
	if err != nil || string(again) != string(encoded) {
		t.Errorf("got %s, %v; want %s", again, err, encoded)
	}
	if back.ID != 3 || back.FeeSchedule.Root() != parsed.FeeSchedule.Root() || !back.FamilyOutOfPocketMax.IsUnlimited() ||
		back.BenefitYearStart != (coverage.YearStart{Month: 7, Day: 1}) || len(back.Classes) != 2 || back.Classes[1].Copay.Cents() != 2500 {
		t.Errorf("got %+v", back)
	}
	if faults := back.Validate(); len(faults) != 0 {
		t.Errorf("got %v", faults)
	}
	if !back.IsDeductibleAggregate || back.IsOutOfPocketAggregate || !reflect.DeepEqual(back.Limits, parsed.Limits) ||
		back.Coordination != (coverage.Coordination{Method: coverage.NonDuplication, Allowable: coverage.LowerAllowed}) ||
		!slices.Equal(back.Classes, parsed.Classes) || !reflect.DeepEqual(back.Clocks, parsed.Clocks) {
		t.Errorf("got %+v", back)
	}
}

// A plan that does not say is one that does not coordinate, and is written as before.
func TestParsePlan_CoordinationMayBeAbsent(t *testing.T) {
	t.Parallel()
	without := strings.Replace(document, `  "coordination": {"method": "nonDuplication", "allowable": "lower"},
`, "", 1)
	parsed, faults := coverage.ParsePlan([]byte(without))
	if len(faults) > 0 || !parsed.Coordination.IsZero() {
		t.Fatalf("got %+v, %v", parsed.Coordination, faults)
	}
	if encoded, err := json.Marshal(parsed); err != nil || strings.Contains(string(encoded), "coordination") {
		t.Errorf("got %s, %v", encoded, err)
	}
}

func TestParsePlan_ResolvesTheLimitsThatClassesName(t *testing.T) {
	t.Parallel()
	p := plan(t)
	want := []coverage.Class{
		{Name: "office", IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Coinsurance: 2000},
		{
			Name: "visit", IsCovered: true, Copay: money.Cents(2500), IsAuthorizationRequired: true, IsEvidenceRequired: true,
			LimitA: 2, LimitB: 1,
		},
	}
	if !slices.Equal(p.Classes, want) {
		t.Errorf("got %+v", p.Classes)
	}
	if places := []coverage.Place{p.Limits[0].Place, p.Limits[1].Place}; !slices.Equal(places, []coverage.Place{
		{Width: 5}, {IsExtended: true, Width: 15},
	}) {
		t.Errorf("got %+v", places)
	}
	if p.LimitPosition("therapy") != 1 || p.LimitPosition("none") != 0 || !p.HasExtension() || !p.IsExtensionForLife() {
		t.Error("limits are not found by their names, or their places are not")
	}
}

func TestParsePlan_WhatTheClassDoesNotSayCountsToTheOutOfPocketMaximum(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{`"isCovered": true`: true, `"isCovered": true, "isOutOfPocketApplied": true`: true, `"isCovered": true, "isOutOfPocketApplied": false`: false} {
		parsed, faults := coverage.ParsePlan([]byte(strings.Replace(document, `"isCovered": true`, text, 1)))
		if len(faults) > 0 || parsed.Classes[0].IsOutOfPocketApplied != want {
			t.Errorf("%s: got %+v, %v", text, parsed.Classes, faults)
		}
	}
}

func TestParsePlan_ListsEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	_, faults := coverage.ParsePlan([]byte(`{
		"deductibleCents": 300, "familyDeductibleCents": 200, "outOfPocketMaxCents": 68719476735, "lineOfBusiness": "Dental",
		"limits": [
			{"name": ""}, {"name": "x", "kind": "money", "period": "rolling", "max": 68719476735},
			{"name": "x", "kind": "visits", "period": "benefitYear", "max": 1, "rollingDays": 1}
		],
		"classes": [
			{"name": "", "coinsuranceBasisPoints": 10001, "copayCents": -1}, {"name": "a", "limitA": "x", "limitB": "x"},
			{"name": "a", "limitB": "y"}
		],
		"utcOffsetSeconds": 50401,
		"interest": [
			{"fromDate": "2026-01-01", "rateBasisPoints": 10001, "minimumCents": -1}, {"fromDate": "2026-01-01"}
		],
		"feeSchedule": "synthetic,ZX101,office,fee,18000,\n"
	}`))
	var got []string
	for _, fault := range faults {
		got = append(got, fault.Path)
	}
	want := "familyOutOfPocketMaxCents classes[2].limitB name lineOfBusiness deductibleCents outOfPocketMaxCents outOfPocketMaxCents " +
		"limits[0].name limits[0].kind limits[0].period limits[0].max limits[1].rollingDays limits[1].max " +
		"limits[2].rollingDays limits[2].name classes[0].name classes[0].coinsuranceBasisPoints classes[0].copayCents classes[1].limitB " +
		"classes[2].name utcOffsetSeconds promptPayDays appealDays appealDecisionDays recoveryNoticeDays " +
		"interest[0].rateBasisPoints interest[0].minimumCents interest[1].fromDate evidenceDeadlineSeconds " +
		"feeSchedule.lines[1].class"
	if strings.Join(got, " ") != want {
		t.Errorf("got %s", strings.Join(got, " "))
	}
}

func TestParsePlan_RefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":              "",
		"no JSON":              "{",
		"two documents":        document + document,
		"misspelt limit":       strings.Replace(document, "deductibleCents", "deductableCents", 1),
		"fraction":             strings.Replace(document, "100000", "1000.5", 1),
		"another word":         strings.Replace(document, `"unlimited"`, `"none"`, 1),
		"29th of February":     strings.Replace(document, "07-01", "02-29", 1),
		"no day":               strings.Replace(document, "07-01", "13-01", 1),
		"limit that is null":   strings.Replace(document, "100000", "null", 1),
		"clock that is wanted": strings.Replace(document, `"promptPayDays": 30`, `"promptPayDays": 0`, 1),
		"clock that is absent": strings.Replace(document, `"appealDays": 180,`, "", 1),
		"clock of seconds":     strings.Replace(document, `"promptPayDays": 30`, `"promptPaySeconds": 2592000`, 1),
		"negative clock":       strings.Replace(document, `"promptPayDays": 30`, `"promptPayDays": -1`, 1),
		"clock past two bytes": strings.Replace(document, `"promptPayDays": 30`, `"promptPayDays": 65536`, 1),
		"day of a place":       strings.Replace(document, "-18000", "-50401", 1),
		"rates out of order":   strings.Replace(document, "2026-01-01", "2025-06-30", 1),
		"rates of no day":      strings.Replace(document, "2026-01-01", "", 1),
		"too many rates":       strings.Replace(document, `"interest": [`, `"interest": [`+manyRates(), 1),
		"another limit":        strings.Replace(document, `"limitB": "therapy"`, `"limitB": "physio"`, 1),
		"one limit twice":      strings.Replace(document, `"limitB": "therapy"`, `"limitB": "glasses"`, 1),
		"key of a class":       strings.Replace(document, `"limitB"`, `"limitC"`, 1),
		"another method":       strings.Replace(document, `"nonDuplication"`, `"carveOut"`, 1),
		"another allowable":    strings.Replace(document, `"lower"`, `"lesser"`, 1),
		"half a coordination":  strings.Replace(document, `"method": "nonDuplication", `, "", 1),
		"key of coordination":  strings.Replace(document, `"allowable"`, `"allowed"`, 1),
		"another kind":         strings.Replace(document, `"kind": "money"`, `"kind": "days"`, 1),
		"another period":       strings.Replace(document, `"rolling"`, `"month"`, 1),
		"window of no length":  strings.Replace(document, `, "rollingDays": 730`, "", 1),
		"year with a length":   strings.Replace(document, `"max": 20}`, `"max": 20, "rollingDays": 1}`, 1),
		"negative maximum":     strings.Replace(document, `"max": 20}`, `"max": -20}`, 1),
		"limits without room":  strings.Replace(document, `"max": 20}`, `"max": 1048576}`, 1),
		"no class":             `{"name":"x","deductibleCents":0,"familyDeductibleCents":0,"outOfPocketMaxCents":0,"familyOutOfPocketMaxCents":0,"classes":[],"promptPayDays":1,"appealDays":1,"appealDecisionDays":1,"recoveryNoticeDays":1,"evidenceDeadlineSeconds":1,"feeSchedule":""}`,
	} {
		if parsed, faults := coverage.ParsePlan([]byte(text)); len(faults) == 0 {
			t.Errorf("%s: got %+v", name, parsed)
		}
		var stored coverage.Plan
		if err := json.Unmarshal([]byte(text), &stored); err == nil {
			t.Errorf("%s: a stored plan was read", name)
		}
	}
	var stored coverage.Plan
	err := json.Unmarshal([]byte(`{"name":""}`), &stored)
	if !errors.Is(err, coverage.ErrPlanInvalid) || errs.CodeOf(err) == errs.Internal {
		t.Errorf("got %v", err)
	}
}

func manyRates() string {
	var rates strings.Builder
	for month := 1; month <= 12; month++ {
		fmt.Fprintf(&rates, `{"fromDate":"2001-%02d-01"},`, month)
	}
	for day := 1; day <= 3; day++ {
		fmt.Fprintf(&rates, `{"fromDate":"2002-01-%02d"},`, day)
	}
	return rates.String()
}

func TestValidate_LimitsStandInTheirPlaces(t *testing.T) {
	t.Parallel()
	moved := plan(t)
	moved.Limits = slices.Clone(moved.Limits)
	moved.Limits[0].Place.Shift = 3
	if faults := moved.Validate(); len(faults) != 1 || faults[0].Path != "limits" {
		t.Errorf("got %v", faults)
	}
	moved.Limits = nil
	if faults := moved.Validate(); len(faults) != 2 || faults[0].Path != "classes[1].limitA" {
		t.Errorf("got %v", faults)
	}
}

func TestValidate_APlanNeedsAFeeSchedule(t *testing.T) {
	t.Parallel()
	without := plan(t)
	without.FeeSchedule = coverage.Plan{}.FeeSchedule
	if faults := without.Validate(); len(faults) != 1 || faults[0].Path != "feeSchedule" {
		t.Errorf("got %v", faults)
	}
}

func TestBenefitYear_ContainsTheDate(t *testing.T) {
	t.Parallel()
	july, january := plan(t), coverage.Plan{}
	for _, c := range []struct {
		name       string
		plan       coverage.Plan
		date       claims.Date
		start, end claims.Date
	}{
		{"calendar year, first day", january, claims.NewDate(2026, 1, 1), claims.NewDate(2026, 1, 1), claims.NewDate(2027, 1, 1)},
		{"calendar year, last day", january, claims.NewDate(2026, 12, 31), claims.NewDate(2026, 1, 1), claims.NewDate(2027, 1, 1)},
		{"leap day", january, claims.NewDate(2024, 2, 29), claims.NewDate(2024, 1, 1), claims.NewDate(2025, 1, 1)},
		{"before 1970", january, claims.NewDate(1969, 12, 31), claims.NewDate(1969, 1, 1), claims.NewDate(1970, 1, 1)},
		{"July year, first day", july, claims.NewDate(2026, 7, 1), claims.NewDate(2026, 7, 1), claims.NewDate(2027, 7, 1)},
		{"July year, last day", july, claims.NewDate(2026, 6, 30), claims.NewDate(2025, 7, 1), claims.NewDate(2026, 7, 1)},
		{"July year, leap day", july, claims.NewDate(2024, 2, 29), claims.NewDate(2023, 7, 1), claims.NewDate(2024, 7, 1)},
	} {
		got := c.plan.BenefitYear(c.date)
		if got.Start != c.start || got.End != c.end || !got.Contains(c.date) {
			t.Errorf("%s: got %s to %s", c.name, got.Start, got.End)
		}
	}
}

func TestBenefitYear_YearsMeetWithoutGapOrOverlap(t *testing.T) {
	t.Parallel()
	for _, p := range []coverage.Plan{plan(t), {}, {BenefitYearStart: coverage.YearStart{Month: 12, Day: 31}}} {
		year := p.BenefitYear(claims.NewDate(1965, 5, 5))
		for date := year.Start; date < claims.NewDate(2035, 1, 1); date++ {
			if date == year.End {
				year = p.BenefitYear(date)
				if year.Start != date {
					t.Fatalf("no year begins on %s", date)
				}
			}
			if p.BenefitYear(date) != year {
				t.Fatalf("%s is in another year", date)
			}
		}
	}
}

func TestYearFor_IsTheYearOrTheNearestOne(t *testing.T) {
	t.Parallel()
	c := coverage.Coverage{Years: []coverage.Year{
		{ID: 1, Span: claims.Span{Start: 100, End: 200}},
		{ID: 2, Span: claims.Span{Start: 200, End: 300}},
		{ID: 3, Span: claims.Span{Start: 311, End: 400}},
	}}
	for _, want := range []struct {
		date     claims.Date
		id       claims.CoverageYearID
		isInside bool
	}{
		{1, 1, false},
		{99, 1, false},
		{100, 1, true},
		{199, 1, true},
		{200, 2, true},
		{299, 2, true},
		{300, 2, false},
		{305, 2, false}, // 6 days after the second, 6 before the third: the earlier
		{306, 3, false},
		{310, 3, false},
		{311, 3, true},
		{400, 3, false},
		{9999, 3, false},
	} {
		if got, isInside := c.YearFor(want.date); got.ID != want.id || isInside != want.isInside {
			t.Errorf("day %d: got %d, %t", want.date, got.ID, isInside)
		}
	}
	if got, isInside := (coverage.Coverage{}).YearFor(1); got.ID != 0 || isInside {
		t.Errorf("got %+v", got)
	}
}

func TestLimit_LeavesNothingOncePassed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		limit coverage.Limit
		taken int64
		want  int64
	}{
		{"untouched", coverage.LimitOf(money.Cents(100)), 0, 100},
		{"in part", coverage.LimitOf(money.Cents(100)), 99, 1},
		{"met", coverage.LimitOf(money.Cents(100)), 100, 0},
		{"passed", coverage.LimitOf(money.Cents(100)), 101, 0},
		{"of nothing", coverage.Limit{}, 0, 0},
		{"none", coverage.Unlimited, 5, money.MaxCents - 5},
		{"none, and the most taken", coverage.Unlimited, money.MaxCents, 0},
	} {
		if got := c.limit.Left(money.Cents(c.taken)); got.Cents() != c.want {
			t.Errorf("%s: got %d", c.name, got.Cents())
		}
	}
	if coverage.Unlimited.LedgerCents() != money.MaxCents || coverage.LimitOf(money.Cents(7)).LedgerCents() != 7 {
		t.Error("the ledger's limits are wrong")
	}
	if _, isLimited := coverage.Unlimited.Amount(); isLimited {
		t.Error("no limit has an amount")
	}
}

func TestCoverageValidate_ListsEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	span := func(start, end claims.Date) claims.Span { return claims.Span{Start: start, End: end} }
	good := coverage.Coverage{
		MemberNumber: "M", Plan: 1, Span: span(100, 0),
		Years: []coverage.Year{{ID: 1, Span: span(100, 200)}, {ID: 2, Span: span(200, 300)}},
	}
	if faults := good.Validate(); len(faults) != 0 {
		t.Errorf("got %v", faults)
	}
	bad := coverage.Coverage{
		Span:   span(100, 100),
		Family: "smith",
		Years:  []coverage.Year{{Span: span(100, 200), FamilyYear: 1}, {ID: 2, Span: span(199, 0)}},
	}
	var got []string
	for _, fault := range bad.Validate() {
		got = append(got, fault.Path)
	}
	want := "memberNumber plan span years[0].id years[1].span.end years[1].familyYear years[1].span.start"
	if strings.Join(got, " ") != want {
		t.Errorf("got %s", strings.Join(got, " "))
	}
}

func FuzzParsePlan_ReadsBackWhatItTakes(f *testing.F) {
	f.Add([]byte(document))
	f.Add([]byte(`{"planFields":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		parsed, faults := coverage.ParsePlan(data)
		if len(faults) > 0 {
			return
		}
		encoded, err := json.Marshal(parsed)
		if err != nil {
			t.Fatal(err)
		}
		if back, faults := coverage.ParsePlan(encoded); len(faults) > 0 || back.FeeSchedule.Root() != parsed.FeeSchedule.Root() {
			t.Errorf("%s does not read back: %v", encoded, faults)
		}
	})
}

// A plan's document names its rule set and its price tables, and one that names none
// is as it was.
func TestParsePlan_NamesTheRuleSet(t *testing.T) {
	t.Parallel()
	named := plan(t)
	before, err := json.Marshal(named)
	if err != nil || strings.Contains(string(before), `"rules"`) || strings.Contains(string(before), `"prices"`) {
		t.Fatalf("got %s, %v", before, err)
	}
	named.Rules, named.Prices = [32]byte{1}, [32]byte{31: 2}
	document, err := json.Marshal(named)
	if err != nil {
		t.Fatal(err)
	}
	if read, faults := coverage.ParsePlan(document); len(faults) > 0 || read.Rules != named.Rules || read.Prices != named.Prices {
		t.Errorf("got %x, %x, %v", read.Rules, read.Prices, faults)
	}
	for _, root := range []string{"0x" + strings.Repeat("1", 64), "12", strings.Repeat("g", 64)} {
		faulty := strings.Replace(string(document), fmt.Sprintf("%x", named.Rules), root, 1)
		if _, faults := coverage.ParsePlan([]byte(faulty)); len(faults) != 1 || faults[0].Path != "rules" {
			t.Errorf("%s: got %v", root, faults)
		}
	}
}
