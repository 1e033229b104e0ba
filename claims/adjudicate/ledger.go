package adjudicate

import (
	"slices"

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
	Provider Provider
	Business rules.Business
}

// Explain returns the reason that is posted for a line: why it is denied, or why
// a part of it is noncovered. It is false for a line of which nothing is taken
// off, and for a denial by the engine that the engine's reasons do not explain.
//
// The ledger's denial stands before what the engine posted; where the two say the
// same, the engine's reason says more.
func (l Ledger) Explain(line *claims.Line, result benefits.LineResult, engine Reasons) (Reason, bool) {
	posted, isPosted := engine.Posted(line.Sequence)
	if result.Denial == benefits.DenialByEngine {
		return posted, isPosted
	}
	own, isFound := l.reason(line, result)
	for i := range engine {
		if isFound && engine[i].Line == line.Sequence && isSameRule(own.Rule, engine[i].Rule) {
			own = engine[i]
		}
	}
	own.IsPosted = isFound
	return own, isFound
}

// IsBalanceBilled reports whether the provider may bill the patient what is above the
// allowed amount of a line: outside the network on the line's day, where nothing prohibits
// it. Where it is not known which network the provider is in, it may not.
func (l Ledger) IsBalanceBilled(line *claims.Line, result benefits.LineResult) bool {
	return l.network(line.ServiceDate) == rules.OutOfNetwork && !l.class(result).IsBalanceBillingProhibited
}

// network returns the network that the provider is in on a day.
func (l Ledger) network(on claims.Date) rules.Network {
	set := l.set()
	return l.Provider.on(set, set.ProviderOf(l.Provider.NPI), on).Network
}

func (l Ledger) set() *rules.Set {
	if l.Rules == nil {
		return rules.Builtin()
	}
	return l.Rules
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
func (l Ledger) reason(line *claims.Line, result benefits.LineResult) (Reason, bool) {
	rule, detail := l.rule(result)
	if rule == 0 {
		return Reason{}, false
	}
	posting := postingOf(l.set(), rule, l.network(line.ServiceDate), l.Business)
	return Reason{
		Line: line.Sequence, Group: posting.Group, CARC: posting.CARC, RARC: posting.RARC,
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

// limitRule returns the rule of the limits that took something off a line. Where two of
// different rules may have, which did cannot be told from the result, and a rule that is
// true of both is posted.
func (l Ledger) limitRule(result benefits.LineResult) rules.Rule {
	var rule rules.Rule
	class := l.class(result)
	for _, position := range [...]uint8{class.LimitA, class.LimitB} {
		if position == 0 || int(position) > len(l.Plan.Limits) {
			continue
		}
		limit := &l.Plan.Limits[position-1]
		if limit.Kind == coverage.Visits && !result.IsDenied() {
			continue // takes a line whole or not at all
		}
		rule = eitherLimit(rule, l.ruleOf(limit, position))
	}
	if rule == 0 {
		return rules.LimitReached
	}
	return rule
}

// ruleOf returns the rule of one limit.
func (l Ledger) ruleOf(limit *coverage.BenefitLimit, position uint8) rules.Rule {
	isLifetime := limit.Period == coverage.Lifetime
	switch {
	case isLifetime && limit.Kind == coverage.Money && l.isOfPlan(position):
		return rules.LimitPlanLifetimeReached
	case isLifetime && limit.Kind == coverage.Units:
		return rules.LimitLifetimeUnitsReached
	case isLifetime:
		return rules.LimitLifetimeReached
	case limit.Kind == coverage.Units:
		return rules.LimitUnitsReached
	case limit.Kind == coverage.Visits:
		return rules.LimitVisitsReached
	default:
		return rules.LimitReached
	}
}

// isOfPlan reports whether a limit is of all services that the plan covers, of whatever class.
func (l Ledger) isOfPlan(position uint8) bool {
	return !slices.ContainsFunc(l.Plan.Classes, func(c coverage.Class) bool {
		return c.IsCovered && c.LimitA != position && c.LimitB != position
	})
}

// eitherLimit returns the rule that is true whichever of two limits it was, x being zero
// where there is one alone.
func eitherLimit(x, y rules.Rule) rules.Rule {
	switch {
	case x == 0 || x == y:
		return y
	case isOfLifetime(x) && isOfLifetime(y):
		return rules.LimitLifetimeReached
	default:
		return rules.LimitReached
	}
}

func isOfLifetime(rule rules.Rule) bool {
	return rule == rules.LimitLifetimeReached || rule == rules.LimitLifetimeUnitsReached || rule == rules.LimitPlanLifetimeReached
}

// class returns the result's class, or none where the plan lacks it.
func (l Ledger) class(result benefits.LineResult) coverage.Class {
	if int(result.Class) >= len(l.Plan.Classes) {
		return coverage.Class{}
	}
	return l.Plan.Classes[result.Class]
}
