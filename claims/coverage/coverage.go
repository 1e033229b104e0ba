package coverage

import (
	"fmt"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// Coverage is a patient's enrolment in a plan.
type Coverage struct {
	MemberNumber string        `json:"memberNumber"`
	Plan         claims.PlanID `json:"plan"`
	// Span is when the coverage runs; it may be open.
	Span claims.Span `json:"span"`
	// Family names those who share the family limits, or is "" for a coverage that
	// stands alone.
	Family string `json:"family"`
	// Years are the benefit years that are enrolled on the ledger, in their order.
	Years []Year `json:"years"`
}

// Year is a coverage in one benefit year, under the random id that the ledger
// knows it by. Its span is the part of the benefit year that is covered.
type Year struct {
	ID   claims.CoverageYearID `json:"id,string"`
	Span claims.Span           `json:"span"`
	// FamilyYear names the family's accumulators in the benefit year, or is zero.
	FamilyYear claims.FamilyYearID `json:"familyYear"`
	// Extension names the word beside the coverage year that holds further counters,
	// or is zero where the plan has none ([Plan.HasExtension]).
	Extension claims.ExtensionID `json:"extension,string"`
}

// YearFor returns the year that contains the date. Where none does it returns
// the nearest one and false: a claim outside the coverage still names a coverage
// year, and is determined as denied. Of two that are equally near it is the
// earlier one. Without any year it returns the zero Year.
func (c Coverage) YearFor(date claims.Date) (Year, bool) {
	var nearest Year
	best := -1
	for _, year := range c.Years {
		distance := distanceTo(year.Span, date)
		if distance == 0 {
			return year, true
		}
		if best < 0 || distance < best {
			nearest, best = year, distance
		}
	}
	return nearest, false
}

// distanceTo returns how many days the date is away from the span's nearest day.
func distanceTo(span claims.Span, date claims.Date) int {
	switch {
	case date < span.Start:
		return int(span.Start - date)
	case span.Contains(date):
		return 0
	default:
		return int(date-span.End) + 1
	}
}

// Validate lists every fault of a coverage at once.
func (c Coverage) Validate() []*errs.Fault {
	var list faultList
	if c.MemberNumber == "" {
		list.add(errs.FieldRequired, "memberNumber", "a member number is needed")
	}
	if c.Plan == 0 {
		list.add(errs.FieldRequired, "plan", "a plan is needed")
	}
	list.span("span", c.Span)
	for i, year := range c.Years {
		path := fmt.Sprintf("years[%d]", i)
		list.span(path+".span", year.Span)
		if year.Span.End.IsZero() {
			list.add(errs.SpanInvalid, path+".span.end", "a benefit year ends")
		}
		if year.ID == 0 {
			list.add(errs.FieldRequired, path+".id", "a coverage year needs an id")
		}
		if (year.FamilyYear != 0) != (c.Family != "") {
			list.add(errs.SpanInvalid, path+".familyYear", "a family year belongs to a family's coverage")
		}
		if i > 0 && year.Span.Start < c.Years[i-1].Span.End {
			list.add(errs.SpanInvalid, path+".span.start", "coverage years do not overlap and stand in their order")
		}
	}
	return list
}

func (l *faultList) span(path string, span claims.Span) {
	if span.Start < 1 || (!span.End.IsZero() && span.End <= span.Start) {
		l.add(errs.SpanInvalid, path, "a span starts and ends after its start")
	}
}
