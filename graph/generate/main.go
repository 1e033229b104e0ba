// Command generate makes graph/generated and the resolvers' signatures from the schema,
// as gqlgen.yml says, and beside gqlgen's code the writers of plain values. It runs in
// the folder graph.
package main

import (
	_ "embed"
	"fmt"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func generate() error {
	settings, err := config.LoadConfig("gqlgen.yml")
	if err != nil {
		return fmt.Errorf("reading gqlgen.yml: %w", err)
	}
	return api.Generate(settings, api.AddPlugin(plain{}))
}

//go:embed plain.gotpl
var plainTemplate string

// plain makes a method for each type of an answer that writes a value of it as JSON
// where nothing of it needs a resolver.
type plain struct{}

// Name implements plugin.Plugin.
func (plain) Name() string { return "plain" }

// GenerateCode implements plugin.CodeGenerator.
func (plain) GenerateCode(data *codegen.Data) error {
	return templates.Render(templates.Options{
		PackageName: data.Config.Exec.Package, Filename: filepath.Join(data.Config.Exec.DirName, "plain.generated.go"),
		Template: plainTemplate, Data: answers{data}, GeneratedHeader: true, Packages: data.Config.Packages,
	})
}

// answers is what the template is given.
type answers struct{ *codegen.Data }

// Types returns the types of values of answers, each once, in the order of their names.
func (a answers) Types() []*config.TypeReference {
	byName := map[string]*config.TypeReference{}
	for _, t := range a.ReferencedTypes {
		if a.isAnswer(t) {
			byName[t.MarshalFunc()] = t
		}
	}
	var ordered []*config.TypeReference
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		ordered = append(ordered, byName[name])
	}
	return ordered
}

// isAnswer reports whether values of a type are in answers, those about the schema apart.
func (a answers) isAnswer(t *config.TypeReference) bool {
	return t.MarshalFunc() != "" && !t.IsRoot && !t.IsContext && t.Definition.Kind != ast.InputObject && !isReserved(t.Definition.Name)
}

func isReserved(name string) bool { return strings.HasPrefix(name, "__") }

// Shown returns the objects that answers show.
func (a answers) Shown() []*codegen.Object {
	return slices.DeleteFunc(slices.Clone(a.Objects), func(o *codegen.Object) bool { return o.Root || o.IsMap() || isReserved(o.Name) })
}

// IsPlain reports whether a field is read from its object, without a resolver,
// arguments, a context, a directive and an error.
func (a answers) IsPlain(f *codegen.Field) bool {
	isRead := f.IsVariable() && !f.HasHaser || f.IsMethod() && f.NoErr && !f.MethodHasContext && !f.VOkFunc && !f.HasHaser
	return isRead && !f.IsResolver && !f.IsBatch() && len(f.Args) == 0 && !f.HasDirectives() && a.isAnswer(f.TypeReference)
}

// Kept is a type of Go and the types of the schema that it is written as.
type Kept struct {
	Go types.Type
	As []*config.TypeReference
}

// Composite returns the types of Go whose values have fields, each once.
func (a answers) Composite() []Kept {
	byName := map[string]*Kept{}
	for _, t := range a.Types() {
		if t.Definition.IsLeafType() {
			continue
		}
		for _, held := range a.heldBy(t) {
			name := held.String()
			if byName[name] == nil {
				byName[name] = &Kept{Go: held}
			}
			byName[name].As = append(byName[name].As, t)
		}
	}
	var ordered []Kept
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		ordered = append(ordered, *byName[name])
	}
	return ordered
}

// heldBy returns the types of Go that a value of a type may have: of an interface or a union,
// the pointers to what belongs to it.
func (a answers) heldBy(t *config.TypeReference) []types.Type {
	if !types.IsInterface(t.GO) {
		return []types.Type{t.GO}
	}
	var held []types.Type
	for _, implementor := range a.Interfaces[t.Definition.Name].Implementors {
		if !implementor.TakeRef {
			held = append(held, implementor.Type)
		}
	}
	return held
}
