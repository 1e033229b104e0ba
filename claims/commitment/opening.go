package commitment

import "time"

// Opening is what a leaf is made of, as the ledger takes it to prove one by its
// path. Of an undecided claim it has the first three alone.
type Opening struct {
	ContentHash Hash
	Head        Word
	More        []Word
	Stamp       Word
	Results     []Word
	Facts       []Word
}

// Version returns which determination of its claim the leaf is, counted from 1; 0
// of an undecided claim.
func (o Opening) Version() uint8 { return o.Stamp[len(o.Stamp)-10] }

// OpenReceipt returns what the receipt leaf is made of.
//
// Errors: those of [Receipt.Leaf].
func OpenReceipt(r Receipt) (Opening, error) {
	if err := r.check(); err != nil {
		return Opening{}, err
	}
	o := Opening{ContentHash: r.ContentHash, Head: r.head(uint64(r.CoverageYear))}
	for i := range r.moreCount() {
		o.More = append(o.More, r.more(i))
	}
	return o, nil
}

// OpenDetermination returns what the determination leaf of a receipt is made of.
//
// Errors: those of [Receipt.Leaf] and [Determination.Leaf], [ErrLineCount] when
// the determination is not of the receipt's lines.
func OpenDetermination(r Receipt, d Determination, determinedAt time.Time) (Opening, error) {
	o, err := OpenReceipt(r)
	if err != nil {
		return Opening{}, err
	}
	seconds, err := d.checkLeaf(determinedAt)
	if err != nil {
		return Opening{}, err
	}
	if len(d.Results) != len(r.Lines) {
		return Opening{}, ErrLineCount
	}
	o.Stamp = d.stamp(seconds)
	o.Results = appendResults(nil, d.Results)
	o.Facts = d.facts(nil)
	return o, nil
}
