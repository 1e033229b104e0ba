package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/figures"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/target"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// Bounds of the bench of subscriptions.
const (
	maxSubscribers = 5_000
	// settleWithin is how long claims may take to be paid before they are changed.
	settleWithin = 5 * time.Minute
	settlePoll   = 500 * time.Millisecond
	// subscribeWithin is how long all subscribers may take to be there.
	subscribeWithin = 2 * time.Minute
	resubscribe     = 100 * time.Millisecond
)

// SubscriptionsOptions size the bench of subscriptions and say where to write the result.
type SubscriptionsOptions struct {
	// Subscribers follow all claims of a provider, the Providers in turn.
	Subscribers, Providers int
	// Rate is the changes a second, for the Duration, each of another claim.
	Rate     int
	Duration time.Duration
	// Change makes a change of a claim, given by its global id, as those do who change claims.
	Change func(ctx context.Context, id string) error
	// DrainWithin is how long the last changes may take to arrive; zero is a minute.
	DrainWithin time.Duration
	IsJSON      bool
	Out         io.Writer
}

// subscriptionsReport is the result. Who follows a provider's claims is to get every
// change of one of them: changes × subscribers of the provider in all.
type subscriptionsReport struct {
	Subscribers int     `json:"subscribers"`
	Providers   int     `json:"providers"`
	Changes     int     `json:"changes"`
	Rate        float64 `json:"changes_per_s"` // that was held
	Expected    int64   `json:"expected"`
	Delivered   int64   `json:"delivered"`
	Missed      int64   `json:"missed"`
	Repeated    int64   `json:"repeated"`
	Reconnects  int64   `json:"reconnects"`
	// RSS is of this process: API, workers, indexer and the subscribers' own ends.
	RSS       int64   `json:"rss_bytes"`
	RSSBefore int64   `json:"rss_before_bytes"`
	P50       float64 `json:"p50_ms"`
	P99       float64 `json:"p99_ms"`
	Seconds   float64 `json:"seconds"` // from the first change to the last delivery
}

// Subscriptions has many follow claims that change at a fixed rate, and counts who
// missed what. A change's time runs from before it is committed until a subscriber has it.
//
// Errors: [ErrNotLoopback], [ErrOutOfBounds]; [ErrNotHeld] after the result was written.
func Subscriptions(ctx context.Context, t target.Target, o SubscriptionsOptions) error {
	if o.DrainWithin == 0 {
		o.DrainWithin = time.Minute
	}
	changes := o.Rate * int(o.Duration/time.Second)
	if o.Subscribers < 1 || o.Subscribers > maxSubscribers || o.Providers < 1 || o.Providers > o.Subscribers || o.Rate < 1 ||
		changes < 1 || changes > maxClaims/o.Subscribers {
		return ErrOutOfBounds
	}
	if !isLoopback(t.APIURL) {
		return ErrNotLoopback
	}
	f := &following{options: o, changed: make(map[string]*changedClaim, changes)}
	report, err := f.measure(ctx, t, changes)
	if err != nil {
		return err
	}
	if o.IsJSON {
		err = json.NewEncoder(o.Out).Encode(report)
	} else {
		_, err = fmt.Fprintf(o.Out, "%d subscribers, %.1f changes/s: %d of %d delivered, %d missed; p50 %.0f ms, p99 %.0f ms; %d MiB\n",
			report.Subscribers, report.Rate, report.Delivered, report.Expected, report.Missed, report.P50, report.P99, report.RSS>>20)
	}
	if err == nil && report.Missed > 0 {
		err = ErrNotHeld
	}
	return err
}

// changedClaim is a claim that is changed once.
type changedClaim struct {
	id       string
	provider int
	at       atomic.Int64 // of the change, in nanoseconds of Unix; 0 is not yet
}

// following is one run.
type following struct {
	options SubscriptionsOptions
	order   []*changedClaim
	changed map[string]*changedClaim // by id

	begun      sync.WaitGroup
	reconnects atomic.Int64
	delivered  atomic.Int64
	repeated   atomic.Int64
}

func (f *following) measure(ctx context.Context, t target.Target, changes int) (*subscriptionsReport, error) {
	r, err := f.seed(ctx, t, changes)
	if err != nil {
		return nil, fmt.Errorf("setting up: %w", err)
	}
	before := residentBytes()
	followed, stop := context.WithCancel(ctx)
	defer stop()
	waits := make([]times, f.options.Subscribers)
	var ended sync.WaitGroup
	f.begun.Add(f.options.Subscribers)
	for i := range f.options.Subscribers {
		ended.Go(func() { waits[i] = f.follow(followed, r, i) })
	}
	if err := f.awaitSubscribers(ctx); err != nil {
		return nil, err
	}
	r.progress("%d subscribers are there; %d changes follow", f.options.Subscribers, changes)
	begun := time.Now()
	if err := f.change(ctx); err != nil {
		return nil, err
	}
	took := time.Since(begun)
	expected := f.expected()
	for drainBy := time.Now().Add(f.options.DrainWithin); f.delivered.Load() < expected && time.Now().Before(drainBy); {
		time.Sleep(settlePoll / 10)
	}
	lasted, resident := time.Since(begun), residentBytes()
	stop()
	ended.Wait()
	var all times
	for _, some := range waits {
		all = append(all, some...)
	}
	delivered := f.delivered.Load()
	return &subscriptionsReport{
		Subscribers: f.options.Subscribers, Providers: f.options.Providers, Changes: changes, Rate: figures.Round(float64(changes) / took.Seconds()),
		Expected: expected, Delivered: delivered, Missed: expected - delivered, Repeated: f.repeated.Load(), Reconnects: f.reconnects.Load(),
		RSS: resident, RSSBefore: before, P50: all.percentile(50), P99: all.percentile(99), Seconds: figures.Round(lasted.Seconds()),
	}, nil
}

