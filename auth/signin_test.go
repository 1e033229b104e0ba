package auth_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store/storetest"
)

const chainID = 31337

// keys is a chain that knows the key of provider 3 and of insurer 1.
type keys struct {
	*chain.Contracts // for RecoverPersonal, which asks no node
	isDown           atomic.Bool

	mu     sync.Mutex
	holder map[string]string // by role/number
}

func (k *keys) HoldsKey(_ context.Context, role string, organization uint32, account string) (bool, error) {
	if k.isDown.Load() {
		return false, errors.New("dial tcp 10.1.2.3:8545: refused")
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.holder[fmt.Sprint(role, "/", organization)] == account, nil
}

func (k *keys) set(name, account string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.holder[name] = account
}

// memoryKeys is a keyring's store in memory, and wraps nothing.
type memoryKeys struct{ sync.Map }

type keptKey struct {
	owner   string
	address [20]byte
	private []byte
}

func (m *memoryKeys) PutSigningKey(_ context.Context, owner string, address [20]byte, wrapped []byte) ([20]byte, error) {
	key := keptKey{owner, address, wrapped}
	m.Store(owner, key)
	m.Store(address, key)
	return address, nil
}

func (m *memoryKeys) SigningKeyOf(_ context.Context, owner string) ([20]byte, []byte, bool, error) {
	kept, ok := m.Load(owner)
	if !ok {
		return [20]byte{}, nil, false, nil
	}
	return kept.(keptKey).address, kept.(keptKey).private, true, nil
}

func (m *memoryKeys) SigningKey(_ context.Context, address [20]byte) (string, []byte, bool, error) {
	kept, ok := m.Load(address)
	if !ok {
		return "", nil, false, nil
	}
	return kept.(keptKey).owner, kept.(keptKey).private, true, nil
}

func (*memoryKeys) Wrap(_ context.Context, plain, _ []byte) ([]byte, error) { return plain, nil }

func (*memoryKeys) Unwrap(_ context.Context, wrapped, _ []byte) ([]byte, error) { return wrapped, nil }

// wallets is a served sign-in with a clock that a test moves, and accounts that sign.
type wallets struct {
	t       *testing.T
	handler http.Handler
	keys    *keys
	ring    *chain.Keyring
	now     atomic.Int64
	log     bytes.Buffer
	verify  *auth.Verifier
}

func newWallets(t *testing.T) *wallets {
	t.Helper()
	memory := &memoryKeys{}
	w := &wallets{t: t, keys: &keys{holder: map[string]string{}}, ring: chain.NewKeyring(memory, memory)}
	w.now.Store(start.UnixNano())
	clock := func() time.Time { return time.Unix(0, w.now.Load()).UTC() }
	signIn, err := auth.NewSignIn(auth.SignInConfig{
		MAC:     func(content []byte) [32]byte { return sha256.Sum256(append([]byte("key"), content...)) },
		Wallets: w.keys, Sessions: storetest.New(t), PublicURL: "https://api.example.org", ChainID: chainID, Clock: clock,
		Log:     slog.New(slog.NewTextHandler(&w.log, nil)),
		Limiter: auth.NewLimiter(auth.Budgets{auth.BudgetOfNobody: {PerSecond: 1, Burst: 50}}, clock),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.handler = signIn.Handler()
	w.keys.set("provider/3", w.account("provider"))
	w.keys.set("insurer/1", w.account("insurer"))
	if w.verify, err = auth.NewVerifierOf(auth.VerifierConfig{SignIn: signIn, Clock: clock}); err != nil {
		t.Fatal(err)
	}
	return w
}

// account returns the address of an owner's key, which is made at first.
func (w *wallets) account(owner string) string {
	w.t.Helper()
	address, err := w.ring.Create(w.t.Context(), owner)
	if err != nil {
		w.t.Fatal(err)
	}
	return chain.FormatAddress(address)
}

func (w *wallets) pass(d time.Duration) { w.now.Add(int64(d)) }

// send sends a body and returns the status and the answer.
func (w *wallets) send(method, path string, body any, header http.Header) (int, map[string]any) {
	w.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(w.t.Context(), method, path, bytes.NewReader(text))
	for name, values := range header {
		request.Header[name] = values
	}
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, request)
	answer := map[string]any{}
	raw, _ := io.ReadAll(recorder.Body)
	if len(raw) > 0 && json.Unmarshal(raw, &answer) != nil {
		w.t.Fatalf("no JSON: %s", raw)
	}
	return recorder.Code, answer
}

func (w *wallets) nonce() string {
	w.t.Helper()
	status, answer := w.send(http.MethodPost, auth.SignInPath+"/nonce", nil, nil)
	if status != http.StatusOK || answer["domain"] != "api.example.org" || answer["uri"] != "https://api.example.org/sign-in" || answer["chainId"] != float64(chainID) {
		w.t.Fatalf("got %d %v", status, answer)
	}
	return answer["nonce"].(string)
}

// message returns a message of an account for provider 3 that holds now.
func (w *wallets) message(account, nonce string) string {
	return "api.example.org wants you to sign in with your Ethereum account:\n" + account + "\n\n\nURI: https://api.example.org/sign-in\nVersion: 1\nChain ID: 31337\nNonce: " +
		nonce + "\nIssued At: " + time.Unix(0, w.now.Load()).UTC().Format(time.RFC3339) + "\nResources:\n- urn:clearclaim:provider:3"
}

// enter hands a message in, signed by an owner's key.
func (w *wallets) enter(owner, message string) (int, map[string]any) {
	w.t.Helper()
	address, err := w.ring.Create(w.t.Context(), owner)
	if err != nil {
		w.t.Fatal(err)
	}
	signature, err := w.ring.SignDigest(w.t.Context(), address, chain.PersonalDigest([]byte(message)))
	if err != nil {
		w.t.Fatal(err)
	}
	return w.send(http.MethodPost, auth.SignInPath, map[string]string{"message": message, "signature": "0x" + hex.EncodeToString(signature)}, nil)
}

// token signs provider 3 in.
func (w *wallets) token() string {
	w.t.Helper()
	status, answer := w.enter("provider", w.message(w.account("provider"), w.nonce()))
	if status != http.StatusOK {
		w.t.Fatalf("got %d %v", status, answer)
	}
	return answer["token"].(string)
}

func TestSignIn_GivesASessionToTheOrganizationsKey(t *testing.T) {
	t.Parallel()
	w := newWallets(t)
	raw := w.token()
	token, err := w.verify.Verify(t.Context(), raw)
	want := auth.Principal{Subject: "eip155:31337:" + w.account("provider"), Role: auth.RoleProvider, Provider: 3}
	if err != nil || token.Principal != want || !token.ExpiresAt.Equal(start.Add(15*time.Minute)) {
		t.Fatalf("got %+v, %v", token, err)
	}
	insurer := strings.Replace(w.message(w.account("insurer"), w.nonce()), "provider:3", "insurer:1", 1)
	status, answer := w.enter("insurer", insurer+"")
	if status != http.StatusOK {
		t.Fatalf("got %d %v", status, answer)
	}
	if token, err = w.verify.Verify(t.Context(), answer["token"].(string)); err != nil || token.Principal.Insurer != 1 {
		t.Errorf("got %+v, %v", token, err)
	}
	w.pass(15 * time.Minute)
	if _, err := w.verify.Verify(t.Context(), raw); codeOf(err) != errs.Unauthenticated {
		t.Errorf("a session that ended: %v", err)
	}
}

func TestSignIn_EndsWithItsMessage(t *testing.T) {
	t.Parallel()
	w := newWallets(t)
	message := strings.Replace(w.message(w.account("provider"), w.nonce()), "\nResources", "\nExpiration Time: 2026-03-01T12:01:00Z\nResources", 1)
	status, answer := w.enter("provider", message)
	if status != http.StatusOK || answer["expiresAt"] != "2026-03-01T12:01:00Z" {
		t.Errorf("got %d %v", status, answer)
	}
}

// Every refusal is the same, whatever is wrong.
func TestSignIn_RefusesWhatDoesNotHold(t *testing.T) {
	t.Parallel()
	w := newWallets(t)
	mine := w.account("provider")
	replaced := func(old, with string) string {
		message := w.message(mine, w.nonce())
		if !strings.Contains(message, old) {
			t.Fatalf("%q is not in the message", old)
		}
		return strings.Replace(message, old, with, 1)
	}
	for name, entry := range map[string]struct{ signer, message string }{
		"another's signature":      {"thief", w.message(mine, w.nonce())},
		"key of nobody":            {"thief", w.message(w.account("thief"), w.nonce())},
		"address in small letters": {"provider", w.message(strings.ToLower(mine), w.nonce())},
		"another domain":           {"provider", replaced("api.example.org wants", "evil.example.org wants")},
		"user in the domain":       {"provider", replaced("api.example.org wants", "api.example.org@evil.org wants")},
		"another scheme":           {"provider", "http://" + w.message(mine, w.nonce())},
		"another URI":              {"provider", replaced("/sign-in", "/other")},
		"another chain":            {"provider", replaced("31337", "1")},
		"nonce that nobody gave":   {"provider", w.message(mine, "AAAABBBBCCCC")},
		"issued long ago":          {"provider", replaced("T12:00:00Z", "T11:50:00Z")},
		"issued in the future":     {"provider", replaced("T12:00:00Z", "T12:05:00Z")},
		"expired":                  {"provider", replaced("\nResources", "\nExpiration Time: 2026-03-01T12:00:00Z\nResources")},
		"not yet":                  {"provider", replaced("\nResources", "\nNot Before: 2026-03-01T12:05:00Z\nResources")},
		"another provider":         {"provider", replaced("provider:3", "provider:4")},
		"another role":             {"provider", replaced("provider:3", "insurer:3")},
		"role without wallets":     {"provider", replaced("provider:3", "operator:3")},
		"number with zeros":        {"provider", replaced("provider:3", "provider:03")},
		"number beyond 32 bits":    {"provider", replaced("provider:3", "provider:4294967299")},
		"two organizations":        {"provider", replaced("provider:3", "provider:3\n- urn:clearclaim:insurer:1")},
		"no organization":          {"provider", replaced("\nResources:\n- urn:clearclaim:provider:3", "")},
		"not the grammar":          {"provider", replaced("Version: 1\n", "")},
		"injection":                {"provider", "'; DROP TABLE wallet_sessions; --"},
	} {
		status, answer := w.enter(entry.signer, entry.message)
		if fmt.Sprint(status, answer) != `401 map[errors:[map[extensions:map[code:UNAUTHENTICATED] message:a valid token is needed]]]` {
			t.Errorf("%s: got %d %v", name, status, answer)
		}
	}
	for name, body := range map[string]any{
		"no body": nil, "no signature": map[string]string{"message": w.message(mine, w.nonce())}, "list": []int{1},
		"signature of zeros": map[string]string{"message": w.message(mine, w.nonce()), "signature": "0x" + strings.Repeat("00", 65)},
		"signature, short":   map[string]string{"message": w.message(mine, w.nonce()), "signature": "0x00"},
	} {
		if status, answer := w.send(http.MethodPost, auth.SignInPath, body, nil); status != http.StatusUnauthorized {
			t.Errorf("%s: got %d %v", name, status, answer)
		}
	}
}

func TestSignIn_ANonceServesOnce(t *testing.T) {
	t.Parallel()
	w := newWallets(t)
	message := w.message(w.account("provider"), w.nonce())
	const replays = 8
	statuses := make(chan int, replays)
	for range replays {
		go func() {
			status, _ := w.enter("provider", message)
			statuses <- status
		}()
	}
	entered := 0
	for range replays {
		if <-statuses == http.StatusOK {
			entered++
		}
	}
	if entered != 1 {
		t.Errorf("one message began %d sessions", entered)
	}
	forged := []byte(w.nonce())
	forged[0] ^= 1 // it would end later
	for name, nonce := range map[string]string{
		"changed": string(forged), "in capitals": strings.ToUpper(w.nonce()), "cut": w.nonce()[:40], "none of ours": strings.Repeat("0a", 40),
	} {
		if status, _ := w.enter("provider", w.message(w.account("provider"), nonce)); status != http.StatusUnauthorized {
			t.Errorf("a nonce that was not given out, %s: got %d", name, status)
		}
	}
	old := w.nonce()
	w.pass(6 * time.Minute)
	if status, _ := w.enter("provider", w.message(w.account("provider"), old)); status != http.StatusUnauthorized {
		t.Errorf("a nonce that ended: got %d", status)
	}
}

func TestSignIn_FollowsTheRotationOfTheKey(t *testing.T) {
	t.Parallel()
	w := newWallets(t)
	raw := w.token()
	w.keys.set("provider/3", w.account("successor"))
	if status, _ := w.enter("provider", w.message(w.account("provider"), w.nonce())); status != http.StatusUnauthorized {
		t.Errorf("the old key signs in: %d", status)
	}
	if status, _ := w.enter("successor", w.message(w.account("successor"), w.nonce())); status != http.StatusOK {
		t.Errorf("the new key does not sign in: %d", status)
	}
	w.pass(31 * time.Second)
	for range 2 {
		if _, err := w.verify.Verify(t.Context(), raw); codeOf(err) != errs.Unauthenticated {
			t.Errorf("the old key's session: %v", err)
		}
	}
	w.keys.set("provider/3", w.account("provider"))
	if _, err := w.verify.Verify(t.Context(), raw); codeOf(err) != errs.Unauthenticated {
		t.Errorf("a session that was ended: %v", err)
	}
}

func TestSignIn_UnavailableGivenNoChain(t *testing.T) {
	t.Parallel()
	w := newWallets(t)
	raw := w.token()
	w.keys.isDown.Store(true)
	status, answer := w.enter("provider", w.message(w.account("provider"), w.nonce()))
	if status != http.StatusServiceUnavailable || strings.Contains(fmt.Sprint(answer), "8545") || !strings.Contains(w.log.String(), "8545") {
		t.Errorf("got %d %v\nlog: %s", status, answer, w.log.String())
	}
	w.pass(31 * time.Second)
	if _, err := w.verify.Verify(t.Context(), raw); codeOf(err) != errs.Unavailable {
		t.Errorf("got %v", err)
	}
}

func TestSignIn_LeavingEndsTheSession(t *testing.T) {
	t.Parallel()
	w := newWallets(t)
	raw := w.token()
	if status, _ := w.send(http.MethodDelete, auth.SignInPath, nil, http.Header{"Authorization": {"Bearer " + raw}}); status != http.StatusNoContent {
		t.Fatalf("got %d", status)
	}
	if _, err := w.verify.Verify(t.Context(), raw); codeOf(err) != errs.Unauthenticated {
		t.Errorf("got %v", err)
	}
}

func TestSignIn_BoundsAnAddress(t *testing.T) {
	t.Parallel()
	w := newWallets(t)
	for range 50 {
		w.nonce()
	}
	status, answer := w.send(http.MethodPost, auth.SignInPath+"/nonce", nil, nil)
	if status != http.StatusTooManyRequests || !strings.Contains(fmt.Sprint(answer), string(errs.RateLimited)) {
		t.Errorf("got %d %v", status, answer)
	}
}
