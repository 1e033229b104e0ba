package benefits_test

import (
	"errors"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/casegen"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

func openPlan() coverage.Plan {
	return coverage.Plan{
		FamilyDeductible: coverage.Unlimited, OutOfPocketMax: coverage.Unlimited, FamilyOutOfPocketMax: coverage.Unlimited,
		Classes: []coverage.Class{
			{Name: "office", IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Coinsurance: 2000},
		},
	}
}

// facts are those of a claim that nothing denies.
func facts() benefits.Facts {
	return benefits.Facts{
		Year: claims.Span{Start: 100, End: 200}, ServiceDate: 150, ReceiptDate: 151,
		IsProviderCredentialed: true, HasAuthorization: true, HasEvidence: true,
	}
}

func line(charge, allowed int64, class uint8) benefits.Line {
	return benefits.Line{Charge: money.Cents(charge), Allowed: money.Cents(allowed), Class: class, Units: 1}
}

func withUnits(units int) benefits.Line {
	l := line(100, 100, 0)
	l.Units = units
	return l
}

// What the ledger refuses is refused, whether or not the claim is denied as a whole.
func TestDetermine_RefusesWhatTheLedgerWouldRefuse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		line benefits.Line
		want error
	}{
		{"allowed above the charge", line(100, 101, 0), benefits.ErrAllowedExceedsCharge},
		{"denied with too much allowed", line(100, 101, benefits.ClassDenied), benefits.ErrAllowedExceedsCharge},
		{"negative charge", line(-1, -1, 0), benefits.ErrAmountOutOfRange},
		{"negative allowed", line(1, -1, 0), benefits.ErrAmountOutOfRange},
		{"charge past 36 bits", line(1<<36, 1, 0), benefits.ErrAmountOutOfRange},
		{"class past the plan's", line(100, 100, 1), benefits.ErrClassUnknown},
		{"class before the denied one", line(100, 100, 254), benefits.ErrClassUnknown},
		{"no units", withUnits(0), benefits.ErrUnitsOutOfRange},
		{"negative units", withUnits(-1), benefits.ErrUnitsOutOfRange},
		{"units past 14 bits", withUnits(1 << 14), benefits.ErrUnitsOutOfRange},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			outside := facts()
			outside.ServiceDate = 200
			for _, f := range []benefits.Facts{facts(), outside} {
				before := benefits.Accumulators{Deductible: money.Cents(5)}
				lines := []benefits.Line{line(100, 100, 0), c.line}
				results, after, err := benefits.Determine(openPlan(), f, before, lines)
				if !errors.Is(err, c.want) || results != nil || after != before {
					t.Errorf("got %+v, %+v, %v", results, after, err)
				}
			}
		})
	}
}

