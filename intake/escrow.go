package intake

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
)

// FundEscrow asks for a deposit of an insurer's settlement tokens.
type FundEscrow struct {
	IdempotencyKey string
	Insurer        claims.InsurerID
	Amount         money.Amount
}

// FundEscrow deposits tokens of the insurer's treasurer in the escrow. Where the
// token is a test token they are made first. Returning, the deposit is included.
//
// The transactions follow one another: each is added when the one before is
// included, under keys of the request's own, so that a repetition goes on where
// the first was cut off.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden],
// [ErrIdempotencyKeyConflict], [ErrInsurerNotFound], [ErrTransactionRefused], a
// fault of amountCents.
func (s *Service) FundEscrow(ctx context.Context, in FundEscrow) error {
	if err := s.Policy.Allow(ctx, auth.ActionFundEscrow, auth.Resource{Insurer: in.Insurer}); err != nil {
		return err
	}
	switch cents := in.Amount.Cents(); {
	case cents <= 0:
		return faultAt(errs.AmountNotPositive, "amountCents", "an amount above zero is needed")
	case cents > money.MaxCents:
		return faultAt(errs.AmountTooLarge, "amountCents", "at most 2^36 - 1 cents")
	}
	r, err := s.newJSONRequest(insurerScope(in.Insurer, "fundEscrow"), in.IdempotencyKey, in.Amount)
	if err != nil {
		return err
	}
	if err := s.requireInsurer(ctx, in.Insurer); err != nil {
		return err
	}
	treasurer, err := s.Keyring.AddressOf(ctx, insurerKeyOwner(in.Insurer, "treasurer"))
	if err != nil {
		return fmt.Errorf("finding a key: %w", err)
	}
	steps, err := s.fundingSteps(in, s.fundingKey(r, in.Insurer), treasurer)
	if err != nil {
		return err
	}
	// The answer is kept first: it names the deposit that will be made.
	answer := registration{Awaits: []string{steps[len(steps)-1].BusinessKey}}
	if _, err := s.once(ctx, r, &answer, func(tx *store.Tx) error { return tx.AddIntent(ctx, steps[0]) }); err != nil {
		return err
	}
	for _, step := range steps {
		if err := s.DB.InTx(ctx, func(tx *store.Tx) error { return tx.AddIntent(ctx, step) }); err != nil {
			return fmt.Errorf("adding an intent: %w", err)
		}
		if err := s.await(ctx, step.BusinessKey); err != nil {
			return err
		}
	}
	return nil
}

// fundingKey begins the business keys of a request's transactions.
func (s *Service) fundingKey(r request, insurer claims.InsurerID) string {
	digest := s.Vault.Digest(r.scope, []byte(r.key))
	return "fund-escrow/" + number(insurer) + "/" + hex.EncodeToString(digest[:16])
}

// fundingSteps returns the transactions of a deposit. The allowance is unlimited
// and given once: deposits side by side would overwrite each other's, and the
// escrow takes from an account only what that account deposits.
func (s *Service) fundingSteps(in FundEscrow, key string, treasurer chain.Address) ([]store.Intent, error) {
	units := s.Contracts.TokenAmount(in.Amount.Cents())
	type step struct {
		key  string
		call chain.Call
		err  error
	}
	var steps []step
	if s.Contracts.Deployment().IsTestToken {
		call, err := s.Contracts.MintTest(treasurer, units)
		steps = append(steps, step{key + "/mint", call, err})
	}
	approve, approveErr := s.Contracts.Approve(unlimited)
	deposit, depositErr := s.Contracts.Deposit(in.Insurer, units)
	steps = append(steps,
		step{"approve-escrow/" + number(in.Insurer), approve, approveErr}, step{key + "/deposit", deposit, depositErr})
	intents := make([]store.Intent, len(steps))
	for i, step := range steps {
		if step.err != nil {
			return nil, fmt.Errorf("building a call: %w", step.err)
		}
		intents[i] = store.Intent{
			BusinessKey: step.key, Signer: treasurer, Recipient: step.call.Recipient, Calldata: step.call.Data,
		}
	}
	return intents, nil
}
