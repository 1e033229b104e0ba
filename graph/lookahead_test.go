package graph_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/generated"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// fieldsOfType returns every field of a type, with what is below it.
func fieldsOfType(name string) map[string]string {
	fields := map[string]string{}
	types := generated.NewExecutableSchema(generated.Config{}).Schema().Types
	for _, field := range types[name].Fields {
		text := field.Name
		if inner := types[field.Type.Name()]; inner.IsCompositeType() {
			var names []string
			for _, below := range inner.Fields {
				if !types[below.Type.Name()].IsCompositeType() {
					names = append(names, below.Name)
				}
			}
			text += " { " + strings.Join(names, " ") + " }"
		}
		if !strings.HasPrefix(field.Name, "__") {
			fields[field.Name] = text
		}
	}
	return fields
}

// What is loaded depends on what is asked: a field must not need what another asks for.
func TestQuery_FieldAloneIsAsAmongAll(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	everything := w.Everything(1, "anna", 4)
	api := serve(t, graph.Config{Views: w.Views})
	ask := func(query string) map[string]any {
		got := api.query(viewstest.Insurer1, query, nil)
		var data struct{ Claims, Claim, Node any }
		if err := json.Unmarshal(got.Data, &data); err != nil || len(got.Errors) > 0 {
			t.Fatalf("%s: %s", query, got.Body)
		}
		return map[string]any{"claims": data.Claims, "claim": data.Claim, "node": data.Node}
	}
	for _, id := range everything.Claims() {
		for name, text := range fieldsOfType("Claim") {
			global := model.GlobalID(model.KindClaim, string(id))
			alone := ask(fmt.Sprintf("{ claim(id: %q) { %s } }", global, text))["claim"]
			among := ask(fmt.Sprintf(`{ claim(id: %q) { %s holder evidenceRequests { id } appeals { number } recoveries { id } reviews { line } clock { receivedAt } } }`,
				global, text))["claim"]
			if !reflect.DeepEqual(field(alone, name), field(among, name)) {
				t.Errorf("%s alone is %v, among others %v", name, field(alone, name), field(among, name))
			}
			asNode := ask(fmt.Sprintf("{ node(id: %q) { ... on Claim { %s } } }", global, text))["node"]
			if !reflect.DeepEqual(field(asNode, name), field(among, name)) {
				t.Errorf("%s of a node is %v, among others %v", name, field(asNode, name), field(among, name))
			}
		}
	}
}

// Nor must a field of a line, whether or not anything else is asked of its claim.
func TestQuery_LineFieldAloneIsAsAmongAll(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Everything(1, "anna", 4)
	api := serve(t, graph.Config{Views: w.Views})
	fields := fieldsOfType("ClaimLine")
	all := strings.Join(slices.Collect(maps.Values(fields)), " ")
	linesOf := func(query string) (lines []any) {
		got := api.query(viewstest.Insurer1, query, nil)
		var data struct {
			Claims struct{ Nodes []struct{ Lines []any } }
		}
		if err := json.Unmarshal(got.Data, &data); err != nil || len(got.Errors) > 0 {
			t.Fatalf("%s: %s", query, got.Body)
		}
		for _, claim := range data.Claims.Nodes {
			lines = append(lines, claim.Lines...)
		}
		return lines
	}
	among := linesOf("{ claims(first: 10) { nodes { lines { " + all + " } } } }")
	for name, text := range fields {
		for _, query := range []string{
			"{ claims(first: 10) { nodes { lines { " + text + " } } } }",
			"{ claims(first: 10) { nodes { ...told } } } fragment told on Claim { id lines { ... on ClaimLine { " + text + " } } }",
		} {
			for i, line := range linesOf(query) {
				if !reflect.DeepEqual(field(line, name), field(among[i], name)) {
					t.Errorf("%s alone is %v, among others %v", name, field(line, name), field(among[i], name))
				}
			}
		}
		if !slices.ContainsFunc(among, func(line any) bool { return !isEmpty(field(line, name)) }) {
			t.Errorf("the test has no line with %s", name)
		}
	}
}

// isEmpty reports whether a value is null, false or without members.
func isEmpty(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case []any:
		return len(value) == 0
	case bool:
		return !value
	}
	return false
}

// A connection is looked through along its nodes and its edges, whatever they are called.
func TestQuery_PagesAreLookedThrough(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Everything(1, "anna", 4)
	api := serve(t, graph.Config{Views: w.Views})
	for _, query := range []string{
		`{ claims(first: 10) { nodes { appeals { number } } } }`,
		`{ claims(first: 10) { all: nodes { ...told } } } fragment told on Claim { these: appeals { number } }`,
		`{ claims(first: 10) { edges { node { ... on Claim { appeals { number } } } } } }`,
		`{ claims(first: 10) { nodes { id } edges { it: node { appeals { number } } } } }`,
	} {
		if got := api.query(viewstest.Provider1, query, nil); !strings.Contains(got.Body, `{"number":"`) {
			t.Errorf("%s: no appeals in %s", query, got.Body)
		}
	}
}

// A cursor goes on whatever fields are asked for after it.
func TestQuery_CursorIsOfNoFields(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Everything(1, "anna", 4)
	api := serve(t, graph.Config{Views: w.Views})
	got := api.query(viewstest.Provider1, `{ claims(first: 1) { nodes { id } pageInfo { endCursor } } }`, nil)
	var data struct {
		Claims struct{ PageInfo struct{ EndCursor string } }
	}
	if err := json.Unmarshal(got.Data, &data); err != nil || data.Claims.PageInfo.EndCursor == "" {
		t.Fatal(got.Body)
	}
	next := api.query(viewstest.Provider1, fmt.Sprintf(
		`{ claims(first: 1, after: %q) { nodes { id holder appeals { number } lines { reason } } } }`, data.Claims.PageInfo.EndCursor), nil)
	if len(next.Errors) > 0 {
		t.Error(next.Body)
	}
}

func field(claim any, name string) any {
	fields, _ := claim.(map[string]any)
	return fields[name]
}
