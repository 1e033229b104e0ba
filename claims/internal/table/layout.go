package table

import "strings"

// Column is a column that is read.
type Column struct {
	// Name is the column's name in faults, and in the header unless Headers says
	// otherwise.
	Name string
	// Headers are the texts that the header may have for it; none means Name. A
	// star stands for any text. Case and white space do not count.
	Headers []string
	// Spares are headers of another column, which is read where there is none of Headers.
	// Beside one it is known and not read.
	Spares []string
	// IsOptional marks a column that may be absent; its values are then empty.
	IsOptional bool
}

// Layout describes a delimited file. Columns are addressed by their position in
// Columns; in the file they stand in any order.
type Layout struct {
	Columns []Column
	// Ignored are the texts of further columns that are known and not read, with
	// stars as in [Column]. A column that is neither read nor ignored is a fault.
	Ignored []string
	// Refused are columns that no file of the layout has, and why.
	Refused []Refusal
	// MaxPreamble is how many lines may stand before the header, comments and blank
	// lines not counted.
	MaxPreamble int
	// MaxHeaderLines is over how many lines the header may be spread, cell under
	// cell; zero means one.
	MaxHeaderLines int
	// MaxRows bounds the rows; zero means [DefaultMaxRows].
	MaxRows int
	// IsPersonal keeps values out of faults.
	IsPersonal bool
}

// Refusal says of a column why a file that has it is another one.
type Refusal struct {
	Headers []string // with stars as in [Column]
	Why     string   // follows the column in a sentence
}

// DefaultMaxRows bounds a table: four times the pairs that are published for
// practitioners and hospitals together.
const DefaultMaxRows = 16 << 20

// has reports whether a header is the column's.
func (c *Column) has(header string) bool {
	if len(c.Headers) == 0 {
		return header == normal(c.Name)
	}
	return hasAny(c.Headers, header)
}

func hasAny(patterns []string, header string) bool {
	for _, pattern := range patterns {
		if matches(normal(pattern), header) {
			return true
		}
	}
	return false
}

// normal returns a header in small letters with single spaces.
func normal(header string) string { return strings.ToLower(strings.Join(strings.Fields(header), " ")) }

// matches reports whether a text fits a pattern in which a star stands for any text.
func matches(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	first, last := parts[0], parts[len(parts)-1]
	rest, isPrefixed := strings.CutPrefix(text, first)
	if !isPrefixed {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return strings.HasSuffix(rest, last)
}
