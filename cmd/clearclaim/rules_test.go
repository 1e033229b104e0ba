package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/cmd/internal/planfile"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

const (
	rulesManifest = "file,kind,version,source,licence,start,end\nunits.csv,mue-practitioner,2026-1,test,none,2020-01-01,\n"
	rulesUnits    = "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n"
)

// ruleDirectory writes a rule set of unit edits.
func ruleDirectory(t *testing.T, rows string) string {
	t.Helper()
	directory := t.TempDir()
	for name, text := range map[string]string{"manifest.csv": rulesManifest, "units.csv": rulesUnits + rows} {
		require.NoError(t, os.WriteFile(filepath.Join(directory, name), []byte(text), 0o600))
	}
	return directory
}

// keptDirectory writes a rule set with the program's tables beside it, one of which is
// another than this program's, and returns what the set is named by.
func keptDirectory(t *testing.T) (string, store.RulesID) {
	t.Helper()
	directory := ruleDirectory(t, "ZX100,1,1 Line Edit,test\n")
	own, err := planfile.ReadRules(directory)
	require.NoError(t, err)
	kept := rules.Complete(own)
	kept["builtin/pos.csv"] = append(kept["builtin/pos.csv"], "70,2020-01-01,,another place\n"...)
	want, faults := assessing.Parse(kept)
	require.Empty(t, faults)
	alone, faults := assessing.Parse(own)
	require.Empty(t, faults)
	require.NotEqual(t, alone.ID(), want.ID())

	require.NoError(t, os.Mkdir(filepath.Join(directory, "builtin"), 0o700))
	for name, content := range kept {
		require.NoError(t, os.WriteFile(filepath.Join(directory, filepath.FromSlash(name)), content, 0o600))
	}
	return directory, want.ID()
}

// installed is a database with an insurer.
func installed(t *testing.T) (string, *store.DB) {
	t.Helper()
	url := storetest.NewURL(t)
	db, err := store.Open(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	require.NoError(t, db.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.AddInsurer(t.Context(), store.Insurer{ID: 1, Name: "Acme", CreatedAt: time.Now()})
	}))
	return url, db
}

func loadRules(t *testing.T, url, directory string) loadReport {
	t.Helper()
	said, err := run(t, "rules", "load", directory, "--insurer", "1", "--database-url", url)
	require.NoError(t, err)
	return decode[loadReport](t, said)
}

func TestRules_LoadedListedAndCompared(t *testing.T) {
	t.Parallel()
	url, db := installed(t)
	first := loadRules(t, url, ruleDirectory(t, "ZX100,1,1 Line Edit,test\n"))
	require.True(t, first.IsNew)
	again := loadRules(t, url, ruleDirectory(t, "# a comment\nZX100,1,1 Line Edit,test\n"))
	require.False(t, again.IsNew)
	require.Equal(t, first.Root, again.Root)
	second := loadRules(t, url, ruleDirectory(t, "ZX100,2,1 Line Edit,test\nZX101,1,1 Line Edit,test\n"))
	require.True(t, second.IsNew)
	active, err := db.ActiveRules(t.Context(), claims.InsurerID(1))
	require.NoError(t, err)
	require.Equal(t, second.rulesID, rulesIDOf(active))

	said, err := run(t, "rules", "list", "--database-url", url)
	require.NoError(t, err)
	var list []setReport
	require.NoError(t, json.Unmarshal([]byte(said), &list))
	require.Len(t, list, 2)
	require.Empty(t, list[0].Active)
	require.Equal(t, claims.InsurerID(1), list[1].Active[0].Insurer)
	require.Contains(t, string(list[1].Files), `"file": "units.csv"`)

	said, err = run(t, "rules", "diff", first.Root[:12], second.Root, "--database-url", url)
	require.NoError(t, err)
	report := decode[diffReport](t, said)
	require.Len(t, report.Changes, 1)
	require.Equal(t, "mue-practitioner", report.Changes[0].Table)
	require.Equal(t, []int{1, 0, 1}, []int{report.Changes[0].Added, report.Changes[0].Removed, report.Changes[0].Changed})
	require.Equal(t, []rowChange{{Key: "ZX100,2020-01-01", From: "2020-01-01,,1,1", To: "2020-01-01,,2,1"}}, report.Changes[0].ChangedRows)
	later := ruleDirectory(t, "ZX100,1,1 Line Edit,test\n")
	moved := strings.Replace(rulesManifest, "2020-01-01", "2020-04-01", 1)
	require.NoError(t, os.WriteFile(filepath.Join(later, "manifest.csv"), []byte(moved), 0o600))
	said, err = run(t, "rules", "diff", first.Root, later, "--database-url", url)
	require.NoError(t, err)
	require.Equal(t, []diffChange{{
		Table: "mue-practitioner", Dates: 1,
		DateChanges: []dateChange{{From: "2020-01-01,", To: "2020-04-01,", Key: "ZX100,2020-01-01", Rows: 1}},
	}}, decode[diffReport](t, said).Changes)
	said, err = run(t, "rules", "diff", first.Root, ruleDirectory(t, "ZX100,1,1 Line Edit,test\n"), "--database-url", url)
	require.NoError(t, err)
	require.Empty(t, decode[diffReport](t, said).Changes)
	_, err = run(t, "rules", "diff", "builtin", "ffff00000000", "--database-url", url)
	require.Error(t, err)
}

