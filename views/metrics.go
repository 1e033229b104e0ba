package views

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
)

// ErrPeriodInvalid is returned for metrics of a period that is empty or longer than 366 days.
var ErrPeriodInvalid = errs.New(errs.SpanInvalid, "a period has 1 to 366 days")

const (
	maxPeriod = 366 // days
	// maxExplained is how many claims are opened to count why lines are denied.
	maxExplained = 1000
)

// OutcomeMetrics are what became of an insurer's claims that were accepted in a period.
type OutcomeMetrics struct {
	store.Outcomes
	// DeniedBasisPoints are of those determined, OverturnedBasisPoints of those appealed,
	// rounded half up; nil of none.
	DeniedBasisPoints, OverturnedBasisPoints *int
	// SecondsToDecideMedian and SecondsToDecideP90 are nil where nothing is determined.
	SecondsToDecideMedian, SecondsToDecideP90 *int
	Denials                                   []DenialCount
	// ExplainedClaims is of how many claims, the newest, the denials are.
	ExplainedClaims int
	Signals         []store.Signal
}

// DenialCount is how many lines are denied with a group and a reason code.
type DenialCount struct {
	Group, CARC string
	Lines       int
}

// Outcomes returns the metrics of an insurer's claims that were accepted on the days of
// a period, in UTC. They name nobody, and no claim. An insurer has none of another: nil.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrPeriodInvalid].
func (v *Views) Outcomes(ctx context.Context, insurer claims.InsurerID, period claims.Span) (*OutcomeMetrics, error) {
	err := v.config.Policy.Allow(ctx, auth.ActionReadMetrics, auth.Resource{Insurer: insurer})
	if principal, _ := auth.PrincipalFrom(ctx); errors.Is(err, auth.ErrForbidden) && principal.Role == auth.RoleInsurer {
		return nil, nil //nolint:nilnil // the schema's null for another insurer's.
	}
	if err != nil {
		return nil, err
	}
	if period.End <= period.Start || period.End-period.Start > maxPeriod {
		return nil, ErrPeriodInvalid
	}
	from, before := period.Start.Time(), period.End.Time()
	reads := v.reads(ctx)
	outcomes, err := reads.Outcomes(ctx, insurer, from, before)
	if err != nil {
		return nil, fmt.Errorf("counting outcomes: %w", err)
	}
	signals, err := reads.Signals(ctx, insurer, from, before)
	if err != nil {
		return nil, fmt.Errorf("counting signals: %w", err)
	}
	metrics := &OutcomeMetrics{
		Outcomes: outcomes, Signals: signals, DeniedBasisPoints: basisPoints(outcomes.Denied, outcomes.Determined),
		OverturnedBasisPoints: basisPoints(outcomes.Overturned, outcomes.Appealed),
	}
	if outcomes.Determined > 0 {
		metrics.SecondsToDecideMedian, metrics.SecondsToDecideP90 = &outcomes.MedianSeconds, &outcomes.P90Seconds
	}
	rows, err := reads.Claims(ctx, store.ClaimQuery{
		Scope: store.Scope{Insurer: insurer}, AcceptedFrom: from, AcceptedBefore: before, Limit: maxExplained,
	})
	if err != nil {
		return nil, fmt.Errorf("loading claims: %w", err)
	}
	metrics.ExplainedClaims = len(rows)
	metrics.Denials, err = v.denials(ctx, rows)
	return metrics, err
}

// denials counts the denied lines of claims by what is posted of them. Nothing of a
// claim itself leaves this function, so that no access to it is recorded.
func (v *Views) denials(ctx context.Context, rows []store.ClaimView) ([]DenialCount, error) {
	counts := map[DenialCount]int{}
	for i := range rows {
		if d := rows[i].Determination; d == nil || d.Reversal != nil {
			continue
		}
		claim, err := v.open(ctx, &rows[i], 0)
		if err != nil {
			return nil, err
		}
		for l := range claim.Lines {
			line := &claim.Lines[l]
			if line.IsDenied == nil || !*line.IsDenied || line.Explanation == nil {
				continue
			}
			for _, hit := range line.Explanation.Hits {
				if hit.IsPosted {
					counts[DenialCount{Group: hit.Group, CARC: hit.CARC}]++
				}
			}
		}
	}
	denials := make([]DenialCount, 0, len(counts))
	for _, of := range slices.SortedFunc(maps.Keys(counts), func(a, b DenialCount) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a.CARC, b.CARC), cmp.Compare(a.Group, b.Group))
	}) {
		lines := counts[of]
		of.Lines = lines
		denials = append(denials, of)
	}
	return denials, nil
}

// basisPoints returns part of all in basis points, rounded half up, or nil of none.
func basisPoints(part, all int) *int {
	if all == 0 {
		return nil
	}
	const whole = 10_000
	points := (2*part*whole + all) / (2 * all)
	return &points
}
