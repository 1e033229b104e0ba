package e2e

import (
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
)

// chainClient is a client with the development keys.
type chainClient struct {
	*ethclient.Client
	t       *testing.T
	keys    []*ecdsa.PrivateKey
	chainID *big.Int
}

func dialChain(t *testing.T, d *devnet) *chainClient {
	t.Helper()
	c, err := ethclient.Dial(d.addresses()["ETH_RPC_URL"])
	check(t, err)
	t.Cleanup(c.Close)
	res := &chainClient{Client: c, t: t}
	res.chainID, err = c.ChainID(t.Context())
	check(t, err)
	raw, err := os.ReadFile(d.addresses()["DEV_KEYS_FILE"])
	check(t, err)
	var file struct {
		Accounts []struct{ PrivateKey hexutil.Bytes }
	}
	check(t, json.Unmarshal(raw, &file))
	for _, account := range file.Accounts {
		key, err := crypto.ToECDSA(account.PrivateKey)
		check(t, err)
		res.keys = append(res.keys, key)
	}
	return res
}

func (c *chainClient) address(i int) common.Address {
	return crypto.PubkeyToAddress(c.keys[i].PublicKey)
}

// transfer signs a transfer of nothing from the first account.
func (c *chainClient) transfer(nonce uint64) *types.Transaction {
	return c.sign(0, nonce, &common.Address{0xaa}, nil)
}

func (c *chainClient) sign(account int, nonce uint64, to *common.Address, data []byte) *types.Transaction {
	c.t.Helper()
	tx, err := types.SignNewTx(c.keys[account], types.LatestSignerForChainID(c.chainID), &types.DynamicFeeTx{
		ChainID:   c.chainID,
		Nonce:     nonce,
		To:        to,
		Value:     new(big.Int),
		Data:      data,
		Gas:       200_000,
		GasFeeCap: big.NewInt(10_000_000_000),
		GasTipCap: big.NewInt(1),
	})
	check(c.t, err)
	return tx
}

// include sends a transaction and waits for its receipt.
func (c *chainClient) include(tx *types.Transaction) *types.Receipt {
	c.t.Helper()
	check(c.t, c.SendTransaction(c.t.Context(), tx))
	return c.receipt(tx.Hash())
}

// receipt waits for a receipt. Any other answer than "not found" is a fault of
// the server: an index that is still being built, say.
func (c *chainClient) receipt(tx common.Hash) *types.Receipt {
	c.t.Helper()
	var receipt *types.Receipt
	check(c.t, eventually(func() (err error) {
		receipt, err = c.TransactionReceipt(c.t.Context(), tx)
		if err != nil && !errors.Is(err, ethereum.NotFound) {
			c.t.Fatalf("receipt of %s: %v", tx, err)
		}
		return err
	}))
	return receipt
}

// checkKept fails unless the chain still has the receipt as it was.
func (c *chainClient) checkKept(was *types.Receipt) {
	c.t.Helper()
	is, err := c.TransactionReceipt(c.t.Context(), was.TxHash)
	if err != nil {
		c.t.Errorf("transaction %s of block %s is lost: %v", was.TxHash, was.BlockNumber, err)
		return
	}
	if is.BlockHash != was.BlockHash {
		c.t.Errorf("transaction %s has moved from block %s to %s", was.TxHash, was.BlockHash, is.BlockHash)
	}
	block, err := c.BlockByNumber(c.t.Context(), was.BlockNumber)
	check(c.t, err)
	if block.Hash() != was.BlockHash {
		c.t.Errorf("block %s is %s, was %s", was.BlockNumber, block.Hash(), was.BlockHash)
	}
	_, err = c.BalanceAt(c.t.Context(), c.address(0), was.BlockNumber)
	check(c.t, err)
}

func (c *chainClient) head() *types.Header {
	c.t.Helper()
	header, err := c.HeaderByNumber(c.t.Context(), nil)
	check(c.t, err)
	return header
}

func TestChain_BlocksKeepToTheClock(t *testing.T) {
	t.Parallel()
	chain := dialChain(t, startDevnet(t, t.TempDir(), "--no-temporal"))
	begin, first := time.Now(), chain.head().Number.Uint64()
	for nonce := range uint64(5) {
		chain.include(chain.transfer(nonce))
		if ahead := time.Until(time.Unix(int64(chain.head().Time), 0)); ahead > time.Second {
			t.Errorf("a block is %s ahead of the clock", ahead)
		}
	}
	made := chain.head().Number.Uint64() - first
	if limit := uint64(time.Since(begin)/time.Second) + 3; made > limit {
		t.Errorf("%d blocks in %s", made, time.Since(begin))
	}
}

