// Package fakeapi stands in for the API in the tests of demo and bench: it takes
// their requests over HTTP, holds each against the real schema, and answers from
// memory by a rule that the test gives. Nothing of the system runs behind it.
package fakeapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/target"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// Decision is what becomes of a claim.
type Decision struct {
	// Faults reject the claim.
	Faults []apiclient.Fault
	// Ended is the claim as it is shown in the end.
	Ended apiclient.Claim
	// EvidenceKind is asked for first; the claim ends when the document comes, or as
	// Ended says when it does not come by OverdueAfter.
	EvidenceKind string
	OverdueAfter time.Duration
	// Review is what the insurer has to look at first; nil for nothing.
	Review *apiclient.Review
	// Subject is the patient's login, if any.
	Subject string
}

// API is the stand-in. Decide must be set before the first request.
type API struct {
	URL    string
	Decide func(claim apiclient.ClaimInput) Decision

	t      *testing.T
	schema *ast.Schema

	mutex   sync.Mutex
	next    uint32
	answers map[string]answer // by idempotency key
	claims  map[string]*claim
	order   []string
	paid    int64
}

// answer is what an idempotency key got, and for what.
type answer struct {
	content string
	data    any
}

type claim struct {
	decision          Decision
	insurer, provider uint32
	patient           string
	acceptedAt        time.Time
	isAnswered        bool
	isReviewed        bool
}

// New starts the stand-in on the schema in a folder; it ends with the test.
func New(t *testing.T, schemaFolder string) *API {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(schemaFolder, "*.graphqls"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var sources []*ast.Source
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		sources = append(sources, &ast.Source{Name: file, Input: string(text)})
	}
	schema, err := gqlparser.LoadSchema(sources...)
	require.NoError(t, err)
	api := &API{t: t, schema: schema, answers: make(map[string]answer), claims: make(map[string]*claim)}
	server := httptest.NewServer(http.HandlerFunc(api.serve))
	t.Cleanup(server.Close)
	api.URL = server.URL
	return api
}

// Target returns the stand-in as demo and bench see a system. Tokens say in the
// clear who is asking.
func (a *API) Target() target.Target {
	return target.Target{
		APIURL: a.URL,
		Token: func(_ context.Context, role auth.Role, organization uint32, subject string) (string, error) {
			return fmt.Sprintf("%s %d %s", role, organization, subject), nil
		},
		LoadRules: func(context.Context, uint32, map[string][]byte) error { return nil },
		Reconcile: func(context.Context) (target.Summary, error) {
			a.mutex.Lock()
			defer a.mutex.Unlock()
			return target.Summary{
				IsBalanced: true, PaidCents: a.paid, TransferredCents: a.paid,
				Gas: map[string]uint64{"settle": uint64(len(a.claims)) * 1000},
			}, nil
		},
	}
}

type principal struct {
	role         auth.Role
	organization uint32
	subject      string
}

func (a *API) serve(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Query     string         `json:"query"`
		Variables map[string]any `json:"variables"`
	}
	decoder := json.NewDecoder(r.Body)
	decoder.UseNumber()
	if decoder.Decode(&body) != nil {
		refuse(w, errs.MalformedRequest)
		return
	}
	var who principal
	bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if _, err := fmt.Sscanf(bearer, "%s %d %s", &who.role, &who.organization, &who.subject); err != nil {
		refuse(w, errs.Unauthenticated)
		return
	}
	fields, err := a.fields(body.Query, body.Variables)
	if err != nil {
		a.t.Errorf("a request does not fit the schema: %v\n%s", err, body.Query)
		refuse(w, errs.MalformedRequest)
		return
	}
	data := make(map[string]any, len(fields))
	for _, field := range fields {
		data[field.Alias] = a.resolve(who, field, body.Variables)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
}

