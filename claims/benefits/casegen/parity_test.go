package casegen_test

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/casegen"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/benefits/oracle"
	"github.com/clearclaim/clearclaim/claims/money"
)

// cases is how many random cases the model and the oracle run side by side.
const cases = 20_000

// compare holds the model's totals to the sums over what stands.
func compare(c *history.Case, book *history.Book, exact *oracle.Ledger) string {
	for _, e := range c.Enrolments {
		got, err := book.Accumulators(e.Year)
		want, wantErr := exact.Accumulators(e.Year)
		if got != want || err != nil || wantErr != nil {
			return fmt.Sprintf("coverage year %d:\n got %+v, %v\nwant %+v, %v", e.Year, got, err, want, wantErr)
		}
	}
	return ""
}

func TestParity_ModelAndOracleAgreeAndEveryBranchIsReached(t *testing.T) {
	t.Parallel()
	workers := runtime.GOMAXPROCS(0)
	n := cases / workers / share
	if testing.Short() {
		n /= 10
	}
	tallies := make([]history.Tally, workers)
	var group sync.WaitGroup
	for worker := range workers {
		tallies[worker] = history.Tally{}
		group.Go(func() {
			for i := range n {
				seed := uint64(worker*n + i)
				c := casegen.New(seed).Case()
				book := history.NewBook(c.Plan)
				book.Tally = tallies[worker]
				if err := history.Play(c, book, oracle.New(c.Plan)); err != nil {
					t.Errorf("seed %d: %v", seed, err)
					return
				}
			}
		})
	}
	group.Wait()
	total := history.Tally{}
	for _, tally := range tallies {
		total.Add(tally)
	}
	for _, branch := range history.Branches() {
		t.Logf("%7d  %s", total[branch], branch)
	}
	if missing := total.Missing(); len(missing) > 0 {
		t.Errorf("never reached: %q", missing)
	}
}

// Nothing that the generator makes is refused: else less would be tried than it seems.
func TestCase_IsNotRefused(t *testing.T) {
	t.Parallel()
	for seed := range uint64(1000 / share) {
		c := casegen.New(seed).Case()
		book := history.NewBook(c.Plan)
		for _, e := range c.Enrolments {
			if err := book.Enrol(e); err != nil {
				t.Fatal(err)
			}
		}
		for i, op := range c.Operations {
			if _, err := book.Apply(op); err != nil {
				t.Fatalf("seed %d, operation %d, %+v: %v", seed, i, op, err)
			}
		}
	}
}

// What a ledger refuses changes nothing, and the oracle refuses it for the same
// reason.
func TestParity_RefusalsChangeNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500 / share) {
		c := casegen.New(seed).Case()
		book, exact := history.NewBook(c.Plan), oracle.New(c.Plan)
		for _, e := range c.Enrolments {
			if err := errors.Join(book.Enrol(e), exact.Enrol(e)); err != nil {
				t.Fatal(err)
			}
			if !errors.Is(book.Enrol(e), history.ErrEnrolmentInvalid) || !errors.Is(exact.Enrol(e), history.ErrEnrolmentInvalid) {
				t.Fatal("a coverage year was enrolled twice")
			}
		}
		for i, op := range c.Operations {
			for name, r := range refusals(c.Operations[:i], op) {
				_, err := book.Apply(r.op)
				_, wantErr := exact.Apply(r.op)
				if !errors.Is(err, r.want) || !errors.Is(wantErr, r.want) {
					t.Fatalf("seed %d, operation %d, %s: got %v and %v", seed, i, name, err, wantErr)
				}
				if fault := compare(&c, book, exact); fault != "" {
					t.Fatalf("seed %d, operation %d, %s: %s", seed, i, name, fault)
				}
			}
			got, err := book.Apply(op)
			want, wantErr := exact.Apply(op)
			if !reflect.DeepEqual(got, want) || errors.Join(err, wantErr) != nil {
				t.Fatalf("seed %d, operation %d: %v, %v", seed, i, err, wantErr)
			}
		}
	}
}

type refusal struct {
	op   history.Operation
	want error
}

