package views

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
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
// What is nil is withheld from auditors: see [OutcomeMetrics.withhold].
type OutcomeMetrics struct {
	Submitted, Pended, Determined, Paid, Denied, Reversed, Appealed, Overturned *int
	Charge, Allowed, PaidAmount, Interest                                       *money.Amount
	// DeniedBasisPoints are of those determined, OverturnedBasisPoints of those appealed,
	// rounded half up; nil of none.
	DeniedBasisPoints, OverturnedBasisPoints *int
	// SecondsToDecideMedian and SecondsToDecideP90 are nil where nothing is determined.
	SecondsToDecideMedian, SecondsToDecideP90 *int
	// ExplainedClaims is of how many claims, the newest, the denials are.
	ExplainedClaims *int
	Signals         []SignalCount

	insurer      claims.InsurerID
	from, before time.Time
	// isWithheld is set where so few claims were accepted that nothing is told of them.
	isWithheld bool
}

// DenialCount is how many lines are denied with a group and a reason code.
type DenialCount struct {
	Group, CARC string
	Lines       *int // nil where withheld
}

// SignalCount is how often a rule had a person look at a line; what is nil is withheld.
type SignalCount struct {
	Rule                            string
	Asked, Open, Cleared, Confirmed *int
}

// Outcomes returns the metrics of an insurer's claims that were accepted on the days of
// a period, in UTC. They name nobody, and no claim. An insurer has none of another: nil.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrPeriodInvalid].
func (v *Views) Outcomes(ctx context.Context, insurer claims.InsurerID, period claims.Span) (*OutcomeMetrics, error) {
	err := v.config.Policy.Allow(ctx, auth.ActionReadMetrics, auth.Resource{Insurer: insurer})
	principal, _ := auth.PrincipalFrom(ctx)
	if errors.Is(err, auth.ErrForbidden) && principal.Role == auth.RoleInsurer {
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
	metrics := metricsOf(&outcomes)
	metrics.insurer, metrics.from, metrics.before = insurer, from, before
	isAuditor := principal.Role == auth.RoleAuditor
	if isAuditor {
		metrics.withhold(&outcomes)
	}
	for i := range signals {
		count := signalCountOf(&signals[i])
		if isAuditor {
			count.withhold(&signals[i])
		}
		metrics.Signals = append(metrics.Signals, count)
	}
	return metrics, nil
}

func metricsOf(of *store.Outcomes) *OutcomeMetrics {
	explained := min(of.Submitted, maxExplained)
	metrics := &OutcomeMetrics{
		Submitted: &of.Submitted, Pended: &of.Pended, Determined: &of.Determined, Paid: &of.Paid, Denied: &of.Denied,
		Reversed: &of.Reversed, Appealed: &of.Appealed, Overturned: &of.Overturned,
		Charge: &of.Charge, Allowed: &of.Allowed, PaidAmount: &of.PaidAmount, Interest: &of.Interest,
		DeniedBasisPoints: basisPoints(of.Denied, of.Determined), OverturnedBasisPoints: basisPoints(of.Overturned, of.Appealed),
		ExplainedClaims: &explained,
	}
	if of.Determined > 0 {
		metrics.SecondsToDecideMedian, metrics.SecondsToDecideP90 = &of.MedianSeconds, &of.P90Seconds
	}
	return metrics
}

func signalCountOf(of *store.Signal) SignalCount {
	return SignalCount{Rule: of.Rule, Asked: &of.Asked, Open: &of.Open, Cleared: &of.Cleared, Confirmed: &of.Confirmed}
}

// Denials counts the denied lines of the claims of metrics, the newest of them, by what is
// posted of them. That the claims were read is noted. It is nil where it is withheld.
func (v *Views) Denials(ctx context.Context, of *OutcomeMetrics) ([]*DenialCount, error) {
	if of.isWithheld {
		return nil, nil
	}
	return once(ctx, denialsOf{of.insurer, of.from, of.before}, func() ([]*DenialCount, error) { return v.denials(ctx, of) })
}

func (v *Views) denials(ctx context.Context, of *OutcomeMetrics) ([]*DenialCount, error) {
	rows, err := v.reads(ctx).Claims(ctx, store.ClaimQuery{
		Scope: store.Scope{Insurer: of.insurer}, AcceptedFrom: of.from, AcceptedBefore: of.before, Limit: maxExplained,
	})
	if err != nil {
		return nil, fmt.Errorf("loading claims: %w", err)
	}
	var opened []claims.ID
	counts := map[posting]*denied{}
	for i := range rows {
		if d := rows[i].Determination; d == nil || d.Reversal != nil {
			continue
		}
		claim, err := v.open(ctx, &rows[i], 0)
		if err != nil {
			return nil, err
		}
		opened = append(opened, claim.ID)
		countDenials(counts, claim)
	}
	sight, _, err := sightOf(ctx)
	if err != nil {
		return nil, err
	}
	return denialCountsOf(counts, sight.action == auth.ActionAuditClaim), v.access(ctx, sight.action, opened)
}

// posting is what is posted of a denied line, and denied how many lines and claims have it.
type posting struct{ group, carc string }

type denied struct {
	lines, claims int
	last          claims.ID
}

// countDenials adds the denied lines of a claim.
func countDenials(counts map[posting]*denied, claim *Claim) {
	for l := range claim.Lines {
		line := &claim.Lines[l]
		if line.IsDenied == nil || !*line.IsDenied || line.Explanation == nil {
			continue
		}
		for _, hit := range line.Explanation.Hits {
			if !hit.IsPosted {
				continue
			}
			count := counts[posting{hit.Group, hit.CARC}]
			if count == nil {
				count = &denied{}
				counts[posting{hit.Group, hit.CARC}] = count
			}
			count.lines++
			if count.last != claim.ID {
				count.last = claim.ID
				count.claims++
			}
		}
	}
}

// denialCountsOf returns counts, the most frequent first, and behind them those that are
// withheld: of few claims, from auditors.
func denialCountsOf(counts map[posting]*denied, isAuditor bool) []*DenialCount {
	told := func(of posting) int {
		if isAuditor && isSmall(counts[of].claims) {
			return 0
		}
		return counts[of].lines
	}
	denials := make([]*DenialCount, 0, len(counts))
	for _, of := range slices.SortedFunc(maps.Keys(counts), func(a, b posting) int {
		return cmp.Or(told(b)-told(a), cmp.Compare(a.carc, b.carc), cmp.Compare(a.group, b.group))
	}) {
		count := &DenialCount{Group: of.group, CARC: of.carc}
		if lines := told(of); lines > 0 {
			count.Lines = &lines
		}
		denials = append(denials, count)
	}
	return denials
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
