package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/clearclaim/clearclaim/store/sqlc"
)

// Sentinels of readers.
var (
	// ErrReaderUnknown is returned for a reader of no known persona: it reads nothing.
	ErrReaderUnknown = errors.New("nobody of that persona reads")
	// ErrReadersUnsafe is returned when a database role of the readers could do more
	// than read what is granted to it.
	ErrReadersUnsafe = errors.New("a reader's database role may log in or bypasses row-level security")
	// errReadOnly is returned for a write by a reader.
	errReadOnly = errors.New("readers do not write")
)

// defaultReadTimeout is far more than a page takes, and short enough that a few readers
// who ask for what is slow do not keep all others waiting.
const defaultReadTimeout = 10 * time.Second

// rolePrefix begins the names of the readers' database roles; the persona follows.
const rolePrefix = "clearclaim_"

// personas are those who read, each as a database role of its own.
var personas = []string{"provider", "insurer", "patient", "auditor", "operator"}

// Reader is who reads.
type Reader struct {
	// Persona is provider, insurer, patient, auditor or operator.
	Persona string
	// Organization is the number of the insurer or provider, 0 for others.
	Organization uint32
	// Subject is that of the reader's login: a patient's rows are found by it.
	Subject string
}

// As returns reads that the database bounds to what the reader may see. Each
// statement runs in a read-only transaction of its own, under the database role of
// the reader's persona, in one round trip; role and settings end with it.
//
// At most half of the pool's connections read for readers at a time: the others are left
// to who works, and a connection that has planned the readers' statements serves again
// before one that has not. Of these few run quick statements, in the order in which they
// came: see turns.
//
// A statement that takes too long is ended, as [context.DeadlineExceeded]: see [DB.WithReadTimeout].
//
// What the statement asks beyond the reader's rows is not found, and what lies in
// tables that are not the persona's is an error.
func (d *DB) As(reader Reader) Queries {
	bounded := readerDB{pool: d.pool, turns: d.turns, reader: reader, timeout: d.readTimeout}
	return Queries{q: sqlc.New(bounded), db: bounded}
}

// readerDB runs statements as a reader.
type readerDB struct {
	pool    *pgxpool.Pool
	turns   turns
	reader  Reader
	timeout time.Duration
}

var _ sqlc.DBTX = readerDB{}

// become makes the rest of the transaction the reader's. They are SET LOCAL as a
// call, which takes arguments. A statement's plan is kept: planning one with all its
// joins and policies takes longer than running it, and no value in it would change it.
const become = `SELECT set_config('role', $1, true), set_config('clearclaim.organization', $2, true),
	set_config('clearclaim.subject', $3, true), set_config('plan_cache_mode', 'force_generic_plan', true),
	set_config('statement_timeout', $4, true)`

// statements returns the transaction of one statement. The statement carries its
// role's name: PostgreSQL plans a prepared statement anew whenever another role runs it.
func (r readerDB) statements(sql string, args []any) (*pgx.Batch, error) {
	if !slices.Contains(personas, r.reader.Persona) {
		return nil, ErrReaderUnknown
	}
	role, organization := rolePrefix+r.reader.Persona, ""
	if r.reader.Organization != 0 {
		organization = strconv.FormatUint(uint64(r.reader.Organization), 10)
	}
	batch := &pgx.Batch{}
	batch.Queue("BEGIN READ ONLY")
	milliseconds := max(r.timeout.Milliseconds(), 1) // 0 would end none
	batch.Queue(become, role, organization, r.reader.Subject, strconv.FormatInt(milliseconds, 10))
	batch.Queue("/* "+role+" */ "+sql, args...)
	batch.Queue("COMMIT")
	return batch, nil
}

// Query implements sqlc.DBTX.
func (r readerDB) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	batch, err := r.statements(sql, args)
	if err != nil {
		return nil, err
	}
	endTurn, err := r.turns.take(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := r.pool.Acquire(ctx)
	if err != nil {
		endTurn()
		return nil, err
	}
	read := &readerRows{conn: conn, endTurn: endTurn, results: conn.SendBatch(ctx, batch)}
	for range 2 { // BEGIN, become
		if _, err := read.results.Exec(); err != nil {
			read.end()
			return nil, err
		}
	}
	if read.Rows, err = read.results.Query(); err != nil {
		read.end()
		return nil, err
	}
	return read, nil
}

// QueryRow implements sqlc.DBTX.
func (r readerDB) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	rows, err := r.Query(ctx, sql, args...)
	return readerRow{rows: rows, err: err}
}

// Exec implements sqlc.DBTX.
func (readerDB) Exec(context.Context, string, ...any) (pgconn.CommandTag, error) {
	return pgconn.CommandTag{}, errReadOnly
}

// readerRows are the rows of a reader's statement; closing them ends the transaction.
type readerRows struct {
	pgx.Rows
	conn    *pgxpool.Conn
	endTurn func()
	results pgx.BatchResults
}

// Close implements pgx.Rows.
func (r *readerRows) Close() {
	r.Rows.Close()
	r.end()
}

