// Package devnet runs the devnet program as a child: PostgreSQL, Temporal and a
// chain, with their data in one directory.
package devnet

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// ErrProgramMissing is returned when the devnet program is neither named nor beside this one.
var ErrProgramMissing = errors.New("the devnet program is missing: run 'make build' or set CLEARCLAIM_DEVNET")

// stopTimeout is longer than the slowest clean stop of the servers.
const stopTimeout = 45 * time.Second

// Addresses are where the servers are, as devnet prints them.
type Addresses struct {
	DatabaseURL     string `json:"DATABASE_URL"`
	TemporalAddress string `json:"TEMPORAL_ADDRESS"`
	TemporalUI      string `json:"TEMPORAL_UI"`
	RPCURL          string `json:"ETH_RPC_URL"`
	ChainID         string `json:"ETH_CHAIN_ID"`
	DevKeysFile     string `json:"DEV_KEYS_FILE"`
}

// Process is a running devnet.
type Process struct {
	Addresses Addresses

	cmd      *exec.Cmd
	said     *tail
	lifeline io.WriteCloser // its end tells the child to stop, also when we are killed
	done     chan struct{}
	err      error
}

// Start starts the program on a data directory and returns when its servers are
// ready. The program's progress goes to stderr. More arguments are for the program.
//
// Errors: [ErrProgramMissing], or the program's own end.
func Start(ctx context.Context, dataDir string, stderr io.Writer, more ...string) (*Process, error) {
	program, err := find()
	if err != nil {
		return nil, err
	}
	// Not CommandContext: the child ends by its lifeline, cleanly, after its users.
	cmd := exec.Command(program, append([]string{"--data", dataDir, "--lifeline", "--dev-rpc"}, more...)...) //nolint:noctx // see above
	said := &tail{}
	cmd.Stderr = io.MultiWriter(stderr, said)
	lifeline, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("making devnet's lifeline: %w", err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("reading devnet's addresses: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting devnet: %w", err)
	}
	p := &Process{cmd: cmd, said: said, lifeline: lifeline, done: make(chan struct{})}
	announced := make(chan error, 1)
	go p.watch(stdout, announced)
	select {
	case err := <-announced:
		if err != nil {
			return nil, errors.Join(err, p.Stop())
		}
		return p, nil
	case <-ctx.Done():
		return nil, errors.Join(ctx.Err(), p.Stop())
	}
}

// watch reads the announcement and then waits for the end.
func (p *Process) watch(stdout io.Reader, announced chan<- error) {
	reader := bufio.NewReader(stdout)
	line, err := reader.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &p.Addresses)
	}
	if err == nil {
		announced <- nil
		_, _ = io.Copy(io.Discard, reader)
	}
	p.err = p.cmd.Wait()
	close(p.done)
	if err != nil {
		announced <- fmt.Errorf("devnet ended before it was ready: %s", p.said.text())
	}
}

// tail keeps the last of what a program said, for the error when it fails.
type tail struct {
	mu   sync.Mutex
	last []byte
}

const tailSize = 2048

// Write implements [io.Writer].
func (t *tail) Write(data []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = append(t.last, data...)
	t.last = t.last[max(0, len(t.last)-tailSize):]
	return len(data), nil
}

func (t *tail) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.last))
}

// Done is closed when the program has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// PID returns the program's process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Stop ends the program cleanly and waits for it.
func (p *Process) Stop() error {
	_ = p.lifeline.Close()
	select {
	case <-p.done:
		return p.err
	case <-time.After(stopTimeout):
		_ = p.cmd.Process.Kill()
		<-p.done
		return errors.New("devnet did not stop in time and was killed")
	}
}

// DevKey returns the i-th funded development key, hexadecimal.
func (a Addresses) DevKey(i int) (string, error) {
	data, err := os.ReadFile(a.DevKeysFile)
	if err != nil {
		return "", fmt.Errorf("reading development keys: %w", err)
	}
	var file struct {
		Accounts []struct {
			PrivateKey string `json:"privateKey"`
		} `json:"accounts"`
	}
	if err := json.Unmarshal(data, &file); err != nil || i >= len(file.Accounts) {
		return "", errors.New("development key file is not readable")
	}
	return file.Accounts[i].PrivateKey, nil
}

// find returns the program's path: the setting, else beside this program.
func find() (string, error) {
	if path := os.Getenv("CLEARCLAIM_DEVNET"); path != "" {
		return path, nil
	}
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding this program: %w", err)
	}
	path := filepath.Join(filepath.Dir(self), "devnet")
	if _, err := os.Stat(path); err != nil {
		return "", ErrProgramMissing
	}
	return path, nil
}
