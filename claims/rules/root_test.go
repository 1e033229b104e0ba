package rules_test

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/rules"
)

// groups are kinds that can stand together: of the others one would repeat or
// limit what another says.
var groups = [][]string{
	{"hcpcs-record", "icd10cm-order", "carc", "rarc", "postings"},
	{"hcpcs", "icd10cm", "postings"},
}

// tables returns the fixtures of a group and all kinds that stand with any.
func tables(group []string) map[string]string {
	return fixturesWithout(slices.DeleteFunc([]string{"hcpcs", "hcpcs-record", "icd10cm", "icd10cm-order", "carc", "rarc", "postings"},
		func(kind string) bool { return slices.Contains(group, kind) && kind != "carc" && kind != "rarc" })...)
}

// splitRows returns the head of a fixture, and its rows.
func splitRows(kind, content string) (head string, rows []string) {
	lines := strings.SplitAfter(content, "\n")
	lines = lines[:len(lines)-1]
	heads := map[string]int{
		"hcpcs-record": 0, "icd10cm-order": 0, "hcpcs": 2, "ptp-practitioner": 7, "ptp-hospital": 8,
		"mue-practitioner": 3, "mue-hospital": 3, "mue-supplier": 3,
	}
	first, isOther := heads[kind]
	if !isOther {
		first = 1
	}
	return strings.Join(lines[:first], ""), lines[first:]
}

func TestRoot_DoesNotDependOnHowTheFilesAreWritten(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, group := range groups {
		set := tables(group)
		want := parseAll(t, set).Root()
		for name, change := range map[string]func(kind, head string, rows []string) map[string]string{
			"order of lines": func(kind, head string, rows []string) map[string]string {
				random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
				return map[string]string{kind: head + strings.Join(rows, "")}
			},
			"comments and blank lines": func(kind, head string, rows []string) map[string]string {
				return map[string]string{kind: "# source: another\n\n" + head + strings.Join(rows, "#\n\n")}
			},
			"line ends": func(kind, head string, rows []string) map[string]string {
				return map[string]string{kind: strings.ReplaceAll(head+strings.Join(rows, ""), "\n", "\r\n")}
			},
			"old line ends, and none at the end": func(kind, head string, rows []string) map[string]string {
				return map[string]string{kind: strings.TrimSuffix(strings.ReplaceAll(head+strings.Join(rows, ""), "\n", "\r"), "\r")}
			},
			"file names": func(kind, head string, rows []string) map[string]string {
				return map[string]string{kind + "/renamed": head + strings.Join(rows, "")}
			},
			"division into files": func(kind, head string, rows []string) map[string]string {
				if kind == "mce" { // the edits of one code stand in one file
					return map[string]string{kind: head + strings.Join(rows, "")}
				}
				half := len(rows) / 2
				return map[string]string{kind + "/1": head + strings.Join(rows[half:], ""), kind + "/2": head + strings.Join(rows[:half], "")}
			},
		} {
			changed := map[string]string{}
			for kind, content := range set {
				head, rows := splitRows(kind, content)
				maps.Copy(changed, change(kind, head, rows))
			}
			if got := parseAll(t, changed).Root(); got != want {
				t.Errorf("%s: the root changes", name)
			}
		}
	}
}

// unkept are rows of the fixtures that say nothing which is an edit.
var unkept = []string{
	"goes on", "QX,", "QX00100", "Q9901001004", "0 Own heading", "Limited_Coverage", "LOS_96hr", "0000000000", "\t\t\t\t\t\t",
}

func TestRoot_EveryRowChangesIt(t *testing.T) {
	t.Parallel()
	for _, group := range groups {
		set := tables(group)
		seen := map[[32]byte]string{parseAll(t, set).Root(): "the whole"}
		for kind, content := range set {
			head, rows := splitRows(kind, content)
			for i := range rows {
				if slices.ContainsFunc(unkept, func(text string) bool { return strings.Contains(rows[i], text) }) {
					continue
				}
				changed := maps.Clone(set)
				changed[kind] = head + strings.Join(slices.Delete(slices.Clone(rows), i, i+1), "")
				if kind == "mce-ages" {
					changed["mce"] = mceHead // whose edits need their ages
				}
				root := rootWithout(t, changed, kind)
				if other, isSeen := seen[root]; isSeen {
					t.Errorf("%s without %q has the root of %s", kind, rows[i], other)
				}
				seen[root] = kind + " without " + rows[i]
			}
		}
	}
}

