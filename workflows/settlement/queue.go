package settlement

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

const (
	// maxBatchClaims is the ledger's limit.
	maxBatchClaims = 512
	// maxOpen bounds the batches that a step looks at. There are more only after the
	// read model was emptied.
	maxOpen = 256
	// maxReceiving bounds the receipts in flight: each rests on the one before.
	maxReceiving = 8
	// maxAttempts is how often a stage's transaction is tried before the queue
	// stops and says so.
	maxAttempts = 8
)

// queue is one insurer's way through the ledger.
type queue struct {
	*Activities
	insurer claims.InsurerID
	keys    insurerKeys
	prices  prices // of the chain
}

// step posts whatever can be posted now, and reports whether nothing is under way.
// What it posts rests on one reading of the chain: a step in which the read model was
// taken back is as if it had not been.
func (q queue) step(ctx context.Context) (isIdle bool, err error) {
	err = q.DB.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.LockInsurerQueue(ctx, q.insurer); err != nil {
			return err
		}
		if err := tx.ReopenRewound(ctx, q.insurer); err != nil {
			return err
		}
		if isIdle, err = q.post(ctx, tx); err != nil {
			return err
		}
		return tx.CheckRewound(ctx, q.insurer)
	})
	if errors.Is(err, store.ErrRewound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("taking settlement queue of insurer %d forward: %w", q.insurer, err)
	}
	return isIdle, nil
}

// post is what a step does.
func (q queue) post(ctx context.Context, tx *store.Tx) (isIdle bool, err error) {
	open, err := tx.OpenBatches(ctx, q.insurer, maxOpen)
	if err != nil {
		return false, err
	}
	isPaused, err := q.isPaused(ctx, tx)
	if isPaused || err != nil {
		return false, err // it goes on when the pause ends
	}
	// Claims are determined in the order of their batches: none is settled for the
	// first time while one before it may have to be settled again. Those that may
	// have to be fail, if they do, in their order.
	isHeld := false
	for _, batch := range open {
		if isHeld && !batch.IsRewound && batch.Stage == store.BatchReceiving && batch.IsReceived {
			continue
		}
		if err := q.advance(ctx, tx, batch); err != nil {
			return false, err
		}
		isHeld = isHeld || (batch.IsRewound && !batch.IsSettled)
	}
	assigned, err := q.assignReceipts(ctx, tx, open)
	if err != nil {
		return false, err
	}
	undecided, err := q.decide(ctx, tx)
	return len(open) == 0 && !assigned && !undecided, err
}

// isPaused reports whether the ledger takes nothing of the insurer's own doing now:
// what parties and panels do to determinations goes on.
func (q queue) isPaused(ctx context.Context, tx *store.Tx) (bool, error) {
	isPaused, err := tx.IsInsurerPaused(ctx, q.insurer)
	if err != nil || !isPaused {
		return false, err
	}
	acts, err := tx.OpenActs(ctx, q.insurer)
	if err != nil {
		return true, err
	}
	acts = slices.DeleteFunc(acts, func(a store.OpenAct) bool { return isHeldByPause(&a) })
	_, err = q.act(ctx, tx, acts, busy{})
	return true, err
}

// advance moves one batch to its next stage when the read model shows that the
// stage's transaction took effect, and repeats a transaction that failed.
func (q queue) advance(ctx context.Context, tx *store.Tx, batch store.OpenBatch) error {
	id := claims.BatchID{Insurer: q.insurer, Sequence: batch.Sequence}
	switch {
	case batch.IsSettled: // by a panel, where the stage is not that yet: it ruled on a claim that was let lie
		if err := tx.ReopenUndecided(ctx, id); err != nil {
			return err
		}
		return tx.CloseBatch(ctx, id)
	case batch.Stage == store.BatchReceiving && batch.IsReceived:
		return q.postSettlement(ctx, tx, id, batch.SettleAttempt)
	case batch.IntentState != store.IntentReverted:
		return nil // under way
	case batch.IntentBlock > batch.IndexedBlock:
		return nil // the read model, which the next attempt rests on, is not there yet
	case batch.Stage == store.BatchReceiving:
		if batch.ReceiptAttempt >= maxAttempts {
			q.reportStuck(ctx, batch)
			return nil
		}
		return q.postReceipt(ctx, tx, id, batch.ReceiptAttempt+1)
	case !batch.IsReceived:
		return nil // a reorganisation took the receipt back: it comes again
	case batch.SettleAttempt >= maxAttempts:
		q.reportStuck(ctx, batch)
		return nil
	default:
		return q.postSettlement(ctx, tx, id, batch.SettleAttempt+1)
	}
}

