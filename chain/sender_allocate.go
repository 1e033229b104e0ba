package chain

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"
)

// estimate is what the node says of a call.
type estimate struct {
	gas uint64
	err error
}

// allocate gives waiting intents their nonces, in the order of their ids for each
// signer, and keeps their signed bytes. They go out with the next broadcast.
//
// A call that would revert gets no nonce. That is only certain when nothing older
// is on its way: what it rests on may be in there. Until then it waits, and so do
// the later ones of its signer.
func (r *run) allocate(ctx context.Context) error {
	if len(r.waiting) == 0 {
		return nil
	}
	candidates := r.candidates()
	estimates, err := r.estimate(ctx, candidates)
	if err != nil {
		return err
	}
	var sent, refused []Intent
	isBlocked := map[Address]bool{}
	for _, intent := range candidates {
		gas, verdict := r.judge(ctx, intent, estimates)
		if isBlocked[intent.Signer] || verdict == verdictLater {
			isBlocked[intent.Signer] = true
			continue
		}
		if verdict == verdictNever {
			refused = append(refused, intent)
			refused[len(refused)-1].State = StateReverted
			refused[len(refused)-1].Failure = DecodeRevert(estimates[intent.ID].err).Name
			r.opts.Log.WarnContext(ctx, "transaction would revert",
				"intent", intent.BusinessKey, "failure", refused[len(refused)-1].Failure)
			continue
		}
		intent.GasLimit = gas
		if intent, err = r.sign(ctx, intent); err != nil {
			r.forgetNonces(sent)
			return err
		}
		sent = append(sent, intent)
	}
	return r.commit(ctx, sent, refused)
}

// candidates returns the waiting intents for which there is room, by id.
func (r *run) candidates() []Intent {
	room := map[Address]int{}
	var candidates []Intent
	for _, intent := range r.waiting {
		if _, isKnown := room[intent.Signer]; !isKnown {
			room[intent.Signer] = r.opts.MaxInFlight
			if l := r.lanes[intent.Signer]; l != nil {
				room[intent.Signer] -= len(l.flights)
			}
		}
		if room[intent.Signer] > 0 {
			room[intent.Signer]--
			candidates = append(candidates, intent)
		}
	}
	return candidates
}

// estimate asks for the gas of those without a limit, in one batch. It asks again
// when something changed, and from time to time. Answers from a chain that lacks the
// head that was seen are none: what stands here as included may be gone there.
func (r *run) estimate(ctx context.Context, candidates []Intent) (map[int64]estimate, error) {
	estimates := map[int64]estimate{}
	if time.Since(r.estimateAt) < estimateEvery {
		return estimates, nil
	}
	var batch []rpc.BatchElem
	var ids []int64
	for _, intent := range candidates {
		if intent.GasLimit == 0 {
			ids = append(ids, intent.ID)
			batch = append(batch, rpc.BatchElem{
				Method: "eth_estimateGas",
				Args:   []any{callArgs(intent.Signer, intent.Recipient, intent.Calldata, intent.Value), "latest"},
				Result: new(hexutil.Uint64),
			})
		}
	}
	if len(batch) == 0 {
		return estimates, nil
	}
	var seen *rpcHeader
	batch = append(batch, rpc.BatchElem{
		Method: "eth_getBlockByNumber", Args: []any{hexutil.Uint64(r.head.Number), false}, Result: &seen,
	})
	if err := r.client.batch(ctx, batch); err != nil {
		return nil, err
	}
	if seen == nil || Hash(seen.Hash) != r.head.Hash {
		return estimates, nil
	}
	for i, element := range batch[:len(ids)] {
		estimates[ids[i]] = estimate{gas: uint64(*element.Result.(*hexutil.Uint64)), err: element.Error}
	}
	r.estimateAt = time.Now()
	return estimates, nil
}

type verdict uint8

const (
	verdictSend verdict = iota
	verdictLater
	verdictNever
)

// judge says what becomes of a candidate, and the gas that it gets: a quarter
// more than it needed, since others may come before it.
func (r *run) judge(ctx context.Context, intent Intent, estimates map[int64]estimate) (uint64, verdict) {
	if intent.GasLimit > 0 {
		return intent.GasLimit, verdictSend
	}
	answer, isKnown := estimates[intent.ID]
	switch {
	case !isKnown:
		return 0, verdictLater
	case answer.err == nil:
		return max(min(answer.gas+answer.gas/4, r.opts.MaxGas), answer.gas), verdictSend
	case DecodeRevert(answer.err) == nil:
		r.opts.Log.WarnContext(ctx, "gas cannot be estimated yet", "intent", intent.BusinessKey, "error", answer.err)
		return 0, verdictLater
	case r.restsOnNothing(intent, r.firstSeen[intent.ID]):
		return 0, verdictNever
	default:
		return 0, verdictLater
	}
}

