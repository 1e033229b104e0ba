package rules

import (
	"cmp"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/codeindex"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// Set is a rule set. It is immutable and safe for concurrent use.
type Set struct {
	root [32]byte
	// decided are the dates that the set decides, in their order; no two of them touch.
	decided []claims.Span
	tables  []Table

	procedures, diagnoses, taxonomies, reasons, npis *codeindex.Index

	hcpcs, synthetic, icd10cm, places, taxonomy dated[none]
	carc, rarc, statuses                        dated[none]
	procedureRules, mceProcedures               dated[ProcedureRule]
	diagnosisRules, mceDiagnoses                dated[DiagnosisRule]
	modifiers                                   dated[ModifierRule]
	pairs                                       [settingCount]pairTable
	mues                                        [settingCount]dated[MUE]
	addOns                                      dated[addOn]
	limits                                      dated[Limit]
	supports                                    dated[support]
	exclusions                                  dated[none]
	directory                                   dated[*ProviderRow] // most providers share a few rows, which so stay near
	mceAges                                     dated[Ages]
	postings                                    postingTable
	// listings are the tables of procedures once more, joined; diagnosisListings those of
	// diagnoses.
	listings          dated[Listing]
	diagnosisListings dated[DiagnosisListing]
}

// Table describes a file of a set.
type Table struct {
	Kind, File, Version, Source, Licence string
	// Span are the dates of service that the file decides.
	Span claims.Span
	// Rows are those that are kept, Read those that were there: some say nothing
	// that is an edit.
	Rows, Read int
	// Bytes are those that the table takes in memory which the file fills: files of
	// one table have the same.
	Bytes int
}

// Parse reads a rule set from manifest.csv and the files that it names. It lists
// every fault at once, at most [table.MaxFaults] and how many more there are; with
// a fault there is no set.
//
// Files of code sets, of modifiers and of the ages of the Medicare Code Editor
// that the set lacks are those of [Builtin], as are postings that it does not
// change, or those that [Complete] kept with it. What else it lacks it has no edits of.
// The files of prices that the manifest names are passed over but for their dates, which
// the set decides with its own.
func Parse(files map[string][]byte) (*Set, []*errs.Fault) {
	var faults table.Faults
	own := ownFiles(files, &faults)
	all := append(generalOf(files, own, &faults), own...)
	set := build(all, &faults)
	if list := faults.List(); list != nil {
		return nil, list
	}
	set.decided = decidedBy(ReadManifest(Own(files), &faults))
	return set, nil
}

// build reads files into a set. With a fault the set is of no use.
func build(files []file, faults *table.Faults) *Set {
	l := newLoader(faults)
	slices.SortStableFunc(files, func(a, b file) int { return cmp.Compare(a.File, b.File) })
	for _, k := range kinds() {
		for i := range files {
			if files[i].Kind == k.name {
				k.load(l, &files[i])
			}
		}
	}
	set := l.finish()
	if faults.Count() == 0 {
		contents := set.contents()
		set.root = rootOf(contents)
		set.describe(files, contents)
	}
	return set
}

// finish makes the tables of what was read.
func (l *loader) finish() *Set {
	f := l.faults
	s := &Set{
		procedures: l.procedures, diagnoses: l.diagnoses, taxonomies: l.taxonomies, reasons: l.reasons, npis: l.npis,
		postings: l.finishPostings(),
	}
	procedures, diagnoses, taxonomies := l.procedures.Sort(), l.diagnoses.Sort(), l.taxonomies.Sort()
	reasons, npis := l.reasons.Sort(), l.npis.Sort()
	s.hcpcs, s.synthetic = l.hcpcs.finish(procedures, f), l.synthetic.finish(procedures, f)
	s.icd10cm, s.places = l.icd10cm.finish(diagnoses, f), l.places.finish(nil, f)
	s.taxonomy = l.taxonomy.finish(taxonomies, f)
	s.carc, s.rarc, s.statuses = l.carc.finish(reasons, f), l.rarc.finish(reasons, f), l.statuses.finish(reasons, f)
	s.procedureRules, s.mceProcedures = l.procedureRules.finish(procedures, f), l.mceProcedures.finish(procedures, f)
	s.diagnosisRules, s.mceDiagnoses = l.diagnosisRules.finish(diagnoses, f), l.mceDiagnoses.finish(diagnoses, f)
	s.modifiers, s.mceAges = l.modifiers.finish(nil, f), l.mceAges.finish(nil, f)
	for setting := range settingCount {
		s.pairs[setting] = l.pairs[setting].finish(procedures, f)
		s.mues[setting] = l.mues[setting].finish(procedures, f)
	}
	l.renamePrimaries(procedures)
	s.addOns, s.limits = l.addOns.finish(procedures, f), l.limits.finish(procedures, f)
	s.supports, s.exclusions = l.supports.finish(procedures, f), l.exclusions.finish(npis, f)
	s.directory = l.directory.finish(npis, f)
	s.join()
	return s
}

// renamePrimaries renames the procedures within the rows of add-ons.
func (l *loader) renamePrimaries(renamed []uint32) {
	for i := range l.addOns.list {
		row := &l.addOns.list[i]
		row.row.primary = renamed[row.row.primary]
		row.sub = uint64(row.row.primary)
	}
}

// contents returns what the set says, table by table in the order of their names.
func (s *Set) contents() []content {
	procedure, diagnosis := textOf(s.procedures), textOf(s.diagnoses)
	reason := textOf(s.reasons)
	contents := []content{
		contentOf("hcpcs", &s.hcpcs, procedure, nil, nil),
		contentOf("synthetic", &s.synthetic, procedure, nil, nil),
		contentOf("icd10cm", &s.icd10cm, diagnosis, nil, nil),
		contentOf("pos", &s.places, appendPlace, nil, nil),
		contentOf("taxonomy", &s.taxonomy, textOf(s.taxonomies), nil, nil),
		contentOf("carc", &s.carc, reason, nil, nil),
		contentOf("rarc", &s.rarc, reason, nil, nil),
		contentOf("claim-status", &s.statuses, reason, nil, nil),
		contentOf("procedures", &s.procedureRules, procedure, nil, appendProcedure),
		contentOf("mce-procedures", &s.mceProcedures, procedure, nil, appendProcedure),
		contentOf("diagnoses", &s.diagnosisRules, diagnosis, nil, appendDiagnosis),
		contentOf("mce", &s.mceDiagnoses, diagnosis, nil, appendDiagnosis),
		contentOf("mce-ages", &s.mceAges, appendCategory, nil, appendAgesRow),
		contentOf("modifiers", &s.modifiers, appendModifierCode, nil, appendModifier),
		contentOf("add-ons", &s.addOns, procedure, s.appendPrimary, nil),
		contentOf("frequency", &s.limits, procedure, appendWindow, appendMost),
		contentOf("supports", &s.supports, procedure, appendSupport, nil),
		contentOf("leie", &s.exclusions, textOf(s.npis), nil, nil),
		contentOf("directory", &s.directory, textOf(s.npis), nil, appendProviderRow),
		s.postings.content(),
	}
	for setting := range Setting(settingCount) {
		if setting != Supplier {
			contents = append(contents, s.pairs[setting].content("ptp-"+setting.String(), s.procedures))
		}
		contents = append(contents, contentOf("mue-"+setting.String(), &s.mues[setting], procedure, nil, appendMUE))
	}
	sortContents(contents)
	return contents
}

func textOf(codes *codeindex.Index) func(dst []byte, symbol uint32) []byte {
	return func(dst []byte, symbol uint32) []byte { return codeindex.AppendPacked(dst, codes.Code(symbol)) }
}

func appendPlace(dst []byte, symbol uint32) []byte { return append(dst, Place(symbol).String()...) }

func appendCategory(dst []byte, symbol uint32) []byte { return append(dst, mceCategories[symbol]...) }

func appendModifierCode(dst []byte, symbol uint32) []byte {
	if symbol == 0 {
		return append(dst, otherModifiers...)
	}
	return append(dst, Modifier(symbol).String()...)
}

func appendAgesRow(dst []byte, a *Ages) []byte { return appendAges(dst, *a) }

func appendMost(dst []byte, limit *Limit) []byte { return appendInt(dst, int(limit.Most)) }

func appendSupport(dst []byte, s *support) []byte { return appendLeading(dst, s.prefix) }

func appendMUE(dst []byte, m *MUE) []byte {
	return appendInt(append(appendInt(dst, int(m.Units)), ','), int(m.Adjudication))
}

func (s *Set) appendPrimary(dst []byte, row *addOn) []byte {
	if row.primary == 0 {
		return append(dst, '*')
	}
	return codeindex.AppendPacked(dst, s.procedures.Code(row.primary))
}

// describe lists the files, those of the program behind the others' names.
func (s *Set) describe(files []file, contents []content) {
	for i := range files {
		f := &files[i]
		t := Table{
			Kind: f.Kind, File: f.File, Version: f.Version, Source: f.Source, Licence: f.Licence, Span: f.Span,
			Rows: f.kept, Read: f.read,
		}
		name := kindOf(f.Kind).table
		for _, c := range contents {
			if c.name == name || (name == "mce" && c.name == "mce-procedures") {
				t.Bytes += c.bytes
			}
		}
		s.tables = append(s.tables, t)
	}
	slices.SortFunc(s.tables, func(a, b Table) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.File, b.File))
	})
}

