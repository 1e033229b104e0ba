package planfile

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// Errors of fetching a plan.
var (
	// ErrNotThere is returned when there is no such plan.
	ErrNotThere = errors.New("there is no such plan")
	// ErrNoParty is returned when the caller may not have the plan's documents.
	ErrNoParty = errors.New("the plan's documents are for its insurer, for patients whom it covers, and for providers with a claim under it")
	// ErrOtherDocuments is returned when the documents do not have the roots that the plan
	// names them by.
	ErrOtherDocuments = errors.New("the documents do not have the roots that the plan names them by")
)

// Fetched is a plan as an API gave it.
type Fetched struct {
	Saved
	// FeeScheduleRoot and EditsRoot are those that the API says the ledger has.
	FeeScheduleRoot, EditsRoot [32]byte
	// Missing are files of the rule set that the API does not pass on.
	Missing []MissingFile
	// IsSetUnknown is set where the API has no files of a set that is not the program's own.
	IsSetUnknown bool
}

// MissingFile is a file of a rule set that is to be had from its source.
type MissingFile struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Source  string `json:"source"`
	Licence string `json:"licence"`
}

// Fetch fetches a plan, by its global id or its number.
//
// Errors: [ErrNotThere], [ErrNoParty], [ErrFaulty], [*apiclient.Error].
func Fetch(ctx context.Context, client *apiclient.Client, id string) (*Fetched, error) {
	told, err := client.Plan(ctx, id)
	switch {
	case err != nil:
		return nil, fmt.Errorf("fetching a plan: %w", err)
	case told == nil:
		return nil, ErrNotThere
	case told.FeeSchedule == nil:
		return nil, ErrNoParty
	}
	f := &Fetched{}
	if f.Plan, err = planOf(told); err != nil {
		return nil, err
	}
	if f.FeeScheduleRoot, err = rootOf(told.Terms.FeeScheduleRoot); err != nil {
		return nil, err
	}
	f.EditsRoot = f.Plan.Edits
	for _, file := range told.RuleFiles {
		if file.Content == nil {
			f.Missing = append(f.Missing, MissingFile{Name: file.Name, Version: file.Version, Source: file.Source, Licence: file.Licence})
			continue
		}
		if f.Rules == nil {
			f.Rules = map[string][]byte{}
		}
		f.Rules[file.Name] = []byte(*file.Content)
	}
	isBuiltin := f.Plan.Prices == ([32]byte{}) && f.Plan.Rules == rules.Builtin().Root()
	f.IsSetUnknown = len(told.RuleFiles) == 0 && !isBuiltin
	return f, nil
}

// Check computes the roots of the documents, and compares them with those that the API
// says the ledger has. It returns why the rule set was not checked, "" where it was.
//
// Errors: [ErrOtherDocuments], [ErrFaulty].
func (f *Fetched) Check() (notChecked string, err error) {
	if pricing.RootOf(f.Plan.FeeSchedule, f.Plan.Prices) != f.FeeScheduleRoot {
		return "", fmt.Errorf("%w: %s", ErrOtherDocuments, ScheduleName)
	}
	switch {
	case f.IsSetUnknown:
		return "the API has no files of the plan's rule set", nil
	case len(f.Missing) > 0:
		return "files of the rule set are missing: they are to be had from their sources", nil
	}
	tables := &assessing.Tables{Rules: rules.Builtin()}
	if f.Rules != nil {
		parsed, faults := assessing.Parse(f.Rules)
		if len(faults) > 0 {
			return "", faulty(faults)
		}
		tables = parsed
	}
	id := tables.ID()
	if _, isKnown := adjudicate.VersionOf(f.EditsRoot, id.Root); !isKnown || id.PriceRoot != f.Plan.Prices {
		return "", fmt.Errorf("%w: %s", ErrOtherDocuments, RulesName)
	}
	return "", nil
}

