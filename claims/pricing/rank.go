package pricing

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
)

// Use is what earlier claims of a day took of the ranks of an indicator.
type Use struct {
	Date      claims.Date
	Indicator uint8
	// Count is how many ranks are taken: one for each unit.
	Count int
	// Base is the base of a family of endoscopies whose highest is priced, and Rank
	// the family's rank, zero if it has none. Such a use has no count.
	Base string
	Rank int
}

// findReduction finds what multiple procedures do to a line.
func (d *desk) findReduction(out *Result, u *unit, line *Line) {
	out.draft.isReducible = true
	if u.relative == nil || u.relative.multiple == 0 {
		return
	}
	reduction := d.tables.reductions.at(u.relative.multiple, line.Date)
	if reduction == nil ||
		reduction.method == byFamily && u.relative.base == "" ||
		reduction.method == byPracticeExpense && u.expense.IsZero() {
		return
	}
	out.draft.reduction, out.Steps.Indicator = reduction, u.relative.multiple
	if reduction.method == byFamily {
		out.Steps.Family = u.relative.base
	}
}

// isRanked reports whether a line is priced and of a reduction.
func (r *Result) isRanked() bool { return r.Outcome == Priced && r.draft.reduction != nil }

// rank reduces multiple procedures: families first, then all by their ranks.
func (d *desk) rank(results []Result) {
	d.joinBases(results)
	for i := range results {
		if r := &results[i]; r.isRanked() {
			if r.draft.reduction.method == byRank { // each unit has a rank: see applyRank
				r.drawUnit()
			}
			r.draft.amount.level(maxModifiers)
			r.draft.total = r.draft.amount
		}
	}
	for i := range results {
		if r := &results[i]; r.isRanked() && r.draft.reduction.method == byFamily && !r.draft.isMember {
			d.reduceFamily(results, i)
		}
	}
	for i := range results {
		if r := &results[i]; r.isRanked() {
			d.findRank(results, i)
		}
	}
	for i := range results {
		if r := &results[i]; r.isRanked() {
			r.applyRank()
		}
	}
}

// joinBases makes lines of a family's base, of the same day, lines of the family:
// beside another of it, also on an earlier claim, the base is worth nothing by itself.
func (d *desk) joinBases(results []Result) {
	for i := range d.request.Used {
		use := &d.request.Used[i]
		if reduction := d.tables.reductions.at(use.Indicator, use.Date); reduction != nil && reduction.method == byFamily {
			d.joinBase(results, use.Base, use.Indicator, use.Date, reduction)
		}
	}
	for i := range results {
		if r := &results[i]; r.isRanked() && r.Steps.Family != "" {
			d.joinBase(results, r.Steps.Family, r.Steps.Indicator, r.draft.date, r.draft.reduction)
		}
	}
}

func (d *desk) joinBase(results []Result, base string, indicator uint8, date claims.Date, reduction *reduction) {
	for i := range results {
		r := &results[i]
		if r.Outcome == Priced && r.draft.isReducible && r.draft.symbol.MayRank() && r.Steps.Family == "" && r.draft.date == date && d.request.Lines[i].Code.Value == base {
			r.draft.reduction, r.Steps.Indicator, r.Steps.Family = reduction, indicator, base
		}
	}
}

// isFamilyOf reports whether two ranked lines are endoscopies of one base and day.
func (r *Result) isFamilyOf(other *Result) bool {
	return other.isRanked() && other.draft.reduction.method == byFamily &&
		r.Steps.Family == other.Steps.Family && r.draft.date == other.draft.date
}