// rootWithout returns the root of a set that lacks a row. Ages have their own
// comparison: without edits that name them, each still changes the root.
func rootWithout(t *testing.T, set map[string]string, kind string) [32]byte {
	t.Helper()
	parsed, faults := rules.Parse(files(set))
	if len(faults) > 0 {
		t.Fatalf("%s: %v", kind, faults[0])
	}
	return parsed.Root()
}

// Each value of a row that decides something changes the root.
func TestRoot_EveryValueChangesIt(t *testing.T) {
	t.Parallel()
	for kind, changes := range map[string][][2]string{
		"synthetic":        {{"ZX001,,,", "ZX009,,,"}, {"ZX001,,,", "ZX001,2019-01-01,,"}, {"2020-01-01,Own", "2020-01-02,Own"}},
		"procedures":       {{"0-17 years", "0-16 years"}, {"0-17 years", "1-17 years"}, {"0-28 days", "0-28 years"}, {",F,", ",M,"}, {"11 22", "11 23"}, {"1223G", "1224G"}, {"25 LT", "25 RT"}, {"LT RT", "LT"}, {"needs-diagnosis,15", "not-covered,15"}, {",15\n", ",16\n"}, {",2020-01-01,0-17", ",2019-12-31,0-17"}},
		"diagnoses":        {{"65 years", "66 years"}, {",F,", ",,"}, {"unacceptable-principal", ""}, {"manifestation not-covered", "manifestation"}, {"questionable-admission", "not-covered"}},
		"modifiers":        {{"distinct repeat", "distinct"}, {"E K0", "E K1"}, {"XE,2015", "XE,2016"}, {"XE,", "XF,"}},
		"mce":              {{"Newborn_Only", "Adult_Only"}, {"Male_Only\tD", "Female_Only\tD"}, {"Wrong_Performed", "Principal_Manifestation"}, {"Noncovered_Over60", "Noncovered_Always"}},
		"ptp-practitioner": {{"*\t0\tOwn", "*\t1\tOwn"}, {"20201231", "20201230"}, {"20190401\t20190401", "20190401\t20190402"}, {"ZX002", "ZX007"}, {"19960101", "19960102"}},
		"mue-practitioner": {{",12,3", ",13,3"}, {",12,3", ",12,1"}},
		"add-ons":          {{",*,", ",ZX009,"}, {"ZX010,ZX001", "ZX010,ZX009"}},
		"frequency":        {{",2,services", ",3,services"}, {"services,lifetime", "units,lifetime"}, {"365 days", "366 days"}, {"lifetime", "day"}},
		"supports":         {{"E11", "E12"}, {"Z9981", "Z998"}},
		"directory":        {{"gold", "silver"}, {"01112-05", "01112-06"}, {"207Q", "208Q"}, {",out,", ",in,"}, {"2020-01-01", "2020-01-02"}},
		"leie":             {{"20220101", "20220102"}, {"1245319599", "1245319590"}, {"20200319\",\"00000000\",\"00000000\",\"\"\n\"NOBODY", "20200320\",\"00000000\",\"00000000\",\"\"\n\"NOBODY"}},
		"postings":         {{"CO,97,,5", "CO,97,,6"}, {"OA,97", "OA,98"}, {"PI,97,", "PI,97,N30"}, {"dental,OA", "vision,OA"}, {"PR,", "PI,"}},
	} {
		whole := parse(t, kind, fixtures[kind]).Root()
		for _, change := range changes {
			changed := strings.Replace(fixtures[kind], change[0], change[1], 1)
			if changed == fixtures[kind] {
				t.Fatalf("%s has no %q", kind, change[0])
			}
			if parse(t, kind, changed).Root() == whole {
				t.Errorf("%s: %q for %q does not change the root", kind, change[1], change[0])
			}
		}
	}
}

