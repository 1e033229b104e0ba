package temporal

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"

	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/log/tag"
)

// logger passes the server's errors on and nothing else: the server reports
// every retry, with a stack trace, at a level below.
type logger struct {
	out   func(format string, args ...any)
	muted *atomic.Bool // while the server stops, and cancels what it does
	tags  []tag.Tag
}

// With implements [log.WithLogger].
func (l *logger) With(tags ...tag.Tag) log.Logger {
	return &logger{out: l.out, muted: l.muted, tags: append(l.tags[:len(l.tags):len(l.tags)], tags...)}
}

func (l *logger) Debug(string, ...tag.Tag) {}
func (l *logger) Info(string, ...tag.Tag)  {}
func (l *logger) Warn(string, ...tag.Tag)  {}

func (l *logger) Error(msg string, tags ...tag.Tag)  { l.print(msg, tags) }
func (l *logger) DPanic(msg string, tags ...tag.Tag) { l.print(msg, tags) }

func (l *logger) Panic(msg string, tags ...tag.Tag) {
	l.print(msg, tags)
	panic(msg)
}

func (l *logger) Fatal(msg string, tags ...tag.Tag) {
	l.print(msg, tags)
	os.Exit(1)
}

// print leaves stack traces out.
func (l *logger) print(msg string, tags []tag.Tag) {
	if l.muted.Load() {
		return
	}
	var b strings.Builder
	for _, list := range [][]tag.Tag{l.tags, tags} {
		for _, t := range list {
			if !strings.Contains(t.Key(), "stack") {
				fmt.Fprintf(&b, " %s=%v", t.Key(), t.Value())
			}
		}
	}
	l.out("temporal: %s%s", msg, b.String())
}