func TestChain_FirstTransactionAfterAPause_IsSealedAtOnce(t *testing.T) {
	chain := dialChain(t, startDevnet(t, t.TempDir(), "--no-temporal"))
	check(t, eventually(func() error {
		if age := time.Since(time.Unix(int64(chain.head().Time), 0)); age < time.Second {
			return fmt.Errorf("the head is %s old", age)
		}
		return nil
	}))
	begin := time.Now()
	chain.include(chain.transfer(0))
	t.Logf("receipt after %s", time.Since(begin))
	if took := time.Since(begin); took > time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestChain_TransactionsBecomeFinal(t *testing.T) {
	t.Parallel()
	chain := dialChain(t, startDevnet(t, t.TempDir(), "--no-temporal", "--finality-depth", "2"))
	receipt := chain.include(chain.transfer(0))
	check(t, eventually(func() error {
		final, err := chain.HeaderByNumber(t.Context(), big.NewInt(int64(rpc.FinalizedBlockNumber)))
		if err == nil && final.Number.Cmp(receipt.BlockNumber) < 0 {
			err = fmt.Errorf("final is %s, wanted %s", final.Number, receipt.BlockNumber)
		}
		return err
	}))
	if depth := chain.head().Number.Uint64() - receipt.BlockNumber.Uint64(); depth != 2 {
		t.Errorf("final under %d blocks", depth)
	}
}

func TestChain_UnknownReceiptOnANewChain_IsNotFound(t *testing.T) {
	t.Parallel()
	chain := dialChain(t, startDevnet(t, t.TempDir(), "--no-temporal"))
	if _, err := chain.TransactionReceipt(t.Context(), common.Hash{1}); !errors.Is(err, ethereum.NotFound) {
		t.Errorf("got %v", err)
	}
}

func TestChain_OtherSettingsThanItWasMadeWith_AreRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := startDevnet(t, dir, "--no-temporal", "--amsterdam", "--chain-id", "424242")
	chain := dialChain(t, d)
	if receipt := chain.include(chain.transfer(0)); receipt.Status != types.ReceiptStatusSuccessful {
		t.Error("the transfer failed")
	}
	if d.addresses()["ETH_CHAIN_ID"] != "424242" || chain.chainID.Uint64() != 424242 {
		t.Errorf("chain id %s, printed %s", chain.chainID, d.addresses()["ETH_CHAIN_ID"])
	}
	d.stop()
	again := launch(t, dir, "--no-temporal")
	<-again.exited
	if again.exitErr == nil || !strings.Contains(again.output(), "the data directory holds another chain") {
		t.Errorf("%v\n%s", again.exitErr, again.output())
	}
}

// Blocks are made as fast as can be here, so that a kill falls into the making
// of one.
func TestKill_WhileSending_WhatWasSeenIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	args := []string{"--no-temporal", "--clock-ahead", "24h"}
	d := startDevnet(t, dir, args...)
	for round := range 5 {
		seen, rows := sendUntilKilled(t, d, 30+7*round)
		d = startDevnet(t, dir, args...)
		chain := dialChain(t, d)
		for _, receipt := range seen {
			chain.checkKept(receipt)
		}
		var kept int
		check(t, d.connect().QueryRow(t.Context(), "SELECT count(*) FROM seen").Scan(&kept))
		if kept < rows {
			t.Errorf("%d rows were committed, %d are kept", rows, kept)
		}
		t.Logf("round %d: %d receipts seen before the kill, %d rows in all", round, len(seen), rows)
	}
	chain := dialChain(t, d)
	nonce, err := chain.NonceAt(t.Context(), chain.address(0), nil)
	check(t, err)
	chain.include(chain.transfer(nonce))
}

// sendUntilKilled sends some transactions, one after the other, and writes a row
// for each receipt. It kills the devnet the moment that it sees the last
// receipt. It returns the receipts and the number of rows that it was told of.
func sendUntilKilled(t *testing.T, d *devnet, count int) (seen []*types.Receipt, rows int) {
	t.Helper()
	chain, conn := dialChain(t, d), d.connect()
	_, err := conn.Exec(t.Context(), "CREATE TABLE IF NOT EXISTS seen (tx text)")
	check(t, err)
	check(t, conn.QueryRow(t.Context(), "SELECT count(*) FROM seen").Scan(&rows))
	nonce, err := chain.NonceAt(t.Context(), chain.address(0), nil)
	check(t, err)
	for i := range count {
		tx := chain.transfer(nonce + uint64(i))
		check(t, chain.SendTransaction(t.Context(), tx))
		receipt, err := awaitReceipt(t.Context(), chain, tx.Hash())
		check(t, err)
		seen = append(seen, receipt)
		if i == count-1 {
			break
		}
		_, err = conn.Exec(t.Context(), "INSERT INTO seen VALUES ($1)", tx.Hash().Hex())
		check(t, err)
		rows++
	}
	d.kill()
	return seen, rows
}

// awaitReceipt polls without a pause, to see a block as early as can be. It
// fails when the node is gone.
func awaitReceipt(ctx context.Context, chain *chainClient, tx common.Hash) (*types.Receipt, error) {
	for {
		receipt, err := chain.TransactionReceipt(ctx, tx)
		if !errors.Is(err, ethereum.NotFound) {
			return receipt, err
		}
	}
}
