// Command publish writes what clients are made from: the schema as one file, and the
// error codes as a type of TypeScript. It runs in the folder graph.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2"
	graphql "github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
)

func main() {
	for path, write := range map[string]func() (string, error){
		"client/schema.graphql": schemaText,
		"client/src/codes.ts":   codesText,
	} {
		if err := publish(path, write); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func publish(path string, write func() (string, error)) error {
	text, err := write()
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return os.WriteFile(path, []byte(text), 0o644) //nolint:gosec // a source file, for everybody
}

// schemaText returns the schema with its descriptions and directives, types by their names.
func schemaText() (string, error) {
	names, err := filepath.Glob("schema/*.graphqls")
	if err != nil {
		return "", err
	}
	var sources []*graphql.Source
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		sources = append(sources, &graphql.Source{Name: name, Input: string(text)})
	}
	schema, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		return "", err
	}
	var text bytes.Buffer
	text.WriteString("# Generated from graph/schema by make generate-graph. DO NOT EDIT.\n\n")
	formatter.NewFormatter(&text, formatter.WithIndent("  ")).FormatSchema(schema)
	return text.String(), nil
}

// codesText returns a type of the codes in the table of claims/errs.
func codesText() (string, error) {
	table, err := parser.ParseFile(token.NewFileSet(), "../claims/errs/codes.go", nil, 0)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	text.WriteString("// Generated from claims/errs by make generate-graph. DO NOT EDIT.\n\n")
	text.WriteString("/** The codes that errors of the API have. They are stable; later versions may have more. */\nexport type ErrorCode =")
	ast.Inspect(table, func(node ast.Node) bool {
		if literal, ok := node.(*ast.BasicLit); ok && err == nil {
			var code string
			code, err = strconv.Unquote(literal.Value)
			text.WriteString("\n  | " + strconv.Quote(code))
		}
		return true
	})
	text.WriteString(";\n")
	return text.String(), err
}
