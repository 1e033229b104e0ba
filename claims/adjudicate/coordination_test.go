package adjudicate_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// coordinated is a claim of a child whose mother's plan pays first.
func coordinated(t *testing.T) adjudicate.Input {
	t.Helper()
	in := setup(t)
	in.Plan.Coordination = coverage.Coordination{Method: coverage.Traditional, Allowable: coverage.HigherAllowed}
	of := func(payer, subscriber string, month time.Month) cob.Coverage {
		return cob.Coverage{
			ID: payer, Kind: cob.GroupPlan, Relationship: cob.Parent, Subscriber: subscriber, Standing: cob.Active,
			Birthday: cob.MonthDay{Month: month, Day: 1}, Since: claims.NewDate(2020, 1, 1),
		}
	}
	in.Coordination = &adjudicate.Coordination{
		Own:    of("", "father", time.September),
		Others: []adjudicate.OtherCoverage{{Coverage: of("60054", "mother", time.March), Span: claims.Span{Start: claims.NewDate(2020, 1, 1)}}},
	}
	return in
}

// coordinate gives a claim other coverages, and the answers of some of them: each left
// some of the charge to the patient, wrote some off and paid the rest.
func coordinate(c chooser, in *adjudicate.Input) {
	in.Plan.Coordination = coverage.Coordination{
		Method:    pick(c, coverage.Traditional, coverage.NonDuplication, coverage.MaintenanceOfBenefits),
		Allowable: pick(c, coverage.HigherAllowed, coverage.LowerAllowed, coverage.PrimaryAllowed),
	}
	in.Provider.Network = rules.Network(c.IntN(3))
	of := func(payer string) cob.Coverage {
		return cob.Coverage{
			ID: payer, Kind: cob.GroupPlan, Relationship: pick(c, cob.Self, cob.Parent), Subscriber: "s" + payer, Standing: cob.Active,
			Birthday: cob.MonthDay{Month: time.Month(1 + c.IntN(12)), Day: 1}, Since: claims.NewDate(2020, 1, 1),
		}
	}
	in.Coordination = &adjudicate.Coordination{Own: of("")}
	for _, payer := range []string{"p1", "p2"}[c.IntN(2):] {
		in.Coordination.Others = append(in.Coordination.Others, adjudicate.OtherCoverage{Coverage: of(payer), Span: claims.Span{Start: 1}})
		if c.IntN(4) > 0 {
			in.Claim.PriorPayers = append(in.Claim.PriorPayers, randomAnswer(c, in, payer))
		}
	}
}

func randomAnswer(c chooser, in *adjudicate.Input, payer string) claims.PriorPayer {
	answer := claims.PriorPayer{Payer: payer, AnswerDate: 1}
	for i := range in.Claim.Lines {
		charge := in.Claim.Lines[i].Charge.Cents()
		if !in.Claim.Lines[i].IsAdjudicated() {
			continue
		}
		paid := charge * int64(c.IntN(5)) / 4
		patient := (charge - paid) * int64(c.IntN(4)) / 3
		answer.Paid = money.Cents(answer.Paid.Cents() + paid)
		answer.Lines = append(answer.Lines, claims.PriorLine{
			Sequence: in.Claim.Lines[i].Sequence, Paid: money.Cents(paid), Adjustments: []claims.PriorAdjustment{
				{Group: "PR", CARC: pick(c, "1", "2", "96"), Amount: money.Cents(patient)},
				{Group: "CO", CARC: "45", Amount: money.Cents(charge - paid - patient)},
			},
		})
	}
	return answer
}

func answer(in *adjudicate.Input, payer string) {
	charge := in.Claim.Lines[0].Charge
	in.Claim.PriorPayers = append(in.Claim.PriorPayers, claims.PriorPayer{
		Payer: payer, AnswerDate: in.ReceivedOn, Adjustments: []claims.PriorAdjustment{{Group: "PR", CARC: "1", Amount: charge}},
	})
}

func coordinationStep(t *testing.T, a *adjudicate.Assessment) adjudicate.Step {
	t.Helper()
	i := slices.IndexFunc(a.Trace, func(s adjudicate.Step) bool { return s.Rule == rules.PrimaryAnswerMissing })
	if i < 0 {
		t.Fatal("the rule was not asked")
	}
	return a.Trace[i]
}

