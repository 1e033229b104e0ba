package auth_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// holder is the account that every signature is of.
const holder = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"

// chainAndStore is what sign-in asks, in memory, and counts how often.
type chainAndStore struct {
	mu             sync.Mutex
	isGone, isDown bool // the key; the chain
	sessions       map[string]kept
	lookUps, asked int
}

type kept struct {
	content   []byte
	expiresAt time.Time
}

func (*chainAndStore) RecoverPersonal([]byte, []byte) (string, error) { return holder, nil }

func (c *chainAndStore) HoldsKey(context.Context, string, uint32, string) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	if c.isDown {
		return false, errors.New("refused")
	}
	return !c.isGone, nil
}

func (*chainAndStore) UseNonce(context.Context, []byte, time.Time, time.Time) (bool, error) {
	return true, nil
}

func (c *chainAndStore) AddSession(_ context.Context, hash, content []byte, expiresAt, _ time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions[string(hash)] = kept{content, expiresAt}
	return nil
}

func (c *chainAndStore) Session(_ context.Context, hash []byte, now time.Time) ([]byte, time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lookUps++
	session := c.sessions[string(hash)]
	if !now.Before(session.expiresAt) {
		return nil, time.Time{}, nil
	}
	return session.content, session.expiresAt, nil
}

func (c *chainAndStore) EndSession(_ context.Context, hash []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.sessions, string(hash))
	return nil
}

// counts returns how often sessions were looked up and the chain was asked, from now on.
func (c *chainAndStore) counts() (lookUps, asked int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	lookUps, asked = c.lookUps, c.asked
	c.lookUps, c.asked = 0, 0
	return lookUps, asked
}

// change changes what the chain and the store answer.
func (c *chainAndStore) change(by func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	by()
}

// sessions is a sign-in and a verifier over what a test changes.
type sessions struct {
	*chainAndStore
	t        *testing.T
	handler  http.Handler
	verifier *auth.Verifier
}

func newSessions(t *testing.T) *sessions {
	t.Helper()
	s := &sessions{t: t, chainAndStore: &chainAndStore{sessions: map[string]kept{}}}
	signIn, err := auth.NewSignIn(auth.SignInConfig{
		MAC:     func(content []byte) [32]byte { return sha256.Sum256(append([]byte("key"), content...)) },
		Wallets: s, Sessions: s, PublicURL: "https://api.example.org", ChainID: chainID,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.handler = signIn.Handler()
	if s.verifier, err = auth.NewVerifierOf(auth.VerifierConfig{SignIn: signIn}); err != nil {
		t.Fatal(err)
	}
	return s
}

// send sends a request of sign-in and reads the answer.
func (s *sessions) send(method, path, body, authorization string) (answer struct{ Nonce, Token string }) {
	s.t.Helper()
	request := httptest.NewRequest(method, auth.SignInPath+path, bytes.NewBufferString(body))
	request.Header.Set("Authorization", authorization)
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, request)
	if recorder.Code >= http.StatusBadRequest {
		s.t.Fatalf("got %d %s", recorder.Code, recorder.Body)
	}
	if recorder.Code == http.StatusOK && json.Unmarshal(recorder.Body.Bytes(), &answer) != nil {
		s.t.Fatalf("no JSON: %s", recorder.Body)
	}
	return answer
}

// enter signs provider 3 in and returns the value of its Authorization header.
func (s *sessions) enter() string {
	s.t.Helper()
	text := "api.example.org wants you to sign in with your Ethereum account:\n" + holder +
		"\n\n\nURI: https://api.example.org/sign-in\nVersion: 1\nChain ID: 31337\nNonce: " + s.send(http.MethodPost, "/nonce", "", "").Nonce +
		"\nIssued At: " + time.Now().UTC().Format(time.RFC3339) + "\nResources:\n- urn:clearclaim:provider:3"
	body, err := json.Marshal(map[string]string{"message": text, "signature": "0x00"})
	if err != nil {
		s.t.Fatal(err)
	}
	return "Bearer " + s.send(http.MethodPost, "", string(body), "").Token
}

// known returns a context of somebody who came with a header.
func (s *sessions) known(header string) context.Context {
	s.t.Helper()
	ctx, err := s.verifier.Authenticate(s.t.Context(), header)
	if err != nil {
		s.t.Fatal(err)
	}
	return ctx
}

// open returns a context of something that stays open by a header's session.
func (s *sessions) open(header string) context.Context {
	s.t.Helper()
	ctx, cancel := auth.WhileHeld(s.known(header))
	s.t.Cleanup(cancel)
	return ctx
}

// pass lets time pass, and what is due in it happen.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestWhileHeld_EndsWithinHalfAMinuteOfItsSession(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(c *chainAndStore){
		"the key is gone":             func(c *chainAndStore) { c.isGone = true },
		"left through another server": func(c *chainAndStore) { clear(c.sessions) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSessions(t)
				header := s.enter()
				pass(10 * time.Second)
				first, second := s.open(header), s.open(header)
				pass(5 * time.Minute)
				if first.Err() != nil || second.Err() != nil {
					t.Fatal("ended before the session")
				}
				s.change(func() { end(s.chainAndStore) })
				pass(30 * time.Second)
				if !auth.HasLostToken(first) || !auth.HasLostToken(second) {
					t.Errorf("still open: %v, %v", first.Err(), second.Err())
				}
			})
		})
	}
}

func TestWhileHeld_EndsAtOnceWhenItsSessionIsLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSessions(t)
		left, other := s.enter(), s.enter()
		open, others := s.open(left), s.open(other)
		s.send(http.MethodDelete, "", "", left)
		if !auth.HasLostToken(open) || others.Err() != nil {
			t.Errorf("its own: %v, another's: %v", open.Err(), others.Err())
		}
	})
}

