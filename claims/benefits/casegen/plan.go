package casegen

import (
	"fmt"

	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// amount makes an amount: small ones, where rounding shows, ordinary ones, and
// seldom the largest that a claim of a few lines can have.
func (g *Generator) amount() money.Amount {
	switch g.below(16) {
	case 0:
		return money.Cents(0)
	case 1, 2:
		return money.Cents(int64(g.below(4)))
	case 3, 4, 5:
		return money.Cents(int64(g.below(300)))
	case 6:
		return money.Cents(money.MaxCents/8 - int64(g.below(3)))
	default:
		return money.Cents(int64(g.below(100_000)))
	}
}

// limits makes an individual and a family limit, the family's not below; often
// it is less than that of two people together.
func (g *Generator) limits() (individual, family coverage.Limit) {
	individual, family = g.limit(), g.limit()
	if amount, isLimited := individual.Amount(); isLimited && g.isOne(2) {
		family = individual // which one member can use up for all
		if !g.isOne(3) {
			family = coverage.LimitOf(money.Cents(amount.Cents() + int64(g.below(int(amount.Cents())+1))))
		}
	}
	if individual.LedgerCents() > family.LedgerCents() {
		return family, individual
	}
	return individual, family
}

func (g *Generator) limit() coverage.Limit {
	switch g.below(8) {
	case 0:
		return coverage.Unlimited
	case 1, 2:
		return coverage.LimitOf(g.amount())
	default:
		return coverage.LimitOf(money.Cents(int64(g.below(200_000))))
	}
}

func (g *Generator) rate() money.BasisPoints {
	switch g.below(4) {
	case 0:
		return 0
	case 1:
		return money.BasisPoints(500 * g.below(21))
	case 2:
		return 10_000
	default:
		return money.BasisPoints(g.below(10_001))
	}
}

// Plan makes a plan whose limits have their place on the ledger.
func (g *Generator) Plan() coverage.Plan {
	plan := coverage.Plan{
		Name:                    "random",
		IsDeductibleAggregate:   g.isOne(3),
		IsOutOfPocketAggregate:  g.isOne(3),
		Clocks:                  g.clocks(),
		Limits:                  g.benefitLimits(),
		Classes:                 make([]coverage.Class, 1+g.below(4)),
		EvidenceDeadlineSeconds: 1,
		Coordination:            g.coordination(),
	}
	plan.Deductible, plan.FamilyDeductible = g.limits()
	plan.OutOfPocketMax, plan.FamilyOutOfPocketMax = g.limits()
	for i := range plan.Classes {
		plan.Classes[i] = g.class(len(plan.Limits))
		plan.Classes[i].Name = fmt.Sprintf("class %d", i)
	}
	return plan
}

// coordination makes settings, of two plans in three some.
func (g *Generator) coordination() coverage.Coordination {
	if g.isOne(3) {
		return coverage.Coordination{}
	}
	return coverage.Coordination{
		Method: []coverage.CoordinationMethod{
			coverage.Traditional, coverage.NonDuplication, coverage.MaintenanceOfBenefits,
		}[g.below(3)],
		Allowable: []coverage.AllowableRule{coverage.HigherAllowed, coverage.LowerAllowed, coverage.PrimaryAllowed}[g.below(3)],
	}
}

func (g *Generator) class(limits int) coverage.Class {
	class := coverage.Class{
		IsCovered:               !g.isOne(10),
		IsDeductibleApplied:     !g.isOne(3),
		IsOutOfPocketApplied:    !g.isOne(5),
		IsAuthorizationRequired: g.isOne(8),
		IsEvidenceRequired:      g.isOne(8),
		Coinsurance:             g.rate(),
	}
	if g.isOne(2) {
		class.Copay = g.amount()
	}
	if limits > 0 && !g.isOne(3) {
		class.LimitA = uint8(1 + g.below(limits))
	}
	if limits > 0 && g.isOne(2) {
		class.LimitB = uint8(1 + g.below(limits))
	}
	if class.LimitB == class.LimitA {
		class.LimitB = 0
	}
	return class
}

// benefitLimits makes limits that have room on the ledger.
func (g *Generator) benefitLimits() []coverage.BenefitLimit {
	periods := [][]coverage.LimitPeriod{
		{coverage.BenefitYear},
		{coverage.BenefitYear, coverage.Lifetime, coverage.Rolling, coverage.Rolling},
	}[g.below(2)]
	for {
		made := make([]coverage.BenefitLimit, g.below(6))
		if g.isOne(6) {
			made = make([]coverage.BenefitLimit, 7+g.below(3)) // more than the word takes
		}
		for i := range made {
			made[i] = g.benefitLimit(periods[g.below(len(periods))])
			made[i].Name = fmt.Sprintf("limit %d", i)
		}
		if placed, err := coverage.Layout(made); err == nil {
			return placed
		}
	}
}

func (g *Generator) benefitLimit(period coverage.LimitPeriod) coverage.BenefitLimit {
	limit := coverage.BenefitLimit{Period: period}
	switch g.below(3) {
	case 0:
		limit.Kind, limit.Max = coverage.Visits, uint64(1+g.below(4))
	case 1:
		limit.Kind, limit.Max = coverage.Units, uint64(1+g.below(12))
	default:
		limit.Kind, limit.Max = coverage.Money, uint64(1+g.below(50_000))
	}
	if period == coverage.Rolling {
		limit.RollingDays = uint16(1 + g.below(90))
	}
	return limit
}

func (g *Generator) clocks() coverage.Clocks {
	clocks := coverage.Clocks{
		UTCOffsetSeconds:   []int32{0, -18_000, 3600, coverage.MaxUTCOffsetSeconds, -coverage.MaxUTCOffsetSeconds}[g.below(5)],
		TimelyFilingDays:   []uint16{0, 30, 90, 365}[g.below(4)],
		PromptPayDays:      []uint16{1, 15, 30, 45}[g.below(4)],
		AppealDays:         1,
		AppealDecisionDays: 1,
		RecoveryNoticeDays: 1,
	}
	if g.isOne(2) {
		clocks.InterestFromDays = clocks.PromptPayDays
	}
	date := first.AddDays(g.below(200) - 100)
	for range g.below(5) {
		clocks.Interest = append(clocks.Interest, coverage.InterestRate{
			FromDate: date, Rate: money.BasisPoints(g.below(2500)), Minimum: money.Cents(int64(g.below(3) * g.below(200))),
		})
		date = date.AddDays(1 + g.below(200))
	}
	return clocks
}