// fields checks an operation against the schema and returns its root fields.
func (a *API) fields(query string, variables map[string]any) ([]*ast.Field, error) {
	document, faults := gqlparser.LoadQueryWithRules(a.schema, query, nil)
	if len(faults) > 0 {
		return nil, faults
	}
	if _, err := validator.VariableValues(a.schema, document.Operations[0], variables); err != nil {
		return nil, err
	}
	var fields []*ast.Field
	for _, selection := range document.Operations[0].SelectionSet {
		field, ok := selection.(*ast.Field)
		if !ok {
			return nil, gqlerror.Errorf("a root selection is no field")
		}
		fields = append(fields, field)
	}
	return fields, nil
}

func refuse(w http.ResponseWriter, code errs.Code) {
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []any{
		map[string]any{"message": "refused", "extensions": map[string]any{"code": code}},
	}})
}

func (a *API) resolve(who principal, field *ast.Field, variables map[string]any) any {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	switch field.Name {
	case "claim":
		id, _ := variables[field.Arguments.ForName("id").Value.Raw].(string)
		if found := a.claims[id]; found != nil && found.isVisible(who) {
			return a.show(id)
		}
		return nil
	case "claims":
		return a.list(who, variables)
	}
	data, code := a.once(who, field.Name, variables)
	if code != "" {
		return map[string]any{"__typename": "Refusal", "code": code, "message": "refused", "path": nil}
	}
	return a.success(field, data)
}

// success returns what a mutation did as the answer's member.
func (a *API) success(field *ast.Field, data any) any {
	text, err := json.Marshal(data)
	require.NoError(a.t, err)
	var shown map[string]any
	require.NoError(a.t, json.Unmarshal(text, &shown))
	shown["__typename"] = strings.TrimSuffix(field.Definition.Type.Name(), "Payload") + "Success"
	return shown
}

// once runs a mutation, or gives the answer that its idempotency key got before.
func (a *API) once(who principal, mutation string, variables map[string]any) (any, errs.Code) {
	text, _ := json.Marshal(variables["input"])
	key, _ := variables["key"].(string)
	if kept, ok := a.answers[key]; ok && key != "" {
		if kept.content != string(text) {
			return nil, errs.IdempotencyKeyConflict
		}
		return kept.data, ""
	}
	data, code := a.mutate(who, mutation, text)
	if code == "" {
		a.answers[key] = answer{content: string(text), data: data}
	}
	return data, code
}

// rightOf is the role that a mutation needs.
var rightOf = map[string]auth.Role{
	"registerInsurer": auth.RoleOperator, "publishPlan": auth.RoleInsurer, "registerProvider": auth.RoleInsurer,
	"enrolCoverage": auth.RoleInsurer, "fundEscrow": auth.RoleInsurer,
	"prepareSubmission": auth.RoleProvider, "submitClaims": auth.RoleProvider, "attachEvidence": auth.RoleProvider,
	"resolveReview": auth.RoleInsurer, "recordOtherCoverages": auth.RoleInsurer,
}

func (a *API) mutate(who principal, field string, input []byte) (any, errs.Code) {
	if rightOf[field] != who.role {
		return nil, errs.Forbidden
	}
	a.next++
	numbered := map[string]any{"number": a.next}
	switch field {
	case "registerInsurer", "fundEscrow":
		return map[string]any{"insurer": numbered}, ""
	case "publishPlan":
		return map[string]any{"plan": numbered}, ""
	case "registerProvider":
		return map[string]any{"provider": numbered}, ""
	case "enrolCoverage", "recordOtherCoverages":
		return map[string]any{"coverage": map[string]any{"id": fmt.Sprint(a.next)}}, ""
	case "prepareSubmission":
		return map[string]any{
			"claims": []any{map[string]any{"index": 0, "salt": "0x00"}}, "root": "0x00", "sequence": "1", "digest": "0x00", "deadline": "2",
		}, ""
	case "submitClaims":
		var in apiclient.SubmitClaims
		require.NoError(a.t, json.Unmarshal(input, &in))
		if in.Signature != nil {
			return nil, errs.SubmissionSignatureInvalid // nobody here can sign
		}
		return a.submit(who, in), ""
	case "attachEvidence":
		var in apiclient.AttachEvidence
		require.NoError(a.t, json.Unmarshal(input, &in))
		a.claims[in.EvidenceRequestID].isAnswered = true
		return map[string]any{"claim": map[string]any{"id": in.EvidenceRequestID}}, ""
	case "resolveReview":
		var in apiclient.ResolveReview
		require.NoError(a.t, json.Unmarshal(input, &in))
		a.claims[in.ClaimID].isReviewed = true
		return map[string]any{"claim": map[string]any{"id": in.ClaimID}}, ""
	}
	return nil, errs.MalformedRequest
}

