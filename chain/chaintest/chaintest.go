// Package chaintest gives a test a chain of its own, in its process, with the
// contracts deployed and an operator that has coins. It seals a block whenever a
// transaction waits, can be stopped from doing so, and can be reorganised.
package chaintest

import (
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/clearclaim/clearclaim/chain"
)

// OperatorKey is the operator's private key, in hexadecimal. It is worth nothing.
const OperatorKey = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"

// sealEvery is how often the chain looks for transactions.
const sealEvery = 5 * time.Millisecond

// Chain is a chain with the contracts on it.
type Chain struct {
	Client     *chain.Client
	Contracts  *chain.Contracts
	Deployment chain.Deployment
	// URL is where [chain.Dial] reaches the node.
	URL string
	// RPC is the connection below Client, for tests that put faults into it.
	RPC *rpc.Client

	mu      sync.Mutex // held while the chain changes
	backend *simulated.Backend
	paused  bool
}

// New starts a chain that ends with the test.
func New(tb testing.TB) *Chain {
	tb.Helper()
	c := newChain(tb, configure)
	deployment, err := chain.Deploy(tb.Context(), c.Client, OperatorKey, chain.DeployOptions{
		Path: filepath.Join(tb.TempDir(), "deployment.json"),
	})
	if err != nil {
		tb.Fatalf("deploying the contracts: %v", err)
	}
	c.Deployment = deployment
	if c.Contracts, err = chain.NewContracts(c.Client, deployment); err != nil {
		tb.Fatalf("binding the contracts: %v", err)
	}
	return c
}

// NewEmpty starts a chain without contracts.
func NewEmpty(tb testing.TB) *Chain {
	tb.Helper()
	return newChain(tb, configure)
}

// NewAmsterdam starts a chain without contracts, on the prices of Amsterdam.
func NewAmsterdam(tb testing.TB) *Chain {
	tb.Helper()
	return newChain(tb, func(cfg *node.Config, eth *ethconfig.Config) {
		configure(cfg, eth)
		start := uint64(0)
		eth.Genesis.Config.AmsterdamTime = &start
	})
}

func newChain(tb testing.TB, configure func(*node.Config, *ethconfig.Config)) *Chain {
	tb.Helper()
	operator, err := crypto.HexToECDSA(OperatorKey)
	if err != nil {
		tb.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "chain") //nolint:usetesting // a socket's path must be short
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "rpc")
	coins := new(big.Int).Mul(big.NewInt(1_000_000), big.NewInt(params.Ether))
	backend := simulated.NewBackend(types.GenesisAlloc{
		crypto.PubkeyToAddress(operator.PublicKey): {Balance: coins},
	}, configure, func(cfg *node.Config, _ *ethconfig.Config) { cfg.IPCPath = socket })
	connection, err := rpc.DialContext(tb.Context(), socket)
	if err != nil {
		tb.Fatalf("connecting: %v", err)
	}
	c := &Chain{URL: socket, RPC: connection, backend: backend}
	backend.Commit() // the index of transactions begins with the first block
	if c.Client, err = chain.NewClient(tb.Context(), connection); err != nil {
		tb.Fatalf("connecting: %v", err)
	}
	stopped := make(chan struct{})
	ctx, stop := context.WithCancel(context.WithoutCancel(tb.Context()))
	go c.seal(ctx, stopped)
	tb.Cleanup(func() {
		stop()
		<-stopped
		connection.Close()
		_ = backend.Close()
	})
	return c
}

// configure sets the forks up to Osaka. The backend's own configuration includes
// forks that no network has announced, with other gas prices.
func configure(_ *node.Config, cfg *ethconfig.Config) {
	rules := *params.AllDevChainProtocolChanges
	rules.BogotaTime = nil
	cfg.Genesis.Config = &rules
	const gasLimit = 200_000_000
	cfg.Genesis.GasLimit, cfg.Miner.GasCeil = gasLimit, gasLimit
	cfg.Miner.GasPrice, cfg.TxPool.PriceLimit = big.NewInt(1), 1
	cfg.RPCGasCap = 0
	cfg.TxPool.AccountSlots, cfg.TxPool.AccountQueue = 1024, 1024
}

