package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Times of sign-in by wallet.
const (
	// nonceLifetime is how long a message may take from its nonce to its signature.
	nonceLifetime = 5 * time.Minute
	// sessionLifetime is how long a session holds.
	sessionLifetime = 15 * time.Minute
	// recheckAfter is how long a session is taken without another look whether its key
	// is still the organization's.
	recheckAfter = 30 * time.Second
	// sealRandomBytes is how much of a nonce or token is random, sealMACBytes how much
	// proves that it was given out here.
	sealRandomBytes, sealMACBytes = 16, 16
	// sealSeconds is the length of the time at its beginning, in Unix seconds.
	sealSeconds = 8
	// maxSignInBytes bounds the body of a request.
	maxSignInBytes = 16 << 10
)

const (
	// sessionPrefix begins the token of a session, which no token of an issuer does.
	sessionPrefix = "ccw_"
	// walletPrefix begins the subject of a wallet, as CAIP-10 names an account.
	walletPrefix = "eip155"
	// organizationURN names the organization that a message signs in for, with its role
	// before the number.
	organizationURN = "urn:clearclaim:"
	// SignInPath is where the handler of a [SignIn] is served.
	SignInPath = "/sign-in"
)

// Wallets is what the chain knows of keys.
type Wallets interface {
	// RecoverPersonal returns the account that signed a message (EIP-191), with its checksum.
	RecoverPersonal(message, signature []byte) (string, error)
	// HoldsKey reports whether an account is now the key of an insurer's administrator, or
	// that by which a provider itself signs.
	HoldsKey(ctx context.Context, role string, organization uint32, account string) (bool, error)
}

// Sessions keeps used nonces and sessions, by their hashes. All processes share it.
type Sessions interface {
	// UseNonce keeps a nonce that is used, until it ends, and reports whether it is the
	// first use: of several at once one is.
	UseNonce(ctx context.Context, hash []byte, expiresAt, now time.Time) (isFirst bool, err error)
	// AddSession keeps what a session stands for.
	AddSession(ctx context.Context, hash, content []byte, expiresAt, now time.Time) error
	// Session returns what a session stands for, nil when there is none or it ended.
	Session(ctx context.Context, hash []byte, now time.Time) (content []byte, expiresAt time.Time, err error)
	// EndSession takes a session away.
	EndSession(ctx context.Context, hash []byte) error
}

// SignInConfig is what sign-in by wallet stands on.
type SignInConfig struct {
	Wallets  Wallets
	Sessions Sessions
	// MAC authenticates what the API gives out and takes back; all processes share its key.
	MAC func(content []byte) [32]byte
	// PublicURL is the API's address as its clients know it: https, or on the loopback.
	PublicURL string
	ChainID   uint64
	// Limiter bounds the requests of an address; nil bounds nothing.
	Limiter *Limiter
	// Log takes what clients are not told; nil is slog.Default.
	Log *slog.Logger
	// Clock is nil for time.Now.
	Clock func() time.Time
}

// SignIn lets organizations sign in with the keys that they hold themselves, as
// EIP-4361 says (Sign-In with Ethereum): who holds the key that the chain has of a
// provider or of an insurer's administrator gets a session of 15 minutes. It is safe
// for concurrent use.
type SignIn struct {
	config      SignInConfig
	scheme      string
	domain, uri string

	looks chan struct{} // turns of looks that no request waits for

	mu      sync.Mutex
	checked map[walletSession]time.Time // when a key was last found on the chain
	watches map[sessionHash]*watch      // of sessions that something is open by
}

// maxChecked bounds how many keys are remembered as looked for.
const maxChecked = 10_000

// NewSignIn returns the sign-in of an API at an address.
func NewSignIn(config SignInConfig) (*SignIn, error) {
	if err := checkURL(config.PublicURL); err != nil {
		return nil, err
	}
	if config.Clock == nil {
		config.Clock = time.Now
	}
	if config.Log == nil {
		config.Log = slog.Default()
	}
	address, err := url.Parse(config.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("reading the public URL: %w", err)
	}
	return &SignIn{
		config: config, scheme: address.Scheme, domain: address.Host,
		uri:     strings.TrimSuffix(config.PublicURL, "/") + SignInPath,
		looks:   make(chan struct{}, maxLooks),
		checked: map[walletSession]time.Time{}, watches: map[sessionHash]*watch{},
	}, nil
}

