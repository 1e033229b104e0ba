package views

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
)

// Sentinels of subscriptions that end by themselves.
var (
	// ErrSubscriptionTooSlow ends a subscription whose reader falls too far behind.
	ErrSubscriptionTooSlow = errs.New(errs.SubscriptionTooSlow, "changes were not read fast enough; subscribe again")
	// ErrSubscriptionInterrupted ends subscriptions when changes may have been missed.
	ErrSubscriptionInterrupted = errs.New(errs.Unavailable, "changes may have been missed; read again and subscribe again")
	// ErrTokenExpired ends a subscription with its token.
	ErrTokenExpired = errs.New(errs.Unauthenticated, "the token has expired")
)

const (
	// changeBacklog is how many different changes wait for a subscriber before it is
	// too slow. A change is a claim or a whole batch.
	changeBacklog = 1024
	// changesAtOnce is how many changed claims are loaded by one statement.
	changesAtOnce = 256
)

// change says that a claim, or the claims of a batch, are not as they were.
type change struct {
	claim claims.ID      // "" for a batch
	batch claims.BatchID // zero for a claim
}

// parseChanges reads a notification: changes separated by commas, each a claim's
// id or a batch as insurer-sequence. What is neither is passed over.
func parseChanges(payload string) []change {
	var changes []change
	for text := range strings.SplitSeq(payload, ",") {
		if isID(text) {
			changes = append(changes, change{claim: claims.ID(text)})
			continue
		}
		first, second, _ := strings.Cut(text, "-")
		insurer, err := strconv.ParseUint(first, 10, 32)
		if err != nil {
			continue
		}
		sequence, err := strconv.ParseUint(second, 10, 32)
		if err != nil {
			continue
		}
		changes = append(changes, change{batch: claims.BatchID{
			Insurer: claims.InsurerID(insurer), Sequence: uint32(sequence),
		}})
	}
	return changes
}

// notifier is where word of changes comes from; [store.DB] is one, and tests lose
// its connection.
type notifier interface {
	Listen(ctx context.Context, channels ...string) (<-chan store.Notification, error)
}

// hub passes the changes of one listener on to all subscribers of the process. It
// listens while somebody subscribes.
type hub struct {
	source notifier

	mu          sync.Mutex
	subscribers map[*subscriber]struct{}
	stop        context.CancelFunc // of the listener; nil while nobody listens
}

// subscriber is one subscription's place in the hub.
type subscriber struct {
	only    claims.ID     // the one claim that is followed, or ""
	wake    chan struct{} // holds one when something is pending
	dropped chan struct{} // closed once err is set
	err     error

	// pending are the changes that are not yet taken, each once. The hub's lock holds them.
	pending []change
	known   map[change]bool
}

func newHub(source notifier) *hub {
	return &hub{source: source, subscribers: map[*subscriber]struct{}{}}
}

// join adds a subscriber, which hears of every change committed from now on.
//
// Errors: [ErrSubscriptionInterrupted] when nobody can listen.
func (h *hub) join(ctx context.Context, only claims.ID) (*subscriber, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stop == nil {
		// The listener outlives the request that happens to start it.
		listening, stop := context.WithCancel(context.WithoutCancel(ctx))
		notifications, err := h.source.Listen(listening, store.ChannelClaimChanged)
		if err != nil {
			stop()
			return nil, fmt.Errorf("%w: listening for changes: %w", ErrSubscriptionInterrupted, err)
		}
		h.stop = stop
		go h.run(notifications)
	}
	joined := &subscriber{
		only: only, wake: make(chan struct{}, 1), dropped: make(chan struct{}), known: map[change]bool{},
	}
	h.subscribers[joined] = struct{}{}
	return joined, nil
}

// leave takes a subscriber out, and stops listening after the last.
func (h *hub) leave(s *subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.subscribers, s)
	if len(h.subscribers) == 0 && h.stop != nil {
		h.stop()
		h.stop = nil
	}
}

// run passes notifications on until the listener is stopped.
func (h *hub) run(notifications <-chan store.Notification) {
	for notification := range notifications {
		if notification.Channel == "" {
			h.each(func(s *subscriber) { h.drop(s, ErrSubscriptionInterrupted) })
			continue
		}
		for _, change := range parseChanges(notification.Payload) {
			h.each(func(s *subscriber) { h.tell(s, change) })
		}
	}
}

