// Package versions pairs what two tables say of one code at different dates, for
// comparisons that tell a change of words from one of dates.
package versions

import (
	"bytes"
	"slices"
)

// Row is what a table says of a code while it is in force.
type Row struct {
	// Start and End are the dates as text, empty where open or without dates.
	Start, End []byte
	// Words are what the row says beside its dates.
	Words []byte
	// At is the row's place in its table.
	At int
}

// Dates returns start and end, divided by a comma.
func (r *Row) Dates() string { return string(r.Start) + "," + string(r.End) }

// Pair calls paired for each row of a code that two tables do not both have. The rows
// are in the order of their dates. Those that go together are given as one: first those
// of one start, then those of the same words, then the others in their order. The row
// before is nil where one was added, the row after where one was removed.
//
// It compares every row with every one, since a code has few, and does not keep the
// slices as they were.
func Pair(before, after []Row, paired func(from, to *Row)) {
	before, after = match(before, after, isSame, func(_, _ *Row) {})
	before, after = match(before, after, hasSameStart, paired)
	before, after = match(before, after, HasSameWords, paired)
	before, after = match(before, after, func(_, _ *Row) bool { return true }, paired)
	for i := range before {
		paired(&before[i], nil)
	}
	for i := range after {
		paired(nil, &after[i])
	}
}

func isSame(a, b *Row) bool {
	return hasSameStart(a, b) && bytes.Equal(a.End, b.End) && HasSameWords(a, b)
}

func hasSameStart(a, b *Row) bool { return bytes.Equal(a.Start, b.Start) }

// HasSameWords reports whether at most the dates of two rows differ.
func HasSameWords(a, b *Row) bool { return bytes.Equal(a.Words, b.Words) }

// match gives each row before with the first one after that fits, and returns the others
// in the place of all.
func match(before, after []Row, fits func(a, b *Row) bool, paired func(from, to *Row)) (left, right []Row) {
	left = before[:0]
	for i := range before {
		from := &before[i]
		at := slices.IndexFunc(after, func(to Row) bool { return fits(from, &to) })
		if at < 0 {
			left = append(left, *from)
			continue
		}
		paired(from, &after[at])
		after = slices.Delete(after, at, at+1)
	}
	return left, after
}
