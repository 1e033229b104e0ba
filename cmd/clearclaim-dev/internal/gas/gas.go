// Package gas measures what a claim costs the chain: real transactions on devnet's
// chain, receipt and settlement together, under the rules of two forks.
package gas

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/devnet"
)

// Conditions of every row: each claim is of another coverage (and family), ten
// providers whose payees hold the token already, a new batch, a content hash and a
// reasons hash a claim, AccessManager and events on.
const providerCount = 10

// Modes of a row.
const (
	modeBatch       = "batch"         // one transaction receives, one settles
	modeSingle      = "single"        // one claim, received and settled in one transaction
	modeSingleTwoTx = "single_two_tx" // one claim in two
)

// fork is a set of rules that the chain can have.
type fork struct {
	name string
	args []string // of devnet
}

var forks = []fork{{name: "osaka"}, {name: "amsterdam", args: []string{"--amsterdam"}}}

// Options say how to measure.
type Options struct {
	// Data is where the chains have their data; empty: a directory that is removed.
	Data     string
	IsJSON   bool
	Out      io.Writer
	Progress io.Writer
}

// Row is one measurement.
type Row struct {
	Fork        string `json:"fork"`
	Mode        string `json:"mode"`
	Claims      int    `json:"claims"`
	Lines       int    `json:"lines"`
	IsFamily    bool   `json:"family"`
	IsFirst     bool   `json:"first_of_year"`
	GasPerClaim int    `json:"gas_per_claim"`
	Calldata    int    `json:"calldata_bytes_per_claim"`
	// Batches are more than one where the settlement of all does not fit one transaction.
	Batches int `json:"batches"`
	// SettlementGas is that of the settling transaction, of the largest one.
	SettlementGas uint64 `json:"settlement_gas"`
}

// Enrolment is what it costs to open a coverage year, in batches of fifty.
type Enrolment struct {
	Fork     string `json:"fork"`
	IsFamily bool   `json:"family"` // each with a family of its own
	Gas      int    `json:"gas"`
}

// report is everything that was measured.
type report struct {
	// EnrolmentGas is that of a coverage year without family under Osaka's rules.
	EnrolmentGas int         `json:"enrolment_gas_per_coverage_year"`
	Enrolments   []Enrolment `json:"enrolments"`
	Rows         []Row       `json:"rows"`
	Seconds      float64     `json:"seconds"`
}

// Run measures and writes the result.
func Run(ctx context.Context, options Options) error {
	begun := time.Now()
	if options.Data == "" {
		dir, err := os.MkdirTemp("", "clearclaim-gas-")
		if err != nil {
			return fmt.Errorf("making a data directory: %w", err)
		}
		defer os.RemoveAll(dir) //nolint:errcheck // what is left is in the system's directory for that
		options.Data = dir
	}
	result := &report{}
	for _, f := range forks {
		if err := measureFork(ctx, options, f, result); err != nil {
			return fmt.Errorf("measuring %s: %w", f.name, err)
		}
	}
	for _, e := range result.Enrolments {
		if e.Fork == forks[0].name && !e.IsFamily {
			result.EnrolmentGas = e.Gas
		}
	}
	result.Seconds = time.Since(begun).Round(100 * time.Millisecond).Seconds()
	if options.IsJSON {
		return json.NewEncoder(options.Out).Encode(result)
	}
	return result.print(options.Out)
}

func measureFork(ctx context.Context, options Options, f fork, result *report) (err error) {
	dir, err := os.MkdirTemp(options.Data, f.name+"-")
	if err != nil {
		return fmt.Errorf("making a data directory: %w", err)
	}
	process, err := devnet.Start(ctx, dir, io.Discard, append([]string{"--no-temporal", "--clock-ahead", "240h"}, f.args...)...)
	if err != nil {
		return err
	}
	defer func() {
		if stopErr := process.Stop(); err == nil {
			err = stopErr
		}
	}()
	w, err := newWorld(ctx, process, dir)
	if err != nil {
		return fmt.Errorf("setting up: %w", err)
	}
	defer w.close()
	return w.measure(ctx, f.name, options.Progress, result)
}

// measure runs through all rows of a fork.
func (w *world) measure(ctx context.Context, forkName string, progress io.Writer, result *report) error {
	for _, c := range cases() {
		if progress != nil {
			_, _ = fmt.Fprintf(progress, "%s: %s of %d, %d lines, family %t\n", forkName, c.mode, c.claims, c.lines, c.isFamily)
		}
		enrolled, err := w.enrol(ctx, c.claims, c.isFamily)
		if err != nil {
			return err
		}
		if c.mode == modeBatch && c.lines == 1 && c.claims == 200 {
			result.Enrolments = append(result.Enrolments, Enrolment{Fork: forkName, IsFamily: c.isFamily, Gas: enrolled.gas})
		}
		for _, isFirst := range []bool{true, false} {
			row, err := w.row(ctx, c, enrolled)
			if err != nil {
				return fmt.Errorf("%s of %d claims: %w", c.mode, c.claims, err)
			}
			row.Fork, row.IsFirst = forkName, isFirst
			result.Rows = append(result.Rows, row)
			if progress != nil {
				_, _ = fmt.Fprintf(progress, "%s: first of year %t: %d a claim, settlement %d\n", forkName, isFirst, row.GasPerClaim, row.SettlementGas)
			}
		}
	}
	return nil
}

// measured is what a row is measured for.
type measured struct {
	mode     string
	claims   int
	lines    int
	isFamily bool
}

func cases() []measured {
	var all []measured
	for _, isFamily := range []bool{false, true} {
		for _, lines := range []int{1, 3, 6} {
			for _, claims := range []int{50, 200, 500} {
				all = append(all, measured{modeBatch, claims, lines, isFamily})
			}
			all = append(all, measured{modeSingle, 1, lines, isFamily}, measured{modeSingleTwoTx, 1, lines, isFamily})
		}
		all = append(all, measured{modeBatch, 512, 3, isFamily})
	}
	return all
}

func (r *report) print(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(table, "fork\tmode\tclaims\tlines\tfamily\tfirst of year\tgas a claim\tcalldata bytes a claim\tbatches\tsettlement gas\t")
	for _, row := range r.Rows {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%t\t%t\t%d\t%d\t%d\t%d\t\n",
			row.Fork, row.Mode, row.Claims, row.Lines, row.IsFamily, row.IsFirst, row.GasPerClaim, row.Calldata, row.Batches, row.SettlementGas)
	}
	for _, e := range r.Enrolments {
		_, _ = fmt.Fprintf(table, "%s\tenrolment\t1\t\t%t\t\t%d\t\t\t\t\n", e.Fork, e.IsFamily, e.Gas)
	}
	return table.Flush()
}
