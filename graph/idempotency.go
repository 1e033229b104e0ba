package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/intake"
)

// The directives of idempotency.
const (
	idempotentDirective    = "idempotent"
	storesNothingDirective = "storesNothing"
)

// errKeyMisplaced is returned for a key where nothing is stored by it.
var errKeyMisplaced = errs.New(errs.MalformedRequest, "@idempotent belongs to a field of a mutation, and fields of one name have one key")

// keyOf returns the idempotency key of the mutation that ctx runs, "" for none. Whether
// it can be a key is intake's to say, once the caller is known to be allowed.
func keyOf(ctx context.Context) string {
	field := graphql.GetFieldContext(ctx).Field.Field
	return keyOfField(field, graphql.GetOperationContext(ctx).Variables)
}

func keyOfField(field *ast.Field, variables map[string]any) string {
	directive := field.Directives.ForName(idempotentDirective)
	if directive == nil {
		return ""
	}
	key, _ := directive.ArgumentMap(variables)["key"].(string)
	return key
}

// checkKeys refuses an operation before any of it runs unless each of its mutations
// that stores something has a key. Fields that the answer shows as one have one key.
//
// Errors: [intake.ErrIdempotencyKeyRequired], errKeyMisplaced.
func checkKeys(operation *graphql.OperationContext) *errs.Error {
	if operation.Operation.Operation != ast.Mutation {
		return nil
	}
	keys := map[string]string{}
	return eachRoot(operation.Operation.SelectionSet, func(field *ast.Field) *errs.Error {
		hasKey := field.Directives.ForName(idempotentDirective) != nil
		isStoring := field.Name != "__typename" && field.Definition.Directives.ForName(storesNothingDirective) == nil
		if isStoring && !hasKey {
			return intake.ErrIdempotencyKeyRequired
		}
		key := keyOfField(field, operation.Variables)
		if earlier, isRepeated := keys[field.Alias]; isRepeated && earlier != key {
			return errKeyMisplaced
		}
		keys[field.Alias] = key
		return nil
	})
}

// eachRoot visits the root fields of an operation, those of fragments too, until visit
// returns an error.
func eachRoot(selections ast.SelectionSet, visit func(*ast.Field) *errs.Error) *errs.Error {
	for _, selection := range selections {
		var fault *errs.Error
		switch selection := selection.(type) {
		case *ast.Field:
			fault = visit(selection)
		case *ast.InlineFragment:
			fault = eachRoot(selection.SelectionSet, visit)
		case *ast.FragmentSpread:
			fault = eachRoot(selection.Definition.SelectionSet, visit)
		}
		if fault != nil {
			return fault
		}
	}
	return nil
}
