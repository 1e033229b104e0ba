package temporal

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	"go.temporal.io/server/tools/common/schema"
	"go.temporal.io/server/tools/sql"
)

// database is one of the two that the server needs.
type database struct {
	name   string
	schema string // its directory among the server's embedded schemas
}

var (
	mainDB       = database{"temporal", "postgresql/v12/temporal"}
	visibilityDB = database{"temporal_visibility", "postgresql/v12/visibility"}
)

// sqlConfig is how the server connects to a database. The address is ignored:
// the attributes, which end in the URL's query, name the socket.
func sqlConfig(opts Options, name string) *config.SQL {
	return &config.SQL{
		PluginName:        postgresql.PluginNamePGX,
		User:              opts.User,
		DatabaseName:      name,
		ConnectAddr:       "127.0.0.1:5432",
		ConnectAttributes: map[string]string{"host": opts.SocketDir, "port": "5432"},
		MaxConns:          20,
		MaxIdleConns:      20,
	}
}

// ensureSchema makes the databases, or brings them to the server's version.
func ensureSchema(ctx context.Context, opts Options, lg log.Logger) error {
	conn, err := pgx.Connect(ctx, opts.url("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	for _, db := range []database{mainDB, visibilityDB} {
		tag, err := conn.Exec(ctx, "SELECT FROM pg_database WHERE datname = $1", db.name)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			err = db.create(ctx, conn, opts, lg)
		} else {
			err = db.update(opts, db.name, lg)
		}
		if err != nil {
			return fmt.Errorf("preparing the database %s: %w", db.name, err)
		}
	}
	return nil
}

// create builds the schema in a database of another name, which gets the right
// one when it is complete: the server's own tool could not go on from a schema
// that a kill left half made.
func (db database) create(ctx context.Context, conn *pgx.Conn, opts Options, lg log.Logger) error {
	draft := db.name + "_draft"
	for _, statement := range []string{
		"DROP DATABASE IF EXISTS " + draft + " WITH (FORCE)",
		"CREATE DATABASE " + draft,
		// Twice the throughput. A crash of PostgreSQL or of the machine, not one of
		// this process, can lose the last second of what workflows did.
		"ALTER DATABASE " + draft + " SET synchronous_commit = off",
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	if err := db.setUp(opts, draft, lg); err != nil {
		return err
	}
	if err := db.update(opts, draft, lg); err != nil {
		return err
	}
	if err := renameInVersionTables(ctx, opts, draft, db.name); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, "ALTER DATABASE "+draft+" RENAME TO "+db.name)
	return err
}

func (db database) setUp(opts Options, name string, lg log.Logger) error {
	conn, err := sql.NewConnection(sqlConfig(opts, name), lg)
	if err != nil {
		return err
	}
	defer conn.Close()
	return schema.NewSetupSchemaTask(conn, &schema.SetupConfig{InitialVersion: "0.0"}, lg).Run()
}

func (db database) update(opts Options, name string, lg log.Logger) error {
	conn, err := sql.NewConnection(sqlConfig(opts, name), lg)
	if err != nil {
		return err
	}
	defer conn.Close()
	return schema.NewUpdateSchemaTask(conn, &schema.UpdateConfig{DBName: name, SchemaName: db.schema}, lg).Run()
}

// renameInVersionTables corrects the row that says which version the schema
// has: it carries the database's name.
func renameInVersionTables(ctx context.Context, opts Options, from, to string) error {
	conn, err := pgx.Connect(ctx, opts.url(from))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, "UPDATE schema_version SET db_name = $1 WHERE db_name = $2", to, from)
	return err
}
