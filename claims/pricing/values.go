package pricing

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/internal/codeindex"
)

// valueTable finds the relative values of a code in two steps: the code's slot, and its
// rows, which follow each other. The zero table is empty.
type valueTable struct {
	// codes have what the table says of a code in one number: where its rows begin, from 1,
	// zero for a code that only others name as their base, and rankedBit.
	codes codeindex.Table
	rows  []valueRow // by code, modifier and start
}

// rankedBit is set of a code whose lines may take a rank: it, with some modifier, is of a
// reduction of multiple procedures, or it is the base of another that is.
const rankedBit = 1 << 31

// valueRow is a relative value while it is in force.
type valueRow struct {
	relative
	span     claims.Span
	modifier pair
	count    uint32 // of the code's rows, at the first of them
}

// valueTable makes the table of what was read, once statuses and reductions are known.
func (l *loader) valueTable() valueTable {
	l.relatives.sort(&l.faults)
	t := valueTable{rows: make([]valueRow, len(l.relatives))}
	names := make([]string, len(l.codes)+1)
	for name, number := range l.codes {
		names[number] = name
	}
	numbers, first := map[string]uint32{}, 0
	for i := range l.relatives {
		e := &l.relatives[i]
		if e.key>>16 != l.relatives[first].key>>16 {
			first = i
		}
		t.rows[i] = valueRow{relative: e.value.relative, span: e.span, modifier: pair(e.key)}
		t.rows[i].status = l.tables.statuses.runs[e.value.status]
		t.rows[first].count++
		code := names[e.key>>16]
		numbers[code] = numbers[code]&rankedBit | uint32(first+1)
		if l.tables.reductions.has(e.value.multiple) {
			numbers[code] |= rankedBit
			numbers[e.value.base] |= rankedBit
		}
	}
	delete(numbers, "") // the base of those that have none
	for code, number := range numbers {
		t.codes.Put(codeindex.Pack(code), number)
	}
	return t
}

// number returns what the table says of a packed code in one number, zero for nothing.
func (t *valueTable) number(system codes.System, packed uint64) uint32 {
	if system != codes.HCPCS && system != codes.Synthetic {
		return 0
	}
	return t.codes.Find(packed)
}

// of returns the relative value of the code with a number: that of the first of the
// modifiers that has one, else the one without a modifier. The modifier is zero
// for the latter.
func (t *valueTable) of(number uint32, modifiers []string, date claims.Date) (*relative, pair) {
	first := number &^ rankedBit
	if first == 0 {
		return nil, 0
	}
	rows := t.rows[first-1:]
	rows = rows[:rows[0].count]
	for _, text := range modifiers {
		modifier := pairOf(text)
		if found := valueOf(rows, modifier, date); found != nil {
			return found, modifier
		}
	}
	return valueOf(rows, 0, date), 0
}

// valueOf returns what a code's rows say of a modifier on a date.
func valueOf(rows []valueRow, modifier pair, date claims.Date) *relative {
	i := after(len(rows), func(i int) bool {
		return rows[i].modifier > modifier || rows[i].modifier == modifier && rows[i].span.Start > date
	})
	if i == 0 || rows[i-1].modifier != modifier || !rows[i-1].span.Contains(date) {
		return nil
	}
	return &rows[i-1].relative
}
