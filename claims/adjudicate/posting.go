package adjudicate

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// price prices the lines that nothing denied, all at once since they are ranked among
// each other. What the price denies stands beside no other line.
func (r *run) price() {
	r.request.Lines = r.request.Lines[:0]
	for i := range r.lines {
		line := &r.lines[i]
		line.priced.IsDenied = line.isDenied
		r.request.Lines = append(r.request.Lines, line.priced)
	}
	r.out.Prices = r.book.Price(r.out.Prices[:0], &r.request)
	for i := range r.lines {
		r.lines[i].isUnpaid = r.isUnpaid(&r.lines[i], &r.out.Prices[i])
	}
	r.mark()
}

// isUnpaid reports whether a price denies its line, as assess notes later, or the ledger
// will for want of an authorization.
func (r *run) isUnpaid(line *lineState, price *pricing.Result) bool {
	switch {
	case price.Outcome == pricing.Skipped:
		return false
	case r.classOf(price) == nil, r.isUnpayable(price), price.Outcome == pricing.ModifierUnpriced, price.Outcome == pricing.ModifierNotPaid:
		return true
	case price.Outcome == pricing.NothingAllowed:
		return r.alone(line).Outcome == pricing.NothingAllowed // and not for its rank, which is beside others
	case price.Outcome == pricing.ByReport:
		review := r.reviewOf(line, rules.PricingByReport)
		return review != nil && !(money.Amount{}).Less(review.Allowed)
	}
	return false
}

// isUnpayable reports whether the row of a price denies its line, whatever it gives: by
// its class, by the document that it demands, or by the authorization, as the ledger will.
func (r *run) isUnpayable(price *pricing.Result) bool {
	class, kind := r.classOf(price), price.Evidence
	if price.Outcome == pricing.Skipped || class == nil {
		return false
	}
	return !class.IsCovered || class.IsAuthorizationRequired && r.in.Claim.PriorAuthorization == "" ||
		kind != "" && r.in.EvidenceOverdue[kind] && !r.in.EvidenceReceived[kind]
}

// priceRest prices again where a line was denied, beside others or by its row: it takes
// no rank, and nothing of a case rate.
func (r *run) priceRest() {
	isSame := true
	for i := range r.lines {
		line, request := &r.lines[i], &r.request.Lines[i]
		line.isUnpaid, line.isDenied = false, line.found.isDenied
		isDenied := line.isDenied || r.isUnpayable(&r.out.Prices[i])
		isSame = isSame && isDenied == request.IsDenied
		request.IsDenied = isDenied
	}
	if !isSame {
		r.out.Prices = r.book.Price(r.out.Prices[:0], &r.request)
	}
}

// assess makes the lines of the assessment. A line that is denied is priced by itself:
// it takes no rank, but what stands against its price is said too.
func (r *run) assess() {
	for i := range r.lines {
		line, price := &r.lines[i], &r.out.Prices[i]
		assessed := LineAssessment{
			Sequence: line.Sequence, Charge: line.Charge, Units: line.Units, Class: benefits.ClassDenied, IsDenied: true,
		}
		if !line.isTerminal {
			r.checkPrice(line, &assessed, price)
		}
		if r.in.Given != nil && r.takeGiven(line, priced) {
			assessed.Allowed, assessed.Class, assessed.IsDenied = money.Amount{}, benefits.ClassDenied, true
		}
		r.out.Lines = append(r.out.Lines, assessed)
	}
}

// toPrice returns the line as it is priced, of a provider that is known.
func (s *lineState) toPrice() pricing.Line {
	return pricing.Line{
		Code: s.Procedure, Modifiers: s.Modifiers, Units: s.Units, Charge: s.Charge,
		Place: s.PlaceOfService, Date: s.ServiceDate, Affiliation: &s.provider.Affiliation, Symbol: s.priced.Symbol,
	}
}

// alone returns the price that a line would have if nothing denied it and it stood
// alone. The result holds until the next one.
func (r *run) alone(line *lineState) *pricing.Result {
	lines := append(r.aloneRequest.Lines[:0], line.priced)
	lines[0].IsDenied = false
	r.aloneRequest = r.request
	r.aloneRequest.Lines, r.aloneRequest.Used = lines, nil
	r.alonePrices = r.book.Price(r.alonePrices[:0], &r.aloneRequest)
	return &r.alonePrices[0]
}

// classOf returns the class of a price, nil where there is none.
func (r *run) classOf(price *pricing.Result) *coverage.Class {
	hasClass := price.Outcome != pricing.NoRow && price.Outcome != pricing.NoContract
	if !hasClass || int(price.Class) >= len(r.in.Plan.Classes) {
		return nil
	}
	return &r.in.Plan.Classes[price.Class]
}

