// Package commitment turns a claim into a leaf, leaves into a root and a
// determination into what the ledger commits to, and it packs and reads the words
// that the ledger takes in and tells. The encodings are those of
// docs/commitment.md, version 2; whoever holds a claim and its salt can compute
// them again.
//
// What encodes refuses what does not fit, with an error that says what; what
// decodes takes exactly what the other writes, and its errors are all
// [ErrMalformed].
package commitment

import (
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/claims/internal/canonical"
)

// Errors of this package.
var (
	// ErrNotCanonical is returned when a text or a claim has no canonical form, or is not in it.
	ErrNotCanonical = errors.New("not in canonical form")
	// ErrMalformed is returned when words are not an encoding of this package.
	ErrMalformed = errors.New("malformed encoding")
	// ErrOutOfRange is returned when something does not fit the width that its
	// encoding has. The errors below say what it is.
	ErrOutOfRange = errors.New("does not fit its encoding")
)

// What does not fit; each of them is [ErrOutOfRange] too.
var (
	// ErrAmountOutOfRange is returned for an amount that is negative or above [money.MaxCents].
	ErrAmountOutOfRange = fmt.Errorf("an amount %w", ErrOutOfRange)
	// ErrUnitsOutOfRange is returned for units that are not 1 to [claims.MaxUnits].
	ErrUnitsOutOfRange = fmt.Errorf("a line's units %w", ErrOutOfRange)
	// ErrLineCount is returned for a claim of more than [MaxLines] lines, an original
	// or a replacement without one, a void with one, and lists of different lengths.
	ErrLineCount = fmt.Errorf("the number of lines %w", ErrOutOfRange)
	// ErrDayOutOfRange is returned for no date, or one that 24 bits do not hold.
	ErrDayOutOfRange = fmt.Errorf("a service day %w", ErrOutOfRange)
	// ErrInstantOutOfRange is returned for an instant that is not a positive number of whole Unix seconds.
	ErrInstantOutOfRange = fmt.Errorf("an instant %w", ErrOutOfRange)
	// ErrJournalTooLong is returned for a submission whose journal passes 65,535
	// words. It is settled with some of its claims left undecided.
	ErrJournalTooLong = fmt.Errorf("a submission's journal %w", ErrOutOfRange)
)

// What fits, and is no claim, determination or batch.
var (
	// ErrReplacedInvalid is returned for a replacement or a void that names no claim, and an original that does.
	ErrReplacedInvalid = errors.New("the claim that is replaced or voided is missing or out of place")
	// ErrUnbalanced is returned for a line whose amounts and denial contradict each other.
	ErrUnbalanced = errors.New("a line does not balance")
	// ErrFactsInvalid is returned for facts that their flags do not announce, and for flags that do not exist.
	ErrFactsInvalid = errors.New("facts and flags disagree")
	// ErrNotAscending is returned when table entries or journal positions are out of order.
	ErrNotAscending = errors.New("entries are not in ascending order")
	// ErrCoverageConflict is returned when one coverage year comes with two families or two extensions.
	ErrCoverageConflict = errors.New("a coverage year has two families or extensions")
	// ErrCorrectionInSettlement is returned for a replacement or a void among the
	// whole claims of a settlement: it is left undecided there and decided by path.
	ErrCorrectionInSettlement = errors.New("a replacement or void is not settled with its batch")
	// ErrBatchShape is returned when submissions and claims do not make up a batch.
	ErrBatchShape = errors.New("the submissions do not make up the batch")
)

// The first bytes keep the kinds of salted hashes apart.
const (
	kindContent = 0x10
	kindReasons = 0x11
	// 0x12 and 0x13 are those of a plan's rules.
	kindStatement = 0x14
)

const (
	contentTag = "clearclaim/claim/v1"
	reasonsTag = "clearclaim/reasons/v1"

	statementTag = "clearclaim/statement/v1"
)

// The tags of the two leaves and of a submission node.
var (
	receiptTag       = Hash(canonical.Keccak256([]byte("clearclaim/receipt/v2")))
	submissionTag    = Hash(canonical.Keccak256([]byte("clearclaim/submission/v2")))
	determinationTag = Hash(canonical.Keccak256([]byte("clearclaim/determination/v2")))
)

// MaxLines is how many adjudicated lines a claim can have on the ledger.
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

// StatementHash returns the salted hash of what a party says to a determination, in
// UTF-8: the grounds of an appeal, the reasons of an answer or of a reversal; and of
// the reason of a pend. The salt is the claim's.
func StatementHash(salt Salt, statement []byte) Hash {
	return canonical.Keccak256([]byte{kindStatement}, []byte(statementTag), salt[:], statement)
}
