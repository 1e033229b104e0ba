package auth

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// Names of the claims that a token carries beside the standard ones.
const (
	// ClaimRole holds a [Role].
	ClaimRole = "clearclaim_role"
	// ClaimOrganization holds the number of the insurer or provider.
	ClaimOrganization = "clearclaim_organization"
)

// Token is what a bearer token says once it was checked.
type Token struct {
	Principal Principal
	// ExpiresAt is when the token ends.
	ExpiresAt time.Time
}

// Verifier checks bearer tokens against an OpenID Connect issuer: signature by
// the issuer's published keys, issuer, audience and expiry. It reads the
// issuer's discovery document at the first token, so that it can be made before
// the issuer answers. It is safe for concurrent use.
type Verifier struct {
	issuer, audience string
	keysContext      context.Context //nolint:containedctx // go-oidc fetches keys with the context that it was made with.

	mu       sync.Mutex
	verifier *oidc.IDTokenVerifier
	failedAt time.Time // of the last discovery
}

// Limits of asking the issuer for its discovery document.
const (
	discoveryTimeout = 5 * time.Second
	// discoveryPause is how long a failure answers for the requests after it, so
	// that an issuer that is down holds up one request and not all of them.
	discoveryPause = time.Second
)

// NewVerifier returns a verifier of tokens of the issuer that are meant for the
// audience. ctx gives the HTTP client (oidc.ClientContext) and may end before
// the verifier does.
//
// An issuer without TLS is refused unless it is on the loopback.
func NewVerifier(ctx context.Context, issuer, audience string) (*Verifier, error) {
	address, err := url.Parse(issuer)
	if err != nil || address.Host == "" {
		return nil, fmt.Errorf("issuer %q is no URL", issuer)
	}
	if address.Scheme != "https" && !isLoopback(address.Hostname()) {
		return nil, fmt.Errorf("issuer %q is neither https nor on the loopback", issuer)
	}
	if audience == "" {
		return nil, fmt.Errorf("an audience is needed")
	}
	return &Verifier{issuer: issuer, audience: audience, keysContext: context.WithoutCancel(ctx)}, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Verify returns what a raw token says.
//
// Errors: [ErrUnauthenticated] for every token that does not hold, without
// saying why; [ErrUnavailable] when the issuer does not answer.
func (v *Verifier) Verify(ctx context.Context, raw string) (Token, error) {
	verifier, err := v.discovered()
	if err != nil {
		return Token{}, err
	}
	token, err := verifier.Verify(ctx, raw)
	if err != nil {
		return Token{}, unverified(err)
	}
	var claimed struct {
		Role         Role   `json:"clearclaim_role"`
		Organization number `json:"clearclaim_organization"`
	}
	if err := token.Claims(&claimed); err != nil {
		return Token{}, ErrUnauthenticated
	}
	principal, err := NewPrincipal(token.Subject, claimed.Role, uint32(claimed.Organization))
	if err != nil {
		return Token{}, err
	}
	return Token{Principal: principal, ExpiresAt: token.Expiry}, nil
}

// unverified tells a token that does not hold from keys that could not be had.
func unverified(err error) error {
	if strings.Contains(err.Error(), "fetching keys") {
		return ErrUnavailable
	}
	return ErrUnauthenticated
}

// discovered returns the verifier, asking the issuer for its discovery document
// until it answered once.
func (v *Verifier) discovered() (*oidc.IDTokenVerifier, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.verifier != nil {
		return v.verifier, nil
	}
	if time.Since(v.failedAt) < discoveryPause {
		return nil, ErrUnavailable
	}
	ctx, cancel := context.WithTimeout(v.keysContext, discoveryTimeout)
	defer cancel()
	provider, err := oidc.NewProvider(ctx, v.issuer)
	if err != nil {
		v.failedAt = time.Now()
		return nil, fmt.Errorf("%w: discovering the issuer: %w", ErrUnavailable, err)
	}
	v.verifier = provider.VerifierContext(v.keysContext, &oidc.Config{ClientID: v.audience})
	return v.verifier, nil
}

// number reads an organization's number, which some issuers write as a text.
type number uint32

// UnmarshalJSON implements json.Unmarshaler.
func (n *number) UnmarshalJSON(data []byte) error {
	var value uint32
	if err := json.Unmarshal([]byte(strings.Trim(string(data), `"`)), &value); err != nil {
		return fmt.Errorf("reading an organization's number: %w", err)
	}
	*n = number(value)
	return nil
}

// Middleware puts the principal of a request's bearer token in its context. A
// request without a token passes with nobody asking: whatever needs a principal
// refuses it. A token that does not hold is answered here, with 401 and a
// GraphQL error that says no more than that.
func (v *Verifier) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := r.Header.Get("Authorization")
		if header == "" {
			next.ServeHTTP(w, r)
			return
		}
		ctx, err := v.Authenticate(r.Context(), header)
		if err != nil {
			writeRefusal(w, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Authenticate returns ctx with the principal of an Authorization header's value.
//
// Errors: those of [Verifier.Verify].
func (v *Verifier) Authenticate(ctx context.Context, header string) (context.Context, error) {
	scheme, raw, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || raw == "" {
		return nil, ErrUnauthenticated
	}
	token, err := v.Verify(ctx, strings.TrimSpace(raw))
	if err != nil {
		return nil, err
	}
	return WithExpiry(WithPrincipal(ctx, token.Principal), token.ExpiresAt), nil
}

// writeRefusal answers in the shape of a GraphQL response.
func writeRefusal(w http.ResponseWriter, err error) {
	refusal, status := ErrUnauthenticated, http.StatusUnauthorized
	if errs.CodeOf(err) == errs.Unavailable {
		refusal, status = ErrUnavailable, http.StatusServiceUnavailable
	} else {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"errors":[{"message":%q,"extensions":{"code":%q}}]}`+"\n", refusal.Text, refusal.Code)
}
