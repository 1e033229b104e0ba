package rules_test

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/rules"
)

func TestComplete_SaysTheSame(t *testing.T) {
	t.Parallel()
	files := files(map[string]string{"supports": supportsText, "postings": "rule,network,business,group,carc,rarc,priority\nncci.pair,any,any,OA,97,N20,7\n"})
	complete := rules.Complete(files)
	want, got := parseFiles(t, files), parseFiles(t, complete)
	if got.Root() != want.Root() || !slices.Equal(got.Tables(), want.Tables()) || got.Span() != want.Span() {
		t.Errorf("got %x, want %x", got.Root(), want.Root())
	}
	if !maps.EqualFunc(rules.Own(complete), files, bytes.Equal) {
		t.Error("the set's own files are others")
	}
	if !maps.EqualFunc(rules.Complete(complete), complete, bytes.Equal) {
		t.Error("completed twice is another")
	}
}

// A set that an older program kept, whose own tables were others, stays that set.
func TestParse_ReadsASetThatAnOlderProgramKept(t *testing.T) {
	t.Parallel()
	own := files(map[string]string{"supports": supportsText})
	kept := older(t, rules.Complete(own))
	set := parseFiles(t, kept)
	if set.Root() == parseFiles(t, own).Root() {
		t.Fatal("the older program's tables do not count")
	}
	if posting := set.Posting(rules.MUEUnits, rules.InNetwork, 0); posting == nil || posting.CARC != "222" {
		t.Errorf("got %+v, want what the older program posted", posting)
	}
	if posting := set.Posting(rules.NCCIPair, rules.InNetwork, 0); posting != nil {
		t.Errorf("got %+v of a rule that the older program had not", posting)
	}
	if modifiers := set.ModifierRule(rules.ModifierOf("59"), claims.NewDate(2026, 1, 1)); modifiers == nil {
		t.Error("the tables that did not change are not there")
	}
}

// older returns the files of a set as a program kept them that posted something else for
// one rule, and had not another.
func older(t *testing.T, complete map[string][]byte) map[string][]byte {
	t.Helper()
	var kept [][]byte
	changed := 0
	for line := range bytes.Lines(complete["builtin/postings.csv"]) {
		switch {
		case bytes.HasPrefix(line, []byte("ncci.pair,")):
			changed++
			continue
		case bytes.HasPrefix(line, []byte("mue.units,any,any,")):
			line = []byte("mue.units,any,any,CO,222,N362,10\n")
			changed++
		}
		kept = append(kept, line)
	}
	if changed < 2 {
		t.Fatal("nothing is older")
	}
	complete["builtin/postings.csv"] = bytes.Join(kept, nil)
	return complete
}