// walletSession is what a session stands for.
type walletSession struct {
	Role         Role   `json:"role"`
	Organization uint32 `json:"organization"`
	Account      string `json:"account"`
}

// principal returns whom a session is of.
func (s walletSession) principal(chainID uint64) (Principal, error) {
	subject := walletPrefix + ":" + strconv.FormatUint(chainID, 10) + ":" + s.Account
	return NewPrincipal(subject, s.Role, s.Organization)
}

// challenge is what a client needs to make the message.
type challenge struct {
	Domain    string    `json:"domain"`
	URI       string    `json:"uri"`
	Version   string    `json:"version"`
	ChainID   uint64    `json:"chainId"`
	Nonce     string    `json:"nonce"`
	ExpiresAt time.Time `json:"expirationTime"`
}

// challenge gives out a nonce, which is not kept: so nobody can use them up for others.
func (s *SignIn) challenge() challenge {
	expiresAt := s.config.Clock().Add(nonceLifetime).UTC().Truncate(time.Second)
	return challenge{
		Domain: s.domain, URI: s.uri, Version: "1", ChainID: s.config.ChainID, Nonce: s.seal(useNonce, expiresAt), ExpiresAt: expiresAt,
	}
}

// What is sealed is good for one use.
const useNonce, useSession = "", "session"

// seal returns a text for one use: when it ends, what is random in it, and a MAC of both,
// in hexadecimal. That a text was given out here is seen without looking it up.
func (s *SignIn) seal(use string, expiresAt time.Time) string {
	content := make([]byte, sealSeconds+sealRandomBytes, sealSeconds+sealRandomBytes+sealMACBytes)
	binary.BigEndian.PutUint64(content, uint64(expiresAt.Unix()))
	_, _ = rand.Read(content[sealSeconds:]) // never fails
	mac := s.macOf(use, content)
	return hex.EncodeToString(append(content, mac[:sealMACBytes]...))
}

// endOf returns when a sealed text ends; false for one that was not given out for this
// use, or that ended.
func (s *SignIn) endOf(use, text string, now time.Time) (time.Time, bool) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != sealSeconds+sealRandomBytes+sealMACBytes || hex.EncodeToString(raw) != text {
		return time.Time{}, false
	}
	content := raw[:sealSeconds+sealRandomBytes]
	mac := s.macOf(use, content)
	expiresAt := time.Unix(int64(binary.BigEndian.Uint64(content)), 0)
	return expiresAt, hmac.Equal(mac[:sealMACBytes], raw[len(content):]) && now.Before(expiresAt)
}

// macOf returns the MAC of a content, whose length is fixed, and of what it is for.
func (s *SignIn) macOf(use string, content []byte) [32]byte {
	return s.config.MAC(append(slices.Clip(content), use...))
}

// enter returns the token of a session for a signed message.
//
// Errors: [ErrUnauthenticated] for whatever does not hold, without saying what.
func (s *SignIn) enter(ctx context.Context, text string, signature []byte) (token string, expiresAt time.Time, err error) {
	now := s.config.Clock()
	m, err := parseMessage(text)
	if err != nil || !s.isMeant(m) || !isMessageInTime(m, now) {
		return "", time.Time{}, ErrUnauthenticated
	}
	entering, ok := organizationOf(m.Resources)
	if !ok {
		return "", time.Time{}, ErrUnauthenticated
	}
	// The address is compared as it is written, so that one without its checksum is none.
	signer, err := s.config.Wallets.RecoverPersonal([]byte(text), signature)
	if err != nil || signer != m.Address {
		return "", time.Time{}, ErrUnauthenticated
	}
	entering.Account = signer
	nonceEndsAt, isGiven := s.endOf(useNonce, m.Nonce, now)
	if !isGiven {
		return "", time.Time{}, ErrUnauthenticated
	}
	if err := s.holds(ctx, entering); err != nil {
		return "", time.Time{}, err
	}
	nonce := sha256.Sum256([]byte(m.Nonce))
	isFirst, err := s.config.Sessions.UseNonce(ctx, nonce[:], nonceEndsAt, now)
	if err != nil {
		return "", time.Time{}, fmt.Errorf("using a nonce: %w", err)
	}
	if !isFirst {
		return "", time.Time{}, ErrUnauthenticated
	}
	expiresAt = now.Add(sessionLifetime)
	if !m.ExpiresAt.IsZero() && m.ExpiresAt.Before(expiresAt) {
		expiresAt = m.ExpiresAt
	}
	expiresAt = expiresAt.Truncate(time.Second) // as the token has it
	token, err = s.begin(ctx, entering, expiresAt)
	return token, expiresAt, err
}

