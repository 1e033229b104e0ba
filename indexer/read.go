package indexer

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/store"
)

// placed is an event with where it stands.
type placed struct {
	at    store.ChainAt
	event chain.Event
}

// decodedRun is a run of linked blocks with their events, in order.
type decodedRun struct {
	blocks []chain.Block
	events []placed
}

type readResult struct {
	run *decodedRun
	err error
}

// readTo reads up to a block, several runs at a time, and commits them in order.
func (r *run) readTo(ctx context.Context, to uint64) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for pending := range r.ahead(ctx, r.next(), to) {
		result := <-pending
		if result.err != nil {
			return result.err
		}
		if err := r.link(result.run.blocks[0]); err != nil {
			return err
		}
		if err := r.apply(ctx, result.run); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// ahead reads runs of blocks, a few before they are wanted. The channels come in
// the order of the blocks, each with one result.
func (r *run) ahead(ctx context.Context, from, to uint64) <-chan chan readResult {
	order := make(chan chan readResult, r.opts.Readers-1)
	go func() {
		defer close(order)
		for start := from; start <= to; start += r.opts.RangeBlocks {
			end := min(start+r.opts.RangeBlocks-1, to)
			result := make(chan readResult, 1)
			select {
			case order <- result:
			case <-ctx.Done():
				return
			}
			go func() {
				decoded, err := r.read(ctx, start, end)
				result <- readResult{decoded, err}
			}()
		}
	}()
	return order
}

// link refuses a run that does not follow the cursor.
func (r *run) link(first chain.Block) error {
	if at := r.cursor.ChainPoint; at != (store.ChainPoint{}) && (first.Number != at.Number+1 || first.ParentHash != at.Hash) {
		return chain.ErrChainMoved
	}
	return nil
}

// read reads and decodes a run of blocks, in halves when it is too much for the node.
func (r *run) read(ctx context.Context, from, to uint64) (*decodedRun, error) {
	blocks, err := r.source.Blocks(ctx, from, to, r.filters)
	switch {
	case err == nil:
		return r.decode(blocks)
	case errors.Is(err, chain.ErrChainMoved), errors.Is(err, chain.ErrBlockNotFound):
		return nil, err
	case from == to || !isTooMuch(err):
		return nil, fmt.Errorf("%w: %w", errNode, err)
	}
	middle := from + (to-from)/2
	first, err := r.read(ctx, from, middle)
	if err != nil {
		return nil, err
	}
	second, err := r.read(ctx, middle+1, to)
	if err != nil {
		return nil, err
	}
	if second.blocks[0].ParentHash != first.blocks[len(first.blocks)-1].Hash {
		return nil, chain.ErrChainMoved
	}
	return &decodedRun{blocks: append(first.blocks, second.blocks...), events: append(first.events, second.events...)}, nil
}

// isTooMuch reports whether a node refused a range for its size. What nodes say
// differs; these words are in what the common ones say.
func isTooMuch(err error) bool {
	text := strings.ToLower(err.Error())
	for _, phrase := range []string{"too large", "more than", "exceed", "limit", "too many", "timed out", "timeout"} {
		if strings.Contains(text, phrase) {
			return true
		}
	}
	return false
}

func (r *run) decode(blocks []chain.Block) (*decodedRun, error) {
	decoded := &decodedRun{blocks: blocks}
	for i := range blocks {
		for _, log := range blocks[i].Logs {
			event, err := r.contracts.Decode(log)
			if err != nil {
				return nil, err
			}
			if event != nil {
				decoded.events = append(decoded.events, placed{at: placeOf(&blocks[i], log), event: event})
			}
		}
	}
	return decoded, nil
}

func placeOf(block *chain.Block, log chain.Log) store.ChainAt {
	return store.ChainAt{Block: block.Number, LogIndex: log.Index, TxHash: log.TxHash, Time: block.Time}
}
