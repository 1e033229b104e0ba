package cob_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/errs"
)

var day = claims.NewDate(2025, time.June, 1)

// randomPatient makes a patient with coverages that are alike in much, so that
// every rule is reached.
func randomPatient(r *rand.Rand) (cob.Patient, []cob.Coverage) {
	dates := []claims.Date{0, day.AddDays(-2000), day.AddDays(-100), day, day.AddDays(40)}
	patient := cob.Patient{
		Parents: cob.Parents(r.IntN(2)), Decree: cob.Decree(r.IntN(3)),
		Medicare: cob.Entitlement{Age: dates[r.IntN(5)], Disability: dates[r.IntN(5)], EndStageRenal: dates[r.IntN(5)]},
	}
	coverages := make([]cob.Coverage, 0, cob.MaxCoverages)
	for i := range 1 + r.IntN(6) {
		subscriber := r.IntN(3)
		coverages = append(coverages, cob.Coverage{
			ID: fmt.Sprintf("c%d", i), Kind: cob.GroupPlan + cob.Kind(r.IntN(8)/7), Relationship: cob.Self + cob.Relationship(r.IntN(5)),
			Subscriber: fmt.Sprintf("p%d", subscriber), Birthday: cob.MonthDay{Month: time.Month(1 + subscriber/2), Day: 1},
			IsCustodial: r.IntN(2) == 0, Standing: cob.Active + cob.Standing(r.IntN(3)), Since: day.AddDays(-1 - r.IntN(2)),
			Employees: []int{0, 19, 20, 99, 100}[r.IntN(5)], IsWithoutCoordination: r.IntN(8) == 0,
		})
	}
	if r.IntN(2) == 0 {
		coverages = append(coverages, cob.Coverage{ID: "medicare", Kind: cob.Medicare})
	}
	if r.IntN(3) == 0 {
		coverages = append(coverages, cob.Coverage{ID: "medicaid", Kind: cob.Medicaid})
	}
	return patient, coverages
}

// The order is total: of two coverages one is first, never both; what comes before
// another comes before all that come after it; and the order in which they are
// given changes nothing.
func TestOrder_IsTotalAndKnowsNothingOfTheInputsOrder(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	reached := map[cob.Rule]int{}
	for range 5000 {
		patient, coverages := randomPatient(r)
		order, faults := cob.BuiltIn().Order(day, patient, coverages)
		compare := cob.BuiltIn().Comparer(day, patient, coverages)
		if len(faults) > 0 {
			if compare != nil {
				t.Fatalf("%v of %+v", faults, coverages)
			}
			continue
		}
		checkTotal(t, len(coverages), compare)
		for _, pair := range order.Pairs {
			reached[pair.Rule]++
			if pair.Source == "" || pair.Rule.Sentence() == "" {
				t.Fatalf("%s has no source or sentence", pair.Rule)
			}
		}
		if n := len(coverages); len(order.IDs) != n || len(order.Pairs) != n*(n-1)/2 {
			t.Fatalf("got %+v of %d", order, n)
		}
		r.Shuffle(len(coverages), func(i, j int) { coverages[i], coverages[j] = coverages[j], coverages[i] })
		if again, _ := cob.BuiltIn().Order(day, patient, coverages); !reflect.DeepEqual(again, order) {
			t.Fatalf("shuffled: %+v, else %+v", again, order)
		}
	}
	for rule := cob.MedicaidLast; rule.IsKnown(); rule++ {
		if reached[rule] == 0 {
			t.Errorf("%s never decided", rule)
		}
	}
}

func checkTotal(t *testing.T, n int, compare func(i, j int) (int, cob.Rule)) {
	t.Helper()
	for i := range n {
		for j := range n {
			order, rule := compare(i, j)
			back, ruleBack := compare(j, i)
			if order != -back || (order == 0) != (i == j) || (i != j && rule != ruleBack) {
				t.Fatalf("%d to %d: %d by %s, back %d by %s", i, j, order, rule, back, ruleBack)
			}
			for k := range n {
				next, _ := compare(j, k)
				over, _ := compare(i, k)
				if order < 0 && next < 0 && over >= 0 {
					t.Fatalf("%d before %d before %d, but not before it", i, j, k)
				}
			}
		}
	}
}

