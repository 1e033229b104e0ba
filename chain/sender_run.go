package chain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// errLeaseLost ends a run whose epoch is not the lease's any more.
var errLeaseLost = errors.New("another sender has the lease")

// storeFault marks errors after which memory may differ from the store: the run
// ends, and the next one begins with what is stored.
type storeFault struct{ error }

func (f storeFault) Unwrap() error { return f.error }

// flight is an intent that has a nonce and no receipt.
type flight struct {
	Intent
	attemptedAt time.Time // its newest attempt was made
	resentAt    time.Time // its bytes went out; zero when they must
	// mustReplace says that the node wants more for it.
	mustReplace bool
	// refusal is why it can never be included, "" while it can.
	refusal string
	// nonceGoneAt is since when the node says that its nonce was used.
	nonceGoneAt time.Time
}

func (f *flight) newest() *Attempt { return &f.Attempts[len(f.Attempts)-1] }

// lane is what one signer has on its way, by nonce.
type lane struct {
	next    uint64
	flights []*flight
}

// run is one sender's time with the lease. It is what the store has, in memory,
// and is used by one goroutine.
type run struct {
	*Sender
	epoch int64

	waiting    []Intent // by id
	isStale    bool     // the waiting ones may have become more
	estimateAt time.Time
	firstSeen  map[int64]time.Time // of waiting ones

	lanes   map[Address]*lane
	settled map[int64]*Intent // with a receipt that is not final

	head     Head
	final    uint64
	isMoved  bool // settled receipts must be looked at again
	fees     fees
	feesAt   time.Time
	isSilent bool // the node does not answer, which was said
}

// Intervals of a run without anything on its way.
const (
	settledPoll = 500 * time.Millisecond
	idlePoll    = time.Second
	waitingMax  = 1024
	// estimateEvery is how often a call that would revert while others are on
	// their way is tried again.
	estimateEvery = 250 * time.Millisecond
	// patience is how long such a call waits for the intents of other signers.
	patience = 30 * time.Second
	feesFor  = time.Second
)

// send is a sender's time with the lease.
func (s *Sender) send(ctx context.Context, epoch int64) error {
	notified, err := s.store.WatchIntents(ctx)
	if err != nil {
		return err
	}
	r := &run{
		Sender: s, epoch: epoch, isStale: true, isMoved: true,
		lanes: map[Address]*lane{}, settled: map[int64]*Intent{}, firstSeen: map[int64]time.Time{},
	}
	if err := r.load(ctx); err != nil {
		return err
	}
	for {
		if err := r.step(ctx); err != nil {
			var fault storeFault
			if errors.As(err, &fault) || errors.Is(err, errLeaseLost) || ctx.Err() != nil {
				return err
			}
			r.complain(ctx, err)
		}
		timer := time.NewTimer(r.interval())
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case _, isOpen := <-notified:
			if !isOpen {
				timer.Stop()
				return ctx.Err()
			}
			r.isStale = true
		case <-timer.C:
			r.isStale = r.isStale || r.interval() >= settledPoll
		}
		timer.Stop()
	}
}

// complain logs that the node is not to be had, once until it is.
func (r *run) complain(ctx context.Context, err error) {
	if !r.isSilent {
		r.opts.Log.WarnContext(ctx, "sender cannot go on yet", "error", err)
	}
	r.isSilent = true
}

func (r *run) interval() time.Duration {
	switch {
	case r.inFlight() > 0 && !r.isSilent, len(r.waiting) > 0 && !r.isSilent:
		return r.opts.PollInterval
	case r.isSilent:
		return retryDelay
	case len(r.settled) > 0:
		return settledPoll
	default:
		return idlePoll
	}
}

func (r *run) inFlight() int {
	n := 0
	for _, l := range r.lanes {
		n += len(l.flights)
	}
	return n
}

// load takes over what an earlier run left.
func (r *run) load(ctx context.Context) error {
	sent, err := r.store.SentIntents(ctx)
	if err != nil {
		return err
	}
	for _, intent := range sent {
		r.takeOff(intent)
	}
	final, err := r.client.FinalNumber(ctx, r.opts.Finality)
	if err != nil && !errors.Is(err, ErrFinalityUnsupported) { // then nothing is final
		return err
	}
	settled, err := r.store.SettledIntents(ctx, final)
	if err != nil {
		return err
	}
	for _, intent := range settled {
		r.settled[intent.ID] = &intent
	}
	return nil
}

// takeOff adds a sent intent to its signer's lane. Its bytes go out at the next step.
func (r *run) takeOff(intent Intent) {
	l := r.lanes[intent.Signer]
	if l == nil {
		l = &lane{}
		r.lanes[intent.Signer] = l
	}
	f := &flight{Intent: intent}
	if intent.Failure != "" && len(intent.Attempts) > 0 && f.newest().IsNoop {
		f.refusal = intent.Failure
	}
	f.attemptedAt = time.Now()
	l.flights = append(l.flights, f)
	slices.SortFunc(l.flights, func(a, b *flight) int { return cmp.Compare(a.Nonce, b.Nonce) })
}

// step looks at the chain, then sends what can be sent.
func (r *run) step(ctx context.Context) error {
	if r.isStale {
		waiting, err := r.store.WaitingIntents(ctx, waitingMax)
		if err != nil {
			return storeFault{err}
		}
		r.setWaiting(waiting)
	}
	if r.inFlight() == 0 && len(r.waiting) == 0 && len(r.settled) == 0 {
		return nil
	}
	if err := r.observe(ctx); err != nil {
		return err
	}
	if err := r.allocate(ctx); err != nil {
		return err
	}
	if err := r.replace(ctx); err != nil {
		return err
	}
	if err := r.broadcast(ctx); err != nil {
		return err
	}
	if r.isSilent {
		r.opts.Log.InfoContext(ctx, "sender goes on")
		r.isSilent = false
	}
	return nil
}

func (r *run) setWaiting(waiting []Intent) {
	seen := map[int64]time.Time{}
	for _, intent := range waiting {
		at, isKnown := r.firstSeen[intent.ID]
		if !isKnown {
			at = time.Now()
			r.estimateAt = time.Time{}
		}
		seen[intent.ID] = at
	}
	r.waiting, r.firstSeen, r.isStale = waiting, seen, false
}

// recordOutcomes writes outcomes and tells who awaits them.
func (r *run) recordOutcomes(ctx context.Context, outcomes []Intent) error {
	if len(outcomes) == 0 {
		return nil
	}
	isHeld, err := r.store.RecordOutcomes(ctx, r.epoch, outcomes)
	if err != nil {
		return storeFault{fmt.Errorf("recording outcomes: %w", err)}
	}
	if !isHeld {
		return errLeaseLost
	}
	r.estimateAt = time.Time{} // what would have reverted may not any more
	r.announce()
	return nil
}

func (r *run) recordSent(ctx context.Context, intents []Intent) error {
	isHeld, err := r.store.RecordSent(ctx, r.epoch, intents)
	if err != nil {
		return storeFault{fmt.Errorf("recording attempts: %w", err)}
	}
	if !isHeld {
		return errLeaseLost
	}
	return nil
}
