package commitment

import (
	"encoding/binary"
	"encoding/hex"
)

// Word is 256 bits, the most significant first: a uint256 of the ledger.
type Word [32]byte

// String returns the word in hexadecimal, after 0x.
func (w Word) String() string { return "0x" + hex.EncodeToString(w[:]) }

// Bytes returns the words one after the other.
func Bytes(words []Word) []byte {
	encoded := make([]byte, 0, len(words)*len(Word{}))
	for i := range words {
		encoded = append(encoded, words[i][:]...)
	}
	return encoded
}

// ParseWords cuts bytes into words.
//
// Errors: [ErrMalformed] when they are not whole words.
func ParseWords(encoded []byte) ([]Word, error) {
	if len(encoded)%len(Word{}) != 0 {
		return nil, ErrMalformed
	}
	words := make([]Word, len(encoded)/len(Word{}))
	for i := range words {
		words[i] = Word(encoded[i*len(Word{}):])
	}
	return words, nil
}

// packer fills a word from its most significant bit down, as the document lists
// the fields. Values must fit their widths, of at most 64 bits.
type packer struct {
	limbs [4]uint64 // the most significant first
	used  uint
}

func (p *packer) put(width uint, value uint64) {
	p.used += width
	at := 256 - p.used // of the field's lowest bit
	limb, offset := 3-at/64, at%64
	p.limbs[limb] |= value << offset
	if above := value >> (64 - offset); above != 0 {
		p.limbs[limb-1] |= above
	}
}

// skip leaves bits at zero.
func (p *packer) skip(width uint) { p.used += width }

func (p *packer) word() (w Word) {
	for i, limb := range p.limbs {
		binary.BigEndian.PutUint64(w[8*i:], limb)
	}
	return w
}

// unpacker reads the fields of a word in the same order, and remembers whether a
// spare bit was set.
type unpacker struct {
	limbs   [4]uint64
	used    uint
	isDirty bool
}

func unpack(w Word) *unpacker {
	u := &unpacker{}
	for i := range u.limbs {
		u.limbs[i] = binary.BigEndian.Uint64(w[8*i:])
	}
	return u
}

func (u *unpacker) take(width uint) uint64 {
	u.used += width
	at := 256 - u.used
	limb, offset := 3-at/64, at%64
	value := u.limbs[limb] >> offset
	if offset+width > 64 {
		value |= u.limbs[limb-1] << (64 - offset)
	}
	return value & (1<<width - 1) // of 64 bits all
}

// spare passes over bits that must be zero.
func (u *unpacker) spare(width uint) {
	for width > 0 {
		step := min(width, 64)
		u.isDirty = u.isDirty || u.take(step) != 0
		width -= step
	}
}

// wordReader takes words off a list. Past its end it gives zeros and remembers.
type wordReader struct {
	rest    []Word
	isShort bool
}

func (r *wordReader) take() Word {
	if len(r.rest) == 0 {
		r.isShort = true
		return Word{}
	}
	w := r.rest[0]
	r.rest = r.rest[1:]
	return w
}
