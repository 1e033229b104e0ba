package rules

import (
	"bytes"
	"math"
	"slices"
	"strings"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/codeindex"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// maxList bounds the values of a cell that has several, divided by spaces.
const maxList = 64

// list calls read for each value of a cell, and reports whether all were good.
func list(r *table.Reader, column int, read func(value []byte) bool) bool {
	values := bytes.Fields(r.Bytes(column))
	if len(values) > maxList {
		r.Fault(column, errs.FieldTooLong, "at most 64 values")
		return false
	}
	for _, value := range values {
		if !read(value) {
			r.FaultValue(column, errs.ValueInvalid, "values of their table's form, divided by spaces")
			return false
		}
	}
	return true
}

// readAges reads "0-28 days", "18- years", "65 years" or nothing.
func readAges(r *table.Reader, column int) (Ages, bool) {
	text := r.Bytes(column)
	if len(text) == 0 {
		return Ages{}, true
	}
	ages, isAges := parseAges(string(text))
	if !isAges {
		r.FaultValue(column, errs.ValueInvalid, "ages as 0-17 years, 18- years or 0-28 days")
	}
	return ages, isAges
}

func parseAges(text string) (Ages, bool) {
	bounds, unit, _ := strings.Cut(text, " ")
	least, most, isRange := strings.Cut(bounds, "-")
	ages := Ages{Most: math.MaxUint16}
	switch unit {
	case "days":
		ages.Unit = Days
	case "years":
		ages.Unit = Years
	default:
		return Ages{}, false
	}
	from, isFrom := table.ParseInt([]byte(least))
	if !isFrom || from > math.MaxUint16 {
		return Ages{}, false
	}
	ages.Least = uint16(from)
	if isRange && most == "" {
		return ages, true
	}
	if !isRange {
		most = least
	}
	to, isTo := table.ParseInt([]byte(most))
	ages.Most = uint16(to)
	return ages, isTo && to >= from && to < math.MaxUint16
}

func appendAges(dst []byte, a Ages) []byte {
	if a.Unit == AnyAge {
		return dst
	}
	dst = append(appendInt(dst, int(a.Least)), '-')
	if a.Most != math.MaxUint16 {
		dst = appendInt(dst, int(a.Most))
	}
	if a.Unit == Days {
		return append(dst, " days"...)
	}
	return append(dst, " years"...)
}

func readSex(r *table.Reader, column int) (Sex, bool) {
	switch string(r.Bytes(column)) {
	case "":
		return AnySex, true
	case "F":
		return Female, true
	case "M":
		return Male, true
	}
	r.FaultValue(column, errs.ValueInvalid, "F, M or nothing")
	return 0, false
}

func readPlaces(r *table.Reader, column int) (places PlaceSet, isValid bool) {
	isValid = list(r, column, func(value []byte) bool {
		place := PlaceOf(string(value))
		places.add(place)
		return place != 0
	})
	return places, isValid
}

// readPrefixes reads prefixes of codes.
func readPrefixes(r *table.Reader, column, most int) (prefixes []string, isValid bool) {
	isValid = list(r, column, func(value []byte) bool {
		prefixes = append(prefixes, string(value))
		return codeindex.Pack(value) != 0 && len(value) <= most
	})
	slices.Sort(prefixes)
	return slices.Compact(prefixes), isValid
}

func readModifiers(r *table.Reader, column int) (modifiers []Modifier, isValid bool) {
	isValid = list(r, column, func(value []byte) bool {
		modifier := ModifierOf(string(value))
		modifiers = append(modifiers, modifier)
		return modifier != 0
	})
	slices.Sort(modifiers)
	return slices.Compact(modifiers), isValid
}

// readWords reads a set of words, a bit each in their order.
func readWords(r *table.Reader, column int, words []string) (set uint32, isValid bool) {
	for _, value := range bytes.Fields(r.Bytes(column)) {
		at := slices.Index(words, string(value))
		if at < 0 {
			r.FaultValue(column, errs.ValueInvalid, "words of "+strings.Join(words, ", "))
			return 0, false
		}
		set |= 1 << at
	}
	return set, true
}

func appendWords(dst []byte, set uint32, words []string) []byte {
	start := len(dst)
	for i, word := range words {
		if set&(1<<i) != 0 {
			dst = appendWord(dst, start, word)
		}
	}
	return dst
}

func appendPlaces(dst []byte, places PlaceSet) []byte {
	start := len(dst)
	for place := Place(1); place <= 99; place++ {
		if places.Has(place) {
			dst = appendWord(dst, start, place.String())
		}
	}
	return dst
}

func appendModifiers(dst []byte, modifiers []Modifier) []byte {
	start := len(dst)
	for _, modifier := range modifiers {
		dst = appendWord(dst, start, modifier.String())
	}
	return dst
}

// appendWord appends a word to a list that begins at a position.
func appendWord(dst []byte, start int, word string) []byte {
	if len(dst) > start {
		dst = append(dst, ' ')
	}
	return append(dst, word...)
}

func appendSex(dst []byte, sex Sex) []byte {
	switch sex {
	case Female:
		return append(dst, 'F')
	case Male:
		return append(dst, 'M')
	case AnySex:
	}
	return dst
}

func bit(is bool, at uint) uint32 {
	if is {
		return 1 << at
	}
	return 0
}
