package commitment

import (
	"fmt"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Kind says whether a claim stands for itself or corrects another.
type Kind uint8

// The kinds of a claim, by frequency code.
const (
	KindOriginal    Kind = 0
	KindReplacement Kind = 1
	KindVoid        Kind = 2
)

// kindUndecided marks, in a settlement's head, a claim that is left undecided.
const kindUndecided = 3

// KindOf returns the kind of a frequency code; false when it has none.
func KindOf(frequency claims.Frequency) (Kind, bool) {
	switch frequency {
	case claims.Original:
		return KindOriginal, true
	case claims.Replacement:
		return KindReplacement, true
	case claims.Void:
		return KindVoid, true
	}
	return 0, false
}

// Places for lines in the words of a claim.
const (
	linesInHead = 3
	linesInWord = 5
)

// maxDay is the largest day that 24 bits hold.
const maxDay = 1<<24 - 1

// Line is what a receipt says of an adjudicated line.
type Line struct {
	Charge money.Amount
	Units  int
}

// ReceiptLines returns the lines of a claim that its receipt counts, in their
// order: informational ones are left out, and a void has none.
func ReceiptLines(c claims.Claim) []Line {
	if c.Frequency == claims.Void {
		return nil
	}
	lines := make([]Line, 0, len(c.Lines))
	for i := range c.Lines {
		if line := &c.Lines[i]; line.IsAdjudicated() {
			lines = append(lines, Line{Charge: line.Charge, Units: line.Units})
		}
	}
	return lines
}

// Receipt is what a provider signs of a claim.
type Receipt struct {
	ContentHash  Hash
	Kind         Kind
	CoverageYear claims.CoverageYearID
	// ServiceDay is the earliest date of an adjudicated line inside the coverage
	// year, else the earliest of all. A void may have none.
	ServiceDay claims.Date
	// Lines are the adjudicated lines; a void has none.
	Lines []Line
	// Replaced is the claim that a replacement or a void names, and zero for an original.
	Replaced claims.Number
}

// Leaf returns the receipt leaf. It does not allocate.
//
// Errors: [ErrLineCount], [ErrDayOutOfRange], [ErrAmountOutOfRange],
// [ErrUnitsOutOfRange], [ErrReplacedInvalid].
func (r Receipt) Leaf() (Hash, error) {
	if err := r.check(); err != nil {
		return Hash{}, err
	}
	return r.leaf(), nil
}

// leaf is [Receipt.Leaf] of a receipt that fits.
func (r *Receipt) leaf() Hash {
	h := borrowHasher()
	defer h.giveBack()
	chained := r.ContentHash
	for i := range r.moreCount() {
		chained = h.pair(chained, r.more(i))
	}
	return h.pair(receiptTag, h.pair(r.head(uint64(r.CoverageYear)), chained))
}

func (r *Receipt) check() error {
	if !fitsKind(r.Kind, len(r.Lines)) {
		return ErrLineCount
	}
	if r.ServiceDay < 0 || r.ServiceDay > maxDay || (r.ServiceDay == 0 && r.Kind != KindVoid) {
		return ErrDayOutOfRange
	}
	if (r.Kind == KindOriginal) != (r.Replaced == claims.Number{}) {
		return ErrReplacedInvalid
	}
	if r.Kind != KindOriginal && (r.Replaced.Batch.Insurer == 0 || r.Replaced.Batch.Sequence == 0) {
		return ErrReplacedInvalid
	}
	for i := range r.Lines {
		if err := r.Lines[i].check(); err != nil {
			return fmt.Errorf("adjudicated line %d: %w", i+1, err)
		}
	}
	return nil
}

// fitsKind reports whether a claim of the kind can have that many lines.
func fitsKind(kind Kind, lineCount int) bool {
	switch kind {
	case KindOriginal, KindReplacement:
		return lineCount >= 1 && lineCount <= MaxLines
	case KindVoid:
		return lineCount == 0
	}
	return false
}

func (l *Line) check() error {
	if !isAmount(l.Charge) {
		return ErrAmountOutOfRange
	}
	if l.Units < 1 || l.Units > claims.MaxUnits {
		return ErrUnitsOutOfRange
	}
	return nil
}

func isAmount(amount money.Amount) bool {
	return !amount.IsNegative() && amount.Cents() <= money.MaxCents
}

// head packs the first word. coverage is the coverage year, in a settlement the
// position in its table.
func (r *Receipt) head(coverage uint64) Word {
	var p packer
	p.skip(8)
	p.put(2, uint64(r.Kind))
	p.put(8, uint64(len(r.Lines)))
	p.put(24, uint64(r.ServiceDay))
	p.put(64, coverage)
	p.lines(r.Lines[:min(linesInHead, len(r.Lines))])
	return p.word()
}

// moreCount is how many words carry what the head does not.
func (r *Receipt) moreCount() int {
	count := wordsOfMore(len(r.Lines))
	if r.Kind != KindOriginal {
		count++
	}
	return count
}

// wordsOfMore is how many words carry the lines that the head does not.
func wordsOfMore(lineCount int) int {
	return (max(lineCount-linesInHead, 0) + linesInWord - 1) / linesInWord
}

func (r *Receipt) more(i int) Word {
	var p packer
	from := linesInHead + i*linesInWord
	if from < len(r.Lines) {
		p.skip(6)
		p.lines(r.Lines[from:min(from+linesInWord, len(r.Lines))])
		return p.word()
	}
	p.skip(256 - 80)
	p.put(64, r.Replaced.Batch.Uint64())
	p.put(16, uint64(r.Replaced.Index))
	return p.word()
}

func (p *packer) lines(lines []Line) {
	for i := range lines {
		p.put(36, uint64(lines[i].Charge.Cents()))
		p.put(14, uint64(lines[i].Units))
	}
}

// readHead reads a head that is not [kindUndecided], and the lines in it.
func readHead(head Word) (r Receipt, lineCount int, coverage uint64, isClean bool) {
	u := unpack(head)
	u.spare(8)
	r.Kind = Kind(u.take(2))
	lineCount = int(u.take(8))
	r.ServiceDay = claims.Date(u.take(24))
	coverage = u.take(64)
	r.Lines = u.lines(make([]Line, 0, lineCount), lineCount, linesInHead)
	return r, lineCount, coverage, !u.isDirty
}

// readMore reads what follows the content hash, up to the allowances.
func (r *Receipt) readMore(in *wordReader, lineCount int) (isClean bool) {
	isClean = true
	for range wordsOfMore(lineCount) {
		u := unpack(in.take())
		u.spare(6)
		r.Lines = u.lines(r.Lines, lineCount, linesInWord)
		isClean = isClean && !u.isDirty
	}
	if r.Kind == KindOriginal {
		return isClean
	}
	u := unpack(in.take())
	u.spare(256 - 80)
	r.Replaced.Batch = claims.BatchIDFrom(u.take(64))
	r.Replaced.Index = uint16(u.take(16))
	return isClean && !u.isDirty
}

// lines appends the lines in a word's places, up to lineCount in all; places
// without a line must be zero.
func (u *unpacker) lines(lines []Line, lineCount, places int) []Line {
	for range places {
		if len(lines) == lineCount {
			u.spare(36 + 14)
			continue
		}
		lines = append(lines, Line{Charge: u.cents(), Units: int(u.take(14))})
	}
	return lines
}

func (u *unpacker) cents() money.Amount { return money.Cents(int64(u.take(36))) }
