package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"
)

// observation is what the node says in one round.
type observation struct {
	latest, known, finalized *rpcHeader
	// receipts by attempt; an attempt that the node cannot speak of yet is not in it,
	// nor a receipt in a block above the latest: a reorganisation could take it back
	// without touching any block that was seen.
	receipts map[Hash]*rpcReceipt
}

// observe reads the head and the receipts of all that is on its way, in one batch.
//
// The head is read before the receipts: a receipt that is recorded was read while
// that head was canonical or later. So a reorganisation that takes a recorded
// receipt back also replaces the block that the head was, which the next round
// sees; then all receipts that are not final are read again.
func (r *run) observe(ctx context.Context) error {
	o, err := r.look(ctx)
	if err != nil {
		return err
	}
	if r.head.Hash != (Hash{}) && (o.known == nil || Hash(o.known.Hash) != r.head.Hash) {
		r.opts.Log.WarnContext(ctx, "the chain was reorganised", "from", r.head.Number)
		r.isMoved = true
	}
	r.head = o.latest.head()
	if final, isKnown := r.opts.Finality.finalBelow(r.head.Number); isKnown {
		r.final = final
	} else if o.finalized != nil {
		r.final = uint64(o.finalized.Number)
	}
	if err := r.land(ctx, o.receipts); err != nil {
		return err
	}
	if r.isMoved {
		if err := r.recheck(ctx); err != nil {
			return err
		}
	}
	return r.finish(ctx)
}

// finish lets go of intents whose receipt is final. What failed provisionally waits
// again: none of its attempts can be included any more.
func (r *run) finish(ctx context.Context) error {
	var again []Intent
	for id, intent := range r.settled {
		if intent.BlockNumber > r.final {
			continue
		}
		if intent.IsProvisional {
			again = append(again, waitingAgain(*intent))
		}
		delete(r.settled, id)
	}
	r.isStale = r.isStale || len(again) > 0
	return r.recordOutcomes(ctx, again)
}

// waitingAgain returns the intent as it was when it was added. Its gas is estimated
// anew, so that it waits for what it rests on.
func waitingAgain(intent Intent) Intent {
	return Intent{
		ID: intent.ID, BusinessKey: intent.BusinessKey, Signer: intent.Signer, Recipient: intent.Recipient,
		Calldata: intent.Calldata, Value: intent.Value, State: StateWaiting,
	}
}

func (r *run) look(ctx context.Context) (*observation, error) {
	o := &observation{receipts: map[Hash]*rpcReceipt{}}
	batch := []rpc.BatchElem{
		{Method: "eth_getBlockByNumber", Args: []any{"latest", false}, Result: &o.latest},
		{Method: "eth_getBlockByNumber", Args: []any{hexutil.Uint64(r.head.Number), false}, Result: &o.known},
	}
	if _, isKnown := r.opts.Finality.finalBelow(0); !isKnown {
		batch = append(batch, rpc.BatchElem{Method: "eth_getBlockByNumber", Args: []any{"finalized", false}, Result: &o.finalized})
	}
	fixed := len(batch)
	var hashes []Hash
	for _, l := range r.lanes {
		for _, f := range l.flights {
			for _, attempt := range f.Attempts {
				hashes = append(hashes, attempt.Hash)
			}
		}
	}
	found := make([]*rpcReceipt, len(hashes))
	for i, hash := range hashes {
		batch = append(batch, receiptCall(common.Hash(hash), &found[i]))
	}
	if err := r.client.batch(ctx, batch); err != nil {
		return nil, err
	}
	if batch[0].Error != nil || o.latest == nil || batch[1].Error != nil {
		return nil, fmt.Errorf("reading the head: %w", errors.Join(batch[0].Error, batch[1].Error))
	}
	for i, hash := range hashes {
		if batch[fixed+i].Error == nil && (found[i] == nil || found[i].BlockNumber <= o.latest.Number) {
			o.receipts[hash] = found[i]
		}
	}
	return o, nil
}

// land records the receipts that were found.
func (r *run) land(ctx context.Context, receipts map[Hash]*rpcReceipt) error {
	var outcomes []Intent
	for _, l := range r.lanes {
		for _, f := range l.flights {
			if attempt, receipt := receiptOf(f.Attempts, receipts); receipt != nil {
				outcomes = append(outcomes, r.outcome(ctx, f.Intent, attempt, receipt))
			}
		}
	}
	r.judgeFailures(outcomes)
	if err := r.recordOutcomes(ctx, outcomes); err != nil {
		return err
	}
	for i := range outcomes {
		r.removeFlight(&outcomes[i])
		r.settled[outcomes[i].ID] = &outcomes[i]
	}
	return nil
}

