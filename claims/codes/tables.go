package codes

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"
)

// data holds the tables. Each names its source and its licence in its head.
//
//go:embed data/*.csv
var data embed.FS

// entry is a code with the days on which it may be used, [start, end). A zero
// end is open. Days count from 0001-01-01, which is day 1.
type entry struct {
	text       string
	start, end int32
}

func (e entry) isInForce(day int32) bool { return day >= e.start && (e.end == 0 || day < e.end) }

type table map[string]entry

var (
	hcpcs     = sync.OnceValue(func() table { return load("data/hcpcs.csv") })
	icd10cm   = sync.OnceValue(func() table { return load("data/icd10cm.csv") })
	synthetic = sync.OnceValue(func() table { return load("data/synthetic.csv") })
	places    = sync.OnceValue(func() table { return load("data/pos.csv") })
)

// tableOf returns the table of a code set that has one.
func tableOf(system System) table {
	switch system {
	case HCPCS:
		return hcpcs()
	case ICD10CM:
		return icd10cm()
	case Synthetic:
		return synthetic()
	case CVX, SNOMED:
		return nil
	}
	return nil
}

// Known reports whether a code may be used on a day, counted from 0001-01-01,
// which is day 1. SNOMED codes are known by their check digit, CVX codes by
// their form, all others by their table. ICD-10-CM codes are without the dot.
func Known[Day ~int32](code Code, on Day) bool {
	switch code.System {
	case HCPCS, ICD10CM, Synthetic:
		found, ok := tableOf(code.System)[code.Value]
		return ok && found.isInForce(int32(on))
	case SNOMED:
		return isSNOMED(code.Value)
	case CVX:
		return isCVX(code.Value)
	}
	return false
}

// Text returns a short name of a code, or "" when no table has it.
func Text(code Code) string { return tableOf(code.System)[code.Value].text }

// IsPlaceOfService reports whether a place of service may be used on a day.
func IsPlaceOfService[Day ~int32](code string, on Day) bool {
	found, ok := places()[code]
	return ok && found.isInForce(int32(on))
}

// PlaceOfServiceText returns the name of a place of service, or "".
func PlaceOfServiceText(code string) string { return places()[code].text }

// load reads a table of code, start, end, text. The tables are part of the
// program: one that cannot be read is a fault of the build, which the tests find.
func load(name string) table {
	records := read(name, 4)
	loaded := make(table, len(records))
	for _, record := range records {
		loaded[record[0]] = entry{start: dayOf(name, record[1]), end: dayOf(name, record[2]), text: record[3]}
	}
	return loaded
}

func read(name string, columns int) [][]string {
	raw, err := fs.ReadFile(data, name)
	if err != nil {
		panic(fmt.Sprintf("codes: table %s: %v", name, err))
	}
	reader := csv.NewReader(strings.NewReader(string(raw)))
	reader.Comment = '#'
	reader.FieldsPerRecord = columns
	records, err := reader.ReadAll()
	if err != nil || len(records) < 2 {
		panic(fmt.Sprintf("codes: table %s: %v", name, err))
	}
	return records[1:]
}

func dayOf(name, text string) int32 {
	if text == "" {
		return 0
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(fmt.Sprintf("codes: table %s: %v", name, err))
	}
	const unixEpochDay = 719163
	return int32(t.Unix()/86400) + unixEpochDay
}

// Files returns the names of the tables' files, in their order.
func Files() []string {
	entries, err := data.ReadDir("data")
	if err != nil {
		panic(fmt.Sprintf("codes: tables: %v", err))
	}
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// File returns the content of a table's file: a row has a code, the first date on
// which it may be used, the first on which it may no more, and a text.
func File(name string) []byte {
	raw, err := data.ReadFile("data/" + name)
	if err != nil {
		panic(fmt.Sprintf("codes: table %s: %v", name, err))
	}
	return raw
}

// Content returns all tables as one text, by name and in the order of the names:
// what a version of the rules is bound to.
func Content() []byte {
	names, err := fs.Glob(data, "data/*.csv")
	if err != nil {
		panic(fmt.Sprintf("codes: tables: %v", err))
	}
	var content []byte
	for _, name := range names {
		raw, err := fs.ReadFile(data, name)
		if err != nil {
			panic(fmt.Sprintf("codes: table %s: %v", name, err))
		}
		content = append(append(append(content, name...), '\n'), raw...)
	}
	return content
}
