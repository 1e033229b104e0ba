package adjudicate

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Coordination is what the insurer knows of the coverages that a patient has besides
// the one that claims are for.
type Coordination struct {
	// Own is that coverage, as the order of payers looks at it; its id is not looked at.
	Own     cob.Coverage    `json:"own"`
	Patient cob.Patient     `json:"patient"`
	Others  []OtherCoverage `json:"others"`
}

// OtherCoverage is a coverage with another payer. Its id names the payer as prior
// payers of claims are named ([claims.PriorPayer]).
type OtherCoverage struct {
	cob.Coverage
	// Span is when it runs; it may be open.
	Span claims.Span `json:"span"`
}

// ownID names the coverage that claims are for. No payer has a name that cannot be shown.
const ownID = "\x00"

// MaxOtherCoverages is how many other coverages of a patient may be known.
const MaxOtherCoverages = cob.MaxCoverages - 1

// on returns the coverages in force on a day, the own one first, and where each of the
// others stands among them. Medicare counts from the first day of entitlement on.
func (c *Coordination) on(day claims.Date, plan *coverage.Plan) (coverages []cob.Coverage, positions []int) {
	own := c.Own
	own.ID, own.IsWithoutCoordination = ownID, plan.Coordination.IsZero()
	coverages = append(coverages, own)
	for i := range c.Others {
		other := &c.Others[i]
		isEntitled := other.Kind != cob.Medicare || c.Patient.Medicare.Has(day)
		if other.Span.Contains(day) && isEntitled {
			coverages, positions = append(coverages, other.Coverage), append(positions, i)
		}
	}
	return coverages, positions
}

// order puts the patient's coverages of a day in the order in which they pay.
func (c *Coordination) order(day claims.Date, plan *coverage.Plan) (cob.Order, []*errs.Fault) {
	coverages, _ := c.on(day, plan)
	return cob.BuiltIn().Order(day, c.Patient, coverages)
}

// before returns the payers that pay before the own coverage, and the rule between it
// and its neighbour: the one before it, else the one after it. Who shares equally with
// it ([cob.EqualShares]) does not pay before it.
func before(order *cob.Order) (payers []string, rule cob.Rule) {
	at := slices.Index(order.IDs, ownID)
	for _, pair := range order.Pairs {
		if pair.Then == ownID && pair.Rule != cob.EqualShares {
			payers = append(payers, pair.First)
		}
	}
	if pair, isThere := order.Between(max(at, 1)); isThere {
		rule = pair.Rule
	}
	return payers, rule
}

// equals returns the payers that share equally with the own coverage.
func equals(order *cob.Order) (payers []string) {
	for _, pair := range order.Pairs {
		switch {
		case pair.Rule != cob.EqualShares:
		case pair.First == ownID:
			payers = append(payers, pair.Then)
		case pair.Then == ownID:
			payers = append(payers, pair.First)
		}
	}
	return payers
}

// checkCoordination denies a service that another payer pays first, where that payer's
// answer is not there, and has a person look at one that a payer shares equally. A plan
// that does not coordinate pays first. What gives no order denies nobody.
func (r *run) checkCoordination(line *lineState) {
	known := r.in.Coordination
	if known == nil || len(known.Others) == 0 {
		return
	}
	if r.in.Plan.Coordination.IsZero() {
		r.note(line, rules.PrimaryAnswerMissing, false).Text = cob.NoProvision.String()
		return
	}
	order := r.orderOn(line.ServiceDate)
	if len(order.IDs) < 2 {
		return
	}
	payers, rule := before(order)
	detail := Detail{Text: rule.String()}
	if missing, isMissing := r.unanswered(payers); isMissing {
		detail.Kind = missing
		detail.Text = ruleBetween(order, missing).String()
		*r.note(line, rules.PrimaryAnswerMissing, true) = detail
		return
	}
	r.checkEqualShares(line, equals(order), detail)
}

// orderOn returns the order of the patient's coverages on a day, empty where what is known
// gives none. The lines of a claim seldom have several days.
func (r *run) orderOn(day claims.Date) *cob.Order {
	if r.orderDay != day {
		order, faults := r.in.Coordination.order(day, &r.in.Plan)
		if len(faults) > 0 {
			order = cob.Order{}
		}
		r.order, r.orderDay = order, day
	}
	return &r.order
}

// checkEqualShares has a person look at a service of which another payer bears an equal
// share, where that payer's answer is not there: what it pays is not known, and neither
// of the two waits for the other. The person finds that there is nothing to share, and
// the line goes on as if the plan were the first; or that there is, and its answer is
// missing: with that the claim is coordinated.
func (r *run) checkEqualShares(line *lineState, payers []string, first Detail) {
	equal := Detail{Text: cob.EqualShares.String()}
	missing, isMissing := r.unanswered(payers)
	if equal.Kind = missing; isMissing {
		if review := r.reviewOf(line, rules.EqualShares); review != nil && !review.IsCleared {
			*r.note(line, rules.PrimaryAnswerMissing, true) = equal
			return
		}
	}
	*r.note(line, rules.PrimaryAnswerMissing, false) = first
	if len(payers) > 0 {
		*r.note(line, rules.EqualShares, isMissing) = equal
	}
}

// unanswered returns the first of the payers whose answer is not there.
func (r *run) unanswered(payers []string) (payer string, isMissing bool) {
	missing := slices.IndexFunc(payers, func(payer string) bool { return !r.hasAnswer(payer) })
	if missing < 0 {
		return "", false
	}
	return payers[missing], true
}

// ruleBetween returns why a payer pays before the own coverage.
func ruleBetween(order *cob.Order, payer string) cob.Rule {
	at := slices.IndexFunc(order.Pairs, func(p cob.Pair) bool { return p.First == payer && p.Then == ownID })
	return order.Pairs[at].Rule
}

func (r *run) hasAnswer(payer string) bool {
	return slices.ContainsFunc(r.in.Claim.PriorPayers, func(p claims.PriorPayer) bool { return p.Payer == payer })
}

// CheckPriorPayers lists the fault of a claim that others paid before under a plan that
// pays first.
func CheckPriorPayers(c claims.Claim, plan coverage.Plan) []*errs.Fault {
	if len(c.PriorPayers) == 0 || !plan.Coordination.IsZero() {
		return nil
	}
	return []*errs.Fault{{
		Code: errs.PlanNotCoordinating, Path: "priorPayers", Text: "the plan pays first, and not after others",
	}}
}

// weighPriors takes the answers of prior payers as the ledger has them.
//
// Errors: [benefits.ErrNotCoordinating], [cob.ErrLinesDiffer] for answers that the intake
// edits refuse.
func (a *Assessment) weighPriors(in *Input) error {
	a.Priors = a.Priors[:0]
	if len(in.Claim.PriorPayers) == 0 {
		return nil
	}
	if in.Plan.Coordination.IsZero() {
		return benefits.ErrNotCoordinating
	}
	lefts, faults := cob.Lefts(&in.Claim)
	if len(faults) > 0 {
		return cob.ErrLinesDiffer
	}
	for i := range in.Claim.Lines {
		if line := &in.Claim.Lines[i]; line.IsAdjudicated() {
			a.Priors = append(a.Priors, lefts[len(a.Priors)].Amounts(in.Plan.Coordination.Allowable, line.Charge))
		}
	}
	return nil
}
