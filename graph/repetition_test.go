package graph

import (
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
)

func TestGate_RefusesNamesThatStandTooOftenBeforeValidation(t *testing.T) {
	t.Parallel()
	const padding = "# "
	padded := func(query string) string { return padding + strings.Repeat("x", harmlessBytes) + "\n" + query }
	many := func(text string, count int) string { return strings.Repeat(text+" ", count) }
	for _, test := range []struct {
		name, query string
		isRefused   bool
	}{
		{"often enough", "{ " + many("__typename", maxRepetitions) + "}", false},
		{"too often", "{ " + many("__typename", maxRepetitions+1) + "}", true},
		{"under one alias", "{ " + many("a: __typename", maxRepetitions+1) + "}", true},
		{"below one name that is repeated", "{ " + many("viewer { "+many("role", 40)+"}", 3) + "}", true},
		{"in inline fragments", "{ " + many("... { viewer { role } }", maxRepetitions+1) + "}", true},
		{"spread", "{ " + many("...f", maxRepetitions+1) + "} fragment f on Query { __typename }", true},
		{"in a fragment", "{ ...f } fragment f on Query { " + many("__typename", maxRepetitions+1) + "}", true},
		{"each once", "{ viewer { role subject } insurers { id } }", false},
		{"no document", "{ {", false},
	} {
		fault := new(gate).MutateOperationParameters(t.Context(), &graphql.RawParams{Query: padded(test.query)})
		if (fault != nil) != test.isRefused {
			t.Errorf("%s: got %v", test.name, fault)
		}
	}
}
