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

// NewCoverageConnection returns a page of coverages as the schema has it.
func NewCoverageConnection(page views.CoveragePage) *CoverageConnection {
	connection := &CoverageConnection{
		Edges: make([]*CoverageEdge, len(page.Coverages)), Nodes: page.Coverages, PageInfo: &page.Info,
	}
	for i, coverage := range page.Coverages {
		connection.Edges[i] = &CoverageEdge{Cursor: page.Cursors[i], Node: coverage}
	}
	return connection
}

// NewAccessRecordConnection returns a page of records of accesses as the schema has it.
func NewAccessRecordConnection(page views.AccessPage) *AccessRecordConnection {
	connection := &AccessRecordConnection{
		Edges: make([]*AccessRecordEdge, len(page.Records)), Nodes: page.Records, PageInfo: &page.Info,
	}
	for i, record := range page.Records {
		connection.Edges[i] = &AccessRecordEdge{Cursor: page.Cursors[i], Node: record}
	}
	return connection
}

// NewConsentConnection returns a page of consents as the schema has it.
func NewConsentConnection(page views.ConsentPage) *ConsentConnection {
	connection := &ConsentConnection{
		Edges: make([]*ConsentEdge, len(page.Consents)), Nodes: page.Consents, PageInfo: &page.Info,
	}
	for i, consent := range page.Consents {
		connection.Edges[i] = &ConsentEdge{Cursor: page.Cursors[i], Node: consent}
	}
	return connection
}

// NewFiledAppealConnection returns a page of appeals as the schema has it.
func NewFiledAppealConnection(page views.FiledAppealPage) *FiledAppealConnection {
	connection := &FiledAppealConnection{
		Edges: make([]*FiledAppealEdge, len(page.Appeals)), Nodes: page.Appeals, PageInfo: &page.Info,
	}
	for i, appeal := range page.Appeals {
		connection.Edges[i] = &FiledAppealEdge{Cursor: page.Cursors[i], Node: appeal}
	}
	return connection
}

// NewPlanConnection returns a page of plans as the schema has it.
func NewPlanConnection(page views.PlanPage) *PlanConnection {
	connection := &PlanConnection{
		Edges: make([]*PlanEdge, len(page.Plans)), Nodes: page.Plans, PageInfo: &page.Info,
	}
	for i, plan := range page.Plans {
		connection.Edges[i] = &PlanEdge{Cursor: page.Cursors[i], Node: plan}
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
