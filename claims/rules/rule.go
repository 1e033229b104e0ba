package rules

// Step is where a rule stands in the order of adjudication.
type Step uint8

// The steps in their order.
const (
	Eligibility Step = iota + 1
	Duplicate
	Provider
	Filing
	Authorization
	Edits
	Pricing
	Benefits
	Coordination
	Payment
)

// Effect is what a hit of a rule does to a line.
type Effect uint8

// The effects.
const (
	// Deny posts an adjustment of the whole charge.
	Deny Effect = iota + 1
	// Pend waits for a person or a document.
	Pend
	// Signal pends for review and never denies.
	Signal
)

// Rule names what a line can be hit by. Its number is not stable: keep its name.
type Rule uint8

// The rules in the order of their steps.
const (
	BeforeBirth Rule = iota + 1
	BeforeCoverage
	AfterCoverage
	DuplicateExact
	DuplicateSuspect
	ProviderExcluded
	ProviderOutOfNetwork
	ProviderNotCredentialed
	FilingLate
	AuthorizationMissing
	AuthorizationOtherService
	AuthorizationOtherProvider
	AuthorizationExceeded
	NoRules
	CodeNotInForce
	ModifierNotInForce
	ModifierInconsistent
	PlaceInconsistent
	ProcedureAge
	ProcedureSex
	ProcedureProviderType
	DiagnosisAge
	DiagnosisSex
	DiagnosisProcedure
	DiagnosisNotInForce
	DiagnosisNotCovered
	DiagnosisMissing
	DiagnosisPrincipalUnacceptable
	DiagnosisManifestationFirst
	NCCIPair
	MUEUnits
	AddOnPrimaryMissing
	FrequencyReached
	EvidenceRequired
	EvidenceOverdue
	EvidenceMissing
	SignalImpossibleDay
	SignalOverlappingStay
	SignalHistoryCut
	PricingNoContract
	PricingNoFee
	PricingClassNotCovered
	PricingNothingAllowed
	PricingModifierUnpriced
	PricingModifierNotPaid
	PricingByReport
	LimitReached
	LimitVisitsReached
	LimitUnitsReached
	LimitLifetimeReached
	LimitLifetimeUnitsReached
	LimitPlanLifetimeReached
	PrimaryAnswerMissing
	EqualShares

	ruleCount = iota
)

type ruleFacts struct {
	name   string
	step   Step
	effect Effect
}

