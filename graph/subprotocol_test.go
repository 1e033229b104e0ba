package graph_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

const whoPayload = `{"query":"{ viewer { role } }"}`

// closed reads until the socket is closed, and returns why.
func closed(t *testing.T, conn *websocket.Conn) websocket.CloseError {
	t.Helper()
	for {
		message, err := read(t, conn)
		if err == nil {
			continue
		}
		var end websocket.CloseError
		if !errors.As(err, &end) {
			t.Fatalf("not closed: %+v, %v", message, err)
		}
		return end
	}
}

func say(t *testing.T, conn *websocket.Conn, texts ...string) {
	t.Helper()
	for _, text := range texts {
		require.NoError(t, conn.Write(t.Context(), websocket.MessageText, []byte(text)))
	}
}

func TestSocket_IsClosedWithTheProtocolsCodes(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{})
	const start = `{"type":"connection_init"}`
	for name, test := range map[string]struct {
		isOpen bool
		said   []string
		code   websocket.StatusCode
	}{
		"no JSON":                       {true, []string{`{`}, 4400},
		"a list":                        {true, []string{`[]`}, 4400},
		"null":                          {true, []string{`null`}, 4400},
		"no type":                       {true, []string{`{}`}, 4400},
		"an unknown type":               {true, []string{`{"type":"` + secret + `"}`}, 4400},
		"a type of the server":          {true, []string{`{"type":"next","id":"1","payload":{}}`}, 4400},
		"a type of another protocol":    {true, []string{`{"type":"start","id":"1","payload":` + whoPayload + `}`}, 4400},
		"subscribe without an id":       {true, []string{`{"type":"subscribe","payload":` + whoPayload + `}`}, 4400},
		"an id that is a number":        {true, []string{`{"type":"subscribe","id":1,"payload":` + whoPayload + `}`}, 4400},
		"subscribe without a payload":   {true, []string{`{"type":"subscribe","id":"1"}`}, 4400},
		"a payload that is a list":      {true, []string{`{"type":"subscribe","id":"1","payload":[]}`}, 4400},
		"a query that is a number":      {true, []string{`{"type":"subscribe","id":"1","payload":{"query":5}}`}, 4400},
		"complete without an id":        {true, []string{`{"type":"complete"}`}, 4400},
		"a ping with a text":            {true, []string{`{"type":"ping","payload":"x"}`}, 4400},
		"a second start":                {true, []string{start}, 4429},
		"no JSON before the start":      {false, []string{`{`}, 4400},
		"a start with a number":         {false, []string{`{"type":"connection_init","payload":7}`}, 4400},
		"subscribe before the start":    {false, []string{`{"type":"subscribe","id":"1","payload":` + whoPayload + `}`}, 4401},
		"subscribe after a ping":        {false, []string{`{"type":"ping"}`, `{"type":"pong"}`, `{"type":"subscribe","id":"1","payload":` + whoPayload + `}`}, 4401},
		"a start of nobody, as before":  {false, []string{start}, 4403},
		"an unknown type of long names": {true, []string{`{"type":"` + strings.Repeat("x", 1000) + `"}`}, 4400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := api.socket()
			if test.isOpen {
				conn = api.open(t, auditor)
			}
			say(t, conn, test.said...)
			end := closed(t, conn)
			require.Equal(t, test.code, end.Code, end.Reason)
			require.NotEmpty(t, end.Reason)
			require.NotContains(t, end.Reason, secret)
		})
	}
}

func TestSocket_AnswersPings(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{})
	for name, conn := range map[string]*websocket.Conn{"before it is opened": api.socket(), "opened": api.open(t, auditor)} {
		say(t, conn, `{"type":"ping","payload":{"at":1}}`)
		_, data, err := conn.Read(t.Context())
		require.NoError(t, err, name)
		require.JSONEq(t, `{"type":"pong","payload":{"at":1}}`, string(data), name)
	}
}

func TestSocket_IDIsOfOneSubscriberAtATime(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	claim := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{}).Claims[0]
	api := serve(t, graph.Config{Views: w.Views, MaxStreams: graph.Bound{OfOne: 1, InAll: 10}})
	start := api.tokenOfNow(viewstest.Anna)
	w.Change(claim)
	for id, reason := range map[string]string{
		"1": "Subscriber for 1 already exists", strings.Repeat("1", 200): "Subscriber already exists",
	} {
		follow := socketMessage{ID: id, Type: "subscribe", Payload: json.RawMessage(followAfter(start))}
		var conn *websocket.Conn
		eventually(t, "the places of a socket that was closed are not given again", func() bool {
			conn = api.dial(api.token(viewstest.Anna))
			if message, err := read(t, conn); err != nil || message.Type != "connection_ack" {
				return false
			}
			write(t, conn, follow)
			message, err := read(t, conn)
			require.NoError(t, err)
			require.Equal(t, id, message.ID)
			if strings.Contains(string(message.Payload), `"RATE_LIMITED"`) {
				require.NoError(t, conn.Close(websocket.StatusNormalClosure, ""))
				return false
			}
			return true
		})
		write(t, conn, follow)
		require.Equal(t, websocket.CloseError{Code: 4409, Reason: reason}, closed(t, conn))
	}
}

// Of one place each use must have given it back: on completion from either side.
func TestSocket_IDIsFreeAgainOnceCompleted(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	claim := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{}).Claims[0]
	api := serve(t, graph.Config{Views: w.Views, MaxStreams: graph.Bound{OfOne: 1, InAll: 10}})
	start := api.tokenOfNow(viewstest.Anna)
	w.Change(claim)
	conn := api.open(t, viewstest.Anna)
	follow := socketMessage{ID: "1", Type: "subscribe", Payload: json.RawMessage(followAfter(start))}
	next := func() socketMessage {
		message, err := read(t, conn)
		require.NoError(t, err)
		require.Equal(t, "1", message.ID)
		return message
	}
	for range 10 {
		eventually(t, "its place is not given again", func() bool {
			write(t, conn, follow)
			message := next()
			require.Equal(t, "next", message.Type)
			if !strings.Contains(string(message.Payload), `"RATE_LIMITED"`) {
				return true
			}
			require.Equal(t, "complete", next().Type)
			return false
		})
		write(t, conn, socketMessage{ID: "1", Type: "complete"})
		write(t, conn, socketMessage{ID: "1", Type: "complete"}) // as late as the server's own
	}
	w.Change(claim)
	write(t, conn, socketMessage{ID: "1", Type: "subscribe", Payload: json.RawMessage(whoPayload)})
	require.Contains(t, string(next().Payload), "viewer")
	require.Equal(t, "complete", next().Type)
}

func TestSocket_ErrorEndsItsOperation(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{})
	conn := api.open(t, auditor)
	var types []string
	for _, payload := range []string{`{"query":"{ nothing }"}`, whoPayload} {
		write(t, conn, socketMessage{ID: "1", Type: "subscribe", Payload: json.RawMessage(payload)})
		message, err := read(t, conn)
		require.NoError(t, err)
		types = append(types, message.Type)
	}
	message, err := read(t, conn)
	require.NoError(t, err)
	require.Equal(t, []string{"error", "next", "complete"}, append(types, message.Type))
}
