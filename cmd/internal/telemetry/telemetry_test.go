package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	otelcodes "go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/intake"
)

// secret is what must not leave a process.
const secret = "Maria Example, F32.1"

type patient struct{ Name string }

func TestNewLog_RedactsWhatIsNoPlainValue(t *testing.T) {
	t.Parallel()
	claim := claims.Claim{MemberNumber: secret}
	for name, value := range map[string]any{
		"struct": patient{secret}, "pointer": &patient{secret}, "map": map[string]string{"name": secret},
		"list": []string{secret}, "bytes": []byte(secret), "code": codes.Code{System: secret, Value: secret},
		"claim": claim, "lines": claim.Lines, "any struct": struct{ Inner patient }{patient{secret}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			log := NewLog(&out, slog.LevelInfo)
			log.Info("told", "value", value)
			log.With("value", value).WithGroup("group").Info("told", "value", value)
			require.NotContains(t, out.String(), "Maria")
			require.NotContains(t, out.String(), "F32")
			require.Contains(t, out.String(), redacted)
		})
	}
}

func TestHealthInformation_IsNotPrinted(t *testing.T) {
	t.Parallel()
	claim := claims.Claim{MemberNumber: secret, Lines: []claims.Line{{PlaceOfService: secret}}}
	for _, value := range []any{
		claim, &claim,
		[]claims.Claim{claim},
		claim.Lines, claim.Lines[0],
		map[string]any{"claim": claim},
		evidence.PatientDetails{Name: secret},
		&evidence.PatientDetails{Name: secret},
		intake.Patient{Name: secret},
		intake.EnrolCoverage{Patient: intake.Patient{Name: secret}},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			require.NotContains(t, fmt.Sprintf(verb, value), "Maria", "%s of %T", verb, value)
			require.NotContains(t, fmt.Sprintf(verb, value), "4d61726961", "%s of %T", verb, value)
		}
		var out bytes.Buffer
		slog.New(slog.NewTextHandler(&out, nil)).Info("told", "value", value)
		require.NotContains(t, out.String(), "Maria")
	}
}

func TestNewLog_KeepsWhatIsPlain(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	NewLog(&out, slog.LevelInfo).Info("told", "insurer", claims.InsurerID(7), "claim", claims.ID("c1"), "error", errors.New("refused"),
		"took", time.Second, "text", "settle", "count", 3)
	var line map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &line))
	require.EqualValues(t, 7, line["insurer"])
	require.Equal(t, "c1", line["claim"])
	require.Equal(t, "refused", line["error"])
	require.Equal(t, "settle", line["text"])
	require.EqualValues(t, 3, line["count"])
}

// kept keeps what was exported.
type kept struct{ tracetest.SpanStubs }

func (k *kept) ExportSpans(_ context.Context, spans []sdktrace.ReadOnlySpan) error {
	k.SpanStubs = append(k.SpanStubs, tracetest.SpanStubsFromReadOnlySpans(spans)...)
	return nil
}
func (k *kept) Shutdown(context.Context) error { return nil }

func started(t *testing.T, exporter sdktrace.SpanExporter) *Telemetry {
	t.Helper()
	told, err := start(t.Context(), "test", exporter)
	require.NoError(t, err)
	return told
}

func TestSpans_LeaveWithoutTextsAndUnknownAttributes(t *testing.T) {
	t.Parallel()
	exported := &kept{}
	told := started(t, exported)
	ctx, span := told.Tracers.Tracer("any").Start(t.Context(), "SELECT",
		trace.WithAttributes(attribute.String("db.query.text", secret), attribute.String("db.system", "postgresql")))
	span.RecordError(errors.New(secret))
	span.AddEvent("said", trace.WithAttributes(attribute.String("message", secret)))
	span.AddLink(trace.Link{SpanContext: span.SpanContext(), Attributes: []attribute.KeyValue{attribute.String("why", secret)}})
	span.SetStatus(otelcodes.Error, secret)
	statements := told.Statements()
	ctx = statements.TraceQueryStart(ctx, nil, pgx.TraceQueryStartData{SQL: "-- name: ClaimByID :one\nSELECT 1", Args: []any{secret}})
	statements.TraceQueryEnd(ctx, nil, pgx.TraceQueryEndData{Err: errors.New(secret)})
	span.End()
	require.NoError(t, told.Close(t.Context()))
	require.NotEmpty(t, exported.SpanStubs)
	text, err := json.Marshal(exported.SpanStubs)
	require.NoError(t, err)
	require.NotContains(t, string(text), "Maria")
	require.Contains(t, string(text), "postgresql")
	require.Contains(t, string(text), "ClaimByID")
}

