package assessing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// UnitsTaken returns how many units a patient's claims with the insurer of a plan took off
// each prior authorization until now, as deciding the next claim under the plan counts them;
// nil where that is not known: the plan's rule set is not there, or the patient has more
// claims than are looked through. What it reads is the installation's to read: whom the
// answer is shown to is the caller's to know.
func (a *Assessor) UnitsTaken(
	ctx context.Context, key *evidence.PatientKey, plan *coverage.Plan, given []adjudicate.Authorization, now time.Time,
) ([]int, error) {
	tables, err := a.Rules.Of(ctx, plan)
	if errors.Is(err, ErrRulesUnknown) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	past, err := a.DB.PastClaims(ctx, store.PastQuery{
		Insurer: plan.Insurer, Patients: map[string]claims.Date{key.Patient(): firstDayOf(given)}, Before: now.Add(acceptedLater), Most: store.MaxPastClaims,
	})
	if err != nil {
		return nil, fmt.Errorf("loading a patient's claims: %w", err)
	}
	if past[key.Patient()].IsCut {
		return nil, nil
	}
	c := unitCount{db: a.DB, in: adjudicate.Input{Plan: *plan}, providers: map[claims.ProviderID]adjudicate.Provider{}}
	tables.AddTo(&c.in)
	history, err := HistoryOf(key, past[key.Patient()].Claims)
	if err != nil {
		return nil, err
	}
	c.history = history.Claims
	units := make([]int, len(given))
	for i := range given {
		if units[i], err = c.taken(ctx, &given[i]); err != nil {
			return nil, err
		}
	}
	return units, nil
}

// acceptedLater is how far the clocks of processes that accept claims may be ahead.
const acceptedLater = time.Hour

// firstDayOf returns the first day of service of claims that authorizations are for, zero
// for any. A claim is kept by its first day of service, and may span a benefit year more.
func firstDayOf(given []adjudicate.Authorization) claims.Date {
	first := claims.Date(0)
	for i := range given {
		if day := given[i].Span.Start; i == 0 || day < first {
			first = day
		}
	}
	return max(first.AddDays(-daysOfYear), 0)
}

// unitCount is what units of authorizations are counted by.
type unitCount struct {
	db        *store.DB
	in        adjudicate.Input
	history   []adjudicate.Past
	providers map[claims.ProviderID]adjudicate.Provider
}

// taken counts what claims that name an authorization took off it: each as one of the
// provider that it was given to, else of the claim's own. The fee schedule and the
// directory may tell providers apart.
func (c *unitCount) taken(ctx context.Context, given *adjudicate.Authorization) (units int, err error) {
	for i := range c.history {
		past := &c.history[i]
		if past.Authorization != given.Number {
			continue
		}
		c.in.Claim.Provider = cmp.Or(given.Provider, past.Provider)
		if c.in.Provider, err = c.provider(ctx, c.in.Claim.Provider); err != nil {
			return 0, err
		}
		c.in.History = c.history[i : i+1]
		units += adjudicate.UnitsTaken(&c.in, given)
	}
	return units, nil
}

// provider returns what a provider is known by, nothing of one that is not registered.
func (c *unitCount) provider(ctx context.Context, id claims.ProviderID) (adjudicate.Provider, error) {
	if known, isKnown := c.providers[id]; isKnown {
		return known, nil
	}
	row, err := c.db.Provider(ctx, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return adjudicate.Provider{}, fmt.Errorf("loading a provider: %w", err)
	}
	c.providers[id] = ProviderOf(row.Identifier)
	return c.providers[id], nil
}
