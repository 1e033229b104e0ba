package commitment

import (
	"encoding/binary"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
)

// maxDay is the largest day that three bytes hold.
const maxDay = 1<<24 - 1

// writer packs numbers, big-endian, and keeps the first error.
type writer struct {
	encoded []byte
	err     error
}

func newWriter(size int) *writer { return &writer{encoded: make([]byte, 0, size)} }

func (w *writer) byte(b byte)     { w.encoded = append(w.encoded, b) }
func (w *writer) bytes(b []byte)  { w.encoded = append(w.encoded, b...) }
func (w *writer) uint16(n uint16) { w.encoded = binary.BigEndian.AppendUint16(w.encoded, n) }
func (w *writer) uint32(n uint32) { w.encoded = binary.BigEndian.AppendUint32(w.encoded, n) }
func (w *writer) uint64(n uint64) { w.encoded = binary.BigEndian.AppendUint64(w.encoded, n) }

// cents writes an amount in five bytes.
func (w *writer) cents(amount money.Amount) {
	n := amount.Cents()
	if n < 0 || n > money.MaxCents {
		w.err = ErrOutOfRange
		return
	}
	w.encoded = append(w.encoded, byte(n>>32), byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

// day writes a date in three bytes.
func (w *writer) day(date claims.Date) {
	if date < 1 || date > maxDay {
		w.err = ErrOutOfRange
		return
	}
	w.encoded = append(w.encoded, byte(date>>16), byte(date>>8), byte(date))
}

// lineCount writes how many lines follow: at least one.
func (w *writer) lineCount(count int) {
	if count < 1 || count > MaxLines {
		w.err = ErrOutOfRange
		return
	}
	w.byte(byte(count))
}

func (w *writer) done() ([]byte, error) {
	if w.err != nil {
		return nil, w.err
	}
	return w.encoded, nil
}

// centsAt reads an amount of five bytes.
func centsAt(encoded []byte, offset int) money.Amount {
	high, low := encoded[offset], binary.BigEndian.Uint32(encoded[offset+1:])
	return money.Cents(int64(high)<<32 | int64(low))
}
