package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/rpc"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/bench"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/demo"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/engine"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/gas"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/indexing"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/parity"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/querying"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/simulate"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/target"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/store"
)

// errExpectation is returned when the demo saw something else than it expects.
var errExpectation = errors.New("not all expectations held")

// errTwoRuleSets is returned when there are not two rule sets to compare.
var errTwoRuleSets = errors.New("--rules is given twice: rule set A, then B")

type upCommand struct{}

// Run starts everything and waits for Ctrl-C.
func (c *upCommand) Run(ctx context.Context, p *program, log *slog.Logger) error {
	return with(ctx, p, log, os.Stderr, func(s *system) error {
		s.announce(os.Stdout)
		return s.wait(ctx)
	})
}

type demoCommand struct {
	Corpus string `type:"existingdir" help:"Folder of FHIR R4 resources, one gzip NDJSON a type; none runs the samples."`
	Exit   bool   `help:"End when done; the status says whether all expectations held."`
	JSON   bool   `name:"json" help:"Print one JSON object."`
}

// Run drives the demo and, unless told to end, leaves everything running.
func (c *demoCommand) Run(ctx context.Context, p *program, log *slog.Logger) error {
	progress := progressTo(os.Stderr)
	return with(ctx, p, log, progress, func(s *system) error {
		held, err := demo.Run(ctx, s.target(progress), demo.Options{
			Corpus: c.Corpus, IsJSON: c.JSON, StateFile: filepath.Join(p.Data, c.stateFile()), Out: os.Stdout,
		})
		if err != nil {
			return err
		}
		if !held {
			return errExpectation
		}
		if c.Exit {
			return nil
		}
		s.announce(os.Stdout)
		return s.wait(ctx)
	})
}

// stateFile keeps the run's id while it runs, so that an interrupted one goes on.
func (c *demoCommand) stateFile() string {
	if c.Corpus != "" {
		return "demo-corpus.run"
	}
	return "demo.run"
}

type simulateCommand struct {
	Rules       []string `required:"" help:"Folder of a rule set with its manifest.csv, or builtin; given twice: A, then B."`
	Plan        string   `required:"" type:"existingfile" help:"The plan, as publishPlan takes it."`
	FeeSchedule string   `required:"" type:"existingfile" help:"Its fee schedule."`
	Claims      []string `required:"" type:"existingfile" help:"Files of claims, FHIR R4 or JSON."`
	Resources   []string `type:"existingfile" help:"Files of FHIR R4 patients, providers and coverages that the claims refer to."`
	Received    string   `help:"Day of receipt of every claim, as in 2026-03-01; else the day on which a FHIR claim was created."`
	Documents   bool     `help:"Take every document that a line needs as received; else its claim waits."`
	Network     string   `help:"Network, by name, of providers of which no directory tells."`
	Locality    string   `help:"Locality of such providers, as price tables name it."`
	JSON        bool     `name:"json" help:"Print one JSON object, with every line that ends otherwise."`
}

// Run decides the claims by both rule sets, in this process: it needs no server.
func (c *simulateCommand) Run() error {
	if len(c.Rules) != 2 {
		return errTwoRuleSets
	}
	plan, err := simulate.ReadPlan(c.Plan, c.FeeSchedule)
	if err != nil {
		return err
	}
	list, refused, err := c.read()
	if err != nil {
		return err
	}
	terms := simulate.Terms{Plan: plan, HasDocuments: c.Documents, Network: c.Network, Locality: c.Locality}
	var tables [2]simulate.Tables
	for i, folder := range c.Rules {
		if tables[i], err = simulate.ReadTables(folder); err != nil {
			return err
		}
	}
	decided, err := simulate.DecideBoth(list, terms, tables)
	if err != nil {
		return err
	}
	report := simulate.Compare(decided[0], decided[1], refused)
	report.NotAsked = simulate.UnaskedOf(decided, terms, tables)
	return report.Print(os.Stdout, c.JSON)
}

// read reads the claims, and how many cannot be read by reason.
func (c *simulateCommand) read() ([]simulate.Claim, map[errs.Code]int, error) {
	var reader simulate.Reader
	var err error
	if c.Received != "" {
		if reader.ReceivedOn, err = claims.ParseDate(c.Received); err != nil {
			return nil, nil, fmt.Errorf("reading the day of receipt: %w", err)
		}
	}
	if reader.Known, err = simulate.ReadResources(c.Resources); err != nil {
		return nil, nil, err
	}
	return reader.Read(c.Claims)
}

