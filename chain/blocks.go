package chain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// ErrChainMoved is returned when the chain was reorganised while it was read, or
// a node answered from two branches. Read again.
var ErrChainMoved = errors.New("the chain moved while it was read")

// Block is a block with the logs that were asked for.
type Block struct {
	Number     uint64
	Hash       Hash
	ParentHash Hash
	Time       time.Time
	Logs       []Log // in their order
}

// Log is what a contract told.
type Log struct {
	Index   uint32 // in the block
	TxHash  Hash
	Address Address
	Topics  []Hash
	Data    []byte
}

// LogFilter chooses logs: those of any of the addresses and, where Topics has an
// entry for a position, with one of its topics there. An empty entry is any.
type LogFilter struct {
	Addresses []Address
	Topics    [][]Hash
}

// rpcHeader is what is read of a block. Its hash is the node's: some chains hash
// headers in another way than go-ethereum does.
type rpcHeader struct {
	Number     hexutil.Uint64 `json:"number"`
	Hash       common.Hash    `json:"hash"`
	ParentHash common.Hash    `json:"parentHash"`
	Timestamp  hexutil.Uint64 `json:"timestamp"`
	LogsBloom  types.Bloom    `json:"logsBloom"`
	Receipts   common.Hash    `json:"receiptsRoot"`
	BaseFee    *hexutil.Big   `json:"baseFeePerGas"`
}

func (h *rpcHeader) head() Head {
	return Head{
		Number: uint64(h.Number), Hash: Hash(h.Hash), ParentHash: Hash(h.ParentHash),
		Time: time.Unix(int64(h.Timestamp), 0).UTC(),
	}
}

// rpcLog is a log as a node tells it. See [scanner].
type rpcLog struct {
	Log
	BlockNumber uint64
	BlockHash   Hash
}

type rpcLogs []rpcLog

// Blocks returns the blocks from and to and those between, with the logs that any
// of the filters chooses. They are linked by their parent hashes, every log is of
// the very block that it stands in. Where a block's bloom promises logs of a filter that
// the node did not give, it was asked for them again by the block's hash, and where it
// gave a part of what it had for a range, for those of each block.
//
// Errors: [ErrChainMoved], [ErrBlockNotFound] when the chain ends before to.
func (c *Client) Blocks(ctx context.Context, from, to uint64, filters []LogFilter) ([]Block, error) {
	headers, err := c.headers(ctx, from, to)
	if err != nil {
		return nil, err
	}
	chosen, isConfirmed, err := c.spanLogs(ctx, headers, filters)
	if err != nil {
		return nil, err
	}
	blocks := make([]Block, len(headers))
	for i, header := range headers {
		head := header.head()
		blocks[i] = Block{Number: head.Number, Hash: head.Hash, ParentHash: head.ParentHash, Time: head.Time}
	}
	given, err := distribute(blocks, chosen)
	if err != nil {
		return nil, err
	}
	if !isConfirmed {
		if err := c.confirmEmpty(ctx, headers, blocks, filters, given); err != nil {
			return nil, err
		}
	}
	for i := range blocks {
		blocks[i].Logs = ordered(blocks[i].Logs)
	}
	return blocks, nil
}

// distribute gives the blocks, which follow each other, the logs that each filter
// chose, and says which blocks have logs of a filter.
//
// Errors: [ErrChainMoved] when a log is of none of the blocks.
func distribute(blocks []Block, chosen []rpcLogs) ([][]bool, error) {
	from := blocks[0].Number
	given := make([][]bool, len(chosen))
	counts := make([]int, len(blocks))
	for f, logs := range chosen {
		given[f] = make([]bool, len(blocks))
		for i := range logs {
			at := logs[i].BlockNumber - from // of a lower number past the end too
			if at >= uint64(len(blocks)) || blocks[at].Hash != logs[i].BlockHash {
				return nil, ErrChainMoved
			}
			given[f][at] = true
			counts[at]++
		}
	}
	for i, count := range counts {
		blocks[i].Logs = slices.Grow(blocks[i].Logs, count)
	}
	for _, logs := range chosen {
		for i := range logs {
			block := &blocks[logs[i].BlockNumber-from]
			block.Logs = append(block.Logs, logs[i].Log)
		}
	}
	return given, nil
}

// ordered sorts by index; a log that two filters chose stands once.
func ordered(logs []Log) []Log {
	slices.SortFunc(logs, func(a, b Log) int { return int(a.Index) - int(b.Index) })
	return slices.CompactFunc(logs, func(a, b Log) bool { return a.Index == b.Index })
}

