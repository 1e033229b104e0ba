package evidence

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
)

const (
	keySize  = 32
	saltSize = 32
	// sealedVersion stands before every ciphertext: AES-256-GCM with a random nonce.
	sealedVersion = 1
)

// Place is where a ciphertext is kept. It is bound to it.
type Place struct {
	Table  string
	Column string
	Row    string // the row's id
}

// aad is the place and the patient, each with its length before it.
func (p Place) aad(patient string) []byte {
	out := make([]byte, 0, 128)
	for _, part := range [...]string{p.Table, p.Column, p.Row, patient} {
		out = binary.BigEndian.AppendUint16(out, uint16(len(part)))
		out = append(out, part...)
	}
	return out
}

// PatientKey seals what is known of one patient. It is safe for concurrent use.
type PatientKey struct {
	patient string
	cipher  *subtle.AESGCM
}

// newPatientKey returns the key that the bytes are.
func newPatientKey(patient string, key []byte) (*PatientKey, error) {
	cipher, err := subtle.NewAESGCM(key)
	if err != nil {
		return nil, fmt.Errorf("using a patient's key: %w", err)
	}
	return &PatientKey{patient: patient, cipher: cipher}, nil
}

// Patient returns the id of the patient.
func (k *PatientKey) Patient() string { return k.patient }

// Seal encrypts plaintext for its place.
func (k *PatientKey) Seal(place Place, plaintext []byte) ([]byte, error) {
	return seal(k.cipher, plaintext, place.aad(k.patient))
}

// Open decrypts what [PatientKey.Seal] gave for the same place.
//
// Errors: [ErrNotOpened].
func (k *PatientKey) Open(place Place, sealed []byte) ([]byte, error) {
	return open(k.cipher, sealed, place.aad(k.patient))
}

func seal(cipher *subtle.AESGCM, plaintext, aad []byte) ([]byte, error) {
	sealed, err := cipher.Encrypt(plaintext, aad)
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	return append([]byte{sealedVersion}, sealed...), nil
}

func open(cipher *subtle.AESGCM, sealed, aad []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != sealedVersion {
		return nil, ErrNotOpened
	}
	plaintext, err := cipher.Decrypt(sealed[1:], aad)
	if err != nil {
		return nil, ErrNotOpened
	}
	return plaintext, nil
}

// random returns n random bytes.
func random(n int) []byte {
	out := make([]byte, n)
	_, _ = rand.Read(out) // never fails: crypto/rand ends the process instead
	return out
}
