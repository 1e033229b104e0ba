package adjudicate

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// price prices the lines that no step before the edits denied, and asks what depends on
// the price.
func (r *run) price() {
	for i := range r.lines {
		line := &r.lines[i]
		assessed := LineAssessment{
			Sequence: line.Sequence, Charge: line.Charge, Units: line.Units, Class: benefits.ClassDenied, IsDenied: true,
		}
		if !line.isTerminal {
			price, isPriced := r.in.Plan.FeeSchedule.Price(line.Procedure, line.Charge, line.Units)
			r.checkPrice(line, &assessed, price, isPriced)
		}
		r.out.Lines = append(r.out.Lines, assessed)
	}
}

// checkPrice decides what a price gives. What pays nothing is a denial with a reason
// of its own: a contractual adjustment never takes the whole charge.
func (r *run) checkPrice(line *lineState, assessed *LineAssessment, price pricing.Price, isPriced bool) {
	var class *coverage.Class
	if isPriced && int(price.Class) < len(r.in.Plan.Classes) {
		class = &r.in.Plan.Classes[price.Class]
	}
	r.deny(line, rules.PricingNoFee, class == nil, &Detail{Code: line.Procedure})
	if class == nil {
		return
	}
	r.deny(line, rules.PricingClassNotCovered, !class.IsCovered, &Detail{Class: class.Name})
	if !class.IsCovered {
		assessed.Class = price.Class
		return
	}
	r.deny(line, rules.PricingNothingAllowed, price.Allowed.IsZero(), &Detail{Code: line.Procedure})
	if price.Allowed.IsZero() || !r.checkEvidence(line, price.Evidence) || line.isDenied || line.isWaiting {
		return
	}
	assessed.Allowed, assessed.Class, assessed.IsDenied = price.Allowed, price.Class, false
}

// deny notes a rule and marks the line where it hits.
func (r *run) deny(line *lineState, rule rules.Rule, isHit bool, detail *Detail) {
	r.note(line, rule, isHit, detail)
	line.isDenied = line.isDenied || isHit
}

// checkEvidence denies a line whose document did not come by the deadline, and asks
// for it before. Nobody is asked for a document that would change nothing: the line
// must be payable, and no other rule may have hit it.
func (r *run) checkEvidence(line *lineState, kind string) (isComplete bool) {
	switch {
	case kind == "":
		return true
	case r.in.EvidenceReceived[kind]:
		r.note(line, rules.EvidenceOverdue, false, &Detail{Kind: kind})
		return true
	case r.in.IsEvidenceOverdue:
		r.deny(line, rules.EvidenceOverdue, true, &Detail{Kind: kind})
	case !line.isDenied:
		r.note(line, rules.EvidenceRequired, true, &Detail{Kind: kind})
		r.out.EvidenceNeeded = append(r.out.EvidenceNeeded, EvidenceNeed{Line: line.Sequence, Kind: kind})
	}
	return false
}

// post makes reasons of a line's hits, the posted one first. A line that is denied
// waits for nobody.
func (r *run) post(line *lineState) {
	begin, best := len(r.out.Reasons), -1
	var bestAt order
	for i := range r.out.Trace {
		step := &r.out.Trace[i]
		if step.Line != line.Sequence || step.Outcome != Hit {
			continue
		}
		posting := r.set.Posting(step.Rule, r.in.Provider.Network, r.in.Business)
		at := order{step: step.Rule.Step(), priority: posting.Priority, rule: step.Rule}
		if best < 0 || at.less(bestAt) {
			best, bestAt = len(r.out.Reasons), at
		}
		r.out.Reasons = append(r.out.Reasons, Reason{
			Line: line.Sequence, Group: posting.Group, CARC: posting.CARC, RARC: posting.RARC,
			Rule: step.Rule.String(), RuleVersion: RuleVersion, Detail: step.Detail,
		})
	}
	if best < 0 {
		r.askForReview(line)
		return
	}
	hits := r.out.Reasons[begin:]
	hits[best-begin].IsPosted = true
	posted := hits[best-begin]
	copy(hits[1:best-begin+1], hits[:best-begin])
	hits[0] = posted
	assessed := &r.out.Lines[slices.IndexFunc(r.out.Lines, func(l LineAssessment) bool { return l.Sequence == line.Sequence })]
	if posted.Rule != rules.PricingClassNotCovered.String() {
		assessed.Class = benefits.ClassDenied
	}
}

// askForReview keeps what a person has to look at of a line that nothing denies.
func (r *run) askForReview(line *lineState) {
	for i := range r.out.Trace {
		step := &r.out.Trace[i]
		if step.Line == line.Sequence && step.Outcome == Waits && step.Rule != rules.EvidenceRequired {
			r.out.ReviewsNeeded = append(r.out.ReviewsNeeded, ReviewNeed{Line: step.Line, Rule: step.Rule.String(), Detail: step.Detail})
		}
	}
}

// order is where a hit stands among those of a line.
type order struct {
	step     rules.Step
	priority uint16
	rule     rules.Rule
}

func (o order) less(other order) bool {
	if o.step != other.step {
		return o.step < other.step
	}
	if o.priority != other.priority {
		return o.priority < other.priority
	}
	return o.rule < other.rule
}
