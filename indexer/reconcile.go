package indexer

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
)

// ErrUnsettled is returned when the read model moved all the time, so that it
// could not be compared with the ledger.
var ErrUnsettled = errors.New("the read model did not stand still long enough")

// Report compares the read model with the ledger, the token and the accepted
// claims, all as of one block. As JSON its amounts of money are in minor units and
// those of the token in its own.
type Report struct {
	Block uint64 `json:"block"`
	// Faults say in a sentence each what does not hold. None is what is wanted.
	Faults   []string                 `json:"faults"`
	Insurers []InsurerReport          `json:"insurers"`
	Claims   store.ClaimsAgainstChain `json:"claims"`
	// Paid is what all determinations that stand pay, Transferred what left the escrow
	// for providers, by its events: Paid + interest − what is owed + what is still to be
	// recovered.
	Paid        money.Amount `json:"determined_paid_cents"`
	Transferred money.Amount `json:"transferred_cents"`
	// Token amounts: what the token says that the escrow received and sent, and what it holds.
	EscrowReceived *big.Int `json:"escrow_received_token_units"`
	EscrowSent     *big.Int `json:"escrow_sent_token_units"`
	EscrowHolds    *big.Int `json:"escrow_balance_token_units"`
}

// InsurerReport is one insurer's money.
type InsurerReport struct {
	store.InsurerMoney
	Balance *big.Int `json:"escrow_balance_token_units"` // in escrow by the ledger, in units of the token
	// OwedOnLedger is what the ledger says that is owed, without interest.
	OwedOnLedger money.Amount `json:"owed_on_ledger_cents"`
}

// IsSound reports whether everything holds.
func (r *Report) IsSound() bool { return len(r.Faults) == 0 }

func (r *Report) expect(holds bool, format string, args ...any) {
	if !holds {
		r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
	}
}

// reconcileTries is how often the comparison starts over because the read model moved.
const reconcileTries = 20

// Reconcile checks what must always hold (DESIGN, section 5): money is conserved,
// what was determined is what was paid and what the token has moved, and every
// accepted claim stands in the chain at most once, where it belongs and as it was
// accepted. The indexer may run meanwhile.
//
// Errors: [ErrUnsettled], [store.ErrNotFound] when nothing is indexed.
func (x *Indexer) Reconcile(ctx context.Context) (*Report, error) {
	for range reconcileTries {
		before, err := x.db.ChainCursor(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading the cursor: %w", err)
		}
		report, err := x.reconcileAt(ctx, before.Number)
		if err != nil {
			return nil, err
		}
		after, err := x.db.ChainCursor(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading the cursor: %w", err)
		}
		if before.ChainPoint == after.ChainPoint {
			return report, nil
		}
	}
	return nil, ErrUnsettled
}

func (x *Indexer) reconcileAt(ctx context.Context, block uint64) (*Report, error) {
	report := &Report{Block: block}
	for _, part := range []func(context.Context, *Report) error{
		x.reconcileModel, x.reconcileInsurers, x.reconcileToken, x.reconcileClaims,
	} {
		if err := part(ctx, report); err != nil {
			return nil, fmt.Errorf("reconciling: %w", err)
		}
	}
	return report, nil
}

// reconcileModel looks for faults in the read model itself.
func (x *Indexer) reconcileModel(ctx context.Context, report *Report) error {
	faults, err := x.db.ChainFaults(ctx, x.contracts.Deployment().Escrow)
	if err != nil {
		return err
	}
	report.expect(faults.Gaps == 0, "the journal has %d gaps", faults.Gaps)
	report.expect(faults.FalseRoots == 0, "%d determination roots are not what the ledger says", faults.FalseRoots)
	report.expect(faults.Unpaid == 0, "%d sums of providers are not what their determinations and reversals give", faults.Unpaid)
	report.expect(faults.InterestAtOdds == 0, "%d sums of interest are not those of their determinations", faults.InterestAtOdds)
	report.expect(faults.DebtsAtOdds == 0, "%d debts were released or cancelled beyond what was owed", faults.DebtsAtOdds)
	report.expect(faults.RecoveriesAtOdds == 0, "%d recoveries are not what was noticed less what was taken", faults.RecoveriesAtOdds)
	report.expect(faults.ReversalsAtOdds == 0, "%d reversals are not of what was determined", faults.ReversalsAtOdds)
	report.expect(faults.PayeesAtOdds == 0, "%d accounts were sent something else than their payouts", faults.PayeesAtOdds)
	report.expect(faults.Repeated == 0, "%d claims have two determinations that stand", faults.Repeated)
	return nil
}

