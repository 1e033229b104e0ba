package graph

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
)

func TestSocket_IsClosedWhereItIsNotOpenedInTime(t *testing.T) {
	t.Parallel()
	server := handler.New(endless{})
	server.AddTransport(transport.Websocket{Implementation: socketServer{}, InitTimeout: time.Millisecond})
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	conn, response, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(listening.URL, "http"),
		&websocket.DialOptions{Subprotocols: []string{socketProtocol}})
	require.NoError(t, err)
	if response.Body != nil {
		_ = response.Body.Close()
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	_, _, err = conn.Read(t.Context())
	require.Equal(t, websocket.StatusCode(closeInitTimeout), websocket.CloseStatus(err), err)
}
