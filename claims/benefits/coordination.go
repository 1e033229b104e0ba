package benefits

import (
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// coordinated returns what the plan pays of a line after others. alone is the line's
// result without other coverage, met the totals before it: deductible, out-of-pocket
// and limits have advanced by alone, and stay.
//
// All payers together pay at most the allowable expense, which the plan's rule
// chooses between its own and others' allowed amount. Of what others left of it,
// unpaid, and of what the patient still owed, the plan pays at most the lesser:
//   - traditional: the benefit;
//   - non-duplication: the benefit, less what others paid;
//   - maintenance of benefits: the benefit with no more than unpaid allowed.
func (r *running) coordinated(line Line, class *coverage.Class, alone *LineResult, met Accumulators) money.Amount {
	unpaid := less(allowable(r.plan.Coordination.Allowable, &line), line.Prior.Paid)
	benefit := alone.Benefit()
	switch r.plan.Coordination.Method {
	case coverage.Traditional:
	case coverage.NonDuplication:
		benefit = less(benefit, line.Prior.Paid)
	case coverage.MaintenanceOfBenefits:
		again := running{plan: r.plan, date: r.date, totals: met}
		line.Allowed = money.Min(line.Allowed, unpaid)
		result := again.determine(line, class)
		benefit = result.Benefit()
	}
	return money.Min(benefit, money.Min(unpaid, line.Prior.Owed))
}

// allowable returns the allowable expense of a line. Prior payers that do not cover it
// do not count.
func allowable(rule coverage.AllowableRule, line *Line) money.Amount {
	own, prior := line.Allowed, line.Prior.Allowed
	isLess := prior.Less(own)
	switch {
	case prior.IsZero(), rule == coverage.HigherAllowed && isLess, rule == coverage.LowerAllowed && !isLess:
		return own
	default:
		return prior
	}
}

// less returns what is left of an amount, at least nothing.
func less(amount, taken money.Amount) money.Amount {
	return money.Cents(max(0, amount.Cents()-taken.Cents()))
}

// keepPriors checks how prior payers left the lines, and notes it in the results.
//
// Errors: [ErrNotCoordinating], [ErrAmountOutOfRange], [ErrPriorExceedsCharge].
func keepPriors(plan *coverage.Plan, lines []Line, results []LineResult) error {
	if plan.Coordination.IsZero() {
		return ErrNotCoordinating
	}
	for i := range lines {
		prior := lines[i].Prior
		if !isInRange(prior.Paid) || !isInRange(prior.Owed) || !isInRange(prior.Allowed) {
			return ErrAmountOutOfRange
		}
		if lines[i].Charge.Cents() < prior.Paid.Cents()+prior.Owed.Cents() {
			return ErrPriorExceedsCharge
		}
		results[i].IsCoordinated, results[i].Prior = true, prior
	}
	return nil
}
