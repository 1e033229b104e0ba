package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/auth/devissuer"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/views"
)

// secret stands for health information: no answer and no log may hold it.
const secret = "SSN 123-45-6789"

var (
	provider = auth.Principal{Subject: "p", Role: auth.RoleProvider, Provider: 3}
	auditor  = auth.Principal{Subject: "a", Role: auth.RoleAuditor}
)

// api is a served API, with an intake that the test stands in for.
type api struct {
	t       testing.TB
	url     string
	handler http.Handler
	issuer  *devissuer.Issuer
	log     *buffer
}

// buffer takes the log.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(data []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(data)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// serve serves the API. Fields of config that the tests need and that are zero are filled in.
func serve(tb testing.TB, config graph.Config) *api {
	tb.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	tb.Cleanup(server.Close)
	issuer, err := devissuer.New(devissuer.Config{Issuer: server.URL + "/oidc", DataDir: tb.TempDir()})
	if err != nil {
		tb.Fatal(err)
	}
	if config.Verifier, err = auth.NewVerifier(tb.Context(), server.URL+"/oidc", devissuer.Audience); err != nil {
		tb.Fatal(err)
	}
	if config.Views == nil {
		config.Views = newViews(tb)
	}
	a := &api{t: tb, url: server.URL, issuer: issuer, log: &buffer{}}
	config.Log = slog.New(slog.NewTextHandler(a.log, nil))
	a.handler = graph.NewHandler(config)
	mux.Handle("/", a.handler)
	mux.Handle("/oidc/", issuer.Handler())
	return a
}

// newViews returns views without a database: for what needs none.
func newViews(tb testing.TB) *views.Views {
	tb.Helper()
	policy, err := auth.NewPolicy()
	if err != nil {
		tb.Fatal(err)
	}
	return views.New(views.Config{Policy: policy})
}

// token returns an Authorization header of a principal; "" for nobody.
func (a *api) token(principal auth.Principal) string {
	a.t.Helper()
	if principal == (auth.Principal{}) {
		return ""
	}
	token, err := a.issuer.Token(a.t.Context(), principal)
	if err != nil {
		a.t.Fatal(err)
	}
	return "Bearer " + token
}

// answer is what the API answered.
type answer struct {
	Status int             `json:"-"`
	Header http.Header     `json:"-"`
	Body   string          `json:"-"`
	Data   json.RawMessage `json:"data"`
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
	Extensions struct{ Block, Token string }
}

