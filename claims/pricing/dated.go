package pricing

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// dated is a table of values by key and date of service. The zero value is empty.
type dated[K cmp.Ordered, V any] struct {
	runs map[K]run
	rows []version[V] // by key and start
}

// version is a value while it is in force.
type version[V any] struct {
	span  claims.Span
	value V
}

// at returns the value of a key on a date, or nil.
func (d *dated[K, V]) at(key K, date claims.Date) *V {
	if len(d.rows) == 0 {
		return nil
	}
	return d.in(d.runs[key], date)
}

// in returns the value on a date of a key whose versions are known, or nil.
func (d *dated[K, V]) in(at run, date claims.Date) *V {
	versions := d.rows[at.first : at.first+at.count]
	i := after(len(versions), func(i int) bool { return versions[i].span.Start > date })
	if i == 0 || !versions[i-1].span.Contains(date) {
		return nil
	}
	return &versions[i-1].value
}

// has reports whether a key has any version.
func (d *dated[K, V]) has(key K) bool { return d.runs[key].count > 0 }

// entries are the rows of a table as they are read.
type entries[K cmp.Ordered, V any] []entry[K, V]

type entry[K cmp.Ordered, V any] struct {
	key   K
	span  claims.Span
	value V
	file  string
	line  int
}

// add adds the row that a reader is at.
func (e *entries[K, V]) add(r *table.Reader, key K, span claims.Span, value V) {
	*e = append(*e, entry[K, V]{key, span, value, r.File(), r.Line()})
}

// index makes the rows findable. Two rows of one key on one day are a fault of
// the later.
func (e entries[K, V]) index(faults *table.Faults) dated[K, V] {
	e.sort(faults)
	d := dated[K, V]{runs: make(map[K]run), rows: make([]version[V], len(e))}
	for i := range e {
		at, isKnown := d.runs[e[i].key]
		if !isKnown {
			at.first = uint32(i)
		}
		at.count++
		d.runs[e[i].key] = at
		d.rows[i] = version[V]{e[i].span, e[i].value}
	}
	return d
}

// sort sorts the rows by key and start, and lists the faults of [entries.index].
func (e entries[K, V]) sort(faults *table.Faults) {
	slices.SortStableFunc(e, func(a, b entry[K, V]) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.span.Start, b.span.Start))
	})
	latest := 0 // the row of the current key that lasts longest
	for i := range e {
		if e[i].key != e[latest].key {
			latest = i
		}
		if i == latest {
			continue
		}
		if open := e[latest].span.End; open.IsZero() || e[i].span.Start < open {
			overlap(faults, &e[latest], &e[i])
		}
		if lastsLonger(e[i].span, e[latest].span) {
			latest = i
		}
	}
}

// overlap says that two rows are of one key on one day.
func overlap[K cmp.Ordered, V any](faults *table.Faults, a, b *entry[K, V]) {
	if a.file > b.file || a.file == b.file && a.line > b.line {
		a, b = b, a
	}
	other := " overlap those of " + a.file + ":" + strconv.Itoa(a.line)
	if a.span == b.span {
		faults.Add(b.file, b.line, "", errs.RowRepeated, "the key and its dates"+other)
		return
	}
	faults.Add(b.file, b.line, "", errs.SpansOverlap, "the dates"+other)
}
