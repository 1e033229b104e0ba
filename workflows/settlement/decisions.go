package settlement

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/store"
)

// busy are the batches on which a transaction in flight rests: each changes the
// root that the next one is against.
type busy map[uint32]bool

func (b busy) hasAny(sequences ...uint32) bool {
	for _, sequence := range sequences {
		if sequence != 0 && b[sequence] {
			return true
		}
	}
	return false
}

func (b busy) add(sequences ...uint32) {
	for _, sequence := range sequences {
		b[sequence] = true
	}
}

// decide posts decisions by path for claims that were left undecided by their
// settlement, and what parties do to determinations, and reports whether any are
// outstanding.
//
// A batch has one such transaction in flight: the next path is against the root
// that it leaves. Batches do not wait for each other, but where one transaction
// rests on two of them.
func (q queue) decide(ctx context.Context, tx *store.Tx) (bool, error) {
	if err := tx.CloseDecided(ctx, q.insurer); err != nil {
		return false, err
	}
	outstanding, err := tx.BatchesToDecide(ctx, q.insurer, maxAttempts)
	if err != nil {
		return false, err
	}
	acts, err := tx.OpenActs(ctx, q.insurer)
	if err != nil {
		return false, err
	}
	inFlight := busy{}
	var free []store.BatchToDecide
	for i := range outstanding {
		batch := &outstanding[i]
		if isUnderWay(batch.IntentState, batch.IntentBlock, batch.IndexedBlock) {
			inFlight.add(batch.Sequence, batch.Other)
			continue
		}
		if err := q.failDecision(ctx, tx, batch); err != nil {
			return false, err
		}
		free = append(free, *batch)
	}
	isActing, err := q.act(ctx, tx, acts, inFlight)
	if err != nil {
		return false, err
	}
	for _, batch := range free {
		if err := q.postDecision(ctx, tx, batch, inFlight); err != nil {
			return false, err
		}
	}
	return isActing || len(inFlight) > 0, nil
}

// failDecision counts the failure of a batch's last decision, if it is one that counts.
// A claim that failed too often keeps no other back: a correction is refused, and an
// original stays as it is until somebody sees to it, or anybody proves it overdue.
func (q queue) failDecision(ctx context.Context, tx *store.Tx, batch *store.BatchToDecide) error {
	if batch.Claim == "" || batch.IntentState != store.IntentReverted {
		return nil
	}
	id := claims.BatchID{Insurer: q.insurer, Sequence: batch.Sequence}
	if batch.IsProvisional {
		return tx.ForgetDecision(ctx, id)
	}
	failures, err := tx.FailDecision(ctx, id, batch.Claim)
	if err != nil || failures < maxAttempts {
		return err
	}
	wasRefused, err := tx.RefuseCorrection(ctx, batch.Claim, batch.Failure)
	if err == nil && !wasRefused {
		q.Log.ErrorContext(ctx, "a decision is stuck", "insurer", q.insurer, "claim", batch.Claim, "failure", batch.Failure)
	}
	return err
}

// isUnderWay reports whether what came of a transaction is not known yet, or not
// shown by the read model.
func isUnderWay(state store.IntentState, block, indexed uint64) bool {
	return state == store.IntentWaiting || state == store.IntentSent || block > indexed
}

// postDecision adds the intent of a batch's next decision, if there is one that
// can be made now.
//
// A transaction has one decision: a determination's leaf holds the time of its
// block, so no other path of the batch can be told before that block is there.
func (q queue) postDecision(ctx context.Context, tx *store.Tx, row store.BatchToDecide, inFlight busy) error {
	id := claims.BatchID{Insurer: q.insurer, Sequence: row.Sequence}
	if inFlight.hasAny(row.Sequence) {
		return nil
	}
	batch, err := loadBatch(ctx, tx, id)
	if err != nil {
		return err
	}
	header, err := tx.BatchHeader(ctx, id)
	if err != nil {
		return fmt.Errorf("reading batch header: %w", err)
	}
	next, err := q.nextDecision(ctx, tx, batch, row.Decisions, inFlight)
	if err != nil || next == nil {
		return err
	}
	call, err := next.call(q.Contracts, header)
	if err != nil {
		return fmt.Errorf("encoding decision: %w", err)
	}
	inFlight.add(row.Sequence, next.other)
	if err := tx.CountDecision(ctx, id, next.claim, next.other); err != nil {
		return err
	}
	return tx.AddIntent(ctx, store.Intent{
		BusinessKey: fmt.Sprintf("decide/%d/%d/%d", id.Insurer, id.Sequence, row.Decisions+1),
		Signer:      q.keys.adjudicator,
		Recipient:   call.Recipient,
		Calldata:    call.Data,
	})
}