func (a *API) submit(who principal, in apiclient.SubmitClaims) apiclient.Submitted {
	var answer apiclient.Submitted
	for i, claimed := range in.Claims {
		decision := a.Decide(claimed)
		if len(decision.Faults) > 0 {
			answer.Rejected = append(answer.Rejected, apiclient.Rejection{Index: i, Faults: decision.Faults})
			continue
		}
		id := fmt.Sprintf("claim-%d", len(a.order))
		a.order = append(a.order, id)
		a.claims[id] = &claim{
			decision: decision, insurer: claimed.Insurer, provider: who.organization,
			patient: decision.Subject, acceptedAt: time.Now(),
		}
		answer.Accepted = append(answer.Accepted, apiclient.AcceptedClaim{Index: i, ID: id})
		if decision.Ended.PaidCents != nil {
			a.paid += *decision.Ended.PaidCents
		}
	}
	return answer
}

func (c *claim) isVisible(who principal) bool {
	switch who.role {
	case auth.RoleProvider:
		return who.organization == c.provider
	case auth.RoleInsurer:
		return who.organization == c.insurer
	case auth.RolePatient:
		return c.patient != "" && strings.HasPrefix(who.subject, c.patient)
	case auth.RoleAuditor, auth.RoleOperator:
	}
	return false
}

// show returns a claim as it stands now.
func (a *API) show(id string) apiclient.Claim {
	found := a.claims[id]
	shown := found.decision.Ended
	if kind := found.decision.EvidenceKind; kind != "" {
		isOverdue := found.decision.OverdueAfter > 0 && time.Since(found.acceptedAt) > found.decision.OverdueAfter
		request := apiclient.EvidenceRequest{
			ID: id, LineSequence: 1, Kind: kind, IsAnswered: found.isAnswered, IsOverdue: isOverdue,
		}
		if !found.isAnswered && !isOverdue {
			pendedAt := time.Unix(1, 0)
			shown = apiclient.Claim{Status: apiclient.Pended, PendedAt: &pendedAt}
		}
		shown.EvidenceRequests = []apiclient.EvidenceRequest{request}
	}
	if review := found.decision.Review; review != nil {
		asked := *review
		if asked.State = apiclient.ReviewCleared; !found.isReviewed {
			asked.State, shown = apiclient.ReviewOpen, apiclient.Claim{Status: apiclient.Pended}
		}
		shown.Reviews = []apiclient.Review{asked}
	}
	shown.ID, shown.AcceptedAt = id, found.acceptedAt
	return shown
}

// list returns a page, newest first. The cursor is the number of claims before it.
func (a *API) list(who principal, variables map[string]any) apiclient.ClaimPage {
	var filter apiclient.ClaimFilter
	text, _ := json.Marshal(variables["filter"])
	require.NoError(a.t, json.Unmarshal(text, &filter))
	first, skip := 0, 0
	_, _ = fmt.Sscan(fmt.Sprint(variables["first"]), &first)
	if after, ok := variables["after"].(string); ok {
		_, _ = fmt.Sscan(after, &skip)
	}
	var page apiclient.ClaimPage
	for i := len(a.order) - 1 - skip; i >= 0; i-- {
		skip++
		shown := a.show(a.order[i])
		isWanted := filter.Statuses == nil || slices.Contains(filter.Statuses, shown.Status)
		if !isWanted || !a.claims[a.order[i]].isVisible(who) {
			continue
		}
		if page.Nodes = append(page.Nodes, shown); len(page.Nodes) == first {
			page.PageInfo = apiclient.PageInfo{HasNextPage: i > 0, EndCursor: fmt.Sprint(skip)}
			break
		}
	}
	return page
}