type benchCommand struct {
	Pipeline benchPipelineCommand `cmd:"" help:"Claims from submission to paid and readable, at a fixed rate."`
	Gas      benchGasCommand      `cmd:"" help:"Gas a claim, as receipts of real transactions under the rules of two forks."`
	Engine   benchEngineCommand   `cmd:"" help:"Claims decided a second on one core, by rule tables of the size that insurers have."`
	Parity   benchParityCommand   `cmd:"" help:"Random histories on the real contracts, beside the model and the oracle."`
	GraphQL  benchGraphQLCommand  `cmd:"" name:"graphql" help:"Requests answered a second by the API, beside PostGraphile on the same claims."`
	Indexer  benchIndexerCommand  `cmd:"" help:"Events indexed a second from an empty database, beside Ponder on the same chain."`

	Subscriptions benchSubscriptionsCommand `cmd:"" help:"Subscribers of claims that change at a fixed rate: who misses what, how late, in how much memory."`
}

type benchGraphQLCommand struct {
	Claims      int    `default:"100000" help:"How many claims there are; they go through the whole path before."`
	Seconds     int    `default:"10" help:"For how long each run asks."`
	Rounds      int    `default:"3" help:"How many runs of each server, in turn."`
	Connections int    `default:"32" help:"How many ask at a time."`
	Peer        bool   `default:"true" negatable:"" help:"Measure PostGraphile too, which npm fetches."`
	Keep        string `type:"path" help:"Data directory to keep and, with claims in it, to measure again; none is one that is removed."`
	Profile     string `type:"path" help:"File for a processor profile of this program over our first run."`
	JSON        bool   `name:"json" help:"Print one JSON object."`
}

// fillRate is how many claims a second go through the path before the bench: what two processors bear.
const fillRate = 300

// Run measures the API.
func (c *benchGraphQLCommand) Run(ctx context.Context, p *program, log *slog.Logger) error {
	measure := func(s *system, progress io.Writer) error {
		t := s.target(progress)
		filled, err := c.fill(ctx, t)
		if err != nil {
			return fmt.Errorf("making claims: %w", err)
		}
		return querying.Measure(ctx, t, querying.Options{
			Filled: filled, DatabaseURL: s.devnet.Addresses.DatabaseURL, Duration: time.Duration(c.Seconds) * time.Second,
			Rounds: c.Rounds, Connections: c.Connections, HasPeer: c.Peer, Profile: c.Profile, IsJSON: c.JSON,
			Out: os.Stdout, Progress: progress,
		})
	}
	if c.Keep == "" {
		return withOwn(ctx, p, log, measure)
	}
	return withData(ctx, p, log, c.Keep, measure)
}

// fill makes the claims, unless a kept directory says that they are there.
func (c *benchGraphQLCommand) fill(ctx context.Context, t target.Target) (filled bench.Filled, err error) {
	file := filepath.Join(c.Keep, "graphql-bench.json")
	if c.Keep != "" {
		if text, err := os.ReadFile(file); err == nil {
			return filled, json.Unmarshal(text, &filled)
		}
	}
	filled, err = bench.Fill(ctx, t, bench.PipelineOptions{Rate: fillRate, Duration: fillTime(c.Claims)})
	if err != nil || c.Keep == "" {
		return filled, err
	}
	text, err := json.Marshal(filled)
	if err != nil {
		return filled, err
	}
	return filled, os.WriteFile(file, text, 0o600)
}

// fillTime returns in what time so many claims and no fewer come at [fillRate].
func fillTime(claims int) time.Duration {
	return (time.Duration(claims)*time.Second + fillRate - 1) / fillRate
}

type benchIndexerCommand struct {
	Events  int    `default:"200000" help:"The chain has at least so many."`
	Peer    bool   `default:"true" negatable:"" help:"Measure Ponder too, which npm fetches."`
	Keep    string `type:"path" help:"Data directory to keep and, with a chain in it, to measure again; none is one that is removed."`
	Profile string `type:"path" help:"File for a processor profile of this program over our first run."`
	JSON    bool   `name:"json" help:"Print one JSON object."`
}

