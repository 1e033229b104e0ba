package graph

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// keepAliveInterval is how often a quiet stream shows that it lives.
const keepAliveInterval = 15 * time.Second

// writeTimeout is how long a client may take to read what is sent to it.
const writeTimeout = 10 * time.Second

// streamEvents answers with server-sent events, one connection an operation
// ("distinct connections mode"): event next for each response, then complete.
func streamEvents(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor, operation *graphql.OperationContext) {
	end := &streamEnd{}
	ctx, cancel := context.WithCancel(context.WithValue(r.Context(), streamEndKey{}, end))
	defer cancel()
	stream := &eventStream{w: w, controller: http.NewResponseController(w), cancel: cancel}
	// The server's limit on reading a request must not end the stream after it.
	_ = stream.controller.SetReadDeadline(time.Time{})
	w.Header().Set("Content-Type", mediaEvents)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	stream.send(":\n\n")
	stop := stream.keepAlive(ctx)
	defer stop()

	responses, ctx := exec.DispatchOperation(ctx, operation)
	if start := startToken(ctx); start != "" {
		stream.send("id: " + start + "\n\n") // who is cut off before the first event comes back with it
	}
	for response := responses(ctx); response != nil; response = responses(ctx) {
		stream.next(response)
	}
	if fault := end.get(); fault != nil {
		stream.next(&graphql.Response{Errors: gqlerror.List{fault}})
	}
	stream.send("event: complete\ndata:\n\n")
}

// eventStream writes events; two goroutines share it.
type eventStream struct {
	mu         sync.Mutex
	w          io.Writer
	controller *http.ResponseController
	cancel     context.CancelFunc
}

func (s *eventStream) next(response *graphql.Response) {
	data, err := json.Marshal(response)
	if err != nil {
		s.cancel()
		return
	}
	id := ""
	if token, ok := response.Extensions[tokenExtension].(string); ok {
		id = "id: " + token + "\n" // of base64's letters
	}
	s.send("event: next\n" + id + "data: " + string(data) + "\n\n")
}

// send writes and flushes, and ends the stream when the client does not read.
func (s *eventStream) send(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// A server without deadlines, as in some tests, only lacks this protection.
	_ = s.controller.SetWriteDeadline(time.Now().Add(writeTimeout))
	if _, err := io.WriteString(s.w, text); err != nil {
		s.cancel()
		return
	}
	if err := s.controller.Flush(); err != nil {
		s.cancel()
	}
}

// keepAlive shows at intervals that the stream lives, until stop is called, which waits for the last of it.
func (s *eventStream) keepAlive(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(keepAliveInterval)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				s.send(":\n\n")
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

// streamEnd is why a stream of events ended, when it did not end by itself.
type streamEnd struct {
	mu    sync.Mutex
	fault *gqlerror.Error
}

type streamEndKey struct{}

func (e *streamEnd) get() *gqlerror.Error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.fault
}

// endSubscription says why a subscription ends, on whichever transport it runs.
// It must be called before the subscription's channel is closed.
func endSubscription(ctx context.Context, fault *gqlerror.Error) {
	if end, ok := ctx.Value(streamEndKey{}).(*streamEnd); ok {
		end.mu.Lock()
		defer end.mu.Unlock()
		end.fault = fault
	}
}

// sayEnd hands why an operation on a WebSocket ended to the transport, which keeps it
// unguarded: only the goroutine that reads the responses may tell it.
func sayEnd(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	if !isSocket(ctx) {
		return next(ctx)
	}
	end := &streamEnd{}
	responses := next(context.WithValue(ctx, streamEndKey{}, end))
	return func(ctx context.Context) *graphql.Response {
		response := responses(ctx)
		if response != nil {
			return response
		}
		if fault := end.get(); fault != nil {
			transport.AddSubscriptionError(ctx, fault)
		}
		return nil
	}
}
