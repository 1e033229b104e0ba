// Package scenario reads histories that are written as text and writes down
// what a ledger answers, so that the same files run on the model, on the oracle
// and on the chain. The files are reviewed as prose: each begins with a comment
// that names the rule it shows.
//
// The format is that of cockroachdb/datadriven: a command with its arguments,
// lines of input, "----", and what is expected. Amounts are in cents.
//
//	plan
//	    deductible 10000, family-deductible, out-of-pocket and family-out-of-pocket alike,
//	    with "unlimited" for none. What is not given is no deductible and no maximum.
//	    aggregate deductible out-of-pocket
//	    coordination traditional|nonDuplication|maintenanceOfBenefits higher|lower|primary
//	    limit NAME visits|units|money year|lifetime|rolling=DAYS max=N
//	    class covered|not-covered deductible coinsurance=2000 copay=0 no-out-of-pocket authorization evidence
//	        limit-a=NAME limit-b=NAME
//	    utc-offset -18000, timely-filing 365, prompt-pay 30, interest-from 30
//	    interest 2026-01-01 rate=1200 minimum=100
//
//	family NAMES        who share a family's totals; before their coverages
//	coverage member=NAME start=DATE end=DATE extension=N
//	    A member without one is covered in 2026. Without a number an extension is the
//	    member's own: of each benefit year, or of all of them where it is for life.
//
//	determine member=NAME claim=N date=DATE received=INSTANT paid=INSTANT stopped=DAYS
//	        authorization evidence excused uncredentialed
//	    Then "charge allowed class units" a line, units 1 when they are not given, and of a
//	    claim with prior payers "paid/owed/allowed", as they left the line. Claims are
//	    numbered from 1 when they are not named. The service is on 2026-03-01, the receipt
//	    at noon of the next day, the payment at the receipt.
//	reverse claim=N
//	replace claim=N …   determines a new claim in place of claim N; of that are the member
//	    and, where they are not given, the dates
//	redetermine claim=N …
//	totals member=NAME  of the coverage year of date=DATE
package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// ErrUnreadable is returned when a file is not in the format of this package.
var ErrUnreadable = errors.New("the scenario cannot be read")

// Command is what stands above the "----".
type Command struct {
	Name  string
	Args  []Arg
	Input string
}

// Arg is an argument of a command: a word, with its value after "=".
type Arg struct {
	Key   string
	Value string
}

// Opener opens an empty ledger under a plan.
type Opener func(coverage.Plan) (history.Ledger, error)

// Runner runs the commands of one file on a ledger. It is not for concurrent use.
type Runner struct {
	open    Opener
	plan    coverage.Plan
	ledger  history.Ledger
	members map[string]*member
	// families holds the number of each member's family.
	families map[string]int
	// claims are what was determined, by number.
	claims map[history.ClaimID]determined
	last   history.ClaimID
}

// member is a patient with their coverage years.
type member struct {
	number   int
	coverage coverage.Coverage
}

type determined struct {
	member     string
	submission history.Submission
}

// NewRunner returns a runner that opens its ledgers so: one for each plan command.
func NewRunner(open Opener) *Runner { return &Runner{open: open} }

// Run does a command and returns what the ledger answers, as text. A refusal of
// the ledger is an answer.
//
// Errors: [ErrUnreadable] and those of the opener.
func (r *Runner) Run(command Command) (string, error) {
	if command.Name == "plan" {
		return r.start(command)
	}
	if r.ledger == nil {
		return "", unreadable("a scenario begins with a plan")
	}
	args := argsOf(command.Args)
	switch command.Name {
	case "family":
		return r.family(command)
	case "coverage":
		return r.cover(args)
	case "determine", "replace", "redetermine", "reverse":
		return r.operate(command, args)
	case "totals":
		return r.totals(args)
	default:
		return "", unreadable("no such command: %s", command.Name)
	}
}

// start reads a plan and begins anew.
func (r *Runner) start(command Command) (string, error) {
	plan, err := readPlan(command.Input)
	if err != nil {
		return "", err
	}
	ledger, err := r.open(plan)
	if err != nil {
		return "", err
	}
	*r = Runner{
		open: r.open, plan: plan, ledger: ledger,
		members: map[string]*member{}, families: map[string]int{}, claims: map[history.ClaimID]determined{},
	}
	return planText(&plan), nil
}

func (r *Runner) family(command Command) (string, error) {
	number := len(r.families) + 1
	for _, arg := range command.Args {
		if r.families[arg.Key] != 0 || r.members[arg.Key] != nil {
			return "", unreadable("%s has a family or a coverage", arg.Key)
		}
		r.families[arg.Key] = number
	}
	return "ok\n", nil
}

// cover enrols a member in the benefit year of a span.
func (r *Runner) cover(args arguments) (string, error) {
	name, span := args.text("member", ""), claims.Span{Start: args.date("start", year2026.Start), End: args.date("end", year2026.End)}
	extension := args.number("extension", 0)
	if err := args.done(); err != nil {
		return "", err
	}
	if err := r.enrol(name, span, claims.ExtensionID(extension)); err != nil {
		return refusalText(err), nil
	}
	return "ok\n", nil
}

// year2026 is the benefit year of whoever has no coverage of their own.
var year2026 = claims.Span{Start: claims.NewDate(2026, time.January, 1), End: claims.NewDate(2027, time.January, 1)}

