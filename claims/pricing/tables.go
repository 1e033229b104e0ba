package pricing

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/canonical"
	"github.com/clearclaim/clearclaim/claims/internal/table"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Manifest is the file of a rule set that says what its other files are.
const Manifest = "manifest.csv"

// The kinds of price tables in a manifest.
const (
	// KindRelativeValues is the published relative value file of the Medicare
	// physician fee schedule. Its codes and descriptions are not read but for the
	// code.
	KindRelativeValues = "rvu"
	// KindLocalities is the published file of geographic practice cost indices.
	KindLocalities = "gpci"
	// KindConversionFactors has `factor,amount,start,end`: dollars by name.
	KindConversionFactors = "conversion-factors"
	// KindStatuses has `status,outcome,start,end`: what the status code of a relative
	// value means, which is priced, by-report, nothing or none.
	KindStatuses = "rvu-status"
	// KindFacilities has `place,start,end`: the places of service with the practice
	// expense of a facility. All others have that of an office.
	KindFacilities = "facility-places"
	// KindModifiers has `modifier,field,indicator,rate,start,end`: see [ParseTables].
	KindModifiers = "modifier-rates"
	// KindReductions has `indicator,method,joins,rank,rate,start,end`: see [ParseTables].
	KindReductions = "multiple-procedures"
	// KindContracts has `network,contract,start,end`.
	KindContracts = "contracts"
)

// Kinds returns the kinds of tables that are this package's, in the order of the root.
func Kinds() []string {
	names := make([]string, len(loaders))
	for i := range loaders {
		names[i] = loaders[i].kind
	}
	return names
}

// Tables are immutable price tables. The nil Tables have no row.
type Tables struct {
	relatives  valueTable
	valued     []claims.Span // the dates that each file of them decides
	statuses   dated[string, standing]
	localities dated[string, indices]
	factors    dated[string, uint64]
	facilities dated[pair, struct{}]
	modifiers  dated[uint32, modifierRate] // by modifier and indicator
	fields     map[pair]field
	reductions dated[uint8, reduction]
	contracts  dated[string, string]
	// canonical are the rows as the root has them, by kind in the order of [Kinds].
	canonical []string
	root      [32]byte
}

// noTables stand in for nil ones.
var noTables = &Tables{}

// file is a table as the manifest has it.
type file struct {
	name, kind string
	span       claims.Span
	data       []byte
}

// loader reads tables and gathers their rows.
type loader struct {
	tables     Tables
	faults     table.Faults
	lines      []string                         // canonical, of the current kind
	codes      map[string]uint32                // of relative values
	relatives  entries[uint64, draftedRelative] // by code and modifier
	statuses   entries[string, standing]
	localities entries[string, indices]
	factors    entries[string, uint64]
	facilities entries[pair, struct{}]
	modifiers  entries[uint32, modifierRate]
	ranks      []rankRow
	contracts  entries[string, string]
}

// loaders read the kinds, in the order of the root.
var loaders = []struct {
	kind string
	load func(*loader, *file)
}{
	{KindContracts, (*loader).loadContracts},
	{KindConversionFactors, (*loader).loadFactors},
	{KindFacilities, (*loader).loadFacilities},
	{KindLocalities, (*loader).loadLocalities},
	{KindModifiers, (*loader).loadModifiers},
	{KindReductions, (*loader).loadReductions},
	{KindRelativeValues, (*loader).loadRelatives},
	{KindStatuses, (*loader).loadStatuses},
}

// ParseTables reads the price tables of a rule set, given as the contents of its
// files by name. [Manifest] names them: `file,kind,version,source,licence,start,end`,
// the dates being those of service that a table decides. Files of kinds that are
// not [Kinds] are passed over. Every fault is listed, by file and line, up to
// [table.MaxFaults]; with a fault the tables are of no use.
//
// Numbers are decimal texts of at most four decimals. A rate is one of
//
//	6250        basis points
//	pre+intra   the shares of the relative value's global package that are named,
//	            of pre, intra and post
//	nothing     nothing is allowed
//	by-report   a person sets the price
//	own-row     the modifier is priced by rows of its own or not at all
//
// The first three are for modifiers, as are all; ranks have a number or by-report.
//
// A rate of a modifier may depend on an indicator of the code's relative value:
// the field is bilateral, assistant, co-surgeon or team, one for a modifier. A row
// without an indicator is for those that have no row, and for codes without a
// relative value. A modifier that stands in the table and has no row that fits is
// by report. One that does not stand there changes nothing.
//
// The reductions of multiple procedures are by the MULT PROC indicator of the relative
// value, and by method:
//
//	rank              the rate is of the line's amount, by its rank; 6+ is for the
//	                  sixth and all that follow. Ranks beyond the table are by report
//	practice-expense  the rate is of the practice expense of each unit, by its rank
//	family            endoscopies of one base: the highest in full, of the others
//	                  what they are above the base; together they have a rank of the
//	                  indicator that joins names, if any. Such a row has no rank or rate
func ParseTables(contents map[string][]byte) (*Tables, []*errs.Fault) {
	l := &loader{codes: map[string]uint32{}}
	l.tables.fields = map[pair]field{}
	files := readManifest(contents, &l.faults)
	parts := [][]byte{{0x12}, []byte("clearclaim/price-tables/v1")}
	for _, loader := range loaders {
		l.lines = l.lines[:0]
		for i := range files {
			if files[i].kind == loader.kind {
				loader.load(l, &files[i])
			}
		}
		slices.Sort(l.lines)
		rows := strings.Join(l.lines, "")
		l.tables.canonical = append(l.tables.canonical, rows)
		parts = append(parts, []byte(loader.kind+"\n"), []byte(rows))
	}
	l.finish()
	if faults := l.faults.List(); faults != nil {
		return nil, faults
	}
	l.tables.root = canonical.Keccak256(parts...)
	return &l.tables, nil
}

