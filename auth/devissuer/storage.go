package devissuer

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// loginLifetime is how long an authorization request may take.
const loginLifetime = 10 * time.Minute

var (
	errUnknownRequest = errors.New("no such authorization request")
	errUnknownClient  = errors.New("no such client")
	errUnsupported    = errors.New("not supported by the development issuer")
)

// storage keeps authorization requests in memory until they are over. It
// implements op.Storage; access tokens are self-contained and not kept.
type storage struct {
	path  string // of the issuer
	key   signingKey
	users []User

	mu       sync.Mutex
	requests map[string]*authRequest
	codes    map[string]string // code → request id
}

var _ op.Storage = (*storage)(nil)

func newStorage(path string, key signingKey, users []User) *storage {
	return &storage{path: path, key: key, users: users, requests: map[string]*authRequest{}, codes: map[string]string{}}
}

// signIn marks an authorization request as answered by a user.
func (s *storage) signIn(requestID, subject string) error {
	user, err := userNamed(s.users, subject)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	request, ok := s.requests[requestID]
	if !ok {
		return errUnknownRequest
	}
	answered := *request
	answered.subject, answered.authenticatedAt = user.Principal.Subject, time.Now()
	s.requests[requestID] = &answered
	return nil
}

// CreateAuthRequest implements op.Storage.
func (s *storage) CreateAuthRequest(_ context.Context, asked *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	if slices.Contains(asked.Prompt, oidc.PromptNone) {
		return nil, oidc.ErrLoginRequired()
	}
	request := &authRequest{AuthRequest: *asked, id: uuid.NewString(), createdAt: time.Now()}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropOld(request.createdAt)
	s.requests[request.id] = request
	return request, nil
}

// dropOld forgets requests that took too long. The caller holds the lock.
func (s *storage) dropOld(now time.Time) {
	for id, request := range s.requests {
		if now.Sub(request.createdAt) > loginLifetime {
			s.forget(id)
		}
	}
}

// forget drops a request and its code. The caller holds the lock.
func (s *storage) forget(requestID string) {
	delete(s.requests, requestID)
	for code, id := range s.codes {
		if id == requestID {
			delete(s.codes, code)
		}
	}
}

// AuthRequestByID implements op.Storage.
func (s *storage) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if request, ok := s.requests[id]; ok {
		return request, nil
	}
	return nil, errUnknownRequest
}

// AuthRequestByCode implements op.Storage.
func (s *storage) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	s.mu.Lock()
	id := s.codes[code]
	s.mu.Unlock()
	return s.AuthRequestByID(ctx, id)
}

// SaveAuthCode implements op.Storage.
func (s *storage) SaveAuthCode(_ context.Context, id, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes[code] = id
	return nil
}

// DeleteAuthRequest implements op.Storage.
func (s *storage) DeleteAuthRequest(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(id)
	return nil
}

// CreateAccessToken implements op.Storage.
func (s *storage) CreateAccessToken(context.Context, op.TokenRequest) (string, time.Time, error) {
	return uuid.NewString(), time.Now().Add(tokenLifetime), nil
}

// CreateAccessAndRefreshTokens implements op.Storage; there are no refresh tokens.
func (s *storage) CreateAccessAndRefreshTokens(context.Context, op.TokenRequest, string) (string, string, time.Time, error) {
	return "", "", time.Time{}, errUnsupported
}

// TokenRequestByRefreshToken implements op.Storage.
func (s *storage) TokenRequestByRefreshToken(context.Context, string) (op.RefreshTokenRequest, error) {
	return nil, op.ErrInvalidRefreshToken
}

// TerminateSession implements op.Storage; there are no sessions.
func (s *storage) TerminateSession(context.Context, string, string) error { return nil }

// RevokeToken implements op.Storage; tokens are self-contained and end by themselves.
func (s *storage) RevokeToken(context.Context, string, string, string) *oidc.Error { return nil }

// GetRefreshTokenInfo implements op.Storage.
func (s *storage) GetRefreshTokenInfo(context.Context, string, string) (string, string, error) {
	return "", "", op.ErrInvalidRefreshToken
}

// SigningKey implements op.Storage.
func (s *storage) SigningKey(context.Context) (op.SigningKey, error) { return s.key, nil }

// SignatureAlgorithms implements op.Storage.
func (s *storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.ES256}, nil
}

// KeySet implements op.Storage.
func (s *storage) KeySet(context.Context) ([]op.Key, error) { return []op.Key{publicKey{s.key}}, nil }

// GetClientByClientID implements op.Storage.
func (s *storage) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if id != ClientID {
		return nil, errUnknownClient
	}
	return client{loginPath: s.path + "/login"}, nil
}

// AuthorizeClientIDSecret implements op.Storage; the client is public.
func (s *storage) AuthorizeClientIDSecret(context.Context, string, string) error {
	return errUnknownClient
}

