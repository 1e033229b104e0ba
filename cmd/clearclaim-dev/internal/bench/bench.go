// Package bench measures a running system from outside, over its API on the same
// machine.
//
// The pipeline bench is an open loop: batches of claims are due at fixed times,
// whether or not the system keeps up, and a claim's time runs from the moment at
// which its batch was due until the claim was read back as paid or denied
// through the API. What enrolment costs is not in it.
package bench

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/figures"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/target"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// Errors of a bench.
var (
	// ErrNotLoopback is returned for an API on another machine: a bench is a load.
	ErrNotLoopback = errors.New("the bench loads this machine alone; the API is elsewhere")
	// ErrOutOfBounds is returned for a load that no bench should make.
	ErrOutOfBounds = errors.New("rate, seconds, coverages and providers are out of bounds")
	// ErrNotHeld is returned when claims were rejected, did not end, or ended otherwise than they should.
	ErrNotHeld = errors.New("not every claim ended as it should")
)

// Bounds of a run.
const (
	maxRate      = 10_000
	maxDuration  = time.Hour
	maxCoverages = 200_000
	maxProviders = 1_000
	maxClaims    = 5_000_000

	connections   = 128
	claimsInBatch = 100
	linesInClaim  = 3
	familySize    = 4
	tokenKeep     = time.Minute
)

// PipelineOptions size the pipeline bench and say where to write the result.
type PipelineOptions struct {
	// Rate is the claims that are due a second, for the Duration.
	Rate     int
	Duration time.Duration
	// Coverages are enrolled before, in families of four; zero is 2,000.
	Coverages int
	// Providers submit in turn; zero is 10.
	Providers int
	// Run makes names and keys the run's own; empty is a random one.
	Run string
	// DrainWithin is how long the last claims may take after the last batch; zero is a minute.
	DrainWithin time.Duration
	// IsJSON writes one JSON object instead of a table.
	IsJSON bool
	// Out receives the result.
	Out io.Writer
}

// withDefaults fills in what was left open and checks the rest.
//
// Errors: [ErrOutOfBounds].
func (o PipelineOptions) withDefaults() (PipelineOptions, error) {
	if o.Coverages == 0 {
		o.Coverages = 2000
	}
	if o.Providers == 0 {
		o.Providers = 10
	}
	if o.DrainWithin == 0 {
		o.DrainWithin = time.Minute
	}
	if o.Run == "" {
		o.Run = rand.Text()[:8]
	}
	isWithin := o.Rate >= 1 && o.Rate <= maxRate && o.Duration >= time.Second && o.Duration <= maxDuration &&
		o.Coverages >= 1 && o.Coverages <= maxCoverages && o.Providers >= 1 && o.Providers <= maxProviders &&
		o.claims() <= maxClaims
	if !isWithin {
		return o, ErrOutOfBounds
	}
	return o, nil
}

func (o PipelineOptions) claims() int {
	return int(time.Duration(o.Rate) * o.Duration / time.Second)
}

// batches is how many batches are due in all.
func (o PipelineOptions) batches() int { return max(1, o.claims()/claimsInBatch) }

// dueAfter is when a batch is due after the start.
func (o PipelineOptions) dueAfter(batch int) time.Duration {
	return time.Duration(batch) * claimsInBatch * time.Second / time.Duration(o.Rate)
}

// Pipeline runs the pipeline bench and writes what it measured.
//
// Errors: [ErrNotLoopback], [ErrOutOfBounds]; [ErrNotHeld] after the result was written.
func Pipeline(ctx context.Context, t target.Target, options PipelineOptions) error {
	_, report, err := measurePipeline(ctx, t, options)
	if err != nil {
		return err
	}
	if options.IsJSON {
		err = json.NewEncoder(options.Out).Encode(report)
	} else {
		err = report.print(options.Out)
	}
	if err == nil && !report.held() {
		err = ErrNotHeld
	}
	return err
}

// Filled says whose the claims of a fill are.
type Filled struct {
	Insurer   uint32
	Providers []uint32
	Claims    int
}

// Fill sends claims as the pipeline bench does, for another bench that needs them to be
// there, and returns when they have ended.
//
// Errors: as of [Pipeline].
func Fill(ctx context.Context, t target.Target, options PipelineOptions) (Filled, error) {
	r, report, err := measurePipeline(ctx, t, options)
	if err != nil {
		return Filled{}, err
	}
	if !report.held() {
		return Filled{}, ErrNotHeld
	}
	filled := Filled{Insurer: r.insurer, Claims: report.Claims}
	for _, p := range r.providers {
		filled.Providers = append(filled.Providers, p.number)
	}
	return filled, nil
}