// finish makes the rows findable.
func (l *loader) finish() {
	t := &l.tables
	t.statuses = l.statuses.index(&l.faults)
	t.checkStatuses(l.relatives, &l.faults)
	t.localities = l.localities.index(&l.faults)
	t.factors = l.factors.index(&l.faults)
	t.facilities = l.facilities.index(&l.faults)
	t.modifiers = l.modifiers.index(&l.faults)
	t.reductions = l.reductions().index(&l.faults)
	t.relatives = l.valueTable()
	checkJoins(l.ranks, &l.faults)
	t.contracts = l.contracts.index(&l.faults)
}

// Root returns the hash of the tables' canonical form:
//
//	H(0x12 ‖ "clearclaim/price-tables/v1" ‖ for each kind, by name: kind ‖ line feed ‖ rows)
//
// where the rows of all files of a kind are sorted by bytes, numbers in basis points
// or ten-thousandths, the dates of service at the end. Names of files, their order and
// comments, versions and sources do not change it.
func (t *Tables) Root() [32]byte {
	if t == nil {
		return [32]byte{}
	}
	return t.root
}

// readManifest returns the files of this package's kinds, in the order of their names.
func readManifest(contents map[string][]byte, faults *table.Faults) []file {
	var files []file
	for _, entry := range rules.ReadManifest(contents, faults) {
		if slices.Contains(Kinds(), entry.Kind) {
			files = append(files, file{name: entry.File, kind: entry.Kind, data: contents[entry.File], span: entry.Span})
		}
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	return files
}

// span returns the dates of a row: those of two columns within those of its file.
func (f *file) rowSpan(r *table.Reader, start, end int) (claims.Span, bool) {
	span, isSpan := r.Span(start, end)
	if !isSpan {
		return span, false
	}
	span.Start = max(span.Start, f.span.Start)
	if span.End.IsZero() || !f.span.End.IsZero() && f.span.End < span.End {
		span.End = f.span.End
	}
	if !span.End.IsZero() && span.End <= span.Start {
		r.Fault(start, errs.SpanInvalid, "the dates lie outside of the table's")
		return span, false
	}
	return span, true
}

// canonical keeps a row for the root. No cell has a control character.
func (l *loader) canonical(span claims.Span, cells ...string) {
	cells = append(cells, span.Start.String(), span.End.String())
	l.lines = append(l.lines, strings.Join(cells, "\x1f")+"\n")
}

// decimal returns a decimal number of a column, of at most four decimals, in
// ten-thousandths. most is the bound of its whole part, exclusive.
func decimal(r *table.Reader, column int, most uint64) (uint64, bool) {
	value, isDecimal := parseDecimal(r.Bytes(column))
	if !isDecimal || value >= most*tenTo4 {
		r.FaultValue(column, errs.NumberInvalid,
			"a decimal number below "+strconv.FormatUint(most, 10)+" of at most four decimals")
		return 0, false
	}
	return value, true
}

// parseDecimal reads digits with at most one point among or around them.
func parseDecimal(text []byte) (uint64, bool) {
	const maxDigits = 12
	var value uint64
	decimals, digits := -1, 0
	for _, c := range text {
		switch {
		case c == '.' && decimals < 0:
			decimals = 0
			continue
		case c < '0' || c > '9' || digits == maxDigits:
			return 0, false
		}
		value = value*10 + uint64(c-'0')
		digits++
		if decimals >= 0 {
			decimals++
		}
	}
	if digits == 0 || decimals > 4 {
		return 0, false
	}
	for range 4 - max(decimals, 0) {
		value *= 10
	}
	return value, true
}

// name returns a name of a column, not empty and not too long.
func name(r *table.Reader, column int) (string, bool) {
	text := r.Text(column)
	if text == "" || len(text) > maxField || !canonical.IsText(text) || strings.ContainsFunc(text, unicode.IsControl) {
		r.Fault(column, errs.ValueInvalid, "a name of 1 to 64 characters")
		return "", false
	}
	return text, true
}
