package commitment

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/money"
)

// NoPosition stands for the family or the extension of a coverage that has none.
const NoPosition = 0xFFFF

// Allowance is what the insurer allows for a line.
type Allowance struct {
	Allowed money.Amount
	// Class is a position in the plan's classes, or [benefits.ClassDenied].
	Class uint8
}

// Claim is a claim handed in whole.
type Claim struct {
	Receipt Receipt
	// Allowances are one for each of the receipt's lines.
	Allowances []Allowance
	Facts      Facts
}

// SplitLines returns what a receipt says of the lines, and what is allowed for them.
func SplitLines(lines []benefits.Line) ([]Line, []Allowance) {
	said, allowances := make([]Line, len(lines)), make([]Allowance, len(lines))
	for i, line := range lines {
		said[i] = Line{Charge: line.Charge, Units: line.Units}
		allowances[i] = Allowance{Allowed: line.Allowed, Class: line.Class}
	}
	return said, allowances
}

// BenefitLines returns the lines as [benefits.Determine] takes them.
func (c Claim) BenefitLines() []benefits.Line {
	lines := make([]benefits.Line, len(c.Allowances))
	for i, allowance := range c.Allowances {
		said := c.Receipt.Lines[i]
		lines[i] = benefits.Line{Charge: said.Charge, Units: said.Units, Allowed: allowance.Allowed, Class: allowance.Class}
	}
	return lines
}

// EncodeClaim packs a claim as a settlement has it, but for its coverage year,
// which stands in the head by itself.
//
// Errors: those of [Receipt.Leaf], [ErrUnbalanced] for a denied line with an
// allowed amount, [ErrFactsInvalid], also for facts of a void, which has no place
// for them.
func EncodeClaim(c Claim) ([]Word, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	return c.append(make([]Word, 0, c.wordCount()), uint64(c.Receipt.CoverageYear)), nil
}

// DecodeClaim reads what [EncodeClaim] packed.
//
// Errors: [ErrMalformed].
func DecodeClaim(words []Word) (Claim, error) {
	in := &wordReader{rest: words}
	c, coverage, err := readClaim(in, in.take())
	if err != nil {
		return Claim{}, err
	}
	if len(in.rest) > 0 {
		return Claim{}, ErrMalformed
	}
	c.Receipt.CoverageYear = claims.CoverageYearID(coverage)
	return c, nil
}

// SettledClaim is a claim of a settlement: whole, or left undecided.
type SettledClaim struct {
	// ReceiptLeaf is that of an undecided claim. Of a whole one, decoding computes
	// it and encoding does not ask for it.
	ReceiptLeaf Hash
	// Whole is nil for a claim that is left undecided.
	Whole *Claim
	// Family and Extension are those of the whole claim's coverage year, or zero.
	Family    claims.FamilyYearID
	Extension claims.ExtensionID
}

// SettledSubmission is a submission of a settlement with its claims in their order.
type SettledSubmission struct {
	Provider claims.ProviderID
	Claims   []SettledClaim
}

// SettlementWords are the four lists that the ledger takes.
type SettlementWords struct {
	Coverages  []Word
	Families   []Word
	Extensions []Word
	Claims     []Word
}

// EncodeSettlement packs a batch's submissions in their order, with the tables of
// the coverage years, family years and extensions that its whole claims name.
//
// Errors: those of [EncodeClaim], [ErrCorrectionInSettlement],
// [ErrCoverageConflict], [ErrJournalTooLong], [ErrBatchShape] for a submission
// without claims, [ErrOutOfRange] when a table or a submission is too long.
func EncodeSettlement(submissions []SettledSubmission) (SettlementWords, error) {
	t, err := tablesOf(submissions)
	if err != nil {
		return SettlementWords{}, err
	}
	out := SettlementWords{Coverages: t.coverageWords(), Families: idWords(t.families), Extensions: idWords(t.extensions)}
	for s := range submissions {
		head, err := submissions[s].head()
		if err != nil {
			return SettlementWords{}, fmt.Errorf("submission %d: %w", s, err)
		}
		out.Claims = append(out.Claims, head)
		for i := range submissions[s].Claims {
			if out.Claims, err = submissions[s].Claims[i].append(out.Claims, t); err != nil {
				return SettlementWords{}, fmt.Errorf("submission %d, claim %d: %w", s, i, err)
			}
		}
	}
	return out, nil
}

// head packs what stands before a submission's claims.
func (s *SettledSubmission) head() (Word, error) {
	if len(s.Claims) == 0 {
		return Word{}, ErrBatchShape
	}
	if len(s.Claims) > math.MaxUint16 {
		return Word{}, ErrOutOfRange
	}
	journalLength := s.journalLength()
	if journalLength > math.MaxUint16 {
		return Word{}, ErrJournalTooLong
	}
	var p packer
	p.skip(256 - 64)
	p.put(32, uint64(s.Provider))
	p.put(16, uint64(len(s.Claims)))
	p.put(16, uint64(journalLength))
	return p.word(), nil
}

// journalLength is how many words the submission's journal has when every whole
// claim is determined.
func (s *SettledSubmission) journalLength() int {
	length := 0
	for i := range s.Claims {
		length += 2 // position and receipt leaf
		if whole := s.Claims[i].Whole; whole != nil {
			length += len(whole.Receipt.Lines) + whole.Facts.count()
		}
	}
	return length
}

