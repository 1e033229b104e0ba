package fhir

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// Sentinels of documents that cannot be read at all.
var (
	// ErrMalformed is returned for a text that is no JSON of the shape of its resource type.
	ErrMalformed = errs.New(errs.MalformedRequest, "not a readable FHIR R4 resource")
	// ErrNoClaim is returned for a resource that is no Claim and holds none.
	ErrNoClaim = errs.New(errs.MalformedRequest, "no Claim in the document")
)

// Documents cuts a text into JSON documents: itself when it is one, else its
// lines that are not blank (newline-delimited JSON, with or without a byte order mark).
func Documents(text []byte) [][]byte {
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))
	if len(text) == 0 {
		return nil
	}
	if json.Valid(text) {
		return [][]byte{text}
	}
	var documents [][]byte
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			documents = append(documents, line)
		}
	}
	return documents
}

// ReadClaims reads a Claim, or every Claim of a Bundle. References are resolved
// within the document and then in known, which may be nil.
//
// Errors: [ErrMalformed], [ErrNoClaim].
func ReadClaims(document []byte, known *Resources) ([]Claim, error) {
	bundle, err := bundleOf(document)
	if err != nil {
		return nil, err
	}
	if bundle == nil {
		claim, err := readClaim(document, "Claim", scope{known: known})
		if err != nil {
			return nil, err
		}
		return []Claim{claim}, nil
	}
	inBundle := new(Resources)
	if err := inBundle.Add(document); err != nil {
		return nil, err
	}
	return readBundle(bundle, scope{inBundle: inBundle, known: known})
}

func readBundle(bundle *wireBundle, scope scope) ([]Claim, error) {
	var read []Claim
	for i, entry := range bundle.Entry {
		kind, err := typeOfResource(entry.Resource)
		if err != nil || kind != "Claim" {
			continue
		}
		claim, err := readClaim(entry.Resource, fmt.Sprintf("Bundle.entry[%d].resource", i), scope)
		if err != nil {
			return nil, err
		}
		read = append(read, claim)
	}
	if len(read) == 0 {
		return nil, ErrNoClaim
	}
	return read, nil
}

// bundleOf returns the Bundle that a document is, or nil when it is another resource.
func bundleOf(document []byte) (*wireBundle, error) {
	kind, err := typeOfResource(document)
	if err != nil || kind != "Bundle" {
		return nil, err
	}
	bundle := new(wireBundle)
	if err := json.Unmarshal(document, bundle); err != nil {
		return nil, ErrMalformed
	}
	return bundle, nil
}

func typeOfResource(document []byte) (string, error) {
	if len(document) == 0 {
		return "", ErrMalformed
	}
	var head struct {
		ResourceType string `json:"resourceType"`
	}
	if err := json.Unmarshal(document, &head); err != nil {
		return "", ErrMalformed
	}
	return head.ResourceType, nil
}

// scope is where a claim's references are looked up, besides its contained resources.
type scope struct {
	inBundle *Resources
	known    *Resources
}

func (s scope) find(inside *Resources, reference Reference) *wireResource {
	if reference.Kind == KindContained {
		return inside.find(reference)
	}
	if found := s.inBundle.find(reference); found != nil {
		return found
	}
	return s.known.find(reference)
}
