package commitment

import (
	"cmp"
	"math"

	"github.com/clearclaim/clearclaim/claims"
)

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

// readClaim reads a whole claim after its head. coverage is what the head has for
// the coverage year.
func readClaim(in *wordReader, head Word) (c Claim, coverage uint64, err error) {
	var lineCount int
	var isClean bool
	c.Receipt, lineCount, coverage, isClean = readHead(head)
	c.Receipt.ContentHash = Hash(in.take())
	isClean = c.Receipt.readMore(in, lineCount) && isClean
	flags, isAllowances := c.readAllowances(in, lineCount)
	c.Facts = readFacts(in, flags)
	if in.isShort || !isClean || !isAllowances {
		return Claim{}, 0, ErrMalformed
	}
	if err := c.check(); err != nil {
		return Claim{}, 0, malformed(err)
	}
	return c, coverage, nil
}

func (c *Claim) readAllowances(in *wordReader, lineCount int) (flags Flags, isClean bool) {
	isClean = true
	c.Allowances = make([]Allowance, 0, lineCount)
	for i := range wordsOfAllowances(lineCount) {
		u := unpack(in.take())
		if i == 0 {
			flags = Flags(u.take(8))
		} else {
			u.spare(8)
		}
		u.spare(28)
		for range linesInWord {
			if len(c.Allowances) == lineCount {
				u.spare(36 + 8)
				continue
			}
			c.Allowances = append(c.Allowances, Allowance{Allowed: u.cents(), Class: uint8(u.take(8))})
		}
		isClean = isClean && !u.isDirty
	}
	return flags, isClean
}

// readTables reads the three tables, each without an entry that nothing names.
func readTables(words SettlementWords) (*tables, error) {
	t := &tables{}
	var err error
	if t.families, err = readIDs[claims.FamilyYearID](words.Families, math.MaxUint32); err != nil {
		return nil, err
	}
	if t.extensions, err = readIDs[claims.ExtensionID](words.Extensions, math.MaxUint64); err != nil {
		return nil, err
	}
	isFamily, isExtension := make([]bool, len(t.families)), make([]bool, len(t.extensions))
	for i, w := range words.Coverages {
		u := unpack(w)
		u.spare(256 - 96)
		entry := coverageEntry{year: claims.CoverageYearID(u.take(64))}
		var hasExtension, hasFamily bool
		entry.extension, hasExtension = idAt(t.extensions, u.take(16), isExtension)
		entry.family, hasFamily = idAt(t.families, u.take(16), isFamily)
		if u.isDirty || !hasExtension || !hasFamily {
			return nil, ErrMalformed
		}
		if i > 0 && entry.year <= t.coverages[i-1].year {
			return nil, malformed(ErrNotAscending)
		}
		t.coverages = append(t.coverages, entry)
	}
	for _, isNamed := range append(isFamily, isExtension...) {
		if !isNamed {
			return nil, ErrMalformed
		}
	}
	return t, nil
}

// readIDs reads a table of ids up to most, none of them zero.
func readIDs[T ~uint32 | ~uint64](words []Word, most uint64) ([]T, error) {
	if len(words) > NoPosition {
		return nil, ErrMalformed
	}
	ids := make([]T, len(words))
	for i, w := range words {
		u := unpack(w)
		u.spare(256 - 64)
		id := u.take(64)
		if u.isDirty || id == 0 || id > most {
			return nil, ErrMalformed
		}
		ids[i] = T(id)
		if i > 0 && ids[i] <= ids[i-1] {
			return nil, malformed(ErrNotAscending)
		}
	}
	return ids, nil
}

// idAt returns the id of a position and notes that it is named; of [NoPosition] it
// is zero, and beyond the table it is false.
func idAt[T cmp.Ordered](ids []T, position uint64, isNamed []bool) (id T, isEntry bool) {
	if position == NoPosition {
		return id, true
	}
	if position >= uint64(len(ids)) {
		return id, false
	}
	isNamed[position] = true
	return ids[position], true
}
