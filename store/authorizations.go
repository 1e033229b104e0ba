package store

import (
	"context"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// Authorization is a prior authorization that an insurer registered.
type Authorization struct {
	ID      string
	Insurer claims.InsurerID
	Patient string
	// NumberDigest is the keyed hash of its number, one of each with an insurer.
	NumberDigest [32]byte
	Content      []byte // encrypted
	CreatedAt    time.Time
}

// AddAuthorization keeps a prior authorization.
//
// Errors: [ErrConflict] when the insurer has one of the number.
func (t *Tx) AddAuthorization(ctx context.Context, a *Authorization) error {
	return faultOf(t.q.InsertAuthorization(ctx, sqlc.InsertAuthorizationParams{
		ID: a.ID, InsurerID: int64(a.Insurer), PatientID: a.Patient, NumberDigest: a.NumberDigest[:], Content: a.Content,
		CreatedAt: a.CreatedAt,
	}))
}

// Register is what an insurer registered of prior authorizations.
type Register struct {
	// IsKept is set where the insurer registered any, of whichever patient.
	IsKept bool
	// OfPatient are those of the patients that were asked for, without what they have of
	// the insurer.
	OfPatient map[string][]Authorization
}

// Authorizations returns the prior authorizations of patients with an insurer.
func (q Queries) Authorizations(ctx context.Context, insurer claims.InsurerID, patients []string) (Register, error) {
	isKept, err := q.q.HasAuthorizations(ctx, int64(insurer))
	if err != nil || !isKept {
		return Register{}, faultOf(err)
	}
	rows, err := q.q.AuthorizationsOfPatients(ctx, int64(insurer), patients)
	if err != nil {
		return Register{}, faultOf(err)
	}
	register := Register{IsKept: true, OfPatient: make(map[string][]Authorization)}
	for _, row := range rows {
		kept := Authorization{ID: row.ID, Patient: row.PatientID, Content: row.Content}
		register.OfPatient[row.PatientID] = append(register.OfPatient[row.PatientID], kept)
	}
	return register, nil
}

// AuthorizationViews returns a patient's prior authorizations with an insurer, so many of
// those that were registered last, the last one first.
func (q Queries) AuthorizationViews(ctx context.Context, insurer claims.InsurerID, patient string, most int) ([]Authorization, error) {
	rows, err := q.q.AuthorizationViews(ctx, int64(insurer), patient, int32(most))
	if err != nil {
		return nil, faultOf(err)
	}
	list := make([]Authorization, len(rows))
	for i, row := range rows {
		list[i] = Authorization{ID: row.ID, Insurer: insurer, Patient: patient, Content: row.Content, CreatedAt: row.CreatedAt}
	}
	return list, nil
}
