package benefits

import (
	"errors"
	"iter"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// ErrGivenBackTwice is returned when accumulators hold less than a determination
// took: it was given back before, or is not one of theirs.
var ErrGivenBackTwice = errors.New("accumulators hold less than is given back")

// Counters are what was counted against each of a plan's limits.
type Counters [coverage.MaxLimits]Counter

// Counter is what was counted against one limit.
type Counter struct {
	// Used is in visits, units or cents, as the limit's kind says.
	Used uint64
	// WindowStart is the first day of the window of a rolling limit, or no date
	// before the first service.
	WindowStart claims.Date
}

// on returns the counter as a service of a date meets it, and false where the
// date is outside of what is counted: before the window that stands. The first
// service on or after the window's end meets a new one.
func (c Counter) on(limit *coverage.BenefitLimit, date claims.Date) (Counter, bool) {
	switch {
	case limit.Period != coverage.Rolling || c.isInWindow(limit, date):
		return c, true
	case date < c.WindowStart:
		return c, false
	default:
		return Counter{WindowStart: date}, true
	}
}

// isInWindow reports whether a date lies in the rolling window that stands.
func (c Counter) isInWindow(limit *coverage.BenefitLimit, date claims.Date) bool {
	return !c.WindowStart.IsZero() && date >= c.WindowStart && date < c.WindowStart.AddDays(int(limit.RollingDays))
}

// left returns what the limit leaves.
func (c Counter) left(limit *coverage.BenefitLimit) uint64 { return limit.Max - min(c.Used, limit.Max) }

// limitsOf returns the class's limits with their counters, A before B.
func (r *running) limitsOf(class *coverage.Class) iter.Seq2[*coverage.BenefitLimit, *Counter] {
	return func(yield func(*coverage.BenefitLimit, *Counter) bool) {
		for _, position := range [...]uint8{class.LimitA, class.LimitB} {
			if position != 0 && !yield(&r.plan.Limits[position-1], &r.totals.Counters[position-1]) {
				return
			}
		}
	}
}

// throughLimits returns what the class's limits leave of an allowed amount and
// of the line's units, which are zero where nothing is left.
func (r *running) throughLimits(class *coverage.Class, allowed int64, units int) (eligible int64, counted int) {
	eligible, counted = allowed, units
	for limit, counter := range r.limitsOf(class) {
		if met, isCounted := counter.on(limit, r.date); isCounted {
			eligible, counted = through(limit, met.left(limit), eligible, counted)
		}
	}
	if eligible == 0 {
		return 0, 0
	}
	return eligible, counted
}

// through returns what one limit leaves.
func through(limit *coverage.BenefitLimit, left uint64, eligible int64, units int) (newEligible int64, newUnits int) {
	switch limit.Kind {
	case coverage.Visits:
		if left == 0 {
			return 0, 0
		}
	case coverage.Units:
		if uint64(units) > left {
			return eligible * int64(left) / int64(units), int(left) // below 2^36 × 2^14; rounded down
		}
	case coverage.Money:
		return int64(min(uint64(eligible), left)), units
	}
	return eligible, units
}

// taken returns what a line takes of a limit.
func taken(limit *coverage.BenefitLimit, eligible int64, units int) uint64 {
	switch limit.Kind {
	case coverage.Visits:
		return 1
	case coverage.Units:
		return uint64(units)
	case coverage.Money:
		return uint64(eligible)
	}
	return 0
}

// count moves the counters by a line of which something is eligible.
func (r *running) count(class *coverage.Class, eligible int64, units int) {
	for limit, counter := range r.limitsOf(class) {
		if met, isCounted := counter.on(limit, r.date); isCounted {
			met.Used += taken(limit, eligible, units)
			*counter = met
		}
	}
}

// countBack undoes count where the line was counted in what stands now.
func (r *running) countBack(class *coverage.Class, eligible int64, units int) error {
	for limit, counter := range r.limitsOf(class) {
		if limit.Period == coverage.Rolling && !counter.isInWindow(limit, r.date) {
			continue
		}
		took := taken(limit, eligible, units)
		if counter.Used < took {
			return ErrGivenBackTwice
		}
		counter.Used -= took
	}
	return nil
}
