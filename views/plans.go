package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// PlanTerms are what a plan promises, and the roots that the ledger names its documents by.
type PlanTerms struct {
	// The limits of cost sharing in a benefit year; nil is none.
	Deductible, FamilyDeductible, OutOfPocketMax, FamilyOutOfPocketMax *money.Amount
	IsDeductibleAggregate, IsOutOfPocketAggregate                      bool
	Limits                                                             []BenefitLimit
	Classes                                                            []CostShareClass
	// BenefitYearStartMonth is 1 to 12.
	BenefitYearStartMonth                                                                                        int
	UtcOffsetSeconds                                                                                             int
	TimelyFilingDays, TimelyFilingMonths                                                                         int
	IsFilingFromFirstDay, IsFilingFromPriorAnswer                                                                bool
	PromptPayDays, InterestFromDays, AppealDays, AppealDecisionDays, RecoveryNoticeDays, EvidenceDeadlineSeconds int
	Interest                                                                                                     []InterestRate
	IsInNetworkOnly                                                                                              bool
	LineOfBusiness                                                                                               string
	// Coordination is nil for a plan that pays first always.
	Coordination *coverage.Coordination
	// FeeScheduleRoot and EditsRoot are on the ledger: of the fee schedule's file with the
	// price tables, and of the rule set with the engine's version. Rules and Prices are the
	// roots of the set and of its price tables; Prices is nil for none.
	FeeScheduleRoot, EditsRoot, Rules, Prices []byte
}

// BenefitLimit bounds what a plan recognises of the classes that name it.
type BenefitLimit struct {
	Name   string
	Kind   coverage.LimitKind
	Period coverage.LimitPeriod
	// Max is in visits, units or cents, as Kind says.
	Max         uint64
	RollingDays int
}

// CostShareClass is the cost share of a group of services.
type CostShareClass struct {
	Name                                                                    string
	IsCovered, IsDeductibleApplied, IsOutOfPocketApplied                    bool
	IsAuthorizationRequired, IsEvidenceRequired, IsBalanceBillingProhibited bool
	CoinsuranceBasisPoints                                                  int
	Copay                                                                   money.Amount
	// LimitA and LimitB name limits, nil for none.
	LimitA, LimitB *string
}

// InterestRate is what a late payment bears from a date on.
type InterestRate struct {
	FromDate        claims.Date
	RateBasisPoints int
	Minimum         money.Amount
}

// RuleFile is a file of the rule set that a plan names.
type RuleFile struct {
	// Version, Source and Licence are as the manifest has them; it has none of its own.
	Name, Kind, Version, Source, Licence string
	// StartDate and EndDate are the dates of service that the file decides, nil where open.
	StartDate, EndDate *claims.Date

	// content is nil where the licence does not let it be passed on, and for a long file.
	content *string
}

// Content returns the text of the file, nil where the licence does not let it be passed
// on, and for a long file.
//
// Errors: [ErrTooMuchAtOnce].
func (f *RuleFile) Content(ctx context.Context) (*string, error) {
	if f.content == nil {
		return nil, nil //nolint:nilnil // the schema's null.
	}
	return f.content, TakeBytes(ctx, int64(len(*f.content)))
}

// maxRuleFile is the longest file of a rule set, in bytes, that is passed on.
const maxRuleFile = 4 << 20

// PlanTerms returns what a plan promises.
//
// Errors: [auth.ErrUnauthenticated].
func (v *Views) PlanTerms(ctx context.Context, id claims.PlanID) (*PlanTerms, error) {
	if err := v.config.Policy.Allow(ctx, auth.ActionReadDirectory, auth.Resource{}); err != nil {
		return nil, err
	}
	plan, err := v.plan(ctx, id)
	if err != nil {
		return nil, err
	}
	return termsOf(plan), nil
}

