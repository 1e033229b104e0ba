package store

import (
	"context"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
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

// Determined is the highest version of a claim's determination.
type Determined struct {
	Determination commitment.Determination
	Provider      claims.ProviderID
	ReceiptLeaf   commitment.Hash
	Leaf          commitment.Hash
	DeterminedAt  time.Time
	Block         uint64 // that tells it
	// IsReversed is set when it does not stand any more.
	IsReversed bool
}

// LatestDetermination returns the highest version of a claim's determination.
//
// Errors: [ErrNotFound] when the claim is undecided, or is none.
func (q Queries) LatestDetermination(ctx context.Context, number claims.Number) (Determined, error) {
	row, err := q.q.LatestDetermination(ctx, int64(number.Batch.Insurer), int64(number.Batch.Sequence), int32(number.Index))
	if err != nil {
		return Determined{}, faultOf(err)
	}
	words, err := commitment.ParseWords(row.Result)
	if err != nil {
		return Determined{}, fmt.Errorf("reading a determination: %w", err)
	}
	results, err := commitment.DecodeResults(words)
	if err != nil {
		return Determined{}, fmt.Errorf("reading a determination: %w", err)
	}
	return Determined{
		Determination: commitment.Determination{
			Version: uint8(row.Version), ServiceDay: claims.Date(row.ServiceDay), CoverageYear: claims.CoverageYearID(row.CoverageYear),
			Interest: money.Cents(row.InterestCents), Results: results,
			Facts: commitment.Facts{
				Flags: commitment.Flags(row.Flags), ReasonsHash: hashOf(row.ReasonsHash), Authorization: hashOf(row.AuthorizationFact),
				Evidence: hashOf(row.EvidenceFact),
			},
		},
		Provider: claims.ProviderID(row.ProviderID), ReceiptLeaf: hashOf(row.ReceiptLeaf), Leaf: hashOf(row.DeterminationLeaf),
		DeterminedAt: inUTC(row.DeterminedAt), Block: uint64(row.BlockNumber), IsReversed: row.IsReversed,
	}, nil
}

// hashOf reads a hash, of which NULL is zero.
func hashOf(column []byte) (hash commitment.Hash) {
	copy(hash[:], column)
	return hash
}
