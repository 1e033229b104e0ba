package indexer

import (
	"context"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/store"
)

// RebuildOptions say what the model is built from again.
type RebuildOptions struct {
	// IsFromJournal takes the logs that are kept, and asks the node for nothing: for
	// projections that changed. Otherwise everything is read from the chain again.
	IsFromJournal bool
}

// Rebuild builds the read model again beside the one that is read, up to where
// that one stands, and puts it in its place at once. It returns how the two
// differed: not at all, unless the program or the deployment is another since.
//
// Meanwhile an indexer may run, here or elsewhere, and whoever reads is not
// disturbed. Rebuilds wait for each other.
//
// Errors: those of ctx, of the node and of the database; nothing is changed then.
func (x *Indexer) Rebuild(ctx context.Context, opts RebuildOptions) (made store.ChainSwitch, err error) {
	err = x.db.HoldLease(ctx, store.RebuildLease, func(ctx context.Context, epoch int64) error {
		made, err = x.rebuild(ctx, epoch, opts)
		return err
	})
	if err != nil {
		return store.ChainSwitch{}, fmt.Errorf("rebuilding: %w", err)
	}
	x.announce()
	return made, nil
}

func (x *Indexer) rebuild(ctx context.Context, epoch int64, opts RebuildOptions) (store.ChainSwitch, error) {
	staged, err := x.db.StageChain(ctx, epoch)
	if err != nil {
		return store.ChainSwitch{}, err
	}
	defer func() {
		staged.Close()
		if err := x.db.DropStagedChain(context.WithoutCancel(ctx), epoch); err != nil {
			x.opts.Log.WarnContext(ctx, "a model that was built beside the other is left", "error", err)
		}
	}()
	beside := New(x.source, x.contracts, staged, x.finality, x.opts)
	beside.opts.Log = x.opts.Log.With("model", "rebuilt")
	if opts.IsFromJournal {
		beside.source = journal{x.db}
	}
	r := &run{Indexer: beside, epoch: epoch}
	if err := r.load(ctx); err != nil {
		return store.ChainSwitch{}, err
	}
	isTold := false
	for {
		err := r.advance(ctx)
		if err != nil && !isPassing(err) {
			return store.ChainSwitch{}, err
		}
		r.tell(ctx, err)
		if err == nil {
			made, isMade, err := x.switchTo(ctx, r)
			if err != nil || isMade {
				return made, err
			}
			if !isTold {
				r.opts.Log.InfoContext(ctx, "rebuild waits until it is as far as the model that is read", "block", r.cursor.Number)
			}
			isTold = true
		}
		if err := sleep(ctx, r.pause(err)); err != nil {
			return store.ChainSwitch{}, err
		}
	}
}

// switchTo puts the model of a rebuild, which is at its node's head, in the place of
// the one that is read. That one may have come further meanwhile, and be ahead of the
// node: then nothing is taken back, unless the node is on another chain, which ends before.
func (x *Indexer) switchTo(ctx context.Context, r *run) (made store.ChainSwitch, isMade bool, err error) {
	made, isMade, err = x.db.SwitchChain(ctx, r.epoch, store.ChainPoint{})
	if err != nil || isMade {
		return made, isMade, err
	}
	longer, err := x.cursorOrZero(ctx)
	if err != nil || r.cursor.ChainPoint == (store.ChainPoint{}) {
		return made, false, err
	}
	head, err := r.source.Head(ctx) // of after the cursor was read: an indexer may have followed a reorganisation to there
	if err != nil || head.Number != r.cursor.Number || head.Hash != r.cursor.Hash {
		return made, false, nil //nolint:nilerr // the next advance says it
	}
	return x.db.SwitchChain(ctx, r.epoch, longer.ChainPoint)
}

// isPassing reports whether a fault is one that goes away by trying again.
func isPassing(err error) bool {
	return errors.Is(err, chain.ErrChainMoved) || errors.Is(err, chain.ErrBlockNotFound) || errors.Is(err, errNode)
}

// journal is a [Source] of what is indexed already.
type journal struct{ db *store.DB }

// Head returns the newest indexed block.
func (j journal) Head(ctx context.Context) (chain.Head, error) {
	cursor, err := j.db.ChainCursor(ctx)
	if err != nil {
		return chain.Head{}, err
	}
	blocks, err := j.Blocks(ctx, cursor.Number, cursor.Number, nil)
	if err != nil {
		return chain.Head{}, err
	}
	return chain.Head{
		Number: blocks[0].Number, Hash: blocks[0].Hash, ParentHash: blocks[0].ParentHash, Time: blocks[0].Time,
	}, nil
}

// Blocks returns indexed blocks, linked, with all logs that are kept of them.
//
// Errors: [chain.ErrBlockNotFound], [chain.ErrChainMoved].
func (j journal) Blocks(ctx context.Context, from, to uint64, _ []chain.LogFilter) ([]chain.Block, error) {
	kept, err := j.db.ChainJournal(ctx, from, to)
	if err != nil {
		return nil, err
	}
	if uint64(len(kept)) != to-from+1 {
		return nil, chain.ErrBlockNotFound
	}
	blocks := make([]chain.Block, len(kept))
	for i := range kept {
		if i > 0 && kept[i].ParentHash != kept[i-1].Hash {
			return nil, chain.ErrChainMoved
		}
		blocks[i] = blockOf(&kept[i])
	}
	return blocks, nil
}

func blockOf(kept *store.JournalBlock) chain.Block {
	block := chain.Block{Number: kept.Number, Hash: kept.Hash, ParentHash: kept.ParentHash, Time: kept.Time}
	for i := range kept.Logs {
		log := &kept.Logs[i]
		told := chain.Log{Index: log.At.LogIndex, TxHash: log.At.TxHash, Address: log.Address, Data: log.Data}
		told.Topics = append(told.Topics, log.Topics...)
		block.Logs = append(block.Logs, told)
	}
	return block
}

// BlockHashes returns the hashes of indexed blocks, zero where there is none.
func (j journal) BlockHashes(ctx context.Context, numbers []uint64) ([]chain.Hash, error) {
	kept, err := j.db.ChainBlockHashes(ctx, numbers)
	if err != nil {
		return nil, err
	}
	hashes := make([]chain.Hash, len(numbers))
	for i, number := range numbers {
		hashes[i] = kept[number]
	}
	return hashes, nil
}

// FinalNumber returns how far the chain was final when it was last asked.
func (j journal) FinalNumber(ctx context.Context, _ chain.Finality) (uint64, error) {
	cursor, err := j.db.ChainCursor(ctx)
	return cursor.Final, err
}
