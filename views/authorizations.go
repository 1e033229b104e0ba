package views

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/evidence"
)

// maxAuthorizations is how many prior authorizations of a patient are shown, those that
// were registered last.
const maxAuthorizations = 100

// maxRegistered is how many of a patient's are looked through for those of a coverage.
const maxRegistered = 1000

// PriorAuthorization is one that an insurer gave, with what is left of it.
type PriorAuthorization struct {
	Number string
	// Provider it was given to, nil for any.
	Provider *Provider
	// Procedures that it is for; none is any.
	Procedures []codes.Code
	StartDate  claims.Date
	EndDate    *claims.Date // nil is open
	Units      int
	// UnitsUsed are those of lines of claims that stand and were not denied, UnitsLeft the
	// rest. They are nil where they cannot be counted: the plan's rule set is not known here,
	// or the patient has more claims than are looked through.
	UnitsUsed, UnitsLeft *int
	RegisteredAt         time.Time
}

// PriorAuthorizations returns the prior authorizations of which days are in a coverage that
// was read, the one that was registered last first, with what is left of them as the next
// claim is decided by it. The database gives them to the insurer and to the patient.
func (v *Views) PriorAuthorizations(ctx context.Context, of *Coverage) ([]*PriorAuthorization, error) {
	return once(ctx, authorizationsOf(of.ID), func() ([]*PriorAuthorization, error) { return v.priorAuthorizations(ctx, of) })
}

func (v *Views) priorAuthorizations(ctx context.Context, of *Coverage) ([]*PriorAuthorization, error) {
	rows, err := v.reads(ctx).AuthorizationViews(ctx, of.Plan.Insurer.ID, of.patient, maxRegistered)
	if err != nil {
		return nil, fmt.Errorf("loading prior authorizations: %w", err)
	}
	key, err := v.config.Vault.PatientKey(ctx, of.patient, of.patientKey)
	if err != nil {
		return nil, fmt.Errorf("opening a patient's key: %w", err)
	}
	var given []adjudicate.Authorization
	var list []*PriorAuthorization
	for i := range rows {
		opened, err := key.OpenAuthorization(rows[i].ID, rows[i].Content)
		if err != nil {
			return nil, fmt.Errorf("opening a prior authorization: %w", err)
		}
		if !isOverlapping(of, opened.Span) {
			continue
		}
		if len(given) == maxAuthorizations {
			break
		}
		given = append(given, opened)
		list = append(list, &PriorAuthorization{
			Number: opened.Number, Procedures: opened.Procedures, StartDate: opened.Span.Start, EndDate: dateOrNil(opened.Span.End),
			Units: opened.Units, RegisteredAt: rows[i].CreatedAt,
		})
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list, v.completeAuthorizations(ctx, of, key, given, list)
}

// isOverlapping reports whether a span has a day of a coverage.
func isOverlapping(of *Coverage, span claims.Span) bool {
	isBefore := !span.End.IsZero() && span.End <= of.StartDate
	isAfter := of.EndDate != nil && span.Start >= *of.EndDate
	return !isBefore && !isAfter
}

// completeAuthorizations adds who authorizations were given to, and what is left of them.
func (v *Views) completeAuthorizations(
	ctx context.Context, of *Coverage, key *evidence.PatientKey, given []adjudicate.Authorization, shown []*PriorAuthorization,
) error {
	plan, err := v.plan(ctx, of.Plan.ID)
	if err != nil {
		return err
	}
	assessor := assessing.Assessor{DB: v.config.DB, Vault: v.config.Vault, Rules: v.config.Rules}
	counted := *plan
	counted.Insurer = of.Plan.Insurer.ID
	taken, err := assessor.UnitsTaken(ctx, key, &counted, given, v.config.Clock())
	if err != nil {
		return fmt.Errorf("counting units: %w", err)
	}
	providers := map[claims.ProviderID]*Provider{0: nil}
	for i, authorization := range shown {
		id := given[i].Provider
		if _, isKnown := providers[id]; !isKnown {
			if providers[id], err = v.Provider(ctx, id); err != nil && !errors.Is(err, ErrProviderNotFound) {
				return err
			}
		}
		authorization.Provider = providers[id]
		if taken != nil {
			left := max(given[i].Units-taken[i], 0)
			authorization.UnitsUsed, authorization.UnitsLeft = &taken[i], &left
		}
	}
	return nil
}
