package store

import (
	"context"
	"math/big"
	"time"

	"github.com/clearclaim/clearclaim/store/sqlc"
)

// IntentState is where an intent is on its way to the chain.
type IntentState string

// The states of an intent. The sender of the package chain moves it through them.
const (
	IntentWaiting  IntentState = "waiting"  // it has no nonce
	IntentSent     IntentState = "sent"     // it is signed, kept and on its way
	IntentIncluded IntentState = "included" // its receipt stands
	IntentReverted IntentState = "reverted" // it was included and failed, or was refused without a nonce
	IntentReplaced IntentState = "replaced" // its nonce went to a transaction that does nothing
)

// senderLease is the lease that fences the sender's writes.
const senderLease = "sender"

// SenderIntent is an intent as the sender sees it. It is an alias of a plain
// struct: the sender's package names the same one, so that neither imports the other.
type SenderIntent = struct {
	ID            int64
	BusinessKey   string
	Signer        [20]byte
	Recipient     [20]byte
	Calldata      []byte
	Value         *big.Int
	GasLimit      uint64
	State         string
	Failure       string
	HasNonce      bool
	Nonce         uint64
	TxHash        [32]byte
	BlockNumber   uint64
	BlockHash     [32]byte
	GasUsed       uint64
	WasIncluded   bool
	IsProvisional bool
	Attempts      []SenderAttempt
}

// SenderAttempt is one signed form of an intent. An alias, as [SenderIntent] is.
type SenderAttempt = struct {
	Hash   [32]byte
	Raw    []byte
	FeeCap *big.Int
	TipCap *big.Int
	IsNoop bool
	SentAt time.Time
}

// WatchIntents returns a channel that receives when an intent may have been added.
func (d *DB) WatchIntents(ctx context.Context) (<-chan struct{}, error) {
	notified, err := d.Listen(ctx, ChannelIntent)
	if err != nil {
		return nil, err
	}
	out := make(chan struct{}, 1)
	go func() {
		defer close(out)
		for range notified {
			select {
			case out <- struct{}{}:
			default: // one is waiting already
			}
		}
	}()
	return out, nil
}

// WaitingIntents returns up to limit intents without a nonce, by id.
func (q Queries) WaitingIntents(ctx context.Context, limit int) ([]SenderIntent, error) {
	rows, err := q.q.WaitingIntents(ctx, int32(limit))
	if err != nil {
		return nil, faultOf(err)
	}
	intents := make([]SenderIntent, len(rows))
	for i, row := range rows {
		intents[i] = SenderIntent{
			ID: row.ID, BusinessKey: row.BusinessKey, Signer: [20]byte(row.Signer), Recipient: [20]byte(row.Recipient),
			Calldata: row.Calldata, Value: bigOf(row.ValueWei), GasLimit: uint64(row.GasLimit), State: string(IntentWaiting),
		}
	}
	return intents, nil
}

// SentIntents returns the intents that are on their way, with their attempts, by id.
func (q Queries) SentIntents(ctx context.Context) ([]SenderIntent, error) {
	rows, err := q.q.SentIntents(ctx)
	if err != nil {
		return nil, faultOf(err)
	}
	return q.withAttempts(ctx, rows)
}

// SettledIntents returns the intents whose receipt is in a block above the number,
// and those whose failure is provisional, with their attempts, by id.
func (q Queries) SettledIntents(ctx context.Context, above uint64) ([]SenderIntent, error) {
	number := int64(above)
	rows, err := q.q.SettledIntents(ctx, &number)
	if err != nil {
		return nil, faultOf(err)
	}
	return q.withAttempts(ctx, rows)
}

// IntentByKey returns an intent without its attempts, and false when there is none.
func (q Queries) IntentByKey(ctx context.Context, businessKey string) (SenderIntent, bool, error) {
	row, err := q.q.IntentByKey(ctx, businessKey)
	if err = faultOf(err); err != nil {
		return SenderIntent{}, false, unlessNotFound(err)
	}
	return senderIntentOf(row), true, nil
}

// unlessNotFound drops [ErrNotFound], for those who say so in another way.
func unlessNotFound(err error) error {
	if err == ErrNotFound { //nolint:errorlint // as faultOf returns it
		return nil
	}
	return err
}

// LastNonce returns the highest nonce given to the signer's intents, and false
// when none was.
func (q Queries) LastNonce(ctx context.Context, signer [20]byte) (uint64, bool, error) {
	last, err := q.q.LastNonce(ctx, signer[:])
	if err != nil || last < 0 {
		return 0, false, faultOf(err)
	}
	return uint64(last), true, nil
}