func (r *Runner) enrol(name string, span claims.Span, extension claims.ExtensionID) error {
	m := r.members[name]
	if m == nil {
		m = &member{number: len(r.members) + 1}
		r.members[name] = m
	}
	e := history.Enrolment{
		Year:      claims.CoverageYearID(100*m.number + len(m.coverage.Years) + 1),
		Span:      span,
		Extension: extension,
	}
	if family := r.families[name]; family != 0 {
		e.Family = claims.FamilyYearID(10_000*family + span.Start.Year())
	}
	if r.plan.HasExtension() && extension == 0 {
		e.Extension = claims.ExtensionID(e.Year)
		if r.plan.IsExtensionForLife() {
			e.Extension = claims.ExtensionID(100 * m.number)
		}
	}
	if err := r.ledger.Enrol(e); err != nil {
		return err
	}
	m.coverage.Years = append(m.coverage.Years, coverage.Year{
		ID: e.Year, Span: e.Span, FamilyYear: e.Family, Extension: e.Extension,
	})
	return nil
}

// yearOf returns the coverage year that a service of a member names.
func (r *Runner) yearOf(name string, date claims.Date) (claims.CoverageYearID, error) {
	if name == "" {
		return 0, unreadable("whose claim?")
	}
	if r.members[name] == nil {
		if err := r.enrol(name, year2026, 0); err != nil {
			return 0, err
		}
	}
	year, _ := r.members[name].coverage.YearFor(date)
	return year.ID, nil
}

// operate reads an operation, applies it and writes down the answer.
func (r *Runner) operate(command Command, args arguments) (string, error) {
	op, name, err := r.operation(command, args)
	if err != nil {
		return "", err
	}
	outcome, err := r.ledger.Apply(op)
	if err != nil {
		return refusalText(err), nil
	}
	if op.Kind != history.Reverse {
		r.claims[op.Claim] = determined{member: name, submission: op.Submission}
		r.last = max(r.last, op.Claim)
	}
	text := outcomeText(op, outcome)
	totals, err := r.totalsText(r.claims[op.Claim].submission.Year)
	return text + totals, err
}

var kinds = map[string]history.Kind{
	"determine": history.Determine, "reverse": history.Reverse, "replace": history.Replace, "redetermine": history.Redetermine,
}

// operation reads one, with the member that it is about.
func (r *Runner) operation(command Command, args arguments) (history.Operation, string, error) {
	op := history.Operation{Kind: kinds[command.Name]}
	claim := history.ClaimID(args.number("claim", 0))
	earlier := r.claims[claim]
	switch op.Kind {
	case history.Determine:
		op.Claim = claim
	case history.Replace:
		op.Replaced = claim
	case history.Redetermine:
		op.Claim = claim
	case history.Reverse:
		op.Claim = claim
		return op, "", args.done()
	}
	if op.Claim == 0 {
		op.Claim = r.last + 1
	}
	name := args.text("member", earlier.member)
	var err error
	if op.Submission, err = readSubmission(args, earlier.submission, command.Input); err != nil {
		return op, name, err
	}
	op.Submission.Year, err = r.yearOf(name, op.Submission.ServiceDate)
	return op, name, err
}

func (r *Runner) totals(args arguments) (string, error) {
	name, date := args.text("member", ""), args.date("date", defaultServiceDate)
	if err := args.done(); err != nil {
		return "", err
	}
	year, err := r.yearOf(name, date)
	if err != nil {
		return "", err
	}
	return r.totalsText(year)
}

func (r *Runner) totalsText(year claims.CoverageYearID) (string, error) {
	acc, err := r.ledger.Accumulators(year)
	if err != nil {
		return refusalText(err), nil
	}
	return accumulatorsText(&r.plan, acc), nil
}

func unreadable(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrUnreadable, fmt.Sprintf(format, args...))
}

// arguments are read one by one; what is left in the end is a fault.
type arguments struct {
	values map[string]string
	faults *[]string
}

func argsOf(args []Arg) arguments {
	a := arguments{values: map[string]string{}, faults: new([]string)}
	for _, arg := range args {
		a.values[arg.Key] = arg.Value
	}
	return a
}

// take removes an argument and returns its value.
func (a arguments) take(key string) (string, bool) {
	value, isGiven := a.values[key]
	delete(a.values, key)
	return value, isGiven
}

func (a arguments) text(key, otherwise string) string {
	if value, isGiven := a.take(key); isGiven {
		return value
	}
	return otherwise
}

func (a arguments) flag(key string) bool {
	_, isGiven := a.take(key)
	return isGiven
}

func (a arguments) number(key string, otherwise int64) int64 {
	return read(a, key, otherwise, func(text string) (int64, error) { return strconv.ParseInt(text, 10, 64) })
}

func (a arguments) date(key string, otherwise claims.Date) claims.Date {
	return read(a, key, otherwise, claims.ParseDate)
}

func (a arguments) instant(key string, otherwise time.Time) time.Time {
	return read(a, key, otherwise, func(text string) (time.Time, error) { return time.Parse(time.RFC3339, text) })
}

func read[T any](a arguments, key string, otherwise T, parse func(string) (T, error)) T {
	text, isGiven := a.take(key)
	if !isGiven {
		return otherwise
	}
	value, err := parse(text)
	if err != nil {
		*a.faults = append(*a.faults, key+"="+text)
	}
	return value
}

// done reports what could not be read and what nobody asked for.
func (a arguments) done() error {
	faults := slices.Clone(*a.faults)
	for key := range a.values {
		faults = append(faults, key)
	}
	if len(faults) == 0 {
		return nil
	}
	slices.Sort(faults)
	return unreadable("arguments: %s", strings.Join(faults, ", "))
}
