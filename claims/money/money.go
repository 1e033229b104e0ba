// Package money holds amounts and exact rates. Amounts are int64 minor units
// with a currency; nothing here is a float, and the rounding direction of every
// operation that rounds is in its name.
package money

import (
	"encoding/json"
	"errors"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Errors of this package.
var (
	// ErrOverflow is returned when a result does not fit 63 bits.
	ErrOverflow = errors.New("amount out of range")
	// ErrCurrencyMismatch is returned when two currencies meet in one operation.
	ErrCurrencyMismatch = errors.New("currencies differ")
	// ErrInexact is returned when a text or a token amount is not a whole number of cents.
	ErrInexact = errors.New("not a whole number of cents")
)

// MaxCents is the largest amount that the ledger can carry, 2^36 − 1 cents. As
// a limit it stands there for "no limit".
const MaxCents = 1<<36 - 1

// Currency is an ISO 4217 code. The zero value is USD, the only currency of this version.
type Currency string

// USD is the United States dollar.
const USD Currency = ""

// Amount is a sum of money in minor units (cents).
type Amount struct {
	cents    int64
	currency Currency
}

// Cents returns an amount of n US cents.
func Cents(n int64) Amount { return Amount{cents: n} }

// Cents returns the amount in minor units.
func (a Amount) Cents() int64 { return a.cents }

// IsZero reports whether the amount is nothing.
func (a Amount) IsZero() bool { return a.cents == 0 }

// IsNegative reports whether the amount is below zero.
func (a Amount) IsNegative() bool { return a.cents < 0 }

// Add returns a + b.
//
// Errors: [ErrOverflow], [ErrCurrencyMismatch].
func (a Amount) Add(b Amount) (Amount, error) {
	if a.currency != b.currency {
		return Amount{}, ErrCurrencyMismatch
	}
	sum := a.cents + b.cents
	if (sum > a.cents) != (b.cents > 0) && b.cents != 0 {
		return Amount{}, ErrOverflow
	}
	return Amount{cents: sum, currency: a.currency}, nil
}

// Sub returns a − b.
//
// Errors: [ErrOverflow], [ErrCurrencyMismatch].
func (a Amount) Sub(b Amount) (Amount, error) {
	if a.currency != b.currency {
		return Amount{}, ErrCurrencyMismatch
	}
	difference := a.cents - b.cents
	if (difference < a.cents) != (b.cents > 0) && b.cents != 0 {
		return Amount{}, ErrOverflow
	}
	return Amount{cents: difference, currency: a.currency}, nil
}

// Less reports whether a is below b. Both must be of one currency.
func (a Amount) Less(b Amount) bool { return a.cents < b.cents }

// Min returns the lesser of two amounts of one currency.
func Min(a, b Amount) Amount {
	if b.cents < a.cents {
		return b
	}
	return a
}

// BasisPoints is a rate in hundredths of a percent: 2000 is 20 %.
type BasisPoints uint16

// MulRateHalfUp returns amt × rate, rounded to the cent, halves away from zero.
//
// amt must not be negative and the rate not above 10000. The other share of a
// split is amt minus this result, never a second rounding.
//
// Errors: [ErrOverflow].
func MulRateHalfUp(amt Amount, rate BasisPoints) (Amount, error) {
	if amt.cents < 0 || rate > 10000 {
		return Amount{}, ErrOverflow
	}
	hi, lo := bits.Mul64(uint64(amt.cents), uint64(rate))
	lo, carry := bits.Add64(lo, 5000, 0)
	quotient, _ := bits.Div64(hi+carry, lo, 10000)
	return Amount{cents: int64(quotient), currency: amt.currency}, nil
}

// MulInt returns amt × n, exactly.
//
// amt and n must not be negative.
//
// Errors: [ErrOverflow].
func MulInt(amt Amount, n int) (Amount, error) {
	if amt.cents < 0 || n < 0 {
		return Amount{}, ErrOverflow
	}
	hi, lo := bits.Mul64(uint64(amt.cents), uint64(n))
	if hi != 0 || lo > math.MaxInt64 {
		return Amount{}, ErrOverflow
	}
	return Amount{cents: int64(lo), currency: amt.currency}, nil
}

// MulDivDown returns amt × n ÷ d, rounded down to the cent.
//
// amt and n must not be negative, and d must be positive. The product may be
// larger than an amount; the result may not.
//
// Errors: [ErrOverflow].
func MulDivDown(amt Amount, n, d int64) (Amount, error) {
	if amt.cents < 0 || n < 0 || d <= 0 {
		return Amount{}, ErrOverflow
	}
	hi, lo := bits.Mul64(uint64(amt.cents), uint64(n))
	if hi >= uint64(d) {
		return Amount{}, ErrOverflow
	}
	quotient, _ := bits.Div64(hi, lo, uint64(d))
	if quotient > math.MaxInt64 {
		return Amount{}, ErrOverflow
	}
	return Amount{cents: int64(quotient), currency: amt.currency}, nil
}

// String returns the amount in major units, as in "12.30".
func (a Amount) String() string {
	text, n := make([]byte, 0, 24), uint64(a.cents)
	if a.cents < 0 {
		text, n = append(text, '-'), -n // two's complement: right for the least int64 too
	}
	text = append(strconv.AppendUint(text, n/100, 10), '.', byte('0'+n%100/10), byte('0'+n%10))
	return string(text)
}

// ParseDecimalHalfUp reads a decimal text in major units and rounds it to the
// cent, halves away from zero. Sources that carry binary-float noise
// ("28.104000000000003") need it; "12.30" is exact.
//
// Errors: [ErrOverflow], [ErrInexact] when the text is no decimal number.
func ParseDecimalHalfUp(text string) (Amount, error) {
	unsigned, negative := strings.CutPrefix(text, "-")
	whole, fraction, _ := strings.Cut(unsigned, ".")
	if whole == "" || !isDigits(whole) || !isDigits(fraction) {
		return Amount{}, ErrInexact
	}
	padded := fraction + "000"
	cents, err := strconv.ParseInt(whole+padded[:2], 10, 64)
	if err != nil {
		return Amount{}, ErrOverflow
	}
	if padded[2] >= '5' {
		if cents == math.MaxInt64 {
			return Amount{}, ErrOverflow
		}
		cents++
	}
	if negative {
		cents = -cents
	}
	return Cents(cents), nil
}

func isDigits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// MarshalJSON writes the amount as an integer of minor units.
func (a Amount) MarshalJSON() ([]byte, error) { return json.Marshal(a.cents) }

// UnmarshalJSON reads an integer of minor units.
//
// Errors: [ErrInexact].
func (a *Amount) UnmarshalJSON(data []byte) error {
	n, err := strconv.ParseInt(string(data), 10, 64)
	if err != nil {
		return ErrInexact
	}
	*a = Cents(n)
	return nil
}