func (c *SettledClaim) append(dst []Word, t *tables) ([]Word, error) {
	if c.Whole == nil {
		var p packer
		p.skip(8)
		p.put(2, kindUndecided)
		return append(dst, p.word(), Word(c.ReceiptLeaf)), nil
	}
	if err := c.Whole.check(); err != nil {
		return nil, err
	}
	if c.Whole.Receipt.Kind != KindOriginal {
		return nil, ErrCorrectionInSettlement
	}
	return c.Whole.append(dst, t.positionOf(c.Whole.Receipt.CoverageYear)), nil
}

func (c *Claim) check() error {
	if err := c.Receipt.check(); err != nil {
		return err
	}
	if len(c.Allowances) != len(c.Receipt.Lines) {
		return ErrLineCount
	}
	for i, allowance := range c.Allowances {
		if !isAmount(allowance.Allowed) {
			return fmt.Errorf("adjudicated line %d: %w", i+1, ErrAmountOutOfRange)
		}
		if allowance.Class == benefits.ClassDenied && !allowance.Allowed.IsZero() {
			return fmt.Errorf("adjudicated line %d: %w", i+1, ErrUnbalanced)
		}
	}
	if len(c.Allowances) == 0 && c.Facts.Flags != 0 {
		return ErrFactsInvalid
	}
	return c.Facts.check()
}

func (c *Claim) wordCount() int {
	return 2 + c.Receipt.moreCount() + wordsOfAllowances(len(c.Allowances)) + c.Facts.count()
}

// wordsOfAllowances is how many words carry the allowances.
func wordsOfAllowances(lineCount int) int { return (lineCount + linesInWord - 1) / linesInWord }

// append packs a claim that fits. coverage is the coverage year or its position.
func (c *Claim) append(dst []Word, coverage uint64) []Word {
	dst = append(dst, c.Receipt.head(coverage), Word(c.Receipt.ContentHash))
	for i := range c.Receipt.moreCount() {
		dst = append(dst, c.Receipt.more(i))
	}
	for i := range wordsOfAllowances(len(c.Allowances)) {
		dst = append(dst, c.allowances(i))
	}
	return c.Facts.append(dst)
}

func (c *Claim) allowances(i int) Word {
	var p packer
	if i == 0 {
		p.put(8, uint64(c.Facts.Flags))
	} else {
		p.skip(8)
	}
	p.skip(28)
	from := i * linesInWord
	for _, allowance := range c.Allowances[from:min(from+linesInWord, len(c.Allowances))] {
		p.cents(allowance.Allowed)
		p.put(8, uint64(allowance.Class))
	}
	return p.word()
}

// tables are the distinct coverage years, family years and extensions of a
// settlement, ascending.
type tables struct {
	coverages  []coverageEntry
	families   []claims.FamilyYearID
	extensions []claims.ExtensionID
}

type coverageEntry struct {
	year      claims.CoverageYearID
	extension claims.ExtensionID
	family    claims.FamilyYearID
}

func tablesOf(submissions []SettledSubmission) (*tables, error) {
	t := &tables{}
	for s := range submissions {
		for i := range submissions[s].Claims {
			if c := &submissions[s].Claims[i]; c.Whole != nil {
				t.coverages = append(t.coverages, coverageEntry{c.Whole.Receipt.CoverageYear, c.Extension, c.Family})
			}
		}
	}
	slices.SortFunc(t.coverages, func(a, b coverageEntry) int { return cmp.Compare(a.year, b.year) })
	t.coverages = slices.Compact(t.coverages)
	for i, entry := range t.coverages {
		if i > 0 && entry.year == t.coverages[i-1].year {
			return nil, ErrCoverageConflict
		}
		if entry.family != 0 {
			t.families = append(t.families, entry.family)
		}
		if entry.extension != 0 {
			t.extensions = append(t.extensions, entry.extension)
		}
	}
	t.families, t.extensions = distinct(t.families), distinct(t.extensions)
	if len(t.families) > NoPosition || len(t.extensions) > NoPosition {
		return nil, ErrOutOfRange
	}
	return t, nil
}

func distinct[T cmp.Ordered](ids []T) []T {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// positionOf returns where a coverage year of the settlement stands.
func (t *tables) positionOf(year claims.CoverageYearID) uint64 {
	i, _ := slices.BinarySearchFunc(t.coverages, year, func(entry coverageEntry, year claims.CoverageYearID) int {
		return cmp.Compare(entry.year, year)
	})
	return uint64(i)
}

func (t *tables) coverageWords() []Word {
	words := make([]Word, 0, len(t.coverages))
	for _, entry := range t.coverages {
		var p packer
		p.skip(256 - 96)
		p.put(64, uint64(entry.year))
		p.put(16, positionIn(t.extensions, entry.extension))
		p.put(16, positionIn(t.families, entry.family))
		words = append(words, p.word())
	}
	return words
}

// positionIn returns where an id stands in its table, or [NoPosition] of none.
func positionIn[T cmp.Ordered](ids []T, id T) uint64 {
	var none T
	if id == none {
		return NoPosition
	}
	i, _ := slices.BinarySearch(ids, id)
	return uint64(i)
}

func idWords[T ~uint32 | ~uint64](ids []T) []Word {
	words := make([]Word, 0, len(ids))
	for _, id := range ids {
		words = append(words, number(uint64(id)))
	}
	return words
}
