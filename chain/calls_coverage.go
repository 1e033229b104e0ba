package chain

import (
	"math/big"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// Enrolment opens a coverage in one benefit year.
type Enrolment struct {
	CoverageYear claims.CoverageYearID
	Plan         claims.PlanID
	Span         claims.Span // closed at its end
	Family       claims.FamilyYearID
	// Extension is named exactly where the plan has extended limits.
	Extension claims.ExtensionID
}

// PublishPlan is for the insurer's admin to send. The plan's limits must have
// their places ([coverage.Layout]).
func (c *Contracts) PublishPlan(plan coverage.Plan) (Call, error) {
	data, err := c.plans.TryPackPublish(uint32(plan.Insurer), uint32(plan.ID), planContent(plan))
	return callOf(c.deployment.Plans, data, err)
}

func planContent(plan coverage.Plan) bindings.IPlansPlan {
	content := bindings.IPlansPlan{
		DeductibleCents:           limitCents(plan.Deductible),
		FamilyDeductibleCents:     limitCents(plan.FamilyDeductible),
		OutOfPocketMaxCents:       limitCents(plan.OutOfPocketMax),
		FamilyOutOfPocketMaxCents: limitCents(plan.FamilyOutOfPocketMax),
		IsDeductibleAggregate:     plan.IsDeductibleAggregate,
		IsOutOfPocketAggregate:    plan.IsOutOfPocketAggregate,
		CoordinationMethod:        coordinationMethods[plan.Coordination.Method],
		AllowableRule:             allowableRules[plan.Coordination.Allowable],
		FeeScheduleRoot:           pricing.RootOf(plan.FeeSchedule, plan.Prices),
		EditsRoot:                 adjudicate.EditsRoot(plan.Rules),
		Clocks:                    planClocks(plan.Clocks),
	}
	for i := range plan.Limits {
		content.Limits = append(content.Limits, planLimit(&plan.Limits[i]))
	}
	for i := range plan.Classes {
		content.Classes = append(content.Classes, planClass(&plan.Classes[i]))
	}
	return content
}

func planClocks(clocks coverage.Clocks) bindings.IPlansClocks {
	content := bindings.IPlansClocks{
		UtcOffsetSeconds:   clocks.UTCOffsetSeconds,
		TimelyFilingDays:   clocks.TimelyFilingDays,
		PromptPayDays:      clocks.PromptPayDays,
		InterestFromDays:   clocks.InterestFromDays,
		AppealDays:         clocks.AppealDays,
		AppealDecisionDays: clocks.AppealDecisionDays,
		RecoveryNoticeDays: clocks.RecoveryNoticeDays,
	}
	for _, rate := range clocks.Interest {
		content.Interest = append(content.Interest, bindings.IPlansInterestRate{
			FromDay: dayOf(rate.FromDate), RateBps: uint16(rate.Rate), MinimumCents: uint32(rate.Minimum.Cents()),
		})
	}
	return content
}

// Limits' kinds and periods as the ledger counts them.
var (
	limitKinds   = map[coverage.LimitKind]uint8{coverage.Visits: 0, coverage.Units: 1, coverage.Money: 2}
	limitPeriods = map[coverage.LimitPeriod]uint8{coverage.BenefitYear: 0, coverage.Lifetime: 1, coverage.Rolling: 2}
)

// Methods of coordination and rules for the allowable expense as the ledger counts
// them. A plan without coordination has neither, and is 0 of both.
var (
	coordinationMethods = map[coverage.CoordinationMethod]uint8{
		coverage.Traditional: 1, coverage.NonDuplication: 2, coverage.MaintenanceOfBenefits: 3,
	}
	allowableRules = map[coverage.AllowableRule]uint8{
		coverage.HigherAllowed: 0, coverage.LowerAllowed: 1, coverage.PrimaryAllowed: 2,
	}
)

func planLimit(limit *coverage.BenefitLimit) bindings.IPlansLimit {
	return bindings.IPlansLimit{
		Kind:        limitKinds[limit.Kind],
		Period:      limitPeriods[limit.Period],
		IsExtended:  limit.Place.IsExtended,
		Max:         new(big.Int).SetUint64(limit.Max),
		RollingDays: limit.RollingDays,
		Shift:       limit.Place.Shift,
		Width:       limit.Place.Width,
	}
}

func planClass(class *coverage.Class) bindings.IPlansCostShare {
	return bindings.IPlansCostShare{
		IsCovered:               class.IsCovered,
		IsDeductibleApplied:     class.IsDeductibleApplied,
		IsOutOfPocketApplied:    class.IsOutOfPocketApplied,
		IsAuthorizationRequired: class.IsAuthorizationRequired,
		IsEvidenceRequired:      class.IsEvidenceRequired,
		CoinsuranceBps:          uint16(class.Coinsurance),
		CopayCents:              big.NewInt(class.Copay.Cents()),
		LimitA:                  class.LimitA,
		LimitB:                  class.LimitB,
	}
}

func limitCents(limit coverage.Limit) *big.Int { return new(big.Int).SetUint64(limit.LedgerCents()) }

// Enrol is for the insurer's enroller to send.
func (c *Contracts) Enrol(insurer claims.InsurerID, enrolments []Enrolment) (Call, error) {
	list := make([]bindings.ICoveragesEnrolment, len(enrolments))
	for i, enrolment := range enrolments {
		list[i] = bindings.ICoveragesEnrolment{
			CoverageYear: uint64(enrolment.CoverageYear),
			Plan:         uint32(enrolment.Plan),
			StartDay:     dayOf(enrolment.Span.Start),
			EndDay:       dayOf(enrolment.Span.End),
			Family:       uint32(enrolment.Family),
			Extension:    uint64(enrolment.Extension),
		}
	}
	data, err := c.coverages.TryPackEnrol(uint32(insurer), list)
	return callOf(c.deployment.Coverages, data, err)
}

// ChangeEnd is for the insurer's enroller to send. The end is exclusive; the start
// makes the coverage empty.
func (c *Contracts) ChangeEnd(insurer claims.InsurerID, year claims.CoverageYearID, end claims.Date) (Call, error) {
	data, err := c.coverages.TryPackChangeEnd(uint32(insurer), uint64(year), dayOf(end))
	return callOf(c.deployment.Coverages, data, err)
}
