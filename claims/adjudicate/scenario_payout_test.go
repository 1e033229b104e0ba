package adjudicate_test

import (
	"fmt"
	"testing"

	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/remit"
)

// remitted sums claims as a remittance has them, in cents: what is undone with all its
// amounts negated.
type remitted struct {
	claims                    int
	charge, adjustments, paid int64
}

func (r *remitted) add(sign int64, of *remit.Remittance) {
	if len(of.Lines) == 0 {
		return
	}
	r.claims++
	r.charge += sign * of.Charge.Cents()
	r.paid += sign * of.Paid.Cents()
	for i := range of.Lines {
		for _, adjustment := range of.Lines[i].Adjustments {
			r.adjustments += sign * adjustment.Amount.Cents()
		}
	}
}

// remit adds what was undone and what was made to the next payout. Each claim balances,
// and what the ledger says is due is the difference of what the two remittances pay.
func (s *scenario) remit(t *testing.T, due money.Amount, undone, made *remit.Remittance) {
	t.Helper()
	var change remitted
	change.add(-1, undone)
	change.add(1, made)
	if change.charge-change.adjustments != change.paid || change.paid != due.Cents() {
		t.Fatalf("%s is due for %+v", due, change)
	}
	s.unpaid.add(-1, undone)
	s.unpaid.add(1, made)
}

// payOut writes the equations of a payout:
//
//	charge − Σ adjustments = paid, over the claims
//	payout = Σ paid − offsets
//
// An offset above zero is what is taken off for payments of before; one below zero what
// the claims give back and this payout has not, and later ones will take off. A payout is
// never below zero.
func (s *scenario) payOut() string {
	of, net := s.unpaid, s.unpaid.paid-s.recoverable
	payout := max(net, 0)
	s.recoverable, s.unpaid = payout-net, remitted{}
	return fmt.Sprintf("claims %d: charge %s - adjustments %s = paid %s\npayout %s = paid %s - offsets %s\nto be taken off later %s\n",
		of.claims, money.Cents(of.charge), money.Cents(of.adjustments), money.Cents(of.paid),
		money.Cents(payout), money.Cents(of.paid), money.Cents(of.paid-payout), money.Cents(s.recoverable))
}
