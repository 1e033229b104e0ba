package benefits_test

import (
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/benefits/oracle"
	"github.com/clearclaim/clearclaim/claims/benefits/scenario"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// The scenarios run on the model and on the oracle; package scenario says how
// they are written. `go test ./claims/benefits -rewrite` writes the results anew.
func TestScenarios_GiveWhatIsWritten(t *testing.T) {
	t.Parallel()
	datadriven.Walk(t, "testdata/scenarios", func(t *testing.T, path string) {
		t.Helper()
		t.Parallel()
		model := scenario.NewRunner(func(plan coverage.Plan) (history.Ledger, error) { return history.NewBook(plan), nil })
		exact := scenario.NewRunner(func(plan coverage.Plan) (history.Ledger, error) { return oracle.New(plan), nil })
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			t.Helper()
			got := run(t, model, d)
			if want := run(t, exact, d); got != want {
				d.Fatalf(t, "the oracle says:\n%s\nthe model:\n%s", want, got)
			}
			return got
		})
	})
}

func run(t *testing.T, runner *scenario.Runner, d *datadriven.TestData) string {
	t.Helper()
	command := scenario.Command{Name: d.Cmd, Input: d.Input}
	for _, arg := range d.CmdArgs {
		command.Args = append(command.Args, scenario.Arg{Key: arg.Key, Value: strings.Join(arg.Vals, ",")})
	}
	text, err := runner.Run(command)
	if err != nil {
		d.Fatalf(t, "%v", err)
	}
	return text
}
