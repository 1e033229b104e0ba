package chain

import (
	"context"
	"errors"
	"math/big"
	"time"
)

// ErrIntentNotFound is returned when no intent has the business key.
var ErrIntentNotFound = errors.New("no such intent")

// The states of an intent.
const (
	// StateWaiting: no nonce yet.
	StateWaiting = "waiting"
	// StateSent: it has a nonce, its signed bytes are kept, and it is on its way.
	StateSent = "sent"
	// StateIncluded: its receipt stands. A reorganisation takes it back to sent.
	StateIncluded = "included"
	// StateReverted: it was included and failed, or refused before it had a nonce.
	// Where that is provisional it waits again when its failure is final.
	StateReverted = "reverted"
	// StateReplaced: its nonce went to a transaction that does nothing.
	StateReplaced = "replaced"
)

// Intent is a transaction that is to be made exactly once.
//
// It is an alias of a plain struct: the store names the same one, so that its
// rows are of this type although neither package imports the other.
type Intent = struct {
	ID          int64
	BusinessKey string
	Signer      [20]byte
	Recipient   [20]byte
	Calldata    []byte
	Value       *big.Int // in wei
	GasLimit    uint64   // 0 until it is estimated
	State       string
	Failure     string // name of the contract error, never its arguments
	HasNonce    bool
	Nonce       uint64
	TxHash      [32]byte // of the attempt that was included, as all below
	BlockNumber uint64
	BlockHash   [32]byte
	GasUsed     uint64
	WasIncluded bool // it succeeded, though a reorganisation may have taken that back
	// IsProvisional: it failed, maybe only since a reorganisation put what it rests on
	// behind it. It is made again when its failure is final.
	IsProvisional bool
	Attempts      []Attempt // oldest first
}

// Attempt is one signed form of an intent: the first, or a replacement at the
// same nonce. An alias for the same reason as [Intent].
type Attempt = struct {
	Hash   [32]byte
	Raw    []byte
	FeeCap *big.Int // in wei a unit of gas, as TipCap
	TipCap *big.Int
	IsNoop bool // it only uses up the nonce
	SentAt time.Time
}

// IntentStore keeps intents. What it has written survives a kill.
type IntentStore interface {
	// HoldLease waits until the named lease is free, takes it and calls hold with
	// the lease's new epoch. The context of hold ends when the lease is lost.
	HoldLease(ctx context.Context, name string, hold func(ctx context.Context, epoch int64) error) error
	// WatchIntents returns a channel that receives when an intent may have been added.
	WatchIntents(ctx context.Context) (<-chan struct{}, error)
	// WaitingIntents returns up to limit intents in the state waiting, by id.
	WaitingIntents(ctx context.Context, limit int) ([]Intent, error)
	// SentIntents returns the intents in the state sent, with their attempts, by id.
	SentIntents(ctx context.Context) ([]Intent, error)
	// SettledIntents returns the intents included, reverted or replaced in blocks
	// above a number, and all whose failure is provisional, with their attempts.
	SettledIntents(ctx context.Context, above uint64) ([]Intent, error)
	// IntentByKey returns an intent without its attempts, and false when there is none.
	IntentByKey(ctx context.Context, businessKey string) (Intent, bool, error)
	// LastNonce returns the highest nonce that was given to an intent of the
	// signer, and false when none was.
	LastNonce(ctx context.Context, signer [20]byte) (uint64, bool, error)
	// RecordSent puts intents into the state sent, with their nonces, gas limits
	// and failures, and adds the attempts given. It writes all or nothing, and
	// nothing, with false, when the epoch is not that of the lease.
	RecordSent(ctx context.Context, epoch int64, intents []Intent) (bool, error)
	// RecordOutcomes writes states and receipts. The state sent takes a receipt
	// back, the state waiting takes nonce and attempts back. All or nothing, and
	// nothing, with false, when the epoch is not that of the lease.
	RecordOutcomes(ctx context.Context, epoch int64, intents []Intent) (bool, error)
}
