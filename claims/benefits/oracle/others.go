package oracle

import (
	"math/big"

	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// afterOthers determines a line, and what the plan pays of it after prior payers: the
// least of what its method gives, what the patient still owed, and what was left of
// the expense that all payers recognise together.
func (v *view) afterOthers(s *history.Submission, line benefits.Line) benefits.LineResult {
	result := v.line(s, line)
	if !s.HasPriorPayers {
		return result
	}
	settings := v.ledger.plan.Coordination
	left := new(big.Int).Sub(expense(settings.Allowable, line), cents(line.Prior.Paid))
	bounds := []*big.Int{cents(line.Prior.Owed), left}
	switch settings.Method {
	case coverage.Traditional:
		bounds = append(bounds, cents(result.Paid))
	case coverage.NonDuplication:
		bounds = append(bounds, new(big.Int).Sub(cents(result.Paid), cents(line.Prior.Paid)))
	case coverage.MaintenanceOfBenefits:
		less := line // the history does not know of the line yet: it can be asked twice
		if left.Cmp(cents(line.Allowed)) < 0 {
			less.Allowed = amount(atLeastNothing(left))
		}
		again := v.line(s, less)
		bounds = append(bounds, cents(again.Paid))
	}
	lowest := bounds[0]
	for _, bound := range bounds {
		if bound.Cmp(lowest) < 0 {
			lowest = bound
		}
	}
	result.Paid = amount(atLeastNothing(lowest))
	result.IsCoordinated, result.Prior = true, line.Prior
	return result
}

// expense is what all payers together recognise of a line.
func expense(rule coverage.AllowableRule, line benefits.Line) *big.Int {
	amounts := map[coverage.AllowableRule]*big.Int{coverage.HigherAllowed: cents(line.Allowed), coverage.LowerAllowed: cents(line.Allowed)}
	if others := cents(line.Prior.Allowed); others.Sign() > 0 {
		amounts[coverage.PrimaryAllowed] = others
		if others.Cmp(cents(line.Allowed)) > 0 {
			amounts[coverage.HigherAllowed] = others
		} else {
			amounts[coverage.LowerAllowed] = others
		}
	} else {
		amounts[coverage.PrimaryAllowed] = cents(line.Allowed)
	}
	return amounts[rule]
}

func atLeastNothing(n *big.Int) *big.Int {
	if n.Sign() < 0 {
		return new(big.Int)
	}
	return n
}

// mismatch says why a claim cannot be paid after others, or nil.
func (l *Ledger) mismatch(s *history.Submission) error {
	if !s.HasPriorPayers {
		return nil
	}
	if l.plan.Coordination == (coverage.Coordination{}) {
		return benefits.ErrNotCoordinating
	}
	for _, line := range s.Lines {
		for _, part := range []*big.Int{cents(line.Prior.Paid), cents(line.Prior.Owed), cents(line.Prior.Allowed)} {
			if part.Sign() < 0 || part.BitLen() > 36 {
				return benefits.ErrAmountOutOfRange
			}
		}
		if new(big.Int).Add(cents(line.Prior.Paid), cents(line.Prior.Owed)).Cmp(cents(line.Charge)) > 0 {
			return benefits.ErrPriorExceedsCharge
		}
	}
	return nil
}