// end finishes the transaction and gives the connection back.
func (r *readerRows) end() {
	if r.conn == nil {
		return
	}
	_ = r.results.Close() // a transaction that only read has nothing to lose; the rows have their own error
	if r.conn.Conn().PgConn().TxStatus() == txFailed {
		ctx, cancel := context.WithTimeout(context.Background(), rollbackTimeout)
		defer cancel()
		_, _ = r.conn.Exec(ctx, "ROLLBACK")
	}
	r.conn.Release() // one that is still in a transaction is dropped by the pool
	r.conn = nil
	r.endTurn()
}

const (
	txFailed        = 'E'
	rollbackTimeout = time.Second
)

// readerRow is the first row of a reader's statement.
type readerRow struct {
	rows pgx.Rows
	err  error
}

// Scan implements pgx.Row.
func (r readerRow) Scan(into ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return pgx.ErrNoRows
	}
	if err := r.rows.Scan(into...); err != nil {
		return err
	}
	r.rows.Close()
	return r.rows.Err()
}

// ensureReaders makes the readers' roles where they are missing, and the user of
// the connection a member of each. The roles belong to the server: other
// installations on it share them, and nothing but grants and policies of a database
// gives them anything there.
//
// Errors: [ErrReadersUnsafe]; one that says what an administrator has to run where
// the user may not make roles.
func ensureReaders(ctx context.Context, conn *pgx.Conn) error {
	missing, err := missingReaders(ctx, conn)
	if err != nil || len(missing) == 0 {
		return err
	}
	// Several migrations at once, of any database of the server, make them one after the other.
	const lock = 0x636c6561 // "clea"
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", lock); err != nil {
		return fmt.Errorf("locking the readers' roles: %w", faultOf(err))
	}
	defer func() { _, _ = conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", lock) }()
	for attempt := 0; ; attempt++ {
		missing, err = missingReaders(ctx, conn)
		if err != nil || len(missing) == 0 {
			return err
		}
		_, err = conn.Exec(ctx, strings.Join(missing, " "))
		var refused *pgconn.PgError
		switch {
		case err == nil:
		case errors.As(err, &refused) && refused.Code == insufficientPrivilege:
			return fmt.Errorf("the database's user may not make the roles that readers have; have an administrator run: %s",
				strings.Join(missing, " "))
		case attempt == roleAttempts:
			return fmt.Errorf("making the readers' roles: %w", faultOf(err))
		}
	}
}

const (
	insufficientPrivilege = "42501"
	// roleAttempts is how often roles are made that a migration of another database of
	// the same server makes too: the lock holds for one database.
	roleAttempts = 20
)

// gateRole is the role between the installation's user and the readers': a member of
// it may become a reader, and has nothing of what readers have until then. The
// policies of readers would otherwise be the user's too.
const gateRole = rolePrefix + "readers"

// missingReaders returns the statements that lack for the roles to be there and for
// the user to become each.
//
// Errors: [ErrReadersUnsafe].
func missingReaders(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	made, err := createMissing(ctx, conn, gateRole, "NOLOGIN NOINHERIT")
	if err != nil {
		return nil, err
	}
	for _, persona := range personas {
		role := rolePrefix + persona
		create, err := createMissing(ctx, conn, role, "NOLOGIN")
		if err != nil {
			return nil, err
		}
		grant, err := grantMissing(ctx, conn, role, gateRole)
		if err != nil {
			return nil, err
		}
		made = append(append(made, create...), grant...)
	}
	var user string
	if err := conn.QueryRow(ctx, "SELECT current_user").Scan(&user); err != nil {
		return nil, fmt.Errorf("looking for the database's user: %w", faultOf(err))
	}
	grant, err := grantMissing(ctx, conn, gateRole, user)
	return append(made, grant...), err
}

// createMissing returns what makes a role, unless it is there.
func createMissing(ctx context.Context, conn *pgx.Conn, role, options string) ([]string, error) {
	var isUnsafe bool
	err := conn.QueryRow(ctx, "SELECT rolcanlogin OR rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = $1", role).Scan(&isUnsafe)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return []string{"CREATE ROLE " + role + " " + options + ";"}, nil
	case err != nil:
		return nil, fmt.Errorf("looking for the readers' roles: %w", faultOf(err))
	case isUnsafe:
		return nil, fmt.Errorf("%w: %s", ErrReadersUnsafe, role)
	}
	return nil, nil
}

// grantMissing returns what makes a role a member of another, unless it is one.
func grantMissing(ctx context.Context, conn *pgx.Conn, role, member string) ([]string, error) {
	var isMember bool
	err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_auth_members m
		JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles u ON u.oid = m.member
		WHERE r.rolname = $1 AND u.rolname = $2 AND COALESCE((to_jsonb(m) ->> 'set_option')::boolean, true))`, role, member).Scan(&isMember)
	if err != nil {
		return nil, fmt.Errorf("looking for the readers' roles: %w", faultOf(err))
	}
	if isMember {
		return nil, nil
	}
	return []string{"GRANT " + role + " TO " + pgx.Identifier{member}.Sanitize() + ";"}, nil
}