func TestDetermine_RefusesPlansAndTotalsOutOfRange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*coverage.Plan, *benefits.Accumulators)
		want   error
	}{
		{"negative limit", func(p *coverage.Plan, _ *benefits.Accumulators) {
			p.Deductible = coverage.LimitOf(money.Cents(-1))
		}, benefits.ErrAmountOutOfRange},
		{"limit past 36 bits", func(p *coverage.Plan, _ *benefits.Accumulators) {
			p.OutOfPocketMax = coverage.LimitOf(money.Cents(1 << 36))
		}, benefits.ErrAmountOutOfRange},
		{"family limit past 36 bits", func(p *coverage.Plan, a *benefits.Accumulators) {
			p.FamilyDeductible, a.HasFamily = coverage.LimitOf(money.Cents(1<<36)), true
		}, benefits.ErrAmountOutOfRange},
		{"negative copay", func(p *coverage.Plan, _ *benefits.Accumulators) {
			p.Classes[0].Copay = money.Cents(-1)
		}, benefits.ErrAmountOutOfRange},
		{"rate above the whole", func(p *coverage.Plan, _ *benefits.Accumulators) {
			p.Classes[0].Coinsurance = 10001
		}, benefits.ErrAmountOutOfRange},
		{"negative total", func(_ *coverage.Plan, a *benefits.Accumulators) {
			a.Deductible = money.Cents(-1)
		}, benefits.ErrAmountOutOfRange},
		{"total past 36 bits", func(_ *coverage.Plan, a *benefits.Accumulators) {
			a.OutOfPocket = money.Cents(1 << 36)
		}, benefits.ErrAmountOutOfRange},
		{"family total past 36 bits", func(_ *coverage.Plan, a *benefits.Accumulators) {
			a.FamilyOutOfPocket = money.Cents(1 << 36)
		}, benefits.ErrAmountOutOfRange},
		{"aggregate, and an individual total that would pass its field", func(p *coverage.Plan, a *benefits.Accumulators) {
			p.IsOutOfPocketAggregate, a.HasFamily, a.OutOfPocket = true, true, money.Cents(money.MaxCents)
		}, benefits.ErrAmountOutOfRange},
		{"limit that is not there", func(p *coverage.Plan, _ *benefits.Accumulators) {
			p.Classes[0].LimitB = 1
		}, coverage.ErrPlanInvalid},
		{"too many limits", func(p *coverage.Plan, _ *benefits.Accumulators) {
			p.Limits = make([]coverage.BenefitLimit, coverage.MaxLimits+1)
		}, coverage.ErrPlanInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			plan, acc := openPlan(), benefits.Accumulators{}
			c.change(&plan, &acc)
			results, after, err := benefits.Determine(plan, facts(), acc, []benefits.Line{line(100, 100, 0)})
			if !errors.Is(err, c.want) || results != nil || after != acc {
				t.Errorf("got %+v, %+v, %v", results, after, err)
			}
		})
	}
}

// One claim of several lines and as many claims of one line come to the same: no
// sum is rounded, only a line is.
func TestDetermine_LineByLineGivesTheSame(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		c := casegen.New(seed).Case()
		var whole, single benefits.Accumulators
		for _, op := range c.Operations {
			f, lines := facts(), op.Submission.Lines
			results, after, err := benefits.Determine(c.Plan, f, whole, lines)
			if err != nil {
				t.Fatal(err)
			}
			whole = after
			for i := range lines {
				var one []benefits.LineResult
				if one, single, err = benefits.Determine(c.Plan, f, single, lines[i:i+1]); err != nil || one[0] != results[i] {
					t.Fatalf("seed %d, line %d: got %+v, %v; want %+v", seed, i, one, err, results[i])
				}
			}
			if whole != single {
				t.Fatalf("seed %d: got %+v, want %+v", seed, single, whole)
			}
		}
	}
}

func TestReverse_RefusesWhatWasNotTaken(t *testing.T) {
	t.Parallel()
	plan := openPlan()
	plan.Deductible = coverage.LimitOf(money.Cents(1000))
	plan.Limits = []coverage.BenefitLimit{{Kind: coverage.Visits, Period: coverage.BenefitYear, Max: 3}}
	plan.Classes[0].LimitA = 1
	results, after, err := benefits.Determine(plan, facts(), benefits.Accumulators{}, []benefits.Line{line(5000, 5000, 0)})
	if err != nil {
		t.Fatal(err)
	}
	again, err := benefits.Reverse(plan, after, 150, results)
	if err != nil || again != (benefits.Accumulators{}) {
		t.Fatalf("got %+v, %v", again, err)
	}
	for _, c := range []struct {
		name   string
		change func(*benefits.Accumulators, []benefits.LineResult)
		want   error
	}{
		{"twice", func(a *benefits.Accumulators, _ []benefits.LineResult) { *a = benefits.Accumulators{} }, benefits.ErrGivenBackTwice},
		{"without the visit", func(a *benefits.Accumulators, _ []benefits.LineResult) { a.Counters[0].Used = 0 }, benefits.ErrGivenBackTwice},
		{"without the deductible", func(a *benefits.Accumulators, _ []benefits.LineResult) { a.Deductible = money.Cents(999) }, benefits.ErrGivenBackTwice},
		{"of a family that took nothing", func(a *benefits.Accumulators, _ []benefits.LineResult) { a.HasFamily = true }, benefits.ErrGivenBackTwice},
		{"of a class that is not there", func(_ *benefits.Accumulators, r []benefits.LineResult) { r[0].Class = 7 }, benefits.ErrClassUnknown},
	} {
		acc, taken := after, []benefits.LineResult{results[0]}
		c.change(&acc, taken)
		if got, err := benefits.Reverse(plan, acc, 150, taken); !errors.Is(err, c.want) || got != acc {
			t.Errorf("%s: got %+v, %v", c.name, got, err)
		}
	}
}

