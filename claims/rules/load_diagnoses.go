package rules

import (
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

const (
	diagnosisCode = iota
	diagnosisStart
	diagnosisEnd
	diagnosisAges
	diagnosisSex
	diagnosisFlags
)

var diagnosesLayout = table.Layout{Columns: []table.Column{
	{Name: "diagnosis"}, {Name: "start"}, {Name: "end"}, {Name: "ages"}, {Name: "sex"}, {Name: "flags"},
}}

var diagnosisWords = []string{"unacceptable-principal", "manifestation", "not-covered", "questionable-admission"}

// loadDiagnoses reads what diagnoses fit.
func loadDiagnoses(l *loader, f *file) {
	l.each(f, &diagnosesLayout, func(r *table.Reader) bool {
		number, isCode := l.diagnosis(r, diagnosisCode)
		span, isSpan := r.Span(diagnosisStart, diagnosisEnd)
		ages, isAges := readAges(r, diagnosisAges)
		sex, isSex := readSex(r, diagnosisSex)
		flags, isFlags := readWords(r, diagnosisFlags, diagnosisWords)
		if !isCode || !isSpan || !isAges || !isSex || !isFlags {
			return false
		}
		span, isWithin := f.within(span)
		if isWithin {
			l.diagnosisRules.add(r, number, 0, span, DiagnosisRule{
				Ages: ages, Sex: sex, IsUnacceptablePrincipal: flags&1 != 0, IsManifestation: flags&2 != 0,
				IsNotCovered: flags&4 != 0, IsQuestionableAdmission: flags&8 != 0,
			})
		}
		return isWithin
	})
}

func appendDiagnosis(dst []byte, r *DiagnosisRule) []byte {
	dst = append(appendAges(dst, r.Ages), ',')
	dst = append(appendSex(dst, r.Sex), ',')
	flags := bit(r.IsUnacceptablePrincipal, 0) | bit(r.IsManifestation, 1) | bit(r.IsNotCovered, 2) | bit(r.IsQuestionableAdmission, 3)
	return appendWords(dst, flags, diagnosisWords)
}
