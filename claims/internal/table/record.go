package table

import "bytes"

// maxCells bounds the cells of a line.
const maxCells = 1024

// skipComment passes over a comment line.
func (r *Reader) skipComment() bool {
	if len(r.rest) == 0 || r.rest[0] != '#' {
		return false
	}
	r.line = r.next
	r.skipLine()
	return true
}

// skipLine goes behind the next end of line.
func (r *Reader) skipLine() {
	at := bytes.IndexAny(r.rest, "\r\n")
	if at < 0 {
		r.rest = nil
		return
	}
	r.endLine(at)
}

// endLine goes behind the end of line that stands at a position of the rest.
func (r *Reader) endLine(at int) {
	if r.rest[at] == '\r' && at+1 < len(r.rest) && r.rest[at+1] == '\n' {
		at++
	}
	r.rest = r.rest[at+1:]
	r.next++
}

// record reads the cells of the next record and returns what is wrong with it,
// or "". It always goes on by one line at least.
func (r *Reader) record() string {
	r.line, r.cells, r.spare = r.next, r.cells[:0], r.spare[:0]
	for {
		if len(r.cells) == maxCells {
			r.skipLine()
			return "the line has more than 1024 cells"
		}
		isLast, problem := r.cell()
		if isLast || problem != "" {
			return problem
		}
	}
}

// cell reads one cell and what divides it from the next one.
func (r *Reader) cell() (isLast bool, problem string) {
	start := 0
	for start < len(r.rest) && r.rest[start] == ' ' {
		start++
	}
	if start < len(r.rest) && r.rest[start] == '"' {
		return r.quoted(start + 1)
	}
	rest := r.rest
	for i := start; i < len(rest); i++ {
		if c := rest[i]; c == r.comma || c == '\n' || c == '\r' {
			r.cells = append(r.cells, trimRight(rest[start:i]))
			return r.divide(i), ""
		}
	}
	r.cells = append(r.cells, trimRight(rest[start:]))
	r.rest = nil
	return true, ""
}

// divide goes behind the comma or the end of line at a position, and reports
// which one it was.
func (r *Reader) divide(at int) (isLast bool) {
	if r.rest[at] == r.comma {
		r.rest = r.rest[at+1:]
		return false
	}
	r.endLine(at)
	return true
}

// quoted reads a cell whose text begins at a position, behind the quote.
func (r *Reader) quoted(start int) (isLast bool, problem string) {
	from := len(r.spare)
	for i := start; i < len(r.rest); i++ {
		if r.rest[i] != '"' {
			r.spare = append(r.spare, r.rest[i])
			continue
		}
		if i+1 < len(r.rest) && r.rest[i+1] == '"' {
			r.spare = append(r.spare, '"')
			i++
			continue
		}
		r.cells = append(r.cells, bytes.TrimSpace(r.spare[from:len(r.spare):len(r.spare)]))
		r.next += lineEnds(r.rest[start:i])
		r.rest = r.rest[i+1:]
		return r.afterQuote()
	}
	r.skipLine()
	return true, "a quote is not closed"
}

// afterQuote expects the end of a cell behind its quote.
func (r *Reader) afterQuote() (isLast bool, problem string) {
	for i, c := range r.rest {
		switch c {
		case r.comma, '\n', '\r':
			return r.divide(i), ""
		case ' ':
		default:
			r.skipLine()
			return true, "text follows a closed quote"
		}
	}
	r.rest = nil
	return true, ""
}

// lineEnds counts LF, CR LF and CR.
func lineEnds(text []byte) int {
	return bytes.Count(text, []byte{'\n'}) + bytes.Count(text, []byte{'\r'}) - bytes.Count(text, []byte("\r\n"))
}

func trimRight(cell []byte) []byte {
	end := len(cell)
	for end > 0 && (cell[end-1] == ' ' || cell[end-1] == '\t') {
		end--
	}
	return cell[:end:end]
}
