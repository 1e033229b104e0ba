package rules

import (
	"bytes"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// The columns of a table of codes. A file has either start and end, the end
// exclusive, or what its publisher calls them, the last date inclusive.
const (
	codesCode = iota
	codesStart
	codesEnd
	codesLast
	codesRecord
	codesName // of places alone
)

// codesLayout returns the layout of a table of codes by the names of the columns
// of code, first and last date. Other columns are ignored by name.
func codesLayout(code, first, last []string, ignored ...string) *table.Layout {
	return &table.Layout{
		Columns: []table.Column{
			{Name: "code", Headers: append([]string{"code"}, code...)},
			{Name: "start", Headers: append([]string{"start"}, first...), IsOptional: true},
			{Name: "end", IsOptional: true},
			{Name: "last", Headers: last, IsOptional: true},
			{Name: "record", Headers: []string{"RECID"}, IsOptional: true},
		},
		Ignored:     append(ignored, "text", "name", "description"),
		MaxPreamble: 40,
	}
}

// Source of the columns: the CMS quarterly alpha-numeric HCPCS file (ANWEB).
var hcpcsLayout = codesLayout([]string{"HCPC"}, []string{"ADD DT", "ADD DATE"}, []string{"TERM DT", "TERM DATE"},
	"SEQNUM", "LONG DESCRIPTION", "SHORT DESCRIPTION", "PRICE*", "MULT_PI", "MULT PI", "CIM*", "MCM*", "STATUTE", "LABCERT*", "XREF*",
	"COV", "ASC_*", "ASC *", "OPPS*", "PROCNOTE", "BETOS", "TOS*", "ANEST_BU", "ANEST BU", "ACT EFF DT", "ACT EFF DATE", "ACTION CD")

// Source of the columns: CMS, Place of Service Code Set.
var placesLayout = withName(codesLayout(
	[]string{"Place of Service Code*", "POS*"}, []string{"effective*"}, []string{"termination*"},
	"Place of Service Description", "long", "short"))

// withName adds the column of a place's name, which says whether the code is one.
func withName(layout *table.Layout) *table.Layout {
	name := table.Column{Name: "name", Headers: []string{"Place of Service Name", "name"}, IsOptional: true}
	layout.Columns = append(layout.Columns, name)
	return layout
}

// Source of the columns: NUCC, Health Care Provider Taxonomy code set, CSV.
var taxonomyLayout = codesLayout(nil, []string{"Effective Date"}, []string{"Deactivation Date"},
	"Grouping", "Classification", "Specialization", "Definition", "Last Modified Date", "Notes", "Display Name", "Section")

// Source of the columns: X12 external code lists 139 (CARC), 411 (RARC), 507 and
// 508 (claim status).
var reasonsLayout = codesLayout(nil, []string{"Start Date"}, []string{"Stop Date", "Stop"}, "Modified Date", "Last Modified*", "Modified", "Notes")

// loadTable reads a table of codes with their dates.
func (l *loader) loadTable(f *file, layout *table.Layout, into *draft[none], symbol func(r *table.Reader) (uint32, bool)) {
	r := table.Open(f.File, f.content, layout, l.faults)
	if r.Has(codesEnd) && r.Has(codesLast) {
		r.Fault(codesLast, errs.ColumnUnknown, "the column is there beside end, which says the same")
		return
	}
	l.rows(f, r, func(r *table.Reader) bool {
		if r.Has(codesRecord) && !isProcedureRecord(r, codesRecord) || isUnassigned(r) {
			return false
		}
		number, isCode := symbol(r)
		span, isSpan := codesSpan(r)
		if !isCode || !isSpan {
			return false
		}
		return l.addCode(f, r, into, number, span)
	})
}

// isUnassigned reports whether a row is of codes that are no place: of one, or of a
// range as 28-30.
func isUnassigned(r *table.Reader) bool {
	return r.Has(codesName) && bytes.EqualFold(r.Bytes(codesName), []byte("unassigned"))
}

func (l *loader) addCode(f *file, r *table.Reader, into *draft[none], number uint32, span claims.Span) bool {
	span, isWithin := f.within(span)
	if isWithin {
		into.add(r, number, 0, span, none{})
	}
	return isWithin
}

// codesSpan returns the dates of a code.
func codesSpan(r *table.Reader) (claims.Span, bool) {
	if !r.Has(codesLast) {
		return r.Span(codesStart, codesEnd)
	}
	first, isFirst := r.Date(codesStart)
	last, isLast := r.Date(codesLast)
	if !isFirst || !isLast {
		return claims.Span{}, false
	}
	if !last.IsZero() && last < first {
		r.Fault(codesLast, errs.SpanInvalid, "the last date is before the first one")
		return claims.Span{}, false
	}
	return inclusive(first, last), true
}

func (l *loader) officialCode(r *table.Reader) (uint32, bool) {
	return l.officialProcedure(r, codesCode)
}

func (l *loader) procedureCode(r *table.Reader) (uint32, bool) { return l.procedure(r, codesCode) }

func (l *loader) diagnosisCode(r *table.Reader) (uint32, bool) { return l.diagnosis(r, codesCode) }

func loadHCPCS(l *loader, f *file) { l.loadTable(f, hcpcsLayout, &l.hcpcs, l.officialCode) }

func loadSynthetic(l *loader, f *file) { l.loadTable(f, hcpcsLayout, &l.synthetic, l.procedureCode) }

func loadICD10CM(l *loader, f *file) {
	l.loadTable(f, codesLayout(nil, nil, nil), &l.icd10cm, l.diagnosisCode)
}

func loadPlaces(l *loader, f *file) {
	l.loadTable(f, placesLayout, &l.places, func(r *table.Reader) (uint32, bool) { return place(r, codesCode) })
}

// place returns the number of a place of service.
func place(r *table.Reader, column int) (uint32, bool) {
	number := PlaceOf(r.Text(column))
	if number == 0 {
		r.FaultValue(column, errs.ValueInvalid, "a place of service of two digits")
	}
	return uint32(number), number != 0
}

const taxonomyLength = 10

func loadTaxonomy(l *loader, f *file) {
	l.loadTable(f, taxonomyLayout, &l.taxonomy, func(r *table.Reader) (uint32, bool) {
		if len(r.Bytes(codesCode)) != taxonomyLength {
			r.FaultValue(codesCode, errs.ValueInvalid, "a taxonomy code of ten characters")
			return 0, false
		}
		packed, isCode := code(r, codesCode, taxonomyLength)
		if !isCode {
			return 0, false
		}
		return l.taxonomies.Add(packed), true
	})
}

const maxReason = 5 // characters of a reason, remark or status code

// loadReasons reads a list of adjustment reasons, remarks or claim statuses.
func loadReasons(name string) func(l *loader, f *file) {
	return func(l *loader, f *file) {
		into := map[string]*draft[none]{"carc": &l.carc, "rarc": &l.rarc, "claim-status": &l.statuses}[name]
		l.loadTable(f, reasonsLayout, into, func(r *table.Reader) (uint32, bool) {
			packed, isCode := code(r, codesCode, maxReason)
			if !isCode {
				return 0, false
			}
			return l.reasons.Add(packed), true
		})
	}
}

// The fields of the HCPCS contractor record of 320 bytes that are read. Source:
// CMS, HCPCS record layout (positions there count from 1).
const (
	recordCode = iota
	recordIdentifier
	recordAdded
	recordTermination
)

var recordFields = []table.Field{
	{Name: "code", Start: 0, End: 5},
	{Name: "record identification", Start: 10, End: 11},
	{Name: "added date", Start: 268, End: 276, IsOptional: true},
	{Name: "termination date", Start: 284, End: 292, IsOptional: true},
}

// loadHCPCSRecord reads the first lines of procedures.
func loadHCPCSRecord(l *loader, f *file) {
	l.rows(f, table.OpenFixed(f.File, f.content, recordFields, l.faults), func(r *table.Reader) bool {
		return isProcedureRecord(r, recordIdentifier) && l.addRecord(f, r)
	})
}

// isProcedureRecord reports whether a record is the first line of a procedure, 3. Those
// that go on with a description, 4, and modifiers, 7 and 8, are not kept.
func isProcedureRecord(r *table.Reader, column int) bool {
	switch string(r.Bytes(column)) {
	case "3":
		return true
	case "4", "7", "8":
	default:
		r.FaultValue(column, errs.ValueInvalid, "3, 4, 7 or 8")
	}
	return false
}

func (l *loader) addRecord(f *file, r *table.Reader) bool {
	number, isCode := l.officialProcedure(r, recordCode)
	first, isFirst := r.Date(recordAdded)
	last, isLast := r.Date(recordTermination)
	if !isCode || !isFirst || !isLast {
		return false
	}
	if !last.IsZero() && last < first {
		r.Fault(recordTermination, errs.SpanInvalid, "the last date is before the first one")
		return false
	}
	return l.addCode(f, r, &l.hcpcs, number, inclusive(first, last))
}

// The fields of the ICD-10-CM order file that are read. Source: CDC/NCHS and CMS,
// ICD-10-CM order file description (positions there count from 1).
const (
	orderCode = iota
	orderFlag
)

var orderFields = []table.Field{
	{Name: "code", Start: 6, End: 13},
	{Name: "header", Start: 14, End: 15},
}

const maxICD10 = 7

// loadICD10CMOrder reads the codes that may be submitted, 1. Headings, 0, are not
// kept. The file has no dates: they are the manifest's.
func loadICD10CMOrder(l *loader, f *file) {
	l.rows(f, table.OpenFixed(f.File, f.content, orderFields, l.faults), func(r *table.Reader) bool {
		switch flag := r.Text(orderFlag); flag {
		case "0":
			return false
		case "1":
		default:
			r.FaultValue(orderFlag, errs.ValueInvalid, "0 for a heading or 1 for a code")
			return false
		}
		packed, isCode := code(r, orderCode, maxICD10)
		if !isCode {
			return false
		}
		return l.addCode(f, r, &l.icd10cm, l.diagnoses.Add(packed), claims.Span{})
	})
}
