package benefits

import (
	"errors"
	"math/big"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// ErrWordOverflow is returned when a number does not fit its field of a word, or
// a word has bits that none of its fields name.
var ErrWordOverflow = errors.New("a number does not fit its field")

// Widths of the fields of a word, in bits. Fields stand from the lowest bit up.
const (
	totalBits     = 36
	planBits      = 32
	dayBits       = 24
	daysBits      = 12
	familyBits    = 32
	extensionBits = 64
	// familyGapBits are free in a family year's word.
	familyGapBits = 68
	wordBits      = 256
)

// CoverageYear is what the ledger keeps of a coverage in a benefit year, in one
// word. What is extended of the counters stands in the extension.
type CoverageYear struct {
	Plan claims.PlanID
	Span claims.Span
	// Family is the family year's id, or zero.
	Family claims.FamilyYearID
	// Extension is the extension's id, or zero where the plan has none.
	Extension   claims.ExtensionID
	Deductible  money.Amount
	OutOfPocket money.Amount
	Counters    Counters
}

// Word packs the coverage year as the ledger does:
//
//	deductible 36, out-of-pocket 36, plan 32, start day 24, days 12, family 32, counters 84
//
// from the lowest bit up; of a plan with an extension the last 84 bits are
// counters 20, extension id 64.
//
// Errors: [ErrWordOverflow].
func (y CoverageYear) Word(plan coverage.Plan) (*big.Int, error) {
	var w packer
	w.put(uint64(y.Deductible.Cents()), totalBits)
	w.put(uint64(y.OutOfPocket.Cents()), totalBits)
	w.put(uint64(y.Plan), planBits)
	w.put(uint64(y.Span.Start), dayBits)
	w.put(uint64(y.Span.End-y.Span.Start), daysBits)
	w.put(uint64(y.Family), familyBits)
	w.counters(&plan, &y.Counters, false)
	if plan.HasExtension() {
		w.put(uint64(y.Extension), extensionBits)
	}
	return w.done()
}

// ParseCoverageYear unpacks what [CoverageYear.Word] packed.
//
// Errors: [ErrWordOverflow].
func ParseCoverageYear(plan coverage.Plan, word *big.Int) (CoverageYear, error) {
	r := unpacker{word: word}
	y := CoverageYear{Deductible: r.cents(), OutOfPocket: r.cents()}
	y.Plan = claims.PlanID(r.take(planBits))
	y.Span.Start = claims.Date(r.take(dayBits))
	y.Span.End = y.Span.Start + claims.Date(r.take(daysBits))
	y.Family = claims.FamilyYearID(r.take(familyBits))
	r.counters(&plan, &y.Counters, false)
	if plan.HasExtension() {
		y.Extension = claims.ExtensionID(r.take(extensionBits))
	}
	return y, r.done()
}

// FamilyYear is what the ledger keeps of a family in a benefit year.
type FamilyYear struct {
	ID          claims.FamilyYearID
	Deductible  money.Amount
	OutOfPocket money.Amount
}

// Word packs the family year as the ledger does, from the lowest bit up:
//
//	deductible 36, out-of-pocket 36, free 68, id 32, free 84
//
// Errors: [ErrWordOverflow].
func (y FamilyYear) Word() (*big.Int, error) {
	var w packer
	w.put(uint64(y.Deductible.Cents()), totalBits)
	w.put(uint64(y.OutOfPocket.Cents()), totalBits)
	w.offset += familyGapBits
	w.put(uint64(y.ID), familyBits)
	return w.done()
}

// ParseFamilyYear unpacks what [FamilyYear.Word] packed.
//
// Errors: [ErrWordOverflow].
func ParseFamilyYear(word *big.Int) (FamilyYear, error) {
	r := unpacker{word: word}
	y := FamilyYear{Deductible: r.cents(), OutOfPocket: r.cents()}
	r.skip(familyGapBits)
	y.ID = claims.FamilyYearID(r.take(familyBits))
	return y, r.done()
}

// Extension is what the ledger keeps of the counters that have no room in the
// coverage year.
type Extension struct {
	ID       claims.ExtensionID
	Counters Counters
}

// Word packs the extension as the ledger does, from the lowest bit up:
//
//	counters 192, id 64
//
// Errors: [ErrWordOverflow].
func (e Extension) Word(plan coverage.Plan) (*big.Int, error) {
	var w packer
	w.counters(&plan, &e.Counters, true)
	w.put(uint64(e.ID), extensionBits)
	return w.done()
}

// ParseExtension unpacks what [Extension.Word] packed.
//
// Errors: [ErrWordOverflow].
func ParseExtension(plan coverage.Plan, word *big.Int) (Extension, error) {
	var e Extension
	r := unpacker{word: word}
	r.counters(&plan, &e.Counters, true)
	e.ID = claims.ExtensionID(r.take(extensionBits))
	return e, r.done()
}

// packer fills a word from its lowest bit.
type packer struct {
	word   big.Int
	offset uint
	isOver bool
}

// put sets the next field.
func (w *packer) put(value uint64, width uint) {
	w.set(value, w.offset, width)
	w.offset += width
}

// set puts a value at a bit; a negative number, cast, does not fit.
func (w *packer) set(value uint64, at, width uint) {
	field := new(big.Int).SetUint64(value)
	w.isOver = w.isOver || field.BitLen() > int(width)
	w.word.Or(&w.word, field.Lsh(field, at))
}

// counters puts the counters that stand in this word at their places.
func (w *packer) counters(plan *coverage.Plan, counters *Counters, isExtension bool) {
	for i, limit := range plan.Limits {
		if limit.Place.IsExtended != isExtension {
			continue
		}
		at := w.offset + uint(limit.Place.Shift)
		w.set(counters[i].Used, at, uint(limit.Place.Width))
		if limit.Period == coverage.Rolling {
			w.set(uint64(counters[i].WindowStart), at+uint(limit.Place.Width), coverage.WindowBits)
		}
	}
	w.offset += countersRoom(plan, isExtension)
}

func (w *packer) done() (*big.Int, error) {
	if w.isOver || w.word.BitLen() > wordBits {
		return nil, ErrWordOverflow
	}
	return &w.word, nil
}

// countersRoom returns how wide the counters field of a word is.
func countersRoom(plan *coverage.Plan, isExtension bool) uint {
	switch {
	case isExtension:
		return coverage.ExtensionBits
	case plan.HasExtension():
		return coverage.WordBitsBesideExtension
	default:
		return coverage.WordBits
	}
}

// unpacker reads a word from its lowest bit and keeps track of what it has read.
type unpacker struct {
	word   *big.Int
	offset uint
	read   big.Int // the bits that a field names
}

func (r *unpacker) cents() money.Amount { return money.Cents(int64(r.take(totalBits))) }

func (r *unpacker) skip(width uint) { r.offset += width }

// take reads the next field, of 64 bits at most.
func (r *unpacker) take(width uint) uint64 {
	value := r.at(r.offset, width)
	r.offset += width
	return value
}

func (r *unpacker) at(offset, width uint) uint64 {
	mask := new(big.Int).Lsh(big.NewInt(1), width)
	mask.Lsh(mask.Sub(mask, big.NewInt(1)), offset)
	r.read.Or(&r.read, mask)
	return mask.Rsh(mask.And(mask, r.word), offset).Uint64()
}

// counters reads the counters that stand in this word.
func (r *unpacker) counters(plan *coverage.Plan, counters *Counters, isExtension bool) {
	for i, limit := range plan.Limits {
		if limit.Place.IsExtended != isExtension {
			continue
		}
		at := r.offset + uint(limit.Place.Shift)
		counters[i].Used = r.at(at, uint(limit.Place.Width))
		if limit.Period == coverage.Rolling {
			counters[i].WindowStart = claims.Date(r.at(at+uint(limit.Place.Width), coverage.WindowBits))
		}
	}
	r.skip(countersRoom(plan, isExtension))
}

// done refuses a word that says more than its fields.
func (r *unpacker) done() error {
	if r.word.Sign() < 0 || new(big.Int).AndNot(r.word, &r.read).Sign() != 0 {
		return ErrWordOverflow
	}
	return nil
}
