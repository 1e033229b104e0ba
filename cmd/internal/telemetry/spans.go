package telemetry

import (
	"context"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

const serviceName = attribute.Key("service.name")

// spanAttributes are what a span may say. Everything else stays in the process: a
// library that begins to add an address, a header or a text adds it in vain.
var spanAttributes = []attribute.Key{
	"http.request.method", "http.route", "http.response.status_code", "url.scheme",
	"db.system", "db.system.name", "db.operation.name", "db.operation.batch.size", "db.response.status_code",
	"rpc.system", "rpc.method",
	// Natural keys: insurers' numbers and claims' ids.
	"temporalWorkflowID", "temporalRunID", "temporalActivityID",
	"graphql.operation.type", "error.type", "exception.type",
}

// safeExporter exports spans with the attributes of spanAttributes alone, and
// without the texts of errors, which may repeat what somebody sent.
type safeExporter struct{ sdktrace.SpanExporter }

// ExportSpans implements sdktrace.SpanExporter.
func (e safeExporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	safe := make([]sdktrace.ReadOnlySpan, len(spans))
	for i, span := range spans {
		safe[i] = safeSpan{span}
	}
	return e.SpanExporter.ExportSpans(ctx, safe)
}

// safeSpan is a span without what may not leave.
type safeSpan struct{ sdktrace.ReadOnlySpan }

// Attributes implements sdktrace.ReadOnlySpan.
func (s safeSpan) Attributes() []attribute.KeyValue { return allowed(s.ReadOnlySpan.Attributes()) }

// Status implements sdktrace.ReadOnlySpan: whether it failed, not why.
func (s safeSpan) Status() sdktrace.Status {
	status := s.ReadOnlySpan.Status()
	if status.Code == codes.Error {
		status.Description = ""
	}
	return status
}

// Events implements sdktrace.ReadOnlySpan.
func (s safeSpan) Events() []sdktrace.Event {
	events := slices.Clone(s.ReadOnlySpan.Events())
	for i := range events {
		events[i].Attributes = allowed(events[i].Attributes)
	}
	return events
}

// Links implements sdktrace.ReadOnlySpan.
func (s safeSpan) Links() []sdktrace.Link {
	links := slices.Clone(s.ReadOnlySpan.Links())
	for i := range links {
		links[i].Attributes = nil
	}
	return links
}

func allowed(attributes []attribute.KeyValue) []attribute.KeyValue {
	return slices.DeleteFunc(slices.Clone(attributes), func(a attribute.KeyValue) bool {
		return !slices.Contains(spanAttributes, a.Key)
	})
}
