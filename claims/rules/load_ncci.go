package rules

import (
	"math"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

const (
	pairColumn1 = iota
	pairColumn2
	pairEffective
	pairDeletion
	pairModifier
)

// Source of the columns: CMS, NCCI PTP edit files. Dates are YYYYMMDD, the
// deletion date is the last on which the edit is in force, * stands for none.
var pairsLayout = table.Layout{
	Columns: []table.Column{
		{Name: "column 1", Headers: []string{"Column 1", "Column1"}},
		{Name: "column 2", Headers: []string{"Column 2", "Column2"}},
		{Name: "effective date", Headers: []string{"Effective Date"}},
		{Name: "deletion date", Headers: []string{"Deletion Date*"}},
		{Name: "modifier", Headers: []string{"Modifier*"}},
	},
	Ignored:        []string{"*in existence prior to 1996", "PTP Edit Rationale", "Rationale"},
	MaxPreamble:    40,
	MaxHeaderLines: 8,
}

// loadPairs reads the procedure pairs of a setting.
func loadPairs(setting Setting) func(l *loader, f *file) {
	return func(l *loader, f *file) {
		into := &l.pairs[setting]
		into.files = append(into.files, f.File)
		l.each(f, &pairsLayout, func(r *table.Reader) bool { return l.addPair(f, r, into) })
	}
}

func (l *loader) addPair(f *file, r *table.Reader, into *pairDraft) bool {
	column1, isColumn1 := l.officialProcedure(r, pairColumn1)
	column2, isColumn2 := l.officialProcedure(r, pairColumn2)
	span, isSpan := pairSpan(r)
	bits, isIndicator := pairIndicator(r)
	if !isColumn1 || !isColumn2 || !isSpan || !isIndicator {
		return false
	}
	if column1 == column2 {
		r.Fault(pairColumn2, errs.ValueInvalid, "another procedure than in column 1")
		return false
	}
	span, isWithin := f.within(span)
	if !isWithin {
		return false
	}
	into.list = append(into.list, draftedPair{
		column1: column1, column2: column2, pair: pair{start: int32(span.Start), end: int32(span.End)<<2 | bits},
		line: int32(r.Line()), file: uint16(len(into.files) - 1),
	})
	return true
}

// pairSpan returns the dates of a pair.
func pairSpan(r *table.Reader) (claims.Span, bool) {
	first, isFirst := r.Date(pairEffective)
	if first.IsZero() {
		if isFirst {
			r.Fault(pairEffective, errs.DateInvalid, "a date is needed")
		}
		return claims.Span{}, false
	}
	if deletion := r.Bytes(pairDeletion); len(deletion) == 0 || string(deletion) == "*" {
		return claims.Span{Start: first}, true
	}
	last, isLast := r.Date(pairDeletion)
	if !isLast {
		return claims.Span{}, false
	}
	if last < first {
		r.Fault(pairDeletion, errs.SpanInvalid, "the deletion date is before the effective date")
		return claims.Span{}, false
	}
	return inclusive(first, last), true
}

// pairIndicator returns the position of a pair's indicator in [indicators].
func pairIndicator(r *table.Reader) (int32, bool) {
	switch value := r.Bytes(pairModifier); string(value) {
	case "0":
		return 0, true
	case "1":
		return 1, true
	case "9":
		return 2, true
	}
	r.FaultValue(pairModifier, errs.ValueInvalid, "0, 1 or 9")
	return 0, false
}

const (
	mueCode = iota
	mueUnits
	mueIndicator
)

// mueValues are what the units' column is called in the table of each setting, now and
// in older files. In one that is called after no setting the manifest alone says it.
var mueValues = [settingCount][]string{
	Practitioner: {"*Practitioner*MUE Value*"},
	Hospital:     {"*Outpatient*MUE Value*", "*Hospital*MUE Value*"},
	Supplier:     {"*DME*MUE Value*", "*Supplier*MUE Value*"},
}

// mueLayout returns the layout of a setting, which refuses the tables of the others.
// Source of the columns: CMS, MUE tables. They have no dates: those of a quarter
// are the manifest's.
func mueLayout(setting Setting) *table.Layout {
	layout := &table.Layout{
		Columns: []table.Column{
			{Name: "code", Headers: []string{"HCPCS/CPT Code", "HCPCS/ CPT Code", "HCPCS / CPT Code"}},
			{Name: "units", Headers: append([]string{"MUE Value", "MUE Values"}, mueValues[setting]...)},
			{Name: "indicator", Headers: []string{"MUE Adjudication Indicator"}},
		},
		Ignored:        []string{"MUE Rationale"},
		MaxPreamble:    40,
		MaxHeaderLines: 8,
	}
	for other := range Setting(settingCount) {
		if other != setting {
			layout.Refused = append(layout.Refused, table.Refusal{Headers: mueValues[other], Why: "is of a file of kind mue-" + other.String()})
		}
	}
	return layout
}

// loadMUE reads the medically unlikely edits of a setting.
func loadMUE(setting Setting) func(l *loader, f *file) {
	return func(l *loader, f *file) {
		l.each(f, mueLayout(setting), func(r *table.Reader) bool {
			number, isCode := l.officialProcedure(r, mueCode)
			units, isNumber := r.Int(mueUnits, 0, math.MaxUint16)
			indicator, isIndicator := adjudicationIndicator(r)
			if !isCode || !isNumber || !isIndicator {
				return false
			}
			l.mues[setting].add(r, number, 0, f.Span, MUE{Units: uint16(units), Adjudication: indicator})
			return true
		})
	}
}

// adjudicationIndicator returns the digit that the indicator's text begins with.
func adjudicationIndicator(r *table.Reader) (uint8, bool) {
	value := r.Bytes(mueIndicator)
	isAlone := len(value) == 1 || (len(value) > 1 && value[1] == ' ')
	if !isAlone || value[0] < '1' || value[0] > '3' {
		r.FaultValue(mueIndicator, errs.ValueInvalid, "1, 2 or 3 and its text")
		return 0, false
	}
	return value[0] - '0', true
}
