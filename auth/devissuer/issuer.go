package devissuer

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/clearclaim/clearclaim/auth"
)

// Names that tokens and clients use.
const (
	// Audience is who the tokens are for: the API.
	Audience = "clearclaim"
	// ClientID names the one client, public, with proof key (PKCE).
	ClientID = "clearclaim-portal"
)

// tokenLifetime is how long a token holds.
const tokenLifetime = 8 * time.Hour

// User is somebody who can sign in.
type User struct {
	// Name is shown on the login page.
	Name      string
	Principal auth.Principal
}

// DefaultUsers returns one user of each role; the provider and the insurer are
// those numbered 1.
func DefaultUsers() []User {
	return []User{
		{Name: "Provider 1", Principal: auth.Principal{Subject: "dev-provider", Role: auth.RoleProvider, Provider: 1}},
		{Name: "Insurer 1", Principal: auth.Principal{Subject: "dev-insurer", Role: auth.RoleInsurer, Insurer: 1}},
		{Name: "Patient", Principal: auth.Principal{Subject: "dev-patient", Role: auth.RolePatient}},
		{Name: "Auditor", Principal: auth.Principal{Subject: "dev-auditor", Role: auth.RoleAuditor}},
		{Name: "Operator", Principal: auth.Principal{Subject: "dev-operator", Role: auth.RoleOperator}},
	}
}

// Config is what an issuer needs.
type Config struct {
	// Issuer is the issuer's URL on the loopback, such as http://127.0.0.1:8080/oidc.
	Issuer string
	// DataDir keeps the signing key.
	DataDir string
	// Users can sign in; empty is [DefaultUsers].
	Users []User
	// Logger takes what the protocol's implementation says; nil is nothing.
	Logger *slog.Logger
}

// Issuer is a development issuer. It is safe for concurrent use.
type Issuer struct {
	issuer   *url.URL
	key      signingKey
	signer   jose.Signer
	provider *op.Provider
	storage  *storage
}

// New returns an issuer for a loopback address, opening its signing key.
func New(config Config) (*Issuer, error) {
	address, err := url.Parse(config.Issuer)
	if err != nil || !isLoopbackHost(address.Host) {
		return nil, fmt.Errorf("issuer %q is not on the loopback", config.Issuer)
	}
	key, err := openKey(config.DataDir)
	if err != nil {
		return nil, err
	}
	users := config.Users
	if len(users) == 0 {
		users = DefaultUsers()
	}
	logger := config.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	issuer := &Issuer{issuer: address, key: key, storage: newStorage(address.Path, key, users)}
	if issuer.provider, err = newProvider(config.Issuer, issuer.storage, logger); err != nil {
		return nil, err
	}
	issuer.signer, err = jose.NewSigner(
		jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key.private, KeyID: key.id}},
		(&jose.SignerOptions{}).WithType("JWT"),
	)
	if err != nil {
		return nil, fmt.Errorf("making the signer: %w", err)
	}
	return issuer, nil
}

func newProvider(issuer string, storage op.Storage, logger *slog.Logger) (*op.Provider, error) {
	// Codes are encrypted with a key of this process: a login that a restart cuts in two begins anew.
	config := &op.Config{CodeMethodS256: true}
	if _, err := rand.Read(config.CryptoKey[:]); err != nil {
		return nil, fmt.Errorf("making the code key: %w", err)
	}
	provider, err := op.NewProvider(config, storage, op.StaticIssuer(issuer), op.WithAllowInsecure(), op.WithLogger(logger))
	if err != nil {
		return nil, fmt.Errorf("making the provider: %w", err)
	}
	return provider, nil
}

// Token returns a token of the principal, for programs.
//
// Errors: [auth.ErrUnauthenticated] when the principal lacks what its role needs.
func (i *Issuer) Token(_ context.Context, principal auth.Principal) (string, error) {
	return i.token(principal, Audience, time.Now().Add(tokenLifetime))
}

// TokenUntil returns a token of the principal that ends at an instant.
//
// Errors: as [Issuer.Token].
func (i *Issuer) TokenUntil(principal auth.Principal, expiresAt time.Time) (string, error) {
	return i.token(principal, Audience, expiresAt)
}

func (i *Issuer) token(principal auth.Principal, audience string, expiresAt time.Time) (string, error) {
	if _, err := auth.NewPrincipal(principal.Subject, principal.Role, principal.Organization()); err != nil {
		return "", err
	}
	standard := jwt.Claims{
		ID:       uuid.NewString(),
		Issuer:   i.issuer.String(),
		Subject:  principal.Subject,
		Audience: jwt.Audience{audience},
		Expiry:   jwt.NewNumericDate(expiresAt),
		IssuedAt: jwt.NewNumericDate(time.Now()),
	}
	token, err := jwt.Signed(i.signer).Claims(standard).Claims(privateClaims(principal)).Serialize() //nolint:misspell // the library's name.
	if err != nil {
		return "", fmt.Errorf("signing a token: %w", err)
	}
	return token, nil
}

// privateClaims are the claims of ours in a token.
func privateClaims(principal auth.Principal) map[string]any {
	claims := map[string]any{auth.ClaimRole: principal.Role}
	if number := principal.Organization(); number != 0 {
		claims[auth.ClaimOrganization] = number
	}
	return claims
}

// Handler serves the issuer under the path of its URL: discovery, keys,
// authorization, token, user information and the login page.
func (i *Issuer) Handler() http.Handler {
	intercept := op.NewIssuerInterceptor(i.provider.IssuerFromRequest)
	login := &login{storage: i.storage, callback: op.AuthCallbackURL(i.provider)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", login.show)
	mux.HandleFunc("POST /login", intercept.HandlerFunc(login.choose))
	mux.Handle("/", i.provider)
	return onLoopback(http.StripPrefix(strings.TrimSuffix(i.issuer.Path, "/"), mux))
}

// onLoopback refuses requests from elsewhere, and requests that a name other
// than the loopback's led here (DNS rebinding).
func onLoopback(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLoopbackHost(r.RemoteAddr) || !isLoopbackHost(r.Host) {
			http.Error(w, "the development issuer serves the loopback alone", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isLoopbackHost reports whether a host, with or without a port, is the loopback.
func isLoopbackHost(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.Trim(hostport, "[]")
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// errUnknownUser is returned when a login names nobody.
var errUnknownUser = errors.New("no such user")

// userNamed returns the user with a subject.
func userNamed(users []User, subject string) (User, error) {
	at := slices.IndexFunc(users, func(user User) bool { return user.Principal.Subject == subject })
	if at < 0 {
		return User{}, errUnknownUser
	}
	return users[at], nil
}
