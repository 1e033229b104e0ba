package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
)

// replacesPath is the field that names the claim which is corrected.
const replacesPath = "replaces"

// isVoid reports whether the claim takes another back and puts nothing in its place.
func (e *entry) isVoid() bool { return e.claim.Frequency == claims.Void }

// corrected returns the claims that those without faults replace or void.
func (b *batch) corrected() []claims.ID {
	var ids []claims.ID
	for _, e := range b.accepted() {
		if e.original != nil {
			ids = append(ids, e.original.ID)
		}
	}
	return ids
}

// findOriginals finds the claims that the corrections among the entries name, and
// rejects the corrections that cannot be made.
func (s *Service) findOriginals(ctx context.Context, b *batch) error {
	seen := make(map[claims.ID]bool)
	for _, e := range b.accepted() {
		isCorrection := e.claim.Frequency != claims.Original
		switch {
		case isCorrection && e.replaces == "":
			e.reject(errs.FieldRequired, replacesPath, "a replacement or a void names a claim")
		case !isCorrection && e.replaces != "":
			e.reject(errs.CorrectionUnrelated, replacesPath, "only a replacement, 7, or a void, 8, names a claim")
		case isCorrection:
			if err := s.findOriginal(ctx, b, e); err != nil {
				return err
			}
			if e.original != nil && seen[e.original.ID] {
				e.rejectAs(ErrClaimAlreadyReplaced)
			}
			if e.original != nil {
				seen[e.original.ID] = true
			}
		}
	}
	return nil
}

// findOriginal finds the claim that a correction names. One that belongs to another
// is as one that there is not.
func (s *Service) findOriginal(ctx context.Context, b *batch, e *entry) error {
	original, err := s.claimNamed(ctx, e.replaces)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("loading a claim: %w", err)
	}
	action := auth.ActionReplaceClaim
	if e.isVoid() {
		action = auth.ActionVoidClaim
	}
	isOther := err != nil || original.Insurer != b.insurer || original.Provider != b.provider
	if refused := s.Policy.Allow(ctx, action, original.resource()); isOther || refused != nil {
		e.rejectAs(ErrClaimNotFound)
		return nil //nolint:nilerr // it is among the claim's faults.
	}
	var refused *errs.Error
	switch err := s.checkCorrectable(ctx, &original.CorrectedClaim); {
	case errors.As(err, &refused):
		e.rejectAs(refused)
		return nil
	case err != nil:
		return err
	}
	e.original = &original.CorrectedClaim
	return nil
}

func (e *entry) rejectAs(refused *errs.Error) { e.reject(refused.Code, replacesPath, refused.Error()) }

// original is a claim that something is done to.
type original struct{ store.CorrectedClaim }

func (o *original) resource() auth.Resource {
	return auth.Resource{Insurer: o.Insurer, Provider: o.Provider, PatientSubject: o.PatientSubject}
}

// claimNamed returns a claim by its id or its number on the ledger.
//
// Errors: [store.ErrNotFound].
func (s *Service) claimNamed(ctx context.Context, name string) (original, error) {
	number, err := claims.ParseNumber(name)
	if err != nil {
		found, err := s.DB.ClaimToCorrect(ctx, claims.ID(name))
		return original{found}, err
	}
	found, err := s.DB.ClaimByNumber(ctx, number)
	return original{found}, err
}

// checkCorrectable checks that a claim's determination stands and may be undone.
//
// Errors: [ErrClaimNotDecided], [ErrClaimAlreadyReversed], [ErrClaimAlreadyReplaced],
// [ErrClaimUnderAppeal], [ErrCorrectionUnrelated] of a void, which has nothing to correct.
func (s *Service) checkCorrectable(ctx context.Context, c *store.CorrectedClaim) error {
	if c.Frequency == claims.Void {
		return ErrCorrectionUnrelated
	}
	if _, err := s.checkStands(ctx, c); err != nil {
		return err
	}
	isUnderAppeal, err := s.DB.IsUnderAppeal(ctx, *c.Number)
	if err != nil {
		return fmt.Errorf("reading appeals: %w", err)
	}
	if isUnderAppeal {
		return ErrClaimUnderAppeal
	}
	return nil
}