var facts = [ruleCount + 1]ruleFacts{
	BeforeBirth:                    {"eligibility.before-birth", Eligibility, Deny},
	BeforeCoverage:                 {"eligibility.before-coverage", Eligibility, Deny},
	AfterCoverage:                  {"eligibility.after-coverage", Eligibility, Deny},
	DuplicateExact:                 {"duplicate.exact", Duplicate, Deny},
	DuplicateSuspect:               {"duplicate.suspect", Duplicate, Pend},
	ProviderExcluded:               {"provider.excluded", Provider, Deny},
	ProviderOutOfNetwork:           {"provider.out-of-network", Provider, Deny},
	ProviderNotCredentialed:        {"provider.not-credentialed", Provider, Deny},
	FilingLate:                     {"filing.late", Filing, Deny},
	AuthorizationMissing:           {"authorization.missing", Authorization, Deny},
	AuthorizationOtherService:      {"authorization.other-service", Authorization, Deny},
	AuthorizationOtherProvider:     {"authorization.other-provider", Authorization, Deny},
	AuthorizationExceeded:          {"authorization.exceeded", Authorization, Deny},
	NoRules:                        {"rules.none", Edits, Pend},
	CodeNotInForce:                 {"code.not-in-force", Edits, Deny},
	ModifierNotInForce:             {"modifier.not-in-force", Edits, Deny},
	ModifierInconsistent:           {"modifier.inconsistent", Edits, Deny},
	PlaceInconsistent:              {"place.inconsistent", Edits, Deny},
	ProcedureAge:                   {"procedure.age", Edits, Deny},
	ProcedureSex:                   {"procedure.sex", Edits, Deny},
	ProcedureProviderType:          {"procedure.provider-type", Edits, Deny},
	DiagnosisAge:                   {"diagnosis.age", Edits, Deny},
	DiagnosisSex:                   {"diagnosis.sex", Edits, Deny},
	DiagnosisProcedure:             {"diagnosis.procedure", Edits, Deny},
	DiagnosisNotInForce:            {"diagnosis.not-in-force", Edits, Deny},
	DiagnosisNotCovered:            {"diagnosis.not-covered", Edits, Deny},
	DiagnosisMissing:               {"diagnosis.missing", Edits, Deny},
	DiagnosisPrincipalUnacceptable: {"diagnosis.principal-unacceptable", Edits, Deny},
	DiagnosisManifestationFirst:    {"diagnosis.manifestation-first", Edits, Deny},
	NCCIPair:                       {"ncci.pair", Edits, Deny},
	MUEUnits:                       {"mue.units", Edits, Deny},
	AddOnPrimaryMissing:            {"add-on.primary-missing", Edits, Deny},
	FrequencyReached:               {"frequency.reached", Edits, Deny},
	EvidenceRequired:               {"evidence.required", Edits, Pend},
	EvidenceOverdue:                {"evidence.overdue", Edits, Deny},
	EvidenceMissing:                {"evidence.missing", Edits, Deny},
	SignalImpossibleDay:            {"signal.impossible-day", Edits, Signal},
	SignalOverlappingStay:          {"signal.overlapping-stay", Edits, Signal},
	SignalHistoryCut:               {"signal.history-cut", Edits, Signal},
	PricingNoContract:              {"pricing.no-contract", Pricing, Deny},
	PricingNoFee:                   {"pricing.no-fee", Pricing, Deny},
	PricingClassNotCovered:         {"pricing.class-not-covered", Pricing, Deny},
	PricingNothingAllowed:          {"pricing.nothing-allowed", Pricing, Deny},
	PricingModifierUnpriced:        {"pricing.modifier-unpriced", Pricing, Deny},
	PricingModifierNotPaid:         {"pricing.modifier-not-paid", Pricing, Deny},
	PricingByReport:                {"pricing.by-report", Pricing, Pend},
	LimitReached:                   {"limit.reached", Benefits, Deny},
	LimitVisitsReached:             {"limit.visits-reached", Benefits, Deny},
	LimitUnitsReached:              {"limit.units-reached", Benefits, Deny},
	LimitLifetimeReached:           {"limit.lifetime-reached", Benefits, Deny},
	LimitLifetimeUnitsReached:      {"limit.lifetime-units-reached", Benefits, Deny},
	LimitPlanLifetimeReached:       {"limit.plan-lifetime-reached", Benefits, Deny},
	PrimaryAnswerMissing:           {"coordination.primary-answer-missing", Coordination, Deny},
	EqualShares:                    {"coordination.equal-shares", Coordination, Pend},
}

var stepNames = [...]string{
	Eligibility: "eligibility", Duplicate: "duplicate", Provider: "provider", Filing: "filing",
	Authorization: "authorization", Edits: "edits", Pricing: "pricing", Benefits: "benefits",
	Coordination: "coordination", Payment: "payment",
}

// String returns the name of the step, or "".
func (s Step) String() string {
	if int(s) >= len(stepNames) {
		return ""
	}
	return stepNames[s]
}

// IsTerminal reports whether a denial of the step keeps a line from being priced.
func (s Step) IsTerminal() bool { return s >= Eligibility && s < Edits }

var effectNames = [...]string{Deny: "deny", Pend: "pend", Signal: "signal"}

// String returns the name of the effect, or "".
func (e Effect) String() string {
	if int(e) >= len(effectNames) {
		return ""
	}
	return effectNames[e]
}

// facts returns what is known of a rule, and nothing of one that does not exist.
func (r Rule) facts() ruleFacts {
	if int(r) >= len(facts) {
		return ruleFacts{}
	}
	return facts[r]
}

// String returns the stable name of the rule, or "" when it is none.
func (r Rule) String() string { return r.facts().name }

// Step returns the step that the rule belongs to, or zero.
func (r Rule) Step() Step { return r.facts().step }

// Effect returns what a hit of the rule does, or zero.
func (r Rule) Effect() Effect { return r.facts().effect }

// ParseRule returns the rule of a name.
func ParseRule(name string) (Rule, bool) {
	for r := Rule(1); r <= ruleCount; r++ {
		if facts[r].name == name {
			return r, true
		}
	}
	return 0, false
}

// Rules returns all rules in the order of their steps.
func Rules() []Rule {
	all := make([]Rule, 0, ruleCount)
	for r := Rule(1); r <= ruleCount; r++ {
		all = append(all, r)
	}
	return all
}