// reduceFamily takes the amount of the base off all lines of the family that the
// line at head is the first of, but the highest, and adds the family up at its first
// line. Where an earlier claim had the highest, it is taken off all. A family whose
// base has no amount is by report.
func (d *desk) reduceFamily(results []Result, head int) {
	first := &results[head]
	highest := d.highestOf(results, head)
	isKnown := true
	for i := head; i < len(results); i++ {
		r := &results[i]
		if i == highest || !first.isFamilyOf(r) {
			continue
		}
		r.Steps.Less, isKnown = d.amountOfBase(r, &d.request.Lines[i], isKnown)
		r.draw()
		r.draft.amount.level(maxModifiers)
	}
	first.draft.total = scaled{powers: maxModifiers}
	for i := head; i < len(results); i++ {
		if r := &results[i]; first.isFamilyOf(r) {
			first.draft.total.add(&r.draft.amount)
			if r.draft.isMember = i > head; !isKnown {
				r.Outcome = ByReport
			}
		}
	}
}

// highestOf returns the position of the family's highest line, the first of several,
// or -1 where an earlier claim had it. The base itself is never the highest.
func (d *desk) highestOf(results []Result, head int) int {
	first, highest := &results[head], -1
	if d.familyUse(first) != nil {
		return highest
	}
	for i := head; i < len(results); i++ {
		r := &results[i]
		if !first.isFamilyOf(r) || d.request.Lines[i].Code.Value == r.Steps.Family {
			continue
		}
		if highest < 0 || r.draft.amount.compare(&results[highest].draft.amount) > 0 {
			highest = i
		}
	}
	return highest
}

// amountOfBase returns what a unit of the family's base is worth at the place of a
// line, and false when that or another was not known.
func (d *desk) amountOfBase(r *Result, line *Line, isKnown bool) (Exact, bool) {
	base := Line{Code: codes.Code{System: line.Code.System, Value: r.Steps.Family}, Place: line.Place, Date: line.Date, Affiliation: line.Affiliation}
	symbol := d.symbolOf(&base)
	found := d.rowOf(&base, symbol)
	if found == nil {
		return Exact{}, false
	}
	u, outcome := d.unitOf(found, &base, symbol)
	return u.base, isKnown && outcome == Priced && u.method.hasModifiers()
}

// familyUse returns what earlier claims of the day had of a line's family, or nil.
func (d *desk) familyUse(r *Result) *Use {
	for i := range d.request.Used {
		use := &d.request.Used[i]
		if use.Date == r.draft.date && use.Base != "" && use.Base == r.Steps.Family {
			return use
		}
	}
	return nil
}

// findRank gives a line the rank and its rate, in the ranks that it is in.
func (d *desk) findRank(results []Result, at int) {
	r := &results[at]
	if r.draft.isMember {
		r.copyRank(results[:at])
		return
	}
	reduction, ranks := r.draft.reduction, r.ranks()
	if reduction.method == byFamily {
		if reduction = d.joined(r); reduction == nil {
			return
		}
		if use := d.familyUse(r); use != nil {
			r.takeRank(reduction, use.Rank, 1)
			return
		}
	}
	rank := 1 + d.countUsed(r.draft.date, ranks)
	for i := range results {
		if other := &results[i]; i != at && other.isIn(ranks, r.draft.date) && d.isFresh(other) && other.precedes(r, i < at) {
			rank += other.places()
		}
	}
	r.takeRank(reduction, rank, r.places())
}

// ranks returns the indicator in whose ranks a line, or its family, is.
func (r *Result) ranks() uint8 {
	if r.draft.reduction.method == byFamily {
		return r.draft.reduction.joins
	}
	return r.Steps.Indicator
}

// joined returns the reduction in whose ranks a line's family is, or nil.
func (d *desk) joined(r *Result) *reduction {
	found := d.tables.reductions.at(r.draft.reduction.joins, r.draft.date)
	if found == nil || found.method != byRank {
		return nil
	}
	return found
}

// isIn reports whether a line, or the family that it is the first of, is in the
// ranks of an indicator on a day.
func (r *Result) isIn(ranks uint8, date claims.Date) bool {
	return r.isRanked() && !r.draft.isMember && r.draft.date == date && r.ranks() == ranks
}

// isFresh reports whether a line takes a rank that it had not by an earlier claim.
func (d *desk) isFresh(r *Result) bool {
	return r.draft.reduction.method != byFamily || d.familyUse(r) == nil
}

