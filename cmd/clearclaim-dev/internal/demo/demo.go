// Package demo drives a running system through its API and checks what comes
// back: the project's own samples, each with its expected determination, or a
// corpus of FHIR claims with the explanations that its writer computed.
//
// Everything goes over HTTP as any client would do it: insurers, plans,
// providers, coverages and funds through their mutations, claims through
// submitClaims, documents through attachEvidence. A run has an id, which makes
// names and idempotency keys its own: an interrupted run goes on where it was,
// a new one begins beside it.
package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/target"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// Bounds of a run.
const (
	connections  = 64
	parallelCall = 16 // calls at once that wait for the chain
	tokenKeep    = time.Minute
	firstPoll    = 50 * time.Millisecond
	lastPoll     = 500 * time.Millisecond
	finishWithin = 3 * time.Minute // one sample, from submission to its end
)

// Options say what to run and where to write the result.
type Options struct {
	// Corpus is a folder of FHIR resources, one gzip NDJSON file a type; empty runs the samples.
	Corpus string
	// IsJSON writes one JSON object instead of a table.
	IsJSON bool
	// Run names the run; empty resumes the one in StateFile or starts a new one.
	Run string
	// StateFile keeps the id of a run until it has ended; empty keeps none.
	StateFile string
	// Out receives the result.
	Out io.Writer
}

// Run runs the demo and reports whether all expectations held. An error is
// something that kept it from finding out.
func Run(ctx context.Context, t target.Target, options Options) (bool, error) {
	begun, err := begin(ctx, t, options)
	if err != nil {
		return false, err
	}
	s := newSession(t, begun)
	held, err := s.run(ctx, options)
	if err != nil {
		return false, fmt.Errorf("running demo %s: %w", s.name, err)
	}
	return held, end(options)
}

func (s *session) run(ctx context.Context, options Options) (bool, error) {
	if options.Corpus != "" {
		report, err := s.runCorpus(ctx, options.Corpus)
		if err != nil {
			return false, err
		}
		return report.Held(), write(options, report, report.print)
	}
	report, err := s.runSamples(ctx)
	if err != nil {
		return false, err
	}
	return report.Held(), write(options, report, report.print)
}

func write(options Options, report any, print func(io.Writer) error) error {
	if !options.IsJSON {
		return print(options.Out)
	}
	return json.NewEncoder(options.Out).Encode(report)
}

// session is one run against one system.
type session struct {
	target target.Target
	name   string
	before target.Summary
	// isResumed is set for a run that goes on where another was interrupted.
	isResumed bool
	http      *http.Client
	begun     time.Time
}

func newSession(t target.Target, begun state) *session {
	return &session{
		target: t,
		name:   begun.Run,
		before: begun.Before, isResumed: begun.isResumed,
		http:  &http.Client{Transport: apiclient.Transport(connections)},
		begun: time.Now(),
	}
}

// moved returns what was paid and used since the run began.
func (s *session) moved(ctx context.Context) (target.Summary, error) {
	after, err := s.target.Reconcile(ctx)
	if err != nil {
		return after, fmt.Errorf("reconciling after: %w", err)
	}
	return after.Since(s.before), nil
}

// as returns a client that asks in a role for an organization.
func (s *session) as(role auth.Role, organization uint32) *apiclient.Client {
	return s.asSubject(role, organization, "demo-"+string(role))
}

func (s *session) asSubject(role auth.Role, organization uint32, subject string) *apiclient.Client {
	token := func(ctx context.Context) (string, error) {
		return s.target.Token(ctx, role, organization, subject)
	}
	return apiclient.New(s.target.APIURL, apiclient.Cached(token, tokenKeep), s.http)
}

// key returns an idempotency key of this run.
func (s *session) key(parts ...any) string {
	key := "demo/" + s.name
	for _, part := range parts {
		key += fmt.Sprintf("/%v", part)
	}
	return key
}

// own makes a name or number the run's own.
func (s *session) own(name string) string { return name + " " + s.name }

func (s *session) progress(format string, arguments ...any) {
	if s.target.Progress == nil {
		return
	}
	elapsed := time.Since(s.begun).Round(100 * time.Millisecond)
	_, _ = fmt.Fprintf(s.target.Progress, "%8s  %s\n", elapsed, fmt.Sprintf(format, arguments...))
}

// inParallel calls each for every index, several at once, and returns the first error.
func inParallel(ctx context.Context, count int, each func(ctx context.Context, i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelCall)
	for i := range count {
		group.Go(func() error { return each(ctx, i) })
	}
	return group.Wait()
}

// poll calls done until it is, ever more slowly.
func poll(ctx context.Context, done func(ctx context.Context) (bool, error)) error {
	pause := firstPoll
	for {
		isDone, err := done(ctx)
		if isDone || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
		pause = min(pause*3/2, lastPoll)
	}
}
