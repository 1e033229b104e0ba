package auth

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
)

// algorithms are those that a token may be signed with: asymmetric ones alone, so
// that a published key is never taken for a shared secret, and never none.
var algorithms = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA,
}

// Limits of asking an issuer for its keys.
const (
	issuerTimeout = 5 * time.Second
	maxDocument   = 1 << 20 // bytes of an issuer's answer
	minRSABits    = 2048
	// keysFreshFor is how long keys are taken as they are: a key that the issuer took
	// back holds no longer than that, and a new one is asked for when a token names it.
	keysFreshFor = 10 * time.Minute
	// keysKeptFor is how long keys serve while the issuer does not answer.
	keysKeptFor = 24 * time.Hour
	// keysPause is the least time between two requests for keys, whatever tokens name:
	// forged ones cannot make us flood the issuer, nor hold up the others.
	keysPause = 2 * time.Second
	// maxVerified bounds the tokens whose signature is remembered.
	maxVerified = 4096
)

var (
	errKeyUnknown = errors.New("the token's key is none of the issuer's")
	errKeysAway   = errors.New("fetching keys: the issuer does not answer")
	errTokenType  = errors.New("the token is of another type")
)

// keySet is the published keys of one issuer. It is safe for concurrent use.
type keySet struct {
	issuer string
	client *http.Client
	clock  func() time.Time

	mu        sync.Mutex
	keys      []jose.JSONWebKey
	fetchedAt time.Time // of keys
	// verified are the payloads of tokens that were signed with one of keys, by the hash of
	// the token: clients send the same one again and again. Other keys begin it anew.
	verified map[[32]byte][]byte
	triedAt  time.Time
	failure  error         // of the last try
	fetching chan struct{} // closed when the try under way ends; nil without one
}

var _ oidc.KeySet = (*keySet)(nil)

// VerifySignature implements oidc.KeySet. The algorithm was checked before.
func (k *keySet) VerifySignature(ctx context.Context, raw string) ([]byte, error) {
	hash := sha256.Sum256([]byte(raw))
	if payload, ok := k.remembered(hash); ok {
		return payload, nil
	}
	signed, err := jose.ParseSigned(raw, joseAlgorithms())
	if err != nil || len(signed.Signatures) != 1 {
		return nil, errKeyUnknown
	}
	header := signed.Signatures[0].Protected
	if !isTokenType(header.ExtraHeaders[jose.HeaderType]) {
		return nil, errTokenType
	}
	if payload, ok := k.verify(hash, signed, header); ok {
		return payload, nil
	}
	if err := k.refresh(ctx, false); err != nil {
		return nil, err
	}
	if payload, ok := k.verify(hash, signed, header); ok {
		return payload, nil
	}
	return nil, errKeyUnknown
}

// remembered returns the payload of a token that was verified with the keys at hand. What
// the token says, and until when, is looked at each time.
func (k *keySet) remembered(hash [32]byte) ([]byte, bool) {
	if len(k.usable()) == 0 {
		return nil, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	payload, ok := k.verified[hash]
	return payload, ok
}

// remember keeps the payload of a token, unless there are other keys by now.
func (k *keySet) remember(hash [32]byte, payload []byte, with []jose.JSONWebKey) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.keys) == 0 || &k.keys[0] != &with[0] {
		return
	}
	if k.verified == nil || len(k.verified) == maxVerified {
		k.verified = map[[32]byte][]byte{}
	}
	k.verified[hash] = payload
}

func joseAlgorithms() []jose.SignatureAlgorithm {
	converted := make([]jose.SignatureAlgorithm, len(algorithms))
	for i, algorithm := range algorithms {
		converted[i] = jose.SignatureAlgorithm(algorithm)
	}
	return converted
}

// isTokenType reports whether a typ header is that of an identity or access token:
// other statements of the same issuer, signed with the same keys, are no tokens.
func isTokenType(header any) bool {
	text, isText := header.(string)
	if header == nil {
		return true
	}
	return isText && slices.Contains([]string{"jwt", "at+jwt", "application/at+jwt"}, strings.ToLower(text))
}

