package auth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// Names of the claims that a token carries beside the standard ones, unless an
// [Issuer] names others.
const (
	// ClaimRole holds a [Role].
	ClaimRole = "clearclaim_role"
	// ClaimOrganization holds the number of the insurer or provider.
	ClaimOrganization = "clearclaim_organization"
)

// Limits of tokens.
const (
	// clockSkew is by how much an issuer's clock may be ahead or behind.
	clockSkew = time.Minute
	// maxLifetime is how long a token may hold from now on.
	maxLifetime = 24 * time.Hour
	// maxTokenBytes bounds what is looked at at all.
	maxTokenBytes = 16 << 10
	// maxInstant is the last NumericDate that is taken: the end of the year 9999.
	maxInstant = 253_402_300_799
	// subjectSeparator stands between an issuer's name and its subject.
	subjectSeparator = "|"
)

// Token is what a bearer token says once it was checked.
type Token struct {
	Principal Principal
	// ExpiresAt is when the token ends.
	ExpiresAt time.Time

	session *session // that it is the token of; nil for an issuer's
}

// Issuer is an OpenID Connect issuer whose tokens are taken, and what they may say.
type Issuer struct {
	// URL names the issuer, to the letter: https, or on the loopback.
	URL string `json:"issuer"`
	// Audience is whom its tokens must be meant for.
	Audience string `json:"audience"`
	// Name tells its subjects from those of other issuers: a subject s becomes name|s.
	// One issuer may have none, whose subjects stay as they are.
	Name string `json:"name"`
	// Roles and Organizations bound what its tokens may be for; empty is no bound.
	Roles         []Role   `json:"roles"`
	Organizations []uint32 `json:"organizations"`
	// RoleClaim and OrganizationClaim are where a token says it; "" is [ClaimRole] and
	// [ClaimOrganization].
	RoleClaim         string `json:"roleClaim"`
	OrganizationClaim string `json:"organizationClaim"`
	// Accounts are subjects that stand for an account whatever their tokens say: service
	// accounts of an issuer that adds no claims to the tokens of a client.
	Accounts map[string]Account `json:"accounts"`
}

// Account is what a service account acts for.
type Account struct {
	Role         Role   `json:"role"`
	Organization uint32 `json:"organization"`
}

// VerifierConfig is what a verifier checks tokens against.
type VerifierConfig struct {
	Issuers []Issuer
	// SignIn gives out sessions of wallets; nil takes none.
	SignIn *SignIn
	// Client asks the issuers; nil is one that follows no redirect.
	Client *http.Client
	// Clock is nil for time.Now.
	Clock func() time.Time
}

// Verifier checks bearer tokens: those of OpenID Connect issuers by signature with
// the issuer's published keys, issuer, audience and times, and those of wallets that
// signed in. It asks an issuer for its keys at the first token, so that it can be
// made before the issuer answers. It is safe for concurrent use.
type Verifier struct {
	issuers map[string]*issuer
	signIn  *SignIn
	clock   func() time.Time
}

// issuer is an issuer with what checks its tokens.
type issuer struct {
	Issuer
	verifier *oidc.IDTokenVerifier
	reserved []string // beginnings of subjects that are another issuer's
}

// NewVerifier returns a verifier of the tokens of one issuer: see [NewVerifierOf].
func NewVerifier(_ context.Context, issuer, audience string) (*Verifier, error) {
	return NewVerifierOf(VerifierConfig{Issuers: []Issuer{{URL: issuer, Audience: audience}}})
}

