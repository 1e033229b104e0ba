// Package benefits divides what a plan recognises of a charge between the
// patient and the plan:
//
//	allowed → copay → deductible → coinsurance → out-of-pocket cap → paid
//
// The ledger does the same arithmetic; the two agree to the cent. Every line
// that [Determine] gives back balances: copay + deductible + coinsurance + paid
// = allowed, and allowed is not above the charge.
package benefits

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

// ClassDenied is the class of a line that is denied: by a rule, or because the
// plan does not cover its class.
const ClassDenied = 255

// Errors of this package. None of them is a provider's fault.
var (
	// ErrAllowedExceedsCharge is returned when a line recognises more than was charged.
	ErrAllowedExceedsCharge = errs.New(errs.AllowedExceedsCharge, "the allowed amount is above the charge")
	// ErrAmountOutOfRange is returned when an amount is negative or above what the ledger can carry.
	ErrAmountOutOfRange = errs.New(errs.AmountTooLarge, "an amount is out of range")
	// ErrClassUnknown is returned when a line's class is not one of the plan's.
	ErrClassUnknown = errs.New(errs.ClassUnknown, "the plan has no such class")
)

// Accumulators are the running totals of a coverage year and of its family year.
type Accumulators struct {
	Deductible        money.Amount
	OutOfPocket       money.Amount
	FamilyDeductible  money.Amount
	FamilyOutOfPocket money.Amount
	// HasFamily is false for a coverage that stands alone: the family limits do
	// not concern it and the family totals stay as they are.
	HasFamily bool
}

// Line is an adjudicated line as the ledger takes it in.
type Line struct {
	Charge  money.Amount
	Allowed money.Amount
	// Class is a position in the plan's classes, or [ClassDenied].
	Class uint8
}

// LineResult is a line's determination. Copay, deductible and coinsurance are
// the patient's; a denied line has nothing but its charge.
type LineResult struct {
	Charge      money.Amount
	Allowed     money.Amount
	Class       uint8
	Copay       money.Amount
	Deductible  money.Amount
	Coinsurance money.Amount
	Paid        money.Amount
}

// IsDenied reports whether the line was determined at nothing.
func (r LineResult) IsDenied() bool { return r.Class == ClassDenied }

// PatientShare returns copay + deductible + coinsurance: allowed − paid.
func (r LineResult) PatientShare() money.Amount {
	return money.Cents(r.Copay.Cents() + r.Deductible.Cents() + r.Coinsurance.Cents())
}

// Determine divides the lines in their order and returns the results with the
// accumulators as they stand afterwards. Denied lines and lines of a class that
// is not covered give nothing and move nothing.
//
// For each line, in cents:
//   - copay is the class's, at most the allowed amount;
//   - deductible, where the class applies it, is the rest of the allowed amount,
//     at most what is left of the individual and of the family deductible
//     (embedded);
//   - coinsurance is the class's share of what remains, rounded half up;
//   - where the three pass what is left of the individual or the family
//     out-of-pocket maximum, the excess comes off coinsurance first, then
//     deductible, then copay;
//   - paid is the allowed amount less the three.
//
// The accumulators advance by what stands after the cap.
//
// Errors: [ErrAllowedExceedsCharge], [ErrAmountOutOfRange], [ErrClassUnknown].
func Determine(plan coverage.Plan, acc Accumulators, lines []Line) ([]LineResult, Accumulators, error) {
	left, ok := leftOf(&plan, acc)
	if !ok {
		return nil, acc, ErrAmountOutOfRange
	}
	before := left
	results := make([]LineResult, len(lines))
	for i, line := range lines {
		class, err := classOf(&plan, line)
		if err != nil {
			return nil, acc, err
		}
		results[i] = left.divide(line, class)
	}
	return results, acc.advance(before.deductible-left.deductible, before.outOfPocket-left.outOfPocket), nil
}

// DetermineOn is [Determine] on a service date: outside the span of the coverage
// year every line is denied, whatever its class.
//
// Errors: those of [Determine].
func DetermineOn(
	plan coverage.Plan, year claims.Span, date claims.Date, acc Accumulators, lines []Line,
) ([]LineResult, Accumulators, error) {
	if year.Contains(date) {
		return Determine(plan, acc, lines)
	}
	results := make([]LineResult, len(lines))
	for i, line := range lines {
		if !isInRange(line.Charge) {
			return nil, acc, ErrAmountOutOfRange
		}
		results[i] = denied(line)
	}
	return results, acc, nil
}

// classOf checks a line and returns its class, or nil for a line that is denied.
func classOf(plan *coverage.Plan, line Line) (*coverage.Class, error) {
	if !isInRange(line.Charge) || !isInRange(line.Allowed) {
		return nil, ErrAmountOutOfRange
	}
	if line.Charge.Less(line.Allowed) {
		return nil, ErrAllowedExceedsCharge
	}
	if line.Class == ClassDenied {
		return nil, nil
	}
	if int(line.Class) >= len(plan.Classes) {
		return nil, ErrClassUnknown
	}
	class := &plan.Classes[line.Class]
	if !class.IsCovered {
		return nil, nil
	}
	if !isInRange(class.Copay) || class.Coinsurance > wholeRate {
		return nil, ErrAmountOutOfRange
	}
	return class, nil
}

func denied(line Line) LineResult { return LineResult{Charge: line.Charge, Class: ClassDenied} }
