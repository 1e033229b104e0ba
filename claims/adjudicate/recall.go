package adjudicate

import (
	"maps"
	"slices"

	"github.com/clearclaim/clearclaim/claims/rules"
)

// Recall returns the input of a claim that was decided, so that deciding it again finds
// what was found: documents that were overdue are, and hits that what is at hand does not
// give are taken as given. What hits by what is at hand alone hits all the same: see
// [Retrace].
//
// Errors: those of [Assess].
func Recall(in Input, decided Reasons) (Input, error) {
	in.recallDocuments(decided)
	given := &Given{}
	in.Given = given
	for range decided { // what is given changes what is found after it
		a, err := Assess(in)
		if err != nil {
			return in, err
		}
		missing := decided.earliest(func(reason *Reason, rule rules.Rule) bool {
			return rule != 0 && find(a.Reasons, reason) == nil && !slices.Contains(given.Reasons, *reason)
		})
		if missing == nil {
			break
		}
		given.Reasons = append(given.Reasons, *missing)
	}
	return in, nil
}

// recallDocuments has the documents be missing that were overdue.
func (in *Input) recallDocuments(decided Reasons) {
	received, overdue := maps.Clone(in.EvidenceReceived), map[string]bool{}
	maps.Copy(overdue, in.EvidenceOverdue)
	for i := range decided {
		if kind := decided[i].Detail.Kind; decided[i].Rule == rules.EvidenceOverdue.String() {
			delete(received, kind)
			overdue[kind] = true
		}
	}
	in.EvidenceReceived, in.EvidenceOverdue = received, overdue
}

// Retrace returns the steps of a line, of the trace of a claim that was decided again, as
// its decision has them: what hit then does, with what it looked at, and nothing else. A
// rule that hits now alone had passed, by what is not kept. What the ledger denied without
// a rule comes last.
func Retrace(trace []Step, line int, hits Reasons) []Step {
	steps, isTold := []Step(nil), make([]bool, len(hits))
	for i := range trace {
		step := trace[i]
		if step.Line != line {
			continue
		}
		at := slices.IndexFunc(hits, func(hit Reason) bool {
			return hit.Line == line && ruleOf(&hit) == step.Rule && isSameQuestion(step.Rule, &step.Detail, &hit.Detail)
		})
		switch {
		case at >= 0 && isTold[at]: // asked, and given
			continue
		case at >= 0:
			isTold[at], step.Outcome, step.Detail = true, Hit, hits[at].Detail
		case step.Outcome == Hit:
			step.Outcome, step.Detail = Passed, Detail{}
		case step.Outcome == Waits && len(hits) == 0: // somebody looked at it since
			step.Outcome = Passed
		}
		steps = append(steps, step)
	}
	for i := range hits {
		if rule := ruleOf(&hits[i]); rule != 0 && !isTold[i] {
			steps = append(steps, Step{Line: line, Rule: rule, Outcome: Hit, Detail: hits[i].Detail})
		}
	}
	return steps
}

// isSameQuestion reports whether two steps of a rule for a line ask the same: a rule may be
// asked for each of several limits, and of a class that is not covered by the tables and by
// the price.
func isSameQuestion(rule rules.Rule, x, y *Detail) bool {
	isSame := true
	if rule == rules.FrequencyReached {
		isSame = x.Limit == y.Limit && x.Indicator == y.Indicator && x.Days == y.Days
	}
	if rule == rules.PricingClassNotCovered {
		isSame = x.Code == y.Code
	}
	return isSame
}
