package rules

import "bytes"

// MaxDiffKeys is how many keys of a kind of change a [Diff] lists for a table.
const MaxDiffKeys = 100

// Change says how a table of one set differs from that of another.
type Change struct {
	Table                   string
	Added, Removed, Changed int
	// The keys, at most [MaxDiffKeys] each. A key is a row's code or codes and the
	// first date on which it holds, divided by commas.
	AddedKeys, RemovedKeys, ChangedKeys []string
}

// Diff lists the tables that differ from one set to another, by name.
func Diff(from, to *Set) []Change {
	var changes []Change
	if from.root == to.root {
		return nil
	}
	before, after := from.contents(), to.contents()
	for i := range before { // both have all tables
		if change := diffLines(before[i].lines(), after[i].lines()); change.Added+change.Removed+change.Changed > 0 {
			change.Table = before[i].name
			changes = append(changes, change)
		}
	}
	return changes
}

// diffLines merges the lines of two tables. A key may stand in several lines
// where rows of one key may have the same dates.
func diffLines(before, after lines) Change {
	var c Change
	i, j := 0, 0
	for i < before.len() || j < after.len() {
		order, line := compareAt(&before, &after, i, j)
		switch {
		case order == 0 && bytes.Equal(line.before, line.after):
			i, j = i+1, j+1
		case order == 0:
			c.Changed++
			c.ChangedKeys = appendKey(c.ChangedKeys, line.key)
			i, j = i+1, j+1
		case order < 0:
			c.Removed++
			c.RemovedKeys = appendKey(c.RemovedKeys, line.key)
			i++
		default:
			c.Added++
			c.AddedKeys = appendKey(c.AddedKeys, line.key)
			j++
		}
	}
	return c
}

// differing is a line of two tables.
type differing struct{ key, before, after []byte }

// compareAt compares the keys of two lines, of which one may be beyond the end.
func compareAt(before, after *lines, i, j int) (order int, line differing) {
	if i == before.len() {
		text, key := after.at(j)
		return 1, differing{key: text[:key]}
	}
	if j == after.len() {
		text, key := before.at(i)
		return -1, differing{key: text[:key]}
	}
	x, xKey := before.at(i)
	y, yKey := after.at(j)
	order = bytes.Compare(x[:xKey], y[:yKey])
	line = differing{x[:xKey], x, y}
	if order > 0 {
		line.key = y[:yKey]
	}
	return order, line
}

func appendKey(keys []string, key []byte) []string {
	if len(keys) == MaxDiffKeys {
		return keys
	}
	return append(keys, string(key))
}
