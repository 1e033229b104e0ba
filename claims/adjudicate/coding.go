package adjudicate

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// checkRuleSet has a line wait whose date no rule set decides: it is not guessed at.
func (r *run) checkRuleSet(line *lineState) {
	r.note(line, rules.NoRules, !r.isDecided(line)).Date = r.set.Span().Start
}

// isDecided reports whether the set has tables for the line's date: on another nothing
// is known of what is in force.
func (r *run) isDecided(line *lineState) bool { return r.set.Decides(line.ServiceDate) }

// checkCode denies a procedure code that was not in force on the date of service.
func (r *run) checkCode(line *lineState) {
	if r.isDecided(line) {
		r.note(line, rules.CodeNotInForce, !r.set.IsListedInForce(line.listing, line.Procedure, line.ServiceDate)).Code = line.Procedure
	}
	if line.rule != nil && line.rule.IsNotCovered {
		r.note(line, rules.PricingClassNotCovered, true).Code = line.Procedure
	}
}

// checkModifiers denies a line whose modifiers were not in force, do not fit the
// procedure, or lack one that the procedure needs.
func (r *run) checkModifiers(line *lineState) {
	hasRequired := line.rule == nil || len(line.rule.Required) == 0
	if len(line.Modifiers) == 0 && hasRequired {
		return
	}
	var ended, unfit string
	for i, text := range line.Modifiers[:min(len(line.Modifiers), len(line.modifiers))] {
		modifier := line.modifiers[i]
		rule := r.set.ModifierRule(modifier, line.ServiceDate)
		switch {
		case rule == nil && ended == "" && r.isDecided(line):
			ended = text
		case unfit == "" && !fits(line.rule, rule, modifier, line.Procedure.Value):
			unfit = text
		}
		hasRequired = hasRequired || slices.Contains(line.rule.Required, modifier)
	}
	r.note(line, rules.ModifierNotInForce, ended != "").Text = ended
	detail := r.note(line, rules.ModifierInconsistent, unfit != "" || !hasRequired)
	detail.Text, detail.Code = unfit, line.Procedure
}

// fits reports whether a modifier may stand with a procedure, by the tables of either.
func fits(procedure *rules.ProcedureRule, modifier *rules.ModifierRule, symbol rules.Modifier, code string) bool {
	if modifier != nil && !modifier.Fits(code) {
		return false
	}
	return procedure == nil || len(procedure.Allowed) == 0 || slices.Contains(procedure.Allowed, symbol)
}

// checkPlace denies a line at a place where the procedure is not given.
func (r *run) checkPlace(line *lineState) {
	place := rules.PlaceOf(line.PlaceOfService)
	if place == 0 || line.rule == nil || line.rule.Places.IsEmpty() {
		return
	}
	detail := r.note(line, rules.PlaceInconsistent, !line.rule.Places.Has(place))
	detail.Text, detail.Code = line.PlaceOfService, line.Procedure
}

// checkPatient denies a procedure that does not fit the patient's age or sex.
func (r *run) checkPatient(line *lineState) {
	patient := &r.in.Patient
	if line.rule == nil {
		return
	}
	if line.rule.Ages.Unit != rules.AnyAge && !patient.BirthDate.IsZero() {
		isFit := line.rule.Ages.Fit(patient.BirthDate, line.ServiceDate)
		detail := r.note(line, rules.ProcedureAge, !isFit)
		detail.Code, detail.Date = line.Procedure, patient.BirthDate
	}
	if line.rule.Sex != rules.AnySex && patient.Sex != rules.AnySex {
		isConflict := patient.Sex.Conflicts(line.rule.Sex) && !line.meaning.Has(rules.SexOverride)
		r.note(line, rules.ProcedureSex, isConflict).Code = line.Procedure
	}
}

// checkProviderType denies a procedure that is not of the provider's type.
func (r *run) checkProviderType(line *lineState) {
	taxonomy := line.provider.taxonomy
	if line.rule == nil || len(line.rule.Taxonomies) == 0 || taxonomy == "" {
		return
	}
	detail := r.note(line, rules.ProcedureProviderType, !line.rule.FitsTaxonomy(taxonomy))
	detail.Code, detail.Text = line.Procedure, taxonomy
}

