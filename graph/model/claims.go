package model

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/views"
)

// ClaimInput is a claim as a client sends it.
type ClaimInput struct {
	Type                 claims.Type
	Frequency            int
	Insurer              claims.InsurerID
	PatientAccountNumber string
	MemberNumber         string
	Diagnoses            []codes.Code
	PriorAuthorization   string
	// Replaces is nil for an original.
	Replaces *string
	Lines    []ClaimLineInput
	// PriorPayers are in the order in which they answered.
	PriorPayers []PriorPayerInput
	// Salt is nil where the gateway makes it.
	Salt []byte
}

// ClaimLineInput is a service on a claim as a client sends it.
type ClaimLineInput struct {
	Sequence          int
	Procedure         codes.Code
	Modifiers         []string
	PlaceOfService    string
	DiagnosisPointers []int
	ServiceDate       DraftDate
	Units             int
	// ChargeCents is nil for a line that is information only.
	ChargeCents *DraftCents
}

// PriorPayerInput is what a payer answered that came before, as a client sends it.
type PriorPayerInput struct {
	Payer       string
	AnswerDate  DraftDate
	PaidCents   DraftCents
	Adjustments []PriorAdjustmentInput
	Lines       []PriorLineInput
}

// PriorLineInput is what a prior payer answered to a line, as a client sends it.
type PriorLineInput struct {
	Sequence    int
	PaidCents   DraftCents
	Adjustments []PriorAdjustmentInput
}

// PriorAdjustmentInput is why a prior payer paid no more, as a client sends it.
type PriorAdjustmentInput struct {
	Group       string
	CARC        string
	AmountCents DraftCents
}

// AcceptedClaim is an accepted claim of a submission.
type AcceptedClaim struct {
	// Index is the position in the input.
	Index int
	ID    claims.ID
}

// NewClaimConnection returns a page of claims as the schema has it.
func NewClaimConnection(page views.ClaimPage) *ClaimConnection {
	connection := &ClaimConnection{
		Edges: make([]*ClaimEdge, len(page.Claims)), Nodes: page.Claims, PageInfo: &page.Info,
	}
	for i, claim := range page.Claims {
		connection.Edges[i] = &ClaimEdge{Cursor: page.Cursors[i], Node: claim}
	}
	return connection
}

// NewReviewConnection returns a page of open reviews as the schema has it.
func NewReviewConnection(page views.ReviewPage) *ReviewConnection {
	connection := &ReviewConnection{
		Edges: make([]*ReviewEdge, len(page.Reviews)), Nodes: page.Reviews, PageInfo: &page.Info,
	}
	for i, review := range page.Reviews {
		connection.Edges[i] = &ReviewEdge{Cursor: page.Cursors[i], Node: review}
	}
	return connection
}

// NewRemittanceConnection returns a page of remittances as the schema has it.
func NewRemittanceConnection(page views.RemittancePage) *RemittanceConnection {
	connection := &RemittanceConnection{
		Edges: make([]*RemittanceEdge, len(page.Remittances)), Nodes: page.Remittances, PageInfo: &page.Info,
	}
	for i, remittance := range page.Remittances {
		connection.Edges[i] = &RemittanceEdge{Cursor: page.Cursors[i], Node: remittance}
	}
	return connection
}
