package indexer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/store"
)

// Status says how far the read model is behind the chain.
type Status struct {
	Head uint64
	// IsHeadKnown is false while the node does not answer.
	IsHeadKnown bool
	Indexed     uint64
	Final       uint64
	// ProgressAge is how long ago an indexer moved the cursor, or found that it stands
	// at the head. It stays below some seconds while one works, whether there are
	// blocks or not. Where nothing is indexed it counts from this process's start.
	ProgressAge time.Duration
	// IsStalled is set when that is too long: see [Options.StallAfter].
	IsStalled bool
}

// Lag returns how many blocks the read model is behind, none where the head is not known.
func (s Status) Lag() uint64 { return s.Head - min(s.Head, s.Indexed) }

// Status returns how far the read model is behind the chain. Any process may ask,
// not only the one whose indexer works. A node that does not answer is no error:
// that nothing goes on is to be told just then.
func (x *Indexer) Status(ctx context.Context) (Status, error) {
	cursor, err := x.cursorOrZero(ctx)
	if err != nil {
		return Status{}, err
	}
	head, err := x.source.Head(ctx)
	return Status{
		Head: head.Number, IsHeadKnown: err == nil, Indexed: cursor.Number, Final: cursor.Final, ProgressAge: cursor.Age,
		IsStalled: cursor.Age > x.opts.StallAfter,
	}, nil
}

// cursorOrZero returns the cursor. Where there is none, its age is this indexer's.
func (x *Indexer) cursorOrZero(ctx context.Context) (store.ChainCursor, error) {
	cursor, err := x.db.ChainCursor(ctx)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return store.ChainCursor{Age: time.Since(x.startedAt)}, nil
	case err != nil:
		return store.ChainCursor{}, fmt.Errorf("reading the cursor: %w", err)
	}
	return cursor, nil
}

// watch raises an alarm when nobody makes progress, until ctx ends: an indexer that
// waits for the lease tells it of the one that has it.
func (x *Indexer) watch(ctx context.Context) {
	isStalled := false
	for sleep(ctx, x.opts.StallAfter/3) == nil {
		cursor, err := x.cursorOrZero(ctx)
		if err != nil {
			continue // the database is not there: others say so
		}
		was := isStalled
		isStalled = cursor.Age > x.opts.StallAfter
		switch {
		case isStalled && !was:
			x.opts.Log.ErrorContext(ctx, "indexing stalls", "block", cursor.Number, "seconds", int(cursor.Age/time.Second))
		case was && !isStalled:
			x.opts.Log.InfoContext(ctx, "indexing goes on", "block", cursor.Number)
		}
	}
}
