package graph_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph"
)

// What a hostile request may cost: far more than any of these, far less than a server has.
const (
	hostileBytes = 512 << 20
	hostileTime  = 10 * time.Second // of processors: other work on the machine does not count
)

// processorTime returns what this process has used.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func asQuery(tb testing.TB, text string) string {
	tb.Helper()
	body, err := json.Marshal(map[string]string{"query": text})
	if err != nil {
		tb.Fatal(err)
	}
	return string(body)
}

// Each hostile request is refused by a code alone, within bounds of memory and time. It
// does not run beside other tests, whose memory would count.
func TestHandler_HostileRequestsAreRefusedWithinBounds(t *testing.T) { //nolint:paralleltest // measures memory
	api := serve(t, graph.Config{Intake: fakeIntake{}})
	many := func(text string, count int) string { return strings.Repeat(text, count) }
	inVariables := func(value string) string {
		return `{"query":"query($x: ID!) { node(id: $x) { id } }","variables":{"x":` + value + `}}`
	}
	inClaims := func(list string) string {
		return `{"query":"mutation($i: SubmitClaimsInput!) { submitClaims(input: $i) @idempotent(key: \"k\") { ... on SubmitClaimsSuccess { rejected { index } } } }",` +
			`"variables":{"i":{"claims":[` + list + `]}}}`
	}
	for _, test := range []struct {
		name, body string
		code       errs.Code
	}{
		{"a fragment of itself", asQuery(t, `{ ...a } fragment a on Query { viewer { subject } ...a }`), errs.MalformedRequest},
		{"fragments in a circle", asQuery(t, `{ ...a } fragment a on Query { ...b } fragment b on Query { ...c } fragment c on Query { ...a }`), errs.MalformedRequest},
		{"fragments in a circle that nobody uses", asQuery(t, `{ viewer { subject } } fragment a on Query { ...b } fragment b on Query { ...a }`), errs.MalformedRequest},
		{"fragments that explode", asQuery(t, exploding(24)), errs.QueryTooComplex},
		{"deep", asQuery(t, many("{ claims { nodes ", 800)+"{ id }"+many("}}", 800)), errs.MalformedRequest},
		{"deep lists", asQuery(t, `{ node(id: `+many("[", 2000)+many("]", 2000)+`) { id } }`), errs.MalformedRequest},
		{"deep beyond all", asQuery(t, many("{a", 120<<10)), errs.MalformedRequest},
		{"deep beyond the length", asQuery(t, many("{a", 1<<20)), errs.RequestTooLarge},
		{"wide", asQuery(t, "{"+many("__typename ", 4000)+"}"), errs.QueryTooComplex},
		{"wide below the root", asQuery(t, "{"+many("viewer{subject}", 1200)+"}"), errs.QueryTooComplex},
		{"wide in inline fragments", asQuery(t, "{"+many("...{viewer{subject}}", 700)+"}"), errs.QueryTooComplex},
		{"aliased", asQuery(t, "{"+repeated("a%d:viewer{subject}", 800)+"}"), errs.QueryTooComplex},
		{"directives", asQuery(t, "{ viewer "+many("@skip(if:false)", 800)+"{ subject } }"), errs.MalformedRequest},
		{"operations", asQuery(t, repeated("query a%d { viewer { subject } } ", 600)), errs.MalformedRequest},
		{"a long name", asQuery(t, "{ "+many("a", 8<<20)+" }"), errs.RequestTooLarge},
		{"a long text", asQuery(t, `{ node(id: "`+many("a", 8<<20)+`") { id } }`), errs.RequestTooLarge},
		{"a name as long as a document", asQuery(t, "{ "+many("a", 255<<10)+" }"), errs.MalformedRequest},
		{"huge page", asQuery(t, `{ claims(first: 2147483647) { nodes { id } } }`), errs.QueryTooComplex},
		{"a page beyond all", asQuery(t, `{ claims(first: 99999999999999999999) { nodes { id } } }`), errs.MalformedRequest},
		{"batch", "[" + many(asQuery(t, "{ viewer { subject } }")+",", 999) + asQuery(t, "{ viewer { subject } }") + "]", errs.MalformedRequest},
		{"deep variables", inVariables(many("[", 9000) + many("]", 9000)), errs.MalformedRequest},
		{"deep variables beyond all", inVariables(many("[", 1<<20)), errs.RequestTooLarge},
		{"many values", inVariables("[" + many("{},", 3<<20) + "{}]"), errs.RequestTooLarge},
		{"many members", inVariables("{" + repeated(`"%d":0,`, 1<<20) + `"a":0}`), errs.RequestTooLarge},
		{"many claims", inClaims(many("{},", 400_000) + "{}"), errs.MalformedRequest},
		{"a long number", inVariables(many("9", 8<<20)), ""},
		{"one name twice", `{"query":"{ viewer { subject } }","query":"{` + secret + `"}`, errs.MalformedRequest},
	} {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			began := processorTime(t)
			got := api.send(provider, http.MethodPost, graph.Path, test.body, nil)
			took := processorTime(t) - began
			runtime.ReadMemStats(&after)
			if got.code() != test.code || len(got.Body) > 2000 {
				t.Errorf("got %.500s", got.Body)
			}
			if spent := after.TotalAlloc - before.TotalAlloc; spent > hostileBytes || took > hostileTime {
				t.Errorf("took %d MiB and %s", spent>>20, took)
			}
		})
	}
}

func TestHandler_TakesJSONAlone(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{})
	const query = `{"query":"{ viewer { subject } }"}`
	var zipped bytes.Buffer
	writer := gzip.NewWriter(&zipped)
	if _, err := writer.Write(bytes.Repeat([]byte(" "), 64<<20)); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, body string
		header     http.Header
		status     int
	}{
		{"none", query, http.Header{"Content-Type": nil}, 415},
		{"a form", "query=%7Bviewer%7Bsubject%7D%7D", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, 415},
		{"parts", "--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n" + query + "\r\n--b--", http.Header{"Content-Type": {"multipart/form-data; boundary=b"}}, 415},
		{"a document", "{ viewer { subject } }", http.Header{"Content-Type": {"application/graphql"}}, 415},
		{"text", query, http.Header{"Content-Type": {"text/plain"}}, 415},
		{"malformed", query, http.Header{"Content-Type": {"application/json; charset"}}, 415},
		{"zipped", zipped.String(), http.Header{"Content-Encoding": {"gzip"}}, 400},
		{"a byte order mark", "\ufeff" + query, nil, 400},
		{"UTF-16", "\x00{\x00\"", nil, 400},
		{"JSON with a charset", query, http.Header{"Content-Type": {"application/json; charset=utf-8"}}, 200},
	} {
		got := api.send(auditor, http.MethodPost, graph.Path, test.body, test.header)
		if got.Status != test.status || test.status != 200 && (got.code() != errs.MalformedRequest || got.Data != nil) {
			t.Errorf("%s: got %d %s", test.name, got.Status, got.Body)
		}
	}
}
