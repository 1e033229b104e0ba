package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph/generated"
)

// Sentinels of trusted documents.
var (
	errDocumentUnknown   = errs.New(errs.DocumentUnknown, "there is no such document")
	errDocumentUntrusted = errs.New(errs.Forbidden, "only trusted documents are answered")
	errDocumentTwice     = errs.New(errs.MalformedRequest, "a request has a query or a documentId, not both")
)

// Documents are documents that the installation trusts, by their id: "sha256:" and
// the SHA-256 of the text in lower-case hexadecimal, as GraphQL over HTTP says (appendix A).
type Documents map[string]string

// ClientDocuments returns what the client of TypeScript asks by itself: how far the data goes
// that a subscription begins after.
func ClientDocuments() []string { return []string{"query Now {\n  __typename\n}"} }

// LoadDocuments reads the files *.graphql of a folder, one document each. The line's end
// that editors put last does not make another document.
//
// Errors: one that names the file, for a document that does not fit the schema.
func LoadDocuments(folder fs.FS) (Documents, error) {
	names, err := fs.Glob(folder, "*.graphql")
	if err != nil {
		return nil, fmt.Errorf("finding documents: %w", err)
	}
	documents := Documents{}
	for _, name := range names {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("reading document: %w", err)
		}
		for _, text := range []string{string(text), strings.TrimRight(string(text), "\r\n")} {
			if err := documents.Trust(text); err != nil {
				return nil, fmt.Errorf("document %s: %w", name, err)
			}
		}
	}
	return documents, nil
}

// Trust adds a document.
//
// Errors: one that says why, for a document that does not fit the schema.
func (d Documents) Trust(text string) error {
	document, faults := gqlparser.LoadQueryWithRules(generated.NewExecutableSchema(generated.Config{}).Schema(), text, nil)
	if len(faults) > 0 {
		return faults
	}
	if len(document.Operations) == 0 {
		return errOperationMissing
	}
	d[documentID(text)] = text
	return nil
}

// documentID is the id of a document.
func documentID(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// textOf returns the text of a request that has a query or the id of a document.
func (d Documents) textOf(query, id string) (string, *errs.Error) {
	switch {
	case id == "" && query == "":
		return "", errOperationMissing
	case id == "":
		return query, nil
	case query != "":
		return "", errDocumentTwice
	}
	text, ok := d[id]
	if !ok {
		return "", errDocumentUnknown
	}
	return text, nil
}

// trustedOnly refuses every document that is not trusted, before it is parsed.
type trustedOnly struct{ documents Documents }

var _ graphql.OperationParameterMutator = trustedOnly{}

// ExtensionName implements graphql.HandlerExtension.
func (trustedOnly) ExtensionName() string { return "TrustedDocuments" }

// Validate implements graphql.HandlerExtension.
func (trustedOnly) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters implements graphql.OperationParameterMutator.
func (t trustedOnly) MutateOperationParameters(_ context.Context, request *graphql.RawParams) *gqlerror.Error {
	if _, ok := t.documents[documentID(request.Query)]; !ok {
		return refused(errDocumentUntrusted)
	}
	return nil
}

// documentExtension is where the id of a document waits that an operation on a socket
// names: gqlgen reads no more of a message than the fields of an operation.
const documentExtension = "clearclaim.documentId"

// socketDocuments gives operations on sockets the texts of the documents that they name,
// as httpTransport does with requests.
type socketDocuments struct{ documents Documents }

var _ graphql.OperationParameterMutator = socketDocuments{}

// ExtensionName implements graphql.HandlerExtension.
func (socketDocuments) ExtensionName() string { return "SocketDocuments" }

// Validate implements graphql.HandlerExtension.
func (socketDocuments) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters implements graphql.OperationParameterMutator.
func (s socketDocuments) MutateOperationParameters(ctx context.Context, request *graphql.RawParams) *gqlerror.Error {
	if !isSocket(ctx) {
		return nil
	}
	id, _ := request.Extensions[documentExtension].(string)
	text, fault := s.documents.textOf(request.Query, id)
	if fault != nil {
		return refused(fault)
	}
	request.Query = text
	return nil
}
