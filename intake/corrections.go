package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/corrections"
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
	by := restoreBy()
	for _, e := range b.accepted() {
		isCorrection := e.claim.Frequency != claims.Original
		switch {
		case isCorrection && e.replaces == "":
			e.reject(errs.FieldRequired, replacesPath, "a replacement or a void names a claim")
		case !isCorrection && e.replaces != "":
			e.reject(errs.CorrectionUnrelated, replacesPath, "only a replacement, 7, or a void, 8, names a claim")
		case isCorrection:
			if err := s.findOriginal(ctx, b, e, by); err != nil {
				return err
			}
			if e.original != nil && seen[e.original.ID] {
				e.refuse(corrections.SecondReplacement, replacesPath)
			}
			if e.original != nil {
				seen[e.original.ID] = true
			}
		}
	}
	return nil
}

// findOriginal finds the claim that a correction names. One that belongs to another
// is as one that there is not. A determination that a reorganisation took back is
// waited for: the answer is kept for the request's key.
func (s *Service) findOriginal(ctx context.Context, b *batch, e *entry, by time.Time) error {
	original, err := s.claimNamed(ctx, e.replaces)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("loading a claim: %w", err)
	}
	action, correction := auth.ActionReplaceClaim, corrections.Replacement
	if e.isVoid() {
		action, correction = auth.ActionVoidClaim, corrections.Void
	}
	isOther := err != nil || original.Insurer != b.insurer || original.Provider != b.provider
	if refused := s.Policy.Allow(ctx, action, original.resource()); isOther || refused != nil {
		e.rejectAs(ErrClaimNotFound)
		return nil //nolint:nilerr // it is among the claim's faults.
	}
	err = s.onceRestored(ctx, by, original.ID, func() (err error) {
		e.state, err = s.stateOf(ctx, &original.CorrectedClaim)
		if err != nil {
			return err
		}
		if refused := refusals[corrections.Decide(e.state, correction).Code]; refused != nil && isHidden(refused) {
			return refused
		}
		return nil
	})
	if err != nil && !isHidden(err) {
		return err
	}
	if !e.refuse(correction, replacesPath) {
		e.original = &original.CorrectedClaim
	}
	return nil
}

// refuse rejects a correction that the state of what it corrects does not allow.
func (e *entry) refuse(correction corrections.Correction, path string) bool {
	verdict := corrections.Decide(e.state, correction)
	if !verdict.IsAllowed() {
		e.reject(verdict.Code, path, verdict.Why)
	}
	return !verdict.IsAllowed()
}

func (e *entry) rejectAs(refused *errs.Error) { e.reject(refused.Code, replacesPath, refused.Error()) }

// original is a claim that something is done to.
type original struct{ store.CorrectedClaim }

func (o *original) resource() auth.Resource {
	return auth.Resource{Insurer: o.Insurer, Provider: o.Provider, PatientSubject: o.PatientSubject}
}

// claimNamed returns a claim by its id or its number on the ledger. For who may
// read claims the database looks whether this one is among theirs.
//
// Errors: [store.ErrNotFound].
func (s *Service) claimNamed(ctx context.Context, name string) (original, error) {
	id := claims.ID(name)
	number, err := claims.ParseNumber(name)
	if err == nil {
		id = ""
	} else if id == "" {
		return original{}, store.ErrNotFound
	}
	if reads, isBounded := s.reads(ctx); isBounded {
		if id, err = reads.ReadableClaim(ctx, id, number); err != nil {
			return original{}, err
		}
	}
	if id == "" {
		found, err := s.DB.ClaimByNumber(ctx, number)
		return original{found}, err
	}
	found, err := s.DB.ClaimToCorrect(ctx, id)
	return original{found}, err
}

// reads returns what the database lets the principal of ctx read, and false for who
// reads no claims: an operator names one whose panel ruled.
func (s *Service) reads(ctx context.Context) (_ store.Queries, isBounded bool) {
	principal, _ := auth.PrincipalFrom(ctx)
	switch principal.Role {
	case auth.RoleProvider, auth.RoleInsurer, auth.RolePatient, auth.RoleAuditor:
		return s.DB.As(store.Reader{
			Persona: string(principal.Role), Organization: principal.Organization(), Subject: principal.Subject,
		}), true
	case auth.RoleOperator:
	}
	return store.Queries{}, false
}

// refusals are the sentinels of the codes that corrections are refused with.
var refusals = map[errs.Code]*errs.Error{
	errs.ClaimNotDecided:      ErrClaimNotDecided,
	errs.ClaimAlreadyReplaced: ErrClaimAlreadyReplaced,
	errs.ClaimAlreadyReversed: ErrClaimAlreadyReversed,
	errs.ClaimUnderAppeal:     ErrClaimUnderAppeal,
	errs.CorrectionUnrelated:  ErrCorrectionUnrelated,
	errs.ClaimAlreadyDecided:  chain.ErrClaimAlreadyDecided,
	errs.ClaimNotOverdue:      chain.ErrClaimNotOverdue,
	errs.AppealAlreadyFiled:   chain.ErrAppealAlreadyFiled,
	errs.AppealTooLate:        chain.ErrAppealTooLate,
}

