package graph_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/graph"
)

const portal = "https://portal.example"

func TestOrigins_PagesOfThoseAloneMayCall(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		origins []string
		from    string
		isTaken bool
	}{
		{[]string{portal}, portal, true},
		{[]string{"https://other.example", portal}, portal, true},
		{[]string{portal}, "https://portal.example.evil", false},
		{[]string{portal}, "http://portal.example", false},
		{[]string{portal}, "null", false},
		{nil, portal, false},
	} {
		api := serve(t, graph.Config{Origins: test.origins})
		preflight := api.ask(t, http.MethodOptions, http.Header{
			"Origin": {test.from}, "Access-Control-Request-Method": {"POST"}, "Access-Control-Request-Headers": {"authorization,content-type,last-event-id"},
		})
		require.Equal(t, test.isTaken, preflight.Get("Access-Control-Allow-Origin") == test.from, "%v %s", test.origins, test.from)
		require.Equal(t, test.isTaken, preflight.Get("Access-Control-Allow-Headers") != "")
		require.Empty(t, preflight.Get("Access-Control-Allow-Credentials"))
		answered := api.ask(t, http.MethodPost, http.Header{"Origin": {test.from}, "Content-Type": {"application/json"}, "Authorization": {api.token(auditor)}})
		require.Equal(t, test.isTaken, answered.Get("Access-Control-Allow-Origin") == test.from)
		require.Equal(t, test.isTaken, api.opens(t, test.from), "a socket from %s", test.from)
	}
}

// ask sends a request with these headers, and returns those of the answer.
func (a *api) ask(t *testing.T, method string, header http.Header) http.Header {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, a.url+graph.Path, strings.NewReader(`{"query":"{__typename}"}`))
	require.NoError(t, err)
	request.Header = header
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.Header
}

// opens reports whether a page of an origin may open a socket.
func (a *api) opens(t *testing.T, origin string) bool {
	t.Helper()
	conn, response, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(a.url, "http")+graph.Path, &websocket.DialOptions{
		Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: http.Header{"Origin": {origin}},
	})
	if err != nil {
		require.Equal(t, http.StatusForbidden, response.StatusCode)
		return false
	}
	require.NoError(t, conn.CloseNow())
	return true
}

func TestCheckOrigins_RefusesWhatIsNone(t *testing.T) {
	t.Parallel()
	require.NoError(t, graph.CheckOrigins(nil))
	require.NoError(t, graph.CheckOrigins([]string{portal, "http://localhost:5173"}))
	for _, origin := range []string{
		"", "*", "null", "portal.example", "https://", "https://*.portal.example", "https://portal.example/", "https://a@portal.example",
		"https://portal.example?x", "ftp://portal.example", "https://[::1]:80", "HTTPS://portal.example",
	} {
		require.Error(t, graph.CheckOrigins([]string{portal, origin}), origin)
	}
}
