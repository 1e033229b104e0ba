package chain

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Batch is a receipt batch as the ledger keeps it.
type Batch struct {
	// Root is the receipt root, and after the settlement the determination root.
	Root       commitment.Hash
	ReceivedAt time.Time
	Count      uint16
	IsSettled  bool
}

// CoverageYear is what the ledger keeps of a coverage in one benefit year.
type CoverageYear struct {
	Plan        claims.PlanID
	Span        claims.Span
	Family      claims.FamilyYearID
	Deductible  money.Amount // posted so far
	OutOfPocket money.Amount // posted so far
}

// read makes a view call and unpacks its answer.
func read[T any](ctx context.Context, c *Contracts, to Address, data []byte, unpack func([]byte) (T, error)) (T, error) {
	var none T
	answer, err := c.view(ctx, to, data)
	if err != nil {
		return none, err
	}
	value, err := unpack(answer)
	if err != nil {
		return none, fmt.Errorf("reading a contract's answer: %w", err)
	}
	return value, nil
}

// EscrowBalance returns what an insurer has in escrow, owed sums included, in
// units of the token.
func (c *Contracts) EscrowBalance(ctx context.Context, insurer claims.InsurerID) (*big.Int, error) {
	return read(ctx, c, c.deployment.Escrow, c.escrow.PackBalanceOf(uint32(insurer)), c.escrow.UnpackBalanceOf)
}

// Owed returns what an insurer owes a provider.
func (c *Contracts) Owed(ctx context.Context, insurer claims.InsurerID, provider claims.ProviderID) (money.Amount, error) {
	owed, err := read(ctx, c, c.deployment.Escrow, c.escrow.PackOwedOf(uint32(insurer), uint32(provider)), c.escrow.UnpackOwedOf)
	return centsOf(owed, err)
}

// TotalOwed returns what an insurer owes all providers.
func (c *Contracts) TotalOwed(ctx context.Context, insurer claims.InsurerID) (money.Amount, error) {
	owed, err := read(ctx, c, c.deployment.Escrow, c.escrow.PackTotalOwedOf(uint32(insurer)), c.escrow.UnpackTotalOwedOf)
	return centsOf(owed, err)
}

func centsOf(cents *big.Int, err error) (money.Amount, error) {
	if err != nil {
		return money.Amount{}, err
	}
	if !cents.IsInt64() {
		return money.Amount{}, money.ErrOverflow
	}
	return money.Cents(cents.Int64()), nil
}

// IsSolvent reports whether the escrow's tokens cover every insurer's balance.
func (c *Contracts) IsSolvent(ctx context.Context) (bool, error) {
	return read(ctx, c, c.deployment.Escrow, c.escrow.PackIsSolvent(), c.escrow.UnpackIsSolvent)
}

// TokenBalance returns the settlement tokens of an account, in units of the token.
func (c *Contracts) TokenBalance(ctx context.Context, account Address) (*big.Int, error) {
	return read(ctx, c, c.deployment.Token, c.token.PackBalanceOf(common.Address(account)), c.token.UnpackBalanceOf)
}

func (c *Contracts) tokenUnitsPerCent(ctx context.Context) (*big.Int, error) {
	return read(ctx, c, c.deployment.Escrow, c.escrow.PackTokenUnitsPerCent(), c.escrow.UnpackTokenUnitsPerCent)
}

// LastBatch returns the sequence of an insurer's last batch, 0 for none.
func (c *Contracts) LastBatch(ctx context.Context, insurer claims.InsurerID) (uint32, error) {
	return read(ctx, c, c.deployment.Ledger, c.ledger.PackLastBatchOf(uint32(insurer)), c.ledger.UnpackLastBatchOf)
}

// LastSubmission returns the sequence of a provider's last submission to an
// insurer, 0 for none.
func (c *Contracts) LastSubmission(ctx context.Context, insurer claims.InsurerID, provider claims.ProviderID) (uint64, error) {
	data := c.ledger.PackLastSubmissionOf(uint32(insurer), uint32(provider))
	return read(ctx, c, c.deployment.Ledger, data, c.ledger.UnpackLastSubmissionOf)
}

// BatchOf returns a batch, the zero Batch when it was not received.
func (c *Contracts) BatchOf(ctx context.Context, id claims.BatchID) (Batch, error) {
	data := c.ledger.PackBatchOf(uint32(id.Insurer), id.Sequence)
	batch, err := read(ctx, c, c.deployment.Ledger, data, c.ledger.UnpackBatchOf)
	if err != nil || batch.ReceivedAt == 0 {
		return Batch{}, err
	}
	return Batch{
		Root: batch.Root, ReceivedAt: time.Unix(int64(batch.ReceivedAt), 0).UTC(), Count: batch.Count, IsSettled: batch.IsSettled,
	}, nil
}

// IsDecided reports whether a claim has a determination.
func (c *Contracts) IsDecided(ctx context.Context, number claims.Number) (bool, error) {
	data := c.ledger.PackIsDecided(uint32(number.Batch.Insurer), number.Batch.Sequence, number.Index)
	return read(ctx, c, c.deployment.Ledger, data, c.ledger.UnpackIsDecided)
}

// CoverageYear returns a coverage in one benefit year.
//
// Errors: [ErrCoverageYearNotFound].
func (c *Contracts) CoverageYear(ctx context.Context, insurer claims.InsurerID, id claims.CoverageYearID) (CoverageYear, error) {
	data := c.coverages.PackCoverageYearOf(uint32(insurer), uint64(id))
	year, err := read(ctx, c, c.deployment.Coverages, data, c.coverages.UnpackCoverageYearOf)
	if err != nil {
		return CoverageYear{}, err
	}
	return CoverageYear{
		Plan:        claims.PlanID(year.Plan),
		Span:        claims.Span{Start: claims.Date(year.StartDay.Int64()), End: claims.Date(year.EndDay.Int64())},
		Family:      claims.FamilyYearID(year.Family),
		Deductible:  money.Cents(year.DeductibleCents.Int64()),
		OutOfPocket: money.Cents(year.OutOfPocketCents.Int64()),
	}, nil
}

// ProviderOf returns a provider, the zero Provider when it is not registered.
func (c *Contracts) ProviderOf(ctx context.Context, id claims.ProviderID) (Provider, error) {
	p, err := read(ctx, c, c.deployment.Organizations, c.organizations.PackProviderOf(uint32(id)), c.organizations.UnpackProviderOf)
	if err != nil {
		return Provider{}, err
	}
	return Provider{Signer: Address(p.Signer), Payee: Address(p.Payee), IsDelegated: p.IsDelegated}, nil
}

// Estimate returns what the lines would give if they were determined now, by the
// code that settles claims; nothing is committed. Lines are packed as
// [commitment.EncodeLines] does, the result as [commitment.DecodeResult] reads it.
//
// Errors: [ErrCoverageYearNotFound] and the other reasons to leave a claim out.
func (c *Contracts) Estimate(
	ctx context.Context, insurer claims.InsurerID, year claims.CoverageYearID, serviceDay claims.Date, lines []byte,
) ([]byte, error) {
	data, err := c.ledger.TryPackEstimate(uint32(insurer), uint64(year), big.NewInt(int64(serviceDay)), lines)
	if err != nil {
		return nil, fmt.Errorf("encoding an estimate: %w", err)
	}
	return read(ctx, c, c.deployment.Ledger, data, c.ledger.UnpackEstimate)
}

// Balance returns the native coins of an account, which pay for gas, in wei.
func (c *Client) Balance(ctx context.Context, account Address) (*big.Int, error) {
	return c.balance(ctx, common.Address(account))
}
