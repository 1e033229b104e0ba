// Package simulate decides a set of claims by two rule sets and says who gains and
// who loses, rule by rule. Nothing is stored and nobody is paid.
//
// Each member is covered without interruption under the one plan, from zero
// accumulators; each claim meets the history and the accumulators of the member's
// claims before it, in the order of their service dates, and its provider's day of
// other members. Where a line waits for a person or a document its whole claim does: it
// pays nothing and takes nothing of a deductible or a limit, so that claims after it find
// more of them left. What the claims do not tell is left empty, and the rules that would
// look at it are not asked: [Unasked] counts them.
package simulate

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Claim is a claim to be decided, with what the edits look at besides.
type Claim struct {
	claims.Claim
	// Name says where it is from.
	Name    string
	Patient adjudicate.Patient
	// NPI is the provider's, zero where it is not known.
	NPI rules.NPI
	// ReceivedOn is the day of its receipt, zero where it is not known.
	ReceivedOn claims.Date
}

// Tables are a rule set with the price tables beside it; nil are the program's own,
// and none.
type Tables struct {
	Rules  *rules.Set
	Prices *pricing.Tables
}

// set returns the rule set.
func (t Tables) set() *rules.Set {
	if t.Rules == nil {
		return rules.Builtin()
	}
	return t.Rules
}

// Terms are what claims are decided under, whatever the rule set.
type Terms struct {
	Plan coverage.Plan
	// HasDocuments is set where every document that a line needs is taken as received.
	HasDocuments bool
	// Network and Locality are those of providers of which no directory tells, by the
	// names that price tables and fee schedules have; "" is none.
	Network, Locality string
}

// Status is what became of a line.
type Status string

// The statuses of a line.
const (
	Paid   Status = "paid"
	Denied Status = "denied"
	// Pended: its claim waits, and no line of a claim is paid before all are.
	Pended Status = "pended"
)

// Outcome is how a line ends by one rule set.
type Outcome struct {
	// Line is its sequence.
	Line   int
	Status Status
	// Rule is the one that denies the line; of a pended one the one that it waits for, or
	// else its claim; of a paid one that which took a part, "" for none.
	Rule string
	// Allowed, Paid and Patient are cents, none of a pended line.
	Allowed, Paid, Patient int64
}

// Decided is a claim with the outcome of each adjudicated line.
type Decided struct {
	*Claim
	Lines []Outcome
	// Refusal is why it cannot enter adjudication, "" of one that was decided.
	Refusal errs.Code
}

// run decides claims by one rule set.
type run struct {
	*Terms
	tables  Tables
	members map[string]*member
	days    map[claims.ProviderID]*assessing.Days
}

// member is what a claim meets.
type member struct {
	history []adjudicate.Past
	years   map[claims.Date]benefits.Accumulators
	// lasting are the counters as the newest claim left them, for limits that a benefit
	// year does not end.
	lasting benefits.Counters
}

// accumulators returns what a claim of a benefit year meets: the totals of the year, and
// the counters of limits over a lifetime or a rolling window as any year left them.
func (m *member) accumulators(plan *coverage.Plan, year claims.Span) benefits.Accumulators {
	totals := m.years[year.Start]
	for i := range plan.Limits {
		if plan.Limits[i].Period != coverage.BenefitYear {
			totals.Counters[i] = m.lasting[i]
		}
	}
	return totals
}

// keep keeps what a claim of a benefit year left.
func (m *member) keep(year claims.Span, after benefits.Accumulators) {
	m.years[year.Start], m.lasting = after, after.Counters
}

// DecideBoth decides the claims by two rule sets. One that cannot enter adjudication by
// one of them is left out of both, so that it is neither history nor a deductible met for
// the claims after it by one set alone.
//
// Errors: those of [Decide].
func DecideBoth(list []Claim, terms Terms, tables [2]Tables) (decided [2][]Decided, err error) {
	leftOut := [2]map[int]Decided{{}, {}}
	for isSettled := false; !isSettled; {
		isSettled = true
		for side := range tables {
			if decided[side], err = decideRest(list, terms, tables[side], leftOut[side]); err != nil {
				return decided, err
			}
		}
		for i := range list {
			a, b := &decided[0][i], &decided[1][i]
			if _, isOut := leftOut[0][i]; isOut || (a.Refusal == "") == (b.Refusal == "") {
				continue
			}
			isSettled, a.Lines, b.Lines = false, nil, nil
			leftOut[0][i], leftOut[1][i] = *a, *b
		}
	}
	return decided, nil
}

