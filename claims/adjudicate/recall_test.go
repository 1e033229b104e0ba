package adjudicate_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// retrace decides an input again, and returns the steps of a line as it was decided.
func retrace(t *testing.T, in adjudicate.Input, decided adjudicate.Reasons, line int) []adjudicate.Step {
	t.Helper()
	recalled, err := adjudicate.Recall(in, decided)
	if err != nil {
		t.Fatal(err)
	}
	a := assess(t, recalled)
	hits := slices.DeleteFunc(slices.Clone(decided), func(r adjudicate.Reason) bool { return r.Line != line })
	return adjudicate.Retrace(a.Trace, line, hits)
}

// By the facts that a claim was decided by it is told step by step as it was.
func TestRetrace_SameFacts_SameSteps(t *testing.T) {
	t.Parallel()
	forEach(t, 41, 3_000, func(in adjudicate.Input, _ *rand.Rand) {
		a := assess(t, in)
		if !a.IsClean() {
			return
		}
		for _, line := range a.Lines {
			want := slices.DeleteFunc(slices.Clone(a.Trace), func(s adjudicate.Step) bool { return s.Line != line.Sequence })
			if got := retrace(t, in, a.Reasons, line.Sequence); !slices.Equal(got, want) {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
		}
	})
}

// By whatever is at hand those rules hit that hit when it was decided, and none but once.
func TestRetrace_OtherFacts_SameHits(t *testing.T) {
	t.Parallel()
	lost, more := 0, 0
	forEach(t, 42, 6_000, func(in adjudicate.Input, random *rand.Rand) {
		a := assess(t, in)
		if !a.IsClean() {
			return
		}
		now := in
		now.EvidenceReceived = map[string]bool{"11506-3": true}
		if random.IntN(2) == 0 { // as a provider has it
			now.History = slices.DeleteFunc(slices.Clone(in.History), func(p adjudicate.Past) bool { return p.Provider != in.Claim.Provider })
		} else { // the coverage ended before
			now.History, now.Coverage.Span.End = nil, in.Claim.Lines[0].ServiceDate
		}
		found := assess(t, now)
		for _, line := range a.Lines {
			var want, hit []rules.Rule
			for i := range a.Reasons {
				if rule, _ := rules.ParseRule(a.Reasons[i].Rule); a.Reasons[i].Line == line.Sequence {
					want = append(want, rule)
				}
			}
			for _, step := range retrace(t, now, a.Reasons, line.Sequence) {
				if step.Outcome == adjudicate.Hit {
					hit = append(hit, step.Rule)
				}
				if step.Outcome == adjudicate.Waits && len(want) == 0 {
					t.Errorf("%s waits of a line that is paid", step.Rule)
				}
			}
			slices.Sort(want)
			slices.Sort(hit)
			if !slices.Equal(hit, want) {
				t.Errorf("%v hit, want %v", hit, want)
			}
			if of := reasonsOf(found.Reasons, line.Sequence); of < len(want) {
				lost++
			} else if of > len(want) {
				more++
			}
		}
	})
	if lost < 50 || more < 50 {
		t.Errorf("%d lines had fewer hits, %d more", lost, more)
	}
}

func reasonsOf(reasons adjudicate.Reasons, line int) (n int) {
	for i := range reasons {
		if reasons[i].Line == line {
			n++
		}
	}
	return n
}

// What was found of another provider's services denies a line whatever is changed.
func TestRecall_OtherProvidersServices_LeaveNothingToChange(t *testing.T) {
	t.Parallel()
	in := setup(t)
	set, faults := rules.Parse(readRules(t, "", "", "frequency ZX101 2 units per=calendar-year\n"))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	in.Rules, in.Claim.Lines = set, in.Claim.Lines[:1]
	in.Claim.Lines[0].Units = 2
	past := adjudicate.PastOf("H-1", &in.Claim)
	past.Provider, past.Lines[0].ServiceDate, past.Lines[0].Units = in.Claim.Provider+1, in.Claim.Lines[0].ServiceDate-1, 1
	in.History = []adjudicate.Past{past}
	decided := assess(t, in).Reasons
	if len(decided) != 1 || decided[0].Rule != rules.FrequencyReached.String() {
		t.Fatalf("got %+v", decided)
	}
	ledger := adjudicate.LedgerState{IsProviderCredentialed: true}
	if changes, _ := adjudicate.Counterfactual(in, ledger, 1); len(changes) != 1 || changes[0].Value != "1" {
		t.Fatalf("to who knows all: %+v", changes)
	}
	in.History = nil
	recalled, err := adjudicate.Recall(in, decided)
	if err != nil {
		t.Fatal(err)
	}
	if a := assess(t, recalled); !a.Lines[0].IsDenied {
		t.Error("it is paid")
	}
	// How many units are left tells how many others had.
	if changes, _ := adjudicate.Counterfactual(recalled, ledger, 1); len(changes) > 0 {
		t.Errorf("to who does not: %+v", changes)
	}
}