func (r *run) removeFlight(intent *Intent) {
	l := r.lanes[intent.Signer]
	for i, f := range l.flights {
		if f.ID == intent.ID {
			l.flights = append(l.flights[:i], l.flights[i+1:]...)
			return
		}
	}
}

func receiptOf(attempts []Attempt, receipts map[Hash]*rpcReceipt) (Attempt, *rpcReceipt) {
	for _, attempt := range attempts {
		if receipt := receipts[attempt.Hash]; receipt != nil {
			return attempt, receipt
		}
	}
	return Attempt{}, nil
}

// outcome returns the intent with what the receipt of its attempt says.
func (r *run) outcome(ctx context.Context, intent Intent, attempt Attempt, receipt *rpcReceipt) Intent {
	intent.TxHash = attempt.Hash
	intent.BlockNumber, intent.BlockHash = uint64(receipt.BlockNumber), Hash(receipt.BlockHash)
	intent.GasUsed = uint64(receipt.GasUsed)
	switch {
	case attempt.IsNoop:
		intent.State = StateReplaced
	case receipt.Status == 1:
		intent.State, intent.Failure, intent.WasIncluded = StateIncluded, "", true
	default:
		intent.State, intent.Failure = StateReverted, r.explain(ctx, intent)
		r.opts.Log.WarnContext(ctx, "transaction reverted", "intent", intent.BusinessKey, "failure", intent.Failure)
	}
	return intent
}

// explain finds out why an included transaction failed, by making its call again
// on the block before. What stood before it in its own block may be the reason;
// then the failure stays unexplained.
func (r *run) explain(ctx context.Context, intent Intent) string {
	args := callArgs(intent.Signer, intent.Recipient, intent.Calldata, intent.Value)
	args["gas"] = hexutil.Uint64(intent.GasLimit)
	for _, block := range []uint64{intent.BlockNumber - 1, intent.BlockNumber} {
		_, err := r.client.ethCall(ctx, args, hexutil.EncodeBig(new(big.Int).SetUint64(block)))
		if revert := DecodeRevert(err); revert != nil {
			return revert.Name
		}
	}
	if intent.GasUsed == intent.GasLimit {
		return RevertOutOfGas
	}
	return RevertUnexplained
}

// recheck reads the receipts again that are not final. An intent whose receipt is
// gone is on its way again, at the same nonce and with the same bytes.
func (r *run) recheck(ctx context.Context) error {
	var hashes []common.Hash
	for _, intent := range r.settled {
		for _, attempt := range intent.Attempts {
			hashes = append(hashes, common.Hash(attempt.Hash))
		}
	}
	found, err := r.client.receipts(ctx, hashes)
	if err != nil {
		return err
	}
	receipts := map[Hash]*rpcReceipt{}
	for i, hash := range hashes {
		receipts[Hash(hash)] = found[i]
	}
	var outcomes []Intent
	r.isMoved = false
	for _, intent := range r.settled {
		attempt, receipt := receiptOf(intent.Attempts, receipts)
		switch {
		case receipt == nil:
			outcomes = append(outcomes, takenBack(*intent))
		case uint64(receipt.BlockNumber) > r.head.Number:
			r.isMoved = true // it is looked at again when its block was seen
		case Hash(receipt.BlockHash) != intent.BlockHash:
			outcomes = append(outcomes, r.outcome(ctx, *intent, attempt, receipt))
		}
	}
	r.judgeFailures(outcomes)
	if err := r.recordOutcomes(ctx, outcomes); err != nil {
		r.isMoved = true
		return err
	}
	for i := range outcomes {
		if outcomes[i].State == StateSent {
			r.opts.Log.WarnContext(ctx, "transaction was taken back", "intent", outcomes[i].BusinessKey)
			delete(r.settled, outcomes[i].ID)
			r.takeOff(outcomes[i])
		} else {
			r.settled[outcomes[i].ID] = &outcomes[i]
		}
	}
	return nil
}

// takenBack returns the intent without its receipt. A no-op stays one.
func takenBack(intent Intent) Intent {
	if !intent.Attempts[len(intent.Attempts)-1].IsNoop {
		intent.Failure = ""
	}
	intent.State, intent.TxHash, intent.BlockHash = StateSent, Hash{}, Hash{}
	intent.BlockNumber, intent.GasUsed, intent.IsProvisional = 0, 0, false
	return intent
}
