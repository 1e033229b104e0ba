package adjudicate

import (
	"sync"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/internal/canonical"
	"github.com/clearclaim/clearclaim/claims/pricing"
)

// Rule names, as they stand in reasons.
const (
	RuleBeforeCoverage  = "eligibility.before-coverage"
	RuleAfterCoverage   = "eligibility.after-coverage"
	RuleDuplicate       = "duplicate.exact"
	RuleEvidenceOverdue = "evidence.overdue"
	RuleNoFee           = "pricing.no-fee"
	RuleClassNotCovered = "pricing.class-not-covered"
	RuleNothingAllowed  = "pricing.nothing-allowed"
)

// Names of the ledger's own rules. Where one of the rules above says the same as
// the ledger it has that name.
const (
	RuleProviderNotCredentialed = "provider.not-credentialed"
	RuleFiledLate               = "filing.late"
	RuleAuthorizationMissing    = "authorization.missing"
	RuleEvidenceMissing         = "evidence.missing"
	RuleLimitReached            = "limit.reached"
	RuleVisitsReached           = "limit.visits-reached"
)

// RuleVersion is the version of the rules of this package. A change of what a
// rule decides is a new version.
const RuleVersion = "1"

// EditsRoot returns the hash that a plan names its rules by on the ledger: of the
// version of the rules and of the code tables that they look codes up in.
//
//	H(0x13 ‖ "clearclaim/edits/v1" ‖ version ‖ 0x00 ‖ tables)
func EditsRoot() [32]byte { return editsRoot() }

var editsRoot = sync.OnceValue(func() [32]byte {
	return canonical.Keccak256([]byte{0x13}, []byte("clearclaim/edits/v1"), []byte(RuleVersion), []byte{0}, codes.Content())
})

// rule is what a hit posts.
type rule struct {
	name       string
	group      codes.Group
	carc, rarc string
}

// The rules by priority, which is the order in which they are asked: eligibility,
// duplicate, evidence, pricing.
var (
	beforeCoverage  = rule{RuleBeforeCoverage, codes.PatientResponsibility, "26", "N30"}
	afterCoverage   = rule{RuleAfterCoverage, codes.PatientResponsibility, "27", "N30"}
	duplicate       = rule{RuleDuplicate, codes.OtherAdjustment, "18", ""}
	evidenceOverdue = rule{RuleEvidenceOverdue, codes.ContractualObligation, "226", "N706"}
	noFee           = rule{RuleNoFee, codes.PatientResponsibility, "96", "N130"}
	classNotCovered = rule{RuleClassNotCovered, codes.PatientResponsibility, "96", "N130"}
	nothingAllowed  = rule{RuleNothingAllowed, codes.ContractualObligation, "97", ""}
)

// The rules of the ledger besides.
var (
	providerNotCredentialed = rule{RuleProviderNotCredentialed, codes.ContractualObligation, "B7", ""}
	filedLate               = rule{RuleFiledLate, codes.ContractualObligation, "29", ""}
	authorizationMissing    = rule{RuleAuthorizationMissing, codes.ContractualObligation, "197", ""}
	evidenceMissing         = rule{RuleEvidenceMissing, codes.ContractualObligation, "252", "N706"}
	limitReached            = rule{RuleLimitReached, codes.PatientResponsibility, "119", ""}
	visitsReached           = rule{RuleVisitsReached, codes.PatientResponsibility, "B1", ""}
)

// reason is the rule's hit on a line, not yet posted.
func (r rule) reason(line int, detail Detail) Reason {
	return Reason{
		Line:        line,
		Group:       string(r.group),
		CARC:        r.carc,
		RARC:        r.rarc,
		Rule:        r.name,
		RuleVersion: RuleVersion,
		Detail:      detail,
	}
}

func (a *Assessment) hit(r rule, line int, detail Detail) {
	a.Reasons = append(a.Reasons, r.reason(line, detail))
}

// checkEligibility denies a service outside the coverage.
func (a *Assessment) checkEligibility(in *Input, line *claims.Line) {
	span := in.Coverage.Span
	switch {
	case line.ServiceDate < span.Start:
		a.hit(beforeCoverage, line.Sequence, Detail{Date: span.Start})
	case !span.Contains(line.ServiceDate):
		a.hit(afterCoverage, line.Sequence, Detail{Date: span.End.AddDays(-1)})
	}
}

// checkDuplicate denies a line that repeats one of a claim that stands, or an
// earlier one of this claim.
func (a *Assessment) checkDuplicate(in *Input, index int) {
	line := &in.Claim.Lines[index]
	if in.DuplicateLines[line.Sequence] {
		a.hit(duplicate, line.Sequence, Detail{})
		return
	}
	if isRepeatStated(line) {
		return
	}
	for i := range index {
		if earlier := &in.Claim.Lines[i]; earlier.IsAdjudicated() && isSameService(earlier, line) {
			a.hit(duplicate, line.Sequence, Detail{RepeatedLine: earlier.Sequence})
			return
		}
	}
}

// checkEvidence denies a line whose document did not come by the deadline, and
// asks for it before. Nobody is asked for a document that would change nothing:
// the line must be payable, and no other rule may have hit it.
func (a *Assessment) checkEvidence(in *Input, line *claims.Line, kind string, isDenied bool) (isComplete bool) {
	switch {
	case kind == "" || in.EvidenceReceived[kind]:
		return true
	case in.IsEvidenceOverdue:
		a.hit(evidenceOverdue, line.Sequence, Detail{Kind: kind})
	case !isDenied:
		a.EvidenceNeeded = append(a.EvidenceNeeded, EvidenceNeed{Line: line.Sequence, Kind: kind})
	}
	return false
}

// pricingRule returns the rule by which a price pays nothing, if any. The class
// is that of the price, when the plan has it.
func pricingRule(price pricing.Price, isPriced bool, class *coverage.Class) (rule, Detail, bool) {
	switch {
	case !isPriced || class == nil:
		return noFee, Detail{}, true
	case !class.IsCovered:
		return classNotCovered, Detail{Class: class.Name}, true
	case price.Allowed.IsZero():
		// A contractual adjustment never takes the whole charge: what the schedule
		// gives nothing for is a denial with a reason of its own.
		return nothingAllowed, Detail{}, true
	}
	return rule{}, Detail{}, false
}
