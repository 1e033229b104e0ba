package apiclient

import (
	"context"
	"strconv"
)

// Documents by which a plan is read whole: by its global id, and by its number.
const (
	planDocument   = `query($id: ID!) { plan: node(id: $id) { ... on Plan { ` + planFields + ` } } }`
	planOfDocument = `query($number: Int!) { plan(number: $number) { ` + planFields + ` } }`

	// ruleFileDocument reads one file: an answer does not show all of a long set.
	ruleFileDocument = `query($number: Int!, $name: String!) { plan(number: $number) { ruleFiles(name: $name) { name content } } }`

	planFields = `
		number name insurer { number } feeSchedule
		terms {
			deductibleCents familyDeductibleCents isDeductibleAggregate outOfPocketMaxCents familyOutOfPocketMaxCents isOutOfPocketAggregate
			limits { name kind period max rollingDays }
			classes { name isCovered isDeductibleApplied isOutOfPocketApplied isAuthorizationRequired isEvidenceRequired isBalanceBillingProhibited
				coinsuranceBasisPoints copayCents limitA limitB }
			benefitYearStartMonth utcOffsetSeconds timelyFilingDays timelyFilingMonths isFilingFromFirstDay isFilingFromPriorAnswer
			promptPayDays interestFromDays appealDays appealDecisionDays recoveryNoticeDays interest { fromDate rateBasisPoints minimumCents }
			isInNetworkOnly lineOfBusiness evidenceDeadlineSeconds coordination { method allowable }
			rules prices feeScheduleRoot editsRoot
		}
		ruleFiles { name kind version source licence }`
)

// Plan is a plan with its documents, as far as the caller may have them.
type Plan struct {
	Number  uint32   `json:"number"`
	Name    string   `json:"name"`
	Insurer numbered `json:"insurer"`
	// FeeSchedule is nil where the caller may not have the plan's documents.
	FeeSchedule *string    `json:"feeSchedule"`
	Terms       PlanTerms  `json:"terms"`
	RuleFiles   []RuleFile `json:"ruleFiles"`
}

// PlanTerms are what a plan promises, in the words of the API. A nil amount is no limit.
type PlanTerms struct {
	DeductibleCents           *int64         `json:"deductibleCents"`
	FamilyDeductibleCents     *int64         `json:"familyDeductibleCents"`
	OutOfPocketMaxCents       *int64         `json:"outOfPocketMaxCents"`
	FamilyOutOfPocketMaxCents *int64         `json:"familyOutOfPocketMaxCents"`
	IsDeductibleAggregate     bool           `json:"isDeductibleAggregate"`
	IsOutOfPocketAggregate    bool           `json:"isOutOfPocketAggregate"`
	Limits                    []BenefitLimit `json:"limits"`
	Classes                   []PlanClass    `json:"classes"`
	BenefitYearStartMonth     int            `json:"benefitYearStartMonth"`
	Clocks
	TimelyFilingMonths      uint8         `json:"timelyFilingMonths"`
	IsFilingFromFirstDay    bool          `json:"isFilingFromFirstDay"`
	IsFilingFromPriorAnswer bool          `json:"isFilingFromPriorAnswer"`
	IsInNetworkOnly         bool          `json:"isInNetworkOnly"`
	LineOfBusiness          string        `json:"lineOfBusiness"`
	EvidenceDeadlineSeconds uint32        `json:"evidenceDeadlineSeconds"`
	Coordination            *Coordination `json:"coordination"`
	// The roots are hexadecimal after 0x; of Prices "" is none.
	Rules           string `json:"rules"`
	Prices          string `json:"prices"`
	FeeScheduleRoot string `json:"feeScheduleRoot"`
	EditsRoot       string `json:"editsRoot"`
}

// PlanClass is the cost share of a class of services.
type PlanClass struct {
	CostShareClass
	IsBalanceBillingProhibited bool `json:"isBalanceBillingProhibited"`
}

// RuleFile is a file of a rule set. Content is nil where it is not passed on.
type RuleFile struct {
	Name    string  `json:"name"`
	Kind    string  `json:"kind"`
	Version string  `json:"version"`
	Source  string  `json:"source"`
	Licence string  `json:"licence"`
	Content *string `json:"content"`
}

// Plan returns a plan by its global id, or by its number on the chain; nil when there is
// none.
//
// Errors: [*Error].
func (c *Client) Plan(ctx context.Context, id string) (*Plan, error) {
	document, variables := planDocument, map[string]any{"id": id}
	if number, err := strconv.ParseUint(id, 10, 32); err == nil {
		document, variables = planOfDocument, map[string]any{"number": number}
	}
	var answer struct {
		Plan *Plan `json:"plan"`
	}
	err := c.Do(ctx, document, variables, &answer)
	if err != nil || answer.Plan == nil || answer.Plan.Number == 0 { // another object has none of the fields
		return nil, err
	}
	for i := range answer.Plan.RuleFiles {
		file := &answer.Plan.RuleFiles[i]
		if file.Content, err = c.ruleFile(ctx, answer.Plan.Number, file.Name); err != nil {
			return nil, err
		}
	}
	return answer.Plan, nil
}

// ruleFile returns the text of a file of a plan's rule set, nil where it is not passed on.
func (c *Client) ruleFile(ctx context.Context, number uint32, name string) (*string, error) {
	var answer struct {
		Plan *Plan `json:"plan"`
	}
	if err := c.Do(ctx, ruleFileDocument, map[string]any{"number": number, "name": name}, &answer); err != nil || answer.Plan == nil {
		return nil, err
	}
	for _, file := range answer.Plan.RuleFiles {
		if file.Name == name {
			return file.Content, nil
		}
	}
	return nil, nil //nolint:nilnil // it is not there any more
}
