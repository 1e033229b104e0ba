// Package telemetry says what a process does: its log, its traces and its
// metrics, and over HTTP how it is.
//
// None of them holds health information. The log writes identifiers, numbers and
// errors, and of anything else only that it was there. A span leaves the process
// with the attributes of a fixed list, without the texts of errors. Metrics have labels
// from closed sets.
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/exemplar"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Telemetry is where the roles of a process tell what they do.
type Telemetry struct {
	Registry *prometheus.Registry
	Tracers  trace.TracerProvider
	Meters   metric.MeterProvider
	// Propagator carries a trace from one process to another, and nothing else.
	Propagator propagation.TextMapPropagator

	instruments instruments
	shutdown    []func(context.Context) error
}

// Start begins to gather. Spans are exported by OTLP over HTTP where
// OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT says where to; the
// other variables of OpenTelemetry's specification count too, as OTEL_TRACES_SAMPLER.
func Start(ctx context.Context, role string) (*Telemetry, error) {
	var exporters []sdktrace.SpanExporter
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != "" {
		exporter, err := otlptracehttp.New(ctx)
		if err != nil {
			return nil, fmt.Errorf("opening the exporter of traces: %w", err)
		}
		exporters = append(exporters, exporter)
	}
	return start(ctx, role, exporters...)
}

func start(ctx context.Context, role string, exporters ...sdktrace.SpanExporter) (*Telemetry, error) {
	what, err := resource.New(ctx, resource.WithAttributes(serviceName.String("clearclaim-"+role)), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("describing the process: %w", err)
	}
	t := &Telemetry{Registry: prometheus.NewRegistry(), Propagator: propagation.TraceContext{}}
	t.Registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	reader, err := otelprometheus.New(
		otelprometheus.WithRegisterer(t.Registry), otelprometheus.WithoutScopeInfo(), otelprometheus.WithoutTargetInfo())
	if err != nil {
		return nil, fmt.Errorf("opening the metrics: %w", err)
	}
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader), sdkmetric.WithResource(what), sdkmetric.WithView(views()...),
		sdkmetric.WithExemplarFilter(exemplar.AlwaysOffFilter)) // an exemplar has the attributes that a view took away
	t.Meters = meters
	options := []sdktrace.TracerProviderOption{sdktrace.WithResource(what)}
	for _, exporter := range exporters {
		options = append(options, sdktrace.WithBatcher(safeExporter{exporter}))
	}
	if len(exporters) == 0 {
		options = append(options, sdktrace.WithSampler(sdktrace.NeverSample()))
	}
	tracers := sdktrace.NewTracerProvider(options...)
	t.Tracers = tracers
	t.shutdown = []func(context.Context) error{tracers.Shutdown, meters.Shutdown}
	if t.instruments, err = newInstruments(meters.Meter(scope)); err != nil {
		return nil, err
	}
	return t, nil
}

// scope names what the project's own spans and metrics come from.
const scope = "github.com/clearclaim/clearclaim"

// Close sends what is gathered.
func (t *Telemetry) Close(ctx context.Context) error {
	var faults error
	for _, stop := range t.shutdown {
		faults = errors.Join(faults, stop(ctx))
	}
	return faults
}
