package pricing_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
)

// section returns what docs/rules.md says under a heading.
func section(t *testing.T, heading string) string {
	t.Helper()
	document, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, isThere := strings.Cut(string(document), "\n"+heading+"\n")
	if !isThere {
		t.Fatalf("docs/rules.md has no heading %s", heading)
	}
	text, _, _ = strings.Cut(text, "\n#")
	return text
}

// firstCells returns the first cell of each row of a section's tables.
func firstCells(t *testing.T, heading string) (cells []string) {
	t.Helper()
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(section(t, heading), -1) {
		cells = append(cells, row[1])
	}
	return cells
}

// methods returns the texts of the package's methods, as its source has them.
func methods(t *testing.T) (texts []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "pricing.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(node ast.Node) bool {
		spec, isSpec := node.(*ast.ValueSpec)
		if !isSpec || fmt.Sprint(spec.Type) != "Method" {
			return true
		}
		text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
		return true
	})
	return texts
}

// The guide has a row for each column that is read, in the order of the file, and for
// each method.
func TestGuide_NamesEveryColumnAndMethod(t *testing.T) {
	t.Parallel()
	expect := map[string][]string{"### Fee schedule": pricing.ScheduleColumns, "### Methods": methods(t)}
	for kind, columns := range pricing.Columns() {
		expect["### `"+kind+"`"] = columns
	}
	if len(expect) != len(pricing.Kinds())+2 {
		t.Errorf("%d tables, want those of all kinds, the schedule's and the methods'", len(expect))
	}
	for heading, want := range expect {
		if got := firstCells(t, heading); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", heading, got, want)
		}
	}
}

// sample reads samples/prices.
func sample(t *testing.T) (map[string][]byte, pricing.Book) {
	t.Helper()
	paths, err := filepath.Glob("../../samples/prices/tables/*.csv")
	if err != nil || len(paths) != len(pricing.Kinds())+2 { // the manifest and the directory
		t.Fatalf("got %q, %v", paths, err)
	}
	contents := map[string][]byte{}
	for _, path := range paths {
		if contents[filepath.Base(path)], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	tables, faults := pricing.ParseTables(contents)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	text, err := os.ReadFile("../../samples/prices/fee-schedule.csv")
	if err != nil {
		t.Fatal(err)
	}
	schedule, faults := pricing.ParseSchedule(string(text), []string{"office", "surgery", "stay"})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return contents, pricing.Book{Schedule: schedule, Tables: tables}
}

// Every example row of a table in the guide is a row of the sample set, and the sample
// set is priced as the guide says.
func TestGuide_ExamplesAreOfTheSampleSet(t *testing.T) {
	t.Parallel()
	contents, _ := sample(t)
	example := regexp.MustCompile("(?m)^    ([^ ].*)$")
	for _, kind := range pricing.Kinds() {
		rows := example.FindAllStringSubmatch(section(t, "### `"+kind+"`"), -1)
		if len(rows) == 0 {
			t.Errorf("%s has no example", kind)
		}
		for _, row := range rows {
			if !slices.Contains(strings.Split(string(contents[kind+".csv"]), "\n"), row[1]) {
				t.Errorf("%s: %q is no row of the sample", kind, row[1])
			}
		}
	}
}

// The amounts were worked out by hand.
func TestSample_PricesAClaim(t *testing.T) {
	t.Parallel()
	_, book := sample(t)
	march, july := claims.NewDate(2026, 3, 1), claims.NewDate(2026, 7, 1)
	for _, test := range []struct {
		name     string
		line     pricing.Line
		provider claims.ProviderID
		isOut    bool
		want     int64
	}{
		{name: "relative values in an office", line: line("ZX101", march), want: 9108},                   // (1.3×1.01 + 1.4×0.98 + 0.1×0.75) × 33
		{name: "by the factor of the date", line: line("ZX101", july), want: 8928},                       // 2.76 × 32.3465 = 89.27634
		{name: "in a facility", line: at(line("ZX101", march), "22"), want: 6521},                        // (1.313 + 0.588 + 0.075) × 33 = 65.208
		{name: "of a provider's own row", line: line("ZX101", march), provider: 7, want: 10322},          // 2.76 × 34 × 1.1 = 103.224
		{name: "bilateral", line: modified(line("ZX301", march), "50"), want: 53114},                     // 10.73 × 33 × 1.5 = 531.135
		{name: "as an assistant", line: modified(line("ZX301", march), "80"), want: 5665},                // 354.09 × 0.16 = 56.6544
		{name: "two parts of the package", line: modified(line("ZX301", march), "54"), want: 31868},      // 354.09 × 0.9 = 318.681
		{name: "a row of the modifier", line: modified(line("ZX302", march), "26"), want: 4000},          //
		{name: "a fee of the network", line: line("ZX102", march), want: 6000},                           //
		{name: "out of network a share of the fee", line: line("ZX102", march), isOut: true, want: 4000}, // 50.00 × 0.8
		{name: "days of a stay", line: units(at(line("ZX103", march), "21"), 3), want: 240_000},          //
		{name: "a case rate", line: line("ZX104", march), want: 250_000},                                 //
		{name: "a qualifying payment amount", line: line("ZX106", march), isOut: true, want: 7000},       //
		{name: "a share of the charge", line: line("ZX107", march), want: 360_000},                       //
	} {
		request := pricing.Request{
			IsInNetwork: !test.isOut, Network: "gold", Locality: "01112-05", Provider: test.provider, Lines: []pricing.Line{test.line},
		}
		got := book.Price(nil, &request)[0]
		if got.Outcome != pricing.Priced || got.Allowed != money.Cents(test.want) {
			t.Errorf("%s: got %v, %s; want %d", test.name, got.Allowed, got.Outcome, test.want)
		}
		if isContracted := got.Steps.Contract == "C-2026-01"; isContracted == test.isOut {
			t.Errorf("%s: by contract %q", test.name, got.Steps.Contract)
		}
	}
	request := pricing.Request{IsInNetwork: true, Network: "gold", Locality: "01112-05", Lines: []pricing.Line{line("ZX302", march), line("ZX301", march), line("ZX400", march)}}
	got := book.Price(nil, &request)
	if got[0].Allowed != money.Cents(8852) || got[1].Allowed != money.Cents(35409) || got[2].Outcome != pricing.ByReport { // 177.045 at half, and 354.09
		t.Errorf("several procedures: got %v, %v, %s", got[0].Allowed, got[1].Allowed, got[2].Outcome)
	}
	request = pricing.Request{IsInNetwork: true, Network: "silver", Lines: []pricing.Line{line("ZX102", march)}}
	if got := book.Price(nil, &request)[0].Outcome; got != pricing.NoContract {
		t.Errorf("without a contract: %s", got)
	}
}

// line is one unit of a synthetic procedure in an office, at 9,000.00.
func line(code string, date claims.Date) pricing.Line {
	return pricing.Line{Code: codes.Code{System: codes.Synthetic, Value: code}, Units: 1, Charge: money.Cents(900_000), Place: "11", Date: date}
}

func at(l pricing.Line, place string) pricing.Line {
	l.Place = place
	return l
}

func modified(l pricing.Line, modifiers ...string) pricing.Line {
	l.Modifiers = modifiers
	return l
}

func units(l pricing.Line, count int) pricing.Line {
	l.Units = count
	return l
}
