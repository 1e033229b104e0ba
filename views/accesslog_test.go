package views_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// A patient is told who read of the patient's claims and coverages, when and what, and
// nothing of others' whose were read in the same request.
func TestAccessLog_TellsAPatientWhoRead(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	annas, bens := w.Accept(1, "anna", store.StageClean, none, none), w.Accept(1, "ben", store.StageClean, none)
	if _, err := w.Claims(viewstest.As(t, viewstest.Provider1), views.ClaimFilter{}, store.NewestFirst, views.Page{First: 10}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Coverage(viewstest.As(t, viewstest.Insurer1), views.CoverageID(viewstest.CoverageOf["anna"])); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Claim(viewstest.As(t, viewstest.Auditor), annas.Claims[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Claim(viewstest.As(t, viewstest.Anna), annas.Claims[1]); err != nil {
		t.Fatal(err)
	}
	found := []string{viewstest.CoverageOf["anna"]}
	if err := w.RecordFound(viewstest.As(t, viewstest.Provider1), auth.ActionPrepareSubmission, found); err != nil {
		t.Fatal(err)
	}
	ctx := viewstest.As(t, viewstest.Anna)
	var seen []string
	for after := ""; ; {
		page, err := w.AccessLog(ctx, views.AccessFilter{}, store.LatestFirst, views.Page{First: 1, After: after})
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range page.Records {
			seen = append(seen, told(t, record))
		}
		if !page.Info.HasNextPage {
			break
		}
		after = *page.Info.EndCursor
	}
	want := []string{
		"provider Clinic prepareSubmission " + viewstest.CoverageOf["anna"],
		"patient own readClaim " + string(annas.Claims[1]),
		"auditor auditClaim " + string(annas.Claims[0]),
		"insurer Acme readCoverage " + viewstest.CoverageOf["anna"],
		"provider Clinic readClaim " + string(annas.Claims[0]) + " " + string(annas.Claims[1]),
	}
	if !slices.Equal(seen, want) {
		t.Errorf("anna is told %q, want %q", seen, want)
	}
	page, err := w.AccessLog(viewstest.As(t, viewstest.Ben), views.AccessFilter{}, store.LatestFirst, views.Page{First: 10})
	if err != nil || len(page.Records) != 1 || !slices.Equal(page.Records[0].Claims, bens.Claims) {
		t.Errorf("ben is told %+v, %v", page.Records, err)
	}
	w.Expect(5, "SELECT count(*) FROM access_log") // asking for the log leaves no record
}

// told writes a record as a test compares it.
func told(t *testing.T, record *views.AccessRecord) string {
	t.Helper()
	if !record.At.Equal(viewstest.Now) {
		t.Errorf("at %s", record.At)
	}
	words := []string{string(record.Role)}
	if record.Insurer != nil {
		words = append(words, record.Insurer.Name)
	}
	if record.Provider != nil {
		words = append(words, record.Provider.Name)
	}
	if record.IsOwn {
		words = append(words, "own")
	}
	words = append(words, string(record.Action))
	for _, id := range record.Claims {
		words = append(words, string(id))
	}
	for _, id := range record.Coverages {
		words = append(words, string(id))
	}
	return strings.Join(words, " ")
}

func TestAccessLog_IsForPatients(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	for _, who := range []auth.Principal{viewstest.Provider1, viewstest.Insurer1, viewstest.Auditor, viewstest.Operator} {
		if _, err := w.AccessLog(viewstest.As(t, who), views.AccessFilter{}, store.LatestFirst, views.Page{First: 1}); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("%s: got %v", who.Role, err)
		}
	}
}
