package telemetry

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
)

// Labels of the metrics. Each has a closed set of values.
const (
	labelOperation = attribute.Key("operation")
	labelCode      = attribute.Key("code")
	labelMethod    = attribute.Key("method")
	labelOutcome   = attribute.Key("outcome")
	labelWhat      = attribute.Key("what")
	labelKind      = attribute.Key("kind")
	labelState     = attribute.Key("state")
)

// seconds are the bounds of the histograms.
var seconds = metric.WithExplicitBucketBoundaries(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

// views keep of the HTTP server's metrics what has few values: not the host that
// a client named.
func views() []sdkmetric.View {
	return []sdkmetric.View{
		sdkmetric.NewView(sdkmetric.Instrument{Name: "http.server.*"}, sdkmetric.Stream{
			AttributeFilter: attribute.NewAllowKeysFilter("http.request.method", "http.response.status_code"),
		}),
	}
}

// instruments are what is counted while it happens.
type instruments struct {
	operations metric.Float64Histogram
	streams    metric.Int64UpDownCounter
	requests   metric.Float64Histogram
}

func newInstruments(meter metric.Meter) (i instruments, err error) {
	var faults [3]error
	i.operations, faults[0] = meter.Float64Histogram("clearclaim.api.operation.duration", metric.WithUnit("s"), seconds,
		metric.WithDescription("How long operations of the API took, by kind and the code that they ended with."))
	i.streams, faults[1] = meter.Int64UpDownCounter("clearclaim.api.subscriptions",
		metric.WithDescription("Subscriptions that are open."))
	i.requests, faults[2] = meter.Float64Histogram("clearclaim.chain.request.duration", metric.WithUnit("s"), seconds,
		metric.WithDescription("How long requests to the chain's node took, by JSON-RPC method and outcome."))
	if err := errors.Join(faults[:]...); err != nil {
		return instruments{}, err
	}
	i.streams.Add(context.Background(), 0) // there from the start
	return i, nil
}

// since records how long something took.
func since(ctx context.Context, histogram metric.Float64Histogram, began time.Time, labels ...attribute.KeyValue) {
	histogram.Record(ctx, time.Since(began).Seconds(), metric.WithAttributes(labels...))
}