// isMeant reports whether a message is for this API on this chain.
func (s *SignIn) isMeant(m message) bool {
	return m.Domain == s.domain && (m.Scheme == "" || m.Scheme == s.scheme) && m.URI == s.uri && m.ChainID == s.config.ChainID
}

// isMessageInTime reports whether a message holds now. Clocks may differ by [clockSkew].
func isMessageInTime(m message, now time.Time) bool {
	return !m.IssuedAt.After(now.Add(clockSkew)) && m.IssuedAt.After(now.Add(-nonceLifetime-clockSkew)) &&
		(m.ExpiresAt.IsZero() || now.Before(m.ExpiresAt)) && !m.NotBefore.After(now.Add(clockSkew))
}

// organizationOf reads the one resource: urn:clearclaim:provider:3, or insurer.
func organizationOf(resources []string) (walletSession, bool) {
	if len(resources) != 1 {
		return walletSession{}, false
	}
	name, _ := strings.CutPrefix(resources[0], organizationURN)
	role, digits, _ := strings.Cut(name, ":")
	number, err := strconv.ParseUint(digits, 10, 32)
	isCanonical := err == nil && resources[0] == organizationURN+role+":"+strconv.FormatUint(number, 10)
	isRole := Role(role) == RoleProvider || Role(role) == RoleInsurer
	return walletSession{Role: Role(role), Organization: uint32(number)}, isCanonical && isRole && number > 0
}

// holds checks that an account is the organization's key on the chain now.
//
// Errors: [ErrUnauthenticated]; [ErrUnavailable] when the chain does not answer.
func (s *SignIn) holds(ctx context.Context, of walletSession) error {
	isKey, err := s.config.Wallets.HoldsKey(ctx, string(of.Role), of.Organization, of.Account)
	if err != nil {
		return fmt.Errorf("%w: looking for a key on the chain: %w", ErrUnavailable, err)
	}
	if !isKey {
		return ErrUnauthenticated
	}
	return nil
}

// begin keeps a session and returns its token, of which only the hash is kept.
func (s *SignIn) begin(ctx context.Context, of walletSession, expiresAt time.Time) (string, error) {
	content, err := json.Marshal(of)
	if err != nil {
		return "", fmt.Errorf("writing a session: %w", err)
	}
	token := sessionPrefix + s.seal(useSession, expiresAt)
	hash := hashOf(token)
	if err := s.config.Sessions.AddSession(ctx, hash[:], content, expiresAt, s.config.Clock()); err != nil {
		return "", fmt.Errorf("keeping a session: %w", err)
	}
	s.noteChecked(of)
	return token, nil
}

// sessionHash names a session: it is that of its token.
type sessionHash [sha256.Size]byte

func hashOf(token string) sessionHash { return sha256.Sum256([]byte(token)) }

func isSession(raw string) bool { return strings.HasPrefix(raw, sessionPrefix) }

// session returns what a session's token says. One that was not given out here, or that
// ended, is not looked up.
//
// Errors: as [Verifier.Verify].
func (s *SignIn) session(ctx context.Context, raw string) (Token, error) {
	if s == nil {
		return Token{}, ErrUnauthenticated
	}
	if _, isGiven := s.endOf(useSession, strings.TrimPrefix(raw, sessionPrefix), s.config.Clock()); !isGiven {
		return Token{}, ErrUnauthenticated
	}
	return s.look(ctx, hashOf(raw))
}

// look looks whether a session holds, and ends what is open by it where it does not.
//
// Errors: as [Verifier.Verify].
func (s *SignIn) look(ctx context.Context, hash sessionHash) (Token, error) {
	token, err := s.find(ctx, hash)
	if errors.Is(err, ErrUnauthenticated) {
		s.endOpen(hash)
	}
	return token, err
}

