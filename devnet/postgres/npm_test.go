package postgres

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestHydrate_MakesRelativeLinks_Twice(t *testing.T) {
	t.Parallel()
	root := packageWithLinks(t, `[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]`)
	for range 2 { // at every start
		if err := hydrate(root); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.Readlink(filepath.Join(root, "native/lib/libpq.so.5"))
	if err != nil || got != "libpq.so.5.18" {
		t.Errorf("link to %q, %v", got, err)
	}
}

func TestHydrate_LinkOutOfThePackage_IsRefused(t *testing.T) {
	t.Parallel()
	root := packageWithLinks(t, `[{"source":"native/lib/a","target":"../../elsewhere"}]`)
	if err := hydrate(root); err == nil || !strings.Contains(err.Error(), "leaves the package") {
		t.Errorf("got %v", err)
	}
}

func packageWithLinks(t *testing.T, list string) string {
	t.Helper()
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "native/lib"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "native/pg-symlinks.json"), []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	return root
}
