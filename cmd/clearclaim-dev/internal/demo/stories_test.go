package demo

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// tell gives the determination of a story's step from the rules alone: a correction
// or a review comes in the place of what was determined before.
func tell(t *testing.T, set sampleSet, told story, at int) (claims.Claim, remit.Remittance) {
	t.Helper()
	engine := newOffline(t, set.reviewed)
	current := told.Steps[at]
	switch current.Do {
	case "submit", "replace":
		return engine.determine(t, step{claim: current.claim})
	case "void":
		return claims.Claim{}, remit.Remittance{}
	case "release":
		return engine.determine(t, step{claim: told.Steps[current.Of-1].claim})
	}
	require.Contains(t, []string{"appeal", "overdue"}, current.Do)
	input := current.claim
	if current.Do == "appeal" {
		input = told.Steps[current.Of-1].claim
	} else {
		for _, before := range told.Steps[:at] {
			engine.determine(t, step{claim: before.claim})
		}
	}
	claim := claimOf(t, input)
	member := engine.members[claim.MemberNumber]
	plan := engine.plans[member.Plan]
	assessed, err := adjudicate.Assess(adjudicate.Input{Claim: claim, Plan: plan, Coverage: coverageOf(t, member)})
	require.NoError(t, err)
	for _, line := range current.Determination.Lines {
		class := slices.IndexFunc(plan.Classes, func(c coverage.Class) bool { return c.Name == line.Class })
		require.GreaterOrEqual(t, class, 0)
		i := slices.IndexFunc(assessed.Lines, func(l adjudicate.LineAssessment) bool { return l.Sequence == line.Sequence })
		assessed.Lines[i].Allowed, assessed.Lines[i].Class = money.Cents(line.AllowedCents), uint8(class)
		assessed.Reasons = slices.DeleteFunc(assessed.Reasons, func(r adjudicate.Reason) bool { return r.Line == line.Sequence })
	}
	remittance, err := remit.New(remit.Determination{
		Claim: claim, Reasons: assessed.Reasons, Results: engine.post(t, member, plan, assessed),
		Ledger: adjudicate.Ledger{Plan: plan, Year: assessed.Year.Span, ServiceDate: assessed.ServiceDate},
	})
	require.NoError(t, err)
	return claim, remittance
}

func TestStories_ExpectationsFollowFromTheRules(t *testing.T) {
	t.Parallel()
	set := loadAll(t)
	require.NotEmpty(t, set.stories)
	for _, told := range set.stories {
		t.Run(told.folder, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, told.Title)
			require.NotEmpty(t, told.Why)
			for i, current := range told.Steps {
				claim, remittance := tell(t, set, told, i)
				shown := shownAs(claim, remittance)
				if current.Until != "" {
					shown.Status = current.Until
				}
				if current.Do == "void" {
					shown.Status = apiclient.Voided
				}
				require.Empty(t, current.Expect.differences(shown), "step %d", i+1)
				paidBefore := int64(0)
				if current.Of > 0 {
					paidBefore = told.Steps[current.Of-1].Expect.PaidCents
				}
				if current.Do == "replace" || current.Do == "void" {
					require.Equal(t, max(0, paidBefore-remittance.Paid.Cents()), current.RecoveryCents)
				}
				if current.Do == "release" {
					require.Equal(t, paidBefore, current.OwedCents)
				}
				require.Equal(t, current.interestFor(int64(current.AdvanceDays)), current.InterestCents)
			}
		})
	}
}

func TestStories_CoverWhatTheyPromise(t *testing.T) {
	t.Parallel()
	done := map[string]bool{}
	for _, told := range loadAll(t).stories {
		for _, current := range told.Steps {
			done[current.Do] = true
			done["panel"] = done["panel"] || current.IsPanel
			done["patient"] = done["patient"] || current.By == "patient"
			done["interest"] = done["interest"] || current.InterestCents > 0
			done["recovery"] = done["recovery"] || current.RecoveryCents > 0
		}
	}
	for _, what := range []string{"submit", "replace", "void", "appeal", "overdue", "release", "panel", "patient", "interest", "recovery"} {
		require.True(t, done[what], what)
	}
}

func TestStory_InterestIsForTheDaysThatPassed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ paid, rate, days, want int64 }{
		{12000, 1200, 2, 8}, {12000, 1200, 4, 16}, {12000, 1200, 0, 0}, {36500, 1200, 1, 12}, {3650000, 1, 5, 5},
	} {
		told := storyStep{RateBasisPoints: test.rate, Expect: expectation{PaidCents: test.paid}}
		require.Equal(t, test.want, told.interestFor(test.days))
	}
	told := storyStep{InterestCents: 3}
	require.Equal(t, int64(3), told.interest(&apiclient.Claim{}))
}
