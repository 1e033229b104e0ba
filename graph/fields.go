package graph

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// fieldsOf returns the fields that an operation asks for, each once, in order, as
// Claim.diagnoses: by the schema's names, never by a client's aliases. What a
// directive leaves out counts too; roots, pages, __typename and refusals do not. Faults do: they may
// tell of a patient who was found.
func fieldsOf(ctx context.Context) []string {
	if !graphql.HasOperationContext(ctx) {
		return nil
	}
	found := map[string]struct{}{}
	for _, root := range graphql.GetOperationContext(ctx).Operation.SelectionSet {
		addFields(found, root, true)
	}
	return slices.Sorted(maps.Keys(found))
}

func addFields(found map[string]struct{}, selection ast.Selection, isRoot bool) {
	var inner ast.SelectionSet
	switch selection := selection.(type) {
	case *ast.Field:
		of := selection.ObjectDefinition.Name
		if of == "Refusal" {
			return
		}
		isPage := of == "PageInfo" || strings.HasSuffix(of, "Connection") || strings.HasSuffix(of, "Edge")
		if !isRoot && !isPage && selection.Name != "__typename" {
			found[of+"."+selection.Name] = struct{}{}
		}
		inner, isRoot = selection.SelectionSet, false
	case *ast.InlineFragment:
		inner = selection.SelectionSet
	case *ast.FragmentSpread:
		inner = selection.Definition.SelectionSet
	}
	for _, selected := range inner {
		addFields(found, selected, isRoot)
	}
}