// code returns the code of the first error, or "".
func (a answer) code() errs.Code {
	if len(a.Errors) == 0 {
		return ""
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	return errs.Code(code)
}

// inputPath returns the input field that the first error names, or "".
func (a answer) inputPath() string {
	if len(a.Errors) == 0 {
		return ""
	}
	path, _ := a.Errors[0].Extensions["path"].(string)
	return path
}

// send sends a body as somebody, and reads the answer.
func (a *api) send(principal auth.Principal, method, address, body string, header http.Header) answer {
	a.t.Helper()
	request, err := http.NewRequestWithContext(a.t.Context(), method, a.url+address, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token := a.token(principal); token != "" {
		request.Header.Set("Authorization", token)
	}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	got := answer{Status: response.StatusCode, Header: response.Header, Body: string(text)}
	if err := json.Unmarshal(text, &got); err != nil {
		a.t.Fatalf("the answer is no JSON: %s", text)
	}
	if strings.Contains(got.Body, secret) || strings.Contains(a.log.String(), secret) {
		a.t.Errorf("health information leaked: %s\nlog: %s", got.Body, a.log)
	}
	return got
}

// query sends an operation as somebody.
func (a *api) query(principal auth.Principal, text string, variables map[string]any) answer {
	a.t.Helper()
	body, err := json.Marshal(map[string]any{"query": text, "variables": variables})
	if err != nil {
		a.t.Fatal(err)
	}
	return a.send(principal, http.MethodPost, graph.Path, string(body), nil)
}

// fakeIntake answers with what the test says; what it does not say panics.
type fakeIntake struct {
	graph.Intake
	submit func(intake.Submission) (intake.Answer, error)
}

func (f fakeIntake) Submit(_ context.Context, in intake.Submission) (intake.Answer, error) {
	return f.submit(in)
}

var submitClaims = `mutation Submit($input: SubmitClaimsInput!) { submitClaims(input: $input) @idempotent(key: "k") ` +
	orRefusal("submitClaims", "accepted { index id } rejected { index faults { code path message } } acknowledgement { sequence }") + ` }`

// submission returns variables of a submission of one claim, changed by change.
func submission(change func(claim, line map[string]any)) map[string]any {
	line := map[string]any{
		"sequence": 1, "procedure": map[string]any{"system": "synthetic", "code": "X1"}, "serviceDate": "2026-02-03",
		"chargeCents": 100,
	}
	claim := map[string]any{
		"type": "PROFESSIONAL", "insurer": 1, "patientAccountNumber": "A", "memberNumber": "M", "lines": []any{line},
	}
	change(claim, line)
	return map[string]any{"input": map[string]any{"claims": []any{claim}}}
}

func TestHandler_AnswersMalformedRequestsWithoutRepeatingThem(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{MaxBodyBytes: 4 << 10})
	long := `{"query":"{viewer{subject}}","variables":{"x":"` + strings.Repeat(secret+" ", 1000) + `"}}`
	events := http.Header{"Accept": {"text/event-stream"}}
	for _, test := range []struct {
		name, method, address, body string
		header                      http.Header
		status                      int
		code                        errs.Code
	}{
		{"cut off", "POST", "", `{"query": "` + secret, nil, 400, errs.MalformedRequest},
		{"no JSON", "POST", "", secret, nil, 400, errs.MalformedRequest},
		{"cut off, for events", "POST", "", `{"query": "` + secret, events, 400, errs.MalformedRequest},
		{"list", "POST", "", `["` + secret + `"]`, nil, 400, errs.MalformedRequest},
		{"query that is a number", "POST", "", `{"query": 5, "x": "` + secret + `"}`, nil, 400, errs.MalformedRequest},
		{"variables that are a text", "POST", "", `{"query": "{viewer{subject}}", "variables": "` + secret + `"}`, nil, 400, errs.MalformedRequest},
		{"more after the object", "POST", "", `{"query": "{viewer{subject}}"} ` + secret, nil, 400, errs.MalformedRequest},
		{"empty", "POST", "", ``, nil, 400, errs.MalformedRequest},
		{"without a query", "POST", "", `{"variables": {"x": "` + secret + `"}}`, nil, 400, errs.MalformedRequest},
		{"oversized", "POST", "", long, nil, 413, errs.RequestTooLarge},
		{"oversized, for events", "POST", "", long, events, 413, errs.RequestTooLarge},
		{"a long text", "POST", "", asQuery(t, "{ "+strings.Repeat("a ", 128<<10)+"}"), nil, 413, errs.RequestTooLarge},
		{"other media type", "POST", "", secret, http.Header{"Content-Type": {"text/plain"}}, 415, errs.MalformedRequest},
		{"other method", "PUT", "", secret, nil, 405, errs.MalformedRequest},
		{"malformed URL", "GET", "?query=%zz", "", nil, 400, errs.MalformedRequest},
		{"variables in the URL cut off", "GET", "?query=x&variables=" + url.QueryEscape(`{"x":"`+secret), "", nil, 400, errs.MalformedRequest},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := api.send(auditor, test.method, graph.Path+test.address, test.body, test.header)
			if got.Status != test.status || got.code() != test.code || got.Data != nil {
				t.Errorf("got %d %s", got.Status, got.Body)
			}
			if got.Header.Get("X-Request-Id") == "" || got.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("got %v", got.Header)
			}
		})
	}
}

