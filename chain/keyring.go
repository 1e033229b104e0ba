package chain

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/crypto"
)

// Errors of the keyring.
var (
	// ErrKeyNotFound is returned when the keyring has no key of the owner, or of the address.
	ErrKeyNotFound = errors.New("no such key")
	// ErrKeyInvalid is returned when bytes are not a private key, or a stored key
	// is not that of its address.
	ErrKeyInvalid = errors.New("not the private key")
	// ErrKeyExists is returned when an owner has another key already.
	ErrKeyExists = errors.New("the owner has another key")
)

// KeyStore keeps wrapped keys. An owner has one key.
type KeyStore interface {
	// PutSigningKey keeps a key unless its owner has one, and returns the address
	// of the one that the owner then has.
	PutSigningKey(ctx context.Context, owner string, address [20]byte, wrapped []byte) ([20]byte, error)
	// SigningKeyOf returns the owner's key, and false when there is none.
	SigningKeyOf(ctx context.Context, owner string) (address [20]byte, wrapped []byte, isKnown bool, err error)
	// SigningKey returns the key of an address with its owner, and false when there is none.
	SigningKey(ctx context.Context, address [20]byte) (owner string, wrapped []byte, isKnown bool, err error)
}

// Wrapper encrypts keys under a key management service.
type Wrapper interface {
	Wrap(ctx context.Context, plaintext, aad []byte) ([]byte, error)
	Unwrap(ctx context.Context, wrapped, aad []byte) ([]byte, error)
}

// Keyring holds the keys that sign for the gateway, the insurers and the
// providers that delegate. At rest they are wrapped; unwrapped ones stay in
// memory. It is safe for concurrent use.
//
// Owners are named "operator", "insurer/1/gateway" (and admin, adjudicator,
// treasurer, enroller), "provider/3", "provider/3/payee" and
// "gateway/acknowledgement".
type Keyring struct {
	store KeyStore
	kms   Wrapper

	mu   sync.Mutex
	keys map[Address]*ecdsa.PrivateKey
}

// NewKeyring returns a keyring over stored keys.
func NewKeyring(store KeyStore, kms Wrapper) *Keyring {
	return &Keyring{store: store, kms: kms, keys: map[Address]*ecdsa.PrivateKey{}}
}

// Create returns the owner's address and makes its key first where it has none.
// Of several callers at once all get the same.
func (k *Keyring) Create(ctx context.Context, owner string) (Address, error) {
	address, err := k.AddressOf(ctx, owner)
	if !errors.Is(err, ErrKeyNotFound) {
		return address, err
	}
	key, err := crypto.GenerateKey()
	if err != nil {
		return Address{}, fmt.Errorf("generating a key: %w", err)
	}
	return k.put(ctx, owner, key)
}

// Import keeps a key that was made elsewhere: 32 bytes in hexadecimal.
//
// Errors: [ErrKeyInvalid], [ErrKeyExists].
func (k *Keyring) Import(ctx context.Context, owner, private string) (Address, error) {
	key, err := parseKey(private)
	if err != nil {
		return Address{}, err
	}
	address, err := k.put(ctx, owner, key)
	if err != nil {
		return Address{}, err
	}
	if address != Address(crypto.PubkeyToAddress(key.PublicKey)) {
		return Address{}, ErrKeyExists
	}
	return address, nil
}

// parseKey reads a private key in hexadecimal, with or without 0x.
func parseKey(text string) (*ecdsa.PrivateKey, error) {
	key, err := crypto.HexToECDSA(strings.TrimPrefix(strings.TrimSpace(text), "0x"))
	if err != nil {
		return nil, ErrKeyInvalid // the error repeats digits
	}
	return key, nil
}

func (k *Keyring) put(ctx context.Context, owner string, key *ecdsa.PrivateKey) (Address, error) {
	address := Address(crypto.PubkeyToAddress(key.PublicKey))
	wrapped, err := k.kms.Wrap(ctx, crypto.FromECDSA(key), keyContext(owner, address))
	if err != nil {
		return Address{}, fmt.Errorf("wrapping a key: %w", err)
	}
	kept, err := k.store.PutSigningKey(ctx, owner, address, wrapped)
	if err != nil {
		return Address{}, fmt.Errorf("storing a key: %w", err)
	}
	return kept, nil
}

// AddressOf returns the address of the owner's key.
//
// Errors: [ErrKeyNotFound].
func (k *Keyring) AddressOf(ctx context.Context, owner string) (Address, error) {
	address, _, isKnown, err := k.store.SigningKeyOf(ctx, owner)
	if err != nil {
		return Address{}, fmt.Errorf("finding a key: %w", err)
	}
	if !isKnown {
		return Address{}, fmt.Errorf("%w: %s", ErrKeyNotFound, owner)
	}
	return address, nil
}

// SignDigest signs with the key of an address, as [SignDigestWith] does.
//
// Errors: [ErrKeyNotFound], [ErrKeyInvalid].
func (k *Keyring) SignDigest(ctx context.Context, address Address, digest Hash) ([]byte, error) {
	key, err := k.load(ctx, address)
	if err != nil {
		return nil, err
	}
	return SignDigestWith(key, digest)
}

// SignDigestWith signs a digest as contracts check it: 65 bytes r, s, v with v of 27 or 28.
func SignDigestWith(key *ecdsa.PrivateKey, digest Hash) ([]byte, error) {
	signature, err := crypto.Sign(digest[:], key)
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	signature[64] += 27
	return signature, nil
}

// sign signs with a v of 0 or 1, as transactions have it.
func (k *Keyring) sign(ctx context.Context, address Address, digest Hash) ([]byte, error) {
	key, err := k.load(ctx, address)
	if err != nil {
		return nil, err
	}
	signature, err := crypto.Sign(digest[:], key)
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	return signature, nil
}

func (k *Keyring) load(ctx context.Context, address Address) (*ecdsa.PrivateKey, error) {
	k.mu.Lock()
	key := k.keys[address]
	k.mu.Unlock()
	if key != nil {
		return key, nil
	}
	owner, wrapped, isKnown, err := k.store.SigningKey(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("finding a key: %w", err)
	}
	if !isKnown {
		return nil, fmt.Errorf("%w: %s", ErrKeyNotFound, FormatAddress(address))
	}
	private, err := k.kms.Unwrap(ctx, wrapped, keyContext(owner, address))
	if err != nil {
		return nil, fmt.Errorf("unwrapping a key: %w", err)
	}
	key, err = crypto.ToECDSA(private)
	if err != nil || Address(crypto.PubkeyToAddress(key.PublicKey)) != address {
		return nil, ErrKeyInvalid
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys[address] = key
	return key, nil
}

// keyContext binds a wrapped key to where it stands.
func keyContext(owner string, address Address) []byte {
	return append([]byte("signing_keys/wrapped_key/"+owner+"/"), address[:]...)
}

// halfOrder is half of the order of the curve: a signature's s is not above it.
var halfOrder = new(big.Int).Rsh(crypto.S256().Params().N, 1)

func hasLowS(signature []byte) bool {
	return new(big.Int).SetBytes(signature[32:64]).Cmp(halfOrder) <= 0
}
