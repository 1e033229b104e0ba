package parity

import (
	"errors"
	"slices"

	"github.com/clearclaim/clearclaim/claims/benefits/history"
)

// failure is a case that chain, model or oracle differ on.
type failure struct {
	Case      int    `json:"case"`
	Operation int    `json:"operation"`
	Reason    string `json:"reason"`
	// IsOnlyTogether is set where the case by itself does not fail.
	IsOnlyTogether bool `json:"is_only_together,omitempty"`
	// Scenario is what is left of the case that still fails, in the format of
	// claims/benefits/scenario with the model's answers.
	Scenario string `json:"scenario"`
}

// failing looks into a case that failed at an operation.
func failing(base *network, position int, c history.Case, at int, cause error) *failure {
	f := &failure{Case: position, Operation: at, Reason: cause.Error()}
	c.Operations = c.Operations[:min(at+1, len(c.Operations))]
	fails := func(c history.Case) (int, error) {
		if failedAt, err := alone(base, c); err != nil {
			return failedAt, err
		}
		return len(c.Operations) - 1, withOracle(c)
	}
	if _, err := fails(c); err == nil {
		f.IsOnlyTogether = true
	} else {
		c = renumbered(minimised(c, fails))
		if _, err = fails(c); err != nil {
			f.Reason = err.Error()
		}
	}
	f.Scenario = scenarioOf(c)
	return f
}

// minimised cuts from a case that fails what it also fails without: what comes
// after the failure, other operations, lines and coverage years.
func minimised(c history.Case, fails func(history.Case) (int, error)) history.Case {
	shorter := func(try history.Case) bool {
		if len(try.Operations) == 0 {
			return false
		}
		at, err := fails(try)
		if err == nil || errors.Is(err, history.ErrEnrolmentInvalid) {
			return false
		}
		c = try
		c.Operations = c.Operations[:min(at+1, len(c.Operations))]
		return true
	}
	shorter(c)
	for i := len(c.Operations) - 1; i >= 0; i-- {
		if i < len(c.Operations) {
			try := c
			try.Operations = slices.Delete(slices.Clone(c.Operations), i, i+1)
			shorter(try)
		}
	}
	for i := len(c.Operations) - 1; i >= 0; i-- {
		withoutLines(&c, i, shorter)
	}
	for i := len(c.Enrolments) - 1; i >= 0; i-- {
		try := c
		try.Enrolments = slices.Delete(slices.Clone(c.Enrolments), i, i+1)
		shorter(try)
	}
	return c
}

// withoutLines cuts lines of an operation. Of a claim that is determined again that
// is no longer the same claim, and does not fail the same way: such a cut is not made.
func withoutLines(c *history.Case, at int, shorter func(history.Case) bool) {
	claim := c.Operations[at].Claim
	isAgain := func(op history.Operation) bool { return op.Kind == history.Redetermine && op.Claim == claim }
	if slices.ContainsFunc(c.Operations, isAgain) {
		return
	}
	for i := len(c.Operations[at].Submission.Lines) - 1; i >= 0 && len(c.Operations[at].Submission.Lines) > 1; i-- {
		try := *c
		try.Operations = slices.Clone(c.Operations)
		lines := slices.Clone(try.Operations[at].Submission.Lines)
		try.Operations[at].Submission.Lines = slices.Delete(lines, i, i+1)
		if shorter(try) && at >= len(c.Operations) {
			return
		}
	}
}

// renumbered counts the claims as they come, as a scenario does.
func renumbered(c history.Case) history.Case {
	numbers := map[history.ClaimID]history.ClaimID{}
	c.Operations = slices.Clone(c.Operations)
	for i := range c.Operations {
		op := &c.Operations[i]
		if numbers[op.Claim] == 0 {
			numbers[op.Claim] = history.ClaimID(len(numbers) + 1)
		}
		op.Claim, op.Replaced = numbers[op.Claim], numbers[op.Replaced]
	}
	return c
}
