package parity

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/tracing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/benefits/scenario"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

func setUp(t *testing.T) *network {
	t.Helper()
	base, err := newNetwork()
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// reportOf runs and reads the report.
func reportOf(t *testing.T, o Options, deploy func() (*network, error)) (report, error) {
	t.Helper()
	var out bytes.Buffer
	o.IsJSON, o.Out, o.Progress = true, &out, io.Discard
	runErr := run(t.Context(), o, deploy)
	var found report
	if err := json.Unmarshal(out.Bytes(), &found); err != nil {
		t.Fatalf("%v: %s", err, out.Bytes())
	}
	return found, runErr
}

func TestRun_ChainModelAndOracleAgree(t *testing.T) {
	t.Parallel()
	cases := 2000 / share
	found, err := reportOf(t, Options{Cases: cases, Seed: 1}, newNetwork)
	if err != nil {
		t.Errorf("%v: %+v", err, found.Failures)
	}
	if found.Cases != cases || found.OracleCases != cases/oracleEvery || found.Lines < 5*cases {
		t.Errorf("got %+v", found)
	}
	for _, way := range []string{
		"settled", "settled after a contest", "decided", "decided on appeal", "pended", "replaced", "reversed", "voided", "redetermined",
	} {
		if found.Routes[way] == 0 {
			t.Errorf("no claim was %s", way)
		}
	}
	t.Logf("%.0f cases a second; %v", found.CasesPerSecond, found.Routes)
}

// A seed is the same run, whoever plays its blocks.
func TestRun_IsTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	o := Options{Cases: blockSize + 20/share, Seed: 7, Workers: 1}
	if share > 1 {
		o.Cases = 30
	}
	one, err := reportOf(t, o, newNetwork)
	o.Workers = 2
	two, again := reportOf(t, o, newNetwork)
	one.Seconds, one.CasesPerSecond, two.Seconds, two.CasesPerSecond = 0, 0, 0, 0
	if err := errors.Join(err, again); err != nil || !reflect.DeepEqual(one, two) {
		t.Errorf("%v: got %+v and %+v", err, one, two)
	}
}

// mutated deploys ledgers that round halves down.
func mutated() (*network, error) {
	n, err := newNetwork()
	if err != nil {
		return nil, err
	}
	halfUp, halfDown := common.FromHex("0x611388"), common.FromHex("0x611387") // PUSH2 of 5,000 basis points
	code := n.state.GetCode(n.ledger)
	if !bytes.Contains(code, halfUp) {
		return nil, errors.New("the ledger's code has no half of a whole rate: another mutation is needed")
	}
	code = bytes.ReplaceAll(code, halfUp, halfDown)
	n.state.SetCode(n.ledger, code, tracing.CodeChangeUnspecified)
	n.state.Finalise(rules)
	return n, nil
}

func TestRun_FindsAContractThatRoundsHalvesDown(t *testing.T) {
	t.Parallel()
	found, err := reportOf(t, Options{Cases: 200 / min(share, 2), Seed: 3}, mutated)
	if !errors.Is(err, ErrMismatch) || found.Mismatches == 0 || len(found.Failures) == 0 {
		t.Fatalf("got %v, %+v", err, found)
	}
	broken, err := mutated()
	if err != nil {
		t.Fatal(err)
	}
	sound := setUp(t)
	for _, f := range found.Failures {
		if n := strings.Count(f.Scenario, "\nclaim=") + strings.Count(f.Scenario, "determine claim="); f.IsOnlyTogether || n > 4 {
			t.Errorf("a case is not cut to what fails: %d determinations\n%s", n, f.Scenario)
		}
		if text := replay(t, sound, f.Scenario); text != f.Scenario {
			t.Errorf("the scenario\n%s\ngives on a sound ledger\n%s", f.Scenario, text)
		}
		if text := replay(t, broken, f.Scenario); text == f.Scenario {
			t.Errorf("the scenario does not show the fault:\n%s", text)
		}
	}
}

// replay runs a scenario on the chain and writes it anew.
func replay(t *testing.T, base *network, text string) string {
	t.Helper()
	runner := scenario.NewRunner(openerOf(base.fork()))
	var written strings.Builder
	for command := range commandsOf(t, text) {
		answer, err := runner.Run(command.Command)
		if err != nil {
			t.Fatal(err)
		}
		written.WriteString(command.head + "----\n" + answer + "\n")
	}
	return written.String()
}

type written struct {
	scenario.Command
	head string
}

// commandsOf reads a scenario.
func commandsOf(t *testing.T, text string) func(func(written) bool) {
	t.Helper()
	return func(yield func(written) bool) {
		datadriven.RunTestFromString(t, text, func(t *testing.T, d *datadriven.TestData) string {
			t.Helper()
			command := written{Command: commandOf(d)}
			head, _, _ := strings.Cut(text[strings.Index(text, d.Cmd):], "----\n")
			command.head, text = head, text[strings.Index(text, head)+len(head):]
			yield(command)
			return d.Expected
		})
	}
}

