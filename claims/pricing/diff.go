package pricing

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/clearclaim/clearclaim/claims/rules"
)

// Change says how a price table differs from that of other tables. At most
// [rules.MaxDiffKeys] of each kind of change are listed.
type Change struct {
	// Table is one of [Kinds].
	Table                   string
	Added, Removed, Changed int
	AddedKeys, RemovedKeys  []string
	ChangedRows             []RowChange
}

// RowChange says how a row of one key differs. A key is the cells that a row is for and
// the first date on which it holds, divided by commas.
type RowChange struct {
	Key   string
	Cells []CellChange
}

// CellChange is a cell that differs. Numbers are as the file has them: decimal, in dollars
// or relative values, but for rates, which are basis points.
type CellChange struct{ Column, From, To string }

// canonicalLayout says what the cells of a canonical row are, before its dates.
type canonicalLayout struct {
	columns []string
	// keys are the columns that say what a row is for.
	keys []int
	// decimals is the first of the columns in ten-thousandths, which are the last ones.
	decimals int
}

// noDecimals is past all columns.
const noDecimals = 1 << 10

var canonicalLayouts = map[string]canonicalLayout{
	KindContracts:         {[]string{"network", "contract"}, []int{0}, noDecimals},
	KindConversionFactors: {[]string{"factor", "amount"}, []int{0}, 1},
	KindFacilities:        {[]string{"place"}, []int{0}, noDecimals},
	KindLocalities:        {[]string{"locality", "PW GPCI", "PE GPCI", "MP GPCI"}, []int{0}, 1},
	KindModifiers:         {[]string{"modifier", "field", "indicator", "rate"}, []int{0, 2}, noDecimals},
	KindReductions:        {[]string{"indicator", "method", "joins", "rank", "further ranks", "rate"}, []int{0, 3}, noDecimals},
	KindRelativeValues: {[]string{
		"HCPCS", "MOD", "STATUS CODE", "ENDO BASE", "MULT PROC", "BILAT SURG", "ASST SURG", "CO-SURG", "TEAM SURG",
		"WORK RVU", "NON-FAC PE RVU", "FACILITY PE RVU", "MP RVU", "PRE OP", "INTRA OP", "POST OP",
	}, []int{0, 1}, 9},
	KindStatuses: {[]string{"status", "outcome"}, []int{0}, noDecimals},
}

// Diff lists the tables that differ from one set of price tables to another, by name.
// Nil tables have no row.
func Diff(from, to *Tables) []Change {
	var changes []Change
	if from.Root() == to.Root() {
		return nil
	}
	for i, kind := range Kinds() {
		layout := canonicalLayouts[kind]
		change := diffRows(&layout, layout.read(from.rowsOf(i)), layout.read(to.rowsOf(i)))
		if change.Added+change.Removed+change.Changed > 0 {
			change.Table = kind
			changes = append(changes, change)
		}
	}
	return changes
}

// rowsOf returns the canonical rows of a kind.
func (t *Tables) rowsOf(kind int) string {
	if t == nil {
		return ""
	}
	return t.canonical[kind]
}

// read returns the cells of canonical rows by key.
func (l *canonicalLayout) read(text string) map[string][]string {
	rows := map[string][]string{}
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\x1f")
		for i := l.decimals; i < len(l.columns); i++ {
			cells[i] = decimalText(cells[i])
		}
		var key []string
		for _, column := range l.keys {
			key = append(key, cells[column])
		}
		rows[strings.Join(append(key, cells[len(l.columns)]), ",")] = cells
	}
	return rows
}

// decimalText writes ten-thousandths as a decimal number.
func decimalText(cell string) string {
	value, err := strconv.ParseUint(cell, 10, 64)
	if err != nil {
		return cell
	}
	text := strconv.FormatUint(value/tenTo4, 10)
	if rest := strconv.FormatUint(tenTo4+value%tenTo4, 10)[1:]; rest != "0000" {
		text += "." + strings.TrimRight(rest, "0")
	}
	return text
}

func diffRows(layout *canonicalLayout, before, after map[string][]string) Change {
	var c Change
	for _, key := range slices.Sorted(maps.Keys(before)) {
		now, isThere := after[key]
		switch {
		case !isThere:
			c.Removed++
			c.RemovedKeys = appendSome(c.RemovedKeys, key)
		case !slices.Equal(before[key], now):
			c.Changed++
			c.ChangedRows = appendSome(c.ChangedRows, RowChange{Key: key, Cells: layout.cells(before[key], now)})
		}
	}
	for _, key := range slices.Sorted(maps.Keys(after)) {
		if _, isThere := before[key]; !isThere {
			c.Added++
			c.AddedKeys = appendSome(c.AddedKeys, key)
		}
	}
	return c
}

func appendSome[T any](list []T, one T) []T {
	if len(list) == rules.MaxDiffKeys {
		return list
	}
	return append(list, one)
}

// cells returns the cells that differ. Of rows with one key the last one, the end, may.
func (l *canonicalLayout) cells(before, after []string) []CellChange {
	var changes []CellChange
	for i := range before {
		if before[i] == after[i] {
			continue
		}
		column := "end"
		if i < len(l.columns) {
			column = l.columns[i]
		}
		changes = append(changes, CellChange{Column: column, From: before[i], To: after[i]})
	}
	return changes
}
