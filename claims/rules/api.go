package rules

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// Set is a rule set. It is immutable and safe for concurrent use.
type Set struct {
	span claims.Span
	root [32]byte
}

// Table describes a file of a set.
type Table struct {
	Kind, File, Version, Source, Licence string
	// Span are the dates of service that the file decides.
	Span claims.Span
	// Rows are those that are kept, Read those that were there: some say nothing
	// that is an edit.
	Rows, Read int
	// Bytes are those that the kind's rows take in memory.
	Bytes int
}

// Parse reads a rule set from manifest.csv and the files that it names. It lists
// every fault at once, at most [table.MaxFaults] and their number; with a fault
// there is no set. Whatever kind is absent is that of [Builtin].
func Parse(files map[string][]byte) (*Set, []*errs.Fault) { return nil, nil }

// Builtin returns the set that is part of the program: public code sets in
// excerpts, synthetic procedures, and the default postings of every rule.
func Builtin() *Set { return nil }

// Root returns the hash of what the set says: the plan's editsRoot.
func (s *Set) Root() [32]byte { return s.root }

// Span returns the dates of service that all kinds of the set decide.
func (s *Set) Span() claims.Span { return s.span }

// Tables returns the files of the set in the order of kind and file.
func (s *Set) Tables() []Table { return nil }

// Procedure returns the set's number for a procedure code.
func (s *Set) Procedure(code codes.Code) Procedure { return 0 }

// Diagnosis returns the set's number for a diagnosis code.
func (s *Set) Diagnosis(code codes.Code) Diagnosis { return 0 }

// IsInForce reports whether a code may be used on a date.
func (s *Set) IsInForce(code codes.Code, on claims.Date) bool { return false }

// ProcedureRule returns what a procedure fits on a date, or nil when the set says
// nothing of it.
func (s *Set) ProcedureRule(p Procedure, on claims.Date) *ProcedureRule { return nil }

// DiagnosisRule returns what a diagnosis fits on a date, or nil when the set says
// nothing of it.
func (s *Set) DiagnosisRule(d Diagnosis, on claims.Date) *DiagnosisRule { return nil }

// ModifierRule returns what a modifier says on a date, or nil when it is not in
// force.
func (s *Set) ModifierRule(m Modifier, on claims.Date) *ModifierRule { return nil }

// Pair returns the indicator of the NCCI pair of two procedures on a date. The
// procedure of column 2 is the one that is denied.
func (s *Set) Pair(setting Setting, column1, column2 Procedure, on claims.Date) (Indicator, bool) {
	return 0, false
}

// MUE returns the largest plausible number of units of a procedure on a date.
func (s *Set) MUE(setting Setting, p Procedure, on claims.Date) (MUE, bool) { return MUE{}, false }

// IsAddOn reports whether a procedure is an add-on on a date: it needs a primary.
func (s *Set) IsAddOn(p Procedure, on claims.Date) bool { return false }

// IsPrimary reports whether a procedure may be the primary of an add-on on a date.
func (s *Set) IsPrimary(addOn, primary Procedure, on claims.Date) bool { return false }

// Limits appends the limits of a procedure on a date to dst.
func (s *Set) Limits(dst []Limit, p Procedure, on claims.Date) []Limit { return dst }

// Support says whether a diagnosis code supports a procedure on a date. Where it
// does for a prefix of the code, it does for the code.
func (s *Set) Support(p Procedure, diagnosis string, on claims.Date) Support { return Unlisted }

// IsPlaceInForce reports whether a place of service may be used on a date.
func (s *Set) IsPlaceInForce(p Place, on claims.Date) bool { return false }

// IsTaxonomyInForce reports whether a provider taxonomy code is known on a date.
// A set without a taxonomy table knows all.
func (s *Set) IsTaxonomyInForce(taxonomy string, on claims.Date) bool { return false }

// IsExcluded reports whether a provider is excluded on a date. A waiver, which is
// for one state, does not lift an exclusion here.
func (s *Set) IsExcluded(npi NPI, on claims.Date) bool { return false }

// Business returns the set's number for a line of business: zero when its postings
// do not tell it from others.
func (s *Set) Business(name string) Business { return 0 }

// Posting returns what a rule posts. The row of the network and the line of
// business counts before the row of the network alone, that one before the row of
// the line of business alone, and that one before the row of any.
func (s *Set) Posting(r Rule, network Network, business Business) *Posting { return nil }