func measurePipeline(ctx context.Context, t target.Target, options PipelineOptions) (*run, *pipelineReport, error) {
	options, err := options.withDefaults()
	if err != nil {
		return nil, nil, err
	}
	if !isLoopback(t.APIURL) {
		return nil, nil, ErrNotLoopback
	}
	r := newRun(t, options)
	if err := r.seed(ctx); err != nil {
		return nil, nil, fmt.Errorf("setting up: %w", err)
	}
	setup := time.Since(r.begun)
	r.progress("set up; %d batches of %d claims follow", options.batches(), claimsInBatch)
	before := readCPU()
	if err := r.load(ctx); err != nil {
		return nil, nil, fmt.Errorf("loading: %w", err)
	}
	spent := readCPU().since(before)
	r.progress("all claims have ended or ran out of time; reading every one of them")
	if err := r.readAll(ctx); err != nil {
		return nil, nil, err
	}
	if err := r.awaitMissed(ctx); err != nil {
		return nil, nil, fmt.Errorf("waiting for claims that had not ended: %w", err)
	}
	report := r.report(spent, setup)
	return r, report, r.addStages(ctx, report)
}

// addStages adds the waits that the system itself knows of.
func (r *run) addStages(ctx context.Context, report *pipelineReport) error {
	if r.target.Stages == nil {
		return nil
	}
	stages, err := r.target.Stages(ctx, r.insurer)
	if err != nil {
		return fmt.Errorf("reading stages: %w", err)
	}
	for name, wait := range stages {
		report.Stages[name] = figures.Round(wait)
	}
	return nil
}

// isLoopback reports whether a URL is on this machine.
func isLoopback(apiURL string) bool {
	parsed, err := url.Parse(apiURL)
	if err != nil {
		return false
	}
	if parsed.Hostname() == "localhost" {
		return true
	}
	address := net.ParseIP(parsed.Hostname())
	return address != nil && address.IsLoopback()
}

// run is one bench against one system.
type run struct {
	target  target.Target
	options PipelineOptions
	http    *http.Client
	begun   time.Time

	operator  *apiclient.Client
	asInsurer *apiclient.Client
	insurer   uint32
	plan      uint32
	providers []provider

	book *book
	// drainBy is until when claims are waited for once all were sent.
	drainBy time.Time
}

// provider is a provider of the bench with its client.
type provider struct {
	number uint32
	client *apiclient.Client
}

func newRun(t target.Target, options PipelineOptions) *run {
	r := &run{
		target: t, options: options, begun: time.Now(), book: newBook(),
		http: &http.Client{Transport: apiclient.Transport(connections)},
	}
	r.operator = r.as(auth.RoleOperator, 0)
	return r
}

func (r *run) as(role auth.Role, organization uint32) *apiclient.Client {
	token := func(ctx context.Context) (string, error) {
		return r.target.Token(ctx, role, organization, "bench-"+string(role))
	}
	return apiclient.New(r.target.APIURL, apiclient.Cached(token, tokenKeep), r.http)
}

func (r *run) key(parts ...any) string {
	key := "bench/" + r.options.Run
	for _, part := range parts {
		key += fmt.Sprintf("/%v", part)
	}
	return key
}

func (r *run) progress(format string, arguments ...any) {
	if r.target.Progress == nil {
		return
	}
	elapsed := time.Since(r.begun).Round(100 * time.Millisecond)
	_, _ = fmt.Fprintf(r.target.Progress, "%8s  %s\n", elapsed, fmt.Sprintf(format, arguments...))
}

// load sends all batches when they are due and watches until every claim has ended.
func (r *run) load(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watched := make(chan error, 1)
	sent := make(chan struct{})
	go func() {
		err := r.watch(ctx, sent)
		if err != nil {
			cancel(err)
		}
		watched <- err
	}()
	err := r.send(ctx)
	if err != nil {
		cancel(err)
	}
	close(sent)
	return errors.Join(err, <-watched)
}

// send is the open loop. Batches go out at their time; where too many wait for
// their answers the next ones go late, and their lateness counts.
func (r *run) send(ctx context.Context) error {
	r.book.begin(time.Now())
	var waiting sync.WaitGroup
	defer waiting.Wait()
	slots := make(chan struct{}, connections/2)
	failed := make(chan error, 1)
	for batch := range r.options.batches() {
		due := r.book.begun.Add(r.options.dueAfter(batch))
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case err := <-failed:
			return err
		case <-time.After(time.Until(due)):
		}
		slots <- struct{}{}
		waiting.Go(func() {
			defer func() { <-slots }()
			if err := r.sendBatch(ctx, batch, due); err != nil {
				select {
				case failed <- err:
				default:
				}
			}
		})
	}
	waiting.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

func (r *run) sendBatch(ctx context.Context, batch int, due time.Time) error {
	from := r.providers[batch%len(r.providers)]
	inputs := make([]apiclient.ClaimInput, claimsInBatch)
	for i := range inputs {
		inputs[i] = r.claim(batch*claimsInBatch + i)
	}
	sentAt := time.Now()
	answer, err := from.client.SubmitClaims(ctx, apiclient.SubmitClaims{
		IdempotencyKey: r.key("submit", batch), Provider: from.number, Claims: inputs,
	})
	if err != nil {
		return fmt.Errorf("submitting: %w", err)
	}
	r.book.answered(answer, entry{
		due: due, sent: sentAt, answered: time.Now(), batch: batch, provider: batch % len(r.providers),
	})
	return nil
}
