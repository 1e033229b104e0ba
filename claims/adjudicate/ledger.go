package adjudicate

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Ledger is what the ledger decided a claim on, as far as an explanation needs it.
type Ledger struct {
	Plan coverage.Plan
	// Year is the span of the coverage year that the claim names.
	Year claims.Span
	// ServiceDate is the claim's one date of service on the ledger.
	ServiceDate claims.Date
	// Rules say what is posted; nil is [rules.Builtin].
	Rules    *rules.Set
	Network  rules.Network
	Business rules.Business
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
	for i := range engine {
		if isFound && engine[i].Line == line && isSameRule(own.Rule, engine[i].Rule) {
			own = engine[i]
		}
	}
	own.IsPosted = isFound
	return own, isFound
}

// IsBalanceBilled reports whether the provider may bill the patient what is above the
// allowed amount of a line: outside the network, where nothing prohibits it. Where it is
// not known which network the provider is in, it may not.
func (l Ledger) IsBalanceBilled(result benefits.LineResult) bool {
	return l.Network == rules.OutOfNetwork && !l.class(result).IsBalanceBillingProhibited
}

// isSameRule reports whether two rules say the same; on which side of the
// coverage a service lies, the engine knows better.
func isSameRule(x, y string) bool {
	isEligibility := func(rule string) bool {
		return rule == rules.BeforeCoverage.String() || rule == rules.AfterCoverage.String()
	}
	return x == y || (isEligibility(x) && isEligibility(y))
}

// reason returns the ledger's own reason.
func (l Ledger) reason(line int, result benefits.LineResult) (Reason, bool) {
	rule, detail := l.rule(result)
	if rule == 0 {
		return Reason{}, false
	}
	set := l.Rules
	if set == nil {
		set = rules.Builtin()
	}
	posting := postingOf(set, rule, l.Network, l.Business)
	return Reason{
		Line: line, Group: posting.Group, CARC: posting.CARC, RARC: posting.RARC,
		Rule: rule.String(), RuleVersion: RuleVersion, Detail: detail,
	}, true
}

// rule returns the rule that took something off a line, zero for none.
func (l Ledger) rule(result benefits.LineResult) (rules.Rule, Detail) {
	switch result.Denial {
	case benefits.DenialOutsideCoverage:
		if l.ServiceDate < l.Year.Start {
			return rules.BeforeCoverage, Detail{Date: l.Year.Start}
		}
		return rules.AfterCoverage, Detail{Date: l.Year.End.AddDays(-1)}
	case benefits.DenialProviderNotCredentialed:
		return rules.ProviderNotCredentialed, Detail{}
	case benefits.DenialFiledLate:
		return rules.FilingLate, Detail{}
	case benefits.DenialClassNotCovered:
		return rules.PricingClassNotCovered, Detail{Class: l.class(result).Name}
	case benefits.DenialAuthorizationMissing:
		return rules.AuthorizationMissing, Detail{}
	case benefits.DenialEvidenceMissing:
		return rules.EvidenceMissing, Detail{}
	case benefits.DenialLimitReached:
		return l.limitRule(result), Detail{Class: l.class(result).Name}
	case benefits.DenialNone:
		if !result.Noncovered.IsZero() {
			return l.limitRule(result), Detail{Class: l.class(result).Name}
		}
	case benefits.DenialByEngine:
	}
	return 0, Detail{}
}

// limitRule returns the rule of the limits that took something off a line: that of
// visits where the class has no other limit. Where it has one of visits beside
// another, what took all of a line cannot be told from its result, and the rule
// that is true of every limit is posted.
func (l Ledger) limitRule(result benefits.LineResult) rules.Rule {
	class := l.class(result)
	for _, position := range [...]uint8{class.LimitA, class.LimitB} {
		if position != 0 && int(position) <= len(l.Plan.Limits) && l.Plan.Limits[position-1].Kind != coverage.Visits {
			return rules.LimitReached
		}
	}
	return rules.LimitVisitsReached
}

// class returns the result's class, or none where the plan lacks it.
func (l Ledger) class(result benefits.LineResult) coverage.Class {
	if int(result.Class) >= len(l.Plan.Classes) {
		return coverage.Class{}
	}
	return l.Plan.Classes[result.Class]
}
