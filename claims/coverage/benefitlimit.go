package coverage

import (
	"math/bits"
	"slices"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// MaxLimits is how many benefit limits a plan may have.
const MaxLimits = 15

// The room that counters have on the ledger, in bits.
const (
	// WordBits is what a coverage year leaves for counters.
	WordBits = 84
	// WordBitsBesideExtension is what it leaves when the plan has an extension, whose
	// id takes the rest.
	WordBitsBesideExtension = 20
	// ExtensionBits is what an extension has.
	ExtensionBits = 192
	// WindowBits stand above the value of a rolling counter: the first day of its window.
	WindowBits = 24
)

// maxLimitsInWord is how many limits may stand in the coverage year's own word.
const maxLimitsInWord = 6

// ErrLimitsTooWide is returned when the counters of a plan's limits have no room
// on the ledger.
var ErrLimitsTooWide = errs.New(errs.PlanInvalid, "the counters of the limits have no room on the ledger")

// LimitKind is what a benefit limit counts.
type LimitKind string

// The kinds of benefit limit.
const (
	// Visits counts a line as one, whatever its units.
	Visits LimitKind = "visits"
	// Units counts the units of lines.
	Units LimitKind = "units"
	// Money counts what is eligible of lines, in cents.
	Money LimitKind = "money"
)

// LimitPeriod is when a benefit limit begins anew.
type LimitPeriod string

// The periods of benefit limits.
const (
	BenefitYear LimitPeriod = "benefitYear"
	Lifetime    LimitPeriod = "lifetime"
	// Rolling windows open with the first service and last RollingDays; the first
	// service on or after the end opens the next.
	Rolling LimitPeriod = "rolling"
)

// BenefitLimit bounds what a plan recognises of the classes that name it: how
// many visits, units or cents in a period.
type BenefitLimit struct {
	Name   string      `json:"name"`
	Kind   LimitKind   `json:"kind"`
	Period LimitPeriod `json:"period"`
	// Max is in visits, units or cents, as Kind says.
	Max uint64 `json:"max"`
	// RollingDays is how long a rolling window lasts; zero of other periods.
	RollingDays uint16 `json:"rollingDays,omitempty"`
	// Place is not written in a plan document: [Layout] gives it.
	Place Place `json:"-"`
}

// Place is where the counter of a limit stands on the ledger.
type Place struct {
	// IsExtended is set when the counter stands in the extension and not in the
	// coverage year's own word. Whether an extension lasts beyond the benefit year is
	// the enroller's to say, by naming a new one or the same.
	IsExtended bool
	// Shift and Width are the bits of the value, counted from the lowest of the
	// counters field.
	Shift, Width uint8
}

// room returns how many bits a limit takes, its window included.
func (l BenefitLimit) room() int {
	if l.Period == Rolling {
		return int(l.Place.Width) + WindowBits
	}
	return int(l.Place.Width)
}

// isLong reports whether the counter outlives a benefit year.
func (l BenefitLimit) isLong() bool { return l.Period != BenefitYear }

// Layout gives every limit its place and returns them in the same order. The
// width is the least that holds the maximum. In the order of the limits, from
// the lowest bit up, those of a benefit year stand in the coverage year's own
// word, six at most; lifetime and rolling ones stand in the extension. Where
// those of a benefit year alone do not all fit the word, each that does not fit
// beside an extension's id goes to the extension, which then lasts a benefit
// year.
//
// Layout must not change: plans on the ledger have the places that it gave them.
//
// Errors: [ErrLimitsTooWide].
func Layout(limits []BenefitLimit) ([]BenefitLimit, error) {
	placed := slices.Clone(limits)
	for i := range placed {
		placed[i].Place = Place{Width: uint8(max(bits.Len64(placed[i].Max), 1))}
	}
	hasLong := slices.ContainsFunc(placed, BenefitLimit.isLong)
	word, extension := field{bits: WordBits, limits: maxLimitsInWord}, field{bits: ExtensionBits, limits: MaxLimits}
	if hasLong || !word.holds(placed) {
		word.bits = WordBitsBesideExtension
	}
	for i := range placed {
		limit := &placed[i]
		switch {
		case !limit.isLong() && word.place(limit):
		case limit.isLong() == hasLong && extension.place(limit):
			limit.Place.IsExtended = true
		default:
			return nil, ErrLimitsTooWide
		}
	}
	return placed, nil
}

// field is a counters field that is being filled from its lowest bit.
type field struct {
	bits, limits int // the room that there is
	used, count  int
}

// holds reports whether all of the limits fit an empty field.
func (f field) holds(limits []BenefitLimit) bool {
	for i := range limits {
		if !f.place(&limits[i]) {
			return false
		}
	}
	return true
}

// place puts a limit on top of those that are there, if it fits.
func (f *field) place(limit *BenefitLimit) bool {
	if f.used+limit.room() > f.bits || f.count == f.limits {
		return false
	}
	limit.Place.Shift = uint8(f.used)
	f.used += limit.room()
	f.count++
	return true
}

// HasExtension reports whether coverages of the plan have a word for counters
// beside their coverage year's.
func (p Plan) HasExtension() bool {
	return slices.ContainsFunc(p.Limits, func(l BenefitLimit) bool { return l.Place.IsExtended })
}

// IsExtensionForLife reports whether the extension of a coverage is the same in
// all of its benefit years: its limits are lifetime and rolling ones.
func (p Plan) IsExtensionForLife() bool { return slices.ContainsFunc(p.Limits, BenefitLimit.isLong) }