// SetUserinfoFromScopes implements op.Storage.
func (s *storage) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

// SetUserinfoFromToken implements op.Storage.
func (s *storage) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, _, subject, _ string) error {
	user, err := userNamed(s.users, subject)
	if err != nil {
		return err
	}
	info.Subject, info.Name = subject, user.Name
	info.Claims = privateClaims(user.Principal)
	return nil
}

// SetIntrospectionFromToken implements op.Storage.
func (s *storage) SetIntrospectionFromToken(context.Context, *oidc.IntrospectionResponse, string, string, string) error {
	return errUnsupported
}

// GetPrivateClaimsFromScopes implements op.Storage.
func (s *storage) GetPrivateClaimsFromScopes(_ context.Context, subject, _ string, _ []string) (map[string]any, error) {
	user, err := userNamed(s.users, subject)
	if err != nil {
		return nil, err
	}
	return privateClaims(user.Principal), nil
}

// GetKeyByIDAndClientID implements op.Storage.
func (s *storage) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errUnsupported
}

// ValidateJWTProfileScopes implements op.Storage.
func (s *storage) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errUnsupported
}

// Health implements op.Storage.
func (s *storage) Health(context.Context) error { return nil }

// authRequest is an authorization request and, once it was answered, who signed
// in. It is replaced, never changed. It implements op.AuthRequest.
type authRequest struct {
	oidc.AuthRequest
	id              string
	createdAt       time.Time
	subject         string
	authenticatedAt time.Time
}

// The methods below implement op.AuthRequest.

func (r *authRequest) GetID() string                      { return r.id }
func (r *authRequest) GetACR() string                     { return "" }
func (r *authRequest) GetAMR() []string                   { return nil }
func (r *authRequest) GetAudience() []string              { return []string{Audience} }
func (r *authRequest) GetAuthTime() time.Time             { return r.authenticatedAt }
func (r *authRequest) GetClientID() string                { return r.ClientID }
func (r *authRequest) GetNonce() string                   { return r.Nonce }
func (r *authRequest) GetRedirectURI() string             { return r.RedirectURI }
func (r *authRequest) GetResponseType() oidc.ResponseType { return r.ResponseType }
func (r *authRequest) GetResponseMode() oidc.ResponseMode { return r.ResponseMode }
func (r *authRequest) GetScopes() []string                { return r.Scopes }
func (r *authRequest) GetState() string                   { return r.State }
func (r *authRequest) GetSubject() string                 { return r.subject }
func (r *authRequest) Done() bool                         { return r.subject != "" }

func (r *authRequest) GetCodeChallenge() *oidc.CodeChallenge {
	if r.CodeChallenge == "" {
		return nil
	}
	return &oidc.CodeChallenge{Challenge: r.CodeChallenge, Method: r.CodeChallengeMethod}
}

// client is the one client: public, authorization code with proof key, back to
// any page on the loopback. It implements op.Client and op.HasRedirectGlobs.
type client struct{ loginPath string }

var _ op.HasRedirectGlobs = client{}

// loopbackPages are where a login may lead back to.
var loopbackPages = []string{"http://127.0.0.1:*/**", "http://localhost:*/**"}

func (client) GetID() string                        { return ClientID }
func (client) RedirectURIs() []string               { return nil }
func (client) PostLogoutRedirectURIs() []string     { return nil }
func (client) RedirectURIGlobs() []string           { return loopbackPages }
func (client) PostLogoutRedirectURIGlobs() []string { return loopbackPages }
func (client) ApplicationType() op.ApplicationType  { return op.ApplicationTypeUserAgent }
func (client) AuthMethod() oidc.AuthMethod          { return oidc.AuthMethodNone }
func (client) ResponseTypes() []oidc.ResponseType   { return []oidc.ResponseType{oidc.ResponseTypeCode} }

func (client) GrantTypes() []oidc.GrantType { return []oidc.GrantType{oidc.GrantTypeCode} }

func (c client) LoginURL(requestID string) string               { return c.loginPath + "?id=" + requestID }
func (client) AccessTokenType() op.AccessTokenType              { return op.AccessTokenTypeJWT }
func (client) IDTokenLifetime() time.Duration                   { return tokenLifetime }
func (client) DevMode() bool                                    { return true }
func (client) IsScopeAllowed(string) bool                       { return false }
func (client) IDTokenUserinfoClaimsAssertion() bool             { return false }
func (client) ClockSkew() time.Duration                         { return 0 }
func (client) RestrictAdditionalIdTokenScopes() scopeFilter     { return allScopes } //nolint:revive // the interface's name.
func (client) RestrictAdditionalAccessTokenScopes() scopeFilter { return allScopes }

type scopeFilter = func(scopes []string) []string

func allScopes(scopes []string) []string { return scopes }