// Decide decides the claims by a rule set. The answers stand in the order of the
// claims; one that cannot enter adjudication has the reason in place of lines.
//
// Errors: those of [benefits.Determine] and [remit.New] without a code.
func Decide(list []Claim, terms Terms, tables Tables) ([]Decided, error) {
	return decideRest(list, terms, tables, nil)
}

// decideRest decides the claims, but for those that are left out, by their position: what
// became of them is known.
func decideRest(list []Claim, terms Terms, tables Tables, leftOut map[int]Decided) ([]Decided, error) {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(list[x].ServiceDate(), list[y].ServiceDate()) })
	r := run{Terms: &terms, tables: tables, members: map[string]*member{}, days: map[claims.ProviderID]*assessing.Days{}}
	decided := make([]Decided, len(list))
	for _, i := range order {
		if known, isOut := leftOut[i]; isOut {
			decided[i] = known
			continue
		}
		claim := &list[i]
		lines, err := r.decide(claim)
		decided[i] = Decided{Claim: claim, Lines: lines}
		if err == nil {
			continue
		}
		if decided[i].Refusal = errs.CodeOf(err); decided[i].Refusal == errs.Internal {
			return nil, fmt.Errorf("deciding %s: %w", claim.Name, err)
		}
	}
	return decided, nil
}

// firstFault returns the first reason why intake would not accept a claim. No date is in
// the future.
func (r *run) firstFault(claim *Claim) error {
	if claim.Frequency != claims.Original {
		return &errs.Fault{Code: errs.FrequencyUnsupported, Path: "frequency", Text: "corrections are not simulated"}
	}
	faults := edits.Validate(claim.Claim, claims.NewDate(9999, 12, 31), r.tables.set())
	faults = append(faults, adjudicate.CheckBenefitYear(claim.Claim, r.Plan)...)
	faults = append(faults, adjudicate.CheckPriorPayers(claim.Claim, r.Plan)...)
	if len(faults) == 0 {
		return nil
	}
	return faults[0]
}

func (r *run) decide(claim *Claim) ([]Outcome, error) {
	if err := r.firstFault(claim); err != nil {
		return nil, err
	}
	m := r.members[claim.MemberNumber]
	if m == nil {
		m = &member{years: map[claims.Date]benefits.Accumulators{}}
		r.members[claim.MemberNumber] = m
	}
	in := r.input(claim, m)
	assessment, err := r.assess(&in)
	if err != nil {
		return nil, err
	}
	past := adjudicate.PastOf(claims.ID(claim.Name), &claim.Claim)
	lines := pended(&assessment)
	if assessment.IsClean() {
		if lines, err = r.determine(claim, m, &assessment); err != nil {
			return nil, err
		}
	}
	for i := range past.Lines {
		past.Lines[i].IsDenied = lines[i].Status == Denied || isHit(&assessment, past.Lines[i].Sequence)
	}
	past.MarkRepetitions(assessment.Reasons)
	m.history = append(m.history, past)
	r.takeDay(claim, &assessment)
	return lines, nil
}

// input returns what a claim is decided by.
func (r *run) input(claim *Claim, m *member) adjudicate.Input {
	in := adjudicate.Input{
		Claim: claim.Claim, Plan: r.Plan, Rules: r.tables.set(), Prices: r.tables.Prices, Business: r.business(),
		Patient: claim.Patient, Provider: r.provider(claim), ReceivedOn: claim.ReceivedOn, History: m.history,
		Coverage: coverage.Coverage{
			Plan: r.Plan.ID, Span: claims.Span{Start: 1}, Years: []coverage.Year{{ID: 1, Span: r.yearOf(claim)}},
		},
	}
	if days := r.days[claim.Provider]; days != nil {
		in.ProviderDays = days.Others(claim.MemberNumber, adjudicate.DayLoadsOf(&claim.Claim, in.Rules, func(int) bool { return false }))
	}
	return in
}

// yearOf returns the benefit year of a claim, which is that of every line with a charge.
func (r *run) yearOf(claim *Claim) claims.Span {
	at := slices.IndexFunc(claim.Lines, func(l claims.Line) bool { return l.IsAdjudicated() })
	return r.Plan.BenefitYear(claim.Lines[at].ServiceDate) // the edits refuse a claim without a charge
}

// business returns the number of the plan's line of business in the tables.
func (r *run) business() rules.Business { return r.tables.set().Business(r.Plan.LineOfBusiness) }

