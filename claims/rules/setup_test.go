package rules_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/rules"
)

const manifestHead = "file,kind,version,source,licence,start,end\n"

// files returns a set of files, of which the manifest gives each the kind that
// its name begins with, up to a slash, and open dates.
func files(contents map[string]string) map[string][]byte {
	manifest := manifestHead
	set := map[string][]byte{}
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		kind, _, _ := strings.Cut(name, "/")
		manifest += name + "," + kind + ",1,test,none,,\n"
		set[name] = []byte(contents[name])
	}
	set[rules.ManifestName] = []byte(manifest)
	return set
}

// parse returns the set of one table.
func parse(t *testing.T, kind, content string) *rules.Set {
	t.Helper()
	return parseAll(t, map[string]string{kind: content})
}

func parseAll(t *testing.T, contents map[string]string) *rules.Set {
	t.Helper()
	return parseFiles(t, files(contents))
}

func parseFiles(t *testing.T, contents map[string][]byte) *rules.Set {
	t.Helper()
	set, faults := rules.Parse(contents)
	for _, fault := range faults {
		t.Errorf("%s %s: %s", fault.Code, fault.Path, fault.Text)
	}
	if len(faults) > 0 {
		t.FailNow()
	}
	return set
}

// faultsOf returns the faults of files as code path: text.
func faultsOf(contents map[string][]byte) []string {
	set, faults := rules.Parse(contents)
	var texts []string
	for _, fault := range faults {
		texts = append(texts, fmt.Sprintf("%s %s: %s", fault.Code, fault.Path, fault.Text))
	}
	if (set == nil) != (len(faults) > 0) {
		texts = append(texts, "a set with faults, or none without")
	}
	return texts
}

func day(t *testing.T, text string) claims.Date {
	t.Helper()
	date, err := claims.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return date
}

func hcpcs(code string) codes.Code { return codes.Code{System: codes.HCPCS, Value: code} }

func icd10(code string) codes.Code { return codes.Code{System: codes.ICD10CM, Value: code} }

// tableOf returns what a set says of its file of a name.
func tableOf(t *testing.T, set *rules.Set, file string) rules.Table {
	t.Helper()
	tables := set.Tables()
	at := slices.IndexFunc(tables, func(x rules.Table) bool { return x.File == file })
	if at < 0 {
		t.Fatalf("no file %s", file)
	}
	return tables[at]
}
