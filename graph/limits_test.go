package graph_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// A remittance pays as many claims as a batch has, whatever the list is taken for.
func TestRemittances_AnAnswerShowsSoManyClaims(t *testing.T) {
	t.Parallel()
	const each = 80
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, make([]adjudicate.Reasons, each)...)
	w.Final(0)
	w.Receive(s, 4, 10)
	for i := range s.Claims {
		w.Determine(s, i, 11, viewstest.PaidLine(10_000))
	}
	w.Pay(s, "released", 11, each*7200)
	api := serve(t, graph.Config{Views: w.Views})
	for times, want := range map[int]errs.Code{25: "", 26: errs.QueryTooComplex} {
		got := api.query(viewstest.Insurer1, "{"+repeated("a%d: remittances(first: 1) { nodes { claims { id } } } ", times)+"}", nil)
		if shown := strings.Count(got.Body, `"id"`); got.code() != want || shown > times*each || want == "" && shown != times*each {
			t.Errorf("%d times: %d claims, %.300s", times, shown, got.Body)
		}
	}
}

// What shows nothing costs its caller as well: it may have waited.
func TestLimits_OperationsWithoutFieldsCostToo(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Final(0)
	api := serve(t, graph.Config{Views: w.Views, Limiter: limited()})
	for i, want := range []errs.Code{errs.Stale, "", errs.RateLimited} {
		query := `{ __typename }`
		if i == 0 {
			query = `query @atLeastBlock(number: "18446744073709551615", waitMs: 1) { __typename }`
		}
		if got := api.query(viewstest.Anna, query, nil); got.code() != want {
			t.Errorf("%d: got %s", i, got.Body)
		}
	}
}

// Before anybody is known little is read.
func TestLimits_BodiesOfNobodyAreSmall(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{})
	body := func(kib int) string {
		return `{"query":"{ __typename }","variables":{"x":"` + strings.Repeat("x", kib<<10) + `"}}`
	}
	stream := http.Header{"Accept": {"text/event-stream"}}
	for name, test := range map[string]struct {
		who    auth.Principal
		kib    int
		header http.Header
		code   errs.Code
	}{
		"small, of nobody":           {kib: 60},
		"of nobody":                  {kib: 64, code: errs.RequestTooLarge},
		"of somebody":                {who: auditor, kib: 11 << 10},
		"for a stream":               {who: auditor, kib: 256, header: stream, code: errs.RequestTooLarge},
		"of nobody, for a stream":    {kib: 64, header: stream, code: errs.RequestTooLarge},
		"of somebody, beyond memory": {who: auditor, kib: 12 << 10, code: errs.RequestTooLarge},
	} {
		got := api.send(test.who, http.MethodPost, graph.Path, body(test.kib), test.header)
		if want := map[bool]int{true: http.StatusOK, false: http.StatusRequestEntityTooLarge}[test.code == ""]; got.code() != test.code || got.Status != want {
			t.Errorf("%s: got %d %s", name, got.Status, got.Body)
		}
	}
}

func TestLimits_NobodyHasTheBudgetOfItsAddress(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	budgets := auth.DefaultBudgets()
	budgets[auth.BudgetOfNobody] = auth.Budget{PerSecond: 1, Burst: 2}
	limiter := auth.NewLimiter(budgets, func() time.Time { return at })
	api := serve(t, graph.Config{Limiter: limiter})
	for i, want := range []errs.Code{"", "", errs.RateLimited} {
		got := api.query(auth.Principal{}, "{ __typename }", nil)
		if got.code() != want || want != "" && (got.Status != http.StatusTooManyRequests || got.Header.Get("Retry-After") != "1") {
			t.Errorf("%d: got %d %s", i, got.Status, got.Body)
		}
	}
	if got := api.query(auditor, "{ __typename }", nil); len(got.Errors) > 0 {
		t.Errorf("somebody: %s", got.Body)
	}
	if err := limiter.SpendOf("127.0.0.1", 1); err != nil {
		t.Errorf("a sign-in: %v", err)
	}
}

