package graph_test

import (
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/intake"
)

// Every mutation needs a key but those that store nothing, and is not begun without one.
func TestIdempotency_EveryMutationThatStoresNeedsAKey(t *testing.T) {
	t.Parallel()
	world := newPermissionWorld(t)
	const empty = ` @idempotent(key: "")`
	storesNothing := map[string]bool{"prepareSubmission": true, "prepareRuling": true, "estimateClaim": true}
	for name, rule := range readPermissions(t).fields["Mutation"] {
		if hasKey := strings.HasSuffix(rule.ask, empty); hasKey == storesNothing[name] {
			t.Errorf("%s: a key is %t", name, hasKey)
		}
		for _, who := range askers {
			got := world.query(who.owner, world.forms("mutation { " + strings.TrimSuffix(rule.ask, empty) + " { __typename } }")[0], nil)
			if isRefused := got.code() == errs.IdempotencyKeyRequired && got.Data == nil; isRefused == storesNothing[name] {
				t.Errorf("%s of %s: got %s", who.owner.Role, name, got.Body)
			}
		}
	}
}

// keysOf answers submissions and notes their keys.
func keysOf(keys *[]string) graph.Config {
	return graph.Config{Intake: fakeIntake{submit: func(in intake.Submission) (intake.Answer, error) {
		*keys = append(*keys, in.IdempotencyKey)
		return intake.Answer{}, nil
	}}}
}

func TestIdempotency_EachMutationOfAnOperationHasItsKey(t *testing.T) {
	t.Parallel()
	var keys []string
	api := serve(t, keysOf(&keys))
	rejected := orRefusal("submitClaims", "rejected { index }")
	got := api.query(provider, `mutation($key: String!) {
		a: submitClaims(input: {claims: []}) @idempotent(key: $key) `+rejected+`
		...rest
	} fragment rest on Mutation { b: submitClaims(input: {claims: []}) @idempotent(key: "second") `+rejected+` }`, map[string]any{"key": "first"})
	if !got.isDone() || strings.Join(keys, " ") != "first second" {
		t.Errorf("keys %q, got %s", keys, got.Body)
	}
}

func TestIdempotency_NothingRunsWithoutItsKeys(t *testing.T) {
	t.Parallel()
	var keys []string
	api := serve(t, keysOf(&keys))
	const submit, shows = `submitClaims(input: {claims: []})`, ` { ... on SubmitClaimsSuccess { rejected { index } } }`
	for _, test := range []struct {
		name, query string
		variables   map[string]any
		code        errs.Code
	}{
		{"the second has none", `mutation { a: ` + submit + ` @idempotent(key: "k")` + shows + ` b: ` + submit + shows + ` }`, nil, errs.IdempotencyKeyRequired},
		{"none in a fragment", `mutation { ... on Mutation { ` + submit + shows + ` } }`, nil, errs.IdempotencyKeyRequired},
		{"none where it is skipped", `mutation { ` + submit + ` @skip(if: true)` + shows + ` }`, nil, errs.IdempotencyKeyRequired},
		{"two keys for one field", `mutation { ` + submit + ` @idempotent(key: "a")` + shows + submit + ` @idempotent(key: "b")` + shows + ` }`, nil, errs.MalformedRequest},
		{"two keys at one field", `mutation { ` + submit + ` @idempotent(key: "a") @idempotent(key: "b")` + shows + ` }`, nil, errs.MalformedRequest},
		{"below the root", `mutation { ` + submit + ` @idempotent(key: "a") { ... on SubmitClaimsSuccess { rejected @idempotent(key: "b") { index } } } }`, nil, errs.MalformedRequest},
		{"of a query", `{ viewer @idempotent(key: "a") { subject } }`, nil, errs.MalformedRequest},
		{"of the operation", `mutation @idempotent(key: "a") { ` + submit + shows + ` }`, nil, errs.MalformedRequest},
		{"null", `mutation { ` + submit + ` @idempotent(key: null)` + shows + ` }`, nil, errs.MalformedRequest},
		{"a number", `mutation { ` + submit + ` @idempotent(key: 5)` + shows + ` }`, nil, errs.MalformedRequest},
		{"a variable that may be null", `mutation($k: String) { ` + submit + ` @idempotent(key: $k)` + shows + ` }`, nil, errs.MalformedRequest},
		{"a variable that is not given", `mutation($k: String!) { ` + submit + ` @idempotent(key: $k)` + shows + ` }`, nil, errs.MalformedRequest},
		{"a variable of another type", `mutation($k: String!) { ` + submit + ` @idempotent(key: $k)` + shows + ` }`, map[string]any{"k": []any{1}}, errs.MalformedRequest},
	} {
		if got := api.query(provider, test.query, test.variables); got.code() != test.code || got.Data != nil {
			t.Errorf("%s: got %s", test.name, got.Body)
		}
	}
	if len(keys) > 0 {
		t.Errorf("ran with %q", keys)
	}
	if got := api.query(auth.Principal{}, `mutation { `+submit+shows+` }`, nil); got.code() != errs.Unauthenticated {
		t.Errorf("nobody got %s", got.Body)
	}
}

// The same key with other content is refused in the words of the table of codes.
func TestIdempotency_ConflictIsTold(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{Intake: fakeIntake{submit: func(intake.Submission) (intake.Answer, error) {
		return intake.Answer{}, intake.ErrIdempotencyKeyConflict
	}}})
	got := api.query(provider, submitClaims, submission(func(_, _ map[string]any) {}))
	if got.refused() != errs.IdempotencyKeyConflict {
		t.Errorf("got %s", got.Body)
	}
}
