package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/clearclaim/clearclaim/claims"
)

// RebuildLease is the lease under which a model of the chain is built beside the
// one that is read.
const RebuildLease = "indexer-rebuild"

// stagingSchema has the tables of a model that is built beside the one that is read.
const stagingSchema = "chain_staging"

// stagedTables are all tables of a model but its cursor.
func stagedTables() []string { return append([]string{"chain_blocks"}, chainTables...) }

// StageChain returns a database whose model of the chain is another one, empty,
// beside that which is read: everything else in it is the same. Nobody is told of
// what is written there. [DB.SwitchChain] puts it in the place of the other;
// [DB.DropStagedChain] drops it.
//
// The caller holds [RebuildLease] with the epoch. A model that an earlier holder left is dropped.
// The database's user must be allowed to make a schema.
func (d *DB) StageChain(ctx context.Context, epoch int64) (*DB, error) {
	isHeld, err := d.fenced(ctx, RebuildLease, epoch, func(tx *Tx) error {
		statements := []string{"DROP SCHEMA IF EXISTS " + stagingSchema + " CASCADE", "CREATE SCHEMA " + stagingSchema}
		for _, table := range append(stagedTables(), "chain_cursor") {
			statements = append(statements,
				fmt.Sprintf("CREATE UNLOGGED TABLE %s.%s (LIKE %s INCLUDING ALL)", stagingSchema, table, table))
		}
		_, err := tx.tx.Exec(ctx, strings.Join(statements, ";\n"))
		return faultOf(err)
	})
	if err == nil && !isHeld {
		err = errLeaseTaken
	}
	if err != nil {
		return nil, fmt.Errorf("staging a model of the chain: %w", err)
	}
	var path string
	if err := d.pool.QueryRow(ctx, "SHOW search_path").Scan(&path); err != nil {
		return nil, faultOf(err)
	}
	config := d.pool.Config()
	config.ConnConfig.RuntimeParams["search_path"] = stagingSchema + ", " + path
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("opening the staged model: %w", faultOf(err))
	}
	staged := newDB(pool)
	staged.isStaged = true
	return staged, nil
}

// DropStagedChain drops what [DB.StageChain] made with the epoch. When the epoch is not
// that of [RebuildLease] any more, the schema is of who has it now, and stays.
func (d *DB) DropStagedChain(ctx context.Context, epoch int64) error {
	_, err := d.fenced(ctx, RebuildLease, epoch, func(tx *Tx) error {
		_, err := tx.tx.Exec(ctx, "DROP SCHEMA IF EXISTS "+stagingSchema+" CASCADE")
		return faultOf(err)
	})
	return err
}

// ChainSwitch says how the staged model differed from the one that was read.
type ChainSwitch struct {
	Removed, Added int64 // rows that only the one had, or only the other
}

// SwitchChain makes the model that is read the staged one, in one transaction:
// whoever reads sees the old one to its end, and then the new one. Only the rows
// that differ are written, so nobody who reads waits, whatever has a table's name
// keeps it, and a rebuild that finds nothing writes nothing. Where rows differ it
// tells whose claims changed, as a rewind does.
//
// It writes nothing and returns false when the epoch is not that of [RebuildLease]
// any more, or when the staged model does not reach as far as the one that is read.
// Over a model that stands at longer it need not, if its newest block is another one
// there: the caller knows that longer is not on the chain any more. What was final
// stays so where the staged model has that block too.
func (d *DB) SwitchChain(ctx context.Context, epoch int64, longer ChainPoint) (made ChainSwitch, isMade bool, err error) {
	isHeld, err := d.fenced(ctx, RebuildLease, epoch, func(tx *Tx) error {
		if err := tx.q.LockLease(ctx, IndexerLease); err != nil { // no indexer writes from here on
			return faultOf(err)
		}
		isAhead, err := tx.isStagedAhead(ctx, longer)
		if err != nil || !isAhead {
			return err
		}
		if err := tx.keepFinal(ctx); err != nil {
			return err
		}
		isMade = true
		changed := map[claims.BatchID]bool{}
		for _, table := range stagedTables() {
			if err := tx.switchTable(ctx, table, &made, changed); err != nil {
				return fmt.Errorf("switching %s: %w", table, err)
			}
		}
		if err := tx.switchCursor(ctx); err != nil || made == (ChainSwitch{}) {
			return err
		}
		if err := tx.tellRewind(ctx); err != nil {
			return err
		}
		return d.tellChange(ctx, tx, changed)
	})
	if err != nil {
		return ChainSwitch{}, false, fmt.Errorf("switching to the rebuilt model: %w", err)
	}
	return made, isHeld && isMade, nil
}

