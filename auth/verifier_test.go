package auth_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// idp is an issuer whose keys and health a test sets.
type idp struct {
	t       *testing.T
	url     string
	fetches atomic.Int32 // of its keys
	isDown  atomic.Bool

	mu   sync.Mutex
	keys []jose.JSONWebKey
}

func newIDP(t *testing.T) *idp {
	t.Helper()
	i := &idp{t: t}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	i.url = server.URL
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.answer(w, map[string]any{"issuer": i.url, "jwks_uri": i.url + "/keys", "id_token_signing_alg_values_supported": []string{"none", "HS256"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		i.fetches.Add(1)
		i.mu.Lock()
		defer i.mu.Unlock()
		set := make([]any, 0, len(i.keys)+2)
		for _, key := range i.keys {
			set = append(set, key.Public())
		}
		i.answer(w, map[string]any{"keys": append(set, map[string]any{"kty": "oct", "kid": "shared", "k": "c2VjcmV0"}, map[string]any{"kty": "?"})})
	})
	return i
}

func (i *idp) answer(w http.ResponseWriter, body any) {
	if i.isDown.Load() {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	_ = json.NewEncoder(w).Encode(body)
}

// publish has the issuer publish the keys and no others.
func (i *idp) publish(keys ...jose.JSONWebKey) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = keys
}

func newKey(t *testing.T, id string) jose.JSONWebKey {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return jose.JSONWebKey{Key: private, KeyID: id, Use: "sig", Algorithm: string(jose.ES256)}
}

// said are a token's claims: those of provider 3 that holds for an hour from the
// clock's start, and what a test says otherwise; nil leaves a claim out.
func (i *idp) said(changes map[string]any) map[string]any {
	said := map[string]any{
		"iss": i.url, "aud": "clearclaim", "sub": "p", "iat": start.Unix(), "exp": start.Add(time.Hour).Unix(),
		auth.ClaimRole: "provider", auth.ClaimOrganization: 3,
	}
	for name, value := range changes {
		if said[name] = value; value == nil {
			delete(said, name)
		}
	}
	return said
}

// start is when the tests' clock starts.
var start = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func sign(t *testing.T, algorithm jose.SignatureAlgorithm, key any, kid, kind string, said map[string]any) string {
	t.Helper()
	options := (&jose.SignerOptions{}).WithType(jose.ContentType(kind))
	if kind == "" {
		options = &jose.SignerOptions{}
	}
	if kid != "" {
		options = options.WithHeader("kid", kid)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, options)
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(signer).Claims(said).Serialize() //nolint:misspell // the library's name.
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (i *idp) token(key jose.JSONWebKey, changes map[string]any) string {
	i.t.Helper()
	return sign(i.t, jose.ES256, key.Key, key.KeyID, "JWT", i.said(changes))
}

// verifying is a verifier with a clock that a test moves.
type verifying struct {
	*auth.Verifier
	t   *testing.T
	now atomic.Int64
}

func newVerifying(t *testing.T, issuers ...auth.Issuer) *verifying {
	t.Helper()
	v := &verifying{t: t}
	v.now.Store(start.UnixNano())
	var err error
	v.Verifier, err = auth.NewVerifierOf(auth.VerifierConfig{Issuers: issuers, Clock: func() time.Time { return time.Unix(0, v.now.Load()) }})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *verifying) pass(d time.Duration) { v.now.Add(int64(d)) }

// expect checks the code that a token is answered with, "" for one that holds.
func (v *verifying) expect(name, token string, want errs.Code) auth.Token {
	v.t.Helper()
	got, err := v.Verify(context.Background(), token)
	if code := codeOf(err); code != want {
		v.t.Errorf("%s: got %q (%v), want %q", name, code, err, want)
	}
	return got
}

func codeOf(err error) errs.Code {
	if err == nil {
		return ""
	}
	return errs.CodeOf(err)
}

func TestVerify_RefusesForgedTokens(t *testing.T) {
	t.Parallel()
	issuer, foreign := newIDP(t), newIDP(t)
	key := newKey(t, "a")
	issuer.publish(key)
	foreign.publish(newKey(t, "a"))
	v := newVerifying(t, auth.Issuer{URL: issuer.url, Audience: "clearclaim"})
	good := issuer.token(key, nil)
	if got := v.expect("good", good, ""); got.Principal != provider || !got.ExpiresAt.Equal(start.Add(time.Hour)) {
		t.Errorf("got %+v", got)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: publicBytes(t, key)})
	parts := strings.Split(good, ".")
	encoded := func(header string) string { return base64.RawURLEncoding.EncodeToString([]byte(header)) }
	small, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{
		"empty":                       "",
		"no signature":                encoded(`{"alg":"none","kid":"a"}`) + "." + parts[1] + ".",
		"no signature, oddly":         encoded(`{"alg":"nOnE","kid":"a"}`) + "." + parts[1] + "." + parts[2],
		"two parts":                   parts[0] + "." + parts[1],
		"public key as a secret":      sign(t, jose.HS256, public, "a", "JWT", issuer.said(nil)),
		"published shared secret":     sign(t, jose.HS256, []byte(strings.Repeat("secret", 6)), "shared", "JWT", issuer.said(nil)),
		"another key under the id":    sign(t, jose.ES256, newKey(t, "a").Key, "a", "JWT", issuer.said(nil)),
		"unknown key":                 sign(t, jose.ES256, newKey(t, "x").Key, "x", "JWT", issuer.said(nil)),
		"key of another algorithm":    sign(t, jose.RS256, small, "a", "JWT", issuer.said(nil)),
		"path as a key's id":          sign(t, jose.ES256, newKey(t, "x").Key, "../../etc/passwd", "JWT", issuer.said(nil)),
		"injection as a key's id":     sign(t, jose.ES256, newKey(t, "x").Key, "a' OR '1'='1", "JWT", issuer.said(nil)),
		"statement of another kind":   sign(t, jose.ES256, key.Key, "a", "logout+jwt", issuer.said(nil)),
		"another issuer's":            foreign.token(newKey(t, "a"), nil),
		"another issuer, our name":    foreign.token(foreign.keys[0], map[string]any{"iss": issuer.url}),
		"issuer with a slash":         issuer.token(key, map[string]any{"iss": issuer.url + "/"}),
		"no issuer":                   issuer.token(key, map[string]any{"iss": nil}),
		"another audience":            issuer.token(key, map[string]any{"aud": []string{"other", "clearclaim2"}}),
		"no audience":                 issuer.token(key, map[string]any{"aud": nil}),
		"no end":                      issuer.token(key, map[string]any{"exp": nil}),
		"end that is a text":          issuer.token(key, map[string]any{"exp": "tomorrow"}),
		"end that is far":             issuer.token(key, map[string]any{"exp": start.Add(48 * time.Hour).Unix()}),
		"ended":                       issuer.token(key, map[string]any{"exp": start.Add(-2 * time.Minute).Unix()}),
		"not yet":                     issuer.token(key, map[string]any{"nbf": start.Add(2 * time.Minute).Unix()}),
		"issued in the future":        issuer.token(key, map[string]any{"iat": start.Add(2 * time.Minute).Unix()}),
		"no subject":                  issuer.token(key, map[string]any{"sub": ""}),
		"subject with a zero":         issuer.token(key, map[string]any{"sub": "p\x00"}),
		"unknown role":                issuer.token(key, map[string]any{auth.ClaimRole: "admin"}),
		"two roles":                   issuer.token(key, map[string]any{auth.ClaimRole: []string{"provider", "insurer"}}),
		"no organization":             issuer.token(key, map[string]any{auth.ClaimOrganization: nil}),
		"negative organization":       issuer.token(key, map[string]any{auth.ClaimOrganization: -3}),
		"organization beyond 32 bits": issuer.token(key, map[string]any{auth.ClaimOrganization: 4294967299}),
		"wallet's subject":            issuer.token(key, map[string]any{"sub": "eip155:1:0x00"}),
		"session that nobody began":   "ccw_AAAA",
		"too long":                    good + strings.Repeat("A", 1<<20),
	} {
		v.expect(name, token, errs.Unauthenticated)
	}
}

func publicBytes(t *testing.T, key jose.JSONWebKey) []byte {
	t.Helper()
	encoded, err := x509.MarshalPKIXPublicKey(key.Key.(crypto.Signer).Public())
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func TestVerify_ForgivesClocksThatDifferAndWhatIssuersWriteOtherwise(t *testing.T) {
	t.Parallel()
	issuer := newIDP(t)
	key := newKey(t, "a")
	issuer.publish(key)
	v := newVerifying(t, auth.Issuer{URL: issuer.url, Audience: "clearclaim"})
	for name, token := range map[string]string{
		"just ended":             issuer.token(key, map[string]any{"exp": start.Add(-30 * time.Second).Unix()}),
		"begins soon":            issuer.token(key, map[string]any{"nbf": start.Add(30 * time.Second).Unix(), "iat": start.Add(30 * time.Second).Unix()}),
		"several audiences":      issuer.token(key, map[string]any{"aud": []string{"other", "clearclaim"}}),
		"organization as a text": issuer.token(key, map[string]any{auth.ClaimOrganization: "3"}),
		"roles of others too":    issuer.token(key, map[string]any{auth.ClaimRole: []string{"offline_access", "provider"}}),
		"fractions of seconds":   issuer.token(key, map[string]any{"exp": float64(start.Add(time.Hour).Unix()) + 0.5}),
		"access token":           sign(t, jose.ES256, key.Key, "a", "at+jwt", issuer.said(nil)),
		"no key's id":            sign(t, jose.ES256, key.Key, "", "", issuer.said(nil)),
	} {
		v.expect(name, token, "")
	}
}

func TestVerify_FollowsTheRotationOfKeys(t *testing.T) {
	t.Parallel()
	issuer := newIDP(t)
	old, young := newKey(t, "old"), newKey(t, "young")
	issuer.publish(old)
	v := newVerifying(t, auth.Issuer{URL: issuer.url, Audience: "clearclaim"})
	v.expect("first key", issuer.token(old, nil), "")
	issuer.publish(old, young)
	v.pass(3 * time.Second)
	v.expect("new key beside the old", issuer.token(young, nil), "")
	v.expect("old key beside the new", issuer.token(old, nil), "")
	issuer.publish(young)
	v.pass(11 * time.Minute)
	v.expect("either brings new keys", issuer.token(young, nil), "")
	for range 100 {
		if _, err := v.Verify(t.Context(), issuer.token(old, nil)); err != nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("a key that was taken back still signs")
}

// A token that was verified before is looked at again for all but its signature, and for
// that too once there are other keys.
func TestVerify_TokenSeenBeforeHoldsNoLongerThanOneThatWasNot(t *testing.T) {
	t.Parallel()
	issuer := newIDP(t)
	old, young := newKey(t, "old"), newKey(t, "young")
	issuer.publish(old)
	v := newVerifying(t, auth.Issuer{URL: issuer.url, Audience: "clearclaim"})
	ending := issuer.token(old, map[string]any{"exp": start.Add(5 * time.Minute).Unix()})
	lasting := issuer.token(old, map[string]any{"exp": start.Add(20 * time.Hour).Unix()})
	for range 2 {
		v.expect("token that ends", ending, "")
		v.expect("token that lasts", lasting, "")
	}
	v.expect("signature of another", lasting[:len(lasting)-8]+ending[len(ending)-8:], errs.Unauthenticated)
	v.pass(7 * time.Minute)
	v.expect("token that ended", ending, errs.Unauthenticated)
	v.expect("token that goes on", lasting, "")
	issuer.publish(young)
	v.expect("new key", issuer.token(young, nil), "") // brings the new keys
	v.expect("token of a key that was taken back", lasting, errs.Unauthenticated)
	issuer.publish(old)
	v.pass(3 * time.Second)
	v.expect("key that came back", lasting, "")
	issuer.isDown.Store(true)
	v.pass(25 * time.Hour)
	v.expect("keys that are too old", lasting, errs.Unavailable)
}

func TestVerify_ForgedKeyIDsDoNotFloodTheIssuer(t *testing.T) {
	t.Parallel()
	issuer := newIDP(t)
	key := newKey(t, "a")
	issuer.publish(key)
	v := newVerifying(t, auth.Issuer{URL: issuer.url, Audience: "clearclaim"})
	v.expect("good", issuer.token(key, nil), "")
	forger := newKey(t, "")
	for range 50 {
		v.expect("forged", sign(t, jose.ES256, forger.Key, rand.Text(), "JWT", issuer.said(nil)), errs.Unauthenticated)
	}
	if got := issuer.fetches.Load(); got > 1 {
		t.Errorf("the issuer was asked %d times", got)
	}
	v.expect("good among forged", issuer.token(key, nil), "")
}

func TestVerify_KnownKeysServeWhileTheIssuerIsDown(t *testing.T) {
	t.Parallel()
	issuer := newIDP(t)
	key := newKey(t, "a")
	issuer.publish(key)
	v := newVerifying(t, auth.Issuer{URL: issuer.url, Audience: "clearclaim"})
	v.expect("good", issuer.token(key, nil), "")
	issuer.isDown.Store(true)
	v.pass(20 * time.Minute)
	later := map[string]any{"exp": start.Add(20 * time.Hour).Unix()}
	v.expect("known key", issuer.token(key, later), "")
	v.pass(3 * time.Second)
	v.expect("key that cannot be looked for", issuer.token(newKey(t, "b"), later), errs.Unavailable)
	v.pass(25 * time.Hour)
	tomorrow := map[string]any{"exp": start.Add(30 * time.Hour).Unix()}
	v.expect("keys that are too old", issuer.token(key, tomorrow), errs.Unavailable)
	issuer.isDown.Store(false)
	v.pass(3 * time.Second)
	v.expect("issuer that is back", issuer.token(key, tomorrow), "")
}

func TestVerify_KeepsIssuersApart(t *testing.T) {
	t.Parallel()
	main, clinic := newIDP(t), newIDP(t)
	mainKey, clinicKey := newKey(t, "a"), newKey(t, "a")
	main.publish(mainKey)
	clinic.publish(clinicKey)
	v := newVerifying(t,
		auth.Issuer{URL: main.url, Audience: "clearclaim"},
		auth.Issuer{
			URL: clinic.url, Audience: "claims", Name: "clinic", Roles: []auth.Role{auth.RoleProvider, auth.RolePatient}, Organizations: []uint32{0, 3},
			RoleClaim: "roles", OrganizationClaim: "org", Accounts: map[string]auth.Account{"batch-job": {Role: auth.RoleProvider, Organization: 3}},
		})
	ofClinic := func(changes map[string]any) string {
		all := map[string]any{"aud": "claims", auth.ClaimRole: nil, auth.ClaimOrganization: nil, "roles": []string{"provider"}, "org": 3}
		for name, value := range changes {
			all[name] = value
		}
		return clinic.token(clinicKey, all)
	}
	if got := v.expect("person of the clinic", ofClinic(nil), ""); got.Principal.Subject != "clinic|p" || got.Principal.Provider != 3 {
		t.Errorf("got %+v", got)
	}
	account := ofClinic(map[string]any{"sub": "batch-job", "roles": nil, "org": nil})
	if got := v.expect("service account", account, ""); got.Principal != (auth.Principal{Subject: "clinic|batch-job", Role: auth.RoleProvider, Provider: 3}) {
		t.Errorf("got %+v", got)
	}
	patient := ofClinic(map[string]any{"sub": "anna", "roles": []string{"patient"}, "org": nil})
	if got := v.expect("patient", patient, ""); got.Principal.Subject == "anna" {
		t.Error("a patient of one issuer is that of another")
	}
	for name, token := range map[string]string{
		"role beyond its bounds":         ofClinic(map[string]any{"roles": []string{"operator"}, "org": nil}),
		"organization beyond its bounds": ofClinic(map[string]any{"org": 4}),
		"audience of another issuer":     ofClinic(map[string]any{"aud": "clearclaim"}),
		"key of another issuer":          clinic.token(mainKey, map[string]any{"aud": "claims", "roles": []string{"provider"}, "org": 3}),
		"claims that it does not use":    ofClinic(map[string]any{"roles": nil, auth.ClaimRole: "provider"}),
		"subject of another issuer":      main.token(mainKey, map[string]any{"sub": "clinic|p"}),
	} {
		v.expect(name, token, errs.Unauthenticated)
	}
}

func TestNewVerifierOf_RefusesSettings(t *testing.T) {
	t.Parallel()
	good := auth.Issuer{URL: "https://a.example", Audience: "x"}
	for name, issuers := range map[string][]auth.Issuer{
		"no TLS":           {{URL: "http://a.example", Audience: "x"}},
		"user information": {{URL: "https://u:p@a.example", Audience: "x"}},
		"no audience":      {{URL: "https://a.example"}},
		"twice":            {good, {URL: good.URL, Audience: "y", Name: "n"}},
		"no name twice":    {good, {URL: "https://b.example", Audience: "x"}},
		"wallets' name":    {{URL: "https://a.example", Audience: "x", Name: "eip155"}},
		"unknown role":     {{URL: "https://a.example", Audience: "x", Roles: []auth.Role{"admin"}}},
		"account of none":  {{URL: "https://a.example", Audience: "x", Accounts: map[string]auth.Account{"j": {Role: auth.RoleProvider}}}},
	} {
		if _, err := auth.NewVerifierOf(auth.VerifierConfig{Issuers: issuers}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestMiddleware_RefusesTwoTokens(t *testing.T) {
	t.Parallel()
	issuer := newIDP(t)
	key := newKey(t, "a")
	issuer.publish(key)
	v := newVerifying(t, auth.Issuer{URL: issuer.url, Audience: "clearclaim"})
	request := httptest.NewRequest(http.MethodPost, "/graphql", nil)
	request.Header.Add("Authorization", "Bearer "+issuer.token(key, nil))
	request.Header.Add("Authorization", "Bearer "+issuer.token(key, map[string]any{"sub": "q"}))
	recorder := httptest.NewRecorder()
	v.Middleware(nil, http.NotFoundHandler()).ServeHTTP(recorder, request)
	if recorder.Code != http.StatusUnauthorized {
		t.Errorf("got %d", recorder.Code)
	}
}
