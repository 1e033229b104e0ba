package store

import (
	"context"
	"errors"
	"time"
)

// UseNonce keeps a nonce that is used by its hash, and reports whether it was not kept
// before: of several at once one is the first. Those that ended go.
func (d *DB) UseNonce(ctx context.Context, hash []byte, expiresAt, now time.Time) (bool, error) {
	used, err := d.q.UseSignInNonce(ctx, hash, expiresAt)
	if err != nil {
		return false, faultOf(err)
	}
	return used == 1, faultOf(d.q.DropSignInNonces(ctx, now))
}

// AddSession keeps what a session stands for, by the hash of its token; those that
// ended go.
func (d *DB) AddSession(ctx context.Context, hash, content []byte, expiresAt, now time.Time) error {
	if err := d.q.AddWalletSession(ctx, hash, content, expiresAt); err != nil {
		return faultOf(err)
	}
	return faultOf(d.q.DropWalletSessions(ctx, now))
}

// Session returns what a session stands for, nil when there is none or it ended.
func (d *DB) Session(ctx context.Context, hash []byte, now time.Time) (content []byte, expiresAt time.Time, err error) {
	row, err := d.q.WalletSession(ctx, hash, now)
	if err = faultOf(err); errors.Is(err, ErrNotFound) {
		return nil, time.Time{}, nil
	}
	return row.Content, inUTC(row.ExpiresAt), err
}

// EndSession takes a session away.
func (d *DB) EndSession(ctx context.Context, hash []byte) error {
	return faultOf(d.q.EndWalletSession(ctx, hash))
}
