package views_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// sharedTables are those of which a provider reads what belongs to claims that are
// shared with it, and how many rows of them belong to a patient's claims.
var sharedTables = map[string]string{
	"claims":                "SELECT count(*) FROM claims WHERE patient_id = $1",
	"evidence_requests":     "SELECT count(*) FROM evidence_requests r JOIN claims c ON c.id = r.claim_id WHERE c.patient_id = $1",
	"claim_reviews":         "SELECT count(*) FROM claim_reviews r JOIN claims c ON c.id = r.claim_id WHERE c.patient_id = $1",
	"ledger_acts":           "SELECT count(*) FROM ledger_acts r JOIN claims c ON c.id = r.claim_id WHERE c.patient_id = $1",
	"submissions":           "SELECT count(DISTINCT submission_id) FROM claims WHERE patient_id = $1",
	"coverages":             "SELECT count(*) FROM coverages WHERE patient_id = $1",
	"chain_determinations":  "SELECT count(*) FROM chain_determinations d WHERE (d.insurer_id, d.provider_id) IN (SELECT insurer_id, provider_id FROM claims WHERE patient_id = $1)",
	"chain_reversals":       "SELECT count(*) FROM chain_reversals d WHERE (d.insurer_id, d.provider_id) IN (SELECT insurer_id, provider_id FROM claims WHERE patient_id = $1)",
	"chain_clock_events":    "SELECT count(*) FROM chain_clock_events d WHERE (d.insurer_id, d.provider_id) IN (SELECT insurer_id, provider_id FROM claims WHERE patient_id = $1)",
	"chain_recovery_events": "SELECT count(*) FROM chain_recovery_events d WHERE (d.insurer_id, d.provider_id) IN (SELECT insurer_id, provider_id FROM claims WHERE patient_id = $1)",
}

// The database shows a provider the claims of a patient who lets it, with all that
// belongs to them, from the grant to its end and no longer.
func TestConsents_TheDatabaseSharesWhileOneIsInForce(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine := w.Everything(1, "anna", 4)
	w.Everything(2, "ben", 14)
	patient := w.PatientOf("anna")
	second := storetest.Settings{Organization: "2"}
	own := map[string]int{}
	for table := range sharedTables {
		own[table] = len(w.ReadAs("provider", second, table))
	}
	check := func(name string, isShared bool) {
		t.Helper()
		for table, count := range sharedTables {
			want := own[table]
			if isShared {
				want += w.Count(count, patient)
			}
			if got := len(w.ReadAs("provider", second, table)); got != want {
				t.Errorf("%s: provider 2 reads %d rows of %s, want %d", name, got, table, want)
			}
		}
		claim, err := w.Claim(viewstest.As(t, viewstest.Provider2), mine.Settled.Claims[0])
		if isShared != (err == nil) || !isShared && !errors.Is(err, views.ErrClaimNotFound) {
			t.Errorf("%s: got %v, %v", name, claim, err)
		}
	}
	past, future := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	check("none", false)
	w.Consent("anna", 2, past, time.Time{}, time.Time{})
	check("open", true)
	w.Exec("UPDATE consents SET expires_at = $1 WHERE provider_id = 2 AND revoked_at IS NULL", future)
	check("until later", true)
	w.Exec("UPDATE consents SET granted_at = $1, expires_at = $2 WHERE provider_id = 2 AND revoked_at IS NULL", past.Add(-time.Hour), past)
	check("ended", false)
	w.Exec("UPDATE consents SET expires_at = NULL, revoked_at = now() WHERE provider_id = 2 AND revoked_at IS NULL")
	check("revoked", false)
	w.Consent("anna", 2, past, time.Time{}, time.Time{})
	if got := w.ReadAs("provider", second, "documents"); len(got) != len(w.ReadAs("provider", storetest.Settings{Organization: "1"}, "documents")) {
		t.Errorf("by a consent provider 2 reads %d documents", len(got))
	}
	if got := w.ReadAs("provider", storetest.Settings{Organization: "3"}, "claims"); len(got) > 0 {
		t.Errorf("provider 3 reads %v", got)
	}
}

