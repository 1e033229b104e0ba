package pricing

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// rateKind is what a rate is.
type rateKind uint8

const (
	rateNumber rateKind = iota
	rateShares
	rateNothing
	rateByReport
	rateOwnRow
)

var rateNames = [...]string{rateNothing: "nothing", rateByReport: "by-report", rateOwnRow: "own-row"}

// modifierRate is what a modifier does to an amount.
type modifierRate struct {
	kind                      rateKind
	rate                      uint32 // basis points, of a number
	hasPre, hasIntra, hasPost bool
}

// maxRate bounds the rate of a modifier, in basis points.
const maxRate = 50_000

const (
	modifierCode = iota
	modifierField
	modifierIndicator
	modifierRateColumn
	modifierStart
	modifierEnd
)

var modifierLayout = table.Layout{
	Columns: []table.Column{
		{Name: "modifier"},
		{Name: "field"},
		{Name: "indicator"},
		{Name: "rate"},
		{Name: "start", IsOptional: true},
		{Name: "end", IsOptional: true},
	},
	MaxRows: 10_000,
}

func modifierKey(modifier pair, indicator uint8) uint32 {
	return uint32(modifier)<<8 | uint32(indicator)
}

func (l *loader) loadModifiers(f *file) {
	r := table.Open(f.name, f.data, &modifierLayout, &l.faults)
	for r.Next() {
		text := r.Text(modifierCode)
		if !isAlphanumeric(text, 2) {
			r.FaultValue(modifierCode, errs.ModifierInvalid, "a modifier is two capital letters or digits")
			continue
		}
		var indicator uint8
		of, isField := word(r, modifierField, fieldNames[:])
		isIndicator := readIndicator(r, modifierIndicator, &indicator)
		rate, isRate := readRate(r, modifierRateColumn)
		span, isSpan := f.rowSpan(r, modifierStart, modifierEnd)
		if !isField || !isIndicator || !isRate || !isSpan || !l.isField(r, pairOf(text), field(of), indicator) {
			continue
		}
		l.modifiers.add(r, modifierKey(pairOf(text), indicator), span, rate)
		l.canonical(span, text, fieldNames[of], indicatorText(indicator), rate.String())
	}
}

// isField holds a modifier to one field, and indicators to a field.
func (l *loader) isField(r *table.Reader, modifier pair, of field, indicator uint8) bool {
	if of == noField && indicator != 0 {
		r.Fault(modifierIndicator, errs.ValueInvalid, "an indicator is of a field")
		return false
	}
	known, isKnown := l.tables.fields[modifier]
	if isKnown && known != of {
		r.Fault(modifierField, errs.ValueInvalid, "a modifier depends on one field")
		return false
	}
	l.tables.fields[modifier] = of
	return true
}

// readRate reads a rate, as [ParseTables] says.
func readRate(r *table.Reader, column int) (modifierRate, bool) {
	text := r.Bytes(column)
	for kind := rateNothing; kind <= rateOwnRow; kind++ {
		if string(text) == rateNames[kind] {
			return modifierRate{kind: kind}, true
		}
	}
	if rate, isShares := parseShares(text); isShares {
		return rate, true
	}
	value, isNumber := table.ParseInt(text)
	if !isNumber || value > maxRate {
		r.FaultValue(column, errs.NumberInvalid, "a rate is basis points up to 50000 or its words")
		return modifierRate{}, false
	}
	return modifierRate{rate: uint32(value)}, true
}

// parseShares reads pre, intra and post, each at most once, joined by +.
func parseShares(text []byte) (modifierRate, bool) {
	rate := modifierRate{kind: rateShares}
	for part := range bytes.SplitSeq(text, []byte("+")) {
		var has *bool
		switch string(part) {
		case "pre":
			has = &rate.hasPre
		case "intra":
			has = &rate.hasIntra
		case "post":
			has = &rate.hasPost
		}
		if has == nil || *has {
			return modifierRate{}, false
		}
		*has = true
	}
	return rate, true
}

// String returns the rate in one form only.
func (m modifierRate) String() string {
	switch m.kind {
	case rateNumber:
		return strconv.FormatUint(uint64(m.rate), 10)
	case rateShares:
		var parts []string
		for _, part := range []struct {
			has  bool
			name string
		}{{m.hasPre, "pre"}, {m.hasIntra, "intra"}, {m.hasPost, "post"}} {
			if part.has {
				parts = append(parts, part.name)
			}
		}
		return strings.Join(parts, "+")
	case rateNothing, rateByReport, rateOwnRow:
	}
	return rateNames[m.kind]
}

// shares returns the sum of the named shares of a global package.
func (m modifierRate) shares(v *relative) uint64 {
	var sum uint64
	if m.hasPre {
		sum += uint64(v.pre)
	}
	if m.hasIntra {
		sum += uint64(v.intra)
	}
	if m.hasPost {
		sum += uint64(v.post)
	}
	return sum
}

// effect returns the rate, in basis points, of a modifier for a code with a
// relative value or none, and Priced; or the outcome that ends the pricing of the
// line. isOwn says that the line's row, or its relative value, is of the modifier itself.
func (t *Tables) effect(modifier pair, v *relative, isOwn bool, date claims.Date) (uint64, Outcome) {
	of, isKnown := t.fields[modifier]
	if !isKnown || isOwn {
		return tenTo4, Priced
	}
	var rate *modifierRate
	if v != nil && of != noField && v.indicators[of] != 0 {
		rate = t.modifiers.at(modifierKey(modifier, v.indicators[of]), date)
	}
	if rate == nil {
		rate = t.modifiers.at(modifierKey(modifier, 0), date)
	}
	if rate == nil {
		return 0, ByReport
	}
	switch rate.kind {
	case rateNumber:
		return uint64(rate.rate), Priced
	case rateShares:
		if v != nil {
			if sum := rate.shares(v); sum > 0 {
				return sum, Priced
			}
		}
	case rateNothing:
		if of.isOfOthers() {
			return 0, ModifierNotPaid
		}
		return 0, NothingAllowed
	case rateOwnRow:
		return 0, ModifierUnpriced
	case rateByReport:
	}
	return 0, ByReport
}
