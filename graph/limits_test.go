package graph_test

import (
	"strings"
	"testing"

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
