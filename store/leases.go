package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clearclaim/clearclaim/store/sqlc"
)

const (
	// leasePoll is how often somebody who waits for a lease looks whether it is free.
	leasePoll = 200 * time.Millisecond
	// leaseCheck is how often a holder looks whether its connection still stands.
	leaseCheck = 2 * time.Second
)

// errLeaseConnection ends a hold whose connection was lost, and with it the lock.
var errLeaseConnection = errors.New("the lease's connection was lost")

// errLeaseTaken is returned where an epoch is not its lease's any more.
var errLeaseTaken = errors.New("another holds the lease")

// HoldLease waits until the named lease is free, takes it and calls hold with its
// new epoch; the lease is given back when hold returns. The context of hold ends
// when the lease is lost.
//
// The lease is a lock of a connection: the server frees it as soon as the
// holder's process is gone. Who still believes to hold it is fenced off by the
// epoch, which every write under a lease is checked against.
func (d *DB) HoldLease(ctx context.Context, name string, hold func(ctx context.Context, epoch int64) error) error {
	conn, err := pgx.ConnectConfig(ctx, d.pool.Config().ConnConfig)
	if err != nil {
		return fmt.Errorf("connecting for a lease: %w", faultOf(err))
	}
	defer closeConn(ctx, conn)
	if err := awaitLock(ctx, conn, name); err != nil {
		return fmt.Errorf("waiting for a lease: %w", err)
	}
	epoch, err := sqlc.New(conn).NextEpoch(ctx, name)
	if err != nil {
		return fmt.Errorf("taking a lease: %w", faultOf(err))
	}
	holding, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	checked := make(chan struct{})
	go func() {
		defer close(checked)
		checkLock(holding, conn, cancel)
	}()
	err = hold(holding, epoch)
	cancel(nil)
	<-checked // the connection is not used by two
	return err
}

func awaitLock(ctx context.Context, conn *pgx.Conn, name string) error {
	ticker := time.NewTicker(leasePoll)
	defer ticker.Stop()
	for {
		// Trying, not blocking: a statement that waits would hold back the server's vacuum.
		var isTaken bool
		err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock(hashtextextended('lease/' || $1, 0))", name).Scan(&isTaken)
		if err != nil || isTaken {
			return faultOf(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}

// checkLock asks for a sign of life until ctx ends, and cancels it when there is none.
func checkLock(ctx context.Context, conn *pgx.Conn, cancel context.CancelCauseFunc) {
	ticker := time.NewTicker(leaseCheck)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if _, err := conn.Exec(ctx, "SELECT 1"); err != nil {
			cancel(errLeaseConnection)
			return
		}
	}
}

// fenced runs do in a transaction unless the epoch is not the lease's any more:
// then nothing is written and it returns false. Until the transaction ends nobody
// can take the lease over.
func (d *DB) fenced(ctx context.Context, lease string, epoch int64, do func(*Tx) error) (bool, error) {
	isHeld := false
	err := d.InTx(ctx, func(tx *Tx) error {
		var err error
		if isHeld, err = tx.q.LockEpoch(ctx, epoch, lease); err != nil {
			return unlessNotFound(faultOf(err))
		}
		if !isHeld {
			return nil
		}
		return do(tx)
	})
	return isHeld && err == nil, err
}
