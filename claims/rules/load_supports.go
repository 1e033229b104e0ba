package rules

import (
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// support is a prefix of the diagnosis codes that support a procedure, its
// characters from the highest byte on.
type support struct{ prefix uint64 }

const (
	supportProcedure = iota
	supportDiagnosis
	supportStart
	supportEnd
)

var supportsLayout = table.Layout{Columns: []table.Column{{Name: "procedure"}, {Name: "diagnosis"}, {Name: "start"}, {Name: "end"}}}

// maxPrefix is the most characters of a diagnosis prefix.
const maxPrefix = 8

// loadSupports reads which diagnoses support a procedure.
func loadSupports(l *loader, f *file) {
	l.each(f, &supportsLayout, func(r *table.Reader) bool {
		number, isCode := l.procedure(r, supportProcedure)
		_, isDiagnosis := code(r, supportDiagnosis, maxPrefix)
		span, isSpan := r.Span(supportStart, supportEnd)
		if !isCode || !isDiagnosis || !isSpan {
			return false
		}
		prefix := leading(r.Text(supportDiagnosis))
		span, isWithin := f.within(span)
		if isWithin {
			l.supports.add(r, number, prefix, span, support{prefix})
		}
		return isWithin
	})
}

// leading returns the first eight characters of a text from the highest byte on.
func leading(text string) uint64 {
	var number uint64
	for i := range min(len(text), maxPrefix) {
		number |= uint64(text[i]) << (56 - 8*i)
	}
	return number
}

func appendLeading(dst []byte, number uint64) []byte {
	for ; number != 0; number <<= 8 {
		dst = append(dst, byte(number>>56))
	}
	return dst
}
