package benefits

import (
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// wholeRate is all of an amount, in basis points.
const wholeRate = 10000

// left is what may still be taken from the patient, in cents: the lesser of what
// the individual and the family limit leave. A line takes the same from both, so
// the lesser stays the lesser, and two numbers are enough for a claim.
//
// Inside this file amounts are bare cents, all of them within [0, 2^40).
type left struct {
	deductible, outOfPocket int64
}

// leftOf returns what is left, and false when a limit or a total is not an amount
// that the ledger can carry.
func leftOf(plan *coverage.Plan, acc Accumulators) (left, bool) {
	l := left{
		deductible:  plan.Deductible.Left(acc.Deductible).Cents(),
		outOfPocket: plan.OutOfPocketMax.Left(acc.OutOfPocket).Cents(),
	}
	ok := isLimit(plan.Deductible) && isLimit(plan.OutOfPocketMax) && acc.isInRange()
	if acc.HasFamily {
		l.deductible = min(l.deductible, plan.FamilyDeductible.Left(acc.FamilyDeductible).Cents())
		l.outOfPocket = min(l.outOfPocket, plan.FamilyOutOfPocketMax.Left(acc.FamilyOutOfPocket).Cents())
		ok = ok && isLimit(plan.FamilyDeductible) && isLimit(plan.FamilyOutOfPocketMax)
	}
	return l, ok
}

func isLimit(limit coverage.Limit) bool { return limit.LedgerCents() <= money.MaxCents }

// divide determines one line and takes the patient's share off what is left. A
// nil class is a denied line.
func (l *left) divide(line Line, class *coverage.Class) LineResult {
	if class == nil {
		return denied(line)
	}
	allowed := line.Allowed.Cents()
	copay := min(class.Copay.Cents(), allowed)
	deductible := int64(0)
	if class.IsDeductibleApplied {
		deductible = min(allowed-copay, l.deductible)
	}
	coinsurance := mulRateHalfUp(allowed-copay-deductible, class.Coinsurance)
	if excess := copay + deductible + coinsurance - l.outOfPocket; excess > 0 {
		copay, deductible, coinsurance = takeOff(excess, copay, deductible, coinsurance)
	}
	share := copay + deductible + coinsurance
	l.deductible -= deductible
	l.outOfPocket -= share
	return LineResult{
		Charge:      line.Charge,
		Allowed:     line.Allowed,
		Class:       line.Class,
		Copay:       money.Cents(copay),
		Deductible:  money.Cents(deductible),
		Coinsurance: money.Cents(coinsurance),
		Paid:        money.Cents(allowed - share),
	}
}

// mulRateHalfUp is [money.MulRateHalfUp] where it cannot overflow: amounts are
// below 2^40, rates at most 10000.
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

// advance returns the accumulators after a claim that took so many cents. What
// is taken is never above what a limit leaves, so no total passes its limit.
func (a Accumulators) advance(deductible, outOfPocket int64) Accumulators {
	a.Deductible = money.Cents(a.Deductible.Cents() + deductible)
	a.OutOfPocket = money.Cents(a.OutOfPocket.Cents() + outOfPocket)
	if a.HasFamily {
		a.FamilyDeductible = money.Cents(a.FamilyDeductible.Cents() + deductible)
		a.FamilyOutOfPocket = money.Cents(a.FamilyOutOfPocket.Cents() + outOfPocket)
	}
	return a
}

// isInRange holds the accumulators to what the ledger can carry.
func (a Accumulators) isInRange() bool {
	return isInRange(a.Deductible) && isInRange(a.OutOfPocket) &&
		isInRange(a.FamilyDeductible) && isInRange(a.FamilyOutOfPocket)
}

func isInRange(amount money.Amount) bool {
	cents := amount.Cents()
	return cents >= 0 && cents <= money.MaxCents
}
