package claim

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/clearclaim/clearclaim/claims"
)

const testClaim claims.ID = "3f0e6f6e-5a51-4d3b-9c3e-1d8f4e8a0001"

// newEnvironment returns a workflow environment that waits for a machine with much else
// to do: the SDK takes a second without progress for a deadlock.
func newEnvironment() *testsuite.TestWorkflowEnvironment {
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	env.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: time.Minute})
	return env.SetTestTimeout(time.Minute)
}

// environment returns a workflow environment whose clock skips, with the
// activities replaced: the workflow's own waiting is what is tested.
func environment(t *testing.T, dueIn time.Duration) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	env := newEnvironment()
	var activities *Activities
	asked := Asked{}
	if dueIn != 0 {
		asked.DueAt = env.Now().Add(dueIn)
	}
	env.OnActivity(activities.AskForEvidence, mock.Anything, testClaim).Return(asked, nil).Once()
	env.OnActivity(activities.Decide, mock.Anything, testClaim).Return(Asked{}, nil).Once()
	return env
}

// run runs the workflow to its end and returns how long it waited.
func run(t *testing.T, env *testsuite.TestWorkflowEnvironment) time.Duration {
	t.Helper()
	began := env.Now()
	env.ExecuteWorkflow(Claim, Input{Claim: testClaim})
	if !env.IsWorkflowCompleted() {
		t.Fatal("the workflow has not ended")
	}
	if err := env.GetWorkflowError(); err != nil {
		t.Fatal(err)
	}
	env.AssertExpectations(t)
	return env.Now().Sub(began)
}

func TestClaim_DecidesAtOnceWhenNothingIsMissing(t *testing.T) {
	t.Parallel()
	if waited := run(t, environment(t, 0)); waited > time.Second {
		t.Errorf("waited %s for nothing", waited)
	}
}

func TestClaim_DecidesWhenEvidenceIsComplete(t *testing.T) {
	t.Parallel()
	env := environment(t, 45*24*time.Hour)
	var activities *Activities
	env.OnActivity(activities.IsEvidenceComplete, mock.Anything, testClaim).Return(false, nil).Once()
	env.OnActivity(activities.IsEvidenceComplete, mock.Anything, testClaim).Return(true, nil).Once()
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(EvidenceSignal, nil) }, time.Hour)
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(EvidenceSignal, nil) }, 2*time.Hour)
	if waited := run(t, env); waited < 2*time.Hour || waited > 3*time.Hour {
		t.Errorf("waited %s, want until the second document after 2 h", waited)
	}
}

func TestClaim_DecidesAtTheDeadlineWithoutEvidence(t *testing.T) {
	t.Parallel()
	const due = 45 * 24 * time.Hour
	if waited := run(t, environment(t, due)); waited < due || waited > due+time.Minute {
		t.Errorf("waited %s, want the deadline of %s", waited, due)
	}
}

func TestClaim_KeepsTheDeadlineGivenIncompleteEvidence(t *testing.T) {
	t.Parallel()
	const due = 24 * time.Hour
	env := environment(t, due)
	var activities *Activities
	env.OnActivity(activities.IsEvidenceComplete, mock.Anything, testClaim).Return(false, nil).Once()
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(EvidenceSignal, nil) }, time.Hour)
	if waited := run(t, env); waited < due || waited > due+time.Minute {
		t.Errorf("waited %s, want the deadline of %s", waited, due)
	}
}

func TestClaim_WaitsForAReviewWithoutADeadline(t *testing.T) {
	t.Parallel()
	env := newEnvironment()
	var activities *Activities
	env.OnActivity(activities.AskForEvidence, mock.Anything, testClaim).Return(Asked{IsReviewNeeded: true}, nil).Once()
	env.OnActivity(activities.AreReviewsComplete, mock.Anything, testClaim).Return(false, nil).Once()
	env.OnActivity(activities.AreReviewsComplete, mock.Anything, testClaim).Return(true, nil).Once()
	env.OnActivity(activities.Decide, mock.Anything, testClaim).Return(Asked{}, nil).Once()
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(ReviewSignal, nil) }, time.Hour)
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(ReviewSignal, nil) }, 100*24*time.Hour)
	if waited := run(t, env); waited < 100*24*time.Hour {
		t.Errorf("waited %s, want until the second review", waited)
	}
}

