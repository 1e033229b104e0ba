// Package adjudicate decides a claim line by line, before any money is divided:
//
//	eligibility → duplicate → provider → filing → authorization → edits → pricing → coordination
//
// All edits are asked and all that hit are kept; of a line's hits the first in
// that order is posted, and within a step the one of the least priority in the
// postings' table. A line that a step before the edits denies is not priced, and no
// other line is edited against one that is denied. What the plan pays of an allowed line is
// [benefits.Determine]'s to say. What the ledger denies by itself, with or without
// a rule of this package, [Ledger] explains.
package adjudicate

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Errors of this package.
var (
	// ErrNotInsured is returned when the coverage has no year on the ledger that a
	// claim could name.
	ErrNotInsured = errs.New(errs.NotInsured, "no coverage year is enrolled")
	// ErrCoverageYearNotFound is returned when a service is within the coverage and
	// its benefit year is not enrolled on the ledger: nobody is denied for that.
	ErrCoverageYearNotFound = errs.New(errs.CoverageYearNotFound, "the benefit year of a service is not enrolled")
	// ErrClaimSpansBenefitYears is returned when the services are in several coverage years.
	ErrClaimSpansBenefitYears = errs.New(errs.ClaimSpansBenefitYears, "the lines are in different benefit years")
)

// LineAssessment is an adjudicated line as it goes to the ledger. A denied line
// has nothing allowed and class [benefits.ClassDenied], except where it is denied
// because the plan does not cover its class: that the ledger sees by itself.
type LineAssessment struct {
	Sequence int
	Charge   money.Amount
	Units    int
	Allowed  money.Amount
	Class    uint8
	IsDenied bool
}

// EvidenceNeed is a document without which a line cannot be decided.
type EvidenceNeed struct {
	Line int
	Kind string
}

// ReviewNeed is what a person has to look at before a line can be decided.
type ReviewNeed struct {
	Line int
	Rule string
	Detail
}

// Assessment is what the rules give for a claim.
type Assessment struct {
	// Lines are the adjudicated lines in their order; informational ones are left
	// out. A line that waits stands as denied, without a reason: an assessment is of
	// use for settling only when it [Assessment.IsClean].
	Lines          []LineAssessment
	Reasons        Reasons
	EvidenceNeeded []EvidenceNeed
	ReviewsNeeded  []ReviewNeed
	// Trace is every rule that was asked, in the order in which they were.
	Trace []Step
	// Priors are what prior payers left of each of Lines; none where nobody paid before.
	Priors []claims.PriorAmounts
	// Prices are how each of Lines was priced.
	Prices []pricing.Result
	// Year is the coverage year that the claim names on the ledger.
	Year coverage.Year
	// ServiceDate is the earliest date of an adjudicated line that lies in the
	// coverage year, or the earliest of all when none does.
	ServiceDate claims.Date

	run run
}

// IsClean reports whether everything is decided: nothing is waited for.
func (a *Assessment) IsClean() bool { return len(a.EvidenceNeeded) == 0 && len(a.ReviewsNeeded) == 0 }

// IsDenied reports whether every adjudicated line is denied.
func (a *Assessment) IsDenied() bool {
	for _, line := range a.Lines {
		if !line.IsDenied {
			return false
		}
	}
	return true
}

// BenefitLines returns the lines as the benefit arithmetic and the settlement take them.
func (a *Assessment) BenefitLines() []benefits.Line {
	lines := make([]benefits.Line, len(a.Lines))
	for i, line := range a.Lines {
		lines[i] = benefits.Line{Charge: line.Charge, Units: line.Units, Allowed: line.Allowed, Class: line.Class}
		if len(a.Priors) > 0 {
			lines[i].Prior = a.Priors[i]
		}
	}
	return lines
}

// Assess decides the lines of a claim that the intake edits accept and whose
// lines are in one benefit year ([CheckBenefitYear]).
//
// Errors: [ErrNotInsured], [ErrCoverageYearNotFound], [ErrClaimSpansBenefitYears],
// [benefits.ErrNotCoordinating] for prior payers of a plan that pays first,
// [cob.ErrLinesDiffer] for answers of theirs that the edits refuse.
func Assess(in Input) (Assessment, error) {
	var a Assessment
	err := a.Decide(&in)
	return a, err
}

// Decide makes a the assessment of a claim as [Assess] does, in the memory that a
// has from one before.
//
// Errors: those of [Assess]; then a is of no use.
func (a *Assessment) Decide(in *Input) (err error) {
	a.Lines, a.Reasons, a.Trace = a.Lines[:0], a.Reasons[:0], nil
	a.EvidenceNeeded, a.ReviewsNeeded, a.Prices = a.EvidenceNeeded[:0], a.ReviewsNeeded[:0], a.Prices[:0]
	if a.Year, a.ServiceDate, err = locate(in); err != nil {
		return err
	}
	if err = a.weighPriors(in); err != nil {
		return err
	}
	r := &a.run
	r.in, r.out, r.set = in, a, in.Rules
	if r.set == nil {
		r.set = rules.Builtin()
	}
	r.prepare()
	if in.IsRulesUnknown {
		r.awaitRules()
	} else {
		r.decide()
	}
	a.Trace = r.trace
	return nil
}

// decide asks all edits, prices the lines and posts what hit them.
func (r *run) decide() {
	r.ask(terminal)
	r.ask(coding)
	r.ask(coordinated)
	r.ask(authorized)
	r.price()
	r.askBeside(paired)
	r.askBeside(counted)
	r.askBeside(limited)
	r.askBeside(added)
	r.ask(timed)
	r.priceRest()
	r.assess()
	for i := range r.lines {
		r.post(&r.lines[i])
	}
}

// locate returns the coverage year that the claim names and its service date.
func locate(in *Input) (coverage.Year, claims.Date, error) {
	var first, inside claims.Date
	var year coverage.Year
	for i := range in.Claim.Lines {
		line := &in.Claim.Lines[i]
		if !line.IsAdjudicated() {
			continue
		}
		first = earlier(first, line.ServiceDate)
		if !in.Coverage.Span.Contains(line.ServiceDate) {
			continue
		}
		found, isEnrolled := in.Coverage.YearFor(line.ServiceDate)
		switch {
		case !isEnrolled:
			return coverage.Year{}, 0, ErrCoverageYearNotFound
		case !inside.IsZero() && found.ID != year.ID:
			return coverage.Year{}, 0, ErrClaimSpansBenefitYears
		}
		inside, year = earlier(inside, line.ServiceDate), found
	}
	if !inside.IsZero() {
		return year, inside, nil
	}
	if year, _ = in.Coverage.YearFor(first); year.ID == 0 {
		return coverage.Year{}, 0, ErrNotInsured
	}
	return year, first, nil
}

// earlier returns the earlier of two dates, of which a zero one is none.
func earlier(a, b claims.Date) claims.Date {
	if a.IsZero() || b < a {
		return b
	}
	return a
}

// CheckBenefitYear lists the fault of a claim whose lines are in different
// benefit years: it names one coverage year, so it must be split.
func CheckBenefitYear(c claims.Claim, plan coverage.Plan) []*errs.Fault {
	var year claims.Span
	for i := range c.Lines {
		line := &c.Lines[i]
		if !line.IsAdjudicated() {
			continue
		}
		if year.Start.IsZero() {
			year = plan.BenefitYear(line.ServiceDate)
		}
		if !year.Contains(line.ServiceDate) {
			return []*errs.Fault{{
				Code: errs.ClaimSpansBenefitYears,
				Path: "lines",
				Text: "the lines are in different benefit years: submit one claim for each",
			}}
		}
	}
	return nil
}
