package indexing

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/npmproject"
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

func installPeer(ctx context.Context, progress io.Writer) (*peer, error) {
	files, err := fs.Sub(peerFiles, "peer")
	if err != nil {
		return nil, err
	}
	dir, err := npmproject.Install(ctx, files, "indexing-peer", peerName, progress)
	return &peer{dir: dir}, err
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
	port, err := npmproject.FreePort(ctx)
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
