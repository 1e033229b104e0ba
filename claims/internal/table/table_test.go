package table_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// layout is of two columns that are needed and one that is not.
func layout() *table.Layout {
	return &table.Layout{
		Columns: []table.Column{
			{Name: "code"},
			{Name: "units", Headers: []string{"* MUE Values"}},
			{Name: "note", IsOptional: true},
		},
		Ignored:        []string{"Rationale", "* Texts"},
		MaxPreamble:    5,
		MaxHeaderLines: 3,
		MaxRows:        4,
	}
}

// read returns the rows of a text as line:code|units|note, and the faults as path: text.
func read(text string) (rows, faults []string) {
	var found table.Faults
	r := table.Open("t.csv", []byte(text), layout(), &found)
	for r.Next() {
		rows = append(rows, fmt.Sprintf("%d:%s|%s|%s", r.Line(), r.Bytes(0), r.Bytes(1), r.Text(2)))
	}
	for _, fault := range found.List() {
		faults = append(faults, fmt.Sprintf("%s %s: %s", fault.Code, fault.Path, fault.Text))
	}
	return rows, faults
}

func TestReader_RowsWithTheirLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"commas", "code,Practitioner MUE Values\nA,1\nB,2\n", []string{"2:A|1|", "3:B|2|"}},
		{"tabs, of which commas are not", "Code\tx mue values\nA,B\t1\n", []string{"2:A,B|1|"}},
		{"columns in any order", "note,x MUE Values,code\nn,1,A", []string{"2:A|1|n"}},
		{"ignored and unnamed columns", "code,x MUE values,Rationale,Long Texts,,\nA,1,r,t,,\nB,2,r,t\n", []string{"2:A|1|", "3:B|2|"}},
		{"comments and blank lines", "# source: x\n\ncode,x MUE values\n#\n , \nA,1\n", []string{"6:A|1|"}},
		{"CR LF", "code,x MUE values\r\nA,1\r\n\r\nB,2\r\n", []string{"2:A|1|", "4:B|2|"}},
		{"CR", "code,x MUE values\rA,1\rB,2", []string{"2:A|1|", "3:B|2|"}},
		{"byte order mark", "\ufeffcode,x MUE values\nA,1\n", []string{"2:A|1|"}},
		{"white space around", " code , x  MUE   values \n  A  , 1 \n", []string{"2:A|1|"}},
		{"quotes", "\"code\",x MUE values,note\n\"A\" ,1,\"a, \"\"b\"\"\nc\"\nB,2,5\" long\n", []string{"2:A|1|a, \"b\"\nc", "4:B|2|5\" long"}},
		{"quoted header over lines", "\"code\",\"Practitioner\nMUE Values\"\nA,1\n", []string{"3:A|1|"}},
		{"preamble", "Copyright, all rights reserved\n\"an open quote\ncode,x MUE values\nA,1\n", []string{"4:A|1|"}},
		{"header cell under cell", "owner\tx\nnote\tcode\tx\n\t\tMUE\n\t\tValues\nn\tA\t1\n", []string{"5:A|1|n"}},
		{"header that says more below", "code\tx\n\tMUE\n\tValues\nA\t1\n", []string{"4:A|1|"}},
		{"empty cells at the end", "code,x MUE values\nA,1,,,\n", []string{"2:A|1|"}},
		{"header alone", "code,x MUE values\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rows, faults := read(c.text)
			if !slices.Equal(rows, c.want) || faults != nil {
				t.Errorf("got %q, %q", rows, faults)
			}
		})
	}
}