// sign gives the intent its signer's next nonce and its first attempt.
func (r *run) sign(ctx context.Context, intent Intent) (Intent, error) {
	l, err := r.laneOf(ctx, intent.Signer)
	if err != nil {
		return Intent{}, err
	}
	if err := r.refreshFees(ctx); err != nil {
		return Intent{}, err
	}
	intent.HasNonce, intent.Nonce, intent.State = true, l.next, StateSent
	attempt, err := r.attempt(ctx, intent, r.fees, false)
	if err != nil {
		return Intent{}, err
	}
	intent.Attempts = []Attempt{attempt}
	l.next++
	return intent, nil
}

// forgetNonces has the nonces of intents that were not recorded given again.
func (r *run) forgetNonces(sent []Intent) {
	for _, intent := range sent {
		r.lanes[intent.Signer].next = 0
	}
}

// laneOf returns the signer's lane with its next nonce: above all that the store
// and the chain know of.
func (r *run) laneOf(ctx context.Context, signer Address) (*lane, error) {
	l := r.lanes[signer]
	if l == nil {
		l = &lane{}
		r.lanes[signer] = l
	}
	if l.next > 0 {
		return l, nil
	}
	last, isKnown, err := r.store.LastNonce(ctx, signer)
	if err != nil {
		return nil, storeFault{fmt.Errorf("finding the last nonce: %w", err)}
	}
	next, err := r.client.nonce(ctx, common.Address(signer), "latest")
	if err != nil {
		return nil, err
	}
	if isKnown {
		next = max(next, last+1)
	}
	l.next = next
	return l, nil
}

func (r *run) refreshFees(ctx context.Context) error {
	if time.Since(r.feesAt) < feesFor {
		return nil
	}
	fees, err := r.client.suggestFees(ctx)
	if err != nil {
		return err
	}
	r.fees, r.feesAt = fees, time.Now()
	return nil
}

// attempt signs one form of an intent. A no-op sends nothing to the signer itself.
func (r *run) attempt(ctx context.Context, intent Intent, offered fees, isNoop bool) (Attempt, error) {
	recipient := common.Address(intent.Recipient)
	body := txBody{
		chainID: r.client.ChainID(), nonce: intent.Nonce, to: &recipient, data: intent.Calldata, value: intent.Value,
		gas: intent.GasLimit,
	}
	if isNoop {
		self := common.Address(intent.Signer)
		body.to, body.data, body.value, body.gas = &self, nil, new(big.Int), 21_000
	}
	if body.value == nil {
		body.value = new(big.Int)
	}
	signer := txSigner(r.client.ChainID())
	unsigned := offered.transaction(body)
	signature, err := r.keys.sign(ctx, intent.Signer, Hash(signer.Hash(unsigned)))
	if err != nil {
		return Attempt{}, fmt.Errorf("signing for %s: %w", intent.BusinessKey, err)
	}
	tx, err := unsigned.WithSignature(signer, signature)
	if err != nil {
		return Attempt{}, fmt.Errorf("signing for %s: %w", intent.BusinessKey, err)
	}
	raw, err := tx.MarshalBinary()
	if err != nil {
		return Attempt{}, fmt.Errorf("encoding a transaction: %w", err)
	}
	return Attempt{
		Hash: Hash(tx.Hash()), Raw: raw, FeeCap: offered.cap, TipCap: offered.tip, IsNoop: isNoop, SentAt: time.Now(),
	}, nil
}

// commit writes what was decided; only then does it count.
func (r *run) commit(ctx context.Context, sent, refused []Intent) error {
	if len(sent) > 0 {
		if err := r.recordSent(ctx, sent); err != nil {
			return err
		}
		for _, intent := range sent {
			r.takeOff(intent)
		}
	}
	if err := r.recordOutcomes(ctx, refused); err != nil {
		return err
	}
	gone := map[int64]bool{}
	for _, intent := range append(sent, refused...) {
		gone[intent.ID] = true
	}
	var left []Intent
	for _, intent := range r.waiting {
		if !gone[intent.ID] {
			left = append(left, intent)
		}
	}
	// There may be more than one reading gives.
	r.isStale = len(r.waiting) == waitingMax && len(gone) > 0
	r.waiting = left
	return nil
}
