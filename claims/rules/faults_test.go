package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/internal/table"
	"github.com/clearclaim/clearclaim/claims/rules"
)

const (
	pairsHead     = "Column 1,Column 2,Effective Date,Deletion Date,Modifier\n"
	mueHead       = "HCPCS/CPT Code,MUE Values,MUE Adjudication Indicator\n"
	mceHead       = "ICD_Version\tMCE_Edit_Type\tICD_Code_Type\tICD_Code\n"
	procedureHead = "procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes\n"
	diagnosisHead = "diagnosis,start,end,ages,sex,flags\n"
	modifierHead  = "modifier,start,end,meanings,procedures\n"
	addOnHead     = "add-on,primary,start,end\n"
	frequencyHead = "procedure,start,end,most,of,per\n"
	supportHead   = "procedure,diagnosis,start,end\n"
	postingHead   = "rule,network,business,group,carc,rarc,priority\n"
	directoryHead = "npi,start,end,network,name,locality,taxonomy\n"
	leieHead      = "NPI,EXCLDATE,REINDATE\n"
	agesHead      = "category,ages,start,end\n"
	codesHead     = "code,start,end,text\n"
)

const (
	badCode   = "a code of digits and capital letters, not "
	badLength = "a code of five characters, its leading zeros too, not "
	badDate   = "a date as YYYY-MM-DD, YYYYMMDD or MM/DD/YYYY, not "
	badList   = "values of their table's form, divided by spaces, not "
	overlaps  = "the dates overlap those of the same key in "
	repeats   = "the key and its dates are those of "
)

