package coverage_test

import (
	"encoding/json"
	"errors"
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
  "classes": [
    {"name": "office", "isCovered": true, "isDeductibleApplied": true, "coinsuranceBasisPoints": 2000, "copayCents": 0},
    {"name": "visit", "isCovered": true, "isDeductibleApplied": false, "coinsuranceBasisPoints": 0, "copayCents": 2500}
  ],
  "benefitYearStart": "07-01",
  "promptPaySeconds": 2592000,
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
}

func TestParsePlan_ListsEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	_, faults := coverage.ParsePlan([]byte(`{
		"deductibleCents": 300, "familyDeductibleCents": 200, "outOfPocketMaxCents": 1099511627775,
		"classes": [
			{"name": "", "coinsuranceBasisPoints": 10001, "copayCents": -1}, {"name": "a"}, {"name": "a"}
		],
		"feeSchedule": "synthetic,ZX101,office,fee,18000,\n"
	}`))
	var got []string
	for _, fault := range faults {
		got = append(got, fault.Path)
	}
	want := "familyOutOfPocketMaxCents name deductibleCents outOfPocketMaxCents outOfPocketMaxCents classes[0].name " +
		"classes[0].coinsuranceBasisPoints classes[0].copayCents classes[2].name promptPaySeconds evidenceDeadlineSeconds " +
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
		"clock that is wanted": strings.Replace(document, "2592000", "0", 1),
		"negative clock":       strings.Replace(document, "2592000", "-1", 1),
		"no class":             `{"name":"x","deductibleCents":0,"familyDeductibleCents":0,"outOfPocketMaxCents":0,"familyOutOfPocketMaxCents":0,"classes":[],"promptPaySeconds":1,"evidenceDeadlineSeconds":1,"feeSchedule":""}`,
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
