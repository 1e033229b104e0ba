package rules

import (
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// addOn is a procedure that an add-on may stand with; zero is any.
type addOn struct{ primary uint32 }

const (
	addOnCode = iota
	addOnPrimary
	addOnStart
	addOnEnd
)

var addOnsLayout = table.Layout{Columns: []table.Column{{Name: "add-on"}, {Name: "primary"}, {Name: "start"}, {Name: "end"}}}

// loadAddOns reads the primaries of add-ons, * being any other procedure.
func loadAddOns(l *loader, f *file) {
	l.each(f, &addOnsLayout, func(r *table.Reader) bool {
		number, isCode := l.procedure(r, addOnCode)
		primary, isPrimary := uint32(0), true
		if r.Text(addOnPrimary) != "*" {
			primary, isPrimary = l.procedure(r, addOnPrimary)
		}
		span, isSpan := r.Span(addOnStart, addOnEnd)
		if !isCode || !isPrimary || !isSpan {
			return false
		}
		if number == primary {
			r.Fault(addOnPrimary, errs.ValueInvalid, "another procedure than the add-on")
			return false
		}
		span, isWithin := f.within(span)
		if isWithin {
			l.addOns.add(r, number, uint64(primary), span, addOn{primary})
		}
		return isWithin
	})
}
