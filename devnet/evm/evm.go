// Package evm runs a go-ethereum node in this process: a durable development
// chain with one sealer.
//
// Three things make it keep what it has shown, whenever it is killed. State is
// kept by hash without pruning, so that each block's state is written with the
// block. A block is synced to disk, together with a marker that names it,
// before it becomes the head that clients see. And at the start the head is
// moved to the marked block, in case that the kill fell in between.
//
// The chain's clock stays at the wall clock: a block needs a later second than
// its parent, so there is at most one block a second, and the first transaction
// after a pause is sealed at once.
package evm

import (
	"context"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/eth/filters"
	"github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/rpc"
)

// Options are the settings of a chain.
type Options struct {
	Dir       string // the chain's own directory
	KeysFile  string
	Port      int // on 127.0.0.1, HTTP and WebSocket together
	ChainID   uint64
	Amsterdam bool
	DevRPC    bool

	// FinalityDepth is how many blocks below the head the finalized one is.
	FinalityDepth uint64
	// ClockAhead is how far a block's timestamp may run ahead of the clock.
	ClockAhead time.Duration
}

// Chain is a running node.
type Chain struct {
	node   *node.Node
	sealer *sealer
	url    string
}

// URL is the address of the JSON-RPC endpoint.
func (c *Chain) URL() string { return c.url }

// Start opens or makes the chain in opts.Dir and returns when its endpoint
// answers and every transaction is indexed.
//
// Errors: [ErrOtherChain].
func Start(ctx context.Context, opts Options) (*Chain, error) {
	// Warnings are about peers that it has none of and caches that a new chain lacks.
	log.SetDefault(log.NewLogger(log.NewTerminalHandlerWithLevel(os.Stderr, log.LevelError, false)))
	if err := os.MkdirAll(opts.Dir, 0o700); err != nil {
		return nil, err
	}
	keys, err := loadKeys(opts.KeysFile)
	if err != nil {
		return nil, err
	}
	id, err := loadIdentity(filepath.Join(opts.Dir, "identity.json"), opts)
	if err != nil {
		return nil, err
	}
	stack, err := node.New(nodeConfig(opts))
	if err != nil {
		return nil, fmt.Errorf("opening the chain's directory: %w", err)
	}
	chain, err := startOn(ctx, stack, ethConfig(id, keys), opts)
	if err != nil {
		_ = stack.Close()
		return nil, err
	}
	return chain, nil
}

func startOn(ctx context.Context, stack *node.Node, cfg *ethconfig.Config, opts Options) (*Chain, error) {
	backend, err := eth.New(stack, cfg)
	if err != nil {
		return nil, fmt.Errorf("opening the chain: %w", err)
	}
	sealer, err := newSealer(backend, opts)
	if err != nil {
		return nil, err
	}
	events := filters.NewFilterSystem(backend.APIBackend, filters.Config{})
	stack.RegisterAPIs([]rpc.API{{Namespace: "eth", Service: filters.NewFilterAPI(events)}})
	if opts.DevRPC {
		stack.RegisterAPIs([]rpc.API{{Namespace: "dev", Service: &devAPI{sealer}}})
	}
	if err := stack.Start(); err != nil {
		return nil, fmt.Errorf("starting the chain's node: %w", err)
	}
	backend.SetSynced()
	if err := sealer.start(ctx); err != nil {
		return nil, err
	}
	return &Chain{node: stack, sealer: sealer, url: stack.HTTPEndpoint()}, nil
}

// Stop ends sealing and closes the node. Transactions that wait in the pool are
// forgotten, as by any node: who sent them sends them again.
func (c *Chain) Stop() error {
	c.sealer.stop()
	return c.node.Close()
}

func nodeConfig(opts Options) *node.Config {
	any := []string{"*"}
	cfg := node.DefaultConfig
	cfg.Name = "node"
	cfg.DataDir = opts.Dir
	cfg.IPCPath = ""
	cfg.P2P = p2p.Config{NoDiscovery: true, NoDial: true}
	cfg.HTTPHost, cfg.HTTPPort = "127.0.0.1", opts.Port
	cfg.WSHost, cfg.WSPort = "127.0.0.1", opts.Port
	cfg.HTTPModules = []string{"eth", "net", "web3", "debug", "txpool"}
	if opts.DevRPC {
		cfg.HTTPModules = append(cfg.HTTPModules, "dev")
	}
	cfg.WSModules = cfg.HTTPModules
	cfg.HTTPVirtualHosts, cfg.HTTPCors, cfg.WSOrigins = any, any, any
	cfg.BatchRequestLimit, cfg.BatchResponseMaxSize = 5000, 100<<20
	return &cfg
}

func ethConfig(id identity, keys Keys) *ethconfig.Config {
	cfg := ethconfig.Defaults
	cfg.Genesis = id.genesis(keys)
	cfg.NetworkId = id.ChainID
	cfg.SyncMode = ethconfig.FullSync
	cfg.StateScheme, cfg.NoPruning = rawdb.HashScheme, true
	cfg.DatabaseCache, cfg.TrieCleanCache, cfg.TrieDirtyCache, cfg.SnapshotCache = 256, 128, 128, 64
	cfg.RPCGasCap, cfg.RPCTxFeeCap, cfg.RPCEVMTimeout = 0, 0, time.Minute
	cfg.TransactionHistory, cfg.LogHistory = 0, 0 // all of it

	// Recommit also bounds how long a block may be filled.
	cfg.Miner.GasCeil, cfg.Miner.Recommit = gasLimit, 2*time.Second
	// The pool and the sealer take the same minimum tip, so that nothing waits
	// in the pool that no block would include.
	cfg.Miner.GasPrice, cfg.TxPool.PriceLimit = big.NewInt(1), 1
	cfg.TxPool.AccountSlots, cfg.TxPool.GlobalSlots = 16384, 131072
	cfg.TxPool.AccountQueue, cfg.TxPool.GlobalQueue = 16384, 131072
	cfg.TxPool.Journal, cfg.TxPool.NoLocals = "", true
	return &cfg
}
