package e2e

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
)

// loggerCode deploys a contract that logs the first word of its input as a
// topic:
//
//	PUSH1 0 CALLDATALOAD PUSH1 0 PUSH1 0 LOG1 STOP
//
// behind an init code that returns these nine bytes.
var loggerCode = common.FromHex("0x68" + "60003560006000a100" + "600052" + "60096017f3")

type reorgResult struct {
	CommonAncestor   hexutil.Uint64
	OldHead, NewHead common.Hash
	Abandoned        []common.Hash
}

// reorgSetup is a chain with a logging contract and two events in the newest
// blocks, each in its own.
type reorgSetup struct {
	*chainClient
	dir      string
	devnet   *devnet
	contract common.Address
	events   []*types.Receipt
}

func setupReorg(t *testing.T) *reorgSetup {
	t.Helper()
	s := &reorgSetup{dir: t.TempDir()}
	s.start(t)
	deployed := s.include(s.sign(0, 0, nil, loggerCode))
	s.contract = deployed.ContractAddress
	for nonce := uint64(1); nonce <= 2; nonce++ {
		s.events = append(s.events, s.include(s.event(nonce)))
	}
	return s
}

// start starts the devnet; the depth leaves room for all blocks of a test.
func (s *reorgSetup) start(t *testing.T) {
	t.Helper()
	s.devnet = startDevnet(t, s.dir, "--no-temporal", "--dev-rpc", "--finality-depth", "32")
	s.chainClient = dialChain(t, s.devnet)
}

func (s *reorgSetup) event(nonce uint64) *types.Transaction {
	return s.sign(0, nonce, &s.contract, common.BigToHash(new(big.Int).SetUint64(nonce)).Bytes())
}

// reorg gives up all blocks from the given one on.
func (s *reorgSetup) reorg(from *types.Receipt, keepTxs bool) reorgResult {
	s.t.Helper()
	var res reorgResult
	check(s.t, s.Client.Client().CallContext(s.t.Context(), &res, "dev_reorgFrom", from.BlockNumber.Uint64(), keepTxs))
	if got := uint64(res.CommonAncestor); got != from.BlockNumber.Uint64()-1 {
		s.t.Errorf("the common ancestor is %d", got)
	}
	return res
}

func (s *reorgSetup) logs() []types.Log {
	s.t.Helper()
	logs, err := s.FilterLogs(s.t.Context(), ethereum.FilterQuery{Addresses: []common.Address{s.contract}})
	check(s.t, err)
	return logs
}

// checkGone fails if the chain still shows a block that was given up.
func (s *reorgSetup) checkGone(was *types.Receipt) {
	s.t.Helper()
	block, err := s.HeaderByNumber(s.t.Context(), was.BlockNumber)
	check(s.t, err)
	if block.Hash() == was.BlockHash {
		s.t.Errorf("block %s is still canonical", was.BlockNumber)
	}
	for _, l := range s.logs() {
		if l.BlockHash == was.BlockHash {
			s.t.Errorf("a log of the abandoned block %s is served", was.BlockHash)
		}
	}
}

// checkLinked walks the chain back and fails if a parent hash does not fit.
func (s *reorgSetup) checkLinked() {
	s.t.Helper()
	for child := s.head(); child.Number.Sign() > 0; {
		parent, err := s.HeaderByNumber(s.t.Context(), new(big.Int).Sub(child.Number, big.NewInt(1)))
		check(s.t, err)
		if parent.Hash() != child.ParentHash {
			s.t.Fatalf("block %s does not follow from %s", child.Number, parent.Number)
		}
		child = parent
	}
}

