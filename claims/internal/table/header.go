package table

import (
	"bytes"
	"math"
	"slices"
	"strings"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// heading is a try at a header.
type heading struct {
	line    int
	texts   []string // in normal form
	lines   []int    // on which each text begins
	place   []int
	known   int
	problem int // unknown, missing and repeated columns
	rest    []byte
	next    int
}

// isLikelier reports whether a header is nearer to one of the layout than another.
func (h *heading) isLikelier(other *heading) bool {
	return h.known > other.known || h.known == other.known && h.problem < other.problem
}

// findHeader looks for the header, of one line or several, behind at most the
// preamble, and stands behind it. Else it says of the likeliest line why it is none.
func (r *Reader) findHeader(layout *Layout) bool {
	best := heading{problem: math.MaxInt}
	for range layout.MaxPreamble + 1 {
		r.skipBlank()
		if len(r.rest) == 0 {
			break
		}
		rest, next := r.rest, r.next
		found := r.tryHeader(layout, max(1, layout.MaxHeaderLines))
		if found.problem == 0 {
			r.take(&found)
			return true
		}
		if found.isLikelier(&best) {
			best = found
		}
		r.rest, r.next = rest, next
		r.skipLine()
	}
	r.refuse(layout, &best)
	return false
}

// skipBlank passes over comments and blank lines.
func (r *Reader) skipBlank() {
	for len(r.rest) > 0 {
		end := bytes.IndexAny(r.rest, "\r\n")
		if end < 0 {
			end = len(r.rest)
		}
		if r.rest[0] != '#' && len(bytes.TrimSpace(r.rest[:end])) > 0 {
			return
		}
		r.skipLine()
	}
}

// tryHeader reads a header from here, of as many lines as can belong to it. When
// none does it returns the likeliest.
func (r *Reader) tryHeader(layout *Layout, most int) heading {
	r.comma = commaOf(r.rest)
	best := heading{problem: math.MaxInt}
	var parts []headerLine
	for range most {
		if len(r.rest) == 0 || r.record() != "" {
			break
		}
		parts = append(parts, headerLine{r.line, cellTexts(r.cells)})
		texts, lines := compose(parts)
		found := layout.match(texts)
		if found.problem == 0 || best.problem > 0 && !best.isLikelier(&found) {
			best = found
			best.line, best.lines, best.rest, best.next = firstLine(lines, parts), lines, r.rest, r.next
		}
	}
	return best
}

// headerLine is a line of a header.
type headerLine struct {
	line  int
	cells []string
}

// firstLine returns the line on which a header has its first text.
func firstLine(lines []int, parts []headerLine) int {
	if len(lines) == 0 {
		return parts[0].line
	}
	return slices.Min(lines)
}

// commaOf returns what divides the cells of the first line: tabs where it has one.
func commaOf(data []byte) byte {
	if end := bytes.IndexAny(data, "\r\n"); end >= 0 {
		data = data[:end]
	}
	if bytes.IndexByte(data, '\t') >= 0 {
		return '\t'
	}
	return ','
}

func cellTexts(cells [][]byte) []string {
	texts := make([]string, len(cells))
	for i, cell := range cells {
		texts[i] = string(cell)
	}
	return texts
}

// compose joins the cells of several lines column by column, and says on which line
// each begins; one without a text on the last.
func compose(parts []headerLine) (texts []string, lines []int) {
	for _, part := range parts {
		for i, text := range part.cells {
			if i == len(texts) {
				texts, lines = append(texts, ""), append(lines, 0)
			}
			if texts[i] == "" {
				lines[i] = part.line
			}
			texts[i] = normal(texts[i] + " " + text)
		}
	}
	for len(texts) > 0 && texts[len(texts)-1] == "" {
		texts = texts[:len(texts)-1]
	}
	return texts, lines[:len(texts)]
}

// match finds the columns in a header.
func (l *Layout) match(texts []string) heading {
	h := heading{texts: texts, place: make([]int, len(l.Columns))}
	for i := range h.place {
		h.place[i] = -1
	}
	for at, text := range texts {
		column := l.columnOf(text)
		switch {
		case column >= 0 && h.place[column] < 0:
			h.place[column] = at
			h.known++
		case column >= 0 || !l.isIgnored(text):
			h.problem++
		}
	}
	for i := range l.Columns {
		column := &l.Columns[i]
		if h.place[i] < 0 && len(column.Spares) > 0 {
			h.place[i] = slices.IndexFunc(texts, func(text string) bool { return hasAny(column.Spares, text) })
		}
		if h.place[i] < 0 && !column.IsOptional {
			h.problem++
		}
	}
	return h
}

func (l *Layout) columnOf(text string) int {
	return slices.IndexFunc(l.Columns, func(c Column) bool { return c.has(text) })
}

// isIgnored reports whether a column is known and not read. One without a text is, and a
// spare one.
func (l *Layout) isIgnored(text string) bool {
	isSpare := func(c Column) bool { return hasAny(c.Spares, text) }
	return text == "" || hasAny(l.Ignored, text) || slices.ContainsFunc(l.Columns, isSpare)
}

// take makes a header the reader's.
func (r *Reader) take(h *heading) {
	r.place, r.width, r.rest, r.next, r.line = h.place, len(h.texts), h.rest, h.next, h.line
}

// refuse says what is wrong with the likeliest header.
func (r *Reader) refuse(layout *Layout, h *heading) {
	if h.known == 0 {
		r.faults.Add(r.file, 1, "", errs.ColumnMissing, "no header with the columns "+layout.required())
		return
	}
	seen := make([]bool, len(layout.Columns))
	for i, text := range h.texts {
		column := layout.columnOf(text)
		switch {
		case column < 0 && !layout.isIgnored(text):
			r.faults.Add(r.file, h.lines[i], "", errs.ColumnUnknown, layout.whyUnknown(text))
		case column >= 0 && seen[column]:
			r.faults.Add(r.file, h.lines[i], layout.Columns[column].Name, errs.ColumnUnknown, "the column is there twice")
		case column >= 0:
			seen[column] = true
		}
	}
	for i := range layout.Columns {
		if h.place[i] < 0 && !layout.Columns[i].IsOptional {
			r.faults.Add(r.file, h.line, layout.Columns[i].Name, errs.ColumnMissing, "the column is missing")
		}
	}
}

// whyUnknown says why a column is not known.
func (l *Layout) whyUnknown(text string) string {
	quoted := Quote([]byte(text))
	for i := range l.Refused {
		if hasAny(l.Refused[i].Headers, text) {
			return "the column " + quoted + " " + l.Refused[i].Why
		}
	}
	return "no column " + quoted + " is known"
}

// required names the columns that may not be missing.
func (l *Layout) required() string {
	var names []string
	for i := range l.Columns {
		if !l.Columns[i].IsOptional {
			names = append(names, l.Columns[i].Name)
		}
	}
	return strings.Join(names, ", ")
}
