package commitment

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
)

// Widths of the encodings, in bytes.
const (
	lineWidth     = 5 + 5 + 1
	resultWidth   = lineWidth + 4*5
	coverageWidth = 8 + 2
)

// The marks that begin a claim in a settlement.
const (
	markBare  = 0x00
	markClean = 0x01
)

// NoFamily is the family position of a coverage that stands alone.
const NoFamily = 0xFFFF

// CoverageEntry is one of a settlement's distinct coverage years.
type CoverageEntry struct {
	Year claims.CoverageYearID
	// Family is a position in the settlement's families, or [NoFamily].
	Family uint16
}

// EncodeResult packs a claim's determination, 31 bytes a line. The results must
// be those of [benefits.Determine], which keeps every amount within what five
// bytes hold; it panics on others, so that nothing is ever cut short in silence.
func EncodeResult(results []benefits.LineResult) []byte {
	w := newWriter(resultWidth * len(results))
	for _, r := range results {
		w.cents(r.Charge)
		w.cents(r.Allowed)
		w.byte(r.Class)
		w.cents(r.Copay)
		w.cents(r.Deductible)
		w.cents(r.Coinsurance)
		w.cents(r.Paid)
	}
	encoded, err := w.done()
	if err != nil {
		panic("commitment: a line result is out of range")
	}
	return encoded
}

// DecodeResult reads what [EncodeResult] packed, and refuses a result that does
// not balance.
//
// Errors: [ErrMalformed].
func DecodeResult(encoded []byte) ([]benefits.LineResult, error) {
	count := len(encoded) / resultWidth
	if len(encoded)%resultWidth != 0 || count < 1 || count > MaxLines {
		return nil, ErrMalformed
	}
	results := make([]benefits.LineResult, count)
	for i := range results {
		line := encoded[i*resultWidth : (i+1)*resultWidth]
		results[i] = benefits.LineResult{
			Charge:      centsAt(line, 0),
			Allowed:     centsAt(line, 5),
			Class:       line[10],
			Copay:       centsAt(line, 11),
			Deductible:  centsAt(line, 16),
			Coinsurance: centsAt(line, 21),
			Paid:        centsAt(line, 26),
		}
		if !isBalanced(results[i]) {
			return nil, ErrMalformed
		}
	}
	return results, nil
}

// isBalanced reports whether the shares make up the allowed amount, which is not
// above the charge, and whether a denied line has nothing.
func isBalanced(r benefits.LineResult) bool {
	if r.IsDenied() && !r.Allowed.IsZero() {
		return false
	}
	return !r.Charge.Less(r.Allowed) && r.PatientShare().Cents()+r.Paid.Cents() == r.Allowed.Cents()
}

// EncodeLines packs lines as settlements and estimates take them, 11 bytes a line.
//
// Errors: [ErrOutOfRange].
func EncodeLines(lines []benefits.Line) ([]byte, error) {
	w := newWriter(lineWidth * len(lines))
	w.lines(lines)
	return w.done()
}

// DecodeLines reads what [EncodeLines] packed.
//
// Errors: [ErrMalformed].
func DecodeLines(encoded []byte) ([]benefits.Line, error) {
	count := len(encoded) / lineWidth
	if len(encoded)%lineWidth != 0 || count < 1 || count > MaxLines {
		return nil, ErrMalformed
	}
	lines := make([]benefits.Line, count)
	for i := range lines {
		at := i * lineWidth
		lines[i] = benefits.Line{Charge: centsAt(encoded, at), Allowed: centsAt(encoded, at+5), Class: encoded[at+10]}
	}
	return lines, nil
}

func (w *writer) lines(lines []benefits.Line) {
	if len(lines) < 1 || len(lines) > MaxLines {
		w.err = ErrOutOfRange
		return
	}
	for _, line := range lines {
		w.cents(line.Charge)
		w.cents(line.Allowed)
		w.byte(line.Class)
	}
}

// EncodeSubmissionHeader packs what stands before the claims of a submission.
func EncodeSubmissionHeader(provider claims.ProviderID, count uint16) []byte {
	w := newWriter(4 + 2)
	w.uint32(uint32(provider))
	w.uint16(count)
	return w.encoded
}

// EncodeBareClaim packs a claim that the settlement leaves undecided.
func EncodeBareClaim(receiptLeaf Hash) []byte {
	w := newWriter(1 + 32)
	w.byte(markBare)
	w.bytes(receiptLeaf[:])
	return w.encoded
}

// EncodeCleanClaim packs a claim that the settlement decides. coverageIndex is a
// position in the settlement's coverages.
//
// Errors: [ErrOutOfRange].
func EncodeCleanClaim(
	contentHash Hash, coverageIndex uint16, day claims.Date, reasonsHash Hash, lines []benefits.Line,
) ([]byte, error) {
	w := newWriter(1 + 32 + 2 + 3 + 32 + 1 + lineWidth*len(lines))
	w.byte(markClean)
	w.bytes(contentHash[:])
	w.uint16(coverageIndex)
	w.day(day)
	w.bytes(reasonsHash[:])
	w.lineCount(len(lines))
	w.lines(lines)
	return w.done()
}

// EncodeCoverages packs the table of a settlement's coverage years.
//
// Errors: [ErrNotAscending], [ErrOutOfRange] for more than 65,536 entries.
func EncodeCoverages(entries []CoverageEntry) ([]byte, error) {
	w := newWriter(coverageWidth * len(entries))
	if len(entries) > 1<<16 {
		return nil, ErrOutOfRange
	}
	for i, entry := range entries {
		if i > 0 && entry.Year <= entries[i-1].Year {
			return nil, ErrNotAscending
		}
		w.uint64(uint64(entry.Year))
		w.uint16(entry.Family)
	}
	return w.done()
}

// EncodeFamilies packs the table of a settlement's family years.
//
// Errors: [ErrNotAscending], [ErrOutOfRange] when a position would be [NoFamily].
func EncodeFamilies(families []claims.FamilyYearID) ([]byte, error) {
	w := newWriter(4 * len(families))
	if len(families) > NoFamily {
		return nil, ErrOutOfRange
	}
	for i, family := range families {
		if i > 0 && family <= families[i-1] {
			return nil, ErrNotAscending
		}
		w.uint32(uint32(family))
	}
	return w.done()
}
