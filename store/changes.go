package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/claims"
)

// changedClaims are what a transaction changed: claims, and all claims of batches.
type changedClaims struct {
	ids     map[claims.ID]bool
	batches map[claims.BatchID]bool
}

// ClaimChanged tells the subscribers of a claim at the commit.
func (t *Tx) ClaimChanged(id claims.ID) {
	if t.changed.ids == nil {
		t.changed.ids = map[claims.ID]bool{}
	}
	t.changed.ids[id] = true
}

// batchesChanged is [Tx.ClaimChanged] for all claims of batches.
func (t *Tx) batchesChanged(batches map[claims.BatchID]bool) {
	if t.changed.batches == nil {
		t.changed.batches = map[claims.BatchID]bool{}
	}
	maps.Copy(t.changed.batches, batches)
}

// journalChanges writes the journal's rows. It is the last that a transaction does: the
// lock lets one transaction after the other take positions and commit, so that
// whoever sees a position sees all before it, and it is held no longer than that.
func (t *Tx) journalChanges(ctx context.Context) error {
	if len(t.changed.ids) == 0 && len(t.changed.batches) == 0 {
		return nil
	}
	if err := t.notify(ctx, ChannelClaimChanged); err != nil {
		return err
	}
	if err := t.q.LockClaimChanges(ctx); err != nil {
		return fmt.Errorf("locking the journal of changes: %w", faultOf(err))
	}
	if err := t.insertChanges(ctx); err != nil {
		return fmt.Errorf("writing the journal of changes: %w", faultOf(err))
	}
	return nil
}

func (t *Tx) insertChanges(ctx context.Context) error {
	if len(t.changed.ids) > 0 {
		ids := make([]string, 0, len(t.changed.ids))
		for id := range t.changed.ids {
			ids = append(ids, string(id))
		}
		slices.Sort(ids)
		if err := t.q.InsertClaimChanges(ctx, ids); err != nil {
			return err
		}
	}
	insurers := make([]int64, 0, len(t.changed.batches))
	sequences := make([]int64, 0, len(t.changed.batches))
	for batch := range t.changed.batches {
		insurers, sequences = append(insurers, int64(batch.Insurer)), append(sequences, int64(batch.Sequence))
	}
	if len(insurers) == 0 {
		return nil
	}
	return t.q.InsertBatchChanges(ctx, insurers, sequences)
}

// ClaimChange is an entry of the journal of changes.
type ClaimChange struct {
	// Position orders the entries as they were committed. It rises, with gaps.
	Position int64
	// Claims are those that changed; none for a batch that is not of this installation.
	Claims []ChangedClaim
}

// ChangedClaim is a claim that changed, and whom it concerns.
type ChangedClaim struct {
	ID             claims.ID
	Insurer        claims.InsurerID
	Provider       claims.ProviderID
	PatientSubject string // "" is none
	// SharedWith are the providers that the patient let read it when the entry was read.
	SharedWith []claims.ProviderID
}

// ClaimChanges returns the entries after one position and up to another, in their order, at
// most limit of them.
func (q Queries) ClaimChanges(ctx context.Context, after, through int64, limit int) ([]ClaimChange, error) {
	rows, err := q.q.ClaimChanges(ctx, after, through, int32(limit))
	if err != nil {
		return nil, faultOf(err)
	}
	var changes []ClaimChange
	for _, row := range rows {
		if len(changes) == 0 || changes[len(changes)-1].Position != row.Position {
			changes = append(changes, ClaimChange{Position: row.Position})
		}
		if row.ClaimID == "" {
			continue
		}
		last := &changes[len(changes)-1]
		last.Claims = append(last.Claims, ChangedClaim{
			ID: claims.ID(row.ClaimID), Insurer: claims.InsurerID(row.InsurerID), Provider: claims.ProviderID(row.ProviderID),
			PatientSubject: row.Subject, SharedWith: providersOf(row.SharedWith),
		})
	}
	return changes, nil
}

func providersOf(numbers []int64) []claims.ProviderID {
	var providers []claims.ProviderID
	for _, number := range numbers {
		providers = append(providers, claims.ProviderID(number))
	}
	return providers
}

// ClaimChangeSpan returns the positions of the first and the last entry that are kept, 0 and
// 0 before there is any.
func (q Queries) ClaimChangeSpan(ctx context.Context) (first, last int64, err error) {
	span, err := q.q.ClaimChangeSpan(ctx)
	return span.First, span.Last, faultOf(err)
}

// PruneClaimChanges deletes the entries from before an instant, but for the last of all,
// and returns how many.
func (d *DB) PruneClaimChanges(ctx context.Context, before time.Time) (int64, error) {
	pruned, err := d.q.PruneClaimChanges(ctx, before)
	return pruned, faultOf(err)
}

// ChainReach returns the block that the read model of the chain reaches, 0 for none.
func (q Queries) ChainReach(ctx context.Context) (uint64, error) {
	number, err := q.q.ChainReach(ctx)
	return uint64(number), faultOf(err)
}
