package adjudicate

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/cob"
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
	// provider is the set's number for the provider.
	provider rules.ProviderSymbol
	// trace is that of the assessment; what it has room for beyond is zero.
	trace []Step
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
	hasAddOns    bool // among the lines
	// order is that of the patient's coverages on orderDay; zero before anybody asked.
	order    cob.Order
	orderDay claims.Date
}

// lineState is a line with what the tables say of it.
type lineState struct {
	*claims.Line
	provider  *onDay
	procedure rules.Procedure
	priced    pricing.Line // what the price is asked for
	listing   *rules.Listing
	pairs     rules.Pairs          // with the procedure in column 1
	rule      *rules.ProcedureRule // the listing's; nil: the tables say nothing
	modifiers [maxModifiers]rules.Modifier
	meaning   rules.Meaning
	// hasPrimary is set of an add-on whose primary stands.
	hasPrimary bool
	// isUnpaid is set while a line is looked at beside others whose price denies it, or the
	// document that it lacks: that is noted with the price.
	isUnpaid bool
	standing
	// found is where the line stands by all that was asked so far, which the edits of
	// one phase do not see of each other.
	found standing
}

// standing is what rules made of a line.
type standing struct {
	// isTerminal is set when a step before the edits denied the line: it is not priced.
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
	symbol    pricing.Symbol // the procedure's in the book: see takeRanks
	isLater   bool           // see [Past.IsLater]
	listing   *rules.Listing
	pairs     rules.Pairs // with the procedure in column 1
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
		listing := r.set.DiagnosisListing(d.symbol, on)
		d.on, d.isInForce, d.rule = on, r.set.IsDiagnosisListedInForce(listing, d.code, on), listing.Rule
	}
}

// prepare looks the claim's codes up.
func (r *run) prepare() {
	clear(r.trace)
	r.trace = r.trace[:0]
	claim := &r.in.Claim
	switch claim.Type {
	case claims.Institutional:
		r.setting = rules.Hospital
	case claims.Professional, claims.Oral, claims.Pharmacy, claims.Vision:
		r.setting = rules.Practitioner
	}
	r.lines, r.days, r.onDays = r.lines[:0], r.days[:0], r.onDays[:0]
	r.order, r.orderDay = cob.Order{}, 0
	for i := range claim.Lines {
		line := &claim.Lines[i]
		if !line.IsAdjudicated() {
			continue
		}
		r.lines = append(r.lines, lineState{Line: line})
		if !slices.Contains(r.days, line.ServiceDate) {
			r.days = append(r.days, line.ServiceDate)
		}
	}
	r.gatherSameDay()
	r.book = pricing.Book{Schedule: r.in.Plan.FeeSchedule, Tables: r.in.Prices}
	r.request.Provider = claim.Provider
	r.lookUpCodes()
	r.takeRanks()
}

// lookUpCodes finds what the tables say of the claim's codes and of those on the same
// days. Each table is asked for all of them at once: the memory that it lies in is far,
// and answers many questions in the time of one, where none waits for another.
func (r *run) lookUpCodes() {
	r.provider = r.set.ProviderOf(r.in.Provider.NPI)
	for i := range r.lines {
		r.lines[i].procedure = r.set.Procedure(r.lines[i].Procedure)
		r.lines[i].priced.Symbol = r.book.Symbol(r.lines[i].Procedure)
	}
	for i := range r.sameDay {
		r.sameDay[i].procedure = r.set.Procedure(r.sameDay[i].Procedure)
	}
	r.diagnoses = r.diagnoses[:0]
	for _, code := range r.in.Claim.Diagnoses {
		r.diagnoses = append(r.diagnoses, diagnosisState{code: code, symbol: r.set.Diagnosis(code)})
	}
	for i := range r.lines {
		line := &r.lines[i]
		line.listing, line.pairs = r.set.Listing(line.procedure, line.ServiceDate), r.set.PairsOf(r.setting, line.procedure)
	}
	for i := range r.sameDay {
		past := &r.sameDay[i]
		past.listing, past.pairs = r.set.Listing(past.procedure, past.ServiceDate), r.set.PairsOf(r.setting, past.procedure)
	}
	for i := range r.diagnoses {
		r.lookUp(&r.diagnoses[i], r.out.ServiceDate)
	}
	r.hasAddOns = false
	for i := range r.lines {
		r.complete(&r.lines[i])
		r.hasAddOns = r.hasAddOns || r.lines[i].listing.IsAddOn()
	}
	for i := range r.lines {
		r.book.FindRow(&r.request, &r.lines[i].priced)
	}
	for i := range r.sameDay {
		past := &r.sameDay[i]
		past.meaning = r.meaning(past.Modifiers, past.ServiceDate)
	}
}

