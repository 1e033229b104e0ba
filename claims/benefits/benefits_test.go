package benefits_test

import (
	"errors"
	"runtime"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

// holds lists what must hold of every determination; it returns the rule that
// does not.
func holds(plan coverage.Plan, before, after benefits.Accumulators, lines []benefits.Line, results []benefits.LineResult) string {
	deductible, share := int64(0), int64(0)
	for i, r := range results {
		patient := r.Copay.Cents() + r.Deductible.Cents() + r.Coinsurance.Cents()
		switch {
		case r.Charge != lines[i].Charge:
			return "the charge stands"
		case r.Copay.IsNegative() || r.Deductible.IsNegative() || r.Coinsurance.IsNegative() || r.Paid.IsNegative():
			return "nothing is negative"
		case patient+r.Paid.Cents() != r.Allowed.Cents():
			return "the shares sum to the allowed amount"
		case r.Charge.Less(r.Allowed) || r.Allowed.Less(r.Paid):
			return "paid is not above allowed, nor that above the charge"
		case r.IsDenied() && r != (benefits.LineResult{Charge: lines[i].Charge, Class: benefits.ClassDenied}):
			return "a denied line has nothing but its charge"
		case !r.IsDenied() && (r.Allowed != lines[i].Allowed || r.Class != lines[i].Class):
			return "a covered line keeps what was allowed"
		}
		deductible += r.Deductible.Cents()
		share += patient
	}
	switch {
	case after.Deductible.Cents()-before.Deductible.Cents() != deductible,
		after.OutOfPocket.Cents()-before.OutOfPocket.Cents() != share:
		return "accumulators move by what the lines took"
	case before.HasFamily && (after.FamilyDeductible.Cents()-before.FamilyDeductible.Cents() != deductible ||
		after.FamilyOutOfPocket.Cents()-before.FamilyOutOfPocket.Cents() != share):
		return "family accumulators move by what the lines took"
	case !before.HasFamily && (after.FamilyDeductible != before.FamilyDeductible || after.FamilyOutOfPocket != before.FamilyOutOfPocket):
		return "without a family nothing is posted to one"
	case isPassed(plan.OutOfPocketMax, before.OutOfPocket, after.OutOfPocket),
		isPassed(plan.Deductible, before.Deductible, after.Deductible),
		before.HasFamily && isPassed(plan.FamilyOutOfPocketMax, before.FamilyOutOfPocket, after.FamilyOutOfPocket),
		before.HasFamily && isPassed(plan.FamilyDeductible, before.FamilyDeductible, after.FamilyDeductible):
		return "no limit is passed that was not passed before"
	}
	return ""
}

func isPassed(limit coverage.Limit, before, after money.Amount) bool {
	most, isLimited := limit.Amount()
	if !isLimited {
		most = money.Cents(money.MaxCents)
	}
	return most.Less(after) && before != after
}

// rounds spreads n rounds over the processors, each with a seed of its own.
func rounds(t *testing.T, n int, round func(*testing.T, generator)) {
	t.Helper()
	if testing.Short() {
		n /= 10
	}
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			g := newGenerator(uint64(worker))
			for range n / workers {
				round(t, g)
			}
		})
	}
}

func TestDetermine_RandomClaimsBalanceAndStayWithinTheLimits(t *testing.T) {
	t.Parallel()
	rounds(t, 400_000, func(t *testing.T, g generator) { // some 1.4 million lines
		t.Helper()
		plan := g.plan()
		before, lines := g.accumulators(), g.lines(plan)
		results, after, err := benefits.Determine(plan, before, lines)
		if err != nil {
			t.Fatalf("plan %+v, accumulators %+v, lines %+v: %v", plan, before, lines, err)
		}
		if rule := holds(plan, before, after, lines, results); rule != "" {
			t.Fatalf("%s: plan %+v, accumulators %+v, lines %+v, results %+v, then %+v", rule, plan, before, lines, results, after)
		}
	})
}

func TestDetermine_AgreesWithTheExactOracleToTheCent(t *testing.T) {
	t.Parallel()
	rounds(t, 60_000, func(t *testing.T, g generator) { // some 200,000 lines
		t.Helper()
		plan := g.plan()
		before, lines := g.accumulators(), g.lines(plan)
		results, after, err := benefits.Determine(plan, before, lines)
		want, wantAfter := newOracle(plan, before).determine(lines)
		if err != nil || !slices.Equal(results, want) || after != wantAfter {
			t.Fatalf("plan %+v, accumulators %+v, lines %+v:\n got %+v, %+v, %v\nwant %+v, %+v",
				plan, before, lines, results, after, err, want, wantAfter)
		}
	})
}

