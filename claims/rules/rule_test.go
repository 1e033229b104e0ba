package rules_test

import (
	"testing"

	"github.com/clearclaim/clearclaim/claims/rules"
)

// Names stand in determinations and on the ledger: none may change.
func TestRules_NamesStepsAndEffectsAreStable(t *testing.T) {
	t.Parallel()
	want := []struct {
		name   string
		step   rules.Step
		effect rules.Effect
	}{
		{"eligibility.before-birth", rules.Eligibility, rules.Deny},
		{"eligibility.before-coverage", rules.Eligibility, rules.Deny},
		{"eligibility.after-coverage", rules.Eligibility, rules.Deny},
		{"duplicate.exact", rules.Duplicate, rules.Deny},
		{"duplicate.suspect", rules.Duplicate, rules.Pend},
		{"provider.excluded", rules.Provider, rules.Deny},
		{"provider.out-of-network", rules.Provider, rules.Deny},
		{"provider.not-credentialed", rules.Provider, rules.Deny},
		{"filing.late", rules.Filing, rules.Deny},
		{"authorization.missing", rules.Authorization, rules.Deny},
		{"authorization.other-service", rules.Authorization, rules.Deny},
		{"authorization.other-provider", rules.Authorization, rules.Deny},
		{"authorization.exceeded", rules.Authorization, rules.Deny},
		{"rules.none", rules.Edits, rules.Pend},
		{"code.not-in-force", rules.Edits, rules.Deny},
		{"modifier.not-in-force", rules.Edits, rules.Deny},
		{"modifier.inconsistent", rules.Edits, rules.Deny},
		{"place.inconsistent", rules.Edits, rules.Deny},
		{"procedure.age", rules.Edits, rules.Deny},
		{"procedure.sex", rules.Edits, rules.Deny},
		{"procedure.provider-type", rules.Edits, rules.Deny},
		{"diagnosis.age", rules.Edits, rules.Deny},
		{"diagnosis.sex", rules.Edits, rules.Deny},
		{"diagnosis.procedure", rules.Edits, rules.Deny},
		{"diagnosis.not-in-force", rules.Edits, rules.Deny},
		{"diagnosis.not-covered", rules.Edits, rules.Deny},
		{"diagnosis.missing", rules.Edits, rules.Deny},
		{"diagnosis.principal-unacceptable", rules.Edits, rules.Deny},
		{"diagnosis.manifestation-first", rules.Edits, rules.Deny},
		{"ncci.pair", rules.Edits, rules.Deny},
		{"mue.units", rules.Edits, rules.Deny},
		{"add-on.primary-missing", rules.Edits, rules.Deny},
		{"frequency.reached", rules.Edits, rules.Deny},
		{"evidence.required", rules.Edits, rules.Pend},
		{"evidence.overdue", rules.Edits, rules.Deny},
		{"evidence.missing", rules.Edits, rules.Deny},
		{"signal.impossible-day", rules.Edits, rules.Signal},
		{"signal.overlapping-stay", rules.Edits, rules.Signal},
		{"signal.history-cut", rules.Edits, rules.Signal},
		{"pricing.no-contract", rules.Pricing, rules.Deny},
		{"pricing.no-fee", rules.Pricing, rules.Deny},
		{"pricing.class-not-covered", rules.Pricing, rules.Deny},
		{"pricing.nothing-allowed", rules.Pricing, rules.Deny},
		{"pricing.modifier-unpriced", rules.Pricing, rules.Deny},
		{"pricing.modifier-not-paid", rules.Pricing, rules.Deny},
		{"pricing.by-report", rules.Pricing, rules.Pend},
		{"limit.reached", rules.Benefits, rules.Deny},
		{"limit.visits-reached", rules.Benefits, rules.Deny},
		{"limit.units-reached", rules.Benefits, rules.Deny},
		{"limit.lifetime-reached", rules.Benefits, rules.Deny},
		{"limit.lifetime-units-reached", rules.Benefits, rules.Deny},
		{"limit.plan-lifetime-reached", rules.Benefits, rules.Deny},
		{"coordination.primary-answer-missing", rules.Coordination, rules.Deny},
		{"coordination.equal-shares", rules.Coordination, rules.Pend},
	}
	all := rules.Rules()
	if len(all) != len(want) {
		t.Fatalf("got %d rules, want %d", len(all), len(want))
	}
	for i, rule := range all {
		if rule.String() != want[i].name || rule.Step() != want[i].step || rule.Effect() != want[i].effect {
			t.Errorf("got %s, %s, %s, want %v", rule, rule.Step(), rule.Effect(), want[i])
		}
		if parsed, isRule := rules.ParseRule(want[i].name); !isRule || parsed != rule {
			t.Errorf("%s is read as %s", want[i].name, parsed)
		}
		if i > 0 && rule.Step() < all[i-1].Step() {
			t.Errorf("%s stands before an earlier step", all[i-1])
		}
	}
}

func TestParseRule_RefusesOtherNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "duplicate", "Duplicate.exact", "duplicate.exact "} {
		if rule, isRule := rules.ParseRule(name); isRule {
			t.Errorf("%q is read as %s", name, rule)
		}
	}
}

func TestNames_OfWhatDoesNotExistAreEmpty(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		rules.Rule(0).String(), rules.Rule(200).String(), rules.Step(0).String(), rules.Step(99).String(),
		rules.Effect(0).String(), rules.Effect(9).String(), rules.Setting(9).String(), rules.Modifier(0).String(),
		rules.Modifier(2000).String(), rules.Place(0).String(), rules.Place(100).String(),
	} {
		if text != "" {
			t.Errorf("got %q", text)
		}
	}
	if rules.Rule(200).Step() != 0 || rules.Rule(0).Effect() != 0 {
		t.Error("a rule that does not exist has a step or an effect")
	}
}

