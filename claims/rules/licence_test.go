package rules_test

import (
	"testing"

	"github.com/clearclaim/clearclaim/claims/rules"
)

func TestEntry_IsOpen_TakesKnownLicencesAlone(t *testing.T) {
	t.Parallel()
	for licence, want := range map[string]bool{
		"Apache-2.0": true, "CC0-1.0": true, "public domain": true, "Public domain (a work of the United States government)": true,
		"CPT, AMA": false, "none": false, "proprietary": false, "": false,
		"public domain except the codes of others":         false,
		"public domain (in part); the codes are the AMA's": false,
		"public domain (a) (b":                             false,
	} {
		entry := rules.Entry{File: "a.csv", Licence: licence}
		if entry.IsOpen() != want {
			t.Errorf("%q: got %t", licence, !want)
		}
	}
	own := rules.Entry{File: "builtin/modifiers.csv", Licence: "public domain for some; the rest is not"}
	if !own.IsOpen() {
		t.Error("the program's own file is not passed on")
	}
}
