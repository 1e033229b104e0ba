package intake

import (
	"context"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/store"
)

// Errors of reviews.
var (
	// ErrReviewNotFound is returned when nobody is asked to look at the line for the rule.
	ErrReviewNotFound = errs.New(errs.ReviewNotFound, "nobody is asked to review that")
	// ErrReviewClosed is returned when it was looked at already, or is not asked any more.
	ErrReviewClosed = errs.New(errs.ReviewClosed, "the review is closed")
	// ErrReviewNotDeniable is returned when a review is not cleared that could deny
	// nothing: the line waits until there are rules for it.
	ErrReviewNotDeniable = errs.New(errs.ReviewNotDeniable, "nothing is denied by this rule")
)

// ResolveReview says what a person found of a line that waits for that.
type ResolveReview struct {
	IdempotencyKey string
	Claim          claims.ID
	Line           int
	Rule           string
	// IsCleared is set when there is nothing to what the rule found.
	IsCleared bool
	Reasons   string
	// Allowed is what the person allows of a line that is priced by report, and is nil
	// for every other rule. Zero denies the line; no more than the charge counts.
	Allowed *money.Amount
}

// ResolveReview keeps what a person found, sealed as the claim is, and hands the
// claim over to its workflow, which decides when nothing is waited for any more. A
// suspect duplicate that is not cleared is denied; a signal never is. A claim whose
// plan's rule set is not known here waits for the set.
//
// Errors: [auth.ErrUnauthenticated], [ErrClaimNotFound] also where the caller may not
// know of the claim, [ErrReviewNotFound], [ErrReviewClosed], [ErrReviewNotDeniable],
// [assessing.ErrRulesUnknown], [ErrIdempotencyKeyConflict], [evidence.ErrErased], a fault.
func (s *Service) ResolveReview(ctx context.Context, in ResolveReview) (claims.ID, error) {
	named, err := s.claimFor(ctx, in.Claim, auth.ActionResolveReview)
	if err != nil {
		return "", err
	}
	if err := checkText("reasons", in.Reasons, maxStatement); err != nil {
		return "", err
	}
	if err := checkPrice(&in); err != nil {
		return "", err
	}
	content := in
	content.IdempotencyKey = ""
	r, err := s.newJSONRequest("claim/"+string(named.ID)+"/resolveReview", in.IdempotencyKey, content)
	if err != nil {
		return "", err
	}
	var answer acted
	if wasAnswered, err := answered(ctx, s.DB, r, &answer); wasAnswered || err != nil {
		return answer.Claim, err
	}
	resolved, err := s.checkReview(ctx, &named, in)
	if err != nil {
		return "", err
	}
	answer.Claim = named.ID
	_, err = s.once(ctx, r, &answer, func(tx *store.Tx) error { return s.resolveReview(ctx, tx, &named, resolved) })
	return answer.Claim, err
}

// checkPrice holds the price that a person sets to the rule that asks for one.
func checkPrice(in *ResolveReview) error {
	const path = "allowedCents"
	isAsked := in.Rule == rules.PricingByReport.String()
	switch {
	case isAsked && in.Allowed == nil:
		return faultAt(errs.FieldRequired, path, "a line that is priced by report needs a price")
	case !isAsked && in.Allowed != nil:
		return faultAt(errs.ReviewNotDeniable, path, "only a line that is priced by report takes a price")
	case isAsked && !in.IsCleared:
		return ErrReviewNotDeniable
	case in.Allowed != nil && in.Allowed.IsNegative():
		return faultAt(errs.AmountNegative, path, "a price is not negative")
	case in.Allowed != nil && in.Allowed.Cents() > money.MaxCents:
		return faultAt(errs.AmountTooLarge, path, "at most 2^36 - 1 cents")
	}
	return nil
}

// checkReview returns the review as it is resolved.
func (s *Service) checkReview(ctx context.Context, named *original, in ResolveReview) (store.Review, error) {
	rows, err := s.DB.ReviewsOfClaim(ctx, named.ID)
	if err != nil {
		return store.Review{}, fmt.Errorf("reading reviews: %w", err)
	}
	i := slices.IndexFunc(rows, func(r store.Review) bool { return r.Line == in.Line && r.Rule == in.Rule })
	switch {
	case i < 0:
		return store.Review{}, ErrReviewNotFound
	case rows[i].State != store.ReviewOpen:
		return store.Review{}, ErrReviewClosed
	}
	if in.Rule == rules.NoRules.String() {
		if err := s.checkRulesKnown(ctx, named); err != nil {
			return store.Review{}, err
		}
		if !in.IsCleared {
			return store.Review{}, ErrReviewNotDeniable
		}
	}
	key, err := s.Vault.PatientKey(ctx, named.Patient, named.PatientKey)
	if err != nil {
		return store.Review{}, err
	}
	principal, _ := auth.PrincipalFrom(ctx)
	resolved := store.Review{ID: rows[i].ID, State: store.ReviewConfirmed, ResolvedAt: s.now(), ResolvedBy: principal.Subject}
	if in.IsCleared {
		resolved.State = store.ReviewCleared
	}
	if in.Allowed != nil {
		resolved.Allowed = *in.Allowed
	}
	if resolved.Reasons, err = key.SealReviewReasons(resolved.ID, in.Reasons); err != nil {
		return store.Review{}, fmt.Errorf("sealing reasons: %w", err)
	}
	return resolved, nil
}

// checkRulesKnown refuses what would decide a claim without the set that its plan names.
//
// Errors: [assessing.ErrRulesUnknown].
func (s *Service) checkRulesKnown(ctx context.Context, named *original) error {
	plan, err := s.plan(ctx, named.Plan)
	if err != nil {
		return err
	}
	_, err = s.Rules.Of(ctx, plan)
	return err
}

func (s *Service) resolveReview(ctx context.Context, tx *store.Tx, named *original, resolved store.Review) error {
	if err := tx.ResolveReview(ctx, resolved); err != nil {
		return coded(err, store.ErrConflict, ErrReviewClosed, "resolving a review")
	}
	over := store.HandOver{Kind: store.HandOverReview, Insurer: named.Insurer, Claim: named.ID}
	if err := tx.AddHandOver(ctx, over); err != nil {
		return fmt.Errorf("handing over: %w", err)
	}
	tx.ClaimChanged(named.ID)
	return nil
}