// seal makes a block whenever something waits.
func (c *Chain) seal(ctx context.Context, stopped chan<- struct{}) {
	defer close(stopped)
	ticker := time.NewTicker(sealEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		var pool struct {
			Pending hexutil.Uint64 `json:"pending"`
		}
		if err := c.RPC.CallContext(ctx, &pool, "txpool_status"); err != nil || pool.Pending == 0 {
			continue
		}
		c.mu.Lock()
		if !c.paused {
			c.backend.Commit()
		}
		c.mu.Unlock()
	}
}

// Pause stops the sealing of blocks.
func (c *Chain) Pause() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paused = true
}

// Resume goes on sealing blocks.
func (c *Chain) Resume() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paused = false
}

// Commit seals a block, empty or not.
func (c *Chain) Commit() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.backend.Commit()
}

// Reorg replaces the newest blocks, depth of them, by one more of empty ones. The
// transactions that were in them go back to the pool, or are forgotten by the
// node when keep is false, as are those that waited.
func (c *Chain) Reorg(tb testing.TB, depth uint64, keep bool) {
	tb.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.backend.Rollback() // what waits would be in the way
	client := ethclient.NewClient(c.RPC)
	head, err := client.BlockNumber(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	parent, err := client.HeaderByNumber(tb.Context(), new(big.Int).SetUint64(head-depth))
	if err != nil {
		tb.Fatal(err)
	}
	var abandoned []*types.Transaction
	for number := head - depth + 1; number <= head; number++ {
		block, err := client.BlockByNumber(tb.Context(), new(big.Int).SetUint64(number))
		if err != nil {
			tb.Fatal(err)
		}
		abandoned = append(abandoned, block.Transactions()...)
	}
	if err := c.backend.Fork(parent.Hash()); err != nil {
		tb.Fatalf("forking: %v", err)
	}
	c.backend.Rollback() // the pool took back what was in the blocks
	for range depth + 1 {
		c.backend.Commit()
	}
	if !keep {
		return
	}
	for _, tx := range abandoned {
		_ = client.SendTransaction(tb.Context(), tx) // one that is invalid by now stays out
	}
}

// Fund gives an account coins for gas, from the operator.
func (c *Chain) Fund(tb testing.TB, accounts ...chain.Address) {
	tb.Helper()
	key, err := crypto.HexToECDSA(OperatorKey)
	if err != nil {
		tb.Fatal(err)
	}
	client := ethclient.NewClient(c.RPC)
	from := crypto.PubkeyToAddress(key.PublicKey)
	nonce, err := client.PendingNonceAt(tb.Context(), from)
	if err != nil {
		tb.Fatal(err)
	}
	signer := types.LatestSignerForChainID(new(big.Int).SetUint64(c.Client.ChainID()))
	amount := new(big.Int).Mul(big.NewInt(100), big.NewInt(params.Ether))
	var last *types.Transaction
	for i, account := range accounts {
		to := common.Address(account)
		last = types.MustSignNewTx(key, signer, &types.DynamicFeeTx{
			ChainID: signer.ChainID(), Nonce: nonce + uint64(i), To: &to, Value: amount, Gas: 21_000,
			GasFeeCap: big.NewInt(10 * params.GWei), GasTipCap: big.NewInt(params.GWei),
		})
		if err := client.SendTransaction(tb.Context(), last); err != nil {
			tb.Fatalf("funding: %v", err)
		}
	}
	c.await(tb, client, last)
}

func (c *Chain) await(tb testing.TB, client *ethclient.Client, tx *types.Transaction) {
	tb.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(sealEvery) {
		receipt, err := client.TransactionReceipt(tb.Context(), tx.Hash())
		if err != nil || receipt.Status != 1 {
			continue
		}
		// A node tells of a receipt a moment before what asks for the newest state sees the block.
		if head, err := client.BlockNumber(tb.Context()); err == nil && head >= receipt.BlockNumber.Uint64() {
			return
		}
	}
	tb.Fatal("a transaction was not included in time")
}

// Key is an account of a test, with its private key in hexadecimal.
type Key struct {
	Private string
	Address chain.Address
	key     *ecdsa.PrivateKey
}

// NewKey returns an account that nobody has seen before. It has no coins: see [Chain.Fund].
func NewKey(tb testing.TB) Key {
	tb.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		tb.Fatal(err)
	}
	return Key{
		Private: hex.EncodeToString(crypto.FromECDSA(key)), Address: chain.Address(crypto.PubkeyToAddress(key.PublicKey)), key: key,
	}
}

