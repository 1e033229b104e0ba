package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
)

// ErrPatientNotFound is returned for a login that is no patient's here.
var ErrPatientNotFound = errs.New(errs.PatientNotFound, "no such patient")

// GrantConsent asks for a provider to read the calling patient's claims of others.
type GrantConsent struct {
	IdempotencyKey string
	Provider       claims.ProviderID
	ExpiresAt      time.Time // zero is open
}

// RevokeConsent asks for the end of a consent.
type RevokeConsent struct {
	IdempotencyKey string
	Provider       claims.ProviderID
}

// GrantConsent lets a provider read the calling patient's claims of other providers
// from now on, until it ends or is revoked. It takes the place of the standing consent.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrPatientNotFound],
// [ErrProviderNotFound], [ErrIdempotencyKeyConflict], a fault.
func (s *Service) GrantConsent(ctx context.Context, in GrantConsent) error {
	return s.changeConsent(ctx, auth.ActionGrantConsent, in.IdempotencyKey, in.Provider, in, func(tx *store.Tx, patient string) error {
		at := s.now()
		if !in.ExpiresAt.IsZero() && !in.ExpiresAt.After(at) {
			return faultAt(errs.SpanInvalid, "expiresAt", "the consent ends before it begins")
		}
		return tx.GrantConsent(ctx, patient, &store.Consent{
			ID: newID(at), Provider: store.Provider{ID: in.Provider}, GrantedAt: at, ExpiresAt: in.ExpiresAt.UTC(),
		})
	})
}

// RevokeConsent ends the calling patient's standing consent to a provider at once. Where
// there is none nothing changes.
//
// Errors: those of [Service.GrantConsent].
func (s *Service) RevokeConsent(ctx context.Context, in RevokeConsent) error {
	return s.changeConsent(ctx, auth.ActionRevokeConsent, in.IdempotencyKey, in.Provider, in, func(tx *store.Tx, patient string) error {
		return tx.RevokeConsent(ctx, patient, in.Provider, s.now())
	})
}

func (s *Service) changeConsent(
	ctx context.Context, action auth.Action, key string, provider claims.ProviderID, content any, do func(tx *store.Tx, patient string) error,
) error {
	principal, _ := auth.PrincipalFrom(ctx)
	if err := s.Policy.Allow(ctx, action, auth.Resource{PatientSubject: principal.Subject}); err != nil {
		return err
	}
	r, err := s.newJSONRequest("patient/"+principal.Subject+"/"+string(action), key, content)
	if err != nil {
		return err
	}
	if _, err := s.DB.Provider(ctx, provider); err != nil {
		return coded(err, store.ErrNotFound, ErrProviderNotFound, "loading a provider")
	}
	_, err = s.once(ctx, r, &struct{}{}, func(tx *store.Tx) error {
		patient, err := tx.PatientBySubject(ctx, principal.Subject)
		if err != nil {
			return coded(err, store.ErrNotFound, ErrPatientNotFound, "finding a patient")
		}
		// One change of a patient's consents comes after the other.
		if err := tx.LockPatients(ctx, []string{patient.ID}); err != nil {
			return fmt.Errorf("holding a patient: %w", err)
		}
		return do(tx, patient.ID)
	})
	return err
}