func TestHandler_RefusesInvalidOperationsByCodeAndField(t *testing.T) {
	t.Parallel()
	// None of these reaches intake, which would panic.
	api := serve(t, graph.Config{Intake: fakeIntake{}})
	change := func(key string, value any) map[string]any {
		return submission(func(claim, _ map[string]any) { claim[key] = value })
	}
	inLine := func(key string, value any) map[string]any {
		return submission(func(_, line map[string]any) { line[key] = value })
	}
	for _, test := range []struct {
		name      string
		query     string
		variables map[string]any
		code      errs.Code
		path      string
	}{
		{"document cut off", `{ viewer { "` + secret, nil, errs.MalformedRequest, ""},
		{"unknown field of the document", `{ viewer { salary(of: "` + secret + `") } }`, nil, errs.MalformedRequest, ""},
		{"literal of another type", `{ claims(first: "` + secret + `") { nodes { id } } }`, nil, errs.MalformedRequest, ""},
		{"no such operation", `query A { viewer { subject } } query B { viewer { role } }`, nil, errs.MalformedRequest, ""},
		{"unknown field", submitClaims, change("surname", secret), errs.MalformedRequest, "claims[0].surname"},
		{"unknown field with a value for a name", submitClaims, change(secret, 1), errs.MalformedRequest, "claims[0].?"},
		{"text for a number", submitClaims, change("insurer", secret), errs.MalformedRequest, "claims[0].insurer"},
		{"number for a text", submitClaims, change("memberNumber", 5), errs.MalformedRequest, "claims[0].memberNumber"},
		{"fraction for a whole number", submitClaims, inLine("units", 1.5), errs.MalformedRequest, "claims[0].lines[0].units"},
		{"missing field", submitClaims, submission(func(claim, _ map[string]any) { delete(claim, "memberNumber") }), errs.MalformedRequest, "claims[0].memberNumber"},
		{"null for a value", submitClaims, inLine("serviceDate", nil), errs.MalformedRequest, "claims[0].lines[0].serviceDate"},
		{"unknown word of an enumeration", submitClaims, change("type", secret), errs.MalformedRequest, "claims[0].type"},
		{"text for an amount", submitClaims, inLine("chargeCents", secret), errs.MalformedRequest, "claims[0].lines[0].chargeCents"},
		{"number for a date", submitClaims, inLine("serviceDate", 5), errs.MalformedRequest, "claims[0].lines[0].serviceDate"},
		{"salt that is no hexadecimal", submitClaims, change("salt", secret), errs.MalformedRequest, "claims[0].salt"},
		{"salt that is short", submitClaims, change("salt", "0x00"), errs.MalformedRequest, "claims[0].salt"},
		{
			"fractional amount of a strict input", `mutation($input: FundEscrowInput!) { fundEscrow(input: $input) @idempotent(key: "k") { __typename } }`,
			map[string]any{"input": map[string]any{"insurer": 1, "amountCents": 1.5}},
			errs.AmountFractional, "amountCents",
		},
		{
			"document that is no base64", `mutation($input: AttachEvidenceInput!) { attachEvidence(input: $input) @idempotent(key: "k") { __typename } }`,
			map[string]any{"input": map[string]any{"evidenceRequestId": "x", "mediaType": "text/plain", "content": secret}},
			errs.MalformedRequest, "content",
		},
		{"introspection", `{ __schema { queryType { name } } }`, nil, errs.Forbidden, ""},
		{"too deep", `{ claims { nodes { insurer { plans { nodes { insurer { plans { nodes { insurer { plans { nodes { insurer { plans { nodes { insurer { plans { nodes { insurer { id } } } } } } } } } } } } } } } } } } }`, nil, errs.QueryTooComplex, ""},
		{"too many aliases", `{ ` + repeated("a%d: viewer { subject } ", 40) + `}`, nil, errs.QueryTooComplex, ""},
		{"too much at once", `{ claims(first: 100) { nodes { lines { adjustments { group carc rarc amountCents } reason procedure { system code } } insurer { plans { nodes { name id } } } } } remittances(first: 100) { nodes { claims { lines { adjustments { carc } } } } } }`, nil, errs.QueryTooComplex, ""},
		{"huge page", `{ claims(first: 2000000000) { nodes { id } } }`, nil, errs.QueryTooComplex, ""},
		{"fragments that explode", exploding(20), nil, errs.QueryTooComplex, ""},
		{"too many tokens", `{ ` + strings.Repeat("__typename ", 6000) + `}`, nil, errs.MalformedRequest, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := api.query(provider, test.query, test.variables)
			if got.code() != test.code || got.inputPath() != test.path {
				t.Errorf("got %s", got.Body)
			}
			if got.Status != http.StatusOK {
				t.Errorf("status %d under application/json", got.Status)
			}
		})
	}
}

func repeated(format string, count int) string {
	var text strings.Builder
	for i := range count {
		fmt.Fprintf(&text, format, i)
	}
	return text.String()
}

