package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// Validation compares the fields of a selection that the answer shows under one name pair
// by pair, before anybody knows who asks. So few may have one name.
const (
	maxRepetitions = 100
	// harmlessBytes is what a document may have without being looked at: it cannot hold many.
	harmlessBytes = 4 << 10
)

var _ graphql.OperationParameterMutator = (*gate)(nil)

// MutateOperationParameters implements graphql.OperationParameterMutator: it refuses what
// parsing or validation would take long for. What does not parse is validation's to say.
func (*gate) MutateOperationParameters(_ context.Context, request *graphql.RawParams) *gqlerror.Error {
	switch {
	case len(request.Query) <= harmlessBytes:
		return nil
	case len(request.Query) > maxDocumentBytes:
		return refused(errDocumentTooLarge)
	}
	document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: request.Query}, maxTokens)
	if err != nil {
		return nil //nolint:nilerr // said with its place by who parses it next
	}
	for _, operation := range document.Operations {
		if repeats(operation.SelectionSet) {
			return refused(errTooComplex)
		}
	}
	for _, fragment := range document.Fragments {
		if repeats(fragment.SelectionSet) {
			return refused(errTooComplex)
		}
	}
	return nil
}

// repeats reports whether a selection, or one below it, has a name too often.
func repeats(selections ast.SelectionSet) bool {
	named := map[string][]ast.SelectionSet{}
	gather(selections, named)
	for _, same := range named {
		if len(same) > maxRepetitions {
			return true
		}
		var below ast.SelectionSet // they are shown as one
		for _, selections := range same {
			below = append(below, selections...)
		}
		if len(below) > 0 && repeats(below) {
			return true
		}
	}
	return false
}

// gather puts what stands below the fields of a selection to their names; inline fragments
// are of the selection itself, and a fragment's name is one of its own.
func gather(selections ast.SelectionSet, named map[string][]ast.SelectionSet) {
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			named[selection.Alias] = append(named[selection.Alias], selection.SelectionSet)
		case *ast.InlineFragment:
			gather(selection.SelectionSet, named)
		case *ast.FragmentSpread:
			named["..."+selection.Name] = append(named["..."+selection.Name], nil)
		}
	}
}
