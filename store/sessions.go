package store

import (
	"context"
	"errors"
	"time"
)

// AddNonce keeps a nonce by its hash, unless as many as most wait to be used; those
// that ended go.
func (d *DB) AddNonce(ctx context.Context, hash []byte, expiresAt, now time.Time, most int) (bool, error) {
	if err := d.q.DropSignInNonces(ctx, now); err != nil {
		return false, faultOf(err)
	}
	kept, err := d.q.AddSignInNonce(ctx, hash, expiresAt, int64(most))
	return kept == 1, faultOf(err)
}

// TakeNonce reports whether a nonce was there and had not ended, and takes it away: of
// several at once one finds it.
func (d *DB) TakeNonce(ctx context.Context, hash []byte, now time.Time) (bool, error) {
	taken, err := d.q.TakeSignInNonce(ctx, hash, now)
	return taken == 1, faultOf(err)
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
