package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
)

// MaxClaims is how many claims a submission may have: as many as a receipt batch.
const MaxClaims = 512

// Draft is a claim as it was decoded.
type Draft struct {
	Claim claims.Claim
	// Salt is the claim's salt, with the provider's own signature; else nil.
	Salt *commitment.Salt
	// Replaces is the claim that a replacement or a void names, by its id or its
	// number on the ledger; "" of an original.
	Replaces string
	// Faults were found while decoding, such as fractional cents.
	Faults []*errs.Fault
}

// Signature is a provider's own signature over a submission.
type Signature struct {
	Sequence  uint64
	Deadline  int64 // Unix seconds
	Signature []byte
}

// Submission is what a provider sends at once.
type Submission struct {
	IdempotencyKey string
	// Provider submits; the claims are taken as its own.
	Provider  claims.ProviderID
	Drafts    []Draft
	Signature *Signature // nil where the gateway signs on the provider's behalf
}

// Answer is what became of a submission.
type Answer struct {
	Accepted        []Accepted       `json:"accepted"`
	Rejected        []Rejected       `json:"rejected"`
	Acknowledgement *Acknowledgement `json:"acknowledgement,omitempty"` // when something was accepted
}

// Accepted is a claim that was accepted.
type Accepted struct {
	Index int       `json:"index"` // in the submission
	ID    claims.ID `json:"id"`
}

// Rejected is a claim that was not, with every reason.
type Rejected struct {
	Index  int           `json:"index"` // in the submission
	Faults []*errs.Fault `json:"faults"`
}

// Acknowledgement is the gateway's word for what it accepted.
type Acknowledgement struct {
	Root       commitment.Hash `json:"root"`
	Sequence   uint64          `json:"sequence"`
	AcceptedAt time.Time       `json:"acceptedAt"`
	ReceiptBy  time.Time       `json:"receiptBy"`
	Signature  []byte          `json:"signature"`
}

// Prepare asks for what a provider needs to sign a submission itself.
type Prepare struct {
	Provider claims.ProviderID
	Drafts   []Draft
}

// Prepared is what to sign, and what it stands for.
type Prepared struct {
	Insurer  claims.InsurerID
	Claims   []PreparedClaim // those without faults, in order
	Rejected []Rejected
	// Coverages are those that were found, also for claims with faults.
	Coverages []string
	Root      commitment.Hash // zero when there is no claim without faults
	Sequence  uint64
	Deadline  int64 // Unix seconds
	Digest    chain.Hash
}

// PreparedClaim is a claim as it will be committed to.
type PreparedClaim struct {
	Index        int // in what was asked
	Canonical    []byte
	Salt         commitment.Salt
	ReceiptLeaf  commitment.Hash
	CoverageYear claims.CoverageYearID
}

// Prepare gives the claims without faults their canonical form, salt and leaf,
// and what to sign. It stores nothing of them; a benefit year that is not open yet is
// opened, as its id is part of the leaf. The sequence is good only until the next
// submission of the provider to the insurer.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrProviderNotFound],
// [ErrSubmissionEmpty], [ErrSubmissionTooLarge], [ErrSubmissionInsurersMixed].
func (s *Service) Prepare(ctx context.Context, in Prepare) (Prepared, error) {
	if err := s.Policy.Allow(ctx, auth.ActionPrepareSubmission, auth.Resource{Provider: in.Provider}); err != nil {
		return Prepared{}, err
	}
	b, err := newBatch(in.Provider, in.Drafts)
	if err != nil {
		return Prepared{}, err
	}
	if b.from, err = s.provider(ctx, in.Provider); err != nil {
		return Prepared{}, err
	}
	if err := s.resolve(ctx, b); err != nil {
		return Prepared{}, err
	}
	if err := assess(b, known{days: new(assessing.Days)}, s.now()); err != nil {
		return Prepared{}, err
	}
	last, err := s.DB.LastSubmissionSequence(ctx, b.insurer, b.provider)
	if err != nil {
		return Prepared{}, fmt.Errorf("reading the last sequence: %w", err)
	}
	prepared := Prepared{
		Insurer: b.insurer, Rejected: b.rejected(), Coverages: b.coverages(), Root: b.root(), Sequence: last + 1,
		Deadline: s.now().Add(submissionLifetime).Unix(),
	}
	for _, e := range b.accepted() {
		prepared.Claims = append(prepared.Claims, PreparedClaim{
			Index: e.index, Canonical: e.canonical, Salt: e.salt, ReceiptLeaf: e.leaf, CoverageYear: e.assessment.Year.ID,
		})
	}
	prepared.Digest = s.Contracts.SubmissionDigest(b.toSign(prepared.Sequence, prepared.Deadline))
	return prepared, nil
}