// seed registers the parties and has each provider's claims paid, so that nothing but the bench changes them.
func (f *following) seed(ctx context.Context, t target.Target, changes int) (*run, error) {
	each := (changes + f.options.Providers - 1) / f.options.Providers
	options, err := PipelineOptions{
		Rate: 500, Duration: time.Minute, Coverages: 200, Providers: f.options.Providers, Out: f.options.Out,
	}.withDefaults()
	if err != nil {
		return nil, err
	}
	r := newRun(t, options)
	r.http = &http.Client{Transport: apiclient.Transport(f.options.Subscribers + connections)}
	if err := r.seed(ctx); err != nil {
		return nil, err
	}
	index := 0
	for p, from := range r.providers {
		for left := each; left > 0 && len(f.order) < changes; {
			inputs := make([]apiclient.ClaimInput, 0, claimsInBatch)
			for len(inputs) < min(left, claimsInBatch, changes-len(f.order)) {
				if kindOf(index) != kindException { // it would wait for a document
					inputs = append(inputs, r.claim(index))
				}
				index++
			}
			left -= len(inputs)
			answer, err := from.client.SubmitClaims(ctx, apiclient.SubmitClaims{
				IdempotencyKey: r.key("submit", p, left), Provider: from.number, Claims: inputs,
			})
			if err != nil || len(answer.Accepted) != len(inputs) {
				return nil, fmt.Errorf("submitting: %d of %d accepted: %w", len(answer.Accepted), len(inputs), err)
			}
			for _, accepted := range answer.Accepted {
				claim := &changedClaim{id: accepted.ID, provider: p}
				f.order = append(f.order, claim)
				f.changed[claim.id] = claim
			}
		}
	}
	return r, f.awaitSettled(ctx, r)
}

func (f *following) awaitSettled(ctx context.Context, r *run) error {
	ids := make([]string, len(f.order))
	for i, claim := range f.order {
		ids[i] = claim.id
	}
	ctx, cancel := context.WithTimeout(ctx, settleWithin)
	defer cancel()
	for {
		shown, err := r.asInsurer.ClaimsProgress(ctx, ids)
		if err != nil {
			return fmt.Errorf("waiting for claims to be paid: %w", err)
		}
		if haveEnded(ids, shown) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for claims to be paid: %w", ctx.Err())
		case <-time.After(settlePoll):
		}
	}
}

// awaitSubscribers returns when all are there.
func (f *following) awaitSubscribers(ctx context.Context) error {
	there := make(chan struct{})
	go func() {
		f.begun.Wait()
		close(there)
	}()
	select {
	case <-there:
		return nil
	case <-time.After(subscribeWithin):
		return fmt.Errorf("%w: not all subscribers came", ErrNotHeld)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// follow is one subscriber, which comes back with its last token until ctx ends. It
// returns how long each change took to arrive, once each.
func (f *following) follow(ctx context.Context, r *run, number int) times {
	client := r.providers[number%len(r.providers)].client
	var waits times
	token := ""
	for ctx.Err() == nil && token == "" {
		token, _ = client.ResumeToken(ctx) // again, until it could be had
	}
	f.begun.Done()
	seen := map[string]bool{}
	for attempt := 0; ctx.Err() == nil; attempt++ {
		if attempt > 0 {
			f.reconnects.Add(1)
			time.Sleep(resubscribe)
		}
		_ = client.Follow(ctx, token, func(id, next string) {
			token = next
			claim := f.changed[id]
			if claim == nil || claim.at.Load() == 0 {
				return // changed by another
			}
			if seen[id] {
				f.repeated.Add(1)
				return
			}
			seen[id] = true
			waits.add(time.Since(time.Unix(0, claim.at.Load())))
			f.delivered.Add(1)
		})
	}
	return waits
}

// change makes the changes when they are due, whether or not the ones before are
// committed, of the providers in turn.
func (f *following) change(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	begun := time.Now()
	each := (len(f.order) + f.options.Providers - 1) / f.options.Providers
	made := 0
	for i := range each {
		for p := range f.options.Providers {
			at := p*each + i
			if at >= len(f.order) {
				continue
			}
			due := begun.Add(time.Duration(made) * time.Second / time.Duration(f.options.Rate))
			select {
			case <-ctx.Done():
				return group.Wait()
			case <-time.After(time.Until(due)):
			}
			f.order[at].at.Store(time.Now().UnixNano())
			group.Go(func() error { return f.options.Change(ctx, f.order[at].id) })
			made++
		}
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("changing a claim: %w", err)
	}
	return nil
}

// expected is how many deliveries all changes are.
func (f *following) expected() int64 {
	followers := make([]int64, f.options.Providers)
	for i := range f.options.Subscribers {
		followers[i%f.options.Providers]++
	}
	var total int64
	for _, claim := range f.order {
		total += followers[claim.provider]
	}
	return total
}

// residentBytes returns the memory of this process that is resident, 0 where there is no /proc.
func residentBytes() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize())
}
