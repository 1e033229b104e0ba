package rules

import (
	"strings"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

const (
	limitProcedure = iota
	limitStart
	limitEnd
	limitMost
	limitOf
	limitPer
)

var limitsLayout = table.Layout{Columns: []table.Column{
	{Name: "procedure"}, {Name: "start"}, {Name: "end"}, {Name: "most"}, {Name: "of"}, {Name: "per"},
}}

// maxWindow bounds a window in days: a hundred years.
const maxWindow = 36525

// loadLimits reads how often procedures may be had.
func loadLimits(l *loader, f *file) {
	l.each(f, &limitsLayout, func(r *table.Reader) bool {
		number, isCode := l.procedure(r, limitProcedure)
		span, isSpan := r.Span(limitStart, limitEnd)
		most, isMost := r.Int(limitMost, 1, claims.MaxUnits)
		limit, isLimit := readLimit(r)
		if !isCode || !isSpan || !isMost || !isLimit {
			return false
		}
		sub := uint64(limit.Window)<<32 | uint64(limit.Days)<<1 | uint64(bit(limit.IsUnits, 0))
		limit.Most = uint16(most)
		span, isWithin := f.within(span)
		if isWithin {
			l.limits.add(r, number, sub, span, limit)
		}
		return isWithin
	})
}

// readLimit reads what is counted, services or units, and over what: day,
// calendar-year, lifetime, or N days.
func readLimit(r *table.Reader) (Limit, bool) {
	var limit Limit
	switch string(r.Bytes(limitOf)) {
	case "services":
	case "units":
		limit.IsUnits = true
	default:
		r.FaultValue(limitOf, errs.ValueInvalid, "services or units")
		return Limit{}, false
	}
	switch per := string(r.Bytes(limitPer)); per {
	case "day":
		limit.Window = PerDay
	case "calendar-year":
		limit.Window = PerCalendarYear
	case "lifetime":
		limit.Window = PerLifetime
	default:
		count, isDays := strings.CutSuffix(per, " days")
		days, isNumber := table.ParseInt([]byte(count))
		if !isDays || !isNumber || days < 2 || days > maxWindow {
			r.FaultValue(limitPer, errs.ValueInvalid, "day, calendar-year, lifetime or 2 to 36525 days")
			return Limit{}, false
		}
		limit.Window, limit.Days = PerDays, uint16(days)
	}
	return limit, true
}

// appendWindow appends what tells a limit from others of its procedure.
func appendWindow(dst []byte, limit *Limit) []byte {
	if limit.IsUnits {
		dst = append(dst, "units,"...)
	} else {
		dst = append(dst, "services,"...)
	}
	switch limit.Window {
	case PerDay:
		return append(dst, "day"...)
	case PerCalendarYear:
		return append(dst, "calendar-year"...)
	case PerLifetime:
		return append(dst, "lifetime"...)
	case PerDays:
	}
	return append(appendInt(dst, int(limit.Days)), " days"...)
}