// Run starts a chain of its own, and PostgreSQL.
func (c *benchIndexerCommand) Run(ctx context.Context) error {
	return indexing.Run(ctx, indexing.Options{
		Events: c.Events, HasPeer: c.Peer, Keep: c.Keep, Profile: c.Profile, IsJSON: c.JSON, Out: os.Stdout,
		Progress: progressTo(os.Stderr),
	})
}

type benchEngineCommand struct {
	Claims int    `default:"100000" help:"How many distinct claims for each size of the tables."`
	Rounds int    `default:"3" help:"How often they are decided; the median counts."`
	Seed   uint64 `default:"1" help:"Names the claims; the same seed repeats a run."`
	JSON   bool   `name:"json" help:"Print one JSON object."`
}

// Run decides generated claims in this process: it needs no server.
func (c *benchEngineCommand) Run(ctx context.Context) error {
	return engine.Run(ctx, engine.Options{
		Claims: c.Claims, Rounds: c.Rounds, Seed: c.Seed, IsJSON: c.JSON, Out: os.Stdout, Progress: progressTo(os.Stderr),
	})
}

type benchParityCommand struct {
	Cases int    `default:"1000000" help:"How many cases."`
	Seed  uint64 `default:"1" help:"Names the cases; the same seed repeats a run."`
	JSON  bool   `name:"json" help:"Print one JSON object."`
}

// Run plays random histories in this process: it needs no server.
func (c *benchParityCommand) Run(ctx context.Context) error {
	return parity.Run(ctx, parity.Options{
		Cases: c.Cases, Seed: c.Seed, IsJSON: c.JSON, Out: os.Stdout, Progress: progressTo(os.Stderr),
	})
}

type benchGasCommand struct {
	JSON bool `name:"json" help:"Print one JSON object."`
}

// Run starts a chain of its own for each fork.
func (c *benchGasCommand) Run(ctx context.Context) error {
	return gas.Run(ctx, gas.Options{IsJSON: c.JSON, Out: os.Stdout, Progress: progressTo(os.Stderr)})
}

type benchPipelineCommand struct {
	Rate    int  `default:"500" help:"Claims a second."`
	Seconds int  `default:"60" help:"For how long."`
	JSON    bool `name:"json" help:"Print one JSON object."`
}

// Run measures the pipeline.
func (c *benchPipelineCommand) Run(ctx context.Context, p *program, log *slog.Logger) error {
	return withOwn(ctx, p, log, func(s *system, progress io.Writer) error {
		return bench.Pipeline(ctx, s.target(progress), bench.PipelineOptions{
			Rate: c.Rate, Duration: time.Duration(c.Seconds) * time.Second, IsJSON: c.JSON, Out: os.Stdout,
		})
	})
}

type benchSubscriptionsCommand struct {
	Subscribers int  `default:"1000" help:"Streams of events, each of all claims of a provider."`
	Providers   int  `default:"10" help:"Whose claims change, in turn: a change concerns the subscribers of one."`
	Rate        int  `default:"50" help:"Changes a second."`
	Seconds     int  `default:"10" help:"For how long."`
	JSON        bool `name:"json" help:"Print one JSON object."`
}

// Run measures subscriptions.
func (c *benchSubscriptionsCommand) Run(ctx context.Context, p *program, log *slog.Logger) error {
	return withOwn(ctx, p, log, func(s *system, progress io.Writer) error {
		return bench.Subscriptions(ctx, s.target(progress), bench.SubscriptionsOptions{
			Subscribers: c.Subscribers, Providers: c.Providers, Rate: c.Rate, Duration: time.Duration(c.Seconds) * time.Second,
			Change: s.changeClaim, IsJSON: c.JSON, Out: os.Stdout,
		})
	})
}

// changeClaim tells of a change of a claim, as those do who change claims.
func (s *system) changeClaim(ctx context.Context, global string) error {
	return s.DB.InTx(ctx, func(tx *store.Tx) error {
		tx.ClaimChanged(claims.ID(model.IDOf(model.KindClaim, global)))
		return nil
	})
}

