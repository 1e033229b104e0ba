package app

import (
	"os"
	"path/filepath"
	"testing"
)

// Servers that answer trusted documents alone answer the commands of clearclaim and the client of TypeScript too.
func TestDocuments_HaveThoseOfTheCommands(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "who.graphql"), []byte("{ viewer { subject } }"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"": 6, folder: 7} {
		documents, err := ServeConfig{Documents: name, IsTrustedOnly: true}.documents()
		if err != nil || len(documents) != want {
			t.Errorf("with folder %t there are %d, and not %d: %v", name != "", len(documents), want, err)
		}
	}
}
