package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"

	"github.com/clearclaim/clearclaim/cmd/internal/app"
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
	Rebuild bool `help:"Drop the read model and build it again from the chain first."`
}

func (c *indexCommand) Run(ctx context.Context, log *slog.Logger) error {
	a, err := app.Open(ctx, c.Config, log)
	if err != nil {
		return err
	}
	defer a.Close()
	if c.Rebuild {
		if err := a.Indexer.Rebuild(ctx); err != nil {
			return fmt.Errorf("rebuilding the read model: %w", err)
		}
	}
	return a.Index(ctx)
}

type migrateCommand struct {
	DatabaseURL string `env:"DATABASE_URL" required:"" help:"PostgreSQL, as a URL."`
}

func (c *migrateCommand) Run(ctx context.Context) error { return store.Migrate(ctx, c.DatabaseURL) }

type reconcileCommand struct{ app.Config }

// Run prints the report as JSON; it fails when anything is unequal.
func (c *reconcileCommand) Run(ctx context.Context, log *slog.Logger) error {
	a, err := app.Open(ctx, c.Config, log)
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
