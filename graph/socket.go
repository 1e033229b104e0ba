package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// socketProtocol is the one protocol spoken on WebSockets.
const socketProtocol = "graphql-transport-ws"

const (
	socketInitTimeout  = 10 * time.Second
	socketPingInterval = 20 * time.Second
	// maxSocketMessage bounds a message of a client, in bytes. Claims are submitted by POST.
	maxSocketMessage int64 = 256 << 10
)

// socketTransport is the transport for WebSockets, so many at a time.
type socketTransport struct {
	transport.Websocket
	// opening are the places of sockets until their callers are known.
	opening *places
	limiter *auth.Limiter
}

var _ graphql.Transport = socketTransport{}

// Supports implements graphql.Transport.
func (socketTransport) Supports(r *http.Request) bool { return asksSocket(r) }

// socketPlace is the place that a socket has. Its handler alone uses it.
type socketPlace struct {
	leave func()
	// refuse says how the socket's token is refused.
	refuse func(err error) error
}

type socketPlaceKey struct{}

// Do implements graphql.Transport.
func (t socketTransport) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	network := auth.NetworkOf(r)
	leave, err := t.opening.take(network)
	if err != nil {
		answer := answerer{w: w, mediaType: mediaJSON}
		answer.refuse(http.StatusTooManyRequests, exec.DispatchError(r.Context(), gqlerror.List{limited(err)}))
		return
	}
	place := &socketPlace{leave: leave, refuse: func(err error) error { return t.limiter.Refuse(network, err) }}
	defer func() { place.leave() }() // the one that it has then
	t.Websocket.Do(w, r.WithContext(context.WithValue(r.Context(), socketPlaceKey{}, place)), exec)
}

// enter gives the socket of ctx a place among those of its caller.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrRateLimited].
func enter(ctx context.Context, sockets *places) error {
	principal, ok := auth.PrincipalFrom(ctx)
	if !ok {
		return auth.ErrUnauthenticated
	}
	leave, err := sockets.take(principal)
	if err != nil {
		return err
	}
	if place, ok := ctx.Value(socketPlaceKey{}).(*socketPlace); ok {
		place.leave()
		place.leave = leave
	}
	return nil
}

// refusedSocket says why a socket is closed: for good, or for now.
func refusedSocket(ctx context.Context, err error) (context.Context, *transport.InitPayload, error) {
	if place, ok := ctx.Value(socketPlaceKey{}).(*socketPlace); ok {
		err = place.refuse(err)
	}
	fault, code := auth.ErrUnauthenticated, closeForbidden
	for _, passing := range []*errs.Error{auth.ErrRateLimited, auth.ErrUnavailable} {
		if errs.CodeOf(err) == passing.Code {
			fault, code = passing, int(websocket.StatusTryAgainLater)
		}
	}
	return transport.AppendCloseReason(transport.WithWebsocketCloseCode(ctx, code), fault.Text), nil, fault
}

// newSocketTransport returns the transport for WebSockets. A browser cannot send
// a header with an upgrade, so the token comes in the payload of connection_init,
// as {"authorization": "Bearer …"}; without one, that of the upgrade's header counts.
// The connection ends when its token does; without any it is not opened.
func newSocketTransport(authenticate Authenticator, limiter *auth.Limiter, sockets *places, origins []string) socketTransport {
	limit := maxSocketMessage
	return socketTransport{opening: newPlaces(maxOpening), limiter: limiter, Websocket: transport.Websocket{
		Implementation:   socketServer{origins},
		InitTimeout:      socketInitTimeout,
		PingPongInterval: socketPingInterval,
		PayloadReadLimit: &limit,
		InitFunc: func(ctx context.Context, payload transport.InitPayload) (context.Context, *transport.InitPayload, error) {
			known := ctx
			if header := payload.Authorization(); header != "" {
				var err error
				if known, err = authenticate(ctx, header); err != nil {
					return refusedSocket(ctx, err)
				}
			}
			if err := enter(known, sockets); err != nil {
				return refusedSocket(ctx, err)
			}
			return whileHeld(context.WithValue(known, socketKey{}, true)), nil, nil
		},
	}}
}

type socketKey struct{}

// isSocket reports whether ctx is that of an operation on a WebSocket.
func isSocket(ctx context.Context) bool {
	is, _ := ctx.Value(socketKey{}).(bool)
	return is
}

