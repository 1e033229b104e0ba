package store

import (
	"context"

	"github.com/clearclaim/clearclaim/claims"
)

// GasByKind returns the gas of included transactions by the first word of their
// business keys, as in receipt, settle, decide, enrol.
func (q Queries) GasByKind(ctx context.Context) (map[string]uint64, error) {
	rows, err := q.q.GasByKind(ctx)
	if err != nil {
		return nil, faultOf(err)
	}
	gas := make(map[string]uint64, len(rows))
	for _, row := range rows {
		gas[row.Kind] = uint64(row.Gas)
	}
	return gas, nil
}

// StageMeans returns the mean waits of an insurer's submissions between the steps
// of their path, in milliseconds: waiting for a batch, for the receipt on chain,
// for the read model, for the settlement on chain.
func (q Queries) StageMeans(ctx context.Context, insurer claims.InsurerID) (map[string]float64, error) {
	row, err := q.q.StageMeans(ctx, int64(insurer))
	if err != nil {
		return nil, faultOf(err)
	}
	return map[string]float64{
		"wait_batch_ms": float64(row.BatchMs), "wait_receipt_ms": float64(row.ReceiptMs),
		"wait_index_ms": float64(row.IndexMs), "wait_settle_ms": float64(row.SettleMs),
	}, nil
}