func TestParse_RefusesWithFileLineAndReason(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, kind, content string
		want                []string
	}{
		{"a column that is unknown", "supports", "procedure,diagnosis,start,end,price\n", []string{`COLUMN_UNKNOWN supports:1: no column "price" is known`}},
		{"a column that is missing", "supports", "procedure,start,end\n", []string{"COLUMN_MISSING supports:1.diagnosis: the column is missing"}},
		{"no header", "ptp-hospital", "ZX001\tZX002\n", []string{"COLUMN_MISSING ptp-hospital:1: no header with the columns column 1, column 2, effective date, deletion date, modifier"}},
		{"an empty file", "mue-hospital", "", []string{"COLUMN_MISSING mue-hospital:1: no header with the columns code, units, indicator"}},
		{"a row of another width", "supports", supportHead + "ZX001,E11,\n", []string{"ROW_MALFORMED supports:2: the row has 3 cells, the header 4"}},

		{"a pair with a bad code", "ptp-hospital", pairsHead + "zx1,ZX002,20200101,*,0\n", []string{"VALUE_INVALID ptp-hospital:2.column 1: " + badCode + `"zx1"`}},
		{"a pair without its leading zeros", "ptp-hospital", pairsHead + "100,ZX002,20200101,*,0\n00100,0102T9,20200101,*,0\n", []string{
			"VALUE_INVALID ptp-hospital:2.column 1: " + badLength + `"100"`, "VALUE_INVALID ptp-hospital:3.column 2: " + badLength + `"0102T9"`,
		}},
		{"units without leading zeros", "mue-practitioner", mueText + "100,1,1 Line Edit,Own\n", []string{"VALUE_INVALID mue-practitioner:7.code: " + badLength + `"100"`}},
		{"codes without leading zeros", "hcpcs", codesHead + "104,,,x\nQ9901,,,x\n", []string{"VALUE_INVALID hcpcs:2.code: " + badLength + `"104"`}},
		{"a record without leading zeros", "hcpcs-record", recordLine("104", "3", "20200101", ""), []string{"VALUE_INVALID hcpcs-record:1.code: " + badLength + `"104"`}},
		{"a pair with a wrong indicator", "ptp-hospital", pairsHead + "ZX001,ZX002,20200101,*,2\n", []string{`VALUE_INVALID ptp-hospital:2.modifier: 0, 1 or 9, not "2"`}},
		{"a pair with a wrong date", "ptp-hospital", pairsHead + "ZX001,ZX002,20200230,*,0\n", []string{"DATE_INVALID ptp-hospital:2.effective date: " + badDate + `"20200230"`}},
		{"a pair without a date", "ptp-hospital", pairsHead + "ZX001,ZX002,,*,0\n", []string{"DATE_INVALID ptp-hospital:2.effective date: a date is needed"}},
		{"a pair deleted by a wrong date", "ptp-hospital", pairsHead + "ZX001,ZX002,20200101,never,0\n", []string{"DATE_INVALID ptp-hospital:2.deletion date: " + badDate + `"never"`}},
		{"a pair deleted before it began", "ptp-hospital", pairsHead + "ZX001,ZX002,20200102,20200101,0\n", []string{"SPAN_INVALID ptp-hospital:2.deletion date: the deletion date is before the effective date"}},
		{"a procedure with itself", "ptp-hospital", pairsHead + "ZX001,ZX001,20200101,*,0\n", []string{"VALUE_INVALID ptp-hospital:2.column 2: another procedure than in column 1"}},
		{"a pair twice", "ptp-hospital", pairsHead + "ZX001,ZX002,20200101,*,0\nZX003,ZX002,20200101,*,0\nZX001,ZX002,20200101,*,1\n", []string{"ROW_REPEATED ptp-hospital:4: " + repeats + "line 2"}},
		{"pairs that overlap", "ptp-hospital", pairsHead + "ZX001,ZX002,20200101,*,0\nZX001,ZX002,20190101,20200101,0\n", []string{"SPANS_OVERLAP ptp-hospital:3: " + overlaps + "line 2"}},

		{"pairs within a longer one", "ptp-hospital", pairsHead + "ZX001,ZX002,20150101,20241231,0\nZX001,ZX002,20160101,20161231,0\nZX001,ZX002,20180101,20181231,0\n" +
			"ZX001,ZX002,20250101,*,0\nZX001,ZX003,20180101,*,0\n", []string{"SPANS_OVERLAP ptp-hospital:3: " + overlaps + "line 2", "SPANS_OVERLAP ptp-hospital:4: " + overlaps + "line 2"}},

		{"units that are no number", "mue-hospital", mueHead + "ZX001,many,1 Line Edit\n", []string{`NUMBER_INVALID mue-hospital:2.units: a whole number from 0 to 65535, not "many"`}},
		{"units that are negative", "mue-hospital", mueHead + "ZX001,-1,1 Line Edit\n", []string{`NUMBER_INVALID mue-hospital:2.units: a whole number from 0 to 65535, not "-1"`}},
		{"units that are too many", "mue-hospital", mueHead + "ZX001,65536,1 Line Edit\n", []string{`NUMBER_INVALID mue-hospital:2.units: a whole number from 0 to 65535, not "65536"`}},
		{"an indicator that is none", "mue-hospital", mueHead + "ZX001,1,4 Other\nZX002,1,11\nZX003,1,\n", []string{
			`VALUE_INVALID mue-hospital:2.indicator: 1, 2 or 3 and its text, not "4 Other"`,
			`VALUE_INVALID mue-hospital:3.indicator: 1, 2 or 3 and its text, not "11"`,
			`VALUE_INVALID mue-hospital:4.indicator: 1, 2 or 3 and its text, not ""`,
		}},
		{"units of a code twice", "mue-hospital", mueHead + "ZX001,1,1\nZX001,2,1\n", []string{"ROW_REPEATED mue-hospital:3: " + repeats + "line 2"}},

		{"an edit that is unknown", "mce", mceHead + "10\tMondays_Only\tD\tQ001\n", []string{`VALUE_INVALID mce:2.edit: an edit of the Medicare Code Editor, not "Mondays_Only"`}},
		{"an edit of another revision", "mce", mceHead + "9\tFemale_Only\tD\tQ001\n", []string{`VALUE_INVALID mce:2.ICD version: 10, not "9"`}},
		{"an edit of another type of code", "mce", mceHead + "10\tFemale_Only\tX\tQ001\n", []string{`VALUE_INVALID mce:2.code type: D or P, not "X"`}},
		{"an edit twice", "mce", mceHead + "10\tFemale_Only\tD\tQ001\n10\tFemale_Only\tD\tQ001\n10\tMale_Only\tP\tQ001\n10\tMale_Only\tP\tQ001\n", []string{
			"ROW_REPEATED mce:3.edit: the code has the edit already", "ROW_REPEATED mce:5.edit: the code has the edit already",
		}},
		{"an edit for either sex", "mce", mceHead + "10\tFemale_Only\tD\tQ001\n10\tMale_Only\tD\tQ001\n", []string{"VALUE_INVALID mce:3.edit: the code is for the other sex already"}},
		{"two age edits", "mce", mceHead + "10\tNewborn_Only\tD\tQ001\n10\tAdult_Only\tD\tQ001\n", []string{"ROW_REPEATED mce:3.edit: the code has an age edit already"}},
		{"a bad diagnosis in an edit", "mce", mceHead + "10\tFemale_Only\tD\tQ00.1\n10\tFemale_Only\tP\t-\n", []string{
			"VALUE_INVALID mce:2.code: " + badCode + `"Q00.1"`, "VALUE_INVALID mce:3.code: " + badCode + `"-"`,
		}},
		{"ages of no category", "mce-ages", agesHead + "Old,65- years,,\n", []string{
			`VALUE_INVALID mce-ages:2.category: one of Newborn_Only, Pediatric_Only, Maternity_Only, Adult_Only, Noncovered_Over60, not "Old"`,
		}},
		{"ages of a category twice", "mce-ages", agesHead + "Adult_Only,18- years,,\nAdult_Only,15- years,2020-01-01,\n", []string{"SPANS_OVERLAP mce-ages:3: " + overlaps + "line 2"}},

		{"a procedure's dates that overlap", "procedures", procedureHead + "ZX001,,2020-01-02,,,,,,,,\nZX001,2020-01-01,,,,,,,,,\n", []string{"SPANS_OVERLAP procedures:3: " + overlaps + "line 2"}},
		{"a procedure's dates within longer ones", "procedures", procedureHead + "ZX001,2015-01-01,,,,,,,,,\nZX001,2016-01-01,2017-01-01,,,,,,,,\nZX001,2018-01-01,,,,,,,,,\nZX002,2019-01-01,,,,,,,,,\n", []string{
			"SPANS_OVERLAP procedures:3: " + overlaps + "line 2", "SPANS_OVERLAP procedures:4: " + overlaps + "line 2",
		}},
		{"a procedure's dates the wrong way round", "procedures", procedureHead + "ZX001,2020-01-02,2020-01-01,,,,,,,,\n", []string{"SPAN_INVALID procedures:2.end: the end is not after the start"}},
		{"a procedure without a code", "procedures", procedureHead + ",,,18- years,,,,,,,\n", []string{`VALUE_INVALID procedures:2.procedure: ` + badCode + `""`}},
		{"a procedure of nothing that is right", "procedures", procedureHead + "ZX001,,,old,X,1,20x,ABC,!,maybe,1.5\n", []string{
			`VALUE_INVALID procedures:2.ages: ages as 0-17 years, 18- years or 0-28 days, not "old"`,
			`VALUE_INVALID procedures:2.sex: F, M or nothing, not "X"`,
			"VALUE_INVALID procedures:2.places: " + badList + `"1"`,
			"VALUE_INVALID procedures:2.taxonomies: " + badList + `"20x"`,
			"VALUE_INVALID procedures:2.modifiers: " + badList + `"ABC"`,
			"VALUE_INVALID procedures:2.required: " + badList + `"!"`,
			`VALUE_INVALID procedures:2.flags: words of needs-diagnosis, not-covered, not "maybe"`,
			`NUMBER_INVALID procedures:2.minutes: a whole number from 1 to 1440, not "1.5"`,
		}},
		{"a list that is too long", "procedures", procedureHead + "ZX001,,,,," + strings.Repeat("11 ", 65) + ",,,,,\n", []string{"FIELD_TOO_LONG procedures:2.places: at most 64 values"}},
		{"a diagnosis twice", "diagnoses", diagnosisHead + "Q001,,,,,\nQ001,,,,F,\n", []string{"ROW_REPEATED diagnoses:3: " + repeats + "line 2"}},
		{"a diagnosis with wrong values", "diagnoses", diagnosisHead + "Q001,x,,5-4 years,m,first\n", []string{
			"DATE_INVALID diagnoses:2.start: " + badDate + `"x"`,
			`VALUE_INVALID diagnoses:2.ages: ages as 0-17 years, 18- years or 0-28 days, not "5-4 years"`,
			`VALUE_INVALID diagnoses:2.sex: F, M or nothing, not "m"`,
			`VALUE_INVALID diagnoses:2.flags: words of unacceptable-principal, manifestation, not-covered, questionable-admission, not "first"`,
		}},
		{"a modifier that is none", "modifiers", modifierHead + "5,,,,\nAA,,,odd,\nBB,,,,e0\n", []string{
			`VALUE_INVALID modifiers:2.modifier: two digits or capital letters, or *, not "5"`,
			`VALUE_INVALID modifiers:3.meanings: words of repeat, distinct, bilateral, left-or-right, assistant, professional, technical, reduced, discontinued, multiple, telehealth, co-surgeon, team, unrelated, sex-override, notice, not "odd"`,
			"VALUE_INVALID modifiers:4.procedures: " + badList + `"e0"`,
		}},
		{"a modifier twice", "modifiers", modifierHead + "AA,,,,\nAA,2020-01-01,,,\n*,,,,\n*,,,,\n", []string{
			"SPANS_OVERLAP modifiers:3: " + overlaps + "line 2", "ROW_REPEATED modifiers:5: " + repeats + "line 4",
		}},
		{"an add-on to itself", "add-ons", addOnHead + "ZX001,ZX001,,\nZX001,+,,\n", []string{
			"VALUE_INVALID add-ons:2.primary: another procedure than the add-on", "VALUE_INVALID add-ons:3.primary: " + badCode + `"+"`,
		}},
		{"an add-on's primary twice", "add-ons", addOnHead + "ZX001,ZX002,,\nZX001,ZX003,,\nZX001,ZX002,,\n", []string{"ROW_REPEATED add-ons:4: " + repeats + "line 2"}},
		{"a limit that is none", "frequency", frequencyHead + "ZX001,,,0,services,day\nZX001,,,1,visits,day\nZX001,,,1,units,week\nZX001,,,1,units,1 days\nZX001,,,1,units,40000 days\n", []string{
			`NUMBER_INVALID frequency:2.most: a whole number from 1 to 16383, not "0"`,
			`VALUE_INVALID frequency:3.of: services or units, not "visits"`,
			`VALUE_INVALID frequency:4.per: day, calendar-year, lifetime or 2 to 36525 days, not "week"`,
			`VALUE_INVALID frequency:5.per: day, calendar-year, lifetime or 2 to 36525 days, not "1 days"`,
			`VALUE_INVALID frequency:6.per: day, calendar-year, lifetime or 2 to 36525 days, not "40000 days"`,
		}},
		{"a limit twice", "frequency", frequencyHead + "ZX001,,,1,services,day\nZX001,,,1,units,day\nZX001,,,2,services,day\n", []string{"ROW_REPEATED frequency:4: " + repeats + "line 2"}},
		{"a supporting diagnosis that is none", "supports", supportHead + "ZX001,E11*,,\nZX001,ABCDEFGHI,,\n", []string{
			"VALUE_INVALID supports:2.diagnosis: " + badCode + `"E11*"`, "VALUE_INVALID supports:3.diagnosis: " + badCode + `"ABCDEFGHI"`,
		}},

		{"a range of places that are not unassigned", "pos", "Place of Service Code(s),Place of Service Name,Place of Service Description\n27-30,Street,Own\n28-30,UNASSIGNED,N/A\n", []string{
			`VALUE_INVALID pos:2.code: a place of service of two digits, not "27-30"`,
		}},
		{"a place that is none", "pos", codesHead + "00,,,x\nxx,,,x\n", []string{
			`VALUE_INVALID pos:2.code: a place of service of two digits, not "00"`, `VALUE_INVALID pos:3.code: a place of service of two digits, not "xx"`,
		}},
		{"a code twice", "hcpcs", codesHead + "Q9901,,2020-01-01,x\nQ9901,2019-12-31,,x\n", []string{"SPANS_OVERLAP hcpcs:3: " + overlaps + "line 2"}},
		{"a code that ends before it begins", "hcpcs", "HCPC,ADD DT,TERM DT\nQ9901,20200102,20200101\n", []string{"SPAN_INVALID hcpcs:2.last: the last date is before the first one"}},
		{"a code whose record is of no kind", "hcpcs", "HCPC,RECID,ADD DT\nQ9901,3 ,20200101\nQ9902,03,20200101\nQ9903,,20200101\nQ9904,4,\n", []string{
			`VALUE_INVALID hcpcs:3.record: 3, 4, 7 or 8, not "03"`, `VALUE_INVALID hcpcs:4.record: 3, 4, 7 or 8, not ""`,
		}},
		{"two columns of the last date", "hcpcs", "code,start,end,TERM DT\nQ9901,2020-01-01,2021-01-01,\n", []string{
			"COLUMN_UNKNOWN hcpcs:1.last: the column is there beside end, which says the same",
		}},
		{"a code that is too long", "icd10cm", codesHead + "Q0123456789012345678,,,x\n", []string{"VALUE_INVALID icd10cm:2.code: " + badCode + `"Q0123456789012345678"`}},
		{"a record of no kind", "hcpcs-record", recordLine("Q9901", "5", "20200101", ""), []string{`VALUE_INVALID hcpcs-record:1.record identification: 3, 4, 7 or 8, not "5"`}},
		{"a record that ends before it begins", "hcpcs-record", recordLine("Q9901", "3", "20200102", "20200101"), []string{"SPAN_INVALID hcpcs-record:1.termination date: the last date is before the first one"}},
		{"a record with a wrong date", "hcpcs-record", recordLine("Q9901", "3", "2020", ""), []string{"DATE_INVALID hcpcs-record:1.added date: " + badDate + `"2020"`}},
		{"a record that is too short", "hcpcs-record", "Q9901\n", []string{"ROW_MALFORMED hcpcs-record:1: the line ends before column 11, record identification"}},
		{"an order that is neither heading nor code", "icd10cm-order", "00002 Q000    2 Own\n", []string{`VALUE_INVALID icd10cm-order:1.header: 0 for a heading or 1 for a code, not "2"`}},
		{"a code twice in the order", "icd10cm-order", "00002 Q000    1 Own\n00003 Q000    1 Own\n", []string{"ROW_REPEATED icd10cm-order:2: " + repeats + "line 1"}},
		{"a taxonomy code that is too short", "taxonomy", "code\n207Q\n", []string{`VALUE_INVALID taxonomy:2.code: a taxonomy code of ten characters, not "207Q"`}},
		{"a reason code that is too long", "carc", "code\n123456\n", []string{"VALUE_INVALID carc:2.code: " + badCode + `"123456"`}},

		{"an exclusion, whose values are not repeated", "leie", leieHead + "12345,20200101,\n1234567893,soon,\n1234567893,,\n1234567893,20200101,later\n1234567893,20200102,20200101\n", []string{
			"VALUE_INVALID leie:2.NPI: ten digits",
			"DATE_INVALID leie:3.EXCLDATE: a date as YYYY-MM-DD, YYYYMMDD or MM/DD/YYYY",
			"DATE_INVALID leie:4.EXCLDATE: a date is needed",
			"DATE_INVALID leie:5.REINDATE: a date as YYYY-MM-DD, YYYYMMDD or MM/DD/YYYY",
			"SPAN_INVALID leie:6.REINDATE: the reinstatement is before the exclusion",
		}},
		{"a provider", "directory", directoryHead + "12345,,,in,,,\n1234567893,,,maybe,,,\n1234567893,,,in,a b,,\n1234567893,,,in,,,207Q\n1234567893,2021-01-01,2020-01-01,in,,,\n", []string{
			`VALUE_INVALID directory:2.npi: ten digits, not "12345"`,
			`VALUE_INVALID directory:3.network: in or out, not "maybe"`,
			`VALUE_INVALID directory:4.name: at most 64 letters, digits, - _ or ., not "a b"`,
			`VALUE_INVALID directory:5.taxonomy: a taxonomy code of ten characters, not "207Q"`,
			"SPAN_INVALID directory:6.end: the end is not after the start",
		}},
		{"a provider of nobody", "directory", strings.TrimSuffix(directoryHead, "\n") + ",persons\n1234567893,,,in,,,,0\n", []string{
			`NUMBER_INVALID directory:2.persons: a whole number from 1 to 1000000, not "0"`,
		}},
		{"a provider twice", "directory", directoryHead + "1234567893,,,in,,,\n1234567893,2020-01-01,,out,,,\n", []string{
			"SPANS_OVERLAP directory:3: the dates overlap those of the same key in line 2",
		}},
		{"an exclusion's row of another width", "leie", leieHead + "PERSON,1 STREET\n", []string{"ROW_MALFORMED leie:2: the row has 2 cells, the header 3"}},

		{"postings of no rule", "postings", postingHead + "ncci,any,any,CO,97,,\nduplicate.suspect,any,any,CO,97,,\nncci.pair,near,any,CO,97,,\nncci.pair,any,A b,CO,97,,\n", []string{
			`VALUE_INVALID postings:2.rule: the name of a rule, not "ncci"`,
			`VALUE_INVALID postings:3.rule: a rule that denies, not "duplicate.suspect"`,
			`VALUE_INVALID postings:4.network: in, out or any, not "near"`,
			`VALUE_INVALID postings:5.business: any, or a name of small letters, digits and hyphens, not "A b"`,
		}},
		{"postings of wrong codes", "postings", postingHead + "ncci.pair,any,any,CR,97,,\nncci.pair,in,any,CO,9-7,,\nncci.pair,out,any,CO,97,n2,\nmue.units,any,any,CO,97,,0\n", []string{
			`VALUE_INVALID postings:2.group: CO, PR, OA or PI, not "CR"`,
			"VALUE_INVALID postings:3.carc: " + badCode + `"9-7"`,
			"VALUE_INVALID postings:4.rarc: " + badCode + `"n2"`,
			`NUMBER_INVALID postings:5.priority: a whole number from 1 to 9999, not "0"`,
		}},
		{"a posting without the remark that its reason demands", "postings", postingHead + "ncci.pair,any,any,CO,16,,\n", []string{"FIELD_REQUIRED postings:2.rarc: the reason code demands a remark code"}},
		{"a posting twice", "postings", postingHead + "ncci.pair,any,any,CO,97,,\nncci.pair,in,any,CO,97,,\nncci.pair,any,any,CO,236,,\n", []string{
			"ROW_REPEATED postings:4: the rule, network and line of business are those of line 2",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := faultsOf(files(map[string]string{c.kind: c.content})); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s", strings.Join(got, "\n"))
			}
		})
	}
}

