package graph

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/intake"
)

// publishOf returns a plan as intake takes it, or what the domain's types cannot hold.
func publishOf(ctx context.Context, input model.PublishPlanInput) (intake.PublishPlan, []*errs.Fault) {
	read := planReader{plan: coverage.Plan{
		Insurer: claims.InsurerID(partyNumber(input.Insurer)), Name: input.Name,
		Deductible: coverage.LimitOf(input.DeductibleCents), FamilyDeductible: limitOf(input.FamilyDeductibleCents),
		IsDeductibleAggregate: input.IsDeductibleAggregate,
		OutOfPocketMax:        limitOf(input.OutOfPocketMaxCents), FamilyOutOfPocketMax: limitOf(input.FamilyOutOfPocketMaxCents),
		IsOutOfPocketAggregate: input.IsOutOfPocketAggregate, IsInNetworkOnly: input.IsInNetworkOnly, LineOfBusiness: input.LineOfBusiness,
		BenefitYearStart: coverage.YearStart{Month: time.Month(input.BenefitYearStartMonth), Day: 1},
	}}
	if input.BenefitYearStartMonth < 1 || input.BenefitYearStartMonth > 12 {
		read.fault("benefitYearStartMonth", "a month is 1 to 12")
	}
	if seconds := input.EvidenceDeadlineSeconds; seconds < 1 || seconds > math.MaxUint32 {
		read.fault("evidenceDeadlineSeconds", "the clock is out of range")
	} else {
		read.plan.EvidenceDeadlineSeconds = uint32(seconds)
	}
	if given := input.Coordination; given != nil {
		read.plan.Coordination = coverage.Coordination{Method: given.Method, Allowable: given.Allowable}
	}
	read.rules(input.Rules)
	read.clocks(input)
	read.limits(input.Limits)
	read.classes(input.Classes)
	return intake.PublishPlan{IdempotencyKey: keyOf(ctx), Plan: read.plan, FeeSchedule: input.FeeSchedule}, read.faults
}

// planReader puts a plan together and notes what the domain's types cannot hold.
// What they can, and no plan can have, is intake's to say.
type planReader struct {
	plan   coverage.Plan
	faults []*errs.Fault
}

func (r *planReader) fault(path, text string) {
	r.faults = append(r.faults, &errs.Fault{Code: errs.PlanInvalid, Path: path, Text: text})
}

// rules reads the root of a rule set, which may be missing.
func (r *planReader) rules(root []byte) {
	if len(root) != 0 && len(root) != len(r.plan.Rules) {
		r.fault("rules", "a root has 32 bytes")
		return
	}
	copy(r.plan.Rules[:], root)
}

func (r *planReader) clocks(input model.PublishPlanInput) {
	offset := input.UtcOffsetSeconds
	if offset < -coverage.MaxUTCOffsetSeconds || offset > coverage.MaxUTCOffsetSeconds {
		r.fault("utcOffsetSeconds", "an offset is -50400 to 50400 seconds")
	} else {
		r.plan.UTCOffsetSeconds = int32(offset)
	}
	r.plan.TimelyFilingDays = r.days("timelyFilingDays", input.TimelyFilingDays)
	if months := input.TimelyFilingMonths; months < 0 || months > math.MaxUint8 {
		r.fault("timelyFilingMonths", "0 to 255 months")
	} else {
		r.plan.TimelyFilingMonths = uint8(months)
	}
	r.plan.IsFilingFromFirstDay, r.plan.IsFilingFromPriorAnswer = input.IsFilingFromFirstDay, input.IsFilingFromPriorAnswer
	r.plan.PromptPayDays = r.days("promptPayDays", input.PromptPayDays)
	r.plan.InterestFromDays = r.days("interestFromDays", input.InterestFromDays)
	r.plan.AppealDays = r.days("appealDays", input.AppealDays)
	r.plan.AppealDecisionDays = r.days("appealDecisionDays", input.AppealDecisionDays)
	r.plan.RecoveryNoticeDays = r.days("recoveryNoticeDays", input.RecoveryNoticeDays)
	for i, entry := range input.Interest {
		r.plan.Interest = append(r.plan.Interest, coverage.InterestRate{
			FromDate: entry.FromDate, Minimum: entry.MinimumCents,
			Rate: r.rate(fmt.Sprintf("interest[%d].rateBasisPoints", i), entry.RateBasisPoints),
		})
	}
}

// days reads a clock.
func (r *planReader) days(path string, days int) uint16 {
	if days < 0 || days > math.MaxUint16 {
		r.fault(path, "a clock is 0 to 65535 days")
		return 0
	}
	return uint16(days)
}

func (r *planReader) rate(path string, points int) money.BasisPoints {
	if points < 0 || points > 10_000 {
		r.fault(path, "a share is 0 to 10000")
		return 0
	}
	return money.BasisPoints(points)
}

func (r *planReader) limits(inputs []*model.BenefitLimitInput) {
	for i, input := range inputs {
		path := fmt.Sprintf("limits[%d]", i)
		limit := coverage.BenefitLimit{
			Name: input.Name, Kind: input.Kind, Period: input.Period, RollingDays: r.days(path+".rollingDays", input.RollingDays),
		}
		if input.Max.IsUint64() {
			limit.Max = input.Max.Uint64()
		} else {
			r.fault(path+".max", "the limit is out of range")
		}
		r.plan.Limits = append(r.plan.Limits, limit)
	}
}

// classes reads the classes, after the limits that they name.
func (r *planReader) classes(inputs []*model.CostShareClassInput) {
	for i, input := range inputs {
		path := fmt.Sprintf("classes[%d]", i)
		r.plan.Classes = append(r.plan.Classes, coverage.Class{
			Name: input.Name, IsCovered: input.IsCovered, IsDeductibleApplied: input.IsDeductibleApplied,
			IsOutOfPocketApplied: input.IsOutOfPocketApplied, IsAuthorizationRequired: input.IsAuthorizationRequired,
			IsEvidenceRequired: input.IsEvidenceRequired, IsBalanceBillingProhibited: input.IsBalanceBillingProhibited, Copay: input.CopayCents,
			Coinsurance: r.rate(path+".coinsuranceBasisPoints", input.CoinsuranceBasisPoints),
			LimitA:      r.limitNamed(path+".limitA", input.LimitA),
			LimitB:      r.limitNamed(path+".limitB", input.LimitB),
		})
	}
}

// limitNamed returns how a class refers to a limit.
func (r *planReader) limitNamed(path string, name *string) uint8 {
	if name == nil {
		return 0
	}
	position := r.plan.LimitPosition(*name)
	if position == 0 {
		r.fault(path, "no limit of this name")
	}
	return position
}

func limitOf(amount *money.Amount) coverage.Limit {
	if amount == nil {
		return coverage.Unlimited
	}
	return coverage.LimitOf(*amount)
}
