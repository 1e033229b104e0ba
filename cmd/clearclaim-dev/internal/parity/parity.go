// Package parity plays random histories of claims on the real contracts, in an EVM
// in this process, beside the model of claims/benefits, and a sample of them on the
// exact oracle. After every operation what the chain told must be what the model
// says, to the cent, and the money that moved the sum of it; every few operations
// the words in the contracts' storage too.
//
// A seed means the same cases on every machine, however many workers there are. A
// case that fails is cut to what still fails and written as a scenario.
package parity

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/clearclaim/clearclaim/claims/benefits/history"
)

// Errors of [Run].
var (
	// ErrMismatch is returned when chain, model and oracle do not agree.
	ErrMismatch = errors.New("chain, model and oracle do not agree")
	// ErrBranchRare is returned when a branch of interest occurs in fewer cases than
	// it takes to say that it was tried.
	ErrBranchRare = errors.New("a branch of interest is too rare")
)

// Options say what to run.
type Options struct {
	Cases int
	// Seed names the cases; the same seed repeats a run.
	Seed uint64
	// Workers is how many chains there are at a time; zero is one for each processor.
	Workers int
	// IsJSON prints one JSON object instead of a table.
	IsJSON bool
	// Out gets the report, Progress how far the run is, for a person to see.
	Out, Progress io.Writer
}

// blockSize is how many cases are played together: as many as one batch holds, but
// for those of it that a provider's second claim could need.
const blockSize = 500

// oracleEvery is how far the cases of the oracle's sample are apart.
const oracleEvery = 50

// maxFailures is how many failures are looked into; the others are counted.
const maxFailures = 5

// Run plays the cases and prints the report.
//
// Errors: [ErrMismatch], [ErrBranchRare], and the context's.
func Run(ctx context.Context, o Options) error { return run(ctx, o, newNetwork) }

// run plays on chains that are set up by deploy, one a worker.
func run(ctx context.Context, o Options, deploy func() (*network, error)) error {
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	r := &runner{Options: o, deploy: deploy, started: time.Now(), report: newReport(o.Seed)}
	if err := r.playAll(ctx); err != nil {
		return err
	}
	r.report.finish(time.Since(r.started))
	if err := r.report.print(o.Out, o.IsJSON); err != nil {
		return err
	}
	return r.report.verdict()
}

// runner is a run at work.
type runner struct {
	Options
	deploy  func() (*network, error)
	started time.Time

	mutex  sync.Mutex
	next   int // block
	report *report
	err    error
}

func (r *runner) playAll(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var group sync.WaitGroup
	for range r.Workers {
		group.Go(func() {
			if err := r.work(ctx); err != nil {
				r.mutex.Lock()
				r.err = errors.Join(r.err, err)
				r.mutex.Unlock()
				stop()
			}
		})
	}
	group.Wait()
	if r.err != nil {
		return r.err
	}
	_, _ = fmt.Fprintln(r.Progress)
	return ctx.Err()
}

// work plays one block after the other.
func (r *runner) work(ctx context.Context) error {
	base, err := r.deploy()
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		r.mutex.Lock()
		number := r.next
		r.next++
		r.mutex.Unlock()
		first := number * blockSize
		if first >= r.Cases {
			return nil
		}
		found, err := r.playBlock(base, number, min(blockSize, r.Cases-first))
		if err != nil {
			return fmt.Errorf("block %d of seed %d: %w", number, r.Seed, err)
		}
		r.mutex.Lock()
		r.report.add(found)
		r.report.progress(r.Progress, r.Cases, time.Since(r.started))
		r.mutex.Unlock()
	}
	return nil
}

// playBlock plays the cases of a block and reports on them.
func (r *runner) playBlock(base *network, number, count int) (*report, error) {
	found := newReport(r.Seed)
	cases := blockCases(r.Seed, number, count)
	b, err := newBlock(base, slices.Clone(cases))
	if err != nil {
		return nil, err
	}
	if err := b.play(); err != nil {
		// Something that is nobody's alone: it is looked for in each case by itself.
		return found, found.failBlock(base, number*blockSize, cases, err)
	}
	found.Cases, found.Lines = count, b.lines
	for route, n := range b.ledger.routes {
		found.route(route, n)
	}
	for i, p := range b.players {
		found.count(p.tally)
		at := number*blockSize + i
		if p.failure == nil && at%oracleEvery == 0 {
			found.OracleCases++
			if err := withOracle(p.c); err != nil {
				p.fail(len(p.c.Operations)-1, err)
			}
		}
		if p.failure != nil {
			found.fail(failing(base, at, p.c, p.failedAt, p.failure))
		}
	}
	return found, nil
}

// failBlock reports a block that could not be played to its end.
func (r *report) failBlock(base *network, first int, cases []history.Case, cause error) error {
	for i, c := range cases {
		if at, err := alone(base, c); err != nil {
			r.Cases = i + 1
			r.fail(failing(base, first+i, c, at, err))
			return nil
		}
	}
	return cause
}
