package benefits_test

import (
	"math/rand/v2"

	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// generator makes plans, accumulators and lines with a liking for edges: small
// numbers, where rounding shows, limits that are just met, and the largest that
// the ledger can carry.
type generator struct{ *rand.Rand }

func newGenerator(seed uint64) generator { return generator{rand.New(rand.NewPCG(seed, 42))} }

func (g generator) amount() money.Amount {
	switch g.IntN(8) {
	case 0:
		return money.Cents(0)
	case 1:
		return money.Cents(g.Int64N(4))
	case 2:
		return money.Cents(money.MaxCents - g.Int64N(3))
	case 3, 4:
		return money.Cents(g.Int64N(300))
	default:
		return money.Cents(g.Int64N(100_000))
	}
}

func (g generator) limit() coverage.Limit {
	if g.IntN(6) == 0 {
		return coverage.Unlimited
	}
	return coverage.LimitOf(g.amount())
}

func (g generator) rate() money.BasisPoints {
	switch g.IntN(4) {
	case 0:
		return 0
	case 1:
		return 10000
	case 2:
		return money.BasisPoints(500 * g.IntN(21))
	default:
		return money.BasisPoints(g.IntN(10001))
	}
}

func (g generator) isOne(in int) bool { return g.IntN(in) == 0 }

func (g generator) plan() coverage.Plan {
	plan := coverage.Plan{
		Deductible: g.limit(), FamilyDeductible: g.limit(), OutOfPocketMax: g.limit(), FamilyOutOfPocketMax: g.limit(),
		Classes: make([]coverage.Class, 1+g.IntN(4)),
	}
	for i := range plan.Classes {
		plan.Classes[i] = coverage.Class{
			IsCovered: !g.isOne(6), IsDeductibleApplied: !g.isOne(3), Coinsurance: g.rate(),
		}
		if g.isOne(2) {
			plan.Classes[i].Copay = g.amount()
		}
	}
	return plan
}

func (g generator) accumulators() benefits.Accumulators {
	acc := benefits.Accumulators{HasFamily: g.isOne(2)}
	if g.isOne(2) {
		acc.Deductible, acc.OutOfPocket = g.amount(), g.amount()
		acc.FamilyDeductible, acc.FamilyOutOfPocket = g.amount(), g.amount()
	}
	return acc
}

func (g generator) lines(plan coverage.Plan) []benefits.Line {
	lines := make([]benefits.Line, 1+g.IntN(6))
	for i := range lines {
		lines[i].Charge = g.amount()
		lines[i].Allowed = money.Min(lines[i].Charge, g.amount())
		lines[i].Class = uint8(g.IntN(len(plan.Classes)))
		if g.isOne(8) {
			lines[i].Class = benefits.ClassDenied
		}
	}
	return lines
}
