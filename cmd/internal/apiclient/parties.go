package apiclient

import "context"

// RegisterInsurer is the input of registerInsurer.
type RegisterInsurer struct {
	IdempotencyKey string `json:"-"`
	Name           string `json:"name"`
}

// CostShareClass is the cost share of a class of services.
type CostShareClass struct {
	Name                string `json:"name"`
	IsCovered           bool   `json:"isCovered"`
	IsDeductibleApplied bool   `json:"isDeductibleApplied"`
	// IsOutOfPocketApplied is true where it is nil.
	IsOutOfPocketApplied    *bool  `json:"isOutOfPocketApplied,omitempty"`
	IsAuthorizationRequired bool   `json:"isAuthorizationRequired"`
	IsEvidenceRequired      bool   `json:"isEvidenceRequired"`
	CoinsuranceBasisPoints  uint16 `json:"coinsuranceBasisPoints"`
	CopayCents              int64  `json:"copayCents"`
	LimitA                  string `json:"limitA,omitempty"` // the limits' names
	LimitB                  string `json:"limitB,omitempty"`
}

// BenefitLimit bounds what the plan recognises of the classes that name it.
type BenefitLimit struct {
	Name        string `json:"name"`
	Kind        string `json:"kind"`   // VISITS, UNITS or MONEY
	Period      string `json:"period"` // BENEFIT_YEAR, LIFETIME or ROLLING
	Max         string `json:"max"`    // decimal digits
	RollingDays uint16 `json:"rollingDays"`
}

// InterestRate is what a late payment bears from a date on.
type InterestRate struct {
	FromDate        string `json:"fromDate"`
	RateBasisPoints uint16 `json:"rateBasisPoints"`
	MinimumCents    int64  `json:"minimumCents"`
}

// Clocks are a plan's deadlines, in civil days. As everywhere here, a number is as wide as
// the domain's, so that an answer with a greater one is none.
type Clocks struct {
	UTCOffsetSeconds   int32          `json:"utcOffsetSeconds"`
	TimelyFilingDays   uint16         `json:"timelyFilingDays"`
	PromptPayDays      uint16         `json:"promptPayDays"`
	InterestFromDays   uint16         `json:"interestFromDays"`
	AppealDays         uint16         `json:"appealDays"`
	AppealDecisionDays uint16         `json:"appealDecisionDays"`
	RecoveryNoticeDays uint16         `json:"recoveryNoticeDays"`
	Interest           []InterestRate `json:"interest,omitempty"`
}

// PublishPlan is the input of publishPlan. A nil limit is none.
type PublishPlan struct {
	IdempotencyKey            string         `json:"-"`
	Insurer                   uint32         `json:"insurer"`
	Name                      string         `json:"name"`
	DeductibleCents           int64          `json:"deductibleCents"`
	FamilyDeductibleCents     *int64         `json:"familyDeductibleCents"`
	OutOfPocketMaxCents       *int64         `json:"outOfPocketMaxCents"`
	FamilyOutOfPocketMaxCents *int64         `json:"familyOutOfPocketMaxCents"`
	IsDeductibleAggregate     bool           `json:"isDeductibleAggregate"`
	IsOutOfPocketAggregate    bool           `json:"isOutOfPocketAggregate"`
	BenefitYearStartMonth     int            `json:"benefitYearStartMonth"`
	Limits                    []BenefitLimit `json:"limits,omitempty"`
	EvidenceDeadlineSeconds   int            `json:"evidenceDeadlineSeconds"`
	Clocks
	Classes []CostShareClass `json:"classes"`
	// Coordination is nil of a plan that pays first always.
	Coordination *Coordination `json:"coordination,omitempty"`
	FeeSchedule  string        `json:"feeSchedule"`
}

// RegisterProvider is the input of registerProvider; the gateway signs for it.
type RegisterProvider struct {
	IdempotencyKey string `json:"-"`
	Insurer        uint32 `json:"insurer"`
	Identifier     string `json:"identifier"`
	Name           string `json:"name"`
}

// EnrolCoverage is the input of enrolCoverage.
type EnrolCoverage struct {
	IdempotencyKey string  `json:"-"`
	Plan           uint32  `json:"plan"`
	MemberNumber   string  `json:"memberNumber"`
	FamilyNumber   string  `json:"familyNumber,omitempty"`
	StartDate      string  `json:"startDate"`
	EndDate        string  `json:"endDate,omitempty"`
	Patient        Patient `json:"patient"`
}

// Patient is the person enrolled.
type Patient struct {
	Name      string `json:"name"`
	BirthDate string `json:"birthDate,omitempty"`
	Subject   string `json:"subject,omitempty"`
}

// FundEscrow is the input of fundEscrow.
type FundEscrow struct {
	IdempotencyKey string `json:"-"`
	Insurer        uint32 `json:"insurer"`
	AmountCents    int64  `json:"amountCents"`
}

// Fault is one reason why an input was not accepted.
type Fault struct {
	Code    string `json:"code"`
	Path    string `json:"path"`
	Message string `json:"message"`
}

type numbered struct {
	Number uint32 `json:"number"`
}

// RegisterInsurer registers an insurer and returns its number.
//
// Errors: [*Error].
func (c *Client) RegisterInsurer(ctx context.Context, in RegisterInsurer) (uint32, error) {
	var did struct {
		Insurer numbered `json:"insurer"`
	}
	err := c.mutate(ctx, "registerInsurer", "insurer { number }", keyed{in.IdempotencyKey, in}, &did)
	return did.Insurer.Number, err
}

// PublishPlan publishes a plan and returns its number.
//
// Errors: [*Error].
func (c *Client) PublishPlan(ctx context.Context, in PublishPlan) (uint32, error) {
	var did struct {
		Plan numbered `json:"plan"`
	}
	err := c.mutate(ctx, "publishPlan", "plan { number }", keyed{in.IdempotencyKey, in}, &did)
	return did.Plan.Number, err
}

// RegisterProvider registers a provider and returns its number.
//
// Errors: [*Error].
func (c *Client) RegisterProvider(ctx context.Context, in RegisterProvider) (uint32, error) {
	var did struct {
		Provider numbered `json:"provider"`
	}
	err := c.mutate(ctx, "registerProvider", "provider { number }", keyed{in.IdempotencyKey, in}, &did)
	return did.Provider.Number, err
}

// EnrolCoverage enrols a patient in a plan and returns the coverage's global id.
//
// Errors: [*Error].
func (c *Client) EnrolCoverage(ctx context.Context, in EnrolCoverage) (string, error) {
	var did struct {
		Coverage struct {
			ID string `json:"id"`
		} `json:"coverage"`
	}
	err := c.mutate(ctx, "enrolCoverage", "coverage { id }", keyed{in.IdempotencyKey, in}, &did)
	return did.Coverage.ID, err
}

// FundEscrow deposits settlement tokens for an insurer.
//
// Errors: [*Error].
func (c *Client) FundEscrow(ctx context.Context, in FundEscrow) error {
	return c.mutate(ctx, "fundEscrow", "insurer { number }", keyed{in.IdempotencyKey, in}, nil)
}
