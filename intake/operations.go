package intake

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
)

// operation is one transaction that a request is answered with.
type operation struct {
	name   string // begins its business key
	signer chain.Address
	call   chain.Call
	err    error // of building the call
}

// operate makes an operation's transaction once for its request, and returns when it is included.
//
// Errors: [ErrIdempotencyKeyConflict], the contract's error where it has a code,
// else [ErrTransactionRefused].
func (s *Service) operate(ctx context.Context, r request, o operation) error {
	if o.err != nil {
		return fmt.Errorf("building a call: %w", o.err)
	}
	digest := s.Vault.Digest(r.scope, []byte(r.key))
	intent := store.Intent{
		BusinessKey: o.name + "/" + hex.EncodeToString(digest[:16]), Signer: o.signer, Recipient: o.call.Recipient, Calldata: o.call.Data,
	}
	answer := registration{Awaits: []string{intent.BusinessKey}}
	if _, err := s.once(ctx, r, &answer, func(tx *store.Tx) error { return tx.AddIntent(ctx, intent) }); err != nil {
		return err
	}
	err := s.await(ctx, intent.BusinessKey)
	var reverted *chain.RevertError
	if errors.As(err, &reverted) && errs.CodeOf(reverted) != errs.Internal {
		return reverted
	}
	return err
}

// insurerOperation is an operation by one of an insurer's keys.
type insurerOperation struct {
	action   auth.Action
	insurer  claims.InsurerID
	provider claims.ProviderID // that it concerns, 0 for none
	key      string            // of idempotency
	content  any
	role     string
	name     string
	build    func() (chain.Call, error)
}

func (s *Service) operateFor(ctx context.Context, o insurerOperation) error {
	if err := s.Policy.Allow(ctx, o.action, auth.Resource{Insurer: o.insurer, Provider: o.provider}); err != nil {
		return err
	}
	scope := insurerScope(o.insurer, string(o.action))
	if principal, _ := auth.PrincipalFrom(ctx); principal.Role == auth.RoleProvider {
		scope = providerScope(o.provider, scope) // its keys are its own
	}
	r, err := s.newJSONRequest(scope, o.key, o.content)
	if err != nil {
		return err
	}
	if err := s.requireInsurer(ctx, o.insurer); err != nil {
		return err
	}
	signer, err := s.Keyring.AddressOf(ctx, insurerKeyOwner(o.insurer, o.role))
	if err != nil {
		return fmt.Errorf("finding a key: %w", err)
	}
	call, err := o.build()
	return s.operate(ctx, r, operation{name: o.name + "/" + number(o.insurer), signer: signer, call: call, err: err})
}

// checkAmount returns the fault of a sum that must be above zero.
func checkAmount(path string, amount money.Amount) error {
	switch cents := amount.Cents(); {
	case cents <= 0:
		return faultAt(errs.AmountNotPositive, path, "an amount above zero is needed")
	case cents > money.MaxCents:
		return faultAt(errs.AmountTooLarge, path, "at most 2^36 - 1 cents")
	}
	return nil
}

// WithdrawEscrow asks to take settlement tokens back.
type WithdrawEscrow struct {
	IdempotencyKey string
	Insurer        claims.InsurerID
	To             chain.Address
	Amount         money.Amount
}

// WithdrawEscrow takes back what is free of an insurer's balance: not owed, nor
// kept for the interest of what is.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrInsurerNotFound],
// [chain.ErrAddressInvalid], [chain.ErrFundsInsufficient],
// [ErrIdempotencyKeyConflict], [ErrTransactionRefused], a fault.
func (s *Service) WithdrawEscrow(ctx context.Context, in WithdrawEscrow) error {
	return s.operateFor(ctx, insurerOperation{
		action: auth.ActionWithdrawEscrow, insurer: in.Insurer, key: in.IdempotencyKey, content: []any{in.To, in.Amount},
		role: "treasurer", name: "withdraw",
		build: func() (chain.Call, error) {
			if in.To == (chain.Address{}) {
				return chain.Call{}, chain.ErrAddressInvalid
			}
			if err := checkAmount("amountCents", in.Amount); err != nil {
				return chain.Call{}, err
			}
			return s.Contracts.Withdraw(in.Insurer, in.To, s.Contracts.TokenAmount(in.Amount.Cents()))
		},
	})
}

// ReleaseOwed asks to pay what is owed for a batch, provider and plan.
type ReleaseOwed struct {
	IdempotencyKey string
	Batch          claims.BatchID
	Provider       claims.ProviderID
	Plan           claims.PlanID
}

// ReleaseOwed pays what is owed, with its interest, for the insurer or the provider.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrInsurerNotFound],
// [chain.ErrNothingOwed], [chain.ErrFundsInsufficient], [chain.ErrCapExceeded],
// [ErrIdempotencyKeyConflict], [ErrTransactionRefused], [ErrIdempotencyKeyInvalid].
func (s *Service) ReleaseOwed(ctx context.Context, in ReleaseOwed) error {
	return s.operateFor(ctx, insurerOperation{
		action: auth.ActionReleaseOwed, insurer: in.Batch.Insurer, provider: in.Provider, key: in.IdempotencyKey,
		content: []any{in.Batch, in.Provider, in.Plan}, role: "treasurer", name: "release-owed",
		build: func() (chain.Call, error) { return s.Contracts.ReleaseOwed(in.Batch, in.Provider, in.Plan) },
	})
}

// SetDailyCap asks to bound what is paid on a day.
type SetDailyCap struct {
	IdempotencyKey string
	Insurer        claims.InsurerID
	Daily          *money.Amount // nil is no cap
}

