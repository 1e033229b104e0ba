package adjudicate_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// forEach runs a property on random inputs that the intake edits accept.
func forEach(t *testing.T, seed uint64, count int, check func(in adjudicate.Input, random *rand.Rand)) {
	t.Helper()
	w := newWorld(t)
	random := rand.New(rand.NewPCG(seed, seed))
	for i := range count {
		in := w.input(random)
		if edits.Validate(in.Claim, worldStart.AddDays(30), in.Rules) != nil {
			continue // of informational lines alone
		}
		check(in, random)
		if t.Failed() {
			t.Fatalf("input %d of seed %d: %+v", i, seed, in.Claim)
		}
	}
}

// same compares two assessments in all that is seen of them.
func same(t *testing.T, got, want *adjudicate.Assessment) {
	t.Helper()
	isSame := slices.Equal(got.Lines, want.Lines) && slices.Equal(got.Reasons, want.Reasons) && slices.Equal(got.Trace, want.Trace) &&
		slices.Equal(got.EvidenceNeeded, want.EvidenceNeeded) && slices.Equal(got.ReviewsNeeded, want.ReviewsNeeded) &&
		got.Year == want.Year && got.ServiceDate == want.ServiceDate && slices.Equal(got.Priors, want.Priors) && len(got.Prices) == len(want.Prices)
	for i := range got.Prices {
		isSame = isSame && reflect.DeepEqual(got.Prices[i], want.Prices[i])
	}
	if !isSame {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// checkAssessment holds an assessment to what is true of every one.
func checkAssessment(t *testing.T, in *adjudicate.Input, a *adjudicate.Assessment) {
	t.Helper()
	for _, line := range a.Lines {
		if line.Charge.Less(line.Allowed) || line.Allowed.IsNegative() {
			t.Errorf("line %d allows %s of %s", line.Sequence, line.Allowed, line.Charge)
		}
		posted := 0
		for _, reason := range a.Reasons {
			if reason.Line == line.Sequence && reason.IsPosted {
				posted++
			}
		}
		waits := slices.ContainsFunc(a.Trace, func(s adjudicate.Step) bool { return s.Line == line.Sequence && s.Outcome == adjudicate.Waits })
		switch {
		case posted > 1, posted == 1 && !line.IsDenied, posted == 0 && line.IsDenied != waits:
			t.Errorf("line %d: denied %t, %d posted, waits %t", line.Sequence, line.IsDenied, posted, waits)
		case line.IsDenied && !line.Allowed.IsZero(), !line.IsDenied && line.Allowed.IsZero():
			t.Errorf("line %d: denied %t, allowed %s", line.Sequence, line.IsDenied, line.Allowed)
		}
	}
	if len(a.Lines) != in.Claim.AdjudicatedCount() {
		t.Errorf("%d lines of %d", len(a.Lines), in.Claim.AdjudicatedCount())
	}
}

// checkBalance takes a clean assessment to its remittance.
func checkBalance(t *testing.T, in *adjudicate.Input, a *adjudicate.Assessment, facts benefits.Facts) {
	t.Helper()
	results, _, err := benefits.Determine(in.Plan, facts, benefits.Accumulators{Deductible: money.Cents(3000)}, a.BenefitLines())
	if err != nil {
		t.Error(err)
		return
	}
	remittance, err := remit.New(remit.Determination{
		Claim: in.Claim, Reasons: a.Reasons, Results: results,
		Ledger: adjudicate.Ledger{
			Plan: in.Plan, Year: a.Year.Span, ServiceDate: a.ServiceDate, Rules: in.Rules, Provider: in.Provider, Business: in.Business,
		},
	})
	if err != nil {
		t.Errorf("%v: %+v", err, results)
		return
	}
	for i, line := range remittance.Lines {
		sum := line.Paid.Cents()
		for _, adjustment := range line.Adjustments {
			sum += adjustment.Amount.Cents()
			if adjustment.CARC == codes.CARCAboveFeeSchedule && adjustment.Amount == line.Charge {
				t.Errorf("line %d: CO-45 takes the whole charge", i+1)
			}
			if codes.DemandsRemark(adjustment.CARC) && adjustment.RARC == "" {
				t.Errorf("line %d: %s stands without a remark", i+1, adjustment.CARC)
			}
		}
		if sum != in.Claim.Lines[i].Charge.Cents() || line.Allowed.Less(line.Paid) || line.Charge.Less(line.Allowed) || line.Reason == "" {
			t.Errorf("line %d does not balance: %+v", i+1, line)
		}
	}
}

func TestProperty_EveryRemittanceBalances(t *testing.T) {
	t.Parallel()
	clean, denied := 0, 0
	forEach(t, 1, 4_000, func(in adjudicate.Input, random *rand.Rand) {
		a := assess(t, in)
		checkAssessment(t, &in, &a)
		if !a.IsClean() {
			return
		}
		clean++
		if a.IsDenied() {
			denied++
		}
		facts := factsOf(a)
		facts.IsProviderCredentialed, facts.HasAuthorization = !isOne(random, 8), !isOne(random, 4)
		checkBalance(t, &in, &a, facts)
	})
	if clean < 800 || denied < 80 || denied > clean*9/10 {
		t.Errorf("%d clean claims, of them %d denied: the property shows little", clean, denied)
	}
}

// Each rule that this package asks hits some input, so that the properties are of all.
func TestProperty_InputsMeetEveryRule(t *testing.T) {
	t.Parallel()
	hits := map[rules.Rule]int{}
	forEach(t, 2, 2_000, func(in adjudicate.Input, _ *rand.Rand) {
		a := assess(t, in)
		for _, step := range a.Trace {
			if step.Outcome != adjudicate.Passed {
				hits[step.Rule]++
			}
		}
	})
	rare := []rules.Rule{
		rules.AfterCoverage, rules.CodeNotInForce, rules.DiagnosisNotInForce, // of dates that the world has not
		rules.PricingNoContract, rules.PricingByReport, rules.PricingNoFee, // of price tables
		rules.PricingModifierUnpriced, rules.PricingModifierNotPaid,
		rules.ProviderNotCredentialed, rules.EvidenceMissing, // the ledger's
	}
	for _, rule := range rules.Rules() {
		isLimit := rule.Step() == rules.Benefits // the ledger's too
		if hits[rule] == 0 && !isLimit && !slices.Contains(rare, rule) {
			t.Errorf("no input is hit by %s", rule)
		}
	}
}

// The order of a phase's edits decides nothing. This test runs alone: it changes the
// order for all.
func TestProperty_OrderOfEditsDecidesNothing(t *testing.T) {
	type decided struct {
		in    adjudicate.Input
		texts []string
		lines []adjudicate.LineAssessment
	}
	var list []decided
	forEach(t, 3, 300, func(in adjudicate.Input, _ *rand.Rand) {
		a := assess(t, in)
		list = append(list, decided{in, textsOf(&a), a.Lines})
	})
	random := rand.New(rand.NewPCG(3, 4))
	for range 4 {
		restore := adjudicate.ShuffleEdits(random)
		for i := range list {
			got := assess(t, list[i].in)
			if texts := textsOf(&got); !slices.Equal(texts, list[i].texts) || !slices.Equal(got.Lines, list[i].lines) {
				t.Errorf("got  %v\nwant %v", texts, list[i].texts)
			}
		}
		restore()
	}
}

// A line that is denied for what it is by itself is, for what the others are beside it,
// as if it were not there.
func TestProperty_WhatIsDeniedByItselfIsBesideNobody(t *testing.T) {
	t.Parallel()
	compared, changed := 0, 0
	forEach(t, 8, 6_000, func(in adjudicate.Input, _ *rand.Rand) {
		in.Coordination, in.Claim.PriorPayers = nil, nil
		whole := assess(t, in)
		without := in
		without.Claim.Lines = slices.Clone(in.Claim.Lines)
		left := len(whole.Lines)
		for i := range without.Claim.Lines {
			line := &without.Claim.Lines[i]
			if isDeniedByItself(&whole, line.Sequence) {
				line.IsInformational, line.Charge = true, money.Amount{}
				left--
			}
		}
		isAlone := left == 0 || left == len(whole.Lines)
		if isAlone || slices.ContainsFunc(whole.Trace, isRepetitionWithin) {
			return // or what is left out made a repetition of another line
		}
		rest := assess(t, without)
		if slices.ContainsFunc(rest.Lines, func(l adjudicate.LineAssessment) bool { return isDeniedByItself(&rest, l.Sequence) }) {
			return // what is left out had the claim's last day, and it is filed late without
		}
		got, want := besideOf(&whole, without.Claim), besideOf(&rest, without.Claim)
		compared++
		if slices.ContainsFunc(want, func(s adjudicate.Step) bool { return s.Outcome == adjudicate.Hit }) {
			changed++
		}
		if !slices.Equal(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	})
	if compared < 500 || changed < 50 {
		t.Errorf("%d claims, %d with a line denied beside others: the property shows little", compared, changed)
	}
}

// isBeside reports whether a step looks at a line beside others of the claim.
func isBeside(step *adjudicate.Step) bool {
	beside := []rules.Rule{rules.NCCIPair, rules.AddOnPrimaryMissing, rules.FrequencyReached, rules.SignalImpossibleDay}
	return slices.Contains(beside, step.Rule) || step.Rule == rules.MUEUnits && step.Detail.Indicator != 1
}

func isDeniedByItself(a *adjudicate.Assessment, line int) bool {
	return slices.ContainsFunc(a.Trace, func(s adjudicate.Step) bool {
		return s.Line == line && s.Outcome == adjudicate.Hit && !isBeside(&s)
	})
}

func isRepetitionWithin(s adjudicate.Step) bool {
	return s.Rule == rules.DuplicateExact && s.Detail.Line != 0 && s.Detail.Claim == ""
}

// besideOf returns the steps that look at the adjudicated lines of a claim beside others.
func besideOf(a *adjudicate.Assessment, claim claims.Claim) (steps []adjudicate.Step) {
	for i := range a.Trace {
		if step := &a.Trace[i]; isBeside(step) && claim.Lines[step.Line-1].IsAdjudicated() {
			steps = append(steps, *step)
		}
	}
	return steps
}

// An add-on is not paid beside a primary that is denied, for whatever.
func TestProperty_NoAddOnIsPaidWithoutItsPrimary(t *testing.T) {
	t.Parallel()
	paid := 0
	forEach(t, 10, 6_000, func(in adjudicate.Input, random *rand.Rand) {
		for i := range in.Claim.Lines {
			line := &in.Claim.Lines[i]
			line.ServiceDate, line.Procedure = worldStart, readCode(pick(random, "ZX100", "ZX101", "ZX102", "G2211"))
		}
		a := assess(t, in)
		isDenied := func(sequence int) bool {
			return slices.ContainsFunc(a.Trace, func(s adjudicate.Step) bool { return s.Line == sequence && s.Outcome == adjudicate.Hit })
		}
		for _, step := range a.Trace {
			if step.Rule != rules.AddOnPrimaryMissing || step.Outcome != adjudicate.Passed || step.Detail.Claim != "" {
				continue
			}
			if paid++; isDenied(step.Detail.Line) {
				t.Errorf("line %d stands with line %d, which is denied", step.Line, step.Detail.Line)
			}
		}
	})
	if paid < 100 {
		t.Errorf("%d add-ons stand with a line of their claim: the property shows little", paid)
	}
}

// textsOf returns all that was found, in an order of its own.
func textsOf(a *adjudicate.Assessment) (texts []string) {
	for i := range a.Trace {
		texts = append(texts, fmt.Sprint(a.Trace[i]))
	}
	for i := range a.Reasons {
		texts = append(texts, fmt.Sprint(a.Reasons[i]))
	}
	for i := range a.ReviewsNeeded {
		texts = append(texts, fmt.Sprint(a.ReviewsNeeded[i]))
	}
	for i := range a.EvidenceNeeded {
		texts = append(texts, fmt.Sprint(a.EvidenceNeeded[i]))
	}
	slices.Sort(texts)
	return texts
}

// But for ranks, what is found does not depend on the order in which earlier claims are given; which
// of several of them is named may.
func TestProperty_OrderOfTheHistoryDecidesNothing(t *testing.T) {
	t.Parallel()
	outcomes := func(a *adjudicate.Assessment) (list []string) {
		for _, step := range a.Trace {
			list = append(list, fmt.Sprint(step.Line, step.Rule, step.Outcome))
		}
		slices.Sort(list)
		return list
	}
	forEach(t, 4, 1_000, func(in adjudicate.Input, random *rand.Rand) {
		want := assess(t, in)
		shuffled := in
		shuffled.History = slices.Clone(in.History)
		random.Shuffle(len(shuffled.History), func(i, j int) {
			shuffled.History[i], shuffled.History[j] = shuffled.History[j], shuffled.History[i]
		})
		for i := range shuffled.History {
			lines := slices.Clone(shuffled.History[i].Lines)
			random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
			shuffled.History[i].Lines = lines
		}
		got := assess(t, shuffled)
		if !slices.Equal(outcomes(&got), outcomes(&want)) || !slices.Equal(got.Lines, want.Lines) {
			t.Errorf("got %v\nwant %v", outcomes(&got), outcomes(&want))
		}
	})
}

// An assessment that is used again is as a fresh one, whoever's claim it had before;
// deciding twice gives the same; and the input is left as it was.
func TestProperty_MemoryLeavesNoTrace(t *testing.T) {
	t.Parallel()
	var used adjudicate.Assessment
	tables := rankedTables(t)
	forEach(t, 5, 800, func(in adjudicate.Input, random *rand.Rand) {
		in.Prices = pick(random, nil, tables)
		if random.IntN(2) == 0 {
			in.Plan.FeeSchedule = otherFees(t, &in)
		}
		before := fmt.Sprintf("%+v %+v %+v", in.Claim, in.History, in.Authorizations)
		fresh := assess(t, in)
		for range 2 {
			if err := used.Decide(&in); err != nil {
				t.Error(err)
			}
			same(t, &used, &fresh)
		}
		if after := fmt.Sprintf("%+v %+v %+v", in.Claim, in.History, in.Authorizations); after != before {
			t.Errorf("the input was changed from %s\nto %s", before, after)
		}
	})
}

// otherFees are a schedule of other rows for the same codes, some for the claim's provider
// and for places.
func otherFees(t *testing.T, in *adjudicate.Input) pricing.Schedule {
	t.Helper()
	text, class := "system,code,class,method,amount,evidence,provider,place\n", in.Plan.ClassNames()[0]
	for i := range in.Claim.Lines {
		code := in.Claim.Lines[i].Procedure
		if i > 0 && in.Claim.Lines[i-1].Procedure == code || strings.Contains(text, ","+code.Value+",") {
			continue
		}
		text += fmt.Sprintf("%s,%s,%s,fee,%d,,,\n%s,%s,%s,fee,%d,,%d,\n%s,%s,%s,fee,%d,,,11\n",
			code.System, code.Value, class, 1_000+i, code.System, code.Value, class, 2_000+i, in.Claim.Provider, code.System, code.Value, class, 3_000+i)
	}
	schedule, faults := pricing.ParseSchedule(text, in.Plan.ClassNames())
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	return schedule
}

// Deciding in the memory of claims before allocates nothing, but for a patient with
// other coverages, who are few: those are put in order anew.
func TestProperty_DecidingAgainAllocatesNothing(t *testing.T) {
	var used adjudicate.Assessment
	forEach(t, 9, 100, func(in adjudicate.Input, _ *rand.Rand) {
		in.Coordination, in.Claim.PriorPayers = nil, nil
		allocations := testing.AllocsPerRun(3, func() {
			if err := used.Decide(&in); err != nil {
				t.Error(err)
			}
		})
		if allocations > 0 {
			t.Errorf("%v allocations", allocations)
		}
	})
}

// A counterfactual makes the line payable when its changes are made, and no part of
// them does; the claim is accepted with them.
func TestProperty_CounterfactualHelpsAndIsSmallest(t *testing.T) {
	t.Parallel()
	isPayable := func(t *testing.T, in adjudicate.Input, changes []adjudicate.Change, mask, line int) bool {
		t.Helper()
		for i, change := range changes {
			if mask&(1<<i) != 0 {
				adjudicate.Apply(change, &in)
			}
		}
		a := assess(t, in)
		waits := slices.ContainsFunc(a.Trace, func(s adjudicate.Step) bool { return s.Line == line && s.Outcome == adjudicate.Waits })
		index := slices.IndexFunc(a.Lines, func(l adjudicate.LineAssessment) bool { return l.Sequence == line && !l.IsDenied })
		if waits || index < 0 {
			return false
		}
		facts := factsOf(a)
		facts.HasAuthorization = in.Claim.PriorAuthorization != ""
		results, _, err := benefits.Determine(in.Plan, facts, benefits.Accumulators{}, a.BenefitLines())
		return err == nil && !results[index].IsDenied()
	}
	found, several, ofLedger := 0, 0, 0
	forEach(t, 6, 600, func(in adjudicate.Input, random *rand.Rand) {
		if isOne(random, 2) { // no register, and no number
			in.Authorizations, in.Claim.PriorAuthorization = nil, ""
		}
		before := fmt.Sprintf("%+v", in)
		for _, line := range in.Claim.Lines {
			changes, isFound := adjudicate.Counterfactual(in, adjudicate.LedgerState{IsProviderCredentialed: true}, line.Sequence)
			if !isFound {
				continue
			}
			if found++; len(changes) > 1 {
				several++
			}
			if slices.ContainsFunc(changes, func(c adjudicate.Change) bool { return c.Kind == adjudicate.ObtainAuthority }) {
				ofLedger++
			}
			whole := 1<<len(changes) - 1
			for mask := range whole {
				if isPayable(t, in, changes, mask, line.Sequence) {
					t.Errorf("line %d: of %v the part %b would do", line.Sequence, changes, mask)
				}
			}
			if !isPayable(t, in, changes, whole, line.Sequence) {
				t.Errorf("line %d: %v does not help", line.Sequence, changes)
			}
			tried := in
			for _, change := range changes {
				adjudicate.Apply(change, &tried)
				if change.Kind == adjudicate.SendPriorAnswer { // when it will be given nobody knows
					tried.Claim.PriorPayers[len(tried.Claim.PriorPayers)-1].AnswerDate = worldStart
				}
			}
			if faults := edits.Validate(tried.Claim, worldStart.AddDays(30), in.Rules); faults != nil {
				t.Errorf("line %d: %v is refused: %v", line.Sequence, changes, faults[0])
			}
		}
		if after := fmt.Sprintf("%+v", in); after != before {
			t.Errorf("the input was changed from %s\nto %s", before, after)
		}
	})
	if found < 50 || several < 5 || ofLedger < 3 {
		t.Errorf("%d counterfactuals, %d of several changes, %d for the ledger: the property shows little", found, several, ofLedger)
	}
}

// An estimate divides a claim as the ledger does when it is determined, moves nothing,
// and is the same whatever other patients had in between. Reversed in any order, all
// claims give back exactly what they took.
func TestProperty_EstimateIsRealAndReversalGivesItBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	random := rand.New(rand.NewPCG(7, 7))
	for range 100 {
		book := history.NewBook(w.plan)
		span := claims.Span{Start: claims.NewDate(2026, 1, 1), End: claims.NewDate(2027, 1, 1)}
		for id := range claims.CoverageYearID(3) {
			if err := book.Enrol(history.Enrolment{Year: id + 1, Span: span}); err != nil {
				t.Fatal(err)
			}
		}
		var standing []history.ClaimID
		for number := range history.ClaimID(8) {
			if determineAsEstimated(t, w, book, random, number+1) {
				standing = append(standing, number+1)
			}
		}
		random.Shuffle(len(standing), func(i, j int) { standing[i], standing[j] = standing[j], standing[i] })
		for _, id := range standing {
			if _, err := book.Apply(history.Operation{Kind: history.Reverse, Claim: id}); err != nil {
				t.Fatal(err)
			}
		}
		for id := range claims.CoverageYearID(3) {
			after, err := book.Accumulators(id + 1)
			if err != nil || !reflect.DeepEqual(after, benefits.Accumulators{}) {
				t.Fatalf("after everything was reversed year %d has %+v, %v", id+1, after, err)
			}
		}
	}
}

// determineAsEstimated has a claim of one of three patients estimated, one of another
// patient determined, and then the claim itself. It is false for a claim that waits.
func determineAsEstimated(t *testing.T, w *world, book *history.Book, random *rand.Rand, id history.ClaimID) bool {
	t.Helper()
	in := w.input(random)
	year := claims.CoverageYearID(1 + random.IntN(3))
	in.Coverage.Years[0].ID = year
	a, err := adjudicate.Assess(in)
	if err != nil || !a.IsClean() || edits.Validate(in.Claim, worldStart.AddDays(30), in.Rules) != nil {
		return false
	}
	facts := factsOf(a)
	facts.Year, facts.ReceiptDate = claims.Span{Start: claims.NewDate(2026, 1, 1), End: claims.NewDate(2027, 1, 1)}, in.ReceivedOn
	before, err := book.Accumulators(year)
	if err != nil {
		t.Fatal(err)
	}
	estimate, _, err := benefits.Determine(w.plan, facts, before, a.BenefitLines())
	if err != nil {
		t.Fatal(err)
	}
	if unmoved, err := book.Accumulators(year); err != nil || !reflect.DeepEqual(unmoved, before) {
		t.Fatalf("the estimate moved %+v to %+v", before, unmoved)
	}
	op := history.Operation{Kind: history.Determine, Claim: 1000 + id, Submission: history.Submission{
		Year: year%3 + 1, ServiceDate: a.ServiceDate, ReceivedAt: in.ReceivedOn.Time(), PaidAt: in.ReceivedOn.Time().Add(time.Hour),
		IsProviderCredentialed: true, HasAuthorization: true, HasEvidence: true, Lines: a.BenefitLines(),
	}}
	if _, err := book.Apply(op); err != nil { // of another patient
		t.Fatal(err)
	}
	op.Claim, op.Submission.Year = id, year
	real, err := book.Apply(op)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(real.Results, estimate) {
		t.Fatalf("estimated %+v\ndetermined %+v", estimate, real.Results)
	}
	if _, err := book.Apply(history.Operation{Kind: history.Reverse, Claim: 1000 + id}); err != nil {
		t.Fatal(err)
	}
	return true
}
