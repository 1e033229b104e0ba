// Package storetest gives every test a database of its own on a real
// PostgreSQL.
//
// The server is the one that CLEARCLAIM_TEST_DATABASE_URL names, else one that
// the program named by CLEARCLAIM_DEVNET starts for this process and that ends
// with it. With neither a test is skipped.
package storetest

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/clearclaim/clearclaim/store"
)

// dataPrefix names the directories of servers; the process id follows.
const dataPrefix = "clearclaim-storetest-"

// server is the process's PostgreSQL with a database that has the schema.
type server struct {
	url      string
	template string
	err      error
	copying  sync.Mutex // a template may be copied by one connection at a time
	lifeline io.Closer  // held open to the end of the process
}

var shared = sync.OnceValue(startServer)

// New returns a database of the test's own, with the schema and nothing in it. It
// is dropped when the test ends.
func New(tb testing.TB) *store.DB {
	tb.Helper()
	db, err := store.Open(tb.Context(), NewURL(tb))
	if err != nil {
		tb.Fatalf("opening the test's database: %v", err)
	}
	tb.Cleanup(db.Close)
	return db
}

// NewURL makes a database as [New] does and returns its address.
func NewURL(tb testing.TB) string {
	tb.Helper()
	return newDatabase(tb, false)
}

// NewEmptyURL makes a database without a schema and returns its address.
func NewEmptyURL(tb testing.TB) string {
	tb.Helper()
	return newDatabase(tb, true)
}

func newDatabase(tb testing.TB, isEmpty bool) string {
	tb.Helper()
	if os.Getenv("CLEARCLAIM_TEST_DATABASE_URL") == "" && os.Getenv("CLEARCLAIM_DEVNET") == "" {
		tb.Skip("needs PostgreSQL: set CLEARCLAIM_DEVNET to the devnet program, or CLEARCLAIM_TEST_DATABASE_URL")
	}
	s := shared()
	if s.err != nil {
		tb.Fatalf("starting PostgreSQL for the tests: %v", s.err)
	}
	name, template := "test_"+strings.ToLower(rand.Text()), s.template
	if isEmpty {
		template = "template0"
	}
	if err := s.create(tb.Context(), name, template); err != nil {
		tb.Fatalf("making the test's database: %v", err)
	}
	tb.Cleanup(func() {
		if err := s.drop(name); err != nil {
			tb.Errorf("dropping the test's database: %v", err)
		}
	})
	return withDatabase(s.url, name)
}

// Exec runs a statement in the database of an address that [NewURL] gave, for
// what a test has to arrange and the packages have no call for.
func Exec(tb testing.TB, address, statement string, args ...any) {
	tb.Helper()
	conn := connect(tb, address)
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(tb.Context(), statement, args...); err != nil {
		tb.Fatalf("running a statement: %v", err)
	}
}

