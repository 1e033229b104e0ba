package benefits_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// The scenarios are text, so that the ledger's tests can read them too:
//
//	plan          `deductible 10000`, `out-of-pocket unlimited`, `class covered deductible coinsurance=2000 copay=0`, …
//	family        the members who share the family's totals
//	determine     member=NAME, then `charge allowed class` a line; the totals stay for the next command
//
// Amounts are in cents. `go test ./claims/benefits -rewrite` writes the results anew.
func TestScenarios_GiveWhatIsWritten(t *testing.T) {
	t.Parallel()
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		t.Helper()
		t.Parallel()
		s := scenario{members: map[string]benefits.Accumulators{}}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			t.Helper()
			switch d.Cmd {
			case "plan":
				s.plan = readPlan(t, d)
				return "ok\n"
			case "family":
				for _, arg := range d.CmdArgs {
					s.family = append(s.family, arg.Key)
				}
				return "ok\n"
			case "determine":
				return s.determine(t, d)
			default:
				d.Fatalf(t, "no such command")
				return ""
			}
		})
	})
}

type scenario struct {
	plan    coverage.Plan
	family  []string
	members map[string]benefits.Accumulators
	shared  benefits.Accumulators
}

// before returns a member's accumulators, with the family's where there is one.
func (s *scenario) before(member string) benefits.Accumulators {
	acc := s.members[member]
	if slices.Contains(s.family, member) {
		acc.HasFamily = true
		acc.FamilyDeductible, acc.FamilyOutOfPocket = s.shared.FamilyDeductible, s.shared.FamilyOutOfPocket
	}
	return acc
}

// determine runs the lines through the arithmetic and through the oracle.
func (s *scenario) determine(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	var member string
	d.ScanArgs(t, "member", &member)
	lines := readLines(t, d)
	before := s.before(member)
	results, after, err := benefits.Determine(s.plan, before, lines)
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	if want, wantAfter := newOracle(s.plan, before).determine(lines); !slices.Equal(results, want) || after != wantAfter {
		d.Fatalf(t, "the oracle says %+v, %+v", want, wantAfter)
	}
	s.members[member] = after
	if after.HasFamily {
		s.shared = after
	}
	var out strings.Builder
	for _, r := range results {
		fmt.Fprintf(&out, "charge %d allowed %d class %d: copay %d deductible %d coinsurance %d paid %d\n",
			r.Charge.Cents(), r.Allowed.Cents(), r.Class, r.Copay.Cents(), r.Deductible.Cents(), r.Coinsurance.Cents(), r.Paid.Cents())
	}
	fmt.Fprintf(&out, "member deductible %d out-of-pocket %d\n", after.Deductible.Cents(), after.OutOfPocket.Cents())
	if after.HasFamily {
		fmt.Fprintf(&out, "family deductible %d out-of-pocket %d\n", after.FamilyDeductible.Cents(), after.FamilyOutOfPocket.Cents())
	}
	return out.String()
}

func readPlan(t *testing.T, d *datadriven.TestData) coverage.Plan {
	t.Helper()
	var plan coverage.Plan
	for text := range strings.Lines(d.Input) {
		words := strings.Fields(text)
		switch words[0] {
		case "deductible":
			plan.Deductible = readLimit(t, d, words[1])
		case "family-deductible":
			plan.FamilyDeductible = readLimit(t, d, words[1])
		case "out-of-pocket":
			plan.OutOfPocketMax = readLimit(t, d, words[1])
		case "family-out-of-pocket":
			plan.FamilyOutOfPocketMax = readLimit(t, d, words[1])
		case "class":
			plan.Classes = append(plan.Classes, readClass(t, d, words[1:]))
		default:
			d.Fatalf(t, "no such word: %s", words[0])
		}
	}
	return plan
}

func readClass(t *testing.T, d *datadriven.TestData, words []string) coverage.Class {
	t.Helper()
	var class coverage.Class
	for _, word := range words {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "covered":
			class.IsCovered = true
		case "not-covered":
		case "deductible":
			class.IsDeductibleApplied = true
		case "coinsurance":
			class.Coinsurance = money.BasisPoints(readNumber(t, d, value))
		case "copay":
			class.Copay = money.Cents(readNumber(t, d, value))
		default:
			d.Fatalf(t, "no such word: %s", word)
		}
	}
	return class
}

func readLimit(t *testing.T, d *datadriven.TestData, text string) coverage.Limit {
	t.Helper()
	if text == "unlimited" {
		return coverage.Unlimited
	}
	return coverage.LimitOf(money.Cents(readNumber(t, d, text)))
}

func readNumber(t *testing.T, d *datadriven.TestData, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		d.Fatalf(t, "no number: %s", text)
	}
	return n
}

func readLines(t *testing.T, d *datadriven.TestData) []benefits.Line {
	t.Helper()
	var lines []benefits.Line
	for text := range strings.Lines(d.Input) {
		words := strings.Fields(text)
		if len(words) != 3 {
			d.Fatalf(t, "a line is charge, allowed, class")
		}
		lines = append(lines, line(readNumber(t, d, words[0]), readNumber(t, d, words[1]), uint8(readNumber(t, d, words[2]))))
	}
	return lines
}
