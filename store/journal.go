package store

import (
	"context"
)

// ChainGap is a place where the journal of the chain is not whole.
type ChainGap struct {
	// Fault is missing, unlinked, logs (another number of them than the node gave),
	// stray (logs of no block), begin or end (blocks that the cursor says are there).
	Fault       string
	First, Last uint64 // numbers of the blocks
}

// ChainGaps returns where the journal of the chain is not whole. There are none.
func (q Queries) ChainGaps(ctx context.Context) ([]ChainGap, error) {
	rows, err := q.q.ChainGaps(ctx)
	if err != nil {
		return nil, faultOf(err)
	}
	gaps := make([]ChainGap, len(rows))
	for i, row := range rows {
		gaps[i] = ChainGap{Fault: row.Fault, First: uint64(row.FirstNumber), Last: uint64(row.LastNumber)}
	}
	return gaps, nil
}

// JournalBlock is a block of the journal with its logs, as the node gave them.
type JournalBlock struct {
	ChainBlock
	Logs []ChainLog
}

// ChainJournal returns the indexed blocks from and to and those between.
func (q Queries) ChainJournal(ctx context.Context, from, to uint64) ([]JournalBlock, error) {
	blocks, err := q.q.ChainJournalBlocks(ctx, int64(from), int64(to))
	if err != nil {
		return nil, faultOf(err)
	}
	logs, err := q.q.ChainJournalLogs(ctx, int64(from), int64(to))
	if err != nil {
		return nil, faultOf(err)
	}
	journal := make([]JournalBlock, len(blocks))
	for i, row := range blocks {
		block := &journal[i]
		block.Number, block.Hash = uint64(row.Number), [32]byte(row.Hash)
		block.ParentHash, block.Time = [32]byte(row.ParentHash), inUTC(row.MinedAt)
		for ; len(logs) > 0 && logs[0].BlockNumber <= row.Number; logs = logs[1:] {
			if told := &logs[0]; told.BlockNumber == row.Number {
				log := ChainLog{Address: [20]byte(told.Address), Data: told.Data}
				log.At = ChainAt{Block: block.Number, LogIndex: uint32(told.LogIndex), TxHash: [32]byte(told.TxHash), Time: block.Time}
				for _, topic := range told.Topics {
					log.Topics = append(log.Topics, [32]byte(topic))
				}
				block.Logs = append(block.Logs, log)
			}
		}
		block.LogCount = len(block.Logs)
	}
	return journal, nil
}

// ChainBlockHashes returns the hashes of the indexed blocks among the numbers.
func (q Queries) ChainBlockHashes(ctx context.Context, numbers []uint64) (map[uint64][32]byte, error) {
	asked := make([]int64, len(numbers))
	for i, number := range numbers {
		asked[i] = int64(number)
	}
	rows, err := q.q.ChainBlockHashes(ctx, asked)
	if err != nil {
		return nil, faultOf(err)
	}
	hashes := make(map[uint64][32]byte, len(rows))
	for _, row := range rows {
		hashes[uint64(row.Number)] = [32]byte(row.Hash)
	}
	return hashes, nil
}