// refusals makes of an operation those that a ledger must refuse.
func refusals(before []history.Operation, op history.Operation) map[string]refusal {
	made := map[string]refusal{"no claim": {history.Operation{Kind: history.Reverse, Claim: 9999}, history.ErrNotStanding}}
	for _, earlier := range before {
		if earlier.Kind == history.Reverse {
			made["reversed twice"] = refusal{earlier, history.ErrNotStanding}
		}
		if earlier.Kind == history.Determine {
			made["determined twice"] = refusal{earlier, history.ErrAlreadyDetermined}
		}
		if earlier.Kind == history.Replace {
			made["replaced with what is there"] = refusal{earlier, history.ErrAlreadyDetermined}
			earlier.Claim = 9998
			made["replaced twice"] = refusal{earlier, history.ErrNotStanding}
		}
	}
	if op.Kind == history.Reverse {
		return made
	}
	op.Submission.Lines = slices.Clone(op.Submission.Lines)
	last := len(op.Submission.Lines) - 1
	with := func(name string, want error, change func(*benefits.Line)) {
		other := op
		other.Submission.Lines = slices.Clone(op.Submission.Lines)
		change(&other.Submission.Lines[last])
		made[name] = refusal{other, want}
	}
	with("allowed above the charge", benefits.ErrAllowedExceedsCharge, func(l *benefits.Line) {
		l.Charge, l.Allowed = money.Cents(5), money.Cents(6)
	})
	with("no units", benefits.ErrUnitsOutOfRange, func(l *benefits.Line) { l.Units = 0 })
	with("too many units", benefits.ErrUnitsOutOfRange, func(l *benefits.Line) { l.Units = claims.MaxUnits + 1 })
	with("no such class", benefits.ErrClassUnknown, func(l *benefits.Line) { l.Class = 64 })
	with("charge too large", benefits.ErrAmountOutOfRange, func(l *benefits.Line) { l.Charge = money.Cents(money.MaxCents + 1) })
	if op.Submission.HasPriorPayers {
		with("prior payers above the charge", benefits.ErrPriorExceedsCharge, func(l *benefits.Line) {
			l.Prior.Owed = money.Cents(l.Charge.Cents() - l.Prior.Paid.Cents() + 1)
		})
		with("a negative prior amount", benefits.ErrAmountOutOfRange, func(l *benefits.Line) { l.Prior.Paid = money.Cents(-1) })
		with("a prior amount too large", benefits.ErrAmountOutOfRange, func(l *benefits.Line) {
			l.Prior.Allowed = money.Cents(money.MaxCents + 1)
		})
	}
	op.Submission.Year = 99
	made["no such year"] = refusal{op, history.ErrNotEnrolled}
	return made
}

// Whatever stands, given back in any order, leaves nothing behind but the windows.
func TestReverse_OfAllThatStandsLeavesNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(1000 / share) {
		c := casegen.New(seed).Case()
		book := history.NewBook(c.Plan)
		for _, e := range c.Enrolments {
			if err := book.Enrol(e); err != nil {
				t.Fatal(err)
			}
		}
		standing := map[history.ClaimID]bool{}
		for _, op := range c.Operations {
			if _, err := book.Apply(op); err != nil {
				t.Fatal(err)
			}
			delete(standing, op.Replaced)
			standing[op.Claim] = op.Kind != history.Reverse
		}
		for claim, isStanding := range standing { // in the order of a map, which is any
			_, err := book.Apply(history.Operation{Kind: history.Reverse, Claim: claim})
			if isStanding != (err == nil) || (err != nil && !errors.Is(err, history.ErrNotStanding)) {
				t.Fatalf("seed %d: claim %d: %v", seed, claim, err)
			}
		}
		for _, e := range c.Enrolments {
			acc, err := book.Accumulators(e.Year)
			for i := range acc.Counters {
				acc.Counters[i].WindowStart = 0
			}
			if acc != (benefits.Accumulators{HasFamily: e.Family != 0}) || err != nil {
				t.Fatalf("seed %d: %+v, %v", seed, acc, err)
			}
		}
	}
}

func TestCase_IsTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	one, two, other := casegen.New(7), casegen.New(7), casegen.New(8)
	for range 10 {
		a, b := one.Case(), two.Case()
		if !reflect.DeepEqual(a, b) || reflect.DeepEqual(a, other.Case()) {
			t.Fatal("a seed does not make its own cases")
		}
		if len(a.Operations) < casegen.MinOperations {
			t.Errorf("got %d operations", len(a.Operations))
		}
	}
}

func TestCase_IsWhatALedgerTakes(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000 / share) {
		c := casegen.New(seed).Case()
		faults := c.Plan.Validate() // of which the fee schedule, which benefits do not need, is one
		if len(faults) != 1 || faults[0].Path != "feeSchedule" {
			t.Fatalf("seed %d: %v", seed, faults)
		}
		last := c.Operations[0].Submission.PaidAt
		for _, op := range c.Operations {
			if op.Kind == history.Reverse {
				continue
			}
			if s := op.Submission; s.PaidAt.Before(s.ReceivedAt) || s.PaidAt.Before(last) || s.ServiceDate < claims.NewDate(2023, 12, 1) {
				t.Fatalf("seed %d: %+v", seed, op)
			}
			last = op.Submission.PaidAt
		}
	}
}

func BenchmarkCase_Model(b *testing.B) {
	g := casegen.New(1)
	for b.Loop() {
		c := g.Case()
		book := history.NewBook(c.Plan)
		for _, e := range c.Enrolments {
			_ = book.Enrol(e)
		}
		for _, op := range c.Operations {
			if _, err := book.Apply(op); err != nil {
				b.Fatal(err)
			}
		}
	}
}
