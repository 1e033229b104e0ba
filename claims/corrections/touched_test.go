package corrections_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/casegen"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/corrections"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// course is a history that was played on a book, with what stands after it.
type course struct {
	history.Case
	book     *history.Book
	standing []standing
	last     history.ClaimID
}

// standing is a claim whose determination stands.
type standing struct {
	claim      history.ClaimID
	submission history.Submission
	results    []benefits.LineResult
}

// play plays a case; operations that are refused change nothing.
func play(t *testing.T, c history.Case) *course {
	t.Helper()
	made := &course{Case: c, book: history.NewBook(c.Plan)}
	for _, e := range c.Enrolments {
		if err := made.book.Enrol(e); err != nil {
			t.Fatal(err)
		}
	}
	for _, op := range c.Operations {
		_, _ = made.apply(op) // a random case has operations that are refused
	}
	return made
}

func (c *course) apply(op history.Operation) (history.Outcome, error) {
	outcome, err := c.book.Apply(op)
	if err != nil {
		return outcome, err
	}
	undone := op.Claim
	if op.Kind == history.Replace {
		undone = op.Replaced
	}
	c.standing = slices.DeleteFunc(c.standing, func(s standing) bool { return s.claim == undone })
	if op.Kind != history.Reverse {
		c.standing = append(c.standing, standing{op.Claim, op.Submission, outcome.Results})
		c.last = max(c.last, op.Claim)
	}
	return outcome, nil
}

// determination is a standing claim as [corrections.Touched] takes it.
func (c *course) determination(s history.Submission, results []benefits.LineResult) corrections.Determination {
	at := slices.IndexFunc(c.Enrolments, func(e history.Enrolment) bool { return e.Year == s.Year })
	return corrections.Determination{
		Year: s.Year, Lines: s.Lines, Results: results,
		Facts: benefits.Facts{
			Year: c.Enrolments[at].Span, ServiceDate: s.ServiceDate, ReceiptDate: c.Plan.DateOf(s.ReceivedAt),
			IsProviderCredentialed: s.IsProviderCredentialed, HasAuthorization: s.HasAuthorization, HasEvidence: s.HasEvidence, HasPriorPayers: s.HasPriorPayers,
			IsLateFilingExcused: s.IsLateFilingExcused,
		},
	}
}

// undoing asks about the claim at a position of those that stand.
func (c *course) undoing(t *testing.T, position int, replacement *history.Submission) corrections.Undoing {
	t.Helper()
	u := corrections.Undoing{Plan: &c.Plan, Undone: position}
	for _, e := range c.Enrolments {
		acc, err := c.book.Accumulators(e.Year)
		if err != nil {
			t.Fatal(err)
		}
		u.Years = append(u.Years, corrections.YearTotals{Year: e.Year, Family: e.Family, Extension: e.Extension, Totals: acc})
	}
	for _, s := range c.standing {
		u.Standing = append(u.Standing, c.determination(s.submission, s.results))
	}
	if replacement != nil {
		d := c.determination(*replacement, nil)
		u.Replacement = &d
	}
	return u
}

func (c *course) must(t *testing.T, op history.Operation) history.Outcome {
	t.Helper()
	outcome, err := c.apply(op)
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

// correct corrects the claim on the book itself.
func (c *course) correct(t *testing.T, position int, replacement *history.Submission) {
	t.Helper()
	undone := c.standing[position]
	op := history.Operation{Kind: history.Reverse, Claim: undone.claim}
	if replacement != nil {
		c.last++
		op = history.Operation{Kind: history.Replace, Claim: c.last, Replaced: undone.claim, Submission: *replacement}
	}
	c.must(t, op)
}

// rerun corrects the claim on the book itself, and determines all later ones again.
func (c *course) rerun(t *testing.T, position int, replacement *history.Submission) []corrections.Touch {
	t.Helper()
	later := slices.Clone(c.standing[position+1:])
	c.correct(t, position, replacement)
	for _, s := range later {
		c.must(t, history.Operation{Kind: history.Reverse, Claim: s.claim})
	}
	var touched []corrections.Touch
	for i, s := range later {
		c.last++
		now := c.must(t, history.Operation{Kind: history.Determine, Claim: c.last, Submission: s.submission}).Results
		if slices.Equal(now, s.results) {
			continue
		}
		touch := corrections.Touch{Position: position + 1 + i, Now: now, PaidCents: benefits.Paid(now).Cents() - benefits.Paid(s.results).Cents()}
		for j := range now {
			touch.CostShareCents += now[j].PatientShare().Cents() - s.results[j].PatientShare().Cents()
			touch.NoncoveredCents += now[j].Noncovered.Cents() - s.results[j].Noncovered.Cents()
		}
		touched = append(touched, touch)
	}
	return touched
}

// changed asks once the claim is corrected, with positions as of before.
func (c *course) changed(t *testing.T, position int, replacement *history.Submission) []corrections.Touch {
	t.Helper()
	later := c.undoing(t, position, nil).Standing[position+1:]
	c.correct(t, position, replacement)
	touched, err := corrections.Changed(&c.Plan, c.undoing(t, 0, nil).Years, later)
	if err != nil {
		t.Fatal(err)
	}
	for i := range touched {
		touched[i].Position += position + 1
	}
	return touched
}

// What is listed is what the book gives that is corrected and determines all later
// claims again; and nothing else.
func TestTouched_IsWhatTheBookGivesWhenItIsRunAgain(t *testing.T) {
	t.Parallel()
	generator := casegen.New(7)
	asked, touched, replaced := 0, 0, 0
	for n := range 4000 {
		c := generator.Case()
		first := play(t, c)
		if len(first.standing) < 2 {
			continue
		}
		standing, position := slices.Clone(first.standing), n%(len(first.standing)-1)
		var replacement *history.Submission
		if n%2 == 0 {
			submission := first.standing[n%len(first.standing)].submission
			replacement = &submission
			replaced++
		}
		got, err := corrections.Touched(first.undoing(t, position, replacement))
		if err != nil {
			t.Fatal(err)
		}
		want := play(t, c).rerun(t, position, replacement)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("case %d: got %+v, the book says %+v", n, got, want)
		}
		if after := first.changed(t, position, replacement); !reflect.DeepEqual(after, want) {
			t.Fatalf("case %d: once it is corrected got %+v, the book says %+v", n, after, want)
		}
		asked++
		touched += len(got)
		for _, touch := range got {
			if !isBalanced(&touch, standing[touch.Position].results) {
				t.Fatalf("case %d: the differences do not come to nothing: %+v", n, touch)
			}
		}
	}
	if asked < 2000 || touched < 1000 || replaced < 1000 {
		t.Errorf("asked of %d cases, %d replacements, touched %d claims: too few", asked, replaced, touched)
	}
}