// The header of the pairs goes over four lines.
func TestParse_NamesTheColumnOfAHeaderOverLines(t *testing.T) {
	t.Parallel()
	content := strings.Replace(pairsText, "Modifier\tPTP", "Modifier\tNew\tPTP", 1)
	content = strings.Replace(content, "0=not allowed\t", "0=not allowed\tthing\t", 1)
	content = strings.Replace(content, "\t1=allowed\t", "\t1=allowed\t\t", 1)
	content = strings.Replace(content, "\t9=not applicable\t", "\t9=not applicable\t\t", 1)
	want := []string{`COLUMN_UNKNOWN ptp-practitioner:4: no column "new thing" is known`}
	if got := faultsOf(files(map[string]string{"ptp-practitioner": content})); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	content = strings.ReplaceAll(pairsText, "Deletion", "Removal")
	want = []string{
		`COLUMN_UNKNOWN ptp-practitioner:4: no column "removal date *=no data" is known`,
		"COLUMN_MISSING ptp-practitioner:4.deletion date: the column is missing",
	}
	if got := faultsOf(files(map[string]string{"ptp-practitioner": content})); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// The header of the units names the setting: the manifest may not say another one.
func TestParse_RefusesUnitsOfAnotherSetting(t *testing.T) {
	t.Parallel()
	headers := map[string][]string{
		"mue-practitioner": {"Practitioner Services MUE Values", "Practitioner MUE Value"},
		"mue-hospital":     {"Outpatient Hospital Services MUE Values", "Facility Outpatient Hospital\nServices MUE Values", "Hospital Outpatient MUE Value"},
		"mue-supplier":     {"DME Supplier Services MUE Values", "DME MUE Values", "Supplier Services MUE Value"},
	}
	for kind := range headers {
		for of, texts := range headers {
			for _, header := range texts {
				content := "HCPCS/CPT Code,\"" + header + "\",MUE Adjudication Indicator,MUE Rationale\nZX001,1,1 Line Edit,Own\n"
				var want []string
				if of != kind {
					column := strings.ToLower(strings.ReplaceAll(header, "\n", " "))
					want = []string{
						fmt.Sprintf("COLUMN_UNKNOWN %s:1: the column %q is of a file of kind %s", kind, column, of),
						"COLUMN_MISSING " + kind + ":1.units: the column is missing",
					}
				}
				if got := faultsOf(files(map[string]string{kind: content})); !slices.Equal(got, want) {
					t.Errorf("%s by %q: got %q", kind, header, got)
				}
			}
		}
		if got := faultsOf(files(map[string]string{kind: mueHead + "ZX001,1,1 Line Edit\n"})); got != nil {
			t.Errorf("%s: a header that names no setting is refused: %q", kind, got)
		}
	}
}

// Every kind with a header refuses one that is wrong, and an empty file.
func TestParse_RefusesAHeaderThatIsWrong(t *testing.T) {
	t.Parallel()
	for kind := range fixtures {
		if kind == "hcpcs-record" || kind == "icd10cm-order" {
			continue
		}
		_, rows := splitRows(kind, fixtures[kind])
		for name, content := range map[string]string{
			"empty": "", "a line feed": "\n", "no header": "x\n", "rows alone": strings.Join(rows, ""),
			"unknown columns": "weather,tide\n", "an unknown column": "code,weather\n",
		} {
			got := faultsOf(files(map[string]string{kind: content}))
			if len(got) == 0 || !strings.HasPrefix(got[0], "COLUMN_") {
				t.Errorf("%s: %s: got %q", kind, name, got)
			}
		}
	}
}

func TestParse_RefusesAManifestThatIsWrong(t *testing.T) {
	t.Parallel()
	const good = "a,supports,1,own,none,,\n"
	for _, c := range []struct {
		name, manifest string
		want           []string
	}{
		{"a file that is not there", good + "b,add-ons,1,own,none,,\n", []string{`TABLE_UNKNOWN manifest.csv:3.file: the name of a file that is there, not "b"`}},
		{"itself", good + "manifest.csv,add-ons,1,own,none,,\n", []string{`TABLE_UNKNOWN manifest.csv:3.file: the name of a file that is there, not "manifest.csv"`}},
		{"a file twice", good + good, []string{"ROW_REPEATED manifest.csv:3.file: the file is listed twice"}},
		{"a file that it does not list", "", []string{`TABLE_UNKNOWN manifest.csv: the file "a" is not listed`}},
		{"a table without its licence", "a,supports,1,own,,,\n", []string{"FIELD_REQUIRED manifest.csv:2.licence: a text of 1 to 200 bytes"}},
		{"a source that is too long", "a,supports,1," + strings.Repeat("x", 201) + ",none,,\n", []string{"FIELD_REQUIRED manifest.csv:2.source: a text of 1 to 200 bytes"}},
		{"dates the wrong way round", "a,supports,1,own,none,2020-01-01,2019-01-01\n", []string{"SPAN_INVALID manifest.csv:2.end: the end is not after the start"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			contents := map[string][]byte{"a": []byte(supportsText), rules.ManifestName: []byte(manifestHead + c.manifest)}
			if got := faultsOf(contents); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s", strings.Join(got, "\n"))
			}
		})
	}
	if got := faultsOf(nil); !slices.Equal(got, []string{"TABLE_UNKNOWN manifest.csv: the file is missing"}) {
		t.Errorf("got %q", got)
	}
	contents := map[string][]byte{"a": nil, rules.ManifestName: []byte(manifestHead + "a,prices,1,own,none,,\n")}
	if got := faultsOf(contents); len(got) != 1 || !strings.HasPrefix(got[0], "TABLE_UNKNOWN manifest.csv:2.kind: one of hcpcs, ") || !strings.HasSuffix(got[0], `, not "prices"`) {
		t.Errorf("got %q", got)
	}
	contents[rules.ManifestName] = []byte("file,kind,version,source,license,start,end\n")
	if got := faultsOf(contents); !slices.Equal(got, []string{
		`COLUMN_UNKNOWN manifest.csv:1: no column "license" is known`, "COLUMN_MISSING manifest.csv:1.licence: the column is missing",
	}) {
		t.Errorf("got %q", got)
	}
}

