package history

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// Branch is a way that the arithmetic can take. Random cases are worth as much
// as the branches that they reach.
type Branch string

// The branches besides the denials, which stand under their own names.
const (
	BranchNothingAllowed Branch = "nothing allowed"
	BranchPaidInFull     Branch = "paid in full"
	// BranchDeductibleCrossed: a part of the line is deductible, the rest is shared.
	BranchDeductibleCrossed Branch = "deductible crossed"
	// BranchFamilyFirst: embedded, the family's deductible leaves less than the
	// individual's and is what ends.
	BranchFamilyFirst      Branch = "family deductible met first"
	BranchIndividualFirst  Branch = "individual deductible met first"
	BranchAggregate        Branch = "aggregate deductible past the individual's"
	BranchCapCoinsurance   Branch = "cap takes coinsurance"
	BranchCapDeductible    Branch = "cap takes deductible"
	BranchCapCopay         Branch = "cap takes copay"
	BranchFamilyCap        Branch = "family out-of-pocket maximum reached first"
	BranchUncapped         Branch = "class does not count to the out-of-pocket maximum"
	BranchVisitsReached    Branch = "limit of visits reached"
	BranchUnitsReached     Branch = "limit of units reached"
	BranchMoneyReached     Branch = "limit of money reached"
	BranchUnitsCut         Branch = "units cut"
	BranchUnitsRounded     Branch = "units cut, with a fraction of a cent"
	BranchUnitsToNothing   Branch = "units cut to less than a cent"
	BranchMoneyCut         Branch = "money cut"
	BranchTwoLimits        Branch = "two limits"
	BranchYearLimit        Branch = "limit of a benefit year"
	BranchLifetimeLimit    Branch = "limit of a life"
	BranchExtendedYear     Branch = "limit of a benefit year in the extension"
	BranchLimitFromBefore  Branch = "limit used in another benefit year"
	BranchWindowOpened     Branch = "window opened"
	BranchWindowMet        Branch = "within the window"
	BranchWindowNext       Branch = "next window"
	BranchWindowBefore     Branch = "before the window"
	BranchFilingExcused    Branch = "late filing excused"
	BranchReversal         Branch = "reversal"
	BranchReversalInside   Branch = "reversal within the window"
	BranchReversalOutside  Branch = "reversal outside of the window"
	BranchReplacement      Branch = "replacement"
	BranchRedetermination  Branch = "redetermination"
	BranchRecovery         Branch = "recovery"
	BranchInterest         Branch = "interest"
	BranchInterestRates    Branch = "interest across a change of rate"
	BranchInterestNone     Branch = "late without interest"
	BranchReceiptDayBefore Branch = "day of receipt is not UTC's"
	// BranchOthersAllowed: the allowable expense is what a prior payer allowed.
	BranchOthersAllowed Branch = "coordinated, others' allowed amount counts"
	BranchHeldToOwed    Branch = "coordinated, held to what is owed"
	BranchHeldToUnpaid  Branch = "coordinated, held to what is unpaid"
	// BranchPaidBefore: prior payers left nothing that the plan would pay.
	BranchPaidBefore         Branch = "coordinated, nothing left to pay"
	BranchPaidAsAlone        Branch = "coordinated, the benefit is paid"
	BranchMaintainedLess     Branch = "maintenance of benefits, less than the benefit"
	BranchCoordinatedUndone  Branch = "coordinated, reversed"
	BranchCoordinatedInstead Branch = "coordinated, replaced or determined again"
)

// BranchCoordinated is that of claims which a plan coordinates by its settings.
func BranchCoordinated(c coverage.Coordination) Branch {
	return Branch("coordinated, " + string(c.Method) + ", " + string(c.Allowable))
}

// coordinated are the branches of all settings.
func coordinated() []Branch {
	var all []Branch
	for _, method := range []coverage.CoordinationMethod{coverage.Traditional, coverage.NonDuplication, coverage.MaintenanceOfBenefits} {
		for _, rule := range []coverage.AllowableRule{coverage.HigherAllowed, coverage.LowerAllowed, coverage.PrimaryAllowed} {
			all = append(all, BranchCoordinated(coverage.Coordination{Method: method, Allowable: rule}))
		}
	}
	return all
}

