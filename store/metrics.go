package store

import (
	"context"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Outcomes are what became of an insurer's claims that were accepted in a period, by
// the determinations that stand; of interest by all.
type Outcomes struct {
	Submitted, Pended, Determined, Paid, Denied, Reversed, Appealed, Overturned int
	Charge, Allowed, PaidAmount, Interest                                       money.Amount
	// AllowedClaims and InterestClaims are how many claims have any of Allowed and of Interest.
	AllowedClaims, InterestClaims int
	// MedianSeconds and P90Seconds are from receipt to the first determination, -1 where
	// nothing is determined.
	MedianSeconds, P90Seconds int
}

// Signal is how often a rule had a person look at a claim in a period.
type Signal struct {
	Rule                            string
	Asked, Open, Cleared, Confirmed int
	// Of so many claims each: one may have several lines.
	AskedClaims, OpenClaims, ClearedClaims, ConfirmedClaims, DroppedClaims int
}

// Outcomes returns what became of claims of an insurer that were accepted in [from, before).
func (q Queries) Outcomes(ctx context.Context, insurer claims.InsurerID, from, before time.Time) (Outcomes, error) {
	row, err := q.q.Outcomes(ctx, int64(insurer), from, before)
	if err != nil {
		return Outcomes{}, faultOf(err)
	}
	return Outcomes{
		Submitted: int(row.Submitted), Pended: int(row.Pended), Determined: int(row.Determined), Paid: int(row.Paid), Denied: int(row.Denied),
		Reversed: int(row.Reversed), Appealed: int(row.Appealed), Overturned: int(row.Overturned),
		Charge: money.Cents(row.ChargeCents), Allowed: money.Cents(row.AllowedCents), PaidAmount: money.Cents(row.PaidCents),
		Interest: money.Cents(row.InterestCents), AllowedClaims: int(row.AllowedClaims), InterestClaims: int(row.InterestClaims),
		MedianSeconds: int(row.MedianSeconds), P90Seconds: int(row.P90Seconds),
	}, nil
}

// Signals returns what persons were asked to look at in [from, before), by rule.
func (q Queries) Signals(ctx context.Context, insurer claims.InsurerID, from, before time.Time) ([]Signal, error) {
	rows, err := q.q.Signals(ctx, int64(insurer), from, before)
	if err != nil {
		return nil, faultOf(err)
	}
	signals := make([]Signal, len(rows))
	for i, row := range rows {
		signals[i] = Signal{
			Rule: row.Rule, Asked: int(row.Asked), Open: int(row.Open), Cleared: int(row.Cleared), Confirmed: int(row.Confirmed),
			AskedClaims: int(row.AskedClaims), OpenClaims: int(row.OpenClaims), ClearedClaims: int(row.ClearedClaims),
			ConfirmedClaims: int(row.ConfirmedClaims), DroppedClaims: int(row.DroppedClaims),
		}
	}
	return signals, nil
}
