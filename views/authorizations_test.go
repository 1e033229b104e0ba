package views_test

import (
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

func authorizations(t *testing.T, w *viewstest.World, who auth.Principal) []*views.PriorAuthorization {
	t.Helper()
	ctx := viewstest.As(t, who)
	coverage, err := w.Coverage(ctx, views.CoverageID(viewstest.CoverageOf["anna"]))
	if err != nil {
		t.Fatal(err)
	}
	list, err := w.PriorAuthorizations(ctx, coverage)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Where the plan's rule set is not here nobody can say which lines need an authorization.
func TestPriorAuthorizations_WithoutTheRuleSet_AreNotCounted(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Authorize("anna", &adjudicate.Authorization{Number: "PA-1", Span: claims.Span{Start: claims.NewDate(2026, 1, 1)}, Units: 5})
	for _, who := range []auth.Principal{viewstest.Anna, viewstest.Insurer1} {
		list := authorizations(t, w, who)
		if len(list) != 1 || *list[0].UnitsUsed != 0 || *list[0].UnitsLeft != 5 {
			t.Errorf("%s: got %+v", who.Subject, list)
		}
	}
	w.Exec("UPDATE plans SET document = document || jsonb_build_object('rules', $1::text)", strings.Repeat("f", 64))
	w.Restart()
	if list := authorizations(t, w, viewstest.Anna); len(list) != 1 || list[0].UnitsUsed != nil || list[0].UnitsLeft != nil || list[0].Units != 5 {
		t.Errorf("got %+v", list)
	}
}