func (q queue) reportStuck(ctx context.Context, batch store.OpenBatch) {
	q.Log.ErrorContext(ctx, "batch is stuck", "insurer", q.insurer, "batch", batch.Sequence, "stage", batch.Stage)
}

// assignReceipts puts waiting submissions under new batches and posts their receipts.
func (q queue) assignReceipts(ctx context.Context, tx *store.Tx, open []store.OpenBatch) (bool, error) {
	if len(open) == maxOpen {
		return false, nil
	}
	receiving := 0
	for _, batch := range open {
		if batch.Stage == store.BatchReceiving {
			receiving++
		}
	}
	wasAssigned := false
	for ; receiving < maxReceiving; receiving++ {
		waiting, err := tx.WaitingSubmissions(ctx, q.insurer, maxBatchClaims)
		if err != nil || len(waiting) == 0 {
			return wasAssigned, err
		}
		last, err := tx.LastBatch(ctx, q.insurer)
		if err != nil {
			return wasAssigned, err
		}
		id := claims.BatchID{Insurer: q.insurer, Sequence: last + 1}
		if err := tx.CreateBatch(ctx, id, fill(waiting, q.prices), q.Clock()); err != nil {
			return wasAssigned, err
		}
		if err := q.postReceipt(ctx, tx, id, 1); err != nil {
			return wasAssigned, err
		}
		wasAssigned = true
	}
	return wasAssigned, nil
}

// fill takes submissions, in order, while they fit one batch and its settlement one
// transaction. The first is always taken: what of it does not fit is decided by path.
func fill(waiting []store.WaitingSubmission, p prices) []store.WaitingSubmission {
	count, gas := 0, settlementGas{prices: p}
	for i, submission := range waiting {
		count += submission.ClaimCount
		gas.addSubmission(submission.Provider)
		gas.addUnread(submission.ClaimCount, submission.WordCount)
		if i > 0 && (count > maxBatchClaims || gas.sum() > maxTransactionGas) {
			return waiting[:i]
		}
	}
	return waiting
}

// postReceipt adds the intent of a batch's receipt.
func (q queue) postReceipt(ctx context.Context, tx *store.Tx, id claims.BatchID, attempt int) error {
	submissions, err := tx.BatchSubmissions(ctx, id)
	if err != nil {
		return err
	}
	call, err := q.Contracts.ReceiveBatch(id.Insurer, id.Sequence, signedSubmissions(id.Insurer, submissions))
	if err != nil {
		return fmt.Errorf("encoding receipt: %w", err)
	}
	if err := tx.CountReceipt(ctx, id, attempt); err != nil {
		return err
	}
	return tx.AddIntent(ctx, store.Intent{
		BusinessKey: fmt.Sprintf("receipt/%d/%d/%d", id.Insurer, id.Sequence, attempt),
		Signer:      q.keys.gateway,
		Recipient:   call.Recipient,
		Calldata:    call.Data,
		GasLimit:    q.prices.receiptGas(len(submissions)),
	})
}

// postSettlement adds the intent of a batch's settlement.
func (q queue) postSettlement(ctx context.Context, tx *store.Tx, id claims.BatchID, attempt int) error {
	batch, err := loadBatch(ctx, tx, id)
	if err != nil {
		return err
	}
	header, err := tx.BatchHeader(ctx, id)
	if err != nil {
		return fmt.Errorf("reading batch header: %w", err)
	}
	words, gas, err := batch.settlement(q.prices)
	if err != nil {
		return fmt.Errorf("encoding settlement: %w", err)
	}
	call, err := q.Contracts.SettleBatch(header, words)
	if err != nil {
		return fmt.Errorf("encoding settlement: %w", err)
	}
	if err := tx.CountSettlement(ctx, id, attempt); err != nil {
		return err
	}
	return tx.AddIntent(ctx, store.Intent{
		BusinessKey: fmt.Sprintf("settle/%d/%d/%d", id.Insurer, id.Sequence, attempt),
		Signer:      q.keys.adjudicator,
		Recipient:   call.Recipient,
		Calldata:    call.Data,
		GasLimit:    gas.limit(),
	})
}

func signedSubmissions(insurer claims.InsurerID, rows []store.BatchSubmission) []chain.SignedSubmission {
	signed := make([]chain.SignedSubmission, len(rows))
	for i, row := range rows {
		signed[i] = chain.SignedSubmission{
			Submission: chain.Submission{
				Insurer: insurer, Provider: row.Provider, Sequence: row.Sequence,
				Root: row.Root, Count: uint16(row.ClaimCount), Deadline: row.Deadline,
			},
			Signature: row.Signature,
		}
	}
	return signed
}
