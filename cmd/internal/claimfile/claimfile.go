// Package claimfile reads claims from files as the API takes them: FHIR R4
// (Claim, Bundle, newline-delimited) or this project's own JSON, which has the
// shape of the API's ClaimInput.
package claimfile

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
	"github.com/clearclaim/clearclaim/interop/fhir"
)

// ErrMalformed is returned for a file that is neither.
var ErrMalformed = errors.New("neither FHIR R4 claims nor JSON claims")

// Entry is one claim of a file. Its input names no insurer.
type Entry struct {
	Input apiclient.ClaimInput
	// Patient and Provider are what a FHIR claim says of them, else empty.
	Patient, Provider fhir.Party
	// CreatedDate is when a FHIR claim was made, zero where that is not known.
	CreatedDate claims.Date
	// Faults are why it cannot be submitted; only FHIR claims can have some here.
	Faults []*errs.Fault
}

// Read reads all claims of a file. References of FHIR claims are resolved within their
// document and then in known, which may be nil.
//
// Errors: [ErrMalformed], [fhir.ErrMalformed], [fhir.ErrNoClaim].
func Read(text []byte, known *fhir.Resources) ([]Entry, error) {
	var entries []Entry
	for _, document := range fhir.Documents(text) {
		read, err := readDocument(document, known)
		if err != nil {
			return nil, err
		}
		entries = append(entries, read...)
	}
	if len(entries) == 0 {
		return nil, ErrMalformed
	}
	return entries, nil
}

func readDocument(document []byte, known *fhir.Resources) ([]Entry, error) {
	if bytes.HasPrefix(document, []byte("[")) {
		return readList(document)
	}
	var head struct {
		ResourceType string          `json:"resourceType"`
		Lines        json.RawMessage `json:"lines"`
	}
	if err := json.Unmarshal(document, &head); err != nil {
		return nil, ErrMalformed
	}
	switch {
	case head.ResourceType != "":
		return readFHIR(document, known)
	case head.Lines != nil:
		return readOne(document)
	default:
		return nil, ErrMalformed
	}
}

func readList(document []byte) ([]Entry, error) {
	var documents []json.RawMessage
	if err := json.Unmarshal(document, &documents); err != nil {
		return nil, ErrMalformed
	}
	var entries []Entry
	for _, document := range documents {
		read, err := readOne(document)
		if err != nil {
			return nil, err
		}
		entries = append(entries, read...)
	}
	return entries, nil
}

func readOne(document []byte) ([]Entry, error) {
	var in apiclient.ClaimInput
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&in); err != nil {
		return nil, ErrMalformed
	}
	return []Entry{{Input: in}}, nil
}

func inputOf(claim *fhir.Claim) apiclient.ClaimInput {
	input := apiclient.ClaimInputOf(claim.Claim)
	input.Replaces = claim.Replaces
	return input
}

func readFHIR(document []byte, known *fhir.Resources) ([]Entry, error) {
	read, err := fhir.ReadClaims(document, known)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(read))
	for i, claim := range read {
		entries[i] = Entry{
			Input:       inputOf(&claim),
			Patient:     claim.Patient,
			Provider:    claim.Provider,
			CreatedDate: claim.CreatedDate,
			Faults:      claim.Faults,
		}
	}
	return entries, nil
}
