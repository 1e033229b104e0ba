// Package settlement is the sequence of receipts and settlements of one insurer.
//
// The workflow carries no claims: it wakes, lets an activity drain what waits in
// PostgreSQL, and sleeps again. Its payloads are insurer numbers.
package settlement

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/clearclaim/clearclaim/claims"
)

// WakeSignal tells the workflow that something waits for its insurer. It carries nothing.
const WakeSignal = "wake"

// drainsPerRun bounds the history of one run before it continues as new.
const drainsPerRun = 200

// Input starts [Settlement].
type Input struct {
	Insurer claims.InsurerID
}

// WorkflowID returns the natural id of an insurer's sequence.
func WorkflowID(insurer claims.InsurerID) string { return fmt.Sprintf("settlement/%d", insurer) }

// Settlement drains its insurer's queue each time it is woken, for ever.
//
// There is one an insurer, so receipts and settlements of an insurer have one
// poster. A drain that dies is repeated by Temporal: every step of it is
// idempotent by the business key of its transaction.
func Settlement(ctx workflow.Context, in Input) error {
	var activities *Activities
	wake := workflow.GetSignalChannel(ctx, WakeSignal)
	drain := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 15 * time.Minute,
		HeartbeatTimeout:    20 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: 200 * time.Millisecond, MaximumInterval: 10 * time.Second},
	})
	for range drainsPerRun {
		if err := workflow.ExecuteActivity(drain, activities.Drain, in.Insurer).Get(ctx, nil); err != nil {
			return err
		}
		wake.Receive(ctx, nil)
		for wake.ReceiveAsync(nil) {
			continue // one drain serves all signals so far
		}
	}
	return workflow.NewContinueAsNewError(ctx, Settlement, in)
}
