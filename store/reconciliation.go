package store

import (
	"context"
	"math/big"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
)

// ChainFaults counts what may never be in the read model of the chain.
type ChainFaults struct {
	Gaps       int64 // see [Queries.ChainGaps]
	FalseRoots int64 // roots that are not what the ledger says
	// UnreadRoots is not a fault: roots that could not be computed again.
	UnreadRoots int64
	// Unpaid are sums of providers in a transaction that its determinations and
	// reversals do not give.
	Unpaid int64
	// InterestAtOdds are sums of interest that the determinations do not give.
	InterestAtOdds int64
	// DebtsAtOdds are debts of which more was released or cancelled than was owed.
	DebtsAtOdds int64
	// RecoveriesAtOdds are recoveries of which something else was taken than their
	// payouts tell, or than they have left.
	RecoveriesAtOdds int64
	// ReversalsAtOdds are reversals of what was not determined so.
	ReversalsAtOdds int64
	// PayeesAtOdds are accounts that the escrow sent something else than it told.
	PayeesAtOdds int64
	// Repeated are claims of which two determinations stand.
	Repeated int64
}

// InsurerMoney is what the chain's events say of an insurer's escrow.
type InsurerMoney struct {
	Insurer   claims.InsurerID `json:"insurer"`
	Deposited *big.Int         `json:"deposited_token_units"` // in units of the token, as the two below
	Withdrawn *big.Int         `json:"withdrawn_token_units"`
	PaidOut   *big.Int         `json:"paid_out_token_units"`
	// Paid is what the determinations that stand pay: Payouts + Owed − Noticed.
	Paid money.Amount `json:"determined_paid_cents"`
	// Payouts is what was released of that, at once or later, without interest and
	// before recoveries were taken off.
	Payouts money.Amount `json:"payouts_cents"`
	// Interest is what was paid beside it.
	Interest money.Amount `json:"interest_cents"`
	// Owed is what was not released, and is owed still.
	Owed money.Amount `json:"owed_cents"`
	// Noticed is what was released and is to be recovered, Taken what was taken of it
	// off later payouts, and Offset the same as those payouts tell it.
	Noticed money.Amount `json:"recoveries_noticed_cents"`
	Taken   money.Amount `json:"recoveries_taken_cents"`
	Offset  money.Amount `json:"payouts_offset_cents"`
}

// Transferred is what left the escrow for providers: Payouts + Interest − Offset.
func (m *InsurerMoney) Transferred() money.Amount {
	return money.Cents(m.Payouts.Cents() + m.Interest.Cents() - m.Offset.Cents())
}

// ClaimsAgainstChain counts accepted claims whose submission has a batch, and how
// many of them are not on the chain as they were accepted.
type ClaimsAgainstChain struct {
	Batched    int64 `json:"batched"`
	Received   int64 `json:"received"` // of those batched
	Determined int64 `json:"determined"`
	// Misplaced claims are in another batch or at another position, Missing ones
	// are not in their settled batch, Different ones have another leaf there.
	Misplaced int64 `json:"misplaced"`
	Missing   int64 `json:"missing"`
	Different int64 `json:"different"`
}

// ChainFaults looks for what may never be. It reads the whole model.
func (q Queries) ChainFaults(ctx context.Context, escrow [20]byte) (ChainFaults, error) {
	row, err := q.q.ChainFaults(ctx)
	if err != nil {
		return ChainFaults{}, faultOf(err)
	}
	gaps, err := q.ChainGaps(ctx)
	if err != nil {
		return ChainFaults{}, err
	}
	faults := ChainFaults{Gaps: int64(len(gaps)), FalseRoots: row.FalseRoots, UnreadRoots: row.UnreadRoots}
	for _, count := range []struct {
		into *int64
		from func(context.Context) (int64, error)
	}{
		{&faults.Unpaid, q.q.UnpaidDeterminations},
		{&faults.InterestAtOdds, q.q.InterestAtOdds},
		{&faults.DebtsAtOdds, q.q.DebtsAtOdds},
		{&faults.RecoveriesAtOdds, q.q.RecoveriesAtOdds},
		{&faults.ReversalsAtOdds, q.q.ReversalsAtOdds},
		{&faults.Repeated, q.q.RepeatedDeterminations},
	} {
		if *count.into, err = count.from(ctx); err != nil {
			return ChainFaults{}, faultOf(err)
		}
	}
	faults.PayeesAtOdds, err = q.q.PayeesAtOdds(ctx, escrow[:])
	return faults, faultOf(err)
}

// InsurerMoney returns the sums of each insurer that is on the chain.
func (q Queries) InsurerMoney(ctx context.Context) ([]InsurerMoney, error) {
	rows, err := q.q.InsurerMoney(ctx)
	if err != nil {
		return nil, faultOf(err)
	}
	sums := make([]InsurerMoney, len(rows))
	for i, row := range rows {
		sums[i] = InsurerMoney{
			Insurer: claims.InsurerID(row.InsurerID), Deposited: bigOf(row.Deposited), Withdrawn: bigOf(row.Withdrawn),
			PaidOut: bigOf(row.PaidOut), Paid: money.Cents(row.PaidCents), Payouts: money.Cents(row.PayoutCents),
			Interest: money.Cents(row.InterestCents), Owed: money.Cents(row.OwedCents), Noticed: money.Cents(row.NoticedCents),
			Taken: money.Cents(row.TakenCents), Offset: money.Cents(row.OffsetCents),
		}
	}
	return sums, nil
}

// TransferTotals returns what the token says that the escrow sent and received.
func (q Queries) TransferTotals(ctx context.Context, escrow [20]byte) (sent, received *big.Int, err error) {
	row, err := q.q.TransferTotals(ctx, escrow[:])
	if err != nil {
		return nil, nil, faultOf(err)
	}
	return bigOf(row.Sent), bigOf(row.Received), nil
}

// ClaimsAgainstChain compares the accepted claims with the read model of the chain.
func (q Queries) ClaimsAgainstChain(ctx context.Context) (ClaimsAgainstChain, error) {
	row, err := q.q.ClaimsAgainstChain(ctx)
	if err != nil {
		return ClaimsAgainstChain{}, faultOf(err)
	}
	return ClaimsAgainstChain(row), nil
}
