package pricing

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/canonical"
	"github.com/clearclaim/clearclaim/claims/internal/table"
	"github.com/clearclaim/clearclaim/claims/money"
)

const (
	wildcard = "*"
	// StandardFactor is the conversion factor of a row that names none.
	StandardFactor = "standard"
	// maxRows and maxField bound what a fee schedule may take.
	maxRows  = 200_000
	maxField = 64
	// maxPercent bounds a share of the charge, maxShare that of another amount.
	maxPercent = 10_000
	maxShare   = 100_000
)

// The columns of a fee schedule, in the order of a file without a header.
const (
	columnSystem = iota
	columnCode
	columnClass
	columnMethod
	columnAmount
	columnEvidence
	columnModifier
	columnNetwork
	columnProvider
	columnLocality
	columnPlace
	columnStart
	columnEnd
	columnLesser
	columnFactor
	columnCount
)

// plainColumns are those of a file without a header.
const plainColumns = columnEvidence + 1

var columnNames = [columnCount]string{
	"system", "code", "class", "method", "amount", "evidence",
	"modifier", "network", "provider", "locality", "place", "start", "end", "lesser", "factor",
}

// ParseSchedule reads a fee schedule and lists every fault at once; with a fault
// the schedule is of no use.
//
// A row is `system,code,class,method,amount,evidence`. The class is one of
// classNames, in the plan's order. The [Method] says what the amount is: whole cents
// or basis points. The evidence is a document kind, a LOINC code for example, or
// empty. The row `*,*,…` is for every code that has none of its own that fits.
//
// A first line that begins with `system` names the columns, in any order; it may
// have more, each of which may be empty in a row:
//
//	modifier  a modifier that the line has
//	network   in, out, or a network by name; in is for those by name too
//	provider  the number of a provider
//	locality  a payment locality, as [Request.Locality] has it
//	place     a place of service, two digits
//	start     the first date of service, and the first after the last
//	end
//	lesser    no: the row has no lesser-of rule. The charge bounds it all the same
//	factor    the conversion factor of the method rbrvs; empty is standard
//
// Which row is a line's is said at [Schedule]. Two rows that could both be are
// refused. Lines that start with # are comments.
//
// Fault paths name the line of the file, from 1: `feeSchedule.lines[3].amount`.
func ParseSchedule(csv string, classNames []string) (Schedule, []*errs.Fault) {
	p := parser{classes: make(map[string]uint8, len(classNames)), codes: map[codes.Code]uint32{}}
	p.schedule = Schedule{
		text:     csv,
		networks: map[string]uint16{}, localities: map[string]uint16{},
	}
	for i := range p.columns {
		p.columns[i] = -1
	}
	if len(classNames) > MaxClasses {
		p.fault(errs.PlanInvalid, 0, "", "a plan has at most 64 classes")
		classNames = classNames[:MaxClasses]
	}
	for i, name := range classNames {
		p.classes[name] = uint8(i)
	}
	number := 0
	for text := range strings.Lines(csv) {
		number++
		p.line(number, strings.TrimRight(text, "\r\n"))
	}
	return p.finish()
}

// parser gathers rows and faults.
type parser struct {
	classes  map[string]uint8
	codes    map[codes.Code]uint32 // numbers, from 1
	schedule Schedule
	rows     []named
	count    int // of rows, those with faults too
	columns  [columnCount]int
	width    int
	fields   []string
	faults   []numbered
}

// numbered is a fault with its line.
type numbered struct {
	fault *errs.Fault
	line  int
}

func (p *parser) fault(code errs.Code, number int, field, text string) {
	path := "feeSchedule"
	if number > 0 {
		path = fmt.Sprintf("feeSchedule.lines[%d]", number)
	}
	if field != "" {
		path += "." + field
	}
	p.faults = append(p.faults, numbered{&errs.Fault{Code: code, Path: path, Text: text}, number})
}