// Submit takes a submission in. Claims with faults are rejected and the others
// accepted; under the provider's own signature, which covers exactly the claims
// given, a fault of one rejects all.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden],
// [ErrIdempotencyKeyConflict], [ErrProviderNotFound], [ErrSubmissionEmpty],
// [ErrSubmissionTooLarge], [ErrSubmissionInsurersMixed],
// [ErrSubmissionSignatureInvalid], [ErrSubmissionSequenceInvalid],
// [ErrSubmissionExpired], [ErrClaimAlreadyReplaced] when another correction came
// before it meanwhile, [ErrIdempotencyKeyInvalid].
func (s *Service) Submit(ctx context.Context, in Submission) (Answer, error) {
	if err := s.Policy.Allow(ctx, auth.ActionSubmitClaims, auth.Resource{Provider: in.Provider}); err != nil {
		return Answer{}, err
	}
	b, err := newBatch(in.Provider, in.Drafts)
	if err != nil {
		return Answer{}, err
	}
	r, err := s.newRequest(providerScope(in.Provider, "submitClaims"), in.IdempotencyKey, b.content(in.Signature))
	if err != nil {
		return Answer{}, err
	}
	var answer Answer
	if wasAnswered, err := answered(ctx, s.DB, r, &answer); wasAnswered || err != nil {
		return answer, err
	}
	if b.from, err = s.provider(ctx, in.Provider); err != nil {
		return Answer{}, err
	}
	if b.signature = in.Signature; b.signature == nil && !b.from.IsDelegated {
		return Answer{}, ErrSubmissionSignatureInvalid
	}
	if err := s.resolve(ctx, b); err != nil {
		return Answer{}, err
	}
	if b.signature != nil && len(b.rejected()) > 0 {
		b.entries = b.faulty() // nothing is accepted
	}
	signer, err := s.acknowledgementKey(ctx)
	if err != nil {
		return Answer{}, err
	}
	// The keys that sign are loaded before the transaction, so that it needs no second connection.
	if err := s.warm(ctx, signer, b); err != nil {
		return Answer{}, err
	}
	_, err = s.once(ctx, r, &answer, func(tx *store.Tx) error { return s.take(ctx, tx, b, signer, &answer) })
	var resent *resentError
	switch {
	case errors.As(err, &resent):
		return s.firstAnswer(ctx, b, resent)
	case err != nil:
		return Answer{}, err
	}
	return answer, nil
}

// warm has the keyring load the keys that the transaction will sign with.
func (s *Service) warm(ctx context.Context, signer chain.Address, b *batch) error {
	keys := []chain.Address{signer}
	if b.signature == nil {
		keys = append(keys, b.from.Signer)
	}
	for _, key := range keys {
		if _, ok := s.warmed.Load(key); ok {
			continue
		}
		if _, err := s.Keyring.SignDigest(ctx, key, chain.Hash{}); err != nil {
			return fmt.Errorf("loading a key: %w", err)
		}
		s.warmed.Store(key, struct{}{})
	}
	return nil
}

// take accepts what has no faults, within the transaction.
func (s *Service) take(ctx context.Context, tx *store.Tx, b *batch, signer chain.Address, answer *Answer) error {
	*answer = Answer{Accepted: []Accepted{}, Rejected: b.rejected()}
	if len(b.accepted()) == 0 {
		return nil
	}
	next, err := tx.NextSubmissionSequence(ctx, b.insurer, b.provider)
	if err != nil {
		return fmt.Errorf("taking a sequence: %w", err)
	}
	// Under the locks of the sequence and the patients: whatever came before is known.
	before, err := s.known(ctx, tx, b)
	if err != nil {
		return err
	}
	acceptedAt := s.now()
	if err := assess(b, before, acceptedAt); err != nil {
		return err
	}
	kept, err := s.sign(ctx, tx, b, next, signer, acceptedAt)
	if err != nil {
		return err
	}
	return s.keep(ctx, tx, b, kept, answer)
}
