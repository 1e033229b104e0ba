package graph

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/clearclaim/clearclaim/auth"
)

// endless is a schema whose subscription sends nothing, until run ends it.
type endless struct {
	schema *ast.Schema
	// run is the resolver's goroutine; the responses end when it returns or with the context.
	run func(ctx context.Context)
}

func (endless) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (e endless) Schema() *ast.Schema { return e.schema }

func (e endless) Exec(ctx context.Context) graphql.ResponseHandler {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		e.run(ctx)
	}()
	return func(ctx context.Context) *graphql.Response {
		select {
		case <-ended:
		case <-ctx.Done():
		}
		return nil
	}
}

// subscribe opens a subscription of the schema over a WebSocket.
func subscribe(t *testing.T, run func(ctx context.Context)) *websocket.Conn {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: "type Query { a: Int } type Subscription { a: Int }"})
	if err != nil {
		t.Fatal(err)
	}
	server := handler.New(endless{schema: schema, run: run})
	server.AddTransport(newSocketTransport(func(ctx context.Context, _ string) (context.Context, error) {
		return auth.WithPrincipal(ctx, auth.Principal{Subject: "s", Role: auth.RoleAuditor}), nil
	}, nil, newPlaces(DefaultMaxStreams), nil))
	server.AroundOperations(sayEnd)
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	conn, response, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(listening.URL, "http"),
		&websocket.DialOptions{Subprotocols: []string{socketProtocol}})
	if err != nil {
		t.Fatal(err)
	}
	if response.Body != nil {
		_ = response.Body.Close()
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	for _, message := range []map[string]any{
		{"type": "connection_init", "payload": map[string]string{"authorization": "Bearer t"}},
		{"type": "subscribe", "id": "1", "payload": map[string]string{"query": "subscription { a }"}},
	} {
		if err := wsjson.Write(t.Context(), conn, message); err != nil {
			t.Fatal(err)
		}
	}
	return conn
}

// A subscription's goroutine may say why it ends while the connection ends by itself.
func TestSayEnd_WhileTheClientLeaves(t *testing.T) {
	t.Parallel()
	said := make(chan struct{})
	running := make(chan struct{})
	conn := subscribe(t, func(ctx context.Context) {
		close(running)
		<-ctx.Done()
		endSubscription(ctx, gqlerror.Wrap(errors.New("late")))
		close(said)
	})
	<-running
	if err := conn.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Fatal(err)
	}
	<-said
}

func TestSayEnd_TheClientIsTold(t *testing.T) {
	t.Parallel()
	conn := subscribe(t, func(ctx context.Context) { endSubscription(ctx, refused(auth.ErrUnauthenticated)) })
	for {
		var message struct {
			Type    string
			Payload []struct{ Extensions struct{ Code string } }
		}
		err := wsjson.Read(t.Context(), conn, &message)
		switch {
		case err != nil:
			t.Fatal(err)
		case message.Type == "error":
			if len(message.Payload) != 1 || message.Payload[0].Extensions.Code != string(auth.ErrUnauthenticated.Code) {
				t.Errorf("told %+v", message.Payload)
			}
			return
		case message.Type == "complete":
			t.Fatal("completed without a reason")
		}
	}
}
