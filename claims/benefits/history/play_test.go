package history_test

import (
	"errors"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/casegen"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// twisted is a book that answers wrongly.
type twisted struct {
	*history.Book
	twist  func(*history.Outcome)
	totals func(*benefits.Accumulators)
	err    error
}

func (l twisted) Apply(op history.Operation) (history.Outcome, error) {
	outcome, err := l.Book.Apply(op)
	if l.twist != nil && len(outcome.Results) > 0 {
		l.twist(&outcome)
	}
	return outcome, errors.Join(err, l.err)
}

func (l twisted) Accumulators(year claims.CoverageYearID) (benefits.Accumulators, error) {
	acc, err := l.Book.Accumulators(year)
	if l.totals != nil {
		l.totals(&acc)
	}
	return acc, err
}

func simpleCase() history.Case {
	span := claims.Span{Start: 100, End: 200}
	return history.Case{
		Plan: coverage.Plan{
			OutOfPocketMax: coverage.Unlimited, Classes: []coverage.Class{{IsCovered: true, Coinsurance: 2000}},
		},
		Enrolments: []history.Enrolment{{Year: 1, Span: span}},
		Operations: []history.Operation{{Kind: history.Determine, Claim: 1, Submission: history.Submission{
			Year: 1, ServiceDate: 100, IsProviderCredentialed: true,
			Lines: []benefits.Line{{Charge: money.Cents(1000), Units: 1, Allowed: money.Cents(500)}},
		}}},
	}
}

func TestPlay_FindsEveryDifference(t *testing.T) {
	t.Parallel()
	c := simpleCase()
	for name, other := range map[string]twisted{
		"a cent": {twist: func(o *history.Outcome) {
			o.Results[0].Paid, o.Results[0].Coinsurance = money.Cents(399), money.Cents(101)
		}},
		"interest":  {twist: func(o *history.Outcome) { o.Interest = money.Cents(1) }},
		"version":   {twist: func(o *history.Outcome) { o.Version = 2 }},
		"a denial":  {twist: func(o *history.Outcome) { o.Results[0].Denial = benefits.DenialFiledLate }},
		"a total":   {totals: func(a *benefits.Accumulators) { a.OutOfPocket = money.Cents(1) }},
		"a counter": {totals: func(a *benefits.Accumulators) { a.Counters[14].WindowStart = 1 }},
		"a refusal": {err: errors.New("refused")},
	} {
		other.Book = history.NewBook(c.Plan)
		if err := history.Play(c, history.NewBook(c.Plan), other); !errors.Is(err, history.ErrLedgersDiffer) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := history.Play(c, history.NewBook(c.Plan), history.NewBook(c.Plan)); err != nil {
		t.Error(err)
	}
}

func TestPlay_FindsEveryBrokenRule(t *testing.T) {
	t.Parallel()
	c := simpleCase()
	line := func(change func(*benefits.LineResult)) func(*history.Outcome) {
		return func(o *history.Outcome) { change(&o.Results[0]) }
	}
	for name, twist := range map[string]func(*history.Outcome){
		"charge":   line(func(r *benefits.LineResult) { r.Charge = money.Cents(1001) }),
		"class":    line(func(r *benefits.LineResult) { r.Class = 1 }),
		"negative": line(func(r *benefits.LineResult) { r.Copay, r.Coinsurance = money.Cents(-1), money.Cents(101) }),
		"sum":      line(func(r *benefits.LineResult) { r.Paid = money.Cents(401) }),
		"allowed":  line(func(r *benefits.LineResult) { r.Allowed, r.Paid = money.Cents(501), money.Cents(401) }),
		"denied":   line(func(r *benefits.LineResult) { r.Denial = benefits.DenialByEngine }),
		"limit":    line(func(r *benefits.LineResult) { r.Denial = benefits.DenialLimitReached }),
		"noncovered": line(func(r *benefits.LineResult) {
			*r = benefits.LineResult{Charge: r.Charge, Allowed: r.Allowed, Noncovered: r.Allowed}
		}),
		"units":     line(func(r *benefits.LineResult) { r.Units = 2 }),
		"no units":  line(func(r *benefits.LineResult) { r.Units = 0 }),
		"recovery":  func(o *history.Outcome) { o.Due, o.Interest = money.Cents(-1), money.Cents(1) },
		"no result": func(o *history.Outcome) { o.Results = nil },
	} {
		ledger := twisted{Book: history.NewBook(c.Plan), twist: twist}
		if err := history.Play(c, ledger); !errors.Is(err, history.ErrRuleBroken) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestPlay_SaysWhatCannotBeEnrolled(t *testing.T) {
	t.Parallel()
	c := simpleCase()
	c.Enrolments[0].Year = 0
	if err := history.Play(c, history.NewBook(c.Plan)); !errors.Is(err, history.ErrEnrolmentInvalid) {
		t.Errorf("got %v", err)
	}
}

func TestTally_KnowsWhatItNeverSaw(t *testing.T) {
	t.Parallel()
	tally := history.Tally{}
	if len(tally.Missing()) != len(history.Branches()) {
		t.Error("an empty tally misses all branches")
	}
	c := casegen.New(1).Case()
	book := history.NewBook(c.Plan)
	book.Tally = tally
	if err := history.Play(c, book); err != nil {
		t.Fatal(err)
	}
	sum := history.Tally{}
	sum.Add(tally)
	sum.Add(tally)
	for branch, n := range tally {
		if sum[branch] != 2*n {
			t.Errorf("%s: got %d", branch, sum[branch])
		}
	}
	if len(tally.Missing()) == len(history.Branches()) || len(tally.Missing()) == 0 {
		t.Errorf("got %v", tally.Missing())
	}
}