// takeRanks finds what the provider's other claims of these days took of the ranks of
// multiple procedures, by pricing again what may have taken one.
func (r *run) takeRanks() {
	r.used, r.request.Used = r.used[:0], nil
	if !r.mayRank() {
		return
	}
	for i := range r.sameDay {
		r.sameDay[i].symbol = r.book.Symbol(r.sameDay[i].Procedure)
	}
	for first := 0; first < len(r.sameDay); {
		r.request.Lines, r.request.Used = r.request.Lines[:0], r.used
		claim := r.sameDay[first].claim
		for ; first < len(r.sameDay) && r.sameDay[first].claim == claim; first++ {
			past := &r.sameDay[first]
			if past.isLater || !past.symbol.MayRank() {
				continue
			}
			r.request.Lines = append(r.request.Lines, pricing.Line{
				Code: past.Procedure, Modifiers: past.Modifiers, Units: past.Units, Charge: past.Charge, Symbol: past.symbol,
				Place: past.PlaceOfService, Date: past.ServiceDate, Affiliation: &r.providerOn(past.ServiceDate).Affiliation,
			})
		}
		r.pastPrices = r.book.Price(r.pastPrices[:0], &r.request)
		r.used = r.book.AppendUses(r.used, &r.request, r.pastPrices)
	}
	r.request.Used = r.used
}

// mayRank reports whether a line may take a rank.
func (r *run) mayRank() bool {
	for i := range r.lines {
		if r.lines[i].priced.Symbol.MayRank() {
			return true
		}
	}
	return false
}

// complete finds what is known of a line whose listing is.
func (r *run) complete(line *lineState) {
	line.rule, line.provider = line.listing.Rule, r.providerOn(line.ServiceDate)
	line.priced = line.toPrice()
	for i, text := range line.Modifiers[:min(len(line.Modifiers), len(line.modifiers))] {
		line.modifiers[i] = rules.ModifierOf(text)
	}
	line.meaning = r.meaning(line.Modifiers, line.ServiceDate)
}

// onDay is what edits and prices look at of the provider on a day.
type onDay struct {
	date     claims.Date
	network  rules.Network
	taxonomy string
	persons  int // who give its services
	pricing.Affiliation
}

// providerOn returns what the provider is on a day.
func (r *run) providerOn(date claims.Date) *onDay {
	for i := range r.onDays {
		if r.onDays[i].date == date {
			return &r.onDays[i]
		}
	}
	row := r.in.Provider.on(r.set, r.provider, date)
	r.onDays = append(r.onDays, onDay{date, row.Network, row.Taxonomy, max(1, int(row.Persons)), pricing.Affiliation{
		IsInNetwork: row.Network != rules.OutOfNetwork, Network: row.NetworkName, Locality: row.Locality,
	}})
	on := &r.onDays[len(r.onDays)-1]
	r.book.FindAffiliation(r.in.Claim.Provider, &on.Affiliation)
	return on
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
	if len(r.days) == 0 {
		return
	}
	first, last := slices.Min(r.days), slices.Max(r.days)
	for i := range r.in.History {
		past := &r.in.History[i]
		for j := range past.Lines {
			if day := past.Lines[j].ServiceDate; day >= first && day <= last { // of nearly none
				r.gather(past, &past.Lines[j])
			}
		}
	}
}

// gather keeps a line of another claim that is on a day of this one.
func (r *run) gather(past *Past, line *PastLine) {
	if !slices.Contains(r.days, line.ServiceDate) {
		return
	}
	r.others = append(r.others, otherLine{line, past})
	if !line.IsDenied && past.Provider == r.in.Claim.Provider {
		r.sameDay = append(r.sameDay, pastState{PastLine: line, claim: past.ID, isLater: past.IsLater})
	}
}