// The order of payers is that of each line's day.
func TestAssess_OtherCoverageOfSomeDaysAlone_IsAskedForOnThese(t *testing.T) {
	t.Parallel()
	in := coordinated(t)
	before, after := claims.NewDate(2026, 3, 1), claims.NewDate(2026, 3, 3)
	in.Coordination.Others[0].Span.Start = claims.NewDate(2026, 3, 2)
	for _, days := range [][]claims.Date{{before, after}, {after, before}, {after, before, after}} {
		in.Claim.Lines = nil
		for i, day := range days {
			in.Claim.Lines = append(in.Claim.Lines, line(i+1, "ZX101", day, int64(25000+i)))
		}
		a := assess(t, in)
		for i, day := range days {
			isMissing := slices.ContainsFunc(a.Reasons, func(r adjudicate.Reason) bool {
				return r.Line == i+1 && r.Rule == rules.PrimaryAnswerMissing.String()
			})
			if isMissing != (day == after) {
				t.Errorf("days %v, line %d: the answer is missing: %t", days, i+1, isMissing)
			}
		}
	}
}

func TestAssess_TracesTheRuleOfTheOrder(t *testing.T) {
	t.Parallel()
	missing := assess(t, coordinated(t))
	step := coordinationStep(t, &missing)
	if step.Outcome != adjudicate.Hit || step.Detail != (adjudicate.Detail{Kind: "60054", Text: "naic.birthday"}) {
		t.Errorf("got %+v", step)
	}
	const want = "Not paid: another insurer pays first, and its answer was not sent. Of two people who cover the patient, " +
		"the coverage of the one whose birthday comes earlier in the year pays first."
	if got := remit.Because(missing.Reasons[0]); got != want {
		t.Errorf("got %s", got)
	}
	in := coordinated(t)
	answer(&in, "60054")
	answered := assess(t, in)
	if step := coordinationStep(t, &answered); step.Outcome != adjudicate.Passed || step.Detail.Text != "naic.birthday" {
		t.Errorf("got %+v", step)
	}
	charge := in.Claim.Lines[0].Charge
	if want := (claims.PriorAmounts{Owed: charge, Allowed: charge}); len(answered.Priors) != 1 || answered.Priors[0] != want {
		t.Errorf("got %+v", answered.Priors)
	}
	if lines := answered.BenefitLines(); lines[0].Prior != answered.Priors[0] {
		t.Errorf("got %+v", lines)
	}
	in.Plan.Coordination = coverage.Coordination{}
	in.Claim.PriorPayers = nil
	alone := assess(t, in)
	if step := coordinationStep(t, &alone); step.Outcome != adjudicate.Passed || step.Detail.Text != "naic.no-provision" || len(alone.Priors) > 0 {
		t.Errorf("got %+v", step)
	}
}

func TestAssess_RefusesAnswersThatIntakeRefuses(t *testing.T) {
	t.Parallel()
	in := coordinated(t)
	answer(&in, "60054")
	first := in
	first.Plan.Coordination = coverage.Coordination{}
	if _, err := adjudicate.Assess(first); !errors.Is(err, benefits.ErrNotCoordinating) {
		t.Errorf("got %v", err)
	}
	in.Claim.PriorPayers[0].Paid = money.Cents(1)
	if _, err := adjudicate.Assess(in); !errors.Is(err, cob.ErrLinesDiffer) {
		t.Errorf("got %v", err)
	}
}

func TestValidate_NamesWhatIsWrongWithOtherCoverages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*adjudicate.Coordination)
		code   errs.Code
		path   string
	}{
		{"eleven", func(c *adjudicate.Coordination) { c.Others = slices.Repeat(c.Others, 11) }, errs.CoordinationInvalid, "otherCoverages"},
		{"no first day", func(c *adjudicate.Coordination) { c.Others[0].Span.Start = 0 }, errs.DateInvalid, "otherCoverages[0].startDate"},
		{"no payer", func(c *adjudicate.Coordination) { c.Others[0].ID = "" }, errs.FieldRequired, "otherCoverages[0].payer"},
		{"no birthday", func(c *adjudicate.Coordination) { c.Others[0].Birthday = cob.MonthDay{} }, errs.DateInvalid, "otherCoverages[0].facts.birthday"},
		{"no such kind of its own", func(c *adjudicate.Coordination) { c.Own.Kind = 9 }, errs.CoordinationInvalid, "own.kind"},
		{"no such decree", func(c *adjudicate.Coordination) { c.Patient.Decree = 9 }, errs.CoordinationInvalid, "parents"},
		{"of the second alone, which begins later", func(c *adjudicate.Coordination) {
			later := c.Others[0]
			later.ID, later.Standing, later.Span.Start = "60055", 0, claims.NewDate(2026, 7, 1)
			c.Others[0].Span.End = later.Span.Start
			c.Others = append(c.Others, later)
		}, errs.CoordinationInvalid, "otherCoverages[1].facts.standing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			known := *coordinated(t).Coordination
			if faults := known.Validate(); len(faults) != 0 {
				t.Fatalf("got %v", faults)
			}
			c.change(&known)
			faults := known.Validate()
			if !slices.ContainsFunc(faults, func(f *errs.Fault) bool { return f.Code == c.code && f.Path == c.path }) {
				t.Errorf("got %v", faults)
			}
		})
	}
}
