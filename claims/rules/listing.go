package rules

import (
	"cmp"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
)

// Listing is all that the tables of a set say of a procedure on a date. What has a list
// of its own (limits, primaries, diagnoses that support it) it only says that there is.
type Listing struct {
	// Rule is what the procedure fits, nil where the set says nothing of it. The set's
	// own row counts before one of the Medicare Code Editor.
	Rule *ProcedureRule
	mues [settingCount]MUE // zero: none
	in   tableSet
}

// tableSet says which tables list a procedure.
type tableSet uint8

const (
	inHCPCS tableSet = 1 << iota
	inSynthetic
	inAddOns
	inLimits
	inSupports
)

// when returns the set if a condition holds, else the empty one.
func (t tableSet) when(holds bool) tableSet {
	if holds {
		return t
	}
	return 0
}

func (l *Listing) isIn(table tableSet) bool { return l.in&table != 0 }

// MUE returns the largest plausible number of units.
func (l *Listing) MUE(setting Setting) (MUE, bool) {
	limit := l.mues[setting]
	return limit, limit != MUE{} // one that is listed has an adjudication indicator
}

// IsAddOn reports whether the procedure needs a primary.
func (l *Listing) IsAddOn() bool { return l.isIn(inAddOns) }

// HasLimits reports whether there are limits: see [Set.Limits].
func (l *Listing) HasLimits() bool { return l.isIn(inLimits) }

// HasSupports reports whether diagnoses are listed that support it: see [Set.Support].
func (l *Listing) HasSupports() bool { return l.isIn(inSupports) }

// DiagnosisListing is all that the tables of a set say of a diagnosis on a date.
type DiagnosisListing struct {
	// Rule is what the diagnosis fits, nil where the set says nothing of it. The set's
	// own row counts before one of the Medicare Code Editor.
	Rule      *DiagnosisRule
	isICD10CM bool
}

// The listings of a code that stands in none of the tables on a date.
var (
	unlisted          Listing
	unlistedDiagnosis DiagnosisListing
)

// Listing returns all that the tables say of a procedure on a date, never nil.
func (s *Set) Listing(p Procedure, on claims.Date) *Listing {
	if listing := s.listings.on(uint32(p), on); listing != nil {
		return listing
	}
	return &unlisted
}

// DiagnosisListing returns all that the tables say of a diagnosis on a date, never nil.
func (s *Set) DiagnosisListing(d Diagnosis, on claims.Date) *DiagnosisListing {
	if listing := s.diagnosisListings.on(uint32(d), on); listing != nil {
		return listing
	}
	return &unlistedDiagnosis
}

// join makes the listings of finished tables: the tables joined by code and date, so that
// deciding a line looks at one place for what stands in a dozen.
func (s *Set) join() {
	procedures := procedureJoin{set: s, same: map[string]*ProcedureRule{}}
	s.listings = join(s.procedures.Count(), procedures.cuts, procedures.listing)
	s.diagnosisListings = join(s.diagnoses.Count(), s.diagnosisCuts, s.diagnosisListing)
}

// join joins tables. Of each symbol from 1 it has a row for every run of dates on which
// no table changes and one has the symbol: cuts appends the days on which one does, and
// row asks all of them.
func join[R comparable](symbols int, cuts func(dst []claims.Date, symbol uint32) []claims.Date, row func(symbol uint32, on claims.Date) R) dated[R] {
	joined := dated[R]{first: make([]uint32, symbols+1), rows: make([]version[R], 0, symbols)}
	var none R
	var days []claims.Date
	for symbol := 1; symbol < symbols; symbol++ {
		joined.first[symbol] = uint32(len(joined.rows))
		days = cuts(days[:0], uint32(symbol))
		slices.Sort(days)
		days = slices.Compact(days)
		for i, start := range days {
			next := version[R]{row(uint32(symbol), start), claims.Span{Start: start}}
			if i+1 < len(days) {
				next.span.End = days[i+1]
			}
			if next.row != none {
				joined.rows = append(joined.rows, next)
			}
		}
	}
	joined.first[symbols] = uint32(len(joined.rows))
	return joined
}

// appendCuts appends the days on which the rows of a symbol begin and end.
func (d *dated[R]) appendCuts(dst []claims.Date, symbol uint32) []claims.Date {
	from, to := d.of(symbol)
	for i := from; i < to; i++ {
		span := d.rows[i].span
		dst = append(dst, span.Start)
		if !span.End.IsZero() {
			dst = append(dst, span.End)
		}
	}
	return dst
}

// procedureJoin joins the tables of procedures.
type procedureJoin struct {
	set *Set
	// same has the first of the rules that say the same, by their text: most procedures
	// share a few rules, which so stay near.
	same map[string]*ProcedureRule
	text []byte
}

func (j *procedureJoin) cuts(dst []claims.Date, symbol uint32) []claims.Date {
	s := j.set
	dst = s.hcpcs.appendCuts(dst, symbol)
	dst = s.synthetic.appendCuts(dst, symbol)
	dst = s.procedureRules.appendCuts(dst, symbol)
	dst = s.mceProcedures.appendCuts(dst, symbol)
	for setting := range s.mues {
		dst = s.mues[setting].appendCuts(dst, symbol)
	}
	dst = s.addOns.appendCuts(dst, symbol)
	dst = s.limits.appendCuts(dst, symbol)
	return s.supports.appendCuts(dst, symbol)
}

func (j *procedureJoin) listing(symbol uint32, on claims.Date) Listing {
	s := j.set
	l := Listing{Rule: j.first(cmp.Or(s.procedureRules.on(symbol, on), s.mceProcedures.on(symbol, on)))}
	for setting := range s.mues {
		if row := s.mues[setting].on(symbol, on); row != nil {
			l.mues[setting] = *row
		}
	}
	l.in = inHCPCS.when(s.hcpcs.has(symbol, on)) | inSynthetic.when(s.synthetic.has(symbol, on)) |
		inAddOns.when(s.addOns.has(symbol, on)) | inLimits.when(s.limits.has(symbol, on)) | inSupports.when(s.supports.has(symbol, on))
	return l
}

// first returns the first of the rules that say what a rule says.
func (j *procedureJoin) first(rule *ProcedureRule) *ProcedureRule {
	if rule == nil {
		return nil
	}
	j.text = appendProcedure(j.text[:0], rule)
	if first := j.same[string(j.text)]; first != nil {
		return first
	}
	j.same[string(j.text)] = rule
	return rule
}

func (s *Set) diagnosisCuts(dst []claims.Date, symbol uint32) []claims.Date {
	dst = s.icd10cm.appendCuts(dst, symbol)
	dst = s.diagnosisRules.appendCuts(dst, symbol)
	return s.mceDiagnoses.appendCuts(dst, symbol)
}

func (s *Set) diagnosisListing(symbol uint32, on claims.Date) DiagnosisListing {
	return DiagnosisListing{
		Rule:      cmp.Or(s.diagnosisRules.on(symbol, on), s.mceDiagnoses.on(symbol, on)),
		isICD10CM: s.icd10cm.has(symbol, on),
	}
}
