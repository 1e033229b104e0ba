package cob_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

// The scenarios say who pays first, and what a plan pays after others:
//
//	order   day=DATE apart decree=custodial|noncustodial age=DATE disability=DATE esrd=DATE pairs; a line is a coverage:
//	        `NAME self|spouse|parent|stepparent|relative birthday=MM-DD since=DATE of=PERSON employees=N` with
//	        custodial, inactive, continuation, individual, no-provision; or `NAME medicare`, `NAME medicaid`
//	plan    method=M allowable=RULE deductible=100.00 out-of-pocket=500.00 coinsurance=20 copay=10.00 visits=N
//	claim   a line is `charge allowed`, with `denied` where a rule denied it; a payer before is `payer paid` with
//	        adjustments as `CO-45:200.00`, and its lines as `- paid adjustments`
//
// Accumulators stay from claim to claim of a plan. `go test ./claims/cob -rewrite`
// writes the results anew. What a claim gives is held against the oracle.
func TestScenarios_GiveWhatIsWritten(t *testing.T) {
	t.Parallel()
	datadriven.Walk(t, "testdata/scenarios", func(t *testing.T, path string) {
		t.Helper()
		t.Parallel()
		var s scenario
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			t.Helper()
			switch d.Cmd {
			case "order":
				return order(t, d)
			case "plan":
				return s.readPlan(t, d)
			case "claim":
				return s.claim(t, d)
			default:
				d.Fatalf(t, "no such command")
				return ""
			}
		})
	})
}

func order(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	on, patient := claims.Date(0), cob.Patient{}
	for _, arg := range d.CmdArgs {
		switch arg.Key {
		case "day":
			on = dateOf(t, d, arg.Vals[0])
		case "apart":
			patient.Parents = cob.ParentsApart
		case "decree":
			patient.Decree = map[string]cob.Decree{"custodial": cob.CustodialResponsible, "noncustodial": cob.NoncustodialResponsible}[arg.Vals[0]]
		case "age":
			patient.Medicare.Age = dateOf(t, d, arg.Vals[0])
		case "disability":
			patient.Medicare.Disability = dateOf(t, d, arg.Vals[0])
		case "esrd":
			patient.Medicare.EndStageRenal = dateOf(t, d, arg.Vals[0])
		case "pairs":
		default:
			d.Fatalf(t, "no such argument: %s", arg.Key)
		}
	}
	var coverages []cob.Coverage
	for line := range strings.Lines(d.Input) {
		coverages = append(coverages, readCoverage(t, d, strings.Fields(line)))
	}
	order, faults := cob.BuiltIn().Order(on, patient, coverages)
	if len(faults) > 0 {
		return faultText(faults)
	}
	var out strings.Builder
	for i, id := range order.IDs {
		fmt.Fprintf(&out, "%d %s\n", i+1, id)
		if pair, isAfter := order.Between(i); isAfter {
			fmt.Fprintf(&out, "  after %s by %s: %s\n", pair.First, pair.Rule, pair.Rule.Sentence())
		}
	}
	if d.HasArg("pairs") {
		for _, pair := range order.Pairs {
			fmt.Fprintf(&out, "%s before %s: %s (%s)\n", pair.First, pair.Then, pair.Rule, pair.Source)
		}
	}
	return out.String()
}

func readCoverage(t *testing.T, d *datadriven.TestData, fields []string) cob.Coverage {
	t.Helper()
	c := cob.Coverage{ID: fields[0], Kind: cob.GroupPlan, Standing: cob.Active, Subscriber: fields[0]}
	for _, field := range fields[1:] {
		key, value, _ := strings.Cut(field, "=")
		switch key {
		case "medicare":
			c.Kind = cob.Medicare
		case "medicaid":
			c.Kind = cob.Medicaid
		case "individual":
			c.Kind = cob.IndividualPlan
		case "self", "spouse", "parent", "stepparent", "relative":
			c.Relationship = map[string]cob.Relationship{
				"self": cob.Self, "spouse": cob.Spouse, "parent": cob.Parent, "stepparent": cob.Stepparent, "relative": cob.Relative,
			}[key]
		case "custodial":
			c.IsCustodial = true
		case "inactive":
			c.Standing = cob.Inactive
		case "continuation":
			c.Standing = cob.Continuation
		case "no-provision":
			c.IsWithoutCoordination = true
		case "of":
			c.Subscriber = value
		case "birthday":
			date := dateOf(t, d, "2000-"+value).Time()
			c.Birthday = cob.MonthDay{Month: date.Month(), Day: date.Day()}
		case "since":
			c.Since = dateOf(t, d, value)
		case "employees":
			c.Employees = numberOf(t, d, value)
		default:
			d.Fatalf(t, "no such word: %s", field)
		}
	}
	return c
}

type scenario struct {
	plan coverage.Plan
	acc  benefits.Accumulators
}

