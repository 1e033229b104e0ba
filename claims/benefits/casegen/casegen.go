// Package casegen makes random histories: plans, families, and claims that are
// determined, reversed, replaced and redetermined in any order, with a liking for
// edges. The same seed gives the same cases, on every machine and in every
// version of Go: what a program found can be run again.
//
// What it makes is what a ledger takes: units, amounts and classes are in range,
// and nothing is paid before it was received. Time goes on from operation to
// operation.
package casegen

import (
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// MinOperations is how many operations a case has at least.
const MinOperations = 5

// first is the first day of the first benefit year.
var first = claims.NewDate(2024, time.January, 1)

// Generator makes cases. It is not for concurrent use.
type Generator struct{ random }

// New returns a generator; equal seeds make equal cases.
func New(seed uint64) *Generator { return &Generator{random{state: seed}} }

// Case makes a case of [MinOperations] to about three times as many operations.
func (g *Generator) Case() history.Case { return g.CaseUnder(g.Plan()) }

// CaseUnder makes one under a plan that is there already, of [Generator.Plan]: many
// can share one.
func (g *Generator) CaseUnder(plan coverage.Plan) history.Case {
	c := history.Case{Plan: plan}
	c.Enrolments = g.enrolments(&c.Plan)
	course := course{Generator: g, c: &c, now: first.Time()}
	for range MinOperations + g.below(2*MinOperations) {
		c.Operations = append(c.Operations, course.operation())
	}
	return c
}

// enrolments makes up to three people, in up to two benefit years, most of them
// one family.
func (g *Generator) enrolments(plan *coverage.Plan) []history.Enrolment {
	var made []history.Enrolment
	hasFamily, hasSecondYear := !g.isOne(4), g.isOne(3)
	people, forLife := 1+g.below(3), plan.IsExtensionForLife()
	for person := range people {
		for i := range 2 {
			if i == 1 && !hasSecondYear {
				continue
			}
			e := history.Enrolment{Year: claims.CoverageYearID(1 + 2*person + i), Span: yearSpan(i)}
			if hasFamily && person < 2 {
				e.Family = claims.FamilyYearID(1 + i)
			}
			if plan.HasExtension() {
				e.Extension = claims.ExtensionID(101 + 2*person + i)
			}
			if forLife {
				e.Extension = claims.ExtensionID(101 + 2*person)
			}
			if g.isOne(8) { // enrolled late
				e.Span.Start = e.Span.Start.AddDays(g.below(200))
			}
			made = append(made, e)
		}
	}
	return made
}

func yearSpan(i int) claims.Span {
	year := first.Year() + i
	return claims.Span{Start: claims.NewDate(year, time.January, 1), End: claims.NewDate(year+1, time.January, 1)}
}

// course is a case that is being made.
type course struct {
	*Generator
	c        *history.Case
	now      time.Time
	last     history.ClaimID
	standing []standing
}

// standing is a claim whose determination stands, as far as can be told without
// running the case.
type standing struct {
	id         history.ClaimID
	submission history.Submission
}

func (c *course) operation() history.Operation {
	if len(c.standing) == 0 || c.below(10) < 6 {
		s := c.submission()
		return c.add(history.Operation{Kind: history.Determine, Submission: s})
	}
	at := c.below(len(c.standing))
	undone := c.standing[at]
	c.standing = append(c.standing[:at], c.standing[at+1:]...)
	switch c.below(3) {
	case 0:
		return history.Operation{Kind: history.Reverse, Claim: undone.id}
	case 1:
		return c.add(history.Operation{Kind: history.Replace, Replaced: undone.id, Submission: c.corrected(undone.submission)})
	default:
		s := c.redetermined(undone.submission)
		op := history.Operation{Kind: history.Redetermine, Claim: undone.id, Submission: s}
		c.standing = append(c.standing, standing{undone.id, s})
		return op
	}
}

// add gives the operation's claim the next id.
func (c *course) add(op history.Operation) history.Operation {
	c.last++
	op.Claim = c.last
	c.standing = append(c.standing, standing{op.Claim, op.Submission})
	return op
}

// corrected makes what replaces a submission: mostly of the same patient and day.
func (c *course) corrected(s history.Submission) history.Submission {
	if c.isOne(4) {
		other := c.submission()
		other.IsProviderCredentialed = s.IsProviderCredentialed // the ledger's providers correct their own
		return other
	}
	s.Lines = c.lines()
	c.answer(&s)
	s.ReceivedAt = s.ReceivedAt.Add(c.hours(40 * 24))
	c.pay(&s)
	return s
}

// redetermined makes of a submission what a review finds: the claim is the same, so
// charges and units stand; what is allowed and what is known of it may be new.
func (c *course) redetermined(s history.Submission) history.Submission {
	found := c.lines()
	s.Lines = slices.Clone(s.Lines)
	for i := range s.Lines {
		line, other := &s.Lines[i], found[i%len(found)]
		line.Class, line.Allowed = other.Class, money.Min(line.Charge, other.Allowed)
		if c.isOne(2) && line.Class != benefits.ClassDenied {
			line.Allowed = line.Charge
		}
	}
	if c.isOne(2) {
		s.HasAuthorization, s.HasEvidence, s.IsLateFilingExcused = !c.isOne(3), !c.isOne(3), c.isOne(3)
	}
	if c.isOne(4) { // a prior payer's answer that was wrong, or missing
		c.answer(&s)
	}
	c.pay(&s)
	return s
}

func (c *course) submission() history.Submission {
	enrolment := c.c.Enrolments[c.below(len(c.c.Enrolments))]
	s := history.Submission{
		Year:                   enrolment.Year,
		ServiceDate:            c.serviceDate(enrolment.Span),
		IsProviderCredentialed: !c.isOne(20),
		HasAuthorization:       !c.isOne(3),
		HasEvidence:            !c.isOne(3),
		IsLateFilingExcused:    c.isOne(3),
		Lines:                  c.lines(),
	}
	c.answer(&s)
	s.ReceivedAt = s.ServiceDate.Time().Add(c.hours(20 * 24))
	if c.isOne(4) {
		s.ReceivedAt = s.ServiceDate.Time().Add(c.hours(400 * 24))
	}
	if c.isOne(5) {
		s.StoppedDays = c.below(40)
	}
	c.pay(&s)
	return s
}

// serviceDate is mostly in the span, and often near its ends or near the others.
func (c *course) serviceDate(span claims.Span) claims.Date {
	days := int(span.End - span.Start)
	switch c.below(12) {
	case 0:
		return span.Start.AddDays(c.below(3) - 1)
	case 1:
		return span.End.AddDays(c.below(3) - 2)
	case 2, 3, 4:
		return span.Start.AddDays(c.below(min(days, 40)))
	default:
		return span.Start.AddDays(c.below(days))
	}
}

// pay sets when it is paid: not before it was received, nor before what came before.
func (c *course) pay(s *history.Submission) {
	wait := c.hours(3 * 24)
	if c.isOne(2) {
		wait = c.hours(90 * 24)
	}
	if s.PaidAt = s.ReceivedAt.Add(wait); s.PaidAt.Before(c.now) {
		s.PaidAt = c.now
	}
	c.now = s.PaidAt
}

// hours is a time of fewer hours than given, to the second.
func (g *Generator) hours(n int) time.Duration { return time.Duration(g.below(n*3600)) * time.Second }

// answer lets prior payers have answered to a submission, where the plan can pay after
// them to every second, or to none.
func (c *course) answer(s *history.Submission) {
	s.HasPriorPayers = !c.c.Plan.Coordination.IsZero() && c.isOne(2)
	for i := range s.Lines {
		s.Lines[i].Prior = claims.PriorAmounts{}
		if s.HasPriorPayers {
			s.Lines[i].Prior = c.prior(&s.Lines[i])
		}
	}
}

// prior is how prior payers left a line: often with all that they did not pay still
// owed, or all that they allowed.
func (c *course) prior(line *benefits.Line) claims.PriorAmounts {
	charge := line.Charge.Cents()
	allowed := money.Min(line.Charge, c.amount()).Cents()
	switch c.below(4) {
	case 0:
		allowed = charge
	case 1:
		allowed = line.Allowed.Cents()
	}
	paid := allowed * int64(c.below(11)) / 10
	prior := claims.PriorAmounts{Paid: money.Cents(paid), Owed: money.Cents(allowed - paid), Allowed: money.Cents(allowed)}
	if c.isOne(4) {
		prior.Owed = money.Cents(charge - paid)
	}
	if c.isOne(6) {
		prior.Owed = money.Min(prior.Owed, c.amount())
	}
	if c.isOne(6) {
		prior.Allowed = c.amount()
	}
	return prior
}

func (c *course) lines() []benefits.Line {
	lines := make([]benefits.Line, 1+c.below(4))
	for i := range lines {
		line := &lines[i]
		line.Charge = c.amount()
		line.Allowed = money.Min(line.Charge, c.amount())
		if c.isOne(2) {
			line.Allowed = line.Charge
		}
		line.Units = 1 + c.below(4)
		if c.isOne(30) {
			line.Units = claims.MaxUnits - c.below(3)
		}
		line.Class = uint8(c.below(len(c.c.Plan.Classes)))
		if c.isOne(12) {
			line.Class, line.Allowed = benefits.ClassDenied, money.Amount{}
		}
	}
	return lines
}
