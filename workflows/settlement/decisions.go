package settlement

import (
	"context"
	"fmt"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/store"
)

// decide posts decisions by path for claims that were left undecided by their
// settlement, and reports whether any are outstanding.
//
// A batch has one such transaction in flight: the next path is against the root
// that it leaves. Batches do not wait for each other.
func (q queue) decide(ctx context.Context, tx *store.Tx) (bool, error) {
	if err := tx.CloseDecided(ctx, q.insurer); err != nil {
		return false, err
	}
	outstanding, err := tx.BatchesToDecide(ctx, q.insurer)
	if err != nil {
		return false, err
	}
	isAnyAlive := false
	for _, batch := range outstanding {
		switch {
		case batch.IntentState == store.IntentWaiting || batch.IntentState == store.IntentSent:
			isAnyAlive = true // under way
		case batch.IntentBlock > batch.IndexedBlock:
			isAnyAlive = true // the read model does not show what came of it yet
		case batch.IntentState == store.IntentReverted && batch.Attempt >= maxAttempts:
			q.Log.ErrorContext(ctx, "decisions are stuck", "insurer", q.insurer, "batch", batch.Sequence)
		default:
			wasPosted, err := q.postDecision(ctx, tx, batch)
			if err != nil {
				return false, err
			}
			isAnyAlive = isAnyAlive || wasPosted
		}
	}
	return isAnyAlive, nil
}

// postDecision adds the intent of a batch's next decision, and reports whether
// there was one to add.
//
// A transaction has one decision: a determination's leaf holds the time of its
// block, so no other path of the batch can be told before that block is there.
func (q queue) postDecision(ctx context.Context, tx *store.Tx, row store.BatchToDecide) (bool, error) {
	id := claims.BatchID{Insurer: q.insurer, Sequence: row.Sequence}
	batch, err := loadBatch(ctx, tx, id)
	if err != nil {
		return false, err
	}
	decision, isFound, err := batch.nextDecision(row.Decisions)
	if err != nil || !isFound {
		return false, err
	}
	header, err := tx.BatchHeader(ctx, id)
	if err != nil {
		return false, fmt.Errorf("reading batch header: %w", err)
	}
	call, err := q.Contracts.Decide(header, []chain.Decision{decision})
	if err != nil {
		return false, fmt.Errorf("encoding decision: %w", err)
	}
	attempt := 1
	if row.IntentState == store.IntentReverted {
		attempt = row.Attempt + 1
	}
	if err := tx.CountDecision(ctx, id, attempt); err != nil {
		return false, err
	}
	return true, tx.AddIntent(ctx, store.Intent{
		BusinessKey: fmt.Sprintf("decide/%d/%d/%d", id.Insurer, id.Sequence, row.Decisions+1),
		Signer:      q.keys.adjudicator,
		Recipient:   call.Recipient,
		Calldata:    call.Data,
	})
}

// nextDecision returns one of the batch's decisions that are outstanding; which one
// moves on with the count of those that were made, so that one the ledger refuses
// does not keep the others back. Replacements and voids are not among them.
func (b *batch) nextDecision(made int) (decision chain.Decision, isFound bool, err error) {
	var outstanding []int
	for i := range b.claims {
		if !b.claims[i].IsToDecide() {
			continue
		}
		whole, err := wholeClaim(&b.claims[i])
		if err != nil {
			return chain.Decision{}, false, err
		}
		if whole.Receipt.Kind == commitment.KindOriginal {
			outstanding = append(outstanding, i)
		}
	}
	if len(outstanding) == 0 {
		return chain.Decision{}, false, nil
	}
	decision, err = b.decision(outstanding[made%len(outstanding)])
	return decision, true, err
}
