package chain

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"sync"
	"time"
)

// SenderLease is the name of the lease that one sender at a time holds.
const SenderLease = "sender"

// SenderOptions tune a [Sender]. The zero value is for a chain with a block a
// second or so.
type SenderOptions struct {
	// Finality says until when receipts are watched for reorganisations.
	Finality Finality
	// PollInterval is how often the node is asked while something is on its way: 50 ms.
	PollInterval time.Duration
	// RebroadcastAfter is how long a transaction without a receipt waits until its
	// bytes are sent again: 2 s.
	RebroadcastAfter time.Duration
	// ReplaceAfter is how long a transaction without a receipt waits until it is
	// replaced by one that offers more: 10 s.
	ReplaceAfter time.Duration
	// MaxFee is the most that is offered for a unit of gas, in wei: 1000 gwei.
	MaxFee *big.Int
	// MaxInFlight is how many transactions of one signer are on their way at once: 256.
	MaxInFlight int
	// MaxGas is the most gas that a transaction may have: 2^24 (EIP-7825).
	MaxGas uint64
	// Log receives what an operator should know. None is [slog.Default].
	Log *slog.Logger
}

func (o SenderOptions) withDefaults() SenderOptions {
	o.PollInterval = orDefault(o.PollInterval, 50*time.Millisecond)
	o.RebroadcastAfter = orDefault(o.RebroadcastAfter, 2*time.Second)
	o.ReplaceAfter = orDefault(o.ReplaceAfter, 10*time.Second)
	o.MaxInFlight = orDefault(o.MaxInFlight, 256)
	o.MaxGas = orDefault(o.MaxGas, 1<<24)
	if o.MaxFee == nil {
		o.MaxFee = big.NewInt(1_000_000_000_000)
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

func orDefault[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}

// Sender makes transactions of intents. Several may run, in one process or in
// many: one at a time has the lease and sends, the others wait for it.
type Sender struct {
	client *Client
	store  IntentStore
	keys   *Keyring
	opts   SenderOptions

	mu      sync.Mutex
	changed chan struct{} // closed when outcomes were recorded here
}

// NewSender returns a sender. Nothing is sent before [Sender.Run].
func NewSender(client *Client, store IntentStore, keys *Keyring, opts SenderOptions) *Sender {
	return &Sender{client: client, store: store, keys: keys, opts: opts.withDefaults(), changed: make(chan struct{})}
}

// retryDelay is the pause after a fault of the database or of the lease.
const retryDelay = 250 * time.Millisecond

// Run sends until ctx ends, whose error it returns. Faults of the database and of
// the node are logged and tried again: everything that counts is in the store.
//
// Errors: [ErrWrongChain].
func (s *Sender) Run(ctx context.Context) error {
	for {
		if err := s.client.CheckChain(ctx); errors.Is(err, ErrWrongChain) {
			return err
		}
		err := s.store.HoldLease(ctx, SenderLease, s.send)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.opts.Log.WarnContext(ctx, "sender starts again from the database", "error", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retryDelay):
		}
	}
}

// Inclusion says where an intent's transaction stands.
type Inclusion struct {
	BlockNumber uint64
	TxHash      Hash
	GasUsed     uint64
}

// awaitPoll is how often [Sender.Await] looks when it is not told: the sender
// that has the lease may be in another process.
const awaitPoll = 100 * time.Millisecond

// Await waits until the intent with the business key is included. A
// reorganisation may take that back; then the transaction is included again later.
// A failure that a reorganisation may have led to is waited out.
//
// Errors: [*RevertError] when it failed or was refused for good,
// [ErrIntentNotFound], the context's.
func (s *Sender) Await(ctx context.Context, businessKey string) (Inclusion, error) {
	for {
		changed := s.changes()
		intent, isKnown, err := s.store.IntentByKey(ctx, businessKey)
		switch {
		case err != nil:
			return Inclusion{}, fmt.Errorf("looking for an intent: %w", err)
		case !isKnown:
			return Inclusion{}, fmt.Errorf("%w: %s", ErrIntentNotFound, businessKey)
		case intent.State == StateIncluded:
			return Inclusion{BlockNumber: intent.BlockNumber, TxHash: intent.TxHash, GasUsed: intent.GasUsed}, nil
		case (intent.State == StateReverted || intent.State == StateReplaced) && !intent.IsProvisional:
			return Inclusion{}, &RevertError{Name: intent.Failure}
		}
		timer := time.NewTimer(awaitPoll)
		select {
		case <-ctx.Done():
		case <-changed:
		case <-timer.C:
		}
		timer.Stop()
		if ctx.Err() != nil {
			return Inclusion{}, ctx.Err()
		}
	}
}

func (s *Sender) changes() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

func (s *Sender) announce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.changed)
	s.changed = make(chan struct{})
}
