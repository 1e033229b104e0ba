package indexer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/store"
)

// ErrOtherDeployment is returned when the read model is of another deployment.
// [Indexer.Rebuild] from the chain makes it one of this.
var ErrOtherDeployment = errors.New("the read model is of another deployment")

// Source is where blocks come from: [chain.Client], or one with faults in tests.
type Source interface {
	Head(ctx context.Context) (chain.Head, error)
	Blocks(ctx context.Context, from, to uint64, filters []chain.LogFilter) ([]chain.Block, error)
	BlockHashes(ctx context.Context, numbers []uint64) ([]chain.Hash, error)
	// FinalNumber returns [chain.ErrFinalityUnsupported] when the node cannot say.
	FinalNumber(ctx context.Context, finality chain.Finality) (uint64, error)
}

// Options tune an [Indexer]. The zero value is for a chain with a block a second or so.
type Options struct {
	// Poll is how often the head is asked for: 100 ms.
	Poll time.Duration
	// RangeBlocks is how many blocks are read and committed at once, at most: 100.
	RangeBlocks uint64
	// Readers is how many runs of blocks are read at the same time: 3.
	Readers int
	// StallAfter is after which time without progress an alarm is raised: 30 s.
	StallAfter time.Duration
	// Log receives what an operator should know. None is [slog.Default].
	Log *slog.Logger
}

