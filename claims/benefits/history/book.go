package history

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Book is the ledger as the model has it: it keeps totals where the contracts
// keep them and moves them claim by claim. It is not for concurrent use.
type Book struct {
	// Tally, where it is not nil, counts the branches that the book takes.
	Tally Tally

	plan       coverage.Plan
	years      map[claims.CoverageYearID]*year
	families   map[claims.FamilyYearID]benefits.FamilyYear
	extensions map[claims.ExtensionID]benefits.Counters
	claims     map[ClaimID]*determined
}

// year is a coverage year; totals holds what stands in its own word.
type year struct {
	Enrolment
	totals benefits.Accumulators
}

// determined is a claim that was determined; it stands while it has results.
type determined struct {
	year        *year
	serviceDate claims.Date
	version     int
	results     []benefits.LineResult
}

// NewBook returns an empty book under a plan.
func NewBook(plan coverage.Plan) *Book {
	return &Book{
		plan:       plan,
		years:      map[claims.CoverageYearID]*year{},
		families:   map[claims.FamilyYearID]benefits.FamilyYear{},
		extensions: map[claims.ExtensionID]benefits.Counters{},
		claims:     map[ClaimID]*determined{},
	}
}

// Enrol implements [Ledger].
func (b *Book) Enrol(e Enrolment) error {
	if b.years[e.Year] != nil || !e.check(&b.plan) {
		return ErrEnrolmentInvalid
	}
	b.years[e.Year] = &year{Enrolment: e, totals: benefits.Accumulators{HasFamily: e.Family != 0}}
	return nil
}

// Accumulators implements [Ledger].
func (b *Book) Accumulators(id claims.CoverageYearID) (benefits.Accumulators, error) {
	found := b.years[id]
	if found == nil {
		return benefits.Accumulators{}, ErrNotEnrolled
	}
	return b.load(found), nil
}

// Apply implements [Ledger].
func (b *Book) Apply(op Operation) (Outcome, error) {
	switch op.Kind {
	case Determine:
		if b.claims[op.Claim] != nil {
			return Outcome{}, ErrAlreadyDetermined
		}
		return b.determine(op, nil)
	case Reverse:
		return b.reverse(op.Claim)
	case Replace:
		if b.claims[op.Claim] != nil {
			return Outcome{}, ErrAlreadyDetermined
		}
		return b.redo(op, op.Replaced)
	case Redetermine:
		return b.redo(op, op.Claim)
	}
	return Outcome{}, ErrNotStanding
}

// load joins what stands in the coverage year, its family and its extension.
func (b *Book) load(y *year) benefits.Accumulators {
	acc := y.totals
	family := b.families[y.Family]
	acc.FamilyDeductible, acc.FamilyOutOfPocket = family.Deductible, family.OutOfPocket
	for i, limit := range b.plan.Limits {
		if limit.Place.IsExtended {
			acc.Counters[i] = b.extensions[y.Extension][i]
		}
	}
	return acc
}

// save puts every total where it stands.
func (b *Book) save(y *year, acc benefits.Accumulators) {
	if y.Family != 0 {
		b.families[y.Family] = benefits.FamilyYear{
			ID: y.Family, Deductible: acc.FamilyDeductible, OutOfPocket: acc.FamilyOutOfPocket,
		}
	}
	extension := b.extensions[y.Extension]
	for i, limit := range b.plan.Limits {
		if limit.Place.IsExtended {
			extension[i], acc.Counters[i] = acc.Counters[i], benefits.Counter{}
		}
	}
	if y.Extension != 0 {
		b.extensions[y.Extension] = extension
	}
	acc.FamilyDeductible, acc.FamilyOutOfPocket = money.Amount{}, money.Amount{}
	y.totals = acc
}

// standing returns a claim whose determination stands.
func (b *Book) standing(id ClaimID) (*determined, error) {
	if d := b.claims[id]; d != nil && d.results != nil {
		return d, nil
	}
	return nil, ErrNotStanding
}

// reverse undoes a standing determination.
func (b *Book) reverse(id ClaimID) (Outcome, error) {
	d, err := b.standing(id)
	if err != nil {
		return Outcome{}, err
	}
	if err := b.giveBack(d); err != nil {
		return Outcome{}, err
	}
	undone := benefits.Paid(d.results)
	d.results = nil
	return Outcome{Due: money.Cents(-undone.Cents())}, nil
}

// giveBack takes a determination off the totals.
func (b *Book) giveBack(d *determined) error {
	before := b.load(d.year)
	after, err := benefits.Reverse(b.plan, before, d.serviceDate, d.results)
	if err != nil {
		return err
	}
	b.Tally.noteReversal(&b.plan, before.Counters, d)
	b.save(d.year, after)
	return nil
}

// redo undoes the standing determination of a claim and determines in its place,
// or leaves everything as it was.
func (b *Book) redo(op Operation, undone ClaimID) (Outcome, error) {
	d, err := b.standing(undone)
	if err != nil {
		return Outcome{}, err
	}
	before := b.load(d.year)
	if err := b.giveBack(d); err != nil {
		return Outcome{}, err
	}
	previous := *d
	outcome, err := b.determine(op, &previous)
	if err != nil {
		b.save(d.year, before)
		return Outcome{}, err
	}
	if op.Kind == Replace {
		d.results = nil
	}
	return outcome, nil
}

// determine determines a submission; undone is what it is determined in place of.
func (b *Book) determine(op Operation, undone *determined) (Outcome, error) {
	s := &op.Submission
	found := b.years[s.Year]
	if found == nil {
		return Outcome{}, ErrNotEnrolled
	}
	before := b.load(found)
	facts := b.facts(s, found)
	results, after, err := benefits.Determine(b.plan, facts, before, s.Lines)
	if err != nil {
		return Outcome{}, err
	}
	outcome := Outcome{Version: 1, Results: results, Due: benefits.Paid(results)}
	if undone != nil {
		outcome.Due = money.Cents(outcome.Due.Cents() - benefits.Paid(undone.results).Cents())
	}
	if op.Kind == Redetermine {
		outcome.Version = undone.version + 1
	}
	if outcome.Interest, err = b.interest(s, outcome.Due); err != nil {
		return Outcome{}, err
	}
	b.Tally.noteDetermination(&b.plan, facts, before, op, outcome)
	b.save(found, after)
	b.claims[op.Claim] = &determined{year: found, serviceDate: s.ServiceDate, version: outcome.Version, results: results}
	return outcome, nil
}

func (b *Book) facts(s *Submission, y *year) benefits.Facts {
	return benefits.Facts{
		Year:                   y.Span,
		ServiceDate:            s.ServiceDate,
		ReceiptDate:            b.plan.DateOf(s.ReceivedAt),
		IsProviderCredentialed: s.IsProviderCredentialed,
		HasAuthorization:       s.HasAuthorization,
		HasEvidence:            s.HasEvidence,
		IsLateFilingExcused:    s.IsLateFilingExcused,
		HasPriorPayers:         s.HasPriorPayers,
	}
}

// interest returns what a payment bears; nothing is borne by what is recovered.
func (b *Book) interest(s *Submission, due money.Amount) (money.Amount, error) {
	if due.IsNegative() {
		return money.Amount{}, nil
	}
	return benefits.Interest(b.plan.Clocks, due, b.plan.ReceiptDate(s.ReceivedAt, s.StoppedDays), b.plan.DateOf(s.PaidAt))
}
