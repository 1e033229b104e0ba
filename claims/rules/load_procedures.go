package rules

import (
	"slices"
	"strings"

	"github.com/clearclaim/clearclaim/claims/internal/table"
)

const (
	procedureCode = iota
	procedureStart
	procedureEnd
	procedureAges
	procedureSex
	procedurePlaces
	procedureTaxonomies
	procedureAllowed
	procedureRequired
	procedureFlags
	procedureMinutes
)

var proceduresLayout = table.Layout{Columns: []table.Column{
	{Name: "procedure"},
	{Name: "start"},
	{Name: "end"},
	{Name: "ages"},
	{Name: "sex"},
	{Name: "places"},
	{Name: "taxonomies"},
	{Name: "modifiers"},
	{Name: "required"},
	{Name: "flags"},
	{Name: "minutes"},
}}

var procedureWords = []string{"needs-diagnosis", "not-covered"}

const maxMinutes = 24 * 60

// loadProcedures reads what procedures fit.
func loadProcedures(l *loader, f *file) {
	l.each(f, &proceduresLayout, func(r *table.Reader) bool {
		number, isCode := l.procedure(r, procedureCode)
		span, isSpan := r.Span(procedureStart, procedureEnd)
		rule, isRule := readProcedure(r)
		if !isCode || !isSpan || !isRule {
			return false
		}
		span, isWithin := f.within(span)
		if isWithin {
			l.procedureRules.add(r, number, 0, span, rule)
		}
		return isWithin
	})
}

func readProcedure(r *table.Reader) (ProcedureRule, bool) {
	var rule ProcedureRule
	var is [8]bool
	var flags uint32
	var minutes int
	rule.Ages, is[0] = readAges(r, procedureAges)
	rule.Sex, is[1] = readSex(r, procedureSex)
	rule.Places, is[2] = readPlaces(r, procedurePlaces)
	rule.Taxonomies, is[3] = readPrefixes(r, procedureTaxonomies, taxonomyLength)
	rule.Allowed, is[4] = readModifiers(r, procedureAllowed)
	rule.Required, is[5] = readModifiers(r, procedureRequired)
	flags, is[6] = readWords(r, procedureFlags, procedureWords)
	minutes, is[7] = r.IntOr(procedureMinutes, 0, 1, maxMinutes)
	rule.NeedsDiagnosis, rule.IsNotCovered = flags&1 != 0, flags&2 != 0
	rule.Minutes = uint16(minutes)
	return rule, !slices.Contains(is[:], false)
}

func appendProcedure(dst []byte, r *ProcedureRule) []byte {
	dst = append(appendAges(dst, r.Ages), ',')
	dst = append(appendSex(dst, r.Sex), ',')
	dst = appendPlaces(dst, r.Places)
	dst = append(append(dst, ','), strings.Join(r.Taxonomies, " ")...)
	dst = appendModifiers(append(dst, ','), r.Allowed)
	dst = appendModifiers(append(dst, ','), r.Required)
	dst = appendWords(append(dst, ','), bit(r.NeedsDiagnosis, 0)|bit(r.IsNotCovered, 1), procedureWords)
	return appendInt(append(dst, ','), int(r.Minutes))
}
