package store

import (
	"context"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// Consent lets a provider read a patient's claims of other providers.
type Consent struct {
	ID        string
	Provider  Provider
	GrantedAt time.Time
	ExpiresAt time.Time // zero is open
	RevokedAt time.Time // zero is not
}

// GrantConsent keeps a patient's consent to a provider, in place of the standing one.
//
// Errors: [ErrConflict] when another was granted at the same time.
func (t *Tx) GrantConsent(ctx context.Context, patient string, c *Consent) error {
	if err := t.RevokeConsent(ctx, patient, c.Provider.ID, c.GrantedAt); err != nil {
		return err
	}
	params := sqlc.InsertConsentParams{ID: c.ID, PatientID: patient, ProviderID: int64(c.Provider.ID), GrantedAt: c.GrantedAt}
	if !c.ExpiresAt.IsZero() {
		params.ExpiresAt = &c.ExpiresAt
	}
	return faultOf(t.q.InsertConsent(ctx, params))
}

// RevokeConsent ends a patient's standing consent to a provider, if there is one.
func (t *Tx) RevokeConsent(ctx context.Context, patient string, provider claims.ProviderID, at time.Time) error {
	_, err := t.q.EndConsent(ctx, at, patient, int64(provider))
	return faultOf(err)
}

// ConsentQuery says which consents are read; what is zero or nil does not count.
type ConsentQuery struct {
	Provider claims.ProviderID
	// IsInForce is for those that are in force at At, or are not.
	IsInForce *bool
	At        time.Time
	Order     TimeOrder // by when they were granted
	// AfterAt and AfterID are the position of the consent before; a zero time is the start.
	AfterAt time.Time
	AfterID string
	Limit   int
}

// Consents returns the consents of the reader, a patient, in the order given.
//
// Errors: [ErrNotFound] when the id in the query is none.
func (q Queries) Consents(ctx context.Context, query ConsentQuery) ([]Consent, error) {
	params := sqlc.ConsentsOfReaderParams{
		ProviderID: int64(query.Provider), IsInForce: query.IsInForce, At: query.At, IsUpwards: query.Order == EarliestFirst,
		AfterAt: optionalTime(query.AfterAt), AfterID: noID, Most: int32(query.Limit),
	}
	if !query.AfterAt.IsZero() {
		params.AfterID = query.AfterID
	}
	rows, err := q.q.ConsentsOfReader(ctx, params)
	if err != nil {
		return nil, faultOf(err)
	}
	consents := make([]Consent, len(rows))
	for i := range rows {
		row := &rows[i]
		consents[i] = Consent{
			ID: row.ID, GrantedAt: inUTC(row.GrantedAt), ExpiresAt: valueOf(row.ExpiresAt), RevokedAt: valueOf(row.RevokedAt),
			Provider: Provider{
				ID: claims.ProviderID(row.Provider.ID), Identifier: row.Provider.Identifier, Name: row.Provider.Name,
				Signer: [20]byte(row.Provider.Signer), Payee: [20]byte(row.Provider.Payee), IsDelegated: row.Provider.IsDelegated,
			},
		}
	}
	return consents, nil
}

// valueOf returns an instant in UTC, the zero one for none.
func valueOf(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return inUTC(*at)
}

// optionalTime is valueOf the other way round: NULL for the zero instant.
func optionalTime(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
