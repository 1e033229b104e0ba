package indexer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/store"
)

// placed is an event with where it stands.
type placed struct {
	at    store.ChainAt
	event chain.Event
	// leaves are those that stand of the claims that the event's journal tells, in their order.
	leaves []commitment.Hash
}

// decodedRun is a run of linked blocks with their events, in order, and the rows
// that follow from these alone.
type decodedRun struct {
	blocks []chain.Block
	events []placed
	rows   *store.ChainRows
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

const (
	// runLogs is about how many logs are committed at once, where blocks are full: with
	// more, the database waits for the readers at first, and they for it at last.
	runLogs = 4000
	// firstBlocks is how many blocks are read at first, before it is known how full they are.
	firstBlocks = 20
)

// spanAfter returns how many blocks a run is to have after one was read: what makes up
// [runLogs], but at most twice as many blocks, since how full they are may change.
func (r *run) spanAfter(read *decodedRun) uint64 {
	blocks := uint64(len(read.blocks))
	density := uint64(len(read.rows.Logs)) / blocks
	return min(max(runLogs/(density+1), 1), 2*blocks, r.opts.RangeBlocks)
}

// ahead reads runs of blocks, a few before they are wanted. The channels come in
// the order of the blocks, each with one result.
func (r *run) ahead(ctx context.Context, from, to uint64) <-chan chan readResult {
	order := make(chan chan readResult, r.opts.Readers-1)
	go func() {
		defer close(order)
		for start, end := from, uint64(0); start <= to; start = end + 1 {
			end = min(start+r.span.Load()-1, to)
			result := make(chan readResult, 1)
			select {
			case order <- result:
			case <-ctx.Done():
				return
			}
			go func(from, to uint64) {
				decoded, err := r.prepare(ctx, from, to)
				result <- readResult{decoded, err}
			}(start, end)
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

// prepare does whatever can be done of a run of blocks before those before it are
// committed.
func (r *run) prepare(ctx context.Context, from, to uint64) (*decodedRun, error) {
	blocks, err := r.read(ctx, from, to)
	if err != nil {
		return nil, err
	}
	decoded, err := r.decode(blocks)
	if err != nil {
		return nil, err
	}
	if decoded.rows, err = project(decoded); err != nil {
		return nil, err
	}
	r.span.Store(r.spanAfter(decoded))
	return decoded, nil
}

// read reads a run of blocks, in halves when it is too much for the node.
func (r *run) read(ctx context.Context, from, to uint64) ([]chain.Block, error) {
	blocks, err := r.source.Blocks(ctx, from, to, r.filters)
	switch {
	case err == nil:
		return blocks, nil
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
	if second[0].ParentHash != first[len(first)-1].Hash {
		return nil, chain.ErrChainMoved
	}
	return append(first, second...), nil
}

// isTooMuch reports whether a node refused a range for its size. What nodes say
// differs; these words are in what the common ones say.
func isTooMuch(err error) bool {
	var status *chain.StatusError
	switch {
	case errors.As(err, &status):
		return status.Code == http.StatusRequestEntityTooLarge || status.Code == http.StatusGatewayTimeout
	case errors.Is(err, chain.ErrNodeBusy):
		return false // smaller ranges are more requests
	}
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
	logs, _ := decoded.size()
	decoded.events = make([]placed, 0, logs)
	for i := range blocks {
		for _, log := range blocks[i].Logs {
			event, err := r.contracts.Decode(log)
			if err != nil {
				return nil, err
			}
			if event == nil {
				continue
			}
			told := placed{at: placeOf(&blocks[i], log), event: event}
			if told.leaves, err = leavesOf(event, told.at.Time); err != nil {
				return nil, err
			}
			decoded.events = append(decoded.events, told)
		}
	}
	return decoded, nil
}

// leavesOf returns the leaves that stand of the claims that an event's journal
// tells: they were determined at the time of its block.
func leavesOf(event chain.Event, at time.Time) ([]commitment.Hash, error) {
	var journal []commitment.Entry
	switch e := event.(type) {
	case chain.SubmissionSettled:
		journal = e.Journal
	case chain.ClaimDetermined:
		journal = []commitment.Entry{e.Entry}
	default:
		return nil, nil
	}
	leaves := make([]commitment.Hash, len(journal))
	for i := range journal {
		var err error
		if leaves[i], err = journal[i].StandingLeaf(at); err != nil {
			return nil, fmt.Errorf("%w: %w", errUnreadable, err)
		}
	}
	return leaves, nil
}

func placeOf(block *chain.Block, log chain.Log) store.ChainAt {
	return store.ChainAt{Block: block.Number, LogIndex: log.Index, TxHash: log.TxHash, Time: block.Time}
}