// exploding returns a short operation whose fragments double n times.
func exploding(n int) string {
	text := "{ ...f0 }"
	for i := range n {
		text += fmt.Sprintf(" fragment f%d on Query { a: node(id: 1) { id } ...f%d ...f%d }", i, i+1, i+1)
	}
	return text + fmt.Sprintf(" fragment f%d on Query { viewer { subject } }", n)
}

func TestHandler_UnauthenticatedGivenNoTokenOrAWrongOne(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{Intake: fakeIntake{}})
	foreign := serve(t, graph.Config{}).token(provider)
	query := `{"query":"{ viewer { subject } }"}`
	for name, header := range map[string]http.Header{
		"no token":                     nil,
		"no token, GraphQL media type": {"Accept": {"application/graphql-response+json"}},
		"token of another issuer":      {"Authorization": {foreign}},
		"no token at all":              {"Authorization": {"Bearer " + secret}},
	} {
		got := api.send(auth.Principal{}, http.MethodPost, graph.Path, query, header)
		if got.Status != http.StatusUnauthorized || got.code() != errs.Unauthenticated || got.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: got %d %s", name, got.Status, got.Body)
		}
	}
	got := api.send(auth.Principal{}, http.MethodPost, graph.Path, `{"query":"{ __typename }"}`, nil)
	if got.Status != http.StatusOK || len(got.Errors) > 0 {
		t.Errorf("a question that shows nothing: %s", got.Body)
	}
}

// Clients of HTTP/2 offer it with every request on plain http.
func TestHandler_LeavesOffersOfOtherProtocols(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{})
	offer := http.Header{"Connection": {"Upgrade, HTTP2-Settings"}, "Upgrade": {"h2c"}, "Http2-Settings": {"AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA"}}
	got := api.send(auditor, http.MethodPost, graph.Path, `{"query":"{ viewer { subject } }"}`, offer)
	if got.Status != http.StatusOK || got.code() != "" {
		t.Errorf("got %d %s", got.Status, got.Body)
	}
}

func TestHandler_MutationWithoutRightsIsForbidden(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{Intake: fakeIntake{submit: func(intake.Submission) (intake.Answer, error) {
		return intake.Answer{}, auth.ErrForbidden
	}}})
	got := api.query(auditor, submitClaims, submission(func(_, _ map[string]any) {}))
	if got.refused() != errs.Forbidden || len(got.Errors) > 0 {
		t.Errorf("got %s", got.Body)
	}
}

func TestHandler_UnknownErrorStaysInside(t *testing.T) {
	t.Parallel()
	const inside = "relation of the database"
	api := serve(t, graph.Config{Intake: fakeIntake{submit: func(intake.Submission) (intake.Answer, error) {
		return intake.Answer{}, errors.New(inside)
	}}})
	got := api.query(provider, submitClaims, submission(func(_, _ map[string]any) {}))
	if got.code() != errs.Internal || strings.Contains(got.Body, inside) {
		t.Errorf("got %s", got.Body)
	}
	id := got.Header.Get("X-Request-Id")
	if got.Errors[0].Extensions["requestId"] != id || !strings.Contains(api.log.String(), id) || !strings.Contains(api.log.String(), inside) {
		t.Errorf("request %s, log %s", id, api.log)
	}
}

func TestHandler_PanicBecomesInternalAndItsValueStaysAway(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{"text": secret, "error": errors.New(secret)} {
		api := serve(t, graph.Config{Intake: fakeIntake{submit: func(intake.Submission) (intake.Answer, error) { panic(value) }}})
		got := api.query(provider, submitClaims, submission(func(_, _ map[string]any) {}))
		if got.code() != errs.Internal || !strings.Contains(api.log.String(), "panicked") {
			t.Errorf("%s: got %s, log %s", name, got.Body, api.log)
		}
	}
}

