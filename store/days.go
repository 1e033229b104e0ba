package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// MaxDayClaims is how many claims of a provider's day are looked at, the newest: each
// takes a minute at least, so that as many fill a person's day.
const MaxDayClaims = 2000

// ProviderDay is what a claim takes of a day of its provider.
type ProviderDay struct {
	Insurer  claims.InsurerID
	Provider claims.ProviderID
	Date     claims.Date
	Claim    claims.ID
	Minutes  []byte // encrypted
}

// AddProviderDays keeps what accepted claims take of days, by COPY.
func (t *Tx) AddProviderDays(ctx context.Context, added []ProviderDay) error {
	if len(added) == 0 {
		return nil
	}
	row := func(i int) ([]any, error) {
		d := &added[i]
		ids, err := uuidsOf(string(d.Claim))
		if err != nil {
			return nil, err
		}
		return []any{int64(d.Insurer), int64(d.Provider), int32(d.Date), ids[0], d.Minutes}, nil
	}
	columns := []string{"insurer_id", "provider_id", "service_day", "claim_id", "minutes"}
	_, err := t.tx.CopyFrom(ctx, pgx.Identifier{"provider_days"}, columns, pgx.CopyFromSlice(len(added), row))
	return faultOf(err)
}

// DayQuery asks what is taken of a provider's days by its claims with an insurer.
type DayQuery struct {
	Insurer  claims.InsurerID
	Provider claims.ProviderID
	Days     []claims.Date
	// Without, Before, Submission and Position are as in [PastQuery].
	Without    []claims.ID
	Before     time.Time
	Submission string
	Position   int
	// Most is how many claims of each day are looked at, the newest.
	Most int
}

// TakenDay is what a claim takes of a day.
type TakenDay struct {
	Date    claims.Date
	Claim   claims.ID
	Patient string
	Minutes []byte // encrypted
}

// ProviderDays returns what claims that stand take of a provider's days, in one
// statement. Claims that were replaced, voided or reversed do not stand.
func (q Queries) ProviderDays(ctx context.Context, query DayQuery) ([]TakenDay, error) {
	days := make([]int32, len(query.Days))
	for i, day := range query.Days {
		days[i] = int32(day)
	}
	without := make([]string, len(query.Without))
	for i, id := range query.Without {
		without[i] = string(id)
	}
	position := int32(query.Position)
	rows, err := q.q.ProviderDays(ctx, sqlc.ProviderDaysParams{
		Days: days, InsurerID: int64(query.Insurer), ProviderID: int64(query.Provider), Without: without, Before: query.Before,
		Submission: optional(query.Submission), Position: &position, RowLimit: int32(query.Most),
	})
	if err != nil {
		return nil, faultOf(err)
	}
	taken := make([]TakenDay, len(rows))
	for i, row := range rows {
		taken[i] = TakenDay{Date: claims.Date(row.ServiceDay), Claim: claims.ID(row.ClaimID), Patient: row.PatientID, Minutes: row.Minutes}
	}
	return taken, nil
}
