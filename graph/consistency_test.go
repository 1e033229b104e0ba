package graph_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
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

func TestConsistency_AnswersSayTheirBlock(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Final(0)
	w.MoveChain(41)
	api := serve(t, graph.Config{Views: w.Views})
	if got := api.query(viewstest.Anna, "{ viewer { role } }", nil); got.Extensions.Block != "41" || got.Extensions.Token == "" {
		t.Errorf("got %s", got.Body)
	}
	if got := api.query(auth.Principal{}, "{ __typename }", nil); strings.Contains(got.Body, "extensions") {
		t.Errorf("nobody is told how far the chain goes: %s", got.Body)
	}
	if got := api.query(viewstest.Anna, `mutation { prepareSubmission(input: {claims: []}) `+orRefusal("prepareSubmission", "root")+` }`, nil); got.code() == "" {
		t.Errorf("got %s", got.Body)
	}
}

// Who wrote, and asks for the block of it, reads what was written once it is indexed.
func TestConsistency_ReadsItsOwnWrite(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Final(0)
	w.MoveChain(9)
	s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
	api := serve(t, graph.Config{Views: w.Views})
	answered := make(chan answer, 1)
	go func() {
		answered <- api.query(viewstest.Anna, `query($id: ID!) @atLeastBlock(number: "10", waitMs: 20000) { claim(id: $id) { status } }`,
			map[string]any{"id": model.GlobalID(model.KindClaim, string(s.Claims[0]))})
	}()
	select {
	case got := <-answered:
		t.Fatalf("answered before the block was there: %s", got.Body)
	case <-time.After(quiet):
	}
	w.Receive(s, 4, 10)
	w.MoveChain(10)
	if got := <-answered; !strings.Contains(got.Body, `"RECEIVED"`) || got.Extensions.Block != "10" {
		t.Errorf("got %s", got.Body)
	}
}

func TestConsistency_RefusesWhatDoesNotComeAndWhatIsNone(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Final(0)
	w.MoveChain(9)
	api := serve(t, graph.Config{Views: w.Views})
	for name, test := range map[string]struct {
		directive string
		variables map[string]any
		code      errs.Code
	}{
		"a block that is there":     {`@atLeastBlock(number: "9", waitMs: 0)`, nil, ""},
		"as a number":               {`@atLeastBlock(number: 9)`, nil, ""},
		"as a variable":             {`@atLeastBlock(number: $n)`, map[string]any{"n": "9"}, ""},
		"as a variable, a number":   {`@atLeastBlock(number: $n)`, map[string]any{"n": 9}, ""},
		"a block that is not there": {`@atLeastBlock(number: "10", waitMs: 10)`, nil, errs.Stale},
		"the last of all":           {`@atLeastBlock(number: "18446744073709551615", waitMs: 1)`, nil, errs.Stale},
		"without waiting":           {`@atLeastBlock(number: "10", waitMs: 0)`, nil, errs.Stale},
		"beyond all":                {`@atLeastBlock(number: "18446744073709551616")`, nil, errs.MalformedRequest},
		"a very long number":        {`@atLeastBlock(number: "` + strings.Repeat("9", 4000) + `")`, nil, errs.MalformedRequest},
		"negative":                  {`@atLeastBlock(number: "-1")`, nil, errs.MalformedRequest},
		"negative, a number":        {`@atLeastBlock(number: -1)`, nil, errs.MalformedRequest},
		"a fraction":                {`@atLeastBlock(number: 1.5)`, nil, errs.MalformedRequest},
		"a text":                    {`@atLeastBlock(number: "` + secret + `")`, nil, errs.MalformedRequest},
		"a list":                    {`@atLeastBlock(number: ["9"])`, nil, errs.MalformedRequest},
		"a variable that is a text": {`@atLeastBlock(number: $n)`, map[string]any{"n": secret}, errs.MalformedRequest},
		"a wait below zero":         {`@atLeastBlock(number: "10", waitMs: -1)`, nil, errs.MalformedRequest},
		"a wait too long":           {`@atLeastBlock(number: "10", waitMs: 30001)`, nil, errs.MalformedRequest},
		"a wait beyond all":         {`@atLeastBlock(number: "10", waitMs: 99999999999999999999)`, nil, errs.MalformedRequest},
	} {
		operation := "query "
		if test.variables != nil {
			operation = "query($n: BigInt!) "
		}
		began := time.Now()
		got := api.query(viewstest.Anna, operation+test.directive+" { viewer { role } }", test.variables)
		if got.code() != test.code || strings.Contains(string(got.Data), "PATIENT") != (test.code == "") {
			t.Errorf("%s: got %s", name, got.Body)
		}
		if took := time.Since(began); took > soon {
			t.Errorf("%s: took %s", name, took)
		}
	}
	if got := api.query(auth.Principal{}, `query @atLeastBlock(number: "1") { __typename }`, nil); got.code() != errs.Unauthenticated {
		t.Errorf("nobody waits: got %s", got.Body)
	}
	if got := api.query(viewstest.Anna, `mutation @atLeastBlock(number: "1") { __typename }`, nil); got.code() != errs.MalformedRequest {
		t.Errorf("a mutation: got %s", got.Body)
	}
}

