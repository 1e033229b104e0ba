package rules

import (
	"cmp"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// pair is a row of procedure pairs: 16 bytes.
type pair struct {
	column1, column2 uint32
	start            int32
	// end has the last date exclusive above the two bits of the indicator.
	end int32
}

// indicators by their two bits.
var indicators = [...]Indicator{NeverTogether, ModifierAllowed, NotApplicable}

func (p *pair) span() claims.Span {
	return claims.Span{Start: claims.Date(p.start), End: claims.Date(p.end >> 2)}
}

func (p *pair) indicator() Indicator { return indicators[p.end&3] }

// pairTable finds pairs by hash: slots hold the position of the first row of a
// pair, and are at most half full. The rows of one pair stand together.
//
// Nearly all look-ups find nothing, so each slot has a tag of one byte: zero where
// it is empty, else seven bits of the hash. The tags of a million pairs are 2 MB,
// which stay in the cache when slots and rows do not.
type pairTable struct {
	rows  []pair
	slots []uint32
	tags  []uint8
	shift uint8
	// isColumn1 has a bit for each procedure that stands in column 1, so that most
	// look-ups end before they reach the slots.
	isColumn1 []uint64
}

// find returns the indicator of a pair on a date.
func (t *pairTable) find(column1, column2 uint32, on claims.Date) (Indicator, bool) {
	if uint64(column1)>>6 >= uint64(len(t.isColumn1)) || t.isColumn1[column1>>6]&(1<<(column1&63)) == 0 {
		return 0, false
	}
	mask := uint64(len(t.tags) - 1)
	slot, tag := t.slot(column1, column2)
	for ; t.tags[slot] != 0; slot = (slot + 1) & mask {
		if t.tags[slot] != tag {
			continue
		}
		at := t.slots[slot]
		if row := &t.rows[at]; row.column1 == column1 && row.column2 == column2 {
			return t.on(int(at), on)
		}
	}
	return 0, false
}

// slot returns the first slot of a pair, and its tag.
func (t *pairTable) slot(column1, column2 uint32) (slot uint64, tag uint8) {
	hash := spread(pairKey(column1, column2), 0)
	return hash >> t.shift, uint8(hash>>(t.shift-7)) | 0x80
}

// on returns the indicator on a date of the pair whose rows begin at a position.
func (t *pairTable) on(at int, date claims.Date) (Indicator, bool) {
	first := &t.rows[at]
	for ; at < len(t.rows); at++ {
		row := &t.rows[at]
		if row.column1 != first.column1 || row.column2 != first.column2 {
			break
		}
		if row.span().Contains(date) {
			return row.indicator(), true
		}
	}
	return 0, false
}

func pairKey(column1, column2 uint32) uint64 { return uint64(column1)<<32 | uint64(column2) }

func (t *pairTable) bytes() int {
	return 16*cap(t.rows) + 4*cap(t.slots) + cap(t.tags) + 8*cap(t.isColumn1)
}

// draftedPair is a pair with its place, kept small: there are millions.
type draftedPair struct {
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
		p := &d.list[i].pair
		p.column1, p.column2 = renamed[p.column1], renamed[p.column2]
	}
	slices.SortStableFunc(d.list, func(a, b draftedPair) int {
		return cmp.Or(cmp.Compare(pairKey(a.column1, a.column2), pairKey(b.column1, b.column2)), cmp.Compare(a.start, b.start))
	})
	t := pairTable{rows: make([]pair, len(d.list))}
	for i := range d.list {
		t.rows[i] = d.list[i].pair
		if i > 0 && isSamePair(&d.list[i-1].pair, &d.list[i].pair) {
			a, b := &d.list[i-1], &d.list[i]
			checkOverlap(a.span(), b.span(), d.origin(a), d.origin(b), faults)
		}
	}
	t.hash()
	return t
}

func isSamePair(a, b *pair) bool { return a.column1 == b.column1 && a.column2 == b.column2 }

func (d *pairDraft) origin(p *draftedPair) origin { return origin{d.files[p.file], int(p.line)} }

// hash fills the slots and the bits from the rows.
func (t *pairTable) hash() {
	if len(t.rows) == 0 {
		return
	}
	t.shift = 60
	for 1<<(64-t.shift) < 2*len(t.rows) {
		t.shift--
	}
	t.slots, t.tags = make([]uint32, 1<<(64-t.shift)), make([]uint8, 1<<(64-t.shift))
	t.isColumn1 = make([]uint64, t.rows[len(t.rows)-1].column1>>6+1)
	mask := uint64(len(t.slots) - 1)
	for i := range t.rows {
		row := &t.rows[i]
		if i > 0 && isSamePair(&t.rows[i-1], row) {
			continue
		}
		t.isColumn1[row.column1>>6] |= 1 << (row.column1 & 63)
		slot, tag := t.slot(row.column1, row.column2)
		for t.tags[slot] != 0 {
			slot = (slot + 1) & mask
		}
		t.slots[slot], t.tags[slot] = uint32(i), tag
	}
}