func (c *Client) headers(ctx context.Context, from, to uint64) ([]*rpcHeader, error) {
	headers := make([]*rpcHeader, to-from+1)
	batch := make([]rpc.BatchElem, len(headers))
	for i := range headers {
		batch[i] = rpc.BatchElem{
			Method: "eth_getBlockByNumber",
			Args:   []any{hexutil.Uint64(from + uint64(i)), false},
			Result: &headers[i],
		}
	}
	if err := c.batchAll(ctx, batch); err != nil {
		return nil, fmt.Errorf("reading headers: %w", err)
	}
	for i, header := range headers {
		switch {
		case header == nil:
			return nil, ErrBlockNotFound
		case uint64(header.Number) != from+uint64(i), i > 0 && header.ParentHash != headers[i-1].Hash:
			return nil, ErrChainMoved
		}
	}
	return headers, nil
}

// maxByHash is up to how many blocks with transactions are asked for their logs one by one.
const maxByHash = 40

// spanLogs returns the logs of each filter in blocks that follow each other, and whether
// they were asked for again where blooms promise more.
//
// Few blocks are asked for by their hashes: a node then reads the logs of a block at
// once, where in a range it looks up each by itself in its index, which costs it twice
// as much. Long spans, of which little is to be expected, are asked for as ranges.
func (c *Client) spanLogs(ctx context.Context, headers []*rpcHeader, filters []LogFilter) (chosen []rpcLogs, isConfirmed bool, err error) {
	var full []*rpcHeader
	for _, header := range headers {
		if header.Receipts != types.EmptyReceiptsHash {
			full = append(full, header)
		}
	}
	if len(full) > maxByHash {
		chosen, err := c.rangeLogs(ctx, uint64(headers[0].Number), uint64(headers[len(headers)-1].Number), filters)
		if err != nil {
			return nil, false, err
		}
		isCut, err := c.isCut(ctx, full, chosen, filters)
		if err != nil || !isCut {
			return chosen, true, err
		}
	}
	chosen, err = c.hashLogs(ctx, full, filters)
	return chosen, false, err
}

// isCut reports whether the logs of a range are fewer than the node has in doubtful
// blocks, asked for by their hashes. A node may cap an answer and not say so.
func (c *Client) isCut(ctx context.Context, full []*rpcHeader, chosen []rpcLogs, filters []LogFilter) (bool, error) {
	var requests []map[string]any
	var given []int
	for f, filter := range filters {
		for header, count := range filter.doubtful(full, chosen[f]) {
			requests = append(requests, filter.request(map[string]any{"blockHash": header.Hash}))
			given = append(given, count)
		}
	}
	if len(requests) == 0 {
		return false, nil
	}
	again, err := c.logs(ctx, requests)
	if err != nil {
		if isUnknownBlock(err) {
			return false, ErrChainMoved
		}
		return false, fmt.Errorf("reading logs of a range again: %w", err)
	}
	for i := range again {
		if len(again[i]) > given[i] {
			return true, nil
		}
	}
	return false, nil
}

// doubtful returns the blocks of which the logs that a range gave may not be all, with how
// many those are. What is cut off comes last, of the range or of a contract in it: where it
// begins in the midst of a block, that is the last one that has logs of the contract, and
// of blocks without any the bloom tells.
func (f LogFilter) doubtful(full []*rpcHeader, logs rpcLogs) map[*rpcHeader]int {
	type place struct {
		contract Address
		block    uint64
	}
	given := map[place]int{}
	last := map[Address]uint64{}
	for i := range logs {
		log := &logs[i]
		given[place{log.Address, log.BlockNumber}]++
		last[log.Address] = max(last[log.Address], log.BlockNumber)
	}
	doubtful := map[*rpcHeader]int{}
	for _, header := range full {
		number, count, isDoubtful := uint64(header.Number), 0, false
		for _, contract := range f.Addresses {
			found := given[place{contract, number}]
			isLast := found > 0 && last[contract] == number
			isMissing := found == 0 && LogFilter{Addresses: []Address{contract}, Topics: f.Topics}.mayMatch(header.LogsBloom)
			count, isDoubtful = count+found, isDoubtful || isLast || isMissing
		}
		if isDoubtful {
			doubtful[header] = count
		}
	}
	return doubtful
}

// hashLogs returns the logs of each filter, asked for by the blocks' hashes.
func (c *Client) hashLogs(ctx context.Context, headers []*rpcHeader, filters []LogFilter) ([]rpcLogs, error) {
	var requests []map[string]any
	for _, filter := range filters {
		for _, header := range headers {
			requests = append(requests, filter.request(map[string]any{"blockHash": header.Hash}))
		}
	}
	logs, err := c.logs(ctx, requests)
	if err != nil {
		if isUnknownBlock(err) {
			return nil, ErrChainMoved
		}
		return nil, fmt.Errorf("reading logs by block: %w", err)
	}
	chosen := make([]rpcLogs, len(filters))
	for f := range filters {
		chosen[f] = slices.Concat(logs[f*len(headers) : (f+1)*len(headers)]...)
	}
	return chosen, nil
}

