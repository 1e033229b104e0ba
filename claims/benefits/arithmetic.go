package benefits

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// wholeRate is all of an amount, in basis points.
const wholeRate = 10000

// running is a claim that is being determined or reversed.
//
// Inside this file amounts are bare cents, all of them within [0, 2^36).
type running struct {
	plan   *coverage.Plan
	date   claims.Date
	totals Accumulators // after the lines so far
}

// determine divides one line that is not denied.
func (r *running) determine(line Line, class *coverage.Class) LineResult {
	allowed := line.Allowed.Cents()
	eligible, units := r.throughLimits(class, allowed, line.Units)
	result := LineResult{
		Charge: line.Charge, Units: units, Allowed: line.Allowed, Class: line.Class,
		Noncovered: money.Cents(allowed - eligible),
	}
	if eligible == 0 {
		if allowed > 0 {
			result.Denial = DenialLimitReached
		}
		return result
	}
	copay, deductible, coinsurance := r.share(class, eligible)
	result.Copay, result.Deductible, result.Coinsurance = money.Cents(copay), money.Cents(deductible), money.Cents(coinsurance)
	result.Paid = money.Cents(eligible - copay - deductible - coinsurance)
	r.totals.move(class, deductible, copay+deductible+coinsurance)
	r.count(class, eligible, units)
	return result
}

// share returns what the patient pays of an eligible amount.
func (r *running) share(class *coverage.Class, eligible int64) (copay, deductible, coinsurance int64) {
	copay = min(class.Copay.Cents(), eligible)
	if class.IsDeductibleApplied {
		deductible = min(eligible-copay, r.deductibleLeft())
	}
	coinsurance = mulRateHalfUp(eligible-copay-deductible, class.Coinsurance)
	if !class.IsOutOfPocketApplied {
		return copay, deductible, coinsurance
	}
	excess := copay + deductible + coinsurance - r.outOfPocketLeft()
	return takeOff(max(excess, 0), copay, deductible, coinsurance)
}

// deductibleLeft returns what the patient may still pay as deductible.
func (r *running) deductibleLeft() int64 {
	t := &r.totals
	return r.left(r.plan.Deductible.Left(t.Deductible), r.plan.FamilyDeductible.Left(t.FamilyDeductible),
		r.plan.IsDeductibleAggregate)
}

// outOfPocketLeft returns what the patient may still pay out of pocket.
func (r *running) outOfPocketLeft() int64 {
	t := &r.totals
	return r.left(r.plan.OutOfPocketMax.Left(t.OutOfPocket), r.plan.FamilyOutOfPocketMax.Left(t.FamilyOutOfPocket),
		r.plan.IsOutOfPocketAggregate)
}

// left joins what an individual and a family limit leave. Embedded, the lesser
// counts; aggregate, only the family's.
func (r *running) left(individual, family money.Amount, isAggregate bool) int64 {
	switch {
	case !r.totals.HasFamily:
		return individual.Cents()
	case isAggregate:
		return family.Cents()
	default:
		return min(individual.Cents(), family.Cents())
	}
}

// mulRateHalfUp is [money.MulRateHalfUp] where it cannot overflow: amounts are
// below 2^36, rates at most 10000.
func mulRateHalfUp(cents int64, rate money.BasisPoints) int64 {
	return (cents*int64(rate) + wholeRate/2) / wholeRate
}

// takeOff takes the excess off coinsurance first, then deductible, then copay.
// It is not above their sum.
func takeOff(excess, copay, deductible, coinsurance int64) (newCopay, newDeductible, newCoinsurance int64) {
	cut := min(excess, coinsurance)
	coinsurance -= cut
	excess -= cut
	cut = min(excess, deductible)
	deductible -= cut
	excess -= cut
	return copay - excess, deductible, coinsurance
}

// giveBack undoes what [running.determine] moved for a result.
func (r *running) giveBack(result *LineResult) error {
	class, err := classAt(r.plan, result.Class)
	if err != nil {
		return err
	}
	r.totals.move(class, -result.Deductible.Cents(), -result.PatientShare().Cents())
	return r.countBack(class, result.Eligible().Cents(), result.Units)
}

// move adds to the totals, of the family too where there is one.
func (a *Accumulators) move(class *coverage.Class, deductible, share int64) {
	if !class.IsOutOfPocketApplied {
		share = 0
	}
	a.Deductible = money.Cents(a.Deductible.Cents() + deductible)
	a.OutOfPocket = money.Cents(a.OutOfPocket.Cents() + share)
	if a.HasFamily {
		a.FamilyDeductible = money.Cents(a.FamilyDeductible.Cents() + deductible)
		a.FamilyOutOfPocket = money.Cents(a.FamilyOutOfPocket.Cents() + share)
	}
}

// isInRange holds the accumulators to what the ledger can carry.
func (a *Accumulators) isInRange() bool {
	return isInRange(a.Deductible) && isInRange(a.OutOfPocket) &&
		isInRange(a.FamilyDeductible) && isInRange(a.FamilyOutOfPocket)
}

func isInRange(amount money.Amount) bool {
	cents := amount.Cents()
	return cents >= 0 && cents <= money.MaxCents
}