// withOwn runs do on a system with a data directory of its own, which is removed.
func withOwn(ctx context.Context, p *program, log *slog.Logger, do func(*system, io.Writer) error) error {
	dir, err := os.MkdirTemp("", "clearclaim-bench-")
	if err != nil {
		return fmt.Errorf("making a data directory: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	return withData(ctx, p, log, dir, do)
}

// withData runs do on a system with another data directory than the program's.
func withData(ctx context.Context, p *program, log *slog.Logger, dir string, do func(*system, io.Writer) error) error {
	own := *p
	own.Data = dir
	progress := progressTo(os.Stderr)
	return with(ctx, &own, log, progress, func(s *system) error { return do(s, progress) })
}

// with runs do on a started system and stops it after.
func with(ctx context.Context, p *program, log *slog.Logger, progress io.Writer, do func(*system) error) (err error) {
	s, err := start(ctx, p, log, progress)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	return do(s)
}

// progressTo returns the file when a person is looking at it.
func progressTo(file *os.File) io.Writer {
	if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		return file
	}
	return io.Discard
}

// announce prints where everything is.
func (s *system) announce(w io.Writer) {
	_, _ = fmt.Fprintf(w, `
ClearClaim is up. Ctrl-C stops it.

  API          %[1]s/graphql
  playground   %[1]s/playground
  Temporal UI  %[2]s
  sign in      %[3]s/.well-known/openid-configuration
  PostgreSQL   %[4]s
  chain        %[5]s (id %[6]s)
  status       %[7]s/status, and /readyz, /metrics beside it

`, s.apiURL, s.devnet.Addresses.TemporalUI, s.issuerURL, s.devnet.Addresses.DatabaseURL,
		s.devnet.Addresses.RPCURL, s.devnet.Addresses.ChainID, s.operationsURL)
}

// target is the system as demo and bench see it.
func (s *system) target(progress io.Writer) target.Target {
	return target.Target{
		APIURL:    s.apiURL,
		Token:     s.token,
		Reconcile: s.reconcile,
		Stages: func(ctx context.Context, insurer uint32) (map[string]float64, error) {
			return s.DB.StageMeans(ctx, claims.InsurerID(insurer))
		},
		LoadRules:   s.loadRules,
		AdvanceTime: s.advanceTime,
		Progress:    progress,
	}
}

// loadRules loads a rule set as clearclaim rules load does.
func (s *system) loadRules(ctx context.Context, insurer uint32, files map[string][]byte) error {
	_, faults, err := assessing.Load(ctx, s.DB, claims.InsurerID(insurer), files, time.Now())
	if len(faults) > 0 {
		return fmt.Errorf("loading rules: %w", faults[0])
	}
	return err
}

// advanceTime moves devnet's clock.
func (s *system) advanceTime(ctx context.Context, by time.Duration) error {
	client, err := rpc.DialContext(ctx, s.devnet.Addresses.RPCURL)
	if err != nil {
		return fmt.Errorf("dialling devnet: %w", err)
	}
	defer client.Close()
	if err := client.CallContext(ctx, nil, "dev_advanceTime", uint64(by/time.Second)); err != nil {
		return fmt.Errorf("moving the clock: %w", err)
	}
	return nil
}

// token returns a development token.
func (s *system) token(ctx context.Context, role auth.Role, organization uint32, subject string) (string, error) {
	principal, err := auth.NewPrincipal(subject, role, organization)
	if err != nil {
		return "", err
	}
	return s.issuer.Token(ctx, principal)
}

func (s *system) reconcile(ctx context.Context) (target.Summary, error) {
	report, err := s.Indexer.Reconcile(ctx)
	if err != nil {
		return target.Summary{}, err
	}
	gas, err := s.DB.GasByKind(ctx)
	if err != nil {
		return target.Summary{}, fmt.Errorf("summing gas: %w", err)
	}
	summary := target.Summary{
		IsBalanced: report.IsSound(), Differences: report.Faults,
		PaidCents: report.Paid.Cents(), TransferredCents: report.Transferred.Cents(), Gas: gas,
	}
	unit := s.Contracts.Deployment().TokenUnitsPerCent
	for _, insurer := range report.Insurers {
		summary.DepositedCents += new(big.Int).Quo(insurer.Deposited, unit).Int64()
		summary.EscrowCents += new(big.Int).Quo(insurer.Balance, unit).Int64()
		summary.OwedCents += insurer.Owed.Cents()
	}
	return summary, nil
}
