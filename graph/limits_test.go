package graph_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

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
