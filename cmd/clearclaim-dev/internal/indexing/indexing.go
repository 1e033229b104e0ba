// Package indexing measures how fast the read model is filled from a chain, beside
// a general indexer that makes the same rows of the same chain in the same PostgreSQL.
package indexing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"

	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/devnet"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/figures"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/proc"
	"github.com/clearclaim/clearclaim/cmd/internal/app"
	"github.com/clearclaim/clearclaim/store"
)

// Options say how to measure.
type Options struct {
	Events  int  // the chain has at least so many
	HasPeer bool // measure the peer too
	// Keep is the data directory that is kept, and whose chain is measured again when it
	// has one; "" is one that is removed.
	Keep string
	// Profile is the file that a processor profile of this program over our first run is
	// written to; "" is none.
	Profile  string
	IsJSON   bool
	Out      io.Writer
	Progress io.Writer
}

// Report is what was measured.
//
// An event is a log that both index. The peer's time begins when it turns to the
// chain, not with its process; its cached time is that of a second run, with all
// that it asks of the node in its cache. Ours has no cache.
type Report struct {
	Events       int     `json:"events"`
	EventsPerS   float64 `json:"events_per_s"`
	Peer         string  `json:"peer,omitempty"`
	PeerEvents   float64 `json:"peer_events_per_s,omitempty"`
	PeerCached   float64 `json:"peer_cached_events_per_s,omitempty"`
	Ratio        float64 `json:"ratio,omitempty"` // to the peer's cold run
	RatioCached  float64 `json:"ratio_cached,omitempty"`
	IsStateEqual bool    `json:"state_hash_equal"`
	StateHash    string  `json:"state_hash"`
	Rows         int     `json:"rows"`
	PeerRows     int     `json:"peer_rows,omitempty"`
	// Differences are the tables in which the two are not the same.
	Differences []string `json:"differences,omitempty"`

	Claims       int     `json:"claims"`
	Blocks       int     `json:"blocks"`
	BuildSeconds float64 `json:"chain_build_seconds"`
	// Runs are ours, one before the peer's and one after; EventsPerS is over both.
	Runs []Backfill `json:"runs"`
	// PeerRuns are the cold one and the cached one.
	PeerRuns []Backfill `json:"peer_runs,omitempty"`
	// LoadAverage is the machine's when each of the runs began.
	Load []float64 `json:"load_average"`
}

// Backfill is one run: how long it took, and the CPU time of the indexer, of
// PostgreSQL and of the node, each an event.
type Backfill struct {
	Seconds    float64 `json:"seconds"`
	CPU        float64 `json:"cpu_us_per_event"`
	CPUServer  float64 `json:"cpu_postgres_us_per_event"`
	CPUOfChain float64 `json:"cpu_chain_us_per_event"`
}

// ErrStateUnequal is returned when the two did not come to the same rows.
var ErrStateUnequal = errors.New("the peer's rows are not ours")

// bench is a measurement on its way.
type bench struct {
	Options
	process    *devnet.Process
	world      *world
	made       built
	postmaster int
	dir        string
	report     Report
}

// Run measures and writes the result.
//
// Errors: [ErrStateUnequal].
func Run(ctx context.Context, options Options) (err error) {
	app.CollectSeldom()
	b := &bench{Options: options}
	if b.dir = options.Keep; b.dir == "" {
		if b.dir, err = os.MkdirTemp("", "clearclaim-indexing-"); err != nil {
			return fmt.Errorf("making a data directory: %w", err)
		}
		defer func() { _ = os.RemoveAll(b.dir) }()
	}
	// A block's time may run ahead: they are made faster than one a second.
	if b.process, err = devnet.Start(ctx, b.dir, io.Discard, "--no-temporal", "--clock-ahead", "240h"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.process.Stop()) }()
	if err := b.build(ctx); err != nil {
		return fmt.Errorf("making the chain: %w", err)
	}
	defer b.world.close()
	if err := b.measure(ctx); err != nil {
		return err
	}
	if err := b.print(); err != nil {
		return err
	}
	if !b.report.IsStateEqual {
		return ErrStateUnequal
	}
	return nil
}

func (b *bench) say(format string, args ...any) {
	_, _ = fmt.Fprintf(b.Progress, format+"\n", args...)
}

func (b *bench) build(ctx context.Context) (err error) {
	if b.world, err = newWorld(ctx, b.process, b.dir); err != nil {
		return err
	}
	if b.made, err = b.chain(ctx, filepath.Join(b.dir, "made.json")); err != nil {
		return err
	}
	b.postmaster, err = proc.Postmaster(ctx, b.process.Addresses.DatabaseURL)
	b.report.Events, b.report.Blocks, b.report.Claims = b.made.Events, b.made.Blocks, b.made.Claims
	b.report.BuildSeconds = figures.Round(b.made.Took.Seconds())
	return err
}

// chain makes the chain, unless the file says that it is there.
func (b *bench) chain(ctx context.Context, file string) (made built, err error) {
	if text, err := os.ReadFile(file); err == nil {
		return made, json.Unmarshal(text, &made)
	}
	if made, err = b.world.build(ctx, b.Events, func(done string) { b.say("%s", done) }); err != nil {
		return made, err
	}
	text, err := json.Marshal(made)
	if err != nil {
		return made, err
	}
	return made, os.WriteFile(file, text, 0o600)
}

