package commitment

import (
	"cmp"
	"math"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
)

// NoPosition stands for the family or the extension of a coverage that has none.
const NoPosition = 0xFFFF

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
