package views

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

const (
	// changeBacklog is how many different claims wait for a subscriber before it is too slow.
	changeBacklog = 4096
	// changesAtOnce is how many entries of the journal are read, and how many changed
	// claims are loaded, by one statement.
	changesAtOnce = 256
	// ChangeRetention is how long the journal keeps changes for those who come back.
	ChangeRetention = 24 * time.Hour
	pruneInterval   = 10 * time.Minute
	// refreshAgain is when a read of the journal that failed is repeated.
	refreshAgain = 250 * time.Millisecond
	// refreshInterval is when the journal is read without word of a change.
	refreshInterval = 3 * time.Second
)

// hub follows the journal of changes and the read model of the chain for all of the
// process, on one connection that listens from the first need until the hub is closed. Word of
// a commit only wakes it: what happened is read from the tables, so that nothing is
// missed while the connection is lost.
type hub struct {
	config *Config

	mu          sync.Mutex
	subscribers map[*subscriber]struct{}
	shared      map[sight]*sharedRows // by the sight of those who share them
	stop        context.CancelFunc    // of the listener; nil while nobody listens
	isClosed    bool
	position    int64         // subscribers were told of all changes up to it
	block       uint64        // that the read model of the chain reaches
	moved       chan struct{} // closed when block is another
}

func newHub(config *Config) *hub {
	return &hub{config: config, subscribers: map[*subscriber]struct{}{}, shared: map[sight]*sharedRows{}, moved: make(chan struct{})}
}

// start has the hub listen, unless it does. The caller holds the lock.
//
// Errors: [ErrSubscriptionInterrupted] when nobody can listen.
func (h *hub) start(ctx context.Context) error {
	if h.stop != nil {
		return nil
	}
	if h.isClosed || h.config.DB == nil {
		return ErrSubscriptionInterrupted
	}
	// The listener outlives the request that happens to start it.
	listening, stop := context.WithCancel(context.WithoutCancel(ctx))
	notifications, err := h.config.DB.Listen(listening, store.ChannelClaimChanged, store.ChannelChainMoved)
	if err == nil {
		h.position, h.block, err = h.stand(ctx)
	}
	if err != nil {
		stop()
		return fmt.Errorf("%w: listening for changes: %w", ErrSubscriptionInterrupted, err)
	}
	h.stop = stop
	go h.run(listening, notifications)
	return nil
}

// stand returns where the journal ends and which block the read model of the chain reaches.
func (h *hub) stand(ctx context.Context) (position int64, block uint64, err error) {
	if _, position, err = h.config.DB.ClaimChangeSpan(ctx); err != nil {
		return 0, 0, err
	}
	block, err = h.config.DB.ChainReach(ctx)
	return position, block, err
}

// close ends the listener and all subscriptions, for good.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.isClosed = true
	if h.stop != nil {
		h.stop()
		h.stop = nil
	}
	for s := range h.subscribers {
		h.drop(s, ErrSubscriptionInterrupted)
	}
}

// run follows until the listener is stopped.
func (h *hub) run(ctx context.Context, notifications <-chan store.Notification) {
	prune := time.NewTicker(pruneInterval)
	defer prune.Stop()
	unasked := time.NewTicker(refreshInterval)
	defer unasked.Stop()
	for {
		select {
		case _, isOpen := <-notifications:
			if !isOpen {
				return
			}
		case <-unasked.C: // a connection that is half open tells of nothing
		case <-prune.C:
			h.prune(ctx)
			continue
		}
		for len(notifications) > 0 { // what is read next holds them all
			<-notifications
		}
		h.refresh(ctx)
	}
}

// prune deletes what the journal kept long enough. Several processes may.
func (h *hub) prune(ctx context.Context) {
	if _, err := h.config.DB.PruneClaimChanges(ctx, time.Now().Add(-ChangeRetention)); err != nil && ctx.Err() == nil {
		h.config.Log.ErrorContext(ctx, "old changes could not be deleted", "error", err)
	}
}

// refresh reads what is new, and tries again until it could.
func (h *hub) refresh(ctx context.Context) {
	for {
		err := h.follow(ctx)
		if err == nil || ctx.Err() != nil {
			return
		}
		h.config.Log.ErrorContext(ctx, "changes could not be read", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(refreshAgain):
		}
	}
}