// isBalanced reports whether what was allowed is only divided otherwise: of a claim
// with prior payers as if it had none, of another between what is paid and the rest.
func isBalanced(touch *corrections.Touch, before []benefits.LineResult) bool {
	benefit, isCoordinated := int64(0), false
	for i := range before {
		now := &touch.Now[i]
		if now.Allowed != before[i].Allowed {
			return false
		}
		benefit += now.Benefit().Cents() - before[i].Benefit().Cents()
		isCoordinated = isCoordinated || now.IsCoordinated
	}
	return touch.CostShareCents+touch.NoncoveredCents+benefit == 0 && (isCoordinated || touch.PaidCents == benefit)
}

func TestTouched_RefusesWhatIsNotThere(t *testing.T) {
	t.Parallel()
	c := play(t, history.Case{
		Plan:       coverage.Plan{OutOfPocketMax: coverage.Unlimited, Classes: []coverage.Class{{IsCovered: true}}},
		Enrolments: []history.Enrolment{{Year: 1, Span: claims.Span{Start: 1, End: 100}}},
		Operations: []history.Operation{{Kind: history.Determine, Claim: 1, Submission: submission(1, []benefits.Line{line(100)})}},
	})
	good := c.undoing(t, 0, nil)
	if touched, err := corrections.Touched(good); err != nil || touched != nil {
		t.Fatalf("got %v, %v", touched, err)
	}
	for name, change := range map[string]func(*corrections.Undoing){
		"no such position": func(u *corrections.Undoing) { u.Undone = 1 },
		"before the first": func(u *corrections.Undoing) { u.Undone = -1 },
		"no such year":     func(u *corrections.Undoing) { u.Years = nil },
		"nor that of what replaces it": func(u *corrections.Undoing) {
			d := u.Standing[0]
			d.Year = 2
			u.Replacement = &d
		},
	} {
		bad := good
		change(&bad)
		if _, err := corrections.Touched(bad); !errors.Is(err, corrections.ErrUndoingInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	twice := good
	twice.Standing = []corrections.Determination{good.Standing[0], good.Standing[0]}
	twice.Standing[0].Results = []benefits.LineResult{{Allowed: money.Cents(100), Deductible: money.Cents(100)}}
	if _, err := corrections.Touched(twice); !errors.Is(err, benefits.ErrGivenBackTwice) {
		t.Errorf("what was never taken: got %v", err)
	}
}

func line(cents int64) benefits.Line {
	return benefits.Line{Charge: money.Cents(cents), Units: 1, Allowed: money.Cents(cents)}
}

func submission(year claims.CoverageYearID, lines []benefits.Line) history.Submission {
	at := time.Date(1, time.January, 2, 0, 0, 0, 0, time.UTC)
	return history.Submission{Year: year, ServiceDate: 1, ReceivedAt: at, PaidAt: at, IsProviderCredentialed: true, Lines: lines}
}

// The scenarios of testdata: a plan, claims of members of one family by their
// allowed amounts, and what a correction of one would touch. `go test
// ./claims/corrections -rewrite` writes the results anew.
//
//	plan      deductible=100.00 family-deductible=150.00 out-of-pocket=500.00 coinsurance=20 visits=N, for a family
//	determine member=ann|ben claim=N; a line is an allowed amount
//	undo      claim=N, with the lines of what replaces it, if anything does
func TestTouched_Scenarios(t *testing.T) {
	t.Parallel()
	datadriven.Walk(t, "testdata/scenarios", func(t *testing.T, path string) {
		t.Helper()
		t.Parallel()
		var c *course
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			t.Helper()
			switch d.Cmd {
			case "plan":
				c = play(t, familyOf(t, d))
				return "ok"
			case "determine":
				return determine(t, d, c)
			case "undo":
				return undo(t, d, c)
			default:
				d.Fatalf(t, "no such command")
				return ""
			}
		})
	})
}

