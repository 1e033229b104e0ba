package corrections

import (
	"errors"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// ErrUndoingInvalid is returned when there is no determination at the position that
// is undone, or one names a coverage year whose totals are not given.
var ErrUndoingInvalid = errors.New("the determination that is undone, or a coverage year, is not there")

// YearTotals are the totals of a coverage year as they stand.
type YearTotals struct {
	Year claims.CoverageYearID
	// Family is shared by the coverage years of a family, and so are its totals; zero
	// is none.
	Family claims.FamilyYearID
	// Extension is shared by the years whose extended counters last; zero is none.
	Extension claims.ExtensionID
	Totals    benefits.Accumulators
}

// Determination is one that stands, with what it was made of.
type Determination struct {
	Year    claims.CoverageYearID
	Facts   benefits.Facts
	Lines   []benefits.Line
	Results []benefits.LineResult
}

// Undoing is a determination that is undone, before it is.
type Undoing struct {
	Plan *coverage.Plan
	// Years are the coverage years that the determinations name.
	Years []YearTotals
	// Standing are the determinations that stand in those years, in the order in which
	// they were made. Their claims may be of a family's members.
	Standing []Determination
	// Undone is the position of the one that is reversed, voided or replaced.
	Undone int
	// Replacement is determined in its place; nil is none. It has no results.
	Replacement *Determination
}

// Touch is a standing determination that would be another one now.
type Touch struct {
	// Position is that of the determination in [Undoing.Standing].
	Position int
	// Now are the results that its lines would have.
	Now []benefits.LineResult
	// CostShareCents, NoncoveredCents and PaidCents are what would be more of each, or
	// less below zero. They come to nothing together where nobody paid before.
	CostShareCents, NoncoveredCents, PaidCents int64
}

// Touched lists what a correction touches and leaves as it is: the determinations
// made after the one that is undone that would be others if all of them were
// determined again, now and in their order. Those before it are taken as they stand.
//
// Nothing is determined again by a correction. A deductible that is given back was
// perhaps what a later claim found met; the later claim stands. The list is what a
// person needs who decides whether to determine it again.
//
// It does what the ledger would: the determination is undone and its replacement
// determined; the later ones are given back and determined in their order. A
// rolling window that has moved on stays where it is. Differences that earlier
// corrections left are among those listed.
//
// Errors: [ErrUndoingInvalid], those of [benefits.Reverse] and [benefits.Determine].
func Touched(u Undoing) ([]Touch, error) {
	if u.Undone < 0 || u.Undone >= len(u.Standing) {
		return nil, ErrUndoingInvalid
	}
	t := newTotals(u.Plan, u.Years)
	if err := t.giveBack(&u.Standing[u.Undone]); err != nil {
		return nil, err
	}
	if u.Replacement != nil {
		if _, err := t.determine(u.Replacement); err != nil {
			return nil, err
		}
	}
	return t.changed(u.Standing, u.Undone+1)
}

// Changed lists what [Touched] does once the correction was made: of later, the
// determinations that were made after the one that is undone and before its correction,
// those that would be others. The years have their totals as they stand; positions are in
// later.
//
// Errors: as of Touched.
func Changed(plan *coverage.Plan, years []YearTotals, later []Determination) ([]Touch, error) {
	return newTotals(plan, years).changed(later, 0)
}

func touch(position int, now, before []benefits.LineResult) Touch {
	made := Touch{Position: position, Now: now}
	for i := range now {
		made.add(&now[i], 1)
	}
	for i := range before {
		made.add(&before[i], -1)
	}
	return made
}

func (t *Touch) add(r *benefits.LineResult, sign int64) {
	t.CostShareCents += sign * r.PatientShare().Cents()
	t.NoncoveredCents += sign * r.Noncovered.Cents()
	t.PaidCents += sign * r.Paid.Cents()
}

// totals keeps each total where the ledger keeps it: of the coverage year, the
// family year and the extension.
type totals struct {
	plan       *coverage.Plan
	years      map[claims.CoverageYearID]YearTotals
	families   map[claims.FamilyYearID]benefits.Accumulators
	extensions map[claims.ExtensionID]benefits.Counters
}

func newTotals(plan *coverage.Plan, years []YearTotals) *totals {
	t := &totals{
		plan: plan, years: make(map[claims.CoverageYearID]YearTotals, len(years)),
		families: map[claims.FamilyYearID]benefits.Accumulators{}, extensions: map[claims.ExtensionID]benefits.Counters{},
	}
	for _, year := range years {
		t.save(year, year.Totals)
	}
	return t
}

// changed gives all determinations from a position on back, determines them again in their
// order, and lists those that are others now.
func (t *totals) changed(standing []Determination, from int) ([]Touch, error) {
	for i := from; i < len(standing); i++ {
		if err := t.giveBack(&standing[i]); err != nil {
			return nil, err
		}
	}
	var touched []Touch
	for i := from; i < len(standing); i++ {
		now, err := t.determine(&standing[i])
		if err != nil {
			return nil, err
		}
		if !slices.Equal(now, standing[i].Results) {
			touched = append(touched, touch(i, now, standing[i].Results))
		}
	}
	return touched, nil
}

// load returns what the next claim of a coverage year meets.
func (t *totals) load(id claims.CoverageYearID) (YearTotals, error) {
	year, isThere := t.years[id]
	if !isThere {
		return YearTotals{}, ErrUndoingInvalid
	}
	acc := &year.Totals
	if acc.HasFamily = year.Family != 0; acc.HasFamily {
		family := t.families[year.Family]
		acc.FamilyDeductible, acc.FamilyOutOfPocket = family.FamilyDeductible, family.FamilyOutOfPocket
	}
	for i, limit := range t.plan.Limits {
		if limit.Place.IsExtended {
			acc.Counters[i] = t.extensions[year.Extension][i]
		}
	}
	return year, nil
}

func (t *totals) save(year YearTotals, acc benefits.Accumulators) {
	year.Totals = acc
	t.years[year.Year] = year
	if year.Family != 0 {
		t.families[year.Family] = benefits.Accumulators{
			FamilyDeductible: acc.FamilyDeductible, FamilyOutOfPocket: acc.FamilyOutOfPocket,
		}
	}
	if year.Extension != 0 {
		t.extensions[year.Extension] = acc.Counters
	}
}

func (t *totals) giveBack(d *Determination) error {
	year, err := t.load(d.Year)
	if err != nil {
		return err
	}
	after, err := benefits.Reverse(*t.plan, year.Totals, d.Facts.ServiceDate, d.Results)
	if err == nil {
		t.save(year, after)
	}
	return err
}

func (t *totals) determine(d *Determination) ([]benefits.LineResult, error) {
	year, err := t.load(d.Year)
	if err != nil {
		return nil, err
	}
	results, after, err := benefits.Determine(*t.plan, d.Facts, year.Totals, d.Lines)
	if err == nil {
		t.save(year, after)
	}
	return results, err
}
