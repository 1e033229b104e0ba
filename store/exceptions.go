package store

import (
	"context"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// Exception is a claim that a claim workflow has, with what assessing it again needs.
type Exception struct {
	ID       claims.ID
	Insurer  claims.InsurerID
	Provider claims.ProviderID
	// ProviderIdentifier is what the provider is known by, such as an NPI.
	ProviderIdentifier string
	Patient            string
	PatientKey         []byte // wrapped; nil after erasure
	Details            []byte // of the patient, encrypted
	AcceptedAt         time.Time
	// Submission and Position say which claims came before it at the same instant.
	Submission string
	Position   int
	Stage      Stage
	Content    []byte // encrypted
	Assessment []byte // encrypted
	Prepared   []byte // as when it was accepted: see [NewClaim]
	Plan       claims.PlanID
	// CoverageID names the coverage, and Coordination is what is known of the patient's
	// others, encrypted; nil where nothing is.
	CoverageID   string
	Coordination []byte
	// Coverage has the claim's own benefit year only, and no member number.
	Coverage coverage.Coverage
}

// Exception returns a claim for assessing it again.
//
// Errors: [ErrNotFound].
func (q Queries) Exception(ctx context.Context, id claims.ID) (Exception, error) {
	row, err := q.q.ClaimForDecision(ctx, string(id))
	if err != nil {
		return Exception{}, faultOf(err)
	}
	return Exception{
		ID: claims.ID(row.ID), Insurer: claims.InsurerID(row.InsurerID), Provider: claims.ProviderID(row.ProviderID),
		ProviderIdentifier: row.ProviderIdentifier, Patient: row.PatientID, PatientKey: row.WrappedKey, Details: row.Details,
		AcceptedAt: inUTC(row.AcceptedAt), Submission: row.SubmissionID, Position: int(row.Position),
		Stage: Stage(row.Stage), Content: row.Content, Assessment: row.Assessment, Prepared: row.Prepared,
		Plan: claims.PlanID(row.PlanID), CoverageID: row.CoverageID, Coordination: row.Coordination,
		Coverage: coverage.Coverage{
			Plan: claims.PlanID(row.PlanID),
			Span: spanOf(row.StartDate, row.EndDate),
			Years: []coverage.Year{{
				ID: claims.CoverageYearID(row.YearID), Span: spanOf(row.YearStart, &row.YearEnd),
				FamilyYear: claims.FamilyYearID(row.FamilyYear), Extension: claims.ExtensionID(row.Extension),
			}},
		},
	}, nil
}

// AskEvidence keeps a request for a document. One of the kind for the line that
// is there already stays as it is.
func (t *Tx) AskEvidence(ctx context.Context, r EvidenceRequest) error {
	return faultOf(t.q.AskEvidence(ctx, sqlc.AskEvidenceParams{
		ID: r.ID, ClaimID: string(r.Claim), Line: int32(r.Line), Kind: r.Kind, AskedAt: r.AskedAt, DueAt: r.DueAt,
	}))
}

// EvidenceRequestsOf returns what was asked for a claim, without its parties.
func (q Queries) EvidenceRequestsOf(ctx context.Context, id claims.ID) ([]EvidenceRequest, error) {
	rows, err := q.q.EvidenceRequestsOf(ctx, string(id))
	if err != nil {
		return nil, faultOf(err)
	}
	requests := make([]EvidenceRequest, len(rows))
	for i, row := range rows {
		requests[i] = EvidenceRequest{
			ID: row.ID, Claim: id, Line: int(row.Line), Kind: row.Kind,
			AskedAt: inUTC(row.AskedAt), DueAt: inUTC(row.DueAt), State: RequestState(row.State),
		}
	}
	return requests, nil
}

// Decided is a claim's final assessment.
type Decided struct {
	Claim      claims.ID
	Insurer    claims.InsurerID
	Assessment []byte // encrypted
	Prepared   []byte // with the final allowances and facts: see [NewClaim]
}

// CloseDetermined ends a pended claim's exception where the ledger has a determination
// of it all the same, as of a panel, and reports whether it did: nobody is asked for
// anything any more, and the claim's workflow is woken to end.
func (t *Tx) CloseDetermined(ctx context.Context, insurer claims.InsurerID, id claims.ID, at time.Time) (bool, error) {
	closed, err := t.q.CloseDetermined(ctx, string(id))
	if err != nil || closed == 0 {
		return false, faultOf(err)
	}
	if err := t.endRequests(ctx, id, at); err != nil {
		return false, err
	}
	if err := t.AddHandOver(ctx, HandOver{Kind: HandOverReview, Insurer: insurer, Claim: id, CreatedAt: at}); err != nil {
		return false, err
	}
	t.ClaimChanged(id)
	return true, nil
}

// endRequests ends what is still asked of a claim: documents are overdue, reviews dropped.
func (t *Tx) endRequests(ctx context.Context, id claims.ID, at time.Time) error {
	if err := t.q.CloseEvidenceRequests(ctx, string(id)); err != nil {
		return faultOf(err)
	}
	return faultOf(t.q.DropReviews(ctx, at, string(id)))
}

// DecideClaim ends a pended claim's exception: requests that are open are
// overdue, reviews that are open are dropped, and the decision goes to the ledger. A claim that is decided already
// stays as it is.
func (t *Tx) DecideClaim(ctx context.Context, d Decided, at time.Time) error {
	if err := t.endRequests(ctx, d.Claim, at); err != nil {
		return err
	}
	if err := t.q.DecideClaim(ctx, d.Assessment, d.Prepared, string(d.Claim)); err != nil {
		return faultOf(err)
	}
	if err := t.AddHandOver(ctx, HandOver{Kind: HandOverSettle, Insurer: d.Insurer, CreatedAt: at}); err != nil {
		return err
	}
	t.ClaimChanged(d.Claim)
	return nil
}
