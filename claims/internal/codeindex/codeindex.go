// Package codeindex gives numbers to the codes of code sets, and finds them in one or two
// steps whatever their count.
package codeindex

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// The bounds of a code that can be packed.
const (
	MaxDigits  = 18 // of a code of digits alone: a SNOMED CT identifier
	MaxLetters = 12 // of a code of digits and capital letters
)

// digitsOnly marks the packed form of a code of digits alone.
const digitsOnly = 1 << 63

// Pack returns the number that stands for a code of digits and capital letters,
// or zero when the text cannot be one. Different codes have different numbers.
func Pack[Text string | []byte](code Text) uint64 {
	if len(code) == 0 || len(code) > MaxDigits {
		return 0
	}
	letters, most := uint64(0), byte(0)
	for i := range len(code) {
		value := values[code[i]]
		if value == 0 {
			return 0
		}
		most = max(most, value)
		letters = letters*37 + uint64(value)
	}
	switch {
	case most <= 10:
		return packDigits(code)
	case len(code) > MaxLetters:
		return 0
	}
	return letters
}

// packDigits returns the number of a code of digits, which keep their leading zeros
// behind a 1.
func packDigits[Text string | []byte](code Text) uint64 {
	digits := uint64(1)
	for i := range len(code) {
		digits = digits*10 + uint64(code[i]-'0')
	}
	return digitsOnly | digits
}

// values are one more than those of digits and capital letters, zero of all else.
var values = func() (values [256]byte) {
	for c := range values {
		values[c] = byte(Digit36(byte(c)) + 1)
	}
	return values
}()

// PackTenDigits returns what [Pack] does of a number written in ten digits.
func PackTenDigits(number uint64) uint64 { return digitsOnly | (1e10 + number) }

// AppendPacked appends the code that a number of [Pack] stands for.
func AppendPacked(dst []byte, packed uint64) []byte {
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

// Table finds the numbers of packed codes. It hashes into slots of which at most half are
// full, so that a look-up is one or two steps whatever their count. The codes stand in the
// slots: a look-up reads one line of the cache. The zero Table is empty.
type Table struct {
	slots []slot
	count int
	shift uint8
}

// slot is a code with its number, zero where it is empty.
type slot struct {
	code   uint64
	number uint32
}

// leastSlots is how many slots a table has that is not empty, a power of two.
const leastSlots = 16

// Find returns the number of a packed code, zero when it has none.
func (t *Table) Find(code uint64) uint32 {
	if code == 0 || len(t.slots) == 0 {
		return 0
	}
	mask := uint64(len(t.slots) - 1)
	for at := t.home(code); ; at++ {
		if s := &t.slots[at&mask]; s.code == code || s.number == 0 {
			return s.number
		}
	}
}

// Put gives a packed code that has none a number, which must not be zero.
func (t *Table) Put(code uint64, number uint32) {
	if 2*(t.count+1) > len(t.slots) {
		t.grow()
	}
	t.count++
	t.place(slot{code, number})
}

// home returns the slot that a code is looked for first: Fibonacci hashing spreads
// numbers over their high bits.
func (t *Table) home(code uint64) uint64 {
	const golden = 0x9e3779b97f4a7c15
	code ^= code >> 32
	return (code * golden) >> t.shift
}

// place puts a code into the first free slot from its home.
func (t *Table) place(s slot) {
	mask := uint64(len(t.slots) - 1)
	at := t.home(s.code) & mask
	for t.slots[at].number != 0 {
		at = (at + 1) & mask
	}
	t.slots[at] = s
}

// grow doubles the slots.
func (t *Table) grow() {
	old := t.slots
	t.slots = make([]slot, max(2*len(old), leastSlots))
	t.shift = uint8(64 - bits.Len(uint(len(t.slots)-1)))
	for _, s := range old {
		if s.number != 0 {
			t.place(s)
		}
	}
}

// Bytes returns what the table takes in memory.
func (t *Table) Bytes() int { return 16 * cap(t.slots) }

// Index gives numbers from 1 to packed codes.
type Index struct {
	table Table
	codes []uint64 // by number; the first is none
}

// New returns an index without codes.
func New() *Index { return &Index{codes: make([]uint64, 1, leastSlots)} }

// Find returns the number of a packed code, zero when it has none.
func (x *Index) Find(code uint64) uint32 { return x.table.Find(code) }

// Add returns the number of a packed code, a new one when it has none.
func (x *Index) Add(code uint64) uint32 {
	if number := x.Find(code); number != 0 {
		return number
	}
	number := uint32(len(x.codes))
	x.codes = append(x.codes, code)
	x.table.Put(code, number)
	return number
}

// Code returns the packed code of a number.
func (x *Index) Code(number uint32) uint64 { return x.codes[number] }

// Count returns one more than the largest number.
func (x *Index) Count() int { return len(x.codes) }

// Text returns the code of a number.
func (x *Index) Text(number uint32) string { return string(AppendPacked(nil, x.codes[number])) }

// Sort numbers the codes in the order of their texts, and returns the new
// numbers by the old ones.
func (x *Index) Sort() []uint32 {
	order := make([]uint32, len(x.codes)-1)
	texts := make([]string, len(x.codes))
	for i := range order {
		order[i] = uint32(i + 1)
		texts[i+1] = x.Text(uint32(i + 1))
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(texts[a], texts[b]) })
	renamed, sorted := make([]uint32, len(x.codes)), Index{codes: make([]uint64, 1, len(x.codes))}
	for _, old := range order {
		renamed[old] = sorted.Add(x.codes[old])
	}
	*x = sorted
	return renamed
}

// Bytes returns what the index takes in memory.
func (x *Index) Bytes() int { return x.table.Bytes() + 8*cap(x.codes) }

// Digit36 returns the value of a digit or capital letter, or -1.
func Digit36(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	}
	return -1
}
