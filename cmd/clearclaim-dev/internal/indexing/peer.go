package indexing

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// peerFiles are a Ponder project with the same projection.
//
//go:embed peer
var peerFiles embed.FS

// peerName is the peer with its version.
const peerName = "ponder 0.16.10"

// peer is an installed Ponder project.
type peer struct{ dir string }

// installPeer lays the project out in the user's cache and fetches its packages,
// pinned, unless they are there.
func installPeer(ctx context.Context, progress io.Writer) (*peer, error) {
	lock, err := peerFiles.ReadFile("peer/package-lock.json")
	if err != nil {
		return nil, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, fmt.Errorf("finding a cache: %w", err)
	}
	version := sha256.Sum256(lock)
	p := &peer{dir: filepath.Join(cache, "clearclaim", fmt.Sprintf("indexing-peer-%x", version[:6]))}
	if err := p.layOut(); err != nil {
		return nil, fmt.Errorf("laying the peer out: %w", err)
	}
	if _, err := os.Stat(filepath.Join(p.dir, "node_modules", ".package-lock.json")); err == nil { // npm writes that last
		return p, nil
	}
	_, _ = fmt.Fprintf(progress, "fetching %s from npm into %s\n", peerName, p.dir)
	// Not "npm ci": where a registry lacks packages for platforms that are not this one, it refuses the lock file.
	npm := exec.CommandContext(ctx, "npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	npm.Dir = p.dir
	if out, err := npm.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("npm install: %w\n%s", err, out)
	}
	return p, nil
}

func (p *peer) layOut() error {
	return fs.WalkDir(peerFiles, "peer", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel("peer", path)
		if err != nil {
			return err
		}
		target := filepath.Join(p.dir, relative)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		content, err := peerFiles.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, content, 0o600)
	})
}

// peerContract is a contract as the project's configuration reads it.
type peerContract struct {
	Address string          `json:"address"`
	ABI     json.RawMessage `json:"abi"`
}

// describe writes down what the peer must know of the chain.
func (w *world) describe(path string, head uint64) error {
	d := w.contracts.Deployment()
	contract := func(address chain.Address, abi string) peerContract {
		return peerContract{Address: chain.FormatAddress(address), ABI: json.RawMessage(abi)}
	}
	content, err := json.Marshal(map[string]any{
		"chainId": d.ChainID, "startBlock": d.Block, "endBlock": head - tailBlocks,
		"contracts": map[string]peerContract{
			"ledger":        contract(d.Ledger, bindings.ClaimLedgerMetaData.ABI),
			"escrow":        contract(d.Escrow, bindings.EscrowMetaData.ABI),
			"coverages":     contract(d.Coverages, bindings.CoveragesMetaData.ABI),
			"credentials":   contract(d.Credentials, bindings.CredentialsMetaData.ABI),
			"organizations": contract(d.Organizations, bindings.OrganizationsMetaData.ABI),
			"plans":         contract(d.Plans, bindings.PlansMetaData.ABI),
			"token":         contract(d.Token, bindings.TestTokenMetaData.ABI),
		},
	})
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o600)
}

// peerRun is one run of the peer.
type peerRun struct {
	rpcURL, databaseURL, schema, chainFile string
}

// errPeerEnded is returned when the peer ended before it was ready.
var errPeerEnded = errors.New("the peer ended before it was ready")

// readyPoll is how often the peer is asked whether it is ready.
const readyPoll = 20 * time.Millisecond

// index runs the peer until it says that it is ready, and returns how long that
// took from when it began with the chain: its own start, which is a few seconds of
// Node, does not count.
func (p *peer) index(ctx context.Context, run peerRun) (time.Duration, error) {
	port, err := freePort(ctx)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "node_modules/ponder/dist/esm/bin/ponder.js", "start",
		"--schema", run.schema, "--port", strconv.Itoa(port), "--log-format", "json")
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "DATABASE_URL="+run.databaseURL, "BENCH_RPC_URL="+run.rpcURL, "BENCH_CHAIN="+run.chainFile,
		"PONDER_TELEMETRY_DISABLED=true", "NODE_OPTIONS=--max-old-space-size=8192")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	said := &peerLog{}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("starting the peer: %w", err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	readyAt, err := awaitReady(ctx, port, ended)
	cancel()
	<-ended
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, said.tail())
	}
	begunAt, isTold := said.begun()
	if !isTold {
		return 0, errors.New("the peer did not say when it began")
	}
	return readyAt.Sub(begunAt), nil
}

func awaitReady(ctx context.Context, port int, ended <-chan struct{}) (time.Time, error) {
	tick := time.NewTicker(readyPoll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return time.Time{}, context.Cause(ctx)
		case <-ended:
			return time.Time{}, errPeerEnded
		case <-tick.C:
		}
		if isReady(ctx, port) {
			return time.Now(), nil
		}
	}
}

func isReady(ctx context.Context, port int) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/ready", port), nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	return response.StatusCode == http.StatusOK
}

func freePort(ctx context.Context) (int, error) {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("finding a port: %w", err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
