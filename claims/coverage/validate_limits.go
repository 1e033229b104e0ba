package coverage

import (
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

// benefitLimits checks what the ledger checks of a plan's limits, and their names.
func (l *faultList) benefitLimits(limits []BenefitLimit) {
	if len(limits) > MaxLimits {
		l.add(errs.PlanInvalid, "limits", "at most 15 limits")
		return
	}
	before := len(*l)
	for i, limit := range limits {
		path := fmt.Sprintf("limits[%d]", i)
		l.benefitLimit(path, limit)
		if slices.ContainsFunc(limits[:i], func(b BenefitLimit) bool { return b.Name == limit.Name }) {
			l.add(errs.PlanInvalid, path+".name", "the limit stands twice")
		}
	}
	if len(*l) == before {
		l.places(limits)
	}
}

func (l *faultList) benefitLimit(path string, limit BenefitLimit) {
	l.name(path+".name", limit.Name)
	switch limit.Kind {
	case Visits, Units, Money:
	default:
		l.add(errs.PlanInvalid, path+".kind", "visits, units or money")
	}
	switch limit.Period {
	case BenefitYear, Lifetime:
		if limit.RollingDays != 0 {
			l.add(errs.PlanInvalid, path+".rollingDays", "only a rolling window has a length")
		}
	case Rolling:
		if limit.RollingDays == 0 {
			l.add(errs.FieldRequired, path+".rollingDays", "a rolling window has a length")
		}
	default:
		l.add(errs.PlanInvalid, path+".period", "benefitYear, lifetime or rolling")
	}
	if limit.Max == 0 || limit.Max >= money.MaxCents {
		l.add(errs.PlanInvalid, path+".max", "1 or more, below 2^36 - 1")
	}
}

// places holds the counters to the places that [Layout] gives them.
func (l *faultList) places(limits []BenefitLimit) {
	placed, err := Layout(limits)
	switch {
	case err != nil:
		l.add(errs.PlanInvalid, "limits", ErrLimitsTooWide.Text)
	case !slices.Equal(placed, limits):
		l.add(errs.PlanInvalid, "limits", "the counters are not in their places")
	}
}
