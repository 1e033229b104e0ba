package views

import (
	"context"
	"fmt"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/remit"
)

// Estimate is what a claim would give.
type Estimate struct {
	Charge money.Amount
	// Allowed and the rest are nil where a review is needed first.
	Allowed, PlanPaid, OthersPaid, Owed, NotOwed *money.Amount
	// Lines are as of a claim that was determined, or that waits.
	Lines          []Line
	Documents      []adjudicate.EvidenceNeed
	IsReviewNeeded bool
}

// EstimateParts are what an estimate is made of: see intake.Estimate.
type EstimateParts struct {
	Documents      []adjudicate.EvidenceNeed
	IsReviewNeeded bool
	Determination  remit.Determination
}

// Estimate shows an estimate to who asked for it, as far as the principal may know of
// what it rests on.
//
// Errors: those of [remit.New].
func (v *Views) Estimate(ctx context.Context, parts EstimateParts) (*Estimate, error) {
	d := &parts.Determination
	charge, err := d.Claim.Charge()
	if err != nil {
		return nil, fmt.Errorf("summing charges: %w", err)
	}
	estimate := &Estimate{Charge: charge, Documents: parts.Documents, IsReviewNeeded: parts.IsReviewNeeded}
	claim := Claim{Lines: linesOf(d.Claim.Lines)}
	claim.addExplanations(&d.Ledger.Plan, d.Claim.Provider)
	if !parts.IsReviewNeeded {
		remittance, err := remit.New(*d)
		if err != nil {
			return nil, fmt.Errorf("explaining an estimate: %w", err)
		}
		claim.explainLines(ctx, d, &remittance)
		s := remit.StatementOf(&remittance, d.Results)
		estimate.Allowed, estimate.PlanPaid, estimate.OthersPaid = &s.Allowed, &s.PlanPaid, &s.OthersPaid
		estimate.Owed, estimate.NotOwed = &s.Owed, &s.NotOwed
	}
	estimate.Lines = claim.Lines
	return estimate, nil
}