// checkStands returns the determination of a claim, which stands, and will as far
// as is known here: nothing on its way to the ledger undoes it or has it reviewed.
//
// Errors: [ErrClaimNotDecided], [ErrClaimAlreadyReversed], [ErrClaimAlreadyReplaced],
// [ErrClaimUnderAppeal].
func (s *Service) checkStands(ctx context.Context, c *store.CorrectedClaim) (store.Determined, error) {
	if c.Number == nil {
		return store.Determined{}, ErrClaimNotDecided
	}
	determined, err := s.DB.LatestDetermination(ctx, *c.Number)
	if err != nil {
		return store.Determined{}, coded(err, store.ErrNotFound, ErrClaimNotDecided, "reading a determination")
	}
	switch {
	case c.IsCorrected:
		return store.Determined{}, ErrClaimAlreadyReplaced
	case determined.IsReversed:
		return store.Determined{}, ErrClaimAlreadyReversed
	}
	acts, err := s.DB.ActsOfClaim(ctx, c.ID)
	if err != nil {
		return store.Determined{}, fmt.Errorf("reading acts: %w", err)
	}
	for _, act := range acts {
		switch {
		case act.State != store.ActOpen, act.Kind.IsOfClock():
		case act.Kind == store.ActReverse:
			return store.Determined{}, ErrClaimAlreadyReversed
		default:
			return store.Determined{}, ErrClaimUnderAppeal
		}
	}
	return determined, nil
}

// checkCoverage rejects a correction of a claim for somebody else, and gives a void
// the coverage of the claim that it voids.
func (e *entry) checkCoverage() {
	if e.original == nil {
		return
	}
	if e.isVoid() {
		e.covered = store.MemberCoverage{
			Coverage: e.original.CoverageID, Patient: e.original.Patient, PatientKey: e.original.PatientKey,
			Plan: e.original.Plan, IsConfirmed: true,
		}
		return
	}
	if e.covered.Coverage != e.original.CoverageID {
		e.reject(errs.CorrectionUnrelated, "memberNumber", "a replacement is for the same member: void the claim and submit another")
	}
}

// assessVoid decides nothing: a void has no line.
func (e *entry) assessVoid() error {
	e.assessment.Year = coverage.Year{ID: e.original.Year}
	return e.makeLeaf()
}

// VoidClaim asks to take a claim back.
type VoidClaim struct {
	IdempotencyKey string
	Provider       claims.ProviderID
	Claim          claims.ID
}

// VoidClaim submits a void of a claim, with what names the claim's patient and
// nothing else of its content.
//
// Errors: those of [Service.Submit], [ErrClaimNotFound] also where the caller may
// not know of the claim, [evidence.ErrErased].
func (s *Service) VoidClaim(ctx context.Context, in VoidClaim) (Answer, error) {
	if err := s.Policy.Allow(ctx, auth.ActionSubmitClaims, auth.Resource{Provider: in.Provider}); err != nil {
		return Answer{}, err
	}
	named, err := s.claimFor(ctx, in.Claim, auth.ActionVoidClaim)
	if err != nil {
		return Answer{}, err
	}
	claim, err := s.open(ctx, named)
	if err != nil {
		return Answer{}, err
	}
	return s.Submit(ctx, Submission{
		IdempotencyKey: in.IdempotencyKey, Provider: in.Provider,
		Drafts: []Draft{{
			Replaces: string(named.ID),
			Claim: claims.Claim{
				Type: claim.content.Type, Frequency: claims.Void, Insurer: named.Insurer,
				PatientAccountNumber: claim.content.PatientAccountNumber, MemberNumber: claim.content.MemberNumber,
			},
		}},
	})
}
