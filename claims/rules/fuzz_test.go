package rules_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/internal/table"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Whatever a file of any kind holds, it is read or refused, and what is read has
// the same root again.
func FuzzParse_NeverPanics(f *testing.F) {
	kinds := slices.Sorted(maps.Keys(fixtures))
	for i, kind := range kinds {
		f.Add(uint8(i), []byte(fixtures[kind]), "2020-01-01", "")
		f.Add(uint8(i), []byte("code,weather\n"), "", "")
		f.Add(uint8(i), []byte{}, "", "")
	}
	f.Add(uint8(0), []byte("code,start,end\n\"A\n"), "", "2020-01-01")
	f.Fuzz(func(t *testing.T, kind uint8, content []byte, start, end string) {
		name := kinds[int(kind)%len(kinds)]
		contents := map[string][]byte{
			"f": content, rules.ManifestName: []byte(manifestHead + "f," + name + ",1,own,none," + start + "," + end + "\n"),
		}
		set, faults := rules.Parse(contents)
		if (set == nil) != (len(faults) > 0) || len(faults) > table.MaxFaults+1 {
			t.Fatalf("%v and %d faults", set, len(faults))
		}
		for _, fault := range faults {
			if fault.Code == "" || fault.Text == "" || len(fault.Text) > 1000 {
				t.Fatalf("got %+v", fault)
			}
		}
		if set == nil {
			return
		}
		again, _ := rules.Parse(contents)
		if again == nil || again.Root() != set.Root() || rules.Diff(set, again) != nil {
			t.Fatal("the same files are another set")
		}
		set.Posting(rules.NCCIPair, rules.OutOfNetwork, set.Business("dental"))
		set.Pair(rules.Practitioner, set.Procedure(hcpcs("ZX001")), set.Procedure(hcpcs("ZX002")), 737000)
	})
}

func FuzzParse_ManifestNeverPanics(f *testing.F) {
	f.Add([]byte(manifestHead + "supports,supports,1,own,none,,\n"))
	f.Add([]byte(strings.ToUpper(manifestHead)))
	f.Fuzz(func(t *testing.T, manifest []byte) {
		set, faults := rules.Parse(map[string][]byte{rules.ManifestName: manifest, "supports": []byte(supportsText)})
		if (set == nil) != (len(faults) > 0) {
			t.Fatalf("%v and %d faults", set, len(faults))
		}
	})
}
