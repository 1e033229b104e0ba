package rules

import (
	"bytes"
	"encoding/csv"
	"maps"
	"strings"

	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// Own returns a set's files without those of the program that [Complete] put beside them.
func Own(files map[string][]byte) map[string][]byte {
	own := maps.Clone(files)
	maps.DeleteFunc(own, func(name string, _ []byte) bool { return strings.HasPrefix(name, builtinFolder) })
	return own
}

// Complete returns a set's files with the program's own that stand in for tables which it
// does not have, under builtin/, and a manifest of them. Another version of the program,
// which has other tables of its own, reads the same set from that. The files must be
// without fault, and stay as they are where they are complete.
func Complete(files map[string][]byte) map[string][]byte {
	complete := maps.Clone(files)
	if _, isComplete := files[builtinFolder+ManifestName]; isComplete {
		return complete
	}
	var ignored table.Faults // Parse lists them
	var manifest bytes.Buffer
	rows := csv.NewWriter(&manifest)
	_ = rows.Write([]string{"file", "kind", "version", "source", "licence", "start", "end"}) // into memory: never fails
	for _, f := range generalFiles(ownFiles(files, &ignored)) {
		complete[f.File] = f.content
		name := strings.TrimPrefix(f.File, builtinFolder)
		_ = rows.Write([]string{name, f.Kind, f.Version, f.Source, f.Licence, string(appendDate(nil, f.Span.Start)), string(appendDate(nil, f.Span.End))})
	}
	rows.Flush()
	complete[builtinFolder+ManifestName] = manifest.Bytes()
	return complete
}

// ownFiles returns the files of edits that the set's manifest names.
func ownFiles(files map[string][]byte, faults *table.Faults) []file {
	var own []file
	for _, entry := range ReadManifest(Own(files), faults) {
		if IsRuleKind(entry.Kind) {
			own = append(own, file{Entry: entry, content: files[entry.File]})
		}
	}
	return own
}

// generalOf returns the program's files that belong to a set: those that were kept with
// it, else those that the program has today.
func generalOf(files map[string][]byte, own []file, faults *table.Faults) []file {
	if _, isComplete := files[builtinFolder+ManifestName]; !isComplete {
		return generalFiles(own)
	}
	kept := map[string][]byte{}
	for name, content := range files {
		if inside, isKept := strings.CutPrefix(name, builtinFolder); isKept {
			kept[inside] = content
		}
	}
	return builtinOf(kept, faults)
}

// builtinOf returns the files of a manifest as those of the program.
func builtinOf(contents map[string][]byte, faults *table.Faults) []file {
	var files []file
	for _, entry := range ReadManifest(contents, faults) {
		f := file{Entry: entry, content: contents[entry.File]}
		f.File = builtinFolder + f.File
		files = append(files, f)
	}
	return files
}
