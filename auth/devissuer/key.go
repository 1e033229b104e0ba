package devissuer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-jose/go-jose/v4"
)

// keyFile is the name of the signing key in the data directory.
const keyFile = "dev-issuer-key.pem"

// signingKey signs tokens. It implements op.SigningKey.
type signingKey struct {
	private *ecdsa.PrivateKey
	id      string
}

// openKey reads the signing key of a data directory, making it first when there
// is none, so that tokens outlive a restart.
func openKey(directory string) (signingKey, error) {
	path := filepath.Join(directory, keyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createKey(directory, path)
	}
	if err != nil {
		return signingKey{}, fmt.Errorf("reading the signing key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return signingKey{}, errors.New("the signing key is no PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return signingKey{}, fmt.Errorf("parsing the signing key: %w", err)
	}
	private, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return signingKey{}, errors.New("the signing key is no ECDSA key")
	}
	return newSigningKey(private)
}

// createKey makes a key and keeps it, whole or not at all.
func createKey(directory, path string) (signingKey, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return signingKey{}, fmt.Errorf("making the signing key: %w", err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return signingKey{}, fmt.Errorf("encoding the signing key: %w", err)
	}
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return signingKey{}, fmt.Errorf("making the data directory: %w", err)
	}
	temporary := path + ".new"
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})
	if err := os.WriteFile(temporary, text, 0o600); err != nil {
		return signingKey{}, fmt.Errorf("writing the signing key: %w", err)
	}
	if err := os.Rename(temporary, path); err != nil {
		return signingKey{}, fmt.Errorf("keeping the signing key: %w", err)
	}
	return newSigningKey(private)
}

func newSigningKey(private *ecdsa.PrivateKey) (signingKey, error) {
	public, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		return signingKey{}, fmt.Errorf("naming the signing key: %w", err)
	}
	digest := sha256.Sum256(public)
	return signingKey{private: private, id: hex.EncodeToString(digest[:8])}, nil
}

// SignatureAlgorithm implements op.SigningKey.
func (k signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.ES256 }

// Key implements op.SigningKey.
func (k signingKey) Key() any { return k.private }

// ID implements op.SigningKey.
func (k signingKey) ID() string { return k.id }

// publicKey is what the issuer publishes. It implements op.Key.
type publicKey struct{ signingKey }

// Algorithm implements op.Key.
func (k publicKey) Algorithm() jose.SignatureAlgorithm { return jose.ES256 }

// Use implements op.Key.
func (k publicKey) Use() string { return "sig" }

// Key implements op.Key.
func (k publicKey) Key() any { return &k.private.PublicKey }
