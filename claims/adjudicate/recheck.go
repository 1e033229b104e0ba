package adjudicate

import (
	"maps"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Fact is something that decisions rest on and that neither the claim's document nor the
// plan's rules tell.
type Fact string

// The facts that whoever decides a claim again may lack.
const (
	FactBirthDate     Fact = "birth date"
	FactSex           Fact = "sex"
	FactCoverageSpan  Fact = "span of coverage"
	FactNPI           Fact = "NPI"
	FactTerms         Fact = "terms of the plan"
	FactAcceptance    Fact = "day of acceptance"
	FactOtherClaims   Fact = "other claims"
	FactAuthorization Fact = "register of authorizations"
	FactDocuments     Fact = "documents"
	FactOtherPayers   Fact = "other coverages"
	FactReviews       Fact = "findings of persons"
)

// Known says what whoever decides a claim again has beside its input.
type Known struct {
	// HasSpan is set where the input's coverage is that of the day; else it is not looked at.
	HasSpan bool
	// HasTerms is set where the input's plan has the terms that the ledger does not keep.
	HasTerms bool
	// Allowed is what was allowed of lines, by their sequences: the price of one that a
	// person priced.
	Allowed map[int]money.Amount
	// Earlier are claims that the patient had of the provider before. They explain hits; as
	// it is not known what of them stood when the claim was decided, none is missed.
	Earlier []Past
}

// Recheck is what the rules give for a claim, beside what was posted for it.
type Recheck struct {
	// Lines are as the ledger was to be given them.
	Lines []LineAssessment
	// Hits are what was posted, in its order.
	Hits []RecheckedHit
	// Omitted are hits that the rules give and that were not posted.
	Omitted Reasons
	// Unasked are facts that are not at hand, with the rules that could not be asked for it.
	Unasked []UnaskedRules
}

// RecheckedHit is a hit that was posted.
type RecheckedHit struct {
	Reason
	// Given is what the rules give in its place; nil where they do not give it.
	Given *Reason
	// RestsOn is the fact that the hit rests on and that is not at hand: what was found of
	// it was taken as posted. "" is none: the rules were asked.
	RestsOn Fact
}

// IsBorneOut reports whether the rules give the hit, and post the same for it.
func (h *RecheckedHit) IsBorneOut() bool { return h.Given != nil && isSamePosting(h.Given, &h.Reason) }

// UnaskedRules are rules that a fact is missing for, and so were not asked or not of all
// that they look at.
type UnaskedRules struct {
	RestsOn Fact
	Rules   []rules.Rule
}

// NewRecheck decides a claim again by what is at hand, and compares it with what was
// posted. The input has no history, no findings of persons and nothing of documents: what
// rests on such facts is taken as posted.
//
// Errors: those of [Assess].
func NewRecheck(in Input, known Known, posted Reasons) (*Recheck, error) {
	c := recheck{in: in, known: known, posted: posted}
	c.prepare()
	if err := c.probeFiling(); err != nil {
		return nil, err
	}
	c.in.ReceivedOn = 0
	if err := c.settle(); err != nil {
		return nil, err
	}
	report := &Recheck{Lines: c.found.Lines, Unasked: c.unasked()}
	for i := range posted {
		hit, err := c.compare(&posted[i])
		if err != nil {
			return nil, err
		}
		report.Hits = append(report.Hits, hit)
	}
	for i := range c.found.Reasons {
		if reason := &c.found.Reasons[i]; !isAmong(posted, reason) {
			report.Omitted = append(report.Omitted, *reason)
		}
	}
	return report, nil
}

// recheck is a claim that is decided again.
type recheck struct {
	in     Input
	known  Known
	posted Reasons
	late   Reasons // the claim is late by its receipt on the ledger
	found  Assessment
}

// prepare gives the input what has to be taken as posted.
func (c *recheck) prepare() {
	c.in.Given = &Given{HasPrimary: map[int]bool{}}
	if !c.known.HasSpan {
		always := claims.Span{Start: 1}
		c.in.Coverage = coverage.Coverage{Span: always, Years: []coverage.Year{{ID: 1, Span: always}}}
	}
	c.in.EvidenceReceived, c.in.EvidenceOverdue, c.in.DuplicateLines = map[string]bool{}, map[string]bool{}, map[int]bool{}
	for i := range c.posted {
		reason := &c.posted[i]
		rule, _ := rules.ParseRule(reason.Rule)
		switch fact := c.restsOn(reason, rule); {
		case rule == rules.EvidenceOverdue:
			c.in.EvidenceOverdue[reason.Detail.Kind] = true
		case rule == rules.DuplicateExact && reason.Detail == (Detail{}):
			c.in.DuplicateLines[reason.Line] = true
		case fact != "" && !isPartlyAsked(rule), rule == rules.FilingLate:
			c.in.Given.Reasons = append(c.in.Given.Reasons, *reason)
		}
	}
	for i := range c.in.Claim.Lines {
		c.prepareLine(c.in.Claim.Lines[i].Sequence)
	}
}

func (c *recheck) prepareLine(sequence int) {
	c.in.Given.HasPrimary[sequence] = !c.isPosted(sequence, rules.AddOnPrimaryMissing)
	for _, rule := range rules.Rules() {
		if rule.Effect() == rules.Deny || rule == rules.EvidenceRequired {
			continue
		}
		review := Review{Line: sequence, Rule: rule.String(), IsCleared: true}
		if rule == rules.PricingByReport && !c.isPosted(sequence, rules.PricingNothingAllowed) {
			// What something else denied stood beside others as priced.
			if review.Allowed = c.known.Allowed[sequence]; review.Allowed.IsZero() {
				review.Allowed = money.Cents(1)
			}
		}
		c.in.Reviews = append(c.in.Reviews, review)
	}
}

func (c *recheck) isPosted(sequence int, rule rules.Rule) bool {
	return slices.ContainsFunc(c.posted, func(r Reason) bool { return r.Line == sequence && r.Rule == rule.String() })
}

// restsOn returns the fact that is not at hand and that a posted hit rests on, "" for none.
func (c *recheck) restsOn(reason *Reason, rule rules.Rule) Fact {
	for _, lacking := range c.lacking() {
		if !slices.Contains(lacking.Rules, rule) {
			continue
		}
		isOfClaim := lacking.RestsOn == FactOtherClaims && isOfClaim(reason, rule)
		if !isOfClaim {
			return lacking.RestsOn
		}
	}
	return ""
}

// isOfClaim reports whether a hit of a rule that looks at other claims too was found by the
// claim alone.
func isOfClaim(reason *Reason, rule rules.Rule) bool {
	detail := &reason.Detail
	if rule == rules.DuplicateExact || rule == rules.NCCIPair {
		return detail.Claim == "" && detail.Line != 0
	}
	if rule == rules.MUEUnits {
		return detail.Indicator == 1
	}
	return rule == rules.AddOnPrimaryMissing // had another claim one, it would not be missing
}

// isPartlyAsked reports whether a rule can find by the claim alone what it finds by other
// claims too.
func isPartlyAsked(rule rules.Rule) bool {
	return rule == rules.MUEUnits || rule == rules.FrequencyReached || rule == rules.PricingNothingAllowed
}

// lacking returns the facts that are not at hand, in the order of the steps of their rules.
func (c *recheck) lacking() (list []UnaskedRules) {
	add := func(isLacking bool, fact Fact, of ...rules.Rule) {
		if isLacking {
			list = append(list, UnaskedRules{fact, of})
		}
	}
	plan, patient := &c.in.Plan, &c.in.Patient
	needsAuthorization := slices.ContainsFunc(plan.Classes, func(c coverage.Class) bool { return c.IsAuthorizationRequired })
	add(patient.BirthDate.IsZero(), FactBirthDate, rules.BeforeBirth, rules.ProcedureAge, rules.DiagnosisAge)
	add(patient.Sex == rules.AnySex, FactSex, rules.ProcedureSex, rules.DiagnosisSex)
	add(!c.known.HasSpan, FactCoverageSpan, rules.BeforeCoverage, rules.AfterCoverage)
	add(c.in.Provider.NPI == 0, FactNPI, rules.ProviderExcluded)
	add(!c.known.HasTerms, FactTerms, rules.ProviderOutOfNetwork, rules.FilingLate)
	add(needsAuthorization, FactAuthorization, rules.AuthorizationMissing, rules.AuthorizationOtherService,
		rules.AuthorizationOtherProvider, rules.AuthorizationExceeded)
	add(true, FactOtherClaims, rules.DuplicateExact, rules.DuplicateSuspect, rules.NCCIPair, rules.MUEUnits, rules.AddOnPrimaryMissing,
		rules.FrequencyReached, rules.SignalImpossibleDay, rules.SignalOverlappingStay, rules.SignalHistoryCut)
	add(true, FactDocuments, rules.EvidenceRequired, rules.EvidenceOverdue)
	add(true, FactReviews, rules.PricingByReport, rules.PricingNothingAllowed)
	add(!plan.Coordination.IsZero(), FactOtherPayers, rules.PrimaryAnswerMissing, rules.EqualShares)
	return list
}

// probeFiling finds which lines are late by the receipt on the ledger, before which a
// claim was accepted.
func (c *recheck) probeFiling() error {
	probe := c.in
	probe.Given = nil
	a, err := decideWithDocuments(&probe)
	if err != nil {
		return err
	}
	for i := range a.Reasons {
		if a.Reasons[i].Rule == rules.FilingLate.String() {
			c.late = append(c.late, a.Reasons[i])
		}
	}
	return nil
}

// decideWithDocuments decides a claim as if all documents had come that are not overdue.
func decideWithDocuments(in *Input) (a Assessment, err error) {
	for {
		if a, err = Assess(*in); err != nil || len(a.EvidenceNeeded) == 0 {
			return a, err
		}
		for _, need := range a.EvidenceNeeded {
			in.EvidenceReceived[need.Kind] = true
		}
	}
}

// settle decides the claim, and takes what rests on other claims as posted, one hit after
// another, where the claim alone does not give it.
func (c *recheck) settle() (err error) {
	for {
		if c.found, err = decideWithDocuments(&c.in); err != nil {
			return err
		}
		next := c.outside()
		if next == nil {
			return nil
		}
		c.in.Given.Reasons = append(c.in.Given.Reasons, *next)
	}
}

// outside returns the posted hit of the earliest phase that the claim alone does not give,
// and other claims may; nil for none.
func (c *recheck) outside() *Reason {
	return c.posted.earliest(func(reason *Reason, rule rules.Rule) bool {
		return isPartlyAsked(rule) && find(c.found.Reasons, reason) == nil && c.mayRestOnOthers(reason, rule)
	})
}

func ruleOf(reason *Reason) rules.Rule {
	rule, _ := rules.ParseRule(reason.Rule)
	return rule
}

// mayRestOnOthers reports whether other claims can make the difference between what the
// claim alone gives and what was posted: the tables have the limit that it names, and what
// it counted is not less.
func (c *recheck) mayRestOnOthers(reason *Reason, rule rules.Rule) bool {
	if rule == rules.PricingNothingAllowed {
		price := c.priceOf(reason.Line)
		return price != nil && price.Steps.Rank > 0
	}
	return !isOfClaim(reason, rule) && slices.ContainsFunc(c.found.Trace, func(s Step) bool {
		return s.Line == reason.Line && s.Rule == rule && isSameFinding(rule, &s.Detail, &reason.Detail)
	})
}

func (c *recheck) priceOf(sequence int) *pricing.Result {
	at := slices.IndexFunc(c.found.Lines, func(l LineAssessment) bool { return l.Sequence == sequence })
	if at < 0 {
		return nil
	}
	return &c.found.Prices[at]
}

// compare returns a posted hit beside what the rules give.
func (c *recheck) compare(posted *Reason) (RecheckedHit, error) {
	rule := ruleOf(posted)
	hit := RecheckedHit{Reason: *posted, Given: find(c.found.Reasons, posted), RestsOn: c.restsOn(posted, rule)}
	price := c.priceOf(posted.Line)
	switch isTaken := slices.Contains(c.in.Given.Reasons, *posted); {
	case hit.Given == nil:
		hit.RestsOn = ""
	case rule == rules.FilingLate && c.known.HasTerms && find(c.late, posted) == nil:
		hit.Given = nil
	case isPartlyAsked(rule) && isTaken:
		hit.RestsOn = FactOtherClaims
	case isPartlyAsked(rule) && (price == nil || price.Outcome != pricing.ByReport):
		hit.RestsOn = ""
	}
	if hit.RestsOn == FactOtherClaims && len(c.known.Earlier) > 0 {
		isExplained, err := c.isExplained(posted)
		if err != nil {
			return hit, err
		}
		if isExplained {
			hit.RestsOn = ""
		}
	}
	if hit.Given != nil && !c.known.HasTerms && !isSamePosting(hit.Given, posted) {
		hit.Given, hit.RestsOn = posted, FactTerms // by the line of business, which is one of them
	}
	return hit, nil
}

// isExplained reports whether the claims that are known give a hit that rests on others.
func (c *recheck) isExplained(posted *Reason) (bool, error) {
	in := c.in
	given := *c.in.Given
	given.Reasons = slices.DeleteFunc(slices.Clone(given.Reasons), func(r Reason) bool { return r == *posted })
	in.Given, in.History, in.DuplicateLines = &given, c.known.Earlier, maps.Clone(c.in.DuplicateLines)
	if ruleOf(posted) == rules.DuplicateExact {
		delete(in.DuplicateLines, posted.Line)
	}
	a, err := decideWithDocuments(&in)
	return err == nil && find(a.Reasons, posted) != nil, err
}

// unasked returns the facts that lack of those that this claim's rules look at.
func (c *recheck) unasked() []UnaskedRules {
	has := func(is func(*pricing.Result) bool) bool {
		return slices.ContainsFunc(c.found.Prices, func(p pricing.Result) bool { return is(&p) })
	}
	list := slices.DeleteFunc(c.lacking(), func(u UnaskedRules) bool {
		isForNone := u.RestsOn == FactDocuments && len(c.in.EvidenceOverdue) == 0 && !has(func(p *pricing.Result) bool { return p.Evidence != "" })
		return isForNone || u.RestsOn == FactReviews && !has(func(p *pricing.Result) bool { return p.Outcome == pricing.ByReport })
	})
	isLateBetween := slices.ContainsFunc(c.late, func(r Reason) bool { return !isAmong(c.posted, &r) })
	if isLateBetween && c.known.HasTerms { // it may have been accepted on the last day, and received on the ledger after it
		list = append(list, UnaskedRules{FactAcceptance, []rules.Rule{rules.FilingLate}})
	}
	return list
}

// find returns which of the hits that the rules give is a posted one, nil for none.
func find(given Reasons, posted *Reason) *Reason {
	for i := range given {
		if given[i].isSame(posted) {
			return &given[i]
		}
	}
	return nil
}

// isAmong reports whether a hit that the rules give was posted.
func isAmong(posted Reasons, given *Reason) bool {
	return slices.ContainsFunc(posted, func(r Reason) bool { return given.isSame(&r) })
}

// isSame reports whether a hit that the rules give is a posted one.
func (r *Reason) isSame(posted *Reason) bool {
	return r.Line == posted.Line && r.Rule == posted.Rule && isSameFinding(ruleOf(r), &r.Detail, &posted.Detail)
}

// isSameFinding compares what a rule found by what is at hand with what was found: as other
// claims are named and what they count is not at hand, their names are not compared, and
// counts may be more.
func isSameFinding(rule rules.Rule, here, found *Detail) bool {
	x, y := *here, *found
	x.Claim, y.Claim = "", ""
	switch {
	case isPartlyAsked(rule):
		if x.Found > y.Found {
			return false
		}
		x.Found, y.Found, x.Date, y.Date = 0, 0, 0, 0
	case rule == rules.DuplicateExact && (here.Line == 0 && found.Claim != "" || found.Line == 0 && here.Claim != ""):
		x.Line, y.Line = 0, 0 // found by its key, which names no claim
	case rule == rules.BeforeCoverage, rule == rules.AfterCoverage:
		x.Date, y.Date = 0, 0 // of the coverage, and of its benefit year
	}
	return x == y
}

func isSamePosting(x, y *Reason) bool {
	return x.Group == y.Group && x.CARC == y.CARC && x.RARC == y.RARC && x.IsPosted == y.IsPosted
}
