package adjudicate

import (
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Prices prices the adjudicated lines of a claim that was decided, in their order, and asks
// nothing else of them. isDenied says which lines, by their sequence, an edit denied: they
// have no price and no rank. Of History the lines count that the same provider has on the
// same days: they took their ranks before.
func Prices(in *Input, isDenied func(sequence int) bool) []pricing.Result {
	r := prepared(in)
	r.request.Lines = r.request.Lines[:0]
	for i := range r.lines {
		line := r.lines[i].toPrice()
		line.IsDenied = isDenied(r.lines[i].Sequence)
		r.request.Lines = append(r.request.Lines, line)
	}
	return r.book.Price(nil, &r.request)
}

// IsUnpriced reports whether an edit denied a line, which has no price and takes no rank
// then. What a rule that looks at its price denies has them.
func (r Reasons) IsUnpriced(line int) bool {
	for i := range r {
		if r[i].Line == line && !r[i].isOfPrice() {
			return true
		}
	}
	return false
}

// isOfPrice reports whether the rule was asked once the line had its price. What the
// tables say is not covered, an edit denies with the rule of a class that is not: it tells
// the code instead of the class.
func (r *Reason) isOfPrice() bool {
	rule, _ := rules.ParseRule(r.Rule)
	isOfCode := rule == rules.PricingClassNotCovered && r.Detail.Code != (codes.Code{})
	isOfEvidence := rule == rules.EvidenceOverdue || rule == rules.EvidenceMissing
	return rule.Step() == rules.Pricing && !isOfCode || rule.Step() == rules.Benefits || isOfEvidence
}

// prepared returns a run over the input that has asked nothing yet.
func prepared(in *Input) *run {
	var a Assessment
	r := &a.run
	r.in, r.out, r.set = in, &a, in.Rules
	if r.set == nil {
		r.set = rules.Builtin()
	}
	r.prepare()
	return r
}
