package indexing

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/proc"
)

// postmaster returns the process id of the database server, which must be on this machine.
func postmaster(ctx context.Context, databaseURL string) (int, error) {
	conn, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return 0, fmt.Errorf("connecting: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	return proc.Read()[int(conn.PgConn().PID())].Parent, nil
}