func (p *parser) line(number int, text string) {
	if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#") {
		return
	}
	p.fields = p.fields[:0]
	for field := range strings.SplitSeq(text, ",") {
		p.fields = append(p.fields, strings.TrimSpace(field))
	}
	switch {
	case p.width > 0:
		p.row(number)
	case p.fields[0] == columnNames[columnSystem]:
		p.header(number)
	default:
		p.width = plainColumns
		for i := range plainColumns {
			p.columns[i] = i
		}
		p.row(number)
	}
}

// header reads the names of the columns.
func (p *parser) header(number int) {
	p.width = len(p.fields)
	for at, name := range p.fields {
		switch column := slices.Index(columnNames[:], name); {
		case column < 0:
			p.fault(errs.ColumnUnknown, number, "", "no column "+table.Quote([]byte(name))+" is known")
		case p.columns[column] >= 0:
			p.fault(errs.ColumnUnknown, number, name, "the column is there twice")
		default:
			p.columns[column] = at
		}
	}
	for column := range columnEvidence {
		if p.columns[column] < 0 {
			p.fault(errs.ColumnMissing, number, columnNames[column], "the column is missing")
		}
	}
}

// text returns the current row's value of a column.
func (p *parser) text(column int) string {
	if at := p.columns[column]; at >= 0 && at < len(p.fields) {
		return p.fields[at]
	}
	return ""
}

// row reads a row. Where evidence is the last of six columns, it may be left out.
func (p *parser) row(number int) {
	if p.count++; p.count > maxRows {
		if p.count == maxRows+1 {
			p.fault(errs.PlanInvalid, number, "", "a fee schedule has at most 200000 rows")
		}
		return
	}
	if len(p.fields) != p.width && !p.isWithoutEvidence() {
		p.fault(errs.PlanInvalid, number, "", "the row has not as many columns as the header, or six")
		return
	}
	n := named{row: row{line: int32(number)}}
	isKeyed := p.readCode(number, &n)
	p.readClass(number, &n)
	p.readAmount(number, &n)
	isKeyed = p.readKey(number, &n) && isKeyed
	isKeyed = p.readSpan(number, &n) && isKeyed
	p.readRest(number, &n)
	if isKeyed {
		p.rows = append(p.rows, n)
	}
}

// isWithoutEvidence reports whether all that a row leaves out is its evidence, as in
// schedules of the first six columns. Short of any other last column a fee could be for
// more than it was meant for.
func (p *parser) isWithoutEvidence() bool {
	return p.width == plainColumns && len(p.fields) == plainColumns-1 && p.columns[columnEvidence] == plainColumns-1
}

func (p *parser) readCode(number int, n *named) bool {
	n.code = codes.Code{System: codes.System(p.text(columnSystem)), Value: p.text(columnCode)}
	if n.code == (codes.Code{System: wildcard, Value: wildcard}) {
		return true
	}
	isValid := true
	if !codes.IsProcedureSystem(n.code.System) {
		p.fault(errs.CodeUnknown, number, "system", "no procedure code system of this name")
		isValid = false
	}
	if n.code.Value == "" || n.code.Value == wildcard || len(n.code.Value) > maxField {
		p.fault(errs.CodeUnknown, number, "code", "a row needs a code")
		isValid = false
	}
	if isValid {
		n.key.code = intern(p.codes, n.code, defaultCode+1)
	}
	return isValid
}

// intern returns the number of a word; the first has the number base.
func intern[K comparable, N uint16 | uint32](numbers map[K]N, word K, base N) N {
	number, isKnown := numbers[word]
	if !isKnown {
		number = base + N(len(numbers))
		numbers[word] = number
	}
	return number
}

func (p *parser) readClass(number int, n *named) {
	class, ok := p.classes[p.text(columnClass)]
	if !ok {
		p.fault(errs.ClassUnknown, number, "class", "the plan has no class of this name")
	}
	n.class = class
	if n.evidence = p.text(columnEvidence); len(n.evidence) > maxField {
		p.fault(errs.FieldTooLong, number, "evidence", "at most 64 characters")
	}
}