// follow reads the block and the changes after the hub's position, and tells of them.
func (h *hub) follow(ctx context.Context) error {
	block, err := h.config.DB.ChainReach(ctx)
	if err != nil {
		return err
	}
	h.move(block)
	for {
		changes, err := h.config.DB.ClaimChanges(ctx, h.position, math.MaxInt64, changesAtOnce)
		if err != nil {
			return err
		}
		h.tell(changes)
		if len(changes) < changesAtOnce {
			return nil
		}
	}
}

// move notes the block, and wakes who waits for one.
func (h *hub) move(block uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if block != h.block {
		h.block = block
		close(h.moved)
		h.moved = make(chan struct{})
	}
}

// tell tells all subscribers of changes.
func (h *hub) tell(changes []store.ClaimChange) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range changes {
		for s := range h.subscribers {
			if !s.note(&changes[i]) {
				h.drop(s, ErrSubscriptionTooSlow)
			}
		}
		h.position = changes[i].Position
	}
}

// standing returns the hub's position and block.
func (h *hub) standing(ctx context.Context) (position int64, block uint64, moved <-chan struct{}, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.start(ctx); err != nil {
		return 0, 0, nil, err
	}
	return h.position, h.block, h.moved, nil
}

// join adds a subscriber, which hears of every change after the position that is returned.
//
// Errors: [ErrSubscriptionInterrupted] when nobody can listen.
func (h *hub) join(ctx context.Context, s *subscriber) (int64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.start(ctx); err != nil {
		return 0, err
	}
	if s.shared = h.shared[s.sight]; s.shared == nil {
		s.shared = newSharedRows()
		h.shared[s.sight] = s.shared
	}
	s.shared.members++
	h.subscribers[s] = struct{}{}
	return h.position, nil
}

// told returns the position up to which subscribers were told of all changes.
func (h *hub) told() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.position
}

// leave takes a subscriber out.
func (h *hub) leave(s *subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.subscribers, s)
	if s.shared.members--; s.shared.members == 0 {
		delete(h.shared, s.sight)
	}
}

// take returns the claims that wait for a subscriber, and the position that all changes up
// to are shown with them.
func (h *hub) take(s *subscriber) (pending []pendingClaim, through int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	pending, s.pending = s.pending, nil
	clear(s.known)
	return pending, h.position
}

// drop ends a subscription. The caller holds the lock.
func (h *hub) drop(s *subscriber, err error) {
	delete(h.subscribers, s)
	s.err = err
	close(s.dropped)
}

// pendingClaim is a claim that waits to be shown, since the change at a position.
type pendingClaim struct {
	id       claims.ID
	position int64
	isShared bool // by its patient, with a provider that is not its own
}

// subscriber is one subscription's place in the hub.
type subscriber struct {
	sight   sight
	seesAny bool
	shared  *sharedRows
	only    claims.ID     // the one claim that is followed, or ""
	wake    chan struct{} // holds one when something is pending
	dropped chan struct{} // closed once err is set
	err     error

	// pending are the claims that are not yet taken, each once, in the order of their
	// changes. The hub's lock holds them.
	pending []pendingClaim
	known   map[claims.ID]bool
}

func newSubscriber(s sight, seesAny bool, only claims.ID) *subscriber {
	return &subscriber{
		sight: s, seesAny: seesAny, only: only, wake: make(chan struct{}, 1), dropped: make(chan struct{}), known: map[claims.ID]bool{},
	}
}

// note keeps what of a change concerns the subscriber, and reports whether there was room.
func (s *subscriber) note(change *store.ClaimChange) bool {
	isNew := false
	for _, claim := range change.Claims {
		if !s.concerns(claim) || s.known[claim.ID] {
			continue
		}
		if len(s.pending) == changeBacklog {
			return false
		}
		s.pending = append(s.pending, pendingClaim{id: claim.ID, position: change.Position, isShared: s.sight.isShared(claim)})
		s.known[claim.ID], isNew = true, true
	}
	if isNew {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
	return true
}

// concerns reports whether the subscriber may see the claim at all; what it sees of it
// is decided when it is loaded.
func (s *subscriber) concerns(claim store.ChangedClaim) bool {
	return s.seesAny && s.sight.covers(claim) && (s.only == "" || s.only == claim.ID)
}
