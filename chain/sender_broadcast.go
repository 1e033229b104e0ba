package chain

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"
)

// broadcast sends the newest bytes of what is on its way: at once when they are
// new or were taken back, and again from time to time, since nodes forget.
func (r *run) broadcast(ctx context.Context) error {
	var due []*flight
	var batch []rpc.BatchElem
	for _, l := range r.lanes {
		for _, f := range l.flights { // by nonce
			if time.Since(f.resentAt) >= r.opts.RebroadcastAfter {
				due = append(due, f)
				batch = append(batch, rpc.BatchElem{
					Method: "eth_sendRawTransaction", Args: []any{hexutil.Bytes(f.newest().Raw)}, Result: new(common.Hash),
				})
			}
		}
	}
	if len(due) == 0 {
		return nil
	}
	if err := r.client.batch(ctx, batch); err != nil {
		return err
	}
	now := time.Now()
	for i, f := range due {
		f.resentAt = now
		r.heed(ctx, f, batch[i].Error)
	}
	return nil
}

// heed acts on what a node says of a transaction. What it says is text: the
// phrases are those of go-ethereum, and others' clients use them too.
func (r *run) heed(ctx context.Context, f *flight, err error) {
	if err == nil {
		return
	}
	text := strings.ToLower(err.Error())
	says := func(phrases ...string) bool {
		for _, phrase := range phrases {
			if strings.Contains(text, phrase) {
				return true
			}
		}
		return false
	}
	switch {
	case isKnownTransaction(err):
	case says("nonce too low"):
		if f.nonceGoneAt.IsZero() {
			f.nonceGoneAt = time.Now()
		}
	case says("underpriced", "fee cap", "less than block base fee", "gas price below minimum", "tip cap"):
		f.mustReplace = true
	case says("gas limit too high", "exceeds block gas limit", "intrinsic gas too low", "floor data gas", "oversized data",
		"invalid sender", "gas uint64 overflow"):
		if !f.newest().IsNoop {
			r.opts.Log.ErrorContext(ctx, "no block can hold a transaction", "intent", f.BusinessKey, "error", err)
			f.refusal = RevertRefused
		}
	default:
		r.opts.Log.WarnContext(ctx, "a transaction is not taken yet", "intent", f.BusinessKey, "error", err)
	}
}

// isKnownTransaction reports whether a node refused a transaction since it has it.
func isKnownTransaction(err error) bool {
	text := strings.ToLower(err.Error())
	return strings.Contains(text, "already known") || strings.Contains(text, "already imported") ||
		strings.Contains(text, "known transaction")
}

// replace makes another attempt, at the same nonce, of what does not get through:
// one that offers more, or, when the intent can no longer succeed, one that does
// nothing.
func (r *run) replace(ctx context.Context) error {
	for _, l := range r.lanes {
		for i, f := range l.flights {
			isNoop, isDue, err := r.isToReplace(ctx, f, i == 0)
			if err != nil {
				return err
			}
			if isDue {
				if err := r.replaceFlight(ctx, f, isNoop); err != nil {
					return err
				}
			}
		}
	}
	return r.giveBackNonces(ctx)
}

func (r *run) isToReplace(ctx context.Context, f *flight, isFirst bool) (isNoop, isDue bool, err error) {
	switch {
	case !f.nonceGoneAt.IsZero():
		return false, false, nil
	case f.refusal != "" && !f.newest().IsNoop:
		return true, true, nil
	case f.mustReplace:
		return f.newest().IsNoop, true, nil
	case !isFirst, time.Since(f.attemptedAt) < r.opts.ReplaceAfter:
		// Those behind the first wait for it; their own fees are not the reason.
		return false, false, nil
	case f.newest().IsNoop:
		return true, true, nil
	}
	// Its signer's before it are included. If no other's is outstanding either and it
	// would revert now, it always will.
	revert, err := r.wouldRevert(ctx, f.Intent)
	if revert != nil && r.restsOnNothing(f.Intent, f.Attempts[0].SentAt) {
		f.refusal = revert.Name
	}
	return f.refusal != "", true, err
}