// decision is a claim's determination by its path. Of a replacement or a void it
// has the determination that it undoes, in the other batch.
type decision struct {
	chain.Decision
	claim    claims.ID
	standing *chain.Standing
	other    uint32
}

func (d *decision) call(contracts *chain.Contracts, header commitment.BatchHeader) (chain.Call, error) {
	if d.standing != nil {
		return contracts.Correct(header, d.Decision, *d.standing)
	}
	return contracts.Decide(header, []chain.Decision{d.Decision})
}

// nextDecision returns one of the batch's decisions that are outstanding, nil for
// none; which one moves on with the count of those that were made, so that one the
// ledger refuses does not keep the others back. A correction waits until what it
// names stands and is not under appeal, and is refused where that cannot be any more.
func (q queue) nextDecision(ctx context.Context, tx *store.Tx, batch *batch, made int, inFlight busy) (*decision, error) {
	var outstanding []int
	for i := range batch.claims {
		if batch.claims[i].IsToDecide() && batch.claims[i].DecisionFailures < maxAttempts {
			outstanding = append(outstanding, i)
		}
	}
	for n := range outstanding {
		next, err := q.decision(ctx, tx, batch, outstanding[(made+n)%len(outstanding)])
		if err != nil {
			return nil, err
		}
		if next != nil && !inFlight.hasAny(next.other) {
			return next, nil
		}
	}
	return nil, nil //nolint:nilnil // nothing can be decided now.
}

// decision returns that of claim i, nil where it cannot be made now.
func (q queue) decision(ctx context.Context, tx *store.Tx, batch *batch, i int) (*decision, error) {
	whole, err := wholeClaim(&batch.claims[i])
	if err != nil {
		return nil, err
	}
	made, err := batch.decide(i, whole)
	if err != nil || whole.Receipt.Kind == commitment.KindOriginal {
		return &decision{Decision: made, claim: batch.claims[i].ID}, err
	}
	named := whole.Receipt.Replaced
	standing, err := q.undoable(ctx, tx, named)
	if err != nil {
		return nil, err
	}
	if standing == nil {
		return nil, q.refuseOnGone(ctx, tx, batch.claims[i].ID, named)
	}
	return &decision{Decision: made, claim: batch.claims[i].ID, standing: standing, other: named.Batch.Sequence}, nil
}

// refuseOnGone refuses a correction of what the insurer can never undo: a
// determination that a panel made, or that was undone by somebody else.
func (q queue) refuseOnGone(ctx context.Context, tx *store.Tx, correction claims.ID, named claims.Number) error {
	appeals, err := tx.Appeals(ctx, named)
	if err != nil {
		return err
	}
	refusal := ""
	if slices.ContainsFunc(appeals, func(a store.Appeal) bool { return a.IsBinding() }) {
		refusal = "ClaimUnderAppeal"
	} else {
		determined, err := tx.LatestDetermination(ctx, named)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("reading determination: %w", err)
		}
		if err == nil && determined.IsReversed {
			refusal = "ClaimAlreadyReversed"
		}
	}
	if refusal == "" {
		return nil // it waits
	}
	_, err = tx.RefuseCorrection(ctx, correction, refusal)
	return err
}

// undoable returns the determination of a claim that the insurer can undo, nil
// where there is none now.
func (q queue) undoable(ctx context.Context, tx *store.Tx, number claims.Number) (*chain.Standing, error) {
	isUnderAppeal, err := tx.IsUnderAppeal(ctx, number)
	if isUnderAppeal || err != nil {
		return nil, err
	}
	return q.standing(ctx, tx, number)
}

// standing returns a claim's determination with its path, nil where it has none
// that stands.
func (q queue) standing(ctx context.Context, tx *store.Tx, number claims.Number) (*chain.Standing, error) {
	determined, err := tx.LatestDetermination(ctx, number)
	if errors.Is(err, store.ErrNotFound) || (err == nil && determined.IsReversed) {
		return nil, nil //nolint:nilnil // nothing stands.
	}
	if err != nil {
		return nil, fmt.Errorf("reading determination: %w", err)
	}
	batch, err := loadBatch(ctx, tx, number.Batch)
	if err != nil {
		return nil, err
	}
	header, err := tx.BatchHeader(ctx, number.Batch)
	if err != nil {
		return nil, fmt.Errorf("reading batch header: %w", err)
	}
	whole, err := wholeClaim(&batch.claims[number.Index])
	if err != nil {
		return nil, err
	}
	opening, err := commitment.OpenDetermination(whole.Receipt, determined.Determination, determined.DeterminedAt)
	if err != nil {
		return nil, fmt.Errorf("opening determination: %w", err)
	}
	path, err := batch.standing().Path(int(number.Index))
	if err != nil {
		return nil, fmt.Errorf("finding path: %w", err)
	}
	return &chain.Standing{Header: header, Path: path, Opening: opening}, nil
}
