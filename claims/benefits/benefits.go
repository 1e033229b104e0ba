// Package benefits divides what a plan recognises of a charge between the
// patient and the plan:
//
//	allowed → limits → copay → deductible → coinsurance → out-of-pocket cap → paid
//
// It is the model of what the ledger does, written from contracts/DESIGN.md,
// sections 2 to 5; the two agree to the cent. Every line that [Determine] gives
// back balances: noncovered + copay + deductible + coinsurance + benefit = allowed,
// and allowed is not above the charge. The benefit is paid, but for a claim with
// prior payers, whose lines are coordinated.
//
// Accumulators are moved by [Determine] and given back by [Reverse]; keeping
// them, and who shares them, is the caller's: see claims/benefits/history.
package benefits

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

// ClassDenied is the class of a line that was denied by a rule before it came to
// the ledger.
const ClassDenied = 255

// Errors of this package. None of them is a provider's fault.
var (
	// ErrAllowedExceedsCharge is returned when a line recognises more than was charged.
	ErrAllowedExceedsCharge = errs.New(errs.AllowedExceedsCharge, "the allowed amount is above the charge")
	// ErrAmountOutOfRange is returned when an amount is negative or above what the ledger can carry.
	ErrAmountOutOfRange = errs.New(errs.AmountTooLarge, "an amount is out of range")
	// ErrUnitsOutOfRange is returned when a line has no units or more than the ledger can carry.
	ErrUnitsOutOfRange = errs.New(errs.UnitsInvalid, "units are out of range")
	// ErrClassUnknown is returned when a line's class is not one of the plan's.
	ErrClassUnknown = errs.New(errs.ClassUnknown, "the plan has no such class")
	// ErrNotCoordinating is returned for a claim with prior payers under a plan that
	// does not coordinate.
	ErrNotCoordinating = errs.New(errs.PlanNotCoordinating, "the plan does not pay after others")
	// ErrPriorExceedsCharge is returned when what prior payers paid and left to the
	// patient is more than was charged.
	ErrPriorExceedsCharge = errs.New(errs.PriorAmountsExceedCharge, "prior payers paid and left more than the charge")
)

// Accumulators are the running totals that a claim meets: of a coverage year
// with its extension, and of the family year.
type Accumulators struct {
	Deductible        money.Amount
	OutOfPocket       money.Amount
	FamilyDeductible  money.Amount
	FamilyOutOfPocket money.Amount
	// HasFamily is false for a coverage that stands alone: the family limits do
	// not concern it and the family totals stay as they are.
	HasFamily bool
	// Counters stand in the order of the plan's limits.
	Counters Counters
}

// Line is an adjudicated line as the ledger takes it in.
type Line struct {
	Charge money.Amount
	// Units are 1 to [claims.MaxUnits].
	Units   int
	Allowed money.Amount
	// Class is a position in the plan's classes, or [ClassDenied].
	Class uint8
	// Prior is how prior payers left the line; zero where the claim has none.
	Prior claims.PriorAmounts
}

// LineResult is a line's determination. Copay, deductible, coinsurance and
// noncovered are the patient's. A line with a denial has nothing but its charge
// and class; only [DenialLimitReached] keeps what was allowed, as noncovered.
type LineResult struct {
	Charge money.Amount
	// Units are those that count against limits: what limits left of the line's, zero
	// where nothing is eligible.
	Units       int
	Allowed     money.Amount
	Class       uint8
	Denial      Denial
	Copay       money.Amount
	Deductible  money.Amount
	Coinsurance money.Amount
	// Noncovered is what limits took off the allowed amount.
	Noncovered money.Amount
	// Paid is what the plan pays: [LineResult.Benefit], or of a coordinated line what
	// of that is left to pay after others.
	Paid money.Amount
	// IsCoordinated is set on all lines of a claim with prior payers, of which Prior is
	// what they left.
	IsCoordinated bool
	Prior         claims.PriorAmounts
}

// IsDenied reports whether the line has a denial.
func (r LineResult) IsDenied() bool { return r.Denial != DenialNone }

// PatientShare returns copay + deductible + coinsurance, the cost share of what
// limits left. What they did not leave, noncovered, is the patient's besides.
func (r LineResult) PatientShare() money.Amount {
	return money.Cents(r.Copay.Cents() + r.Deductible.Cents() + r.Coinsurance.Cents())
}

// Eligible returns what limits left of the allowed amount: patient share + benefit.
func (r LineResult) Eligible() money.Amount {
	return money.Cents(r.Allowed.Cents() - r.Noncovered.Cents())
}

// Benefit returns what the plan would pay if there were no other coverage.
func (r LineResult) Benefit() money.Amount {
	return money.Cents(r.Eligible().Cents() - r.PatientShare().Cents())
}

// Paid returns what the plan pays of a claim. The results must be those of
// [Determine]; a claim's charges together are what the ledger can carry.
func Paid(results []LineResult) money.Amount {
	sum := int64(0)
	for i := range results {
		sum += results[i].Paid.Cents()
	}
	return money.Cents(sum)
}