// assess assesses a claim, once more with the documents that it turns out to need where
// these are taken as received.
func (r *run) assess(in *adjudicate.Input) (adjudicate.Assessment, error) {
	assessment, err := adjudicate.Assess(*in)
	if err != nil || !r.HasDocuments || len(assessment.EvidenceNeeded) == 0 {
		return assessment, err
	}
	in.EvidenceReceived = map[string]bool{}
	for _, need := range assessment.EvidenceNeeded {
		in.EvidenceReceived[need.Kind] = true
	}
	return adjudicate.Assess(*in)
}

// provider returns what a claim's provider is where no directory tells.
func (r *run) provider(claim *Claim) adjudicate.Provider {
	return adjudicate.Provider{NPI: claim.NPI, IsUnidentified: claim.NPI == 0, NetworkName: r.Network, Locality: r.Locality}
}

// determine divides the money of a claim of which nothing is waited for.
func (r *run) determine(claim *Claim, m *member, assessment *adjudicate.Assessment) ([]Outcome, error) {
	year := assessment.Year.Span
	facts := benefits.Facts{
		Year: year, ServiceDate: assessment.ServiceDate, IsProviderCredentialed: true,
		ReceiptDate:      assessment.ServiceDate, // the engine asks when it was received
		HasAuthorization: claim.PriorAuthorization != "", HasEvidence: true,
		HasPriorPayers: len(assessment.Priors) > 0,
	}
	results, after, err := benefits.Determine(r.Plan, facts, m.accumulators(&r.Plan, year), assessment.BenefitLines())
	if err != nil {
		return nil, err
	}
	remittance, err := remit.New(remit.Determination{
		Claim: claim.Claim, Reasons: assessment.Reasons, Results: results,
		Ledger: adjudicate.Ledger{
			Plan: r.Plan, Year: year, ServiceDate: assessment.ServiceDate, Rules: r.tables.set(), Provider: r.provider(claim),
			Business: r.business(),
		},
	})
	if err != nil {
		return nil, err
	}
	m.keep(year, after)
	return outcomes(&remittance), nil
}

// takeDay adds what a claim takes of its provider's days, as when it is accepted: without
// the lines that the engine denies.
func (r *run) takeDay(claim *Claim, a *adjudicate.Assessment) {
	days := r.days[claim.Provider]
	if days == nil {
		days = new(assessing.Days)
		r.days[claim.Provider] = days
	}
	for _, load := range adjudicate.DayLoadsOf(&claim.Claim, r.tables.set(), func(line int) bool { return isHit(a, line) }) {
		days.Add(claim.MemberNumber, load)
	}
}

// isHit reports whether the engine denies a line, also of a claim that waits.
func isHit(a *adjudicate.Assessment, sequence int) bool {
	_, isDenied := a.Reasons.Posted(sequence)
	return isDenied
}

// pended returns the outcomes of a claim that waits. A line that waits for nothing waits
// for what the first one of the claim does that waits.
func pended(a *adjudicate.Assessment) []Outcome {
	lines := make([]Outcome, len(a.Lines))
	first := ""
	for i := range a.Lines {
		lines[i] = Outcome{Line: a.Lines[i].Sequence, Status: Pended, Rule: waitsFor(a, a.Lines[i].Sequence)}
		first = cmp.Or(first, lines[i].Rule)
	}
	for i := range lines {
		lines[i].Rule = cmp.Or(lines[i].Rule, first)
	}
	return lines
}

// waitsFor returns the first rule that a line waits for, "" where it waits for none. A
// line that is denied waits for nobody.
func waitsFor(a *adjudicate.Assessment, sequence int) string {
	at := slices.IndexFunc(a.Trace, func(s adjudicate.Step) bool { return s.Line == sequence && s.Outcome == adjudicate.Waits })
	if at < 0 || isHit(a, sequence) {
		return ""
	}
	return a.Trace[at].Rule.String()
}

func outcomes(r *remit.Remittance) []Outcome {
	lines := make([]Outcome, 0, len(r.Lines))
	for i := range r.Lines {
		line := &r.Lines[i]
		if line.IsInformational {
			continue
		}
		outcome := Outcome{
			Line: line.Sequence, Status: Paid, Rule: line.Rule,
			Allowed: line.Allowed.Cents(), Paid: line.Paid.Cents(), Patient: line.PatientResponsibility.Cents(),
		}
		if line.IsDenied {
			outcome.Status = Denied
		}
		lines = append(lines, outcome)
	}
	return lines
}
