package pricing

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// reductionMethod is what the rates of ranks apply to.
type reductionMethod uint8

const (
	byRank reductionMethod = iota
	byFamily
	byPracticeExpense
)

var reductionNames = [...]string{"rank", "family", "practice-expense"}

// maxRanks is how many ranks a reduction may tell apart.
const maxRanks = 20

// byReportRate stands for a rank that is by report.
const byReportRate = 1<<16 - 1

// reduction is what is allowed of several procedures of a day that have the same
// indicator.
type reduction struct {
	method reductionMethod
	joins  uint8 // indicator whose ranks families have, or zero
	count  uint8
	// isOpen is set when the last rate is for all further ranks.
	isOpen bool
	rates  [maxRanks]uint16 // basis points
}

// rate returns the rate of a rank, from 1.
func (d *reduction) rate(rank int) uint64 {
	switch {
	case rank <= int(d.count):
		return uint64(d.rates[rank-1])
	case d.isOpen:
		return uint64(d.rates[d.count-1])
	}
	return byReportRate
}

// sum returns the sum of the rates of count ranks after used ones, and false when one
// of them is by report.
func (d *reduction) sum(used, count int) (uint64, bool) {
	var total uint64
	for rank := used + 1; rank <= used+count; rank++ {
		rate := d.rate(rank)
		if rate == byReportRate {
			return 0, false
		}
		if rank > int(d.count) { // all further ones are alike
			return total + rate*uint64(used+count-rank+1), true
		}
		total += rate
	}
	return total, true
}

// rankRow is a row of the table: one rank of a reduction.
type rankRow struct {
	indicator, joins uint8
	method           reductionMethod
	rank             int // zero for a family
	isOpen           bool
	rate             uint16
	span             claims.Span
	file             string
	line             int
}

const (
	reductionIndicator = iota
	reductionMethodColumn
	reductionJoins
	reductionRank
	reductionRate
	reductionStart
	reductionEnd
)

var reductionLayout = table.Layout{
	Columns: []table.Column{
		{Name: "indicator"},
		{Name: "method"},
		{Name: "joins"},
		{Name: "rank"},
		{Name: "rate"},
		{Name: "start", IsOptional: true},
		{Name: "end", IsOptional: true},
	},
	MaxRows: 10_000,
}

func (l *loader) loadReductions(f *file) {
	r := table.Open(f.name, f.data, &reductionLayout, &l.faults)
	for r.Next() {
		row := rankRow{file: r.File(), line: r.Line()}
		isIndicator := readIndicator(r, reductionIndicator, &row.indicator)
		if isIndicator && row.indicator == 0 {
			r.Fault(reductionIndicator, errs.ValueInvalid, "a reduction is of an indicator")
			isIndicator = false
		}
		method, isMethod := word(r, reductionMethodColumn, reductionNames[:])
		row.method = reductionMethod(method)
		isJoins := readIndicator(r, reductionJoins, &row.joins)
		span, isSpan := f.rowSpan(r, reductionStart, reductionEnd)
		row.span = span
		if isMethod && readRank(r, &row) && isIndicator && isJoins && isSpan {
			l.ranks = append(l.ranks, row)
			l.canonical(span, indicatorText(row.indicator), reductionNames[method], indicatorText(row.joins),
				strconv.Itoa(row.rank), strconv.FormatBool(row.isOpen), strconv.Itoa(int(row.rate)))
		}
	}
}

// readRank reads rank and rate, which a family has not; it alone joins others.
func readRank(r *table.Reader, row *rankRow) bool {
	if row.method == byFamily {
		if len(r.Bytes(reductionRank)) == 0 && len(r.Bytes(reductionRate)) == 0 {
			return true
		}
		r.Fault(reductionRank, errs.ValueInvalid, "a family has no rank and no rate of its own")
		return false
	}
	if len(r.Bytes(reductionJoins)) > 0 {
		r.Fault(reductionJoins, errs.ValueInvalid, "only a family joins the ranks of another indicator")
		return false
	}
	text, isOpen := bytes.CutSuffix(r.Bytes(reductionRank), []byte("+"))
	rank, isRank := table.ParseInt(text)
	if !isRank || rank < 1 || rank > maxRanks {
		r.FaultValue(reductionRank, errs.NumberInvalid, "a rank is a number from 1 to 20, with + for all that follow")
		return false
	}
	row.rank, row.isOpen = rank, isOpen
	if string(r.Bytes(reductionRate)) == rateNames[rateByReport] {
		row.rate = byReportRate
		return true
	}
	rate, isRate := r.Int(reductionRate, 0, maxPercent)
	row.rate = uint16(rate)
	return isRate
}

// reductions puts the ranks of each indicator and span together.
func (l *loader) reductions() entries[uint8, reduction] {
	slices.SortStableFunc(l.ranks, func(a, b rankRow) int {
		return cmp.Or(cmp.Compare(a.indicator, b.indicator), cmp.Compare(a.span.Start, b.span.Start),
			cmp.Compare(a.span.End, b.span.End), cmp.Compare(a.rank, b.rank))
	})
	var found entries[uint8, reduction]
	for i := range l.ranks {
		row := &l.ranks[i]
		isFirst := i == 0 || row.indicator != l.ranks[i-1].indicator || row.span != l.ranks[i-1].span
		if isFirst {
			found = append(found, entry[uint8, reduction]{
				key: row.indicator, span: row.span, value: reduction{method: row.method, joins: row.joins}, file: row.file, line: row.line,
			})
		}
		if text := found[len(found)-1].value.addRank(row, isFirst); text != "" {
			l.faults.Add(row.file, row.line, "rank", errs.ValueInvalid, text)
		}
	}
	return found
}

// addRank adds the next rank and returns what is wrong with it, or "".
func (d *reduction) addRank(row *rankRow, isFirst bool) string {
	switch {
	case row.method != d.method:
		return "the ranks of an indicator have one method"
	case d.method == byFamily && !isFirst:
		return "the family stands twice"
	case d.method == byFamily:
		return ""
	case d.isOpen || row.rank != int(d.count)+1:
		return "the ranks of an indicator follow each other from 1, each once"
	}
	d.rates[d.count] = row.rate
	d.count++
	d.isOpen = row.isOpen
	return ""
}

// checkJoins refuses a family that joins what has no ranks.
func checkJoins(rows []rankRow, faults *table.Faults) {
	for i := range rows {
		row := &rows[i]
		isRanked := func(other rankRow) bool { return other.indicator == row.joins && other.method == byRank }
		if row.joins != 0 && !slices.ContainsFunc(rows, isRanked) {
			faults.Add(row.file, row.line, "joins", errs.ValueInvalid, "no indicator of this name has ranks")
		}
	}
}
