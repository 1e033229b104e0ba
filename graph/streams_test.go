package graph_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// eventually asks until it is so.
func eventually(t *testing.T, what string, isSo func() bool) {
	t.Helper()
	for deadline := time.Now().Add(soon); !isSo(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(what)
		}
	}
}

func TestStreams_SoManyAreOpenOfOneAndInAll(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	api := serve(t, graph.Config{Views: w.Views, MaxStreams: graph.Bound{OfOne: 2, InAll: 3}})
	follow := func(who auth.Principal) (*events, int) {
		stream, response := api.stream(t, who, "", followClaims, nil)
		return stream, response.StatusCode
	}
	first, _ := follow(viewstest.Anna)
	if _, status := follow(viewstest.Anna); status != http.StatusOK {
		t.Fatalf("the second of anna's: %d", status)
	}
	refused := api.send(viewstest.Anna, http.MethodPost, graph.Path, followClaims, http.Header{"Accept": {"text/event-stream"}})
	if refused.Status != http.StatusTooManyRequests || refused.code() != errs.RateLimited || refused.Header.Get("Retry-After") != "1" {
		t.Errorf("the third of anna's: %d %s", refused.Status, refused.Body)
	}
	if _, status := follow(viewstest.Ben); status != http.StatusOK {
		t.Errorf("the first of ben's: %d", status)
	}
	if _, status := follow(viewstest.Insurer1); status != http.StatusTooManyRequests {
		t.Errorf("the fourth in all: %d", status)
	}
	first.close()
	eventually(t, "the place of a stream that ended is not given again", func() bool {
		_, status := follow(viewstest.Insurer1)
		return status == http.StatusOK
	})
}

func TestStreams_SubscriptionsOnSocketsCountToo(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	claim := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{}).Claims[0]
	api := serve(t, graph.Config{Views: w.Views, MaxStreams: graph.Bound{OfOne: 2, InAll: 10}})
	start := api.tokenOfNow(viewstest.Anna)
	w.Change(claim)
	conn := api.open(t, viewstest.Anna)
	// Each is told of the change at once, or that there is no place.
	isRefused := func(id string) bool {
		write(t, conn, socketMessage{ID: id, Type: "subscribe", Payload: json.RawMessage(followAfter(start))})
		for {
			message, err := read(t, conn)
			if err != nil {
				t.Fatal(err)
			}
			if message.ID == id && message.Type == "next" {
				return strings.Contains(string(message.Payload), `"RATE_LIMITED"`)
			}
		}
	}
	if isRefused("1") || isRefused("2") || !isRefused("3") {
		t.Error("there are not two")
	}
	write(t, conn, socketMessage{ID: "1", Type: "complete"})
	again := 3
	eventually(t, "the place of one that was completed is not given again", func() bool {
		again++
		return !isRefused(strconv.Itoa(again))
	})
}

// A server bounds how long answers are written; that of a stream is bounded event by event.
func TestStreams_OutliveTheServersBounds(t *testing.T) {
	t.Parallel()
	const bound = 100 * time.Millisecond
	w := viewstest.New(t)
	claim := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{}).Claims[0]
	api := serve(t, graph.Config{Views: w.Views})
	server := httptest.NewUnstartedServer(api.handler)
	server.Config.ReadTimeout, server.Config.WriteTimeout = bound, bound
	server.Start()
	t.Cleanup(server.Close)
	api.url = server.URL
	stream, _ := api.stream(t, viewstest.Anna, "", followClaims, nil)
	conn := api.open(t, viewstest.Anna)
	write(t, conn, socketMessage{ID: "1", Type: "subscribe", Payload: json.RawMessage(followAfter(stream.next().id))})
	<-time.After(2 * bound)
	w.Change(claim)
	if got := stream.next(); !strings.Contains(got.data, "claimChanged") {
		t.Errorf("the stream got %+v", got)
	}
	if message, err := read(t, conn); err != nil || message.Type != "next" {
		t.Errorf("the socket got %+v, %v", message, err)
	}
}

func TestStreams_SoManySocketsAreOpen(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{MaxStreams: graph.Bound{OfOne: 1, InAll: 2}})
	first := api.open(t, viewstest.Anna)
	refused := func(who auth.Principal) bool {
		conn := api.dial(api.token(who))
		message, err := read(t, conn)
		if err == nil && message.Type == "connection_ack" {
			return false
		}
		if websocket.CloseStatus(err) != websocket.StatusTryAgainLater {
			t.Fatalf("got %+v, %v", message, err)
		}
		return true
	}
	if !refused(viewstest.Anna) {
		t.Error("anna has two")
	}
	if refused(viewstest.Ben) {
		t.Error("ben has none")
	}
	if !refused(viewstest.Insurer1) {
		t.Error("there are three")
	}
	_ = first.Close(websocket.StatusNormalClosure, "")
	eventually(t, "the place of a socket that was closed is not given again", func() bool { return !refused(viewstest.Anna) })
}