// Determine divides the lines in their order and returns the results with the
// accumulators as they stand afterwards.
//
// A line is denied by the first of the [Denial]s that applies, and then moves
// nothing. For every other line, in cents:
//   - eligible is what the class's limit A, then B, leaves of the allowed amount.
//     A limit of visits leaves all or nothing; one of units leaves the share of the
//     units that it leaves, rounded down; one of money at most what is left of it;
//   - noncovered is the rest of the allowed amount;
//   - copay is the class's, at most the eligible amount;
//   - deductible, where the class applies it, is the rest of the eligible amount,
//     at most what is left of the deductible. With a family that is the lesser of
//     the individual's and the family's rest, or the family's rest alone where the
//     plan's deductible is aggregate;
//   - coinsurance is the class's share of what remains, rounded half up;
//   - where the class counts to the out-of-pocket maximum and the three pass what
//     is left of it, the excess comes off coinsurance first, then deductible, then
//     copay;
//   - paid is the eligible amount less the three.
//
// Of a claim with prior payers each line is then coordinated: what it pays is at most
// what others left unpaid of the allowable expense, and what the patient still owed.
// Totals and counters advance as if there were no other coverage.
//
// The deductible advances by the deductible that stands, out-of-pocket by the
// three where the class counts to it. Where anything is eligible, the counters of
// the class's limits advance by a visit, by the units that both limits left, or by
// the eligible amount.
//
// Errors: [ErrAllowedExceedsCharge], [ErrAmountOutOfRange], [ErrUnitsOutOfRange],
// [ErrClassUnknown], [ErrNotCoordinating], [ErrPriorExceedsCharge],
// [coverage.ErrPlanInvalid]. All lines are checked, those that
// are denied too.
func Determine(plan coverage.Plan, facts Facts, before Accumulators, lines []Line) ([]LineResult, Accumulators, error) {
	if err := check(&plan, &before); err != nil {
		return nil, before, err
	}
	claimDenial := facts.denial(&plan)
	r := running{plan: &plan, date: facts.ServiceDate, totals: before}
	results := make([]LineResult, len(lines))
	for i, line := range lines {
		class, err := classOf(&plan, line)
		if err != nil {
			return nil, before, err
		}
		denial := claimDenial
		if denial == DenialNone {
			denial = facts.denialOf(class)
		}
		if denial != DenialNone {
			results[i] = LineResult{Charge: line.Charge, Class: line.Class, Denial: denial}
			continue
		}
		met := r.totals
		results[i] = r.determine(line, class)
		if facts.HasPriorPayers {
			results[i].Paid = r.coordinated(line, class, &results[i], met)
		}
	}
	if facts.HasPriorPayers {
		if err := keepPriors(&plan, lines, results); err != nil {
			return nil, before, err
		}
	}
	if !r.totals.isInRange() {
		return nil, before, ErrAmountOutOfRange
	}
	return results, r.totals, nil
}

// Reverse gives back what a claim's results took and returns the accumulators
// as they stand afterwards. serviceDate is the claim's.
//
// A rolling counter gets back what was counted in the window that stands: exactly
// the lines whose service date lies in it, because windows only move forward.
//
// Errors: [ErrGivenBackTwice], [ErrClassUnknown], [coverage.ErrPlanInvalid].
func Reverse(
	plan coverage.Plan, before Accumulators, serviceDate claims.Date, results []LineResult,
) (Accumulators, error) {
	r := running{plan: &plan, date: serviceDate, totals: before}
	for i := range results {
		if results[i].Eligible().IsZero() {
			continue
		}
		if err := r.giveBack(&results[i]); err != nil {
			return before, err
		}
	}
	if !r.totals.isInRange() {
		return before, ErrGivenBackTwice
	}
	return r.totals, nil
}

// check holds a plan and accumulators to what the ledger can carry.
func check(plan *coverage.Plan, before *Accumulators) error {
	if len(plan.Limits) > coverage.MaxLimits {
		return coverage.ErrPlanInvalid
	}
	for _, limit := range [...]coverage.Limit{
		plan.Deductible, plan.FamilyDeductible, plan.OutOfPocketMax, plan.FamilyOutOfPocketMax,
	} {
		if limit.LedgerCents() > money.MaxCents {
			return ErrAmountOutOfRange
		}
	}
	if !before.isInRange() {
		return ErrAmountOutOfRange
	}
	return nil
}

// classOf checks a line and returns its class, or nil for a line that the engine denied.
func classOf(plan *coverage.Plan, line Line) (*coverage.Class, error) {
	switch {
	case !isInRange(line.Charge) || !isInRange(line.Allowed):
		return nil, ErrAmountOutOfRange
	case line.Units < 1 || line.Units > claims.MaxUnits:
		return nil, ErrUnitsOutOfRange
	case line.Charge.Less(line.Allowed):
		return nil, ErrAllowedExceedsCharge
	case line.Class == ClassDenied:
		return nil, nil
	default:
		return classAt(plan, line.Class)
	}
}

// classAt returns a class of the plan.
func classAt(plan *coverage.Plan, position uint8) (*coverage.Class, error) {
	if int(position) >= len(plan.Classes) {
		return nil, ErrClassUnknown
	}
	class := &plan.Classes[position]
	switch {
	case !isInRange(class.Copay) || class.Coinsurance > wholeRate:
		return nil, ErrAmountOutOfRange
	case int(class.LimitA) > len(plan.Limits) || int(class.LimitB) > len(plan.Limits):
		return nil, coverage.ErrPlanInvalid
	default:
		return class, nil
	}
}
