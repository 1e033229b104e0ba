package table

import (
	"bytes"
	"strconv"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// Field is a column of a file of fixed width: the bytes [Start, End) of a line,
// counted from 0. A line may be shorter, unless the field is needed.
type Field struct {
	Name       string
	Start, End int
	IsOptional bool
}

// OpenFixed reads a file without a header whose columns stand at fixed positions.
func OpenFixed(file string, data []byte, fields []Field, faults *Faults) *Reader {
	r := newReader(file, data, 0, faults)
	r.fixed = fields
	for i, field := range fields {
		r.names = append(r.names, field.Name)
		r.place = append(r.place, i)
	}
	return r
}

func (r *Reader) readFixed() bool {
	line := r.rest
	if end := bytes.IndexAny(line, "\r\n"); end >= 0 {
		line = line[:end]
	}
	r.line = r.next
	r.skipLine()
	if len(bytes.TrimSpace(line)) == 0 {
		return false
	}
	r.cells = r.cells[:0]
	for _, field := range r.fixed {
		if len(line) <= field.Start && !field.IsOptional {
			r.FaultRow(errs.RowMalformed, "the line ends before column "+strconv.Itoa(field.Start+1)+", "+field.Name)
			return false
		}
		r.cells = append(r.cells, bytes.TrimSpace(line[min(field.Start, len(line)):min(field.End, len(line))]))
	}
	return true
}
