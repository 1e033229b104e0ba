package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

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

// MaxPastClaims is how many of a patient's other claims are looked at to decide one, the
// newest: where there are more, a person is asked.
const MaxPastClaims = 2000

// PastQuery asks for the other claims of patients.
type PastQuery struct {
	Insurer claims.InsurerID
	// Patients, each with a day: claims whose day of service is before it do not count.
	// Zero is all.
	Patients map[string]claims.Date
	// Without are claims that do not count: those that are about to be corrected.
	Without []claims.ID
	// Before is an instant: claims that were accepted later do not count.
	Before time.Time
	// Submission and Position are those of a claim; what stands before it in its own
	// submission counts too. "" is none.
	Submission string
	Position   int
	// Most is how many claims of each patient are looked at, the newest.
	Most int
}

// History is what a patient had.
type History struct {
	Claims []PastClaim
	// IsCut is set where there are more claims than are looked at.
	IsCut bool
}

// Place is where a claim stands in the order of acceptance: a replacement where its first
// version does. Claims of one instant are told apart by their submissions.
type Place struct {
	AcceptedAt time.Time
	Submission string
	Position   int
}

// Compare orders places as the claims were accepted.
func (p Place) Compare(other Place) int {
	return cmp.Or(p.AcceptedAt.Compare(other.AcceptedAt), cmp.Compare(other.Submission, p.Submission), cmp.Compare(p.Position, other.Position))
}

// PastClaim is a claim of a patient that stands, still encrypted.
type PastClaim struct {
	ID       claims.ID
	Place    Place
	Provider claims.ProviderID
	// Brief is what other claims' edits look at; where there is none there is Content.
	Brief, Content []byte
	// Reasons are those of its last determination, or of its assessment before.
	Reasons []byte
	// Result is what the ledger determined of its lines; nil until then.
	Result []byte
}

// PastClaims returns the patients' claims with the insurer that stand, of so many of
// each as are asked for, the newest, in one statement, and another where some replaced
// others: in the order of their places. Claims that were replaced, voided or reversed do
// not stand.
func (q Queries) PastClaims(ctx context.Context, query PastQuery) (map[string]History, error) {
	without := make([]string, len(query.Without))
	for i, id := range query.Without {
		without[i] = string(id)
	}
	patients, firstDays := make([]string, 0, len(query.Patients)), make([]int32, 0, len(query.Patients))
	for patient, day := range query.Patients {
		patients, firstDays = append(patients, patient), append(firstDays, int32(day))
	}
	position := int32(query.Position)
	rows, err := q.q.PastClaimsOfPatients(ctx, sqlc.PastClaimsOfPatientsParams{
		Patients: patients, FirstDays: firstDays, InsurerID: int64(query.Insurer), Without: without, Before: query.Before,
		Submission: optional(query.Submission), Position: &position, RowLimit: int32(query.Most) + 1,
	})
	if err != nil {
		return nil, faultOf(err)
	}
	places, err := q.placesOfReplacements(ctx, rows)
	if err != nil {
		return nil, err
	}
	histories := make(map[string]History, len(patients))
	for i := range rows {
		row := &rows[i]
		history := histories[row.PatientID]
		if row.Newness > int64(query.Most) {
			history.IsCut = true
		} else {
			history.Claims = append(history.Claims, pastClaimOf(row, places))
		}
		histories[row.PatientID] = history
	}
	if len(places) > 0 {
		for _, history := range histories {
			slices.SortFunc(history.Claims, func(a, b PastClaim) int { return a.Place.Compare(b.Place) })
		}
	}
	return histories, nil
}

// placesOfReplacements returns the places of those of the claims that replaced others.
func (q Queries) placesOfReplacements(ctx context.Context, rows []sqlc.PastClaimsOfPatientsRow) (map[claims.ID]Place, error) {
	var replacements []claims.ID
	for i := range rows {
		if rows[i].Replaces != nil {
			replacements = append(replacements, claims.ID(rows[i].ID))
		}
	}
	return q.PlacesOf(ctx, replacements)
}

