// Package claim is the workflow of one exception: a claim that needs a document, or
// a person to look at it, before it can be decided.
//
// Clean claims never come here. The workflow asks, waits for the answers or the
// deadline, and hands the claim back to settlement; nothing in its history says
// more than the claim's random id.
package claim

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/clearclaim/clearclaim/claims"
)

// Signals. They carry nothing.
const (
	// EvidenceSignal tells the workflow that a document was attached.
	EvidenceSignal = "evidence"
	// ReviewSignal tells it that a person has looked at something, or that the rule set
	// is there that the claim waits for.
	ReviewSignal = "review"
)

// Input starts [Claim].
type Input struct {
	Claim claims.ID
}

// Asked is what a claim waits for: the answer of [Activities.AskForEvidence], and of
// [Activities.Decide].
type Asked struct {
	// DueAt is when the claim is decided with the documents that there are. Zero when
	// none is missing.
	DueAt time.Time
	// IsReviewNeeded is set while a person has to look at something. That has no
	// deadline of its own: the plan's clock runs on.
	IsReviewNeeded bool
}

func (a Asked) isForAnything() bool { return a.IsReviewNeeded || !a.DueAt.IsZero() }

// WorkflowID returns the natural id of a claim's workflow.
func WorkflowID(id claims.ID) string { return "claim/" + string(id) }

// Claim asks for what the claim needs, waits until all documents are there or their
// time has passed and until nobody has to look at anything any more, and decides. What
// turns out to be missing then is waited for likewise.
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
	for {
		isLate, err := awaitEvidence(ctx, in.Claim, asked.DueAt)
		if err != nil {
			return err
		}
		isReviewNeeded := asked.IsReviewNeeded
		if isLate && isReviewNeeded {
			if isReviewNeeded, err = passDeadline(ctx, in.Claim); err != nil {
				return err
			}
		}
		if err := awaitReviews(ctx, in.Claim, isReviewNeeded); err != nil {
			return err
		}
		asked = Asked{}
		if err := workflow.ExecuteActivity(ctx, activities.Decide, in.Claim).Get(ctx, &asked); err != nil {
			return err
		}
		if !asked.isForAnything() {
			return nil
		}
	}
}

// passDeadline has the claim's clock run on while persons look at it, and reports
// whether they still have to. Without it the clock would stand for as long as they take.
func passDeadline(ctx workflow.Context, id claims.ID) (isReviewNeeded bool, err error) {
	if workflow.GetVersion(ctx, "pass-deadline", workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return true, nil
	}
	var activities *Activities
	var isComplete bool
	err = workflow.ExecuteActivity(ctx, activities.PassDeadline, id).Get(ctx, &isComplete)
	return !isComplete, err
}

// awaitReviews returns when nobody has to look at the claim any more. What was looked
// at while documents were waited for has left its signal.
func awaitReviews(ctx workflow.Context, id claims.ID, isNeeded bool) error {
	var activities *Activities
	reviewed := workflow.GetSignalChannel(ctx, ReviewSignal)
	for isNeeded {
		reviewed.Receive(ctx, nil)
		var isComplete bool
		if err := workflow.ExecuteActivity(ctx, activities.AreReviewsComplete, id).Get(ctx, &isComplete); err != nil {
			return err
		}
		isNeeded = !isComplete
	}
	return nil
}

// awaitEvidence returns when nothing is missing or the deadline has passed, and which.
func awaitEvidence(ctx workflow.Context, id claims.ID, dueAt time.Time) (isLate bool, err error) {
	var activities *Activities
	attached := workflow.GetSignalChannel(ctx, EvidenceSignal)
	timerCtx, cancelTimer := workflow.WithCancel(ctx)
	defer cancelTimer()
	deadline := workflow.NewTimer(timerCtx, dueAt.Sub(workflow.Now(ctx)))
	isOver := dueAt.IsZero()
	for !isOver {
		workflow.NewSelector(ctx).
			AddFuture(deadline, func(workflow.Future) { isLate, isOver = true, true }).
			AddReceive(attached, func(c workflow.ReceiveChannel, _ bool) {
				c.Receive(ctx, nil)
				err = workflow.ExecuteActivity(ctx, activities.IsEvidenceComplete, id).Get(ctx, &isOver)
			}).
			Select(ctx)
		if err != nil {
			return false, err
		}
	}
	return isLate, nil
}
