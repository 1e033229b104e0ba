// Command clearclaim runs the roles of an installation: the API (serve), the
// workflows and transactions (work) and the read model (index), against any
// PostgreSQL, Temporal and EVM chain.
package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/clearclaim/clearclaim/cmd/internal/telemetry"
)

// program is the command line.
type program struct {
	PrintConfig bool   `help:"Print the settings that the command would run with, secrets masked, and do nothing."`
	LogLevel    string `env:"CLEARCLAIM_LOG_LEVEL" default:"info" enum:"debug,info,warn,error" help:"What to log."`

	Serve     serveCommand     `cmd:"" help:"Answer the API."`
	Work      workCommand      `cmd:"" help:"Run workflows, settlements and transactions."`
	Index     indexCommand     `cmd:"" help:"Keep the read model up with the chain."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the database to this version."`
	Rules     rulesCommand     `cmd:"" help:"Load, list and compare the rule sets that claims are edited by."`
	Deploy    deployCommand    `cmd:"" help:"Deploy the contracts, verify a deployment, hand its administration over."`
	Govern    governCommand    `cmd:"" help:"Propose to the timelock that administers the contracts, and have it execute."`
	Submit    submitCommand    `cmd:"" help:"Submit claims from JSON or FHIR files."`
	Status    statusCommand    `cmd:"" help:"Show a claim."`
	Plan      planCommand      `cmd:"" help:"Keep a plan's documents, to verify determinations by."`
	Verify    verifyCommand    `cmd:"" help:"Recompute a determination from its proof and the chain, trusting no server."`
	Reconcile reconcileCommand `cmd:"" help:"Compare read model, ledger and token balances."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	level := &slog.LevelVar{}
	log := telemetry.NewLog(os.Stderr, level)
	slog.SetDefault(log)
	var p program
	parser := newParser(ctx, &p, log, os.Stdout)
	parser.FatalIfErrorf(refuseUnknown(parser.Model, os.Environ()))
	command, err := parser.Parse(os.Args[1:])
	parser.FatalIfErrorf(err)
	_ = level.UnmarshalText([]byte(p.LogLevel)) // kong has checked it
	if p.PrintConfig {
		parser.FatalIfErrorf(printConfig(os.Stdout, command))
		return
	}
	err = command.Run()
	if _, isRole := command.Selected().Target.Addr().Interface().(role); isRole && err != nil {
		log.Error("the role ends", "error", err) // its last words are a line of the log like the others
		os.Exit(1)
	}
	command.FatalIfErrorf(err)
}

// newParser returns the command line; answers go to out.
func newParser(ctx context.Context, p *program, log *slog.Logger, out io.Writer) *kong.Kong {
	return kong.Must(p,
		kong.Name("clearclaim"),
		kong.Description("Adjudicates health-insurance claims so that everybody concerned can check the result."),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(log),
		kong.BindTo(out, (*io.Writer)(nil)),
	)
}