// rangeLogs returns the logs of each filter.
func (c *Client) rangeLogs(ctx context.Context, from, to uint64, filters []LogFilter) ([]rpcLogs, error) {
	span := map[string]any{"fromBlock": hexutil.Uint64(from), "toBlock": hexutil.Uint64(to)}
	requests := make([]map[string]any, len(filters))
	for i, filter := range filters {
		requests[i] = filter.request(span)
	}
	logs, err := c.logs(ctx, requests)
	if err != nil {
		return nil, fmt.Errorf("reading logs: %w", err)
	}
	return logs, nil
}

func (c *Client) logs(ctx context.Context, requests []map[string]any) ([]rpcLogs, error) {
	results := make([]rpcLogs, len(requests))
	batch := make([]rpc.BatchElem, len(requests))
	for i := range requests {
		batch[i] = rpc.BatchElem{Method: "eth_getLogs", Args: []any{requests[i]}, Result: &results[i]}
	}
	if err := c.batchAll(ctx, batch); err != nil {
		return nil, err
	}
	return results, nil
}

// confirmEmpty asks again for the logs of a filter in blocks to which there came
// none although their bloom says that there may be some.
func (c *Client) confirmEmpty(ctx context.Context, headers []*rpcHeader, blocks []Block, filters []LogFilter, given [][]bool) error {
	var requests []map[string]any
	byHash := map[Hash]int{}
	for i, header := range headers {
		for f, filter := range filters {
			if !given[f][i] && filter.mayMatch(header.LogsBloom) {
				requests = append(requests, filter.request(map[string]any{"blockHash": header.Hash}))
				byHash[Hash(header.Hash)] = i
			}
		}
	}
	if len(requests) == 0 {
		return nil
	}
	logs, err := c.logs(ctx, requests)
	if err != nil {
		if isUnknownBlock(err) {
			return ErrChainMoved
		}
		return fmt.Errorf("reading logs again: %w", err)
	}
	for _, log := range slices.Concat(logs...) {
		at, isKnown := byHash[log.BlockHash]
		if !isKnown {
			return ErrChainMoved
		}
		blocks[at].Logs = append(blocks[at].Logs, log.Log)
	}
	return nil
}

// request returns the filter as eth_getLogs takes it, in a span of blocks.
func (f LogFilter) request(span map[string]any) map[string]any {
	request := map[string]any{}
	for key, value := range span {
		request[key] = value
	}
	addresses := make([]common.Address, len(f.Addresses))
	for i, address := range f.Addresses {
		addresses[i] = common.Address(address)
	}
	request["address"] = addresses
	topics := make([][]common.Hash, len(f.Topics))
	for i, alternatives := range f.Topics {
		for _, topic := range alternatives {
			topics[i] = append(topics[i], common.Hash(topic))
		}
	}
	if len(topics) > 0 {
		request["topics"] = topics
	}
	return request
}

// mayMatch reports whether a block with the bloom may have logs of the filter.
func (f LogFilter) mayMatch(bloom types.Bloom) bool {
	isAnyAddress := slices.ContainsFunc(f.Addresses, func(a Address) bool { return bloom.Test(a[:]) })
	if !isAnyAddress {
		return false
	}
	for _, alternatives := range f.Topics {
		if len(alternatives) > 0 && !slices.ContainsFunc(alternatives, func(h Hash) bool { return bloom.Test(h[:]) }) {
			return false
		}
	}
	return true
}

// BlockHashes returns the hash of each of the numbers on the chain of now, the
// zero Hash where the chain is shorter.
func (c *Client) BlockHashes(ctx context.Context, numbers []uint64) ([]Hash, error) {
	headers := make([]*rpcHeader, len(numbers))
	batch := make([]rpc.BatchElem, len(numbers))
	for i, number := range numbers {
		batch[i] = rpc.BatchElem{
			Method: "eth_getBlockByNumber", Args: []any{hexutil.Uint64(number), false}, Result: &headers[i],
		}
	}
	if err := c.batchAll(ctx, batch); err != nil {
		return nil, fmt.Errorf("reading block hashes: %w", err)
	}
	hashes := make([]Hash, len(numbers))
	for i, header := range headers {
		if header != nil {
			hashes[i] = Hash(header.Hash)
		}
	}
	return hashes, nil
}
