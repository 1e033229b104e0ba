package store

import (
	"context"
	"strconv"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// YearsSharingTotals returns the coverage years that share totals with a claim's, under
// its plan, and the plan.
//
// Errors: [ErrNotFound].
func (q Queries) YearsSharingTotals(ctx context.Context, claim claims.ID) (claims.PlanID, []CoverageYear, error) {
	rows, err := q.q.YearsSharingTotals(ctx, string(claim))
	if err != nil {
		return 0, nil, faultOf(err)
	}
	if len(rows) == 0 {
		return 0, nil, ErrNotFound
	}
	years := make([]CoverageYear, len(rows))
	for i, row := range rows {
		years[i] = CoverageYear{
			ID: claims.CoverageYearID(row.ID), Span: spanOf(row.StartDate, &row.EndDate),
			FamilyYear: claims.FamilyYearID(row.FamilyYear), Extension: claims.ExtensionID(row.Extension),
		}
	}
	return claims.PlanID(rows[0].PlanID), years, nil
}

// StandingDetermination is a determination that stands, with what it was made of beside
// the claim's lines.
type StandingDetermination struct {
	Claim      claims.ID
	Year       claims.CoverageYearID
	ServiceDay claims.Date
	Flags      commitment.Flags
	Result     []byte // words of line results
	ReceivedAt time.Time
}

// DeterminedUntilCorrected returns determinations in coverage years that stand and were
// made after the last one of a claim's that was corrected, and before it was, in the order
// in which they were made: at most so many.
func (q Queries) DeterminedUntilCorrected(
	ctx context.Context, corrected claims.Number, years []CoverageYear, most int,
) ([]StandingDetermination, error) {
	ids := make([]string, len(years))
	for i, year := range years {
		ids[i] = strconv.FormatUint(uint64(year.ID), 10)
	}
	rows, err := q.q.DeterminedUntilCorrected(ctx, sqlc.DeterminedUntilCorrectedParams{
		InsurerID: int64(corrected.Batch.Insurer), Batch: int64(corrected.Batch.Sequence), ClaimIndex: int32(corrected.Index),
		Years: ids, Most: int32(most),
	})
	if err != nil {
		return nil, faultOf(err)
	}
	standing := make([]StandingDetermination, len(rows))
	for i, row := range rows {
		standing[i] = StandingDetermination{
			Claim: claims.ID(row.ID), Year: claims.CoverageYearID(row.CoverageYear), ServiceDay: claims.Date(row.ServiceDay),
			Flags: commitment.Flags(row.Flags), Result: row.Result, ReceivedAt: inUTC(row.ReceivedAt),
		}
	}
	return standing, nil
}
