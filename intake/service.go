package intake

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"sync/atomic"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

const (
	// DefaultReceiptWithin is by when a receipt is on chain when nothing else is configured.
	DefaultReceiptWithin = time.Minute
	// submissionLifetime is how long a submission that the gateway prepares or signs
	// may wait for its receipt: longer than any outage should last.
	submissionLifetime = 30 * 24 * time.Hour
	// acknowledgementOwner owns the key that signs acknowledgements.
	acknowledgementOwner = "gateway/acknowledgement"
)

// defaultKeyFunding pays for the transactions of one key of an insurer: 10 ether.
var defaultKeyFunding = new(big.Int).Mul(big.NewInt(10), big.NewInt(1e18))

// Sender makes the transactions of intents. [chain.Sender] is one.
type Sender interface {
	// Await returns when the intent's transaction is included.
	//
	// Errors: [*chain.RevertError] when it never will be; those of the context.
	Await(ctx context.Context, businessKey string) (chain.Inclusion, error)
}

// Administration is who administers the contracts.
type Administration interface {
	IsOperatorAdmin(ctx context.Context) (bool, error)
}

// Estimator runs the ledger's code on a claim that is not there; [chain.Contracts] is one.
type Estimator interface {
	// Estimate returns what a claim would give if it were determined now.
	Estimate(ctx context.Context, insurer claims.InsurerID, decision chain.Decision) (commitment.Entry, error)
}

// Config is what a service stands on.
type Config struct {
	DB    *store.DB
	Vault *evidence.Vault
	// Rules are the rule sets of DB; nil reads them apart from others.
	Rules     *assessing.RuleSets
	Policy    *auth.Policy
	Contracts *chain.Contracts
	// Administration says whether the operator registers insurers; nil is that it does.
	// [chain.Contracts] is one.
	Administration Administration
	// Estimator is asked what claims would give; nil is Contracts.
	Estimator Estimator
	Keyring   *chain.Keyring
	Sender    Sender
	Clock     func() time.Time
	// ReceiptWithin is by when the receipt of an accepted submission is promised; 0 is [DefaultReceiptWithin].
	ReceiptWithin time.Duration
	// KeyFunding is what the operator gives each new key of an insurer, in wei, to
	// pay for its transactions; nil is 10 ether. Zero is for chains without fees.
	KeyFunding *big.Int
}

// Service takes in. It is safe for concurrent use.
type Service struct {
	Config
	plans     sync.Map // claims.PlanID → *coverage.Plan: plans are immutable
	providers sync.Map // claims.ProviderID → store.Provider, registered on chain
	included  sync.Map // business keys of the parties' registrations that were seen on chain
	warmed    sync.Map // chain.Address of keys that the keyring holds

	ackMu  sync.Mutex
	ackKey *chain.Address
}

// New returns a service.
func New(cfg Config) *Service {
	if cfg.ReceiptWithin <= 0 {
		cfg.ReceiptWithin = DefaultReceiptWithin
	}
	if cfg.Rules == nil {
		cfg.Rules = assessing.NewRuleSets(cfg.DB)
	}
	if cfg.Estimator == nil {
		cfg.Estimator = cfg.Contracts
	}
	if cfg.KeyFunding == nil {
		cfg.KeyFunding = defaultKeyFunding
	}
	return &Service{Config: cfg}
}

// now returns the instant to the microsecond, as the database keeps it.
func (s *Service) now() time.Time { return s.Clock().UTC().Truncate(time.Microsecond) }

// await returns when the transactions are included, in the order given.
//
// Errors: [ErrTransactionRefused].
func (s *Service) await(ctx context.Context, businessKeys ...string) error {
	for _, key := range businessKeys {
		included, err := s.Sender.Await(ctx, key)
		var reverted *chain.RevertError
		if errors.As(err, &reverted) {
			return fmt.Errorf("%w: %w", ErrTransactionRefused, err)
		}
		if err != nil {
			return fmt.Errorf("awaiting a transaction: %w", err)
		}
		noteInclusion(ctx, included.BlockNumber)
	}
	return nil
}

// inclusion is the highest block that a request's transactions are included in.
type inclusion struct{ block atomic.Uint64 }

type inclusionKey struct{}

// WithInclusion returns a context in which it is noted where transactions are included
// that are waited for, and a function that returns the highest of those blocks, 0 for none.
func WithInclusion(ctx context.Context) (context.Context, func() uint64) {
	noted := &inclusion{}
	return context.WithValue(ctx, inclusionKey{}, noted), noted.block.Load
}

func noteInclusion(ctx context.Context, block uint64) {
	noted, ok := ctx.Value(inclusionKey{}).(*inclusion)
	for ok {
		highest := noted.block.Load()
		if block <= highest || noted.block.CompareAndSwap(highest, block) {
			return
		}
	}
}

// awaitParty is await for the registration of an insurer, a provider or a plan.
// There are few of them: what was seen once is not asked for again.
func (s *Service) awaitParty(ctx context.Context, businessKey string) error {
	if _, ok := s.included.Load(businessKey); ok {
		return nil
	}
	if err := s.await(ctx, businessKey); err != nil {
		return err
	}
	s.included.Store(businessKey, struct{}{})
	return nil
}

// acknowledgementKey returns the key that signs acknowledgements, which is made on first use.
func (s *Service) acknowledgementKey(ctx context.Context) (chain.Address, error) {
	s.ackMu.Lock()
	defer s.ackMu.Unlock()
	if s.ackKey == nil {
		address, err := s.Keyring.Create(ctx, acknowledgementOwner)
		if err != nil {
			return chain.Address{}, fmt.Errorf("making the acknowledgement key: %w", err)
		}
		s.ackKey = &address
	}
	return *s.ackKey, nil
}

// requireInsurer checks that an insurer is registered, here and on chain.
//
// Errors: [ErrInsurerNotFound].
func (s *Service) requireInsurer(ctx context.Context, id claims.InsurerID) error {
	if _, err := s.DB.Insurer(ctx, id); err != nil {
		return coded(err, store.ErrNotFound, ErrInsurerNotFound, "loading an insurer")
	}
	return s.awaitParty(ctx, insurerKey(id))
}

// coded returns sentinel when err is missed, else err with what was being done.
func coded(err, missed, sentinel error, doing string) error {
	if errors.Is(err, missed) {
		return sentinel
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// newID returns a random UUID whose first bits are the time (version 7): rows that
// are made together lie together in an index.
func newID(at time.Time) string {
	var id [16]byte
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16)
	_, _ = rand.Read(id[6:]) // never fails: crypto/rand ends the process instead
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	text := hex.EncodeToString(id[:])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}