var members = map[string]claims.CoverageYearID{"ann": 1, "ben": 2}

func familyOf(t *testing.T, d *datadriven.TestData) history.Case {
	t.Helper()
	class := coverage.Class{IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true}
	plan := coverage.Plan{
		FamilyDeductible: coverage.Unlimited,
		OutOfPocketMax:   coverage.Unlimited, FamilyOutOfPocketMax: coverage.Unlimited,
	}
	for _, arg := range d.CmdArgs {
		switch value := arg.Vals[0]; arg.Key {
		case "deductible":
			plan.Deductible = coverage.LimitOf(amountOf(t, d, value))
		case "family-deductible":
			plan.FamilyDeductible = coverage.LimitOf(amountOf(t, d, value))
		case "out-of-pocket":
			plan.OutOfPocketMax = coverage.LimitOf(amountOf(t, d, value))
		case "coinsurance":
			class.Coinsurance = money.BasisPoints(amountOf(t, d, value).Cents())
		case "visits":
			placed, err := coverage.Layout([]coverage.BenefitLimit{{
				Name: "visits", Kind: coverage.Visits, Period: coverage.BenefitYear, Max: uint64(amountOf(t, d, value).Cents() / 100),
			}})
			if err != nil {
				d.Fatalf(t, "%v", err)
			}
			plan.Limits, class.LimitA = placed, 1
		default:
			d.Fatalf(t, "no such argument: %s", arg.Key)
		}
	}
	plan.Classes = []coverage.Class{class}
	span := claims.Span{Start: 1, End: 366}
	return history.Case{Plan: plan, Enrolments: []history.Enrolment{{Year: 1, Span: span, Family: 1}, {Year: 2, Span: span, Family: 1}}}
}

func determine(t *testing.T, d *datadriven.TestData, c *course) string {
	t.Helper()
	var member string
	var claim int
	d.ScanArgs(t, "member", &member)
	d.ScanArgs(t, "claim", &claim)
	outcome, err := c.apply(history.Operation{
		Kind: history.Determine, Claim: history.ClaimID(claim), Submission: submission(members[member], linesOf(t, d)),
	})
	if err != nil {
		d.Fatalf(t, "%v", err)
	}
	return resultsText(outcome.Results)
}

func undo(t *testing.T, d *datadriven.TestData, c *course) string {
	t.Helper()
	var claim int
	d.ScanArgs(t, "claim", &claim)
	position := slices.IndexFunc(c.standing, func(s standing) bool { return s.claim == history.ClaimID(claim) })
	op := history.Operation{Kind: history.Reverse, Claim: history.ClaimID(claim)}
	var replacement *history.Submission
	if lines := linesOf(t, d); len(lines) > 0 {
		made := submission(c.standing[position].submission.Year, lines)
		replacement = &made
		op = history.Operation{Kind: history.Replace, Claim: c.last + 1, Replaced: op.Claim, Submission: made}
	}
	touched, err := corrections.Touched(c.undoing(t, position, replacement))
	if err != nil {
		d.Fatalf(t, "%v", err)
	}
	var out strings.Builder
	for _, touch := range touched {
		fmt.Fprintf(&out, "claim %d would be other now: cost share %s, noncovered %s, paid %s\n", c.standing[touch.Position].claim,
			change(touch.CostShareCents), change(touch.NoncoveredCents), change(touch.PaidCents))
	}
	if len(touched) == 0 {
		out.WriteString("no claim is touched\n")
	}
	if _, err := c.apply(op); err != nil {
		d.Fatalf(t, "%v", err)
	}
	return out.String()
}

func change(cents int64) string {
	if cents > 0 {
		return "+" + money.Cents(cents).String()
	}
	return money.Cents(cents).String()
}

func linesOf(t *testing.T, d *datadriven.TestData) []benefits.Line {
	t.Helper()
	var lines []benefits.Line
	for text := range strings.Lines(d.Input) {
		lines = append(lines, line(amountOf(t, d, strings.TrimSpace(text)).Cents()))
	}
	return lines
}

func resultsText(results []benefits.LineResult) string {
	var out strings.Builder
	for _, r := range results {
		fmt.Fprintf(&out, "allowed %s: deductible %s, coinsurance %s, noncovered %s, paid %s\n", r.Allowed, r.Deductible, r.Coinsurance, r.Noncovered, r.Paid)
	}
	return out.String()
}

func amountOf(t *testing.T, d *datadriven.TestData, text string) money.Amount {
	t.Helper()
	amount, err := money.ParseDecimalHalfUp(text)
	if err != nil {
		d.Fatalf(t, "%s: %v", text, err)
	}
	return amount
}
