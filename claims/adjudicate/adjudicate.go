// Package adjudicate decides a claim line by line, before any money is divided:
//
//	eligibility → duplicate → evidence → pricing
//
// All rules are evaluated and all that hit are kept; of a line's hits the first
// in that order is posted. What the plan pays of an allowed line is
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

// Input is all that a decision rests on. Nothing else is looked at.
type Input struct {
	Claim    claims.Claim
	Plan     coverage.Plan
	Coverage coverage.Coverage
	// DuplicateLines holds the sequence of each line that repeats a line of a claim
	// that stands. A repetition within the claim is found here: see [Assess].
	DuplicateLines map[int]bool
	// EvidenceReceived holds the kinds of document that are there. One document of a
	// kind serves all lines of the claim.
	EvidenceReceived map[string]bool
	// IsEvidenceOverdue is set when the deadline for documents has passed.
	IsEvidenceOverdue bool
}

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

// Assessment is what the rules give for a claim.
type Assessment struct {
	// Lines are the adjudicated lines in their order; informational ones are left
	// out. A line that waits for a document stands as denied, without a reason:
	// an assessment is of use for settling only when it [Assessment.IsClean].
	Lines          []LineAssessment
	Reasons        Reasons
	EvidenceNeeded []EvidenceNeed
	// Year is the coverage year that the claim names on the ledger.
	Year coverage.Year
	// ServiceDate is the earliest date of an adjudicated line that lies in the
	// coverage year, or the earliest of all when none does.
	ServiceDate claims.Date
}

// IsClean reports whether everything is decided: no document is waited for.
func (a Assessment) IsClean() bool { return len(a.EvidenceNeeded) == 0 }

// IsDenied reports whether every adjudicated line is denied.
func (a Assessment) IsDenied() bool {
	for _, line := range a.Lines {
		if !line.IsDenied {
			return false
		}
	}
	return true
}

// BenefitLines returns the lines as the benefit arithmetic and the settlement take them.
func (a Assessment) BenefitLines() []benefits.Line {
	lines := make([]benefits.Line, len(a.Lines))
	for i, line := range a.Lines {
		lines[i] = benefits.Line{Charge: line.Charge, Units: line.Units, Allowed: line.Allowed, Class: line.Class}
	}
	return lines
}

// Assess decides the lines of a claim that the intake edits accept and whose
// lines are in one benefit year ([CheckBenefitYear]).
//
// A line that repeats an earlier one of the same claim in everything that
// [LineKey] compares is a duplicate too, unless a modifier says that the service
// was repeated.
//
// Errors: [ErrNotInsured], [ErrCoverageYearNotFound], [ErrClaimSpansBenefitYears].
func Assess(in Input) (Assessment, error) {
	year, date, err := locate(&in)
	if err != nil {
		return Assessment{}, err
	}
	a := Assessment{
		Lines:       make([]LineAssessment, 0, len(in.Claim.Lines)),
		Year:        year,
		ServiceDate: date,
	}
	for i := range in.Claim.Lines {
		if in.Claim.Lines[i].IsAdjudicated() {
			a.add(&in, i)
		}
	}
	return a, nil
}

// add decides one line: every rule is asked in the order of priority, the first
// that hits is posted.
func (a *Assessment) add(in *Input, index int) {
	line := &in.Claim.Lines[index]
	begin := len(a.Reasons)
	a.checkEligibility(in, line)
	a.checkDuplicate(in, index)
	price, isPriced := in.Plan.FeeSchedule.Price(&pricing.Line{
		Code: line.Procedure, Modifiers: line.Modifiers, Units: line.Units, Charge: line.Charge,
		Place: line.PlaceOfService, Date: line.ServiceDate,
	})
	var class *coverage.Class
	if isPriced && int(price.Class) < len(in.Plan.Classes) {
		class = &in.Plan.Classes[price.Class]
	}
	isComplete := true
	if r, detail, isHit := pricingRule(price, isPriced, class); isHit {
		a.hit(r, line.Sequence, detail)
	} else {
		isComplete = a.checkEvidence(in, line, price.Evidence, len(a.Reasons) > begin)
	}
	assessed := LineAssessment{
		Sequence: line.Sequence, Charge: line.Charge, Units: line.Units, Class: benefits.ClassDenied, IsDenied: true,
	}
	switch {
	case len(a.Reasons) > begin:
		a.Reasons[begin].IsPosted = true
		if a.Reasons[begin].Rule == RuleClassNotCovered {
			assessed.Class = price.Class
		}
	case isComplete:
		assessed.Allowed, assessed.Class, assessed.IsDenied = price.Allowed, price.Class, false
	}
	a.Lines = append(a.Lines, assessed)
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
