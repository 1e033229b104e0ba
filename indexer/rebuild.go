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
	if opts.IsFromJournal {
		beside.source = journal{x.db}
	}
	r := &run{Indexer: beside, epoch: epoch}
	if err := r.load(ctx); err != nil {
		return store.ChainSwitch{}, err
	}
	for {
		if err := r.advance(ctx); err != nil && !isPassing(err) {
			return store.ChainSwitch{}, err
		}
		made, isMade, err := x.db.SwitchChain(ctx, epoch)
		if err != nil || isMade {
			return made, err
		}
		if err := sleep(ctx, x.opts.Poll); err != nil {
			return store.ChainSwitch{}, err
		}
	}
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
