package adjudicate

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// run decides one claim. It is part of the assessment that it fills, so that the
// memory of one serves the next.
type run struct {
	in  *Input
	out *Assessment
	set *rules.Set
	// lines are the adjudicated ones, days those of them.
	lines []lineState
	days  []claims.Date
	// onDays is what the directory says of the provider, for each day of the claim.
	onDays []onDay
	// others are the lines of other claims on the day of one of these lines; sameDay are
	// those of them by the same provider that were not denied.
	others    []otherLine
	sameDay   []pastState
	diagnoses []diagnosisState
	positions []int // of all diagnoses
	limits    []rules.Limit
	services  []services
	book      pricing.Book
	request   pricing.Request
	// pastPrices are those of another claim, used what such claims took of the ranks.
	pastPrices []pricing.Result
	used       []pricing.Use
	// aloneRequest and alonePrices are of a line that is priced by itself.
	aloneRequest pricing.Request
	alonePrices  []pricing.Result
	setting      rules.Setting
}

// lineState is a line with what the tables say of it.
type lineState struct {
	*claims.Line
	provider  *onDay
	procedure rules.Procedure
	rule      *rules.ProcedureRule // nil: the tables say nothing
	modifiers [maxModifiers]rules.Modifier
	meaning   rules.Meaning
	standing
	// found is where the line stands by all that was asked so far, which the edits of
	// one phase do not see of each other.
	found standing
}

// standing is what rules made of a line.
type standing struct {
	// isTerminal is set when a step before the edits denied the line: no other line
	// is edited against it, and it is not priced.
	isTerminal bool
	// isDenied is set when any rule denied it.
	isDenied bool
	// isWaiting is set when it waits for a person or a document.
	isWaiting bool
}

// otherLine is a line of another claim.
type otherLine struct {
	*PastLine
	claim *Past
}

type pastState struct {
	*PastLine
	claim     claims.ID
	procedure rules.Procedure
	meaning   rules.Meaning
}

// diagnosisState is a diagnosis with what the tables say of it on a date: the lines of
// a claim seldom have several.
type diagnosisState struct {
	code      codes.Code
	symbol    rules.Diagnosis
	on        claims.Date // zero before anything was looked up
	isInForce bool
	rule      *rules.DiagnosisRule // nil: the tables say nothing
}

// lookUp looks a diagnosis up on a date.
func (r *run) lookUp(d *diagnosisState, on claims.Date) {
	if d.on != on || on.IsZero() {
		d.on, d.isInForce, d.rule = on, r.set.IsDiagnosisInForce(d.symbol, d.code, on), r.set.DiagnosisRule(d.symbol, on)
	}
}

// prepare looks the claim's codes up.
func (r *run) prepare() {
	claim := &r.in.Claim
	switch claim.Type {
	case claims.Institutional:
		r.setting = rules.Hospital
	case claims.Professional, claims.Oral, claims.Pharmacy, claims.Vision:
		r.setting = rules.Practitioner
	}
	r.diagnoses = r.diagnoses[:0]
	for _, code := range claim.Diagnoses {
		r.diagnoses = append(r.diagnoses, diagnosisState{code: code, symbol: r.set.Diagnosis(code)})
	}
	r.lines, r.days, r.onDays = r.lines[:0], r.days[:0], r.onDays[:0]
	for i := range claim.Lines {
		line := &claim.Lines[i]
		if !line.IsAdjudicated() {
			continue
		}
		r.lines = append(r.lines, r.state(line))
		if !slices.Contains(r.days, line.ServiceDate) {
			r.days = append(r.days, line.ServiceDate)
		}
	}
	r.gatherSameDay()
	r.book = pricing.Book{Schedule: r.in.Plan.FeeSchedule, Tables: r.in.Prices}
	r.request.Provider = r.in.Claim.Provider
	r.takeRanks()
}

// takeRanks finds what the provider's other claims of these days took of the ranks of
// multiple procedures, by pricing them again.
func (r *run) takeRanks() {
	r.used = r.used[:0]
	if r.in.Prices == nil {
		r.request.Used = nil
		return
	}
	for first := 0; first < len(r.sameDay); {
		r.request.Lines, r.request.Used = r.request.Lines[:0], r.used
		claim := r.sameDay[first].claim
		for ; first < len(r.sameDay) && r.sameDay[first].claim == claim; first++ {
			past := &r.sameDay[first]
			r.request.Lines = append(r.request.Lines, pricing.Line{
				Code: past.Procedure, Modifiers: past.Modifiers, Units: past.Units, Charge: past.Charge,
				Place: past.PlaceOfService, Date: past.ServiceDate, Affiliation: &r.providerOn(past.ServiceDate).Affiliation,
			})
		}
		r.pastPrices = r.book.Price(r.pastPrices[:0], &r.request)
		r.used = r.book.AppendUses(r.used, &r.request, r.pastPrices)
	}
	r.request.Used = r.used
}

func (r *run) state(line *claims.Line) lineState {
	state := lineState{Line: line, procedure: r.set.Procedure(line.Procedure), provider: r.providerOn(line.ServiceDate)}
	state.rule = r.set.ProcedureRule(state.procedure, line.ServiceDate)
	for i, text := range line.Modifiers[:min(len(line.Modifiers), len(state.modifiers))] {
		state.modifiers[i] = rules.ModifierOf(text)
	}
	state.meaning = r.meaning(line.Modifiers, line.ServiceDate)
	return state
}

// onDay is what edits and prices look at of the provider on a day.
type onDay struct {
	date     claims.Date
	network  rules.Network
	taxonomy string
	pricing.Affiliation
}

