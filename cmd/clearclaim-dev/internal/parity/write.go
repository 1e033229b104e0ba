package parity

import (
	"fmt"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/benefits/scenario"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// scenarioOf writes a case as a scenario, with what the model answers. Each coverage
// year is a member of its own, so that a claim names the one that it should.
func scenarioOf(c history.Case) string {
	w := scenarioWriter{runner: scenario.NewRunner(func(plan coverage.Plan) (history.Ledger, error) {
		return history.NewBook(plan), nil
	})}
	w.run(scenario.Command{Name: "plan", Input: planText(&c.Plan)})
	w.families(c.Enrolments)
	for _, e := range c.Enrolments {
		command := scenario.Command{Name: "coverage", Args: []scenario.Arg{
			{Key: "member", Value: memberOf(e.Year)}, {Key: "start", Value: e.Span.Start.String()}, {Key: "end", Value: e.Span.End.String()},
		}}
		if e.Extension != 0 {
			command.Args = append(command.Args, scenario.Arg{Key: "extension", Value: fmt.Sprint(e.Extension)})
		}
		w.run(command)
	}
	for _, op := range renumbered(c).Operations {
		w.operation(op)
	}
	return w.text.String()
}

type scenarioWriter struct {
	runner *scenario.Runner
	text   strings.Builder
}

func memberOf(year claims.CoverageYearID) string { return fmt.Sprintf("y%d", year) }

// run writes a command with its answer.
func (w *scenarioWriter) run(command scenario.Command) {
	w.text.WriteString(command.Name)
	for _, arg := range command.Args {
		w.text.WriteString(" " + arg.Key)
		if arg.Value != "" {
			w.text.WriteString("=" + arg.Value)
		}
	}
	answer, err := w.runner.Run(command)
	if err != nil {
		answer = "# cannot be run: " + err.Error() + "\n"
	}
	w.text.WriteString("\n" + command.Input + "----\n" + answer + "\n")
}

func (w *scenarioWriter) families(enrolments []history.Enrolment) {
	members := map[claims.FamilyYearID][]scenario.Arg{}
	var order []claims.FamilyYearID
	for _, e := range enrolments {
		if e.Family == 0 {
			continue
		}
		if members[e.Family] == nil {
			order = append(order, e.Family)
		}
		members[e.Family] = append(members[e.Family], scenario.Arg{Key: memberOf(e.Year)})
	}
	for _, family := range order {
		w.run(scenario.Command{Name: "family", Args: members[family]})
	}
}

var commandNames = map[history.Kind]string{
	history.Determine: "determine", history.Reverse: "reverse", history.Replace: "replace", history.Redetermine: "redetermine",
}

// operation writes one. A replacement names the claim that it replaces; its own gets
// the next number.
func (w *scenarioWriter) operation(op history.Operation) {
	named := op.Claim
	if op.Kind == history.Replace {
		named = op.Replaced
	}
	command := scenario.Command{Name: commandNames[op.Kind], Args: []scenario.Arg{{Key: "claim", Value: fmt.Sprint(named)}}}
	if op.Kind != history.Reverse {
		command.Args = append(command.Args, submissionArgs(&op.Submission)...)
		for _, line := range op.Submission.Lines {
			command.Input += fmt.Sprintf("%d %d %d %d", line.Charge.Cents(), line.Allowed.Cents(), line.Class, line.Units)
			if op.Submission.HasPriorPayers {
				command.Input += fmt.Sprintf(" %d/%d/%d", line.Prior.Paid.Cents(), line.Prior.Owed.Cents(), line.Prior.Allowed.Cents())
			}
			command.Input += "\n"
		}
	}
	w.run(command)
}

func submissionArgs(s *history.Submission) []scenario.Arg {
	args := []scenario.Arg{
		{Key: "member", Value: memberOf(s.Year)},
		{Key: "date", Value: s.ServiceDate.String()},
		{Key: "received", Value: s.ReceivedAt.UTC().Format(time.RFC3339)},
		{Key: "paid", Value: s.PaidAt.UTC().Format(time.RFC3339)},
	}
	if s.StoppedDays != 0 {
		args = append(args, scenario.Arg{Key: "stopped", Value: fmt.Sprint(s.StoppedDays)})
	}
	for _, flag := range [...]struct {
		key   string
		isSet bool
	}{
		{"authorization", s.HasAuthorization},
		{"evidence", s.HasEvidence},
		{"excused", s.IsLateFilingExcused},
		{"uncredentialed", !s.IsProviderCredentialed},
	} {
		if flag.isSet {
			args = append(args, scenario.Arg{Key: flag.key})
		}
	}
	return args
}

// planText writes a plan as the scenario's command reads it.
func planText(plan *coverage.Plan) string {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("deductible %s", limitText(plan.Deductible))
	line("family-deductible %s", limitText(plan.FamilyDeductible))
	line("out-of-pocket %s", limitText(plan.OutOfPocketMax))
	line("family-out-of-pocket %s", limitText(plan.FamilyOutOfPocketMax))
	if plan.IsDeductibleAggregate {
		line("aggregate deductible")
	}
	if plan.IsOutOfPocketAggregate {
		line("aggregate out-of-pocket")
	}
	line("utc-offset %d", plan.UTCOffsetSeconds)
	line("timely-filing %d", plan.TimelyFilingDays)
	line("prompt-pay %d", plan.PromptPayDays)
	line("interest-from %d", plan.InterestFromDays)
	if !plan.Coordination.IsZero() {
		line("coordination %s %s", plan.Coordination.Method, plan.Coordination.Allowable)
	}
	for _, rate := range plan.Interest {
		line("interest %s rate=%d minimum=%d", rate.FromDate, rate.Rate, rate.Minimum.Cents())
	}
	for i, limit := range plan.Limits {
		line("limit l%d %s %s max=%d", i+1, limit.Kind, periodText(limit), limit.Max)
	}
	for _, class := range plan.Classes {
		line("class %s", classText(class))
	}
	return out.String()
}

func limitText(limit coverage.Limit) string {
	if limit.IsUnlimited() {
		return "unlimited"
	}
	return fmt.Sprint(limit.LedgerCents())
}

func periodText(limit coverage.BenefitLimit) string {
	switch limit.Period {
	case coverage.BenefitYear:
		return "year"
	case coverage.Lifetime:
		return "lifetime"
	case coverage.Rolling:
	}
	return fmt.Sprintf("rolling=%d", limit.RollingDays)
}

func classText(class coverage.Class) string {
	words := []string{"not-covered"}
	if class.IsCovered {
		words[0] = "covered"
	}
	for _, flag := range [...]struct {
		word  string
		isSet bool
	}{
		{"deductible", class.IsDeductibleApplied},
		{"no-out-of-pocket", !class.IsOutOfPocketApplied},
		{"authorization", class.IsAuthorizationRequired},
		{"evidence", class.IsEvidenceRequired},
		{fmt.Sprintf("coinsurance=%d", class.Coinsurance), true},
		{fmt.Sprintf("copay=%d", class.Copay.Cents()), true},
		{fmt.Sprintf("limit-a=l%d", class.LimitA), class.LimitA != 0},
		{fmt.Sprintf("limit-b=l%d", class.LimitB), class.LimitB != 0},
	} {
		if flag.isSet {
			words = append(words, flag.word)
		}
	}
	return strings.Join(words, " ")
}