// A case that takes its ways alone takes the same among others.
func TestAlone_GivesWhatTheBlockGives(t *testing.T) {
	t.Parallel()
	base := setUp(t)
	for i, c := range blockCases(5, 0, 60/share) {
		if at, err := alone(base, c); err != nil {
			t.Errorf("case %d, operation %d: %v", i, at, err)
		}
		text := scenarioOf(c)
		if got := replay(t, base, text); got != text {
			t.Errorf("the scenario\n%s\ngives\n%s", text, got)
		}
	}
}

func TestBlockCases_AreWhatALedgerTakes(t *testing.T) {
	t.Parallel()
	cases := blockCases(9, 3, 300)
	if !reflect.DeepEqual(cases, blockCases(9, 3, 300)) || reflect.DeepEqual(cases, blockCases(9, 2, 300)) {
		t.Error("a block's cases are not its own")
	}
	for i, c := range cases {
		now := time.Time{}
		lines := map[history.ClaimID][]int64{}
		for _, op := range c.Operations {
			s := op.Submission
			if op.Kind == history.Reverse {
				continue
			}
			earliest := s.ReceivedAt.Add(days(s.StoppedDays))
			if s.PaidAt.Before(now) || s.PaidAt.Before(earliest) || s.ServiceDate < claims.NewDate(2022, time.January, 1) {
				t.Fatalf("case %d: %+v", i, op)
			}
			now = s.PaidAt
			var charges []int64
			for _, line := range s.Lines {
				charges = append(charges, line.Charge.Cents(), int64(line.Units))
			}
			if op.Kind == history.Redetermine && !slices.Equal(lines[op.Claim], charges) {
				t.Fatalf("case %d: another claim is determined again: %+v", i, op)
			}
			lines[op.Claim] = charges
		}
	}
}

func TestTree_IsThatOfTheCommitment(t *testing.T) {
	t.Parallel()
	for count := 1; count < 20; count++ {
		leaves := make([]commitment.Hash, count)
		for i := range leaves {
			leaves[i][0] = byte(i + 1)
		}
		planted := plant(slices.Clone(leaves))
		for i := range leaves {
			leaves[i][1] = 0xff
			planted.set(i, leaves[i])
			path := make([]commitment.Hash, 0)
			for _, sibling := range planted.path(i) {
				path = append(path, sibling)
			}
			if planted.root() != commitment.Root(leaves) || !slices.Equal(path, commitment.Path(leaves, i)) {
				t.Fatalf("leaf %d of %d: got %v and %v", i, count, planted.root(), path)
			}
		}
	}
}

func TestMinimised_KeepsWhatFails(t *testing.T) {
	t.Parallel()
	c := blockCases(1, 0, 8)[7]
	wanted := c.Operations[len(c.Operations)/2]
	fails := func(c history.Case) (int, error) {
		for i, op := range c.Operations {
			if op.Kind == wanted.Kind && op.Claim == wanted.Claim {
				return i, errMismatch
			}
		}
		return 0, nil
	}
	got := minimised(c, fails)
	if len(got.Operations) != 1 || len(got.Enrolments) > 1 || len(got.Operations[0].Submission.Lines) > 1 {
		t.Errorf("got %+v", got)
	}
}

func TestReport_SaysWhatIsRare(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	r := newReport(1)
	r.Cases = fewCases
	for name := range interests {
		r.Interests[name] = fewCases / leastShare
	}
	r.Interests["reversal"]--
	r.finish(time.Second)
	if err := r.verdict(); !errors.Is(err, ErrBranchRare) || !strings.Contains(err.Error(), "reversal") {
		t.Errorf("got %v", err)
	}
	if err := r.print(&out, false); err != nil || !strings.Contains(out.String(), "denial FiledLate") {
		t.Errorf("%v: %s", err, out.String())
	}
	r.fail(&failure{Case: 3, Reason: "why", Scenario: "plan\n"})
	if err := r.verdict(); !errors.Is(err, ErrMismatch) {
		t.Errorf("got %v", err)
	}
}

func TestRun_EndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := Run(ctx, Options{Cases: 10, Out: io.Discard, Progress: io.Discard}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkBlock(b *testing.B) {
	base, err := newNetwork()
	if err != nil {
		b.Fatal(err)
	}
	for number := 0; b.Loop(); number++ {
		opened, err := newBlock(base, blockCases(1, number, blockSize))
		if err != nil {
			b.Fatal(err)
		}
		if err := opened.play(); err != nil {
			b.Fatal(err)
		}
	}
}
