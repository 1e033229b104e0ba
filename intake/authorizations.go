package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
)

// Bounds of a prior authorization.
const (
	maxAuthorizedProcedures = 200
	maxAuthorizedUnits      = 1_000_000
	maxAuthorizationNumber  = 50 // characters, as of a claim's
)

// RegisterAuthorization asks for keeping a prior authorization that an insurer gave.
type RegisterAuthorization struct {
	IdempotencyKey string
	Insurer        claims.InsurerID
	MemberNumber   string
	// Authorization is what claims that name its number are held to.
	Authorization adjudicate.Authorization
}

// RegisterAuthorization keeps a prior authorization of a member. From an insurer's first
// one on its claims are held to the register: a number that is not there is none.
// Claims that were decided before stay as they are. It returns the id.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrIdempotencyKeyConflict],
// [adjudicate.ErrNotInsured] when the insurer does not cover the member on the first day,
// [ErrAuthorizationAlreadyRegistered], [evidence.ErrErased], a fault.
func (s *Service) RegisterAuthorization(ctx context.Context, in RegisterAuthorization) (string, error) {
	if err := s.Policy.Allow(ctx, auth.ActionRegisterAuthorization, auth.Resource{Insurer: in.Insurer}); err != nil {
		return "", err
	}
	if fault := checkAuthorization(&in.Authorization); fault != nil {
		return "", fault
	}
	content := in
	content.IdempotencyKey = ""
	r, err := s.newJSONRequest(insurerScope(in.Insurer, "registerAuthorization"), in.IdempotencyKey, content)
	if err != nil {
		return "", err
	}
	var id string
	_, err = s.once(ctx, r, &id, func(tx *store.Tx) error {
		id = newID(s.now())
		return s.addAuthorization(ctx, tx, id, &in)
	})
	if err != nil {
		return "", err
	}
	return id, nil
}

func (s *Service) addAuthorization(ctx context.Context, tx *store.Tx, id string, in *RegisterAuthorization) error {
	member := s.Vault.MemberDigest(in.Insurer, in.MemberNumber)
	found, err := tx.CoveragesOfMembers(ctx, in.Insurer, []store.MemberDay{{MemberDigest: member[:], Day: in.Authorization.Span.Start}})
	if err != nil {
		return fmt.Errorf("finding a coverage: %w", err)
	}
	if len(found) == 0 || found[0].Coverage == "" {
		return adjudicate.ErrNotInsured
	}
	// A claim that is assessed at the same time comes before or after.
	if err := tx.LockPatients(ctx, []string{found[0].Patient}); err != nil {
		return fmt.Errorf("holding a patient: %w", err)
	}
	key, err := s.Vault.PatientKey(ctx, found[0].Patient, found[0].PatientKey)
	if err != nil {
		return err
	}
	sealed, err := key.SealAuthorization(id, &in.Authorization)
	if err != nil {
		return err
	}
	kept := store.Authorization{
		ID: id, Insurer: in.Insurer, Patient: found[0].Patient, Content: sealed, CreatedAt: s.now(),
		NumberDigest: s.Vault.Digest("authorization/"+number(in.Insurer), []byte(in.Authorization.Number)),
	}
	if err := tx.AddAuthorization(ctx, &kept); errors.Is(err, store.ErrConflict) {
		return ErrAuthorizationAlreadyRegistered
	} else if err != nil {
		return fmt.Errorf("adding an authorization: %w", err)
	}
	return nil
}

// checkAuthorization returns the first fault of an authorization, nil where it has none.
func checkAuthorization(a *adjudicate.Authorization) error {
	switch {
	case a.Number == "" || len(a.Number) > maxAuthorizationNumber:
		return faultAt(errs.FieldRequired, "number", "a number of 1 to 50 bytes is needed")
	case a.Span.Start.IsZero() || !a.Span.End.IsZero() && a.Span.End <= a.Span.Start:
		return faultAt(errs.SpanInvalid, "startDate", "the authorization ends before it begins")
	case a.Units < 1 || a.Units > maxAuthorizedUnits:
		return faultAt(errs.NumberInvalid, "units", "1 to 1,000,000 units are needed")
	case len(a.Procedures) > maxAuthorizedProcedures:
		return faultAt(errs.TooManyLines, "procedures", "at most 200 procedures")
	}
	for i, code := range a.Procedures {
		if !codes.IsProcedureSystem(code.System) || code.Value == "" {
			return faultAt(errs.CodeUnknown, fmt.Sprintf("procedures.%d", i), "a code of a code set of procedures is needed")
		}
	}
	return nil
}
