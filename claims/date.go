package claims

import (
	"errors"
	"fmt"
	"time"
)

// ErrInvalidDate is returned when a text is not a civil date of the years 1 to 9999.
var ErrInvalidDate = errors.New("invalid civil date")

// Date is a civil date without a zone, counted in days since 0001-01-01, which
// is day 1 (the "rata die" count). Dates before 1970 are therefore positive
// too, and fit the chain's uint24. The zero Date is no date.
type Date int32

const unixEpochDay Date = 719163 // 1970-01-01

// ParseDate reads YYYY-MM-DD.
//
// Errors: [ErrInvalidDate].
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < 1 {
		return 0, ErrInvalidDate
	}
	return dateOf(t), nil
}

// NewDate returns the civil date of a calendar day; out-of-range parts roll over
// as in [time.Date].
func NewDate(year int, month time.Month, day int) Date {
	return dateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the civil date of an instant, read in UTC.
func DateOf(t time.Time) Date { return dateOf(t.UTC()) }

func dateOf(t time.Time) Date {
	midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return Date(midnight.Unix()/86400) + unixEpochDay
}

// Time returns midnight UTC of the date.
func (d Date) Time() time.Time { return time.Unix(int64(d-unixEpochDay)*86400, 0).UTC() }

// Year returns the calendar year.
func (d Date) Year() int { return d.Time().Year() }

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == 0 }

// AddDays returns the date n days later.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// String returns YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText implements encoding.TextMarshaler.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. The empty text is no date.
//
// Errors: [ErrInvalidDate].
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return fmt.Errorf("reading date: %w", err)
	}
	*d = parsed
	return nil
}

// Span is a half-open run of civil dates [Start, End). An End of zero is open.
type Span struct {
	Start Date `json:"start"`
	End   Date `json:"end"`
}

// Contains reports whether d lies in the span.
func (s Span) Contains(d Date) bool { return d >= s.Start && (s.End.IsZero() || d < s.End) }
