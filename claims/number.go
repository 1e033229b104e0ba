package claims

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrInvalidNumber is returned when a text is not a claim number.
var ErrInvalidNumber = errors.New("invalid claim number")

// BatchID names a receipt batch: an insurer and its sequence, counted from 1. It
// is chosen by the poster, last + 1, so it is the same after a reorganisation.
type BatchID struct {
	Insurer  InsurerID
	Sequence uint32
}

// Uint64 returns the batch id as the ledger packs it: insurer ‖ sequence.
func (b BatchID) Uint64() uint64 { return uint64(b.Insurer)<<32 | uint64(b.Sequence) }

// BatchIDFrom unpacks what [BatchID.Uint64] packed.
func BatchIDFrom(packed uint64) BatchID {
	return BatchID{Insurer: InsurerID(packed >> 32), Sequence: uint32(packed)}
}

// Number names a received claim on chain: its batch and its position there.
type Number struct {
	Batch BatchID
	Index uint16
}

// String returns insurer-sequence-index, as in "1-42-7".
func (n Number) String() string {
	return fmt.Sprintf("%d-%d-%d", n.Batch.Insurer, n.Batch.Sequence, n.Index)
}

// ParseNumber reads what [Number.String] wrote.
//
// Errors: [ErrInvalidNumber].
func ParseNumber(text string) (Number, error) {
	parts := strings.Split(text, "-")
	if len(parts) != 3 {
		return Number{}, ErrInvalidNumber
	}
	bits := [3]int{32, 32, 16}
	var values [3]uint64
	for i, part := range parts {
		value, err := strconv.ParseUint(part, 10, bits[i])
		if err != nil {
			return Number{}, ErrInvalidNumber
		}
		values[i] = value
	}
	batch := BatchID{Insurer: InsurerID(values[0]), Sequence: uint32(values[1])}
	return Number{Batch: batch, Index: uint16(values[2])}, nil
}
