package indexing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/indexer"
	"github.com/clearclaim/clearclaim/store"
)

// database makes an empty database on the server of the address and returns its address.
func database(ctx context.Context, serverURL, name string) (string, error) {
	conn, err := pgx.Connect(ctx, serverURL)
	if err != nil {
		return "", fmt.Errorf("connecting: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	quoted := pgx.Identifier{name}.Sanitize()
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + quoted, "CREATE DATABASE " + quoted + " TEMPLATE template0"} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return "", fmt.Errorf("making a database: %w", err)
		}
	}
	address, err := url.Parse(serverURL)
	if err != nil {
		return "", errors.New("reading the database URL: it is malformed")
	}
	address.Path = "/" + name
	return address.String(), nil
}

// backfill indexes the chain up to a block into a database with empty tables and
// returns how long that took.
func (w *world) backfill(ctx context.Context, databaseURL string, head uint64) (time.Duration, error) {
	db, err := store.Open(ctx, databaseURL)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	finality, err := chain.ParseFinality("tag")
	if err != nil {
		return 0, err
	}
	x := indexer.New(w.ours, w.contracts, db, finality, indexer.Options{Log: slog.New(slog.DiscardHandler)})
	running, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	begun := time.Now()
	go func() { ended <- x.Run(running) }()
	if err := x.CaughtUp(ctx, head); err != nil {
		return 0, err
	}
	took := time.Since(begun)
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		return 0, fmt.Errorf("indexing: %w", err)
	}
	return took, nil
}
