package store

import (
	"context"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// RequestState is how far a request for a document has come.
type RequestState string

// The states of a request.
const (
	RequestOpen     RequestState = "open"
	RequestAnswered RequestState = "answered"
	RequestOverdue  RequestState = "overdue"
)

// EvidenceRequest is a document asked for, with the parties that it concerns.
type EvidenceRequest struct {
	ID             string
	Claim          claims.ID
	Line           int
	Kind           string
	AskedAt        time.Time
	DueAt          time.Time
	State          RequestState
	Insurer        claims.InsurerID
	Provider       claims.ProviderID
	Patient        string
	PatientKey     []byte // wrapped; nil after erasure
	PatientSubject string // "" is none
}

// Document is a document of a claim, whose content is in the blob store.
type Document struct {
	ID          string
	Claim       claims.ID
	Patient     string
	WrappedKey  []byte // the document's own key; nil after erasure
	ContentHash [32]byte
	MediaType   string
	Bytes       int64
	Blob        string
	ReceivedAt  time.Time
}

// EvidenceRequest returns a request.
//
// Errors: [ErrNotFound].
func (q Queries) EvidenceRequest(ctx context.Context, id string) (EvidenceRequest, error) {
	row, err := q.q.EvidenceRequest(ctx, id)
	if err != nil {
		return EvidenceRequest{}, faultOf(err)
	}
	return EvidenceRequest{
		ID: row.ID, Claim: claims.ID(row.ClaimID), Line: int(row.Line), Kind: row.Kind, AskedAt: inUTC(row.AskedAt),
		DueAt: inUTC(row.DueAt), State: RequestState(row.State), Insurer: claims.InsurerID(row.InsurerID),
		Provider: claims.ProviderID(row.ProviderID), Patient: row.PatientID, PatientKey: row.WrappedKey,
		PatientSubject: required(row.Subject),
	}, nil
}

// AnswerEvidenceRequest closes an open request with a document.
//
// Errors: [ErrConflict] when the request is no longer open.
func (t *Tx) AnswerEvidenceRequest(ctx context.Context, request, document string) error {
	closed, err := t.q.AnswerEvidenceRequest(ctx, document, request)
	if err != nil {
		return faultOf(err)
	}
	if closed == 0 {
		return ErrConflict
	}
	return nil
}

// AddDocument keeps a document.
func (t *Tx) AddDocument(ctx context.Context, d *Document) error {
	return faultOf(t.q.InsertDocument(ctx, sqlc.InsertDocumentParams{
		ID: d.ID, ClaimID: string(d.Claim), PatientID: d.Patient, WrappedKey: d.WrappedKey, ContentHash: d.ContentHash[:],
		MediaType: d.MediaType, Bytes: d.Bytes, Blob: d.Blob, ReceivedAt: d.ReceivedAt,
	}))
}

// Document returns a document.
//
// Errors: [ErrNotFound].
func (q Queries) Document(ctx context.Context, id string) (Document, error) {
	row, err := q.q.Document(ctx, id)
	if err != nil {
		return Document{}, faultOf(err)
	}
	return documentOf(row), nil
}

// DocumentView is a document that answered a request, with the parties that it concerns.
type DocumentView struct {
	Document
	Insurer        claims.InsurerID
	Provider       claims.ProviderID
	PatientKey     []byte // wrapped; nil after erasure
	PatientSubject string // "" is none
}

// DocumentOfRequest returns the document that answered a request.
//
// Errors: [ErrNotFound].
func (q Queries) DocumentOfRequest(ctx context.Context, request string) (DocumentView, error) {
	row, err := q.q.DocumentOfRequest(ctx, request)
	if err != nil {
		return DocumentView{}, faultOf(err)
	}
	return DocumentView{
		Document: documentOf(sqlc.Document{
			ID: row.ID, ClaimID: row.ClaimID, PatientID: row.PatientID, WrappedKey: row.WrappedKey, ContentHash: row.ContentHash,
			MediaType: row.MediaType, Bytes: row.Bytes, Blob: row.Blob, ReceivedAt: row.ReceivedAt,
		}),
		Insurer: claims.InsurerID(row.InsurerID), Provider: claims.ProviderID(row.ProviderID), PatientKey: row.PatientKey,
		PatientSubject: required(row.Subject),
	}, nil
}

// DocumentsOfClaim returns a claim's documents, the first received first.
func (q Queries) DocumentsOfClaim(ctx context.Context, claim claims.ID) ([]Document, error) {
	rows, err := q.q.DocumentsOfClaim(ctx, string(claim))
	if err != nil {
		return nil, faultOf(err)
	}
	documents := make([]Document, len(rows))
	for i, row := range rows {
		documents[i] = documentOf(row)
	}
	return documents, nil
}

func documentOf(row sqlc.Document) Document {
	return Document{
		ID: row.ID, Claim: claims.ID(row.ClaimID), Patient: row.PatientID, WrappedKey: row.WrappedKey,
		ContentHash: [32]byte(row.ContentHash), MediaType: row.MediaType, Bytes: row.Bytes, Blob: row.Blob,
		ReceivedAt: inUTC(row.ReceivedAt),
	}
}

// VaultKey returns a wrapped key of the vault. There being none, candidate is
// kept and returned; of several at once one wins and all get that.
func (d *DB) VaultKey(ctx context.Context, name string, candidate []byte) ([]byte, error) {
	if key, err := d.q.VaultKey(ctx, name); err == nil {
		return key, nil
	}
	if err := d.q.InsertVaultKey(ctx, name, candidate); err != nil {
		return nil, faultOf(err)
	}
	key, err := d.q.VaultKey(ctx, name)
	return key, faultOf(err)
}
