package parity

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/benefits/oracle"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// wordsEvery is how many steps pass between two comparisons of the words; the last
// step's are always compared.
const wordsEvery = 4

// errMismatch is returned when the chain and the model differ.
var errMismatch = errors.New("the chain and the model differ")

// player is one case of a block on the chain and in the model.
type player struct {
	position int // in the block
	c        history.Case
	account  *account
	book     *history.Book
	tally    history.Tally
	failure  error
	failedAt int // operation
}

func (p *player) fail(at int, err error) {
	if p.failure == nil {
		p.failure, p.failedAt = err, at
	}
}

// block is many cases that are played together.
type block struct {
	ledger  *ledger
	players []*player
	lines   int
}

// newBlock opens cases on a chain of their own: plans are published once each, and
// all coverage years are enrolled.
func newBlock(base *network, cases []history.Case) (*block, error) {
	b := &block{ledger: newLedger(base.fork())}
	ids := make([]claims.PlanID, min(plansInBlock, len(cases)))
	for i := range ids {
		var err error
		if ids[i], err = b.ledger.publish(&cases[i].Plan); err != nil {
			return nil, err
		}
	}
	for i, c := range cases {
		p := &player{position: i, c: c, book: history.NewBook(c.Plan), tally: history.Tally{}}
		p.book.Tally = p.tally
		p.account = b.ledger.open(c.Plan, ids[i%len(ids)])
		b.players = append(b.players, p)
	}
	return b, b.enrol()
}

func (b *block) enrol() error {
	var enrolments []bindings.ICoveragesEnrolment
	for _, p := range b.players {
		for _, e := range p.c.Enrolments {
			if err := p.book.Enrol(e); err != nil {
				return err
			}
			there := p.account.translate(e)
			p.account.years[e.Year] = there
			enrolments = append(enrolments, p.account.enrolment(there))
		}
	}
	slices.SortFunc(enrolments, func(a, b bindings.ICoveragesEnrolment) int { return cmp.Compare(a.Plan, b.Plan) })
	return b.ledger.enrol(enrolments)
}

// play plays all cases to their ends, step by step. An error is about the block as
// a whole; failures of single cases are with their players.
func (b *block) play() error {
	for step := range maxSteps {
		var tasks []*task
		var at []*player
		for _, p := range b.players {
			if p.failure == nil && step < len(p.c.Operations) {
				tasks = append(tasks, &task{account: p.account, op: p.c.Operations[step]})
				at = append(at, p)
			}
		}
		if len(tasks) == 0 {
			break
		}
		if err := b.ledger.play(tasks); err != nil {
			return fmt.Errorf("step %d: %w", step, err)
		}
		for i, t := range tasks {
			b.lines += len(t.op.Submission.Lines)
			if err := at[i].compare(t); err != nil {
				at[i].fail(step, err)
			}
		}
		if step%wordsEvery == wordsEvery-1 {
			if err := b.compareWords(step); err != nil {
				return err
			}
		}
	}
	return b.compareWords(maxSteps)
}

// compare holds what the chain answered to what the model answers.
func (p *player) compare(t *task) error {
	want, wantErr := p.book.Apply(t.op)
	switch {
	case wantErr == nil && t.refused == nil:
		if !sameOutcome(t.outcome, want) {
			return fmt.Errorf("%w:\nthe chain says %+v\nthe model      %+v", errMismatch, t.outcome, want)
		}
		return nil
	case wantErr != nil && t.refused != nil && errors.Is(t.refused, wantErr):
		return nil
	}
	return fmt.Errorf("%w:\nthe chain says %+v, refusing: %w\nthe model      %+v, refusing: %w", errMismatch, t.outcome, t.refused, want, wantErr)
}

func sameOutcome(a, b history.Outcome) bool {
	return a.Version == b.Version && a.Due == b.Due && a.Interest == b.Interest && slices.Equal(a.Results, b.Results)
}

// words are the words of a block that are compared, in tables as the contract
// takes them.
type words struct {
	ids, want []*big.Int
	players   []*player
}

func (w *words) add(p *player, id, want *big.Int) {
	w.ids, w.want, w.players = append(w.ids, id), append(w.want, want), append(w.players, p)
}

