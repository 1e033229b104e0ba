package graph_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
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

const contentQuery = `{ claim(id: %q) { evidenceRequests { document { mediaType bytes sentAt content { base64 sha256 } } } } }`

// What a provider sent is shown to the insurer's reviewer, to the provider and to the
// patient, who sees who read it.
func TestEvidence_IsReadByThoseItConcerns(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	settled := w.Everything(1, "anna", 4).Settled.Claims[0]
	w.Consent("anna", 2, time.Now().Add(-time.Hour), time.Time{}, time.Time{})
	api := serve(t, graph.Config{Views: w.Views})
	ask := func(who auth.Principal) answer {
		return api.query(who, fmt.Sprintf(contentQuery, model.GlobalID(model.KindClaim, string(settled))), nil)
	}
	text := []byte(viewstest.DocumentText + "anna")
	sum := sha256.Sum256(text)
	want := fmt.Sprintf(`"document":{"mediaType":"text/plain","bytes":%d,"sentAt":"2026-03-01T12:00:00Z","content":{"base64":%q,"sha256":"0x%s"}}`,
		len(text), base64.StdEncoding.EncodeToString(text), hex.EncodeToString(sum[:]))
	for _, who := range []auth.Principal{viewstest.Insurer1, viewstest.Provider1, viewstest.Anna} {
		if got := ask(who); !strings.Contains(got.Body, want) {
			t.Errorf("%s is shown %s, want %s", who.Role, got.Body, want)
		}
		w.Expect(1, `SELECT count(*) FROM access_log WHERE role = $1 AND action = 'readEvidence' AND claim_ids = $2::uuid[]
			AND 'DocumentContent.base64' = ANY(fields)`, string(who.Role), []string{string(settled)})
	}
	// Another provider reads the claim by the patient's consent, and not what its provider sent.
	if got := ask(viewstest.Provider2); !strings.Contains(got.Body, `"evidenceRequests":[{"document":null}]`) {
		t.Errorf("by a consent is shown %s", got.Body)
	}
	for _, who := range []auth.Principal{viewstest.Insurer2, viewstest.Ben, viewstest.Auditor, viewstest.Operator} {
		if got := ask(who); strings.Contains(got.Body, "base64") {
			t.Errorf("%s is shown %s", who.Role, got.Body)
		}
	}
	w.Expect(3, "SELECT count(*) FROM access_log WHERE action = 'readEvidence'")
	got := api.query(viewstest.Anna, `{ accessLog(first: 100) { nodes { role action } } }`, nil)
	for _, role := range []string{"INSURER", "PROVIDER", "PATIENT"} {
		if !strings.Contains(got.Body, fmt.Sprintf(`{"role":%q,"action":"READ_EVIDENCE"}`, role)) {
			t.Errorf("the patient's log lacks the %s's access: %s", role, got.Body)
		}
	}

	w.Exec("UPDATE documents SET wrapped_key = NULL")
	if got := ask(viewstest.Insurer1); !strings.Contains(got.Body, `"content":null`) || len(got.Errors) > 0 {
		t.Errorf("once erased is shown %s", got.Body)
	}
}

// An operation opens few documents: each may have megabytes.
func TestEvidence_FewAreReadAtOnce(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	id := model.GlobalID(model.KindClaim, string(w.Everything(1, "anna", 4).Settled.Claims[0]))
	api := serve(t, graph.Config{Views: w.Views})
	for times, want := range map[int]errs.Code{3: "", 4: errs.QueryTooComplex} {
		fields := make([]string, times)
		for i := range fields {
			fields[i] = fmt.Sprintf("a%d: claim(id: %q) { evidenceRequests { document { content { base64 } } } }", i, id)
		}
		if got := api.query(viewstest.Insurer1, "{ "+strings.Join(fields, " ")+" }", nil); got.code() != want {
			t.Errorf("%d times: %s", times, got.Body)
		}
	}
}

// A claim has as many documents as requests, whatever the lists are taken for.
func TestEvidence_AnOperationOpensSoManyBytes(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	claim := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{}).Claims[0]
	const each = 7 << 20
	for line := 1; line <= 4; line++ {
		w.Attach("anna", w.Request(claim, line, store.RequestOpen, viewstest.Now), "text/plain", make([]byte, each))
	}
	api := serve(t, graph.Config{Views: w.Views})
	query := fmt.Sprintf("{ claim(id: %q) { evidenceRequests { document { content { base64 } } } } }", model.GlobalID(model.KindClaim, string(claim)))
	got := api.query(viewstest.Insurer1, query, nil)
	if opened := strings.Count(got.Body, `"base64"`); got.code() != errs.QueryTooComplex || len(got.Errors) != 1 || opened != 3 {
		t.Errorf("%d of four were opened, %v", opened, got.Errors)
	}
}

// What is stored must be what was sent: else it is not shown, and nothing says why.
func TestEvidence_IsNotShownGivenAnotherHash(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	id := model.GlobalID(model.KindClaim, string(w.Everything(1, "anna", 4).Settled.Claims[0]))
	w.Exec("UPDATE documents SET content_hash = decode(repeat('00', 32), 'hex')")
	api := serve(t, graph.Config{Views: w.Views})
	got := api.query(viewstest.Insurer1, fmt.Sprintf(contentQuery, id), nil)
	codes := make([]string, len(got.Errors))
	for i := range got.Errors {
		codes[i] = fmt.Sprint(got.Errors[i].Extensions["code"])
	}
	if !slices.Equal(codes, []string{string(errs.Internal)}) || strings.Contains(got.Body, "base64\":") {
		t.Errorf("got %s", got.Body)
	}
}