func TestConsents_ASharedClaimIsReadAndNotHandled(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine := w.Everything(1, "anna", 4)
	ctx := viewstest.As(t, viewstest.Provider2)
	if page := claimsOf(t, w, ctx, views.ClaimFilter{IsShared: true}); len(page) > 0 {
		t.Errorf("without a consent %v are shared", page)
	}
	w.Consent("anna", 2, time.Now().Add(-time.Hour), time.Time{}, time.Time{})
	all := claimsOf(t, w, viewstest.As(t, viewstest.Anna), views.ClaimFilter{})
	if page := claimsOf(t, w, ctx, views.ClaimFilter{IsShared: true}); !slices.Equal(page, all) {
		t.Errorf("%v are shared, want %v", page, all)
	}
	if page := claimsOf(t, w, ctx, views.ClaimFilter{}); len(page) > 0 {
		t.Errorf("the provider's own are %v", page)
	}
	for _, who := range []auth.Principal{viewstest.Insurer1, viewstest.Anna, viewstest.Auditor} {
		if page := claimsOf(t, w, viewstest.As(t, who), views.ClaimFilter{IsShared: true}); len(page) > 0 {
			t.Errorf("%s is shown %v as shared", who.Role, page)
		}
	}
	claim, err := w.Claim(ctx, mine.Settled.Claims[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(claim.Diagnoses) == 0 || claim.Lines[0].Procedure == nil || claim.Paid == nil {
		t.Errorf("not shown: %+v", claim)
	}
	if claim.PatientAccountNumber != nil || len(claim.Recoveries) > 0 || claim.Appeals[0].Grounds != nil {
		t.Errorf("what is the other provider's is shown: %+v", claim)
	}
	if changes, err := w.Counterfactual(ctx, claim.Lines[1].Explanation); err != nil || changes != nil {
		t.Errorf("how the other provider could code: %v, %v", changes, err)
	}
	if _, err := w.Proof(ctx, mine.Settled.Claims[0]); !errors.Is(err, views.ErrClaimNotFound) {
		t.Errorf("the proof, with the salt: %v", err)
	}
	page, err := w.Remittances(ctx, views.RemittanceFilter{}, store.LatestFirst, views.Page{First: 10}, true)
	if err != nil || len(page.Remittances) > 0 {
		t.Errorf("payouts of the other provider: %+v, %v", page.Remittances, err)
	}
	w.Expect(2, "SELECT count(*) FROM access_log WHERE role = 'provider' AND organization = 2 AND action = 'readClaim' AND claim_ids = $1::uuid[]",
		mine.Settled.Claims)
}

func claimsOf(t *testing.T, w *viewstest.World, who context.Context, filter views.ClaimFilter) []claims.ID {
	t.Helper()
	page, err := w.Claims(who, filter, store.NewestFirst, views.Page{First: 20})
	if err != nil {
		t.Fatal(err)
	}
	return idsOf(page.Claims)
}

func TestConsents_AreListedForThePatient(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Consent("anna", 1, viewstest.Now.Add(-3*time.Hour), time.Time{}, viewstest.Now.Add(-2*time.Hour))
	w.Consent("anna", 1, viewstest.Now.Add(-2*time.Hour), viewstest.Now.Add(-time.Hour), time.Time{})
	w.Consent("anna", 2, viewstest.Now.Add(-time.Hour), viewstest.Due, time.Time{})
	w.Consent("ben", 1, viewstest.Now, time.Time{}, time.Time{})
	ctx := viewstest.As(t, viewstest.Anna)
	var seen []string
	for after := ""; ; {
		page, err := w.Consents(ctx, views.ConsentFilter{}, store.LatestFirst, views.Page{First: 1, After: after})
		if err != nil {
			t.Fatal(err)
		}
		for _, consent := range page.Consents {
			word := " over"
			if consent.IsInForce {
				word = " in force"
			}
			seen = append(seen, consent.Provider.Name+word)
		}
		if !page.Info.HasNextPage {
			break
		}
		after = *page.Info.EndCursor
	}
	if want := []string{"Doctor in force", "Clinic over", "Clinic over"}; !slices.Equal(seen, want) {
		t.Errorf("got %q, want %q", seen, want)
	}
	if _, err := w.Consents(viewstest.As(t, viewstest.Provider1), views.ConsentFilter{}, store.LatestFirst, views.Page{First: 1}); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("a provider lists consents: %v", err)
	}
}
