package graph_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/clearclaim/clearclaim/graph"
)

// TestAudits runs the audits of GraphQL over HTTP, those that are recommended too.
// They are a program of Node that make fetches.
func TestAudits(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("audits/node_modules"); err != nil {
		t.Skip("the audits are not there: make test-go fetches them")
	}
	// Some ask for a type of the schema.
	api := serve(t, graph.Config{HasIntrospection: true})
	command := exec.CommandContext(t.Context(), "node", "audit.js", api.url+graph.Path, "61")
	command.Dir = "audits"
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}
