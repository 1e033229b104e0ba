package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// IndexerLease is the lease that fences the writes to the read model of the chain.
const IndexerLease = "indexer"

// chainTables are the tables of the read model of the chain. Each has a
// block_number, but for chain_blocks, whose number it is.
var chainTables = []string{
	"chain_logs", "chain_submissions", "chain_batches", "chain_settlements", "chain_determinations", "chain_undecided",
	"chain_decisions", "chain_left_out", "chain_reversals", "chain_clock_events", "chain_receipt_events",
	"chain_payouts", "chain_debt_cancellations", "chain_recovery_events", "chain_cap_events", "chain_escrow_movements",
	"chain_transfers", "chain_registrations", "chain_insurer_events", "chain_provider_events", "chain_credential_events",
	"chain_validity_changes", "chain_coverage_events", "chain_consents", "chain_panels", "chain_appeal_events",
}

// ChainPoint is a block by number and hash. The zero point stands before the first.
type ChainPoint struct {
	Number uint64
	Hash   [32]byte
}

// ChainCursor is how far the read model goes.
type ChainCursor struct {
	ChainPoint
	Ledger       [20]byte // of the deployment that is indexed
	First        uint64   // number of the first block that can hold anything of it
	Final        uint64   // number of the newest final block
	ProgressedAt time.Time
	// Age is how long ago that was, by the server's clock.
	Age time.Duration
}

// ChainCursor returns how far the read model goes.
//
// Errors: [ErrNotFound] when it is empty.
func (q Queries) ChainCursor(ctx context.Context) (ChainCursor, error) {
	row, err := q.q.ChainCursor(ctx)
	if err != nil {
		return ChainCursor{}, faultOf(err)
	}
	return ChainCursor{
		ChainPoint: ChainPoint{Number: uint64(row.Number), Hash: [32]byte(row.Hash)}, Ledger: [20]byte(row.Ledger),
		First: uint64(row.FirstNumber), Final: uint64(row.FinalNumber), ProgressedAt: inUTC(row.ProgressedAt),
		Age: time.Duration(row.AgeSeconds * float64(time.Second)),
	}, nil
}

// ChainBlocksBelow returns up to limit of the newest indexed blocks whose number
// is not above the given one, downwards.
func (q Queries) ChainBlocksBelow(ctx context.Context, number uint64, limit int) ([]ChainPoint, error) {
	rows, err := q.q.ChainBlocksBelow(ctx, int64(number), int32(limit))
	if err != nil {
		return nil, faultOf(err)
	}
	points := make([]ChainPoint, len(rows))
	for i, row := range rows {
		points[i] = ChainPoint{Number: uint64(row.Number), Hash: [32]byte(row.Hash)}
	}
	return points, nil
}

// ChainLease is the lease under which this model of the chain is written.
func (d *DB) ChainLease() string {
	if d.isStaged {
		return RebuildLease
	}
	return IndexerLease
}

// AppendChain adds the rows of the blocks that follow a point and moves the
// cursor there, in one transaction, and tells whose claims changed.
//
// It writes nothing and returns false when the epoch is not the indexer's any
// more, or the cursor does not stand at the point.
func (d *DB) AppendChain(ctx context.Context, epoch int64, after ChainPoint, rows *ChainRows, next ChainCursor) (bool, error) {
	return d.moveChain(ctx, epoch, after, func(tx *Tx) error {
		for _, table := range rows.tables() {
			if err := table.copyTo(ctx, tx.tx); err != nil {
				return err
			}
		}
		if err := tx.putChainCursor(ctx, epoch, next); err != nil {
			return err
		}
		return d.tellChange(ctx, tx, rows.changedBatches())
	})
}

// RewindChain takes back everything above a point, in one transaction, tells
// whose claims changed and wakes the settlement of all insurers. The zero point empties the read model. It returns false
// as [DB.AppendChain] does.
func (d *DB) RewindChain(ctx context.Context, epoch int64, from ChainPoint, to ChainCursor) (bool, error) {
	return d.moveChain(ctx, epoch, from, func(tx *Tx) error {
		rows, err := tx.q.BatchesAbove(ctx, int64(to.Number))
		if err != nil {
			return faultOf(err)
		}
		if err := tx.deleteAbove(ctx, to.Number); err != nil {
			return err
		}
		if err := d.tellRewind(ctx, tx); err != nil {
			return err
		}
		if to.ChainPoint == (ChainPoint{}) {
			_, err = tx.tx.Exec(ctx, "DELETE FROM chain_cursor")
			err = faultOf(err)
		} else {
			err = tx.putChainCursor(ctx, epoch, to)
		}
		if err != nil {
			return err
		}
		changed := map[claims.BatchID]bool{}
		for _, row := range rows {
			changed[claims.BatchID{Insurer: claims.InsurerID(row.InsurerID), Sequence: uint32(row.Batch)}] = true
		}
		return d.tellChange(ctx, tx, changed)
	})
}

