// Command clearclaim-dev runs everything on one machine: devnet as a child, all
// roles in this process, and a development issuer of tokens. It also holds the
// demo and the bench.
package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// program is the command line.
type program struct {
	Data       string `default:".data" env:"CLEARCLAIM_DATA" help:"Data directory; what is in it is found again."`
	Listen     string `default:"127.0.0.1:8080" env:"CLEARCLAIM_LISTEN" help:"Address of the API; another port is taken when this one is."`
	Operations string `name:"operations-listen" default:"127.0.0.1:9464" env:"CLEARCLAIM_OPERATIONS_LISTEN" help:"Address of health and metrics; another port is taken when this one is."`
	Log        string `default:"warn" enum:"debug,info,warn,error" help:"What to log."`

	Up    upCommand    `cmd:"" help:"Start everything and leave it running."`
	Demo  demoCommand  `cmd:"" help:"Run the sample claims, or a corpus, through the real path."`
	Bench benchCommand `cmd:"" help:"Measure."`

	Simulate simulateCommand `cmd:"" help:"Decide claims by two rule sets, and say who gains and who loses by which rule."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var p program
	command := kong.Parse(&p,
		kong.Name("clearclaim-dev"),
		kong.Description("ClearClaim on one machine, for development: nothing here is for production."),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	command.FatalIfErrorf(command.Run(&p, p.logger()))
}

// logger writes text to stderr, at the level asked for.
func (p *program) logger() *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(p.Log)) // kong has checked it
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	slog.SetDefault(log)
	return log
}
