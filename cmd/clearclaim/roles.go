package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"

	"github.com/clearclaim/clearclaim/cmd/internal/app"
	"github.com/clearclaim/clearclaim/indexer"
	"github.com/clearclaim/clearclaim/store"
)

// errUnequal is returned when the books do not agree.
var errUnequal = errors.New("read model, ledger and token balances are not equal")

type serveCommand struct {
	app.Config
	app.ServeConfig
}

func (c *serveCommand) Run(ctx context.Context, log *slog.Logger) error {
	a, err := app.Open(ctx, c.Config, log)
	if err != nil {
		return err
	}
	defer a.Close()
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	log.InfoContext(ctx, "serving the API", "address", listener.Addr().String())
	return a.Serve(ctx, c.ServeConfig, listener)
}

type workCommand struct{ app.Config }

func (c *workCommand) Run(ctx context.Context, log *slog.Logger) error {
	a, err := app.Open(ctx, c.Config, log)
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Work(ctx)
}

type indexCommand struct {
	app.Config
	Rebuild     bool `help:"First build the read model again beside the one that is read, and put it in its place."`
	FromJournal bool `help:"Rebuild from the logs that are kept, not from the chain."`
}

func (c *indexCommand) Run(ctx context.Context, log *slog.Logger) error {
	a, err := app.Open(ctx, c.Config, log)
	if err != nil {
		return err
	}
	defer a.Close()
	if c.Rebuild {
		made, err := a.Indexer.Rebuild(ctx, indexer.RebuildOptions{IsFromJournal: c.FromJournal})
		if err != nil {
			return err
		}
		log.InfoContext(ctx, "the read model is rebuilt", "rowsRemoved", made.Removed, "rowsAdded", made.Added)
	}
	return a.Index(ctx)
}

type migrateCommand struct {
	DatabaseURL string `env:"DATABASE_URL" required:"" help:"PostgreSQL, as a URL."`
}

func (c *migrateCommand) Run(ctx context.Context) error { return store.Migrate(ctx, c.DatabaseURL) }

type reconcileCommand struct {
	app.Config
	Journal bool `help:"Compare all logs that are kept with the blocks' receipts too: this reads the whole chain."`
}

// reconcileReport is a report with what was asked for besides.
type reconcileReport struct {
	*indexer.Report
	Gaps    []store.ChainGap
	Journal *indexer.JournalReport `json:",omitempty"`
}

func (r *reconcileReport) isSound() bool {
	return r.IsSound() && len(r.Gaps) == 0 && (r.Journal == nil || len(r.Journal.Faults) == 0)
}

// Run prints the report as JSON; it fails when anything is unequal.
func (c *reconcileCommand) Run(ctx context.Context, log *slog.Logger) error {
	a, err := app.Open(ctx, c.Config, log)
	if err != nil {
		return err
	}
	defer a.Close()
	var report reconcileReport
	if report.Report, err = a.Indexer.Reconcile(ctx); err != nil {
		return fmt.Errorf("reconciling: %w", err)
	}
	if report.Gaps, err = a.DB.ChainGaps(ctx); err != nil {
		return fmt.Errorf("looking for gaps: %w", err)
	}
	if c.Journal {
		if report.Journal, err = a.Indexer.AuditJournal(ctx, a.Chain); err != nil {
			return fmt.Errorf("auditing the journal: %w", err)
		}
	}
	if err := printJSON(os.Stdout, report); err != nil {
		return err
	}
	if !report.isSound() {
		return errUnequal
	}
	return nil
}
