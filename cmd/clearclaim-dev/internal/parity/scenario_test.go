package parity

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/benefits/scenario"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// The scenarios that the model and the oracle run give the same on the chain.
func TestScenarios_GiveOnTheChainWhatIsWritten(t *testing.T) {
	t.Parallel()
	base := setUp(t)
	files, err := filepath.Glob("../../../../claims/benefits/testdata/scenarios/*.txt")
	if err != nil || len(files) < 26 {
		t.Fatalf("found %d scenarios, %v", len(files), err)
	}
	for _, file := range files {
		onChain := scenario.NewRunner(openerOf(base.fork()))
		datadriven.RunTest(t, file, func(t *testing.T, d *datadriven.TestData) string {
			t.Helper()
			text, err := onChain.Run(commandOf(d))
			if err != nil {
				d.Fatalf(t, "%v", err)
			}
			return text
		})
	}
}

// openerOf opens accounts on one chain.
func openerOf(n *network) scenario.Opener {
	l := newLedger(n)
	return func(plan coverage.Plan) (history.Ledger, error) {
		id, err := l.publish(&plan)
		if err != nil {
			return nil, err
		}
		return l.open(plan, id), nil
	}
}

func commandOf(d *datadriven.TestData) scenario.Command {
	command := scenario.Command{Name: d.Cmd, Input: d.Input}
	if command.Input != "" && !strings.HasSuffix(command.Input, "\n") {
		command.Input += "\n"
	}
	for _, arg := range d.CmdArgs {
		command.Args = append(command.Args, scenario.Arg{Key: arg.Key, Value: strings.Join(arg.Vals, ",")})
	}
	return command
}
