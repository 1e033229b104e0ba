package benefits_test

import (
	"math/big"

	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// The oracle is the benefit arithmetic a third time, slow and exact: fractions
// of any size, every limit looked up anew for each line. It shares nothing with
// the package but its types.
type oracle struct {
	plan coverage.Plan
	// taken are the deductible and the out-of-pocket amounts so far, of the patient
	// and of the family.
	deductible, familyDeductible, outOfPocket, familyOutOfPocket *big.Rat
	hasFamily                                                    bool
}

func newOracle(plan coverage.Plan, acc benefits.Accumulators) *oracle {
	return &oracle{
		plan:              plan,
		deductible:        exact(acc.Deductible.Cents()),
		familyDeductible:  exact(acc.FamilyDeductible.Cents()),
		outOfPocket:       exact(acc.OutOfPocket.Cents()),
		familyOutOfPocket: exact(acc.FamilyOutOfPocket.Cents()),
		hasFamily:         acc.HasFamily,
	}
}

func exact(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

func least(first *big.Rat, others ...*big.Rat) *big.Rat {
	for _, other := range others {
		if other.Cmp(first) < 0 {
			first = other
		}
	}
	return first
}

// rest returns max(limit − taken, 0).
func rest(limit coverage.Limit, taken *big.Rat) *big.Rat {
	amount, isLimited := limit.Amount()
	if !isLimited {
		amount = money.Cents(money.MaxCents)
	}
	left := new(big.Rat).Sub(exact(amount.Cents()), taken)
	if left.Sign() < 0 {
		return new(big.Rat)
	}
	return left
}

func (o *oracle) restOf(individual, family coverage.Limit, taken, familyTaken *big.Rat) *big.Rat {
	left := rest(individual, taken)
	if o.hasFamily {
		left = least(left, rest(family, familyTaken))
	}
	return left
}

// halfUp rounds to a whole number, halves up: ⌊x + ½⌋.
func halfUp(x *big.Rat) *big.Rat {
	shifted := new(big.Rat).Add(x, big.NewRat(1, 2))
	return new(big.Rat).SetInt(new(big.Int).Div(shifted.Num(), shifted.Denom()))
}

func (o *oracle) line(line benefits.Line) benefits.LineResult {
	if line.Class == benefits.ClassDenied || !o.plan.Classes[line.Class].IsCovered {
		return benefits.LineResult{Charge: line.Charge, Class: benefits.ClassDenied}
	}
	class := o.plan.Classes[line.Class]
	allowed := exact(line.Allowed.Cents())

	// What the patient would pay without the cap.
	copay := least(exact(class.Copay.Cents()), allowed)
	afterCopay := new(big.Rat).Sub(allowed, copay)
	deductible := new(big.Rat)
	if class.IsDeductibleApplied {
		deductible = least(afterCopay,
			o.restOf(o.plan.Deductible, o.plan.FamilyDeductible, o.deductible, o.familyDeductible))
	}
	base := new(big.Rat).Sub(afterCopay, deductible)
	coinsurance := halfUp(new(big.Rat).Mul(base, big.NewRat(int64(class.Coinsurance), 10000)))

	// The cap keeps copay before deductible before coinsurance.
	room := o.restOf(o.plan.OutOfPocketMax, o.plan.FamilyOutOfPocketMax, o.outOfPocket, o.familyOutOfPocket)
	copay = least(copay, room)
	room = new(big.Rat).Sub(room, copay)
	deductible = least(deductible, room)
	room = new(big.Rat).Sub(room, deductible)
	coinsurance = least(coinsurance, room)

	share := new(big.Rat).Add(copay, new(big.Rat).Add(deductible, coinsurance))
	o.deductible = new(big.Rat).Add(o.deductible, deductible)
	o.outOfPocket = new(big.Rat).Add(o.outOfPocket, share)
	if o.hasFamily {
		o.familyDeductible = new(big.Rat).Add(o.familyDeductible, deductible)
		o.familyOutOfPocket = new(big.Rat).Add(o.familyOutOfPocket, share)
	}
	return benefits.LineResult{
		Charge: line.Charge, Allowed: line.Allowed, Class: line.Class,
		Copay: whole(copay), Deductible: whole(deductible), Coinsurance: whole(coinsurance),
		Paid: whole(new(big.Rat).Sub(allowed, share)),
	}
}

func (o *oracle) accumulators() benefits.Accumulators {
	return benefits.Accumulators{
		Deductible: whole(o.deductible), OutOfPocket: whole(o.outOfPocket),
		FamilyDeductible: whole(o.familyDeductible), FamilyOutOfPocket: whole(o.familyOutOfPocket),
		HasFamily: o.hasFamily,
	}
}

// whole returns a number that has no fraction; a fraction of a cent is a fault of the oracle.
func whole(x *big.Rat) money.Amount {
	if !x.IsInt() || !x.Num().IsInt64() {
		panic("a fraction of a cent")
	}
	return money.Cents(x.Num().Int64())
}

func (o *oracle) determine(lines []benefits.Line) ([]benefits.LineResult, benefits.Accumulators) {
	results := make([]benefits.LineResult, len(lines))
	for i, line := range lines {
		results[i] = o.line(line)
	}
	return results, o.accumulators()
}
