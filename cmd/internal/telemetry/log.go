package telemetry

import (
	"context"
	"io"
	"log/slog"
	"reflect"

	"go.opentelemetry.io/otel/trace"

	"github.com/clearclaim/clearclaim/claims"
)

// redacted stands for a value that the log does not show.
const redacted = "[redacted]"

// NewLog returns a log of JSON lines. Of numbers, texts, times, claims' ids and errors it
// writes the value, of anything else that it is redacted: a claim or a patient cannot be logged by
// mistake. A line that belongs to a span names it.
func NewLog(out io.Writer, level slog.Leveler) *slog.Logger { //nolint:misspell // its name
	return slog.New(spanHandler{slog.NewJSONHandler(out, &slog.HandlerOptions{Level: level, ReplaceAttr: redact})})
}

// redact replaces what is no plain value.
func redact(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() != slog.KindAny || isPlain(a.Value.Any()) {
		return a
	}
	return slog.String(a.Key, redacted)
}

// isPlain reports whether a value may be written as it is.
func isPlain(value any) bool {
	switch value.(type) {
	case nil, error, claims.ID, slog.Level, *slog.Source:
		return true
	}
	kind := reflect.TypeOf(value).Kind()
	return kind >= reflect.Bool && kind <= reflect.Uint64
}

// spanHandler adds the span that a line belongs to.
type spanHandler struct{ slog.Handler }

// Handle implements slog.Handler.
func (h spanHandler) Handle(ctx context.Context, record slog.Record) error {
	if span := trace.SpanContextFromContext(ctx); span.IsSampled() {
		record.AddAttrs(slog.String("traceId", span.TraceID().String()), slog.String("spanId", span.SpanID().String()))
	}
	return h.Handler.Handle(ctx, record)
}

// WithAttrs implements slog.Handler.
func (h spanHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return spanHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h spanHandler) WithGroup(name string) slog.Handler {
	return spanHandler{h.Handler.WithGroup(name)}
}