func TestReader_FaultsWithTheirPlace(t *testing.T) {
	t.Parallel()
	head := "code,x MUE values\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", []string{"COLUMN_MISSING t.csv:1: no header with the columns code, units"}},
		{"no header", "A,1\nB,2\n", []string{"COLUMN_MISSING t.csv:1: no header with the columns code, units"}},
		{"header beyond the preamble", strings.Repeat("x\n", 8) + head, []string{"COLUMN_MISSING t.csv:1: no header with the columns code, units"}},
		{"unknown column", "#\ncode,x MUE values,Nots\n", []string{`COLUMN_UNKNOWN t.csv:2: no column "nots" is known`}},
		{"unknown column over lines", "owner\tx\n\t\t\t\nnote\tcode\tx\tNew\n\t\tMUE\tthing\n\t\tValues\t\nn\tA\t1\tz\n", []string{
			`COLUMN_UNKNOWN t.csv:3: no column "new thing" is known`,
		}},
		{"unknown column below", "note\tcode\tx\t\n\t\tMUE\t\n\t\tValues\tNew\nn\tA\t1\tz\n", []string{`COLUMN_UNKNOWN t.csv:3: no column "new" is known`}},
		{"renamed column over lines", "note\tcode\tx\t\n\t\tMUE\t\n\t\tAmounts\t\nn\tA\t1\tz\n", []string{
			`COLUMN_UNKNOWN t.csv:1: no column "x mue amounts" is known`, "COLUMN_MISSING t.csv:1.units: the column is missing",
		}},
		{"missing column", "licence\ncode,note\nA,1\n", []string{"COLUMN_MISSING t.csv:2.units: the column is missing"}},
		{"column twice", "code,x MUE values,y MUE values\n", []string{"COLUMN_UNKNOWN t.csv:1.units: the column is there twice"}},
		{"narrow row", head + "A\nB,2\n", []string{"ROW_MALFORMED t.csv:2: the row has 1 cells, the header 2"}},
		{"wide row", head + "A,1,x\nB\n", []string{
			"ROW_MALFORMED t.csv:2: the row has 3 cells, the header 2",
			"ROW_MALFORMED t.csv:3: the row has 1 cells, the header 2",
		}},
		{"open quote", head + "\"A,1\nB,2\n", []string{"ROW_MALFORMED t.csv:2: a quote is not closed"}},
		{"text behind a quote", head + "\"A\"b,1\nB,2\n", []string{"ROW_MALFORMED t.csv:2: text follows a closed quote"}},
		{"too many cells", head + strings.Repeat(",", 1024) + "\nB,2\n", []string{"ROW_MALFORMED t.csv:2: the line has more than 1024 cells"}},
		{"too many rows", head + strings.Repeat("A,1\n", 6), []string{"TABLE_TOO_LARGE t.csv:6: more than 4 rows"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, faults := read(c.text); !slices.Equal(faults, c.want) {
				t.Errorf("got %q", faults)
			}
		})
	}
}

func TestReader_ASpareColumnIsReadWhereTheOtherIsAbsent(t *testing.T) {
	t.Parallel()
	spare := layout()
	spare.Columns[1].Spares = []string{"old units"}
	for text, want := range map[string]string{
		"code,x MUE values\nA,1\n":              "1",
		"code,Old Units\nA,2\n":                 "2",
		"code,Old units,x MUE values\nA,2,1\n":  "1",
		"code,x MUE values,Old  units\nA,1,2\n": "1",
		"code,note\nA,2\n":                      "COLUMN_MISSING t.csv:1.units",
		"code,old units,new\nA,2,3\n":           "COLUMN_UNKNOWN t.csv:1",
	} {
		var faults table.Faults
		got := ""
		for r := table.Open("t.csv", []byte(text), spare, &faults); r.Next(); {
			got += r.Text(1)
		}
		for _, fault := range faults.List() {
			got += string(fault.Code) + " " + fault.Path
		}
		if got != want {
			t.Errorf("%q: got %s", text, got)
		}
	}
}

func TestReader_HasNoColumnWhereTheHeaderIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "x\n", "code,note\n", "code,x MUE values,note,price\n"} {
		var faults table.Faults
		r := table.Open("t.csv", []byte(text), layout(), &faults)
		if r.Has(0) || r.Has(2) || r.Next() || faults.Count() == 0 {
			t.Errorf("%q: a refused header has columns or rows", text)
		}
	}
}