// verify checks a signature against the key that the header names among those at hand.
func (k *keySet) verify(hash [32]byte, signed *jose.JSONWebSignature, header jose.Header) ([]byte, bool) {
	keys := k.usable()
	for _, key := range keys {
		isNamed := key.KeyID == header.KeyID || header.KeyID == ""
		if !isNamed || key.Algorithm != "" && key.Algorithm != header.Algorithm {
			continue
		}
		if payload, err := signed.Verify(key.Key); err == nil {
			k.remember(hash, payload, keys)
			return payload, true
		}
	}
	return nil, false
}

// usable returns the keys at hand. Those that are not fresh serve on while others are
// fetched beside, and none once they are too old.
func (k *keySet) usable() []jose.JSONWebKey {
	k.mu.Lock()
	keys, age := k.keys, k.clock().Sub(k.fetchedAt)
	k.mu.Unlock()
	switch {
	case age > keysKeptFor:
		return nil
	case age > keysFreshFor:
		go func() { _ = k.refresh(context.Background(), true) }()
	}
	return keys
}

// refresh fetches the keys, or waits for who does; at most once in [keysPause].
//
// Errors: errKeysAway when the last try failed.
func (k *keySet) refresh(ctx context.Context, isBeside bool) error {
	k.mu.Lock()
	if k.fetching == nil {
		if k.clock().Sub(k.triedAt) < keysPause {
			defer k.mu.Unlock()
			return k.failure
		}
		k.triedAt, k.fetching = k.clock(), make(chan struct{})
		go k.fetch(k.fetching)
	}
	done := k.fetching
	k.mu.Unlock()
	if isBeside {
		return nil
	}
	select {
	case <-done:
	case <-ctx.Done():
		return ctx.Err()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.failure
}

func (k *keySet) fetch(done chan struct{}) {
	ctx, cancel := context.WithTimeout(context.Background(), issuerTimeout)
	defer cancel()
	keys, err := k.load(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.failure = nil
	if err != nil {
		k.failure = fmt.Errorf("%w: %w", errKeysAway, err)
	} else {
		k.keys, k.fetchedAt, k.verified = keys, k.clock(), nil
	}
	k.fetching = nil
	close(done)
}

// load asks the issuer where its keys are, and for them.
func (k *keySet) load(ctx context.Context) ([]jose.JSONWebKey, error) {
	var discovery struct {
		Issuer  string `json:"issuer"`
		KeysURL string `json:"jwks_uri"`
	}
	if err := k.get(ctx, strings.TrimSuffix(k.issuer, "/")+"/.well-known/openid-configuration", &discovery); err != nil {
		return nil, err
	}
	if discovery.Issuer != k.issuer {
		return nil, errors.New("the discovery document is another issuer's")
	}
	if err := checkURL(discovery.KeysURL); err != nil {
		return nil, err
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := k.get(ctx, discovery.KeysURL, &set); err != nil {
		return nil, err
	}
	return publicKeys(set.Keys), nil
}

func (k *keySet) get(ctx context.Context, address string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := k.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the issuer answers %d", response.StatusCode)
	}
	return json.NewDecoder(io.LimitReader(response.Body, maxDocument)).Decode(into)
}

// publicKeys returns the keys that can check a token. Others, and what is none, are
// passed over: an issuer may publish keys for other ends.
func publicKeys(set []json.RawMessage) []jose.JSONWebKey {
	var keys []jose.JSONWebKey
	for _, text := range set {
		var key jose.JSONWebKey
		if key.UnmarshalJSON(text) != nil || !key.IsPublic() || !key.Valid() || key.Use != "" && key.Use != "sig" {
			continue
		}
		if public, isRSA := key.Key.(*rsa.PublicKey); isRSA && public.N.BitLen() < minRSABits {
			continue
		}
		keys = append(keys, key)
	}
	return keys
}

// checkURL returns an error for an address that is reached without TLS, unless it is
// on the loopback.
func checkURL(text string) error {
	address, err := url.Parse(text)
	if err != nil || address.Host == "" || address.User != nil {
		return fmt.Errorf("%q is no URL of an issuer", text)
	}
	if address.Scheme != "https" && (address.Scheme != "http" || !isLoopback(address.Hostname())) {
		return fmt.Errorf("%q is neither https nor on the loopback", text)
	}
	return nil
}
