package postgres

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// programs makes a directory that looks like the programs of a major version.
func programs(t *testing.T, major int) string {
	t.Helper()
	dir := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\necho 'postgres (PostgreSQL) %d.1'\n", major)
	for _, name := range []string{"postgres", "initdb"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil { //nolint:gosec // a program
			t.Fatal(err)
		}
	}
	return dir
}

func TestLocate_TakesAnyVersionForANewDatabase(t *testing.T) {
	t.Parallel()
	bin, err := locate(Options{Dir: t.TempDir(), BinDir: programs(t, 16)})
	if err != nil || bin.major != 16 {
		t.Errorf("got %d, %v, want 16", bin.major, err)
	}
}

func TestLocate_RefusesToBeginAnewBesideADatabaseOfAnotherVersion(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "postgres-18"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := locate(Options{Dir: dir, BinDir: programs(t, 16)}); !errors.Is(err, ErrOtherVersion) {
		t.Errorf("got %v, want %v", err, ErrOtherVersion)
	}
	if bin, err := locate(Options{Dir: dir, BinDir: programs(t, 18)}); err != nil || bin.major != 18 {
		t.Errorf("got %d, %v, want 18", bin.major, err)
	}
}