func TestReorg_KeepingTransactions_TheyMoveToNewBlocks(t *testing.T) {
	t.Parallel()
	s := setupReorg(t)
	removed := make(chan types.Log, 16)
	ws, err := ethclient.Dial(strings.Replace(s.devnet.addresses()["ETH_RPC_URL"], "http", "ws", 1))
	check(t, err)
	defer ws.Close()
	sub, err := ws.SubscribeFilterLogs(t.Context(), ethereum.FilterQuery{Addresses: []common.Address{s.contract}}, removed)
	check(t, err)
	defer sub.Unsubscribe()

	res := s.reorg(s.events[0], true)
	for _, event := range s.events {
		if !slices.Contains(res.Abandoned, event.TxHash) {
			t.Errorf("transaction %s is not among the abandoned", event.TxHash)
		}
		s.checkGone(event)
		moved := s.receipt(event.TxHash)
		if moved.BlockHash == event.BlockHash || len(moved.Logs) != 1 {
			t.Errorf("the receipt is of block %s, with %d logs", moved.BlockHash, len(moved.Logs))
		}
	}
	if logs := s.logs(); len(logs) != 2 {
		t.Errorf("%d logs", len(logs))
	}
	if first := <-removed; !first.Removed {
		t.Error("subscribers are not told of removed logs")
	}
	s.checkLinked()
}

func TestReorg_DroppingTransactions_TheyAreGone(t *testing.T) {
	t.Parallel()
	s := setupReorg(t)
	s.reorg(s.events[1], false)
	s.checkGone(s.events[1])
	if _, err := s.TransactionReceipt(t.Context(), s.events[1].TxHash); !errors.Is(err, ethereum.NotFound) {
		t.Errorf("its receipt: %v", err)
	}
	if logs := s.logs(); len(logs) != 1 || logs[0].BlockHash != s.events[0].BlockHash {
		t.Errorf("logs: %v", logs)
	}
	// Its nonce is free again, and the chain goes on.
	other := s.include(s.transfer(2))
	if other.BlockNumber.Cmp(s.events[1].BlockNumber) <= 0 {
		t.Errorf("included in block %s", other.BlockNumber)
	}
	s.checkLinked()
}

func TestReorg_ThenKill_TheNewBranchIsKept(t *testing.T) {
	t.Parallel()
	s := setupReorg(t)
	res := s.reorg(s.events[0], false)
	s.devnet.kill()
	s.start(t)
	header, err := s.HeaderByHash(t.Context(), res.NewHead)
	check(t, err)
	canonical, err := s.HeaderByNumber(t.Context(), header.Number)
	check(t, err)
	if canonical.Hash() != res.NewHead {
		t.Errorf("block %s is %s, was %s", header.Number, canonical.Hash(), res.NewHead)
	}
	for _, event := range s.events {
		s.checkGone(event)
	}
	if len(s.logs()) != 0 {
		t.Error("logs of the abandoned branch are served")
	}
	s.include(s.event(1))
	if len(s.logs()) != 1 {
		t.Error("the new log is not served")
	}
	s.checkLinked()
}

func TestReorg_BelowTheFinalizedBlock_IsRefused(t *testing.T) {
	t.Parallel()
	chain := dialChain(t, startDevnet(t, t.TempDir(), "--no-temporal", "--dev-rpc", "--finality-depth", "2"))
	for range 4 {
		check(t, chain.Client.Client().Call(nil, "dev_seal"))
	}
	err := chain.Client.Client().Call(nil, "dev_reorg", 3, true)
	if err == nil || !strings.Contains(err.Error(), "must not reach below the finalized block") {
		t.Errorf("got %v", err)
	}
	check(t, chain.Client.Client().Call(nil, "dev_reorg", 2, true))
}

func TestDevRPC_NotAskedFor_IsNotServed(t *testing.T) {
	t.Parallel()
	chain := dialChain(t, startDevnet(t, t.TempDir(), "--no-temporal"))
	if err := chain.Client.Client().Call(nil, "dev_reorg", 1, true); err == nil {
		t.Error("dev_reorg is served")
	}
}

func TestAdvanceTime_TheClockGoesOnFromThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := startDevnet(t, dir, "--no-temporal", "--dev-rpc")
	chain := dialChain(t, d)
	for range 3 { // the last is ahead of the clock
		check(t, chain.Client.Client().Call(nil, "dev_seal"))
	}
	before := chain.head().Time
	check(t, chain.Client.Client().Call(nil, "dev_advanceTime", 30*86400))
	if got := chain.head().Time - before; got < 30*86400 || got > 30*86400+60 {
		t.Errorf("moved by %d s", got)
	}
	moved := chain.include(chain.transfer(0))
	d.kill()
	chain = dialChain(t, startDevnet(t, dir, "--no-temporal"))
	chain.checkKept(moved)
	chain.include(chain.transfer(1)) // does not wait for the clock for a month
}