func TestClaim_WaitsForDocumentsAndReviews(t *testing.T) {
	t.Parallel()
	env := newEnvironment()
	var activities *Activities
	asked := Asked{DueAt: env.Now().Add(24 * time.Hour), IsReviewNeeded: true}
	env.OnActivity(activities.AskForEvidence, mock.Anything, testClaim).Return(asked, nil).Once()
	env.OnActivity(activities.IsEvidenceComplete, mock.Anything, testClaim).Return(true, nil).Once()
	env.OnActivity(activities.AreReviewsComplete, mock.Anything, testClaim).Return(true, nil).Once()
	env.OnActivity(activities.Decide, mock.Anything, testClaim).Return(Asked{}, nil).Once()
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(ReviewSignal, nil) }, time.Hour) // while a document is waited for
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(EvidenceSignal, nil) }, 3*time.Hour)
	if waited := run(t, env); waited < 3*time.Hour || waited > 4*time.Hour {
		t.Errorf("waited %s, want until the document", waited)
	}
}

// What turns out to be missing when the claim is to be decided is waited for: a
// document that the rule set asks for, which was not there before.
func TestClaim_WaitsForWhatDecidingFinds(t *testing.T) {
	t.Parallel()
	env := newEnvironment()
	var activities *Activities
	env.OnActivity(activities.AskForEvidence, mock.Anything, testClaim).Return(Asked{}, nil).Once()
	env.OnActivity(activities.Decide, mock.Anything, testClaim).Return(Asked{DueAt: env.Now().Add(48 * time.Hour)}, nil).Once()
	env.OnActivity(activities.Decide, mock.Anything, testClaim).Return(Asked{}, nil).Once()
	if waited := run(t, env); waited < 48*time.Hour || waited > 49*time.Hour {
		t.Errorf("waited %s, want the deadline", waited)
	}
}

// late is a workflow whose deadline passes while a person has to look at the claim.
func late(t *testing.T) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	env := newEnvironment()
	var activities *Activities
	asked := Asked{DueAt: env.Now().Add(24 * time.Hour), IsReviewNeeded: true}
	env.OnActivity(activities.AskForEvidence, mock.Anything, testClaim).Return(asked, nil).Once()
	env.OnActivity(activities.Decide, mock.Anything, testClaim).Return(Asked{}, nil).Once()
	return env
}

// The deadline passes while a person has to look at the claim: the clock runs on from
// then, not from when the person is done.
func TestClaim_PassesTheDeadlineWithAReviewOpen(t *testing.T) {
	t.Parallel()
	env := late(t)
	var activities *Activities
	var passedAfter time.Duration
	began := env.Now()
	env.OnActivity(activities.PassDeadline, mock.Anything, testClaim).Once().Return(func(context.Context, claims.ID) (bool, error) {
		passedAfter = env.Now().Sub(began)
		return false, nil
	})
	env.OnActivity(activities.AreReviewsComplete, mock.Anything, testClaim).Return(true, nil).Once()
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(ReviewSignal, nil) }, 100*24*time.Hour)
	if waited := run(t, env); waited < 100*24*time.Hour {
		t.Errorf("waited %s, want until the review", waited)
	}
	if passedAfter < 24*time.Hour || passedAfter > 25*time.Hour {
		t.Errorf("the deadline was passed after %s, want 24 h", passedAfter)
	}
}

// A line that is denied for its missing document waits for nobody any more.
func TestClaim_DecidesAtTheDeadlineGivenAMootReview(t *testing.T) {
	t.Parallel()
	env := late(t)
	var activities *Activities
	env.OnActivity(activities.PassDeadline, mock.Anything, testClaim).Return(true, nil).Once()
	if waited := run(t, env); waited < 24*time.Hour || waited > 25*time.Hour {
		t.Errorf("waited %s, want the deadline", waited)
	}
}

// Histories from before the deadline was passed go on as they began.
func TestClaim_ReplaysWithoutPassingTheDeadline(t *testing.T) {
	t.Parallel()
	env := late(t)
	var activities *Activities
	env.OnGetVersion("pass-deadline", workflow.DefaultVersion, workflow.Version(1)).Return(workflow.DefaultVersion)
	env.OnActivity(activities.AreReviewsComplete, mock.Anything, testClaim).Return(true, nil).Once()
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(ReviewSignal, nil) }, 48*time.Hour)
	if waited := run(t, env); waited < 48*time.Hour || waited > 49*time.Hour {
		t.Errorf("waited %s, want until the review", waited)
	}
}
