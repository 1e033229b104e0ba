package commitment

import (
	"hash"
	"sync"

	"golang.org/x/crypto/sha3"

	"github.com/clearclaim/clearclaim/claims/internal/canonical"
)

// hasher hashes two to four words. It exists so that a batch's thousands of hashes
// allocate nothing: a state lives on the heap, whoever uses it.
type hasher struct {
	state hash.Hash
	in    [4 * len(Hash{})]byte
	out   Hash
}

var hashers = sync.Pool{New: func() any { return &hasher{state: sha3.NewLegacyKeccak256()} }}

// borrowHasher gives a hasher to one goroutine, which gives it back.
func borrowHasher() *hasher { return hashers.Get().(*hasher) }

func (h *hasher) giveBack() { hashers.Put(h) }

// pair hashes two words: an inner node, or one step of a fold.
func (h *hasher) pair(left, right [32]byte) Hash {
	copy(h.in[:], left[:])
	copy(h.in[32:], right[:])
	return h.sum(2)
}

// three and four hash what has a tag.
func (h *hasher) three(tag Hash, a, b [32]byte) Hash {
	copy(h.in[:], tag[:])
	copy(h.in[32:], a[:])
	copy(h.in[64:], b[:])
	return h.sum(3)
}

func (h *hasher) four(tag Hash, a, b, c [32]byte) Hash {
	copy(h.in[:], tag[:])
	copy(h.in[32:], a[:])
	copy(h.in[64:], b[:])
	copy(h.in[96:], c[:])
	return h.sum(4)
}

func (h *hasher) sum(words int) Hash {
	h.state.Reset()
	h.state.Write(h.in[:words*len(Hash{})])
	h.state.Sum(h.out[:0])
	return h.out
}

// keccakWords hashes any number of words.
func keccakWords(words ...Word) Hash { return canonical.Keccak256(Bytes(words)) }
