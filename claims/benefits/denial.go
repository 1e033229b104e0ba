package benefits

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// Denial is why a line is denied, as the ledger numbers it.
type Denial uint8

// The denials. The first that applies denies the line: those of the whole claim,
// OutsideCoverage to FiledLate, then the others in their order.
const (
	DenialNone Denial = iota
	// DenialByEngine: a rule denied the line before it came to the ledger; its class
	// is [ClassDenied].
	DenialByEngine
	// DenialOutsideCoverage: the service is outside of the coverage year's span.
	DenialOutsideCoverage
	// DenialProviderNotCredentialed: the provider was not credentialed on the day of
	// the service.
	DenialProviderNotCredentialed
	// DenialFiledLate: the claim came after the plan's deadline for filing.
	DenialFiledLate
	// DenialClassNotCovered: the plan does not cover the class.
	DenialClassNotCovered
	// DenialAuthorizationMissing: the class requires a prior authorization.
	DenialAuthorizationMissing
	// DenialEvidenceMissing: the class requires evidence.
	DenialEvidenceMissing
	// DenialLimitReached: limits leave nothing of what was allowed. Of all denials
	// this one alone keeps the allowed amount, as noncovered.
	DenialLimitReached
)

var denialWords = [...]string{
	"None", "ByEngine", "OutsideCoverage", "ProviderNotCredentialed", "FiledLate",
	"ClassNotCovered", "AuthorizationMissing", "EvidenceMissing", "LimitReached",
}

// IsKnown reports whether the ledger gives such a denial.
func (d Denial) IsKnown() bool { return int(d) < len(denialWords) }

// String returns the denial's name on the ledger.
func (d Denial) String() string {
	if !d.IsKnown() {
		return "Unknown"
	}
	return denialWords[d]
}

// Facts are what the ledger knows of a claim besides its lines.
type Facts struct {
	// Year is the span of the coverage year that the claim names.
	Year claims.Span
	// ServiceDate is the one day of service that the ledger looks at.
	ServiceDate claims.Date
	// ReceiptDate is the day of receipt at the plan's offset. A stopped clock does
	// not move it: what a claim waits for after its receipt does not make it late.
	ReceiptDate claims.Date
	// IsProviderCredentialed is set when the service date lies in one of the
	// provider's effective spans.
	IsProviderCredentialed bool
	HasAuthorization       bool
	HasEvidence            bool
	// IsLateFilingExcused lifts the deadline for filing.
	IsLateFilingExcused bool
	// HasPriorPayers is set where payers before answered: the lines are coordinated.
	HasPriorPayers bool
}

// denial returns why the whole claim is denied, if it is.
func (f *Facts) denial(plan *coverage.Plan) Denial {
	switch {
	case !f.Year.Contains(f.ServiceDate):
		return DenialOutsideCoverage
	case !f.IsProviderCredentialed:
		return DenialProviderNotCredentialed
	case f.isFiledLate(int(plan.TimelyFilingDays)):
		return DenialFiledLate
	default:
		return DenialNone
	}
}

func (f *Facts) isFiledLate(days int) bool {
	return days != 0 && !f.IsLateFilingExcused && int(f.ReceiptDate-f.ServiceDate) > days
}

// denialOf returns why a line of a class is denied before its benefits are
// looked at, if it is. A nil class is the engine's denial.
func (f *Facts) denialOf(class *coverage.Class) Denial {
	switch {
	case class == nil:
		return DenialByEngine
	case !class.IsCovered:
		return DenialClassNotCovered
	case class.IsAuthorizationRequired && !f.HasAuthorization:
		return DenialAuthorizationMissing
	case class.IsEvidenceRequired && !f.HasEvidence:
		return DenialEvidenceMissing
	default:
		return DenialNone
	}
}