// checkAllowed checks that something may be done to a claim as it stands.
//
// Errors: those of refusals that [corrections.Decide] gives.
func (s *Service) checkAllowed(ctx context.Context, c *store.CorrectedClaim, correction corrections.Correction) error {
	state, err := s.stateOf(ctx, c)
	if err != nil {
		return err
	}
	verdict := corrections.Decide(state, correction)
	if verdict.IsAllowed() {
		return nil
	}
	if refused := refusals[verdict.Code]; refused != nil {
		return refused
	}
	return faultAt(verdict.Code, "claim", verdict.Why)
}

// stateOf returns where a claim stands. What is on its way to the ledger counts as
// if it were there.
func (s *Service) stateOf(ctx context.Context, c *store.CorrectedClaim) (corrections.State, error) {
	facts := corrections.Facts{Frequency: c.Frequency, IsCorrected: c.IsCorrected, IsErased: c.PatientKey == nil}
	if c.Number == nil || facts.IsErased {
		return corrections.StateOf(facts), nil
	}
	plan, err := s.plan(ctx, c.Plan)
	if err != nil {
		return 0, err
	}
	// Of one instant: between two statements a reorganisation may be read.
	err = s.DB.InSnapshot(ctx, func(from store.Queries) error {
		if err := s.addClock(ctx, from, c, plan, &facts); err != nil {
			return err
		}
		return addReviews(ctx, from, c, &facts)
	})
	return corrections.StateOf(facts), err
}

// addReviews adds what is on its way to the ledger, and what the appeals of a claim say.
func addReviews(ctx context.Context, from store.Queries, c *store.CorrectedClaim, facts *corrections.Facts) error {
	acts, err := from.ActsOfClaim(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("reading acts: %w", err)
	}
	for _, act := range acts {
		if act.State == store.ActOpen && !act.Kind.IsOfClock() {
			facts.IsReversing = facts.IsReversing || act.Kind == store.ActReverse
			facts.IsReviewMoving = facts.IsReviewMoving || act.Kind != store.ActReverse
		}
	}
	appeals, err := from.Appeals(ctx, *c.Number)
	if err != nil {
		return fmt.Errorf("reading appeals: %w", err)
	}
	for i := range appeals {
		appeal := &appeals[i]
		facts.IsAppealOpen = facts.IsAppealOpen || appeal.IsOpen()
		facts.IsRuled = facts.IsRuled || appeal.Ruling != ""
		facts.IsOverruled = facts.IsOverruled || appeal.IsBinding()
		facts.IsOverturned = facts.IsOverturned || appeal.Answer == overturned
	}
	return nil
}

// addClock adds what a claim's determination and clock say.
func (s *Service) addClock(
	ctx context.Context, from store.Queries, c *store.CorrectedClaim, plan *coverage.Plan, facts *corrections.Facts,
) error {
	determined, err := from.LatestDetermination(ctx, *c.Number)
	switch {
	case err == nil:
		facts.IsReceived, facts.IsDetermined, facts.IsReversed = true, true, determined.IsReversed
		facts.IsAppealTooLate = plan.DateOf(s.now()) > plan.DateOf(determined.DeterminedAt).AddDays(int(plan.AppealDays))
		return nil
	case !errors.Is(err, store.ErrNotFound):
		return fmt.Errorf("reading a determination: %w", err)
	}
	clock, err := from.ClockOfClaim(ctx, *c.Number)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading a clock: %w", err)
	}
	facts.IsReceived, facts.IsPended, facts.IsOverdue = true, !clock.PendedAt.IsZero(), !clock.OverdueAt.IsZero()
	return nil
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
		e.refuse(corrections.OtherMemberReplacement, "memberNumber")
	}
}

// checkFiling rejects a replacement that comes after the plan's time for filing its
// earliest line: that would be denied in place of what stands, and nobody wants that.
func (e *entry) checkFiling(today claims.Date) {
	if e.original == nil || e.isVoid() {
		return
	}
	last := adjudicate.LastFilingDay(e.plan, e.filingFrom())
	if !last.IsZero() && today > last {
		e.refuse(corrections.LateReplacement, replacesPath)
	}
}

// filingFrom is the day that the time for filing the claim counts from.
func (e *entry) filingFrom() claims.Date {
	return adjudicate.FilingFrom(&e.claim, e.plan, e.tables.Set(), e.serviceDay())
}

// serviceDay is the day of the claim on the ledger: the earliest of an adjudicated
// line within the coverage, or of all where none is.
func (e *entry) serviceDay() claims.Date {
	var first claims.Date
	for i := range e.claim.Lines {
		line := &e.claim.Lines[i]
		if line.IsAdjudicated() && e.covered.Span.Contains(line.ServiceDate) && (first.IsZero() || line.ServiceDate < first) {
			first = line.ServiceDate
		}
	}
	if first.IsZero() {
		return e.firstDay()
	}
	return first
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
