// Package commitment turns a claim into a leaf, leaves into a root and a
// determination into what the ledger commits to. The encodings are those of
// docs/commitment.md, version 1; whoever holds a claim and its salt can compute
// them again.
package commitment

import (
	"encoding/hex"
	"errors"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/internal/canonical"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Errors of this package.
var (
	// ErrOutOfRange is returned when a number does not fit the width that its encoding has.
	ErrOutOfRange = errors.New("a number does not fit its encoding")
	// ErrNotCanonical is returned when a text or a claim has no canonical form, or is not in it.
	ErrNotCanonical = errors.New("not in canonical form")
	// ErrMalformed is returned when bytes are not an encoding of this package.
	ErrMalformed = errors.New("malformed encoding")
	// ErrNotAscending is returned when the entries of a table are not strictly ascending.
	ErrNotAscending = errors.New("table entries are not strictly ascending")
)

// The first bytes keep the kinds of hashes apart.
const (
	kindReceipt       = 0x00
	kindNode          = 0x01
	kindDetermination = 0x02
	kindSubmission    = 0x03
	kindContent       = 0x10
	kindReasons       = 0x11
)

const (
	contentTag = "clearclaim/claim/v1"
	reasonsTag = "clearclaim/reasons/v1"
)

// MaxLines is how many lines a claim can have on the ledger.
const MaxLines = 255

// Salt is what makes the hashes of a claim say nothing to those who lack it: 32
// random bytes for each claim, kept with it.
type Salt [32]byte

// Hash is a Keccak-256 hash.
type Hash [32]byte

// String returns the hash in hexadecimal, after 0x.
func (h Hash) String() string { return "0x" + hex.EncodeToString(h[:]) }

// ContentHash returns the salted hash of a claim's canonical form.
func ContentHash(salt Salt, canonicalClaim []byte) Hash {
	return canonical.Keccak256([]byte{kindContent}, []byte(contentTag), salt[:], canonicalClaim)
}

// ReasonsHash returns the salted hash of a claim's reasons in canonical form.
// The salt is the claim's.
func ReasonsHash(salt Salt, reasons []byte) Hash {
	return canonical.Keccak256([]byte{kindReasons}, []byte(reasonsTag), salt[:], reasons)
}

// ReceiptLeaf returns the leaf that a provider signs. The charges are those of
// the adjudicated lines; informational ones are left out.
//
// Errors: [ErrOutOfRange].
func ReceiptLeaf(
	contentHash Hash, coverageYear claims.CoverageYearID, serviceDay claims.Date, charges []money.Amount,
) (Hash, error) {
	w := newWriter(1 + 32 + 8 + 3 + 1 + 5*len(charges))
	w.byte(kindReceipt)
	w.bytes(contentHash[:])
	w.uint64(uint64(coverageYear))
	w.day(serviceDay)
	w.lineCount(len(charges))
	for _, charge := range charges {
		w.cents(charge)
	}
	encoded, err := w.done()
	if err != nil {
		return Hash{}, err
	}
	return canonical.Keccak256(encoded), nil
}

// SubmissionNode returns the leaf of a submission in the batch's tree.
// firstIndex is the position of its first claim in the batch.
func SubmissionNode(provider claims.ProviderID, firstIndex, count uint16, root Hash) Hash {
	w := newWriter(1 + 4 + 2 + 2 + 32)
	w.byte(kindSubmission)
	w.uint32(uint32(provider))
	w.uint16(firstIndex)
	w.uint16(count)
	w.bytes(root[:])
	return canonical.Keccak256(w.encoded)
}

// DeterminationLeaf returns the leaf of a decided claim. The result is what
// [EncodeResult] gives.
func DeterminationLeaf(receiptLeaf, reasonsHash Hash, result []byte) Hash {
	return canonical.Keccak256([]byte{kindDetermination}, receiptLeaf[:], reasonsHash[:], result)
}
