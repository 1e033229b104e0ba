package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/clearclaim/clearclaim/cmd/internal/app"
	"github.com/clearclaim/clearclaim/cmd/internal/telemetry"
	"github.com/clearclaim/clearclaim/indexer"
	"github.com/clearclaim/clearclaim/store"
)

// errUnequal is returned when the books do not agree.
var errUnequal = errors.New("read model, ledger and token balances are not equal")

// errNoRebuild is returned when it is said what a rebuild is made from, and none is asked for.
var errNoRebuild = errors.New("--from-journal is for --rebuild")

// errCutOff is returned when a rebuild ends before it is made; the next one begins anew.
var errCutOff = errors.New("the rebuild was cut off: the read model is as it was")

// opener opens what a role stands on.
type opener func(context.Context, *telemetry.Telemetry, *slog.Logger) (*app.App, error)

// recordsConfig is of roles that open records, and readModelConfig of those that hold no key.
type (
	recordsConfig   struct{ app.Config }
	readModelConfig struct{ app.ReadModelConfig }
)

func (c recordsConfig) open(ctx context.Context, told *telemetry.Telemetry, log *slog.Logger) (*app.App, error) {
	return app.Open(ctx, c.Config, told, log)
}

func (c readModelConfig) open(ctx context.Context, told *telemetry.Telemetry, log *slog.Logger) (*app.App, error) {
	return app.OpenReadModel(ctx, c.ReadModelConfig, told, log)
}

// role is a command that runs until it is ended, and says all that it says in its log.
type role interface{ isRole() }

type serveCommand struct {
	recordsConfig
	app.OperationsConfig
	app.ServiceConfig
	app.ServeConfig
}

func (*serveCommand) isRole() {}

func (c *serveCommand) Run(ctx context.Context, log *slog.Logger) error {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	return runRole(ctx, c.open, c.OperationsConfig, app.RoleServe, log, func(a *app.App, health *telemetry.Health) error {
		if err := a.OpenServices(c.ServiceConfig); err != nil {
			return err
		}
		log.InfoContext(ctx, "serving the API", "address", listener.Addr().String())
		return a.Serve(ctx, c.ServeConfig, listener, health)
	})
}

type workCommand struct {
	recordsConfig
	app.WorkConfig
	app.OperationsConfig
}

func (*workCommand) isRole() {}

func (c *workCommand) Run(ctx context.Context, log *slog.Logger) error {
	return runRole(ctx, c.open, c.OperationsConfig, app.RoleWork, log, func(a *app.App, health *telemetry.Health) error {
		context.AfterFunc(ctx, health.End)
		return a.Work(ctx, c.WorkConfig)
	})
}

type indexCommand struct {
	readModelConfig
	app.OperationsConfig
	Rebuild     bool `help:"First build the read model again beside the one that is read, and put it in its place."`
	FromJournal bool `help:"Rebuild from the logs that are kept, not from the chain."`
}

func (*indexCommand) isRole() {}

func (c *indexCommand) Run(ctx context.Context, log *slog.Logger) error {
	if c.FromJournal && !c.Rebuild {
		return errNoRebuild
	}
	return runRole(ctx, c.open, c.OperationsConfig, app.RoleIndex, log, func(a *app.App, health *telemetry.Health) error {
		context.AfterFunc(ctx, health.End)
		if err := a.Telemetry.ObserveInstallation(a.DB, a.Indexer); err != nil {
			return fmt.Errorf("observing the installation: %w", err)
		}
		if c.Rebuild {
			made, err := a.Indexer.Rebuild(ctx, indexer.RebuildOptions{IsFromJournal: c.FromJournal})
			if err != nil && ctx.Err() != nil {
				return errCutOff // whoever asked for it is not to take it for made
			}
			if err != nil {
				return err
			}
			log.InfoContext(ctx, "the read model is rebuilt", "rowsRemoved", made.Removed, "rowsAdded", made.Added)
		}
		return a.Index(ctx)
	})
}

// telemetryTimeout is how long what was gathered may take to leave at the end.
const telemetryTimeout = 5 * time.Second

// runRole runs a role until it fails or ctx ends.
func runRole(
	ctx context.Context, open opener, operations app.OperationsConfig, role app.Role, log *slog.Logger,
	run func(*app.App, *telemetry.Health) error,
) error {
	return app.IgnoreEnd(ctx, holdRole(ctx, open, operations, role, log, run))
}

// holdRole opens what a role stands on, says how it is for as long as it runs, and
// closes everything in the order opposite to that.
func holdRole(
	ctx context.Context, open opener, operations app.OperationsConfig, role app.Role, log *slog.Logger,
	run func(*app.App, *telemetry.Health) error,
) error {
	told, err := telemetry.Start(ctx, string(role))
	if err != nil {
		return err
	}
	defer closeTelemetry(ctx, told, log)
	a, err := open(ctx, told, log)
	if err != nil {
		return err
	}
	defer a.Close()
	listener, err := operations.OpenOperations(ctx, role)
	if err != nil {
		return err
	}
	return run(a, a.Operate(ctx, listener, role))
}

// closeTelemetry sends what was gathered and not sent yet.
func closeTelemetry(ctx context.Context, told *telemetry.Telemetry, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), telemetryTimeout)
	defer cancel()
	if err := told.Close(ctx); err != nil {
		log.WarnContext(ctx, "sending what was gathered", "error", err)
	}
}

type migrateCommand struct {
	DatabaseURL string `env:"DATABASE_URL" required:"" mask:"" help:"PostgreSQL, as a URL."`
}

func (c *migrateCommand) Run(ctx context.Context) error { return store.Migrate(ctx, c.DatabaseURL) }

type reconcileCommand struct {
	readModelConfig
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
	told, err := telemetry.Start(ctx, "reconcile")
	if err != nil {
		return err
	}
	defer closeTelemetry(ctx, told, log)
	a, err := c.open(ctx, told, log)
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
