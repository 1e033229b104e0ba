package graph

import (
	"context"
	"errors"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/views"
)

// Intake takes in what mutations bring; [intake.Service] is one, and the tests of
// the handler stand in for it.
type Intake interface {
	RegisterInsurer(ctx context.Context, in intake.RegisterInsurer) (claims.InsurerID, error)
	PublishPlan(ctx context.Context, in intake.PublishPlan) (claims.PlanID, []*errs.Fault, error)
	RegisterProvider(ctx context.Context, in intake.RegisterProvider) (claims.ProviderID, error)
	EnrolCoverage(ctx context.Context, in intake.EnrolCoverage) (string, error)
	RecordOtherCoverages(ctx context.Context, in intake.RecordOtherCoverages) ([]*errs.Fault, error)
	RegisterAuthorization(ctx context.Context, in intake.RegisterAuthorization) (string, error)
	FundEscrow(ctx context.Context, in intake.FundEscrow) error
	Prepare(ctx context.Context, in intake.Prepare) (intake.Prepared, error)
	EstimateClaim(ctx context.Context, in intake.EstimateClaim) (intake.Estimate, error)
	GrantConsent(ctx context.Context, in intake.GrantConsent) error
	RevokeConsent(ctx context.Context, in intake.RevokeConsent) error
	Submit(ctx context.Context, in intake.Submission) (intake.Answer, error)
	VoidClaim(ctx context.Context, in intake.VoidClaim) (intake.Answer, error)
	AttachEvidence(ctx context.Context, in intake.AttachEvidence) (claims.ID, error)

	ResolveReview(ctx context.Context, in intake.ResolveReview) (claims.ID, error)
	ReverseClaim(ctx context.Context, in intake.ReverseClaim) (claims.ID, error)
	AppealDetermination(ctx context.Context, in intake.AppealDetermination) (claims.ID, error)
	MarkOverdue(ctx context.Context, in intake.MarkOverdue) (claims.ID, error)
	AppealOverdueClaim(ctx context.Context, in intake.AppealOverdueClaim) (claims.ID, error)
	AnswerAppeal(ctx context.Context, in intake.AnswerAppeal) (claims.ID, error)
	EscalateAppeal(ctx context.Context, in intake.EscalateAppeal) (claims.ID, error)
	CloseAppeal(ctx context.Context, in intake.CloseAppeal) (claims.ID, error)
	PrepareRuling(ctx context.Context, in intake.Ruling) (intake.PreparedRuling, error)
	SubmitRuling(ctx context.Context, in intake.SubmitRuling) (claims.ID, error)
	AppointPanel(ctx context.Context, in intake.AppointPanel) error

	WithdrawEscrow(ctx context.Context, in intake.WithdrawEscrow) error
	ReleaseOwed(ctx context.Context, in intake.ReleaseOwed) error
	SetDailyCap(ctx context.Context, in intake.SetDailyCap) error
	ApproveAboveCap(ctx context.Context, in intake.ApproveAboveCap) error
	ActivateRecovery(ctx context.Context, in intake.StepRecovery) error
	WaiveRecovery(ctx context.Context, in intake.StepRecovery) error
	SetInsurerPaused(ctx context.Context, in intake.SetInsurerPaused) error
}

// Resolver answers the fields of the schema that take more than reading a struct.
type Resolver struct {
	Intake Intake
	Views  *views.Views
}

// submitted shows the one claim that was accepted.
func (r *Resolver) submitted(ctx context.Context, answer intake.Answer) (*model.SubmitClaimSuccess, error) {
	claim, err := afterwards(r.Views.Claim(ctx, answer.Accepted[0].ID))
	if err != nil {
		return nil, err
	}
	return &model.SubmitClaimSuccess{Claim: claim, Acknowledgement: acknowledgementOf(answer.Acknowledgement)}, nil
}

// notFoundCodes are those of what is null in the schema when it is not there.
var notFoundCodes = map[errs.Code]bool{
	errs.ClaimNotFound: true, errs.InsurerNotFound: true, errs.ProviderNotFound: true, errs.PlanNotFound: true,
	errs.PatientNotFound: true, errs.EvidenceRequestNotFound: true, errs.RemittanceNotFound: true,
}

// unlessNotFound returns nil for what is not found, or may not be known of.
func unlessNotFound[T any](value *T, err error) (*T, error) {
	if err != nil && notFoundCodes[errs.CodeOf(err)] {
		return nil, nil //nolint:nilnil // the schema's null.
	}
	return value, err
}

// node returns the object of a global id, or nil.
func (r *Resolver) node(ctx context.Context, global string) (model.Node, error) {
	kind, id, ok := model.ParseGlobalID(global)
	if !ok {
		return nil, nil //nolint:nilnil // the schema's null.
	}
	switch kind {
	case model.KindClaim:
		return nodeOf(r.Views.ClaimWithout(ctx, claims.ID(id), unasked(ctx, nil)))
	case model.KindInsurer:
		return nodeOf(r.Views.Insurer(ctx, claims.InsurerID(model.NumberOf(kind, global))))
	case model.KindProvider:
		return nodeOf(r.Views.Provider(ctx, claims.ProviderID(model.NumberOf(kind, global))))
	case model.KindPlan:
		return nodeOf(r.Views.Plan(ctx, claims.PlanID(model.NumberOf(kind, global))))
	case model.KindCoverage:
		return nodeOf(r.Views.Coverage(ctx, views.CoverageID(id)))
	case model.KindRemittance:
		return nodeOf(r.Views.Remittance(ctx, views.RemittanceID(id)))
	case model.KindEvidenceRequest:
		claim, err := r.Views.ClaimOfRequest(ctx, views.EvidenceRequestID(id))
		if err != nil {
			return nodeOf[views.EvidenceRequest](nil, err)
		}
		for i := range claim.EvidenceRequests {
			if string(claim.EvidenceRequests[i].ID) == id {
				return &claim.EvidenceRequests[i], nil
			}
		}
	}
	return nil, nil //nolint:nilnil // the schema's null.
}

// nodeOf returns an object as a node, without making a nil pointer something.
func nodeOf[T any](value *T, err error) (model.Node, error) {
	found, err := unlessNotFound(value, err)
	if err != nil || found == nil {
		return nil, err
	}
	return found, nil
}

// followed passes a subscription's claims on, each with its token beside it, and before it
// closes the channel says why it ended.
func (r *Resolver) followed(ctx context.Context, subscription *views.Subscription) <-chan *views.Claim {
	beginAfter(ctx, subscription.Token())
	passed := make(chan *views.Claim)
	go func() {
		defer close(passed)
		for change := range subscription.Changes() {
			addToken(ctx, change.Token)
			select {
			case passed <- change.Claim:
			case <-ctx.Done():
				// The subscription ends with the same context; its channel is drained for its sake.
			}
		}
		if err := subscription.Err(); err != nil {
			var coded *errs.Error
			if errors.As(err, &coded) {
				endSubscription(ctx, refused(coded))
			}
		}
	}()
	return passed
}
