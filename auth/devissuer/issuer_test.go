package devissuer

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
)

var provider = auth.Principal{Subject: "dev-provider", Role: auth.RoleProvider, Provider: 1}

// setup serves an issuer under /oidc and returns it with a verifier of its tokens.
func setup(t *testing.T, directory string) (*Issuer, *auth.Verifier, string) {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	issuer, err := New(Config{Issuer: server.URL + "/oidc", DataDir: directory})
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle("/oidc/", issuer.Handler())
	verifier, err := auth.NewVerifier(t.Context(), server.URL+"/oidc", Audience)
	if err != nil {
		t.Fatal(err)
	}
	return issuer, verifier, server.URL
}

func TestToken_VerifiesAsItsPrincipal(t *testing.T) {
	t.Parallel()
	issuer, verifier, _ := setup(t, t.TempDir())
	for _, user := range DefaultUsers() {
		raw, err := issuer.Token(t.Context(), user.Principal)
		if err != nil {
			t.Fatal(err)
		}
		token, err := verifier.Verify(t.Context(), raw)
		if err != nil {
			t.Fatalf("%s: %v", user.Name, err)
		}
		if token.Principal != user.Principal {
			t.Errorf("got %+v, want %+v", token.Principal, user.Principal)
		}
		if left := time.Until(token.ExpiresAt); left <= 0 || left > tokenLifetime {
			t.Errorf("the token holds for %s", left)
		}
	}
}

func TestToken_RefusedGivenPrincipalWithoutItsNumber(t *testing.T) {
	t.Parallel()
	issuer, _, _ := setup(t, t.TempDir())
	if _, err := issuer.Token(t.Context(), auth.Principal{Subject: "x", Role: auth.RoleProvider}); err == nil {
		t.Error("a provider without a number got a token")
	}
}

func TestVerify_UnauthenticatedWhenTokenDoesNotHold(t *testing.T) {
	t.Parallel()
	issuer, verifier, _ := setup(t, t.TempDir())
	foreign, _, _ := setup(t, t.TempDir())
	later := time.Now().Add(time.Hour)
	valid := must(t)(issuer.token(provider, Audience, later))
	parts := strings.Split(valid, ".")
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + parts[1] + "."
	promoted := parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(
		decoded(t, parts[1]), `"provider"`, `"insurer"`, 1,
	))) + "." + parts[2]
	for name, raw := range map[string]string{
		"empty":             "",
		"no token":          "abc",
		"expired":           must(t)(issuer.token(provider, Audience, time.Now().Add(-time.Minute))),
		"other audience":    must(t)(issuer.token(provider, "somebody-else", later)),
		"other issuer":      must(t)(foreign.token(provider, Audience, later)),
		"no signature":      unsigned,
		"changed content":   promoted,
		"changed signature": parts[0] + "." + parts[1] + "." + parts[2][:10] + "AAAA" + parts[2][14:],
	} {
		if _, err := verifier.Verify(t.Context(), raw); errs.CodeOf(err) != errs.Unauthenticated {
			t.Errorf("%s: got %v, want UNAUTHENTICATED", name, err)
		}
	}
}

func TestVerify_UnavailableGivenIssuerDown(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	verifier, err := auth.NewVerifier(t.Context(), server.URL, Audience)
	if err != nil {
		t.Fatal(err)
	}
	encoded := base64.RawURLEncoding.EncodeToString
	token := encoded([]byte(`{"alg":"ES256"}`)) + "." + encoded([]byte(`{"iss":"`+server.URL+`"}`)) + "." + encoded([]byte("signature"))
	for range 2 {
		if _, err := verifier.Verify(t.Context(), token); errs.CodeOf(err) != errs.Unavailable {
			t.Errorf("got %v, want UNAVAILABLE", err)
		}
	}
}

func TestMiddleware_AnswersOrPasses(t *testing.T) {
	t.Parallel()
	issuer, verifier, _ := setup(t, t.TempDir())
	valid := must(t)(issuer.Token(t.Context(), provider))
	handler := verifier.Middleware(nil, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		principal, ok := auth.PrincipalFrom(r.Context())
		if !ok {
			_, _ = io.WriteString(w, "nobody")
			return
		}
		if _, ok := auth.ExpiryFrom(r.Context()); !ok {
			t.Error("the token's end is not known")
		}
		_, _ = io.WriteString(w, principal.Subject)
	}))
	for _, test := range []struct {
		name, header, body string
		status             int
	}{
		{"no header passes with nobody asking", "", "nobody", http.StatusOK},
		{"valid token names the principal", "Bearer " + valid, "dev-provider", http.StatusOK},
		{"scheme is case-insensitive", "bearer " + valid, "dev-provider", http.StatusOK},
		{"other scheme is refused", "Basic " + valid, "UNAUTHENTICATED", http.StatusUnauthorized},
		{"wrong token is refused", "Bearer " + valid + "x", "UNAUTHENTICATED", http.StatusUnauthorized},
	} {
		request := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		if test.header != "" {
			request.Header.Set("Authorization", test.header)
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		body := recorder.Body.String()
		if recorder.Code != test.status || !strings.Contains(body, test.body) {
			t.Errorf("%s: got %d %s", test.name, recorder.Code, body)
		}
		if test.status == http.StatusUnauthorized && (strings.Contains(body, valid[:20]) || !json.Valid([]byte(body))) {
			t.Errorf("%s: the refusal says too much or is no JSON: %s", test.name, body)
		}
	}
}

