package adjudicate

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// minutesOfDay are those of a civil day.
const minutesOfDay = 24 * 60

// DayLoadsOf returns the minutes that a claim takes of its provider's days by a set, in
// the order of the days: its adjudicated lines without those that are denied. It is
// empty where the set says no minutes of what was done.
func DayLoadsOf(claim *claims.Claim, set *rules.Set, isDenied func(sequence int) bool) []DayLoad {
	var loads []DayLoad
	for i := range claim.Lines {
		line := &claim.Lines[i]
		if !line.IsAdjudicated() || isDenied(line.Sequence) {
			continue
		}
		minutes := minutesOf(set.Listing(set.Procedure(line.Procedure), line.ServiceDate).Rule, line.Units)
		if minutes == 0 {
			continue
		}
		at, isThere := slices.BinarySearchFunc(loads, line.ServiceDate, func(l DayLoad, day claims.Date) int { return int(l.Date - day) })
		if !isThere {
			loads = slices.Insert(loads, at, DayLoad{Date: line.ServiceDate})
		}
		loads[at].Minutes += minutes
	}
	return loads
}

// checkDay signals a day on which the provider's services take more time than the day
// has for those who give them. Stays, of which a unit takes whole days, do not count.
func (r *run) checkDay(line *lineState) {
	if line.rule == nil || line.rule.Minutes == 0 || line.rule.Minutes >= minutesOfDay {
		return
	}
	sum := 0
	for i := range r.lines {
		if other := &r.lines[i]; other.ServiceDate == line.ServiceDate && (!other.isDenied || other == line) {
			sum += minutesOf(other.rule, other.Units)
		}
	}
	for i := range r.sameDay {
		if other := &r.sameDay[i]; other.ServiceDate == line.ServiceDate {
			sum += minutesOf(other.listing.Rule, other.Units)
		}
	}
	for _, load := range r.in.ProviderDays {
		if load.Date == line.ServiceDate {
			sum += load.Minutes
		}
	}
	most := line.provider.persons * minutesOfDay
	detail := r.note(line, rules.SignalImpossibleDay, sum > most)
	detail.Date, detail.Found, detail.Limit = line.ServiceDate, sum, most
}

func minutesOf(rule *rules.ProcedureRule, units int) int {
	if rule == nil || rule.Minutes >= minutesOfDay {
		return 0
	}
	return int(rule.Minutes) * units
}

// checkStay signals a stay that overlaps one of another claim: a procedure whose unit
// takes a day is a stay of so many days.
func (r *run) checkStay(line *lineState) {
	stay, isStay := stayOf(line.rule, line.ServiceDate, line.Units)
	if !isStay {
		return
	}
	for i := range r.in.History {
		past := &r.in.History[i]
		for j := range past.Lines {
			other := &past.Lines[j]
			if other.IsDenied {
				continue
			}
			rule := r.set.Listing(r.set.Procedure(other.Procedure), other.ServiceDate).Rule
			before, isStay := stayOf(rule, other.ServiceDate, other.Units)
			if isStay && before.Start < stay.End && stay.Start < before.End {
				detail := r.note(line, rules.SignalOverlappingStay, true)
				detail.Claim, detail.Line, detail.Date = past.ID, other.Sequence, before.Start
				return
			}
		}
	}
	r.note(line, rules.SignalOverlappingStay, false)
}

// checkHistory signals a patient of whom not all claims were looked at.
func (r *run) checkHistory(line *lineState) {
	if r.in.IsHistoryCut {
		r.note(line, rules.SignalHistoryCut, true)
	}
}

// stayOf returns the days of a stay. The day of discharge is not one of them.
func stayOf(rule *rules.ProcedureRule, start claims.Date, units int) (claims.Span, bool) {
	if rule == nil || rule.Minutes < minutesOfDay {
		return claims.Span{}, false
	}
	return claims.Span{Start: start, End: start.AddDays(units)}, true
}
