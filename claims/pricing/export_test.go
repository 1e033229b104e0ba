package pricing

import "github.com/clearclaim/clearclaim/claims/internal/table"

// ExactOf returns an exact amount of two words, for tests.
func ExactOf(hi, lo uint64) Exact { return Exact{hi, lo} }

// CentsHalfUp returns an exact amount times units and rates, as a line is rounded.
func CentsHalfUp(e Exact, units uint64, rates []uint64) int64 {
	amount := scaledOf(e)
	amount.multiply(units)
	for _, rate := range rates {
		amount.applyRate(rate)
	}
	return amount.centsHalfUp()
}

// Share returns a share of an exact amount.
func Share(e Exact, rate uint64) Exact { return e.share(rate) }

// Less returns what an exact amount is above another.
func Less(e, other Exact) Exact { return e.less(other) }

// ScheduleColumns are those of a fee schedule, in the order of a file without a header.
var ScheduleColumns = columnNames[:]

// Columns are those of each kind of table that are read.
func Columns() map[string][]string {
	read := map[string][]string{}
	for kind, layout := range map[string]*table.Layout{
		KindRelativeValues: &relativeLayout, KindLocalities: &localityLayout, KindConversionFactors: &factorLayout, KindStatuses: &statusLayout,
		KindFacilities: &facilityLayout, KindModifiers: &modifierLayout, KindReductions: &reductionLayout, KindContracts: &contractLayout,
	} {
		for i := range layout.Columns {
			read[kind] = append(read[kind], layout.Columns[i].Name)
		}
	}
	return read
}
