package claim

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/store"
)

// AreReviewsComplete looks at the claim anew, and reports whether no person has to
// look at it any more. What has to be looked at besides is asked, what has not any
// more is taken back. It is idempotent by claim, line and rule.
func (a *Activities) AreReviewsComplete(ctx context.Context, id claims.ID) (bool, error) {
	opened, err := a.open(ctx, id)
	if err != nil || opened.Stage != store.StagePended {
		return true, err
	}
	assessment, err := assess(opened, false)
	if err != nil {
		return false, err
	}
	err = a.DB.InTx(ctx, func(tx *store.Tx) error {
		if err := a.askReviews(ctx, tx, opened, assessment.ReviewsNeeded); err != nil {
			return err
		}
		return tx.ClaimChanged(ctx, id)
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
	for _, row := range c.Reviews {
		isNeeded := slices.ContainsFunc(needed, func(n adjudicate.ReviewNeed) bool { return n.Line == row.Line && n.Rule == row.Rule })
		if row.State == store.ReviewOpen && !isNeeded {
			if err := tx.DropReview(ctx, row.ID, now); err != nil {
				return err
			}
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