func TestStep_TerminalBeforeTheEdits(t *testing.T) {
	t.Parallel()
	for _, step := range []rules.Step{rules.Eligibility, rules.Duplicate, rules.Provider, rules.Filing, rules.Authorization} {
		if !step.IsTerminal() {
			t.Errorf("%s is not terminal", step)
		}
	}
	for _, step := range []rules.Step{0, rules.Edits, rules.Pricing, rules.Benefits, rules.Coordination, rules.Payment} {
		if step.IsTerminal() {
			t.Errorf("%s is terminal", step)
		}
	}
}

func TestModifierOf_EveryPairOfCharactersOnce(t *testing.T) {
	t.Parallel()
	seen := map[rules.Modifier]string{}
	for first := range 256 {
		for second := range 256 {
			text := string([]byte{byte(first), byte(second)})
			modifier := rules.ModifierOf(text)
			if modifier == 0 {
				continue
			}
			if modifier.String() != text || seen[modifier] != "" {
				t.Fatalf("%q is %q, as is %q", text, modifier, seen[modifier])
			}
			seen[modifier] = text
		}
	}
	if len(seen) != 36*36 || rules.ModifierOf("1") != 0 || rules.ModifierOf("123") != 0 {
		t.Errorf("%d modifiers", len(seen))
	}
}

func TestPlaceOf_TwoDigits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]rules.Place{"11": 11, "02": 2, "99": 99, "00": 0, "": 0, "1": 0, "111": 0, "1x": 0, "x1": 0} {
		if got := rules.PlaceOf(text); got != want || (want != 0 && got.String() != text) {
			t.Errorf("%q: got %d", text, got)
		}
	}
}

func TestNPIOf_TenDigits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]rules.NPI{"1234567893": 1234567893, "0000000012": 12, "123456789": 0, "12345678901": 0, "123456789x": 0, "": 0} {
		if got := rules.NPIOf(text); got != want {
			t.Errorf("%q: got %d", text, got)
		}
	}
}

func TestAges_CompletedYearsAndDays(t *testing.T) {
	t.Parallel()
	years := func(least, most uint16) rules.Ages { return rules.Ages{Least: least, Most: most, Unit: rules.Years} }
	for _, c := range []struct {
		name, birth, on string
		ages            rules.Ages
		want            bool
	}{
		{"the day before the birthday", "2000-06-15", "2018-06-14", years(0, 17), true},
		{"the birthday", "2000-06-15", "2018-06-15", years(0, 17), false},
		{"the birthday reaches the least", "2000-06-15", "2015-06-15", years(15, 124), true},
		{"the day before it does not", "2000-06-15", "2015-06-14", years(15, 124), false},
		{"born on a leap day, on 28 February", "2004-02-29", "2022-02-28", years(18, 124), false},
		{"born on a leap day, on 1 March", "2004-02-29", "2022-03-01", years(18, 124), true},
		{"born on a leap day, on a leap day", "2004-02-29", "2024-02-29", years(20, 20), true},
		{"newborn on the day of birth", "2024-02-29", "2024-02-29", years(0, 0), true},
		{"newborn a year later", "2023-03-01", "2024-03-01", years(0, 0), false},
		{"28 days", "2024-02-01", "2024-02-29", rules.Ages{Most: 28, Unit: rules.Days}, true},
		{"29 days", "2024-02-01", "2024-03-01", rules.Ages{Most: 28, Unit: rules.Days}, false},
		{"any", "1900-01-01", "2024-03-01", rules.Ages{}, true},
		{"born after the service", "2024-03-02", "2024-03-01", years(15, 124), true},
	} {
		if got := c.ages.Fit(day(t, c.birth), day(t, c.on)); got != c.want {
			t.Errorf("%s: got %t", c.name, got)
		}
	}
	if !years(15, 124).Fit(0, day(t, "2024-01-01")) {
		t.Error("an unknown birth date does not fit")
	}
}

// Whether the years are counted by the calendar or not, they are the same.
func TestAges_FitAsTheCalendarHasIt(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"1900-02-28", "1999-12-31", "2000-02-29", "2004-02-29", "2023-03-01"} {
		birth := day(t, text)
		for on := birth; on < birth.AddDays(366*70); on += 3 {
			years := on.Year() - birth.Year()
			if birthday := birth.Time().AddDate(years, 0, 0); on.Time().Before(birthday) {
				years--
			}
			for _, bounds := range [][2]uint16{{0, 0}, {0, 17}, {9, 64}, {18, 18}} {
				want := years >= int(bounds[0]) && years <= int(bounds[1])
				if got := (rules.Ages{Least: bounds[0], Most: bounds[1], Unit: rules.Years}).Fit(birth, on); got != want {
					t.Fatalf("born %s, on %s, %v: got %t", birth, on, bounds, got)
				}
			}
		}
	}
}

func TestSex_ConflictsOnlyWhereBothAreKnown(t *testing.T) {
	t.Parallel()
	for _, sex := range []rules.Sex{rules.AnySex, rules.Female, rules.Male} {
		if sex.Conflicts(rules.AnySex) || rules.AnySex.Conflicts(sex) || sex.Conflicts(sex) {
			t.Errorf("%d conflicts", sex)
		}
	}
	if !rules.Female.Conflicts(rules.Male) || !rules.Male.Conflicts(rules.Female) {
		t.Error("the sexes do not conflict")
	}
}
