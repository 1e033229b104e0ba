package chain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/ethereum/go-ethereum/trie"
)

// Evidence is what says that the logs of a block are all.
type Evidence uint8

const (
	// ByReceiptsRoot: they are those of the block's receipts, whose root is the header's.
	ByReceiptsRoot Evidence = iota
	// ByReceipts: they are those of the receipts, whose root is formed in another way
	// than Ethereum's.
	ByReceipts
	// ByBlockHash: the node gave the same logs when it was asked for the one block.
	ByBlockHash
)

// AuditedBlock is a block of the chain with all logs that the filters choose.
type AuditedBlock struct {
	Hash     Hash
	Logs     []Log // in their order
	Evidence Evidence
}

// AuditBlocks returns the logs of blocks by another way than [Client.Blocks] reads
// them: from their receipts, or, where the node has no eth_getBlockReceipts, by
// asking for each block alone.
//
// Errors: [ErrChainMoved] when one of them is not on the chain.
func (c *Client) AuditBlocks(ctx context.Context, hashes []Hash, filters []LogFilter) ([]AuditedBlock, error) {
	audited, err := c.auditReceipts(ctx, hashes, filters)
	if isMethodUnknown(err) {
		return c.auditLogs(ctx, hashes, filters)
	}
	return audited, err
}

// isMethodUnknown reports whether a node lacks a method.
func isMethodUnknown(err error) bool {
	const methodNotFound, notSupported = -32601, -32004
	var answer rpc.Error
	if !errors.As(err, &answer) {
		return false
	}
	return answer.ErrorCode() == methodNotFound || answer.ErrorCode() == notSupported ||
		strings.Contains(answer.Error(), "does not exist")
}

func (c *Client) auditReceipts(ctx context.Context, hashes []Hash, filters []LogFilter) ([]AuditedBlock, error) {
	headers := make([]*rpcHeader, len(hashes))
	receipts := make([]types.Receipts, len(hashes))
	var batch []rpc.BatchElem
	for i, hash := range hashes {
		batch = append(batch,
			rpc.BatchElem{Method: "eth_getBlockReceipts", Args: []any{common.Hash(hash)}, Result: &receipts[i]},
			rpc.BatchElem{Method: "eth_getBlockByHash", Args: []any{common.Hash(hash), false}, Result: &headers[i]})
	}
	if err := c.batchAll(ctx, batch); err != nil {
		return nil, fmt.Errorf("reading receipts: %w", err)
	}
	audited := make([]AuditedBlock, len(hashes))
	for i, header := range headers {
		if header == nil || receipts[i] == nil {
			return nil, ErrChainMoved
		}
		audited[i] = AuditedBlock{Hash: hashes[i], Logs: chosen(receipts[i], filters), Evidence: ByReceipts}
		if types.DeriveSha(receipts[i], trie.NewStackTrie(nil)) == header.Receipts {
			audited[i].Evidence = ByReceiptsRoot
		}
	}
	return audited, nil
}

// chosen returns the logs of receipts that any of the filters chooses.
func chosen(receipts types.Receipts, filters []LogFilter) (logs []Log) {
	for _, receipt := range receipts {
		for _, raw := range receipt.Logs {
			log := Log{Index: uint32(raw.Index), TxHash: Hash(raw.TxHash), Address: Address(raw.Address), Data: raw.Data}
			for _, topic := range raw.Topics {
				log.Topics = append(log.Topics, Hash(topic))
			}
			if slices.ContainsFunc(filters, func(f LogFilter) bool { return f.chooses(&log) }) {
				logs = append(logs, log)
			}
		}
	}
	return logs
}

// chooses reports whether a log is one of the filter's.
func (f LogFilter) chooses(log *Log) bool {
	if !slices.Contains(f.Addresses, log.Address) {
		return false
	}
	for i, alternatives := range f.Topics {
		if len(alternatives) > 0 && (i >= len(log.Topics) || !slices.Contains(alternatives, log.Topics[i])) {
			return false
		}
	}
	return len(log.Topics) >= len(f.Topics)
}

func (c *Client) auditLogs(ctx context.Context, hashes []Hash, filters []LogFilter) ([]AuditedBlock, error) {
	var requests []map[string]any
	for _, hash := range hashes {
		for _, filter := range filters {
			requests = append(requests, filter.request(map[string]any{"blockHash": common.Hash(hash)}))
		}
	}
	logs, err := c.logs(ctx, requests)
	if err != nil {
		if isUnknownBlock(err) {
			return nil, ErrChainMoved
		}
		return nil, fmt.Errorf("reading logs by block: %w", err)
	}
	audited := make([]AuditedBlock, len(hashes))
	for i, hash := range hashes {
		audited[i] = AuditedBlock{Hash: hash, Evidence: ByBlockHash}
		for _, log := range slices.Concat(logs[i*len(filters) : (i+1)*len(filters)]...) {
			audited[i].Logs = append(audited[i].Logs, log.Log)
		}
		audited[i].Logs = ordered(audited[i].Logs)
	}
	return audited, nil
}

// String returns how [Evidence] is called in reports.
func (e Evidence) String() string {
	switch e {
	case ByReceiptsRoot:
		return "receiptsRoot"
	case ByReceipts:
		return "receipts"
	case ByBlockHash:
	}
	return "blockHash"
}
