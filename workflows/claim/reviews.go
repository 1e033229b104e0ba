package claim

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/store"
)

// AreReviewsComplete looks at the claim anew, and reports whether no person has to
// look at it any more. What has to be looked at besides is asked, what has not any
// more is taken back, as of a line that is denied because its document is overdue. It
// is idempotent by claim, line and rule.
func (a *Activities) AreReviewsComplete(ctx context.Context, id claims.ID) (bool, error) {
	opened, err := a.openPended(ctx, id)
	if err != nil || opened == nil {
		return true, err
	}
	return a.review(ctx, opened, overdueAt(opened, a.Clock()))
}

// PassDeadline is [Activities.AreReviewsComplete] once the time for the documents has
// passed: what is missing then is overdue by the workflow's clock, and the claim's own
// clock does not stand still for it while persons look at the claim.
func (a *Activities) PassDeadline(ctx context.Context, id claims.ID) (bool, error) {
	opened, err := a.openPended(ctx, id)
	if err != nil || opened == nil {
		return true, err
	}
	return a.review(ctx, opened, overdueAfterTimer(opened, a.Clock()))
}

// review keeps what persons have to look at as things stand, and reports whether that
// is nothing.
func (a *Activities) review(ctx context.Context, opened *assessing.Claim, overdue map[string]bool) (bool, error) {
	assessment, err := assess(opened, overdue)
	if err != nil {
		return false, err
	}
	lift, err := a.lift(ctx, opened, &assessment, overdue)
	if err != nil {
		return false, err
	}
	err = a.DB.InTx(ctx, func(tx *store.Tx) error {
		if lift != nil {
			if err := tx.AddClockAct(ctx, lift); err != nil {
				return err
			}
		}
		if err := a.askReviews(ctx, tx, opened, assessment.ReviewsNeeded); err != nil {
			return err
		}
		tx.ClaimChanged(opened.ID)
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("asking for reviews: %w", err)
	}
	return len(assessment.ReviewsNeeded) == 0, nil
}

// askReviews keeps what persons have to look at. The ledger is not told: no clock
// stops for what the insurer looks at by itself.
func (a *Activities) askReviews(ctx context.Context, tx *store.Tx, c *assessing.Claim, needed []adjudicate.ReviewNeed) error {
	now := a.Clock()
	for i := range c.Reviews {
		row := &c.Reviews[i]
		if row.State != store.ReviewOpen {
			continue
		}
		isNeeded, err := isStillNeeded(c, row, needed)
		if err != nil {
			return err
		}
		if isNeeded {
			continue
		}
		if err := tx.DropReview(ctx, row.ID, now); err != nil {
			return err
		}
	}
	for _, need := range needed {
		id := uuid.NewString()
		detail, err := json.Marshal(need.Detail)
		if err != nil {
			return fmt.Errorf("writing what a rule found: %w", err)
		}
		sealed, err := c.Key.SealDetail(id, detail)
		if err != nil {
			return fmt.Errorf("sealing what a rule found: %w", err)
		}
		review := store.Review{ID: id, Line: need.Line, Rule: need.Rule, Detail: sealed, AskedAt: now}
		if err := tx.AskReview(ctx, c.Insurer, c.ID, review); err != nil {
			return err
		}
	}
	return nil
}

// isStillNeeded reports whether an open review is what a person has to look at. One
// that was asked because the rule set was not here is not the one on a day that the
// set does not know, though the rule is the same: who clears that must have seen it.
func isStillNeeded(c *assessing.Claim, row *store.Review, needed []adjudicate.ReviewNeed) (bool, error) {
	i := slices.IndexFunc(needed, func(n adjudicate.ReviewNeed) bool { return n.Line == row.Line && n.Rule == row.Rule })
	if i < 0 || row.Rule != rules.NoRules.String() {
		return i >= 0, nil
	}
	asked, err := c.Key.OpenDetail(row.ID, row.Detail)
	if err != nil {
		return false, fmt.Errorf("opening what a rule found: %w", err)
	}
	found, err := json.Marshal(needed[i].Detail)
	if err != nil {
		return false, fmt.Errorf("writing what a rule found: %w", err)
	}
	return bytes.Equal(asked, found), nil
}