// SetDailyCap bounds what an insurer's escrow pays on one civil day, UTC. A higher
// cap, or none, holds after a day.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrInsurerNotFound],
// [ErrIdempotencyKeyConflict], [ErrTransactionRefused], a fault.
func (s *Service) SetDailyCap(ctx context.Context, in SetDailyCap) error {
	return s.operateFor(ctx, insurerOperation{
		action: auth.ActionSetDailyCap, insurer: in.Insurer, key: in.IdempotencyKey, content: in.Daily, role: "treasurer",
		name: "set-cap",
		build: func() (chain.Call, error) {
			if in.Daily == nil {
				return s.Contracts.SetCap(in.Insurer, chain.NoCap)
			}
			if in.Daily.IsNegative() {
				return chain.Call{}, faultAt(errs.AmountNegative, "dailyCents", "a cap is not negative")
			}
			return s.Contracts.SetCap(in.Insurer, uint64(in.Daily.Cents()))
		},
	})
}

// ApproveAboveCap asks to allow more than the cap on one day.
type ApproveAboveCap struct {
	IdempotencyKey string
	Insurer        claims.InsurerID
	Date           claims.Date
	Extra          money.Amount
}

// ApproveAboveCap allows more than an insurer's cap on one civil day, UTC, by its
// second key, in place of what was approved for the day before.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrInsurerNotFound],
// [chain.ErrDayPassed], [ErrIdempotencyKeyConflict], [ErrTransactionRefused], a fault.
func (s *Service) ApproveAboveCap(ctx context.Context, in ApproveAboveCap) error {
	return s.operateFor(ctx, insurerOperation{
		action: auth.ActionApproveAboveCap, insurer: in.Insurer, key: in.IdempotencyKey, content: []any{in.Date, in.Extra},
		role: "approver", name: "approve-above",
		build: func() (chain.Call, error) {
			if in.Date <= 0 || in.Date >= 1<<24 {
				return chain.Call{}, faultAt(errs.DateInvalid, "date", "a civil date is needed")
			}
			if in.Extra.IsNegative() || in.Extra.Cents() == math.MaxInt64 {
				return chain.Call{}, faultAt(errs.AmountNegative, "extraCents", "an amount is not negative")
			}
			return s.Contracts.ApproveAbove(in.Insurer, in.Date, uint64(in.Extra.Cents()))
		},
	})
}

// StepRecovery asks for the next step of a recovery.
type StepRecovery struct {
	IdempotencyKey string
	Recovery       string // as [chain.RecoveryID] is written
}

// ActivateRecovery has a recovery whose notice has run taken off the provider's next
// payouts.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [chain.ErrRecoveryNotFound],
// [chain.ErrRecoveryNotDue], [chain.ErrRecoveryStatusInvalid],
// [ErrIdempotencyKeyConflict], [ErrTransactionRefused], [ErrIdempotencyKeyInvalid].
func (s *Service) ActivateRecovery(ctx context.Context, in StepRecovery) error {
	return s.stepRecovery(ctx, in, auth.ActionActivateRecovery, "activate-recovery", s.Contracts.ActivateRecovery)
}

// WaiveRecovery gives up what is left of a recovery.
//
// Errors: those of [Service.ActivateRecovery] but for [chain.ErrRecoveryNotDue].
func (s *Service) WaiveRecovery(ctx context.Context, in StepRecovery) error {
	return s.stepRecovery(ctx, in, auth.ActionWaiveRecovery, "waive-recovery", s.Contracts.WaiveRecovery)
}

func (s *Service) stepRecovery(
	ctx context.Context, in StepRecovery, action auth.Action, name string, build func(chain.RecoveryID) (chain.Call, error),
) error {
	id, err := chain.ParseRecoveryID(in.Recovery)
	if err != nil {
		id = chain.RecoveryID{} // of nobody, so that nobody is allowed
	}
	err = s.operateFor(ctx, insurerOperation{
		action: action, insurer: id.Claim.Batch.Insurer, key: in.IdempotencyKey, content: in.Recovery, role: "treasurer", name: name,
		build: func() (chain.Call, error) { return build(id) },
	})
	if errors.Is(err, auth.ErrForbidden) {
		return chain.ErrRecoveryNotFound
	}
	return err
}

// SetInsurerPaused asks to stop an insurer's receipts and determinations, or to let them go on.
type SetInsurerPaused struct {
	IdempotencyKey string
	Insurer        claims.InsurerID
	IsPaused       bool
}

// SetInsurerPaused stops what an insurer does on the ledger, or lets it go on, for the
// insurer or the operator. Clocks do not stop, and appeals go on.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrInsurerNotFound],
// [ErrIdempotencyKeyConflict], [ErrTransactionRefused], [ErrIdempotencyKeyInvalid].
func (s *Service) SetInsurerPaused(ctx context.Context, in SetInsurerPaused) error {
	err := s.operateFor(ctx, insurerOperation{
		action: auth.ActionSetInsurerPaused, insurer: in.Insurer, key: in.IdempotencyKey, content: in.IsPaused, role: "admin",
		name: "set-paused", build: func() (chain.Call, error) { return s.Contracts.SetPaused(in.Insurer, in.IsPaused) },
	})
	if err != nil || in.IsPaused {
		return err
	}
	// What waited for the pause goes on.
	return s.DB.InTx(ctx, func(tx *store.Tx) error {
		return tx.AddHandOver(ctx, store.HandOver{Kind: store.HandOverSettle, Insurer: in.Insurer})
	})
}