// planOf returns a plan in the words of the domain.
//
// Errors: [ErrFaulty].
func planOf(told *apiclient.Plan) (coverage.Plan, error) {
	terms := &told.Terms
	plan := coverage.Plan{
		ID: claims.PlanID(told.Number), Insurer: claims.InsurerID(told.Insurer.Number), Name: told.Name,
		Deductible: limitOf(terms.DeductibleCents), FamilyDeductible: limitOf(terms.FamilyDeductibleCents),
		OutOfPocketMax: limitOf(terms.OutOfPocketMaxCents), FamilyOutOfPocketMax: limitOf(terms.FamilyOutOfPocketMaxCents),
		IsDeductibleAggregate: terms.IsDeductibleAggregate, IsOutOfPocketAggregate: terms.IsOutOfPocketAggregate,
		BenefitYearStart: coverage.YearStart{Month: time.Month(terms.BenefitYearStartMonth), Day: 1},
		IsInNetworkOnly:  terms.IsInNetworkOnly, LineOfBusiness: terms.LineOfBusiness, EvidenceDeadlineSeconds: terms.EvidenceDeadlineSeconds,
	}
	if terms.Coordination != nil {
		plan.Coordination = coverage.Coordination{
			Method: coverage.CoordinationMethod(camelOf(terms.Coordination.Method)), Allowable: coverage.AllowableRule(camelOf(terms.Coordination.Allowable)),
		}
	}
	var err error
	if plan.Clocks, err = clocksOf(terms); err != nil {
		return coverage.Plan{}, err
	}
	for i := range terms.Limits {
		limit, err := benefitLimitOf(&terms.Limits[i])
		if err != nil {
			return coverage.Plan{}, err
		}
		plan.Limits = append(plan.Limits, limit)
	}
	for i := range terms.Classes {
		plan.Classes = append(plan.Classes, classOf(&plan, &terms.Classes[i]))
	}
	for _, root := range []struct {
		into *[32]byte
		from string
	}{{&plan.Rules, terms.Rules}, {&plan.Prices, terms.Prices}, {&plan.Edits, terms.EditsRoot}} {
		if *root.into, err = rootOf(root.from); err != nil {
			return coverage.Plan{}, err
		}
	}
	text, err := termsText(&plan)
	if err != nil {
		return coverage.Plan{}, err
	}
	return parse(text, *told.FeeSchedule)
}

func limitOf(cents *int64) coverage.Limit {
	if cents == nil {
		return coverage.Unlimited
	}
	return coverage.LimitOf(money.Cents(*cents))
}

func clocksOf(terms *apiclient.PlanTerms) (coverage.Clocks, error) {
	clocks := coverage.Clocks{
		UTCOffsetSeconds: terms.UTCOffsetSeconds, TimelyFilingDays: terms.TimelyFilingDays, TimelyFilingMonths: terms.TimelyFilingMonths,
		IsFilingFromFirstDay: terms.IsFilingFromFirstDay, IsFilingFromPriorAnswer: terms.IsFilingFromPriorAnswer,
		PromptPayDays: terms.PromptPayDays, InterestFromDays: terms.InterestFromDays, AppealDays: terms.AppealDays,
		AppealDecisionDays: terms.AppealDecisionDays, RecoveryNoticeDays: terms.RecoveryNoticeDays,
	}
	for _, rate := range terms.Interest {
		from, err := claims.ParseDate(rate.FromDate)
		if err != nil {
			return coverage.Clocks{}, fmt.Errorf("%w: interest: %w", ErrFaulty, err)
		}
		clocks.Interest = append(clocks.Interest, coverage.InterestRate{
			FromDate: from, Rate: money.BasisPoints(rate.RateBasisPoints), Minimum: money.Cents(rate.MinimumCents),
		})
	}
	return clocks, nil
}

func benefitLimitOf(told *apiclient.BenefitLimit) (coverage.BenefitLimit, error) {
	limit := coverage.BenefitLimit{
		Name: told.Name, Kind: coverage.LimitKind(camelOf(told.Kind)), Period: coverage.LimitPeriod(camelOf(told.Period)), RollingDays: told.RollingDays,
	}
	if err := json.Unmarshal([]byte(told.Max), &limit.Max); err != nil {
		return limit, fmt.Errorf("%w: limits: %w", ErrFaulty, err)
	}
	return limit, nil
}

func classOf(plan *coverage.Plan, told *apiclient.PlanClass) coverage.Class {
	return coverage.Class{
		Name: told.Name, IsCovered: told.IsCovered, IsDeductibleApplied: told.IsDeductibleApplied,
		IsOutOfPocketApplied:    told.IsOutOfPocketApplied == nil || *told.IsOutOfPocketApplied,
		IsAuthorizationRequired: told.IsAuthorizationRequired, IsEvidenceRequired: told.IsEvidenceRequired,
		IsBalanceBillingProhibited: told.IsBalanceBillingProhibited, Coinsurance: money.BasisPoints(told.CoinsuranceBasisPoints),
		Copay: money.Cents(told.CopayCents), LimitA: plan.LimitPosition(told.LimitA), LimitB: plan.LimitPosition(told.LimitB),
	}
}

// camelOf writes a word of the API, as in BENEFIT_YEAR, as plans are written: benefitYear.
func camelOf(word string) string {
	words := strings.Split(strings.ToLower(word), "_")
	for i, part := range words[1:] {
		words[1+i] = strings.ToUpper(part[:min(1, len(part))]) + part[min(1, len(part)):]
	}
	return strings.Join(words, "")
}

// rootOf reads a root, "" for none.
func rootOf(text string) (root [32]byte, err error) {
	digits := cmp.Or(strings.TrimPrefix(text, "0x"), strings.Repeat("0", 2*len(root)))
	read, err := hex.DecodeString(digits)
	if err != nil || len(read) != len(root) {
		return root, fmt.Errorf("%w: a root has 64 hexadecimal digits", ErrFaulty)
	}
	return [32]byte(read), nil
}
