package cob

import (
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Explain divides the charge of a line of a claim with prior payers as the ledger
// determined it: as [Determine] does, from what the ledger says of the line. Its paid
// amount is the ledger's, so that what does not follow from the settings does not come
// to the charge.
//
// Of maintenance of benefits the ledger keeps the cost share as if there were no other
// coverage. What the patient owes of it here follows in the order in which it is taken:
// copay, deductible, coinsurance.
func Explain(settings coverage.Coordination, line benefits.LineResult, isBalanceBilled bool) Result {
	alone, prior := line, line.Prior
	alone.Paid = line.Benefit()
	s := sharing{
		Left:     Left{Paid: prior.Paid, Owed: prior.Owed, Highest: prior.Allowed, Lowest: prior.Allowed, First: prior.Allowed},
		settings: settings, alone: alone, counted: alone,
	}
	if settings.Method == coverage.MaintenanceOfBenefits && !s.isDenied() {
		s.counted = s.maintainedShares(line.Paid)
	}
	r := s.result()
	r.Paid, r.IsBalanceBilled = line.Paid, isBalanceBilled
	return r
}

// maintainedShares divides what is recognised and not paid.
func (s *sharing) maintainedShares(paid money.Amount) benefits.LineResult {
	counted := s.alone
	counted.Paid = paid
	rest := min(s.Owed.Cents(), s.unpaid()) - paid.Cents()
	for _, share := range [...]*money.Amount{&counted.Copay, &counted.Deductible, &counted.Coinsurance} {
		*share = money.Cents(min(share.Cents(), max(rest, 0)))
		rest -= share.Cents()
	}
	return counted
}
