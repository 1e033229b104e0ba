package rules

import (
	"bytes"

	"github.com/clearclaim/clearclaim/claims/internal/versions"
)

// MaxDiffKeys is how many of a kind of change a [Diff] lists for a table.
const MaxDiffKeys = 100

// Change says how a table of one set differs from that of another. A row stands for
// another one of its code or codes: that of the same first date, else one that says the
// same, else the next by date.
type Change struct {
	Table                   string
	Added, Removed, Changed int
	// Dates counts the rows that say the same for other dates.
	Dates int
	// The keys, at most [MaxDiffKeys] each. A key is a row's code or codes and the
	// first date on which it holds, divided by commas.
	AddedKeys, RemovedKeys []string
	// At most [MaxDiffKeys].
	ChangedRows []RowChange
	DateChanges DateChanges
}

// RowChange says what a row said before and says now: its first date, its end and its
// values, divided by commas. The key is that of the row before.
type RowChange struct{ Key, From, To string }

// DateChange counts rows whose dates changed alike: first date and end, divided by a
// comma. The key is that of the first of them.
type DateChange struct {
	From, To, Key string
	Rows          int
}

// DateChanges are at most [MaxDiffKeys].
type DateChanges []DateChange

// Add counts a row whose dates changed.
func (d *DateChanges) Add(from, to, key string) {
	for i := range *d {
		if change := &(*d)[i]; change.From == from && change.To == to {
			change.Rows++
			return
		}
	}
	*d = AppendSome(*d, DateChange{From: from, To: to, Key: key, Rows: 1})
}

// AppendSome appends to a list of at most [MaxDiffKeys].
func AppendSome[T any](list []T, one T) []T {
	if len(list) == MaxDiffKeys {
		return list
	}
	return append(list, one)
}

// Diff lists the tables that differ from one set to another, by name.
func Diff(from, to *Set) []Change {
	var changes []Change
	if from.root == to.root {
		return nil
	}
	before, after := from.contents(), to.contents()
	for i := range before { // both have all tables
		change := diffLines(newCoded(&before[i]), newCoded(&after[i]))
		if change.Added+change.Removed+change.Changed+change.Dates > 0 {
			change.Table = before[i].name
			changes = append(changes, change)
		}
	}
	return changes
}

// coded are the lines of a table, read code by code.
type coded struct {
	lines
	isUndated bool
	next      int
	rows      []versions.Row // of the code that was read last
}

func newCoded(c *content) *coded { return &coded{lines: c.lines(), isUndated: c.isUndated} }

// code returns the code of a line and what divides it from the rest, by which codes are
// in the order of the lines; nil past the last line.
func (c *coded) code(i int) []byte {
	if i == c.len() {
		return nil
	}
	line, key := c.at(i)
	if c.isUndated {
		return line[:key+1]
	}
	return line[:bytes.LastIndexByte(line[:key], ',')+1]
}

// read reads the rows of a code, of which there may be none.
func (c *coded) read(code []byte) {
	for c.rows = c.rows[:0]; bytes.Equal(c.code(c.next), code); c.next++ {
		line, key := c.at(c.next)
		row := versions.Row{Words: line[key+1:], At: c.next}
		if !c.isUndated {
			row.Start = line[len(code):key]
			row.End, row.Words, _ = bytes.Cut(row.Words, []byte{','})
		}
		c.rows = append(c.rows, row)
	}
}

// key returns the key of a row.
func (c *coded) key(row *versions.Row) string {
	line, key := c.at(row.At)
	return string(line[:key])
}

// says returns what a row says, with its dates.
func (c *coded) says(row *versions.Row) string {
	line, key := c.at(row.At)
	if c.isUndated {
		return string(line[key+1:])
	}
	return string(row.Start) + "," + string(line[key+1:])
}

// diffLines goes through the codes of two tables.
func diffLines(before, after *coded) Change {
	var change Change
	for before.next < before.len() || after.next < after.len() {
		code := before.code(before.next)
		if other := after.code(after.next); code == nil || other != nil && bytes.Compare(other, code) < 0 {
			code = other
		}
		before.read(code)
		after.read(code)
		versions.Pair(before.rows, after.rows, func(from, to *versions.Row) { change.add(before, after, from, to) })
	}
	return change
}

// add counts what became of a row.
func (c *Change) add(before, after *coded, from, to *versions.Row) {
	switch {
	case from == nil:
		c.Added++
		c.AddedKeys = AppendSome(c.AddedKeys, after.key(to))
	case to == nil:
		c.Removed++
		c.RemovedKeys = AppendSome(c.RemovedKeys, before.key(from))
	case versions.HasSameWords(from, to):
		c.Dates++
		c.DateChanges.Add(from.Dates(), to.Dates(), before.key(from))
	default:
		c.Changed++
		c.ChangedRows = AppendSome(c.ChangedRows, RowChange{before.key(from), before.says(from), after.says(to)})
	}
}
