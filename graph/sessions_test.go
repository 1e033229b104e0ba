package graph_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// walletAccount is the account that every signature is of.
const walletAccount = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"

// walletKeys is a chain that has one key, until it is gone.
type walletKeys struct{ isGone atomic.Bool }

func (*walletKeys) RecoverPersonal(_, _ []byte) (string, error) { return walletAccount, nil }

func (k *walletKeys) HoldsKey(context.Context, string, uint32, string) (bool, error) {
	return !k.isGone.Load(), nil
}

// walletSessions keeps sessions in memory.
type walletSessions struct{ of sync.Map }

type walletSession struct {
	content   []byte
	expiresAt time.Time
}

func (*walletSessions) UseNonce(context.Context, []byte, time.Time, time.Time) (bool, error) {
	return true, nil
}

func (s *walletSessions) AddSession(_ context.Context, hash, content []byte, expiresAt, _ time.Time) error {
	s.of.Store(string(hash), walletSession{content, expiresAt})
	return nil
}

func (s *walletSessions) Session(_ context.Context, hash []byte, now time.Time) ([]byte, time.Time, error) {
	kept, _ := s.of.Load(string(hash))
	session, _ := kept.(walletSession)
	if !now.Before(session.expiresAt) {
		return nil, time.Time{}, nil
	}
	return session.content, session.expiresAt, nil
}

func (s *walletSessions) EndSession(_ context.Context, hash []byte) error {
	s.of.Delete(string(hash))
	return nil
}

// signedIn is a served API that organizations sign in to by wallet.
type signedIn struct {
	*api
	keys     *walletKeys
	sessions *walletSessions
	ahead    atomic.Int64 // of the clock by which keys are looked for again
}

func serveWallets(t *testing.T, w *viewstest.World) *signedIn {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s := &signedIn{api: &api{t: t, url: server.URL, log: &buffer{}}, keys: &walletKeys{}, sessions: &walletSessions{}}
	clock := func() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }
	signIn, err := auth.NewSignIn(auth.SignInConfig{
		MAC: func(content []byte) [32]byte { return sha256.Sum256(content) }, Wallets: s.keys, Sessions: s.sessions,
		PublicURL: server.URL, ChainID: 1, Clock: clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := auth.NewVerifierOf(auth.VerifierConfig{SignIn: signIn, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle("/", graph.NewHandler(graph.Config{Views: w.Views, Verifier: verifier, SignIn: signIn.Handler()}))
	return s
}

// enter signs provider 1 in and returns the value of its Authorization header.
func (s *signedIn) enter() string {
	s.t.Helper()
	var given struct{ Domain, URI, Nonce, Token string }
	ask := func(path, body string) {
		answer := s.send(auth.Principal{}, http.MethodPost, auth.SignInPath+path, body, nil)
		if err := json.Unmarshal([]byte(answer.Body), &given); err != nil || answer.Status != http.StatusOK {
			s.t.Fatalf("got %d %s", answer.Status, answer.Body)
		}
	}
	ask("/nonce", "")
	text := given.Domain + " wants you to sign in with your Ethereum account:\n" + walletAccount + "\n\n\nURI: " + given.URI +
		"\nVersion: 1\nChain ID: 1\nNonce: " + given.Nonce + "\nIssued At: " + time.Now().UTC().Format(time.RFC3339) +
		"\nResources:\n- urn:clearclaim:provider:1"
	ask("", fmt.Sprintf(`{"message":%q,"signature":"0x00"}`, text))
	return "Bearer " + given.Token
}

// follow opens a socket and a stream of events that follow claims.
func (s *signedIn) follow(t *testing.T, header string) (*websocket.Conn, *events) {
	t.Helper()
	stream, _ := s.stream(t, auth.Principal{}, "", followClaims, http.Header{"Authorization": {header}})
	stream.next() // its start
	conn := s.dial(header)
	if message, err := read(t, conn); err != nil || message.Type != "connection_ack" {
		t.Fatalf("got %+v, %v", message, err)
	}
	write(t, conn, socketMessage{ID: "1", Type: "subscribe", Payload: json.RawMessage(followClaims)})
	return conn, stream
}

// expectClosed reads a socket to its end, and reports what it showed.
func expectClosed(t *testing.T, conn *websocket.Conn) {
	t.Helper()
	for {
		message, err := read(t, conn)
		if err != nil {
			if websocket.CloseStatus(err) != websocket.StatusNormalClosure {
				t.Errorf("closed with %v", err)
			}
			return
		}
		if strings.Contains(string(message.Payload), `"data":{`) {
			t.Errorf("shown: %s", message.Payload)
		}
	}
}

// expectEnded reads a stream to its end.
func expectEnded(t *testing.T, stream *events) {
	t.Helper()
	if got := stream.next(); !strings.Contains(got.data, views.ErrTokenExpired.Text) || !strings.Contains(got.data, string(errs.Unauthenticated)) {
		t.Errorf("got %+v", got)
	}
	if got := stream.next(); got.name != "complete" {
		t.Errorf("got %+v", got)
	}
}

func TestSession_LeavingEndsItsSocketsAndStreams(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := serveWallets(t, w)
	header := s.enter()
	conn, stream := s.follow(t, header)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, s.url+auth.SignInPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", header)
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.Body.Close() != nil || response.StatusCode != http.StatusNoContent {
		t.Fatalf("got %v, %v", response, err)
	}
	expectClosed(t, conn)
	expectEnded(t, stream)
}

// The next thing that is asked by the session finds that its key is gone.
func TestSession_ItsSocketsAndStreamsEndGivenItsKeyIsGone(t *testing.T) {
	t.Parallel()
	const query = `{"query":"{ viewer { subject } }"}`
	w := viewstest.New(t)
	for name, ask := range map[string]func(*signedIn, string, *websocket.Conn){
		"an operation on the socket": func(_ *signedIn, _ string, conn *websocket.Conn) {
			write(t, conn, socketMessage{ID: "2", Type: "subscribe", Payload: json.RawMessage(query)})
		},
		"a request": func(s *signedIn, header string, _ *websocket.Conn) {
			if got := s.send(auth.Principal{}, http.MethodPost, graph.Path, query, http.Header{"Authorization": {header}}); got.Status != http.StatusUnauthorized {
				t.Errorf("got %d %s", got.Status, got.Body)
			}
		},
	} {
		s := serveWallets(t, w)
		header := s.enter()
		conn, stream := s.follow(t, header)
		s.keys.isGone.Store(true)
		s.ahead.Store(int64(31 * time.Second))
		t.Log(name)
		ask(s, header, conn)
		expectClosed(t, conn)
		expectEnded(t, stream)
	}
}

// A session that was left through another server is no session of a socket's operations.
func TestSession_OperationsOnASocketAreRefusedAfterItsEnd(t *testing.T) {
	t.Parallel()
	s := serveWallets(t, viewstest.New(t))
	conn, _ := s.follow(t, s.enter())
	s.sessions.of.Clear()
	write(t, conn, socketMessage{ID: "2", Type: "subscribe", Payload: json.RawMessage(`{"query":"{ viewer { subject } }"}`)})
	expectClosed(t, conn)
}
