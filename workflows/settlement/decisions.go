package settlement

import (
	"context"
	"fmt"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/store"
)

// maxDecisions bounds the decisions of one transaction.
const maxDecisions = 16

// decide posts decisions by path for claims that were left undecided by their
// settlement, and reports whether any are outstanding.
//
// A batch has one such transaction in flight: the next path is against the root
// that it leaves.
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
		case batch.IntentState == store.IntentIncluded && batch.IntentBlock > batch.IndexedBlock:
			isAnyAlive = true // the read model does not show it yet
		case batch.IntentState == store.IntentReverted && batch.Attempt >= maxAttempts:
			q.Log.ErrorContext(ctx, "decisions are stuck", "insurer", q.insurer, "batch", batch.Sequence)
		default:
			isAnyAlive = true
			if err := q.postDecisions(ctx, tx, batch); err != nil {
				return false, err
			}
		}
	}
	return isAnyAlive, nil
}

// postDecisions adds the intent of a batch's next decisions. After one that
// reverted it takes a single claim, which rests on no prediction.
func (q queue) postDecisions(ctx context.Context, tx *store.Tx, row store.BatchToDecide) error {
	id := claims.BatchID{Insurer: q.insurer, Sequence: row.Sequence}
	batch, err := loadBatch(ctx, tx, id)
	if err != nil {
		return err
	}
	limit, attempt := maxDecisions, 1
	if row.IntentState == store.IntentReverted {
		limit, attempt = 1, row.Attempt+1
	}
	decisions, err := q.decisions(ctx, batch, limit)
	if err != nil {
		return err
	}
	call, err := q.Contracts.Decide(id.Insurer, id.Sequence, decisions)
	if err != nil {
		return fmt.Errorf("encoding decisions: %w", err)
	}
	if err := tx.CountDecision(ctx, id, attempt); err != nil {
		return err
	}
	return tx.AddIntent(ctx, store.Intent{
		BusinessKey: fmt.Sprintf("decide/%d/%d/%d", id.Insurer, id.Sequence, row.Decisions+1),
		Signer:      q.keys.adjudicator,
		Recipient:   call.Recipient,
		Calldata:    call.Data,
	})
}

// decisions returns decisions whose paths each hold against the root that the
// one before leaves. That root follows from the ledger's own estimate, so a
// coverage or family has at most one claim among them.
func (q queue) decisions(ctx context.Context, b *batch, limit int) ([]chain.Decision, error) {
	var decisions []chain.Decision
	touched := map[uint64]bool{}
	for i := range b.claims {
		claim := &b.claims[i]
		year, family := uint64(claim.CoverageYear), uint64(claim.FamilyYear)
		if !claim.IsToDecide() || touched[year] || (family != 0 && touched[family]) {
			continue
		}
		touched[year], touched[family] = true, true
		decision, err := b.decision(i)
		if err != nil {
			return nil, err
		}
		decisions = append(decisions, decision)
		if len(decisions) == limit {
			break
		}
		result, err := q.Contracts.Estimate(ctx, b.id.Insurer, claim.CoverageYear, claim.ServiceDay, claim.Lines)
		if err != nil {
			return nil, fmt.Errorf("predicting determination: %w", err)
		}
		claim.DeterminationLeaf = commitment.DeterminationLeaf(claim.ReceiptLeaf, claim.ReasonsHash, result)
	}
	return decisions, nil
}
