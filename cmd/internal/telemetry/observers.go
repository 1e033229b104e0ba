package telemetry

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/client"
	temporaltelemetry "go.temporal.io/sdk/contrib/opentelemetry"
	"go.temporal.io/sdk/interceptor"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/graph"
)

// Handler has requests traced and counted. A client's own trace is linked, never
// gone on with: whether we sample is ours to say.
func (t *Telemetry) Handler(next http.Handler) http.Handler {
	return otelhttp.NewHandler(next, "http",
		otelhttp.WithTracerProvider(t.Tracers), otelhttp.WithMeterProvider(t.Meters), otelhttp.WithPropagators(t.Propagator),
		otelhttp.WithPublicEndpointFn(func(*http.Request) bool { return true }))
}

// Operations observes the API.
func (t *Telemetry) Operations() graph.Observer {
	tracer := t.Tracers.Tracer(scope)
	return func(ctx context.Context, kind string) (context.Context, func(string)) {
		began := time.Now()
		ctx, span := tracer.Start(ctx, "graphql "+kind, trace.WithAttributes(attribute.String("graphql.operation.type", kind)))
		isStream := kind == "subscription"
		if isStream {
			t.instruments.streams.Add(ctx, 1)
		}
		return ctx, func(code string) {
			ctx := context.WithoutCancel(ctx)
			if code != "OK" {
				span.SetAttributes(attribute.String("error.type", code))
			}
			if code == "INTERNAL" {
				span.SetStatus(codes.Error, "")
			}
			span.End()
			if isStream {
				t.instruments.streams.Add(ctx, -1)
				return
			}
			since(ctx, t.instruments.operations, began, labelOperation.String(kind), labelCode.String(code))
		}
	}
}

// Requests observes the chain's node.
func (t *Telemetry) Requests() chain.Observer {
	tracer := t.Tracers.Tracer(scope)
	return func(ctx context.Context, method string) (context.Context, func(error)) {
		began := time.Now()
		ctx, span := tracer.Start(ctx, method, trace.WithSpanKind(trace.SpanKindClient),
			trace.WithAttributes(attribute.String("rpc.system", "jsonrpc"), attribute.String("rpc.method", method)))
		return ctx, func(err error) {
			outcome := "ok"
			if err != nil {
				outcome = "error"
				span.SetStatus(codes.Error, "")
			}
			span.End()
			since(context.WithoutCancel(ctx), t.instruments.requests, began, labelMethod.String(method), labelOutcome.String(outcome))
		}
	}
}

// Statements traces the database. A span is named by the query's name in
// store/queries, and says neither the statement nor what was asked with it.
func (t *Telemetry) Statements() pgx.QueryTracer {
	return otelpgx.NewTracer(
		otelpgx.WithTracerProvider(t.Tracers), otelpgx.WithMeterProvider(noop.NewMeterProvider()),
		otelpgx.WithSpanNameFunc(statementName), otelpgx.WithDisableAcquireTracer(),
		otelpgx.WithDisableConnectionDetailsInAttributes(), otelpgx.WithDisableSQLStatementInAttributes())
}

// statementName is the name that a statement of store/queries begins with, else
// its first word. A reader's has its role before.
func statementName(statement string) string {
	if _, after, isReaders := strings.Cut(statement, "*/ "); isReaders && strings.HasPrefix(statement, "/*") {
		statement = after
	}
	rest, isNamed := strings.CutPrefix(statement, "-- name: ")
	words := strings.Fields(rest)
	switch {
	case len(words) == 0:
		return "statement"
	case isNamed:
		return words[0]
	}
	return strings.ToUpper(words[0])
}

// Workflows returns what has Temporal's client and workers traced, and counted.
func (t *Telemetry) Workflows() ([]interceptor.ClientInterceptor, client.MetricsHandler, error) {
	tracing, err := temporaltelemetry.NewTracingInterceptor(temporaltelemetry.TracerOptions{
		Tracer: t.Tracers.Tracer(scope), TextMapPropagator: t.Propagator, DisableBaggage: true,
	})
	if err != nil {
		return nil, nil, err
	}
	counting := temporaltelemetry.NewMetricsHandler(temporaltelemetry.MetricsHandlerOptions{Meter: t.Meters.Meter("temporal")})
	return []interceptor.ClientInterceptor{tracing}, counting, nil
}
