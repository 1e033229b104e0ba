package indexer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/store"
)

// Auditor gives the logs of blocks by another way than [Source] does.
type Auditor interface {
	AuditBlocks(ctx context.Context, hashes []chain.Hash, filters []chain.LogFilter) ([]chain.AuditedBlock, error)
}

// JournalReport says whether the journal holds all that the chain told.
type JournalReport struct {
	Blocks int
	Logs   int
	// Evidence counts the blocks by what their logs were compared with.
	Evidence map[string]int
	// Faults say in a sentence each what does not hold; further ones are left out.
	Faults []string
}

// maxJournalFaults is how many faults are told one by one.
const maxJournalFaults = 100

// auditRange is how many blocks are compared at once.
const auditRange = 20

// AuditJournal compares the logs of every indexed block with its receipts, read from
// the node again. Both come from one node: that the blocks are the chain's, only
// another node can say.
//
// Errors: [ErrUnsettled] when the chain is reorganised all the time, besides those
// of the node and the database.
func (x *Indexer) AuditJournal(ctx context.Context, auditor Auditor) (*JournalReport, error) {
	cursor, err := x.db.ChainCursor(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the cursor: %w", err)
	}
	report := &JournalReport{Evidence: map[string]int{}}
	for from := cursor.First; from <= cursor.Number && len(report.Faults) < maxJournalFaults; from += auditRange {
		if err := x.audit(ctx, auditor, report, from, min(from+auditRange-1, cursor.Number)); err != nil {
			return nil, fmt.Errorf("auditing blocks from %d: %w", from, err)
		}
	}
	return report, nil
}

// audit compares blocks. Where the chain moves meanwhile it reads them again.
func (x *Indexer) audit(ctx context.Context, auditor Auditor, report *JournalReport, from, to uint64) error {
	for range reconcileTries {
		kept, err := x.db.ChainJournal(ctx, from, to)
		if err != nil {
			return err
		}
		hashes := make([]chain.Hash, len(kept))
		for i := range kept {
			hashes[i] = kept[i].Hash
		}
		audited, err := auditor.AuditBlocks(ctx, hashes, x.filters)
		if errors.Is(err, chain.ErrChainMoved) {
			if err := sleep(ctx, x.opts.Poll); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		if uint64(len(kept)) != to-from+1 {
			report.fault("%d of the blocks %d to %d are missing", int(to-from)+1-len(kept), from, to)
		}
		for i := range kept {
			report.compare(&kept[i], &audited[i])
		}
		return nil
	}
	return ErrUnsettled
}

func (r *JournalReport) fault(format string, args ...any) {
	r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
}

func (r *JournalReport) compare(kept *store.JournalBlock, audited *chain.AuditedBlock) {
	r.Blocks++
	r.Logs += len(kept.Logs)
	r.Evidence[audited.Evidence.String()]++
	ours := blockOf(kept).Logs
	switch {
	case len(ours) != len(audited.Logs):
		r.fault("block %d has %d logs, %d by its %s", kept.Number, len(ours), len(audited.Logs), audited.Evidence)
	case !slices.EqualFunc(ours, audited.Logs, isSameLog):
		r.fault("block %d has other logs than by its %s", kept.Number, audited.Evidence)
	}
}

func isSameLog(a, b chain.Log) bool {
	return a.Index == b.Index && a.TxHash == b.TxHash && a.Address == b.Address && slices.Equal(a.Topics, b.Topics) &&
		bytes.Equal(a.Data, b.Data)
}
