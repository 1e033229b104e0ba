package parity

import (
	"math/rand/v2"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits/casegen"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// plansInBlock is how many plans a block's cases share.
const plansInBlock = 20

// blockCases makes the cases of a block: the same for the same seed, on every
// machine. Position i is under plan i % [plansInBlock].
func blockCases(seed uint64, block, count int) []history.Case {
	random := rand.New(rand.NewPCG(seed, uint64(block)))
	generator := casegen.New(random.Uint64()) // so that the streams of blocks do not overlap
	plans := make([]coverage.Plan, min(plansInBlock, count))
	for i := range plans {
		plans[i] = generator.Plan()
	}
	cases := make([]history.Case, count)
	table := newTimetable(random)
	for i := range cases {
		cases[i] = generator.CaseUnder(plans[i%len(plans)])
		table.set(random, &cases[i])
	}
	return cases
}

// moment is when a step's batch is received and settled, and for how many days its
// clock stands still in between.
type moment struct {
	receivedAt, settledAt time.Time
	stoppedDays           int
}

// timetable has the moments of a block, so that the claims of many cases share
// batches. Settlements follow each other; receipts come before them by as much as a
// claim waits, so they do not.
type timetable []moment

// maxSteps is how many operations a case has at most.
const maxSteps = 3 * casegen.MinOperations

// firstDay is the first day of the first benefit year that the generator makes.
var firstDay = claims.NewDate(2024, time.January, 1)

func newTimetable(r *rand.Rand) timetable {
	table := make(timetable, maxSteps)
	now := firstDay.Time().Add(days(r.IntN(120)))
	for i := range table {
		now = now.Add(longOrShort(r, 50))
		m := &table[i]
		m.settledAt = now.Truncate(2 * time.Second) // at an even second, see [ledger]
		if r.IntN(5) == 0 {
			m.stoppedDays = 2 * r.IntN(20)
		}
		m.receivedAt = m.settledAt.Add(-longOrShort(r, 90) - days(m.stoppedDays)).Truncate(time.Second)
	}
	return table
}

// longOrShort is a time below three days, or as often below so many.
func longOrShort(r *rand.Rand, most int) time.Duration {
	if r.IntN(2) == 0 {
		most = 3
	}
	return time.Duration(r.IntN(most*secondsInDay)) * time.Second
}

func days(n int) time.Duration { return time.Duration(n) * secondsInDay * time.Second }

// set moves a case into the times of the table, operation k to moment k. What else
// the generator made stays, but for service dates that would be far from the
// receipt and the coverage years that they lie in.
func (table timetable) set(r *rand.Rand, c *history.Case) {
	course := course{Rand: r, c: c, made: map[history.ClaimID]history.Submission{}, moved: map[history.ClaimID]history.Submission{}}
	for i := range c.Operations {
		op := &c.Operations[i]
		if op.Kind == history.Reverse {
			continue
		}
		made := op.Submission
		course.move(op, table[i])
		course.made[op.Claim], course.moved[op.Claim] = made, op.Submission
	}
}

// course is a case that is being moved.
type course struct {
	*rand.Rand
	c   *history.Case
	now time.Time // nothing is paid before what came before
	// made and moved are the submissions of the claims so far, as they were generated
	// and as they are now.
	made, moved map[history.ClaimID]history.Submission
}

func (c *course) move(op *history.Operation, m moment) {
	s := &op.Submission
	switch op.Kind {
	case history.Determine, history.Replace:
		s.ReceivedAt, s.StoppedDays = m.receivedAt, m.stoppedDays
		if made, isThere := c.made[op.Replaced]; isThere && made.ServiceDate == s.ServiceDate && made.Year == s.Year {
			s.Year, s.ServiceDate = c.moved[op.Replaced].Year, c.moved[op.Replaced].ServiceDate
		} else {
			c.serve(s)
		}
	case history.Redetermine:
		before := c.moved[op.Claim]
		s.Year, s.ServiceDate, s.ReceivedAt, s.StoppedDays = before.Year, before.ServiceDate, before.ReceivedAt, before.StoppedDays
	case history.Reverse:
		return
	}
	c.pay(op, m)
}

// pay sets when it is paid: with the batch, or later and then at an odd second.
func (c *course) pay(op *history.Operation, m moment) {
	s := &op.Submission
	isWithBatch := op.Kind == history.Determine && !c.now.After(m.settledAt) && c.IntN(12) != 0
	if isWithBatch {
		s.PaidAt, c.now = m.settledAt, m.settledAt
		return
	}
	earliest := m.settledAt
	if op.Kind != history.Redetermine && s.StoppedDays == 0 && c.IntN(4) == 0 {
		s.StoppedDays = 1 + 2*c.IntN(20)
		earliest = earliest.Add(days(s.StoppedDays))
	}
	if c.now.After(earliest) {
		earliest = c.now
	}
	s.PaidAt = earliest.Truncate(2 * time.Second).Add(3*time.Second + 2*time.Duration(c.IntN(secondsInDay))*time.Second)
	c.now = s.PaidAt
}

// serve sets the day of the service and the coverage year that it is claimed for:
// mostly in the weeks before the receipt, often near an end of the year's span.
func (c *course) serve(s *history.Submission) {
	received := claims.DateOf(s.ReceivedAt)
	if distance := int(received - s.ServiceDate); distance >= 0 && distance < 300 && c.IntN(2) == 0 {
		return
	}
	date := received.AddDays(-c.IntN(20))
	if c.IntN(4) == 0 {
		date = received.AddDays(-c.IntN(400))
	}
	span := c.enrolmentOn(s, date)
	if !span.Contains(date) && c.IntN(8) != 0 {
		date = c.near(span, date)
	}
	s.ServiceDate = date
}

// enrolmentOn names a coverage year that covers the date where there is one, and
// returns its span.
func (c *course) enrolmentOn(s *history.Submission, date claims.Date) claims.Span {
	var named claims.Span
	from := c.IntN(len(c.c.Enrolments))
	isKept := c.IntN(5) == 0
	for i := range c.c.Enrolments {
		e := c.c.Enrolments[(from+i)%len(c.c.Enrolments)]
		if e.Year == s.Year {
			named = e.Span
		}
		if !isKept && e.Span.Contains(date) {
			s.Year = e.Year
			return e.Span
		}
	}
	return named
}

// near is a date at the end of the span that is closer to a date outside of it.
func (c *course) near(span claims.Span, date claims.Date) claims.Date {
	if date < span.Start {
		return span.Start.AddDays(c.IntN(30))
	}
	return span.End.AddDays(-1 - c.IntN(30))
}
