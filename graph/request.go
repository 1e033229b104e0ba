package graph

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
)

type requestIDKey struct{}

// withRequestID gives each request an id of its own, which an answer and the log
// share. An id that a client sends is not taken: it could hold anything.
func withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// endingWith has sockets and streams of events end with ctx: a server that ends
// does not wait for their clients to leave. Other requests are finished.
func endingWith(streams context.Context, next http.Handler) http.Handler {
	if streams == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !asksSocket(r) && mediaTypeFor(r) != mediaEvents {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		stop := context.AfterFunc(streams, cancel)
		defer stop()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// asksSocket reports whether a request is to become a WebSocket. Other upgrades are offers
// that a server may leave (RFC 9110, section 7.8), as h2c, which clients send with every request.
func asksSocket(r *http.Request) bool {
	return hasToken(r.Header, "Connection", "upgrade") && hasToken(r.Header, "Upgrade", "websocket")
}

// hasToken reports whether a header's list has a token, however it is spelt.
func hasToken(header http.Header, name, token string) bool {
	for _, list := range header.Values(name) {
		for element := range strings.SplitSeq(list, ",") {
			if strings.EqualFold(strings.TrimSpace(element), token) {
				return true
			}
		}
	}
	return false
}

// requestID returns the id of the request that ctx belongs to, or "".
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}
