package codes

import (
	"io/fs"
	"strings"
)

// Heads returns the comments of each table.
func Heads() map[string]string {
	heads := map[string]string{}
	names, _ := fs.Glob(data, "data/*")
	for _, name := range names {
		raw, _ := fs.ReadFile(data, name)
		head, _, _ := strings.Cut(string(raw), "\ncode,")
		heads[name] = head
	}
	return heads
}

// TextsOf returns the texts of a table by code.
func TextsOf(name string) map[string]string {
	texts := map[string]string{}
	for code, found := range load(name) {
		texts[code] = found.text
	}
	return texts
}
