// Package engine measures how fast one core decides claims by tables of the size
// that insurers have, with all edits on: every rule of the engine is asked and hits
// some. The tables and the claims are generated from a seed: the codes have the form of
// HCPCS Level II and ICD-10-CM codes, and mean nothing.
package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Options say what to measure.
type Options struct {
	// Claims is how many distinct claims are decided in a round by each size of the tables.
	Claims int
	// Rounds is how often they are; the figures are those of the round of median speed.
	Rounds int
	Seed   uint64
	// IsJSON prints one JSON object instead of a table.
	IsJSON bool
	// Out gets the report, Progress how far the run is, for a person to see.
	Out, Progress io.Writer
}

// Row is what was measured by tables of one size.
type Row struct {
	ClaimsPerSecondPerCore float64 `json:"claims_per_s_per_core"`
	// ClaimsPerCPUSecond leaves out the time in which the machine did something else.
	ClaimsPerCPUSecond float64 `json:"claims_per_cpu_s"`
	LinesPerClaim      int     `json:"lines_per_claim"`
	PTPPairs           int     `json:"ptp_pairs"`
	Fees               int     `json:"fees"`
	TableBytes         uint64  `json:"table_bytes"`
	// HistoryClaims a claim; HitShare is that of the claims with a line denied.
	HistoryClaims    int     `json:"history_claims"`
	HitShare         float64 `json:"hit_share"`
	StepsPerClaim    float64 `json:"trace_steps_per_claim"`
	AllocsPerClaim   float64 `json:"allocations_per_claim"`
	ParseSeconds     float64 `json:"parse_s"`
	Claims           int     `json:"claims"`
	TraceFingerprint string  `json:"trace_fingerprint"`
	// Rounds are the claims a second of all rounds, ascending.
	Rounds []float64 `json:"rounds_claims_per_s_per_core"`
	// Providers are those of the directory.
	Providers int `json:"directory_rows"`
	// Rules says how often each rule was asked of a line, and how often it hit or had it wait.
	Rules map[string]Asked `json:"rules"`
}

// Asked is how often a rule was asked, and how often it did not pass.
type Asked struct {
	Asked int `json:"asked"`
	Hit   int `json:"hit"`
	Waits int `json:"waits"`
}

// Report is the largest tables' row, and those of smaller ones beside it.
type Report struct {
	Row
	Growth []Row `json:"growth"`
}

// sizes are the pairs, the fees and the providers of the tables; the last is the report's.
// Of the fees a third are by relative values. The claims are of procedures that have a fee,
// so that they are the same work by tables of every size.
var sizes = []size{{10_000, 1_500, 2_000}, {100_000, 5_000, 10_000}, {1_000_000, 15_000, 50_000}}

type size struct{ pairs, fees, providers int }

// blockSize is how many claims are made at a time, as those that were just read: making
// them is not measured, nor is collecting what making and deciding them leaves, after every
// collectBlocks.
const (
	blockSize     = 100
	collectBlocks = 20
)

// Run measures and prints the report. It runs on one core.
//
// Errors: the context's.
func Run(ctx context.Context, o Options) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var report Report
	for _, size := range sizes {
		row, err := measure(ctx, o, size)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(o.Progress, "%d pairs: %.0f claims/s\n", row.PTPPairs, row.ClaimsPerSecondPerCore)
		report.Row = row
		report.Growth = append(report.Growth, row)
	}
	if o.IsJSON {
		return json.NewEncoder(o.Out).Encode(report)
	}
	return report.print(o.Out)
}

func (r *Report) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "PTP PAIRS\tFEES\tPROVIDERS\tTABLE MB\tCLAIMS\tHIT\tRULES\tSTEPS\tALLOCATIONS\tCLAIMS/S A CORE\tCLAIMS/CPU S\t")
	for _, row := range r.Growth {
		_, _ = fmt.Fprintf(w, "%d\t%d\t%d\t%.1f\t%d\t%.0f %%\t%d\t%.0f\t%.2f\t%.0f\t%.0f\t\n", row.PTPPairs, row.Fees, row.Providers, float64(row.TableBytes)/1e6,
			row.Claims, 100*row.HitShare, len(row.Rules), row.StepsPerClaim, row.AllocsPerClaim, row.ClaimsPerSecondPerCore, row.ClaimsPerCPUSecond)
	}
	return w.Flush()
}

