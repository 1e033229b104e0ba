package adjudicate

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims/rules"
)

// Given is what is taken as found of a claim that is decided again by somebody who lacks
// what some rules look at: such as the patient's other claims. What it says of one line
// decides of others what it decided of them before.
type Given struct {
	// Reasons are hits of rules that cannot be asked. Each is found where its rule would
	// have found it; what is posted for it the tables say again.
	Reasons Reasons
	// HasPrimary has the sequences of add-ons of which the primary may be in another claim.
	HasPrimary map[int]bool
}

func (g *Given) hasPrimary(sequence int) bool { return g != nil && g.HasPrimary[sequence] }

// denies reports whether a hit of a line is given.
func (g *Given) denies(sequence int) bool {
	return g != nil && slices.ContainsFunc(g.Reasons, func(r Reason) bool { return r.Line == sequence })
}

// takeGiven notes what was found of a line in a phase, and reports whether there was any.
func (r *run) takeGiven(line *lineState, of phase) (isAny bool) {
	for i := range r.in.Given.Reasons {
		reason := &r.in.Given.Reasons[i]
		rule, isKnown := rules.ParseRule(reason.Rule)
		if reason.Line != line.Sequence || !isKnown || reason.phase(rule) != of {
			continue
		}
		*r.note(line, rule, false) = reason.Detail
		r.trace[len(r.trace)-1].Outcome = Hit
		line.found.isDenied = true
		line.found.isTerminal = line.found.isTerminal || rule.Step().IsTerminal()
		isAny = true
	}
	return isAny
}

// phases are those of rules whose step does not tell them.
var phases = map[rules.Rule]phase{
	rules.NCCIPair: paired, rules.FrequencyReached: limited, rules.AddOnPrimaryMissing: added, rules.PrimaryAnswerMissing: coordinated,
}

// phase returns when a rule is asked that gave a reason.
func (r *Reason) phase(rule rules.Rule) phase {
	of, isKnown := phases[rule]
	switch step := rule.Step(); {
	case isKnown:
		return of
	case rule == rules.MUEUnits && r.Detail.Indicator != 1:
		return counted
	case step == rules.Authorization:
		return authorized
	case step.IsTerminal():
		return terminal
	case r.isOfPrice():
		return priced
	}
	return coding
}

// earliest returns the first reason of the earliest phase among those that are meant, nil
// for none. Of a rule that is not known here the rule is zero.
func (r Reasons) earliest(isMeant func(*Reason, rules.Rule) bool) (first *Reason) {
	for i := range r {
		reason := &r[i]
		rule := ruleOf(reason)
		if isMeant(reason, rule) && (first == nil || reason.phase(rule) < first.phase(ruleOf(first))) {
			first = reason
		}
	}
	return first
}
