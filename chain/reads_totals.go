package chain

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// YearWords names the words that the ledger keeps the running totals of a coverage
// year in: its own, the family's and the extension, each zero where it has none.
type YearWords struct {
	Year      claims.CoverageYearID
	Family    claims.FamilyYearID
	Extension claims.ExtensionID
}

// tableIDShift is where the id stands in an entry of a coverage table: docs/commitment.md, section 6.
const tableIDShift = 32

// Accumulators returns what distinct coverage years under a plan have taken, in the
// order given and all as of one block. A year that is not enrolled yet has taken nothing.
func (c *Contracts) Accumulators(
	ctx context.Context, insurer claims.InsurerID, plan *coverage.Plan, years []YearWords,
) ([]benefits.Accumulators, error) {
	if len(years) == 0 {
		return nil, nil
	}
	table := tableOf(years)
	data := c.coverages.PackLoad(uint32(insurer), entries(table.years, tableIDShift), entries(table.families, 0), entries(table.extensions, 0))
	answer, err := read(ctx, c, c.deployment.Coverages, data, c.coverages.UnpackLoad)
	if err != nil {
		return nil, err
	}
	if len(answer) != len(commitment.Word{})*(len(table.years)+len(table.families)+len(table.extensions)) {
		return nil, fmt.Errorf("reading running totals: %w", commitment.ErrMalformed)
	}
	totals := make([]benefits.Accumulators, len(years))
	for i, year := range years {
		if totals[i], err = table.accumulators(plan, year, answer); err != nil {
			return nil, fmt.Errorf("reading running totals: %w", err)
		}
	}
	return totals, nil
}

// wordTable is the distinct words of coverage years, ascending, as they are loaded.
type wordTable struct {
	years      []claims.CoverageYearID
	families   []claims.FamilyYearID
	extensions []claims.ExtensionID
}

func tableOf(years []YearWords) wordTable {
	var table wordTable
	for _, year := range years {
		table.years = append(table.years, year.Year)
		if year.Family != 0 {
			table.families = append(table.families, year.Family)
		}
		if year.Extension != 0 {
			table.extensions = append(table.extensions, year.Extension)
		}
	}
	slices.Sort(table.years)
	slices.Sort(table.families)
	slices.Sort(table.extensions)
	table.years, table.families, table.extensions = slices.Compact(table.years), slices.Compact(table.families), slices.Compact(table.extensions)
	return table
}

func entries[T ~uint32 | ~uint64](ids []T, shift uint) []*big.Int {
	words := make([]*big.Int, len(ids))
	for i, id := range ids {
		word := new(big.Int).SetUint64(uint64(id))
		words[i] = word.Lsh(word, shift)
	}
	return words
}

// accumulators joins the words of a year, which stand in the order of the table.
func (t *wordTable) accumulators(plan *coverage.Plan, year YearWords, words []byte) (benefits.Accumulators, error) {
	at := func(position int) *big.Int {
		const size = len(commitment.Word{})
		return new(big.Int).SetBytes(words[position*size : (position+1)*size])
	}
	position, _ := slices.BinarySearch(t.years, year.Year)
	own, err := benefits.ParseCoverageYear(*plan, at(position))
	if err != nil {
		return benefits.Accumulators{}, err
	}
	totals := benefits.Accumulators{
		Deductible: own.Deductible, OutOfPocket: own.OutOfPocket, HasFamily: year.Family != 0, Counters: own.Counters,
	}
	if year.Family != 0 {
		position, _ = slices.BinarySearch(t.families, year.Family)
		family, err := benefits.ParseFamilyYear(at(len(t.years) + position))
		if err != nil {
			return benefits.Accumulators{}, err
		}
		totals.FamilyDeductible, totals.FamilyOutOfPocket = family.Deductible, family.OutOfPocket
	}
	if year.Extension != 0 {
		position, _ = slices.BinarySearch(t.extensions, year.Extension)
		extension, err := benefits.ParseExtension(*plan, at(len(t.years)+len(t.families)+position))
		if err != nil {
			return benefits.Accumulators{}, err
		}
		for i, limit := range plan.Limits {
			if limit.Place.IsExtended {
				totals.Counters[i] = extension.Counters[i]
			}
		}
	}
	return totals, nil
}
