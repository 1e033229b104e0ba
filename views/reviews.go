package views

import (
	"context"
	"fmt"
	"slices"

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

// ReviewQueue returns a page of what the insurer that asks has to look at, what waits
// longest first; of one rule, or of all for "".
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrPageSizeInvalid],
// [ErrCursorInvalid].
func (v *Views) ReviewQueue(ctx context.Context, rule string, page Page) (ReviewPage, error) {
	principal, _ := auth.PrincipalFrom(ctx)
	if err := v.config.Policy.Allow(ctx, auth.ActionResolveReview, auth.Resource{Insurer: principal.Insurer}); err != nil {
		return ReviewPage{}, err
	}
	after, err := page.start()
	if err != nil {
		return ReviewPage{}, err
	}
	query := store.ReviewQuery{Insurer: principal.Insurer, Rule: rule, Limit: page.First + 1}
	if after != nil {
		if !isID(after.id) {
			return ReviewPage{}, ErrCursorInvalid
		}
		query.AfterTime, query.AfterID = after.at, after.id
	}
	rows, err := v.config.DB.OpenReviews(ctx, query)
	if err != nil {
		return ReviewPage{}, fmt.Errorf("loading reviews: %w", err)
	}
	hasNext := len(rows) > page.First
	rows = rows[:min(len(rows), page.First)]
	cursors := make([]string, len(rows))
	for i := range rows {
		cursors[i] = position{at: rows[i].AskedAt, id: rows[i].ID}.cursor()
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
