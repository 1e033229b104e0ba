package pricing_test

import (
	"bytes"
	"encoding/hex"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/pricing"
)

// The root of a file of six columns is on ledgers: it never changes.
func TestRoot_OfSixColumnsIsWhatItWas(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("testdata/six-columns.csv")
	if err != nil {
		t.Fatal(err)
	}
	s, faults := pricing.ParseSchedule(string(file), []string{"preventive", "visit", "general", "equipment", "excluded"})
	if len(faults) > 0 || s.String() != "83f4a5b19729d451a21b66cc57d7c620dcc6a7ecefbe63069b2064e8b3dd862b" {
		t.Errorf("got %s, %v", s, faults)
	}
	book := pricing.Book{Schedule: s}
	if book.Root() != s.Root() {
		t.Error("without tables the root is not the schedule's")
	}
}

func TestRoot_KnowsEveryColumn(t *testing.T) {
	t.Parallel()
	seen := map[[32]byte]string{}
	for _, row := range []string{
		"fee,1,,,,,,,,,,", "rbrvs,1,,,,,,,,,,", "case,1,,,,,,,,,,", "per-diem,1,,,,,,,,,,", "claim-case,1,,,,,,,,,,",
		"in-network,1,,,out,,,,,,,", "qualifying,1,,,out,,,,,,,", "fee,1,,,out,,,,,,,",
		"fee,1,,26,,,,,,,,", "fee,1,,,in,,,,,,,", "fee,1,,,gold,,,,,,,", "fee,1,,,,7,,,,,,", "fee,1,,,,,gold,,,,,", "fee,1,,,,,,26,,,,",
		"fee,1,,,,,,,2026-01-01,,,", "fee,1,,,,,,,,2026-01-01,,", "fee,1,,,,,,,,,no,", "rbrvs,1,,,,,,,,,,apm", "fee,1,gold,,,,,,,,,",
	} {
		root := schedule(t, allColumns+"synthetic,ZX1,office,"+row+"\n").Root()
		if other, isTaken := seen[root]; isTaken {
			t.Errorf("%s has the root of %s", row, other)
		}
		seen[root] = row
	}
	standard := schedule(t, allColumns+"synthetic,ZX1,office,rbrvs,1,,,,,,,,,yes,standard\n").Root()
	if seen[standard] != "rbrvs,1,,,,,,,,,," {
		t.Error("what is said by default changes the root")
	}
}

func tableRoot(t *testing.T, contents map[string][]byte) string {
	t.Helper()
	tables, faults := pricing.ParseTables(contents)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	root := tables.Root()
	return hex.EncodeToString(root[:])
}

func TestTablesRoot_IsOfTheContentAndNotOfTheFiles(t *testing.T) {
	t.Parallel()
	base := fixture(t)
	want := tableRoot(t, base)
	same := maps.Clone(base)
	manifest := strings.NewReplacer("gpci.csv", "renamed.csv", ",2026,", ",2026b,").Replace(string(base[pricing.Manifest]))
	lines := strings.SplitAfter(manifest, "\n")
	lines[2], lines[3] = lines[3], lines[2]
	same[pricing.Manifest] = []byte(strings.Join(lines, ""))
	same["renamed.csv"] = base["gpci.csv"]
	delete(same, "gpci.csv")
	same["modifier-rates.csv"] = bytes.ReplaceAll(base["modifier-rates.csv"], []byte("\n"), []byte("\r\n"))
	statuses := strings.SplitAfter(string(base["rvu-status.csv"]), "\n")
	same["rvu-status.csv"] = []byte(statuses[0] + "# comment\n" + statuses[4] + statuses[2] + statuses[3] + statuses[1])
	same["conversion-factors.csv"] = bytes.Replace(base["conversion-factors.csv"], []byte("33.00"), []byte("33"), 1)
	if got := tableRoot(t, same); got != want {
		t.Error("names, order, comments, line ends or forms of a number change the root")
	}
}

// The root of tables never changes either.
func TestTablesRoot_IsPinned(t *testing.T) {
	t.Parallel()
	if got := tableRoot(t, fixture(t)); got != "d0a6b98a91ea7e739bce4cb355b9cc6434052ea6040f4fc46051dfe85ff33c25" {
		t.Errorf("got %s", got)
	}
}

func TestTablesRoot_KnowsEveryTable(t *testing.T) {
	t.Parallel()
	base := fixture(t)
	seen := map[string]string{tableRoot(t, base): "the fixture"}
	for _, c := range []struct{ file, old, with string }{
		{"rvu.csv", "1.30", "1.31"},
		{"rvu.csv", "ZX101,", "ZX111,"},
		{"rvu.csv", "ZX301,26", "ZX301,27"},
		{"rvu.csv", "0.80,0.10,0", "0.80,0.10,4"},
		{"gpci.csv", "0.575", "0.576"},
		{"gpci.csv", ",00,", ",01,"},
		{"conversion-factors.csv", "33.00,2026-01-01", "33.00,2026-01-02"},
		{"conversion-factors.csv", "33.00", "33.01"},
		{"rvu-status.csv", "C,by-report", "C,nothing"},
		{"facility-places.csv", "22", "23"},
		{"modifier-rates.csv", "pre+intra", "pre+post"},
		{"modifier-rates.csv", "15000", "15001"},
		{"modifier-rates.csv", "80,assistant,0", "80,assistant,3"},
		{"multiple-procedures.csv", "3+,2500", "3,2500"},
		{"multiple-procedures.csv", "3,family,2", "3,family,1"},
		{"manifest.csv", "gpci,2026,invented,CC0-1.0,2026-01-01", "gpci,2026,invented,CC0-1.0,2025-01-01"},
	} {
		contents := maps.Clone(base)
		contents[c.file] = bytes.Replace(base[c.file], []byte(c.old), []byte(c.with), 1)
		if bytes.Equal(contents[c.file], base[c.file]) {
			t.Errorf("%s has no %s", c.file, c.old)
			continue
		}
		root := tableRoot(t, contents)
		if other, isTaken := seen[root]; isTaken {
			t.Errorf("%s with %s has the root of %s", c.file, c.with, other)
		}
		seen[root] = c.with
	}
	contracts := tableRoot(t, with(base, "contracts", "network,contract,start,end\ngold,C,,\n"))
	if other, isTaken := seen[contracts]; isTaken {
		t.Errorf("contracts have the root of %s", other)
	}
}

func TestBookRoot_IsOfScheduleAndTables(t *testing.T) {
	t.Parallel()
	tables := fixtureTables(t)
	other, faults := pricing.ParseTables(with(fixture(t), "contracts", "network,contract,start,end\ngold,C,,\n"))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	one, two := schedule(t, "*,*,office,fee,1,\n"), schedule(t, "*,*,office,fee,2,\n")
	seen := map[[32]byte]bool{}
	for _, book := range []pricing.Book{{one, nil}, {two, nil}, {one, tables}, {two, tables}, {one, other}} {
		if root := book.Root(); seen[root] {
			t.Error("two books have one root")
		} else {
			seen[root] = true
		}
	}
}
