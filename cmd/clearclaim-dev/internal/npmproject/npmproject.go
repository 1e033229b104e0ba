// Package npmproject fetches what a bench measures itself against: a project of Node, as
// files that are embedded here, with its packages pinned by its lock file.
package npmproject

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
)

// Install lays a project out in the user's cache and fetches its packages, unless they
// are there, and returns its folder. The name is the folder's, the title is for people.
func Install(ctx context.Context, files fs.FS, name, title string, progress io.Writer) (string, error) {
	lock, err := fs.ReadFile(files, "package-lock.json")
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding a cache: %w", err)
	}
	version := sha256.Sum256(lock)
	dir := filepath.Join(cache, "clearclaim", fmt.Sprintf("%s-%x", name, version[:6]))
	if err := layOut(files, dir); err != nil {
		return "", fmt.Errorf("laying the peer out: %w", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json")); err == nil { // npm writes that last
		return dir, nil
	}
	_, _ = fmt.Fprintf(progress, "fetching %s from npm into %s\n", title, dir)
	// Not "npm ci": where a registry lacks packages for platforms that are not this one, it refuses the lock file.
	npm := exec.CommandContext(ctx, "npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm install: %w\n%s", err, out)
	}
	return dir, nil
}

func layOut(files fs.FS, dir string) error {
	return fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(dir, filepath.FromSlash(path))
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		content, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, content, 0o600)
	})
}

// FreePort returns a port of the loopback that nobody listens on.
func FreePort(ctx context.Context) (int, error) {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("finding a port: %w", err)
	}
	defer func() { _ = listener.Close() }()
	address, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		return 0, errors.New("the loopback has no ports")
	}
	return address.Port, nil
}
