package store

import (
	"context"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

// ChainBatchLeaves is what the read model knows of a batch's leaves.
type ChainBatchLeaves struct {
	Root        commitment.Hash // of the receipt
	Count       int
	Submissions []commitment.BatchSubmission
	// Standing are the leaves of a settled batch by position; zero where unknown.
	Standing []commitment.Hash
}

// ChainBatchLeaves returns the leaves of a received batch.
//
// Errors: [ErrNotFound].
func (q Queries) ChainBatchLeaves(ctx context.Context, id claims.BatchID) (ChainBatchLeaves, error) {
	insurer, sequence := int64(id.Insurer), int64(id.Sequence)
	batch, err := q.q.ChainBatch(ctx, insurer, sequence)
	if err != nil {
		return ChainBatchLeaves{}, faultOf(err)
	}
	found := ChainBatchLeaves{
		Root: commitment.Hash(batch.Root), Count: int(batch.ClaimCount), Standing: make([]commitment.Hash, batch.ClaimCount),
	}
	submissions, err := q.q.ChainBatchSubmissions(ctx, insurer, sequence)
	if err != nil {
		return ChainBatchLeaves{}, faultOf(err)
	}
	for _, row := range submissions {
		found.Submissions = append(found.Submissions, commitment.BatchSubmission{
			Provider: claims.ProviderID(row.ProviderID), Count: int(row.ClaimCount),
		})
	}
	leaves, err := q.q.ChainStandingLeaves(ctx, insurer, sequence)
	if err != nil {
		return ChainBatchLeaves{}, faultOf(err)
	}
	for _, row := range leaves {
		if int(row.ClaimIndex) < len(found.Standing) {
			found.Standing[row.ClaimIndex] = commitment.Hash(row.Leaf)
		}
	}
	return found, nil
}

// BatchHeader returns a received batch's header as it stands: what the ledger
// keeps the seal of, and takes from whoever acts on the batch.
//
// Errors: [ErrNotFound].
func (q Queries) BatchHeader(ctx context.Context, id claims.BatchID) (commitment.BatchHeader, error) {
	row, err := q.q.BatchHeader(ctx, int64(id.Insurer), int64(id.Sequence))
	if err != nil {
		return commitment.BatchHeader{}, faultOf(err)
	}
	header := commitment.BatchHeader{
		Batch: id, Root: commitment.Hash(row.Root), ReceivedAt: inUTC(row.ReceivedAt),
		Count: uint16(row.ClaimCount), SubmissionCount: uint16(row.SubmissionCount),
	}
	if row.SettledAt != nil {
		header.SettledAt = inUTC(*row.SettledAt)
	}
	return header, nil
}
