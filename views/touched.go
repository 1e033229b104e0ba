package views

import (
	"context"
	"fmt"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/corrections"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
)

// TouchedClaim is a claim that a correction of another one touches and leaves as it is:
// it would be determined otherwise now. Differences are what would be more, or less below
// zero.
type TouchedClaim struct {
	Claim                       *Claim
	Paid, CostShare, Noncovered money.Amount
}

// maxTouched is how many determinations after a correction's are looked at.
const maxTouched = 500

// Touched returns the claims that the correction of a claim, which was read, touches: its
// last reversal, replacement or other determination. They are those of the same totals that
// were determined between, and that would be others if all of them were determined again
// now and in their order; nothing is determined again by itself. It is for the claim's
// insurer; nil for others, and where more than [maxTouched] were determined between.
func (v *Views) Touched(ctx context.Context, claim *Claim) ([]*TouchedClaim, error) {
	principal, _ := auth.PrincipalFrom(ctx)
	if principal.Role != auth.RoleInsurer || principal.Insurer != claim.Insurer.ID {
		return nil, nil
	}
	if claim.Version == nil || *claim.Version == 1 && *claim.Standing == Stands {
		return []*TouchedClaim{}, nil
	}
	return once(ctx, touchedBy(claim.ID), func() ([]*TouchedClaim, error) { return v.touchedBy(ctx, claim) })
}

func (v *Views) touchedBy(ctx context.Context, claim *Claim) ([]*TouchedClaim, error) {
	// Row-level security lets no coverage year into an index condition. The claim was read as who asks, and so are those
	// that are shown; all are of the insurer's book.
	var planID claims.PlanID
	var years []store.CoverageYear
	var standing []store.StandingDetermination
	err := v.config.DB.InSnapshot(ctx, func(q store.Queries) (err error) {
		if planID, years, err = q.YearsSharingTotals(ctx, claim.ID); err != nil {
			return fmt.Errorf("loading coverage years: %w", err)
		}
		if standing, err = q.DeterminedUntilCorrected(ctx, *claim.Number, years, maxTouched+1); err != nil {
			return fmt.Errorf("loading determinations: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(standing) > maxTouched {
		return nil, nil
	}
	if len(standing) == 0 {
		return []*TouchedClaim{}, nil
	}
	plan, err := v.plan(ctx, planID)
	if err != nil {
		return nil, err
	}
	return v.touched(ctx, plan, years, standing)
}

func (v *Views) touched(
	ctx context.Context, plan *coverage.Plan, years []store.CoverageYear, standing []store.StandingDetermination,
) ([]*TouchedClaim, error) {
	shown, err := v.claimsOf(ctx, standing)
	if err != nil {
		return nil, err
	}
	totals, err := v.yearTotals(ctx, plan, years)
	if err != nil {
		return nil, err
	}
	spans := make(map[claims.CoverageYearID]claims.Span, len(years))
	for _, year := range years {
		spans[year.ID] = year.Span
	}
	later := make([]corrections.Determination, len(standing))
	for i := range standing {
		if later[i], err = determinationOf(plan, spans, &standing[i], shown[standing[i].Claim]); err != nil {
			return nil, fmt.Errorf("reading the determination of claim %s: %w", standing[i].Claim, err)
		}
	}
	changed, err := corrections.Changed(plan, totals, later)
	if err != nil {
		return nil, fmt.Errorf("determining again what a correction touches: %w", err)
	}
	touched := []*TouchedClaim{}
	for _, touch := range changed {
		if of := shown[standing[touch.Position].Claim]; of != nil {
			touched = append(touched, &TouchedClaim{
				Claim: of, Paid: money.Cents(touch.PaidCents), CostShare: money.Cents(touch.CostShareCents),
				Noncovered: money.Cents(touch.NoncoveredCents),
			})
		}
	}
	return touched, nil
}

// claimsOf returns the claims of determinations, those of them that the principal may see.
func (v *Views) claimsOf(ctx context.Context, standing []store.StandingDetermination) (map[claims.ID]*Claim, error) {
	ids := make([]claims.ID, len(standing))
	for i := range standing {
		ids[i] = standing[i].Claim
	}
	found, err := v.load(ctx, store.ClaimQuery{IDs: ids})
	if err != nil {
		return nil, err
	}
	shown := make(map[claims.ID]*Claim, len(found))
	for _, claim := range found {
		shown[claim.ID] = claim
	}
	return shown, nil
}

func (v *Views) yearTotals(ctx context.Context, plan *coverage.Plan, years []store.CoverageYear) ([]corrections.YearTotals, error) {
	accumulators, err := v.accumulators(ctx, plan.Insurer, plan, years)
	if err != nil {
		return nil, err
	}
	totals := make([]corrections.YearTotals, len(years))
	for i, year := range years {
		totals[i] = corrections.YearTotals{Year: year.ID, Family: year.FamilyYear, Extension: year.Extension, Totals: accumulators[i]}
	}
	return totals, nil
}

// determinationOf returns what a determination was made of. What does not depend on totals
// is as it was: a provider without credentials has none. Of an erased claim the units are
// those that counted.
func determinationOf(
	plan *coverage.Plan, spans map[claims.CoverageYearID]claims.Span, standing *store.StandingDetermination, claim *Claim,
) (corrections.Determination, error) {
	var made corrections.Determination
	words, err := commitment.ParseWords(standing.Result)
	if err != nil {
		return made, err
	}
	if made.Results, err = commitment.DecodeResults(words); err != nil {
		return made, err
	}
	made.Year = standing.Year
	made.Facts = benefits.Facts{
		Year: spans[standing.Year], ServiceDate: standing.ServiceDay, ReceiptDate: plan.DateOf(standing.ReceivedAt),
		IsProviderCredentialed: true, HasAuthorization: standing.Flags&commitment.HasAuthorization != 0,
		HasEvidence: standing.Flags&commitment.HasEvidence != 0, HasPriorPayers: standing.Flags&commitment.HasPriorPayers != 0,
		IsLateFilingExcused: standing.Flags&commitment.FilingExcused != 0,
	}
	units := unitsOf(claim)
	for i := range made.Results {
		result := &made.Results[i]
		line := benefits.Line{
			Charge: result.Charge, Units: max(result.Units, 1), Allowed: result.Allowed, Class: result.Class, Prior: result.Prior,
		}
		if i < len(units) {
			line.Units = units[i]
		}
		made.Lines = append(made.Lines, line)
		made.Facts.IsProviderCredentialed = made.Facts.IsProviderCredentialed && result.Denial != benefits.DenialProviderNotCredentialed
	}
	return made, nil
}

// unitsOf returns the units of a claim's adjudicated lines, none of an erased one.
func unitsOf(claim *Claim) []int {
	if claim == nil {
		return nil
	}
	var units []int
	for i := range claim.Lines {
		if line := &claim.Lines[i]; !line.IsInformational && line.Units != nil {
			units = append(units, *line.Units)
		}
	}
	return units
}
