package rules

import (
	"strings"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/codeindex"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

const (
	modifierCode = iota
	modifierStart
	modifierEnd
	modifierMeanings
	modifierProcedures
)

var modifiersLayout = table.Layout{Columns: []table.Column{
	{Name: "modifier"}, {Name: "start"}, {Name: "end"}, {Name: "meanings"}, {Name: "procedures"},
}}

// meaningWords are the names of the meanings, a bit each.
var meaningWords = []string{
	"repeat", "distinct", "bilateral", "left-or-right", "assistant", "professional", "technical", "reduced", "discontinued",
	"multiple", "telehealth", "co-surgeon", "team", "unrelated", "sex-override", "notice",
}

// otherModifiers stands for every modifier that the table has no row of. A table
// without it is complete: what it does not have is not in force.
const otherModifiers = "*"

// loadModifiers reads the modifiers that are in force.
func loadModifiers(l *loader, f *file) {
	l.each(f, &modifiersLayout, func(r *table.Reader) bool {
		code := r.Text(modifierCode)
		modifier := ModifierOf(code)
		isModifier := modifier != 0 || code == otherModifiers
		if !isModifier {
			r.FaultValue(modifierCode, errs.ValueInvalid, "two digits or capital letters, or *")
		}
		span, isSpan := r.Span(modifierStart, modifierEnd)
		meaning, isMeaning := readWords(r, modifierMeanings, meaningWords)
		procedures, isProcedures := readPrefixes(r, modifierProcedures, codeindex.MaxLetters)
		if !isModifier || !isSpan || !isMeaning || !isProcedures {
			return false
		}
		span, isWithin := f.within(span)
		if isWithin {
			l.modifiers.add(r, uint32(modifier), 0, span, ModifierRule{Meaning: Meaning(meaning), Procedures: procedures})
		}
		return isWithin
	})
}

func appendModifier(dst []byte, r *ModifierRule) []byte {
	dst = appendWords(dst, uint32(r.Meaning), meaningWords)
	return append(append(dst, ','), strings.Join(r.Procedures, " ")...)
}