// One claim of several lines and as many claims of one line come to the same: no
// sum is rounded, only a line is.
func TestDetermine_LineByLineGivesTheSame(t *testing.T) {
	t.Parallel()
	rounds(t, 50_000, func(t *testing.T, g generator) {
		t.Helper()
		plan := g.plan()
		acc, lines := g.accumulators(), g.lines(plan)
		whole, after, err := benefits.Determine(plan, acc, lines)
		if err != nil {
			t.Fatal(err)
		}
		for i := range lines {
			var one []benefits.LineResult
			if one, acc, err = benefits.Determine(plan, acc, lines[i:i+1]); err != nil || one[0] != whole[i] {
				t.Fatalf("line %d: got %+v, %v; want %+v", i, one, err, whole[i])
			}
		}
		if acc != after {
			t.Fatalf("got %+v, want %+v", acc, after)
		}
	})
}

// Two members of one family, their claims in any order: the family totals are
// the sums of the members' and no limit is passed.
func TestDetermine_FamilyTotalsAreTheSumOfTheMembers(t *testing.T) {
	t.Parallel()
	rounds(t, 20_000, func(t *testing.T, g generator) {
		t.Helper()
		plan := g.plan()
		var members [2]benefits.Accumulators
		var family benefits.Accumulators
		for range 6 {
			member := &members[g.IntN(2)]
			before := *member
			before.HasFamily = true
			before.FamilyDeductible, before.FamilyOutOfPocket = family.FamilyDeductible, family.FamilyOutOfPocket
			_, after, err := benefits.Determine(plan, before, g.lines(plan))
			if err != nil {
				t.Fatal(err)
			}
			*member, family = after, after
		}
		if members[0].Deductible.Cents()+members[1].Deductible.Cents() != family.FamilyDeductible.Cents() ||
			members[0].OutOfPocket.Cents()+members[1].OutOfPocket.Cents() != family.FamilyOutOfPocket.Cents() {
			t.Fatalf("members %+v, family %+v", members, family)
		}
		if isPassed(plan.FamilyDeductible, money.Cents(0), family.FamilyDeductible) ||
			isPassed(plan.FamilyOutOfPocketMax, money.Cents(0), family.FamilyOutOfPocket) {
			t.Fatalf("plan %+v, family %+v", plan, family)
		}
	})
}

func openPlan() coverage.Plan {
	return coverage.Plan{
		Deductible: coverage.LimitOf(money.Cents(0)), FamilyDeductible: coverage.LimitOf(money.Cents(0)),
		OutOfPocketMax: coverage.Unlimited, FamilyOutOfPocketMax: coverage.Unlimited,
		Classes: []coverage.Class{{Name: "office", IsCovered: true, IsDeductibleApplied: true, Coinsurance: 2000}},
	}
}

func line(charge, allowed int64, class uint8) benefits.Line {
	return benefits.Line{Charge: money.Cents(charge), Allowed: money.Cents(allowed), Class: class}
}

func TestDetermine_RefusesWhatTheLedgerWouldRefuse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		line benefits.Line
		want *errs.Error
	}{
		{"allowed above the charge", line(100, 101, 0), benefits.ErrAllowedExceedsCharge},
		{"denied with too much allowed", line(100, 101, benefits.ClassDenied), benefits.ErrAllowedExceedsCharge},
		{"negative charge", line(-1, -1, 0), benefits.ErrAmountOutOfRange},
		{"negative allowed", line(1, -1, 0), benefits.ErrAmountOutOfRange},
		{"charge past 40 bits", line(1<<40, 1, 0), benefits.ErrAmountOutOfRange},
		{"class past the plan's", line(100, 100, 1), benefits.ErrClassUnknown},
		{"class before the denied one", line(100, 100, 254), benefits.ErrClassUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			results, _, err := benefits.Determine(openPlan(), benefits.Accumulators{}, []benefits.Line{c.line})
			if !errors.Is(err, c.want) || results != nil {
				t.Errorf("got %+v, %v", results, err)
			}
		})
	}
}