// checkPrice decides what a price gives. What pays nothing is a denial with a reason
// of its own: a contractual adjustment never takes the whole charge.
func (r *run) checkPrice(line *lineState, assessed *LineAssessment, price *pricing.Result) {
	if price.Outcome == pricing.Skipped {
		price = r.alone(line)
	}
	if price.Outcome == pricing.NoContract {
		r.deny(line, rules.PricingNoContract, true).Text = price.Steps.Contract
		return
	}
	class := r.classOf(price)
	r.deny(line, rules.PricingNoFee, class == nil).Code = line.Procedure
	if class == nil {
		return
	}
	r.deny(line, rules.PricingClassNotCovered, !class.IsCovered).Class = class.Name
	if !class.IsCovered {
		assessed.Class = price.Class
		return
	}
	allowed := price.Allowed
	switch {
	case r.checkModifierPrice(line, price):
	case price.Outcome != pricing.ByReport:
		r.deny(line, rules.PricingNothingAllowed, price.Outcome == pricing.NothingAllowed).Code = line.Procedure
	case !line.isDenied: // nobody is asked for a price that would change nothing
		allowed = r.priceByReport(line)
	}
	if !r.checkEvidence(line, price.Evidence) || line.isDenied || line.isWaiting {
		return
	}
	assessed.Allowed, assessed.Class, assessed.IsDenied = allowed, price.Class, false
}

// checkModifierPrice denies a line for a modifier with which its procedure, which has a
// fee, is not priced or not paid: that is not the patient's, as a want of a fee may be.
func (r *run) checkModifierPrice(line *lineState, price *pricing.Result) (isDenied bool) {
	if len(line.Modifiers) == 0 {
		return false
	}
	for _, asked := range modifierRules {
		isHit := price.Outcome == asked.outcome
		detail := r.deny(line, asked.rule, isHit)
		if detail.Code = line.Procedure; isHit {
			detail.Text, isDenied = line.Modifiers[price.Steps.EndedBy-1], true
		}
	}
	return isDenied
}

var modifierRules = [...]struct {
	rule    rules.Rule
	outcome pricing.Outcome
}{
	{rules.PricingModifierUnpriced, pricing.ModifierUnpriced},
	{rules.PricingModifierNotPaid, pricing.ModifierNotPaid},
}

// priceByReport returns what a person allows of a line that no table prices; the line
// waits for that. Nothing allowed is a denial as any other.
func (r *run) priceByReport(line *lineState) money.Amount {
	review := r.reviewOf(line, rules.PricingByReport)
	if review == nil {
		r.note(line, rules.PricingByReport, true).Code = line.Procedure
		line.isWaiting = true
		return money.Amount{}
	}
	r.note(line, rules.PricingByReport, false).Code = line.Procedure
	allowed := money.Min(review.Allowed, line.Charge)
	r.deny(line, rules.PricingNothingAllowed, !(money.Amount{}).Less(allowed)).Code = line.Procedure
	return allowed
}

// deny notes a rule and marks the line where it hits.
func (r *run) deny(line *lineState, rule rules.Rule, isHit bool) *Detail {
	line.isDenied = line.isDenied || isHit
	return r.note(line, rule, isHit)
}

// checkEvidence denies a line whose document did not come by the deadline, and asks
// for it before. Nobody is asked for a document that would change nothing: the line
// must be payable, and no other rule may have hit it.
func (r *run) checkEvidence(line *lineState, kind string) (isComplete bool) {
	switch {
	case kind == "":
		return true
	case r.in.EvidenceReceived[kind]:
		r.note(line, rules.EvidenceOverdue, false).Kind = kind
		return true
	case r.in.EvidenceOverdue[kind]:
		r.deny(line, rules.EvidenceOverdue, true).Kind = kind
	case !line.isDenied:
		r.note(line, rules.EvidenceRequired, true).Kind = kind
		r.out.EvidenceNeeded = append(r.out.EvidenceNeeded, EvidenceNeed{Line: line.Sequence, Kind: kind})
	}
	return false
}

// post makes reasons of a line's hits, the posted one first. A line that is denied
// waits for nobody.
func (r *run) post(line *lineState) {
	if !line.found.isDenied {
		r.askForReview(line)
		return
	}
	begin, best := len(r.out.Reasons), -1
	var bestAt order
	for i := range r.trace {
		step := &r.trace[i]
		if step.Line != line.Sequence || step.Outcome != Hit {
			continue
		}
		posting := postingOf(r.set, step.Rule, line.provider.network, r.in.Business)
		at := order{step: step.Rule.Step(), priority: posting.Priority, rule: step.Rule}
		if best < 0 || at.less(bestAt) {
			best, bestAt = len(r.out.Reasons), at
		}
		r.out.Reasons = append(r.out.Reasons, Reason{
			Line: line.Sequence, Group: posting.Group, CARC: posting.CARC, RARC: posting.RARC,
			Rule: step.Rule.String(), RuleVersion: RuleVersion, Detail: step.Detail,
		})
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

// postingOf returns what a rule posts. A line of business of another set, which this
// one does not know, is any; a rule that the set is older than posts what the program has.
func postingOf(set *rules.Set, rule rules.Rule, network rules.Network, business rules.Business) *rules.Posting {
	if posting := set.Posting(rule, network, business); posting != nil {
		return posting
	}
	if posting := set.Posting(rule, network, 0); posting != nil {
		return posting
	}
	return rules.Builtin().Posting(rule, network, 0)
}

// askForReview keeps what a person has to look at of a line that nothing denies.
func (r *run) askForReview(line *lineState) {
	if !line.found.isWaiting {
		return
	}
	for i := range r.trace {
		step := &r.trace[i]
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
