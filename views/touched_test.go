package views_test

import (
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// Of the claims that were determined while another stood, that one is listed which would
// share the cost now that what was out of pocket was given back.
func TestTouched_ListsWhatWouldBeOtherwiseNow(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	accept := func(batch uint32, block int64) *viewstest.Submission {
		s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
		w.Receive(s, batch, block)
		return s
	}
	before, corrected, same, met, after := accept(3, 8), accept(4, 9), accept(5, 10), accept(6, 11), accept(7, 12)
	w.Determine(before, 0, 20, viewstest.MetLine(10_000), viewstest.MetLine(5_000))
	w.Determine(corrected, 0, 21, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
	w.Determine(same, 0, 22, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
	w.Determine(met, 0, 23, viewstest.MetLine(10_000), viewstest.MetLine(5_000))
	touched := func(principal auth.Principal, s *viewstest.Submission) []string {
		ctx := viewstest.As(t, principal)
		claim, err := w.Claim(ctx, s.Claims[0])
		if err != nil {
			t.Fatal(err)
		}
		list, err := w.Touched(ctx, claim)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, of := range list {
			ids = append(ids, string(of.Claim.ID))
			if of.Paid.Cents() != -2_700 || of.CostShare.Cents() != 2_700 || !of.Noncovered.IsZero() {
				t.Errorf("%s would have %+v", of.Claim.ID, of)
			}
		}
		return ids
	}
	if got := touched(viewstest.Insurer1, corrected); len(got) > 0 {
		t.Errorf("before anything is corrected: %v", got)
	}
	w.Reverse(corrected, 0, 1, 30, nil)
	w.Determine(after, 0, 31, viewstest.MetLine(10_000), viewstest.MetLine(5_000))
	if got := touched(viewstest.Insurer1, corrected); len(got) != 1 || got[0] != string(met.Claims[0]) {
		t.Errorf("got %v, want %s", got, met.Claims[0])
	}
	for _, principal := range []auth.Principal{viewstest.Provider1, viewstest.Anna, viewstest.Auditor} {
		if got := touched(principal, corrected); got != nil {
			t.Errorf("%s is told %v", principal.Role, got)
		}
	}
	// One that was determined in between and corrected itself does not stand any more.
	w.Reverse(met, 0, 1, 32, nil)
	if got := touched(viewstest.Insurer1, corrected); len(got) > 0 {
		t.Errorf("what does not stand is listed: %v", got)
	}
}
