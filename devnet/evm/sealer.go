package evm

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/log"
)

// sealer makes the blocks, one at a time.
type sealer struct {
	eth           *eth.Ethereum
	finalityDepth uint64
	clockAhead    time.Duration

	mu sync.Mutex // held while the head changes
	// offset is how far the chain's clock was moved ahead of the wall clock.
	offset time.Duration
	// lastFull is the number of the newest block with transactions.
	lastFull uint64

	kick chan struct{} // something waits in the pool
	quit chan struct{}
	done sync.WaitGroup
}

// newSealer restores the head that the last run had shown.
func newSealer(backend *eth.Ethereum, opts Options) (*sealer, error) {
	s := &sealer{
		eth:           backend,
		finalityDepth: opts.FinalityDepth,
		clockAhead:    opts.ClockAhead,
		kick:          make(chan struct{}, 1),
		quit:          make(chan struct{}),
	}
	if err := s.restoreTip(); err != nil {
		return nil, fmt.Errorf("restoring the head of the chain: %w", err)
	}
	head := s.head()
	if ahead := time.Until(time.Unix(int64(head.Time), 0)); ahead > 5*time.Second {
		s.offset = ahead // the clock had been moved on purpose
	}
	s.finalize(head)
	s.lastFull = s.findLastFull(head)
	return s, nil
}

// start begins to seal. It returns when all transactions are indexed: until
// then the node answers a query for a receipt with an error. The index of a new
// chain begins with its first block, so that one is sealed here, empty.
func (s *sealer) start(ctx context.Context) error {
	if s.head().Number.Sign() == 0 {
		if _, err := s.sealNow(); err != nil {
			return fmt.Errorf("sealing the first block: %w", err)
		}
	}
	if err := s.awaitIndex(ctx); err != nil {
		return err
	}
	s.done.Add(2)
	go s.listen()
	go s.loop()
	return nil
}

func (s *sealer) awaitIndex(ctx context.Context) error {
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	for !s.eth.BlockChain().TxIndexDone() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("indexing transactions: %w", ctx.Err())
		case <-poll.C:
		}
	}
	return nil
}

func (s *sealer) stop() {
	close(s.quit)
	s.done.Wait()
}

// listen turns the pool's events into kicks. It must never stop receiving: a
// full channel would block the pool.
func (s *sealer) listen() {
	defer s.done.Done()
	events := make(chan core.NewTxsEvent, 1024)
	sub := s.eth.TxPool().SubscribeTransactions(events, true)
	defer sub.Unsubscribe()
	s.wake() // for what came before the subscription
	for {
		select {
		case <-events:
			s.wake()
		case <-sub.Err(): //nolint:errcheck // closed when the pool ends; there is no error to see
			return
		case <-s.quit:
			return
		}
	}
}

func (s *sealer) wake() {
	select {
	case s.kick <- struct{}{}:
	default:
	}
}

// loop seals when there is something to seal, as often as the clock permits.
func (s *sealer) loop() {
	defer s.done.Done()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-s.quit:
			return
		case <-s.kick:
		case <-timer.C:
		}
		wait, err := s.step()
		if err != nil {
			log.Error("Sealing a block", "err", err)
		}
		timer.Reset(wait)
	}
}

// step seals at most one block and says when to look again at the latest.
func (s *sealer) step() (time.Duration, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	head := s.head()
	if wait := s.untilSealable(head); wait > 0 {
		return wait, nil
	}
	if err := s.eth.TxPool().Sync(); err != nil {
		return idle, nil // the pool is closing, and so are we
	}
	pending, _ := s.eth.TxPool().Stats()
	if pending == 0 && !s.owesFinality() {
		return idle, nil
	}
	block, err := s.build(head.Hash(), s.nextTime(head), false)
	if err != nil {
		return idle, err
	}
	// An empty block is worth a second of the clock, not one ahead of it. It
	// brings older ones nearer to being final, or lowers the base fee under
	// which something waits in the pool.
	if len(block.Transactions()) == 0 && head.Time >= uint64(s.now().Unix()) {
		return s.untilNextSecond(), nil
	}
	return 0, s.adopt(block)
}

// idle is how often to look without being kicked.
const idle = time.Second

func (s *sealer) untilNextSecond() time.Duration {
	now := s.now()
	return now.Truncate(time.Second).Add(time.Second).Sub(now)
}

// untilSealable is how long the clock forbids a child of head.
func (s *sealer) untilSealable(head *types.Header) time.Duration {
	return time.Unix(int64(head.Time)+1, 0).Sub(s.now().Add(s.clockAhead))
}

// owesFinality says that a block with transactions is not final yet. On an idle
// chain it would never become so without empty blocks.
func (s *sealer) owesFinality() bool {
	final := s.eth.BlockChain().CurrentFinalBlock() // set since the start
	return s.lastFull > final.Number.Uint64()
}

func (s *sealer) now() time.Time { return time.Now().Add(s.offset) }

// advance moves the clock by d from where it is, or from the head if that is
// ahead of it. It must be called with the lock held.
func (s *sealer) advance(d time.Duration) {
	ahead := time.Unix(int64(s.head().Time), 0).Sub(s.now())
	s.offset += d + max(ahead, 0)
}

func (s *sealer) nextTime(head *types.Header) uint64 {
	return max(head.Time+1, uint64(s.now().Unix()))
}

func (s *sealer) head() *types.Header { return s.eth.BlockChain().CurrentBlock() }

// sealNow seals a block with what waits in the pool, whatever the pace.
func (s *sealer) sealNow() (*types.Block, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.eth.TxPool().Sync(); err != nil {
		return nil, err
	}
	head := s.head()
	block, err := s.build(head.Hash(), s.nextTime(head), false)
	if err != nil {
		return nil, err
	}
	return block, s.adopt(block)
}
