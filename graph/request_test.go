package graph

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// contextOf returns the context that a request with the header runs in, after streams have ended.
func contextOf(t *testing.T, header, value string) (in context.Context) {
	t.Helper()
	streams, end := context.WithCancel(t.Context())
	handler := endingWith(streams, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		in = r.Context()
		end()
		if header == "Upgrade" || value == mediaEvents {
			<-in.Done() // told by another goroutine; a stream that is not cut off hangs here
		}
		require.Equal(t, header == "Upgrade" || value == mediaEvents, in.Err() != nil)
	}))
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, Path, http.NoBody)
	request.Header.Set(header, value)
	handler.ServeHTTP(httptest.NewRecorder(), request)
	return in
}

func TestEndingWith_EndsStreamsAlone(t *testing.T) {
	t.Parallel()
	require.ErrorIs(t, contextOf(t, "Accept", mediaEvents).Err(), context.Canceled)
	require.ErrorIs(t, contextOf(t, "Upgrade", "websocket").Err(), context.Canceled)
	require.NoError(t, contextOf(t, "Accept", mediaJSON).Err())
}
