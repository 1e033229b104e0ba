package querying

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/bench"
)

const (
	ourAnswer = `{"data":{"claims":{"nodes":[{"id":"a","status":"PAID","acceptedAt":"2026-02-03T04:05:06.000001Z","chargeCents":100,
		"allowedCents":90,"paidCents":80,"provider":{"number":7,"name":"P"},"lines":[{"sequence":1,"procedure":{"system":"synthetic","code":"ZX1"},
		"serviceDate":"2026-02-03","units":2,"chargeCents":100,"allowedCents":90,"paidCents":80}]}]}}}`
	peerAnswer = `{"data":{"allClaims":{"nodes":[{"id":"a","status":"PAID","acceptedAt":"2026-02-03T05:05:06.000001+01:00","chargeCents":100,
		"allowedCents":90,"paidCents":80,"provider":{"number":7,"name":"P"},"lines":{"nodes":[{"sequence":1,"system":"synthetic","code":"ZX1",
		"serviceDate":"2026-02-03","units":2,"chargeCents":100,"allowedCents":90,"paidCents":80}]}}]}}}`
)

// answering returns a server that always answers the same.
func answering(t *testing.T, name, answer string, page func([]byte) ([]claim, error)) *server {
	t.Helper()
	listening := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) }))
	t.Cleanup(listening.Close)
	return &server{name: name, client: listening.Client(), ask: []request{{url: listening.URL}}, page: page}
}

func ourNodes(answer []byte) ([]claim, error) {
	page, err := readPage(answer)
	return page.Nodes, err
}

func TestCompare_SameClaimsInEitherForm_Hold(t *testing.T) {
	t.Parallel()
	m := &measurement{Options: Options{Filled: bench.Filled{Providers: []uint32{7}, Claims: 1}}}
	ours, theirs := answering(t, ourName, ourAnswer, ourNodes), answering(t, peerName, peerAnswer, readPeerPage)
	if err := m.compare(t.Context(), []*server{ours, theirs}); err != nil {
		t.Error(err)
	}
	other := answering(t, peerName, strings.Replace(peerAnswer, `"paidCents":80}]`, `"paidCents":81}]`, 1), readPeerPage)
	if err := m.compare(t.Context(), []*server{ours, other}); !errors.Is(err, ErrAnswersDiffer) {
		t.Errorf("another amount: got %v", err)
	}
	m.Filled.Claims = 2
	if err := m.compare(t.Context(), []*server{ours, theirs}); !errors.Is(err, ErrAnswersDiffer) {
		t.Errorf("a page that is short: got %v", err)
	}
}

func TestSend_AnswerWithErrors_Refused(t *testing.T) {
	t.Parallel()
	s := answering(t, ourName, `{"errors":[{"message":"no"}],"data":null}`, nil)
	if _, err := s.send(t.Context(), s.ask[0]); !errors.Is(err, errRefused) {
		t.Errorf("got %v", err)
	}
}

func TestRun_KeepsWhatItAsked(t *testing.T) {
	t.Parallel()
	m := &measurement{Options: Options{Duration: 50 * time.Millisecond, Connections: 2}}
	took, elapsed, err := m.closedLoop(t.Context(), answering(t, ourName, ourAnswer, nil), m.Duration)
	if err != nil || len(took) == 0 || elapsed < m.Duration {
		t.Errorf("got %d answers in %s, %v", len(took), elapsed, err)
	}
}

func TestMedians_OfOneServersRuns(t *testing.T) {
	t.Parallel()
	runs := []Run{
		{Server: ourName, RequestsPS: 3, P50: 1, P99: 9},
		{Server: peerName, RequestsPS: 100},
		{Server: ourName, RequestsPS: 1, P50: 2, P99: 7},
		{Server: ourName, RequestsPS: 2, P50: 3, P99: 8},
	}
	perSecond, p50, p99 := medians(runs, ourName)
	if perSecond != 2 || p50 != 2 || p99 != 8 {
		t.Errorf("got %v, %v, %v", perSecond, p50, p99)
	}
	took := []time.Duration{4 * time.Millisecond, time.Millisecond, 3 * time.Millisecond, 2 * time.Millisecond}
	if got := percentile(took, 50); got != 2 {
		t.Errorf("the median is %v", got)
	}
	if got := percentile(took, 99); got != 4 {
		t.Errorf("the 99th is %v", got)
	}
}