func TestDenial_HasTheWordOfTheLedger(t *testing.T) {
	t.Parallel()
	for d, want := range map[benefits.Denial]string{
		0: "None", 1: "ByEngine", 2: "OutsideCoverage", 3: "ProviderNotCredentialed", 4: "FiledLate", 5: "ClassNotCovered",
		6: "AuthorizationMissing", 7: "EvidenceMissing", 8: "LimitReached", 9: "Unknown",
	} {
		if d.String() != want || d.IsKnown() != (want != "Unknown") {
			t.Errorf("%d: got %s", d, d)
		}
	}
	if benefits.DenialLimitReached != 8 || benefits.DenialByEngine != 1 {
		t.Error("denials are not those of the ledger")
	}
}

func TestPaid_IsTheSumOfTheLines(t *testing.T) {
	t.Parallel()
	results := []benefits.LineResult{{Paid: money.Cents(5)}, {}, {Paid: money.Cents(7)}}
	if got := benefits.Paid(results); got.Cents() != 12 {
		t.Errorf("got %s", got)
	}
}

// Whatever comes in, it is refused or it balances and is given back exactly.
func FuzzDetermine_GivesBackWhatItTook(f *testing.F) {
	f.Add(uint64(1), int64(25000), int64(18000), uint8(0), 1, int64(10000), int64(11000), uint64(3), int32(738000))
	f.Add(uint64(2), int64(money.MaxCents), int64(money.MaxCents), uint8(3), 16383, int64(-1), int64(1)<<41, uint64(0), int32(0))
	f.Fuzz(func(t *testing.T, seed uint64, charge, allowed int64, class uint8, units int, deductible, outOfPocket int64, used uint64, day int32) {
		c := casegen.New(seed).Case()
		c.Plan.Deductible = coverage.LimitOf(money.Cents(deductible))
		c.Plan.OutOfPocketMax = coverage.LimitOf(money.Cents(outOfPocket))
		before := benefits.Accumulators{HasFamily: seed%2 == 0}
		for i := range before.Counters {
			before.Counters[i] = benefits.Counter{Used: used % 1000, WindowStart: claims.Date(day)}
		}
		fact := facts()
		fact.Year, fact.ServiceDate = c.Enrolments[0].Span, c.Enrolments[0].Span.Start
		lines := append(c.Operations[0].Submission.Lines, benefits.Line{
			Charge: money.Cents(charge), Allowed: money.Cents(allowed), Class: class, Units: units,
		})
		results, after, err := benefits.Determine(c.Plan, fact, before, lines)
		if err != nil {
			return
		}
		for i, r := range results {
			if r.Noncovered.Cents()+r.PatientShare().Cents()+r.Paid.Cents() != r.Allowed.Cents() || r.Charge != lines[i].Charge {
				t.Errorf("line %d does not balance: %+v", i, r)
			}
		}
		again, err := benefits.Reverse(c.Plan, after, fact.ServiceDate, results)
		for i, counter := range after.Counters { // a window that was opened stays
			if counter.WindowStart != before.Counters[i].WindowStart {
				before.Counters[i] = benefits.Counter{WindowStart: counter.WindowStart}
			}
		}
		if err != nil || again != before {
			t.Errorf("got %+v, %v; want %+v", again, err, before)
		}
	})
}