// NewVerifierOf returns a verifier. An issuer without TLS is refused unless it is on
// the loopback, as are two issuers with the same URL or name.
func NewVerifierOf(config VerifierConfig) (*Verifier, error) {
	if config.Client == nil {
		config.Client = &http.Client{
			Timeout:       issuerTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	if config.Clock == nil {
		config.Clock = time.Now
	}
	v := &Verifier{issuers: map[string]*issuer{}, signIn: config.SignIn, clock: config.Clock}
	names := map[string]bool{walletPrefix: true}
	for _, one := range config.Issuers {
		if err := one.check(); err != nil {
			return nil, err
		}
		if v.issuers[one.URL] != nil || names[one.Name] {
			return nil, fmt.Errorf("issuer %q has the URL or name of another", one.URL)
		}
		names[one.Name] = true
		keys := &keySet{issuer: one.URL, client: config.Client, clock: config.Clock}
		v.issuers[one.URL] = &issuer{Issuer: one, verifier: oidc.NewVerifier(one.URL, keys, &oidc.Config{
			ClientID: one.Audience, SupportedSigningAlgs: algorithms, SkipExpiryCheck: true, // see checkTimes
		})}
	}
	for _, one := range v.issuers {
		for name := range names {
			if one.Name == "" && name != "" {
				one.reserved = append(one.reserved, name+subjectSeparator, name+":")
			}
		}
	}
	return v, nil
}

// check returns what is wrong with an issuer's settings.
func (i Issuer) check() error {
	if err := checkURL(i.URL); err != nil {
		return err
	}
	if i.Audience == "" {
		return fmt.Errorf("issuer %q needs an audience", i.URL)
	}
	if strings.ContainsAny(i.Name, subjectSeparator+":") {
		return fmt.Errorf("issuer %q has a name with %q or %q", i.URL, subjectSeparator, ":")
	}
	for _, role := range i.Roles {
		if _, isKnown := entityTypes[role]; !isKnown {
			return fmt.Errorf("issuer %q has no role %q", i.URL, role)
		}
	}
	for subject, account := range i.Accounts {
		if _, err := NewPrincipal(subject, account.Role, account.Organization); err != nil {
			return fmt.Errorf("issuer %q has an account without a role or its organization", i.URL)
		}
	}
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Verify returns what a raw token says.
//
// Errors: [ErrUnauthenticated] for every token that does not hold, without
// saying why; [ErrUnavailable] when its issuer does not answer.
func (v *Verifier) Verify(ctx context.Context, raw string) (Token, error) {
	if len(raw) > maxTokenBytes {
		return Token{}, ErrUnauthenticated
	}
	if isSession(raw) {
		return v.signIn.session(ctx, raw)
	}
	from := v.issuers[issuerIn(raw)]
	if from == nil {
		return Token{}, ErrUnauthenticated
	}
	token, err := from.verifier.Verify(ctx, raw)
	if err != nil {
		return Token{}, unverified(err)
	}
	said := map[string]json.RawMessage{}
	if err := token.Claims(&said); err != nil {
		return Token{}, ErrUnauthenticated
	}
	if !isInTime(said, v.clock()) {
		return Token{}, ErrUnauthenticated
	}
	principal, err := from.principal(token.Subject, said)
	return Token{Principal: principal, ExpiresAt: token.Expiry}, err
}

// issuerIn returns the issuer that a token claims, which nothing vouches for yet.
func issuerIn(raw string) string {
	parts := strings.Split(raw, ".")
	if len(parts) != 3 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	var claimed struct {
		Issuer string `json:"iss"`
	}
	if json.Unmarshal(payload, &claimed) != nil {
		return ""
	}
	return claimed.Issuer
}

// isInTime reports whether a token holds now: it ends, not before now and not too
// late, and it began. Clocks may differ by [clockSkew].
func isInTime(said map[string]json.RawMessage, now time.Time) bool {
	expires, ok := instantOf(said["exp"])
	if !ok || !now.Add(-clockSkew).Before(expires) || expires.After(now.Add(maxLifetime+clockSkew)) {
		return false
	}
	for _, name := range []string{"nbf", "iat"} {
		if text, isSaid := said[name]; isSaid {
			begins, ok := instantOf(text)
			if !ok || begins.After(now.Add(clockSkew)) {
				return false
			}
		}
	}
	return true
}

// instantOf reads a NumericDate, of which fractions do not count.
func instantOf(text json.RawMessage) (time.Time, bool) {
	var seconds float64
	if json.Unmarshal(text, &seconds) != nil || seconds <= 0 || seconds > maxInstant {
		return time.Time{}, false
	}
	return time.Unix(int64(seconds), 0), true
}

// principal returns whom a checked token is of.
//
// Errors: [ErrUnauthenticated].
func (i *issuer) principal(subject string, said map[string]json.RawMessage) (Principal, error) {
	account, isAccount := i.Accounts[subject]
	if !isAccount {
		role, okRole := roleOf(said[orName(i.RoleClaim, ClaimRole)])
		organization, okOrganization := numberOf(said[orName(i.OrganizationClaim, ClaimOrganization)])
		if !okRole || !okOrganization {
			return Principal{}, ErrUnauthenticated
		}
		account = Account{Role: role, Organization: organization}
	}
	isBound := len(i.Roles) > 0 && !slices.Contains(i.Roles, account.Role) ||
		len(i.Organizations) > 0 && !slices.Contains(i.Organizations, account.Organization)
	isReserved := slices.ContainsFunc(i.reserved, func(beginning string) bool { return strings.HasPrefix(subject, beginning) })
	if subject == "" || isBound || isReserved || strings.ContainsRune(subject, 0) {
		return Principal{}, ErrUnauthenticated
	}
	if i.Name != "" {
		subject = i.Name + subjectSeparator + subject
	}
	return NewPrincipal(subject, account.Role, account.Organization)
}

func orName(name, usual string) string {
	if name == "" {
		return usual
	}
	return name
}

// roleOf reads a role: a text, or a list in which one role of ours stands among what
// else an issuer has.
func roleOf(text json.RawMessage) (Role, bool) {
	var one Role
	if json.Unmarshal(text, &one) == nil {
		return one, true
	}
	var list []Role
	if json.Unmarshal(text, &list) != nil {
		return "", false
	}
	list = slices.DeleteFunc(list, func(role Role) bool { return entityTypes[role] == "" })
	if len(list) != 1 {
		return "", false
	}
	return list[0], true
}

// numberOf reads an organization's number, which some issuers write as a text. None
// is 0.
func numberOf(text json.RawMessage) (uint32, bool) {
	if text == nil {
		return 0, true
	}
	var number uint32
	err := json.Unmarshal([]byte(strings.Trim(string(text), `"`)), &number)
	return number, err == nil
}

// unverified tells a token that does not hold from keys that could not be had.
func unverified(err error) error {
	if strings.Contains(err.Error(), errKeysAway.Error()) {
		return ErrUnavailable
	}
	return ErrUnauthenticated
}

// Middleware puts the principal of a request's bearer token in its context. A
// request without a token passes with nobody asking: whatever needs a principal
// refuses it. A token that does not hold is answered here, with 401 and a
// GraphQL error that says no more than that, and spends of the budget that its network
// has for requests without one; a token that holds never does, whoever else is there.
func (v *Verifier) Middleware(limiter *Limiter, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		headers := r.Header.Values("Authorization")
		if len(headers) == 0 || len(headers) == 1 && headers[0] == "" {
			next.ServeHTTP(w, r)
			return
		}
		ctx, err := context.Context(nil), error(ErrUnauthenticated)
		if len(headers) == 1 { // of several nobody knows which counts
			ctx, err = v.Authenticate(r.Context(), headers[0])
		}
		if err != nil {
			writeRefusal(w, limiter.Refuse(NetworkOf(r), err))
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
	ctx = WithExpiry(WithPrincipal(ctx, token.Principal), token.ExpiresAt)
	if token.session != nil {
		ctx = context.WithValue(ctx, sessionKey{}, token.session)
	}
	return ctx, nil
}

// writeRefusal answers in the shape of a GraphQL response.
func writeRefusal(w http.ResponseWriter, err error) {
	refusal, status := ErrUnauthenticated, http.StatusUnauthorized
	switch {
	case errs.CodeOf(err) == errs.Unavailable:
		refusal, status = ErrUnavailable, http.StatusServiceUnavailable
	case errors.As(err, new(*RateLimitedError)):
		refusal, status = ErrRateLimited, http.StatusTooManyRequests
		w.Header().Set("Retry-After", retryAfter(err))
	default:
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"errors":[{"message":%q,"extensions":{"code":%q}}]}`+"\n", refusal.Text, refusal.Code)
}
