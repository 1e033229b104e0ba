package evidence_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/clearclaim/clearclaim/evidence"
)

// keys is a KeyStore in memory.
type keys struct {
	mu   sync.Mutex
	held map[string][]byte
}

func (k *keys) VaultKey(_ context.Context, name string, candidate []byte) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if held, ok := k.held[name]; ok {
		return held, nil
	}
	k.held[name] = candidate
	return candidate, nil
}

// countedKMS counts how often a key was unwrapped.
type countedKMS struct {
	evidence.KMS
	unwrapped int
}

func (k *countedKMS) Unwrap(ctx context.Context, wrapped, aad []byte) ([]byte, error) {
	k.unwrapped++
	return k.KMS.Unwrap(ctx, wrapped, aad)
}

type bundle struct {
	directory string
	kms       *countedKMS
	keys      *keys
	vault     *evidence.Vault
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{directory: t.TempDir(), keys: &keys{held: make(map[string][]byte)}}
	kms, err := evidence.OpenLocalKMS(filepath.Join(b.directory, "kms", "keyset.json"))
	if err != nil {
		t.Fatal(err)
	}
	b.kms = &countedKMS{KMS: kms}
	b.vault = b.open(t)
	return b
}

// open opens another vault on the same keys and documents.
func (b *bundle) open(t *testing.T) *evidence.Vault {
	t.Helper()
	blobs, err := evidence.FileBlobs(filepath.Join(b.directory, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	vault, err := evidence.Open(t.Context(), evidence.Config{KMS: b.kms, Keys: b.keys, Blobs: blobs, CachedPatients: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vault.Close() })
	return vault
}

func (b *bundle) patient(t *testing.T, id string) (*evidence.PatientKey, []byte) {
	t.Helper()
	key, wrapped, err := b.vault.NewPatientKey(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return key, wrapped
}

const secret = "Jane Doe 1950-01-01"

var place = evidence.Place{Table: "claims", Column: "content", Row: "1"}

func TestSeal_OpensOnlyInItsPlace(t *testing.T) {
	t.Parallel()
	b := setup(t)
	jane, wrapped := b.patient(t, "jane")
	other, _ := b.patient(t, "other")
	sealed, err := jane.Seal(place, []byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte(secret[:4])) {
		t.Fatal("the ciphertext shows the plaintext")
	}
	again, err := b.open(t).PatientKey(t.Context(), "jane", wrapped)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Open(place, sealed); err != nil || string(got) != secret {
		t.Fatalf("got %q, %v", got, err)
	}
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)-1] ^= 1
	tests := []struct {
		name   string
		key    *evidence.PatientKey
		place  evidence.Place
		sealed []byte
	}{
		{"another row", jane, evidence.Place{Table: "claims", Column: "content", Row: "2"}, sealed},
		{"another column", jane, evidence.Place{Table: "claims", Column: "assessment", Row: "1"}, sealed},
		{"another table", jane, evidence.Place{Table: "patients", Column: "content", Row: "1"}, sealed},
		{"parts that join to the same", jane, evidence.Place{Table: "claim", Column: "scontent", Row: "1"}, sealed},
		{"another patient", other, place, sealed},
		{"changed", jane, place, flipped},
		{"empty", jane, place, nil},
		{"another version", jane, place, append([]byte{9}, sealed[1:]...)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := test.key.Open(test.place, test.sealed); !errors.Is(err, evidence.ErrNotOpened) {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func TestPatientKey_WrappedKeyIsBoundToThePatient(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, wrapped := b.patient(t, "jane")
	if _, err := b.vault.PatientKey(t.Context(), "other", wrapped); !errors.Is(err, evidence.ErrNotOpened) {
		t.Fatalf("got %v", err)
	}
}

func TestPatientKey_UnwrappedOnceWhileHeld(t *testing.T) {
	t.Parallel()
	b := setup(t)
	wrapped := make(map[string][]byte)
	for _, id := range []string{"a", "b", "c"} {
		_, wrapped[id] = b.patient(t, id)
	}
	before := b.kms.unwrapped
	for _, id := range []string{"a", "a", "b", "a", "c", "a", "b"} { // two are held: b falls out for c
		if _, err := b.vault.PatientKey(t.Context(), id, wrapped[id]); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.kms.unwrapped - before; got != 4 {
		t.Fatalf("unwrapped %d times, want 4", got)
	}
}

func TestPatientKey_ErasedIsErasedThoughHeld(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, wrapped := b.patient(t, "jane")
	if _, err := b.vault.PatientKey(t.Context(), "jane", wrapped); err != nil {
		t.Fatal(err)
	}
	if _, err := b.vault.PatientKey(t.Context(), "jane", nil); !errors.Is(err, evidence.ErrErased) {
		t.Fatalf("got %v", err)
	}
}

func TestDigest_SameForAllVaultsOfTheKeysAndNoOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	digest := b.vault.Digest("member/1", []byte("M1"))
	if b.open(t).Digest("member/1", []byte("M1")) != digest {
		t.Error("another vault of the same keys digests otherwise")
	}
	if b.vault.Digest("member/2", []byte("M1")) == digest || b.vault.Digest("member/1M", []byte("1")) == digest {
		t.Error("domains run into each other")
	}
	if setup(t).vault.Digest("member/1", []byte("M1")) == digest {
		t.Error("the digest does not depend on the key")
	}
}

func TestPut_ReadBackAndUnreadableOtherwise(t *testing.T) {
	t.Parallel()
	b := setup(t)
	jane, _ := b.patient(t, "jane")
	content := []byte(strings.Repeat(secret, 1000))
	stored, err := b.vault.Put(t.Context(), jane, "d1", content)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := b.vault.Get(t.Context(), jane, stored); err != nil || !bytes.Equal(got, content) {
		t.Fatalf("got %d bytes, %v", len(got), err)
	}
	again, err := b.vault.Put(t.Context(), jane, "d2", content)
	if err != nil || again.ContentHash == stored.ContentHash {
		t.Fatalf("the hash is not salted, %v", err)
	}
	swapped := stored
	swapped.Blob = again.Blob
	if _, err := b.vault.Get(t.Context(), jane, swapped); !errors.Is(err, evidence.ErrNotOpened) {
		t.Errorf("another document's blob: got %v", err)
	}
	file, err := os.ReadFile(filepath.Join(b.directory, "blobs", "documents", "d1"))
	if err != nil || bytes.Contains(file, []byte("Jane")) {
		t.Errorf("the blob shows the content, %v", err)
	}
	erased := stored
	erased.WrappedKey = nil
	if _, err := b.vault.Get(t.Context(), jane, erased); !errors.Is(err, evidence.ErrErased) {
		t.Errorf("erased: got %v", err)
	}
	for range 2 {
		if err := b.vault.Remove(t.Context(), stored.Blob); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.vault.Get(t.Context(), jane, stored); err == nil {
		t.Error("a removed document is read")
	}
}

func TestOpenLocalKMS_OneKeysetForAllAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keyset.json")
	const processes = 8
	opened := make(chan *evidence.LocalKMS, processes)
	for range processes {
		go func() {
			kms, err := evidence.OpenLocalKMS(path)
			if err != nil {
				t.Error(err)
			}
			opened <- kms
		}()
	}
	first := <-opened
	wrapped, err := first.Wrap(t.Context(), []byte("key"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for range processes - 1 {
		if got, err := (<-opened).Unwrap(t.Context(), wrapped, nil); err != nil || string(got) != "key" {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	left, err := filepath.Glob(path + ".*")
	if err != nil || len(left) != 0 {
		t.Fatalf("left behind: %v, %v", left, err)
	}
}

func TestOpenLocalKMS_RefusesAnExposedFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keyset.json")
	if _, err := evidence.OpenLocalKMS(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o640); err != nil { //nolint:gosec // what the test is about
		t.Fatal(err)
	}
	if _, err := evidence.OpenLocalKMS(path); !errors.Is(err, evidence.ErrKeysetExposed) {
		t.Fatalf("got %v", err)
	}
}

func TestOpenLocalKMS_MalformedKeysetIsNotRepeated(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keyset.json")
	if err := os.WriteFile(path, []byte(`{"secret`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := evidence.OpenLocalKMS(path); err == nil || strings.Contains(err.Error(), "secret") {
		t.Fatalf("got %v", err)
	}
}

func BenchmarkPatientKey_Seal(b *testing.B) {
	kms, err := evidence.OpenLocalKMS(filepath.Join(b.TempDir(), "keyset.json"))
	if err != nil {
		b.Fatal(err)
	}
	blobs, _ := evidence.FileBlobs(b.TempDir())
	vault, err := evidence.Open(b.Context(), evidence.Config{KMS: kms, Keys: &keys{held: map[string][]byte{}}, Blobs: blobs})
	if err != nil {
		b.Fatal(err)
	}
	key, _, err := vault.NewPatientKey(b.Context(), "p")
	if err != nil {
		b.Fatal(err)
	}
	content := make([]byte, 1024)
	_, _ = rand.Read(content)
	for b.Loop() {
		if _, err := key.Seal(place, content); err != nil {
			b.Fatal(err)
		}
	}
}
