package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// A claim is found by what its parties call it, and by what it waits for.
func TestClaims_AreFoundByFilter(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine := w.Everything(1, "anna", 4)
	api := serve(t, graph.Config{Views: w.Views})
	settled, waiting := model.GlobalID(model.KindClaim, string(mine.Settled.Claims[0])), model.GlobalID(model.KindClaim, string(mine.Waiting.Claims[0]))
	for filter, want := range map[string]string{
		`number: "1-4-0"`:     fmt.Sprintf(`[{"id":%q}]`, settled),
		`number: "1-4-1"`:     `[]`,
		`number: "one"`:       `[]`,
		`number: "0-0-0"`:     `[]`,
		`awaits: [EVIDENCE]`:  fmt.Sprintf(`[{"id":%q}]`, waiting),
		`awaits: []`:          `[]`,
		`awaits: [RULING]`:    `[]`,
		`memberNumber: "M-0"`: `[]`,
		`memberNumber: "MEMBER-anna", number: "1-4-0"`: fmt.Sprintf(`[{"id":%q}]`, settled),
	} {
		got := api.query(viewstest.Insurer1, "{ claims(filter: {"+filter+"}) { nodes { id } } }", nil)
		if !strings.Contains(got.Body, `"nodes":`+want+"}") {
			t.Errorf("%s finds %s, want %s", filter, got.Body, want)
		}
	}
	for number, want := range map[string]string{"MEMBER-anna": `[{"memberNumber":"MEMBER-anna"}]`, "MEMBER-ben": `[]`} {
		got := api.query(viewstest.Insurer1, fmt.Sprintf("{ coverages(filter: {memberNumber: %q}) { nodes { memberNumber } } }", number), nil)
		if !strings.Contains(got.Body, `"nodes":`+want+"}") {
			t.Errorf("the coverage of %s: %s", number, got.Body)
		}
	}
}

// Which claims have a status is known when each was looked at: an operation asks that few times.
func TestClaims_ByStatusCostAsMuchAsCounting(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{Views: viewstest.New(t).Views})
	for filter, want := range map[string]errs.Code{
		`statuses: [PAID]`:            errs.QueryTooComplex,
		`statuses: []`:                errs.QueryTooComplex,
		`statusCategories: ["F1"]`:    errs.QueryTooComplex,
		`awaits: [DECISION_LATE]`:     errs.QueryTooComplex,
		`awaits: [REVIEW]`:            "",
		`provider: 1, statuses: null`: "",
	} {
		for times, want := range map[int]errs.Code{3: "", 4: want} {
			fields := repeated("a%d: claims(first: 1, filter: {"+filter+"}) { nodes { id } } ", times)
			if got := api.query(viewstest.Insurer1, "{ "+fields+" }", nil); got.code() != want {
				t.Errorf("%s, %d times: %s", filter, times, got.Body)
			}
		}
	}
}

