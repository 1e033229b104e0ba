package commitment

import (
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Flags say which facts a determination rests on.
type Flags uint8

// The flags. The first three announce a word each.
const (
	HasReasons       Flags = 1
	HasAuthorization Flags = 2
	HasEvidence      Flags = 4
	// FilingExcused lets a claim pass that was filed late.
	FilingExcused Flags = 8
	// HasPriorPayers announces a word for each line: the claim is coordinated.
	HasPriorPayers Flags = 16

	allFlags = HasReasons | HasAuthorization | HasEvidence | FilingExcused | HasPriorPayers
)

// Facts are what a determination rests on beside the claim. A word that its flag
// does not announce is zero. The words of prior payers are a line's each, and with
// the lines.
type Facts struct {
	Flags         Flags
	ReasonsHash   Hash
	Authorization Hash
	Evidence      Hash
}

// WithReasons returns the facts with a reasons hash.
func (f Facts) WithReasons(reasonsHash Hash) Facts {
	f.Flags, f.ReasonsHash = f.Flags|HasReasons, reasonsHash
	return f
}

// WithAuthorization returns the facts with the word of a prior authorization.
func (f Facts) WithAuthorization(authorization Hash) Facts {
	f.Flags, f.Authorization = f.Flags|HasAuthorization, authorization
	return f
}

// WithEvidence returns the facts with the word of the evidence.
func (f Facts) WithEvidence(evidence Hash) Facts {
	f.Flags, f.Evidence = f.Flags|HasEvidence, evidence
	return f
}

// Has reports whether all of the flags are set.
func (f Facts) Has(flags Flags) bool { return f.Flags&flags == flags }

func (f *Facts) check() error {
	isHidden := func(flag Flags, word Hash) bool { return f.Flags&flag == 0 && word != Hash{} }
	if f.Flags&^allFlags != 0 || isHidden(HasReasons, f.ReasonsHash) ||
		isHidden(HasAuthorization, f.Authorization) || isHidden(HasEvidence, f.Evidence) {
		return ErrFactsInvalid
	}
	return nil
}

// count is how many words the flags announce for the claim as a whole.
func (f *Facts) count() int {
	count := 0
	for _, flag := range [...]Flags{HasReasons, HasAuthorization, HasEvidence} {
		if f.Has(flag) {
			count++
		}
	}
	return count
}

// append adds the words that the flags announce for the claim as a whole.
func (f *Facts) append(dst []Word) []Word {
	for _, fact := range [...]struct {
		flag Flags
		word Hash
	}{{HasReasons, f.ReasonsHash}, {HasAuthorization, f.Authorization}, {HasEvidence, f.Evidence}} {
		if f.Has(fact.flag) {
			dst = append(dst, Word(fact.word))
		}
	}
	return dst
}

// readFacts reads the words that the flags announce for the claim as a whole.
func readFacts(in *wordReader, flags Flags) Facts {
	f := Facts{Flags: flags}
	for _, fact := range [...]struct {
		flag Flags
		word *Hash
	}{{HasReasons, &f.ReasonsHash}, {HasAuthorization, &f.Authorization}, {HasEvidence, &f.Evidence}} {
		if f.Has(fact.flag) {
			*fact.word = Hash(in.take())
		}
	}
	return f
}

// Determination is what was decided of a claim.
type Determination struct {
	// Version counts the determinations of one claim number from 1.
	Version      uint8
	ServiceDay   claims.Date
	CoverageYear claims.CoverageYearID
	// Interest is what is paid beside the paid amount. The leaf does not have it.
	Interest money.Amount
	// Results are one for each adjudicated line; a void has none.
	Results []benefits.LineResult
	Facts   Facts
}

// Priors returns how prior payers left the lines; nil of a claim without.
func (d Determination) Priors() []claims.PriorAmounts {
	if !d.Facts.Has(HasPriorPayers) {
		return nil
	}
	priors := make([]claims.PriorAmounts, len(d.Results))
	for i := range d.Results {
		priors[i] = d.Results[i].Prior
	}
	return priors
}

// checkFacts holds facts and results together: the lines of a claim with prior
// payers are coordinated, those of another are not.
func (d *Determination) checkFacts() error {
	for i := range d.Results {
		if d.Results[i].IsCoordinated != d.Facts.Has(HasPriorPayers) {
			return ErrFactsInvalid
		}
	}
	if len(d.Results) == 0 && d.Facts.Has(HasPriorPayers) {
		return ErrFactsInvalid
	}
	return d.Facts.check()
}

// facts adds all words that the flags announce.
func (d *Determination) facts(dst []Word) []Word {
	dst = d.Facts.append(dst)
	if d.Facts.Has(HasPriorPayers) {
		dst = appendPriors(dst, d.Results)
	}
	return dst
}

// Leaf returns the determination leaf. Of the determination it takes in version,
// results and facts; service day and coverage year are in the receipt leaf. It does
// not allocate.
//
// Errors: [ErrOutOfRange] when there is no version, [ErrInstantOutOfRange],
// [ErrFactsInvalid], and those of [EncodeResults].
func (d Determination) Leaf(receiptLeaf Hash, determinedAt time.Time) (Hash, error) {
	seconds, err := d.checkLeaf(determinedAt)
	if err != nil {
		return Hash{}, err
	}
	return d.leaf(receiptLeaf, seconds), nil
}

// checkLeaf holds what the leaf takes in to its ranges, and returns the instant in
// Unix seconds.
func (d *Determination) checkLeaf(determinedAt time.Time) (uint64, error) {
	seconds, err := unixSeconds(determinedAt)
	if err != nil {
		return 0, err
	}
	if d.Version == 0 {
		return 0, ErrOutOfRange
	}
	if err := d.checkFacts(); err != nil {
		return 0, err
	}
	return seconds, checkResults(d.Results)
}

// leaf is [Determination.Leaf] of a determination that fits.
func (d *Determination) leaf(receiptLeaf Hash, determinedAt uint64) Hash {
	h := borrowHasher()
	defer h.giveBack()
	chained := receiptLeaf
	for i := range d.Results {
		chained = h.pair(chained, packResult(&d.Results[i]))
	}
	var room [3]Word
	for _, fact := range d.Facts.append(room[:0]) {
		chained = h.pair(chained, fact)
	}
	if d.Facts.Has(HasPriorPayers) {
		for i := range d.Results {
			chained = h.pair(chained, packPrior(d.Results[i].Prior, d.Results[i].Paid))
		}
	}
	return h.pair(determinationTag, h.pair(d.stamp(determinedAt), chained))
}

func (d *Determination) stamp(determinedAt uint64) Word {
	var p packer
	p.skip(256 - 88)
	p.put(8, uint64(len(d.Results)))
	p.put(8, uint64(d.Version))
	p.put(8, uint64(d.Facts.Flags))
	p.put(64, determinedAt)
	return p.word()
}