// readAmount reads the method and what its amount may be.
func (p *parser) readAmount(number int, n *named) {
	n.method = Method(p.text(columnMethod))
	most, text := uint64(money.MaxCents), "at most 2^36 - 1 cents"
	switch n.method {
	case Fee, PerDiem, Case, ClaimCase, Qualifying:
	case Percent:
		most, text = maxPercent, "at most 10000 basis points"
	case RBRVS, InNetwork:
		most, text = maxShare, "at most 100000 basis points"
	default:
		p.fault(errs.PlanInvalid, number, "method", "no method of this name")
	}
	amount, err := strconv.ParseUint(p.text(columnAmount), 10, 63)
	switch {
	case err != nil:
		p.fault(errs.PlanInvalid, number, "amount", "the amount is a whole number of cents or basis points")
	case amount > most:
		p.fault(errs.AmountTooLarge, number, "amount", text)
	}
	n.amount = amount
}

// readKey reads what narrows a row down.
func (p *parser) readKey(number int, n *named) bool {
	before := len(p.faults)
	if text := p.text(columnModifier); text != "" {
		if n.key.modifier = pairOf(text); !isAlphanumeric(text, 2) {
			p.fault(errs.ModifierInvalid, number, "modifier", "a modifier is two capital letters or digits")
		}
	}
	if text := p.text(columnPlace); text != "" {
		if n.key.place = pairOf(text); !isAlphanumeric(text, 2) || text[0] > '9' || text[1] > '9' {
			p.fault(errs.PlaceOfServiceUnknown, number, "place", "a place of service is two digits")
		}
	}
	if text := p.text(columnProvider); text != "" {
		provider, err := strconv.ParseUint(text, 10, 32)
		if err != nil || provider == 0 {
			p.fault(errs.NumberInvalid, number, "provider", "a provider is a whole number from 1")
		}
		n.key.provider = uint32(provider)
	}
	p.readNetwork(number, n)
	if n.locality = p.text(columnLocality); n.locality != "" {
		p.readName(number, columnLocality)
		n.key.locality = intern(p.schedule.localities, n.locality, 1)
	}
	return len(p.faults) == before
}

// readNetwork reads the network, and holds the methods to it that are for out of
// network alone.
func (p *parser) readNetwork(number int, n *named) {
	switch n.network = p.text(columnNetwork); n.network {
	case "":
	case "in":
		n.key.network = inNetwork
	case "out":
		n.key.network = outOfNetwork
	default:
		p.readName(number, columnNetwork)
		n.key.network = intern(p.schedule.networks, n.network, firstNetwork)
	}
	if (n.method == InNetwork || n.method == Qualifying) && n.key.network != outOfNetwork {
		p.fault(errs.PlanInvalid, number, "network", "the method is for the network out")
	}
}

// readName checks a name of the installation's own, of which there may be 2^16 - 4.
func (p *parser) readName(number, column int) {
	if len(p.text(column)) > maxField {
		p.fault(errs.FieldTooLong, number, columnNames[column], "at most 64 characters")
	}
	if len(p.schedule.networks) > maxNames || len(p.schedule.localities) > maxNames {
		p.fault(errs.PlanInvalid, number, columnNames[column], "at most 65000 names")
	}
}

const maxNames = 65_000

// readSpan reads the dates of service that a row is for.
func (p *parser) readSpan(number int, n *named) bool {
	start, isStart := p.readDate(number, columnStart)
	end, isEnd := p.readDate(number, columnEnd)
	n.span = claims.Span{Start: start, End: end}
	if isStart && isEnd && !end.IsZero() && end <= start {
		p.fault(errs.SpanInvalid, number, "end", "the end is not after the start")
		return false
	}
	return isStart && isEnd
}

func (p *parser) readDate(number, column int) (claims.Date, bool) {
	text := p.text(column)
	if text == "" {
		return 0, true
	}
	date, isDate := table.ParseDate([]byte(text))
	if !isDate {
		p.fault(errs.DateInvalid, number, columnNames[column], "a date as YYYY-MM-DD, YYYYMMDD or MM/DD/YYYY")
	}
	return date, isDate
}

