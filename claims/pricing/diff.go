package pricing

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/clearclaim/clearclaim/claims/internal/versions"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Change says how a price table differs from that of other tables, row for row as
// [rules.Change] does. At most [rules.MaxDiffKeys] of each kind of change are listed.
type Change struct {
	// Table is one of [Kinds].
	Table                   string
	Added, Removed, Changed int
	// Dates counts the rows that say the same for other dates.
	Dates                  int
	AddedKeys, RemovedKeys []string
	ChangedRows            []RowChange
	DateChanges            rules.DateChanges
}

// RowChange says how a row differs. A key is the cells that a row is for and the first
// date on which it held before, divided by commas.
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
		if change.Added+change.Removed+change.Changed+change.Dates > 0 {
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

// read returns the cells of canonical rows by what they are for.
func (l *canonicalLayout) read(text string) map[string][][]string {
	rows := map[string][][]string{}
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\x1f")
		for i := l.decimals; i < len(l.columns); i++ {
			cells[i] = decimalText(cells[i])
		}
		var key []string
		for _, column := range l.keys {
			key = append(key, cells[column])
		}
		code := strings.Join(key, ",")
		rows[code] = append(rows[code], cells)
	}
	return rows
}

// versions returns rows of one code in the order of their dates.
func (l *canonicalLayout) versions(rows [][]string) []versions.Row {
	slices.SortStableFunc(rows, func(a, b []string) int { return cmp.Compare(l.start(a), l.start(b)) })
	list := make([]versions.Row, len(rows))
	for i, cells := range rows {
		words := strings.Join(cells[:len(l.columns)], "\x1f")
		list[i] = versions.Row{Start: []byte(l.start(cells)), End: []byte(l.end(cells)), Words: []byte(words), At: i}
	}
	return list
}

func (l *canonicalLayout) start(cells []string) string { return cells[len(l.columns)] }

func (l *canonicalLayout) end(cells []string) string { return cells[len(l.columns)+1] }

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

func diffRows(layout *canonicalLayout, before, after map[string][][]string) Change {
	var c Change
	codes := slices.AppendSeq(slices.Collect(maps.Keys(before)), maps.Keys(after))
	slices.Sort(codes)
	for _, code := range slices.Compact(codes) {
		was, is := before[code], after[code]
		versions.Pair(layout.versions(was), layout.versions(is), func(from, to *versions.Row) {
			switch {
			case from == nil:
				c.Added++
				c.AddedKeys = rules.AppendSome(c.AddedKeys, code+","+string(to.Start))
			case to == nil:
				c.Removed++
				c.RemovedKeys = rules.AppendSome(c.RemovedKeys, code+","+string(from.Start))
			case versions.HasSameWords(from, to):
				c.Dates++
				c.DateChanges.Add(from.Dates(), to.Dates(), code+","+string(from.Start))
			default:
				c.Changed++
				row := RowChange{Key: code + "," + string(from.Start), Cells: layout.cells(was[from.At], is[to.At])}
				c.ChangedRows = rules.AppendSome(c.ChangedRows, row)
			}
		})
	}
	return c
}

// cells returns the cells that differ, of which the last two are the dates.
func (l *canonicalLayout) cells(before, after []string) []CellChange {
	names := slices.Concat(l.columns, []string{"start", "end"})
	var changes []CellChange
	for i := range before {
		if before[i] != after[i] {
			changes = append(changes, CellChange{Column: names[i], From: before[i], To: after[i]})
		}
	}
	return changes
}