func TestRoot_TheManifestsDatesChangeItAndItsWordsDoNot(t *testing.T) {
	t.Parallel()
	text := strings.Replace(mueText, "Practitioner Services ", "", 1) // of any setting
	root := func(manifest string) [32]byte {
		return parseFiles(t, map[string][]byte{"a": []byte(text), rules.ManifestName: []byte(manifestHead + manifest)}).Root()
	}
	whole := root("a,mue-hospital,1,own,none,2024-01-01,\n")
	if root("a,mue-hospital,2,other,other,2024-01-01,\n") != whole {
		t.Error("version, source or licence change the root")
	}
	for _, manifest := range []string{"a,mue-hospital,1,own,none,2024-01-02,\n", "a,mue-hospital,1,own,none,2024-01-01,2025-01-01\n", "a,mue-practitioner,1,own,none,2024-01-01,\n"} {
		if root(manifest) == whole {
			t.Errorf("%q does not change the root", manifest)
		}
	}
}

func TestRoot_OfNoTablesIsThatOfTheProgramsCodes(t *testing.T) {
	t.Parallel()
	empty := parseFiles(t, map[string][]byte{rules.ManifestName: []byte(manifestHead)})
	if empty.Root() != rules.Builtin().Root() || empty.Root() == rules.Sample().Root() {
		t.Error("a set without tables has not the root of the built-in one, or that of the sample")
	}
	kinds := make([]string, 0, 8)
	for _, table := range empty.Tables() {
		kinds = append(kinds, table.Kind)
	}
	if !slices.Equal(kinds, []string{"hcpcs", "icd10cm", "mce-ages", "modifiers", "pos", "postings", "synthetic"}) {
		t.Errorf("got %q", kinds)
	}
}

func TestDiff_RowsAddedRemovedAndChanged(t *testing.T) {
	t.Parallel()
	from := parseAll(t, map[string]string{"ptp-practitioner": pairsText, "mue-hospital": fixtures["mue-hospital"], "supports": supportsText})
	to := parseAll(t, map[string]string{
		"ptp-practitioner": strings.Replace(strings.Replace(pairsText, "ZX001\tZX002\t*\t19960101\t*\t0", "ZX001\tZX002\t*\t19960101\t*\t1", 1), "ZX004", "ZX005", 1),
		"mue-hospital":     strings.Replace(fixtures["mue-hospital"], "ZX003,0,1 Line Edit,Own\n", "", 1), "supports": supportsText,
	})
	changes := rules.Diff(from, to)
	if len(changes) != 2 || changes[0].Table != "mue-hospital" || changes[1].Table != "ptp-practitioner" {
		t.Fatalf("got %+v", changes)
	}
	if c := changes[0]; c.Added != 0 || c.Changed != 0 || c.Removed != 1 || !slices.Equal(c.RemovedKeys, []string{"ZX003,"}) {
		t.Errorf("got %+v", c)
	}
	c := changes[1]
	if c.Added != 1 || c.Removed != 1 || c.Changed != 1 ||
		!slices.Equal(c.ChangedRows, []rules.RowChange{{Key: "ZX001,ZX002,1996-01-01", From: "1996-01-01,,0", To: "1996-01-01,,1"}}) ||
		!slices.Equal(c.AddedKeys, []string{"ZX005,ZX001,2019-04-01"}) || !slices.Equal(c.RemovedKeys, []string{"ZX004,ZX001,2019-04-01"}) {
		t.Errorf("got %+v", c)
	}
	if same := rules.Diff(from, from); same != nil {
		t.Errorf("a set differs from itself by %+v", same)
	}
}

// Keys of which one begins the other are told apart, whatever follows them.
func TestDiff_KeysThatBeginAlike(t *testing.T) {
	t.Parallel()
	from := parse(t, "supports", supportHead+"ZX001,E1,,2020-01-01\nZX001,E11,,\nZX0010,E1,,\n")
	to := parse(t, "supports", supportHead+"ZX001,E1,,2021-01-01\nZX001,E1,2022-01-01,\nZX0010,E1,,\n")
	changes := rules.Diff(from, to)
	want := rules.Change{
		Table: "supports", Added: 1, Removed: 1, Dates: 1, AddedKeys: []string{"ZX001,E1,2022-01-01"}, RemovedKeys: []string{"ZX001,E11,"},
		DateChanges: rules.DateChanges{{From: ",2020-01-01", To: ",2021-01-01", Key: "ZX001,E1,", Rows: 1}},
	}
	if !reflect.DeepEqual(changes, []rules.Change{want}) {
		t.Errorf("got %+v", changes)
	}
}