// find returns what a session says. That its key is still the organization's is looked
// for again from time to time.
func (s *SignIn) find(ctx context.Context, hash sessionHash) (Token, error) {
	content, expiresAt, err := s.config.Sessions.Session(ctx, hash[:], s.config.Clock())
	if err != nil {
		return Token{}, fmt.Errorf("%w: finding a session: %w", ErrUnavailable, err)
	}
	if content == nil {
		return Token{}, ErrUnauthenticated
	}
	var of walletSession
	if err := json.Unmarshal(content, &of); err != nil {
		return Token{}, ErrUnauthenticated
	}
	if err := s.recheck(ctx, hash, of); err != nil {
		return Token{}, err
	}
	principal, err := of.principal(s.config.ChainID)
	return Token{Principal: principal, ExpiresAt: expiresAt, session: &session{signIn: s, hash: hash, of: of}}, err
}

// recheck looks whether a session's key is still the organization's, and ends the
// session where it is not.
func (s *SignIn) recheck(ctx context.Context, hash sessionHash, of walletSession) error {
	if s.freshFor(of) > 0 {
		return nil
	}
	err := s.holds(ctx, of)
	switch {
	case err == nil:
		s.noteChecked(of)
	case errors.Is(err, ErrUnauthenticated):
		_ = s.config.Sessions.EndSession(ctx, hash[:]) // it is refused again in any case
	}
	return err
}

// freshFor returns for how long a key need not be looked for again.
func (s *SignIn) freshFor(of walletSession) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return recheckAfter - s.config.Clock().Sub(s.checked[of])
}

func (s *SignIn) noteChecked(of walletSession) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.checked) >= maxChecked {
		clear(s.checked)
	}
	s.checked[of] = s.config.Clock()
}

// Handler serves sign-in under [SignInPath]: POST nonce gives what a message needs,
// POST takes the signed message and gives a token, DELETE ends the token's session.
func (s *SignIn) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+SignInPath+"/nonce", s.bounded(s.serveNonce))
	mux.HandleFunc("POST "+SignInPath, s.bounded(s.serveEnter))
	mux.HandleFunc("DELETE "+SignInPath, s.bounded(s.serveLeave))
	return mux
}

// bounded holds an address to its budget, and answers errors as the API does.
func (s *SignIn) bounded(serve func(r *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := s.config.Limiter.SpendOf(NetworkOf(r), 1); err != nil {
			writeRefusal(w, err)
			return
		}
		answer, err := serve(r)
		if err != nil {
			if errors.Is(err, ErrUnavailable) {
				s.config.Log.ErrorContext(r.Context(), "sign-in failed", "error", err)
			}
			writeRefusal(w, err)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		if answer == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_ = json.NewEncoder(w).Encode(answer)
	}
}

func (s *SignIn) serveNonce(*http.Request) (any, error) { return s.challenge(), nil }

func (s *SignIn) serveEnter(r *http.Request) (any, error) {
	var body struct {
		Message   string `json:"message"`
		Signature string `json:"signature"`
	}
	if json.NewDecoder(io.LimitReader(r.Body, maxSignInBytes)).Decode(&body) != nil {
		return nil, ErrUnauthenticated
	}
	digits, hasPrefix := strings.CutPrefix(body.Signature, "0x")
	signature, err := hex.DecodeString(digits)
	if err != nil || !hasPrefix {
		return nil, ErrUnauthenticated
	}
	token, expiresAt, err := s.enter(r.Context(), body.Message, signature)
	return struct {
		Token     string    `json:"token"`
		ExpiresAt time.Time `json:"expiresAt"`
	}{token, expiresAt.UTC()}, unlessRefusal(err)
}

func (s *SignIn) serveLeave(r *http.Request) (any, error) {
	scheme, raw, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || !isSession(raw) {
		return nil, ErrUnauthenticated
	}
	hash := hashOf(raw)
	err := s.config.Sessions.EndSession(r.Context(), hash[:])
	if err == nil {
		s.endOpen(hash)
	}
	return nil, unlessRefusal(err)
}

// unlessRefusal returns [ErrUnavailable] for what is none of the caller's doing.
func unlessRefusal(err error) error {
	if err == nil || errors.Is(err, ErrUnauthenticated) || errors.Is(err, ErrRateLimited) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}