func BenchmarkDetermine(b *testing.B) {
	plan, lines := openPlan(), []benefits.Line{line(25000, 18000, 0), line(12000, 9000, 0), line(8000, 8000, 0)}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := benefits.Determine(plan, facts(), benefits.Accumulators{}, lines); err != nil {
			b.Fatal(err)
		}
	}
}

// A book refuses what does not fit its plan.
func TestBook_RefusesEnrolmentsThatDoNotFitThePlan(t *testing.T) {
	t.Parallel()
	extended := openPlan()
	extended.Limits = []coverage.BenefitLimit{{Place: coverage.Place{IsExtended: true, Width: 1}}}
	span := claims.Span{Start: 100, End: 200}
	for _, c := range []struct {
		name      string
		plan      coverage.Plan
		enrolment history.Enrolment
		want      error
	}{
		{"plain", openPlan(), history.Enrolment{Year: 1, Span: span}, nil},
		{"no id", openPlan(), history.Enrolment{Span: span}, history.ErrEnrolmentInvalid},
		{"no day", openPlan(), history.Enrolment{Year: 1, Span: claims.Span{Start: 100, End: 100}}, history.ErrEnrolmentInvalid},
		{"extension that the plan lacks", openPlan(), history.Enrolment{Year: 1, Span: span, Extension: 1}, history.ErrEnrolmentInvalid},
		{"extension that is lacking", extended, history.Enrolment{Year: 1, Span: span}, history.ErrEnrolmentInvalid},
		{"extension", extended, history.Enrolment{Year: 1, Span: span, Extension: 1}, nil},
	} {
		if err := history.NewBook(c.plan).Enrol(c.enrolment); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	if _, err := history.NewBook(openPlan()).Accumulators(1); !errors.Is(err, history.ErrNotEnrolled) {
		t.Errorf("got %v", err)
	}
	if _, err := history.NewBook(openPlan()).Apply(history.Operation{}); !errors.Is(err, history.ErrNotStanding) {
		t.Errorf("got %v", err)
	}
}

// A plan that does not coordinate refuses prior payers, whatever they paid; without
// them its lines may say what they will.
func TestDetermine_PriorPayersOnlyWhereThePlanCoordinates(t *testing.T) {
	t.Parallel()
	plan := coverage.Plan{OutOfPocketMax: coverage.Unlimited, Classes: []coverage.Class{{IsCovered: true}}}
	facts := benefits.Facts{Year: claims.Span{Start: 1, End: 366}, ServiceDate: 1, ReceiptDate: 1, IsProviderCredentialed: true}
	line := benefits.Line{Charge: money.Cents(100), Units: 1, Allowed: money.Cents(80)}
	line.Prior.Owed = money.Cents(30)
	alone, _, err := benefits.Determine(plan, facts, benefits.Accumulators{}, []benefits.Line{line})
	if err != nil || alone[0].Paid != money.Cents(80) || alone[0].IsCoordinated {
		t.Errorf("without the fact: got %+v, %v", alone, err)
	}
	facts.HasPriorPayers = true
	if _, _, err := benefits.Determine(plan, facts, benefits.Accumulators{}, []benefits.Line{line}); !errors.Is(err, benefits.ErrNotCoordinating) {
		t.Errorf("got %v", err)
	}
	plan.Coordination = coverage.Coordination{Method: coverage.Traditional, Allowable: coverage.HigherAllowed}
	after, _, err := benefits.Determine(plan, facts, benefits.Accumulators{}, []benefits.Line{line})
	if err != nil || after[0].Paid != money.Cents(30) || after[0].Benefit() != money.Cents(80) || after[0].Prior != line.Prior {
		t.Errorf("got %+v, %v", after, err)
	}
}
