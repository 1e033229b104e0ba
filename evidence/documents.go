package evidence

import (
	"context"
	"crypto/subtle"
	"fmt"

	tinksubtle "github.com/tink-crypto/tink-go/v2/aead/subtle"
	"gocloud.dev/gcerrors"
	"golang.org/x/crypto/sha3"
)

// Stored is what has to be kept of a document to read it again.
type Stored struct {
	Document    string   // its id
	WrappedKey  []byte   // the document's key and salt, wrapped by the patient's key
	ContentHash [32]byte // salted
	Blob        string   // the name in the document store
	Bytes       int64    // of the content
}

// Put encrypts a document under a key of its own, which the patient's key wraps,
// and puts it in the document store. Until its [Stored] is kept nobody can read it.
func (v *Vault) Put(ctx context.Context, patient *PatientKey, document string, content []byte) (Stored, error) {
	secret := random(keySize + saltSize)
	cipher, err := tinksubtle.NewAESGCM(secret[:keySize])
	if err != nil {
		return Stored{}, fmt.Errorf("using a document's key: %w", err)
	}
	sealed, err := seal(cipher, content, contentPlace(document).aad(patient.patient))
	if err != nil {
		return Stored{}, err
	}
	wrapped, err := patient.Seal(keyPlace(document), secret)
	if err != nil {
		return Stored{}, err
	}
	name := "documents/" + document
	if err := v.blobs.WriteAll(ctx, name, sealed, nil); err != nil {
		return Stored{}, fmt.Errorf("writing a document: %w", err)
	}
	return Stored{
		Document: document, WrappedKey: wrapped, ContentHash: documentHash(secret[keySize:], content), Blob: name,
		Bytes: int64(len(content)),
	}, nil
}

// Get returns the content of a document.
//
// Errors: [ErrErased] when its key was erased, [ErrNotOpened] when the blob, the
// key or the hash is not what it was.
func (v *Vault) Get(ctx context.Context, patient *PatientKey, stored Stored) ([]byte, error) {
	if len(stored.WrappedKey) == 0 {
		return nil, ErrErased
	}
	secret, err := patient.Open(keyPlace(stored.Document), stored.WrappedKey)
	if err != nil {
		return nil, err
	}
	if len(secret) != keySize+saltSize {
		return nil, ErrNotOpened
	}
	cipher, err := tinksubtle.NewAESGCM(secret[:keySize])
	if err != nil {
		return nil, fmt.Errorf("using a document's key: %w", err)
	}
	sealed, err := v.blobs.ReadAll(ctx, stored.Blob)
	if err != nil {
		return nil, fmt.Errorf("reading a document: %w", err)
	}
	content, err := open(cipher, sealed, contentPlace(stored.Document).aad(patient.patient))
	if err != nil {
		return nil, err
	}
	hash := documentHash(secret[keySize:], content)
	if subtle.ConstantTimeCompare(hash[:], stored.ContentHash[:]) != 1 {
		return nil, ErrNotOpened
	}
	return content, nil
}

// Remove takes a document out of the store. There being none is no error.
func (v *Vault) Remove(ctx context.Context, blobName string) error {
	if err := v.blobs.Delete(ctx, blobName); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fmt.Errorf("removing a document: %w", err)
	}
	return nil
}

func contentPlace(document string) Place {
	return Place{Table: "documents", Column: "blob", Row: document}
}

func keyPlace(document string) Place {
	return Place{Table: "documents", Column: "wrapped_key", Row: document}
}

// documentHash is Keccak-256 of 0x13, "clearclaim/document/v1", the salt and the content.
func documentHash(salt, content []byte) [32]byte {
	hash := sha3.NewLegacyKeccak256()
	hash.Write([]byte{0x13})
	hash.Write([]byte("clearclaim/document/v1"))
	hash.Write(salt)
	hash.Write(content)
	return [32]byte(hash.Sum(nil))
}
