package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/golang-migrate/migrate/v4"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/clearclaim/clearclaim/migrations"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// minPoolSize is the least number of connections that a pool may open: every
// role of one process shares it. A pool_max_conns in the URL goes before.
const minPoolSize = 16

// Queries are the reads, which exist on [DB] and on [Tx] alike.
type Queries struct {
	q  *sqlc.Queries
	db sqlc.DBTX
}

// DB is the database. It is safe for concurrent use.
type DB struct {
	Queries
	pool *pgxpool.Pool
	// turns are those of readers' statements: see [DB.As].
	turns turns
	// readTimeout ends a reader's statement.
	readTimeout time.Duration
	// isStaged is set where the model of the chain is one that is built beside that
	// which is read: see [DB.StageChain].
	isStaged bool
}

// Tx is one transaction. It is not safe for concurrent use.
type Tx struct {
	Queries
	tx pgx.Tx
	// changed are the claims that subscribers are told of at the commit.
	changed changedClaims
}

// Option changes how [Open] connects.
type Option func(*pgxpool.Config)

// WithTracer has every statement told to a tracer.
func WithTracer(tracer pgx.QueryTracer) Option {
	return func(cfg *pgxpool.Config) { cfg.ConnConfig.Tracer = tracer }
}

// Open connects to the database. The schema is not touched: see [Migrate].
func Open(ctx context.Context, databaseURL string, options ...Option) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(databaseURL)
	if err != nil {
		return nil, errors.New("reading the database URL: it is malformed") // the parser's error may repeat the password
	}
	cfg.MaxConns = max(cfg.MaxConns, minPoolSize)
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC" // whatever the server's: days and months are counted in it
	for _, option := range options {
		option(cfg)
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", faultOf(err))
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reaching the database: %w", faultOf(err))
	}
	return newDB(pool), nil
}

func newDB(pool *pgxpool.Pool) *DB {
	return &DB{
		Queries: Queries{q: sqlc.New(pool), db: pool}, pool: pool, turns: newTurns(int(pool.Config().MaxConns)),
		readTimeout: defaultReadTimeout,
	}
}

// WithReadTimeout returns the same database, in which a reader's statement is ended after
// another time than 10 seconds. Either's Close closes both.
func (d *DB) WithReadTimeout(limit time.Duration) *DB {
	bounded := *d
	if limit > 0 {
		bounded.readTimeout = limit
	}
	return &bounded
}

// Close waits for the connections in use and closes all.
func (d *DB) Close() { d.pool.Close() }

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return faultOf(d.pool.Ping(ctx)) }

// InTx runs do in a transaction, which is committed when do returns nil and
// rolled back otherwise. The isolation is READ COMMITTED: what must not move
// under do is locked by it.
//
// Errors: what do returned; [ErrConflict] when the commit breaks a constraint.
func (d *DB) InTx(ctx context.Context, do func(*Tx) error) error {
	tx, err := d.pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", faultOf(err))
	}
	// After a commit this does nothing; a cancelled context must not keep the rollback from happening.
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	running := &Tx{Queries: Queries{q: sqlc.New(tx), db: tx}, tx: tx}
	if err := do(running); err != nil {
		return err
	}
	if err := running.journalChanges(ctx); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("committing: %w", faultOf(err))
	}
	return nil
}

// SchemaVersion returns the number of the newest migration that the database has.
func (d *DB) SchemaVersion(ctx context.Context) (uint, error) {
	var version int64
	var isDirty bool
	if err := d.pool.QueryRow(ctx, "SELECT version, dirty FROM schema_migrations").Scan(&version, &isDirty); err != nil {
		return 0, fmt.Errorf("reading the schema's version: %w", faultOf(err))
	}
	if isDirty {
		return 0, fmt.Errorf("%w: migration %d was cut off", ErrSchema, version)
	}
	return uint(version), nil
}

// CheckSchema reports whether the database has all that this program needs. A
// newer schema does: while an installation is brought to a new version, programs of the old one go on.
//
// Errors: [ErrSchema].
func (d *DB) CheckSchema(ctx context.Context) error {
	has, err := d.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	files, err := fs.Glob(migrations.Files, "*.up.sql")
	if err != nil || len(files) == 0 {
		return fmt.Errorf("%w: the program has no migrations", ErrSchema)
	}
	var wanted uint
	if _, err := fmt.Sscanf(slices.Max(files), "%d_", &wanted); err != nil {
		return fmt.Errorf("%w: the migration's file has no number", ErrSchema)
	}
	if has < wanted {
		return fmt.Errorf("%w: it has migration %d, this program needs %d", ErrSchema, has, wanted)
	}
	return nil
}

// InSnapshot runs reads that all see the database as of one instant.
//
// Errors: what read returned.
func (d *DB) InSnapshot(ctx context.Context, read func(Queries) error) error {
	tx, err := d.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", faultOf(err))
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // there is nothing to commit
	return read(Queries{q: sqlc.New(tx), db: tx})
}

// Migrate brings the schema up to date, and makes the database roles that readers
// have: see [DB.As]. Several processes may do so at once: a lock of the database
// lets one after the other.
//
// Errors: [ErrReadersUnsafe]; where the user of the database may not make roles, one
// that says what has to be run.
func Migrate(ctx context.Context, databaseURL string) error {
	cfg, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return errors.New("reading the database URL: it is malformed")
	}
	db := stdlib.OpenDB(*cfg)
	defer func() { _ = db.Close() }()
	if err := db.PingContext(ctx); err != nil {
		return fmt.Errorf("reaching the database: %w", faultOf(err))
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("reaching the database: %w", faultOf(err))
	}
	err = ensureReaders(ctx, conn)
	closeConn(ctx, conn)
	if err != nil {
		return err
	}
	driver, err := migratepgx.WithInstance(db, &migratepgx.Config{})
	if err != nil {
		return fmt.Errorf("preparing the migrations: %w", faultOf(err))
	}
	files, err := iofs.New(migrations.Files, ".")
	if err != nil {
		return fmt.Errorf("reading the migrations: %w", err)
	}
	runner, err := migrate.NewWithInstance("iofs", files, "pgx5", driver)
	if err != nil {
		return fmt.Errorf("preparing the migrations: %w", err)
	}
	defer func() { _, _ = runner.Close() }()
	stop := context.AfterFunc(ctx, func() {
		select {
		case runner.GracefulStop <- true:
		default:
		}
	})
	defer stop()
	if err := runner.Up(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return fmt.Errorf("migrating: %w", err)
	}
	return ctx.Err()
}

// inUTC returns the instant in UTC: the driver gives the process's zone.
func inUTC(t time.Time) time.Time { return t.UTC() }
