package rules_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/rules"
)

// corpusFile returns a file of the corpus, and skips the test where there is no
// corpus: it is not part of the repository.
func corpusFile(t *testing.T, name string) []byte {
	t.Helper()
	for _, root := range []string{os.Getenv("CLEARCLAIM_CORPUS"), "../../../shared/corpus"} {
		content, err := os.ReadFile(filepath.Join(root, name))
		if root != "" && err == nil {
			return content
		}
	}
	t.Skip("no corpus: neither CLEARCLAIM_CORPUS nor ../shared/corpus beside the repository holds " + name)
	return nil
}

// The whole table of the Medicare Code Editor, version 37: every row is kept as
// the edit that it is, or left out for one of two reasons.
func TestMCE_EveryRowOfTheRealTableIsAccountedFor(t *testing.T) {
	t.Parallel()
	content := corpusFile(t, "code-tables/MCE_Simple_Code_Edits_v37.txt")
	set := parseFiles(t, map[string][]byte{
		"mce.txt": content, rules.ManifestName: []byte(manifestHead + "mce.txt,mce,37,CMS,public domain,2019-10-01,2020-10-01\n"),
	})
	on := day(t, "2020-01-01")
	kept, rows := map[string]int{}, 0
	for line := range strings.Lines(string(content)) {
		cells := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if cells[0] == "MCE_Version" {
			continue
		}
		rows++
		if isEdit(t, set, cells[4], cells[5], cells[6]) {
			kept[cells[4]+" "+cells[5]]++
		}
	}
	want := map[string]int{
		"Newborn_Only D": 41, "Pediatric_Only D": 114, "Maternity_Only D": 2372, "Adult_Only D": 771,
		"Female_Only D": 3135, "Female_Only P": 2294, "Male_Only D": 529, "Male_Only P": 1916,
		"Principal_Manifestation D": 395, "Principal_Unacceptable D": 2406, "Principal_Questionable_Admit D": 27,
		"Wrong_Performed D": 3, "Noncovered_Always P": 97, "Noncovered_Over60 P": 2,
	}
	total := 0
	for edit, count := range want {
		total += count
		if kept[edit] != count {
			t.Errorf("%s: %d rows are found again, want %d", edit, kept[edit], count)
		}
	}
	table := tableOf(t, set, "mce.txt")
	const leftOut = 50 + 1 // limited coverage, length of stay
	if rows != 14153 || table.Read != rows || table.Rows != total || total+leftOut != rows || len(kept) != len(want) {
		t.Errorf("%d rows, %d read, %d kept, %d found again", rows, table.Read, table.Rows, total)
	}
	if rule := set.DiagnosisListing(set.Diagnosis(icd10("O80")), on).Rule; rule == nil || rule.Sex != rules.Female || rule.Ages.Least != 9 {
		t.Errorf("a delivery: got %v", rule)
	}
}

// isEdit reports whether the set says what a row says.
func isEdit(t *testing.T, set *rules.Set, edit, kind, code string) bool {
	t.Helper()
	on := day(t, "2020-01-01")
	ages := map[string][2]uint16{
		"Newborn_Only": {0, 0}, "Pediatric_Only": {0, 17}, "Maternity_Only": {9, 64}, "Adult_Only": {15, 124}, "Noncovered_Over60": {0, 60},
	}
	sexes := map[string]rules.Sex{"Female_Only": rules.Female, "Male_Only": rules.Male}
	var rule rules.DiagnosisRule
	isNotCovered := false
	if kind == "D" {
		found := set.DiagnosisListing(set.Diagnosis(icd10(code)), on).Rule
		if found == nil {
			return false
		}
		rule, isNotCovered = *found, found.IsNotCovered
	} else {
		found := set.Listing(set.Procedure(hcpcs(code)), on).Rule
		if found == nil {
			return false
		}
		rule, isNotCovered = rules.DiagnosisRule{Ages: found.Ages, Sex: found.Sex}, found.IsNotCovered
	}
	if bounds, isAges := ages[edit]; isAges {
		return rule.Ages == rules.Ages{Least: bounds[0], Most: bounds[1], Unit: rules.Years}
	}
	if sex, isSex := sexes[edit]; isSex {
		return rule.Sex == sex
	}
	return map[string]bool{
		"Principal_Manifestation": rule.IsManifestation, "Principal_Unacceptable": rule.IsUnacceptablePrincipal,
		"Principal_Questionable_Admit": rule.IsQuestionableAdmission, "Wrong_Performed": isNotCovered, "Noncovered_Always": isNotCovered,
	}[edit]
}
