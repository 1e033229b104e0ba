package adjudicate

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// Ledger is what the ledger decided a claim on, as far as an explanation needs it.
type Ledger struct {
	Plan coverage.Plan
	// Year is the span of the coverage year that the claim names.
	Year claims.Span
	// ServiceDate is the claim's one date of service on the ledger.
	ServiceDate claims.Date
}

// Explain returns the reason that is posted for a line: why it is denied, or why
// a part of it is noncovered. It is false for a line of which nothing is taken
// off, and for a denial by the engine that the engine's reasons do not explain.
//
// The ledger's denial stands before what the engine posted; where the two say the
// same, the engine's reason says more.
func (l Ledger) Explain(line int, result benefits.LineResult, engine Reasons) (Reason, bool) {
	posted, isPosted := engine.Posted(line)
	if result.Denial == benefits.DenialByEngine {
		return posted, isPosted
	}
	own, isFound := l.reason(line, result)
	if isFound && isPosted && isSameRule(own.Rule, posted.Rule) {
		return posted, true
	}
	own.IsPosted = isFound
	return own, isFound
}

// isSameRule reports whether two rules say the same; on which side of the
// coverage a service lies, the engine knows better.
func isSameRule(x, y string) bool {
	isEligibility := func(rule string) bool { return rule == RuleBeforeCoverage || rule == RuleAfterCoverage }
	return x == y || (isEligibility(x) && isEligibility(y))
}

// reason returns the ledger's own reason.
func (l Ledger) reason(line int, result benefits.LineResult) (Reason, bool) {
	switch result.Denial {
	case benefits.DenialOutsideCoverage:
		if l.ServiceDate < l.Year.Start {
			return beforeCoverage.reason(line, Detail{Date: l.Year.Start}), true
		}
		return afterCoverage.reason(line, Detail{Date: l.Year.End.AddDays(-1)}), true
	case benefits.DenialProviderNotCredentialed:
		return providerNotCredentialed.reason(line, Detail{}), true
	case benefits.DenialFiledLate:
		return filedLate.reason(line, Detail{}), true
	case benefits.DenialClassNotCovered:
		return classNotCovered.reason(line, Detail{Class: l.class(result).Name}), true
	case benefits.DenialAuthorizationMissing:
		return authorizationMissing.reason(line, Detail{}), true
	case benefits.DenialEvidenceMissing:
		return evidenceMissing.reason(line, Detail{}), true
	case benefits.DenialLimitReached:
		return l.limitRule(result).reason(line, Detail{Class: l.class(result).Name}), true
	case benefits.DenialNone:
		if !result.Noncovered.IsZero() {
			return l.limitRule(result).reason(line, Detail{Class: l.class(result).Name}), true
		}
	case benefits.DenialByEngine:
	}
	return Reason{}, false
}

// limitRule returns the rule of the limits that took something off a line: that of
// visits where the class has no other limit. Where it has one of visits beside
// another, what took all of a line cannot be told from its result, and the rule
// that is true of every limit is posted.
func (l Ledger) limitRule(result benefits.LineResult) rule {
	class := l.class(result)
	for _, position := range [...]uint8{class.LimitA, class.LimitB} {
		if position != 0 && int(position) <= len(l.Plan.Limits) && l.Plan.Limits[position-1].Kind != coverage.Visits {
			return limitReached
		}
	}
	return visitsReached
}

// class returns the result's class, or none where the plan lacks it.
func (l Ledger) class(result benefits.LineResult) coverage.Class {
	if int(result.Class) >= len(l.Plan.Classes) {
		return coverage.Class{}
	}
	return l.Plan.Classes[result.Class]
}
