package intake

import (
	"context"
	"fmt"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/corrections"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// maxStatement is how long grounds and reasons may be, in characters.
const maxStatement = 4000

// acted is the answer that is kept of an act: the claim that it is done to.
type acted struct {
	Claim claims.ID `json:"claim"`
}

// opened is a claim in the clear. It stays in memory.
type opened struct {
	original
	key     *evidence.PatientKey
	salt    commitment.Salt
	content claims.Claim
}

// open decrypts a claim.
//
// Errors: [evidence.ErrErased].
func (s *Service) open(ctx context.Context, o original) (opened, error) {
	key, err := s.Vault.PatientKey(ctx, o.Patient, o.PatientKey)
	if err != nil {
		return opened{}, err
	}
	salt, canonical, err := key.OpenClaim(o.ID, o.Content)
	if err != nil {
		return opened{}, fmt.Errorf("opening a claim: %w", err)
	}
	content, err := commitment.ParseClaim(canonical)
	if err != nil {
		return opened{}, fmt.Errorf("reading a claim: %w", err)
	}
	return opened{original: o, key: key, salt: salt, content: content}, nil
}

// act is something to be done to a claim's determination.
type act struct {
	what      string // for its idempotency key
	key       string
	content   any // what tells it from another under the same key
	statement string
	kept      store.Act // without id, claim, signer and what follows from the statement
	signer    func(context.Context, *opened) (chain.Address, error)
	// check refuses what cannot be done; it may add to kept. It is asked again where
	// it misses what a reorganisation took back.
	check func(context.Context, *opened, *store.Act) error
}

// do keeps an act and wakes whoever posts for the insurer, unless it was done before.
//
// Errors: [ErrIdempotencyKeyConflict], [evidence.ErrErased], those of the check, a fault.
func (s *Service) do(ctx context.Context, named original, a act) (claims.ID, error) {
	scope := "claim/" + string(named.ID) + "/" + a.what
	if principal, _ := auth.PrincipalFrom(ctx); principal.Role == auth.RolePatient {
		scope = "patient/" + scope // whose keys are not the provider's
	}
	r, err := s.newJSONRequest(scope, a.key, a.content)
	if err != nil {
		return "", err
	}
	var answer acted
	if wasAnswered, err := answered(ctx, s.DB, r, &answer); wasAnswered || err != nil {
		return answer.Claim, err
	}
	claim, err := s.open(ctx, named)
	if err != nil {
		return "", err
	}
	kept := a.kept
	kept.ID, kept.Insurer, kept.Claim, kept.CreatedAt = newID(s.now()), named.Insurer, named.ID, s.now()
	if err := s.onceRestored(ctx, restoreBy(), named.ID, func() error { return a.check(ctx, &claim, &kept) }); err != nil {
		return "", err
	}
	if kept.Signer, err = a.signer(ctx, &claim); err != nil {
		return "", err
	}
	if a.statement != "" {
		kept.Hash = commitment.StatementHash(claim.salt, []byte(a.statement))
		if kept.Statement, err = claim.key.SealStatement(kept.ID, []byte(a.statement)); err != nil {
			return "", fmt.Errorf("sealing a statement: %w", err)
		}
	}
	answer = acted{Claim: named.ID}
	_, err = s.once(ctx, r, &answer, func(tx *store.Tx) error { return addAct(ctx, tx, &kept) })
	return answer.Claim, err
}

func addAct(ctx context.Context, tx *store.Tx, kept *store.Act) error {
	if err := tx.AddAct(ctx, kept); err != nil {
		return fmt.Errorf("adding an act: %w", err)
	}
	if err := tx.AddHandOver(ctx, store.HandOver{Kind: store.HandOverSettle, Insurer: kept.Insurer}); err != nil {
		return fmt.Errorf("handing over: %w", err)
	}
	return nil
}

// insurersKey returns the signer of an act by one of the insurer's keys.
func (s *Service) insurersKey(role string) func(context.Context, *opened) (chain.Address, error) {
	return func(ctx context.Context, claim *opened) (chain.Address, error) {
		return s.insurersAddress(ctx, claim.Insurer, role)
	}
}

// insurersAddress returns one of the insurer's keys.
func (s *Service) insurersAddress(ctx context.Context, insurer claims.InsurerID, role string) (chain.Address, error) {
	address, err := s.Keyring.AddressOf(ctx, insurerKeyOwner(insurer, role))
	if err != nil {
		return chain.Address{}, fmt.Errorf("finding a key: %w", err)
	}
	return address, nil
}

// partysKey returns the key by which who is asking acts on the ledger: a provider's
// own where the gateway holds it, else the insurer's gateway attests the act.
func (s *Service) partysKey(ctx context.Context, claim *opened) (chain.Address, error) {
	principal, _ := auth.PrincipalFrom(ctx)
	if principal.Role != auth.RoleProvider {
		return s.insurersKey("gateway")(ctx, claim)
	}
	provider, err := s.provider(ctx, claim.Provider)
	if err != nil {
		return chain.Address{}, err
	}
	if !provider.IsDelegated {
		return s.insurersKey("gateway")(ctx, claim)
	}
	return provider.Signer, s.fundProvider(ctx, &provider)
}

// fundProvider has the operator give a provider's key what its transactions cost.
// Only those that appeal need it, so it is given with the first appeal.
func (s *Service) fundProvider(ctx context.Context, provider *store.Provider) error {
	if s.KeyFunding.Sign() == 0 {
		return nil
	}
	funding := store.Intent{
		BusinessKey: "fund-key/" + providerKeyOwner(provider.ID), Signer: s.Contracts.Deployment().Operator,
		Recipient: provider.Signer, Value: s.KeyFunding,
	}
	if err := s.DB.InTx(ctx, func(tx *store.Tx) error { return tx.AddIntent(ctx, funding) }); err != nil {
		return fmt.Errorf("adding an intent: %w", err)
	}
	return s.awaitParty(ctx, funding.BusinessKey)
}

// claimFor returns a claim that the caller may do something to.
//
// Errors: [ErrClaimNotFound] also where the caller may not know of it, [auth.ErrUnauthenticated].
func (s *Service) claimFor(ctx context.Context, id claims.ID, action auth.Action) (original, error) {
	named, err := s.claimNamed(ctx, string(id))
	if err != nil {
		named = original{} // belongs to nobody, so that nobody is allowed
	}
	if refused := s.Policy.Allow(ctx, action, named.resource()); refused != nil {
		return original{}, notFoundUnlessUnauthenticated(refused, ErrClaimNotFound)
	}
	if err != nil {
		return original{}, coded(err, store.ErrNotFound, ErrClaimNotFound, "loading a claim")
	}
	return named, nil
}

// ReverseClaim asks to undo a determination.
type ReverseClaim struct {
	IdempotencyKey string
	Claim          claims.ID
	Reasons        string
}

// ReverseClaim undoes a claim's determination, for its insurer. What it took is
// given back, and what it paid is taken back after notice.
//
// Errors: [auth.ErrUnauthenticated], [ErrClaimNotFound], [ErrClaimNotDecided],
// [ErrClaimAlreadyReversed], [ErrClaimAlreadyReplaced], [ErrClaimUnderAppeal],
// [ErrCorrectionUnrelated], [ErrIdempotencyKeyConflict], [evidence.ErrErased], a fault.
func (s *Service) ReverseClaim(ctx context.Context, in ReverseClaim) (claims.ID, error) {
	named, err := s.claimFor(ctx, in.Claim, auth.ActionReverseClaim)
	if err != nil {
		return "", err
	}
	if err := checkText("reasons", in.Reasons, maxStatement); err != nil {
		return "", err
	}
	return s.do(ctx, named, act{
		what: "reverse", key: in.IdempotencyKey, content: in.Reasons, statement: in.Reasons,
		kept: store.Act{Kind: store.ActReverse}, signer: s.insurersKey("adjudicator"),
		check: func(ctx context.Context, claim *opened, _ *store.Act) error {
			return s.checkAllowed(ctx, &claim.CorrectedClaim, corrections.Reversal)
		},
	})
}
