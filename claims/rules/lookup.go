package rules

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/internal/codeindex"
)

// Procedure returns the set's number for a procedure code.
func (s *Set) Procedure(code codes.Code) Procedure {
	return Procedure(s.procedures.Find(codeindex.Pack(code.Value)))
}

// Diagnosis returns the set's number for a diagnosis code.
func (s *Set) Diagnosis(code codes.Code) Diagnosis {
	return Diagnosis(s.diagnoses.Find(codeindex.Pack(code.Value)))
}

// ProcedureCode returns the code of a procedure, "" for zero.
func (s *Set) ProcedureCode(p Procedure) string { return s.procedures.Text(uint32(p)) }

// DiagnosisCode returns the code of a diagnosis, "" for zero.
func (s *Set) DiagnosisCode(d Diagnosis) string { return s.diagnoses.Text(uint32(d)) }

// IsInForce reports whether a code may be used on a date. SNOMED and CVX codes are
// known by their form, as [codes.Known] has it.
func (s *Set) IsInForce(code codes.Code, on claims.Date) bool {
	switch code.System {
	case codes.HCPCS:
		return s.hcpcs.has(uint32(s.Procedure(code)), on)
	case codes.Synthetic:
		return s.synthetic.has(uint32(s.Procedure(code)), on)
	case codes.ICD10CM:
		return s.icd10cm.has(uint32(s.Diagnosis(code)), on)
	case codes.SNOMED, codes.CVX:
		return codes.Known(code, on)
	}
	return false
}

// IsListedInForce is [Set.IsInForce] of a procedure code whose listing on the date is known.
func (s *Set) IsListedInForce(l *Listing, code codes.Code, on claims.Date) bool {
	switch code.System {
	case codes.HCPCS:
		return l.isIn(inHCPCS)
	case codes.Synthetic:
		return l.isIn(inSynthetic)
	case codes.ICD10CM, codes.SNOMED, codes.CVX:
	}
	return s.IsInForce(code, on)
}

// IsDiagnosisListedInForce is [Set.IsInForce] of a diagnosis code whose listing on the
// date is known.
func (s *Set) IsDiagnosisListedInForce(l *DiagnosisListing, code codes.Code, on claims.Date) bool {
	if code.System == codes.ICD10CM {
		return l.isICD10CM
	}
	return s.IsInForce(code, on)
}

// ModifierRule returns what a modifier says on a date, or nil when it is not in
// force. A table that is an excerpt, as the built-in one is, has a row of every
// other modifier.
func (s *Set) ModifierRule(m Modifier, on claims.Date) *ModifierRule {
	if m == 0 {
		return nil
	}
	if from, to := s.modifiers.of(uint32(m)); from < to {
		return s.modifiers.on(uint32(m), on)
	}
	return s.modifiers.on(0, on)
}

// Pair returns the indicator of the NCCI pair of two procedures on a date. The
// procedure of column 2 is the one that is denied.
func (s *Set) Pair(setting Setting, column1, column2 Procedure, on claims.Date) (Indicator, bool) {
	pairs := s.PairsOf(setting, column1)
	return pairs.With(column2, on)
}

// PairsOf returns the NCCI pairs in which a procedure stands in column 1.
func (s *Set) PairsOf(setting Setting, column1 Procedure) Pairs {
	return s.pairs[setting].of(uint32(column1))
}

// IsPrimary reports whether a procedure may be the primary of an add-on on a date.
func (s *Set) IsPrimary(addOn, primary Procedure, on claims.Date) bool {
	from, to := s.addOns.of(uint32(addOn))
	for i := from; i < to; i++ {
		version := &s.addOns.rows[i]
		named := version.row.primary
		isFit := named == uint32(primary) || (named == 0 && primary != addOn)
		if isFit && version.span.Contains(on) {
			return true
		}
	}
	return false
}

// Limits appends the limits of a procedure on a date to dst.
func (s *Set) Limits(dst []Limit, p Procedure, on claims.Date) []Limit {
	from, to := s.limits.of(uint32(p))
	for i := from; i < to; i++ {
		if version := &s.limits.rows[i]; version.span.Contains(on) {
			dst = append(dst, version.row)
		}
	}
	return dst
}

// Support says whether a diagnosis code supports a procedure on a date. Where it
// does for a prefix of the code, it does for the code.
func (s *Set) Support(p Procedure, diagnosis string, on claims.Date) Support {
	from, to := s.supports.of(uint32(p))
	if from == to {
		return Unlisted
	}
	answer, whole := Unlisted, leading(diagnosis)
	for i := from; i < to; i++ {
		version := &s.supports.rows[i]
		if !version.span.Contains(on) {
			continue
		}
		if isLeading(version.row.prefix, whole) {
			return Supported
		}
		answer = Unsupported
	}
	return answer
}

// isLeading reports whether the characters of a prefix begin a text: see [leading].
func isLeading(prefix, text uint64) bool {
	for shift := 56; shift >= 0; shift -= 8 {
		c := byte(prefix >> shift)
		if c == 0 {
			return true
		}
		if c != byte(text>>shift) {
			return false
		}
	}
	return true
}

// IsPlaceInForce reports whether a place of service may be used on a date.
func (s *Set) IsPlaceInForce(p Place, on claims.Date) bool { return s.places.has(uint32(p), on) }

// IsTaxonomyInForce reports whether a provider taxonomy code is known on a date.
// A set without a taxonomy table knows all.
func (s *Set) IsTaxonomyInForce(taxonomy string, on claims.Date) bool {
	return len(s.taxonomy.rows) == 0 || s.taxonomy.has(s.taxonomies.Find(codeindex.Pack(taxonomy)), on)
}

// IsExcluded reports whether a provider is excluded on a date. A waiver, which is
// for one state, does not lift an exclusion here.
func (s *Set) IsExcluded(p ProviderSymbol, on claims.Date) bool {
	return s.exclusions.has(uint32(p), on)
}

// ProviderOf returns the set's number for a provider's identifier.
func (s *Set) ProviderOf(npi NPI) ProviderSymbol {
	if npi == 0 {
		return 0
	}
	return ProviderSymbol(s.npis.Find(codeindex.PackTenDigits(uint64(npi))))
}

// Business returns the set's number for a line of business: zero when its postings
// do not tell it from others.
func (s *Set) Business(name string) Business {
	return Business(max(0, slices.Index(s.postings.business, name)))
}

// Posting returns what a rule posts, or nil for a rule that denies nothing. The
// row of the network and the line of business counts before the row of the network
// alone, that one before the row of the line of business alone, and that one
// before the row of any. What the set's own rows say of a rule counts before what the
// program's do.
func (s *Set) Posting(r Rule, network Network, business Business) *Posting {
	if r == 0 || r > ruleCount || network > OutOfNetwork || int(business) >= len(s.postings.business) {
		return nil
	}
	return s.postings.chosen[s.postings.at(r, network, business)]
}