// A set that was saved with the program's tables beside it is loaded and compared as the
// one that it was.
func TestRules_SetWithTheProgramsTablesBeside_IsReadWhole(t *testing.T) {
	t.Parallel()
	url, _ := installed(t)
	directory, want := keptDirectory(t)
	loaded := loadRules(t, url, directory)
	require.Equal(t, rulesIDOf(want), loaded.rulesID)
	said, err := run(t, "rules", "diff", loaded.Root, directory, "--database-url", url)
	require.NoError(t, err)
	require.Empty(t, decode[diffReport](t, said).Changes)
	said, err = run(t, "rules", "diff", ruleDirectory(t, "ZX100,1,1 Line Edit,test\n"), directory, "--database-url", url)
	require.NoError(t, err)
	changes := decode[diffReport](t, said).Changes
	require.Len(t, changes, 1)
	require.Equal(t, "pos", changes[0].Table)
	require.Equal(t, 1, changes[0].Added)
}

// A faulty directory is refused with every fault, a line each, and exit status 1; the
// set before stays active. The program runs as a process of its own.
func TestRules_FaultyDirectoryIsRefused(t *testing.T) {
	t.Parallel()
	url, db := installed(t)
	before := loadRules(t, url, ruleDirectory(t, "ZX100,1,1 Line Edit,test\n"))
	self, err := os.Executable()
	require.NoError(t, err)
	faulty := ruleDirectory(t, "ZX100,many,1 Line Edit,test\nZX101,1,7 Line Edit,test\nZX102,1,1 Line Edit,test\nZX102,2,1 Line Edit,test\n")
	for _, test := range []struct {
		name, directory, insurer string
		want                     []string
	}{
		{"every fault", faulty, "1", []string{"units.csv:2.", "units.csv:3.", "units.csv:5"}},
		{"no manifest", t.TempDir(), "1", []string{"manifest.csv: "}},
		{"no insurer", ruleDirectory(t, ""), "9", []string{errInsurerUnknown.Error()}},
	} {
		command := exec.CommandContext(t.Context(), self, "rules", "load", test.directory, "--insurer", test.insurer)
		command.Env = append(os.Environ(), asProgram+"=1", "DATABASE_URL="+url)
		var said strings.Builder
		command.Stderr = &said
		out, err := command.Output()
		var exit *exec.ExitError
		require.ErrorAs(t, err, &exit, test.name)
		require.Equal(t, 1, exit.ExitCode(), test.name)
		require.Empty(t, out, test.name)
		for _, want := range test.want {
			require.Contains(t, said.String(), want, test.name)
		}
	}
	active, err := db.ActiveRules(t.Context(), claims.InsurerID(1))
	require.NoError(t, err)
	require.Equal(t, before.rulesID, rulesIDOf(active))
}

// Sets of the same edits that differ in their prices have a difference, and a name each.
func TestRulesDiff_TellsPriceTables(t *testing.T) {
	t.Parallel()
	url, _ := installed(t)
	priced := func(factor string) string {
		directory := ruleDirectory(t, "ZX100,1,1 Line Edit,test\n")
		for name, text := range map[string]string{
			"manifest.csv": rulesManifest + "factors.csv,conversion-factors,2026-1,test,none,2020-01-01,\n",
			"factors.csv":  "factor,amount,start,end\nstandard," + factor + ",,\nanaesthesia,20,,\n",
		} {
			require.NoError(t, os.WriteFile(filepath.Join(directory, name), []byte(text), 0o600))
		}
		return directory
	}
	first, second := loadRules(t, url, priced("32.3465")), loadRules(t, url, priced("33"))
	require.Equal(t, first.Root, second.Root)
	want := []diffChange{{
		Table: "conversion-factors", Changed: 1,
		ChangedRows: []rowChange{{Key: "standard,2020-01-01", Cells: []cellChange{{Column: "amount", From: "32.3465", To: "33"}}}},
	}}
	for _, names := range [][2]string{
		{priced("32.3465"), priced("33")}, {first.Root[:12] + ":" + first.PriceRoot[:12], second.Root + ":" + second.PriceRoot},
	} {
		said, err := run(t, "rules", "diff", names[0], names[1], "--database-url", url)
		require.NoError(t, err)
		require.Equal(t, want, decode[diffReport](t, said).Changes)
	}
	_, err := run(t, "rules", "diff", first.Root, second.Root, "--database-url", url)
	require.ErrorIs(t, err, errRulesAmbiguous)
}