// Root returns the hash of what the set says, a plan's editsRoot:
//
//	H(0x13 ‖ "clearclaim/rules/v1" ‖ for each table: name ‖ 0x00 ‖ number of rows, 4 bytes ‖ rows)
//
// Tables are in the order of their names, rows in that of their bytes, each with a
// line feed. Names of files, their order and division, comments, line ends and the
// manifest's words do not count; the dates that it gives do.
func (s *Set) Root() [32]byte { return s.root }

// Decides reports whether files of all tables of the set, and of the prices beside it, decide
// a date of service: a claim of another date, as of one between two files of a table, has no
// rules.
func (s *Set) Decides(on claims.Date) bool {
	for _, span := range s.decided {
		if span.Contains(on) {
			return true
		}
	}
	return false
}

// Span returns the dates of service from the first to the last that the set decides.
func (s *Set) Span() claims.Span {
	if len(s.decided) == 0 {
		return claims.Span{}
	}
	return claims.Span{Start: s.decided[0].Start, End: s.decided[len(s.decided)-1].End}
}

// Bytes returns what the set takes in memory: its tables, joined ones too, and the numbers
// of codes.
func (s *Set) Bytes() int {
	total := s.listings.bytes() + s.diagnosisListings.bytes()
	for _, c := range s.contents() {
		total += c.bytes
	}
	for _, codes := range []*codeindex.Index{s.procedures, s.diagnoses, s.taxonomies, s.reasons, s.npis} {
		total += codes.Bytes()
	}
	return total
}

// Tables returns the files of the set, those of the program among them, by kind
// and file.
func (s *Set) Tables() []Table { return slices.Clone(s.tables) }