func (p *parser) readRest(number int, n *named) {
	switch p.text(columnLesser) {
	case "", "yes":
	case "no":
		n.isUncapped = true
	default:
		p.fault(errs.PlanInvalid, number, "lesser", "lesser is yes or no")
	}
	switch n.factor = p.text(columnFactor); {
	case n.factor == "":
	case n.method != RBRVS:
		p.fault(errs.PlanInvalid, number, "factor", "a conversion factor is for the method rbrvs")
	case len(n.factor) > maxField:
		p.fault(errs.FieldTooLong, number, "factor", "at most 64 characters")
	case n.factor == StandardFactor:
		n.factor = ""
	}
}

// finish puts the rows in order, refuses those that meet, and hashes them.
func (p *parser) finish() (Schedule, []*errs.Fault) {
	if p.count == 0 {
		p.fault(errs.PlanInvalid, 0, "", "a fee schedule needs a row")
	}
	slices.SortFunc(p.rows, func(a, b named) int {
		return cmp.Or(a.key.compare(b.key), cmp.Compare(a.span.Start, b.span.Start), cmp.Compare(a.line, b.line))
	})
	p.checkOverlaps()
	if len(p.faults) > 0 {
		slices.SortStableFunc(p.faults, func(a, b numbered) int { return cmp.Compare(a.line, b.line) })
		faults := make([]*errs.Fault, len(p.faults))
		for i := range p.faults {
			faults[i] = p.faults[i].fault
		}
		return Schedule{}, faults
	}
	p.index()
	return p.schedule, nil
}

func (k rowKey) compare(other rowKey) int {
	return cmp.Or(
		cmp.Compare(k.code, other.code), cmp.Compare(k.modifier, other.modifier), cmp.Compare(k.provider, other.provider),
		cmp.Compare(k.network, other.network), cmp.Compare(k.locality, other.locality), cmp.Compare(k.place, other.place),
	)
}

// checkOverlaps names, of two rows of one key on one day, the later in the file.
func (p *parser) checkOverlaps() {
	latest := 0 // the row of the current key that lasts longest
	for i := 1; i < len(p.rows); i++ {
		one, other := &p.rows[latest], &p.rows[i]
		isSameKey := one.key == other.key
		if isSameKey && (one.span.End.IsZero() || other.span.Start < one.span.End) {
			p.fault(errs.PlanInvalid, int(max(one.line, other.line)), "code",
				fmt.Sprintf("the code stands twice: line %d is for the same lines and dates", min(one.line, other.line)))
		}
		if !isSameKey || lastsLonger(other.span, one.span) {
			latest = i
		}
	}
}

// lastsLonger reports whether a ends after b.
func lastsLonger(a, b claims.Span) bool {
	return !b.End.IsZero() && (a.End.IsZero() || a.End > b.End)
}

// index makes the rows findable.
func (p *parser) index() {
	s := &p.schedule
	s.rows = make([]row, len(p.rows))
	s.runs = make(map[rowKey]run, len(p.rows))
	lines := make([][]byte, len(p.rows))
	same := map[terms]*terms{}
	first := 0 // of the rows of a code
	for i := range p.rows {
		n := &p.rows[i]
		if same[n.terms] == nil {
			kept := n.terms // apart from what was read
			same[n.terms] = &kept
		}
		s.rows[i] = n.row
		s.rows[i].terms, s.rows[i].shape = same[n.terms], uint8(n.key.shape())
		if n.key.code != s.rows[first].key.code {
			first = i
		}
		if i == first && n.key.code != defaultCode {
			s.codes[systemOf(n.code.System)].put(n.code.Value, uint32(i+1))
			s.codeCount++
		}
		s.rows[first].shapes |= 1 << s.rows[i].shape
		s.rows[first].count++
		at := s.runs[n.key]
		if at.count++; at.count == 1 {
			at.first = uint32(i)
		}
		s.runs[n.key] = at
		lines[i] = n.appendCanonical(nil)
	}
	s.root = rootOf(lines)
}

// isAlphanumeric reports whether a text is n capital letters and digits.
func isAlphanumeric(text string, n int) bool {
	if len(text) != n || !canonical.IsText(text) {
		return false
	}
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