// FeeSchedule returns the text of a plan's fee schedule, of which [PlanTerms] has the
// root. It is for the plan's insurer, for patients whom the plan covers, and for providers
// with a claim under it; nil for others.
//
// Errors: [ErrTooMuchAtOnce].
func (v *Views) FeeSchedule(ctx context.Context, of *Plan) (*string, error) {
	isParty, err := v.isPartyOf(ctx, of)
	if err != nil || !isParty {
		return nil, err
	}
	plan, err := v.plan(ctx, of.ID)
	if err != nil {
		return nil, err
	}
	text := plan.FeeSchedule.Text()
	return &text, TakeBytes(ctx, int64(len(text)))
}

// RuleFiles returns the files of the rule set that a plan names, for those who have its
// [Views.FeeSchedule]: none where the set is part of the program, or not known here. With
// a name it returns that file alone.
func (v *Views) RuleFiles(ctx context.Context, of *Plan, name string) ([]*RuleFile, error) {
	isParty, err := v.isPartyOf(ctx, of)
	if err != nil || !isParty {
		return nil, err
	}
	plan, err := v.plan(ctx, of.ID)
	if err != nil {
		return nil, err
	}
	list, err := once(ctx, ruleFilesOf{Root: plan.Rules, PriceRoot: plan.Prices}, func() ([]*RuleFile, error) { return v.ruleFiles(ctx, plan) })
	if err != nil || name == "" {
		return list, err
	}
	isOther := func(file *RuleFile) bool { return file.Name != name }
	return slices.DeleteFunc(slices.Clone(list), isOther), nil
}

func (v *Views) ruleFiles(ctx context.Context, plan *coverage.Plan) ([]*RuleFile, error) {
	files, err := v.config.Rules.Files(ctx, plan)
	if errors.Is(err, assessing.ErrRulesUnknown) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []*RuleFile
	for _, name := range []string{rules.ManifestName, rules.BuiltinManifestName} {
		if content, isThere := files[name]; isThere {
			text := string(content)
			list = append(list, &RuleFile{Name: name, Kind: "manifest", content: &text})
		}
	}
	for _, file := range rules.Listed(files) {
		shown := &RuleFile{Name: file.File, Kind: file.Kind, Version: file.Version, Source: file.Source, Licence: file.Licence}
		shown.StartDate, shown.EndDate = dateOrNil(file.Span.Start), dateOrNil(file.Span.End)
		if content := string(files[file.File]); file.IsOpen() && len(content) <= maxRuleFile {
			shown.content = &content
		}
		list = append(list, shown)
	}
	return list, nil
}

// isPartyOf reports whether the principal is the plan's insurer, a patient whom the plan
// covers, or a provider with a claim of its own under it: to whom a patient shows another
// provider's claim, that is not.
func (v *Views) isPartyOf(ctx context.Context, plan *Plan) (bool, error) {
	return once(ctx, partyOf(plan.ID), func() (bool, error) { return v.lookForParty(ctx, plan) })
}

func (v *Views) lookForParty(ctx context.Context, plan *Plan) (isParty bool, err error) {
	principal, _ := auth.PrincipalFrom(ctx)
	switch principal.Role {
	case auth.RoleInsurer:
		return principal.Insurer == plan.Insurer.ID, nil
	case auth.RolePatient:
		isParty, err = v.reads(ctx).HasCoverageOfPlan(ctx, plan.ID) // of those that the database lets the patient read
	case auth.RoleProvider:
		isParty, err = v.reads(ctx).HasClaimOfPlan(ctx, principal.Provider, plan.ID)
	case auth.RoleAuditor, auth.RoleOperator:
	}
	if err != nil {
		return false, fmt.Errorf("looking for who has to do with a plan: %w", err)
	}
	return isParty, nil
}