// What a filter says reaches what is read: with it the item is there, with another it is not.
func TestLists_AreFilteredAndOrdered(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine := w.Everything(1, "anna", 4)
	w.Everything(2, "ben", 14)
	w.Exec("UPDATE chain_blocks SET mined_at = '2026-06-01'")
	api := serve(t, graph.Config{Views: w.Views})
	settled, received := model.GlobalID(model.KindClaim, string(mine.Settled.Claims[0])), model.GlobalID(model.KindClaim, string(mine.Received.Claims[0]))
	waiting := model.GlobalID(model.KindClaim, string(mine.Waiting.Claims[0]))
	other := model.GlobalID(model.KindClaim, "00000000-0000-4000-8000-ffffffffffff")
	for _, test := range []struct {
		who  auth.Principal
		list string // %s is the filter
		some map[string]string
		none []string
	}{
		{
			viewstest.Anna, `accessLog(filter: {%s}, orderBy: OLDEST_FIRST) { nodes { action } }`,
			map[string]string{
				`isOwn: false`: `[{"action":"READ_CLAIM"},{"action":"ESTIMATE_CLAIM"}]`,
				`actions: [READ_CLAIM], insurer: 1, claim: "` + settled + `"`:                                          `[{"action":"READ_CLAIM"}]`,
				`provider: 1, from: "2026-03-01T13:00:00Z", before: "2026-03-01T14:00:00Z", actions: [ESTIMATE_CLAIM]`: `[{"action":"ESTIMATE_CLAIM"}]`,
			},
			[]string{`insurer: 2`, `provider: 2`, `claim: "` + other + `"`, `claim: "x"`, `actions: []`, `before: "2026-03-01T13:00:00Z"`},
		},
		{
			viewstest.Operator, `appeals(filter: {%s}, orderBy: DUE_FIRST) { nodes { number step claimId claimNumber panel } }`,
			map[string]string{
				`insurer: 1`: `[{"number":"407","step":"FILED","claimId":"` + settled + `","claimNumber":"1-4-0","panel":null},` +
					`{"number":"406","step":"CLOSED","claimId":"` + settled + `","claimNumber":"1-4-0","panel":2}]`,
				`provider: 1, panel: 2, filedFrom: "2026-03-01T12:00:00Z"`:              `[{"number":"406","step":"CLOSED","claimId":"` + settled + `","claimNumber":"1-4-0","panel":2}]`,
				`steps: [FILED, UPHELD], insurer: 1, dueBefore: "2026-04-16T00:00:00Z"`: `[{"number":"407","step":"FILED","claimId":"` + settled + `","claimNumber":"1-4-0","panel":null}]`,
			},
			[]string{`insurer: 3`, `provider: 3`, `panel: 7`, `panel: -1`, `filedBefore: "2026-03-01T12:00:00Z"`, `filedFrom: "2026-03-02T00:00:00Z"`, `steps: [ESCALATED]`, `dueBefore: "2026-03-02T00:00:00Z"`},
		},
		{
			viewstest.Insurer1, `claims(filter: {%s}) { nodes { id } }`,
			map[string]string{`awaits: [DECISION_LATE]`: `[{"id":"` + received + `"}]`},
			[]string{`awaits: [DECISION_LATE], provider: 2`},
		},
		{
			viewstest.Provider1, `claims(filter: {%s}, first: 1, orderBy: OLDEST_FIRST) { nodes { patientAccountNumber } }`,
			map[string]string{`patientAccountNumber: "ACCOUNT-anna"`: `[{"patientAccountNumber":"ACCOUNT-anna"}]`},
			[]string{`patientAccountNumber: "ACCOUNT-ben"`, `patientAccountNumber: "ACCOUNT-anna", isShared: true`},
		},
		{
			viewstest.Anna, `consents(filter: {%s}, orderBy: OLDEST_FIRST) { nodes { isInForce } }`,
			map[string]string{`isInForce: false, provider: 1`: `[{"isInForce":false}]`},
			[]string{`isInForce: true`, `provider: 2`},
		},
		{
			viewstest.Insurer1, `coverages(filter: {%s}, orderBy: OLDEST_FIRST) { nodes { memberNumber } }`,
			map[string]string{`plan: 1, coveredOn: "2026-12-31"`: `[{"memberNumber":"MEMBER-anna"}]`},
			[]string{`plan: 2`, `coveredOn: "2027-01-01"`},
		},
		{
			viewstest.Provider1, `remittances(filter: {%s}, orderBy: OLDEST_FIRST) { nodes { batch } }`,
			map[string]string{`paidFrom: "2026-03-01T12:06:45Z", paidBefore: "2026-03-01T12:06:46Z"`: `[{"batch":4}]`},
			[]string{`paidBefore: "2026-03-01T12:06:45Z"`, `paidFrom: "2026-03-01T12:06:46Z"`, `transaction: "0x00"`},
		},
		{
			viewstest.Insurer1, `reviewQueue(filter: {%s}, orderBy: SHORTEST_WAITING_FIRST) { nodes { claim { id } } }`,
			map[string]string{`provider: 1, claim: "` + waiting + `", askedFrom: "2026-03-01T12:00:00Z"`: `[{"claim":{"id":"` + waiting + `"}}]`},
			[]string{`provider: 2`, `claim: "` + settled + `"`, `claim: "x"`, `askedBefore: "2026-03-01T12:00:00Z"`},
		},
	} {
		for filter, want := range test.some {
			got := api.query(test.who, fmt.Sprintf("{ "+test.list+" }", filter), nil)
			if !strings.Contains(got.Body, `"nodes":`+want+"}") {
				t.Errorf("%s by %s finds %s, want %s", test.list, filter, got.Body, want)
			}
		}
		for _, filter := range test.none {
			got := api.query(test.who, fmt.Sprintf("{ "+test.list+" }", filter), nil)
			if !strings.Contains(got.Body, `"nodes":[]}`) {
				t.Errorf("%s by %s finds %s", test.list, filter, got.Body)
			}
		}
	}
	got := api.query(viewstest.Ben, `{ insurer(number: 1) { plans(first: 1) { nodes { name } pageInfo { hasNextPage } } } }`, nil)
	if !strings.Contains(got.Body, `{"nodes":[{"name":"Gold"}],"pageInfo":{"hasNextPage":false}}`) {
		t.Errorf("plans: %s", got.Body)
	}
}

// A cursor is of the list that it came from: by another order or filter it would skip items.
func TestLists_CursorsAreOfOneFilterAndOrder(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Everything(1, "anna", 4)
	api := serve(t, graph.Config{Views: w.Views})
	for list, test := range map[string]struct {
		who           auth.Principal
		order, filter string
	}{
		"appeals":     {viewstest.Operator, "DUE_FIRST", "insurer: 1"},
		"accessLog":   {viewstest.Anna, "OLDEST_FIRST", "insurer: 1"},
		"consents":    {viewstest.Anna, "OLDEST_FIRST", "provider: 1"},
		"coverages":   {viewstest.Insurer1, "OLDEST_FIRST", "plan: 1"},
		"remittances": {viewstest.Provider1, "OLDEST_FIRST", "insurer: 1"},
		"reviewQueue": {viewstest.Insurer1, "SHORTEST_WAITING_FIRST", "provider: 1"},
	} {
		ask := func(arguments string) answer {
			return api.query(test.who, "{ list: "+list+"(first: 1"+arguments+") { pageInfo { endCursor } } }", nil)
		}
		var data struct {
			List struct{ PageInfo struct{ EndCursor string } }
		}
		if got := ask(""); json.Unmarshal(got.Data, &data) != nil || data.List.PageInfo.EndCursor == "" {
			t.Fatalf("%s: %s", list, got.Body)
		}
		after := fmt.Sprintf(", after: %q", data.List.PageInfo.EndCursor)
		if got := ask(after); len(got.Errors) > 0 {
			t.Errorf("%s goes on with %s", list, got.Body)
		}
		for _, other := range []string{", orderBy: " + test.order, ", filter: {" + test.filter + "}"} {
			if got := ask(after + other); got.code() != errs.CursorInvalid {
				t.Errorf("%s%s takes the cursor of another list: %s", list, other, got.Body)
			}
		}
	}
}