// Branches returns all branches, the denials included.
func Branches() []Branch {
	all := []Branch{
		BranchNothingAllowed, BranchPaidInFull, BranchDeductibleCrossed, BranchFamilyFirst, BranchIndividualFirst,
		BranchAggregate, BranchCapCoinsurance, BranchCapDeductible, BranchCapCopay, BranchFamilyCap, BranchUncapped,
		BranchVisitsReached, BranchUnitsReached, BranchMoneyReached, BranchUnitsCut, BranchUnitsRounded,
		BranchUnitsToNothing, BranchMoneyCut, BranchTwoLimits, BranchYearLimit, BranchLifetimeLimit,
		BranchExtendedYear, BranchLimitFromBefore, BranchWindowOpened, BranchWindowMet, BranchWindowNext,
		BranchWindowBefore, BranchFilingExcused, BranchReversal, BranchReversalInside, BranchReversalOutside,
		BranchReplacement, BranchRedetermination, BranchRecovery, BranchInterest, BranchInterestRates,
		BranchInterestNone, BranchReceiptDayBefore, BranchOthersAllowed, BranchHeldToOwed, BranchHeldToUnpaid,
		BranchPaidBefore, BranchPaidAsAlone, BranchMaintainedLess, BranchCoordinatedUndone, BranchCoordinatedInstead,
	}
	all = append(all, coordinated()...)
	for d := benefits.DenialByEngine; d.IsKnown(); d++ {
		all = append(all, Branch(d.String()))
	}
	return all
}

// Tally counts how often each branch was taken. A nil tally counts nothing.
type Tally map[Branch]int

// Add joins another tally.
func (t Tally) Add(other Tally) {
	for branch, n := range other {
		t[branch] += n
	}
}

// Missing returns the branches that were never taken.
func (t Tally) Missing() []Branch {
	var missing []Branch
	for _, branch := range Branches() {
		if t[branch] == 0 {
			missing = append(missing, branch)
		}
	}
	return missing
}

func (t Tally) note(branch Branch, isTaken bool) {
	if isTaken {
		t[branch]++
	}
}

// noteReversal counts what a give-back does; counters are those before it.
func (t Tally) noteReversal(plan *coverage.Plan, counters benefits.Counters, d *determined) {
	if t == nil {
		return
	}
	t.note(BranchReversal, true)
	t.note(BranchCoordinatedUndone, len(d.results) > 0 && d.results[0].IsCoordinated)
	for i := range d.results {
		result := &d.results[i]
		if result.Eligible().IsZero() {
			continue
		}
		for _, position := range limitsOf(plan, result.Class) {
			if plan.Limits[position].Period != coverage.Rolling {
				continue
			}
			inside := windowOf(counters[position], plan.Limits[position]).Contains(d.serviceDate)
			t.note(BranchReversalInside, inside)
			t.note(BranchReversalOutside, !inside)
		}
	}
}

// limitsOf returns the positions of a class's limits.
func limitsOf(plan *coverage.Plan, class uint8) []int {
	if int(class) >= len(plan.Classes) {
		return nil
	}
	var positions []int
	for _, position := range [...]uint8{plan.Classes[class].LimitA, plan.Classes[class].LimitB} {
		if position != 0 {
			positions = append(positions, int(position)-1)
		}
	}
	return positions
}

// windowOf returns the window that stands, or an empty one.
func windowOf(counter benefits.Counter, limit coverage.BenefitLimit) claims.Span {
	if counter.WindowStart.IsZero() {
		return claims.Span{Start: 1, End: 1}
	}
	return claims.Span{Start: counter.WindowStart, End: counter.WindowStart.AddDays(int(limit.RollingDays))}
}

// noteDetermination counts what a determination did, line by line.
func (t Tally) noteDetermination(
	plan *coverage.Plan, facts benefits.Facts, before benefits.Accumulators, op Operation, outcome Outcome,
) {
	if t == nil {
		return
	}
	t.noteOperation(plan, facts, op, outcome)
	for i, result := range outcome.Results {
		line := op.Submission.Lines[i]
		l := lineNote{Tally: t, plan: plan, before: &before, date: facts.ServiceDate, line: line, result: result}
		l.noteLine()
		// Line by line comes to the same as all lines at once.
		if _, after, err := benefits.Determine(*plan, facts, before, []benefits.Line{line}); err == nil {
			before = after
		}
	}
}

