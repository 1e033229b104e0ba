// Package datadir keeps what a devnet must not lose or share: the lock that
// makes a data directory belong to one process, files that are replaced
// atomically, and the ports that are taken again after a restart.
package datadir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// ErrInUse is returned by [Open] when another process holds the directory.
var ErrInUse = errors.New("data directory is in use by another devnet")

// Dir is a data directory held by this process.
type Dir struct {
	path string
	lock *os.File
}

// Open creates the directory if need be and takes its lock. The lock belongs to
// the open file, so that it is gone with the process, however that ends.
//
// Errors: [ErrInUse].
func Open(path string) (*Dir, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(abs, 0o700); err != nil {
		return nil, fmt.Errorf("creating the data directory: %w", err)
	}
	// One directory has one name: the socket's path is derived from it.
	if abs, err = filepath.EvalSymlinks(abs); err != nil {
		return nil, err
	}
	lock, err := Lock(filepath.Join(abs, "lock"), false)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", abs, err)
	}
	return &Dir{path: abs, lock: lock}, nil
}

// Path returns the absolute path of a name in the directory.
func (d *Dir) Path(elem ...string) string {
	return filepath.Join(append([]string{d.path}, elem...)...)
}

// Close gives the directory back.
func (d *Dir) Close() error { return d.lock.Close() }

// Lock takes an exclusive lock on a file and writes the process id into it.
// With wait it blocks until the lock is free. Closing the file releases it.
//
// Errors: [ErrInUse] without wait.
func Lock(path string, wait bool) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	how := syscall.LOCK_EX
	if !wait {
		how |= syscall.LOCK_NB
	}
	if err := flock(f, how); err != nil {
		holder := readHolder(f)
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("%w%s", ErrInUse, holder)
		}
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	if err := f.Truncate(0); err == nil {
		_, _ = fmt.Fprintf(f, "%d\n", os.Getpid()) // only to name the holder
	}
	return f, nil
}

func flock(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// readHolder names the process that holds the lock, if it has said so.
func readHolder(f *os.File) string {
	buf := make([]byte, 20)
	n, _ := f.ReadAt(buf, 0)
	if pid := strings.TrimSpace(string(buf[:n])); pid != "" {
		return " (process " + pid + ")"
	}
	return ""
}

// WriteFile replaces a file atomically: after a crash it has the old content or
// the new one.
func WriteFile(path string, content []byte, perm fs.FileMode) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // a no-op once renamed
	defer func() { _ = tmp.Close() }()
	if err := tmp.Chmod(perm); err != nil {
		return err
	}
	if _, err := tmp.Write(content); err != nil {
		return err
	}
	if err := tmp.Sync(); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return d.Sync()
}

// ReadJSON decodes a file into v; it reports false if there is no such file.
func ReadJSON(path string, v any) (bool, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return false, fmt.Errorf("reading %s: %w", path, err)
	}
	return true, nil
}

// WriteJSON is [WriteFile] of the indented JSON of v.
func WriteJSON(path string, v any, perm fs.FileMode) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return WriteFile(path, append(raw, '\n'), perm)
}
