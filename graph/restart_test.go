package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// served is a server of the API that can be cut off.
type served struct {
	*httptest.Server
	socketURL, authorization string
}

func (a *api) cuttable(principal auth.Principal) served {
	server := httptest.NewServer(a.handler)
	a.t.Cleanup(server.Close)
	return served{Server: server, socketURL: "ws" + strings.TrimPrefix(server.URL, "http") + graph.Path, authorization: a.token(principal)}
}

// listener follows claims over sockets, and comes back with its last token.
type listener struct {
	token string
	seen  map[claims.ID]bool
}

// listen reads until all claims were seen, or ctx ends.
func (l *listener) listen(ctx context.Context, now *atomic.Pointer[served], want int) {
	for ctx.Err() == nil && len(l.seen) < want {
		if err := l.once(ctx, now.Load(), want); err != nil {
			select {
			case <-ctx.Done():
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
}

var errEnded = errors.New("the subscription ended")

func (l *listener) once(ctx context.Context, at *served, want int) error {
	conn, response, err := websocket.Dial(ctx, at.socketURL, &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		return err
	}
	if response.Body != nil {
		_ = response.Body.Close()
	}
	defer func() { _ = conn.CloseNow() }()
	for _, message := range []socketMessage{
		{Type: "connection_init", Payload: json.RawMessage(`{"authorization":"` + at.authorization + `"}`)},
		{ID: "1", Type: "subscribe", Payload: json.RawMessage(followAfter(l.token))},
	} {
		if err := wsjson.Write(ctx, conn, message); err != nil {
			return err
		}
	}
	for len(l.seen) < want {
		var shown struct {
			Data       struct{ ClaimChanged struct{ ID string } }
			Extensions struct{ Token string }
		}
		var raw socketMessage
		if err := wsjson.Read(ctx, conn, &raw); err != nil {
			return err
		}
		if raw.Type == "error" || raw.Type == "complete" {
			return errEnded
		}
		if raw.Type != "next" || json.Unmarshal(raw.Payload, &shown) != nil || shown.Extensions.Token == "" {
			continue
		}
		l.seen[claims.ID(model.IDOf(model.KindClaim, shown.Data.ClaimChanged.ID))] = true
		l.token = shown.Extensions.Token
	}
	return nil
}

// A hundred subscribers follow their claims while the server is stopped and started again:
// nobody misses a change, whenever it was made, and nobody hears of another's.
func TestSubscription_ARestartLosesNothing(t *testing.T) {
	t.Parallel()
	const subscribers, each = 100, 12
	w := viewstest.New(t)
	reasons := make([]adjudicate.Reasons, each)
	mine, theirs := w.Accept(1, "anna", store.StageClean, reasons...), w.Accept(2, "ben", store.StageClean, reasons...)
	first := serve(t, graph.Config{Views: w.Views})
	var now atomic.Pointer[served]
	up := first.cuttable(viewstest.Provider1)
	now.Store(&up)
	start := first.tokenOfNow(viewstest.Provider1)

	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	listeners := make([]*listener, subscribers)
	var listening sync.WaitGroup
	for i := range listeners {
		listeners[i] = &listener{token: start, seen: map[claims.ID]bool{}}
		listening.Go(func() { listeners[i].listen(ctx, &now, each) })
	}
	change := func(from, to int) {
		for i := from; i < to; i++ {
			w.Change(mine.Claims[i], theirs.Claims[i])
		}
	}
	change(0, 4)
	up.CloseClientConnections() // sockets too: the handler's end comes with the views'
	w.Close()
	up.Close()
	change(4, 8) // while there is no server
	w.Restart()
	second := serve(t, graph.Config{Views: w.Views})
	again := second.cuttable(viewstest.Provider1)
	now.Store(&again)
	change(8, each)
	listening.Wait()
	for i, l := range listeners {
		if len(l.seen) != each {
			t.Errorf("subscriber %d saw %d of %d", i, len(l.seen), each)
		}
		for _, id := range theirs.Claims {
			if l.seen[id] {
				t.Errorf("subscriber %d heard of another's claim", i)
			}
		}
	}
}
