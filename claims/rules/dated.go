package rules

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// dated holds the rows of symbols, each with its dates: those of symbol s are
// rows[first[s]:first[s+1]], in the order of their dates.
type dated[R any] struct {
	first []uint32
	rows  []version[R]
}

// version is a row with its dates.
type version[R any] struct {
	row  R // stands first: behind the dates one without fields would take room
	span claims.Span
}

// of returns where the rows of a symbol begin and end.
func (d *dated[R]) of(symbol uint32) (from, to uint32) {
	if uint64(symbol)+1 >= uint64(len(d.first)) {
		return 0, 0
	}
	return d.first[symbol], d.first[symbol+1]
}

// on returns the row of a symbol on a date, or nil.
func (d *dated[R]) on(symbol uint32, date claims.Date) *R {
	from, to := d.of(symbol)
	for i := from; i < to; i++ {
		if version := &d.rows[i]; version.span.Contains(date) {
			return &version.row
		}
	}
	return nil
}

// has reports whether a symbol has a row on a date.
func (d *dated[R]) has(symbol uint32, date claims.Date) bool { return d.on(symbol, date) != nil }

// bytes returns what the table takes in memory, without what its rows point to.
func (d *dated[R]) bytes() int {
	return 4*cap(d.first) + int(reflect.TypeFor[version[R]]().Size())*cap(d.rows)
}

// origin is where a row was read.
type origin struct {
	file string
	line int
}

// drafted is a row with its key: a symbol and what else tells it from others of
// the same dates.
type drafted[R any] struct {
	symbol uint32
	sub    uint64
	span   claims.Span
	row    R
	origin origin
}

// draft gathers the rows of a table while files are read.
type draft[R any] struct {
	list []drafted[R]
	// mayOverlap is set where several rows of one key and date say the same thing.
	mayOverlap bool
}

// add adds the current row of a reader.
func (d *draft[R]) add(r *table.Reader, symbol uint32, sub uint64, span claims.Span, row R) {
	d.list = append(d.list, drafted[R]{symbol, sub, span, row, origin{r.File(), r.Line()}})
}

// finish returns the table, and lists the rows whose dates overlap. The symbols
// are renamed first; nil leaves them.
func (d *draft[R]) finish(renamed []uint32, faults *table.Faults) dated[R] {
	if renamed != nil {
		for i := range d.list {
			d.list[i].symbol = renamed[d.list[i].symbol]
		}
	}
	slices.SortStableFunc(d.list, func(a, b drafted[R]) int {
		return cmp.Or(cmp.Compare(a.symbol, b.symbol), cmp.Compare(a.sub, b.sub), cmp.Compare(a.span.Start, b.span.Start))
	})
	if !d.mayOverlap {
		d.checkOverlaps(faults)
	}
	return d.flatten()
}

// checkOverlaps compares each row with the one of its key that lasts longest of those
// before: a neighbour may be over long before that one is.
func (d *draft[R]) checkOverlaps(faults *table.Faults) {
	latest := 0
	for i := range d.list {
		a, b := &d.list[latest], &d.list[i]
		if i == 0 || a.symbol != b.symbol || a.sub != b.sub {
			latest = i
			continue
		}
		checkOverlap(a.span, b.span, a.origin, b.origin, faults)
		if lastsLonger(b.span, a.span) {
			latest = i
		}
	}
}

// lastsLonger reports whether one span ends after another.
func lastsLonger(a, b claims.Span) bool {
	return !b.End.IsZero() && (a.End.IsZero() || a.End > b.End)
}

// checkOverlap adds a fault when two rows of one key, the first of which begins
// first, have a date in common.
func checkOverlap(first, second claims.Span, from, to origin, faults *table.Faults) {
	if !first.End.IsZero() && first.End <= second.Start {
		return
	}
	if to.file == from.file && to.line < from.line {
		from, to = to, from
	}
	where := "line " + strconv.Itoa(from.line)
	if from.file != to.file {
		where = from.file + ":" + strconv.Itoa(from.line)
	}
	if first == second {
		faults.Add(to.file, to.line, "", errs.RowRepeated, "the key and its dates are those of "+where)
		return
	}
	faults.Add(to.file, to.line, "", errs.SpansOverlap, "the dates overlap those of the same key in "+where)
}

// flatten returns the sorted rows as a table.
func (d *draft[R]) flatten() dated[R] {
	if len(d.list) == 0 {
		return dated[R]{}
	}
	last := d.list[len(d.list)-1].symbol
	t := dated[R]{
		first: make([]uint32, last+2),
		rows:  make([]version[R], len(d.list)),
	}
	for i := range d.list {
		t.first[d.list[i].symbol+1]++
		t.rows[i] = version[R]{d.list[i].row, d.list[i].span}
	}
	for s := 1; s < len(t.first); s++ {
		t.first[s] += t.first[s-1]
	}
	return t
}

// intersect returns the dates that two spans have in common.
func intersect(a, b claims.Span) (claims.Span, bool) {
	common := claims.Span{Start: max(a.Start, b.Start), End: earlier(a.End, b.End)}
	return common, common.End.IsZero() || common.Start < common.End
}

// earlier returns the earlier of two ends, of which zero is open.
func earlier(a, b claims.Date) claims.Date {
	if a.IsZero() || (!b.IsZero() && b < a) {
		return b
	}
	return a
}
