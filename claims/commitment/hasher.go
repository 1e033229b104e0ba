package commitment

import (
	"hash"
	"sync"

	"golang.org/x/crypto/sha3"

	"github.com/clearclaim/clearclaim/claims/internal/canonical"
)

// hasher hashes two words, which is all that leaves, nodes and chains ask for. It
// exists so that a batch's thousands of hashes allocate nothing: a state lives on
// the heap, whoever uses it.
type hasher struct {
	state hash.Hash
	in    [2 * len(Hash{})]byte
	out   Hash
}

var hashers = sync.Pool{New: func() any { return &hasher{state: sha3.NewLegacyKeccak256()} }}

// borrowHasher gives a hasher to one goroutine, which gives it back.
func borrowHasher() *hasher { return hashers.Get().(*hasher) }

func (h *hasher) giveBack() { hashers.Put(h) }

// pair hashes two words: an inner node, one more word of a chain, or a tag and
// what it stands before.
func (h *hasher) pair(left, right [32]byte) Hash {
	copy(h.in[:], left[:])
	copy(h.in[len(left):], right[:])
	h.state.Reset()
	h.state.Write(h.in[:])
	h.state.Sum(h.out[:0])
	return h.out
}

// keccakWords hashes any number of words.
func keccakWords(words ...Word) Hash { return canonical.Keccak256(Bytes(words)) }
