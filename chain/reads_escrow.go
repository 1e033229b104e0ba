package chain

import (
	"context"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Debt is what an insurer owes for a batch, provider and plan.
type Debt struct {
	Owed     money.Amount
	Interest money.Amount // if it were released now
	// ReceivedAt is when interest begins to count, the zero Time when nothing is owed.
	ReceivedAt time.Time
}

// Recovery is an overpayment that a provider is to give back.
type Recovery struct {
	Provider    claims.ProviderID
	Left        money.Amount // to be taken
	EffectiveAt time.Time    // not activated before
	Status      RecoveryStatus
}

// Cap is an insurer's bound on the payouts of a day, as it stands now.
type Cap struct {
	DailyCents uint64 // [NoCap] for none
	ExtraCents uint64 // approved above it for today
	PaidCents  uint64 // today
	// PendingCents hold from PendingAt on, which is the zero Time when no other cap is pending.
	PendingCents uint64
	PendingAt    time.Time
}

// EscrowBalance returns what an insurer has in escrow, owed sums included, in
// units of the token.
func (c *Contracts) EscrowBalance(ctx context.Context, insurer claims.InsurerID) (*big.Int, error) {
	return read(ctx, c, c.deployment.Escrow, c.escrow.PackBalanceOf(uint32(insurer)), c.escrow.UnpackBalanceOf)
}

// EscrowFree returns what of it is not reserved for debts and their interest, in
// units of the token.
func (c *Contracts) EscrowFree(ctx context.Context, insurer claims.InsurerID) (*big.Int, error) {
	return read(ctx, c, c.deployment.Escrow, c.escrow.PackFreeOf(uint32(insurer)), c.escrow.UnpackFreeOf)
}

// Owed returns what an insurer owes for a batch, provider and plan.
func (c *Contracts) Owed(ctx context.Context, batch claims.BatchID, provider claims.ProviderID, plan claims.PlanID) (Debt, error) {
	data := c.escrow.PackOwedOf(uint32(batch.Insurer), batch.Sequence, uint32(provider), uint32(plan))
	owed, err := read(ctx, c, c.deployment.Escrow, data, c.escrow.UnpackOwedOf)
	if err != nil {
		return Debt{}, err
	}
	var f fields
	debt := Debt{Owed: money.Cents(f.cents(owed.Debt.Cents)), Interest: f.amount(owed.InterestCents)}
	if owed.Debt.ReceivedAt != 0 {
		debt.ReceivedAt = f.instant(owed.Debt.ReceivedAt)
	}
	return debt, f.err
}

// TotalOwed returns what an insurer owes all providers, without interest.
func (c *Contracts) TotalOwed(ctx context.Context, insurer claims.InsurerID) (money.Amount, error) {
	owed, err := read(ctx, c, c.deployment.Escrow, c.escrow.PackTotalOwedOf(uint32(insurer)), c.escrow.UnpackTotalOwedOf)
	if err != nil {
		return money.Amount{}, err
	}
	var f fields
	return f.amount(owed), f.err
}

// RecoveryOf returns a recovery, the zero Recovery when it is unknown.
func (c *Contracts) RecoveryOf(ctx context.Context, id RecoveryID) (Recovery, error) {
	raw, err := read(ctx, c, c.deployment.Escrow, c.escrow.PackRecoveryOf(id.packed()), c.escrow.UnpackRecoveryOf)
	if err != nil || raw.Status == uint8(RecoveryNone) {
		return Recovery{}, err
	}
	var f fields
	return Recovery{
		Provider: claims.ProviderID(raw.Provider), Left: money.Cents(f.cents(raw.Cents)), EffectiveAt: f.instant(raw.EffectiveAt),
		Status: RecoveryStatus(raw.Status),
	}, f.err
}

// OffsetOf returns what is to be taken off a provider's next payouts from an
// insurer, and the recoveries that it is made of.
func (c *Contracts) OffsetOf(ctx context.Context, insurer claims.InsurerID, provider claims.ProviderID) (money.Amount, []RecoveryID, error) {
	data := c.escrow.PackOffsetOf(uint32(insurer), uint32(provider))
	raw, err := read(ctx, c, c.deployment.Escrow, data, c.escrow.UnpackOffsetOf)
	if err != nil {
		return money.Amount{}, nil, err
	}
	var f fields
	recoveries := make([]RecoveryID, len(raw.Recoveries))
	for i, packed := range raw.Recoveries {
		recoveries[i] = f.recovery(packed)
	}
	return f.amount(raw.Cents), recoveries, f.err
}

// CapOf returns an insurer's cap as it stands now.
func (c *Contracts) CapOf(ctx context.Context, insurer claims.InsurerID) (Cap, error) {
	raw, err := read(ctx, c, c.deployment.Escrow, c.escrow.PackCapOf(uint32(insurer)), c.escrow.UnpackCapOf)
	if err != nil {
		return Cap{}, err
	}
	var f fields
	status := Cap{
		DailyCents: raw.DailyCents, ExtraCents: raw.ExtraCents, PaidCents: raw.PaidCents, PendingCents: raw.PendingCents,
	}
	if raw.PendingAt != 0 {
		status.PendingAt = f.instant(raw.PendingAt)
	}
	return status, f.err
}

// IsSolvent reports whether the escrow's tokens cover every insurer's balance.
func (c *Contracts) IsSolvent(ctx context.Context) (bool, error) {
	return read(ctx, c, c.deployment.Escrow, c.escrow.PackIsSolvent(), c.escrow.UnpackIsSolvent)
}

// TokenBalance returns the settlement tokens of an account, in units of the token.
func (c *Contracts) TokenBalance(ctx context.Context, account Address) (*big.Int, error) {
	return read(ctx, c, c.deployment.Token, c.token.PackBalanceOf(common.Address(account)), c.token.UnpackBalanceOf)
}
