package pricing_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
)

// The scenarios price claims:
//
//	tables    those of testdata/tables; `kind=contracts` replaces or adds the table that follows
//	schedule  a fee schedule with the classes office, surgery and lab
//	price     network=in|out|NAME provider=NUMBER locality=NAME again (a later claim of the same day); a line is
//	          `system:code DATE charge units=N modifiers=25,LT place=11 denied`
//
// A result says what is allowed, or why nothing is, and how it came about: the line
// of the schedule and its method, what it gives for a unit, units, modifiers, rank, cap.
// `go test ./claims/pricing -rewrite` writes the results anew.
func TestScenarios_GiveWhatIsWritten(t *testing.T) {
	t.Parallel()
	datadriven.Walk(t, "testdata/scenarios", func(t *testing.T, path string) {
		t.Helper()
		t.Parallel()
		s := scenario{}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			t.Helper()
			switch d.Cmd {
			case "tables":
				return s.readTables(t, d)
			case "schedule":
				return s.readSchedule(d)
			case "price":
				return s.price(t, d)
			default:
				d.Fatalf(t, "no such command")
				return ""
			}
		})
	})
}

type scenario struct {
	book pricing.Book
	used []pricing.Use
}

// fixture returns the files of testdata/tables.
func fixture(tb testing.TB) map[string][]byte {
	tb.Helper()
	paths, err := filepath.Glob("testdata/tables/*.csv")
	if err != nil || len(paths) == 0 {
		tb.Fatalf("no tables: %v", err)
	}
	contents := make(map[string][]byte)
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		contents[filepath.Base(path)] = data
	}
	return contents
}

// with returns the files with another file of a kind.
func with(contents map[string][]byte, kind, text string) map[string][]byte {
	contents = maps.Clone(contents)
	name := kind + ".csv"
	if _, isKnown := contents[name]; !isKnown {
		manifest := string(contents[pricing.Manifest]) + name + "," + kind + ",1,invented,CC0-1.0,,\n"
		contents[pricing.Manifest] = []byte(manifest)
	}
	contents[name] = []byte(text)
	return contents
}

func faultText(faults []*errs.Fault) string {
	if len(faults) == 0 {
		return "ok\n"
	}
	var text strings.Builder
	for _, fault := range faults {
		fmt.Fprintf(&text, "%s: %s\n", fault.Path, fault.Text)
	}
	return text.String()
}

func (s *scenario) readTables(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	contents := fixture(t)
	if kind := ""; d.MaybeScanArgs(t, "kind", &kind) {
		contents = with(contents, kind, d.Input)
	}
	tables, faults := pricing.ParseTables(contents)
	s.book.Tables = tables
	return faultText(faults)
}

func (s *scenario) readSchedule(d *datadriven.TestData) string {
	schedule, faults := pricing.ParseSchedule(d.Input, []string{"office", "surgery", "lab"})
	s.book.Schedule = schedule
	return faultText(faults)
}

func (s *scenario) price(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	r := pricing.Request{IsInNetwork: true, Locality: "01112-05"}
	var network string
	var provider uint64
	d.MaybeScanArgs(t, "network", &network)
	d.MaybeScanArgs(t, "provider", &provider)
	d.MaybeScanArgs(t, "locality", &r.Locality)
	r.Provider = claims.ProviderID(provider)
	switch network {
	case "", "in":
	case "out":
		r.IsInNetwork = false
	default:
		r.Network = network
	}
	if !d.HasArg("again") {
		s.used = nil
	}
	r.Used = s.used
	for text := range strings.Lines(d.Input) {
		r.Lines = append(r.Lines, readLine(t, text))
	}
	results := s.book.Price(nil, &r)
	s.used = s.book.AppendUses(s.used, &r, results)
	var text strings.Builder
	for i := range results {
		fmt.Fprintf(&text, "line %d: %s\n", i+1, describe(&results[i]))
	}
	return text.String()
}

func readLine(t *testing.T, text string) pricing.Line {
	t.Helper()
	words := strings.Fields(text)
	system, value, _ := strings.Cut(words[0], ":")
	date, err := claims.ParseDate(words[1])
	if err != nil {
		t.Fatalf("%s: %v", words[1], err)
	}
	charge, err := money.ParseDecimalHalfUp(words[2])
	if err != nil {
		t.Fatalf("%s: %v", words[2], err)
	}
	line := pricing.Line{Code: codes.Code{System: codes.System(system), Value: value}, Date: date, Charge: charge, Units: 1}
	for _, word := range words[3:] {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "units":
			if line.Units, err = strconv.Atoi(value); err != nil {
				t.Fatal(err)
			}
		case "modifiers":
			line.Modifiers = strings.Split(value, ",")
		case "place":
			line.Place = value
		case "denied":
			line.IsDenied = true
		default:
			t.Fatalf("no such word: %s", word)
		}
	}
	return line
}

var capTexts = map[pricing.Cap]string{
	pricing.NotCapped: "", pricing.CapCharge: ", not above the charge", pricing.CapLedger: ", cut to the charge by the ledger",
	pricing.CapCase: ", what is left of the case",
}

// describe writes a result as prose.
func describe(r *pricing.Result) string {
	text := r.Outcome.String()
	if r.Outcome == pricing.Priced {
		text = "allowed " + r.Allowed.String()
	}
	s := &r.Steps
	if s.Contract != "" {
		text += ", contract " + s.Contract
	}
	if s.Line == 0 {
		return text
	}
	text += fmt.Sprintf(" by line %d, %s", s.Line, s.Method)
	if !s.Base.IsZero() {
		text += " " + s.Base.String()
	}
	if s.IsFacility {
		text += " in a facility"
	}
	if !s.Less.IsZero() {
		text += " - " + s.Less.String()
	}
	if s.Units != 1 {
		text += fmt.Sprintf(" x %d", s.Units)
	}
	for _, factor := range s.Factors[:s.FactorCount] {
		text += fmt.Sprintf(", modifier %s %s%%", factor.Modifier, percent(uint64(factor.Rate)))
	}
	if s.Family != "" {
		text += ", family " + s.Family
	}
	if s.Rank > 0 {
		text += fmt.Sprintf(", rank %d of indicator %c %s%%", s.Rank, s.Indicator, percent(s.RankRate))
	}
	if r.Evidence != "" {
		text += ", needs " + r.Evidence
	}
	return text + capTexts[s.Cap]
}

// percent writes basis points.
func percent(rate uint64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%d.%02d", rate/100, rate%100), "0"), ".")
}
