package rules

import (
	"embed"
	"fmt"
	"slices"
	"sync"

	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// data holds the program's own tables. Each names its source and its licence in
// its head.
//
//go:embed data/*.csv
var data embed.FS

// Builtin returns the set that is part of the program: public code sets in
// excerpts, modifiers, and the default postings of every rule. It has no edits of
// procedures: which there are an installation decides. It decides all dates.
func Builtin() *Set { return builtin() }

// Sample returns [Builtin] with edits of synthetic procedures, for tests and for the
// demo.
func Sample() *Set { return sample() }

var (
	builtin = sync.OnceValue(func() *Set { return mustBuild(generalFiles(nil)) })
	sample  = sync.OnceValue(func() *Set { return mustBuild(builtinFiles()) })
)

func mustBuild(files []file) *Set {
	var faults table.Faults
	set := build(files, &faults)
	if list := faults.List(); list != nil {
		panic(fmt.Sprintf("rules: built-in tables: %v", list))
	}
	set.decided = allDates
	return set
}

// builtinFiles returns the program's files. They are part of it: what cannot be
// read is a fault of the build, which the tests find.
func builtinFiles() []file {
	var faults table.Faults
	contents := map[string][]byte{}
	for _, name := range codes.Files() {
		if name != "adjustments.csv" {
			contents[name] = codes.File(name)
		}
	}
	entries, err := data.ReadDir("data")
	if err != nil {
		panic(fmt.Sprintf("rules: built-in tables: %v", err))
	}
	for _, entry := range entries {
		if contents[entry.Name()], err = data.ReadFile("data/" + entry.Name()); err != nil {
			panic(fmt.Sprintf("rules: built-in tables: %v", err))
		}
	}
	files := builtinOf(contents, &faults)
	if list := faults.List(); list != nil {
		panic(fmt.Sprintf("rules: built-in tables: %v", list))
	}
	return files
}

// generalFiles returns the program's files that stand in for tables which a set
// does not have. Postings always do: a set changes some of them.
func generalFiles(own []file) []file {
	has := map[string]bool{}
	for i := range own {
		has[kindOf(own[i].Kind).table] = true
	}
	return slices.DeleteFunc(builtinFiles(), func(f file) bool {
		k := kindOf(f.Kind)
		return !k.isGeneral || (has[k.table] && k.name != "postings")
	})
}