func TestOrder_BetweenNeighbours(t *testing.T) {
	t.Parallel()
	patient := cob.Patient{}
	own := cob.Coverage{ID: "own", Kind: cob.GroupPlan, Relationship: cob.Self, Standing: cob.Active, Since: 1}
	retired := own
	retired.ID, retired.Standing = "retired", cob.Inactive
	order, faults := cob.BuiltIn().Order(day, patient, []cob.Coverage{retired, own})
	if len(faults) > 0 || !slices.Equal(order.IDs, []string{"own", "retired"}) {
		t.Fatalf("got %+v, %v", order, faults)
	}
	if pair, isFound := order.Between(1); !isFound || pair.Rule != cob.ActiveEmployee {
		t.Errorf("got %+v", pair)
	}
	for _, position := range []int{-1, 0, 2} {
		if pair, isFound := order.Between(position); isFound {
			t.Errorf("%d: got %+v", position, pair)
		}
	}
}

func TestOrder_ListsEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	good := cob.Coverage{ID: "a", Kind: cob.GroupPlan, Relationship: cob.Self, Standing: cob.Active, Since: 1}
	with := func(change func(*cob.Coverage)) cob.Coverage {
		c := good
		change(&c)
		return c
	}
	_, faults := cob.BuiltIn().Order(0, cob.Patient{Parents: 2}, []cob.Coverage{
		good, good,
		with(func(c *cob.Coverage) { c.ID = "" }),
		with(func(c *cob.Coverage) { c.ID, c.Kind = "b", 0 }),
		with(func(c *cob.Coverage) { c.ID, c.Relationship = "c", 6 }),
		with(func(c *cob.Coverage) {
			c.ID, c.Relationship, c.Birthday = "d", cob.Parent, cob.MonthDay{Month: 2, Day: 30}
		}),
		with(func(c *cob.Coverage) { c.ID, c.Standing, c.Since, c.Employees = "e", 0, 0, -1 }),
		{ID: "f", Kind: cob.Medicare},
		{ID: "g", Kind: cob.Medicaid},
		{ID: "h", Kind: cob.Medicaid},
	})
	var got []string
	for _, fault := range faults {
		got = append(got, fault.Path)
	}
	want := []string{
		"serviceDate", "patient", "coverages[1].id", "coverages[2].id", "coverages[3].kind", "coverages[4].relationship",
		"coverages[4].subscriber", "coverages[4].birthday", "coverages[5].subscriber", "coverages[5].birthday",
		"coverages[6].standing", "coverages[6].since", "coverages[6].employees", "patient.medicare", "coverages[9].kind",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	for _, coverages := range [][]cob.Coverage{nil, make([]cob.Coverage, cob.MaxCoverages+1)} {
		if _, faults := cob.BuiltIn().Order(day, cob.Patient{}, coverages); len(faults) != 1 || faults[0].Path != "coverages" {
			t.Errorf("%d coverages: got %v", len(coverages), faults)
		}
	}
}