// whileHeld returns a context that ends with the token of its principal.
func whileHeld(ctx context.Context) context.Context {
	// The connection's end ends the context that this one is made of.
	ctx, cancel := auth.WhileHeld(ctx)
	context.AfterFunc(ctx, cancel)
	return transport.AppendCloseReason(ctx, "the token has expired")
}

// socketServer accepts WebSockets from pages of this origin and of those that may call the
// API, and from programs.
type socketServer struct{ origins []string }

var _ transport.WebsocketImplementation = socketServer{}

var errSocketProtocol = errors.New("the protocol must be " + socketProtocol)

// Accept implements transport.WebsocketImplementation.
func (s socketServer) Accept(
	w http.ResponseWriter, r *http.Request, _ transport.WebsocketAcceptOptions,
) (transport.WebsocketConn, error) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{socketProtocol}, OriginPatterns: s.origins})
	if err != nil {
		return nil, err
	}
	if conn.Subprotocol() != socketProtocol {
		_ = conn.Close(websocket.StatusPolicyViolation, errSocketProtocol.Error())
		return nil, errSocketProtocol
	}
	return &socket{conn: conn}, nil
}

// socket is a WebSocket whose writes end: a client that does not read loses its
// connection and holds up nobody. Nor does one stay that breaks the protocol.
type socket struct {
	conn     *websocket.Conn
	protocol subprotocol

	mu       sync.Mutex
	deadline *time.Timer // closes the connection when no pong came
	closing  sync.Once
}

var (
	_ transport.WebsocketConn          = (*socket)(nil)
	_ transport.WebsocketReadLimiter   = (*socket)(nil)
	_ transport.WebsocketReadDeadliner = (*socket)(nil)
)

// NextReader implements transport.WebsocketConn.
func (s *socket) NextReader() (int, io.Reader, error) {
	todo, err := s.next()
	if err != nil {
		return 0, nil, transport.ErrWebsocketClosed
	}
	data, err := json.Marshal(todo)
	return int(websocket.MessageText), bytes.NewReader(data), err
}

// next returns the next message of the client that gqlgen has something to do for.
func (s *socket) next() (*message, error) {
	for {
		_, data, err := s.conn.Read(context.Background())
		if err != nil {
			return nil, err
		}
		todo, answer, fault := s.protocol.take(data)
		switch {
		case fault != nil:
			_ = s.WriteClose(fault.code, fault.reason)
			return nil, transport.ErrWebsocketClosed
		case answer != nil:
			_ = s.WriteJSON(answer) // the next reading fails where this does
		case todo != nil:
			return todo, nil
		}
	}
}

// WriteJSON implements transport.WebsocketConn, for messages.
func (s *socket) WriteJSON(said any) error {
	return s.protocol.subscribers.tell(said, func() error { return s.write(said) })
}

func (s *socket) write(said any) error {
	data, err := json.Marshal(said)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	return s.conn.Write(ctx, websocket.MessageText, data)
}

// WriteClose implements transport.WebsocketConn. It does not wait for the peer.
func (s *socket) WriteClose(code int, reason string) error {
	if code == transport.WebsocketCloseProtocolError { // gqlgen's for what has a code of its own
		code, reason = closeInitTimeout, "Connection initialisation timeout"
	}
	s.closing.Do(func() {
		go func() { _ = s.conn.Close(websocket.StatusCode(code), reason) }()
	})
	return nil
}

// Close implements transport.WebsocketConn.
func (s *socket) Close() error {
	_ = s.SetReadDeadline(time.Time{})
	s.closing.Do(func() { _ = s.conn.CloseNow() })
	return nil
}

// Subprotocol implements transport.WebsocketConn.
func (s *socket) Subprotocol() string { return s.conn.Subprotocol() }

// SetReadLimit implements transport.WebsocketReadLimiter.
func (s *socket) SetReadLimit(limit int64) { s.conn.SetReadLimit(limit) }

// SetReadDeadline implements transport.WebsocketReadDeadliner; the zero time is none.
func (s *socket) SetReadDeadline(deadline time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deadline != nil {
		s.deadline.Stop()
		s.deadline = nil
	}
	if !deadline.IsZero() {
		s.deadline = time.AfterFunc(time.Until(deadline), func() { _ = s.conn.CloseNow() })
	}
	return nil
}