// quarter is a set of tables that holds from a day on.
func quarter(t *testing.T, start string, contents map[string]string) *rules.Set {
	t.Helper()
	set := files(contents)
	set[rules.ManifestName] = bytes.ReplaceAll(set[rules.ManifestName], []byte("none,,"), []byte("none,"+start+","))
	return parseFiles(t, set)
}

// The same tables from another day on differ in their dates alone, whatever their kind.
func TestDiff_AnotherStartChangesDatesAlone(t *testing.T) {
	t.Parallel()
	for _, group := range groups {
		set := tables(group)
		from := quarter(t, "2026-01-01", set)
		for _, c := range rules.Diff(from, quarter(t, "2026-04-01", set)) {
			if c.Added+c.Removed+c.Changed != 0 || c.Dates == 0 {
				t.Errorf("got %+v", c)
			}
		}
	}
}

// What changed under another start is told, before and after, and the rest is one line.
func TestDiff_AnotherStartDoesNotHideWhatChanged(t *testing.T) {
	t.Parallel()
	from := quarter(t, "2026-01-01", map[string]string{"mue-practitioner": mueText, "ptp-practitioner": pairsText, "postings": postingsText})
	to := quarter(t, "2026-04-01", map[string]string{
		"mue-practitioner": strings.Replace(strings.Replace(mueText, "ZX002,12", "ZX002,13", 1), "ZX003", "ZX004", 1),
		"ptp-practitioner": strings.Replace(pairsText, "20220101\t*\t0", "20220101\t20261231\t1", 1),
		"postings":         strings.Replace(postingsText, "any,any,CO,97,,5", "any,any,CO,97,N30,5", 1),
	})
	want := []rules.Change{
		{
			Table: "mue-practitioner", Added: 1, Removed: 1, Changed: 1, Dates: 1,
			AddedKeys: []string{"ZX004,2026-04-01"}, RemovedKeys: []string{"ZX003,2026-01-01"},
			ChangedRows: []rules.RowChange{{Key: "ZX002,2026-01-01", From: "2026-01-01,,12,3", To: "2026-04-01,,13,3"}},
			DateChanges: rules.DateChanges{{From: "2026-01-01,", To: "2026-04-01,", Key: "ZX001,2026-01-01", Rows: 1}},
		},
		{Table: "postings", Changed: 1, ChangedRows: []rules.RowChange{{Key: "ncci.pair,any,", From: "CO,97,,5", To: "CO,97,N30,5"}}},
		{
			Table: "ptp-practitioner", Changed: 1, Dates: 1,
			ChangedRows: []rules.RowChange{{Key: "ZX001,ZX003,2026-01-01", From: "2026-01-01,,0", To: "2026-04-01,2027-01-01,1"}},
			DateChanges: rules.DateChanges{{From: "2026-01-01,", To: "2026-04-01,", Key: "ZX001,ZX002,2026-01-01", Rows: 1}},
		},
	}
	if got := rules.Diff(from, to); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestDiff_ListsABoundedNumberOfKeys(t *testing.T) {
	t.Parallel()
	var content strings.Builder
	content.WriteString(supportHead)
	for i := range 300 {
		content.WriteString("ZX" + string([]byte{'0' + byte(i/100), '0' + byte(i/10%10), '0' + byte(i%10)}) + ",E11,,\n")
	}
	changes := rules.Diff(parse(t, "supports", supportHead), parse(t, "supports", content.String()))
	if len(changes) != 1 || changes[0].Added != 300 || len(changes[0].AddedKeys) != rules.MaxDiffKeys || changes[0].AddedKeys[99] != "ZX099,E11," {
		t.Errorf("got %+v", changes)
	}
}
