// Package querying measures how fast the API answers, beside a general GraphQL server
// over tables of the same claims in the same PostgreSQL.
//
// Ours is the production endpoint: a token is verified, policies and row-level security
// hold, the claims are decrypted, and each request keeps a record of what it read. The
// peer does none of that, and its tables hold the answers ready. All tables are vacuumed
// and analysed before.
package querying

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/pprof"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/bench"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/figures"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/proc"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/target"
)

// Options say how to measure.
type Options struct {
	// Filled are the claims that there are.
	Filled      bench.Filled
	DatabaseURL string
	Duration    time.Duration // of a run
	Rounds      int           // runs of each of the two, in turn
	Connections int
	HasPeer     bool   // measure the peer too
	Profile     string // a file for a processor profile of our first run; "" keeps none
	IsJSON      bool
	Out         io.Writer
	Progress    io.Writer
}

// Report is what was measured. The figures of several runs are their median.
type Report struct {
	Claims      int     `json:"claims"`
	PageSize    int     `json:"page_size"`
	Connections int     `json:"connections"`
	RequestsPS  float64 `json:"requests_per_s"`
	P50         float64 `json:"p50_ms"`
	P99         float64 `json:"p99_ms"`
	Peer        string  `json:"peer,omitempty"`
	PeerPS      float64 `json:"peer_requests_per_s,omitempty"`
	PeerP50     float64 `json:"peer_p50_ms,omitempty"`
	PeerP99     float64 `json:"peer_p99_ms,omitempty"`
	Ratio       float64 `json:"ratio,omitempty"`
	// Single is reading one claim at a fixed rate; its times run from when a request was due.
	SingleRate float64 `json:"single_requests_per_s"`
	SingleP50  float64 `json:"single_p50_ms"`
	SingleP99  float64 `json:"single_p99_ms"`
	// Runs are all of them, in the order in which they were made.
	Runs []Run `json:"runs"`
}

// Run is one run of a server.
type Run struct {
	Server     string  `json:"server"`
	Requests   int     `json:"requests"`
	RequestsPS float64 `json:"requests_per_s"`
	P50        float64 `json:"p50_ms"`
	P99        float64 `json:"p99_ms"`
	// CPU is the processor time of the server, PostgreSQL and the bench itself.
	CPU  float64 `json:"cpu_ms_per_request"`
	Load float64 `json:"load_average"` // when it began
}

const (
	ourName    = "clearclaim"
	peerName   = "postgraphile 5.1.5"
	pageSize   = 50
	singleRate = 200
	warmUp     = 3 * time.Second
)

// ErrAnswersDiffer is returned when the two do not answer the same.
var ErrAnswersDiffer = errors.New("the peer's answer is not ours")

// measurement is a bench on its way.
type measurement struct {
	Options
	target target.Target
	report Report
	// postmaster and peerPID are processes, 0 where there is none.
	postmaster, peerPID int
}

// Measure measures and writes the result.
//
// Errors: [ErrAnswersDiffer].
func Measure(ctx context.Context, t target.Target, options Options) error {
	m := &measurement{Options: options, target: t}
	m.report = Report{Claims: options.Filled.Claims, PageSize: pageSize, Connections: options.Connections}
	var err error
	if m.postmaster, err = proc.Postmaster(ctx, options.DatabaseURL); err != nil {
		return err
	}
	ours, err := m.ours(ctx)
	if err != nil {
		return err
	}
	servers := []*server{ours}
	if err := m.settle(ctx); err != nil {
		return err
	}
	if options.HasPeer {
		theirs, stop, err := m.peer(ctx)
		if err != nil {
			return fmt.Errorf("starting the peer: %w", err)
		}
		defer stop()
		servers = append(servers, theirs)
	}
	if err := m.compare(ctx, servers); err != nil {
		return err
	}
	if err := m.rounds(ctx, servers); err != nil {
		return err
	}
	m.say("one claim, %d times a second", singleRate)
	if err := m.single(ctx); err != nil {
		return fmt.Errorf("reading single claims: %w", err)
	}
	m.sum()
	return m.print()
}

// settle brings the database into the best state that autovacuum brings one to: the claims
// came a moment ago, and the rows of their steps lie among those of what they are.
func (m *measurement) settle(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, m.DatabaseURL)
	if err != nil {
		return fmt.Errorf("connecting: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	m.say("vacuuming")
	if _, err := conn.Exec(ctx, "VACUUM ANALYZE"); err != nil { //nolint:misspell // SQL
		return fmt.Errorf("vacuuming: %w", err)
	}
	return nil
}

// rounds runs the servers in turn.
func (m *measurement) rounds(ctx context.Context, servers []*server) error {
	for round := range m.Rounds {
		for _, s := range servers {
			m.say("round %d of %d: %s", round+1, m.Rounds, s.name)
			if err := m.profiled(round, s, func() error { return m.run(ctx, s) }); err != nil {
				return fmt.Errorf("asking %s: %w", s.name, err)
			}
		}
	}
	return nil
}

// profiled keeps a profile of our first run, where one is wanted.
func (m *measurement) profiled(round int, s *server, do func() error) (err error) {
	if m.Profile == "" || round > 0 || s.name != ourName {
		return do()
	}
	file, err := os.Create(m.Profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return do()
}

func (m *measurement) say(format string, args ...any) {
	_, _ = fmt.Fprintf(m.Progress, format+"\n", args...)
}

// token returns a provider's token.
func (m *measurement) token(ctx context.Context, provider uint32) (string, error) {
	return m.target.Token(ctx, auth.RoleProvider, provider, "bench-provider")
}

// sum takes the medians of the runs.
func (m *measurement) sum() {
	r := &m.report
	r.RequestsPS, r.P50, r.P99 = medians(r.Runs, ourName)
	r.PeerPS, r.PeerP50, r.PeerP99 = medians(r.Runs, peerName)
	if r.PeerPS > 0 {
		r.Peer, r.Ratio = peerName, figures.Round(r.RequestsPS/r.PeerPS)
	}
}

func (m *measurement) print() error {
	if m.IsJSON {
		return json.NewEncoder(m.Out).Encode(m.report)
	}
	r := &m.report
	table := tabwriter.NewWriter(m.Out, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(what string, values ...any) {
		_, _ = fmt.Fprintf(table, "%s\t", what)
		for _, value := range values {
			_, _ = fmt.Fprintf(table, "%v\t", value)
		}
		_, _ = fmt.Fprintln(table)
	}
	row("", "requests/s", "p50 ms", "p99 ms")
	row(ourName, r.RequestsPS, r.P50, r.P99)
	if r.Peer != "" {
		row(r.Peer, r.PeerPS, r.PeerP50, r.PeerP99)
		row("ratio", r.Ratio)
	}
	row("one claim", r.SingleRate, r.SingleP50, r.SingleP99)
	row("claims", r.Claims)
	return table.Flush()
}
