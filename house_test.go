package clearclaim_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/clearclaim/clearclaim/"

// room is what the house says of a package: which of the project's packages it
// may import, and which vendors live in it. A pattern that ends in "/..." also
// stands for what lies below.
type room struct {
	pattern string
	may     []string
	vendors []string
	isPure  bool
}

var (
	domain = []string{"claims/..."}
	below3 = []string{"claims/...", "interop/..."}
	below4 = append(slices.Clone(below3), "chain", "store", "evidence", "auth")
	below5 = append(slices.Clone(below4), "assessing", "intake", "views", "workflows/...", "indexer")
	below6 = append(slices.Clone(below5), "graph/...", "migrations", "contracts/bindings", "cmd/internal/...")
)

// house is the table of STYLE section 1. The first pattern that fits counts.
var house = []room{
	{pattern: "claims/money", isPure: true},
	{pattern: "claims/codes", isPure: true},
	{pattern: "claims/errs", isPure: true},
	{pattern: "claims/...", may: domain, isPure: true},
	{pattern: "interop/...", may: below3, isPure: true},
	{pattern: "migrations"},
	{pattern: "samples"},
	{pattern: "contracts/bindings", vendors: []string{ethereum}},
	{pattern: "chain/chaintest", may: append(slices.Clone(below3), "chain", "contracts/bindings"), vendors: []string{ethereum}},
	{pattern: "chain", may: append(slices.Clone(below3), "contracts/bindings"), vendors: []string{ethereum}},
	{pattern: "store/sqlc", vendors: []string{pgx}},
	{pattern: "store/storetest", may: append(slices.Clone(below3), "store"), vendors: []string{pgx}},
	{pattern: "store", may: append(slices.Clone(below3), "migrations", "store/sqlc"), vendors: []string{pgx}},
	{pattern: "evidence", may: below3},
	{pattern: "auth/devissuer", may: append(slices.Clone(below3), "auth")},
	{pattern: "auth", may: below3},
	{pattern: "assessing", may: below4},
	{pattern: "intake", may: append(slices.Clone(below4), "assessing")},
	{pattern: "views/viewstest", may: append(slices.Clone(below4), "assessing", "views", "store/storetest")},
	{pattern: "views", may: append(slices.Clone(below4), "assessing")},
	{pattern: "workflows/...", may: append(slices.Clone(below4), "assessing", "workflows/..."), vendors: []string{temporal}},
	{pattern: "indexer", may: below4},
	{pattern: "graph/...", may: append(slices.Clone(below5), "graph/..."), vendors: []string{gqlgen}},
	// What is for development only, or for tests, stays out of the production program.
	{pattern: "cmd/clearclaim-dev/...", may: []string{"..."}, vendors: vendorHomes},
	{pattern: "cmd/...", may: below6, vendors: vendorHomes},
}

const (
	ethereum = "github.com/ethereum/go-ethereum"
	temporal = "go.temporal.io/sdk"
	pgx      = "github.com/jackc/pgx"
	gqlgen   = "github.com/99designs/gqlgen"
)

// vendorHomes are the vendors that live in their rooms alone.
var vendorHomes = []string{ethereum, temporal, pgx, gqlgen}

// impure is what a pure package does without, with what lies below it. The
// clock and floats, which need no import, are forbidigo's.
var impure = []string{"context", "crypto/rand", "database", "log", "math/rand", "net", "os", "syscall", "unsafe"}

// testsMay lists what a test from level 3 up may import beyond its package: its
// neighbours, to see the two work together, and the fixtures.
var testsMay = []string{
	"chain", "store", "evidence", "auth",
	"chain/chaintest", "store/storetest", "views/viewstest", "auth/devissuer", "samples",
}

func fits(pattern, name string) bool {
	if pattern == "..." {
		return true
	}
	if prefix, isTree := strings.CutSuffix(pattern, "/..."); isTree {
		return name == prefix || strings.HasPrefix(name, prefix+"/")
	}
	return name == pattern
}

func fitsAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return fits(p, name) })
}

func roomOf(name string) (room, bool) {
	i := slices.IndexFunc(house, func(r room) bool { return fits(r.pattern, name) })
	if i < 0 {
		return room{}, false
	}
	return house[i], true
}

// breach says what is wrong with an import of a file of the package, or "".
func breach(pkg, imported string, isTest bool) string {
	r, _ := roomOf(pkg)
	if own, isOurs := strings.CutPrefix(imported, module); isOurs {
		if own == pkg || fitsAny(r.may, own) || isPureLeaf(r, own) || (isTest && !r.isPure && fitsAny(testsMay, own)) {
			return ""
		}
		return "may not import " + own
	}
	for _, vendor := range vendorHomes {
		if isBelow(vendor, imported) && !slices.Contains(r.vendors, vendor) {
			return "is not the home of " + vendor
		}
	}
	isImpure := func(root string) bool { return isBelow(root, imported) }
	if r.isPure && !isTest && slices.ContainsFunc(impure, isImpure) {
		return "is pure and may not import " + imported
	}
	return ""
}

// isPureLeaf reports whether both are level 0 of claims: money, codes and errs
// know nothing of each other but errors.
func isPureLeaf(r room, own string) bool { return r.isPure && own == "claims/errs" }

