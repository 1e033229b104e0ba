package views_test

import (
	"testing"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// What the ledger denies by itself, without a rule of the engine, has a counterfactual too.
func TestCounterfactual_NamesWhatTheLedgerAsksFor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, needs string
		denial      benefits.Denial
		want        views.Change
	}{
		{"an authorization", "isAuthorizationRequired", benefits.DenialAuthorizationMissing, views.Change{
			Kind: adjudicate.ObtainAuthority, Line: 1, Sentence: "A prior authorization is obtained from the insurer, and its number named.",
		}},
		{"evidence", "isEvidenceRequired", benefits.DenialEvidenceMissing, views.Change{
			Kind: adjudicate.SendDocument, Line: 1, Sentence: "A document that supports the service is sent.",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := viewstest.New(t)
			w.Exec("UPDATE plans SET document = jsonb_set(document, ARRAY['classes', '0', $1], 'true') WHERE id = 1", test.needs)
			s := w.Accept(1, "anna", store.StageClean, none)
			w.Receive(s, 4, 10)
			denied := viewstest.DeniedLine(10_000)
			denied.Class, denied.Denial = 0, test.denial
			w.Determine(s, 0, 11, denied, viewstest.PaidLine(5_000))
			ctx := viewstest.As(t, viewstest.Provider1)
			claim, err := w.Claim(ctx, s.Claims[0])
			if err != nil {
				t.Fatal(err)
			}
			changes, err := w.Counterfactual(ctx, claim.Lines[0].Explanation)
			if err != nil || len(changes) != 1 || *changes[0] != test.want {
				t.Errorf("got %+v, %v", changes, err)
			}
		})
	}
}

// A provider without credentials is paid for nothing, whatever is sent.
func TestCounterfactual_IsNoneGivenProviderNotCredentialed(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Exec("UPDATE plans SET document = jsonb_set(document, '{classes,0,isAuthorizationRequired}', 'true') WHERE id = 1")
	s := w.Accept(1, "anna", store.StageClean, none)
	w.Receive(s, 4, 10)
	first, second := viewstest.DeniedLine(10_000), viewstest.DeniedLine(5_000)
	first.Class, first.Denial = 0, benefits.DenialProviderNotCredentialed
	second.Class, second.Denial = 0, benefits.DenialProviderNotCredentialed
	w.Determine(s, 0, 11, first, second)
	ctx := viewstest.As(t, viewstest.Provider1)
	claim, err := w.Claim(ctx, s.Claims[0])
	if err != nil {
		t.Fatal(err)
	}
	if hits := claim.Lines[0].Explanation.Hits; len(hits) != 1 || hits[0].Rule != rules.ProviderNotCredentialed.String() {
		t.Fatalf("got %+v", hits)
	}
	if changes, err := w.Counterfactual(ctx, claim.Lines[0].Explanation); err != nil || len(changes) != 0 {
		t.Errorf("got %d changes, %v", len(changes), err)
	}
}
