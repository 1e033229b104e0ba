package adjudicate

import (
	"cmp"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// checkPairs denies a procedure that is not paid beside another of the same provider,
// patient and day. Within a claim it is the one of column 2, and of a pair that is listed
// both ways the later line; beside another claim's line it is this one, whichever of the
// two columns it stands in: what was paid before is corrected by replacing that claim.
// Lines that pairs deny bundle others all the same: what is part of a part is part of
// the whole.
func (r *run) checkPairs(line *lineState) {
	if line.procedure == 0 {
		return
	}
	looked, isHit := 0, false
	var found pairFound
	for i := range r.lines {
		other := &r.lines[i]
		if other.Sequence == line.Sequence || other.ServiceDate != line.ServiceDate || other.isDenied {
			continue
		}
		looked++
		if indicator, isPair := pair(&other.pairs, line.procedure, line.ServiceDate); isPair && !isHit {
			found = pairFound{line: other.Sequence, code: &other.Procedure, indicator: indicator}
			isHit = isBundled(indicator, line.meaning|other.meaning) && !isFirstOfTwo(line, other)
		}
	}
	for i := range r.sameDay {
		other := &r.sameDay[i]
		if other.ServiceDate != line.ServiceDate {
			continue
		}
		looked++
		for _, column := range [...]string{"", ColumnOne} {
			of, with := &other.pairs, line.procedure
			if column == ColumnOne {
				of, with = &line.pairs, other.procedure
			}
			if indicator, isPair := pair(of, with, line.ServiceDate); isPair && !isHit {
				found = pairFound{line: other.Sequence, claim: other.claim, code: &other.Procedure, indicator: indicator, column: column}
				isHit = isBundled(indicator, line.meaning|other.meaning)
			}
		}
	}
	if looked == 0 {
		return
	}
	if detail := r.note(line, rules.NCCIPair, isHit); found.code != nil {
		detail.Line, detail.Claim, detail.Code, detail.Indicator = found.line, found.claim, *found.code, int(found.indicator)
		detail.Text = found.column
	}
}

// pairFound is the other line of a pair, or an add-on's primary.
type pairFound struct {
	line      int
	claim     claims.ID   // "" for this one
	code      *codes.Code // nil: there is no pair
	indicator rules.Indicator
	column    string // [ColumnOne], or "": the other line stands there
}

// isFirstOfTwo reports whether a line comes before another that it bundles in its turn:
// of two lines that would deny each other the first stands.
func isFirstOfTwo(line, other *lineState) bool {
	if line.Sequence > other.Sequence {
		return false
	}
	indicator, isPair := pair(&line.pairs, other.procedure, line.ServiceDate)
	return isPair && isBundled(indicator, line.meaning|other.meaning)
}

// pair returns the indicator of a pair that is an edit on a date.
func pair(column1 *rules.Pairs, column2 rules.Procedure, on claims.Date) (rules.Indicator, bool) {
	indicator, isPair := column1.With(column2, on)
	return indicator, isPair && indicator != rules.NotApplicable
}

// isBundled reports whether a pair stands, given what the modifiers of both lines say.
func isBundled(indicator rules.Indicator, meaning rules.Meaning) bool {
	return indicator == rules.NeverTogether || !meaning.Has(rules.Distinct)
}

// checkUnits denies a line with more units than are plausible of a line: those of
// adjudication indicator 1. The whole line is denied, and not what is too many.
func (r *run) checkUnits(line *lineState) {
	if limit, isListed := line.listing.MUE(r.setting); isListed && limit.Adjudication == 1 {
		r.noteUnits(line, limit, line.Units)
	}
}

// checkUnitsOfDay denies the lines of a day on which the provider has more units than
// are plausible: those of indicators 2 and 3.
func (r *run) checkUnitsOfDay(line *lineState) {
	if limit, isListed := line.listing.MUE(r.setting); isListed && limit.Adjudication != 1 {
		r.noteUnits(line, limit, r.unitsOfDay(line))
	}
}

func (r *run) noteUnits(line *lineState, limit rules.MUE, units int) {
	detail := r.note(line, rules.MUEUnits, units > int(limit.Units))
	detail.Code, detail.Found, detail.Limit, detail.Indicator = line.Procedure, units, int(limit.Units), int(limit.Adjudication)
}

// unitsOfDay sums the units of the line's procedure that the provider has on its day,
// without those of other lines that are denied.
func (r *run) unitsOfDay(line *lineState) int {
	sum := 0
	for i := range r.lines {
		other := &r.lines[i]
		if other.procedure == line.procedure && other.ServiceDate == line.ServiceDate && (!other.isDenied || other.Line == line.Line) {
			sum += other.Units
		}
	}
	for i := range r.sameDay {
		if other := &r.sameDay[i]; other.procedure == line.procedure && other.ServiceDate == line.ServiceDate {
			sum += other.Units
		}
	}
	return sum
}

// checkAddOn denies an add-on whose primary procedure the provider has not on the day.
// See findPrimaries, which was asked before.
func (r *run) checkAddOn(line *lineState) {
	if !line.listing.IsAddOn() {
		return
	}
	primary := r.findPrimary(line)
	detail := r.note(line, rules.AddOnPrimaryMissing, primary.code == nil && !r.in.Given.hasPrimary(line.Sequence))
	if detail.Code = line.Procedure; primary.code != nil {
		detail.Line, detail.Claim, detail.Code = primary.line, primary.claim, *primary.code
	} else {
		detail.Line = r.unpaidPrimary(line)
	}
}

// unpaidPrimary returns the sequence of a line of the claim that an add-on would stand with
// if it were paid: it is denied, or has no charge. Zero is none.
func (r *run) unpaidPrimary(line *lineState) int {
	for i := range r.in.Claim.Lines {
		other := &r.in.Claim.Lines[i]
		if other.ServiceDate == line.ServiceDate && r.isPrimary(line, r.set.Procedure(other.Procedure)) {
			return other.Sequence
		}
	}
	return 0
}

// findPrimaries finds out which add-ons have a primary by what was asked so far, and has
// the others stand as denied. A primary that is an add-on must have one too, so that a
// chain ends in a service which stands by itself.
func (r *run) findPrimaries() {
	for i := range r.lines {
		r.lines[i].hasPrimary = false
	}
	for isFound := true; isFound; {
		isFound = false
		for i := range r.lines {
			line := &r.lines[i]
			if line.listing.IsAddOn() && !line.hasPrimary && (r.in.Given.hasPrimary(line.Sequence) || r.findPrimary(line).code != nil) {
				line.hasPrimary, isFound = true, true
			}
		}
	}
	for i := range r.lines {
		line := &r.lines[i]
		line.isDenied = line.isDenied || line.listing.IsAddOn() && !line.hasPrimary
	}
}

// findPrimary returns a line that an add-on may stand with: of the claim one that is not
// denied, or of another claim.
func (r *run) findPrimary(line *lineState) pairFound {
	for i := range r.lines {
		other := &r.lines[i]
		stands := !other.isDenied && (other.hasPrimary || !other.listing.IsAddOn())
		if stands && other.ServiceDate == line.ServiceDate && r.isPrimary(line, other.procedure) {
			return pairFound{line: other.Sequence, code: &other.Procedure}
		}
	}
	for i := range r.sameDay {
		other := &r.sameDay[i]
		if other.ServiceDate == line.ServiceDate && r.isPrimary(line, other.procedure) {
			return pairFound{line: other.Sequence, claim: other.claim, code: &other.Procedure}
		}
	}
	return pairFound{}
}

func (r *run) isPrimary(addOn *lineState, primary rules.Procedure) bool {
	return primary != 0 && r.set.IsPrimary(addOn.procedure, primary, addOn.ServiceDate)
}

// checkFrequency denies a service that the patient had as often as it may be had.
func (r *run) checkFrequency(line *lineState) {
	if !line.listing.HasLimits() {
		return
	}
	r.limits = r.set.Limits(r.limits[:0], line.procedure, line.ServiceDate)
	r.gatherServices(line)
	for _, limit := range r.limits {
		first, before := r.had(limit, line.ServiceDate)
		now := 1
		if limit.IsUnits {
			now = line.Units
		}
		detail := r.note(line, rules.FrequencyReached, before+now > int(limit.Most))
		detail.Code, detail.Date, detail.Found, detail.Limit, detail.Days, detail.Indicator = line.Procedure, first, before, int(limit.Most), int(limit.Days), int(limit.Window)
	}
}

// services are the times on a day that the patient had a procedure.
type services struct {
	date         claims.Date
	lines, units int
}

func (s *services) counted(limit rules.Limit) int {
	if limit.IsUnits {
		return s.units
	}
	return s.lines
}

// gatherServices finds the times that the patient had a line's procedure: in other
// claims, by any provider, and in the claim's earlier lines that are not denied, by this
// rule either: it is the only one of its phase, and is asked of the lines in their order.
func (r *run) gatherServices(line *lineState) {
	r.services = r.services[:0]
	for i := range r.lines {
		earlier := &r.lines[i]
		if earlier.Sequence < line.Sequence && !earlier.isDenied && !earlier.found.isDenied && earlier.Procedure == line.Procedure {
			r.services = append(r.services, services{earlier.ServiceDate, 1, earlier.Units})
		}
	}
	for i := range r.in.History {
		for j := range r.in.History[i].Lines {
			if past := &r.in.History[i].Lines[j]; !past.IsDenied && past.Procedure == line.Procedure {
				r.services = append(r.services, services{past.ServiceDate, 1, past.Units})
			}
		}
	}
	slices.SortFunc(r.services, func(a, b services) int { return cmp.Compare(a.date, b.date) })
	days := 0
	for _, next := range r.services {
		if days > 0 && r.services[days-1].date == next.date {
			r.services[days-1].lines++
			r.services[days-1].units += next.units
			continue
		}
		r.services[days] = next
		days++
	}
	r.services = r.services[:days]
}

// had counts what the patient had within a limit's window that holds a date, and
// returns the window's first day. Claims come in any order: what is after the date
// counts too. Of the windows of so many days that hold it the fullest one counts.
func (r *run) had(limit rules.Limit, date claims.Date) (first claims.Date, count int) {
	switch limit.Window {
	case rules.PerDay:
		return date, r.count(limit, claims.Span{Start: date, End: date.AddDays(1)})
	case rules.PerCalendarYear:
		first = claims.NewDate(date.Year(), 1, 1)
		return first, r.count(limit, claims.Span{Start: first, End: claims.NewDate(date.Year()+1, 1, 1)})
	case rules.PerLifetime:
		return 0, r.count(limit, claims.Span{})
	case rules.PerDays:
	}
	return r.fullest(limit, date)
}

// fullest returns the run of the limit's days that has the date and the most services,
// and how many those are. Windows begin on the days of services, or end on the date.
func (r *run) fullest(limit rules.Limit, date claims.Date) (first claims.Date, most int) {
	days := int(limit.Days)
	first = date.AddDays(1 - days)
	most = r.count(limit, claims.Span{Start: first, End: date.AddDays(1)})
	sum, next := 0, 0
	for i := range r.services {
		start := r.services[i].date
		for ; next < len(r.services) && r.services[next].date < start.AddDays(days); next++ {
			sum += r.services[next].counted(limit)
		}
		if start > date.AddDays(-days) && start <= date && sum > most {
			first, most = start, sum
		}
		sum -= r.services[i].counted(limit)
	}
	if from := r.count(limit, claims.Span{Start: date, End: date.AddDays(days)}); from > most {
		first, most = date, from
	}
	return first, most
}

// count sums the services, or their units, of a span.
func (r *run) count(limit rules.Limit, span claims.Span) (sum int) {
	for i := range r.services {
		if span.Contains(r.services[i].date) {
			sum += r.services[i].counted(limit)
		}
	}
	return sum
}
