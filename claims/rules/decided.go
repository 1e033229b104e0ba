package rules

import (
	"cmp"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
)

// allDates is what a set without files of its own decides.
var allDates = []claims.Span{{}}

// decidedBy returns the dates that files of every table decide, those of prices among them:
// of each table what its files have together, and of those what they have in common.
func decidedBy(files []Entry) []claims.Span {
	spans := map[string][]claims.Span{}
	for i := range files {
		name := files[i].Kind
		if of := kindOf(name); of != nil {
			name = of.table
		}
		spans[name] = append(spans[name], files[i].Span)
	}
	decided := allDates
	for _, list := range spans {
		decided = common(decided, union(list))
	}
	return decided
}

// union returns the dates of all spans, in their order, those that overlap or touch as one.
func union(spans []claims.Span) []claims.Span {
	slices.SortFunc(spans, func(a, b claims.Span) int { return cmp.Compare(a.Start, b.Start) })
	var whole []claims.Span
	for _, next := range spans {
		last := len(whole) - 1
		if last < 0 || (!whole[last].End.IsZero() && whole[last].End < next.Start) {
			whole = append(whole, next)
			continue
		}
		whole[last].End = later(whole[last].End, next.End)
	}
	return whole
}

// common returns the dates that two lists of spans have in common, in their order.
func common(a, b []claims.Span) []claims.Span {
	var both []claims.Span
	for _, x := range a {
		for _, y := range b {
			if span, isAny := intersect(x, y); isAny {
				both = append(both, span)
			}
		}
	}
	return both
}

// later returns the later of two ends, of which zero is open.
func later(a, b claims.Date) claims.Date {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	return max(a, b)
}
