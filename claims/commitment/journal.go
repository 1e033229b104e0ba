package commitment

import (
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
)

// The marks of a journal's positions.
const (
	markUndecided  = 1
	markDetermined = 2
)

// Entry is what a journal says of one claim.
type Entry struct {
	// Index is the claim's position in its batch.
	Index       uint16
	ReceiptLeaf Hash
	// Determination is nil for a claim that stands undecided.
	Determination *Determination
}

// StandingLeaf returns the claim's leaf in the determination root: the
// determination leaf, or the receipt leaf where it is undecided.
//
// Errors: those of [Determination.Leaf].
func (e Entry) StandingLeaf(determinedAt time.Time) (Hash, error) {
	if e.Determination == nil {
		return e.ReceiptLeaf, nil
	}
	return e.Determination.Leaf(e.ReceiptLeaf, determinedAt)
}

// EncodeJournal packs the entries of claims that follow each other.
//
// Errors: [ErrNotAscending], [ErrDayOutOfRange], [ErrOutOfRange] when there is no
// version, [ErrFactsInvalid], and those of [EncodeResults].
func EncodeJournal(entries []Entry) ([]Word, error) {
	words := make([]Word, 0, 6*len(entries))
	for i := range entries {
		entry := &entries[i]
		if i > 0 && int(entry.Index) != int(entries[i-1].Index)+1 {
			return nil, ErrNotAscending
		}
		if entry.Determination != nil {
			if err := entry.Determination.check(); err != nil {
				return nil, err
			}
		}
		words = entry.append(words)
	}
	return words, nil
}

// DecodeJournal reads what a settlement told of a submission, or of one claim that
// was decided by itself. The claims follow each other.
//
// Errors: [ErrMalformed].
func DecodeJournal(words []Word) ([]Entry, error) {
	in := &wordReader{rest: words}
	entries := make([]Entry, 0, len(words)/4)
	for len(in.rest) > 0 {
		entry, isClean := readEntry(in)
		if in.isShort || !isClean {
			return nil, ErrMalformed
		}
		if last := len(entries) - 1; last >= 0 && int(entry.Index) != int(entries[last].Index)+1 {
			return nil, malformed(ErrNotAscending)
		}
		if entry.Determination != nil {
			if err := entry.Determination.check(); err != nil {
				return nil, malformed(err)
			}
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// check holds a determination of a journal to its ranges.
func (d *Determination) check() error {
	if d.Version == 0 {
		return ErrOutOfRange
	}
	if !isAmount(d.Interest) {
		return ErrAmountOutOfRange
	}
	if d.ServiceDay < 0 || d.ServiceDay > maxDay || (d.ServiceDay == 0 && len(d.Results) > 0) {
		return ErrDayOutOfRange
	}
	if err := d.checkFacts(); err != nil {
		return err
	}
	return checkResults(d.Results)
}

func (e *Entry) append(dst []Word) []Word {
	var position packer
	position.skip(256 - 172)
	position.put(16, uint64(e.Index))
	d := e.Determination
	if d == nil {
		position.put(8, markUndecided)
		return append(dst, position.word(), Word(e.ReceiptLeaf))
	}
	position.put(8, markDetermined)
	position.put(8, uint64(d.Version))
	position.put(8, uint64(d.Facts.Flags))
	position.put(8, uint64(len(d.Results)))
	position.put(24, uint64(d.ServiceDay))
	position.put(64, uint64(d.CoverageYear))
	position.cents(d.Interest)
	return d.facts(appendResults(append(dst, position.word(), Word(e.ReceiptLeaf)), d.Results))
}

func readEntry(in *wordReader) (e Entry, isClean bool) {
	u := unpack(in.take())
	u.spare(256 - 172)
	e.Index = uint16(u.take(16))
	e.ReceiptLeaf = Hash(in.take())
	switch u.take(8) {
	case markUndecided:
		u.spare(156 - 8)
		return e, !u.isDirty
	case markDetermined:
		e.Determination, isClean = readDetermination(in, u)
		return e, isClean
	}
	return e, false
}

// readDetermination reads what follows the mark, in the position and after the leaf.
func readDetermination(in *wordReader, u *unpacker) (d *Determination, isClean bool) {
	d = &Determination{Version: uint8(u.take(8))}
	flags := Flags(u.take(8))
	d.Results = make([]benefits.LineResult, u.take(8))
	d.ServiceDay = claims.Date(u.take(24))
	d.CoverageYear = claims.CoverageYearID(u.take(64))
	d.Interest = u.cents()
	isClean = !u.isDirty
	for i := range d.Results {
		var isResult bool
		d.Results[i], isResult = readResult(in.take())
		isClean = isClean && isResult
	}
	d.Facts = readFacts(in, flags)
	if d.Facts.Has(HasPriorPayers) {
		isClean = readPriors(d.Results, in) && isClean
	}
	return d, isClean
}
