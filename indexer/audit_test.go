package indexer_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/indexer"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// AuditBlocks gives the chain's own logs.
func (f *fakeChain) AuditBlocks(_ context.Context, hashes []chain.Hash, _ []chain.LogFilter) (audited []chain.AuditedBlock, err error) {
	err = f.answer(func() error {
		at := 0
		for _, hash := range hashes {
			for at < len(f.blocks) && f.blocks[at].Hash != hash {
				at++
			}
			if at == len(f.blocks) {
				return chain.ErrChainMoved
			}
			audited = append(audited, chain.AuditedBlock{Hash: hash, Logs: f.blocks[at].Logs, Evidence: chain.ByReceipts})
		}
		return nil
	})
	return audited, err
}

func TestAuditJournal_WhatTheNodeLeftOut_IsFound(t *testing.T) {
	t.Parallel()
	f, db, address := indexed(t, 8)
	x := quick(f, db)
	report, err := x.AuditJournal(t.Context(), f)
	require.NoError(t, err)
	require.Empty(t, report.Faults)
	require.Equal(t, storetest.Count(t, address, "SELECT count(*) FROM chain_blocks"), report.Blocks)
	require.Equal(t, storetest.Count(t, address, "SELECT count(*) FROM chain_logs"), report.Logs)
	require.Equal(t, map[string]int{"receipts": report.Blocks}, report.Evidence)

	storetest.Exec(t, address, `WITH gone AS (DELETE FROM chain_logs WHERE ctid = (SELECT min(ctid) FROM chain_logs) RETURNING block_number)
		UPDATE chain_blocks SET log_count = log_count - 1 WHERE number = (SELECT block_number FROM gone)`)
	gaps, err := db.ChainGaps(t.Context())
	require.NoError(t, err)
	require.Empty(t, gaps, "the node gave no more: only the audit can tell")
	report, err = x.AuditJournal(t.Context(), f)
	require.NoError(t, err)
	require.Len(t, report.Faults, 1)
	storetest.Exec(t, address, "UPDATE chain_logs SET data = data || '\\x00' WHERE ctid = (SELECT max(ctid) FROM chain_logs)")
	report, err = x.AuditJournal(t.Context(), f)
	require.NoError(t, err)
	require.Len(t, report.Faults, 2)
}

var _ indexer.Auditor = (*chain.Client)(nil)