func TestReader_GoesOnBehindAMalformedRow(t *testing.T) {
	t.Parallel()
	rows, faults := read("code,x MUE values\n\"A\"b,1\nB,2\nC\nD,4\n")
	if !slices.Equal(rows, []string{"3:B|2|", "5:D|4|"}) || len(faults) != 2 {
		t.Errorf("got %q, %q", rows, faults)
	}
}

func TestFaults_BeyondTheBoundAreCounted(t *testing.T) {
	t.Parallel()
	var faults table.Faults
	for line := 120; line > 0; line-- {
		faults.Add("t.csv", line, "code", errs.ValueInvalid, "a code")
	}
	list := faults.List()
	if faults.Count() != 120 || len(list) != table.MaxFaults+1 {
		t.Fatalf("got %d of %d", len(list), faults.Count())
	}
	if list[0].Path != "t.csv:21.code" || list[100].Code != errs.FaultsOmitted || list[100].Text != "20 more faults are not listed" {
		t.Errorf("got %v and %v", list[0], list[100])
	}
	if none := new(table.Faults).List(); none != nil {
		t.Errorf("got %v without a fault", none)
	}
}

func TestQuote_CutsLongValues(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"a\"b":                                `"a\"b"`,
		strings.Repeat("x", 64):               `"` + strings.Repeat("x", 64) + `"`,
		strings.Repeat("x", 65):               `"` + strings.Repeat("x", 64) + `"…`,
		strings.Repeat("x", 63) + "éé":        `"` + strings.Repeat("x", 63) + `"…`,
		strings.Repeat("\xff", 65) + "broken": `"` + strings.Repeat(`\xff`, 64) + `"…`,
	} {
		if got := table.Quote([]byte(value)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestReader_PersonalValuesAreNotRepeated(t *testing.T) {
	t.Parallel()
	var faults table.Faults
	personal := layout()
	personal.IsPersonal = true
	r := table.Open("t.csv", []byte("code,x MUE values\nA,secret\n"), personal, &faults)
	for r.Next() {
		if _, isNumber := r.Int(1, 0, 9); isNumber {
			t.Error("a text is a number")
		}
	}
	if list := faults.List(); len(list) != 1 || list[0].Text != "a whole number from 0 to 9" {
		t.Errorf("got %v", list)
	}
}

func TestReader_Numbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want int
		is   bool
	}{
		{"0", 0, true},
		{"007", 7, true},
		{"500", 500, true},
		{"501", 0, false},
		{"-1", 0, false},
		{"1.0", 0, false},
		{"", 0, false},
		{"1234567890", 0, false},
		{"x", 0, false},
	} {
		var faults table.Faults
		r := table.Open("t.csv", []byte("code,x MUE values\nA,"+c.text+"\n"), layout(), &faults)
		r.Next()
		if got, is := r.Int(1, 0, 500); got != c.want || is != c.is || (faults.Count() == 0) != c.is {
			t.Errorf("%q: got %d, %t, %d faults", c.text, got, is, faults.Count())
		}
		if got, is := r.IntOr(1, 9, 0, 500); c.text == "" && (got != 9 || !is) {
			t.Errorf("nothing: got %d, %t", got, is)
		}
	}
}

func TestParseDate_IsTheCalendars(t *testing.T) {
	t.Parallel()
	end := time.Date(2101, 1, 1, 0, 0, 0, 0, time.UTC)
	for day := time.Date(1895, 12, 25, 0, 0, 0, 0, time.UTC); day.Before(end); day = day.AddDate(0, 0, 1) {
		for _, form := range []string{"2006-01-02", "20060102", "01/02/2006", "1/2/2006"} {
			if got, is := table.ParseDate([]byte(day.Format(form))); !is || got != claims.DateOf(day) {
				t.Fatalf("%s: got %s", day.Format(form), got)
			}
		}
	}
	for _, text := range []string{
		"", "2024", "2023-02-29", "20230229", "2/29/2023", "1900-02-29", "2024-13-01", "2024-00-01", "2024-04-31", "2024-01-00",
		"1799-12-31", "2024/01/01", "1/1/24", "1/1/1/2024", "//2024", "1//2024", "2024-1-1", "x/y/2024", "20240101x", "00/00/0000", "00000000",
	} {
		if got, is := table.ParseDate([]byte(text)); is {
			t.Errorf("%q: got %s", text, got)
		}
	}
}

