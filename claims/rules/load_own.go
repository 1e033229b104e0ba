package rules

import (
	"bytes"
	"math"
	"slices"
	"strings"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// maxList bounds the values of a cell that has several, divided by spaces.
const maxList = 64

// list calls read for each value of a cell, and reports whether all were good.
func list(r *table.Reader, column int, read func(value []byte) bool) bool {
	values := bytes.Fields(r.Bytes(column))
	if len(values) > maxList {
		r.Fault(column, errs.FieldTooLong, "at most 64 values")
		return false
	}
	for _, value := range values {
		if !read(value) {
			r.FaultValue(column, errs.ValueInvalid, "values of their table's form, divided by spaces")
			return false
		}
	}
	return true
}

// readAges reads "0-28 days", "18- years", "65 years" or nothing.
func readAges(r *table.Reader, column int) (Ages, bool) {
	text := r.Bytes(column)
	if len(text) == 0 {
		return Ages{}, true
	}
	ages, isAges := parseAges(string(text))
	if !isAges {
		r.FaultValue(column, errs.ValueInvalid, "ages as 0-17 years, 18- years or 0-28 days")
	}
	return ages, isAges
}

func parseAges(text string) (Ages, bool) {
	bounds, unit, _ := strings.Cut(text, " ")
	least, most, isRange := strings.Cut(bounds, "-")
	ages := Ages{Most: math.MaxUint16}
	switch unit {
	case "days":
		ages.Unit = Days
	case "years":
		ages.Unit = Years
	default:
		return Ages{}, false
	}
	from, isFrom := table.ParseInt([]byte(least))
	if !isFrom || from > math.MaxUint16 {
		return Ages{}, false
	}
	ages.Least = uint16(from)
	if isRange && most == "" {
		return ages, true
	}
	if !isRange {
		most = least
	}
	to, isTo := table.ParseInt([]byte(most))
	ages.Most = uint16(to)
	return ages, isTo && to >= from && to < math.MaxUint16
}

func appendAges(dst []byte, a Ages) []byte {
	if a.Unit == AnyAge {
		return dst
	}
	dst = append(appendInt(dst, int(a.Least)), '-')
	if a.Most != math.MaxUint16 {
		dst = appendInt(dst, int(a.Most))
	}
	if a.Unit == Days {
		return append(dst, " days"...)
	}
	return append(dst, " years"...)
}

func readSex(r *table.Reader, column int) (Sex, bool) {
	switch string(r.Bytes(column)) {
	case "":
		return AnySex, true
	case "F":
		return Female, true
	case "M":
		return Male, true
	}
	r.FaultValue(column, errs.ValueInvalid, "F, M or nothing")
	return 0, false
}

func readPlaces(r *table.Reader, column int) (places PlaceSet, isValid bool) {
	isValid = list(r, column, func(value []byte) bool {
		place := PlaceOf(string(value))
		places.add(place)
		return place != 0
	})
	return places, isValid
}

// readPrefixes reads prefixes of codes.
func readPrefixes(r *table.Reader, column, most int) (prefixes []string, isValid bool) {
	isValid = list(r, column, func(value []byte) bool {
		prefixes = append(prefixes, string(value))
		return pack(value) != 0 && len(value) <= most
	})
	slices.Sort(prefixes)
	return slices.Compact(prefixes), isValid
}

func readModifiers(r *table.Reader, column int) (modifiers []Modifier, isValid bool) {
	isValid = list(r, column, func(value []byte) bool {
		modifier := ModifierOf(string(value))
		modifiers = append(modifiers, modifier)
		return modifier != 0
	})
	slices.Sort(modifiers)
	return slices.Compact(modifiers), isValid
}

// readWords reads a set of words, a bit each in their order.
func readWords(r *table.Reader, column int, words []string) (set uint32, isValid bool) {
	for _, value := range bytes.Fields(r.Bytes(column)) {
		at := slices.Index(words, string(value))
		if at < 0 {
			r.FaultValue(column, errs.ValueInvalid, "words of "+strings.Join(words, ", "))
			return 0, false
		}
		set |= 1 << at
	}
	return set, true
}

func appendWords(dst []byte, set uint32, words []string) []byte {
	start := len(dst)
	for i, word := range words {
		if set&(1<<i) != 0 {
			dst = appendWord(dst, start, word)
		}
	}
	return dst
}

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

func appendPlaces(dst []byte, places PlaceSet) []byte {
	start := len(dst)
	for place := Place(1); place <= 99; place++ {
		if places.Has(place) {
			dst = appendWord(dst, start, place.String())
		}
	}
	return dst
}

func appendModifiers(dst []byte, modifiers []Modifier) []byte {
	start := len(dst)
	for _, modifier := range modifiers {
		dst = appendWord(dst, start, modifier.String())
	}
	return dst
}

// appendWord appends a word to a list that begins at a position.
func appendWord(dst []byte, start int, word string) []byte {
	if len(dst) > start {
		dst = append(dst, ' ')
	}
	return append(dst, word...)
}

func appendSex(dst []byte, sex Sex) []byte {
	switch sex {
	case Female:
		return append(dst, 'F')
	case Male:
		return append(dst, 'M')
	case AnySex:
	}
	return dst
}

func bit(is bool, at uint) uint32 {
	if is {
		return 1 << at
	}
	return 0
}

const (
	diagnosisCode = iota
	diagnosisStart
	diagnosisEnd
	diagnosisAges
	diagnosisSex
	diagnosisFlags
)

var diagnosesLayout = table.Layout{Columns: []table.Column{
	{Name: "diagnosis"}, {Name: "start"}, {Name: "end"}, {Name: "ages"}, {Name: "sex"}, {Name: "flags"},
}}

var diagnosisWords = []string{"unacceptable-principal", "manifestation", "not-covered", "questionable-admission"}

// loadDiagnoses reads what diagnoses fit.
func loadDiagnoses(l *loader, f *file) {
	l.each(f, &diagnosesLayout, func(r *table.Reader) bool {
		number, isCode := l.diagnosis(r, diagnosisCode)
		span, isSpan := r.Span(diagnosisStart, diagnosisEnd)
		ages, isAges := readAges(r, diagnosisAges)
		sex, isSex := readSex(r, diagnosisSex)
		flags, isFlags := readWords(r, diagnosisFlags, diagnosisWords)
		if !isCode || !isSpan || !isAges || !isSex || !isFlags {
			return false
		}
		span, isWithin := f.within(span)
		if isWithin {
			l.diagnosisRules.add(r, number, 0, span, DiagnosisRule{
				Ages: ages, Sex: sex, IsUnacceptablePrincipal: flags&1 != 0, IsManifestation: flags&2 != 0,
				IsNotCovered: flags&4 != 0, IsQuestionableAdmission: flags&8 != 0,
			})
		}
		return isWithin
	})
}

func appendDiagnosis(dst []byte, r *DiagnosisRule) []byte {
	dst = append(appendAges(dst, r.Ages), ',')
	dst = append(appendSex(dst, r.Sex), ',')
	flags := bit(r.IsUnacceptablePrincipal, 0) | bit(r.IsManifestation, 1) | bit(r.IsNotCovered, 2) | bit(r.IsQuestionableAdmission, 3)
	return appendWords(dst, flags, diagnosisWords)
}

const (
	modifierCode = iota
	modifierStart
	modifierEnd
	modifierMeanings
	modifierProcedures
)

var modifiersLayout = table.Layout{Columns: []table.Column{
	{Name: "modifier"}, {Name: "start"}, {Name: "end"}, {Name: "meanings"}, {Name: "procedures"},
}}

// meaningWords are the names of the meanings, a bit each.
var meaningWords = []string{
	"repeat", "distinct", "bilateral", "left-or-right", "assistant", "professional", "technical", "reduced", "discontinued",
	"multiple", "telehealth", "co-surgeon", "team", "unrelated", "sex-override", "notice",
}

// otherModifiers stands for every modifier that the table has no row of. A table
// without it is complete: what it does not have is not in force.
const otherModifiers = "*"

// loadModifiers reads the modifiers that are in force.
func loadModifiers(l *loader, f *file) {
	l.each(f, &modifiersLayout, func(r *table.Reader) bool {
		code := r.Text(modifierCode)
		modifier := ModifierOf(code)
		isModifier := modifier != 0 || code == otherModifiers
		if !isModifier {
			r.FaultValue(modifierCode, errs.ValueInvalid, "two digits or capital letters, or *")
		}
		span, isSpan := r.Span(modifierStart, modifierEnd)
		meaning, isMeaning := readWords(r, modifierMeanings, meaningWords)
		procedures, isProcedures := readPrefixes(r, modifierProcedures, maxLetters)
		if !isModifier || !isSpan || !isMeaning || !isProcedures {
			return false
		}
		span, isWithin := f.within(span)
		if isWithin {
			l.modifiers.add(r, uint32(modifier), 0, span, ModifierRule{Meaning: Meaning(meaning), Procedures: procedures})
		}
		return isWithin
	})
}

func appendModifier(dst []byte, r *ModifierRule) []byte {
	dst = appendWords(dst, uint32(r.Meaning), meaningWords)
	return append(append(dst, ','), strings.Join(r.Procedures, " ")...)
}

// addOn is a procedure that an add-on may stand with; zero is any.
type addOn struct{ primary uint32 }

const (
	addOnCode = iota
	addOnPrimary
	addOnStart
	addOnEnd
)

var addOnsLayout = table.Layout{Columns: []table.Column{{Name: "add-on"}, {Name: "primary"}, {Name: "start"}, {Name: "end"}}}

// loadAddOns reads the primaries of add-ons, * being any other procedure.
func loadAddOns(l *loader, f *file) {
	l.each(f, &addOnsLayout, func(r *table.Reader) bool {
		number, isCode := l.procedure(r, addOnCode)
		primary, isPrimary := uint32(0), true
		if r.Text(addOnPrimary) != "*" {
			primary, isPrimary = l.procedure(r, addOnPrimary)
		}
		span, isSpan := r.Span(addOnStart, addOnEnd)
		if !isCode || !isPrimary || !isSpan {
			return false
		}
		if number == primary {
			r.Fault(addOnPrimary, errs.ValueInvalid, "another procedure than the add-on")
			return false
		}
		span, isWithin := f.within(span)
		if isWithin {
			l.addOns.add(r, number, uint64(primary), span, addOn{primary})
		}
		return isWithin
	})
}

const (
	limitProcedure = iota
	limitStart
	limitEnd
	limitMost
	limitOf
	limitPer
)

var limitsLayout = table.Layout{Columns: []table.Column{
	{Name: "procedure"}, {Name: "start"}, {Name: "end"}, {Name: "most"}, {Name: "of"}, {Name: "per"},
}}

// maxWindow bounds a window in days: a hundred years.
const maxWindow = 36525

// loadLimits reads how often procedures may be had.
func loadLimits(l *loader, f *file) {
	l.each(f, &limitsLayout, func(r *table.Reader) bool {
		number, isCode := l.procedure(r, limitProcedure)
		span, isSpan := r.Span(limitStart, limitEnd)
		most, isMost := r.Int(limitMost, 1, claims.MaxUnits)
		limit, isLimit := readLimit(r)
		if !isCode || !isSpan || !isMost || !isLimit {
			return false
		}
		sub := uint64(limit.Window)<<32 | uint64(limit.Days)<<1 | uint64(bit(limit.IsUnits, 0))
		limit.Most = uint16(most)
		span, isWithin := f.within(span)
		if isWithin {
			l.limits.add(r, number, sub, span, limit)
		}
		return isWithin
	})
}

// readLimit reads what is counted, services or units, and over what: day,
// calendar-year, lifetime, or N days.
func readLimit(r *table.Reader) (Limit, bool) {
	var limit Limit
	switch string(r.Bytes(limitOf)) {
	case "services":
	case "units":
		limit.IsUnits = true
	default:
		r.FaultValue(limitOf, errs.ValueInvalid, "services or units")
		return Limit{}, false
	}
	switch per := string(r.Bytes(limitPer)); per {
	case "day":
		limit.Window = PerDay
	case "calendar-year":
		limit.Window = PerCalendarYear
	case "lifetime":
		limit.Window = PerLifetime
	default:
		count, isDays := strings.CutSuffix(per, " days")
		days, isNumber := table.ParseInt([]byte(count))
		if !isDays || !isNumber || days < 2 || days > maxWindow {
			r.FaultValue(limitPer, errs.ValueInvalid, "day, calendar-year, lifetime or 2 to 36525 days")
			return Limit{}, false
		}
		limit.Window, limit.Days = PerDays, uint16(days)
	}
	return limit, true
}

// appendWindow appends what tells a limit from others of its procedure.
func appendWindow(dst []byte, limit *Limit) []byte {
	if limit.IsUnits {
		dst = append(dst, "units,"...)
	} else {
		dst = append(dst, "services,"...)
	}
	switch limit.Window {
	case PerDay:
		return append(dst, "day"...)
	case PerCalendarYear:
		return append(dst, "calendar-year"...)
	case PerLifetime:
		return append(dst, "lifetime"...)
	case PerDays:
	}
	return append(appendInt(dst, int(limit.Days)), " days"...)
}

// support is a prefix of the diagnosis codes that support a procedure, its
// characters from the highest byte on.
type support struct{ prefix uint64 }

const (
	supportProcedure = iota
	supportDiagnosis
	supportStart
	supportEnd
)

var supportsLayout = table.Layout{Columns: []table.Column{{Name: "procedure"}, {Name: "diagnosis"}, {Name: "start"}, {Name: "end"}}}

// maxPrefix is the most characters of a diagnosis prefix.
const maxPrefix = 8

// loadSupports reads which diagnoses support a procedure.
func loadSupports(l *loader, f *file) {
	l.each(f, &supportsLayout, func(r *table.Reader) bool {
		number, isCode := l.procedure(r, supportProcedure)
		_, isDiagnosis := code(r, supportDiagnosis, maxPrefix)
		span, isSpan := r.Span(supportStart, supportEnd)
		if !isCode || !isDiagnosis || !isSpan {
			return false
		}
		prefix := leading(r.Text(supportDiagnosis))
		span, isWithin := f.within(span)
		if isWithin {
			l.supports.add(r, number, prefix, span, support{prefix})
		}
		return isWithin
	})
}

// leading returns the first eight characters of a text from the highest byte on.
func leading(text string) uint64 {
	var number uint64
	for i := range min(len(text), maxPrefix) {
		number |= uint64(text[i]) << (56 - 8*i)
	}
	return number
}

func appendLeading(dst []byte, number uint64) []byte {
	for ; number != 0; number <<= 8 {
		dst = append(dst, byte(number>>56))
	}
	return dst
}