func (q Queries) withAttempts(ctx context.Context, rows []sqlc.TransactionIntent) ([]SenderIntent, error) {
	intents := make([]SenderIntent, len(rows))
	ids := make([]int64, len(rows))
	at := map[int64]int{}
	for i, row := range rows {
		intents[i], ids[i], at[row.ID] = senderIntentOf(row), row.ID, i
	}
	attempts, err := q.q.AttemptsOf(ctx, ids)
	if err != nil {
		return nil, faultOf(err)
	}
	for _, row := range attempts {
		intent := &intents[at[row.IntentID]]
		intent.Attempts = append(intent.Attempts, SenderAttempt{
			Hash: [32]byte(row.Hash), Raw: row.Raw, FeeCap: bigOf(row.FeeCapWei), TipCap: bigOf(row.TipCapWei),
			IsNoop: row.IsNoop, SentAt: inUTC(row.SentAt),
		})
	}
	return intents, nil
}

func senderIntentOf(row sqlc.TransactionIntent) SenderIntent {
	intent := SenderIntent{
		ID: row.ID, BusinessKey: row.BusinessKey, Signer: [20]byte(row.Signer), Recipient: [20]byte(row.Recipient),
		Calldata: row.Calldata, Value: bigOf(row.ValueWei), GasLimit: uint64(row.GasLimit), State: row.State,
		Failure: required(row.Failure), WasIncluded: row.WasIncluded, IsProvisional: row.IsProvisional,
	}
	if row.Nonce != nil {
		intent.HasNonce, intent.Nonce = true, uint64(*row.Nonce)
	}
	if row.BlockNumber != nil {
		intent.BlockNumber, intent.GasUsed = uint64(*row.BlockNumber), uint64(*row.GasUsed)
		intent.BlockHash, intent.TxHash = [32]byte(row.BlockHash), [32]byte(row.TxHash)
	}
	return intent
}

// bigOf reads a numeric of no decimals.
func bigOf(digits string) *big.Int {
	n, isNumber := new(big.Int).SetString(digits, 10)
	if !isNumber {
		panic("store: a numeric without decimals has some")
	}
	return n
}

// RecordSent puts intents into the state sent and keeps the attempts given,
// unless the epoch is not the sender's any more: then it writes nothing and
// returns false.
func (d *DB) RecordSent(ctx context.Context, epoch int64, intents []SenderIntent) (bool, error) {
	return d.fenced(ctx, senderLease, epoch, func(tx *Tx) error {
		for _, intent := range intents {
			nonce := int64(intent.Nonce)
			marked, err := tx.q.MarkIntentSent(ctx, &nonce, int64(intent.GasLimit), optional(intent.Failure), intent.ID)
			if err != nil {
				return faultOf(err)
			}
			if marked != 1 {
				return ErrConflict
			}
			if err := tx.insertAttempts(ctx, intent); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *Tx) insertAttempts(ctx context.Context, intent SenderIntent) error {
	for _, attempt := range intent.Attempts {
		err := t.q.InsertAttempt(ctx, sqlc.InsertAttemptParams{
			Hash: attempt.Hash[:], IntentID: intent.ID, Raw: attempt.Raw, FeeCapWei: attempt.FeeCap.String(),
			TipCapWei: attempt.TipCap.String(), IsNoop: attempt.IsNoop, SentAt: attempt.SentAt,
		})
		if err != nil {
			return faultOf(err)
		}
	}
	return nil
}

// RecordOutcomes writes the intents' states and receipts, unless the epoch is not
// the sender's any more: then it writes nothing and returns false. An intent that
// waits again loses its nonce and its attempts.
func (d *DB) RecordOutcomes(ctx context.Context, epoch int64, intents []SenderIntent) (bool, error) {
	return d.fenced(ctx, senderLease, epoch, func(tx *Tx) error {
		for _, intent := range intents {
			marked, err := tx.q.MarkIntentOutcome(ctx, outcomeOf(intent))
			if err != nil {
				return faultOf(err)
			}
			if marked != 1 {
				return ErrConflict
			}
			if intent.State == string(IntentWaiting) {
				if err := tx.q.DeleteAttempts(ctx, intent.ID); err != nil {
					return faultOf(err)
				}
			}
		}
		return nil
	})
}

func outcomeOf(intent SenderIntent) sqlc.MarkIntentOutcomeParams {
	params := sqlc.MarkIntentOutcomeParams{
		ID: intent.ID, State: intent.State, Failure: optional(intent.Failure), GasLimit: int64(intent.GasLimit),
		WasIncluded: intent.WasIncluded, IsProvisional: intent.IsProvisional,
	}
	if intent.HasNonce {
		nonce := int64(intent.Nonce)
		params.Nonce = &nonce
	}
	if intent.BlockNumber > 0 {
		number, gas, now := int64(intent.BlockNumber), int64(intent.GasUsed), time.Now()
		params.BlockNumber, params.GasUsed, params.IncludedAt = &number, &gas, &now
		params.TxHash, params.BlockHash = intent.TxHash[:], intent.BlockHash[:]
	}
	return params
}
