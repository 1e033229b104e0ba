package store

import "strings"

// TimeOrder is the order of a list by instants or days. What is equal in it stands by
// its id, in the same direction.
type TimeOrder uint8

// The orders.
const (
	LatestFirst TimeOrder = iota
	EarliestFirst
)

// listed is the order of a list: by columns, all in one direction, of which no two
// items have the same values.
type listed struct {
	columns   []string
	isUpwards bool
}

// sql returns the order as a clause.
func (l listed) sql() string {
	if l.isUpwards {
		return "\n\tORDER BY " + strings.Join(l.columns, ", ")
	}
	return "\n\tORDER BY " + strings.Join(l.columns, " DESC, ") + " DESC"
}

// after adds that only what stands behind a position counts, which has a value for each column.
func (l listed) after(where *conditions, position ...any) {
	beyond := " < "
	if l.isUpwards {
		beyond = " > "
	}
	where.add("("+strings.Join(l.columns, ", ")+")"+beyond+"(?"+strings.Repeat(", ?", len(position)-1)+")", position...)
}
