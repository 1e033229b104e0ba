// Package oracle is the benefit arithmetic a third time: slow, exact, and of
// another shape than the model and the contracts. It keeps no totals. It keeps
// the whole history, and works out from it anew, for every line, what was taken
// before: sums over the determinations that stand, windows from all services that
// ever were, interest day by day, shares in fractions of any size.
//
// It shares nothing with the model but the types. Where the two differ one of
// them is wrong.
package oracle

import (
	"math/big"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Ledger is a [history.Ledger]. It is not for concurrent use.
type Ledger struct {
	plan       coverage.Plan
	enrolments map[claims.CoverageYearID]history.Enrolment
	// events are all determinations that ever were, in their order.
	events []*event
}

// event is a determination.
type event struct {
	claim       history.ClaimID
	version     int
	enrolment   history.Enrolment
	serviceDate claims.Date
	results     []benefits.LineResult
	isUndone    bool
}

// New returns a ledger without a history.
func New(plan coverage.Plan) *Ledger {
	return &Ledger{plan: plan, enrolments: map[claims.CoverageYearID]history.Enrolment{}}
}

// Enrol implements [history.Ledger].
func (l *Ledger) Enrol(e history.Enrolment) error {
	_, isThere := l.enrolments[e.Year]
	needsExtension := false
	for _, limit := range l.plan.Limits {
		needsExtension = needsExtension || limit.Place.IsExtended
	}
	if isThere || e.Year == 0 || e.Span.End <= e.Span.Start || needsExtension != (e.Extension != 0) {
		return history.ErrEnrolmentInvalid
	}
	l.enrolments[e.Year] = e
	return nil
}

// Accumulators implements [history.Ledger]: it sums up the history.
func (l *Ledger) Accumulators(id claims.CoverageYearID) (benefits.Accumulators, error) {
	enrolment, isThere := l.enrolments[id]
	if !isThere {
		return benefits.Accumulators{}, history.ErrNotEnrolled
	}
	v := view{ledger: l, enrolment: enrolment}
	acc := benefits.Accumulators{
		Deductible:  amount(v.sum(v.isOwn, deductibleOf)),
		OutOfPocket: amount(v.sum(v.isOwn, v.outOfPocketOf)),
		HasFamily:   enrolment.Family != 0,
	}
	if acc.HasFamily {
		acc.FamilyDeductible = amount(v.sum(v.isOfFamily, deductibleOf))
		acc.FamilyOutOfPocket = amount(v.sum(v.isOfFamily, v.outOfPocketOf))
	}
	for i := range l.plan.Limits {
		c := v.counterOf(i)
		acc.Counters[i] = benefits.Counter{Used: c.standing().Uint64(), WindowStart: c.windowStart()}
	}
	return acc, nil
}

// Apply implements [history.Ledger].
func (l *Ledger) Apply(op history.Operation) (history.Outcome, error) {
	var undone *event
	switch op.Kind {
	case history.Determine:
		if l.latest(op.Claim) != nil {
			return history.Outcome{}, history.ErrAlreadyDetermined
		}
		return l.determine(op, nil)
	case history.Reverse, history.Redetermine:
		undone = l.latest(op.Claim)
	case history.Replace:
		if l.latest(op.Claim) != nil {
			return history.Outcome{}, history.ErrAlreadyDetermined
		}
		undone = l.latest(op.Replaced)
	}
	if undone == nil || undone.isUndone {
		return history.Outcome{}, history.ErrNotStanding
	}
	undone.isUndone = true
	if op.Kind == history.Reverse {
		return history.Outcome{Due: amount(new(big.Int).Neg(paid(undone.results)))}, nil
	}
	outcome, err := l.determine(op, undone)
	if err != nil {
		undone.isUndone = false
	}
	return outcome, err
}

// latest returns the last determination of a claim, or nil.
func (l *Ledger) latest(claim history.ClaimID) *event {
	for i := len(l.events) - 1; i >= 0; i-- {
		if l.events[i].claim == claim {
			return l.events[i]
		}
	}
	return nil
}

// determine adds a determination to the history, or takes it out again where it
// cannot be. undone is what it is determined in place of.
func (l *Ledger) determine(op history.Operation, undone *event) (history.Outcome, error) {
	s := &op.Submission
	enrolment, isThere := l.enrolments[s.Year]
	if !isThere {
		return history.Outcome{}, history.ErrNotEnrolled
	}
	if err := l.refusal(s.Lines); err != nil {
		return history.Outcome{}, err
	}
	if err := l.mismatch(s); err != nil {
		return history.Outcome{}, err
	}
	e := &event{claim: op.Claim, version: 1, enrolment: enrolment, serviceDate: s.ServiceDate}
	if op.Kind == history.Redetermine {
		e.version = undone.version + 1
	}
	l.events = append(l.events, e)
	for _, line := range s.Lines {
		v := view{ledger: l, enrolment: enrolment, date: s.ServiceDate}
		e.results = append(e.results, v.afterOthers(s, line))
	}
	outcome, err := l.outcome(s, e, undone)
	if err != nil || l.isPassed(enrolment) {
		l.events = l.events[:len(l.events)-1]
		return history.Outcome{}, benefits.ErrAmountOutOfRange
	}
	return outcome, nil
}

// isPassed reports whether a total is above what the ledger can carry. An
// aggregate limit does not keep the individual's totals from it.
func (l *Ledger) isPassed(enrolment history.Enrolment) bool {
	v := view{ledger: l, enrolment: enrolment}
	for _, isCounted := range []func(*event) bool{v.isOwn, v.isOfFamily} {
		if v.sum(isCounted, deductibleOf).BitLen() > 36 || v.sum(isCounted, v.outOfPocketOf).BitLen() > 36 {
			return true
		}
	}
	return false
}

// refusal says why lines cannot be determined at all.
func (l *Ledger) refusal(lines []benefits.Line) error {
	for _, line := range lines {
		isEngine := line.Class == benefits.ClassDenied
		switch {
		case isBeyond(line.Charge) || isBeyond(line.Allowed):
			return benefits.ErrAmountOutOfRange
		case line.Units <= 0 || line.Units >= 1<<14:
			return benefits.ErrUnitsOutOfRange
		case line.Allowed.Cents() > line.Charge.Cents():
			return benefits.ErrAllowedExceedsCharge
		case !isEngine && int(line.Class) >= len(l.plan.Classes):
			return benefits.ErrClassUnknown
		}
	}
	return nil
}

func isBeyond(a money.Amount) bool { return a.Cents() < 0 || a.Cents() >= 1<<36 }

// outcome works out what is paid.
func (l *Ledger) outcome(s *history.Submission, e, undone *event) (history.Outcome, error) {
	due := paid(e.results)
	if undone != nil {
		due.Sub(due, paid(undone.results))
	}
	interest := new(big.Int)
	if due.Sign() > 0 {
		interest = l.interest(due, l.dayOf(s.ReceivedAt)+claims.Date(s.StoppedDays), l.dayOf(s.PaidAt))
	}
	if due.BitLen() > 36 && due.Sign() > 0 || interest.BitLen() > 36 {
		return history.Outcome{}, benefits.ErrAmountOutOfRange
	}
	return history.Outcome{Version: e.version, Results: e.results, Due: amount(due), Interest: amount(interest)}, nil
}

// dayOf reads the calendar of a place that is so far from UTC.
func (l *Ledger) dayOf(instant time.Time) claims.Date {
	there := instant.In(time.FixedZone("", int(l.plan.UTCOffsetSeconds)))
	return claims.NewDate(there.Year(), there.Month(), there.Day())
}

// interest goes through the days one by one.
func (l *Ledger) interest(due *big.Int, receipt, payment claims.Date) *big.Int {
	if payment-receipt <= claims.Date(l.plan.PromptPayDays) {
		return new(big.Int)
	}
	points := int64(0)
	minimum := new(big.Int)
	for day := receipt + 1 + claims.Date(l.plan.InterestFromDays); day <= payment; day++ {
		for _, entry := range l.plan.Interest {
			if entry.FromDate <= day && isLastBy(l.plan.Interest, entry, day) {
				points += int64(entry.Rate)
			}
		}
	}
	for _, entry := range l.plan.Interest {
		if entry.FromDate <= payment {
			minimum.SetInt64(entry.Minimum.Cents())
		}
	}
	exact := new(big.Rat).Mul(new(big.Rat).SetInt(due), big.NewRat(points, 10_000))
	interest := halfUp(exact.Quo(exact, big.NewRat(365, 1)))
	if interest.Cmp(minimum) < 0 {
		return new(big.Int)
	}
	return interest
}

// isLastBy reports whether no other entry has come into force between an entry
// and a day.
func isLastBy(entries []coverage.InterestRate, entry coverage.InterestRate, day claims.Date) bool {
	for _, other := range entries {
		if other.FromDate > entry.FromDate && other.FromDate <= day {
			return false
		}
	}
	return true
}

// halfUp rounds to a whole number, halves up: ⌊x + ½⌋.
func halfUp(x *big.Rat) *big.Int { return floor(new(big.Rat).Add(x, big.NewRat(1, 2))) }

func floor(x *big.Rat) *big.Int { return new(big.Int).Div(x.Num(), x.Denom()) }

// amount returns a number of cents as money.
func amount(cents *big.Int) money.Amount { return money.Cents(cents.Int64()) }

func cents(a money.Amount) *big.Int { return big.NewInt(a.Cents()) }

// paid sums what the plan pays.
func paid(results []benefits.LineResult) *big.Int {
	sum := new(big.Int)
	for _, result := range results {
		sum.Add(sum, cents(result.Paid))
	}
	return sum
}
