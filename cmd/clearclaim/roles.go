package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/clearclaim/clearclaim/cmd/internal/app"
	"github.com/clearclaim/clearclaim/cmd/internal/telemetry"
	"github.com/clearclaim/clearclaim/store"
)

// errUnequal is returned when the books do not agree.
var errUnequal = errors.New("read model, ledger and token balances are not equal")

type serveCommand struct {
	app.Config
	app.OperationsConfig
	app.ServeConfig
}

func (c *serveCommand) Run(ctx context.Context, log *slog.Logger) error {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	return runRole(ctx, c.Config, c.OperationsConfig, app.RoleServe, log, func(a *app.App, health *telemetry.Health) error {
		log.InfoContext(ctx, "serving the API", "address", listener.Addr().String())
		return a.Serve(ctx, c.ServeConfig, listener, health)
	})
}

type workCommand struct {
	app.Config
	app.OperationsConfig
}

func (c *workCommand) Run(ctx context.Context, log *slog.Logger) error {
	return runRole(ctx, c.Config, c.OperationsConfig, app.RoleWork, log, func(a *app.App, health *telemetry.Health) error {
		context.AfterFunc(ctx, health.End)
		return a.Work(ctx)
	})
}

type indexCommand struct {
	app.Config
	app.OperationsConfig
	Rebuild bool `help:"Drop the read model and build it again from the chain first."`
}

func (c *indexCommand) Run(ctx context.Context, log *slog.Logger) error {
	return runRole(ctx, c.Config, c.OperationsConfig, app.RoleIndex, log, func(a *app.App, health *telemetry.Health) error {
		context.AfterFunc(ctx, health.End)
		if err := a.Telemetry.ObserveInstallation(a.DB, a.Indexer); err != nil {
			return fmt.Errorf("observing the installation: %w", err)
		}
		if c.Rebuild {
			if err := a.Indexer.Rebuild(ctx); err != nil {
				return fmt.Errorf("rebuilding the read model: %w", err)
			}
		}
		return a.Index(ctx)
	})
}

// telemetryTimeout is how long what was gathered may take to leave at the end.
const telemetryTimeout = 5 * time.Second

// runRole opens what a role stands on, says how it is for as long as it runs, and
// closes everything in the order opposite to that.
func runRole(
	ctx context.Context, config app.Config, operations app.OperationsConfig, role app.Role, log *slog.Logger,
	run func(*app.App, *telemetry.Health) error,
) error {
	told, err := telemetry.Start(ctx, string(role))
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), telemetryTimeout)
		defer cancel()
		if err := told.Close(ctx); err != nil {
			log.WarnContext(ctx, "sending what was gathered", "error", err)
		}
	}()
	a, err := app.Open(ctx, config, told, log)
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

type migrateCommand struct {
	DatabaseURL string `env:"DATABASE_URL" required:"" mask:"" help:"PostgreSQL, as a URL."`
}

func (c *migrateCommand) Run(ctx context.Context) error { return store.Migrate(ctx, c.DatabaseURL) }

type reconcileCommand struct{ app.Config }

// Run prints the report as JSON; it fails when anything is unequal.
func (c *reconcileCommand) Run(ctx context.Context, log *slog.Logger) error {
	told, err := telemetry.Start(ctx, "reconcile")
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, c.Config, told, log)
	if err != nil {
		return err
	}
	defer a.Close()
	report, err := a.Indexer.Reconcile(ctx)
	if err != nil {
		return fmt.Errorf("reconciling: %w", err)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(report); err != nil {
		return fmt.Errorf("printing the report: %w", err)
	}
	if !report.IsSound() {
		return errUnequal
	}
	return nil
}
