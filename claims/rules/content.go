package rules

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/internal/canonical"
	"github.com/clearclaim/clearclaim/claims/internal/codeindex"
)

// content is what a set says in one table, as lines of text. A line is the key of
// a row, a tab, and what the row says of it. Lines have one order, that of their
// bytes, however the files were ordered and divided.
type content struct {
	name string
	// rows are those of the table, and bytes what they take in memory.
	rows, bytes int
	// isUndated is set where the rows have no dates.
	isUndated bool
	// each yields the lines in the table's order; they are valid until the next one.
	each func(yield func(key, value []byte))
}

// lines are the lines of a table in their order.
type lines struct {
	text []byte   // each line with its line feed
	ends []uint32 // where a line's key and a line end, by turns
}

// lines returns the content's lines.
func (c *content) lines() lines {
	l := lines{text: make([]byte, 0, 40*c.rows), ends: make([]uint32, 0, 2*c.rows)}
	c.each(func(key, value []byte) {
		l.text = append(l.text, key...)
		l.ends = append(l.ends, uint32(len(l.text)))
		l.text = append(append(append(l.text, '\t'), value...), '\n')
		l.ends = append(l.ends, uint32(len(l.text)))
	})
	l.sort()
	return l
}

func (l *lines) len() int { return len(l.ends) / 2 }

// at returns a line without its line feed, and the length of its key.
func (l *lines) at(i int) (line []byte, key int) {
	start := uint32(0)
	if i > 0 {
		start = l.ends[2*i-1]
	}
	return l.text[start : l.ends[2*i+1]-1], int(l.ends[2*i] - start)
}

// sort orders the lines by their bytes. Large tables come in order already.
func (l *lines) sort() {
	order := make([]uint32, l.len())
	isSorted := true
	for i := range order {
		order[i] = uint32(i)
		isSorted = isSorted && (i == 0 || l.compare(uint32(i-1), uint32(i)) <= 0)
	}
	if isSorted {
		return
	}
	slices.SortFunc(order, l.compare)
	sorted := lines{text: make([]byte, 0, len(l.text)), ends: make([]uint32, 0, len(l.ends))}
	for _, i := range order {
		line, key := l.at(int(i))
		sorted.ends = append(sorted.ends, uint32(len(sorted.text)+key))
		sorted.text = append(append(sorted.text, line...), '\n')
		sorted.ends = append(sorted.ends, uint32(len(sorted.text)))
	}
	*l = sorted
}

func (l *lines) compare(a, b uint32) int {
	x, _ := l.at(int(a))
	y, _ := l.at(int(b))
	return bytes.Compare(x, y)
}

// rootTag and rootDomain stand before what is hashed: see [Set.Root].
const (
	rootTag    = 0x13
	rootDomain = "clearclaim/rules/v1"
)

// rootOf hashes contents, which are in the order of their names.
func rootOf(contents []content) [32]byte {
	parts := [][]byte{{rootTag}, []byte(rootDomain)}
	for i := range contents {
		l := contents[i].lines()
		head := append([]byte(contents[i].name), 0)
		parts = append(parts, binary.BigEndian.AppendUint32(head, uint32(l.len())), l.text)
	}
	return canonical.Keccak256(parts...)
}

// sortContents puts contents in the order of their names.
func sortContents(contents []content) {
	slices.SortFunc(contents, func(a, b content) int { return cmp.Compare(a.name, b.name) })
}

// contentOf returns the content of a table. A row's key is the text of its symbol,
// what sub appends, and its start; what it says is its end and what value appends.
func contentOf[R any](name string, t *dated[R], text func(dst []byte, symbol uint32) []byte, sub, value func(dst []byte, row *R) []byte) content {
	each := func(yield func(key, value []byte)) {
		var key, says []byte
		for symbol := range max(len(t.first), 1) - 1 {
			for i := t.first[symbol]; i < t.first[symbol+1]; i++ {
				key = text(key[:0], uint32(symbol))
				version := &t.rows[i]
				if sub != nil {
					key = sub(append(key, ','), &version.row)
				}
				key = appendDate(append(key, ','), version.span.Start)
				says = appendDate(says[:0], version.span.End)
				if value != nil {
					says = value(append(says, ','), &version.row)
				}
				yield(key, says)
			}
		}
	}
	return content{name: name, rows: len(t.rows), bytes: t.bytes(), each: each}
}

// content returns the content of a table of pairs.
func (t *pairTable) content(name string, procedures *codeindex.Index) content {
	each := func(yield func(key, value []byte)) {
		var key, says []byte
		column1 := 0
		for i := range t.rows {
			for uint32(i) >= t.buckets[column1+1].row {
				column1++
			}
			row := &t.rows[i]
			key = codeindex.AppendPacked(key[:0], procedures.Code(uint32(column1)))
			key = codeindex.AppendPacked(append(key, ','), procedures.Code(t.column2[i]))
			key = appendDate(append(key, ','), row.span().Start)
			says = appendDate(says[:0], row.span().End)
			says = append(says, ',', '0'+byte(row.indicator()))
			yield(key, says)
		}
	}
	return content{name: name, rows: len(t.rows), bytes: t.bytes(), each: each}
}

// appendDate appends YYYY-MM-DD, or nothing for no date.
func appendDate(dst []byte, date claims.Date) []byte {
	if date.IsZero() {
		return dst
	}
	return date.Time().AppendFormat(dst, time.DateOnly)
}

func appendInt(dst []byte, value int) []byte { return strconv.AppendInt(dst, int64(value), 10) }