// precedes reports whether a line ranks before another: by practice expense where
// that is reduced, else by the amount of a unit or of the family, and in the lines'
// order where they are equal.
func (r *Result) precedes(other *Result, isEarlier bool) bool {
	var order int
	if r.draft.reduction.method == byPracticeExpense {
		order = r.Steps.Expense.Compare(other.Steps.Expense)
	} else {
		order = r.draft.total.compare(&other.draft.total)
	}
	return order > 0 || order == 0 && isEarlier
}

// places returns how many ranks a line takes: one for each unit, as if each were billed on
// a line of its own. A family takes one.
func (r *Result) places() int {
	if r.draft.reduction.method == byFamily {
		return 1
	}
	return r.Steps.Units
}

// countUsed returns how many ranks earlier claims of the day took.
func (d *desk) countUsed(date claims.Date, ranks uint8) int {
	count := 0
	for i := range d.request.Used {
		if use := &d.request.Used[i]; use.Base == "" && use.Date == date && use.Indicator == ranks {
			count += max(use.Count, 0)
		}
	}
	return count
}

// takeRank notes the rank and the sum of the rates of its places.
func (r *Result) takeRank(reduction *reduction, rank, places int) {
	if rank < 1 {
		return
	}
	rate, isKnown := reduction.sum(rank-1, places)
	r.Steps.Rank, r.Steps.RankRate = rank, rate
	r.draft.isByReport = !isKnown
}

// copyRank takes over the rank of the family's first line.
func (r *Result) copyRank(before []Result) {
	for i := range before {
		if first := &before[i]; !first.draft.isMember && r.isFamilyOf(first) {
			r.Steps.Rank, r.Steps.RankRate = first.Steps.Rank, first.Steps.RankRate
			r.draft.isByReport = first.draft.isByReport
			return
		}
	}
}

// applyRank multiplies the amount of a unit by the sum of the rates of the units' ranks,
// and that of a family by its rank's.
func (r *Result) applyRank() {
	switch {
	case r.draft.isByReport:
		r.Outcome = ByReport
	case r.Steps.Rank == 0:
	case r.draft.reduction.method == byPracticeExpense:
		// The rates of the units are summed up: the rest of the base has that of each
		// unit in full.
		rest := scaledOf(r.Steps.Base.less(r.Steps.Expense))
		rest.multiply(uint64(r.Steps.Units))
		rest.applyRate(tenTo4)
		r.draft.amount = scaledOf(r.Steps.Expense)
		r.draft.amount.applyRate(r.Steps.RankRate)
		r.draft.amount.add(&rest)
		r.applyFactors()
	default:
		r.draft.amount.applyRate(r.Steps.RankRate)
	}
}

// AppendUses appends what the priced lines of a request took of the day's ranks,
// for the claims of the day that follow.
func (b *Book) AppendUses(dst []Use, r *Request, results []Result) []Use {
	first := len(dst)
	for i := range results {
		result, date := &results[i], r.Lines[i].Date
		if result.Outcome != Priced || result.Steps.Indicator == 0 {
			continue
		}
		use := Use{Date: date, Indicator: result.Steps.Indicator, Count: 1}
		reduction := b.Tables.reductions.at(use.Indicator, date)
		switch reduction.method {
		case byRank, byPracticeExpense:
			use.Count = result.Steps.Units
		case byFamily:
			use.Count, use.Base, use.Rank = 0, result.Steps.Family, result.Steps.Rank
			if slices.Contains(dst[first:], use) || slices.Contains(r.Used, use) {
				continue
			}
			dst = append(dst, use)
			use = Use{Date: date, Indicator: reduction.joins, Count: bit(use.Rank > 0)}
		}
		dst = addUse(dst, first, use)
	}
	return dst
}

// addUse adds up the uses of an indicator and day.
func addUse(dst []Use, first int, use Use) []Use {
	if use.Count == 0 {
		return dst
	}
	for i := first; i < len(dst); i++ {
		if other := &dst[i]; other.Base == "" && other.Date == use.Date && other.Indicator == use.Indicator {
			other.Count += use.Count
			return dst
		}
	}
	return append(dst, use)
}