// reconcileInsurers holds each insurer to four sums:
//
//	deposits      = withdrawals + transfers + balance               in units of the token
//	transfers     = payouts + interest − offset                     in cents, scaled
//	standing paid = payouts + owed − noticed recoveries
//	offset        = what was taken of recoveries
//
// Payouts are without interest and before offsets; owed is what the ledger says,
// and what the events leave of it.
func (x *Indexer) reconcileInsurers(ctx context.Context, report *Report) error {
	sums, err := x.db.InsurerMoney(ctx)
	if err != nil {
		return err
	}
	ledger := x.contracts.At(report.Block)
	var paid, transferred int64
	for _, sum := range sums {
		insurer := InsurerReport{InsurerMoney: sum}
		if insurer.Balance, err = ledger.EscrowBalance(ctx, sum.Insurer); err != nil {
			return err
		}
		if insurer.OwedOnLedger, err = ledger.TotalOwed(ctx, sum.Insurer); err != nil {
			return err
		}
		insurer.check(report, x.contracts.TokenAmount)
		paid, transferred = paid+sum.Paid.Cents(), transferred+sum.Transferred().Cents()
		report.Insurers = append(report.Insurers, insurer)
	}
	report.Paid, report.Transferred = money.Cents(paid), money.Cents(transferred)
	return nil
}

func (i *InsurerReport) check(report *Report, inToken func(cents int64) *big.Int) {
	left := new(big.Int).Sub(i.Deposited, i.Withdrawn)
	left.Sub(left, i.PaidOut)
	report.expect(left.Cmp(i.Balance) == 0,
		"insurer %d: deposits less withdrawals and payouts are %s, the ledger has %s", i.Insurer, left, i.Balance)
	report.expect(inToken(i.Transferred().Cents()).Cmp(i.PaidOut) == 0,
		"insurer %d: payouts %s with interest %s less offsets %s are not %s units of the token",
		i.Insurer, i.Payouts, i.Interest, i.Offset, i.PaidOut)
	report.expect(i.Paid.Cents() == i.Payouts.Cents()+i.Owed.Cents()-i.Noticed.Cents(),
		"insurer %d: determinations that stand pay %s, but %s was paid out, %s is owed and %s to be recovered",
		i.Insurer, i.Paid, i.Payouts, i.Owed, i.Noticed)
	report.expect(i.Offset == i.Taken,
		"insurer %d: %s was taken off payouts, %s of recoveries", i.Insurer, i.Offset, i.Taken)
	report.expect(i.Owed == i.OwedOnLedger,
		"insurer %d: %s is owed by its events, %s by the ledger", i.Insurer, i.Owed, i.OwedOnLedger)
}

// reconcileToken: what the escrow told is what the token did.
func (x *Indexer) reconcileToken(ctx context.Context, report *Report) (err error) {
	escrow := x.contracts.Deployment().Escrow
	ledger := x.contracts.At(report.Block)
	if report.EscrowSent, report.EscrowReceived, err = x.db.TransferTotals(ctx, escrow); err != nil {
		return err
	}
	if report.EscrowHolds, err = ledger.TokenBalance(ctx, escrow); err != nil {
		return err
	}
	isSolvent, err := ledger.IsSolvent(ctx)
	if err != nil {
		return err
	}
	told, balances := new(big.Int), new(big.Int)
	deposited := new(big.Int)
	for i := range report.Insurers {
		insurer := &report.Insurers[i]
		told.Add(told, insurer.PaidOut)
		told.Add(told, insurer.Withdrawn)
		deposited.Add(deposited, insurer.Deposited)
		balances.Add(balances, insurer.Balance)
	}
	held := new(big.Int).Sub(report.EscrowReceived, report.EscrowSent)
	report.expect(isSolvent, "the escrow's tokens do not cover the insurers' balances")
	report.expect(told.Cmp(report.EscrowSent) == 0,
		"payouts and withdrawals are %s, the token sent %s", told, report.EscrowSent)
	// Anybody may send tokens to the escrow without a deposit: more is no fault.
	report.expect(deposited.Cmp(report.EscrowReceived) <= 0,
		"deposits are %s, the token received %s", deposited, report.EscrowReceived)
	report.expect(held.Cmp(report.EscrowHolds) == 0,
		"the escrow received %s more than it sent, and holds %s", held, report.EscrowHolds)
	report.expect(balances.Cmp(report.EscrowHolds) <= 0,
		"the insurers' balances are %s, the escrow holds %s", balances, report.EscrowHolds)
	return nil
}

// reconcileClaims: every accepted claim is where it belongs, as it was accepted.
func (x *Indexer) reconcileClaims(ctx context.Context, report *Report) (err error) {
	if report.Claims, err = x.db.ClaimsAgainstChain(ctx); err != nil {
		return err
	}
	c := report.Claims
	report.expect(c.Misplaced == 0, "%d claims were received in another batch or at another position", c.Misplaced)
	report.expect(c.Missing == 0, "%d claims are not in their settled batch", c.Missing)
	report.expect(c.Different == 0, "%d claims stand on the chain with another leaf", c.Different)
	return nil
}
