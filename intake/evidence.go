package intake

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"mime"
	"slices"
	"strings"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
)

const (
	// MaxDocumentBytes is how large a document may be.
	MaxDocumentBytes = 8 << 20
	maxMediaType     = 100
)

// AttachEvidence hands in a document that was asked for.
type AttachEvidence struct {
	IdempotencyKey string
	Request        string // the id of the evidence request
	MediaType      string
	Content        []byte
}

// attached is the answer that is kept.
type attached struct {
	Claim claims.ID `json:"claim"`
}

// AttachEvidence encrypts and stores a document, closes its request and hands
// the claim over to its workflow. It returns the claim.
//
// Errors: [auth.ErrUnauthenticated], [ErrEvidenceRequestNotFound] also where the
// caller may not know of the request, [ErrEvidenceRequestClosed],
// [ErrDocumentTooLarge], [ErrIdempotencyKeyConflict], [evidence.ErrErased], a
// fault.
func (s *Service) AttachEvidence(ctx context.Context, in AttachEvidence) (claims.ID, error) {
	asked, err := s.evidenceRequest(ctx, in.Request)
	if err != nil {
		return "", err
	}
	if err := checkDocument(in); err != nil {
		return "", err
	}
	r, err := s.newRequest(providerScope(asked.Provider, "attachEvidence"), in.IdempotencyKey, in.content())
	if err != nil {
		return "", err
	}
	var answer attached
	if wasAnswered, err := answered(ctx, s.DB, r, &answer); wasAnswered || err != nil {
		return answer.Claim, err
	}
	if asked.State != store.RequestOpen || s.Clock().After(asked.DueAt) {
		return "", ErrEvidenceRequestClosed
	}
	return s.attach(ctx, r, asked, in)
}

// evidenceRequest returns a request that the caller may answer.
func (s *Service) evidenceRequest(ctx context.Context, id string) (store.EvidenceRequest, error) {
	var asked store.EvidenceRequest
	err := store.ErrNotFound
	if reads, isBounded := s.reads(ctx); isBounded {
		asked, err = reads.EvidenceRequest(ctx, id)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return store.EvidenceRequest{}, fmt.Errorf("loading an evidence request: %w", err)
	}
	// One that does not exist belongs to nobody, so that nobody is allowed.
	resource := auth.Resource{Insurer: asked.Insurer, Provider: asked.Provider, PatientSubject: asked.PatientSubject}
	if err := s.Policy.Allow(ctx, auth.ActionAttachEvidence, resource); err != nil {
		return store.EvidenceRequest{}, notFoundUnlessUnauthenticated(err, ErrEvidenceRequestNotFound)
	}
	return asked, nil
}

func checkDocument(in AttachEvidence) error {
	switch {
	case len(in.Content) == 0:
		return faultAt(errs.FieldRequired, "content", "a document is needed")
	case len(in.Content) > MaxDocumentBytes:
		return ErrDocumentTooLarge
	}
	mediaType, _, err := mime.ParseMediaType(in.MediaType)
	if err != nil || len(in.MediaType) > maxMediaType || !strings.Contains(mediaType, "/") {
		return faultAt(errs.MediaTypeInvalid, "mediaType", "not a media type such as application/pdf")
	}
	return nil
}

// content is what tells the request from another under the same key.
func (in AttachEvidence) content() []byte {
	out := make([]byte, 0, len(in.Content)+256)
	for _, part := range []string{in.Request, in.MediaType} {
		out = binary.AppendUvarint(out, uint64(len(part)))
		out = append(out, part...)
	}
	return append(out, in.Content...)
}

// attach stores the document, first the encrypted content, then the rows that
// make it readable. Content whose rows were not committed is removed again.
func (s *Service) attach(ctx context.Context, r request, asked store.EvidenceRequest, in AttachEvidence) (claims.ID, error) {
	key, err := s.Vault.PatientKey(ctx, asked.Patient, asked.PatientKey)
	if err != nil {
		return "", err
	}
	gateway, err := s.insurersAddress(ctx, asked.Insurer, "gateway")
	if err != nil {
		return "", err
	}
	now := s.now()
	stored, err := s.Vault.Put(ctx, key, newID(now), in.Content)
	if err != nil {
		return "", err
	}
	answer := attached{Claim: asked.Claim}
	wasAnswered, err := s.once(ctx, r, &answer, func(tx *store.Tx) error {
		if err := tx.AnswerEvidenceRequest(ctx, asked.ID, stored.Document); err != nil {
			return coded(err, store.ErrConflict, ErrEvidenceRequestClosed, "closing an evidence request")
		}
		err := tx.AddDocument(ctx, &store.Document{
			ID: stored.Document, Claim: asked.Claim, Patient: asked.Patient, WrappedKey: stored.WrappedKey,
			ContentHash: stored.ContentHash, MediaType: in.MediaType, Bytes: stored.Bytes, Blob: stored.Blob, ReceivedAt: now,
		})
		if err != nil {
			return fmt.Errorf("adding a document: %w", err)
		}
		if err := s.resume(ctx, tx, &asked, gateway); err != nil {
			return fmt.Errorf("letting a clock run again: %w", err)
		}
		return tx.AddHandOver(ctx, store.HandOver{Kind: store.HandOverEvidence, Insurer: asked.Insurer, Claim: asked.Claim})
	})
	if err != nil || wasAnswered {
		s.discard(ctx, stored.Document, stored.Blob)
	}
	return answer.Claim, err
}

// resume has the ledger told that all that a claim was pended for is there, if it is:
// its clock runs again from then, whenever the insurer decides. What is told is the
// root over the documents' salted hashes, in order of their receipt.
func (s *Service) resume(ctx context.Context, tx *store.Tx, asked *store.EvidenceRequest, gateway chain.Address) error {
	if err := tx.LockClaim(ctx, asked.Claim); err != nil {
		return err
	}
	requests, err := tx.EvidenceRequestsOf(ctx, asked.Claim)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(requests, func(r store.EvidenceRequest) bool { return r.State != store.RequestAnswered }) {
		return nil
	}
	documents, err := tx.DocumentsOfClaim(ctx, asked.Claim)
	if err != nil {
		return err
	}
	hashes := make([]commitment.Hash, len(documents))
	for i := range documents {
		hashes[i] = documents[i].ContentHash
	}
	now := s.now()
	return tx.AddClockAct(ctx, &store.Act{
		ID: newID(now), Insurer: asked.Insurer, Claim: asked.Claim, Kind: store.ActReceiveEvidence, Signer: gateway,
		Hash: commitment.Root(hashes), CreatedAt: now,
	})
}

// discard removes a document's content unless its row is there after all, as when
// the connection broke after the commit. What cannot be removed is unreadable.
func (s *Service) discard(ctx context.Context, document, blob string) {
	ctx = context.WithoutCancel(ctx)
	if _, err := s.DB.Document(ctx, document); errors.Is(err, store.ErrNotFound) {
		_ = s.Vault.Remove(ctx, blob)
	}
}