func TestSubmitClaims_FaultsOfDecodingReachIntakeWithTheirClaim(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(claim, line map[string]any)
		faults []errs.Fault
	}{
		{"whole amount", func(_, _ map[string]any) {}, nil},
		{"negative amount is intake's to refuse", func(_, line map[string]any) { line["chargeCents"] = -5 }, nil},
		{
			"fractional amount", func(_, line map[string]any) { line["chargeCents"] = 10.5 },
			[]errs.Fault{{Code: errs.AmountFractional, Path: "lines[0].chargeCents"}},
		},
		{
			"amount with an exponent", func(_, line map[string]any) { line["chargeCents"] = json.Number("1e2") },
			[]errs.Fault{{Code: errs.AmountFractional, Path: "lines[0].chargeCents"}},
		},
		{
			"huge amount", func(_, line map[string]any) { line["chargeCents"] = json.Number("99999999999999999999") },
			[]errs.Fault{{Code: errs.AmountTooLarge, Path: "lines[0].chargeCents"}},
		},
		{
			"no date, and a fraction", func(_, line map[string]any) { line["serviceDate"], line["chargeCents"] = "2026-02-30", 0.5 },
			[]errs.Fault{{Code: errs.DateInvalid, Path: "lines[0].serviceDate"}, {Code: errs.AmountFractional, Path: "lines[0].chargeCents"}},
		},
		{"no amount is information only", func(_, line map[string]any) { delete(line, "chargeCents") }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var drafts []intake.Draft
			api := serve(t, graph.Config{Intake: fakeIntake{submit: func(in intake.Submission) (intake.Answer, error) {
				drafts = in.Drafts
				if in.Provider != 3 || in.IdempotencyKey != "k" || in.Signature != nil {
					t.Errorf("got %+v", in)
				}
				return intake.Answer{Rejected: []intake.Rejected{{Index: 0, Faults: in.Drafts[0].Faults}}}, nil
			}}})
			got := api.query(provider, submitClaims, submission(test.change))
			if !got.isDone() || len(drafts) != 1 {
				t.Fatalf("got %s", got.Body)
			}
			if len(drafts[0].Faults) != len(test.faults) {
				t.Fatalf("got %v", drafts[0].Faults)
			}
			for i, fault := range drafts[0].Faults {
				if fault.Code != test.faults[i].Code || fault.Path != test.faults[i].Path {
					t.Errorf("got %v", fault)
				}
			}
		})
	}
}

func TestSubmitClaims_DecodesEveryField(t *testing.T) {
	t.Parallel()
	var in intake.Submission
	api := serve(t, graph.Config{Intake: fakeIntake{submit: func(got intake.Submission) (intake.Answer, error) {
		in = got
		return intake.Answer{Accepted: []intake.Accepted{{Index: 0, ID: "11111111-1111-4111-8111-111111111111"}}, Acknowledgement: &intake.Acknowledgement{Sequence: 9}}, nil
	}}})
	variables := submission(func(claim, line map[string]any) {
		claim["diagnoses"] = []any{map[string]any{"system": "icd10cm", "code": "E11.9"}}
		claim["priorAuthorization"], claim["frequency"], claim["salt"] = "PA", 7, "0x"+strings.Repeat("ab", 32)
		line["modifiers"], line["placeOfService"], line["diagnosisPointers"], line["units"] = []any{"26"}, "11", []any{1}, 2
	})
	input, _ := variables["input"].(map[string]any)
	input["provider"] = 5
	input["signature"] = map[string]any{"sequence": "18446744073709551615", "deadline": 1_800_000_000, "signature": "0x0102"}
	got := api.query(provider, submitClaims, variables)
	if !got.isDone() || !strings.Contains(got.Body, `"sequence":"9"`) || !strings.Contains(got.Body, `"rejected":[]`) {
		t.Fatalf("got %s", got.Body)
	}
	claim := in.Drafts[0].Claim
	line := claim.Lines[0]
	if in.Provider != 5 || in.Signature.Sequence != 1<<64-1 || in.Signature.Deadline != 1_800_000_000 || in.Drafts[0].Salt[31] != 0xab {
		t.Errorf("got %+v %+v", in, in.Signature)
	}
	if claim.Type != claims.Professional || claim.Frequency != 7 || claim.Diagnoses[0].String() != "icd10cm:E11.9" || claim.PriorAuthorization != "PA" {
		t.Errorf("got %+v", claim)
	}
	if line.Units != 2 || line.Modifiers[0] != "26" || line.DiagnosisPointers[0] != 1 || line.ServiceDate.String() != "2026-02-03" || line.Charge.Cents() != 100 {
		t.Errorf("got %+v", line)
	}
}

