package evidence

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"gocloud.dev/blob"
	_ "gocloud.dev/blob/fileblob" // the file:// driver

	"github.com/clearclaim/clearclaim/claims"
)

// KeyStore keeps the vault's own keys, wrapped.
type KeyStore interface {
	// VaultKey returns the key of a name. There being none, candidate is kept and returned; of several at once one wins.
	VaultKey(ctx context.Context, name string, candidate []byte) ([]byte, error)
}

// Config is what a vault stands on.
type Config struct {
	KMS  KMS
	Keys KeyStore
	// Blobs is the address of the document store, as gocloud.dev/blob reads it; see [FileBlobs].
	Blobs string
	// CachedPatients is how many patient keys are held unwrapped; 0 is 16,384.
	CachedPatients int
}

// Vault is safe for concurrent use.
type Vault struct {
	kms       KMS
	digestKey []byte
	// days seals what is of no one patient: see [Vault.SealMinutes].
	days     *subtle.AESGCM
	blobs    *blob.Bucket
	patients *keyCache
}

// digestKeyName names the key of digests among the vault's keys.
const digestKeyName = "digests"

const defaultCachedPatients = 16384

// Open opens the vault.
func Open(ctx context.Context, cfg Config) (*Vault, error) {
	digestKey, err := openDigestKey(ctx, cfg)
	if err != nil {
		return nil, err
	}
	blobs, err := blob.OpenBucket(ctx, cfg.Blobs)
	if err != nil {
		return nil, fmt.Errorf("opening the document store: %w", err)
	}
	size := cfg.CachedPatients
	if size <= 0 {
		size = defaultCachedPatients
	}
	v := &Vault{kms: cfg.KMS, digestKey: digestKey, blobs: blobs, patients: newKeyCache(size)}
	daysKey := v.Digest("key/provider_days", nil)
	if v.days, err = subtle.NewAESGCM(daysKey[:]); err != nil {
		return nil, fmt.Errorf("using the key of days: %w", err)
	}
	return v, nil
}

// Ping reports whether the document store answers.
func (v *Vault) Ping(ctx context.Context) error {
	if isThere, err := v.blobs.IsAccessible(ctx); err != nil || !isThere {
		return ErrNoDocuments // the driver's own text may repeat credentials
	}
	return nil
}

// Close closes the document store.
func (v *Vault) Close() error { return v.blobs.Close() }

// FileBlobs returns the address of a document store in a directory, which is
// made when there is none.
func FileBlobs(directory string) (string, error) {
	absolute, err := filepath.Abs(directory)
	if err != nil {
		return "", fmt.Errorf("finding the document store: %w", err)
	}
	// Temporary files beside the documents: a rename must not cross file systems.
	options := url.Values{"create_dir": {"true"}, "no_tmp_dir": {"true"}, "metadata": {"skip"}, "dir_file_mode": {"448"}}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: options.Encode()}
	return address.String(), nil
}

func openDigestKey(ctx context.Context, cfg Config) ([]byte, error) {
	aad := []byte("clearclaim/vault/" + digestKeyName)
	candidate, err := cfg.KMS.Wrap(ctx, random(keySize), aad)
	if err != nil {
		return nil, fmt.Errorf("wrapping the digest key: %w", err)
	}
	wrapped, err := cfg.Keys.VaultKey(ctx, digestKeyName, candidate)
	if err != nil {
		return nil, fmt.Errorf("loading the digest key: %w", err)
	}
	key, err := cfg.KMS.Unwrap(ctx, wrapped, aad)
	if err != nil {
		return nil, fmt.Errorf("unwrapping the digest key: %w", err)
	}
	return key, nil
}

// Digest returns the keyed hash of a value in a domain, such as the member
// numbers of an insurer. Without the vault's key it says nothing of the value.
func (v *Vault) Digest(domain string, value []byte) [32]byte {
	mac := hmac.New(sha256.New, v.digestKey)
	var size [4]byte
	binary.BigEndian.PutUint32(size[:], uint32(len(domain)))
	mac.Write(size[:])
	mac.Write([]byte(domain))
	mac.Write(value)
	return [32]byte(mac.Sum(nil))
}

// MemberDigest returns what a coverage is found by: the keyed hash of a member number of
// an insurer.
func (v *Vault) MemberDigest(insurer claims.InsurerID, number string) [32]byte {
	return v.Digest("member/"+strconv.FormatUint(uint64(insurer), 10), []byte(number))
}

// AccountDigest returns what a provider's claims are found by: the keyed hash of the
// provider's own number of a claim.
func (v *Vault) AccountDigest(provider claims.ProviderID, number string) [32]byte {
	return v.Digest("account/"+strconv.FormatUint(uint64(provider), 10), []byte(number))
}

// NewPatientKey makes a key for a patient and returns it with its wrapped form,
// which is to be kept.
func (v *Vault) NewPatientKey(ctx context.Context, patient string) (*PatientKey, []byte, error) {
	raw := random(keySize)
	wrapped, err := v.kms.Wrap(ctx, raw, patientAAD(patient))
	if err != nil {
		return nil, nil, fmt.Errorf("wrapping a patient's key: %w", err)
	}
	key, err := newPatientKey(patient, raw)
	if err != nil {
		return nil, nil, err
	}
	return key, wrapped, nil
}

// PatientKey returns a patient's key from its wrapped form. Unwrapped keys are
// held, so that the KMS is asked once for a patient; a nil wrapped drops it.
//
// Errors: [ErrErased] when wrapped is nil, [ErrNotOpened].
func (v *Vault) PatientKey(ctx context.Context, patient string, wrapped []byte) (*PatientKey, error) {
	if len(wrapped) == 0 {
		v.patients.drop(patient)
		return nil, ErrErased
	}
	if key, ok := v.patients.get(patient); ok {
		return key, nil
	}
	raw, err := v.kms.Unwrap(ctx, wrapped, patientAAD(patient))
	if err != nil {
		return nil, fmt.Errorf("unwrapping a patient's key: %w", err)
	}
	key, err := newPatientKey(patient, raw)
	if err != nil {
		return nil, err
	}
	v.patients.put(key)
	return key, nil
}

func patientAAD(patient string) []byte { return []byte("clearclaim/patient/" + patient) }