func TestNewVerifier_RefusesIssuerWithoutTLSElsewhere(t *testing.T) {
	t.Parallel()
	for _, issuer := range []string{"http://idp.example.org", "", "ftp://x", "not a url"} {
		if _, err := auth.NewVerifier(t.Context(), issuer, Audience); err == nil {
			t.Errorf("%q was taken", issuer)
		}
	}
}

func TestNew_RefusesAddressOffTheLoopback(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{Issuer: "http://10.0.0.1:8080", DataDir: t.TempDir()}); err == nil {
		t.Error("an issuer for another address was made")
	}
}

func TestHandler_RefusesRequestsFromElsewhere(t *testing.T) {
	t.Parallel()
	issuer, _, _ := setup(t, t.TempDir())
	for _, test := range []struct{ name, remote, host string }{
		{"another machine", "10.0.0.9:1234", "127.0.0.1"},
		{"another name", "127.0.0.1:1234", "attacker.example"},
	} {
		request := httptest.NewRequest(http.MethodGet, "/oidc/login", nil)
		request.RemoteAddr, request.Host = test.remote, test.host
		recorder := httptest.NewRecorder()
		issuer.Handler().ServeHTTP(recorder, request)
		if recorder.Code != http.StatusForbidden {
			t.Errorf("%s: got %d", test.name, recorder.Code)
		}
	}
}

func TestOpenKey_KeepsTheKeyPrivateAndAcrossRestarts(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	first, err := openKey(directory)
	if err != nil {
		t.Fatal(err)
	}
	second, err := openKey(directory)
	if err != nil {
		t.Fatal(err)
	}
	if first.id != second.id || !first.private.Equal(second.private) {
		t.Error("the key changed")
	}
	info, err := os.Stat(filepath.Join(directory, keyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestLogin_CodeFlowGivesTokenOfTheChosenUser(t *testing.T) {
	t.Parallel()
	_, verifier, base := setup(t, t.TempDir())
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(request *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(request.URL.Path, "/callback") {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	challenge := sha256.Sum256([]byte(proof))
	page := get(t, browser, base+"/oidc/authorize?"+url.Values{
		"client_id": {ClientID}, "redirect_uri": {redirect}, "response_type": {"code"}, "scope": {"openid profile"},
		"state": {"s1"}, "code_challenge_method": {"S256"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])},
	}.Encode())
	for _, user := range DefaultUsers() {
		if !strings.Contains(page, user.Principal.Subject) {
			t.Errorf("the page does not offer %s", user.Name)
		}
	}
	id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(page)
	if id == nil {
		t.Fatalf("no request id in %s", page)
	}
	response, err := browser.PostForm(base+"/oidc/login?id="+id[1], url.Values{"id": {id[1]}, "subject": {"dev-insurer"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	back, err := response.Location()
	if err != nil || back.Query().Get("state") != "s1" {
		t.Fatalf("no way back: %v %v (status %d)", back, err, response.StatusCode)
	}
	exchange(t, verifier, base, back.Query().Get("code"))
}

const (
	proof    = "a-proof-key-of-more-than-forty-three-characters-x"
	redirect = "http://127.0.0.1:5173/callback"
)

func exchange(t *testing.T, verifier *auth.Verifier, base, code string) {
	t.Helper()
	form := url.Values{
		"grant_type": {"authorization_code"}, "client_id": {ClientID}, "redirect_uri": {redirect}, "code": {code},
		"code_verifier": {proof},
	}
	wrong := url.Values{"code_verifier": {"wrong-" + proof}}
	for key, values := range form {
		if key != "code_verifier" {
			wrong[key] = values
		}
	}
	if status, _ := post(t, base+"/oidc/oauth/token", wrong); status == http.StatusOK {
		t.Error("a wrong proof key was taken")
	}
	status, body := post(t, base+"/oidc/oauth/token", form)
	var answer struct {
		AccessToken string `json:"access_token"`
		IDToken     string `json:"id_token"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	token, err := verifier.Verify(t.Context(), answer.AccessToken)
	if err != nil || token.Principal != (auth.Principal{Subject: "dev-insurer", Role: auth.RoleInsurer, Insurer: 1}) {
		t.Errorf("got %+v, %v", token.Principal, err)
	}
	if _, err := verifier.Verify(t.Context(), answer.IDToken); err == nil {
		t.Error("the identity token was taken for an access token")
	}
}

func post(t *testing.T, address string, form url.Values) (int, []byte) {
	t.Helper()
	response, err := http.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, body
}

func get(t *testing.T, browser *http.Client, address string) string {
	t.Helper()
	response, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func must(t *testing.T) func(string, error) string {
	t.Helper()
	return func(text string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
}

func decoded(t *testing.T, part string) string {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
