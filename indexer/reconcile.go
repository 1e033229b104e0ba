package indexer

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
)

// ErrUnsettled is returned when the chain was reorganised all the time, so that the read
// model could not be compared with the ledger.
var ErrUnsettled = errors.New("the chain did not stand still long enough")

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

// reconcileTries is how often the comparison starts over because the chain was reorganised.
const reconcileTries = 20

// Reconcile checks what must always hold (DESIGN, section 5): money is conserved,
// what was determined is what was paid and what the token has moved, and every
// accepted claim stands in the chain at most once, where it belongs and as it was
// accepted. The indexer may run meanwhile: all is as of the block where it stood at first.
//
// Errors: [ErrUnsettled], [store.ErrNotFound] when nothing is indexed.
func (x *Indexer) Reconcile(ctx context.Context) (*Report, error) {
	for range reconcileTries {
		r := &reconciliation{Indexer: x}
		err := x.db.InSnapshot(ctx, func(model store.Queries) error { return r.compare(ctx, model) })
		if r.at == (store.ChainPoint{}) {
			return nil, fmt.Errorf("reconciling: %w", err)
		}
		isThere, errAsked := x.isOnChain(ctx, r.at)
		switch {
		case errAsked == nil && !isThere: // what the ledger said is of another block
		case err != nil:
			return nil, fmt.Errorf("reconciling: %w", err)
		case errAsked != nil:
			return nil, fmt.Errorf("reconciling: %w", errAsked)
		default:
			return r.report, nil
		}
		if err := sleep(ctx, x.opts.Poll); err != nil {
			return nil, err
		}
	}
	return nil, ErrUnsettled
}

// reconciliation compares the read model of one instant with the ledger at the block
// where that model stands.
type reconciliation struct {
	*Indexer
	at     store.ChainPoint
	model  store.Queries
	ledger *chain.Contracts
	report *Report
}

func (r *reconciliation) compare(ctx context.Context, model store.Queries) error {
	cursor, err := model.ChainCursor(ctx)
	if err != nil {
		return fmt.Errorf("reading the cursor: %w", err)
	}
	r.at, r.model, r.ledger = cursor.ChainPoint, model, r.contracts.At(cursor.Number)
	r.report = &Report{Block: cursor.Number}
	// The ledger is asked first: a node may keep the state of a block for a minute only,
	// and reading the whole model takes longer where the chain is long.
	for _, part := range []func(context.Context) error{r.insurers, r.token, r.wholeModel, r.claims} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// wholeModel looks for faults in the read model itself.
func (r *reconciliation) wholeModel(ctx context.Context) error {
	faults, err := r.model.ChainFaults(ctx, r.contracts.Deployment().Escrow)
	if err != nil {
		return err
	}
	report := r.report
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

// insurers holds each insurer to four sums:
//
//	deposits      = withdrawals + transfers + balance               in units of the token
//	transfers     = payouts + interest − offset                     in cents, scaled
//	standing paid = payouts + owed − noticed recoveries
//	offset        = what was taken of recoveries
//
// Payouts are without interest and before offsets; owed is what the ledger says,
// and what the events leave of it.
func (r *reconciliation) insurers(ctx context.Context) error {
	sums, err := r.model.InsurerMoney(ctx)
	if err != nil {
		return err
	}
	var paid, transferred int64
	for _, sum := range sums {
		insurer := InsurerReport{InsurerMoney: sum}
		if insurer.Balance, err = r.ledger.EscrowBalance(ctx, sum.Insurer); err != nil {
			return err
		}
		if insurer.OwedOnLedger, err = r.ledger.TotalOwed(ctx, sum.Insurer); err != nil {
			return err
		}
		insurer.check(r.report, r.contracts.TokenAmount)
		paid, transferred = paid+sum.Paid.Cents(), transferred+sum.Transferred().Cents()
		r.report.Insurers = append(r.report.Insurers, insurer)
	}
	r.report.Paid, r.report.Transferred = money.Cents(paid), money.Cents(transferred)
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

// token: what the escrow told is what the token did.
func (r *reconciliation) token(ctx context.Context) (err error) {
	escrow, report := r.contracts.Deployment().Escrow, r.report
	if report.EscrowHolds, err = r.ledger.TokenBalance(ctx, escrow); err != nil {
		return err
	}
	isSolvent, err := r.ledger.IsSolvent(ctx)
	if err != nil {
		return err
	}
	if report.EscrowSent, report.EscrowReceived, err = r.model.TransferTotals(ctx, escrow); err != nil {
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

// claims: every accepted claim is where it belongs, as it was accepted.
func (r *reconciliation) claims(ctx context.Context) (err error) {
	report := r.report
	if report.Claims, err = r.model.ClaimsAgainstChain(ctx); err != nil {
		return err
	}
	c := report.Claims
	report.expect(c.Misplaced == 0, "%d claims were received in another batch or at another position", c.Misplaced)
	report.expect(c.Missing == 0, "%d claims are not in their settled batch", c.Missing)
	report.expect(c.Different == 0, "%d claims stand on the chain with another leaf", c.Different)
	return nil
}