// What is refused has cost something: a budget bounds it.
func TestLimits_RefusedRequestsSpendToo(t *testing.T) {
	t.Parallel()
	const mutation = `mutation($i: SubmitClaimsInput!) { submitClaims(input: $i) @idempotent(key: \"k\") { ... on SubmitClaimsSuccess { rejected { index } } } }`
	for name, test := range map[string]struct {
		body string
		code errs.Code
	}{
		"no JSON":                  {"{", errs.MalformedRequest},
		"no document":              {asQuery(t, "{"), errs.MalformedRequest},
		"an invalid document":      {asQuery(t, "{ viewer { nothing } }"), errs.MalformedRequest},
		"variables of no type":     {`{"query":"` + mutation + `","variables":{"i":{"claims":[{}]}}}`, errs.MalformedRequest},
		"an operation that is big": {asQuery(t, "{ claims(first: 2147483647) { nodes { id } } }"), errs.QueryTooComplex},
	} {
		api := serve(t, graph.Config{Limiter: limited()})
		for i, want := range []errs.Code{test.code, test.code, errs.RateLimited} {
			if got := api.send(viewstest.Anna, http.MethodPost, graph.Path, test.body, nil); got.code() != want {
				t.Errorf("%s, %d: got %d %s", name, i, got.Status, got.Body)
			}
		}
	}
}

func TestLimits_RefusedOperationsOnSocketsSpendToo(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{Limiter: limited()})
	conn := api.open(t, viewstest.Anna)
	for _, want := range []errs.Code{errs.MalformedRequest, errs.MalformedRequest, errs.RateLimited} {
		write(t, conn, socketMessage{ID: "1", Type: "subscribe", Payload: json.RawMessage(`{"query":"{ viewer { nothing } }"}`)})
		said := ""
		for {
			message, err := read(t, conn)
			if err != nil {
				t.Fatal(err)
			}
			said += string(message.Payload)
			if message.Type == "complete" || message.Type == "error" {
				break
			}
		}
		if !strings.Contains(said, string(want)) {
			t.Errorf("got %s, want %s", said, want)
		}
	}
}

// Tokens that do not hold spend of their network's budget, on sockets too, and take nothing
// from neighbours whose tokens hold.
func TestLimits_RefusedTokensSpendOfTheirNetworksBudget(t *testing.T) {
	t.Parallel()
	const forged = "Bearer ccw_forged"
	for name, closes := range map[string]func(*api) bool{
		"requests": func(api *api) bool {
			got := api.send(auth.Principal{}, http.MethodPost, graph.Path, asQuery(t, "{ viewer { subject } }"), http.Header{"Authorization": {forged}})
			return got.Status == http.StatusTooManyRequests
		},
		"sockets": func(api *api) bool {
			_, err := read(t, api.dial(forged))
			return websocket.CloseStatus(err) == websocket.StatusTryAgainLater
		},
	} {
		at := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
		budgets := auth.Budgets{auth.BudgetOfNobody: {PerSecond: 1, Burst: 2}, auth.RoleAuditor: {PerSecond: 1, Burst: 9}}
		api := serve(t, graph.Config{Limiter: auth.NewLimiter(budgets, func() time.Time { return at })})
		for i, want := range []bool{false, false, true} {
			if got := closes(api); got != want {
				t.Errorf("%s, %d: got %v", name, i, got)
			}
		}
		if got := api.query(auditor, "{ viewer { subject } }", nil); len(got.Errors) > 0 {
			t.Errorf("%s: a neighbour: %s", name, got.Body)
		}
		_ = api.open(t, auditor)
	}
}

// An operation costs once what it costs, whenever it is spent.
func TestLimits_AnOperationCostsOnce(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	at := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	limiter := auth.NewLimiter(auth.Budgets{auth.RoleAuditor: {PerSecond: 1, Burst: 7}}, func() time.Time { return at })
	api := serve(t, graph.Config{Views: w.Views, Limiter: limiter})
	const counting = `{ claims(first: 1, filter: {statuses: [PAID]}) { nodes { id } } }` // 10,000 fields and some
	for i, want := range []errs.Code{"", "", errs.RateLimited} {
		query := counting
		if i > 0 {
			query = "{ viewer { subject } }"
		}
		if got := api.query(viewstest.Auditor, query, nil); got.code() != want {
			t.Errorf("%d: got %s", i, got.Body)
		}
	}
}