// compareWords holds all words on the chain to those of the model. Ids are given in
// the order of players, so tables ascend.
func (b *block) compareWords(step int) error {
	var years, families, extensions words
	for _, p := range b.players {
		if p.failure != nil {
			continue
		}
		if err := p.words(&years, &families, &extensions); err != nil {
			p.fail(step, err)
		}
	}
	got, err := b.ledger.load(years.ids, families.ids, extensions.ids)
	if err != nil {
		return err
	}
	years.compare(step, "coverage year", got.years)
	families.compare(step, "family year", got.families)
	extensions.compare(step, "extension", got.extensions)
	return nil
}

func (w *words) compare(step int, what string, got []*big.Int) {
	for i, p := range w.players {
		if got[i].Cmp(w.want[i]) != 0 {
			last := min(step, len(p.c.Operations)-1)
			p.fail(last, fmt.Errorf("%w: the word of %s %v on the chain is 0x%x, the model's 0x%x", errMismatch, what, w.ids[i], got[i], w.want[i]))
		}
	}
}

// words adds the model's words of a case under the chain's ids.
func (p *player) words(years, families, extensions *words) error {
	for _, e := range p.c.Enrolments {
		acc, err := p.book.Accumulators(e.Year)
		if err != nil {
			return err
		}
		there := p.account.years[e.Year]
		word, err := benefits.CoverageYear{
			Plan: p.account.planID, Span: e.Span, Family: there.Family, Extension: there.Extension,
			Deductible: acc.Deductible, OutOfPocket: acc.OutOfPocket, Counters: acc.Counters,
		}.Word(p.c.Plan)
		if err != nil {
			return err
		}
		years.add(p, tableEntry(there.Year), word)
		if err := p.sharedWords(families, extensions, there, acc); err != nil {
			return err
		}
	}
	return nil
}

// sharedWords adds the words of a family and an extension, once each.
func (p *player) sharedWords(families, extensions *words, there history.Enrolment, acc benefits.Accumulators) error {
	if id := big.NewInt(int64(there.Family)); there.Family != 0 && families.isNew(id) {
		word, err := benefits.FamilyYear{ID: there.Family, Deductible: acc.FamilyDeductible, OutOfPocket: acc.FamilyOutOfPocket}.Word()
		if err != nil {
			return err
		}
		families.add(p, id, word)
	}
	if id := new(big.Int).SetUint64(uint64(there.Extension)); there.Extension != 0 && extensions.isNew(id) {
		word, err := benefits.Extension{ID: there.Extension, Counters: acc.Counters}.Word(p.c.Plan)
		if err != nil {
			return err
		}
		extensions.add(p, id, word)
	}
	return nil
}

// isNew reports whether an id is above all that are there: ids ascend from case to
// case, and a case's first member to name one has the highest so far.
func (w *words) isNew(id *big.Int) bool {
	return len(w.ids) == 0 || id.Cmp(w.ids[len(w.ids)-1]) > 0
}

// withOracle plays a case on the model and the oracle.
func withOracle(c history.Case) error {
	return history.Play(c, history.NewBook(c.Plan), oracle.New(c.Plan))
}

// alone plays a case by itself: the same operations take the same ways. It returns
// the first difference and the operation it is at.
func alone(base *network, c history.Case) (failedAt int, failure error) {
	l := newLedger(base.fork())
	id, err := l.publish(&c.Plan)
	if err != nil {
		return 0, err
	}
	chain, book := l.open(c.Plan, id), history.NewBook(c.Plan)
	for _, e := range c.Enrolments {
		if err := errors.Join(chain.Enrol(e), book.Enrol(e)); err != nil {
			return 0, err
		}
	}
	p := &player{c: c, account: chain, book: book}
	for i, op := range c.Operations {
		t := &task{account: chain, op: op}
		if err := l.play([]*task{t}); err != nil {
			return i, err
		}
		if err := p.compare(t); err != nil {
			return i, err
		}
		if err := p.compareTotals(); err != nil {
			return i, err
		}
	}
	return 0, nil
}

// compareTotals holds the totals of all coverage years on the chain to the model's.
func (p *player) compareTotals() error {
	for _, e := range p.c.Enrolments {
		got, err := p.account.Accumulators(e.Year)
		want, wantErr := p.book.Accumulators(e.Year)
		if err := errors.Join(err, wantErr); err != nil {
			return err
		}
		if !reflect.DeepEqual(got, want) {
			return fmt.Errorf("%w: coverage year %d:\nthe chain has %+v\nthe model     %+v", errMismatch, e.Year, got, want)
		}
	}
	return nil
}