// A request asks for a block beside the text of its document, which may be one that is trusted.
func TestConsistency_IsAskedForBesideTheDocument(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Final(0)
	w.MoveChain(9)
	api := serve(t, graph.Config{Views: w.Views})
	for _, test := range []struct {
		query, asked string
		code         errs.Code
	}{
		{"{ viewer { role } }", `{"number": "9"}`, ""},
		{"{ viewer { role } }", `{"number": 9, "waitMs": 0}`, ""},
		{"{ viewer { role } }", `{"number": "10", "waitMs": 10}`, errs.Stale},
		{"{ viewer { role } }", `{"number": "10", "waitMs": 30001}`, errs.MalformedRequest},
		{"{ viewer { role } }", `{"number": "-1"}`, errs.MalformedRequest},
		{"{ viewer { role } }", `{}`, errs.MalformedRequest},
		{"{ viewer { role } }", `"9"`, errs.MalformedRequest},
		{"{ viewer { role } }", `null`, errs.MalformedRequest},
		{`query @atLeastBlock(number: "9") { viewer { role } }`, `{"number": "10", "waitMs": 0}`, ""}, // the document says it
		{"mutation { __typename }", `{"number": "9"}`, errs.MalformedRequest},
	} {
		got := api.send(viewstest.Anna, http.MethodPost, graph.Path, fmt.Sprintf(`{"query":%q,"extensions":{"atLeastBlock":%s}}`, test.query, test.asked), nil)
		if got.code() != test.code {
			t.Errorf("%s %s: got %s", test.query, test.asked, got.Body)
		}
	}
	got := api.send(viewstest.Anna, http.MethodGet, graph.Path+"?query={viewer{role}}&extensions="+url.QueryEscape(`{"atLeastBlock":{"number":"10","waitMs":0}}`), "", nil)
	if got.code() != errs.Stale {
		t.Errorf("in an address: got %s", got.Body)
	}
}

// Who leaves is not waited for.
func TestConsistency_AWaitEndsWithItsRequest(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	api := serve(t, graph.Config{Views: w.Views})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	body := `{"query":"query @atLeastBlock(number: \"10\", waitMs: 30000) { viewer { role } }"}`
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, api.url+graph.Path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {api.token(viewstest.Anna)}}
	began := time.Now()
	if response, err := http.DefaultClient.Do(request); err == nil {
		_ = response.Body.Close()
		t.Errorf("answered with %d", response.StatusCode)
	}
	w.Close()
	if took := time.Since(began); took > soon {
		t.Errorf("took %s", took)
	}
}
