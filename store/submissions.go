package store

import (
	"context"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// Submission is what a provider sent at once, as far as it was accepted.
type Submission struct {
	ID              string
	Insurer         claims.InsurerID
	Provider        claims.ProviderID
	Sequence        uint64 // last + 1 for the pair
	Root            [32]byte
	ClaimCount      int
	Deadline        uint64 // Unix seconds
	Signature       []byte // the provider's, or the gateway's on its behalf
	Acknowledgement []byte // the gateway's signature
	AcceptedAt      time.Time
	ReceiptBy       time.Time
}

// NextSubmissionSequence gives out the pair's next sequence and holds the pair to
// the transaction's end; a rollback takes the sequence back.
func (t *Tx) NextSubmissionSequence(ctx context.Context, insurer claims.InsurerID, provider claims.ProviderID) (uint64, error) {
	next, err := t.q.NextSubmissionSequence(ctx, int64(insurer), int64(provider))
	return uint64(next), faultOf(err)
}

// LockPatients holds the patients to the transaction's end: who takes it too waits, and
// sees what was kept of them. It comes after [Tx.NextSubmissionSequence], never before.
func (t *Tx) LockPatients(ctx context.Context, patients []string) error {
	return faultOf(t.q.LockPatients(ctx, patients))
}

// LastSubmissionSequence returns the last sequence given out, 0 when there is none.
func (q Queries) LastSubmissionSequence(ctx context.Context, insurer claims.InsurerID, provider claims.ProviderID) (uint64, error) {
	last, err := q.q.LastSubmissionSequence(ctx, int64(insurer), int64(provider))
	return uint64(last), faultOf(err)
}

// AddSubmission keeps a submission, which waits for its receipt.
//
// Errors: [ErrConflict] when the pair has a submission of that sequence.
func (t *Tx) AddSubmission(ctx context.Context, s *Submission) error {
	return faultOf(t.q.InsertSubmission(ctx, sqlc.InsertSubmissionParams{
		ID: s.ID, InsurerID: int64(s.Insurer), ProviderID: int64(s.Provider), Sequence: int64(s.Sequence), Root: s.Root[:],
		ClaimCount: int32(s.ClaimCount), Deadline: int64(s.Deadline), Signature: s.Signature,
		Acknowledgement: s.Acknowledgement, AcceptedAt: s.AcceptedAt, ReceiptBy: s.ReceiptBy,
	}))
}

// SubmissionBySequence returns a submission.
//
// Errors: [ErrNotFound].
func (q Queries) SubmissionBySequence(ctx context.Context, insurer claims.InsurerID, provider claims.ProviderID, sequence uint64) (Submission, error) {
	row, err := q.q.SubmissionBySequence(ctx, int64(insurer), int64(provider), int64(sequence))
	if err != nil {
		return Submission{}, faultOf(err)
	}
	return Submission{
		ID: row.ID, Insurer: claims.InsurerID(row.InsurerID), Provider: claims.ProviderID(row.ProviderID),
		Sequence: uint64(row.Sequence), Root: [32]byte(row.Root), ClaimCount: int(row.ClaimCount),
		Deadline: uint64(row.Deadline), Signature: row.Signature, Acknowledgement: row.Acknowledgement,
		AcceptedAt: inUTC(row.AcceptedAt), ReceiptBy: inUTC(row.ReceiptBy),
	}, nil
}

// SubmissionClaims returns the claims of a submission in their order.
func (q Queries) SubmissionClaims(ctx context.Context, submission string) ([]claims.ID, error) {
	rows, err := q.q.SubmissionClaims(ctx, submission)
	if err != nil {
		return nil, faultOf(err)
	}
	ids := make([]claims.ID, len(rows))
	for i, row := range rows {
		ids[i] = claims.ID(row)
	}
	return ids, nil
}
