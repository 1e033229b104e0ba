// Package coverage holds plans and the coverages of patients under them: who is
// covered when, in which benefit year, and at what cost share.
package coverage

import (
	"errors"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
)

// ErrInvalidYearStart is returned when a text is not a day on which benefit years can start.
var ErrInvalidYearStart = errors.New("invalid start of a benefit year")

// Plan is an immutable version of what an insurer promises. Its cost shares and
// limits are on the ledger too; the fee schedule is there as its root.
type Plan struct {
	// ID and Insurer are given at registration; a plan document lacks them.
	ID      claims.PlanID    `json:"id,omitempty"`
	Insurer claims.InsurerID `json:"insurer,omitempty"`
	Name    string           `json:"name"`

	// Deductible is what one patient pays in a benefit year before the plan does;
	// FamilyDeductible what a family pays together.
	Deductible       Limit `json:"deductibleCents"`
	FamilyDeductible Limit `json:"familyDeductibleCents"`
	// IsDeductibleAggregate is set where with a family only the family deductible
	// counts. Otherwise the two are embedded: a patient's is met when their own is or
	// the family's is.
	IsDeductibleAggregate bool `json:"isDeductibleAggregate"`
	// OutOfPocketMax bounds copay, deductible and coinsurance of a patient in a
	// benefit year; FamilyOutOfPocketMax those of a family.
	OutOfPocketMax       Limit `json:"outOfPocketMaxCents"`
	FamilyOutOfPocketMax Limit `json:"familyOutOfPocketMaxCents"`
	// IsOutOfPocketAggregate is [Plan.IsDeductibleAggregate] of the out-of-pocket
	// maximum. A plan that must cap each person of an aggregate family leaves it unset.
	IsOutOfPocketAggregate bool `json:"isOutOfPocketAggregate"`

	// Limits are the benefit limits that classes name.
	Limits []BenefitLimit `json:"limits"`
	// Classes are the cost-share classes; a line's class is a position here.
	Classes []Class `json:"classes"`
	// BenefitYearStart is the day on which accumulators begin anew.
	BenefitYearStart YearStart `json:"benefitYearStart"`
	Clocks
	// IsInNetworkOnly is set where a provider outside the network is not paid.
	IsInNetworkOnly bool `json:"isInNetworkOnly"`
	// LineOfBusiness is what the postings of its rule set may depend on, such as dental;
	// "" is any.
	LineOfBusiness string `json:"lineOfBusiness,omitempty"`
	// Coordination is how the plan pays after other payers.
	Coordination Coordination `json:"coordination,omitzero"`
	// EvidenceDeadlineSeconds is how long a provider has to hand in a document.
	EvidenceDeadlineSeconds uint32 `json:"evidenceDeadlineSeconds"`
	// FeeSchedule is in the document as the text of its file.
	FeeSchedule pricing.Schedule `json:"-"`
	// Rules is the root of the rule set that claims are edited by; zero is the set that
	// is part of the program. It is in the document as hexadecimal digits.
	Rules [32]byte `json:"-"`
	// Prices is the root of the price tables that the fee schedule is read with, of the
	// same rule set; zero is none.
	Prices [32]byte `json:"-"`
	// Edits is what the plan names its rules by on the ledger, of the version of the rules
	// that published it; zero in a plan before it was published, and in those from before
	// it was kept.
	Edits [32]byte `json:"-"`
}

// Class is the cost share of a group of services. Classes are never specialities
// or diagnoses: they can be seen on the ledger.
type Class struct {
	Name      string `json:"name"`
	IsCovered bool   `json:"isCovered"`
	// IsDeductibleApplied is false for services that skip the deductible.
	IsDeductibleApplied bool `json:"isDeductibleApplied"`
	// IsOutOfPocketApplied is false for services whose cost share neither counts to
	// the out-of-pocket maximum nor is bounded by it. A plan document that does not
	// say means true: what the patient pays counts.
	IsOutOfPocketApplied bool `json:"isOutOfPocketApplied"`
	// IsAuthorizationRequired denies services without a prior authorization.
	IsAuthorizationRequired bool `json:"isAuthorizationRequired"`
	// IsEvidenceRequired denies services without evidence.
	IsEvidenceRequired bool `json:"isEvidenceRequired"`
	// IsBalanceBillingProhibited is set for services of which a provider outside the
	// network may not bill the patient what the plan does not recognise, such as
	// emergency services (45 CFR 149.410). One inside the network never may.
	IsBalanceBillingProhibited bool `json:"isBalanceBillingProhibited,omitzero"`
	// Coinsurance is the patient's share of what copay and deductible leave.
	Coinsurance money.BasisPoints `json:"coinsuranceBasisPoints"`
	// Copay is what the patient pays of each line first.
	Copay money.Amount `json:"copayCents"`
	// LimitA and LimitB are positions in the plan's limits + 1, zero for none; a line
	// goes through A, then through B. A plan document names the limits.
	LimitA uint8 `json:"-"`
	LimitB uint8 `json:"-"`
}

// ClassNames returns the names of the classes in their order.
func (p Plan) ClassNames() []string {
	names := make([]string, len(p.Classes))
	for i := range p.Classes {
		names[i] = p.Classes[i].Name
	}
	return names
}

// BenefitYear returns the benefit year that contains the date.
func (p Plan) BenefitYear(date claims.Date) claims.Span {
	year := date.Year()
	if date < p.BenefitYearStart.in(year) {
		year--
	}
	return claims.Span{Start: p.BenefitYearStart.in(year), End: p.BenefitYearStart.in(year + 1)}
}

// YearStart is the day of the calendar on which benefit years start. The zero
// YearStart is the first of January. The 29th of February is none.
type YearStart struct {
	Month time.Month
	Day   int
}

func (y YearStart) in(year int) claims.Date {
	if y == (YearStart{}) {
		return claims.NewDate(year, time.January, 1)
	}
	return claims.NewDate(year, y.Month, y.Day)
}

// isValid reports whether every calendar year has the day.
func (y YearStart) isValid() bool {
	if y == (YearStart{}) {
		return true
	}
	const commonYear = 2001
	date := time.Date(commonYear, y.Month, y.Day, 0, 0, 0, 0, time.UTC)
	return date.Year() == commonYear && date.Month() == y.Month && date.Day() == y.Day
}

// MarshalText writes MM-DD.
func (y YearStart) MarshalText() ([]byte, error) {
	return []byte(y.in(2001).String()[len("2001-"):]), nil
}

// UnmarshalText reads MM-DD.
//
// Errors: [ErrInvalidYearStart].
func (y *YearStart) UnmarshalText(text []byte) error {
	date, err := claims.ParseDate("2001-" + string(text))
	if err != nil {
		return ErrInvalidYearStart
	}
	t := date.Time()
	*y = YearStart{Month: t.Month(), Day: t.Day()}
	return nil
}