func (s *scenario) readPlan(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	class := coverage.Class{Name: "office", IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true}
	*s = scenario{plan: coverage.Plan{OutOfPocketMax: coverage.Unlimited}}
	for _, arg := range d.CmdArgs {
		value := arg.Vals[0]
		switch arg.Key {
		case "method":
			s.plan.Coordination.Method = coverage.CoordinationMethod(value)
		case "allowable":
			s.plan.Coordination.Allowable = coverage.AllowableRule(value)
		case "deductible":
			s.plan.Deductible = coverage.LimitOf(amountOf(t, d, value))
		case "out-of-pocket":
			s.plan.OutOfPocketMax = coverage.LimitOf(amountOf(t, d, value))
		case "coinsurance":
			class.Coinsurance = money.BasisPoints(100 * numberOf(t, d, value))
		case "copay":
			class.Copay = amountOf(t, d, value)
		case "visits":
			limits, err := coverage.Layout([]coverage.BenefitLimit{{
				Name: "visits", Kind: coverage.Visits, Period: coverage.BenefitYear, Max: uint64(numberOf(t, d, value)),
			}})
			if err != nil {
				d.Fatalf(t, "%v", err)
			}
			s.plan.Limits, class.LimitA = limits, 1
		default:
			d.Fatalf(t, "no such argument: %s", arg.Key)
		}
	}
	s.plan.Classes = []coverage.Class{class}
	return "ok"
}

func (s *scenario) claim(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	lines, priors := readClaim(t, d)
	charges := make([]money.Amount, len(lines))
	for i := range lines {
		charges[i] = lines[i].Charge
	}
	c := cob.Claim{Plan: &s.plan, Facts: facts, Before: s.acc, Lines: lines}
	if len(priors) > 0 {
		left, faults := cob.Balance(charges, priors)
		if len(faults) > 0 {
			return faultText(faults)
		}
		c.Left = left
	}
	results, after, err := cob.Determine(c)
	if err != nil {
		return fmt.Sprintf("%s: %v", errs.CodeOf(err), err)
	}
	checkAgainstOracle(t, c, priors, results)
	checkAgainstLedger(t, c, results, after)
	s.acc = after
	return resultText(c, results, after)
}

// facts deny nothing.
var facts = benefits.Facts{Year: claims.Span{Start: 1, End: 366}, ServiceDate: 1, ReceiptDate: 1, IsProviderCredentialed: true}

func readClaim(t *testing.T, d *datadriven.TestData) ([]benefits.Line, []cob.Prior) {
	t.Helper()
	var lines []benefits.Line
	var priors []cob.Prior
	for text := range strings.Lines(d.Input) {
		fields := strings.Fields(text)
		switch fields[0] {
		case "payer":
			priors = append(priors, cob.Prior{Paid: amountOf(t, d, fields[1]), Adjustments: adjustmentsOf(t, d, fields[2:])})
		case "-":
			last := &priors[len(priors)-1]
			last.Lines = append(last.Lines, cob.PriorLine{Paid: amountOf(t, d, fields[1]), Adjustments: adjustmentsOf(t, d, fields[2:])})
		default:
			line := benefits.Line{Charge: amountOf(t, d, fields[0]), Units: 1}
			if fields[1] == "denied" {
				line.Class = benefits.ClassDenied
			} else {
				line.Allowed = amountOf(t, d, fields[1])
			}
			lines = append(lines, line)
		}
	}
	return lines, priors
}

func adjustmentsOf(t *testing.T, d *datadriven.TestData, fields []string) []cob.Adjustment {
	t.Helper()
	adjustments := make([]cob.Adjustment, len(fields))
	for i, field := range fields {
		reason, amount, _ := strings.Cut(field, ":")
		group, carc, _ := strings.Cut(reason, "-")
		adjustments[i] = cob.Adjustment{Group: codes.Group(group), CARC: carc, Amount: amountOf(t, d, amount)}
	}
	return adjustments
}

func resultText(c cob.Claim, results []cob.Result, after benefits.Accumulators) string {
	var out strings.Builder
	for i := range results {
		r := &results[i]
		fmt.Fprintf(&out, "line %d: alone it pays %s", i+1, r.Benefit.Paid)
		if c.Left != nil {
			fmt.Fprintf(&out, "; others paid %s and left %s; allowable %s", c.Left[i].Paid, c.Left[i].Owed, r.Allowable)
		}
		fmt.Fprintf(&out, "\n  charge %s = paid %s", r.Benefit.Charge, r.Paid)
		for _, a := range r.Adjustments() {
			fmt.Fprintf(&out, " + %s-%s %s", a.Group, a.CARC, a.Amount)
		}
		if !r.Noncovered.IsZero() {
			fmt.Fprintf(&out, " + noncovered %s", r.Noncovered)
		}
		if !r.Denied.IsZero() {
			fmt.Fprintf(&out, " + denied %s", r.Denied)
		}
		fmt.Fprintf(&out, "\n  the patient owes %s\n", r.PatientResponsibility())
	}
	fmt.Fprintf(&out, "credited: deductible %s, out of pocket %s\n", after.Deductible, after.OutOfPocket)
	return out.String()
}

func faultText(faults []*errs.Fault) string {
	var out strings.Builder
	for _, fault := range faults {
		fmt.Fprintf(&out, "%s: %s\n", fault.Code, fault.Error())
	}
	return out.String()
}

func dateOf(t *testing.T, d *datadriven.TestData, text string) claims.Date {
	t.Helper()
	date, err := claims.ParseDate(text)
	if err != nil {
		d.Fatalf(t, "%s: %v", text, err)
	}
	return date
}

func numberOf(t *testing.T, d *datadriven.TestData, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		d.Fatalf(t, "%s: %v", text, err)
	}
	return n
}

func amountOf(t *testing.T, d *datadriven.TestData, text string) money.Amount {
	t.Helper()
	amount, err := money.ParseDecimalHalfUp(text)
	if err != nil {
		d.Fatalf(t, "%s: %v", text, err)
	}
	return amount
}
