package intake

import (
	"context"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/corrections"
	"github.com/clearclaim/clearclaim/store"
)

// MarkOverdue asks for the proof that a claim is undecided beyond its plan's clock.
type MarkOverdue struct {
	IdempotencyKey string
	Claim          claims.ID
}

// MarkOverdue proves to the ledger that a claim is overdue, for whoever may read it.
// The operator's key sends it, as anybody's may: the insurer's need not. Then the
// claim can be appealed as deemed denied.
//
// Errors: [auth.ErrUnauthenticated], [ErrClaimNotFound] also where the caller may
// not know of the claim, [chain.ErrClaimNotOverdue] also while it is not received,
// [chain.ErrClaimAlreadyDecided], [chain.ErrClaimAlreadyOverdue] also where the proof
// is on its way, [ErrIdempotencyKeyConflict], [evidence.ErrErased], a fault.
func (s *Service) MarkOverdue(ctx context.Context, in MarkOverdue) (claims.ID, error) {
	named, err := s.claimFor(ctx, in.Claim, auth.ActionMarkOverdue)
	if err != nil {
		return "", err
	}
	return s.do(ctx, named, act{
		what: "overdue", key: in.IdempotencyKey, content: "",
		kept: store.Act{Kind: store.ActMarkOverdue}, signer: s.operatorsKey,
		check: func(ctx context.Context, claim *opened, _ *store.Act) error { return s.checkOverdue(ctx, claim) },
	})
}

// operatorsKey returns the signer of an act that anybody may do.
func (s *Service) operatorsKey(context.Context, *opened) (chain.Address, error) {
	return s.Contracts.Deployment().Operator, nil
}

// checkOverdue checks that a claim's clock has run out, and nobody proved it yet. The
// time is the later of ours and the chain's, which decides.
func (s *Service) checkOverdue(ctx context.Context, claim *opened) error {
	clock, err := s.clockOf(ctx, claim)
	if err != nil {
		return err
	}
	plan, err := s.plan(ctx, claim.Plan)
	if err != nil {
		return err
	}
	at := s.now()
	if clock.ChainAt.After(at) {
		at = clock.ChainAt
	}
	from := clock.ReceivedAt.Add(clock.Stopped)
	if !clock.PendedAt.IsZero() {
		from = from.Add(max(at.Sub(clock.PendedAt), 0))
	}
	isAsked, err := s.hasOpen(ctx, claim, store.ActMarkOverdue)
	switch {
	case err != nil:
		return err
	case isAsked || !clock.OverdueAt.IsZero():
		return chain.ErrClaimAlreadyOverdue
	case plan.OverdueDays(from, at) == 0:
		return chain.ErrClaimNotOverdue
	}
	return nil
}

// clockOf returns the clock of a claim that is not determined.
//
// Errors: [chain.ErrClaimNotOverdue] before its receipt, [chain.ErrClaimAlreadyDecided].
func (s *Service) clockOf(ctx context.Context, claim *opened) (store.ClaimClock, error) {
	if claim.Number == nil {
		return store.ClaimClock{}, chain.ErrClaimNotOverdue
	}
	clock, err := s.DB.ClockOfClaim(ctx, *claim.Number)
	if err != nil {
		return store.ClaimClock{}, coded(err, store.ErrNotFound, chain.ErrClaimNotOverdue, "reading a clock")
	}
	if !clock.DeterminedAt.IsZero() {
		return store.ClaimClock{}, chain.ErrClaimAlreadyDecided
	}
	return clock, nil
}

// hasOpen reports whether an act of one of the kinds is on its way to the ledger.
func (s *Service) hasOpen(ctx context.Context, claim *opened, kinds ...store.ActKind) (bool, error) {
	acts, err := s.DB.ActsOfClaim(ctx, claim.ID)
	if err != nil {
		return false, fmt.Errorf("reading acts: %w", err)
	}
	return slices.ContainsFunc(acts, func(a store.KeptAct) bool {
		return a.State == store.ActOpen && slices.Contains(kinds, a.Kind)
	}), nil
}

// AppealOverdueClaim asks for the review of a claim that was let lie.
type AppealOverdueClaim struct {
	IdempotencyKey string
	Claim          claims.ID
	Grounds        string
}

// AppealOverdueClaim files an appeal of a claim that was proved overdue, as deemed
// denied, for the claim's provider or patient. It goes to a panel at once; what a
// patient files the insurer's gateway attests, and what a provider that signs itself
// does.
//
// Errors: [auth.ErrUnauthenticated], [ErrClaimNotFound] also where the caller may
// not know of the claim, [chain.ErrClaimNotOverdue] where that is not proved,
// [chain.ErrClaimAlreadyDecided], [chain.ErrAppealAlreadyFiled],
// [ErrCorrectionUnrelated] of a void, or of a replacement that is not determined,
// [ErrIdempotencyKeyConflict], [evidence.ErrErased], a fault.
func (s *Service) AppealOverdueClaim(ctx context.Context, in AppealOverdueClaim) (claims.ID, error) {
	named, err := s.claimFor(ctx, in.Claim, auth.ActionAppealOverdueClaim)
	if err != nil {
		return "", err
	}
	if err := checkText("grounds", in.Grounds, maxStatement); err != nil {
		return "", err
	}
	return s.do(ctx, named, act{
		what: "appealOverdue", key: in.IdempotencyKey, content: in.Grounds, statement: in.Grounds,
		kept: store.Act{Kind: store.ActAppealOverdue}, signer: s.partysKey,
		check: func(ctx context.Context, claim *opened, _ *store.Act) error {
			return s.checkAllowed(ctx, &claim.CorrectedClaim, corrections.OverdueAppeal)
		},
	})
}
