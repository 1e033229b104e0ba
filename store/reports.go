package store

import (
	"context"
	"time"

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

// Waiting is how much of something waits, and since when the oldest of it does.
type Waiting struct {
	What  string // submission, batch, exception, evidence, review, hand_over, transaction or act
	Count int64
	Since time.Time // now, where nothing waits
}

// Backlog returns what waits in the installation.
func (q Queries) Backlog(ctx context.Context) ([]Waiting, error) {
	rows, err := q.q.Backlog(ctx)
	if err != nil {
		return nil, faultOf(err)
	}
	backlog := make([]Waiting, len(rows))
	for i, row := range rows {
		backlog[i] = Waiting{What: row.What, Count: row.Waiting, Since: inUTC(row.Since)}
	}
	return backlog, nil
}

// LedgerTotals is what the read model of the chain adds up to. A reorganisation takes from it.
type LedgerTotals struct {
	Determined int64 // determinations, each version one
	LeftOut    int64 // claims that a settlement did not decide, since something is wrong with them
	PaidCents  int64 // released to providers, also later of what was owed
}

// LedgerTotals returns the sums of the read model.
func (q Queries) LedgerTotals(ctx context.Context) (LedgerTotals, error) {
	row, err := q.q.LedgerTotals(ctx)
	if err != nil {
		return LedgerTotals{}, faultOf(err)
	}
	return LedgerTotals{Determined: row.Determined, LeftOut: row.LeftOut, PaidCents: row.PaidCents}, nil
}

// TransactionTotal is how many transactions of a kind ended in a state, and the gas that they used.
type TransactionTotal struct {
	Kind  string // first word of the business key, as in receipt, settle, decide, enrol
	State IntentState
	Count int64
	Gas   int64
}

// TransactionTotals returns what became of the transactions that ended.
func (q Queries) TransactionTotals(ctx context.Context) ([]TransactionTotal, error) {
	rows, err := q.q.TransactionTotals(ctx)
	if err != nil {
		return nil, faultOf(err)
	}
	totals := make([]TransactionTotal, len(rows))
	for i, row := range rows {
		totals[i] = TransactionTotal{Kind: row.Kind, State: IntentState(row.State), Count: row.Transactions, Gas: row.Gas}
	}
	return totals, nil
}

// Connections is how the pool of connections is used.
type Connections struct {
	InUse, Idle, Most int32
	Waits             int64 // times that nobody was idle, since the start
	Waited            time.Duration
}

// Connections returns how the pool is used at the moment.
func (d *DB) Connections() Connections {
	stat := d.pool.Stat()
	return Connections{
		InUse: stat.AcquiredConns(), Idle: stat.IdleConns(), Most: stat.MaxConns(),
		Waits: stat.EmptyAcquireCount(), Waited: stat.EmptyAcquireWaitTime(),
	}
}