// noteOperation counts what does not concern a line.
func (t Tally) noteOperation(plan *coverage.Plan, facts benefits.Facts, op Operation, outcome Outcome) {
	s := &op.Submission
	receipt, payment := plan.ReceiptDate(s.ReceivedAt, s.StoppedDays), plan.DateOf(s.PaidAt)
	isLate := int(payment-receipt) > int(plan.PromptPayDays)
	first, _ := plan.InterestOn(receipt.AddDays(1 + int(plan.InterestFromDays)))
	last, _ := plan.InterestOn(payment)
	hasInterest := !outcome.Interest.IsZero()
	t.note(BranchCoordinatedInstead, s.HasPriorPayers && op.Kind != Determine)
	t.note(BranchCoordinated(plan.Coordination), s.HasPriorPayers)
	t.note(BranchReplacement, op.Kind == Replace)
	t.note(BranchRedetermination, op.Kind == Redetermine)
	t.note(BranchRecovery, outcome.Due.IsNegative())
	t.note(BranchInterest, hasInterest)
	t.note(BranchInterestRates, hasInterest && first != last)
	t.note(BranchInterestNone, isLate && !hasInterest && !outcome.Due.IsZero() && !outcome.Due.IsNegative())
	t.note(BranchReceiptDayBefore, facts.ReceiptDate != claims.DateOf(s.ReceivedAt))
	t.note(BranchFilingExcused, facts.IsLateFilingExcused && plan.TimelyFilingDays > 0 &&
		int(facts.ReceiptDate-facts.ServiceDate) > int(plan.TimelyFilingDays))
}

// lineNote is a line that is looked at, with what it met.
type lineNote struct {
	Tally
	plan   *coverage.Plan
	before *benefits.Accumulators
	date   claims.Date
	line   benefits.Line
	result benefits.LineResult
}

func (l *lineNote) noteLine() {
	if l.result.IsDenied() {
		l.note(Branch(l.result.Denial.String()), true)
	}
	if l.result.IsDenied() && l.result.Denial != benefits.DenialLimitReached {
		return
	}
	l.note(BranchNothingAllowed, l.result.Allowed.IsZero())
	l.note(BranchPaidInFull, !l.result.Paid.IsZero() && l.result.Paid == l.result.Allowed)
	if l.result.Allowed.IsZero() {
		return
	}
	positions := limitsOf(l.plan, l.result.Class)
	l.note(BranchTwoLimits, len(positions) == 2)
	for _, position := range positions {
		l.noteLimit(position)
	}
	if !l.result.Eligible().IsZero() {
		l.noteShare(&l.plan.Classes[l.result.Class])
	}
	if l.result.IsCoordinated && !l.result.Benefit().IsZero() {
		l.noteCoordination()
	}
}

// noteCoordination counts what bounded a line of which the plan alone would pay
// something.
func (l *lineNote) noteCoordination() {
	r := &l.result
	benefit, paid, prior := r.Benefit().Cents(), r.Paid.Cents(), r.Prior
	others := max(prior.Allowed.Cents()-prior.Paid.Cents(), 0)
	own := max(r.Allowed.Cents()-prior.Paid.Cents(), 0)
	isHeld := paid > 0 && paid < benefit
	l.note(BranchOthersAllowed, isHeld && paid == others && paid != own)
	l.note(BranchHeldToOwed, isHeld && paid == prior.Owed.Cents() && paid != own && paid != others)
	l.note(BranchHeldToUnpaid, isHeld && paid == own && paid != prior.Owed.Cents())
	l.note(BranchPaidBefore, paid == 0)
	l.note(BranchPaidAsAlone, paid == benefit && !prior.Paid.IsZero())
	isMaintained := l.plan.Coordination.Method == coverage.MaintenanceOfBenefits
	l.note(BranchMaintainedLess, isMaintained && isHeld && paid != own && paid != others && paid != prior.Owed.Cents())
}

