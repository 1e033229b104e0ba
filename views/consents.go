package views

import (
	"context"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

// Consent lets a provider read the patient's claims of other providers.
type Consent struct {
	Provider             *Provider
	GrantedAt            time.Time
	ExpiresAt, RevokedAt *time.Time // nil is open, and not revoked
	IsInForce            bool
}

// ConsentPage is a page of consents, with a cursor for each.
type ConsentPage struct {
	Consents []*Consent
	Cursors  []string
	Info     PageInfo
}

// ConsentFilter says which consents are wanted; what is zero or nil does not count.
type ConsentFilter struct {
	Provider  claims.ProviderID
	IsInForce *bool
}

// Consents returns a page of the consents that the patient that asks gave, in the order
// given, also of those that ended.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrPageSizeInvalid],
// [ErrCursorInvalid].
func (v *Views) Consents(ctx context.Context, filter ConsentFilter, order store.TimeOrder, page Page) (ConsentPage, error) {
	principal, _ := auth.PrincipalFrom(ctx)
	if err := v.config.Policy.Allow(ctx, auth.ActionReadConsents, auth.Resource{PatientSubject: principal.Subject}); err != nil {
		return ConsentPage{}, err
	}
	list, after, err := page.of(ctx, "consents", []any{filter, order})
	if err != nil {
		return ConsentPage{}, err
	}
	now := v.config.Clock()
	query := store.ConsentQuery{Provider: filter.Provider, IsInForce: filter.IsInForce, At: now, Order: order, Limit: page.First + 1}
	if after != nil {
		if !isID(after.id) || after.at.IsZero() {
			return ConsentPage{}, ErrCursorInvalid
		}
		query.AfterAt, query.AfterID = after.at, after.id
	}
	rows, err := v.reads(ctx).Consents(ctx, query)
	if err != nil {
		return ConsentPage{}, fmt.Errorf("loading consents: %w", err)
	}
	hasNext := len(rows) > page.First
	rows = rows[:min(len(rows), page.First)]
	shown := ConsentPage{Consents: make([]*Consent, len(rows)), Cursors: make([]string, len(rows))}
	for i := range rows {
		row := &rows[i]
		shown.Consents[i] = &Consent{
			Provider: providerOf(row.Provider), GrantedAt: row.GrantedAt, ExpiresAt: instant(row.ExpiresAt), RevokedAt: instant(row.RevokedAt),
			IsInForce: row.RevokedAt.IsZero() && (row.ExpiresAt.IsZero() || row.ExpiresAt.After(now)),
		}
		shown.Cursors[i] = list.cursor(position{at: row.GrantedAt, id: row.ID})
	}
	shown.Info = page.info(shown.Cursors, hasNext)
	return shown, nil
}
