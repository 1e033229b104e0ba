package graph

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"github.com/clearclaim/clearclaim/views"
)

// partsOf are the parts of a claim that its fields need.
var partsOf = map[string]views.Parts{
	"holder":           views.PartClock | views.PartRequests,
	"holderUntil":      views.PartClock | views.PartRequests,
	"pendedAt":         views.PartClock,
	"isOverdue":        views.PartClock,
	"clock":            views.PartClock,
	"evidenceRequests": views.PartRequests,
	"appeals":          views.PartAppeals,
	"recoveries":       views.PartRecoveries,
	"reviews":          views.PartReviews,

	"patientResponsibilityCents": views.PartExplanation,
	"explanationOfBenefits":      views.PartExplanation,
	"paymentCheck":               views.PartExplanation,
}

// partsOfLine are the parts of a claim that the fields of its lines need.
var partsOfLine = map[string]views.Parts{
	"patientResponsibilityCents": views.PartExplanation,
	"adjustments":                views.PartExplanation,
	"reason":                     views.PartExplanation,
	"explanation":                views.PartExplanation,
}

// unasked returns the parts that no field of a claim asks for, where claims are found
// along a path of fields below the one that is resolved: any of several ways.
func unasked(ctx context.Context, ways ...[]string) views.Parts {
	operation := graphql.GetOperationContext(ctx)
	skip := views.Parts(0)
	for _, parts := range partsOf {
		skip |= parts
	}
	for _, way := range ways {
		asked := fieldsAlong(operation, graphql.GetFieldContext(ctx).Field, way)
		for _, field := range asked {
			skip &^= partsOf[field.Name]
		}
		for _, field := range fieldsOfLines(operation, asked) {
			skip &^= partsOfLine[field.Name]
		}
	}
	return skip
}

// inPage are the ways from a connection to what it has.
var inPage = [][]string{{"nodes"}, {"edges", "node"}}

// selectsClaims reports whether the claims of the remittances are asked for. They are
// loaded with the page or not at all.
func selectsClaims(ctx context.Context) bool {
	for _, way := range inPage {
		for _, field := range fieldsAlong(graphql.GetOperationContext(ctx), graphql.GetFieldContext(ctx).Field, way) {
			if field.Name == "claims" {
				return true
			}
		}
	}
	return false
}

// fieldsAlong returns what is selected of the objects at the end of a way.
func fieldsAlong(operation *graphql.OperationContext, from graphql.CollectedField, way []string) []graphql.CollectedField {
	fields := []graphql.CollectedField{from}
	for _, name := range way {
		var next []graphql.CollectedField
		for _, field := range selected(operation, fields) {
			if field.Name == name {
				next = append(next, field)
			}
		}
		fields = next
	}
	return selected(operation, fields)
}

// lookedThrough are the types whose fields are looked through; fragments are for one of them.
var lookedThrough = []string{"Node", "Claim", "ClaimLine", "ClaimConnection", "ClaimEdge", "Remittance", "RemittanceConnection", "RemittanceEdge"}

// fieldsOfLines returns what is selected of the lines of claims, of which fields are selected.
func fieldsOfLines(operation *graphql.OperationContext, fields []graphql.CollectedField) []graphql.CollectedField {
	lines := slices.DeleteFunc(slices.Clone(fields), func(field graphql.CollectedField) bool { return field.Name != "lines" })
	return selected(operation, lines)
}

func selected(operation *graphql.OperationContext, fields []graphql.CollectedField) []graphql.CollectedField {
	var inner []graphql.CollectedField
	for _, field := range fields {
		inner = slices.Concat(inner, graphql.CollectFields(operation, field.Selections, lookedThrough))
	}
	return inner
}
