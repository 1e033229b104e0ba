package rules

import (
	"slices"
	"strconv"
	"strings"
)

// The bounds of a code that can be packed.
const (
	maxDigits  = 18 // of a code of digits alone: a SNOMED CT identifier
	maxLetters = 12 // of a code of digits and capital letters
)

// digitsOnly marks the packed form of a code of digits alone.
const digitsOnly = 1 << 63

// pack returns the number that stands for a code of digits and capital letters,
// or zero when the text cannot be one. Different codes have different numbers.
func pack[Text string | []byte](code Text) uint64 {
	if len(code) == 0 || len(code) > maxDigits {
		return 0
	}
	letters, digits, isDigits := uint64(0), uint64(1), true // digits keep their leading zeros behind a 1
	for i := range len(code) {
		value := digit36(code[i])
		if value < 0 {
			return 0
		}
		isDigits = isDigits && value < 10
		letters = letters*37 + uint64(value) + 1
		digits = digits*10 + uint64(value)
	}
	if isDigits {
		return digitsOnly | digits
	}
	if len(code) > maxLetters {
		return 0
	}
	return letters
}

// appendPacked appends the code that a number of [pack] stands for.
func appendPacked(dst []byte, packed uint64) []byte {
	if packed&digitsOnly != 0 {
		var digits [20]byte
		return append(dst, strconv.AppendUint(digits[:0], packed&^digitsOnly, 10)[1:]...)
	}
	start := len(dst)
	for ; packed > 0; packed /= 37 {
		value := byte(packed%37) - 1
		if value < 10 {
			dst = append(dst, '0'+value)
		} else {
			dst = append(dst, 'A'+value-10)
		}
	}
	slices.Reverse(dst[start:])
	return dst
}

// index gives numbers from 1 to packed codes. It hashes into a table that is at
// most half full, so that a look-up is one or two steps whatever its size.
type index struct {
	slots []uint32 // numbers, zero where empty
	codes []uint64 // by number; the first is none
	shift uint8
}

func newIndex() *index {
	return &index{slots: make([]uint32, 16), codes: make([]uint64, 1, 16), shift: 64 - 4}
}

// golden spreads numbers over their high bits (Fibonacci hashing).
const golden = 0x9e3779b97f4a7c15

// spread returns the slot that a number is looked for first.
func spread(number uint64, shift uint8) uint64 {
	number ^= number >> 32
	return (number * golden) >> shift
}

// find returns the number of a packed code, zero when it has none.
func (x *index) find(code uint64) uint32 {
	if code == 0 {
		return 0
	}
	mask := uint64(len(x.slots) - 1)
	for slot := spread(code, x.shift); ; slot = (slot + 1) & mask {
		number := x.slots[slot]
		if number == 0 || x.codes[number] == code {
			return number
		}
	}
}

// add returns the number of a packed code, a new one when it has none.
func (x *index) add(code uint64) uint32 {
	if number := x.find(code); number != 0 {
		return number
	}
	number := uint32(len(x.codes))
	x.codes = append(x.codes, code)
	if 2*len(x.codes) > len(x.slots) {
		x.rehash(x.shift - 1)
	} else {
		x.place(number)
	}
	return number
}

func (x *index) rehash(shift uint8) {
	x.shift = shift
	x.slots = make([]uint32, 1<<(64-shift))
	for number := 1; number < len(x.codes); number++ {
		x.place(uint32(number))
	}
}

// place puts a number into the first free slot of its code.
func (x *index) place(number uint32) {
	mask := uint64(len(x.slots) - 1)
	slot := spread(x.codes[number], x.shift)
	for x.slots[slot] != 0 {
		slot = (slot + 1) & mask
	}
	x.slots[slot] = number
}

// text returns the code of a number.
func (x *index) text(number uint32) string { return string(appendPacked(nil, x.codes[number])) }

// sort numbers the codes in the order of their texts, and returns the new
// numbers by the old ones.
func (x *index) sort() []uint32 {
	order := make([]uint32, len(x.codes)-1)
	texts := make([]string, len(x.codes))
	for i := range order {
		order[i] = uint32(i + 1)
		texts[i+1] = x.text(uint32(i + 1))
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(texts[a], texts[b]) })
	renamed, codes := make([]uint32, len(x.codes)), make([]uint64, len(x.codes))
	for i, old := range order {
		renamed[old] = uint32(i + 1)
		codes[i+1] = x.codes[old]
	}
	x.codes = codes
	x.rehash(x.shift)
	return renamed
}

// bytes returns what the index takes in memory.
func (x *index) bytes() int { return 4*cap(x.slots) + 8*cap(x.codes) }

func appendInt(dst []byte, value int) []byte { return strconv.AppendInt(dst, int64(value), 10) }