func TestWhileHeld_EndsWithItsTokenAndNotWithoutTheChain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSessions(t)
		open := s.open(s.enter())
		s.change(func() { s.isDown = true })
		pass(15*time.Minute - time.Second)
		if open.Err() != nil {
			t.Errorf("ended before its token: %v", context.Cause(open))
		}
		if err := auth.CheckSession(open); !errors.Is(err, auth.ErrUnavailable) {
			t.Errorf("an operation: %v", err)
		}
		pass(2 * time.Second)
		if !auth.HasLostToken(open) {
			t.Errorf("still open: %v", open.Err())
		}
	})
}

// One look serves all that is open by a session, one question all sessions of a key.
func TestWhileHeld_ManyAreNoLoad(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ sessions, each int }{{1, 1000}, {1000, 1}} {
		t.Run(fmt.Sprint(test.sessions, " times ", test.each), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSessions(t)
				ctx, leave := context.WithCancel(t.Context())
				for range test.sessions {
					known := s.known(s.enter())
					for range test.each {
						held, cancel := auth.WhileHeld(known)
						context.AfterFunc(ctx, cancel)
						t.Cleanup(func() {
							if held.Err() == nil {
								t.Error("not given back")
							}
						})
					}
				}
				s.counts()
				pass(5 * time.Minute)
				lookUps, asked := s.counts()
				if most := 10 * test.sessions; lookUps < most/2 || lookUps > most || asked < 5 || asked > 10*4 {
					t.Errorf("%d look-ups, %d questions to the chain", lookUps, asked)
				}
				leave()
				pass(5 * time.Minute)
				if lookUps, asked := s.counts(); lookUps+asked > 0 {
					t.Errorf("nothing is open: %d look-ups, %d questions", lookUps, asked)
				}
			})
		})
	}
}

func TestCheckSession_EndsWhatIsOpenGivenItIsRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSessions(t)
		open := s.open(s.enter())
		if err := auth.CheckSession(open); err != nil {
			t.Fatal(err)
		}
		s.change(func() { clear(s.sessions) })
		if err := auth.CheckSession(open); !errors.Is(err, auth.ErrUnauthenticated) || !auth.HasLostToken(open) {
			t.Errorf("got %v, %v", err, open.Err())
		}
		if err := auth.CheckSession(t.Context()); err != nil {
			t.Errorf("a token of an issuer: %v", err)
		}
	})
}

// What was not given out here, or ended, is refused by its text alone.
func TestVerify_ForgedSessionsAreNotLookedUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSessions(t)
		_, token, _ := strings.Cut(s.enter(), " ")
		forged := map[string]string{
			"short": "ccw_1", "another": token[:len(token)-1] + string(token[len(token)-1]^1), "later": "ccw_1" + token[5:],
			"longer": token + "00", "capitals": "ccw_" + strings.ToUpper(token[4:]), "a nonce": "ccw_" + s.send(http.MethodPost, "/nonce", "", "").Nonce,
			"random": "ccw_" + strings.Repeat("7f", 40), "other letters": "ccw_" + strings.Repeat("zz", 40),
		}
		s.counts()
		for name, token := range forged {
			if _, err := s.verifier.Verify(t.Context(), token); errs.CodeOf(err) != errs.Unauthenticated {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if lookUps, _ := s.counts(); lookUps > 0 {
			t.Errorf("%d look-ups", lookUps)
		}
		if _, err := s.verifier.Verify(t.Context(), token); err != nil {
			t.Errorf("the token itself: %v", err)
		}
		pass(15 * time.Minute)
		s.counts()
		if _, err := s.verifier.Verify(t.Context(), token); errs.CodeOf(err) != errs.Unauthenticated {
			t.Errorf("a token that ended: %v", err)
		}
		if lookUps, _ := s.counts(); lookUps > 0 {
			t.Error("a token that ended is looked up")
		}
	})
}

// Who is refused spends of its network's budget; whose token holds is not held to it.
func TestMiddleware_RefusedTokensSpendOfTheirNetworksBudget(t *testing.T) {
	t.Parallel()
	s := newSessions(t)
	limiter := auth.NewLimiter(auth.Budgets{auth.BudgetOfNobody: {PerSecond: 1, Burst: 3}}, func() time.Time { return start })
	handler := s.verifier.Middleware(limiter, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	ask := func(authorization, address string) *httptest.ResponseRecorder {
		request := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		request.Header.Set("Authorization", authorization)
		request.RemoteAddr = address
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		return recorder
	}
	valid := s.enter()
	left := s.enter()
	s.send(http.MethodDelete, "", "", left)
	for _, refused := range []string{"Bearer ccw_1", left, "Basic x"} {
		if got := ask(refused, "192.0.2.1:9"); got.Code != http.StatusUnauthorized {
			t.Errorf("%s: got %d", refused, got.Code)
		}
	}
	for _, refused := range []string{"Bearer ccw_1", left, "Bearer a.b.c"} {
		if got := ask(refused, "192.0.2.1:8"); got.Code != http.StatusTooManyRequests || got.Header().Get("Retry-After") != "1" {
			t.Errorf("%s, over the budget: got %d %v", refused, got.Code, got.Header())
		}
	}
	if got := ask(left, "192.0.2.2:8"); got.Code != http.StatusUnauthorized {
		t.Errorf("another network: got %d", got.Code)
	}
	for range 10 {
		if got := ask(valid, "192.0.2.1:7"); got.Code != http.StatusNoContent {
			t.Errorf("a neighbour whose token holds: got %d", got.Code)
		}
	}
	if err := limiter.SpendOf("192.0.2.1", 3); err != nil {
		t.Errorf("a neighbour who signs in: %v", err)
	}
}