func TestReader_Spans(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		start, end, want, fault string
	}{
		{"2024-01-01", "", "2024-01-01 ", ""},
		{"", "2024-01-01", " 2024-01-01", ""},
		{"", "", " ", ""},
		{"20240101", "01/02/2024", "2024-01-01 2024-01-02", ""},
		{"2024-01-01", "2024-01-01", " ", "SPAN_INVALID t.csv:2.end: the end is not after the start"},
		{"2024-01-01", "2023-01-01", " ", "SPAN_INVALID t.csv:2.end: the end is not after the start"},
		{"soon", "2023-01-01", " ", `DATE_INVALID t.csv:2.start: a date as YYYY-MM-DD, YYYYMMDD or MM/DD/YYYY, not "soon"`},
	} {
		var faults table.Faults
		dates := &table.Layout{Columns: []table.Column{{Name: "code"}, {Name: "start"}, {Name: "end"}}}
		r := table.Open("t.csv", []byte("code,start,end\nA,"+c.start+","+c.end+"\n"), dates, &faults)
		r.Next()
		span, is := r.Span(1, 2)
		if got := span.Start.String() + " " + span.End.String(); got != c.want || is != (c.fault == "") {
			t.Errorf("%s to %s: got %s", c.start, c.end, got)
		}
		for _, fault := range faults.List() {
			if got := fmt.Sprintf("%s %s: %s", fault.Code, fault.Path, fault.Text); got != c.fault {
				t.Errorf("got %s", got)
			}
		}
	}
}

func TestOpenFixed_FieldsAtTheirPositions(t *testing.T) {
	t.Parallel()
	var faults table.Faults
	fields := []table.Field{{Name: "code", Start: 0, End: 3}, {Name: "flag", Start: 4, End: 5}, {Name: "date", Start: 6, End: 14, IsOptional: true}}
	r := table.OpenFixed("t.txt", []byte("# own\nA01 1 20240101\r\n\nB   0\nC02\nD03 1 2024"), fields, &faults)
	var rows []string
	for r.Next() {
		rows = append(rows, fmt.Sprintf("%d:%s|%s|%s", r.Line(), r.Bytes(0), r.Bytes(1), r.Bytes(2)))
	}
	if !slices.Equal(rows, []string{"2:A01|1|20240101", "4:B|0|", "6:D03|1|2024"}) {
		t.Errorf("got %q", rows)
	}
	if list := faults.List(); len(list) != 1 || list[0].Path != "t.txt:5" || list[0].Code != errs.RowMalformed {
		t.Errorf("got %v", list)
	}
}

func FuzzReader(f *testing.F) {
	f.Add("code,x MUE values\nA,1\n")
	f.Add("\"code\"\t\"x MUE \"\"values\"\r\"A")
	f.Fuzz(func(t *testing.T, text string) {
		rows, faults := read(text)
		if len(rows) > 4 || len(faults) > table.MaxFaults+1 {
			t.Errorf("%d rows, %d faults", len(rows), len(faults))
		}
	})
}

func BenchmarkReader(b *testing.B) {
	var text strings.Builder
	text.WriteString("code,x MUE values\n")
	for i := range 100_000 {
		fmt.Fprintf(&text, "A%04d,%d\n", i%10_000, i%50)
	}
	big := layout()
	big.MaxRows = 0
	data := []byte(text.String())
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		var faults table.Faults
		r := table.Open("t.csv", data, big, &faults)
		for r.Next() {
			r.Int(1, 0, 50)
		}
		if r.Rows() != 100_000 || faults.Count() > 0 {
			b.Fatal("not all rows were read")
		}
	}
}
