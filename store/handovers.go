package store

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/propagation"

	"github.com/clearclaim/clearclaim/claims"
)

// Channels of notifications.
const (
	ChannelHandOver = "hand_over"
	ChannelIntent   = "intent"
	// ChannelClaimChanged: claims changed, as [Queries.ClaimChanges] tells.
	ChannelClaimChanged = "claim_changed"
	// ChannelChainMoved: the read model of the chain reaches another block.
	ChannelChainMoved = "chain_moved"
)

// HandOverKind says what has to happen next.
type HandOverKind string

// The kinds of hand-over.
const (
	// HandOverSettle: clean claims of the insurer wait for their batch. It names no claim.
	HandOverSettle HandOverKind = "settle"
	// HandOverPend: the claim needs a document or a review.
	HandOverPend HandOverKind = "pend"
	// HandOverEvidence: a document that was asked for is there.
	HandOverEvidence HandOverKind = "evidence"
	// HandOverReview: a person has looked at what the claim waited for, or its rule set is there.
	HandOverReview HandOverKind = "review"
)

// HandOver is something that has to happen next, committed with the fact that
// demands it and delivered at least once.
type HandOver struct {
	ID      int64 // given by the database
	Kind    HandOverKind
	Insurer claims.InsurerID
	Claim   claims.ID // "" where the kind names no claim
	// Trace is the trace of what committed it, as W3C traceparent; "" is none.
	Trace     string
	CreatedAt time.Time
}

// traceparent is the key of a trace among what is propagated.
const traceparent = "traceparent"

// Context returns a context in which what follows the hand-over belongs to the
// trace of what committed it.
func (h HandOver) Context(ctx context.Context) context.Context {
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{traceparent: h.Trace})
}

// AddHandOver keeps a hand-over and wakes the dispatcher at the commit. Its trace is that of ctx.
func (t *Tx) AddHandOver(ctx context.Context, h HandOver) error {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	err := t.q.InsertHandOver(ctx, string(h.Kind), int64(h.Insurer), optional(string(h.Claim)), optional(carrier[traceparent]))
	if err != nil {
		return faultOf(err)
	}
	return t.notify(ctx, ChannelHandOver)
}

// OpenHandOvers returns up to limit hand-overs that are not yet delivered, the oldest first.
func (q Queries) OpenHandOvers(ctx context.Context, limit int) ([]HandOver, error) {
	rows, err := q.q.OpenHandOvers(ctx, int32(limit))
	if err != nil {
		return nil, faultOf(err)
	}
	open := make([]HandOver, len(rows))
	for i, row := range rows {
		open[i] = HandOver{
			ID: row.ID, Kind: HandOverKind(row.Kind), Insurer: claims.InsurerID(row.InsurerID),
			Claim: claims.ID(required(row.ClaimID)), Trace: required(row.Trace), CreatedAt: inUTC(row.CreatedAt),
		}
	}
	return open, nil
}

// CloseHandOvers marks hand-overs as delivered. Those that are already stay as they are.
func (d *DB) CloseHandOvers(ctx context.Context, ids ...int64) error {
	return faultOf(d.q.CloseHandOvers(ctx, ids))
}

// notify wakes a channel at the commit, once a transaction.
func (t *Tx) notify(ctx context.Context, channel string) error {
	return faultOf(t.q.Notify(ctx, channel))
}

// optional returns nil for the empty text.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// required returns the text, or the empty text for NULL.
func required(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