// isStagedAhead reports whether the staged model reaches as far as the one that is
// read, or that one is of another deployment, or stands at longer and has another block
// where the staged one ends.
func (t *Tx) isStagedAhead(ctx context.Context, longer ChainPoint) (isAhead bool, err error) {
	err = t.tx.QueryRow(ctx, `SELECT COALESCE((
		SELECT NOT EXISTS (
			SELECT FROM chain_cursor l WHERE l.number > s.number AND l.ledger = s.ledger
			AND NOT (l.number = $1 AND l.hash = $2 AND EXISTS (SELECT FROM chain_blocks b WHERE b.number = s.number AND b.hash <> s.hash)))
		FROM `+stagingSchema+`.chain_cursor s), false)`, int64(longer.Number), longer.Hash[:]).Scan(&isAhead)
	return isAhead, faultOf(err)
}

// keepFinal lets the staged model call final what the one that is read does, where it
// has that block too: its node may have forgotten, or may not tell any more.
func (t *Tx) keepFinal(ctx context.Context) error {
	_, err := t.tx.Exec(ctx, `
		UPDATE `+stagingSchema+`.chain_cursor s SET final_number = l.final_number
		FROM chain_cursor l, chain_blocks b, `+stagingSchema+`.chain_blocks d
		WHERE l.ledger = s.ledger AND l.final_number > s.final_number
		  AND b.number = l.final_number AND d.number = b.number AND d.hash = b.hash`)
	return faultOf(err)
}

// switchTable writes the rows that differ.
func (t *Tx) switchTable(ctx context.Context, table string, made *ChainSwitch, changed map[claims.BatchID]bool) error {
	shape, err := t.shapeOf(ctx, table)
	if err != nil {
		return err
	}
	staged := stagingSchema + "." + table
	match := make([]string, len(shape.key))
	for i, column := range shape.key {
		match[i] = "l." + column + " = d." + column
	}
	removed, err := t.changing(ctx, shape, changed, fmt.Sprintf("DELETE FROM %[1]s l USING (SELECT * FROM %[1]s EXCEPT SELECT * FROM %[2]s) d WHERE %[3]s",
		table, staged, strings.Join(match, " AND ")), "l.")
	if err != nil {
		return err
	}
	added, err := t.changing(ctx, shape, changed, fmt.Sprintf("INSERT INTO %[1]s SELECT * FROM (SELECT * FROM %[2]s EXCEPT SELECT * FROM %[1]s) d",
		table, staged), "")
	made.Removed, made.Added = made.Removed+removed, made.Added+added
	return err
}

// tableShape is what a table's rows are found by.
type tableShape struct {
	key      []string // the columns of its primary key
	hasBatch bool     // its rows say of which batch they are
}

func (t *Tx) shapeOf(ctx context.Context, table string) (shape tableShape, err error) {
	err = t.tx.QueryRow(ctx, `
		SELECT ARRAY(SELECT quote_ident(a.attname) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
		             WHERE i.indrelid = to_regclass($1) AND i.indisprimary),
		       2 = (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname IN ('insurer_id', 'batch') AND NOT attisdropped)`,
		table).Scan(&shape.key, &shape.hasBatch)
	return shape, faultOf(err)
}

// changing runs a statement that changes rows, notes of which batches they are and
// counts them.
func (t *Tx) changing(
	ctx context.Context, shape tableShape, changed map[claims.BatchID]bool, statement, alias string,
) (int64, error) {
	if !shape.hasBatch {
		tag, err := t.tx.Exec(ctx, statement)
		return tag.RowsAffected(), faultOf(err)
	}
	rows, err := t.tx.Query(ctx, statement+" RETURNING "+alias+"insurer_id, "+alias+"batch")
	if err != nil {
		return 0, faultOf(err)
	}
	var insurer, batch int64
	_, err = pgx.ForEachRow(rows, []any{&insurer, &batch}, func() error {
		changed[claims.BatchID{Insurer: claims.InsurerID(insurer), Sequence: uint32(batch)}] = true
		return nil
	})
	return rows.CommandTag().RowsAffected(), faultOf(err)
}

// switchCursor puts the staged cursor in the place of the other. An indexer that
// stood elsewhere finds that it moved.
func (t *Tx) switchCursor(ctx context.Context) error {
	_, err := t.tx.Exec(ctx, `
		INSERT INTO chain_cursor (ledger, first_number, number, hash, final_number, epoch, progressed_at)
		SELECT s.ledger, s.first_number, s.number, s.hash, s.final_number, COALESCE((SELECT epoch FROM leases WHERE name = $1), 0), now()
		FROM `+stagingSchema+`.chain_cursor s
		ON CONFLICT (singleton) DO UPDATE
		SET ledger = excluded.ledger, first_number = excluded.first_number, number = excluded.number, hash = excluded.hash,
		    final_number = excluded.final_number, progressed_at = excluded.progressed_at`, IndexerLease)
	return faultOf(err)
}
