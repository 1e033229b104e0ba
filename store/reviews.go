package store

import (
	"context"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// ReviewState is how far a review has come.
type ReviewState string

// The states of a review.
const (
	ReviewOpen      ReviewState = "open"
	ReviewCleared   ReviewState = "cleared"
	ReviewConfirmed ReviewState = "confirmed"
	// ReviewDropped: nobody is asked any more.
	ReviewDropped ReviewState = "dropped"
)

// Review is what a person has to look at of a claim, and what the person found.
type Review struct {
	ID         string
	Line       int
	Rule       string
	Detail     []byte // encrypted
	AskedAt    time.Time
	State      ReviewState
	ResolvedAt time.Time // zero while open
	ResolvedBy string    // subject of the login
	Reasons    []byte    // encrypted
	// Allowed is what the person allows of a line that is priced by report.
	Allowed money.Amount
}

// AskReview keeps that a person has to look at a line. What is asked or answered
// already stays as it is.
func (t *Tx) AskReview(ctx context.Context, insurer claims.InsurerID, claim claims.ID, r Review) error {
	return faultOf(t.q.AskReview(ctx, sqlc.AskReviewParams{
		ID: r.ID, ClaimID: string(claim), InsurerID: int64(insurer), Line: int32(r.Line), Rule: r.Rule, Detail: r.Detail,
		AskedAt: r.AskedAt,
	}))
}

// DropReview takes an open review back.
func (t *Tx) DropReview(ctx context.Context, id string, at time.Time) error {
	return faultOf(t.q.DropReview(ctx, at, id))
}

// ResolveReview ends an open review.
//
// Errors: [ErrConflict] when the review is no longer open.
func (t *Tx) ResolveReview(ctx context.Context, r Review) error {
	allowed := r.Allowed.Cents()
	ended, err := t.q.ResolveReview(ctx, sqlc.ResolveReviewParams{
		State: string(r.State), ResolvedAt: r.ResolvedAt, ResolvedBy: r.ResolvedBy, Reasons: r.Reasons, AllowedCents: &allowed, ID: r.ID,
	})
	if err != nil {
		return faultOf(err)
	}
	if ended == 0 {
		return ErrConflict
	}
	return nil
}

// ReviewsOfClaim returns what persons were asked of a claim.
func (q Queries) ReviewsOfClaim(ctx context.Context, claim claims.ID) ([]Review, error) {
	rows, err := q.q.ReviewsOfClaim(ctx, string(claim))
	if err != nil {
		return nil, faultOf(err)
	}
	reviews := make([]Review, len(rows))
	for i, row := range rows {
		reviews[i] = Review{
			ID: row.ID, Line: int(row.Line), Rule: row.Rule, Detail: row.Detail, AskedAt: inUTC(row.AskedAt),
			State: ReviewState(row.State), ResolvedBy: required(row.ResolvedBy), Reasons: row.Reasons,
			Allowed: money.Cents(row.AllowedCents),
		}
		if row.ResolvedAt != nil {
			reviews[i].ResolvedAt = inUTC(*row.ResolvedAt)
		}
	}
	return reviews, nil
}

// MaxPastClaims is how many of a patient's other claims are looked at: the newest.
const MaxPastClaims = 200

// PastQuery asks for the other claims of patients.
type PastQuery struct {
	Insurer  claims.InsurerID
	Patients []string
	// Without are claims that do not count: those that are about to be corrected.
	Without []claims.ID
	// Before is an instant: claims that were accepted later do not count.
	Before time.Time
	// Submission and Position are those of a claim; what stands before it in its own
	// submission counts too. "" is none.
	Submission string
	Position   int
}

// PastClaim is a claim of a patient that stands, still encrypted.
type PastClaim struct {
	Patient  string
	ID       claims.ID
	Provider claims.ProviderID
	Content  []byte
	// Reasons are those of its last determination, or of its assessment before.
	Reasons []byte
	// Result is what the ledger determined of its lines; nil until then.
	Result []byte
}

// PastClaims returns the patients' claims with the insurer that stand, at most
// [MaxPastClaims] of each, the newest first, in one statement. Claims that were
// replaced, voided or reversed do not stand.
func (q Queries) PastClaims(ctx context.Context, query PastQuery) ([]PastClaim, error) {
	without := make([]string, len(query.Without))
	for i, id := range query.Without {
		without[i] = string(id)
	}
	position := int32(query.Position)
	rows, err := q.q.PastClaimsOfPatients(ctx, sqlc.PastClaimsOfPatientsParams{
		Patients: query.Patients, InsurerID: int64(query.Insurer), Without: without, Before: query.Before,
		Submission: optional(query.Submission), Position: &position, RowLimit: MaxPastClaims,
	})
	if err != nil {
		return nil, faultOf(err)
	}
	past := make([]PastClaim, len(rows))
	for i := range rows {
		row := &rows[i]
		past[i] = PastClaim{
			Patient: row.PatientID, ID: claims.ID(row.ID), Provider: claims.ProviderID(row.ProviderID), Content: row.Content,
			Reasons: row.Assessment, Result: row.Result,
		}
		if row.Redetermined != nil {
			past[i].Reasons = row.Redetermined
		}
	}
	return past, nil
}

// QueuedReview is an open review of an insurer.
type QueuedReview struct {
	ID      string
	Claim   claims.ID
	Line    int
	Rule    string
	AskedAt time.Time
}

// ReviewQuery says which open reviews are read; what is zero does not count.
type ReviewQuery struct {
	Insurer claims.InsurerID
	Rule    string
	// AfterTime and AfterID are the position of the review before; a zero time is the start.
	AfterTime time.Time
	AfterID   string
	Limit     int
}

// OpenReviews returns an insurer's open reviews, the one asked first first.
//
// Errors: [ErrNotFound] when the id in the query is none.
func (q Queries) OpenReviews(ctx context.Context, query ReviewQuery) ([]QueuedReview, error) {
	params := sqlc.OpenReviewsParams{InsurerID: int64(query.Insurer), Rule: query.Rule, RowLimit: int32(query.Limit)}
	if !query.AfterTime.IsZero() {
		params.AfterAt, params.AfterID = &query.AfterTime, &query.AfterID
	}
	rows, err := q.q.OpenReviews(ctx, params)
	if err != nil {
		return nil, faultOf(err)
	}
	queued := make([]QueuedReview, len(rows))
	for i, row := range rows {
		queued[i] = QueuedReview{
			ID: row.ID, Claim: claims.ID(row.ClaimID), Line: int(row.Line), Rule: row.Rule, AskedAt: inUTC(row.AskedAt),
		}
	}
	return queued, nil
}