// checkDiagnoses denies a line whose diagnoses were not in force, are not covered,
// or do not fit the patient or their place in the order. The first of the claim is its
// principal one.
func (r *run) checkDiagnoses(line *lineState) {
	pointers := r.pointers(line)
	if line.rule != nil && line.rule.NeedsDiagnosis {
		r.note(line, rules.DiagnosisMissing, len(pointers) == 0).Code = line.Procedure
	}
	if len(pointers) == 0 || len(r.diagnoses) == 0 {
		return
	}
	var ended, uncovered, age, sex codes.Code
	isAgeAsked, isSexAsked := false, false
	for _, pointer := range pointers {
		if pointer < 1 || pointer > len(r.diagnoses) {
			continue
		}
		diagnosis := &r.diagnoses[pointer-1]
		r.lookUp(diagnosis, line.ServiceDate)
		keepFirst(&ended, diagnosis.code, !diagnosis.isInForce)
		rule := diagnosis.rule
		if rule == nil {
			continue
		}
		keepFirst(&uncovered, diagnosis.code, rule.IsNotCovered)
		if rule.Ages.Unit != rules.AnyAge && !r.in.Patient.BirthDate.IsZero() {
			isAgeAsked = true
			keepFirst(&age, diagnosis.code, !rule.Ages.Fit(r.in.Patient.BirthDate, line.ServiceDate))
		}
		if rule.Sex != rules.AnySex && r.in.Patient.Sex != rules.AnySex {
			isSexAsked = true
			keepFirst(&sex, diagnosis.code, rule.Sex.Conflicts(r.in.Patient.Sex) && !line.meaning.Has(rules.SexOverride))
		}
	}
	none := codes.Code{}
	if r.isDecided(line) {
		r.note(line, rules.DiagnosisNotInForce, ended != none).Code = ended
	}
	if uncovered != none {
		r.note(line, rules.DiagnosisNotCovered, true).Code = uncovered
	}
	if isAgeAsked {
		detail := r.note(line, rules.DiagnosisAge, age != none)
		detail.Code, detail.Date = age, r.in.Patient.BirthDate
	}
	if isSexAsked {
		r.note(line, rules.DiagnosisSex, sex != none).Code = sex
	}
	r.checkPrincipal(line)
}

// pointers returns the positions of a line's diagnoses. The lines of an institutional
// claim point to none (an 837I has no pointers): they have all of the claim's.
func (r *run) pointers(line *lineState) []int {
	if len(line.DiagnosisPointers) > 0 || r.setting != rules.Hospital {
		return line.DiagnosisPointers
	}
	r.positions = r.positions[:0]
	for i := range r.diagnoses {
		r.positions = append(r.positions, i+1)
	}
	return r.positions
}

// checkPrincipal looks at the claim's first diagnosis. That some may not stand first
// is of institutional claims; that a manifestation follows its cause, of all.
func (r *run) checkPrincipal(line *lineState) {
	first := &r.diagnoses[0]
	r.lookUp(first, line.ServiceDate)
	rule := first.rule
	if rule == nil {
		return
	}
	if r.setting == rules.Hospital {
		r.note(line, rules.DiagnosisPrincipalUnacceptable, rule.IsUnacceptablePrincipal).Code = first.code
	}
	r.note(line, rules.DiagnosisManifestationFirst, rule.IsManifestation).Code = first.code
}

func keepFirst(kept *codes.Code, code codes.Code, isHit bool) {
	if isHit && *kept == (codes.Code{}) {
		*kept = code
	}
}

// checkSupport denies a procedure that none of the line's diagnoses supports, where
// the tables list what does: a line without a diagnosis has none that does.
func (r *run) checkSupport(line *lineState) {
	if !line.listing.HasSupports() {
		return
	}
	pointers := r.pointers(line)
	isSupported := false
	isListed := len(pointers) == 0 && r.set.Support(line.procedure, "", line.ServiceDate) != rules.Unlisted
	for _, pointer := range pointers {
		if pointer < 1 || pointer > len(r.diagnoses) {
			continue
		}
		switch r.set.Support(line.procedure, r.diagnoses[pointer-1].code.Value, line.ServiceDate) {
		case rules.Supported:
			isListed, isSupported = true, true
		case rules.Unsupported:
			isListed = true
		case rules.Unlisted:
		}
	}
	if isListed {
		r.note(line, rules.DiagnosisProcedure, !isSupported).Code = line.Procedure
	}
}
