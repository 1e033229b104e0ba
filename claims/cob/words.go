package cob

import (
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// ErrWordUnknown is returned for a text that is none of the words in which what is
// known of coverages is kept.
var ErrWordUnknown = errs.New(errs.CoordinationInvalid, "no such word of coordination")

// The words in which what is known of coverages is kept. They never change.
var (
	kindWords         = []string{"", "group", "individual", "medicare", "medicaid"}
	relationshipWords = []string{"", "self", "spouse", "parent", "stepparent", "relative"}
	standingWords     = []string{"", "active", "inactive", "continuation"}
	decreeWords       = []string{"", "custodial", "noncustodial"}
	parentsWords      = []string{"together", "apart"}
)

// MarshalText writes the word, "" of zero.
func (k Kind) MarshalText() ([]byte, error) { return word(kindWords, k) }

// UnmarshalText reads the word.
//
// Errors: [ErrWordUnknown].
func (k *Kind) UnmarshalText(text []byte) error { return parseWord(kindWords, k, text) }

// MarshalText writes the word, "" of zero.
func (r Relationship) MarshalText() ([]byte, error) { return word(relationshipWords, r) }

// UnmarshalText reads the word.
//
// Errors: [ErrWordUnknown].
func (r *Relationship) UnmarshalText(text []byte) error { return parseWord(relationshipWords, r, text) }

// MarshalText writes the word, "" of zero.
func (s Standing) MarshalText() ([]byte, error) { return word(standingWords, s) }

// UnmarshalText reads the word.
//
// Errors: [ErrWordUnknown].
func (s *Standing) UnmarshalText(text []byte) error { return parseWord(standingWords, s, text) }

// MarshalText writes the word, "" of no decree.
func (d Decree) MarshalText() ([]byte, error) { return word(decreeWords, d) }

// UnmarshalText reads the word.
//
// Errors: [ErrWordUnknown].
func (d *Decree) UnmarshalText(text []byte) error { return parseWord(decreeWords, d, text) }

// MarshalText writes the word.
func (p Parents) MarshalText() ([]byte, error) { return word(parentsWords, p) }

// UnmarshalText reads the word.
//
// Errors: [ErrWordUnknown].
func (p *Parents) UnmarshalText(text []byte) error { return parseWord(parentsWords, p, text) }

func word[T ~uint8](words []string, value T) ([]byte, error) {
	if int(value) >= len(words) {
		return nil, ErrWordUnknown
	}
	return []byte(words[value]), nil
}

func parseWord[T ~uint8](words []string, into *T, text []byte) error {
	at := slices.Index(words, string(text))
	if at < 0 {
		return ErrWordUnknown
	}
	*into = T(at)
	return nil
}

// layoutMonthDay is how a day of the year is written: 03-12.
const layoutMonthDay = "01-02"

// MarshalText writes MM-DD, "" of no day.
func (d MonthDay) MarshalText() ([]byte, error) {
	if d == (MonthDay{}) {
		return nil, nil
	}
	const leapYear = 2000
	return time.Date(leapYear, d.Month, d.Day, 0, 0, 0, 0, time.UTC).AppendFormat(nil, layoutMonthDay), nil
}

// UnmarshalText reads MM-DD, or "".
//
// Errors: [ErrWordUnknown].
func (d *MonthDay) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = MonthDay{}
		return nil
	}
	date, err := time.Parse("2006-"+layoutMonthDay, "2000-"+string(text)) // a leap year
	if err != nil {
		return ErrWordUnknown
	}
	*d = MonthDay{Month: date.Month(), Day: date.Day()}
	return nil
}
