package indexer

import (
	"math/big"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

func projectMoney(rows *store.ChainRows, p placed) {
	switch e := p.event.(type) {
	case chain.PayoutReleased:
		rows.Payouts = append(rows.Payouts, store.ChainPayout{
			At: p.at, Batch: e.Batch, Provider: e.Provider, Kind: store.PayoutReleased, Payee: e.Payee, Cents: e.Cents,
			InterestCents: e.InterestCents, OffsetCents: e.OffsetCents, TokenAmount: e.TokenAmount,
		})
	case chain.PayoutOwed:
		rows.Payouts = append(rows.Payouts, store.ChainPayout{
			At: p.at, Batch: e.Batch, Provider: e.Provider, Plan: e.Plan, Kind: store.PayoutOwed, Cents: e.Cents,
			OwedReason: e.Reason.String(),
		})
	case chain.OwedReleased:
		rows.Payouts = append(rows.Payouts, store.ChainPayout{
			At: p.at, Batch: e.Batch, Provider: e.Provider, Plan: e.Plan, Kind: store.PayoutOwedReleased, Payee: e.Payee,
			Cents: e.Cents, InterestCents: e.InterestCents, TokenAmount: e.TokenAmount,
		})
	case chain.DebtCancelled:
		rows.DebtCancellations = append(rows.DebtCancellations, store.ChainDebtCancellation{
			At: p.at, Batch: e.Batch, Number: e.Number, Provider: e.Provider, Plan: e.Plan, Cents: e.Cents,
		})
	case chain.CapSet:
		row := store.ChainCap{At: p.at, Insurer: e.Insurer, EffectiveAt: e.EffectiveAt}
		if e.DailyCents != chain.NoCap {
			row.Cents = &e.DailyCents
		}
		rows.Caps = append(rows.Caps, row)
	case chain.AboveCapApproved:
		rows.Caps = append(rows.Caps, store.ChainCap{At: p.at, Insurer: e.Insurer, Cents: &e.ExtraCents, Date: e.Date})
	case chain.Deposited:
		move(rows, p.at, e.Insurer, false, e.From, e.TokenAmount)
	case chain.Withdrawn:
		move(rows, p.at, e.Insurer, true, e.To, e.TokenAmount)
	case chain.TokenTransferred:
		rows.Transfers = append(rows.Transfers, store.ChainTransfer{
			At: p.at, Sender: e.From, Recipient: e.To, TokenAmount: e.TokenAmount,
		})
	default:
		projectRecovery(rows, p)
	}
}

func move(
	rows *store.ChainRows, at store.ChainAt, insurer claims.InsurerID, isWithdrawal bool, other chain.Address, amount *big.Int,
) {
	rows.Movements = append(rows.Movements, store.ChainMovement{
		At: at, Insurer: insurer, IsWithdrawal: isWithdrawal, Counterparty: other, TokenAmount: amount,
	})
}

func projectRecovery(rows *store.ChainRows, p placed) {
	switch e := p.event.(type) {
	case chain.RecoveryNoticed:
		rows.Recoveries = append(rows.Recoveries, store.ChainRecovery{
			At: p.at, Number: e.Recovery.Claim, Ordinal: e.Recovery.Ordinal, Provider: e.Provider, Kind: store.RecoveryNoticed,
			Cents: e.Cents, LeftCents: e.Cents, Plan: e.Plan, EffectiveAt: e.EffectiveAt,
		})
	case chain.RecoveryTaken:
		rows.Recoveries = append(rows.Recoveries, store.ChainRecovery{
			At: p.at, Number: e.Recovery.Claim, Ordinal: e.Recovery.Ordinal, Provider: e.Provider, Kind: store.RecoveryTaken,
			Cents: e.Cents, LeftCents: e.LeftCents, TakenBatch: e.Batch.Sequence,
		})
	case chain.RecoveryActivated:
		stepRecovery(rows, p.at, store.RecoveryActivated, e.Recovery, e.Provider, e.Cents)
	case chain.RecoverySuspended:
		stepRecovery(rows, p.at, store.RecoverySuspended, e.Recovery, e.Provider, e.Cents)
	case chain.RecoveryResumed:
		stepRecovery(rows, p.at, store.RecoveryResumed, e.Recovery, e.Provider, e.Cents)
	case chain.RecoveryWaived:
		stepRecovery(rows, p.at, store.RecoveryWaived, e.Recovery, e.Provider, e.Cents)
	}
}

// stepRecovery adds a step at which nothing is taken: cents are what is left.
func stepRecovery(
	rows *store.ChainRows, at store.ChainAt, kind store.RecoveryKind, id chain.RecoveryID, provider claims.ProviderID, cents int64,
) {
	rows.Recoveries = append(rows.Recoveries, store.ChainRecovery{
		At: at, Number: id.Claim, Ordinal: id.Ordinal, Provider: provider, Kind: kind, Cents: cents, LeftCents: cents,
	})
}
