package settlement

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/clearclaim/clearclaim/claims"
)

const testInsurer claims.InsurerID = 7

// newEnvironment returns a workflow environment that waits for a machine with much else
// to do: the SDK takes a second without progress for a deadlock.
func newEnvironment() *testsuite.TestWorkflowEnvironment {
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	env.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: time.Minute})
	return env.SetTestTimeout(time.Minute)
}

func TestSettlement_OneDrainServesSeveralWakes(t *testing.T) {
	t.Parallel()
	env := newEnvironment()
	var activities *Activities
	drains := 0
	env.OnActivity(activities.Drain, mock.Anything, testInsurer).Run(func(mock.Arguments) { drains++ }).Return(nil)
	env.RegisterDelayedCallback(func() {
		for range 5 {
			env.SignalWorkflow(WakeSignal, nil)
		}
	}, time.Minute)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Hour)
	env.ExecuteWorkflow(Settlement, Input{Insurer: testInsurer})
	// One at the start; after that the first wake of the five may have its own.
	if drains < 2 || drains > 3 {
		t.Errorf("drained %d times, want 2 or 3", drains)
	}
}

func TestSettlement_ContinuesAsNewBeforeItsHistoryGrows(t *testing.T) {
	t.Parallel()
	env := newEnvironment()
	var activities *Activities
	env.OnActivity(activities.Drain, mock.Anything, testInsurer).Return(nil)
	for i := range drainsPerRun {
		env.RegisterDelayedCallback(func() { env.SignalWorkflow(WakeSignal, nil) }, time.Duration(i+1)*time.Minute)
	}
	env.ExecuteWorkflow(Settlement, Input{Insurer: testInsurer})
	var again *workflow.ContinueAsNewError
	if err := env.GetWorkflowError(); !errors.As(err, &again) {
		t.Errorf("ended with %v, want to continue as new", err)
	}
}
