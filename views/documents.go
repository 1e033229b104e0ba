package views

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// Document is what was sent in answer to an evidence request.
type Document struct {
	// MediaType is what the sender says that the content is: nobody checked it.
	MediaType string
	Bytes     int // of the content
	SentAt    time.Time
	// ContentHash is salted: the ledger's root over a claim's evidence has it as a leaf.
	ContentHash []byte

	row store.DocumentView
}

// DocumentContent is a document in the clear.
type DocumentContent struct {
	Content []byte
	SHA256  []byte

	wasShown atomic.Bool
}

// Base64 returns the content of a document in base64. The bytes of the first time were
// counted when it was opened.
//
// Errors: [ErrTooMuchAtOnce].
func (d *DocumentContent) Base64(ctx context.Context) (string, error) {
	if d.wasShown.Swap(true) {
		if err := TakeBytes(ctx, int64(len(d.Content))); err != nil {
			return "", err
		}
	}
	return base64.StdEncoding.EncodeToString(d.Content), nil
}

// Document returns what answered an evidence request; nil where nothing did, and for who
// may not see what a claim's provider sent to its insurer.
//
// Errors: [auth.ErrUnauthenticated].
func (v *Views) Document(ctx context.Context, request *EvidenceRequest) (*Document, error) {
	if !request.IsAnswered {
		return nil, nil //nolint:nilnil // the schema's null.
	}
	return once(ctx, documentOf(request.ID), func() (*Document, error) { return v.document(ctx, request) })
}

func (v *Views) document(ctx context.Context, request *EvidenceRequest) (*Document, error) {
	row, err := v.reads(ctx).DocumentOfRequest(ctx, string(request.ID))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil //nolint:nilnil // the schema's null.
	}
	if err != nil {
		return nil, fmt.Errorf("loading a document: %w", err)
	}
	if err := v.allowEvidence(ctx, &row); err != nil {
		if errors.Is(err, auth.ErrForbidden) {
			return nil, nil //nolint:nilnil // the schema's null.
		}
		return nil, err
	}
	return &Document{
		MediaType: row.MediaType, Bytes: int(row.Bytes), SentAt: row.ReceivedAt, ContentHash: row.ContentHash[:], row: row,
	}, nil
}

func (v *Views) allowEvidence(ctx context.Context, row *store.DocumentView) error {
	resource := auth.Resource{Insurer: row.Insurer, Provider: row.Provider, PatientSubject: row.PatientSubject}
	return v.config.Policy.Allow(ctx, auth.ActionReadEvidence, resource)
}

// DocumentContent opens a document and sees to the record of the access; it returns nil
// once the document's key or the patient's is erased.
//
// Errors: [evidence.ErrNotOpened] when it is not what was sent, [ErrTooMuchAtOnce].
func (v *Views) DocumentContent(ctx context.Context, document *Document) (*DocumentContent, error) {
	row := &document.row
	if err := TakeBytes(ctx, int64(document.Bytes)); err != nil {
		return nil, err
	}
	if err := v.access(ctx, auth.ActionReadEvidence, []claims.ID{row.Claim}); err != nil {
		return nil, err
	}
	content, err := v.openDocument(ctx, row)
	if errors.Is(err, evidence.ErrErased) {
		return nil, nil //nolint:nilnil // the schema's null.
	}
	if err != nil {
		return nil, fmt.Errorf("opening document %s: %w", row.ID, err)
	}
	sum := sha256.Sum256(content)
	return &DocumentContent{Content: content, SHA256: sum[:]}, nil
}

func (v *Views) openDocument(ctx context.Context, row *store.DocumentView) ([]byte, error) {
	key, err := v.config.Vault.PatientKey(ctx, row.Patient, row.PatientKey)
	if err != nil {
		return nil, err
	}
	return v.config.Vault.Get(ctx, key, evidence.Stored{
		Document: row.ID, WrappedKey: row.WrappedKey, ContentHash: row.ContentHash, Blob: row.Blob, Bytes: row.Bytes,
	})
}