func termsOf(plan *coverage.Plan) *PlanTerms {
	terms := &PlanTerms{
		Deductible: mostOf(plan.Deductible), FamilyDeductible: mostOf(plan.FamilyDeductible), IsDeductibleAggregate: plan.IsDeductibleAggregate,
		OutOfPocketMax: mostOf(plan.OutOfPocketMax), FamilyOutOfPocketMax: mostOf(plan.FamilyOutOfPocketMax),
		IsOutOfPocketAggregate: plan.IsOutOfPocketAggregate,
		BenefitYearStartMonth:  int(max(plan.BenefitYearStart.Month, time.January)), UtcOffsetSeconds: int(plan.UTCOffsetSeconds),
		TimelyFilingDays: int(plan.TimelyFilingDays), TimelyFilingMonths: int(plan.TimelyFilingMonths),
		IsFilingFromFirstDay: plan.IsFilingFromFirstDay, IsFilingFromPriorAnswer: plan.IsFilingFromPriorAnswer,
		PromptPayDays: int(plan.PromptPayDays), InterestFromDays: int(plan.InterestFromDays), AppealDays: int(plan.AppealDays),
		AppealDecisionDays: int(plan.AppealDecisionDays), RecoveryNoticeDays: int(plan.RecoveryNoticeDays),
		EvidenceDeadlineSeconds: int(plan.EvidenceDeadlineSeconds), IsInNetworkOnly: plan.IsInNetworkOnly, LineOfBusiness: plan.LineOfBusiness,
	}
	if !plan.Coordination.IsZero() {
		terms.Coordination = &plan.Coordination
	}
	for _, rate := range plan.Interest {
		terms.Interest = append(terms.Interest, InterestRate{FromDate: rate.FromDate, RateBasisPoints: int(rate.Rate), Minimum: rate.Minimum})
	}
	for i := range plan.Limits {
		limit := &plan.Limits[i]
		terms.Limits = append(terms.Limits, BenefitLimit{
			Name: limit.Name, Kind: limit.Kind, Period: limit.Period, Max: limit.Max, RollingDays: int(limit.RollingDays),
		})
	}
	for i := range plan.Classes {
		terms.Classes = append(terms.Classes, classOf(plan, &plan.Classes[i]))
	}
	terms.addRoots(plan)
	return terms
}

// addRoots adds what the plan names its documents by.
func (t *PlanTerms) addRoots(plan *coverage.Plan) {
	set, edits := rulesRootOf(plan)
	schedule := pricing.RootOf(plan.FeeSchedule, plan.Prices)
	t.FeeScheduleRoot, t.EditsRoot, t.Rules = schedule[:], edits[:], set[:]
	if plan.Prices != ([32]byte{}) {
		t.Prices = plan.Prices[:]
	}
}

// rulesRootOf returns the root of a plan's rule set, and what the ledger names it by.
func rulesRootOf(plan *coverage.Plan) (set, edits [32]byte) {
	set, edits = plan.Rules, plan.Edits
	if set == ([32]byte{}) {
		set = rules.Builtin().Root()
	}
	if edits == ([32]byte{}) {
		edits = adjudicate.EditsRootBefore(set)
	}
	return set, edits
}

func classOf(plan *coverage.Plan, class *coverage.Class) CostShareClass {
	nameOf := func(position uint8) *string {
		if position == 0 {
			return nil
		}
		return &plan.Limits[position-1].Name
	}
	return CostShareClass{
		Name: class.Name, IsCovered: class.IsCovered, IsDeductibleApplied: class.IsDeductibleApplied, IsOutOfPocketApplied: class.IsOutOfPocketApplied,
		IsAuthorizationRequired: class.IsAuthorizationRequired, IsEvidenceRequired: class.IsEvidenceRequired,
		IsBalanceBillingProhibited: class.IsBalanceBillingProhibited, CoinsuranceBasisPoints: int(class.Coinsurance), Copay: class.Copay,
		LimitA: nameOf(class.LimitA), LimitB: nameOf(class.LimitB),
	}
}

// mostOf returns a limit's amount, nil for none.
func mostOf(limit coverage.Limit) *money.Amount {
	if most, isLimited := limit.Amount(); isLimited {
		return &most
	}
	return nil
}

// dateOrNil returns a date, nil for the zero one.
func dateOrNil(date claims.Date) *claims.Date {
	if date.IsZero() {
		return nil
	}
	return &date
}
