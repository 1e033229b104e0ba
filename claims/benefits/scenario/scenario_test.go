package scenario_test

import (
	"errors"
	"testing"

	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/benefits/scenario"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

func runner() *scenario.Runner {
	return scenario.NewRunner(func(plan coverage.Plan) (history.Ledger, error) { return history.NewBook(plan), nil })
}

func command(name, input string, args ...string) scenario.Command {
	c := scenario.Command{Name: name, Input: input}
	for i := 0; i+1 < len(args); i += 2 {
		c.Args = append(c.Args, scenario.Arg{Key: args[i], Value: args[i+1]})
	}
	return c
}

const plan = "limit visits visits year max=2\nclass covered limit-a=visits\n"

// A scenario that is misspelt must not be one that says something else.
func TestRun_RefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]scenario.Command{
		"no such command":             command("pay", ""),
		"no such word of a plan":      command("plan", "deductable 5\n"),
		"limit that is no number":     command("plan", "deductible five\n"),
		"two limits in one":           command("plan", "deductible 5 6\n"),
		"fraction":                    command("plan", "out-of-pocket 1.5\n"),
		"clock that is too long":      command("plan", "prompt-pay 65536\n"),
		"clock that runs backwards":   command("plan", "timely-filing -1\n"),
		"no such aggregate":           command("plan", "aggregate copay\n"),
		"aggregate of nothing":        command("plan", "aggregate\n"),
		"limit without a maximum":     command("plan", "limit a visits year\n"),
		"limit of another period":     command("plan", "limit a visits month max=1\n"),
		"window of no number":         command("plan", "limit a visits rolling=x max=1\n"),
		"limits without room":         command("plan", "limit a money lifetime max=1\nlimit b money year max=9999999\n"),
		"class with another limit":    command("plan", "class covered limit-a=a\n"),
		"class with another word":     command("plan", "class covered insured\n"),
		"rate that is too high":       command("plan", "class covered coinsurance=65536\n"),
		"interest of no day":          command("plan", "interest 2026-02-30 rate=1\n"),
		"interest of nothing":         command("plan", "interest\n"),
		"interest of another word":    command("plan", "interest 2026-02-28 rat=1\n"),
		"empty line":                  command("plan", "\n"),
		"line of two words":           command("determine", "5 5\n", "member", "ann"),
		"line of five words":          command("determine", "5 5 0 1 1\n", "member", "ann"),
		"line of words":               command("determine", "five 5 0\n", "member", "ann"),
		"class past a byte":           command("determine", "5 5 256\n", "member", "ann"),
		"nobody's claim":              command("determine", "5 5 0\n"),
		"argument that is misspelt":   command("determine", "5 5 0\n", "member", "ann", "uncredentialled", ""),
		"date that is none":           command("determine", "5 5 0\n", "member", "ann", "date", "2026-02-30"),
		"instant that is none":        command("determine", "5 5 0\n", "member", "ann", "paid", "2026-02-28"),
		"reversal with an argument":   command("reverse", "", "claim", "1", "member", "ann"),
		"coverage with another word":  command("coverage", "", "member", "ann", "from", "2026-01-01"),
		"totals of nobody":            command("totals", ""),
		"totals with another word":    command("totals", "", "member", "ann", "claim", "1"),
		"family after the enrolment":  command("family", "", "ann", ""),
		"replacement of nobody's one": command("replace", "5 5 0\n", "claim", "77"),
	} {
		r := runner()
		if _, err := r.Run(command("plan", plan)); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Run(command("determine", "5 5 0\n", "member", "ann")); err != nil {
			t.Fatal(err)
		}
		if got, err := r.Run(c); !errors.Is(err, scenario.ErrUnreadable) {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
	if _, err := runner().Run(command("totals", "", "member", "ann")); !errors.Is(err, scenario.ErrUnreadable) {
		t.Errorf("without a plan: got %v", err)
	}
}

func TestRun_RefusalOfTheLedgerIsAnAnswer(t *testing.T) {
	t.Parallel()
	r := runner()
	for _, step := range []struct {
		command scenario.Command
		want    string
	}{
		{command("plan", plan), "ok\nlimit visits: word, shift 0, width 2\n"},
		{command("coverage", "", "member", "ann", "extension", "5"), "error: the enrolment is not valid\n"},
		{command("coverage", "", "member", "ann"), "ok\n"},
		{command("determine", "5 6 0\n", "member", "ann"), "error: the allowed amount is above the charge\n"},
		{command("reverse", "", "claim", "1"), "error: no determination of the claim stands\n"},
	} {
		if got, err := r.Run(step.command); err != nil || got != step.want {
			t.Errorf("%+v: got %q, %v", step.command, got, err)
		}
	}
}

func TestRun_PassesOnWhatTheOpenerSays(t *testing.T) {
	t.Parallel()
	want := errors.New("no chain")
	r := scenario.NewRunner(func(coverage.Plan) (history.Ledger, error) { return nil, want })
	if _, err := r.Run(command("plan", plan)); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}