// providerOn returns what the provider is on a day: what the directory says, where the
// set has one, else what is given.
func (r *run) providerOn(date claims.Date) *onDay {
	for i := range r.onDays {
		if r.onDays[i].date == date {
			return &r.onDays[i]
		}
	}
	given := &r.in.Provider
	row := rules.ProviderRow{Network: given.Network, NetworkName: given.NetworkName, Locality: given.Locality, Taxonomy: given.Taxonomy}
	if r.set.HasDirectory() {
		row = r.set.Provider(given.NPI, date)
	}
	r.onDays = append(r.onDays, onDay{date, row.Network, row.Taxonomy, pricing.Affiliation{
		IsInNetwork: row.Network != rules.OutOfNetwork, Network: row.NetworkName, Locality: row.Locality,
	}})
	return &r.onDays[len(r.onDays)-1]
}

// meaning joins what the modifiers that are in force say.
func (r *run) meaning(modifiers []string, on claims.Date) (meaning rules.Meaning) {
	for _, text := range modifiers {
		if rule := r.set.ModifierRule(rules.ModifierOf(text), on); rule != nil {
			meaning |= rule.Meaning
		}
	}
	return meaning
}

// gatherSameDay finds the lines that other claims have on the same days.
func (r *run) gatherSameDay() {
	r.others, r.sameDay = r.others[:0], r.sameDay[:0]
	for i := range r.in.History {
		past := &r.in.History[i]
		for j := range past.Lines {
			line := &past.Lines[j]
			if !slices.Contains(r.days, line.ServiceDate) {
				continue
			}
			r.others = append(r.others, otherLine{line, past})
			if line.IsDenied || past.Provider != r.in.Claim.Provider {
				continue
			}
			r.sameDay = append(r.sameDay, pastState{
				PastLine: line, claim: past.ID, procedure: r.set.Procedure(line.Procedure),
				meaning: r.meaning(line.Modifiers, line.ServiceDate),
			})
		}
	}
}

// edit is a rule, or several that look at the same: it is asked of one line and
// reads nothing that another edit of its phase writes.
type edit func(*run, *lineState)

// The phases. Within one the order of the edits decides nothing.
var (
	// terminal edits keep a line from being priced.
	terminal = []edit{
		(*run).checkBirth, (*run).checkCoverage, (*run).checkDuplicate, (*run).checkExclusion, (*run).checkNetwork,
		(*run).checkFiling,
	}
	// authorized edits are terminal too, and look at the lines that no other terminal
	// one denied: a line that is not paid takes nothing from an authorization.
	authorized = []edit{(*run).checkAuthorization}
	// coding edits look at lines that no terminal edit denied, and at those that one did.
	coding = []edit{
		(*run).checkRuleSet, (*run).checkCode, (*run).checkModifiers, (*run).checkPlace, (*run).checkPatient, (*run).checkProviderType,
		(*run).checkDiagnoses, (*run).checkSupport, (*run).checkPairs, (*run).checkUnits, (*run).checkAddOn, (*run).checkFrequency,
		(*run).checkDay, (*run).checkStay, (*run).checkHistory,
	}
	// coordinated edits deny what another payer pays first. They come before the price
	// only so that a line which is not paid takes no rank; in the order of postings they
	// stand behind it.
	coordinated = []edit{(*run).checkCoordination}
)

// ask asks each edit of each line, and then marks the lines that were hit.
func (r *run) ask(edits []edit) {
	for i := range r.lines {
		for _, check := range edits {
			check(r, &r.lines[i])
		}
	}
	for i := range r.lines {
		r.lines[i].standing = r.lines[i].found
	}
}

// note adds a step: the rule hits, or passes. The caller fills the detail in, which is
// made where it stays (a step is 160 bytes, and a claim of three lines has some sixty)
// and may move with the next step.
func (r *run) note(line *lineState, rule rules.Rule, isHit bool) *Detail {
	outcome := Passed
	if isHit {
		if outcome = Hit; rule.Effect() != rules.Deny {
			outcome = r.reviewed(line, rule)
		}
		line.found.isDenied = line.found.isDenied || outcome == Hit
		line.found.isTerminal = line.found.isTerminal || outcome == Hit && rule.Step().IsTerminal()
		line.found.isWaiting = line.found.isWaiting || outcome == Waits
	}
	at := len(r.out.Trace)
	r.out.Trace = slices.Grow(r.out.Trace, 1)[:at+1]
	step := &r.out.Trace[at]
	*step = Step{}
	step.Line, step.Rule, step.Outcome = line.Sequence, rule, outcome
	return &step.Detail
}

// reviewed returns what became of a line that a person has to look at. A suspicion or a
// signal that a person looked at denies nothing by itself: see checkDuplicate. A line
// without rules waits for them until the person says to go on without.
func (r *run) reviewed(line *lineState, rule rules.Rule) Outcome {
	review := r.reviewOf(line, rule)
	switch {
	case review == nil:
		return Waits
	case rule == rules.DuplicateSuspect, rule.Effect() == rules.Signal, rule == rules.NoRules && review.IsCleared:
		return Passed
	default:
		return Waits
	}
}

// reviewOf returns what a person found of a line, nil before one did.
func (r *run) reviewOf(line *lineState, rule rules.Rule) *Review {
	for i := range r.in.Reviews {
		if review := &r.in.Reviews[i]; review.Line == line.Sequence && review.Rule == rule.String() {
			return review
		}
	}
	return nil
}
