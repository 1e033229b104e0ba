package parity

import (
	"math/big"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// The numbers of IPlans.sol.
var (
	coordinationMethods = map[coverage.CoordinationMethod]uint8{
		coverage.Traditional: 1, coverage.NonDuplication: 2, coverage.MaintenanceOfBenefits: 3,
	}
	allowableRules = map[coverage.AllowableRule]uint8{
		coverage.HigherAllowed: 0, coverage.LowerAllowed: 1, coverage.PrimaryAllowed: 2,
	}
	limitKinds   = map[coverage.LimitKind]uint8{coverage.Visits: 0, coverage.Units: 1, coverage.Money: 2}
	limitPeriods = map[coverage.LimitPeriod]uint8{coverage.BenefitYear: 0, coverage.Lifetime: 1, coverage.Rolling: 2}
)

// contentOf returns a plan as it is published. Of fee schedule and edits it knows
// nothing: no benefit depends on them.
func contentOf(plan *coverage.Plan) bindings.IPlansPlan {
	content := bindings.IPlansPlan{
		DeductibleCents:           limitCents(plan.Deductible),
		FamilyDeductibleCents:     limitCents(plan.FamilyDeductible),
		OutOfPocketMaxCents:       limitCents(plan.OutOfPocketMax),
		FamilyOutOfPocketMaxCents: limitCents(plan.FamilyOutOfPocketMax),
		IsDeductibleAggregate:     plan.IsDeductibleAggregate,
		IsOutOfPocketAggregate:    plan.IsOutOfPocketAggregate,
		CoordinationMethod:        coordinationMethods[plan.Coordination.Method],
		AllowableRule:             allowableRules[plan.Coordination.Allowable],
		Clocks:                    clocksOf(&plan.Clocks),
	}
	for _, limit := range plan.Limits {
		content.Limits = append(content.Limits, bindings.IPlansLimit{
			Kind: limitKinds[limit.Kind], Period: limitPeriods[limit.Period], IsExtended: limit.Place.IsExtended,
			Max: new(big.Int).SetUint64(limit.Max), RollingDays: limit.RollingDays,
			Shift: limit.Place.Shift, Width: limit.Place.Width,
		})
	}
	for _, class := range plan.Classes {
		content.Classes = append(content.Classes, bindings.IPlansCostShare{
			IsCovered: class.IsCovered, IsDeductibleApplied: class.IsDeductibleApplied,
			IsOutOfPocketApplied:    class.IsOutOfPocketApplied,
			IsAuthorizationRequired: class.IsAuthorizationRequired, IsEvidenceRequired: class.IsEvidenceRequired,
			CoinsuranceBps: uint16(class.Coinsurance), CopayCents: big.NewInt(class.Copay.Cents()),
			LimitA: class.LimitA, LimitB: class.LimitB,
		})
	}
	return content
}

func clocksOf(clocks *coverage.Clocks) bindings.IPlansClocks {
	content := bindings.IPlansClocks{
		UtcOffsetSeconds: clocks.UTCOffsetSeconds, TimelyFilingDays: clocks.TimelyFilingDays,
		PromptPayDays: clocks.PromptPayDays, InterestFromDays: clocks.InterestFromDays, AppealDays: clocks.AppealDays,
		AppealDecisionDays: clocks.AppealDecisionDays, RecoveryNoticeDays: clocks.RecoveryNoticeDays,
	}
	for _, rate := range clocks.Interest {
		content.Interest = append(content.Interest, bindings.IPlansInterestRate{
			FromDay: dayNumber(rate.FromDate), RateBps: uint16(rate.Rate), MinimumCents: uint32(rate.Minimum.Cents()),
		})
	}
	return content
}

func limitCents(limit coverage.Limit) *big.Int { return new(big.Int).SetUint64(limit.LedgerCents()) }

func dayNumber(date claims.Date) *big.Int { return big.NewInt(int64(date)) }
