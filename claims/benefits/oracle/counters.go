package oracle

import (
	"math/big"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// counter is what the history says about one limit.
type counter struct {
	view     *view
	position int
	limit    coverage.BenefitLimit
}

func (v *view) counterOf(position int) counter {
	return counter{view: v, position: position, limit: v.ledger.plan.Limits[position]}
}

// isShared reports whether a determination counts to the same counter: one of the
// extension is shared by all years that name it.
func (c counter) isShared(e *event) bool {
	if c.limit.Place.IsExtended {
		return e.enrolment.Extension == c.view.enrolment.Extension
	}
	return c.view.isOwn(e)
}

// isNamedBy reports whether a result went through the limit with something eligible.
func (c counter) isNamedBy(r *benefits.LineResult) bool {
	if r.Allowed.Cents() == r.Noncovered.Cents() {
		return false
	}
	class := c.view.ledger.plan.Classes[r.Class]
	return int(class.LimitA) == c.position+1 || int(class.LimitB) == c.position+1
}

// windowStart goes through all services that ever were, undone or not: windows
// only move forward. A limit that does not roll has no window.
func (c counter) windowStart() claims.Date {
	start := claims.Date(0)
	if c.limit.Period != coverage.Rolling {
		return start
	}
	for _, e := range c.view.ledger.events {
		for i := range e.results {
			isAfter := start == 0 || e.serviceDate >= start+claims.Date(c.limit.RollingDays)
			if c.isShared(e) && c.isNamedBy(&e.results[i]) && isAfter {
				start = e.serviceDate
			}
		}
	}
	return start
}

// standing sums what standing determinations took, of a rolling limit those with
// a service in the window that stands.
func (c counter) standing() *big.Int {
	start := c.windowStart()
	end := start + claims.Date(c.limit.RollingDays)
	isRolling := c.limit.Period == coverage.Rolling
	return c.view.sum(func(e *event) bool {
		return c.isShared(e) && (!isRolling || (e.serviceDate >= start && e.serviceDate < end))
	}, c.take)
}

// take returns what a result took of the limit.
func (c counter) take(r *benefits.LineResult) int64 {
	if !c.isNamedBy(r) {
		return 0
	}
	switch c.limit.Kind {
	case coverage.Visits:
		return 1
	case coverage.Units:
		return int64(r.Units)
	case coverage.Money:
		return r.Allowed.Cents() - r.Noncovered.Cents()
	}
	return 0
}

// rest returns what the limit leaves for a service of a date, and false for a
// date before the window that stands, which the limit does not concern.
func (c counter) rest(date claims.Date) (*big.Int, bool) {
	most := new(big.Int).SetUint64(c.limit.Max)
	if c.limit.Period == coverage.Rolling {
		start := c.windowStart()
		switch {
		case start != 0 && date < start:
			return nil, false
		case start == 0 || date >= start+claims.Date(c.limit.RollingDays):
			return most, true
		}
	}
	if most.Sub(most, c.standing()).Sign() < 0 {
		most.SetInt64(0)
	}
	return most, true
}