// wouldRevert says why the intent's call would revert on the newest block, nil
// when it would not.
func (r *run) wouldRevert(ctx context.Context, intent Intent) (*RevertError, error) {
	var gas hexutil.Uint64
	args := callArgs(intent.Signer, intent.Recipient, intent.Calldata, intent.Value)
	err := r.client.call(ctx, &gas, "eth_estimateGas", args, "latest")
	if revert := DecodeRevert(err); revert != nil {
		return revert, nil
	}
	return nil, err
}

func (r *run) replaceFlight(ctx context.Context, f *flight, isNoop bool) error {
	if err := r.refreshFees(ctx); err != nil {
		return err
	}
	last := f.newest()
	offered := r.fees.replacing(fees{cap: last.FeeCap, tip: last.TipCap})
	if offered.cap.Cmp(r.opts.MaxFee) > 0 {
		r.opts.Log.ErrorContext(ctx, "a transaction would cost more than is permitted", "intent", f.BusinessKey, "fee", offered.cap)
		f.attemptedAt, f.mustReplace = time.Now(), false // look again later
		return nil
	}
	attempt, err := r.attempt(ctx, f.Intent, offered, isNoop)
	if err != nil {
		return err
	}
	record := f.Intent
	record.Failure = f.refusal
	record.Attempts = []Attempt{attempt}
	if err := r.recordSent(ctx, []Intent{record}); err != nil {
		return err
	}
	r.opts.Log.InfoContext(ctx, "a transaction is replaced",
		"intent", f.BusinessKey, "nonce", f.Nonce, "attempt", len(f.Attempts)+1, "noop", isNoop, "failure", f.refusal)
	f.Failure = f.refusal
	f.Attempts = append(f.Attempts, attempt)
	f.attemptedAt, f.resentAt, f.mustReplace = time.Now(), time.Time{}, false
	return nil
}

// giveBackNonces finds intents whose nonce was used by somebody else who has the
// key, and lets them wait for another nonce. That is safe only when the other
// transaction is final: none of the intent's attempts can then ever be included.
// For a while a missing receipt only means that it is about to be seen.
func (r *run) giveBackNonces(ctx context.Context) error {
	var robbed []Intent
	for signer, l := range r.lanes {
		for _, f := range l.flights {
			if f.nonceGoneAt.IsZero() || time.Since(f.nonceGoneAt) < 2*r.opts.RebroadcastAfter {
				continue
			}
			used, err := r.client.nonce(ctx, common.Address(signer), hexutil.EncodeUint64(r.final))
			if err != nil {
				return err
			}
			if used <= f.Nonce {
				f.nonceGoneAt = time.Now() // not final: ask again later
				continue
			}
			isOurs, err := r.hasReceipt(ctx, f)
			if err != nil || isOurs {
				return err // the next round records it
			}
			r.opts.Log.ErrorContext(ctx, "somebody else used a nonce of ours",
				"intent", f.BusinessKey, "signer", FormatAddress(signer), "nonce", f.Nonce)
			intent := f.Intent
			intent.State, intent.HasNonce, intent.Nonce, intent.Failure = StateWaiting, false, 0, ""
			robbed = append(robbed, intent)
		}
	}
	if err := r.recordOutcomes(ctx, robbed); err != nil {
		return err
	}
	for i := range robbed {
		r.removeFlight(&robbed[i])
		r.lanes[robbed[i].Signer].next = 0
		r.isStale = true
	}
	return nil
}

func (r *run) hasReceipt(ctx context.Context, f *flight) (bool, error) {
	hashes := make([]common.Hash, len(f.Attempts))
	for i, attempt := range f.Attempts {
		hashes[i] = common.Hash(attempt.Hash)
	}
	receipts, err := r.client.receipts(ctx, hashes)
	if err != nil {
		return false, fmt.Errorf("looking for receipts: %w", err)
	}
	for _, receipt := range receipts {
		if receipt != nil {
			return true, nil
		}
	}
	return false, nil
}
