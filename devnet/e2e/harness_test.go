// Package e2e tests the devnet as its users meet it: as a program that is
// started, killed and started again.
package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// program is the built devnet.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "devnet-e2e-")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "devnet")
	build := exec.CommandContext(context.Background(), "go", "build", "-o", program, "github.com/clearclaim/clearclaim/devnet")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		panic(fmt.Errorf("building the devnet: %w", err))
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// patience bounds every wait. It is far above what is measured: it only keeps a
// broken test from hanging.
const patience = 90 * time.Second

// devnet is a running child and what it has printed.
type devnet struct {
	t       *testing.T
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	exited  chan struct{}
	exitErr error

	mu  sync.Mutex
	log strings.Builder
	env map[string]string
}

// startDevnet starts a devnet on a directory and waits until it is ready.
func startDevnet(t *testing.T, dir string, args ...string) *devnet {
	t.Helper()
	d := launch(t, dir, args...)
	d.await("readiness", func() bool { return d.addresses() != nil })
	return d
}

// launch starts a devnet without waiting. When the test ends it is stopped.
func launch(t *testing.T, dir string, args ...string) *devnet {
	t.Helper()
	d := &devnet{t: t, exited: make(chan struct{})}
	// The cleanup stops it, after the test's context has ended.
	d.cmd = exec.CommandContext(context.WithoutCancel(t.Context()), program, append([]string{"--data", dir}, args...)...)
	// Nothing of the machine's PostgreSQL clients must leak in.
	d.cmd.Env = append(os.Environ(), "PGPORT=1", "PGHOST=nowhere")
	stdin, err := d.cmd.StdinPipe()
	check(t, err)
	stdout, err := d.cmd.StdoutPipe()
	check(t, err)
	stderr, err := d.cmd.StderrPipe()
	check(t, err)
	d.stdin = stdin
	check(t, d.cmd.Start())
	var pipes sync.WaitGroup
	pipes.Go(func() { d.readAddresses(stdout) })
	pipes.Go(func() { d.readLog(stderr) })
	go func() {
		pipes.Wait()
		d.exitErr = d.cmd.Wait()
		close(d.exited)
	}()
	t.Cleanup(d.cleanup)
	return d
}

func (d *devnet) readAddresses(r io.Reader) {
	var env map[string]string
	if err := json.NewDecoder(r).Decode(&env); err == nil {
		d.mu.Lock()
		d.env = env
		d.mu.Unlock()
	}
	_, _ = io.Copy(io.Discard, r)
}

func (d *devnet) readLog(r io.Reader) {
	for lines := bufio.NewScanner(r); lines.Scan(); {
		d.mu.Lock()
		fmt.Fprintln(&d.log, lines.Text())
		d.mu.Unlock()
	}
}

func (d *devnet) addresses() map[string]string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.env
}

func (d *devnet) output() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log.String()
}

// await polls until the condition holds; a devnet that ends meanwhile fails.
func (d *devnet) await(what string, ok func() bool) {
	d.t.Helper()
	err := eventually(func() error {
		if ok() {
			return nil
		}
		select {
		case <-d.exited:
			d.t.Fatalf("devnet ended while waiting for %s: %v\n%s", what, d.exitErr, d.output())
		default:
		}
		return fmt.Errorf("no %s", what)
	})
	if err != nil {
		d.t.Fatalf("%v\n%s", err, d.output())
	}
}

// stop interrupts the devnet, which must end well.
func (d *devnet) stop() {
	d.t.Helper()
	check(d.t, d.cmd.Process.Signal(os.Interrupt))
	d.awaitExit()
}

func (d *devnet) awaitExit() {
	d.t.Helper()
	select {
	case <-d.exited:
	case <-time.After(patience):
		d.t.Fatalf("devnet does not end\n%s", d.output())
	}
	if d.exitErr != nil {
		d.t.Fatalf("devnet ended badly: %v\n%s", d.exitErr, d.output())
	}
}

// kill ends the devnet as the kernel or an impatient user does.
func (d *devnet) kill() {
	d.t.Helper()
	check(d.t, d.cmd.Process.Kill())
	<-d.exited
}

func (d *devnet) cleanup() {
	select {
	case <-d.exited:
		return
	default:
	}
	if d.t.Failed() {
		d.t.Log(d.output())
	}
	_ = d.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-d.exited:
	case <-time.After(patience):
		_ = d.cmd.Process.Kill()
	}
}

// connect opens the application's database.
func (d *devnet) connect() *pgx.Conn {
	d.t.Helper()
	conn, err := pgx.Connect(d.t.Context(), d.addresses()["DATABASE_URL"])
	check(d.t, err)
	d.t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// eventually polls until try works, and returns its last error if it never does.
func eventually(try func() error) error {
	deadline := time.After(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-deadline:
			return err
		case <-tick.C:
		}
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
