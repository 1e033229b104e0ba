package adjudicate

import (
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Prices prices the adjudicated lines of a claim that was decided, in their order, and asks
// nothing else of them. isUnpriced says which lines, by their sequence, were denied for what
// takes them off their price ([Reasons.IsUnpriced]). Of History the lines count that the same
// provider has on the same days: they took their ranks before.
func Prices(in *Input, isUnpriced func(sequence int) bool) []pricing.Result {
	r := prepared(in)
	for i := range r.lines {
		r.lines[i].found.isDenied = isUnpriced(r.lines[i].Sequence)
	}
	r.mark()
	r.price()
	r.priceRest()
	return r.out.Prices
}

// IsUnpriced reports whether a line has no price and takes no rank: whatever denied it, but
// that there is no price for it or that its price is nothing.
func (r Reasons) IsUnpriced(line int) bool {
	for i := range r {
		rule, _ := rules.ParseRule(r[i].Rule)
		isFound := rule.Step() == rules.Pricing && rule != rules.PricingClassNotCovered // by pricing it
		if r[i].Line == line && !isFound {
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