func (b *bench) measure(ctx context.Context) error {
	before, err := b.runOurs(ctx, "ours_1")
	if err != nil {
		return err
	}
	if b.HasPeer {
		if err := b.runPeer(ctx, before); err != nil {
			return fmt.Errorf("running the peer: %w", err)
		}
	}
	after, err := b.runOurs(ctx, "ours_2")
	if err != nil {
		return err
	}
	b.report.Differences = append(b.report.Differences, before.differences(after)...)
	b.report.IsStateEqual = len(b.report.Differences) == 0
	b.report.EventsPerS = perSecond(2*b.made.Events, b.report.Runs[0].Seconds+b.report.Runs[1].Seconds)
	if b.HasPeer {
		cold, cached := b.report.PeerRuns[0].Seconds, b.report.PeerRuns[1].Seconds
		b.report.PeerEvents, b.report.PeerCached = perSecond(b.made.Events, cold), perSecond(b.made.Events, cached)
		b.report.Ratio = figures.Round(b.report.EventsPerS / b.report.PeerEvents)
		b.report.RatioCached = figures.Round(b.report.EventsPerS / b.report.PeerCached)
	}
	return nil
}

func perSecond(events int, seconds float64) float64 { return math.Round(float64(events) / seconds) }

// runOurs fills an empty database with our indexer and returns what it came to.
func (b *bench) runOurs(ctx context.Context, name string) (state, error) {
	databaseURL, err := database(ctx, b.process.Addresses.DatabaseURL, name)
	if err != nil {
		return state{}, err
	}
	if err := store.Migrate(ctx, databaseURL); err != nil {
		return state{}, err
	}
	var run Backfill
	err = b.profiled(func() error {
		run, err = b.timed(os.Getpid(), func() (time.Duration, error) { return b.world.backfill(ctx, databaseURL, b.made.Head) })
		return err
	})
	if err != nil {
		return state{}, err
	}
	b.say("ours: %.0f events/s", perSecond(b.made.Events, run.Seconds))
	b.report.Runs = append(b.report.Runs, run)
	found, err := stateOf(ctx, databaseURL, "")
	b.report.Rows, b.report.StateHash = found.rows, found.hash
	return found, err
}

// profiled does what it is given; the first time it keeps a profile where one is asked for.
func (b *bench) profiled(do func() error) error {
	if b.Profile == "" || len(b.report.Runs) > 0 {
		return do()
	}
	file, err := os.Create(b.Profile)
	if err != nil {
		return fmt.Errorf("making the profile: %w", err)
	}
	defer func() { _ = file.Close() }()
	if err := pprof.StartCPUProfile(file); err != nil {
		return fmt.Errorf("profiling: %w", err)
	}
	defer pprof.StopCPUProfile()
	return do()
}

// runPeer has the peer index the chain, cold and then from its cache.
func (b *bench) runPeer(ctx context.Context, ours state) error {
	installed, err := installPeer(ctx, b.Progress)
	if err != nil {
		return err
	}
	b.report.Peer = peerName
	run := peerRun{rpcURL: b.process.Addresses.RPCURL, chainFile: filepath.Join(b.dir, "chain.json")}
	if err := b.world.describe(run.chainFile, b.made.Head); err != nil {
		return err
	}
	if run.databaseURL, err = database(ctx, b.process.Addresses.DatabaseURL, "peer"); err != nil {
		return err
	}
	for _, run.schema = range []string{"cold", "cached"} {
		timed, err := b.timed(0, func() (time.Duration, error) { return installed.index(ctx, run) })
		if err != nil {
			return err
		}
		b.say("%s, %s: %.0f events/s", peerName, run.schema, perSecond(b.made.Events, timed.Seconds))
		b.report.PeerRuns = append(b.report.PeerRuns, timed)
		found, err := stateOf(ctx, run.databaseURL, run.schema)
		if err != nil {
			return err
		}
		b.report.PeerRows = found.rows
		b.report.Differences = append(b.report.Differences, ours.differences(found)...)
	}
	return nil
}

// timed measures a backfill in this process, or, without one, in a child that ends with it.
func (b *bench) timed(self int, do func() (time.Duration, error)) (Backfill, error) {
	b.report.Load = append(b.report.Load, proc.LoadAverage())
	before := proc.Read()
	took, err := do()
	after := proc.Read()
	if err != nil {
		return Backfill{}, err
	}
	if self == 0 {
		self = os.Getpid() // who has waited for the child has its time
	}
	perEvent := func(used time.Duration) float64 {
		return figures.Round(float64(used.Microseconds()) / float64(b.made.Events))
	}
	chainPID := b.process.PID()
	return Backfill{
		Seconds:    figures.Round(took.Seconds()),
		CPU:        perEvent(after[self].Used - before[self].Used),
		CPUServer:  perEvent(after.UsedBelow(b.postmaster) - before.UsedBelow(b.postmaster)),
		CPUOfChain: perEvent(after[chainPID].Used - before[chainPID].Used),
	}, nil
}

func (b *bench) print() error {
	if b.IsJSON {
		return json.NewEncoder(b.Out).Encode(b.report)
	}
	r := &b.report
	_, err := fmt.Fprintf(b.Out, "%d events of %d claims in %d blocks, made in %.0f s\nours: %.0f events/s (%.2f s and %.2f s)\n",
		r.Events, r.Claims, r.Blocks, r.BuildSeconds, r.EventsPerS, r.Runs[0].Seconds, r.Runs[1].Seconds)
	if err == nil && b.HasPeer {
		_, err = fmt.Fprintf(b.Out, "%s: %.0f events/s, cached %.0f; ratio %.1f, to cached %.1f; state equal: %t, rows %d and %d\n",
			r.Peer, r.PeerEvents, r.PeerCached, r.Ratio, r.RatioCached, r.IsStateEqual, r.Rows, r.PeerRows)
	}
	return err
}
