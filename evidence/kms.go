package evidence

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// KMS wraps keys under a key that never leaves it. It is safe for concurrent use.
type KMS interface {
	// Wrap encrypts a key, bound to aad.
	Wrap(ctx context.Context, plaintext, aad []byte) ([]byte, error)
	// Unwrap decrypts what Wrap gave, under the same aad.
	//
	// Errors: [ErrNotOpened] when either is not what it was.
	Unwrap(ctx context.Context, wrapped, aad []byte) ([]byte, error)
}

// LocalKMS keeps its key in a file. It is for development: whoever reads the
// file reads everything.
type LocalKMS struct {
	primitive tink.AEAD
}

// OpenLocalKMS reads the keyset of the file, which is made when there is none.
// Several processes may do so at once and get the same.
//
// Errors: [ErrKeysetExposed].
func OpenLocalKMS(path string) (*LocalKMS, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if errors.Is(err, fs.ErrNotExist) {
		if err = createKeyset(path); err == nil {
			text, err = os.ReadFile(path) //nolint:gosec // as above
		}
	}
	if err != nil {
		return nil, fmt.Errorf("reading the keyset: %w", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		return nil, ErrKeysetExposed
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
	if err != nil {
		return nil, errors.New("reading the keyset: it is malformed") // the parser's error may repeat it
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("using the keyset: %w", err)
	}
	return &LocalKMS{primitive: primitive}, nil
}

// createKeyset writes a new keyset, whole or not at all. A file that appears
// meanwhile is left as it is.
func createKeyset(path string) error {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&text)); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = file.Write(text.Bytes())
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// Wrap implements [KMS].
func (k *LocalKMS) Wrap(_ context.Context, plaintext, aad []byte) ([]byte, error) {
	return k.primitive.Encrypt(plaintext, aad)
}

// Unwrap implements [KMS].
func (k *LocalKMS) Unwrap(_ context.Context, wrapped, aad []byte) ([]byte, error) {
	plaintext, err := k.primitive.Decrypt(wrapped, aad)
	if err != nil {
		return nil, ErrNotOpened
	}
	return plaintext, nil
}
