package rules_test

import (
	"encoding/binary"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/sha3"

	"github.com/clearclaim/clearclaim/claims/rules"
)

// The root of a small set, written out by hand as docs/rules.md has it.
func TestRoot_IsThatOfTheDocument(t *testing.T) {
	t.Parallel()
	set := parseAll(t, map[string]string{
		"hcpcs":            "code,start,end,text\nQ9901,2020-01-01,,Own\nA0425,,,Own\n",
		"icd10cm":          "code,start,end,text\nI10,2015-10-01,,Own\n",
		"synthetic":        "code,start,end,text\nZX001,,2020-01-01,Own\n",
		"pos":              "code,start,end,text\n11,,,Own\n",
		"modifiers":        modifiersText + "*,,,,\n",
		"mce-ages":         mceAgesText,
		"procedures":       proceduresText,
		"diagnoses":        diagnosesText,
		"mce":              mceHead + "10\tFemale_Only\tD\tQ003\n10\tMaternity_Only\tD\tQ003\n10\tNoncovered_Always\tP\t0QA0000\n",
		"ptp-practitioner": pairsText,
		"mue-supplier":     mueHead + "ZX001,2,3 Text\n",
		"add-ons":          addOnsText,
		"frequency":        frequencyText,
		"supports":         supportsText,
		"leie":             leieText,
		"directory":        directoryText,
	})
	tables := []struct {
		name string
		rows []string
	}{
		{"add-ons", []string{"ZX010,ZX001,\t", "ZX010,ZX002,2020-01-01\t", "ZX011,*,\t2020-01-01"}},
		{"carc", nil},
		{"claim-status", nil},
		{"diagnoses", []string{
			"Q001,\t2020-01-01,65-65 years,F,unacceptable-principal", "Q001,2020-01-01\t,,M,manifestation not-covered",
			"Q002,\t,,,questionable-admission",
		}},
		{"directory", []string{
			"1234567893,2020-01-01\t2021-01-01,in,gold,01112-05,207Q00000X", "1234567893,2021-01-01\t,out,,,", "1245319599,\t,in,,,",
		}},
		{"frequency", []string{
			"ZX001,services,calendar-year,\t,2", "ZX001,services,day,2020-01-01\t,1", "ZX001,units,365 days,\t,20",
			"ZX002,services,lifetime,\t,1",
		}},
		{"hcpcs", []string{"A0425,\t", "Q9901,2020-01-01\t"}},
		{"icd10cm", []string{"I10,2015-10-01\t"}},
		{"leie", []string{"1234567893,2020-03-19\t", "1234567893,2021-01-01\t2022-01-01", "1245319599,2015-01-01\t2018-07-01"}},
		{"mce", []string{"Q003,\t,12-55 years,F,"}},
		{"mce-ages", []string{
			"Adult_Only,\t,15-124 years", "Maternity_Only,\t2018-10-01,12-55 years", "Maternity_Only,2018-10-01\t,9-64 years",
			"Newborn_Only,\t,0-0 years", "Noncovered_Over60,\t,0-60 years", "Pediatric_Only,\t,0-17 years",
		}},
		{"mce-procedures", []string{"0QA0000,\t,,,,,,,not-covered,0"}},
		{"modifiers", []string{"*,\t,,", "59,\t,repeat distinct,", "RR,\t2020-01-01,,E K0", "XE,2015-01-01\t,distinct,"}},
		{"mue-hospital", nil},
		{"mue-practitioner", nil},
		{"mue-supplier", []string{"ZX001,\t,2,3"}},
		{"pos", []string{"11,\t"}},
		{"postings", builtinPostings(t)},
		{"procedures", []string{
			"ZX001,\t2020-01-01,0-17 years,F,11 22,1223G0001X 207,25 LT,,needs-diagnosis,15",
			"ZX001,2020-01-01\t,18- years,,,,,LT RT,not-covered,0",
			"ZX002,\t,0-28 days,M,,,,,needs-diagnosis not-covered,1440",
		}},
		{"ptp-hospital", nil},
		{"ptp-practitioner", []string{
			"ZX001,ZX002,1996-01-01\t,0", "ZX001,ZX003,2020-01-01\t2021-01-01,1", "ZX001,ZX003,2022-01-01\t,0",
			"ZX004,ZX001,2019-04-01\t2019-04-02,9",
		}},
		{"rarc", nil},
		{"supports", []string{"ZX001,E11,\t", "ZX001,I10,2020-01-01\t", "ZX002,Z9981,\t"}},
		{"synthetic", []string{"ZX001,\t2020-01-01"}},
		{"taxonomy", nil},
	}
	hash := sha3.NewLegacyKeccak256()
	hash.Write([]byte("\x13clearclaim/rules/v1"))
	for _, table := range tables {
		hash.Write(binary.BigEndian.AppendUint32([]byte(table.name+"\x00"), uint32(len(table.rows))))
		for _, row := range table.rows {
			hash.Write([]byte(row + "\n"))
		}
	}
	if root := set.Root(); !slices.Equal(root[:], hash.Sum(nil)) {
		t.Errorf("got %x", root)
	}
}

// builtinPostings returns the rows of the built-in postings.
func builtinPostings(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile("data/postings.csv")
	if err != nil {
		t.Fatal(err)
	}
	reader := csv.NewReader(strings.NewReader(string(content)))
	reader.Comment = '#'
	records, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, record := range records[1:] {
		rows = append(rows, record[0]+","+record[1]+",\t"+strings.Join(record[3:], ","))
	}
	slices.Sort(rows)
	return rows
}

func TestDocument_NamesEveryKindAndMeaning(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	for kind := range fixtures {
		if !rules.IsRuleKind(kind) || !strings.Contains(string(document), "`"+kind+"`") {
			t.Errorf("docs/rules.md does not name the kind %s", kind)
		}
	}
}
