package datadir

import (
	"errors"
	"net"
	"path/filepath"
	"testing"
)

func TestOpen_HeldDirectory_IsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data")
	first := open(t, path)
	if _, err := Open(path); !errors.Is(err, ErrInUse) {
		t.Errorf("got %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path)
}

func TestPorts_KeptUnlessTaken(t *testing.T) {
	t.Parallel()
	dir := open(t, t.TempDir())
	first, err := dir.Ports("a", "b")
	if err != nil {
		t.Fatal(err)
	}
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", Loopback(first["a"]))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	second, err := dir.Ports("a", "b")
	if err != nil {
		t.Fatal(err)
	}
	if second["a"] == first["a"] || second["b"] != first["b"] || second["a"] == second["b"] {
		t.Errorf("ports were %v, are %v", first, second)
	}
}

func open(t *testing.T, path string) *Dir {
	t.Helper()
	dir, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = dir.Close() })
	return dir
}