// noteLimit counts what one of the class's limits did to the line.
func (l *lineNote) noteLimit(position int) {
	limit, counter := l.plan.Limits[position], l.before.Counters[position]
	window := windowOf(counter, limit)
	switch limit.Period {
	case coverage.BenefitYear:
		l.note(BranchYearLimit, true)
		l.note(BranchExtendedYear, limit.Place.IsExtended)
	case coverage.Lifetime:
		l.note(BranchLifetimeLimit, true)
		l.note(BranchLimitFromBefore, counter.Used > 0 && l.before.OutOfPocket.IsZero() && l.before.Deductible.IsZero())
	case coverage.Rolling:
		isOpened := !l.result.Eligible().IsZero()
		l.note(BranchWindowOpened, isOpened && counter.WindowStart.IsZero())
		l.note(BranchWindowMet, window.Contains(l.date))
		l.note(BranchWindowNext, isOpened && !counter.WindowStart.IsZero() && l.date >= window.End)
		l.note(BranchWindowBefore, l.date < counter.WindowStart)
		if !window.Contains(l.date) {
			counter.Used = 0
		}
		if l.date < counter.WindowStart {
			return
		}
	}
	l.noteKind(limit, limit.Max-min(counter.Used, limit.Max))
}

// noteKind counts what a limit of a kind did, which left so much.
func (l *lineNote) noteKind(limit coverage.BenefitLimit, left uint64) {
	allowed, eligible := l.result.Allowed.Cents(), l.result.Eligible().Cents()
	switch limit.Kind {
	case coverage.Visits:
		l.note(BranchVisitsReached, left == 0)
	case coverage.Units:
		isCut := left > 0 && uint64(l.line.Units) > left
		l.note(BranchUnitsReached, left == 0)
		l.note(BranchUnitsCut, isCut && eligible > 0)
		l.note(BranchUnitsRounded, isCut && allowed*int64(left)%int64(l.line.Units) != 0)
		l.note(BranchUnitsToNothing, isCut && allowed*int64(left)/int64(l.line.Units) == 0)
	case coverage.Money:
		l.note(BranchMoneyReached, left == 0)
		l.note(BranchMoneyCut, left > 0 && uint64(eligible) == left && eligible < allowed)
	}
}

// noteShare counts what deductible and cap did to an eligible amount.
func (l *lineNote) noteShare(class *coverage.Class) {
	r, plan := &l.result, l.plan
	afterCopay := max(r.Eligible().Cents()-class.Copay.Cents(), 0)
	individual := plan.Deductible.Left(l.before.Deductible).Cents()
	family := plan.FamilyDeductible.Left(l.before.FamilyDeductible).Cents()
	deductible := r.Deductible.Cents()
	isCrossed := deductible > 0 && deductible < afterCopay
	isEmbedded := l.before.HasFamily && !plan.IsDeductibleAggregate
	l.note(BranchDeductibleCrossed, isCrossed)
	l.note(BranchFamilyFirst, isEmbedded && isCrossed && deductible == family && family < individual)
	l.note(BranchIndividualFirst, isEmbedded && isCrossed && deductible == individual && individual < family)
	l.note(BranchAggregate, deductible > individual)
	l.note(BranchUncapped, !class.IsOutOfPocketApplied && !r.PatientShare().IsZero())
	if class.IsOutOfPocketApplied {
		wanted := int64(0)
		if class.IsDeductibleApplied {
			wanted = min(afterCopay, l.left(individual, family, plan.IsDeductibleAggregate))
		}
		l.noteCap(class, afterCopay, wanted)
	}
}

// left joins what the individual and the family limit leave.
func (l *lineNote) left(individual, family int64, isAggregate bool) int64 {
	switch {
	case !l.before.HasFamily:
		return individual
	case isAggregate:
		return family
	default:
		return min(individual, family)
	}
}

// noteCap counts what the out-of-pocket maximum took off a line; wanted is the
// deductible before it.
func (l *lineNote) noteCap(class *coverage.Class, afterCopay, wanted int64) {
	r, plan := &l.result, l.plan
	individual := plan.OutOfPocketMax.Left(l.before.OutOfPocket).Cents()
	family := plan.FamilyOutOfPocketMax.Left(l.before.FamilyOutOfPocket).Cents()
	isMet := r.PatientShare().Cents() == l.left(individual, family, plan.IsOutOfPocketAggregate)
	isCut := isMet && r.Coinsurance.Cents() < (afterCopay-wanted)*int64(class.Coinsurance)/10_000
	l.note(BranchCapCoinsurance, isCut)
	l.note(BranchCapDeductible, r.Deductible.Cents() < wanted)
	l.note(BranchCapCopay, r.Copay.Cents() < r.Eligible().Cents()-afterCopay)
	l.note(BranchFamilyCap, isCut && l.before.HasFamily && !plan.IsOutOfPocketAggregate && family < individual)
}