var errTables = errors.New("the generated tables have faults")

// measure decides the claims by tables of one size, in several rounds.
func measure(ctx context.Context, o Options, size size) (Row, error) {
	before := heap()
	started := time.Now()
	book, err := newBook(size)
	if err != nil {
		return Row{}, err
	}
	parsed, bytes := time.Since(started).Seconds(), heap()-before
	rows := make([]Row, max(o.Rounds, 1))
	for i := range rows {
		if rows[i], err = book.round(ctx, o); err != nil {
			return Row{}, err
		}
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.ClaimsPerSecondPerCore, b.ClaimsPerSecondPerCore) })
	row := rows[(len(rows)-1)/2] // of two in the middle the slower
	for i := range rows {
		row.Rounds = append(row.Rounds, rows[i].ClaimsPerSecondPerCore)
	}
	row.ParseSeconds, row.TableBytes = parsed, bytes
	return row, nil
}

// round decides the claims once.
func (b *book) round(ctx context.Context, o Options) (Row, error) {
	row := Row{PTPPairs: b.pairs, Fees: b.fees, Providers: b.providers, LinesPerClaim: linesPerClaim, HistoryClaims: historyClaims}
	random := newRandom(o.Seed)
	var assessment adjudicate.Assessment
	var total consumed
	var spent, busy time.Duration
	var allocations uint64
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for row.Claims < o.Claims {
		if err := ctx.Err(); err != nil {
			return Row{}, err
		}
		if row.Claims%(blockSize*collectBlocks) == 0 {
			runtime.GC()
		}
		block := b.claims(random, min(blockSize, o.Claims-row.Claims))
		if row.Claims == 0 { // the memory of the first serves all
			if err := assessment.Decide(&block[0]); err != nil {
				return Row{}, err
			}
		}
		mallocs := mallocs()
		began, busyBefore := time.Now(), cpuTime()
		for i := range block {
			if err := assessment.Decide(&block[i]); err != nil {
				return Row{}, err
			}
			total.consume(&assessment)
		}
		spent, busy = spent+time.Since(began), busy+cpuTime()-busyBefore
		allocations += mallocsSince(mallocs)
		row.Claims += len(block)
	}
	count := float64(row.Claims)
	row.ClaimsPerSecondPerCore = count / spent.Seconds()
	row.ClaimsPerCPUSecond = count / busy.Seconds()
	row.HitShare, row.StepsPerClaim = float64(total.hit)/count, float64(total.steps)/count
	row.AllocsPerClaim = float64(allocations) / count
	row.Rules = total.rules()
	row.TraceFingerprint = fmt.Sprintf("%016x", total.fingerprint)
	return row, nil
}

// consumed is what is made of the traces, so that none is built for nothing.
type consumed struct {
	fingerprint uint64
	steps, hit  int
	outcomes    [256][adjudicate.Waits + 1]int // by rule
}

// rules returns the outcomes of the rules that were asked.
func (c *consumed) rules() map[string]Asked {
	all := map[string]Asked{}
	for _, rule := range rules.Rules() {
		of := &c.outcomes[rule]
		if asked := of[adjudicate.Passed] + of[adjudicate.Hit] + of[adjudicate.Waits]; asked > 0 {
			all[rule.String()] = Asked{Asked: asked, Hit: of[adjudicate.Hit], Waits: of[adjudicate.Waits]}
		}
	}
	return all
}

// consume reads every step of a trace.
func (c *consumed) consume(a *adjudicate.Assessment) {
	for i := range a.Trace {
		step := &a.Trace[i]
		word := uint64(step.Line)<<48 | uint64(step.Rule)<<40 | uint64(step.Outcome)<<32 | uint64(uint32(step.Detail.Found)<<16^uint32(step.Detail.Limit))
		c.outcomes[step.Rule][step.Outcome]++
		c.fingerprint = (c.fingerprint ^ word ^ uint64(step.Detail.Date)) * 0x100000001b3
	}
	c.steps += len(a.Trace)
	if len(a.Reasons) > 0 {
		c.hit++
	}
}

// cpuTime is how long the process ran.
func cpuTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func heap() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func mallocs() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.Mallocs
}

func mallocsSince(before uint64) uint64 { return mallocs() - before }