// A day on which no rule of the table decides is refused, never guessed.
func TestOrder_GivenNoRuleInForce(t *testing.T) {
	t.Parallel()
	plan := cob.Coverage{ID: "a", Kind: cob.GroupPlan, Relationship: cob.Self, Standing: cob.Active, Since: 1, Employees: 500}
	coverages := []cob.Coverage{plan, {ID: "m", Kind: cob.Medicare}}
	early := claims.NewDate(1993, time.August, 9)
	patient := cob.Patient{Medicare: cob.Entitlement{Disability: early}}
	if _, faults := cob.BuiltIn().Order(early, patient, coverages); len(faults) != 1 || faults[0].Code != errs.CoordinationInvalid {
		t.Errorf("got %v", faults)
	}
	if order, faults := cob.BuiltIn().Order(early.AddDays(1), patient, coverages); len(faults) != 0 || order.Pairs[0].Rule != cob.Disability {
		t.Errorf("a day later: got %+v, %v", order, faults)
	}
	var none cob.Rules
	renal := cob.Patient{Medicare: cob.Entitlement{EndStageRenal: early}}
	for _, c := range [][]cob.Coverage{coverages, {plan, {ID: "m", Kind: cob.Medicaid}}} {
		if _, faults := none.Order(early, renal, c); len(faults) != 1 {
			t.Errorf("without rules: got %v", faults)
		}
	}
}

const head = "rule,start,end,employees,months,source\n"

func TestParseRules_FindsEveryFaultWithItsLine(t *testing.T) {
	t.Parallel()
	_, faults := cob.ParseRules("x.csv", "# note\n"+head+
		"msp.working-aged,2020-01-01,2021-01-01,20,,law\n"+
		"msp.working-aged,2020-12-31,,20,,law\n"+
		"msp.working-aged,2022-13-01,,0,3,\n"+
		"naic.birthday,,,,,law\n"+
		"msp.esrd,2020-01-02,2020-01-02,,30,law\n"+
		"msp.esrd,,\n")
	var got []string
	for _, fault := range faults {
		got = append(got, fault.Path)
	}
	want := []string{"x.csv:4", "x.csv:5", "x.csv:5", "x.csv:5", "x.csv:5", "x.csv:5", "x.csv:6", "x.csv:7", "x.csv:8"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", faults)
	}
	for name, text := range map[string]string{"nothing": "", "a quote": head + `msp.esrd,"`, "another head": "rule,start,end,employees,months,law\n"} {
		if _, faults := cob.ParseRules("x.csv", text); len(faults) != 1 {
			t.Errorf("%s: got %v", name, faults)
		}
	}
}

// An installation changes a threshold by a row, on its day.
func TestParseRules_RowsDecideByTheirDays(t *testing.T) {
	t.Parallel()
	rules, faults := cob.ParseRules("x.csv", head+"msp.working-aged,,2025-06-01,20,,old law\nmsp.working-aged,2025-06-01,,5,,new law\n")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	coverages := []cob.Coverage{
		{ID: "a", Kind: cob.GroupPlan, Relationship: cob.Self, Standing: cob.Active, Since: 1, Employees: 10},
		{ID: "m", Kind: cob.Medicare},
	}
	patient := cob.Patient{Medicare: cob.Entitlement{Age: 1}}
	for at, want := range map[claims.Date]cob.Pair{
		day.AddDays(-1): {First: "m", Then: "a", Rule: cob.MedicareFirst, Source: "42 U.S.C. 1395y(b)"},
		day:             {First: "a", Then: "m", Rule: cob.WorkingAged, Source: "new law"},
	} {
		if order, faults := rules.Order(at, patient, coverages); len(faults) > 0 || order.Pairs[0] != want {
			t.Errorf("%s: got %+v, %v", at, order.Pairs, faults)
		}
	}
}

// The document names every rule, and none that there is not.
func TestDocs_NameEveryRule(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/adjudication.md")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, match := range regexp.MustCompile("`((?:naic|msp|medicaid)\\.[a-z-]+)`").FindAllStringSubmatch(string(text), -1) {
		named[match[1]] = true
	}
	count := 0
	for rule := cob.MedicaidLast; rule.IsKnown(); rule++ {
		if count++; !named[rule.String()] {
			t.Errorf("%s is not named", rule)
		}
	}
	if len(named) != count {
		t.Errorf("%d rules are named of %d", len(named), count)
	}
	if cob.Rule(0).String() != "" || cob.Rule(0).Sentence() != "" || cob.Rule(count+1).IsKnown() {
		t.Error("what is no rule has a name or a sentence")
	}
}
