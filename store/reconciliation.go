package store

import (
	"context"
	"math/big"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
)

// ChainFaults counts what may never be in the read model of the chain.
type ChainFaults struct {
	Gaps       int64 // blocks that are missing
	Unlinked   int64 // blocks whose parent is another than the one before
	FalseRoots int64 // roots that are not what the ledger says
	// UnreadRoots is not a fault: roots that could not be computed again.
	UnreadRoots int64
	// Unpaid are sums of providers in a transaction that its determinations do not give.
	Unpaid int64
	// PayeesAtOdds are accounts that the escrow sent something else than it told.
	PayeesAtOdds int64
	// Repeated are claims that were determined twice.
	Repeated int64
}

// InsurerMoney is what the chain's events say of an insurer's escrow.
type InsurerMoney struct {
	Insurer   claims.InsurerID
	Deposited *big.Int // in units of the token, as the two below
	Withdrawn *big.Int
	PaidOut   *big.Int
	// Paid is what the determinations pay, Due what the escrow was told to pay,
	// Transferred what it has transferred of that.
	Paid        money.Amount
	Due         money.Amount
	Transferred money.Amount
}

// ClaimsAgainstChain counts accepted claims whose submission has a batch, and how
// many of them are not on the chain as they were accepted.
type ClaimsAgainstChain struct {
	Batched    int64
	Received   int64 // of those batched
	Determined int64
	// Misplaced claims are in another batch or at another position, Missing ones
	// are not in their settled batch, Different ones have another leaf there.
	Misplaced int64
	Missing   int64
	Different int64
}

// ChainFaults looks for what may never be. It reads the whole model.
func (q Queries) ChainFaults(ctx context.Context, escrow [20]byte) (ChainFaults, error) {
	row, err := q.q.ChainFaults(ctx)
	if err != nil {
		return ChainFaults{}, faultOf(err)
	}
	faults := ChainFaults{Gaps: row.Gaps, Unlinked: row.Unlinked, FalseRoots: row.FalseRoots, UnreadRoots: row.UnreadRoots}
	if faults.Unpaid, err = q.q.UnpaidDeterminations(ctx); err != nil {
		return ChainFaults{}, faultOf(err)
	}
	if faults.PayeesAtOdds, err = q.q.PayeesAtOdds(ctx, escrow[:]); err != nil {
		return ChainFaults{}, faultOf(err)
	}
	faults.Repeated, err = q.q.RepeatedDeterminations(ctx)
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
			PaidOut: bigOf(row.PaidOut), Paid: money.Cents(row.PaidCents), Due: money.Cents(row.DueCents),
			Transferred: money.Cents(row.PaidOutCents),
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
