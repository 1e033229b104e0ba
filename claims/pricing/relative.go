package pricing

import (
	"strconv"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// relative is a row of the relative value file, in ten-thousandths.
type relative struct {
	work, office, facility, malpractice uint32
	pre, intra, post                    uint32 // shares of the global package, in basis points
	base                                string // of an endoscopy
	status                              run    // what it means, by date
	indicators                          [fieldCount]uint8
	multiple                            uint8
}

// draftedRelative is a relative value as it is read.
type draftedRelative struct {
	relative
	status string
}

// field is an indicator of a relative value on which the rate of a modifier depends.
type field uint8

const (
	noField field = iota
	bilateral
	assistant
	coSurgeon
	team
	fieldCount
)

// isOfOthers reports whether the field says who is paid beside the surgeon.
func (f field) isOfOthers() bool { return f == assistant || f == coSurgeon || f == team }

var fieldNames = [fieldCount]string{"", "bilateral", "assistant", "co-surgeon", "team"}

// standing is what the status of a relative value means.
type standing uint8

const (
	standingPriced standing = iota
	standingByReport
	standingNothing
	standingNone
)

var standingNames = [...]string{"priced", "by-report", "nothing", "none"}

// Columns of the relative value file.
const (
	relativeCode = iota
	relativeModifier
	relativeStatus
	relativeWork
	relativeOffice
	relativeFacility
	relativeMalpractice
	relativePre
	relativeIntra
	relativePost
	relativeMultiple
	relativeBilateral
	relativeAssistant
	relativeCoSurgeon
	relativeTeam
	relativeBase
)

// relativeLayout is that of the published file, whose header goes over several
// lines and has changed its words over the years.
var relativeLayout = table.Layout{
	Columns: []table.Column{
		{Name: "HCPCS"},
		{Name: "MOD"},
		{Name: "STATUS CODE"},
		{Name: "WORK RVU"},
		{Name: "NON-FAC PE RVU", Headers: []string{"NON-FAC PE RVU", "NON- FAC PE RVU"}},
		{Name: "FACILITY PE RVU"},
		{Name: "MP RVU"},
		{Name: "PRE OP"},
		{Name: "INTRA OP"},
		{Name: "POST OP"},
		{Name: "MULT PROC"},
		{Name: "BILAT SURG"},
		{Name: "ASST SURG"},
		{Name: "CO-SURG", Headers: []string{"CO-SURG", "CO- SURG"}},
		{Name: "TEAM SURG"},
		{Name: "ENDO BASE"},
	},
	Ignored: []string{
		"DESCRIPTION", "*MEDICARE PAYMENT", "*NA INDICATOR", "NON-FACILITY TOTAL", "NON- FACILITY TOTAL", "FACILITY TOTAL", "PCTC IND",
		"GLOB DAYS", "PRIC IND", "CONV FACTOR", "*DIAGNOSTIC PROCEDURES", "CALCULATION FLAG", "*FAMILY INDICATOR", "*PAYMENT AMOUNT",
	},
	MaxPreamble: 12, MaxHeaderLines: 6, MaxRows: 200_000,
}

// maxRelative bounds a relative value.
const maxRelative = 10_000

func (l *loader) loadRelatives(f *file) {
	l.tables.valued = append(l.tables.valued, f.span)
	r := table.Open(f.name, f.data, &relativeLayout, &l.faults)
	for r.Next() {
		code, isCode := relativeCodeOf(r)
		modifier := pair(0)
		if text := r.Text(relativeModifier); text != "" {
			if modifier = pairOf(text); !isAlphanumeric(text, 2) {
				r.FaultValue(relativeModifier, errs.ModifierInvalid, "a modifier is two capital letters or digits")
				isCode = false
			}
		}
		if v, isValid := readRelative(r); isCode && isValid {
			key := uint64(intern(l.codes, code, 1))<<16 | uint64(modifier)
			l.relatives.add(r, key, f.span, v)
			l.canonical(f.span, v.cells(code, modifier)...)
		}
	}
}

func relativeCodeOf(r *table.Reader) (string, bool) {
	code := r.Text(relativeCode)
	if !isAlphanumeric(code, 5) {
		r.FaultValue(relativeCode, errs.CodeUnknown, "a code is five capital letters or digits")
		return "", false
	}
	return code, true
}

// readRelative reads the columns after code and modifier.
func readRelative(r *table.Reader) (draftedRelative, bool) {
	v := draftedRelative{relative{base: r.Text(relativeBase)}, r.Text(relativeStatus)}
	isValid := true
	for _, number := range []struct {
		column int
		most   uint64
		value  *uint32
	}{
		{relativeWork, maxRelative, &v.work},
		{relativeOffice, maxRelative, &v.office},
		{relativeFacility, maxRelative, &v.facility},
		{relativeMalpractice, maxRelative, &v.malpractice},
		{relativePre, 2, &v.pre},
		{relativeIntra, 2, &v.intra},
		{relativePost, 2, &v.post},
	} {
		isValid = readDecimal(r, number.column, number.most, number.value) && isValid
	}
	for _, indicator := range []struct {
		column int
		value  *uint8
	}{
		{relativeMultiple, &v.multiple},
		{relativeBilateral, &v.indicators[bilateral]},
		{relativeAssistant, &v.indicators[assistant]},
		{relativeCoSurgeon, &v.indicators[coSurgeon]},
		{relativeTeam, &v.indicators[team]},
	} {
		isValid = readIndicator(r, indicator.column, indicator.value) && isValid
	}
	if v.base != "" && !isAlphanumeric(v.base, 5) {
		r.FaultValue(relativeBase, errs.CodeUnknown, "a code is five capital letters or digits")
		isValid = false
	}
	return v, isValid
}

func readDecimal(r *table.Reader, column int, most uint64, value *uint32) bool {
	number, isValid := decimal(r, column, most)
	*value = uint32(number)
	return isValid
}

// readIndicator reads one letter or digit, or nothing.
func readIndicator(r *table.Reader, column int, value *uint8) bool {
	text := r.Text(column)
	if text == "" {
		return true
	}
	if !isAlphanumeric(text, 1) {
		r.FaultValue(column, errs.ValueInvalid, "an indicator is one capital letter or digit")
		return false
	}
	*value = text[0]
	return true
}

// cells are the row as the root has it.
func (v *draftedRelative) cells(code string, modifier pair) []string {
	cells := []string{code, modifier.String(), v.status, v.base, indicatorText(v.multiple)}
	for _, indicator := range v.indicators[1:] {
		cells = append(cells, indicatorText(indicator))
	}
	for _, value := range []uint32{v.work, v.office, v.facility, v.malpractice, v.pre, v.intra, v.post} {
		cells = append(cells, strconv.FormatUint(uint64(value), 10))
	}
	return cells
}

// indicatorText returns an indicator as text, "" for none.
func indicatorText(indicator uint8) string {
	if indicator == 0 {
		return ""
	}
	return string(rune(indicator))
}

var statusLayout = table.Layout{
	Columns: []table.Column{{Name: "status"}, {Name: "outcome"}, {Name: "start", IsOptional: true}, {Name: "end", IsOptional: true}},
	MaxRows: 1000,
}

func (l *loader) loadStatuses(f *file) {
	r := table.Open(f.name, f.data, &statusLayout, &l.faults)
	for r.Next() {
		status, isName := name(r, 0)
		value, isValue := word(r, 1, standingNames[:])
		span, isSpan := f.rowSpan(r, 2, 3)
		if isName && isValue && isSpan {
			l.statuses.add(r, status, span, standing(value))
			l.canonical(span, status, standingNames[value])
		}
	}
}

// word returns the position of a column's value among words.
func word(r *table.Reader, column int, words []string) (int, bool) {
	list := ""
	for i, text := range words {
		if string(r.Bytes(column)) == text {
			return i, true
		}
		if text != "" {
			list += " " + text
		}
	}
	r.FaultValue(column, errs.ValueInvalid, "one of"+list)
	return 0, false
}

// checkStatuses refuses relative values with a status that the table of statuses does
// not know on any day, once for each.
func (t *Tables) checkStatuses(rows entries[uint64, draftedRelative], faults *table.Faults) {
	seen := map[string]bool{}
	for i := range rows {
		status := rows[i].value.status
		if seen[status] {
			continue
		}
		seen[status] = true
		if !t.statuses.has(status) {
			faults.Add(rows[i].file, rows[i].line, relativeLayout.Columns[relativeStatus].Name, errs.ValueInvalid,
				"no row of kind "+KindStatuses+" has the status "+table.Quote([]byte(status)))
		}
	}
}

// indices are the geographic practice cost indices of a locality, in ten-thousandths.
type indices struct{ work, expense, malpractice uint64 }

// Columns of the file of indices.
const (
	localityContractor = iota
	localityNumber
	localityWork
	localityExpense
	localityMalpractice
)

var localityLayout = table.Layout{
	Columns: []table.Column{
		{Name: "Medicare Administrative Contractor", Headers: []string{"Medicare Administrative Contractor*"}},
		{Name: "Locality Number"},
		{
			Name: "PW GPCI", Headers: []string{"*PW GPCI", "*PW GPCI (with 1.0 Floor)*"},
			Spares: []string{"*PW GPCI (without 1.0 Floor)*"}, // alone in the quarters for which no law has the floor
		},
		{Name: "PE GPCI", Headers: []string{"*PE GPCI"}},
		{Name: "MP GPCI", Headers: []string{"*MP GPCI"}},
	},
	Ignored:     []string{"State", "Locality Name"},
	MaxPreamble: 12, MaxHeaderLines: 3, MaxRows: 10_000,
}

// loadLocalities reads the indices. A locality is named by contractor and number,
// as in 01112-05: a number by itself is one of each contractor's. Rows with
// nothing but a first cell are notes.
func (l *loader) loadLocalities(f *file) {
	r := table.Open(f.name, f.data, &localityLayout, &l.faults)
	for r.Next() {
		if isNote(r, len(localityLayout.Columns)) {
			continue
		}
		contractor, isContractor := digits(r, localityContractor, 5)
		number, isNumber := digits(r, localityNumber, 2)
		work, isWork := decimal(r, localityWork, 10)
		expense, isExpense := decimal(r, localityExpense, 10)
		malpractice, isMalpractice := decimal(r, localityMalpractice, 10)
		if isContractor && isNumber && isWork && isExpense && isMalpractice {
			v := indices{work, expense, malpractice}
			l.localities.add(r, contractor+"-"+number, f.span, v)
			l.canonical(f.span, contractor+"-"+number, strconv.FormatUint(work, 10),
				strconv.FormatUint(expense, 10), strconv.FormatUint(malpractice, 10))
		}
	}
}

// isNote reports whether only the first column has a value.
func isNote(r *table.Reader, columns int) bool {
	for column := 1; column < columns; column++ {
		if len(r.Bytes(column)) > 0 {
			return false
		}
	}
	return true
}

// digits returns a number of up to width digits as text, filled up with zeros:
// spreadsheets strip them.
func digits(r *table.Reader, column, width int) (string, bool) {
	value, isNumber := table.ParseInt(r.Bytes(column))
	text := strconv.Itoa(value)
	if !isNumber || len(text) > width {
		r.FaultValue(column, errs.NumberInvalid, "a number of at most "+strconv.Itoa(width)+" digits")
		return "", false
	}
	for len(text) < width {
		text = "0" + text
	}
	return text, true
}

var factorLayout = table.Layout{
	Columns: []table.Column{{Name: "factor"}, {Name: "amount"}, {Name: "start", IsOptional: true}, {Name: "end", IsOptional: true}},
	MaxRows: 10_000,
}

// maxFactor bounds a conversion factor, in dollars.
const maxFactor = 1000

func (l *loader) loadFactors(f *file) {
	r := table.Open(f.name, f.data, &factorLayout, &l.faults)
	for r.Next() {
		key, isName := name(r, 0)
		amount, isAmount := decimal(r, 1, maxFactor)
		span, isSpan := f.rowSpan(r, 2, 3)
		if isName && isAmount && isSpan {
			l.factors.add(r, key, span, amount)
			l.canonical(span, key, strconv.FormatUint(amount, 10))
		}
	}
}

var facilityLayout = table.Layout{
	Columns: []table.Column{{Name: "place"}, {Name: "start", IsOptional: true}, {Name: "end", IsOptional: true}},
	MaxRows: 10_000,
}

func (l *loader) loadFacilities(f *file) {
	r := table.Open(f.name, f.data, &facilityLayout, &l.faults)
	for r.Next() {
		place, isPlace := digits(r, 0, 2)
		if span, isSpan := f.rowSpan(r, 1, 2); isPlace && isSpan {
			l.facilities.add(r, pairOf(place), span, struct{}{})
			l.canonical(span, place)
		}
	}
}

var contractLayout = table.Layout{
	Columns: []table.Column{{Name: "network"}, {Name: "contract"}, {Name: "start"}, {Name: "end"}},
	MaxRows: 100_000,
}

func (l *loader) loadContracts(f *file) {
	r := table.Open(f.name, f.data, &contractLayout, &l.faults)
	for r.Next() {
		network, isNetwork := name(r, 0)
		contract, isContract := name(r, 1)
		if span, isSpan := f.rowSpan(r, 2, 3); isNetwork && isContract && isSpan {
			l.contracts.add(r, network, span, contract)
			l.canonical(span, network, contract)
		}
	}
}

// amount returns what the relative value gives for a unit, and how much of it is
// practice expense: exact, and never rounded by itself.
func (v *relative) amount(place indices, isFacility bool, factor uint64) (all, expense Exact) {
	practice := uint64(v.office)
	if isFacility {
		practice = uint64(v.facility)
	}
	// Ten-thousandths of a relative value, an index and dollars make 10⁻¹⁰ cents.
	expense = Exact{lo: practice * place.expense}.times(factor).times(tenTo4 * tenTo4)
	rest := uint64(v.work)*place.work + uint64(v.malpractice)*place.malpractice
	all = Exact{lo: rest}.times(factor).times(tenTo4 * tenTo4).plus(expense)
	return all, expense
}
