package commitment

import (
	"fmt"
	"math"

	"github.com/clearclaim/clearclaim/claims"
)

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
			length += len(whole.Receipt.Lines) + whole.Facts.count() + len(whole.Priors)
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

// DecodeSettlement reads what [EncodeSettlement] packed. It is stricter than the
// ledger, which takes a table with entries that no claim names and a journal length
// that is too large.
//
// Errors: [ErrMalformed].
func DecodeSettlement(words SettlementWords) ([]SettledSubmission, error) {
	t, err := readTables(words)
	if err != nil {
		return nil, err
	}
	in := &wordReader{rest: words.Claims}
	submissions := []SettledSubmission{}
	isNamed := make([]bool, len(t.coverages))
	for len(in.rest) > 0 {
		submission, err := readSubmission(in, t, isNamed)
		if err != nil {
			return nil, err
		}
		submissions = append(submissions, submission)
	}
	for _, isUsed := range isNamed {
		if !isUsed {
			return nil, ErrMalformed
		}
	}
	return submissions, nil
}

// readSubmission reads a submission and notes which coverages it names.
func readSubmission(in *wordReader, t *tables, isNamed []bool) (SettledSubmission, error) {
	u := unpack(in.take())
	u.spare(256 - 64)
	s := SettledSubmission{Provider: claims.ProviderID(u.take(32))}
	count, journalLength := int(u.take(16)), int(u.take(16))
	if u.isDirty || count == 0 || count > len(in.rest) {
		return SettledSubmission{}, ErrMalformed
	}
	for range count {
		c, err := readSettledClaim(in, t, isNamed)
		if err != nil {
			return SettledSubmission{}, err
		}
		s.Claims = append(s.Claims, c)
	}
	if s.journalLength() != journalLength {
		return SettledSubmission{}, ErrMalformed
	}
	return s, nil
}

func readSettledClaim(in *wordReader, t *tables, isNamed []bool) (SettledClaim, error) {
	head := in.take()
	if leaf, isUndecided := readUndecided(in, head); isUndecided {
		return SettledClaim{ReceiptLeaf: leaf}, nil
	}
	whole, position, err := readClaim(in, head)
	if err != nil {
		return SettledClaim{}, err
	}
	if whole.Receipt.Kind != KindOriginal {
		return SettledClaim{}, malformed(ErrCorrectionInSettlement)
	}
	if position >= uint64(len(t.coverages)) {
		return SettledClaim{}, ErrMalformed
	}
	isNamed[position] = true
	entry := t.coverages[position]
	whole.Receipt.CoverageYear = entry.year
	return SettledClaim{
		ReceiptLeaf: whole.Receipt.leaf(), Whole: &whole, Family: entry.family, Extension: entry.extension,
	}, nil
}

// readUndecided reads the leaf of an undecided claim; false when the head is not
// that of one.
func readUndecided(in *wordReader, head Word) (leaf Hash, isUndecided bool) {
	var p packer
	p.skip(8)
	p.put(2, kindUndecided)
	if head != p.word() || len(in.rest) == 0 {
		return Hash{}, false
	}
	return Hash(in.take()), true
}
