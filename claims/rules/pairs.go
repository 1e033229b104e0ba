package rules

import (
	"cmp"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// pair says when two procedures are a pair, and which.
type pair struct {
	start int32
	// end has the last date exclusive above the two bits of the indicator.
	end int32
}

// indicators by their two bits.
var indicators = [...]Indicator{NeverTogether, ModifierAllowed, NotApplicable}

func (p *pair) span() claims.Span {
	return claims.Span{Start: claims.Date(p.start), End: claims.Date(p.end >> 2)}
}

func (p *pair) indicator() Indicator { return indicators[p.end&3] }

// pairTable holds the pairs by their procedure of column 1: of each its rows, in the
// order of column 2 and of their dates, and a filter of what stands in column 2.
//
// Nearly all look-ups find nothing, and end at the filter: a procedure has three bits
// in one of its words, of which one that is unset says that there is no pair. With 16
// bits a row 1 of 200 look-ups for nothing goes on to the rows. So a look-up reads two
// lines of the cache, which those of a claim share, as they are of few procedures in
// column 1. A million pairs take 12 MB of rows and 2 MB of filters.
type pairTable struct {
	buckets []bucket // by procedure of column 1, and one more
	filter  []uint64
	column2 []uint32 // of each row
	rows    []pair
}

// bucket is where the rows and the filter of a procedure begin; they end where those of
// the next begin.
type bucket struct{ row, word uint32 }

// wordRows is how many rows a word of the filter is for.
const wordRows = 4

// Pairs are those of a procedure that stands in column 1. The zero Pairs are none.
type Pairs struct {
	table    *pairTable
	from, to bucket
}

// of returns the pairs of a procedure of column 1.
func (t *pairTable) of(column1 uint32) Pairs {
	if uint64(column1)+1 >= uint64(len(t.buckets)) {
		return Pairs{}
	}
	return Pairs{t, t.buckets[column1], t.buckets[column1+1]}
}

// With returns the indicator of the pair with a procedure of column 2 on a date. It is
// the one of column 2 that is denied.
func (p *Pairs) With(column2 Procedure, on claims.Date) (Indicator, bool) {
	words := p.to.word - p.from.word
	if words == 0 {
		return 0, false
	}
	word, bits := filterBits(words, uint32(column2))
	if p.table.filter[p.from.word+word]&bits != bits {
		return 0, false
	}
	return p.find(uint32(column2), on)
}

// find looks a procedure of column 2 up that the filter lets through. A pair that is an
// edit counts before one that is none, which may stand beside it on a day.
func (p *Pairs) find(column2 uint32, on claims.Date) (Indicator, bool) {
	t := p.table
	at, _ := slices.BinarySearch(t.column2[p.from.row:p.to.row], column2)
	isDeleted := false
	for i := p.from.row + uint32(at); i < p.to.row && t.column2[i] == column2; i++ {
		switch row := &t.rows[i]; {
		case !row.span().Contains(on):
		case row.indicator() != NotApplicable:
			return row.indicator(), true
		default:
			isDeleted = true
		}
	}
	if isDeleted {
		return NotApplicable, true
	}
	return 0, false
}

// golden spreads numbers over their high bits (Fibonacci hashing).
const golden = 0x9e3779b97f4a7c15

// filterBits returns the word, of so many, that a procedure of column 2 has its bits in.
func filterBits(words, column2 uint32) (word uint32, bits uint64) {
	hash := uint64(column2) * golden
	word = uint32(hash >> 32 * uint64(words) >> 32)
	return word, 1<<(hash>>8&63) | 1<<(hash>>14&63) | 1<<(hash>>20&63)
}

func (t *pairTable) bytes() int {
	return 8*cap(t.rows) + 4*cap(t.column2) + 8*cap(t.buckets) + 8*cap(t.filter)
}

// draftedPair is a pair with its place, kept small: there are millions.
type draftedPair struct {
	column1, column2 uint32
	pair
	line int32
	file uint16
}

// pairDraft gathers the pairs of several files.
type pairDraft struct {
	list  []draftedPair
	files []string
}

// finish returns the table, and lists the pairs whose dates overlap.
func (d *pairDraft) finish(renamed []uint32, faults *table.Faults) pairTable {
	for i := range d.list {
		p := &d.list[i]
		p.column1, p.column2 = renamed[p.column1], renamed[p.column2]
	}
	slices.SortStableFunc(d.list, func(a, b draftedPair) int {
		return cmp.Or(cmp.Compare(a.column1, b.column1), cmp.Compare(a.column2, b.column2), cmp.Compare(a.start, b.start))
	})
	d.checkOverlaps(faults)
	return d.table()
}

// checkOverlaps is that of [draft], of the pairs that are edits: one that was deleted on
// the day on which it began, and is none, is listed beside the one that took its place.
func (d *pairDraft) checkOverlaps(faults *table.Faults) {
	latest := -1
	for i := range d.list {
		b := &d.list[i]
		if b.indicator() == NotApplicable {
			continue
		}
		if latest >= 0 && d.list[latest].column1 == b.column1 && d.list[latest].column2 == b.column2 {
			a := &d.list[latest]
			checkOverlap(a.span(), b.span(), d.origin(a), d.origin(b), faults)
			if !lastsLonger(b.span(), a.span()) {
				continue
			}
		}
		latest = i
	}
}

func (d *pairDraft) origin(p *draftedPair) origin { return origin{d.files[p.file], int(p.line)} }

// table returns the sorted pairs as a table.
func (d *pairDraft) table() pairTable {
	if len(d.list) == 0 {
		return pairTable{}
	}
	t := pairTable{
		rows: make([]pair, len(d.list)), column2: make([]uint32, len(d.list)),
		buckets: make([]bucket, d.list[len(d.list)-1].column1+2),
	}
	for i := range d.list {
		t.rows[i], t.column2[i] = d.list[i].pair, d.list[i].column2
		t.buckets[d.list[i].column1+1].row++
	}
	for i := 1; i < len(t.buckets); i++ {
		last, next := &t.buckets[i-1], &t.buckets[i]
		next.word = last.word + (next.row+wordRows-1)/wordRows
		next.row += last.row
	}
	t.filter = make([]uint64, t.buckets[len(t.buckets)-1].word)
	for i := range d.list {
		p := &d.list[i]
		from, to := t.buckets[p.column1], t.buckets[p.column1+1]
		word, bits := filterBits(to.word-from.word, p.column2)
		t.filter[from.word+word] |= bits
	}
	return t
}
