package pricing

import (
	"cmp"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Scales of exact amounts. Fixed point does without a library of decimals: every
// input is a whole number of 10⁻⁴ (relative values, GPCI, conversion factor, rates)
// or of cents, and only products, sums and one difference are taken before the
// one division that rounds.
const (
	tenTo4  = 10_000
	tenTo10 = 10_000_000_000
	tenTo18 = 1_000_000_000_000_000_000
	tenTo19 = 10_000_000_000_000_000_000
	// exactDigits are the decimals of an Exact in dollars.
	exactDigits = 20
)

// Exact is an amount that is not rounded: a whole number of 10⁻¹⁸ cents, of 128
// bits. The largest, a share of the share of a charge, has 127.
type Exact struct{ hi, lo uint64 }

// exactCents returns cents as an exact amount. They must not be negative.
func exactCents(cents int64) Exact { return Exact{lo: uint64(cents)}.times(tenTo18) }

// times returns e × n, which the callers' bounds keep within 128 bits.
func (e Exact) times(n uint64) Exact {
	hi, lo := bits.Mul64(e.lo, n)
	return Exact{hi: hi + e.hi*n, lo: lo}
}

func (e Exact) plus(other Exact) Exact {
	lo, carry := bits.Add64(e.lo, other.lo, 0)
	return Exact{hi: e.hi + other.hi + carry, lo: lo}
}

// less returns e − other, and zero when other is more.
func (e Exact) less(other Exact) Exact {
	lo, borrow := bits.Sub64(e.lo, other.lo, 0)
	hi, isBelow := bits.Sub64(e.hi, other.hi, borrow)
	if isBelow != 0 {
		return Exact{}
	}
	return Exact{hi: hi, lo: lo}
}

// share returns e × rate, in basis points. It is exact where e is a whole number
// of 10⁻¹⁴ cents, as what a row gives is.
func (e Exact) share(rate uint64) Exact {
	hi, rest := e.hi/tenTo4, e.hi%tenTo4
	lo, _ := bits.Div64(rest, e.lo, tenTo4)
	return Exact{hi: hi, lo: lo}.times(rate)
}

// IsZero reports whether the amount is nothing.
func (e Exact) IsZero() bool { return e == Exact{} }

// Compare returns -1, 0 or 1 as e is below, equal to or above other.
func (e Exact) Compare(other Exact) int {
	return cmp.Or(cmp.Compare(e.hi, other.hi), cmp.Compare(e.lo, other.lo))
}

// String returns the amount in dollars with all its decimals, at least two.
func (e Exact) String() string {
	hi, rest := e.hi/tenTo19, e.hi%tenTo19
	lo, tail := bits.Div64(rest, e.lo, tenTo19)
	digits := strconv.FormatUint(tail, 10)
	if hi > 0 || lo > 0 {
		digits = strconv.FormatUint(lo, 10) + strings.Repeat("0", 19-len(digits)) + digits
	}
	if missing := exactDigits + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	point := len(digits) - exactDigits
	fraction := strings.TrimRight(digits[point:], "0")
	for len(fraction) < 2 {
		fraction += "0"
	}
	return digits[:point] + "." + fraction
}

// scaled is an amount of a line in the making: a whole number, of 256 bits with
// the lowest word first, of 10⁻¹⁸ cents ÷ 10⁴ for each power. The largest, 2¹²⁷ ×
// 2⁶³ units with no rate or 2¹⁰⁶ × 2⁶³ × five rates of at most 2¹⁶, stays below 2²⁵⁰.
type scaled struct {
	words  [4]uint64
	powers uint8
}

func scaledOf(e Exact) scaled { return scaled{words: [4]uint64{e.lo, e.hi}} }

// multiply multiplies by a whole number.
func (s *scaled) multiply(n uint64) {
	if n == 1 {
		return
	}
	var carry uint64
	for i, word := range s.words {
		if i == 2 && word|s.words[3]|carry == 0 {
			return
		}
		hi, lo := bits.Mul64(word, n)
		var more uint64
		s.words[i], more = bits.Add64(lo, carry, 0)
		carry = hi + more
	}
}

// applyRate multiplies by a rate in basis points, exactly.
func (s *scaled) applyRate(rate uint64) {
	s.multiply(rate)
	s.powers++
}

// level brings the amount to a number of powers without changing it.
func (s *scaled) level(powers uint8) {
	for s.powers < powers {
		s.applyRate(tenTo4)
	}
}

// add adds an amount of the same powers.
func (s *scaled) add(other *scaled) {
	var carry uint64
	for i := range s.words {
		s.words[i], carry = bits.Add64(s.words[i], other.words[i], carry)
	}
}

// compare compares with an amount of the same powers.
func (s *scaled) compare(other *scaled) int {
	for i := len(s.words) - 1; i >= 0; i-- {
		if order := cmp.Compare(s.words[i], other.words[i]); order != 0 {
			return order
		}
	}
	return 0
}

func (s *scaled) isZero() bool { return s.words == [4]uint64{} }

// divide divides by a whole number, rounded down.
func (s *scaled) divide(n uint64) {
	var rest uint64
	for i := len(s.words) - 1; i >= 0; i-- {
		if rest == 0 && s.words[i] == 0 {
			continue
		}
		s.words[i], rest = bits.Div64(rest, s.words[i], n)
	}
}

// halves are half a cent by the number of powers: modifiers and the rank.
var halves = func() (halves [maxModifiers + 2]scaled) {
	for powers := range halves {
		halves[powers].words[0] = tenTo18 / 2
		halves[powers].level(uint8(powers))
	}
	return halves
}()

// powersOfTen4 are the powers of 10⁴ that a word holds.
var powersOfTen4 = [...]uint64{1, 1e4, 1e8, 1e12, 1e16}

// centsHalfUp rounds to the cent, halves up: the only place where a price is
// rounded. It returns the largest int64 for what is beyond it.
func (s scaled) centsHalfUp() int64 {
	s.add(&halves[s.powers])
	s.divide(tenTo18) // the floor of a floor is the floor of both
	for powers := int(s.powers); powers > 0; powers -= len(powersOfTen4) - 1 {
		s.divide(powersOfTen4[min(powers, len(powersOfTen4)-1)])
	}
	if s.words[0] > math.MaxInt64 || s.words[1]|s.words[2]|s.words[3] != 0 {
		return math.MaxInt64
	}
	return int64(s.words[0])
}
