package views

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

// QueuedReview is an open review, with the claim that waits for it.
type QueuedReview struct {
	Claim  *Claim
	Review *Review
}

// ReviewPage is a page of open reviews, with a cursor for each.
type ReviewPage struct {
	Reviews []*QueuedReview
	Cursors []string
	Info    PageInfo
}

// ReviewFilter says which open reviews are wanted; what is zero or nil does not count.
type ReviewFilter struct {
	Rule     string
	Provider claims.ProviderID
	// Claim is the one that waits; what is no claim's id none has.
	Claim *claims.ID
	// AskedFrom and AskedBefore bound since when it waits.
	AskedFrom, AskedBefore time.Time
}

// ReviewQueue returns a page of what the insurer that asks has to look at, by since when
// it waits, in the order given.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrPageSizeInvalid],
// [ErrCursorInvalid].
func (v *Views) ReviewQueue(ctx context.Context, filter ReviewFilter, order store.TimeOrder, page Page) (ReviewPage, error) {
	principal, _ := auth.PrincipalFrom(ctx)
	if err := v.config.Policy.Allow(ctx, auth.ActionResolveReview, auth.Resource{Insurer: principal.Insurer}); err != nil {
		return ReviewPage{}, err
	}
	list, after, err := page.of(ctx, "reviews", []any{filter, order})
	if err != nil {
		return ReviewPage{}, err
	}
	query := store.ReviewQuery{
		Insurer: principal.Insurer, Rule: filter.Rule, Provider: filter.Provider, AskedFrom: filter.AskedFrom, AskedBefore: filter.AskedBefore,
		Order: order, Limit: page.First + 1,
	}
	if filter.Claim != nil {
		if query.Claim = *filter.Claim; !isID(string(query.Claim)) {
			return ReviewPage{Info: page.info(nil, false)}, nil
		}
	}
	if after != nil {
		if !isID(after.id) || after.at.IsZero() {
			return ReviewPage{}, ErrCursorInvalid
		}
		query.AfterTime, query.AfterID = after.at, after.id
	}
	rows, err := v.reads(ctx).OpenReviews(ctx, query)
	if err != nil {
		return ReviewPage{}, fmt.Errorf("loading reviews: %w", err)
	}
	hasNext := len(rows) > page.First
	rows = rows[:min(len(rows), page.First)]
	cursors := make([]string, len(rows))
	for i := range rows {
		cursors[i] = list.cursor(position{at: rows[i].AskedAt, id: rows[i].ID})
	}
	shown, err := v.queued(ctx, rows)
	return ReviewPage{Reviews: shown, Cursors: cursors, Info: page.info(cursors, hasNext)}, err
}

// queued loads the claims of reviews, all at once.
func (v *Views) queued(ctx context.Context, rows []store.QueuedReview) ([]*QueuedReview, error) {
	ids := make([]claims.ID, len(rows))
	for i := range rows {
		ids[i] = rows[i].Claim
	}
	found, err := v.load(ctx, store.ClaimQuery{IDs: ids})
	if err != nil {
		return nil, err
	}
	queued := make([]*QueuedReview, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		at := slices.IndexFunc(found, func(c *Claim) bool { return c.ID == row.Claim })
		if at < 0 {
			return nil, ErrClaimNotFound
		}
		queued = append(queued, &QueuedReview{Claim: found[at], Review: found[at].review(row)})
	}
	return queued, nil
}

// review returns the claim's review of a row. Content that is erased leaves what
// stands in the clear.
func (c *Claim) review(row *store.QueuedReview) *Review {
	for i := range c.Reviews {
		if c.Reviews[i].Line == row.Line && c.Reviews[i].Rule == row.Rule {
			return &c.Reviews[i]
		}
	}
	return &Review{Line: row.Line, Rule: row.Rule, State: store.ReviewOpen, AskedAt: row.AskedAt}
}
