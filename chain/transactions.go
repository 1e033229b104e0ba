package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// minTip is the least that is offered to who makes the blocks, in wei.
var minTip = big.NewInt(1_000_000_000)

// fees is what a transaction offers for a unit of gas, in wei. A chain without a
// base fee has no tip apart from the cap.
type fees struct {
	cap, tip *big.Int
	isLegacy bool
}

// suggestFees offers twice the base fee of now and the node's tip, so that a
// transaction stays includable while the base fee rises for six full blocks.
func (c *Client) suggestFees(ctx context.Context) (fees, error) {
	var header *rpcHeader
	var tip, price hexutil.Big
	batch := []rpc.BatchElem{
		{Method: "eth_getBlockByNumber", Args: []any{"latest", false}, Result: &header},
		{Method: "eth_maxPriorityFeePerGas", Result: &tip},
		{Method: "eth_gasPrice", Result: &price},
	}
	if err := c.batch(ctx, batch); err != nil {
		return fees{}, err
	}
	if err := batch[0].Error; err != nil || header == nil {
		return fees{}, fmt.Errorf("reading the base fee: %w", errors.Join(err, ErrBlockNotFound))
	}
	if header.BaseFee == nil {
		if batch[2].Error != nil {
			return fees{}, fmt.Errorf("asking for the gas price: %w", batch[2].Error)
		}
		return fees{cap: price.ToInt(), tip: price.ToInt(), isLegacy: true}, nil
	}
	offered := new(big.Int).Set(minTip)
	if batch[1].Error == nil && tip.ToInt().Cmp(offered) > 0 {
		offered.Set(tip.ToInt())
	}
	feeCap := new(big.Int).Mul(header.BaseFee.ToInt(), big.NewInt(2))
	return fees{cap: feeCap.Add(feeCap, offered), tip: offered}, nil
}

// replacing returns fees that replace a transaction which offered old: what is
// offered now, and at least an eighth more of cap and tip (nodes ask for a tenth).
func (f fees) replacing(old fees) fees {
	return fees{cap: maxOf(f.cap, eighthMore(old.cap)), tip: maxOf(f.tip, eighthMore(old.tip)), isLegacy: f.isLegacy}
}

// eighthMore rounds up, so that it is more of any amount.
func eighthMore(n *big.Int) *big.Int {
	more := new(big.Int).Mul(n, big.NewInt(9))
	more.Add(more, big.NewInt(7))
	more.Rsh(more, 3)
	return maxOf(more, new(big.Int).Add(n, big.NewInt(1)))
}

func maxOf(a, b *big.Int) *big.Int {
	if a.Cmp(b) >= 0 {
		return a
	}
	return b
}

// txBody is a transaction apart from its fees and its signature.
type txBody struct {
	chainID uint64
	nonce   uint64
	to      *common.Address // nil creates a contract
	data    []byte
	value   *big.Int
	gas     uint64
}

func (f fees) transaction(body txBody) *types.Transaction {
	if f.isLegacy {
		return types.NewTx(&types.LegacyTx{
			Nonce: body.nonce, GasPrice: f.cap, Gas: body.gas, To: body.to, Value: body.value, Data: body.data,
		})
	}
	return types.NewTx(&types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(body.chainID), Nonce: body.nonce, GasTipCap: f.tip, GasFeeCap: f.cap, Gas: body.gas,
		To: body.to, Value: body.value, Data: body.data,
	})
}

func txSigner(chainID uint64) types.Signer {
	return types.LatestSignerForChainID(new(big.Int).SetUint64(chainID))
}

func (c *Client) nonce(ctx context.Context, account common.Address, tag string) (uint64, error) {
	var nonce hexutil.Uint64
	if err := c.call(ctx, &nonce, "eth_getTransactionCount", account, tag); err != nil {
		return 0, err
	}
	return uint64(nonce), nil
}

// rpcReceipt is what is read of a receipt.
type rpcReceipt struct {
	TxHash      common.Hash    `json:"transactionHash"`
	BlockNumber hexutil.Uint64 `json:"blockNumber"`
	BlockHash   common.Hash    `json:"blockHash"`
	GasUsed     hexutil.Uint64 `json:"gasUsed"`
	Status      hexutil.Uint64 `json:"status"`
}

// receipts returns the receipt of each transaction, nil where there is none. A
// node that cannot say yet makes it fail: "not known" is never taken for "not there".
func (c *Client) receipts(ctx context.Context, hashes []common.Hash) ([]*rpcReceipt, error) {
	receipts := make([]*rpcReceipt, len(hashes))
	batch := make([]rpc.BatchElem, len(hashes))
	for i, hash := range hashes {
		batch[i] = receiptCall(hash, &receipts[i])
	}
	if err := c.batchAll(ctx, batch); err != nil {
		return nil, fmt.Errorf("reading receipts: %w", err)
	}
	return receipts, nil
}

func receiptCall(hash common.Hash, result **rpcReceipt) rpc.BatchElem {
	return rpc.BatchElem{Method: "eth_getTransactionReceipt", Args: []any{hash}, Result: result}
}

// callArgs is a call as eth_call and eth_estimateGas take it.
func callArgs(from, to Address, data []byte, value *big.Int) map[string]any {
	args := map[string]any{
		"from": common.Address(from), "to": common.Address(to), "input": hexutil.Bytes(data),
	}
	if value != nil && value.Sign() != 0 {
		args["value"] = (*hexutil.Big)(value)
	}
	return args
}

func (c *Client) balance(ctx context.Context, account common.Address) (*big.Int, error) {
	var balance hexutil.Big
	if err := c.call(ctx, &balance, "eth_getBalance", account, "latest"); err != nil {
		return nil, err
	}
	return balance.ToInt(), nil
}