func TestStatementName(t *testing.T) {
	t.Parallel()
	for statement, name := range map[string]string{
		"-- name: ClaimByID :one\nSELECT 1":                                 "ClaimByID",
		"/* clearclaim_provider */ -- name: ClaimByID :one\nSELECT 1":       "ClaimByID",
		"/* clearclaim_provider */ SELECT 1 /* no name */ -- name: Other\n": "SELECT",
		"begin":                       "BEGIN",
		"SELECT 1 /* */ FROM secrets": "SELECT",
		"/* clearclaim_provider":      "/*",
		"":                            "statement",
		"/* clearclaim_provider */ ":  "statement",
		"-- name: ":                   "statement",
	} {
		require.Equal(t, name, statementName(statement), statement)
	}
}

func TestHandler_CountsByMethodAndStatusAlone(t *testing.T) {
	t.Parallel()
	exported := &kept{}
	told := started(t, exported)
	server := httptest.NewServer(told.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
	})))
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), "PATIENT", server.URL+"/graphql?query=Maria", strings.NewReader(secret))
	require.NoError(t, err)
	request.Host = "maria.example"
	request.Header.Set("User-Agent", secret)
	request.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())

	metrics := scraped(t, told.OperationsHandler(NewHealth("test", "v", nil, nil)))
	require.Contains(t, metrics, `http_server_request_duration_seconds_count{http_request_method="_OTHER",http_response_status_code="418"} 1`)
	require.NotContains(t, strings.ToLower(metrics), "maria")
	require.NoError(t, told.Close(t.Context()))
	text, err := json.Marshal(exported.SpanStubs)
	require.NoError(t, err)
	require.NotContains(t, strings.ToLower(string(text)), "maria")
	require.Len(t, exported.SpanStubs, 1)
	require.NotEqual(t, "0af7651916cd43dd8448eb211c80319c", exported.SpanStubs[0].SpanContext.TraceID().String())
}

func scraped(t *testing.T, handler http.Handler) string {
	t.Helper()
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, MetricsPath, http.NoBody))
	require.Equal(t, http.StatusOK, answer.Code)
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return string(text)
}

func TestOperations_SayKindAndCode(t *testing.T) {
	t.Parallel()
	told := started(t, &kept{})
	observe := told.Operations()
	_, ended := observe(t.Context(), "mutation")
	ended("FORBIDDEN")
	_, subscriptionEnded := observe(t.Context(), "subscription")
	handler := told.OperationsHandler(NewHealth("test", "v", nil, nil))
	require.Contains(t, scraped(t, handler), "clearclaim_api_subscriptions 1")
	subscriptionEnded("OK")
	metrics := scraped(t, handler)
	require.Contains(t, metrics, `clearclaim_api_operation_duration_seconds_count{code="FORBIDDEN",operation="mutation"} 1`)
	require.Contains(t, metrics, "clearclaim_api_subscriptions 0")
}

func TestRequests_SayMethodAndOutcome(t *testing.T) {
	t.Parallel()
	told := started(t, &kept{})
	_, ended := told.Requests()(t.Context(), "eth_call")
	ended(errors.New(secret))
	metrics := scraped(t, told.OperationsHandler(NewHealth("test", "v", nil, nil)))
	require.Contains(t, metrics, `clearclaim_chain_request_duration_seconds_count{method="eth_call",outcome="error"} 1`)
}

func ready(t *testing.T, health *Health) (int, string) {
	t.Helper()
	answer := httptest.NewRecorder()
	started(t, &kept{}).OperationsHandler(health).
		ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, ReadyPath, http.NoBody))
	return answer.Code, answer.Body.String()
}

func TestHealth_IsReadyWhenAllThatCountsIsThere(t *testing.T) {
	t.Parallel()
	fine := Check{Name: "database", Ask: func(context.Context) error { return nil }}
	gone := func(context.Context) error { return errors.New("gone") }
	for name, test := range map[string]struct {
		checks []Check
		status int
	}{
		"all there":        {[]Check{fine}, http.StatusOK},
		"one gone":         {[]Check{fine, {Name: "chain", Ask: gone}}, http.StatusServiceUnavailable},
		"an advisory gone": {[]Check{fine, {Name: "chain", Ask: gone, IsAdvisory: true}}, http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, body := ready(t, NewHealth("serve", "v", test.checks, nil))
			require.Equal(t, test.status, status, body)
			require.Contains(t, body, `"name":"database","ok":true`)
		})
	}
}

func TestHealth_IsNotReadyWhileEnding(t *testing.T) {
	t.Parallel()
	health := NewHealth("serve", "v", nil, nil)
	health.End()
	status, body := ready(t, health)
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Contains(t, body, `"ending":true`)
}

func TestHealth_OneThatHangsIsGone(t *testing.T) {
	t.Parallel()
	hangs := Check{Name: "chain", Ask: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
	report := NewHealth("serve", "v", []Check{hangs}, nil).Report(t.Context())
	require.False(t, report.IsReady)
	require.Equal(t, "no answer in time", report.Needs[0].Fault)
}

func TestHealth_AsksOnceASecond(t *testing.T) {
	t.Parallel()
	asked := 0
	health := NewHealth("serve", "v", []Check{{Name: "database", Ask: func(context.Context) error { asked++; return nil }}}, nil)
	for range 100 {
		health.Report(t.Context())
	}
	require.Equal(t, 1, asked)
}