// edit is a rule, or several that look at the same: it is asked of one line and
// reads nothing that another edit of its phase writes.
type edit func(*run, *lineState)

// phase is edits of which none sees what the others of it find.
type phase uint8

// The phases. Within one the order of the edits decides nothing; each sees what those
// before it denied. First come those that look at a line by itself, then those that look
// at it beside the claim's other lines, of which they leave out what is denied: a line
// that is not paid bundles none, is nobody's primary, and uses nothing up. One that waits
// stands. All edits are asked of every line, also of one that is denied.
const (
	// terminal edits keep a line from being priced.
	terminal phase = iota
	// coding edits ask whether a line is coded as it may be.
	coding
	// coordinated edits deny what another payer pays first: in the order of postings they
	// stand behind the price.
	coordinated
	// authorized edits are terminal too, and look at what earlier lines take from an
	// authorization.
	authorized
	// paired edits look at what a line is part of, counted ones at the provider's day,
	// limited ones at all that the patient had, added ones at what a line adds to.
	paired
	counted
	limited
	added
	// timed edits look at the time that is left of a day.
	timed
	// priced is what the price of a line gives: see assess.
	priced
)

var edits = [...][]edit{
	terminal: {
		(*run).checkBirth, (*run).checkCoverage, (*run).checkDuplicate, (*run).checkExclusion, (*run).checkNetwork,
		(*run).checkFiling,
	},
	coding: {
		(*run).checkRuleSet, (*run).checkCode, (*run).checkModifiers, (*run).checkPlace, (*run).checkPatient, (*run).checkProviderType,
		(*run).checkDiagnoses, (*run).checkSupport, (*run).checkUnits, (*run).checkStay, (*run).checkHistory,
	},
	coordinated: {(*run).checkCoordination},
	authorized:  {(*run).checkAuthorization},
	paired:      {(*run).checkPairs},
	counted:     {(*run).checkUnitsOfDay},
	limited:     {(*run).checkFrequency},
	added:       {(*run).checkAddOn},
	timed:       {(*run).checkDay},
	priced:      nil,
}

// ask asks each edit of a phase of each line, and then marks the lines that were hit.
func (r *run) ask(of phase) {
	for i := range r.lines {
		for _, check := range edits[of] {
			check(r, &r.lines[i])
		}
		if r.in.Given != nil {
			r.takeGiven(&r.lines[i], of)
		}
	}
	r.mark()
}

// mark lets later phases see what was found.
func (r *run) mark() {
	for i := range r.lines {
		line := &r.lines[i]
		line.standing = line.found
		line.isDenied = line.isDenied || line.isUnpaid
	}
}

// askBeside asks edits that look at a line beside others. What an add-on may add to is
// looked at before each: of what has no primary nothing is part, and it uses nothing up.
func (r *run) askBeside(of phase) {
	if r.hasAddOns {
		r.findPrimaries()
	}
	r.ask(of)
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
	step := r.nextStep()
	step.Line, step.Rule, step.Outcome = line.Sequence, rule, outcome
	return &step.Detail
}

// nextStep adds an empty step. The trace is emptied once a claim, and not step by step.
func (r *run) nextStep() *Step {
	at := len(r.trace)
	if at < cap(r.trace) {
		r.trace = r.trace[:at+1]
	} else {
		r.trace = append(r.trace, Step{})
	}
	return &r.trace[at]
}

// reviewed returns what became of a line that a person has to look at. A suspicion, a
// signal or an equal share that a person looked at denies nothing by itself: see
// checkDuplicate and checkEqualShares. A line
// without rules waits for them until the person says to go on without.
func (r *run) reviewed(line *lineState, rule rules.Rule) Outcome {
	review := r.reviewOf(line, rule)
	switch {
	case review == nil:
		return Waits
	case rule == rules.DuplicateSuspect, rule == rules.EqualShares, rule.Effect() == rules.Signal, rule == rules.NoRules && review.IsCleared:
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