// tellChange tells that the model moved and whose claims changed, unless nobody reads it yet.
func (d *DB) tellChange(ctx context.Context, tx *Tx, batches map[claims.BatchID]bool) error {
	if d.isStaged {
		return nil
	}
	tx.batchesChanged(batches)
	return tx.notify(ctx, ChannelChainMoved)
}

// tellRewind tells that the model was taken back, unless nobody reads it yet.
func (d *DB) tellRewind(ctx context.Context, tx *Tx) error {
	if d.isStaged {
		return nil
	}
	return tx.tellRewind(ctx)
}

// tellRewind counts that the read model was taken back and wakes those who posted
// what may not hold any more: see [Tx.ReopenRewound].
func (t *Tx) tellRewind(ctx context.Context) error {
	if err := t.q.CountRewind(ctx); err != nil {
		return faultOf(err)
	}
	added, err := t.q.HandOverRewound(ctx)
	if err != nil || added == 0 {
		return faultOf(err)
	}
	return t.notify(ctx, ChannelHandOver)
}

// SetChainFinal notes up to which block the chain is final, and that the model
// stands where it should: it counts as progress. It returns false as
// [DB.AppendChain] does.
func (d *DB) SetChainFinal(ctx context.Context, epoch int64, cursor ChainCursor) (bool, error) {
	return d.moveChain(ctx, epoch, cursor.ChainPoint, func(tx *Tx) error { return tx.putChainCursor(ctx, epoch, cursor) })
}

// moveChain runs do when the lease is held and the cursor stands at the point.
func (d *DB) moveChain(ctx context.Context, epoch int64, at ChainPoint, do func(*Tx) error) (bool, error) {
	isThere := false
	isHeld, err := d.fenced(ctx, d.ChainLease(), epoch, func(tx *Tx) error {
		row, err := tx.q.LockChainCursor(ctx)
		if err = unlessNotFound(faultOf(err)); err != nil {
			return err
		}
		stands := ChainPoint{Number: uint64(row.Number)}
		copy(stands.Hash[:], row.Hash)
		if isThere = stands == at; !isThere {
			return nil
		}
		return do(tx)
	})
	return isHeld && isThere, err
}

func (t *Tx) putChainCursor(ctx context.Context, epoch int64, cursor ChainCursor) error {
	return faultOf(t.q.PutChainCursor(ctx, sqlc.PutChainCursorParams{
		Ledger: cursor.Ledger[:], FirstNumber: int64(cursor.First), Number: int64(cursor.Number), Hash: cursor.Hash[:], FinalNumber: int64(cursor.Final), Epoch: epoch,
	}))
}

func (t *Tx) deleteAbove(ctx context.Context, number uint64) error {
	batch := &pgx.Batch{}
	for _, table := range chainTables {
		batch.Queue("DELETE FROM "+table+" WHERE block_number > $1", int64(number))
	}
	batch.Queue("DELETE FROM chain_blocks WHERE number > $1", int64(number))
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("taking blocks back: %w", faultOf(err))
	}
	return nil
}

// changedBatches returns the batches whose claims the rows change.
func (r *ChainRows) changedBatches() map[claims.BatchID]bool {
	changed := map[claims.BatchID]bool{}
	for i := range r.Batches {
		changed[r.Batches[i].Batch] = true
	}
	for i := range r.Settlements {
		changed[r.Settlements[i].Batch] = true
	}
	for i := range r.Determinations {
		changed[r.Determinations[i].Number.Batch] = true
	}
	for i := range r.Reversals {
		changed[r.Reversals[i].Number.Batch] = true
	}
	for i := range r.Clocks {
		changed[r.Clocks[i].Number.Batch] = true
	}
	for i := range r.Payouts {
		changed[r.Payouts[i].Batch] = true
	}
	for i := range r.DebtCancellations {
		changed[r.DebtCancellations[i].Batch] = true
	}
	for i := range r.Recoveries {
		changed[r.Recoveries[i].Number.Batch] = true
	}
	for i := range r.Appeals {
		changed[r.Appeals[i].Number.Batch] = true
	}
	return changed
}

// ChainDigest returns a hash of the whole read model of the chain, apart from
// when and by whom it was written: two that hold the same have the same.
func (q Queries) ChainDigest(ctx context.Context) (string, error) {
	var parts []string
	for _, table := range append([]string{"chain_blocks"}, chainTables...) {
		parts = append(parts, "SELECT '"+table+"' AS name, md5(COALESCE(string_agg(t::text, E'\\n' ORDER BY t::text), '')) AS digest FROM "+table+" t")
	}
	parts = append(parts, "SELECT 'chain_cursor', md5(COALESCE(string_agg(concat_ws(',', ledger, first_number, number, hash), ''), '')) FROM chain_cursor")
	var digest string
	err := q.db.QueryRow(ctx,
		"SELECT md5(string_agg(name || digest, ',' ORDER BY name)) FROM ("+strings.Join(parts, " UNION ALL ")+") parts").Scan(&digest)
	return digest, faultOf(err)
}
