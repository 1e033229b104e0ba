package adjudicate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/rules"
)

// readScenarios returns what the scenario files hold, by the name of the file.
func readScenarios(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("testdata/scenarios/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	texts := map[string]string{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[strings.TrimSuffix(filepath.Base(path), ".txt")] = string(text)
	}
	return texts
}

// Every rule has a file of its name, in which it is posted or waited for, and in which
// a line passes it.
func TestScenarios_ShowEveryRule(t *testing.T) {
	t.Parallel()
	texts := readScenarios(t)
	for _, rule := range rules.Rules() {
		text := texts[rule.String()]
		hit := fmt.Sprintf(`(?m)^(  %[1]s: |line \d+ (waits|would be denied), %[1]s: )`, regexp.QuoteMeta(rule.String()))
		posted := rule
		if rule == rules.DuplicateSuspect {
			posted = rules.DuplicateExact
		}
		switch {
		case !regexp.MustCompile(hit).MatchString(text):
			t.Errorf("testdata/scenarios/%s.txt does not show a line that the rule hits", rule)
		case !regexp.MustCompile(`(?m)^line \d+ paid `).MatchString(text):
			t.Errorf("testdata/scenarios/%s.txt does not show a line that passes", rule)
		case rule.Effect() == rules.Deny && !strings.Contains(text, "  "+posted.String()+": "):
			t.Errorf("testdata/scenarios/%s.txt does not show that the rule is posted", rule)
		}
	}
}

// What a rule posts by default is seen on a line, as is what follows from arithmetic.
func TestScenarios_ShowEveryPosting(t *testing.T) {
	t.Parallel()
	texts := readScenarios(t)
	set := rules.Builtin()
	for _, rule := range rules.Rules() {
		posting := set.Posting(rule, rules.AnyNetwork, 0)
		if posting == nil {
			continue
		}
		codes := strings.TrimSpace(fmt.Sprintf("%s-%s %s", posting.Group, posting.CARC, posting.RARC))
		want := fmt.Sprintf("(?m)^line \\d+ denied %s\n  %s: ", regexp.QuoteMeta(codes), regexp.QuoteMeta(rule.String()))
		if !regexp.MustCompile(want).MatchString(texts[rule.String()]) {
			t.Errorf("testdata/scenarios/%s.txt does not show the posting %s", rule, codes)
		}
	}
	all := strings.Join(sortedTexts(texts), "\n")
	for _, code := range []string{"CO-45", "PR-45", "PR-1", "PR-2", "PR-3", "OA-23", "PR-275"} {
		if !strings.Contains(all, "; "+code+" ") {
			t.Errorf("no scenario shows %s", code)
		}
	}
}

func sortedTexts(texts map[string]string) (list []string) {
	for _, text := range texts {
		list = append(list, text)
	}
	return list
}

// The files are read as prose: each begins with what it is about.
func TestScenarios_AreManyAndSayWhatTheyShow(t *testing.T) {
	t.Parallel()
	count := 0
	command := regexp.MustCompile(`(?m)^(claim|first|then)\b`)
	for name, text := range readScenarios(t) {
		if !strings.HasPrefix(text, "# ") {
			t.Errorf("testdata/scenarios/%s.txt does not say what it shows", name)
		}
		count += len(command.FindAllString(text, -1))
	}
	if count < 300 {
		t.Errorf("there are %d scenarios", count)
	}
	t.Logf("%d scenarios", count)
}

// The ready vectors are ten that were computed by hand. Those of the engine, the
// benefits, coordination and the remittance (its amounts) are here; price and interest
// are shown where they live.
func TestScenarios_HoldTheReadyVectors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, want string }{
		{"first: relative values", "../pricing/testdata/scenarios/rbrvs.txt", "allowed 91.08"},
		{"second: multiple procedures", "../pricing/testdata/scenarios/ranks.txt", "400 + 150 + 50 = 600, the second of the ready vectors"},
		{"third: deductible, coinsurance, out-of-pocket", "testdata/scenarios/capped.txt", "CO-45 70.00; PR-1 100.00; PR-2 10.00"},
		{"fourth: coordination, the primary's allowed", "../cob/testdata/scenarios/pay_methods.txt", "charge 1000.00 = paid 160.00 + OA-23 840.00"},
		{"fourth: coordination, the lower allowed", "../cob/testdata/scenarios/pay_methods.txt", "paid 60.00"},
		{"fourth: on the way of a claim, the primary's allowed", "testdata/scenarios/coordination.txt", "allowed 700.00, paid 160.00"},
		{"fourth: on the way of a claim, the lower allowed", "testdata/scenarios/coordination.txt", "allowed 700.00, paid 60.00"},
		{"fourth: on the way of a claim, non-duplication", "testdata/scenarios/coordination.txt", "allowed 700.00, paid 0.00, patient 160.00"},
		{"fifth: interest", "../benefits/testdata/scenarios/interest.txt", "6.58"},
		{"sixth: reversal", "testdata/scenarios/reversal.txt", "claim: charge 820.00, allowed 258.91, paid 258.91"},
		{"seventh: a remittance balances", "testdata/scenarios/payout.txt", "claims 2: charge 450.00 - adjustments 186.00 = paid 264.00\npayout 264.00 = paid 264.00 - offsets 0.00"},
		{"seventh: a void of everything pays nothing", "testdata/scenarios/payout.txt", "payout 0.00 = paid -264.00 - offsets -264.00\nto be taken off later 264.00"},
		{"seventh: which the next payouts take off", "testdata/scenarios/payout.txt", "payout 16.00 = paid 180.00 - offsets 164.00\nto be taken off later 0.00"},
		{"eighth: units of a line", "testdata/scenarios/mue.units.txt", "mue.units: At most 4 units a line; there are 5."},
		{"eighth: units of a day", "testdata/scenarios/mue.units.txt", "mue.units: At most 4 units a day; there are 5."},
		{"ninth: a family, ann first", "testdata/scenarios/family_first_ann.txt", "family: deductible 500.00, out-of-pocket 500.00"},
		{"ninth: a family, ben first", "testdata/scenarios/family_first_ben.txt", "family: deductible 200.00, out-of-pocket 200.00"},
		{"tenth: the day before is the last", "testdata/scenarios/filing.late.txt", "filing.late: Receipt by 2025-02-28"},
		{"tenth: the same day of a leap year", "testdata/scenarios/filing.late.txt", "filing.late: Receipt by 2024-03-01"},
	} {
		text, err := os.ReadFile(c.file)
		if err != nil || !strings.Contains(string(text), c.want) {
			t.Errorf("%s: %s does not show %q (%v)", c.name, c.file, c.want, err)
		}
	}
}
