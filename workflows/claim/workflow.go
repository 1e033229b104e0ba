// Package claim is the workflow of one exception: a claim that needs a document
// before it can be decided.
//
// Clean claims never come here. The workflow asks, waits for the answer or the
// deadline, and hands the claim back to settlement; nothing in its history says
// more than the claim's random id.
package claim

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/clearclaim/clearclaim/claims"
)

// EvidenceSignal tells the workflow that a document was attached. It carries nothing.
const EvidenceSignal = "evidence"

// Input starts [Claim].
type Input struct {
	Claim claims.ID
}

// Asked is the answer of [Activities.AskForEvidence].
type Asked struct {
	// DueAt is when the claim is decided with what there is. Zero when nothing is missing.
	DueAt time.Time
}

// WorkflowID returns the natural id of a claim's workflow.
func WorkflowID(id claims.ID) string { return "claim/" + string(id) }

// Claim asks for the documents that the claim needs, waits until all are there
// or their time has passed, and decides.
func Claim(ctx workflow.Context, in Input) error {
	var activities *Activities
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 30 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: 200 * time.Millisecond, MaximumInterval: time.Minute},
	})
	var asked Asked
	if err := workflow.ExecuteActivity(ctx, activities.AskForEvidence, in.Claim).Get(ctx, &asked); err != nil {
		return err
	}
	if err := awaitEvidence(ctx, in.Claim, asked.DueAt); err != nil {
		return err
	}
	return workflow.ExecuteActivity(ctx, activities.Decide, in.Claim).Get(ctx, nil)
}

// awaitEvidence returns when nothing is missing or the deadline has passed.
func awaitEvidence(ctx workflow.Context, id claims.ID, dueAt time.Time) error {
	var activities *Activities
	attached := workflow.GetSignalChannel(ctx, EvidenceSignal)
	timerCtx, cancelTimer := workflow.WithCancel(ctx)
	defer cancelTimer()
	deadline := workflow.NewTimer(timerCtx, dueAt.Sub(workflow.Now(ctx)))
	isOver := dueAt.IsZero()
	for !isOver {
		var err error
		workflow.NewSelector(ctx).
			AddFuture(deadline, func(workflow.Future) { isOver = true }).
			AddReceive(attached, func(c workflow.ReceiveChannel, _ bool) {
				c.Receive(ctx, nil)
				err = workflow.ExecuteActivity(ctx, activities.IsEvidenceComplete, id).Get(ctx, &isOver)
			}).
			Select(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}
