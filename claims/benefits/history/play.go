package history

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
)

// Errors of [Play].
var (
	// ErrLedgersDiffer is returned when two ledgers answer one operation differently,
	// or have different totals after it.
	ErrLedgersDiffer = errors.New("ledgers differ")
	// ErrRuleBroken is returned when an answer breaks a rule that holds of every
	// determination.
	ErrRuleBroken = errors.New("a rule of every determination is broken")
)

// Play runs a case on ledgers side by side, each of them empty and under the
// case's plan. After every operation the answers must be the same to the cent, the
// totals of all coverage years too, and what must hold of every determination
// must hold. A refusal is compared as a refusal, whatever its words.
//
// Errors: [ErrLedgersDiffer], [ErrRuleBroken], with the operation and what was
// answered. A case that a ledger cannot enrol is [ErrEnrolmentInvalid].
func Play(c Case, ledgers ...Ledger) error {
	for _, e := range c.Enrolments {
		for i, ledger := range ledgers {
			if err := ledger.Enrol(e); err != nil {
				return fmt.Errorf("enrolling %+v on ledger %d: %w", e, i, err)
			}
		}
	}
	for i, op := range c.Operations {
		if err := step(c.Enrolments, op, ledgers); err != nil {
			return fmt.Errorf("operation %d, %+v: %w", i, op, err)
		}
	}
	return nil
}

// answer is what a ledger said to an operation, and its totals after it.
type answer struct {
	Outcome
	isRefused bool
	totals    []benefits.Accumulators
}

func step(enrolments []Enrolment, op Operation, ledgers []Ledger) error {
	var first answer
	for i, ledger := range ledgers {
		given, err := ask(enrolments, op, ledger)
		switch {
		case err != nil:
			return err
		case i == 0:
			first = given
		case !reflect.DeepEqual(first, given):
			return fmt.Errorf("%w: ledger 0 says %+v, ledger %d %+v", ErrLedgersDiffer, first, i, given)
		}
	}
	if first.isRefused {
		return nil
	}
	if rule := brokenRule(op.Submission.Lines, first.Outcome); rule != "" {
		return fmt.Errorf("%w: %s: %+v", ErrRuleBroken, rule, first)
	}
	return nil
}

func ask(enrolments []Enrolment, op Operation, ledger Ledger) (answer, error) {
	outcome, err := ledger.Apply(op)
	given := answer{Outcome: outcome, isRefused: err != nil}
	if given.isRefused {
		given.Outcome = Outcome{}
	}
	for _, e := range enrolments {
		totals, err := ledger.Accumulators(e.Year)
		if err != nil {
			return answer{}, err
		}
		given.totals = append(given.totals, totals)
	}
	return given, nil
}

// brokenRule lists what must hold of every answer; it returns the rule that does
// not, or "".
func brokenRule(lines []benefits.Line, outcome Outcome) string {
	if len(outcome.Results) != len(lines) {
		return "every line has a result"
	}
	for i := range lines {
		if rule := brokenByLine(lines[i], outcome.Results[i]); rule != "" {
			return rule
		}
	}
	if outcome.Due.IsNegative() && !outcome.Interest.IsZero() {
		return "nothing is borne by what is recovered"
	}
	return ""
}

// isBare reports whether a result has nothing but charge, class and denial, beside
// what prior payers left.
func isBare(r benefits.LineResult) bool {
	r.IsCoordinated, r.Prior = false, claims.PriorAmounts{}
	return r == benefits.LineResult{Charge: r.Charge, Class: r.Class, Denial: r.Denial}
}

func brokenByLine(line benefits.Line, r benefits.LineResult) string {
	parts := [...]int64{r.Noncovered.Cents(), r.Copay.Cents(), r.Deductible.Cents(), r.Coinsurance.Cents(), r.Benefit().Cents(), r.Paid.Cents()}
	sum := int64(0)
	for _, part := range parts[:len(parts)-1] {
		sum += part
	}
	isLimit := r.Denial == benefits.DenialLimitReached
	isWhollyDenied := r.IsDenied() && !isLimit
	switch {
	case r.Charge != line.Charge || r.Class != line.Class:
		return "charge and class stand"
	case slices.Min(parts[:]) < 0:
		return "nothing is negative"
	case sum != r.Allowed.Cents():
		return "the shares sum to the allowed amount"
	case r.Charge.Less(r.Allowed) || r.Allowed.Less(r.Paid):
		return "paid is not above allowed, nor that above the charge"
	case r.Prior != line.Prior || (!r.IsCoordinated && r.Prior != claims.PriorAmounts{}):
		return "what prior payers left stands"
	case !r.IsCoordinated && r.Paid != r.Benefit():
		return "without prior payers the benefit is paid"
	case r.IsCoordinated && (r.Benefit().Less(r.Paid) || r.Prior.Owed.Less(r.Paid)):
		return "after others no more is paid than the benefit, or than is owed"
	case isWhollyDenied && !isBare(r):
		return "a denied line has nothing but charge and class"
	case !isWhollyDenied && r.Allowed != line.Allowed:
		return "what was allowed stands"
	case isLimit != (r.Eligible().IsZero() && !r.Allowed.IsZero()):
		return "limits are reached where they leave nothing"
	case r.Eligible().IsZero() != (r.Units == 0) || r.Units < 0 || r.Units > line.Units:
		return "units count where something is eligible"
	default:
		return ""
	}
}