func TestParse_OverlapsAcrossFilesNameBoth(t *testing.T) {
	t.Parallel()
	contents := files(map[string]string{"supports/a": supportsText, "supports/b": supportHead + "ZX001,E11,2020-01-01,\n"})
	if got := faultsOf(contents); !slices.Equal(got, []string{"SPANS_OVERLAP supports/b:2: " + overlaps + "supports/a:2"}) {
		t.Errorf("got %q", got)
	}
	contents = files(map[string]string{"ptp-hospital/a": pairsHead + "ZX001,ZX002,20200101,*,0\n", "ptp-hospital/b": pairsHead + "ZX001,ZX002,20200101,*,0\n"})
	if got := faultsOf(contents); !slices.Equal(got, []string{"ROW_REPEATED ptp-hospital/b:2: " + repeats + "ptp-hospital/a:2"}) {
		t.Errorf("got %q", got)
	}
}

func TestParse_CodesOfPostingsAreInTheListsThatAreLoaded(t *testing.T) {
	t.Parallel()
	contents := map[string]string{"postings": postingHead, "carc": "code\n", "rarc": "code\n"}
	reasons, remarks := map[string]bool{}, map[string]bool{}
	for _, rule := range rules.Rules() {
		if posting := rules.Builtin().Posting(rule, 0, 0); posting != nil {
			reasons[posting.CARC], remarks[posting.RARC] = true, true
		}
	}
	for code := range reasons {
		contents["carc"] += code + "\n"
	}
	delete(remarks, "")
	for code := range remarks {
		contents["rarc"] += code + "\n"
	}
	if got := faultsOf(files(contents)); got != nil {
		t.Fatalf("got %q", got)
	}
	contents["postings"] += "ncci.pair,any,any,CO,B99,,\nmue.units,any,any,CO,97,N99,\n"
	if got := faultsOf(files(contents)); !slices.Equal(got, []string{
		"CODE_UNKNOWN postings:2.carc: the list of reason codes has no B99",
		"CODE_UNKNOWN postings:3.rarc: the list of remark codes has no N99",
	}) {
		t.Errorf("got %q", got)
	}
	contents["carc"] = strings.Replace(contents["carc"], "\n242\n", "\n", 1)
	if got := faultsOf(files(contents)); !slices.Contains(got, "CODE_UNKNOWN builtin/postings.csv:14.carc: the list of reason codes has no 242") {
		t.Errorf("a built-in posting of an unknown code is not refused: %q", got)
	}
}