func (o Options) withDefaults() Options {
	if o.Poll == 0 {
		o.Poll = 100 * time.Millisecond
	}
	if o.RangeBlocks == 0 {
		o.RangeBlocks = 100
	}
	if o.Readers == 0 {
		o.Readers = 3
	}
	if o.StallAfter == 0 {
		o.StallAfter = 30 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

// Indexer keeps the read model up with the chain.
type Indexer struct {
	source    Source
	contracts *chain.Contracts
	db        *store.DB
	finality  chain.Finality
	opts      Options
	filters   []chain.LogFilter
	startedAt time.Time

	mu       sync.Mutex
	progress chan struct{} // closed when this indexer has moved the cursor
}

// New returns an indexer. Nothing is indexed before [Indexer.Run].
func New(source Source, contracts *chain.Contracts, db *store.DB, finality chain.Finality, opts Options) *Indexer {
	return &Indexer{
		source: source, contracts: contracts, db: db, finality: finality, opts: opts.withDefaults(),
		filters: contracts.LogFilters(), startedAt: time.Now(), progress: make(chan struct{}),
	}
}

// retryDelay is the pause after a fault.
const retryDelay = 250 * time.Millisecond

// Run indexes until ctx ends, whose error it returns: what is missing first, then
// what comes. Faults of the node and the database are logged and tried again.
//
// Errors: [ErrOtherDeployment].
func (x *Indexer) Run(ctx context.Context) error {
	watching, stop := context.WithCancel(ctx)
	var watched sync.WaitGroup
	watched.Go(func() { x.watch(watching) })
	defer watched.Wait()
	defer stop()
	for {
		err := x.db.HoldLease(ctx, store.IndexerLease, x.follow)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, ErrOtherDeployment) {
			return err
		}
		x.opts.Log.WarnContext(ctx, "indexer starts again from its cursor", "error", err)
		if err := sleep(ctx, retryDelay); err != nil {
			return err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// errCursorMoved ends a run whose cursor somebody else moved: the lease is lost,
// or the model was emptied.
var errCursorMoved = errors.New("the cursor is not where it was left")

// run is one indexer's time with the lease. It is used by one goroutine.
type run struct {
	*Indexer
	epoch     int64
	cursor    store.ChainCursor
	checkedAt time.Time // the cursor was last found where it was left, at the head
	isUnsure  bool      // it was said that the node cannot tell what is final
	told      error     // the fault of the node that was logged, while it lasts
	paused    time.Duration
	pausedAt  store.ChainPoint // where the cursor stood at the newest pause
	// span is how many blocks the next run is to have.
	span atomic.Uint64
}

// follow is an indexer's time with the lease.
func (x *Indexer) follow(ctx context.Context, epoch int64) error {
	r := &run{Indexer: x, epoch: epoch}
	if err := r.load(ctx); err != nil {
		return err
	}
	for {
		err := r.advance(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.tell(ctx, err)
		if err != nil && !isPassing(err) {
			return err
		}
		if err != nil {
			if err := r.stands(ctx); err != nil {
				return err
			}
		}
		if err := sleep(ctx, r.pause(err)); err != nil {
			return err
		}
	}
}

const (
	// longestPause is between two times that a node is asked which errs.
	longestPause = 5 * time.Second
	// longestRetryAfter bounds what such a node may ask for: nobody else wakes the indexer.
	longestRetryAfter = time.Minute
)

// pause returns how long to wait before the node is asked again after an advance. While
// the node errs and nothing is indexed, that is longer each time.
func (r *run) pause(err error) time.Duration {
	isErring := errors.Is(err, errNode) && !errors.Is(err, errBehind) && !errors.Is(err, errFinalLost)
	if isErring && r.pausedAt == r.cursor.ChainPoint {
		r.paused = min(2*r.paused, longestPause)
	} else {
		r.paused = 0
	}
	r.paused = max(r.paused, r.opts.Poll)
	r.pausedAt = r.cursor.ChainPoint
	var status *chain.StatusError
	if errors.As(err, &status) {
		return max(r.paused, min(status.RetryAfter, longestRetryAfter))
	}
	return r.paused
}

// Faults of the node: the cursor still stands, so try again.
var (
	errNode = errors.New("the node does not answer as it should")
	// errBehind is no reorganisation: a node that starts again, or one of several, has not
	// come to where the cursor stands.
	errBehind = fmt.Errorf("%w: it lacks blocks that are indexed", errNode)
	// errFinalLost is no reorganisation either: no chain takes a final block back. Only
	// [Indexer.Rebuild] takes such a node's word.
	errFinalLost = fmt.Errorf("%w: a final block is not on its chain", errNode)
)

// tell logs a fault of the node once while it lasts, and its end.
func (r *run) tell(ctx context.Context, err error) {
	var kind error
	for _, known := range []error{errNode, errBehind, errFinalLost} {
		if errors.Is(err, known) {
			kind = known
		}
	}
	switch {
	case err == nil && r.told != nil:
		r.opts.Log.InfoContext(ctx, "indexer goes on", "block", r.cursor.Number)
	case kind == nil && err != nil || errors.Is(r.told, kind):
		return // what is no fault of the node neither begins nor ends one
	case errors.Is(kind, errFinalLost):
		r.opts.Log.ErrorContext(ctx, "indexer does not go on by itself", "block", r.cursor.Number, "final", r.cursor.Final, "error", err)
	default:
		r.opts.Log.WarnContext(ctx, "indexer cannot go on yet", "block", r.cursor.Number, "error", err)
	}
	r.told = kind
}

// stands makes sure that the cursor still stands where it was left, and counts nothing
// as progress.
func (r *run) stands(ctx context.Context) error {
	cursor, err := r.cursorOrZero(ctx)
	if err == nil && cursor.ChainPoint != r.cursor.ChainPoint {
		return errCursorMoved
	}
	return err
}

func (r *run) load(ctx context.Context) error {
	cursor, err := r.db.ChainCursor(ctx)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	ledger := r.contracts.Deployment().Ledger
	if err == nil && cursor.Ledger != ledger {
		return ErrOtherDeployment
	}
	r.span.Store(min(firstBlocks, r.opts.RangeBlocks))
	r.cursor = cursor
	r.cursor.Ledger, r.cursor.First = ledger, r.contracts.Deployment().Block
	return nil
}

// next returns the number of the first block that is not indexed.
func (r *run) next() uint64 {
	if r.cursor.ChainPoint == (store.ChainPoint{}) {
		return r.cursor.First
	}
	return r.cursor.Number + 1
}

// advance brings the model to the head of now.
func (r *run) advance(ctx context.Context) error {
	head, err := r.source.Head(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", errNode, err)
	}
	isReorganised, err := r.isReorganised(ctx, head)
	if err != nil {
		return err
	}
	if isReorganised {
		if err := r.rewind(ctx, head); err != nil {
			return err
		}
	}
	if head.Number < r.next() {
		if err := r.check(ctx); err != nil {
			return err
		}
		return r.finalise(ctx)
	}
	if err := r.readTo(ctx, head.Number); err != nil {
		return err
	}
	return r.finalise(ctx)
}

// checkEvery is how often an indexer with nothing to do looks whether the cursor is
// where it left it, and says that it is alive.
const checkEvery = 2 * time.Second

// check makes sure that the cursor still stands where it was left, and counts that
// as progress.
func (r *run) check(ctx context.Context) error {
	if time.Since(r.checkedAt) < checkEvery || r.cursor.ChainPoint == (store.ChainPoint{}) {
		return nil
	}
	return r.setFinal(ctx, r.cursor)
}

// setFinal writes the cursor at the point where it stands.
func (r *run) setFinal(ctx context.Context, next store.ChainCursor) error {
	isMoved, err := r.db.SetChainFinal(ctx, r.epoch, next)
	if err != nil {
		return err
	}
	if !isMoved {
		return errCursorMoved
	}
	r.cursor, r.checkedAt = next, time.Now()
	return nil
}

// isReorganised reports whether the chain's head says that an indexed block is not on
// the chain. When the head is far ahead, the link of the next block will say so.
//
// Errors: [errBehind] when all that the node has is indexed, and more: a chain that a
// reorganisation made shorter shows another block.
func (r *run) isReorganised(ctx context.Context, head chain.Head) (bool, error) {
	at := r.cursor.ChainPoint
	switch {
	case at == (store.ChainPoint{}):
		return false, nil
	case head.Number == at.Number:
		return head.Hash != at.Hash, nil
	case head.Number == at.Number+1:
		return head.ParentHash != at.Hash, nil
	case head.Number < at.Number:
		ours, err := r.db.ChainBlocksBelow(ctx, head.Number, 1)
		if err != nil {
			return false, err
		}
		if len(ours) == 0 || ours[0].Number != head.Number || ours[0].Hash == head.Hash {
			return false, errBehind
		}
		return true, nil
	}
	isThere, err := r.isOnChain(ctx, at)
	return !isThere, err
}

// isOnChain reports whether the node has an indexed block at its place.
//
// Errors: [errBehind] when it has none there.
func (x *Indexer) isOnChain(ctx context.Context, at store.ChainPoint) (bool, error) {
	hashes, err := x.source.BlockHashes(ctx, []uint64{at.Number})
	switch {
	case err != nil:
		return false, fmt.Errorf("%w: %w", errNode, err)
	case hashes[0] == chain.Hash{}:
		return false, errBehind
	}
	return hashes[0] == at.Hash, nil
}

// forkSearch is how many blocks are compared at once when the fork is looked for.
const forkSearch = 64

// rewind takes back what is not on the chain any more: never a final block.
func (r *run) rewind(ctx context.Context, head chain.Head) error {
	fork, err := r.fork(ctx, min(head.Number, r.cursor.Number))
	if err != nil {
		return err
	}
	r.opts.Log.WarnContext(ctx, "the chain was reorganised", "from", r.cursor.Number, "to", fork.Number)
	to := r.cursor
	to.ChainPoint = fork
	isMoved, err := r.db.RewindChain(ctx, r.epoch, r.cursor.ChainPoint, to)
	if err != nil {
		return err
	}
	if !isMoved {
		return errCursorMoved
	}
	r.cursor = to
	return nil
}

// fork returns the newest indexed block up to a number that is on the chain, the zero
// point when none is.
//
// Errors: [errFinalLost], [errBehind].
func (r *run) fork(ctx context.Context, from uint64) (store.ChainPoint, error) {
	for {
		points, err := r.db.ChainBlocksBelow(ctx, from, forkSearch)
		if err != nil || len(points) == 0 {
			return store.ChainPoint{}, err
		}
		numbers := make([]uint64, len(points))
		for i, point := range points {
			numbers[i] = point.Number
		}
		hashes, err := r.source.BlockHashes(ctx, numbers)
		if err != nil {
			return store.ChainPoint{}, fmt.Errorf("%w: %w", errNode, err)
		}
		for i, point := range points {
			switch {
			case hashes[i] == point.Hash:
				return point, nil
			case hashes[i] == chain.Hash{}:
				return store.ChainPoint{}, errBehind
			case point.Number <= r.cursor.Final:
				return store.ChainPoint{}, errFinalLost
			}
		}
		last := numbers[len(numbers)-1]
		if last == 0 {
			return store.ChainPoint{}, nil
		}
		from = last - 1
	}
}

// finalise notes how far the chain is final, as far as it is indexed. Where the
// node cannot tell, nothing more is called final.
func (r *run) finalise(ctx context.Context) error {
	if r.cursor.ChainPoint == (store.ChainPoint{}) {
		return nil
	}
	final, err := r.source.FinalNumber(ctx, r.finality)
	switch {
	case errors.Is(err, chain.ErrFinalityUnsupported):
		if !r.isUnsure {
			r.opts.Log.WarnContext(ctx, "nothing is final: the node cannot tell by the chain's finality", "finality", r.finality.String())
		}
		r.isUnsure = true
		return nil
	case err != nil:
		return fmt.Errorf("%w: %w", errNode, err)
	}
	final = min(final, r.cursor.Number)
	if final <= r.cursor.Final {
		return nil
	}
	if err := r.isShown(ctx, final); err != nil {
		return err
	}
	next := r.cursor
	next.Final = final
	return r.setFinal(ctx, next)
}

// isShown makes sure that the indexed block of a number is the chain's: a
// reorganisation may have come between reading it and asking what is final.
func (r *run) isShown(ctx context.Context, number uint64) error {
	points, err := r.db.ChainBlocksBelow(ctx, number, 1)
	if err != nil || len(points) == 0 {
		return err // nothing of ours is that old
	}
	isThere, err := r.isOnChain(ctx, points[0])
	if err == nil && !isThere {
		return chain.ErrChainMoved
	}
	return err
}

// apply commits a run of blocks that follows the cursor.
func (r *run) apply(ctx context.Context, decoded *decodedRun) error {
	if err := r.confirm(ctx, decoded); err != nil {
		return err
	}
	last := decoded.blocks[len(decoded.blocks)-1]
	next := r.cursor
	next.ChainPoint = store.ChainPoint{Number: last.Number, Hash: last.Hash}
	isMoved, err := r.db.AppendChain(ctx, r.epoch, r.cursor.ChainPoint, decoded.rows, next)
	if err != nil {
		return err
	}
	if !isMoved {
		return errCursorMoved
	}
	r.cursor, r.checkedAt = next, time.Now()
	r.announce()
	return nil
}

func (x *Indexer) announce() {
	x.mu.Lock()
	defer x.mu.Unlock()
	close(x.progress)
	x.progress = make(chan struct{})
}

func (x *Indexer) progressed() <-chan struct{} {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.progress
}

// caughtUpPoll is how often [Indexer.CaughtUp] looks when it is not told: the
// indexer that has the lease may be in another process.
const caughtUpPoll = 50 * time.Millisecond

// CaughtUp waits until the read model shows a block.
func (x *Indexer) CaughtUp(ctx context.Context, blockNumber uint64) error {
	for {
		progress := x.progressed()
		cursor, err := x.db.ChainCursor(ctx)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("reading the cursor: %w", err)
		}
		if err == nil && cursor.Number >= blockNumber {
			return nil
		}
		timer := time.NewTimer(caughtUpPoll)
		select {
		case <-ctx.Done():
		case <-progress:
		case <-timer.C:
		}
		timer.Stop()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
