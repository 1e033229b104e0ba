package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// copyable is a table with rows to copy.
//
// A column's Go type says which type the table's column has, and there is no
// conversion between them: int16, int32 and int64 are smallint, integer and bigint,
// uint64 and [pgtype.Numeric] numeric, []byte bytea, [][]byte bytea[], string text,
// bool and *bool boolean, [time.Time] timestamptz, and nil is NULL, as a nil
// pointer or slice is.
type copyable struct {
	name    string
	columns []string
	count   int
	row     func(i int) []any
}

// tableOf makes a table of rows. The order of the columns, separated by space, is
// that of each row.
func tableOf[T any](name, columns string, rows []T, row func(*T) []any) copyable {
	return copyable{
		name: name, columns: strings.Fields(columns), count: len(rows), row: func(i int) []any { return row(&rows[i]) },
	}
}

// copyTo copies the rows. It encodes them itself: the columns' types are known, and
// to find out for each value how it goes over the wire is most of what pgx's CopyFrom takes.
func (c copyable) copyTo(ctx context.Context, tx pgx.Tx) error {
	if c.count == 0 {
		return nil
	}
	statement := "COPY " + c.name + " (" + strings.Join(c.columns, ", ") + ") FROM STDIN (FORMAT binary)"
	if _, err := tx.Conn().PgConn().CopyFrom(ctx, &copyReader{table: c}, statement); err != nil {
		return fmt.Errorf("copying into %s: %w", c.name, faultOf(err))
	}
	return nil
}

// copyHeader begins PostgreSQL's binary copy format: a signature, no flags and no extension.
const copyHeader = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"

// copyChunk is about how many bytes are encoded ahead.
const copyChunk = 64 << 10

// copyReader gives a table's rows in PostgreSQL's binary copy format.
type copyReader struct {
	table   copyable
	next    int    // the row
	encoded []byte // what was not read yet
	buffer  []byte // that encoded is a part of
	isEnded bool
}

// Read implements [io.Reader].
func (r *copyReader) Read(into []byte) (int, error) {
	if len(r.encoded) == 0 {
		if r.isEnded {
			return 0, io.EOF
		}
		if err := r.encode(); err != nil {
			return 0, err
		}
	}
	n := copy(into, r.encoded)
	r.encoded = r.encoded[n:]
	return n, nil
}

// encode encodes the next rows.
func (r *copyReader) encode() error {
	buffer := r.buffer[:0]
	if r.next == 0 {
		buffer = append(buffer, copyHeader...)
	}
	for ; r.next < r.table.count && len(buffer) < copyChunk; r.next++ {
		row := r.table.row(r.next)
		if len(row) != len(r.table.columns) {
			return fmt.Errorf("%d columns of %s have %d values", len(r.table.columns), r.table.name, len(row))
		}
		buffer = binary.BigEndian.AppendUint16(buffer, uint16(len(row)))
		for i, value := range row {
			var err error
			if buffer, err = appendColumn(buffer, value); err != nil {
				return fmt.Errorf("encoding %s of %s: %w", r.table.columns[i], r.table.name, err)
			}
		}
	}
	if r.next == r.table.count {
		buffer = binary.BigEndian.AppendUint16(buffer, 0xFFFF)
		r.isEnded = true
	}
	r.buffer, r.encoded = buffer, buffer
	return nil
}

// isNull reports whether a column is NULL.
func isNull(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case *bool:
		return v == nil
	case []byte:
		return v == nil
	case [][]byte:
		return v == nil
	}
	return false
}

// appendColumn appends a column: its length, -1 for NULL, and its value.
func appendColumn(buffer []byte, value any) ([]byte, error) {
	at := len(buffer)
	buffer = append(buffer, 0xFF, 0xFF, 0xFF, 0xFF)
	if isNull(value) {
		return buffer, nil
	}
	buffer, err := appendValue(buffer, value)
	if err != nil {
		return nil, err
	}
	binary.BigEndian.PutUint32(buffer[at:], uint32(len(buffer)-at-4))
	return buffer, nil
}

func appendValue(buffer []byte, value any) ([]byte, error) {
	order := binary.BigEndian
	switch v := value.(type) {
	case int16:
		return order.AppendUint16(buffer, uint16(v)), nil
	case int32:
		return order.AppendUint32(buffer, uint32(v)), nil
	case int64:
		return order.AppendUint64(buffer, uint64(v)), nil
	case uint64:
		return appendNumeric(buffer, v), nil
	case []byte:
		return append(buffer, v...), nil
	case string:
		return append(buffer, v...), nil
	case bool:
		return appendBool(buffer, v), nil
	case *bool:
		return appendBool(buffer, *v), nil
	case time.Time:
		return order.AppendUint64(buffer, uint64(v.UnixMicro()-copyEpoch)), nil
	case [][]byte:
		return appendByteas(buffer, v), nil
	case pgtype.Numeric:
		plan := pgtype.NumericCodec{}.PlanEncode(nil, pgtype.NumericOID, pgtype.BinaryFormatCode, v)
		return plan.Encode(v, buffer)
	}
	return nil, fmt.Errorf("a %T is not known here", value)
}

// copyEpoch is 2000-01-01, from which timestamps count, in microseconds of Unix time.
const copyEpoch = 946_684_800_000_000

func appendBool(buffer []byte, v bool) []byte {
	if v {
		return append(buffer, 1)
	}
	return append(buffer, 0)
}

// appendNumeric appends a whole number: how many digits to base 10000 there are, the
// power of the first, sign and scale, and the digits.
func appendNumeric(buffer []byte, v uint64) []byte {
	const base, most = 10_000, 5
	var digits [most]uint16
	first := most
	for ; v > 0; v /= base {
		first--
		digits[first] = uint16(v % base)
	}
	count := uint16(most - first)
	buffer = binary.BigEndian.AppendUint16(buffer, count)
	buffer = binary.BigEndian.AppendUint16(buffer, max(count, 1)-1)
	buffer = append(buffer, 0, 0, 0, 0)
	for _, digit := range digits[first:] {
		buffer = binary.BigEndian.AppendUint16(buffer, digit)
	}
	return buffer
}

// appendByteas appends an array: its dimensions, that none is NULL, the type of its
// elements, how many there are and the first's index.
func appendByteas(buffer []byte, elements [][]byte) []byte {
	order := binary.BigEndian
	dimensions := min(len(elements), 1)
	for _, word := range []uint32{uint32(dimensions), 0, pgtype.ByteaOID} {
		buffer = order.AppendUint32(buffer, word)
	}
	if dimensions == 0 {
		return buffer
	}
	buffer = order.AppendUint32(order.AppendUint32(buffer, uint32(len(elements))), 1)
	for _, element := range elements {
		buffer = append(order.AppendUint32(buffer, uint32(len(element))), element...)
	}
	return buffer
}
