// Package simulate decides a set of claims by two rule sets and says who gains and
// who loses, rule by rule. Nothing is stored and nobody is paid.
//
// Each member is covered without interruption under the one plan, from zero
// accumulators; each claim meets the history and the accumulators of the member's
// claims before it, in the order of their service dates. Lines that wait for a person
// or a document count as pended and pay nothing.
package simulate

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
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
}

// Tables are a rule set with the price tables beside it; nil are the program's own,
// and none.
type Tables struct {
	Rules  *rules.Set
	Prices *pricing.Tables
}

// Outcome is how a line ends by one rule set.
type Outcome struct {
	// Line is its sequence.
	Line int
	// Rule is the posted one, or the one that it waits for; "" of a line that is paid.
	Rule                   string
	IsPended               bool
	Allowed, Paid, Patient int64 // cents
}

// Decided is a claim with the outcome of each adjudicated line.
type Decided struct {
	*Claim
	Lines []Outcome
}

// Decide decides the claims by a rule set. The answers stand in the order of the
// claims.
//
// Errors: those of [adjudicate.Assess] and [benefits.Determine].
func Decide(list []Claim, plan coverage.Plan, tables Tables) ([]Decided, error) {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(list[x].ServiceDate(), list[y].ServiceDate()) })
	members := map[string]*member{}
	decided := make([]Decided, len(list))
	for _, i := range order {
		claim := &list[i]
		m := members[claim.MemberNumber]
		if m == nil {
			m = &member{years: map[claims.Date]benefits.Accumulators{}}
			members[claim.MemberNumber] = m
		}
		lines, err := m.decide(claim, &plan, tables)
		if err != nil {
			return nil, fmt.Errorf("deciding %s: %w", claim.Name, err)
		}
		decided[i] = Decided{Claim: claim, Lines: lines}
	}
	return decided, nil
}

// member is what a claim meets.
type member struct {
	history []adjudicate.Past
	years   map[claims.Date]benefits.Accumulators
}

func (m *member) decide(claim *Claim, plan *coverage.Plan, tables Tables) ([]Outcome, error) {
	date := claim.ServiceDate()
	year := plan.BenefitYear(date)
	assessment, err := adjudicate.Assess(adjudicate.Input{
		Claim: claim.Claim, Plan: *plan, Rules: tables.Rules, Prices: tables.Prices, Patient: claim.Patient, History: m.history,
		Provider: adjudicate.Provider{Network: rules.InNetwork},
		Coverage: coverage.Coverage{Plan: plan.ID, Span: claims.Span{Start: 1}, Years: []coverage.Year{{ID: 1, Span: year}}},
	})
	if err != nil {
		return nil, err
	}
	if !assessment.IsClean() {
		lines := pended(&assessment)
		m.remember(claim, lines)
		return lines, nil
	}
	facts := benefits.Facts{
		Year: year, ServiceDate: assessment.ServiceDate, ReceiptDate: assessment.ServiceDate, IsProviderCredentialed: true,
		HasAuthorization: claim.PriorAuthorization != "", HasEvidence: true,
		HasPriorPayers: len(assessment.Priors) > 0,
	}
	results, after, err := benefits.Determine(*plan, facts, m.years[year.Start], assessment.BenefitLines())
	if err != nil {
		return nil, err
	}
	remittance, err := remit.New(remit.Determination{
		Claim: claim.Claim, Reasons: assessment.Reasons, Results: results,
		Ledger: adjudicate.Ledger{Plan: *plan, Year: year, ServiceDate: assessment.ServiceDate, Rules: tables.Rules, Network: rules.InNetwork},
	})
	if err != nil {
		return nil, err
	}
	m.years[year.Start] = after
	lines := outcomes(&remittance)
	m.remember(claim, lines)
	return lines, nil
}

// pended returns the outcomes of a claim that waits: no line is paid before all are.
func pended(a *adjudicate.Assessment) []Outcome {
	lines := make([]Outcome, len(a.Lines))
	for i := range a.Lines {
		sequence := a.Lines[i].Sequence
		lines[i] = Outcome{Line: sequence, IsPended: true}
		for j := range a.Trace {
			if step := &a.Trace[j]; step.Line == sequence && step.Outcome == adjudicate.Waits {
				lines[i].Rule = step.Rule.String()
			}
		}
	}
	return lines
}

func outcomes(r *remit.Remittance) []Outcome {
	lines := make([]Outcome, 0, len(r.Lines))
	for i := range r.Lines {
		line := &r.Lines[i]
		if line.IsInformational {
			continue
		}
		outcome := Outcome{
			Line: line.Sequence, Allowed: line.Allowed.Cents(), Paid: line.Paid.Cents(), Patient: line.PatientResponsibility.Cents(),
		}
		if line.IsDenied {
			outcome.Rule = line.Rule
		}
		lines = append(lines, outcome)
	}
	return lines
}

// remember adds a claim to the member's history.
func (m *member) remember(claim *Claim, lines []Outcome) {
	past := adjudicate.Past{ID: claims.ID(claim.Name), Provider: claim.Provider}
	for i := range claim.Lines {
		line := &claim.Lines[i]
		decided := slices.IndexFunc(lines, func(o Outcome) bool { return o.Line == line.Sequence })
		if decided < 0 {
			continue
		}
		past.Lines = append(past.Lines, adjudicate.PastLine{
			Sequence: line.Sequence, ServiceDate: line.ServiceDate, Procedure: line.Procedure, Modifiers: line.Modifiers,
			PlaceOfService: line.PlaceOfService, Units: line.Units, Charge: line.Charge,
			IsDenied: lines[decided].Rule != "" && !lines[decided].IsPended,
		})
	}
	m.history = append(m.history, past)
}