func TestParse_AllFilesFaultsAtOnceUpToABound(t *testing.T) {
	t.Parallel()
	got := faultsOf(files(map[string]string{"supports": supportHead + "-,E11,,\n", "add-ons": addOnHead + "-,*,,\n", "mce": "x\n"}))
	if len(got) != 3 || !strings.HasPrefix(got[0], "VALUE_INVALID add-ons:2") || !strings.HasPrefix(got[2], "VALUE_INVALID supports:2") {
		t.Errorf("got %q", got)
	}
	got = faultsOf(files(map[string]string{"supports": supportHead + strings.Repeat("-,E11,,\n", 250)}))
	if len(got) != table.MaxFaults+1 || got[table.MaxFaults] != "FAULTS_OMITTED faults: 150 more faults are not listed" {
		t.Errorf("got %d faults, the last %q", len(got), got[len(got)-1])
	}
}

func TestParse_TooManyLinesOfBusiness(t *testing.T) {
	t.Parallel()
	var content strings.Builder
	content.WriteString(postingHead)
	for i := range 250 {
		fmt.Fprintf(&content, "ncci.pair,any,line-%d,CO,97,,\n", i)
	}
	if got := faultsOf(files(map[string]string{"postings": content.String()})); !slices.Equal(got, []string{"TABLE_TOO_LARGE postings: at most 250 lines of business"}) {
		t.Errorf("got %q", got)
	}
}
