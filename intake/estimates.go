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
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/store"
)

// EstimateClaim asks what a claim would give.
type EstimateClaim struct {
	// Provider would submit it.
	Provider claims.ProviderID
	Draft    Draft
}

// Estimate is what a claim would give if it were submitted and determined now.
type Estimate struct {
	// Faults are why it would be rejected; then there is nothing else.
	Faults    []*errs.Fault
	Coverages []string // the patient's; it is found where there are faults too
	// Documents would be asked for; the estimate takes them for received.
	Documents []adjudicate.EvidenceNeed
	// IsReviewNeeded is set where a person would have to look at the claim first: then
	// nothing is determined.
	IsReviewNeeded bool
	// Determination has no results where a review is needed.
	Determination remit.Determination
}

// errYearNotOpen is returned for a service in a benefit year that is not yet open.
var errYearNotOpen = faultAt(errs.CoverageYearNotFound, "lines", "the benefit year of the service is not open yet")

// EstimateClaim runs a claim through the rules that claims are assessed by, on what is
// known of the patient now, and through the ledger's code on the running totals as they
// stand. Nothing is kept of it. A day of service may lie in the future.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrProviderNotFound].
func (s *Service) EstimateClaim(ctx context.Context, in EstimateClaim) (Estimate, error) {
	principal, _ := auth.PrincipalFrom(ctx)
	resource := auth.Resource{Provider: in.Provider}
	if principal.Role == auth.RolePatient {
		resource = auth.Resource{PatientSubject: principal.Subject}
	}
	if err := s.Policy.Allow(ctx, auth.ActionEstimateClaim, resource); err != nil {
		return Estimate{}, err
	}
	b, err := newBatch(in.Provider, []Draft{in.Draft})
	if err != nil {
		return Estimate{}, err
	}
	e := b.entries[0]
	if err := s.resolveEstimate(ctx, b, resource.PatientSubject); err != nil || len(e.faults) > 0 {
		return Estimate{Faults: e.faults, Coverages: b.coverages()}, err
	}
	if b.from, err = s.provider(ctx, in.Provider); err != nil {
		return Estimate{}, err
	}
	return s.estimate(ctx, b)
}

// resolveEstimate finds what the claim of an estimate rests on, and changes nothing: no
// benefit year is opened. With a subject the claim is of that patient, or of nobody.
func (s *Service) resolveEstimate(ctx context.Context, b *batch, subject string) error {
	e := b.entries[0]
	for i := range e.claim.Lines {
		b.asOf = max(b.asOf, e.claim.Lines[i].ServiceDate)
	}
	b.asOf = min(b.asOf, claims.DateOf(s.now()).AddDays(daysAhead))
	if err := s.lookUp(ctx, b.insurer, b.dated()); err != nil {
		return err
	}
	if subject != "" && e.covered.Coverage != "" {
		patient, err := s.DB.PatientBySubject(ctx, subject)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("finding a patient: %w", err)
		}
		if patient.ID != e.covered.Patient {
			e.covered = store.MemberCoverage{} // of somebody else, whom the caller does not know of
		}
	}
	if err := s.validate(ctx, b); err != nil {
		return err
	}
	if e.claim.Frequency != claims.Original {
		e.reject(errs.FrequencyUnsupported, "frequency", "an original, 1, is estimated")
	}
	if len(e.faults) > 0 {
		return nil
	}
	if err := s.rejectUncovered(ctx, b.insurer, b.entries); err != nil {
		return err
	}
	if len(e.faults) == 0 && e.covered.Span.Contains(e.firstDay()) && !e.covered.Year.Span.Contains(e.firstDay()) {
		e.faults = append(e.faults, errYearNotOpen)
	}
	return s.ready(ctx, b)
}

// daysAhead is how far ahead a service may lie that is estimated.
const daysAhead = 366

// estimate decides the one claim of a batch, which has no faults, as if it were
// accepted on the last of its days of service, or now.
func (s *Service) estimate(ctx context.Context, b *batch) (Estimate, error) {
	e := b.entries[0]
	before, err := s.knownNow(ctx, s.DB.Queries, b)
	if err != nil {
		return Estimate{}, err
	}
	at := s.now()
	if day := b.asOf.Time(); day.After(at) {
		at = day.Add(-time.Duration(e.plan.UTCOffsetSeconds) * time.Second)
	}
	if err := assess(b, before, at); err != nil {
		return Estimate{}, err
	}
	made := Estimate{Coverages: b.coverages(), Documents: e.assessment.EvidenceNeeded}
	if len(made.Documents) > 0 {
		e.evidence = make(map[string]bool)
		for _, need := range made.Documents {
			e.evidence[need.Kind] = true
		}
		if err := assess(b, before, at); err != nil {
			return Estimate{}, err
		}
	}
	made.Determination.Claim = e.claim
	made.Determination.Reasons = append(adjudicate.Reasons(nil), e.assessment.Reasons...)
	made.Determination.Ledger = adjudicate.Ledger{Plan: *e.plan, Year: e.assessment.Year.Span, ServiceDate: e.assessment.ServiceDate}
	e.tables.AddToLedger(&made.Determination.Ledger, b.from.Identifier)
	if made.IsReviewNeeded = !e.assessment.IsClean(); made.IsReviewNeeded {
		return made, nil
	}
	made.Determination.Results, err = s.askLedger(ctx, b)
	if errors.Is(err, chain.ErrCoverageYearNotFound) {
		return Estimate{Faults: []*errs.Fault{errYearNotOpen}, Coverages: made.Coverages}, nil
	}
	return made, err
}

// askLedger returns what the ledger's code makes of the one claim of a batch.
func (s *Service) askLedger(ctx context.Context, b *batch) ([]benefits.LineResult, error) {
	e := b.entries[0]
	whole := e.whole(e.assessment.Reasons.Canonical())
	if len(e.evidence) > 0 {
		whole.Facts = whole.Facts.WithEvidence(commitment.Hash{1}) // that there is one; the ledger knows no more
	}
	words, err := commitment.EncodeDecision(whole)
	if err != nil {
		return nil, withoutCode(fmt.Errorf("encoding an estimate: %w", err))
	}
	entry, err := s.Estimator.Estimate(ctx, b.insurer, chain.Decision{
		Path: commitment.BatchPath{Provider: b.provider}, CoverageYear: e.assessment.Year.ID, Claim: words,
	})
	if err != nil {
		return nil, withoutCode(fmt.Errorf("estimating a claim: %w", err))
	}
	return entry.Determination.Results, nil
}

// withoutCode returns an error of asking the ledger. What the ledger cannot read or does
// not take of a claim that has no faults is an error of ours, whatever its code says: a
// caller can do nothing about it but for the benefit year, which may open yet.
func withoutCode(err error) error {
	if code := errs.CodeOf(err); code == errs.Internal || code == errs.Unavailable || code == errs.CoverageYearNotFound {
		return err
	}
	return errors.New(err.Error())
}