// Operator returns the operator's account.
func Operator(tb testing.TB) Key {
	tb.Helper()
	return KeyOf(tb, OperatorKey)
}

// KeyOf returns the account of a private key, in hexadecimal without 0x.
func KeyOf(tb testing.TB, private string) Key {
	tb.Helper()
	key, err := crypto.HexToECDSA(private)
	if err != nil {
		tb.Fatal(err)
	}
	return Key{Private: private, Address: chain.Address(crypto.PubkeyToAddress(key.PublicKey)), key: key}
}

// Sign signs a digest as providers do: 65 bytes with v of 27 or 28.
func (k Key) Sign(tb testing.TB, digest chain.Hash) []byte {
	tb.Helper()
	signature, err := chain.SignDigestWith(k.key, digest)
	if err != nil {
		tb.Fatal(err)
	}
	return signature
}

// Create puts a contract on the chain and returns its address.
func (c *Chain) Create(tb testing.TB, from Key, initCode []byte) chain.Address {
	tb.Helper()
	client := ethclient.NewClient(c.RPC)
	nonce, err := client.PendingNonceAt(tb.Context(), common.Address(from.Address))
	if err != nil {
		tb.Fatal(err)
	}
	signer := types.LatestSignerForChainID(new(big.Int).SetUint64(c.Client.ChainID()))
	tx := types.MustSignNewTx(from.key, signer, &types.DynamicFeeTx{
		ChainID: signer.ChainID(), Nonce: nonce, Data: initCode, Gas: 1_000_000,
		GasFeeCap: big.NewInt(10 * params.GWei), GasTipCap: big.NewInt(params.GWei),
	})
	if err := client.SendTransaction(tb.Context(), tx); err != nil {
		tb.Fatalf("creating: %v", err)
	}
	c.await(tb, client, tx)
	return chain.Address(crypto.CreateAddress(common.Address(from.Address), nonce))
}

// Advance moves the chain's clock on, with a block of its own.
func (c *Chain) Advance(tb testing.TB, by time.Duration) {
	tb.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.backend.AdjustTime(by); err != nil {
		tb.Fatalf("moving the clock: %v", err)
	}
}

// Send makes a transaction of a call, without any sender, and waits until it is
// included. It fails the test when the call reverts.
func (c *Chain) Send(tb testing.TB, from Key, call chain.Call) chain.Hash {
	tb.Helper()
	client := ethclient.NewClient(c.RPC)
	to := common.Address(call.Recipient)
	gas, err := client.EstimateGas(tb.Context(), ethereum.CallMsg{From: common.Address(from.Address), To: &to, Data: call.Data})
	if err != nil {
		tb.Fatalf("estimating: %v", chain.DecodeRevert(err))
	}
	nonce, err := client.PendingNonceAt(tb.Context(), common.Address(from.Address))
	if err != nil {
		tb.Fatal(err)
	}
	signer := types.LatestSignerForChainID(new(big.Int).SetUint64(c.Client.ChainID()))
	tx := types.MustSignNewTx(from.key, signer, &types.DynamicFeeTx{
		ChainID: signer.ChainID(), Nonce: nonce, To: &to, Data: call.Data, Gas: gas + gas/4,
		GasFeeCap: big.NewInt(10 * params.GWei), GasTipCap: big.NewInt(params.GWei),
	})
	if err := client.SendTransaction(tb.Context(), tx); err != nil {
		tb.Fatalf("sending: %v", err)
	}
	c.await(tb, client, tx)
	return chain.Hash(tx.Hash())
}

// Included returns the block that has a transaction, with what the contracts told in
// it. The newest block need not be it: an empty one may follow.
func (c *Chain) Included(tb testing.TB, tx chain.Hash) chain.Block {
	tb.Helper()
	receipt, err := ethclient.NewClient(c.RPC).TransactionReceipt(tb.Context(), common.Hash(tx))
	if err != nil {
		tb.Fatal(err)
	}
	number := receipt.BlockNumber.Uint64()
	blocks, err := c.Client.Blocks(tb.Context(), number, number, c.Contracts.LogFilters())
	if err != nil {
		tb.Fatal(err)
	}
	return blocks[0]
}