// DropUser takes away a user that a test made, with all that is its own in the test's database.
func DropUser(tb testing.TB, address, user string) {
	tb.Helper()
	conn, err := pgx.Connect(context.Background(), address)
	if err != nil {
		tb.Fatalf("connecting to the test's database: %v", err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	for _, statement := range []string{"GRANT " + user + " TO CURRENT_USER", "DROP OWNED BY " + user, "DROP ROLE " + user} {
		if _, err := conn.Exec(context.Background(), statement); err != nil {
			tb.Errorf("dropping a user: %v", err)
		}
	}
}

// Holding runs a function while a statement, such as one that locks a table, is in
// force in a transaction that ends after it.
func Holding(tb testing.TB, address, statement string, run func()) {
	tb.Helper()
	conn := connect(tb, address)
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(tb.Context(), "BEGIN; "+statement); err != nil {
		tb.Fatalf("running a statement: %v", err)
	}
	run()
}

// AwaitWaiting returns once as many statements of the database wait for locks.
func AwaitWaiting(tb testing.TB, address string, statements int) {
	tb.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); <-tick.C {
		const query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
		if Count(tb, address, query) >= statements {
			return
		}
	}
	tb.Fatalf("not %d statements wait for a lock", statements)
}

// Count returns what a query of one number gives.
func Count(tb testing.TB, address, query string, args ...any) int {
	tb.Helper()
	conn := connect(tb, address)
	defer func() { _ = conn.Close(context.Background()) }()
	var count int
	if err := conn.QueryRow(tb.Context(), query, args...).Scan(&count); err != nil {
		tb.Fatalf("counting: %v", err)
	}
	return count
}

// Texts returns what a query of one column of texts gives.
func Texts(tb testing.TB, address, query string, args ...any) []string {
	tb.Helper()
	conn := connect(tb, address)
	defer func() { _ = conn.Close(context.Background()) }()
	return texts(tb, conn, query, args...)
}

func texts(tb testing.TB, conn querier, query string, args ...any) []string {
	tb.Helper()
	rows, err := conn.Query(tb.Context(), query, args...)
	if err != nil {
		tb.Fatalf("reading texts: %v", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		tb.Fatalf("reading texts: %v", err)
	}
	return found
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Settings say who reads; "" is not set.
type Settings struct{ Organization, Subject string }

// RowsAs returns the rows of a table that a persona's database role reads, each as
// the text of what it may read of it.
func RowsAs(tb testing.TB, address, persona string, who Settings, table string) []string {
	tb.Helper()
	conn := connect(tb, address)
	defer func() { _ = conn.Close(context.Background()) }()
	tx, err := conn.Begin(tb.Context())
	if err != nil {
		tb.Fatalf("reading as %s: %v", persona, err)
	}
	defer func() { _ = tx.Rollback(context.Background()) }()
	role := "clearclaim_" + persona
	columns := texts(tb, tx, `SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
		AND has_column_privilege($2, attrelid, attnum, 'SELECT')`, table, role)
	if _, err := tx.Exec(tb.Context(), `SELECT set_config('role', $1, true), set_config('clearclaim.organization', $2, true),
		set_config('clearclaim.subject', $3, true)`, role, who.Organization, who.Subject); err != nil {
		tb.Fatalf("reading as %s: %v", persona, err)
	}
	return texts(tb, tx, "SELECT ROW("+strings.Join(columns, ", ")+")::text FROM "+table)
}

// Row returns the values of a query of one row.
func Row(tb testing.TB, address, query string, args ...any) []any {
	tb.Helper()
	conn := connect(tb, address)
	defer func() { _ = conn.Close(context.Background()) }()
	rows, err := conn.Query(tb.Context(), query, args...)
	if err != nil {
		tb.Fatalf("reading a row: %v", err)
	}
	values, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
	if err != nil {
		tb.Fatalf("reading a row: %v", err)
	}
	return values
}

// Text returns all that the tables hold, as text, with binary values
// in hexadecimal: for tests that look for what must not be there.
func Text(tb testing.TB, address string) string {
	tb.Helper()
	conn := connect(tb, address)
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(tb.Context(), "SET xmlbinary TO hex"); err != nil {
		tb.Fatalf("reading the database: %v", err)
	}
	var text string
	err := conn.QueryRow(tb.Context(), "SELECT schema_to_xml('public', true, false, '')::text").Scan(&text)
	if err != nil {
		tb.Fatalf("reading the database: %v", err)
	}
	return text
}

func connect(tb testing.TB, address string) *pgx.Conn {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), address)
	if err != nil {
		tb.Fatalf("connecting to the test's database: %v", err)
	}
	return conn
}

// startServer finds or starts the server and makes the template.
func startServer() *server {
	s := &server{url: os.Getenv("CLEARCLAIM_TEST_DATABASE_URL")}
	if s.url == "" {
		s.err = s.launch(os.Getenv("CLEARCLAIM_DEVNET"))
	}
	if s.err != nil {
		return s
	}
	ctx := context.Background()
	s.template = "template_" + strings.ToLower(rand.Text())
	if s.err = s.create(ctx, s.template, "template0"); s.err == nil {
		s.err = store.Migrate(ctx, withDatabase(s.url, s.template))
	}
	return s
}

// launch starts devnet, which stops when the pipe to it closes: when this process ends, however it does.
func (s *server) launch(program string) error {
	removeStale()
	data := filepath.Join(os.TempDir(), dataPrefix+strconv.Itoa(os.Getpid()))
	// The server outlives the test that happens to start it.
	command := exec.CommandContext(context.Background(), program, "--data", data, "--no-temporal", "--no-chain", "--lifeline")
	lifeline, err := command.StdinPipe()
	if err != nil {
		return fmt.Errorf("connecting devnet: %w", err)
	}
	s.lifeline = lifeline
	output, err := command.StdoutPipe()
	if err != nil {
		return fmt.Errorf("connecting devnet: %w", err)
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("starting devnet: %w", err)
	}
	line, err := bufio.NewReader(output).ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("waiting for devnet: %w", err)
	}
	var addresses struct {
		URL string `json:"DATABASE_URL"`
	}
	if err := json.Unmarshal(line, &addresses); err != nil {
		return fmt.Errorf("reading devnet's addresses: %w", err)
	}
	s.url = addresses.URL
	return nil
}

// removeStale removes the data of servers whose test process is gone.
func removeStale() {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), dataPrefix+"*"))
	for _, directory := range left {
		pid, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(directory), dataPrefix))
		if err == nil && syscall.Kill(pid, 0) == syscall.ESRCH {
			_ = os.RemoveAll(directory)
		}
	}
}

func (s *server) create(ctx context.Context, name, template string) error {
	s.copying.Lock()
	defer s.copying.Unlock()
	if err := s.exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		return err
	}
	// Nothing may rest on the time zone of whoever runs the server.
	return s.exec(ctx, "ALTER DATABASE "+name+" SET timezone TO 'America/New_York'")
}

// drop takes a database away. A connection that is just being opened to it belongs to
// nobody yet, and may not be ended: it is waited for.
func (s *server) drop(name string) error {
	for attempt := 0; ; attempt++ {
		err := s.exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
		var refused *pgconn.PgError
		if !errors.As(err, &refused) || refused.Code != "42501" || attempt == 100 {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// exec runs one statement on a connection of its own.
func (s *server) exec(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, statement)
	return err
}

// withDatabase returns the address of another database of the same server.
func withDatabase(address, name string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return address
	}
	parsed.Path = "/" + name
	return parsed.String()
}

// Statements counts the statements that a database is asked: see [store.WithTracer].
type Statements struct{ count atomic.Int64 }

// Count returns how many there were.
func (s *Statements) Count() int64 { return s.count.Load() }

// TraceQueryStart implements pgx.QueryTracer.
func (s *Statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	s.count.Add(1)
	return ctx
}

// TraceBatchStart implements pgx.BatchTracer.
func (s *Statements) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	s.count.Add(int64(data.Batch.Len()))
	return ctx
}

// TraceBatchQuery implements pgx.BatchTracer.
func (*Statements) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd implements pgx.BatchTracer.
func (*Statements) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// TraceQueryEnd implements pgx.QueryTracer.
func (*Statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
