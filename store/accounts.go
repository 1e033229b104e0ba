package store

import (
	"context"

	"github.com/clearclaim/clearclaim/claims"
)

// UndigestedClaim is a claim without the digest of its provider's number, still encrypted.
type UndigestedClaim struct {
	ID         claims.ID
	Provider   claims.ProviderID
	Patient    string
	PatientKey []byte // wrapped; nil after erasure
	Content    []byte
}

// UndigestedClaims returns at most so many claims without a digest, by their ids, after one;
// "" is the start.
//
// Errors: [ErrNotFound] when after is no id.
func (q Queries) UndigestedClaims(ctx context.Context, after claims.ID, most int) ([]UndigestedClaim, error) {
	if after == "" {
		after = noID
	}
	rows, err := q.q.UndigestedClaims(ctx, string(after), int32(most))
	if err != nil {
		return nil, faultOf(err)
	}
	found := make([]UndigestedClaim, len(rows))
	for i, row := range rows {
		found[i] = UndigestedClaim{
			ID: claims.ID(row.ID), Provider: claims.ProviderID(row.ProviderID), Patient: row.PatientID, PatientKey: row.WrappedKey, Content: row.Content,
		}
	}
	return found, nil
}

// SetAccountDigests keeps the digests of claims that have none, in the order of the ids.
// An empty one is of a claim that cannot be opened any more.
func (d *DB) SetAccountDigests(ctx context.Context, ids []claims.ID, digests [][]byte) error {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = string(id)
	}
	return faultOf(d.q.SetAccountDigests(ctx, texts, digests))
}
