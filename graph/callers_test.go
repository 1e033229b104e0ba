package graph_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// limited is a limiter that lets a patient ask twice and gives one more in ten seconds.
func limited() *auth.Limiter {
	at := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	return auth.NewLimiter(auth.Budgets{
		auth.RolePatient: {PerSecond: 1, Burst: 2}, auth.RoleAuditor: {PerSecond: 1, Burst: 2},
	}, func() time.Time { return at })
}

func TestLimits_TellACallerWhenToAskAgain(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	api := serve(t, graph.Config{Views: w.Views, Limiter: limited()})
	for range 2 {
		if got := api.query(viewstest.Anna, `{ viewer { subject } }`, nil); len(got.Errors) > 0 {
			t.Fatal(got.Body)
		}
	}
	got := api.query(viewstest.Anna, `{ viewer { subject } }`, nil)
	if got.Status != http.StatusTooManyRequests || got.code() != errs.RateLimited || got.Header.Get("Retry-After") != "1" ||
		got.Errors[0].Extensions["retryAfterSeconds"] != float64(1) || len(got.Data) > 0 {
		t.Errorf("got %d %v %s", got.Status, got.Header, got.Body)
	}
	if got := api.query(viewstest.Ben, `{ viewer { subject } }`, nil); len(got.Errors) > 0 {
		t.Errorf("another patient: %s", got.Body)
	}
	if got := api.query(auth.Principal{}, `{ viewer { subject } }`, nil); got.code() != errs.Unauthenticated {
		t.Errorf("nobody: %s", got.Body)
	}
}

func TestLimits_HeavyOperationsCostMore(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	api := serve(t, graph.Config{Views: w.Views, Limiter: limited()})
	const heavy = `{ claims(first: 100) { nodes { id lines { sequence chargeCents adjustments { carc } } } } }`
	if got := api.query(viewstest.Auditor, heavy, nil); len(got.Errors) > 0 {
		t.Fatal(got.Body)
	}
	if got := api.query(viewstest.Auditor, `{ viewer { subject } }`, nil); got.code() != errs.RateLimited {
		t.Errorf("got %s", got.Body)
	}
}

func TestLimits_HoldOverSocketsToo(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	api := serve(t, graph.Config{Views: w.Views, Limiter: limited()})
	conn := api.dial(api.token(viewstest.Anna))
	if message, err := read(t, conn); err != nil || message.Type != "connection_ack" {
		t.Fatalf("got %+v, %v", message, err)
	}
	for _, id := range []string{"1", "2", "3"} {
		write(t, conn, socketMessage{ID: id, Type: "subscribe", Payload: json.RawMessage(`{"query":"{ viewer { subject } }"}`)})
		for {
			message, err := read(t, conn)
			if err != nil {
				t.Fatal(err)
			}
			if isLimited := strings.Contains(string(message.Payload), string(errs.RateLimited)); message.Type == "next" || message.Type == "error" {
				if isLimited != (id == "3") {
					t.Fatalf("%s: got %s", id, message.Payload)
				}
			}
			if message.ID == id && (message.Type == "complete" || message.Type == "error") {
				break
			}
		}
	}
}

// A cursor is of one caller's list, by one filter and order: elsewhere it is refused.
func TestCursors_OfAnotherListAreRefused(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{}, adjudicate.Reasons{})
	w.Accept(2, "ben", store.StageClean, adjudicate.Reasons{}, adjudicate.Reasons{})
	api := serve(t, graph.Config{Views: w.Views})
	var page struct {
		Claims struct {
			Nodes    []struct{ ID string }
			PageInfo struct{ EndCursor string }
		}
	}
	got := api.query(viewstest.Ben, `{ claims(first: 1) { nodes { id } pageInfo { endCursor } } }`, nil)
	if err := json.Unmarshal(got.Data, &page); err != nil || len(page.Claims.Nodes) != 1 {
		t.Fatal(got.Body)
	}
	colleague := viewstest.Ben
	colleague.Subject = "ben's friend"
	for _, test := range []struct {
		name  string
		who   auth.Principal
		query string
		code  errs.Code
	}{
		{"the same list", viewstest.Ben, `claims(first: 10, after: $after)`, ""},
		{"another patient's", viewstest.Anna, `claims(first: 10, after: $after)`, errs.CursorInvalid},
		{"another login's", colleague, `claims(first: 10, after: $after)`, errs.CursorInvalid},
		{"another persona's", viewstest.Provider2, `claims(first: 10, after: $after)`, errs.CursorInvalid},
		{"another filter's", viewstest.Ben, `claims(first: 10, after: $after, filter: {statuses: [ACCEPTED]})`, errs.CursorInvalid},
		{"another order's", viewstest.Ben, `claims(first: 10, after: $after, orderBy: OLDEST_FIRST)`, errs.CursorInvalid},
		{"another list's", viewstest.Ben, `claims: coverages(first: 10, after: $after)`, errs.CursorInvalid},
	} {
		got := api.query(test.who, `query ($after: String) { `+test.query+` { nodes { id } } }`, map[string]any{"after": page.Claims.PageInfo.EndCursor})
		if got.code() != test.code || test.code == "" && !strings.Contains(got.Body, `"nodes":[{`) {
			t.Errorf("%s: got %s", test.name, got.Body)
		}
	}
}

// What a client sends is a value: it names nothing, or is refused as malformed, and is
// never repeated.
func TestInjection_NamesNothing(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Settled()
	api := serve(t, graph.Config{Views: w.Views})
	for _, text := range []string{
		`' OR '1'='1`, `'; DROP TABLE claims; --`, `1) UNION SELECT wrapped_key FROM signing_keys --`, "\x00", `%27%20OR%201=1`, `{"$ne":null}`,
		string(s.Claims[0]) + `' OR true --`, `$1`, `\`, `../../etc/passwd`, secret,
	} {
		for _, kind := range []model.Kind{model.KindClaim, model.KindCoverage, model.KindRemittance, model.KindEvidenceRequest, model.KindInsurer, "Secret"} {
			got := api.query(viewstest.Ben, `query ($id: ID!) { node(id: $id) { id } claim(id: $id) { id } }`, map[string]any{"id": model.GlobalID(kind, text)})
			if string(got.Data) != `{"node":null,"claim":null}` || len(got.Errors) > 0 {
				t.Errorf("%s %q: got %s", kind, text, got.Body)
			}
		}
		got := api.query(viewstest.Insurer1, `query ($text: String!) { reviewQueue(first: 1, filter: {rule: $text}) { nodes { review { rule } } } claims(first: 1, after: $text) { nodes { id } } }`,
			map[string]any{"text": text})
		if strings.Contains(got.Body, "wrapped_key") || strings.Contains(got.Body, "syntax") || strings.Contains(api.log.String(), "syntax") {
			t.Errorf("%q: got %s\n%s", text, got.Body, api.log)
		}
		// An issuer's subject may hold anything: who is named so is nobody we know.
		if !strings.Contains(text, "\x00") {
			stranger := auth.Principal{Subject: text, Role: auth.RolePatient}
			if got := api.query(stranger, `{ claims(first: 5) { nodes { id } } }`, nil); string(got.Data) != `{"claims":{"nodes":[]}}` {
				t.Errorf("%q: got %s", text, got.Body)
			}
		}
	}
	w.Expect(1, "SELECT count(*) FROM claims")
}