func isBelow(vendor, imported string) bool {
	return imported == vendor || strings.HasPrefix(imported, vendor+"/")
}

func TestHouse_ImportsGoOneWay(t *testing.T) {
	t.Parallel()
	files := 0
	inhabited := map[string]bool{}
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if file != "." && (strings.HasPrefix(entry.Name(), ".") || isElsewhere(file, entry.Name())) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(file, ".go") || path.Dir(filepath.ToSlash(file)) == "." {
			return nil
		}
		files++
		if r, isKnown := roomOf(path.Dir(filepath.ToSlash(file))); isKnown {
			inhabited[r.pattern] = true
		}
		for _, problem := range check(t, filepath.ToSlash(file), nil) {
			t.Error(problem)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Fatalf("read %d files only: the walk is broken", files)
	}
	for _, r := range house {
		if !inhabited[r.pattern] {
			t.Errorf("%s is in the table of the house, but there is no such package", r.pattern)
		}
	}
}

// isElsewhere reports whether a folder holds no packages of this module.
func isElsewhere(file, name string) bool {
	if name == "node_modules" || name == "testdata" || name == "bin" {
		return true
	}
	_, err := os.Stat(filepath.Join(file, "go.mod"))
	return err == nil && file != "."
}

// check returns the breaches of a file. The source is read from the file when it is nil.
func check(t *testing.T, file string, source any) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	if _, isKnown := roomOf(path.Dir(file)); !isKnown {
		return []string{fmt.Sprintf("%s: its package is not in the table of the house", file)}
	}
	var problems []string
	for _, spec := range parsed.Imports {
		imported := strings.Trim(spec.Path.Value, `"`)
		if problem := breach(path.Dir(file), imported, strings.HasSuffix(file, "_test.go")); problem != "" {
			problems = append(problems, fmt.Sprintf("%s: %s (imports %s)", file, problem, imported))
		}
	}
	return problems
}

func TestHouse_BreachesAreReported(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file, imported string
		isBreach             bool
	}{
		{"claims may not know the store", "claims/adjudicate/x.go", module + "store", true},
		{"claims are pure", "claims/edits/x.go", "log/slog", true},
		{"neighbours do not know each other", "chain/x.go", module + "store", true},
		{"evidence does not know auth", "evidence/x.go", module + "auth", true},
		{"views do not know intake", "views/x.go", module + "intake", true},
		{"the store alone imports migrations", "chain/x.go", module + "migrations", true},
		{"the chain alone imports bindings", "indexer/x.go", module + "contracts/bindings", true},
		{"Temporal stays in workflows", "intake/x.go", "go.temporal.io/sdk/client", true},
		{"pgx stays in the store", "views/x.go", "github.com/jackc/pgx/v5", true},
		{"go-ethereum stays in the chain", "indexer/x.go", "github.com/ethereum/go-ethereum/common", true},
		{"gqlgen stays in graph", "views/x.go", "github.com/99designs/gqlgen/graphql", true},
		{"neither in a test", "views/x_test.go", "github.com/jackc/pgx/v5", true},
		{"a package that the table lacks", "helpers/x.go", "fmt", true},
		{"what lies below an impure package", "claims/x.go", "net/http", true},
		{"a test of claims is on its own", "claims/edits/x_test.go", module + "store", true},
		{"fixtures are for tests", "intake/x.go", module + "store/storetest", true},
		{"production has no issuer for development", "cmd/clearclaim/x.go", module + "auth/devissuer", true},
		{"devnet is imported by nobody", "cmd/clearclaim/x.go", module + "devnet/evm", true},
		{"intake may use the store", "intake/x.go", module + "store", false},
		{"graph may use views", "graph/x.go", module + "views", false},
		{"a test may use its fixtures", "views/x_test.go", module + "store/storetest", false},
		{"the development program may use everything", "cmd/clearclaim-dev/x.go", module + "auth/devissuer", false},
		{"a test may use chance", "claims/edits/x_test.go", "math/rand/v2", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			source := fmt.Sprintf("package x\n\nimport _ %q\n", test.imported)
			if got := len(check(t, test.file, source)) > 0; got != test.isBreach {
				t.Errorf("breach = %v, want %v", got, test.isBreach)
			}
		})
	}
}

func TestHouse_PackageWithoutImportsIsInTheTableToo(t *testing.T) {
	t.Parallel()
	if got := check(t, "helpers/x.go", "package helpers\n"); len(got) != 1 {
		t.Errorf("problems = %q, want one", got)
	}
}

// The bindings are written by the abigen of tools.mod and compiled against the
// go-ethereum of go.mod.
func TestHouse_ToolsFollowTheirLibraries(t *testing.T) {
	t.Parallel()
	program, tools := required(t, "go.mod", ethereum), required(t, "tools.mod", ethereum)
	if program != tools {
		t.Errorf("go.mod has %s %s, tools.mod has %s", ethereum, program, tools)
	}
}

// required returns the version of the module that a go.mod file asks for.
func required(t *testing.T, file, of string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		fields := strings.Fields(strings.TrimPrefix(line, "require "))
		if len(fields) >= 2 && fields[0] == of {
			return fields[1]
		}
	}
	t.Fatalf("%s does not require %s", file, of)
	return ""
}
