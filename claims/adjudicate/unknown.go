package adjudicate

import (
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// awaitRules has every line wait: there is no rule set to decide it by. No review
// stands in for the set.
func (r *run) awaitRules() {
	for i := range r.lines {
		line := &r.lines[i]
		*r.nextStep() = Step{Line: line.Sequence, Rule: rules.NoRules, Outcome: Waits}
		r.out.Lines = append(r.out.Lines, LineAssessment{
			Sequence: line.Sequence, Charge: line.Charge, Units: line.Units, Class: benefits.ClassDenied, IsDenied: true,
		})
		r.out.ReviewsNeeded = append(r.out.ReviewsNeeded, ReviewNeed{Line: line.Sequence, Rule: rules.NoRules.String()})
	}
}
