package graph_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// BenchmarkSubmitClaims measures what the API itself costs for a submission of
// 100 claims of three lines: token, JSON, coercion, resolver and answer, without intake.
func BenchmarkSubmitClaims(b *testing.B) {
	accepted := make([]intake.Accepted, 100)
	for i := range accepted {
		accepted[i] = intake.Accepted{Index: i, ID: claims.ID(fmt.Sprintf("00000000-0000-4000-8000-%012x", i))}
	}
	handler, token := benchAPI(b, graph.Config{Intake: fakeIntake{submit: func(intake.Submission) (intake.Answer, error) {
		return intake.Answer{Accepted: accepted, Acknowledgement: &intake.Acknowledgement{Sequence: 1}}, nil
	}}}, provider)
	body, err := json.Marshal(map[string]any{"query": submitClaims, "variables": hundredClaims()})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	benchRequests(b, handler, token, string(body))
}

func hundredClaims() map[string]any {
	all := make([]any, 100)
	for i := range all {
		lines := make([]any, 3)
		for l := range lines {
			lines[l] = map[string]any{
				"sequence": l + 1, "procedure": map[string]any{"system": "synthetic", "code": "X100"}, "modifiers": []any{"26"},
				"placeOfService": "11", "diagnosisPointers": []any{1}, "serviceDate": "2026-02-03", "units": 1, "chargeCents": 12345,
			}
		}
		all[i] = map[string]any{
			"type": "PROFESSIONAL", "frequency": 1, "insurer": 1, "patientAccountNumber": fmt.Sprintf("ACCOUNT-%d", i),
			"memberNumber": fmt.Sprintf("MEMBER-%d", i), "diagnoses": []any{map[string]any{"system": "icd10cm", "code": "E11.9"}},
			"lines": lines,
		}
	}
	return map[string]any{"input": map[string]any{"claims": all}}
}

// BenchmarkClaims measures a page of 50 claims with their lines, from the database.
func BenchmarkClaims(b *testing.B) {
	w := viewstest.New(b)
	for range 10 {
		w.Accept(1, "anna", store.StageClean, make([]adjudicate.Reasons, 10)...)
	}
	handler, token := benchAPI(b, graph.Config{Views: w.Views}, viewstest.Provider1)
	body := `{"query":"{ claims(first: 50) { nodes { id status insurer { name } provider { name } chargeCents memberNumber lines { sequence procedure { code } chargeCents paidCents adjustments { carc amountCents } } } } }"}`
	benchRequests(b, handler, token, body)
}

// benchAPI returns the API's handler and an Authorization header.
func benchAPI(b *testing.B, config graph.Config, principal auth.Principal) (http.Handler, string) {
	b.Helper()
	api := serve(b, config)
	return api.handler, api.token(principal)
}

func benchRequests(b *testing.B, handler http.Handler, token, body string) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		request := httptest.NewRequest(http.MethodPost, graph.Path, strings.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", token)
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		if recorder.Code != http.StatusOK || strings.Contains(recorder.Body.String(), `"errors"`) {
			b.Fatal(recorder.Body.String())
		}
	}
}
