package rules

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
)

// Procedure returns the set's number for a procedure code.
func (s *Set) Procedure(code codes.Code) Procedure {
	return Procedure(s.procedures.find(pack(code.Value)))
}

// Diagnosis returns the set's number for a diagnosis code.
func (s *Set) Diagnosis(code codes.Code) Diagnosis {
	return Diagnosis(s.diagnoses.find(pack(code.Value)))
}

// ProcedureCode returns the code of a procedure, "" for zero.
func (s *Set) ProcedureCode(p Procedure) string { return s.procedures.text(uint32(p)) }

// DiagnosisCode returns the code of a diagnosis, "" for zero.
func (s *Set) DiagnosisCode(d Diagnosis) string { return s.diagnoses.text(uint32(d)) }

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

// IsProcedureInForce is [Set.IsInForce] of a procedure code whose number is known.
func (s *Set) IsProcedureInForce(p Procedure, code codes.Code, on claims.Date) bool {
	switch code.System {
	case codes.HCPCS:
		return s.hcpcs.has(uint32(p), on)
	case codes.Synthetic:
		return s.synthetic.has(uint32(p), on)
	case codes.ICD10CM, codes.SNOMED, codes.CVX:
	}
	return s.IsInForce(code, on)
}

// IsDiagnosisInForce is [Set.IsInForce] of a diagnosis code whose number is known.
func (s *Set) IsDiagnosisInForce(d Diagnosis, code codes.Code, on claims.Date) bool {
	if code.System == codes.ICD10CM {
		return s.icd10cm.has(uint32(d), on)
	}
	return s.IsInForce(code, on)
}

// ProcedureRule returns what a procedure fits on a date, or nil when the set says
// nothing of it. The set's own row counts before one of the Medicare Code Editor.
func (s *Set) ProcedureRule(p Procedure, on claims.Date) *ProcedureRule {
	if rule := s.procedureRules.on(uint32(p), on); rule != nil {
		return rule
	}
	return s.mceProcedures.on(uint32(p), on)
}

// DiagnosisRule returns what a diagnosis fits on a date, or nil when the set says
// nothing of it. The set's own row counts before one of the Medicare Code Editor.
func (s *Set) DiagnosisRule(d Diagnosis, on claims.Date) *DiagnosisRule {
	if rule := s.diagnosisRules.on(uint32(d), on); rule != nil {
		return rule
	}
	return s.mceDiagnoses.on(uint32(d), on)
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
	return s.pairs[setting].find(uint32(column1), uint32(column2), on)
}

// MUE returns the largest plausible number of units of a procedure on a date.
func (s *Set) MUE(setting Setting, p Procedure, on claims.Date) (MUE, bool) {
	if row := s.mues[setting].on(uint32(p), on); row != nil {
		return *row, true
	}
	return MUE{}, false
}

// IsAddOn reports whether a procedure is an add-on on a date: it needs a primary.
func (s *Set) IsAddOn(p Procedure, on claims.Date) bool { return s.addOns.has(uint32(p), on) }

// IsPrimary reports whether a procedure may be the primary of an add-on on a date.
func (s *Set) IsPrimary(addOn, primary Procedure, on claims.Date) bool {
	from, to := s.addOns.of(uint32(addOn))
	for i := from; i < to; i++ {
		named := s.addOns.rows[i].primary
		isFit := named == uint32(primary) || (named == 0 && primary != addOn)
		if isFit && s.addOns.spans[i].Contains(on) {
			return true
		}
	}
	return false
}

// Limits appends the limits of a procedure on a date to dst.
func (s *Set) Limits(dst []Limit, p Procedure, on claims.Date) []Limit {
	from, to := s.limits.of(uint32(p))
	for i := from; i < to; i++ {
		if s.limits.spans[i].Contains(on) {
			dst = append(dst, s.limits.rows[i])
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
		if !s.supports.spans[i].Contains(on) {
			continue
		}
		if isLeading(s.supports.rows[i].prefix, whole) {
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
	return len(s.taxonomy.rows) == 0 || s.taxonomy.has(s.taxonomies.find(pack(taxonomy)), on)
}

// IsExcluded reports whether a provider is excluded on a date. A waiver, which is
// for one state, does not lift an exclusion here.
func (s *Set) IsExcluded(npi NPI, on claims.Date) bool {
	return npi != 0 && s.exclusions.has(s.npiSymbol(npi), on)
}

// npiSymbol returns the set's number for an identifier.
func (s *Set) npiSymbol(npi NPI) uint32 {
	const leadingOne = 10_000_000_000 // as pack puts before digits
	return s.npis.find(digitsOnly | (leadingOne + uint64(npi)))
}

// Business returns the set's number for a line of business: zero when its postings
// do not tell it from others.
func (s *Set) Business(name string) Business {
	return Business(max(0, slices.Index(s.postings.business, name)))
}

// Posting returns what a rule posts, or nil for a rule that denies nothing. The
// row of the network and the line of business counts before the row of the network
// alone, that one before the row of the line of business alone, and that one
// before the row of any.
func (s *Set) Posting(r Rule, network Network, business Business) *Posting {
	if r == 0 || r > ruleCount || network > OutOfNetwork || int(business) >= len(s.postings.business) {
		return nil
	}
	return s.postings.chosen[s.postings.at(r, network, business)]
}
