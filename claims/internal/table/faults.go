package table

import (
	"cmp"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// MaxFaults is how many faults are listed; those beyond are counted.
const MaxFaults = 100

// maxQuoted is how many bytes of a value a fault repeats.
const maxQuoted = 64

// Faults gathers what is wrong with a set of tables. The zero value is ready.
type Faults struct {
	list  []placed
	count int
}

// placed is a fault with its place, by which faults are listed.
type placed struct {
	fault *errs.Fault
	file  string
	line  int
}

// Add adds a fault of a file. The line counts from 1, zero is the file as a
// whole; an empty column is the whole line. The fault's path is FILE,
// FILE:LINE or FILE:LINE.column.
func (f *Faults) Add(file string, line int, column string, code errs.Code, text string) {
	f.count++
	if len(f.list) >= MaxFaults {
		return
	}
	path := file
	if line > 0 {
		path += ":" + strconv.Itoa(line)
	}
	if column != "" {
		path += "." + column
	}
	f.list = append(f.list, placed{&errs.Fault{Code: code, Path: path, Text: text}, file, line})
}

// Count returns how many faults were added, listed or not.
func (f *Faults) Count() int { return f.count }

// List returns the faults by file and line, and nil when there is none. Where
// more than [MaxFaults] were added, a last one of code [errs.FaultsOmitted] says
// how many are left out.
func (f *Faults) List() []*errs.Fault {
	if f.count == 0 {
		return nil
	}
	slices.SortStableFunc(f.list, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	faults := make([]*errs.Fault, 0, len(f.list)+1)
	for i := range f.list {
		faults = append(faults, f.list[i].fault)
	}
	if omitted := f.count - len(f.list); omitted > 0 {
		faults = append(faults, &errs.Fault{
			Code: errs.FaultsOmitted, Path: "faults", Text: strconv.Itoa(omitted) + " more faults are not listed",
		})
	}
	return faults
}

// Quote returns a value as a fault may repeat it: quoted, at most 64 bytes of it.
// It is not for values that may be personal.
func Quote(value []byte) string {
	if len(value) <= maxQuoted {
		return strconv.Quote(string(value))
	}
	cut := maxQuoted
	for cut > maxQuoted-utf8.UTFMax && !utf8.RuneStart(value[cut]) {
		cut--
	}
	return strconv.Quote(string(value[:cut])) + "…"
}
