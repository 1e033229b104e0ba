package store

import (
	"context"
	"time"

	"github.com/clearclaim/clearclaim/store/sqlc"
)

// Answer is what was answered to a request with an idempotency key.
type Answer struct {
	// Scope is who asked for what, as in "provider/3/submitClaims".
	Scope string
	Key   string
	// ContentHash tells a repetition from another request under the same key.
	ContentHash []byte
	// Answer is JSON: ids, codes and paths, no patient data.
	Answer    []byte
	CreatedAt time.Time
}

// LockIdempotencyKey waits until no other transaction holds the key and holds it
// to the end of this one.
func (t *Tx) LockIdempotencyKey(ctx context.Context, scope, key string) error {
	return faultOf(t.q.LockIdempotencyKey(ctx, scope, key))
}

// IdempotencyAnswer returns the answer that was kept for the key.
//
// Errors: [ErrNotFound].
func (q Queries) IdempotencyAnswer(ctx context.Context, scope, key string) (Answer, error) {
	row, err := q.q.IdempotencyAnswer(ctx, scope, key)
	if err != nil {
		return Answer{}, faultOf(err)
	}
	return Answer{Scope: scope, Key: key, ContentHash: row.ContentHash, Answer: row.Answer}, nil
}

// KeepAnswer keeps the answer for its key.
//
// Errors: [ErrConflict] when there is one already.
func (t *Tx) KeepAnswer(ctx context.Context, a Answer) error {
	return faultOf(t.q.InsertIdempotencyAnswer(ctx, sqlc.InsertIdempotencyAnswerParams{
		Scope: a.Scope, Key: a.Key, ContentHash: a.ContentHash, Answer: a.Answer, CreatedAt: a.CreatedAt,
	}))
}