// PlacesOf returns the places of claims.
func (q Queries) PlacesOf(ctx context.Context, ids []claims.ID) (map[claims.ID]Place, error) {
	if len(ids) == 0 {
		return nil, nil //nolint:nilnil // nothing is asked.
	}
	asked := make([]string, len(ids))
	for i, id := range ids {
		asked[i] = string(id)
	}
	rows, err := q.q.PlacesOfClaims(ctx, asked)
	if err != nil {
		return nil, faultOf(err)
	}
	places := make(map[claims.ID]Place, len(rows))
	for i := range rows {
		row := &rows[i]
		places[claims.ID(row.OfClaim)] = Place{inUTC(row.AcceptedAt), row.SubmissionID, int(row.Position)}
	}
	return places, nil
}

func pastClaimOf(row *sqlc.PastClaimsOfPatientsRow, places map[claims.ID]Place) PastClaim {
	past := PastClaim{
		ID: claims.ID(row.ID), Place: Place{inUTC(row.AcceptedAt), row.SubmissionID, int(row.Position)},
		Provider: claims.ProviderID(row.ProviderID), Reasons: row.Assessment, Result: row.Result,
	}
	if first, isReplacement := places[past.ID]; isReplacement {
		past.Place = first
	}
	if row.IsWhole {
		past.Content = row.Text
	} else {
		past.Brief = row.Text
	}
	if row.Redetermined != nil {
		past.Reasons = row.Redetermined
	}
	return past
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
	Insurer                claims.InsurerID
	Rule                   string
	Provider               claims.ProviderID
	Claim                  claims.ID
	AskedFrom, AskedBefore time.Time
	Order                  TimeOrder // by when it was asked
	// AfterTime and AfterID are the position of the review before; a zero time is the start.
	AfterTime time.Time
	AfterID   string
	Limit     int
}

// OpenReviews returns an insurer's open reviews, in the order given.
//
// Errors: [ErrNotFound] when an id in the query is none.
func (q Queries) OpenReviews(ctx context.Context, query ReviewQuery) ([]QueuedReview, error) {
	order := listed{columns: []string{"r.asked_at", "r.id"}, isUpwards: query.Order == EarliestFirst}
	where := query.conditions()
	if !query.AfterTime.IsZero() {
		order.after(where, query.AfterTime, query.AfterID)
	}
	statement := "SELECT r.id, r.claim_id, r.line, r.rule, r.asked_at FROM claim_reviews r" + where.where() + order.sql() +
		fmt.Sprintf(" LIMIT %d", query.Limit)
	rows, err := q.db.Query(ctx, statement, where.args...)
	if err != nil {
		return nil, faultOf(err)
	}
	queued, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (QueuedReview, error) {
		var r QueuedReview
		err := row.Scan(&r.ID, &r.Claim, &r.Line, &r.Rule, &r.AskedAt)
		r.AskedAt = inUTC(r.AskedAt)
		return r, err
	})
	return queued, faultOf(err)
}

func (query *ReviewQuery) conditions() *conditions {
	where := &conditions{}
	where.add("r.state = 'open'")
	where.add("r.insurer_id = ?", int64(query.Insurer))
	if query.Rule != "" {
		where.add("r.rule = ?", query.Rule)
	}
	if query.Provider != 0 {
		where.add("EXISTS (SELECT FROM claims c WHERE c.id = r.claim_id AND c.provider_id = ?)", int64(query.Provider))
	}
	if query.Claim != "" {
		where.add("r.claim_id = ?", string(query.Claim))
	}
	if !query.AskedFrom.IsZero() {
		where.add("r.asked_at >= ?", query.AskedFrom)
	}
	if !query.AskedBefore.IsZero() {
		where.add("r.asked_at < ?", query.AskedBefore)
	}
	return where
}