// tell notes a change for a subscriber. The caller holds the lock.
func (h *hub) tell(s *subscriber, told change) {
	if s.known[told] || s.only != "" && told.claim != "" && told.claim != s.only {
		return
	}
	if len(s.pending) == changeBacklog {
		h.drop(s, ErrSubscriptionTooSlow)
		return
	}
	s.pending, s.known[told] = append(s.pending, told), true
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// take returns the changes that wait for a subscriber.
func (h *hub) take(s *subscriber) []change {
	h.mu.Lock()
	defer h.mu.Unlock()
	taken := s.pending
	s.pending = nil
	clear(s.known)
	return taken
}

func (h *hub) each(do func(*subscriber)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subscribers {
		do(s)
	}
}

// drop ends a subscription. The caller holds the lock.
func (h *hub) drop(s *subscriber, err error) {
	delete(h.subscribers, s)
	s.err = err
	close(s.dropped)
}

// Subscription is the changes of claims that a principal may see.
type Subscription struct {
	claims chan *Claim
	err    error // set before claims is closed
}

// Claims returns the channel of changed claims, as they are when they are read. It
// closes when the subscription ends.
func (s *Subscription) Claims() <-chan *Claim { return s.claims }

// Err returns why the subscription ended, once [Subscription.Claims] is closed: nil
// when the subscriber's context ended.
//
// Errors: [ErrSubscriptionTooSlow], [ErrSubscriptionInterrupted], [ErrTokenExpired].
func (s *Subscription) Err() error { return s.err }

// Subscribe follows the claims that the principal may see, or one of them when id
// is not "". Each change is authorized when it comes. The subscription ends with
// ctx, and with the principal's token.
//
// Errors: [auth.ErrUnauthenticated], [ErrClaimNotFound] when the id is none,
// [ErrSubscriptionInterrupted].
func (v *Views) Subscribe(ctx context.Context, id claims.ID) (*Subscription, error) {
	if _, _, err := sightOf(ctx); err != nil {
		return nil, err
	}
	if id != "" && !isID(string(id)) {
		return nil, ErrClaimNotFound
	}
	joined, err := v.hub.join(ctx, id)
	if err != nil {
		return nil, err
	}
	subscription := &Subscription{claims: make(chan *Claim)}
	go func() {
		defer close(subscription.claims)
		defer v.hub.leave(joined)
		subscription.err = v.follow(ctx, joined, subscription.claims)
	}()
	return subscription, nil
}

// follow shows the changes until something ends them, and returns what did.
func (v *Views) follow(ctx context.Context, joined *subscriber, into chan<- *Claim) error {
	live := ctx
	if expiresAt, ok := auth.ExpiryFrom(ctx); ok {
		var cancel context.CancelFunc
		live, cancel = context.WithDeadline(ctx, expiresAt)
		defer cancel()
	}
	for {
		select {
		case <-live.Done():
			return ended(ctx)
		case <-joined.dropped:
			return joined.err
		case <-joined.wake:
		}
		for query := range queriesFor(v.hub.take(joined), joined.only) {
			changed, err := v.load(live, query)
			if err != nil && live.Err() == nil {
				v.config.Log.ErrorContext(ctx, "a change could not be shown", "error", err)
				return ErrSubscriptionInterrupted
			}
			for _, claim := range changed {
				select {
				case into <- claim:
				case <-joined.dropped:
					return joined.err
				case <-live.Done():
					return ended(ctx)
				}
			}
		}
	}
}

// queriesFor returns the statements that load what changed: the claims together,
// and each batch.
func queriesFor(changes []change, only claims.ID) iter.Seq[store.ClaimQuery] {
	return func(yield func(store.ClaimQuery) bool) {
		var ids []claims.ID
		for _, change := range changes {
			if change.claim != "" {
				ids = append(ids, change.claim)
				continue
			}
			if !yield(store.ClaimQuery{ID: only, Batch: &change.batch}) {
				return
			}
		}
		for chunk := range slices.Chunk(ids, changesAtOnce) {
			if !yield(store.ClaimQuery{IDs: chunk}) {
				return
			}
		}
	}
}

// ended returns why a subscription's context is over: by itself, or with its token.
func ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return ErrTokenExpired
}
