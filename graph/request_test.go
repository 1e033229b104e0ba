package graph

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// upgrade is the header of a request that offers a protocol.
func upgrade(connection, protocol string) http.Header {
	return http.Header{"Connection": {connection}, "Upgrade": {protocol}}
}

// contextOf returns the context that a request with the header runs in, after streams have ended.
func contextOf(t *testing.T, header http.Header, isStream bool) (in context.Context) {
	t.Helper()
	streams, end := context.WithCancel(t.Context())
	handler := endingWith(streams, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		in = r.Context()
		end()
		if isStream {
			<-in.Done() // told by another goroutine; a stream that is not cut off hangs here
		}
		require.Equal(t, isStream, in.Err() != nil)
	}))
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, Path, http.NoBody)
	request.Header = header
	handler.ServeHTTP(httptest.NewRecorder(), request)
	return in
}

func TestEndingWith_EndsStreamsAlone(t *testing.T) {
	t.Parallel()
	require.ErrorIs(t, contextOf(t, http.Header{"Accept": {mediaEvents}}, true).Err(), context.Canceled)
	require.ErrorIs(t, contextOf(t, upgrade("Upgrade", "websocket"), true).Err(), context.Canceled)
	require.NoError(t, contextOf(t, http.Header{"Accept": {mediaJSON}}, false).Err())
	require.NoError(t, contextOf(t, upgrade("Upgrade, HTTP2-Settings", "h2c"), false).Err())
}

func TestAsksSocket_OfUpgradesToWebSocketsAlone(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		header http.Header
		asks   bool
	}{
		{"none", http.Header{}, false},
		{"as browsers have it", upgrade("Upgrade", "websocket"), true},
		{"in a list, spelt otherwise", upgrade("keep-alive, upgrade", "h2c, WebSocket"), true},
		{"in several lines", http.Header{"Connection": {"keep-alive", "Upgrade"}, "Upgrade": {"h2c", "websocket"}}, true},
		{"another protocol", upgrade("Upgrade, HTTP2-Settings", "h2c"), false},
		{"a protocol that begins so", upgrade("Upgrade", "websockets"), false},
		{"not of this connection", upgrade("keep-alive", "websocket"), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			request := &http.Request{Header: test.header}
			require.Equal(t, test.asks, asksSocket(request))
			require.Equal(t, test.asks, socketTransport{}.Supports(request))
			require.Equal(t, test.asks, !httpTransport{}.Supports(request))
		})
	}
}
