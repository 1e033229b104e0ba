package claims

import (
	"fmt"

	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Ids of the parties on chain: small numbers given out at registration.
type (
	// InsurerID names an insurer. Zero is no insurer.
	InsurerID uint32
	// ProviderID names a provider. Zero is no provider.
	ProviderID uint32
	// PlanID names an immutable plan version. Zero is no plan.
	PlanID uint32
	// FamilyYearID names a family's accumulators in one benefit year. Zero is no family.
	FamilyYearID uint32
	// CoverageYearID is the opaque random id of one coverage in one benefit year.
	CoverageYearID uint64
	// ExtensionID names the word beside a coverage year that holds the counters which
	// have no room in it. It is an opaque random id: the same one in several years
	// where its counters last beyond a year. Zero is no extension.
	ExtensionID uint64
)

// ID names a claim off chain: a random UUID as text. It says nothing of its content.
type ID string

// Type is the kind of claim; the words are FHIR's claim types.
type Type string

// The claim types accepted.
const (
	Professional  Type = "professional"
	Institutional Type = "institutional"
	Oral          Type = "oral"
	Pharmacy      Type = "pharmacy"
	Vision        Type = "vision"
)

// Frequency is the claim frequency code (CLM05-3).
type Frequency uint8

// The frequency codes in use.
const (
	Original    Frequency = 1
	Replacement Frequency = 7
	Void        Frequency = 8
)

// Claim is a request for payment as a provider submitted it.
type Claim struct {
	Type      Type       `json:"type"`
	Frequency Frequency  `json:"frequency"`
	Insurer   InsurerID  `json:"insurer"`
	Provider  ProviderID `json:"provider"`
	// PatientAccountNumber is the provider's own control number (CLM01), returned unchanged.
	PatientAccountNumber string `json:"patientAccountNumber"`
	// MemberNumber names the patient's coverage with the insurer.
	MemberNumber       string       `json:"memberNumber"`
	Diagnoses          []codes.Code `json:"diagnoses"`
	PriorAuthorization string       `json:"priorAuthorization"`
	Lines              []Line       `json:"lines"`
	// PriorPayers are the answers of those who paid before, in their order; none where
	// the insurer pays first.
	PriorPayers []PriorPayer `json:"priorPayers,omitempty"`
}

// MaxUnits is the largest number of units that the ledger can carry for a line.
const MaxUnits = 1<<14 - 1

// Line is one service on a claim.
type Line struct {
	// Sequence counts from 1 within the claim.
	Sequence       int        `json:"sequence"`
	Procedure      codes.Code `json:"procedure"`
	Modifiers      []string   `json:"modifiers"`
	PlaceOfService string     `json:"placeOfService"`
	// DiagnosisPointers are 1-based positions in the claim's diagnoses.
	DiagnosisPointers []int `json:"diagnosisPointers"`
	ServiceDate       Date  `json:"serviceDate"`
	Units             int   `json:"units"`
	// Charge is what the provider billed. Zero marks an informational line: it
	// is shown and never adjudicated.
	Charge money.Amount `json:"chargeCents"`
	// IsInformational is set when the provider gave no charge at all.
	IsInformational bool `json:"isInformational"`
}

// IsAdjudicated reports whether the line is decided: it has a charge. Other lines
// are informational.
func (l Line) IsAdjudicated() bool { return !l.IsInformational && !l.Charge.IsZero() }

// AdjudicatedCount returns how many lines are decided.
func (c Claim) AdjudicatedCount() int {
	count := 0
	for i := range c.Lines {
		if c.Lines[i].IsAdjudicated() {
			count++
		}
	}
	return count
}

// Charge returns the sum of the lines' charges.
//
// Errors: [money.ErrOverflow].
func (c Claim) Charge() (money.Amount, error) {
	total := money.Cents(0)
	for _, line := range c.Lines {
		var err error
		if total, err = total.Add(line.Charge); err != nil {
			return money.Amount{}, err
		}
	}
	return total, nil
}

// ServiceDate returns the earliest date of service of the claim's lines.
func (c Claim) ServiceDate() Date {
	var first Date
	for _, line := range c.Lines {
		if first.IsZero() || line.ServiceDate < first {
			first = line.ServiceDate
		}
	}
	return first
}

// Format implements fmt.Formatter: a claim never prints what it says, so that no
// log or error holds it by mistake.
func (Claim) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "[claim]") }

// Format implements fmt.Formatter: a line never prints what it says.
func (Line) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "[line]") }