func TestDetermine_RefusesPlansAndTotalsOutOfRange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*coverage.Plan, *benefits.Accumulators)
	}{
		{"negative limit", func(p *coverage.Plan, _ *benefits.Accumulators) { p.Deductible = coverage.LimitOf(money.Cents(-1)) }},
		{"limit past 40 bits", func(p *coverage.Plan, _ *benefits.Accumulators) {
			p.OutOfPocketMax = coverage.LimitOf(money.Cents(1 << 40))
		}},
		{"family limit past 40 bits", func(p *coverage.Plan, a *benefits.Accumulators) {
			p.FamilyDeductible, a.HasFamily = coverage.LimitOf(money.Cents(1<<40)), true
		}},
		{"negative copay", func(p *coverage.Plan, _ *benefits.Accumulators) { p.Classes[0].Copay = money.Cents(-1) }},
		{"rate above the whole", func(p *coverage.Plan, _ *benefits.Accumulators) { p.Classes[0].Coinsurance = 10001 }},
		{"negative total", func(_ *coverage.Plan, a *benefits.Accumulators) { a.Deductible = money.Cents(-1) }},
		{"total past 40 bits", func(_ *coverage.Plan, a *benefits.Accumulators) { a.OutOfPocket = money.Cents(1 << 40) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			plan, acc := openPlan(), benefits.Accumulators{}
			c.change(&plan, &acc)
			_, _, err := benefits.Determine(plan, acc, []benefits.Line{line(100, 100, 0)})
			if !errors.Is(err, benefits.ErrAmountOutOfRange) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestDetermineOn_DeniesEveryLineOutsideTheYear(t *testing.T) {
	t.Parallel()
	year := claims.Span{Start: 100, End: 200}
	lines := []benefits.Line{line(500, 400, 0), line(300, 0, benefits.ClassDenied)}
	for date, isCovered := range map[claims.Date]bool{99: false, 100: true, 199: true, 200: false} {
		results, after, err := benefits.DetermineOn(openPlan(), year, date, benefits.Accumulators{}, lines)
		if err != nil || len(results) != 2 || results[0].IsDenied() == isCovered || !results[1].IsDenied() {
			t.Errorf("day %d: got %+v, %v", date, results, err)
		}
		if !isCovered && after != (benefits.Accumulators{}) {
			t.Errorf("day %d: accumulators moved: %+v", date, after)
		}
	}
	_, _, err := benefits.DetermineOn(openPlan(), year, 99, benefits.Accumulators{}, []benefits.Line{line(-1, 0, 0)})
	if !errors.Is(err, benefits.ErrAmountOutOfRange) {
		t.Errorf("got %v", err)
	}
}

func FuzzDetermine_NeverPanicsNorPaysAboveAllowed(f *testing.F) {
	f.Add(uint64(1), int64(25000), int64(18000), uint8(0), int64(10000), int64(11000))
	f.Add(uint64(2), int64(money.MaxCents), int64(money.MaxCents), uint8(3), int64(-1), int64(1)<<41)
	f.Fuzz(func(t *testing.T, seed uint64, charge, allowed int64, class uint8, deductible, outOfPocket int64) {
		g := newGenerator(seed)
		plan, before := g.plan(), g.accumulators()
		plan.Deductible = coverage.LimitOf(money.Cents(deductible))
		plan.OutOfPocketMax = coverage.LimitOf(money.Cents(outOfPocket))
		lines := append(g.lines(plan), line(charge, allowed, class))
		results, after, err := benefits.Determine(plan, before, lines)
		if err != nil {
			return
		}
		if rule := holds(plan, before, after, lines, results); rule != "" {
			t.Errorf("%s: %+v", rule, results)
		}
		if want, wantAfter := newOracle(plan, before).determine(lines); !slices.Equal(results, want) || after != wantAfter {
			t.Errorf("got %+v, the oracle %+v", results, want)
		}
	})
}

func BenchmarkDetermine(b *testing.B) {
	plan, lines := openPlan(), []benefits.Line{line(25000, 18000, 0), line(12000, 9000, 0), line(8000, 8000, 0)}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := benefits.Determine(plan, benefits.Accumulators{}, lines); err != nil {
			b.Fatal(err)
		}
	}
}
