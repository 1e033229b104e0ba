package rules

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/codeindex"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// none is the row of a table that says only that a code is in force.
type none struct{}

// file is a file while it is read.
type file struct {
	Entry
	content    []byte
	kept, read int
}

// loader gathers the rows of all files. Codes are numbered as they come, and
// renamed to the order of their texts in the end.
type loader struct {
	faults *table.Faults

	procedures, diagnoses, taxonomies, reasons, npis *codeindex.Index

	hcpcs, synthetic, icd10cm, places, taxonomy draft[none]
	carc, rarc, statuses                        draft[none]
	procedureRules, mceProcedures               draft[ProcedureRule]
	diagnosisRules, mceDiagnoses                draft[DiagnosisRule]
	modifiers                                   draft[ModifierRule]
	pairs                                       [settingCount]pairDraft
	mues                                        [settingCount]draft[MUE]
	addOns                                      draft[addOn]
	limits                                      draft[Limit]
	supports                                    draft[support]
	exclusions                                  draft[none]
	directory                                   draft[*ProviderRow]
	sameProvider                                map[ProviderRow]*ProviderRow // the first of the rows that say the same
	mceAges                                     draft[Ages]
	postings                                    draft[posting]
}

func newLoader(faults *table.Faults) *loader {
	l := &loader{
		faults: faults, procedures: codeindex.New(), diagnoses: codeindex.New(), taxonomies: codeindex.New(), reasons: codeindex.New(), npis: codeindex.New(),
	}
	l.exclusions.mayOverlap = true
	return l
}

// kind is a kind of file: which table it fills, and how it is read.
type kind struct {
	name, table string
	load        func(l *loader, f *file)
	// isGeneral marks a kind that is [Builtin]'s in a set that has no file of its
	// table: without it the set would know no codes.
	isGeneral bool
}

// kinds are in the order in which they are read: the ages of the Medicare Code
// Editor before its edits.
func kinds() []kind {
	return []kind{
		{"hcpcs", "hcpcs", loadHCPCS, true},
		{"hcpcs-record", "hcpcs", loadHCPCSRecord, true},
		{"synthetic", "synthetic", loadSynthetic, true},
		{"icd10cm", "icd10cm", loadICD10CM, true},
		{"icd10cm-order", "icd10cm", loadICD10CMOrder, true},
		{"pos", "pos", loadPlaces, true},
		{"taxonomy", "taxonomy", loadTaxonomy, false},
		{"carc", "carc", loadReasons("carc"), false},
		{"rarc", "rarc", loadReasons("rarc"), false},
		{"claim-status", "claim-status", loadReasons("claim-status"), false},
		{"procedures", "procedures", loadProcedures, false},
		{"diagnoses", "diagnoses", loadDiagnoses, false},
		{"modifiers", "modifiers", loadModifiers, true},
		{"mce-ages", "mce-ages", loadMCEAges, true},
		{"mce", "mce", loadMCE, false},
		{"ptp-practitioner", "ptp-practitioner", loadPairs(Practitioner), false},
		{"ptp-hospital", "ptp-hospital", loadPairs(Hospital), false},
		{"mue-practitioner", "mue-practitioner", loadMUE(Practitioner), false},
		{"mue-hospital", "mue-hospital", loadMUE(Hospital), false},
		{"mue-supplier", "mue-supplier", loadMUE(Supplier), false},
		{"add-ons", "add-ons", loadAddOns, false},
		{"frequency", "frequency", loadLimits, false},
		{"supports", "supports", loadSupports, false},
		{"leie", "leie", loadExclusions, false},
		{"directory", "directory", loadDirectory, false},
		{"postings", "postings", loadPostings, true},
	}
}

// kindOf returns the kind of a name, or nil.
func kindOf(name string) *kind {
	all := kinds()
	for i := range all {
		if all[i].name == name {
			return &all[i]
		}
	}
	return nil
}

func kindNames() []string {
	var names []string
	for _, k := range kinds() {
		names = append(names, k.name)
	}
	return names
}

// each reads the rows of a file by a layout. The row's reader returns false for
// one that is not kept.
func (l *loader) each(f *file, layout *table.Layout, keep func(r *table.Reader) bool) {
	l.rows(f, table.Open(f.File, f.content, layout, l.faults), keep)
}

func (l *loader) rows(f *file, r *table.Reader, keep func(r *table.Reader) bool) {
	for r.Next() {
		f.read++
		if keep(r) {
			f.kept++
		}
	}
}

// within returns the dates of a row that its file decides. A row without one is
// not kept.
func (f *file) within(span claims.Span) (claims.Span, bool) { return intersect(f.Span, span) }

// code returns the packed code of a column, which has at most so many characters.
func code(r *table.Reader, column, most int) (uint64, bool) {
	value := r.Bytes(column)
	packed := codeindex.Pack(value)
	if packed == 0 || len(value) > most {
		r.FaultValue(column, errs.ValueInvalid, "a code of digits and capital letters")
		return 0, false
	}
	return packed, true
}

func (l *loader) procedure(r *table.Reader, column int) (uint32, bool) {
	packed, isCode := code(r, column, codeindex.MaxDigits)
	if !isCode {
		return 0, false
	}
	return l.procedures.Add(packed), true
}

// officialLength is how many characters a procedure of HCPCS and CPT has.
const officialLength = 5

// officialProcedure reads a procedure of an official table. A shorter one has lost its
// leading zeros to a spreadsheet, and would be another procedure.
func (l *loader) officialProcedure(r *table.Reader, column int) (uint32, bool) {
	number, isCode := l.procedure(r, column)
	if isCode && len(r.Bytes(column)) != officialLength {
		r.FaultValue(column, errs.ValueInvalid, "a code of five characters, its leading zeros too")
		return 0, false
	}
	return number, isCode
}

func (l *loader) diagnosis(r *table.Reader, column int) (uint32, bool) {
	packed, isCode := code(r, column, codeindex.MaxDigits)
	if !isCode {
		return 0, false
	}
	return l.diagnoses.Add(packed), true
}

// inclusive returns the span up to and including a last date, zero being open.
func inclusive(start, last claims.Date) claims.Span {
	if last.IsZero() {
		return claims.Span{Start: start}
	}
	return claims.Span{Start: start, End: last.AddDays(1)}
}
