// Package table reads delimited text strictly and says where it is wrong: by
// file, line and column, all faults at once. It reads files of a million rows
// without an allocation a row.
//
// Cells are divided by commas, or by tabs where the header has one. A cell may be
// quoted as in RFC 4180; lines end with LF, CR LF or CR. Lines that begin with #
// are comments, and lines without a value are passed over.
package table

import (
	"bytes"
	"strconv"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// Reader gives the rows of a file one by one. It is not for concurrent use.
type Reader struct {
	file   string
	rest   []byte // what is not yet read
	next   int    // line of the first byte of rest
	line   int    // line of the current row
	rows   int
	most   int
	comma  byte
	cells  [][]byte // of the current row
	width  int      // columns of the header
	place  []int    // position of a column's cell, -1 where absent
	names  []string
	faults *Faults
	spare  []byte // holds cells that were unescaped

	isPersonal bool
	fixed      []Field // of a file of fixed width
}

// Open finds the header of a file. When there is none, or a column is unknown,
// missing or there twice, the faults say so and there are no rows.
func Open(file string, data []byte, layout *Layout, faults *Faults) *Reader {
	r := newReader(file, data, layout.MaxRows, faults)
	r.isPersonal = layout.IsPersonal
	for i := range layout.Columns {
		r.names = append(r.names, layout.Columns[i].Name)
	}
	if !r.findHeader(layout) {
		r.rest = nil
	}
	return r
}

func newReader(file string, data []byte, most int, faults *Faults) *Reader {
	if most == 0 {
		most = DefaultMaxRows
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	return &Reader{file: file, rest: data, next: 1, most: most, faults: faults}
}

// Next goes to the next row, and reports whether there is one. Rows that are
// malformed are faults and passed over.
func (r *Reader) Next() bool {
	for len(r.rest) > 0 {
		if !r.readRow() {
			continue
		}
		if r.rows++; r.rows > r.most {
			r.FaultRow(errs.TableTooLarge, "more than "+strconv.Itoa(r.most)+" rows")
			r.rest = nil
			return false
		}
		return true
	}
	return false
}

// readRow reads a line and reports whether it is a row.
func (r *Reader) readRow() bool {
	if r.skipComment() {
		return false
	}
	if r.fixed != nil {
		return r.readFixed()
	}
	if problem := r.record(); problem != "" {
		r.FaultRow(errs.RowMalformed, problem)
		return false
	}
	if r.isBlank() {
		return false
	}
	return r.hasWidth()
}

// hasWidth checks that the row is as wide as the header. Empty cells beyond are
// passed over.
func (r *Reader) hasWidth() bool {
	for len(r.cells) > r.width && len(r.cells[len(r.cells)-1]) == 0 {
		r.cells = r.cells[:len(r.cells)-1]
	}
	if len(r.cells) == r.width {
		return true
	}
	r.FaultRow(errs.RowMalformed, "the row has "+strconv.Itoa(len(r.cells))+" cells, the header "+strconv.Itoa(r.width))
	return false
}

func (r *Reader) isBlank() bool {
	for _, cell := range r.cells {
		if len(cell) > 0 {
			return false
		}
	}
	return true
}

// Line returns the line of the current row, from 1.
func (r *Reader) Line() int { return r.line }

// File returns the name of the file.
func (r *Reader) File() string { return r.file }

// Rows returns how many rows were read so far.
func (r *Reader) Rows() int { return r.rows }

// Has reports whether the file has an optional column. One whose header was refused
// has none.
func (r *Reader) Has(column int) bool { return column < len(r.place) && r.place[column] >= 0 }

// Bytes returns the value of a column, without the white space around it. It is
// valid until the next row.
func (r *Reader) Bytes(column int) []byte {
	if at := r.place[column]; at >= 0 {
		return r.cells[at]
	}
	return nil
}

// Text returns the value of a column.
func (r *Reader) Text(column int) string { return string(r.Bytes(column)) }

// Fault adds a fault of a column of the current row.
func (r *Reader) Fault(column int, code errs.Code, text string) {
	r.faults.Add(r.file, r.line, r.names[column], code, text)
}

// FaultValue is [Reader.Fault] and repeats the value, unless it may be personal.
func (r *Reader) FaultValue(column int, code errs.Code, text string) {
	if !r.isPersonal {
		text += ", not " + Quote(r.Bytes(column))
	}
	r.Fault(column, code, text)
}

// FaultRow adds a fault of the current row.
func (r *Reader) FaultRow(code errs.Code, text string) { r.faults.Add(r.file, r.line, "", code, text) }
