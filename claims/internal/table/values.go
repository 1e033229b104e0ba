package table

import (
	"strconv"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// The first and the last year that a date of a table may have.
const (
	minYear = 1800
	maxYear = 9999
)

// Int returns a whole number of a column within bounds. An empty value is a
// fault, as is any other text.
func (r *Reader) Int(column, least, most int) (int, bool) {
	value, isNumber := ParseInt(r.Bytes(column))
	if !isNumber || value < least || value > most {
		r.FaultValue(column, errs.NumberInvalid,
			"a whole number from "+strconv.Itoa(least)+" to "+strconv.Itoa(most))
		return 0, false
	}
	return value, true
}

// IntOr is [Reader.Int], and returns a number of the caller's for an empty value.
func (r *Reader) IntOr(column, empty, least, most int) (int, bool) {
	if len(r.Bytes(column)) == 0 {
		return empty, true
	}
	return r.Int(column, least, most)
}

// ParseInt reads up to nine digits.
func ParseInt(text []byte) (int, bool) {
	if len(text) == 0 || len(text) > 9 {
		return 0, false
	}
	value := 0
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		value = value*10 + int(c-'0')
	}
	return value, true
}

// Date returns a date of a column, zero where it is empty. See [ParseDate].
func (r *Reader) Date(column int) (claims.Date, bool) {
	text := r.Bytes(column)
	if len(text) == 0 {
		return 0, true
	}
	date, isDate := ParseDate(text)
	if !isDate {
		r.FaultValue(column, errs.DateInvalid, "a date as YYYY-MM-DD, YYYYMMDD or MM/DD/YYYY")
	}
	return date, isDate
}

// Span returns the dates of two columns, the end exclusive. A span that is empty
// is a fault.
func (r *Reader) Span(start, end int) (claims.Span, bool) {
	from, isFrom := r.Date(start)
	to, isTo := r.Date(end)
	if !isFrom || !isTo {
		return claims.Span{}, false
	}
	if !to.IsZero() && to <= from {
		r.Fault(end, errs.SpanInvalid, "the end is not after the start")
		return claims.Span{}, false
	}
	return claims.Span{Start: from, End: to}, true
}

// ParseDate reads YYYY-MM-DD, YYYYMMDD or M/D/YYYY.
func ParseDate(text []byte) (claims.Date, bool) {
	switch {
	case len(text) == 8 && text[2] != '/' && text[1] != '/':
		return civil(text[:4], text[4:6], text[6:])
	case len(text) == 10 && text[4] == '-' && text[7] == '-':
		return civil(text[:4], text[5:7], text[8:])
	case len(text) >= 8 && len(text) <= 10:
		return slashed(text)
	}
	return 0, false
}

// slashed reads M/D/YYYY with one or two digits for month and day.
func slashed(text []byte) (claims.Date, bool) {
	var cuts [2]int
	found := 0
	for i, c := range text {
		if c != '/' {
			continue
		}
		if found == 2 {
			return 0, false
		}
		cuts[found] = i
		found++
	}
	if found != 2 || len(text)-cuts[1] != 5 {
		return 0, false
	}
	return civil(text[cuts[1]+1:], text[:cuts[0]], text[cuts[0]+1:cuts[1]])
}

// civil returns a date of the calendar.
func civil(year, month, day []byte) (claims.Date, bool) {
	y, isYear := ParseInt(year)
	m, isMonth := ParseInt(month)
	d, isDay := ParseInt(day)
	if !isYear || !isMonth || !isDay || y < minYear || y > maxYear || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return 0, false
	}
	return claims.Date(dayNumber(y, m, d)), true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// dayNumber counts days since 0001-01-01, which is day 1, in the Gregorian
// calendar. The year is taken to begin in March, so that the leap day is its last.
func dayNumber(year, month, day int) int {
	if month < 3 {
		year--
		month += 12
	}
	return 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 306
}