func TestSubmitClaims_TooManyAreRefusedBeforeIntake(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{Intake: fakeIntake{}})
	variables := submission(func(_, _ map[string]any) {})
	input, _ := variables["input"].(map[string]any)
	one, _ := input["claims"].([]any)
	many := make([]any, 513)
	for i := range many {
		many[i] = one[0]
	}
	input["claims"] = many
	if got := api.query(provider, submitClaims, variables); got.refused() != errs.SubmissionTooLarge {
		t.Errorf("got %s", got.Body)
	}
}

func TestHandler_SpeaksGraphQLOverHTTP(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{Intake: fakeIntake{}, HasIntrospection: true})
	const graphQL = "application/graphql-response+json"
	query := func(text string) string { return "?query=" + url.QueryEscape(text) }
	for _, test := range []struct {
		name, method, address, body, accept string
		status                              int
		mediaType                           string
		code                                errs.Code
	}{
		{"POST", "POST", "", `{"query":"{viewer{subject}}"}`, "", 200, "application/json", ""},
		{"POST, GraphQL media type", "POST", "", `{"query":"{viewer{subject}}"}`, graphQL, 200, graphQL, ""},
		{"first choice counts", "POST", "", `{"query":"{viewer{subject}}"}`, graphQL + ", application/json", 200, graphQL, ""},
		{"any", "POST", "", `{"query":"{viewer{subject}}"}`, "*/*", 200, "application/json", ""},
		{"null members", "POST", "", `{"query":"{viewer{subject}}","operationName":null,"variables":null,"extensions":null}`, graphQL, 200, graphQL, ""},
		{"invalid under GraphQL media type", "POST", "", `{"query":"{nothing}"}`, graphQL, 400, graphQL, errs.MalformedRequest},
		{"unparsable under GraphQL media type", "POST", "", `{"query":"{"}`, graphQL, 400, graphQL, errs.MalformedRequest},
		{"invalid under JSON", "POST", "", `{"query":"{nothing}"}`, "application/json", 200, "application/json", errs.MalformedRequest},
		{"GET", "GET", query("{viewer{subject}}"), "", graphQL, 200, graphQL, ""},
		{"GET with variables", "GET", query("query($x:ID!){node(id:$x){id}}") + "&variables=" + url.QueryEscape(`{"x":"!"}`), "", "", 200, "application/json", ""},
		{"mutation by GET", "GET", query(`mutation{fundEscrow(input:{insurer:1,amountCents:1})@idempotent(key:"k"){__typename}}`), "", "", 405, "application/json", errs.MalformedRequest},
		{"introspection in development", "POST", "", `{"query":"{__schema{queryType{name}}}"}`, "", 200, "application/json", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{}
			if test.accept != "" {
				header.Set("Accept", test.accept)
			}
			got := api.send(auditor, test.method, graph.Path+test.address, test.body, header)
			mediaType, _, _ := strings.Cut(got.Header.Get("Content-Type"), ";")
			if got.Status != test.status || mediaType != test.mediaType || got.code() != test.code {
				t.Errorf("got %d %s %s", got.Status, mediaType, got.Body)
			}
			if isRefused := test.code != ""; isRefused != !strings.Contains(got.Body, `"data"`) {
				t.Errorf("data is there or not: %s", got.Body)
			}
		})
	}
}

func TestHandler_PlaygroundIsForDevelopmentAlone(t *testing.T) {
	t.Parallel()
	for hasIntrospection, want := range map[bool]int{true: http.StatusOK, false: http.StatusNotFound} {
		api := serve(t, graph.Config{HasIntrospection: hasIntrospection})
		response, err := http.Get(api.url + graph.PlaygroundPath)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("development %t: got %d", hasIntrospection, response.StatusCode)
		}
	}
}

func TestHandler_NamesOfADocumentAreRepeatedInDevelopmentAlone(t *testing.T) {
	t.Parallel()
	for hasIntrospection, want := range map[bool]bool{true: true, false: false} {
		api := serve(t, graph.Config{HasIntrospection: hasIntrospection})
		got := api.query(auditor, `{ viewer { sujbect } }`, nil)
		if strings.Contains(got.Body, "sujbect") != want {
			t.Errorf("development %t: got %s", hasIntrospection, got.Body)
		}
	}
}
