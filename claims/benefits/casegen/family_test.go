package casegen_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/benefits/oracle"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

var familyYear = claims.Span{Start: claims.NewDate(2025, 1, 1), End: claims.NewDate(2026, 1, 1)}

// familyPlan is one whose family totals a family of three meets before each of them
// meets their own, or after.
func familyPlan(isAggregate bool) coverage.Plan {
	return coverage.Plan{
		Deductible: coverage.LimitOf(money.Cents(30_000)), FamilyDeductible: coverage.LimitOf(money.Cents(50_000)),
		OutOfPocketMax: coverage.LimitOf(money.Cents(60_000)), FamilyOutOfPocketMax: coverage.LimitOf(money.Cents(90_001)),
		IsDeductibleAggregate: isAggregate, IsOutOfPocketAggregate: isAggregate, BenefitYearStart: coverage.YearStart{Month: 1, Day: 1},
		Classes: []coverage.Class{{Name: "office", IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Coinsurance: 2000}},
	}
}

// memberCourse is what happens to a member's claims, in this order: one is determined, another
// one too, the first is undone, and another comes in the place of the second.
func memberCourse(member int) []history.Operation {
	first := history.ClaimID(10 * member)
	of := func(cents int64) history.Submission {
		amount := money.Cents(cents + int64(member))
		return history.Submission{
			Year: claims.CoverageYearID(member), ServiceDate: claims.NewDate(2025, 3, 1), IsProviderCredentialed: true,
			ReceivedAt: time.Date(2025, 3, 2, 0, 0, 0, 0, time.UTC), PaidAt: time.Date(2025, 3, 3, 0, 0, 0, 0, time.UTC),
			Lines: []benefits.Line{{Charge: amount, Units: 1, Allowed: amount}},
		}
	}
	return []history.Operation{
		{Kind: history.Determine, Claim: first, Submission: of(40_000)},
		{Kind: history.Determine, Claim: first + 1, Submission: of(25_001)},
		{Kind: history.Reverse, Claim: first},
		{Kind: history.Replace, Claim: first + 2, Replaced: first + 1, Submission: of(45_003)},
	}
}

// interleave calls each with every order of the courses that keeps the order of each.
func interleave(courses [][]history.Operation, before []history.Operation, each func([]history.Operation)) {
	isOver := true
	for i, course := range courses {
		if len(course) == 0 {
			continue
		}
		isOver = false
		courses[i] = course[1:]
		interleave(courses, append(before[:len(before):len(before)], course[0]), each)
		courses[i] = course
	}
	if isOver {
		each(before)
	}
}

// summed are the family's totals over what stands, which no arithmetic of a ledger's
// totals goes into.
type summed struct {
	of                      map[history.ClaimID][]benefits.LineResult
	deductible, outOfPocket int64
}

func (s *summed) apply(op history.Operation, outcome history.Outcome) {
	if op.Kind == history.Reverse {
		delete(s.of, op.Claim)
	} else {
		delete(s.of, op.Replaced)
		s.of[op.Claim] = outcome.Results
	}
	s.deductible, s.outOfPocket = 0, 0
	for _, results := range s.of {
		for _, r := range results {
			s.deductible += r.Deductible.Cents()
			s.outOfPocket += r.Deductible.Cents() + r.Coinsurance.Cents() + r.Copay.Cents()
		}
	}
}

func TestFamily_TotalsAreWhatStandsInEveryInterleaving(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		isAggregate bool
		members     int
		operations  int // of each member
		want        int // interleavings
	}{
		{"two, embedded", false, 2, 4, 70},
		{"two, aggregate", true, 2, 4, 70},
		{"three, embedded", false, 3, 3, 1680},
		{"three, aggregate", true, 3, 3, 1680},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			plan := familyPlan(c.isAggregate)
			enrolments, courses := make([]history.Enrolment, c.members), make([][]history.Operation, c.members)
			for i := range c.members {
				enrolments[i] = history.Enrolment{Year: claims.CoverageYearID(i + 1), Span: familyYear, Family: 7}
				courses[i] = memberCourse(i + 1)[:c.operations]
			}
			count, ends := 0, map[string]bool{}
			interleave(courses, nil, func(operations []history.Operation) {
				count++
				ends[playFamily(t, &plan, enrolments, operations)] = true
			})
			if count != c.want || len(ends) < 2 {
				t.Errorf("tried %d interleavings, which ended in %d ways", count, len(ends))
			}
		})
	}
}

// playFamily plays an interleaving on the model and the oracle, and holds the family's
// totals to what stands after every operation. It returns how it ended.
func playFamily(t *testing.T, plan *coverage.Plan, enrolments []history.Enrolment, operations []history.Operation) string {
	t.Helper()
	if err := history.Play(history.Case{Plan: *plan, Enrolments: enrolments, Operations: operations}, history.NewBook(*plan), oracle.New(*plan)); err != nil {
		t.Fatal(err)
	}
	book, standing := history.NewBook(*plan), summed{of: map[history.ClaimID][]benefits.LineResult{}}
	for _, e := range enrolments {
		if err := book.Enrol(e); err != nil {
			t.Fatal(err)
		}
	}
	ended := ""
	for i, op := range operations {
		outcome, err := book.Apply(op)
		if err != nil {
			t.Fatal(err)
		}
		standing.apply(op, outcome)
		ended = ""
		for _, e := range enrolments {
			totals, err := book.Accumulators(e.Year)
			if err != nil || totals.FamilyDeductible.Cents() != standing.deductible || totals.FamilyOutOfPocket.Cents() != standing.outOfPocket {
				t.Fatalf("after %d of %+v: %+v, %v; stands %d, %d", i+1, operations, totals, err, standing.deductible, standing.outOfPocket)
			}
			ended += fmt.Sprintln(totals.Deductible.Cents(), totals.OutOfPocket.Cents())
		}
		if standing.deductible > 50_000 || standing.outOfPocket > 90_001 {
			t.Fatalf("after %d of %+v: above the family's limits: %d, %d", i+1, operations, standing.deductible, standing.outOfPocket)
		}
	}
	return ended
}
