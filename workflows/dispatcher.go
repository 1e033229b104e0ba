package workflows

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/workflows/claim"
	"github.com/clearclaim/clearclaim/workflows/settlement"
)

const (
	// dispatchInterval is how long a hand-over waits when its notification was lost.
	dispatchInterval = time.Second
	dispatchLimit    = 256
)

// Dispatcher delivers hand-over rows to the workflows that they are for. A row is
// redelivered until it is marked, so every delivery is idempotent: starting and
// waking go by natural id.
type Dispatcher struct {
	db     *store.DB
	client client.Client
	log    *slog.Logger
}

// NewDispatcher returns a dispatcher. Several may run at once.
func NewDispatcher(db *store.DB, temporalClient client.Client, log *slog.Logger) *Dispatcher {
	return &Dispatcher{db: db, client: temporalClient, log: log}
}

// Run delivers until ctx ends.
//
// Errors: the context's; a failed delivery is logged and repeated.
func (d *Dispatcher) Run(ctx context.Context) error {
	notified, err := d.db.Listen(ctx, store.ChannelHandOver)
	if err != nil {
		return fmt.Errorf("listening for hand-overs: %w", err)
	}
	ticker := time.NewTicker(dispatchInterval)
	defer ticker.Stop()
	for {
		if err := d.deliverAll(ctx); err != nil && ctx.Err() == nil {
			d.log.WarnContext(ctx, "delivering hand-overs", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-notified:
		case <-ticker.C:
		}
	}
}

// deliverAll delivers until no row is open.
func (d *Dispatcher) deliverAll(ctx context.Context) error {
	for {
		open, err := d.db.OpenHandOvers(ctx, dispatchLimit)
		if err != nil || len(open) == 0 {
			return err
		}
		done, failure := d.deliver(ctx, open)
		if err := errors.Join(failure, d.db.CloseHandOvers(ctx, done...)); err != nil {
			return err
		}
	}
}

// deliver returns the ids of the rows delivered; one wake serves all rows of an
// insurer. One that fails holds nothing up but itself.
func (d *Dispatcher) deliver(ctx context.Context, rows []store.HandOver) ([]int64, error) {
	var done []int64
	var failures error
	woken := map[claims.InsurerID]bool{}
	for _, row := range rows {
		var err error
		ctx := row.Context(ctx)
		switch row.Kind {
		case store.HandOverSettle:
			if !woken[row.Insurer] {
				err = d.wakeSettlement(ctx, row.Insurer)
				woken[row.Insurer] = err == nil
			}
		case store.HandOverPend:
			err = d.startClaim(ctx, row.Claim)
		case store.HandOverEvidence:
			err = d.signalClaim(ctx, row.Claim, claim.EvidenceSignal)
		case store.HandOverReview:
			err = d.signalClaim(ctx, row.Claim, claim.ReviewSignal)
		default: // of a newer version, which delivers it
			err = fmt.Errorf("unknown kind %q", row.Kind)
		}
		if err != nil {
			failures = errors.Join(failures, fmt.Errorf("hand-over %d: %w", row.ID, err))
			continue
		}
		done = append(done, row.ID)
	}
	return done, failures
}

func (d *Dispatcher) wakeSettlement(ctx context.Context, insurer claims.InsurerID) error {
	options := client.StartWorkflowOptions{
		ID:        settlement.WorkflowID(insurer),
		TaskQueue: TaskQueue,
	}
	_, err := d.client.SignalWithStartWorkflow(ctx, options.ID, settlement.WakeSignal, nil, options,
		settlement.Settlement, settlement.Input{Insurer: insurer})
	if err != nil {
		return fmt.Errorf("waking settlement: %w", err)
	}
	return nil
}

func (d *Dispatcher) startClaim(ctx context.Context, id claims.ID) error {
	options := client.StartWorkflowOptions{
		ID:                    claim.WorkflowID(id),
		TaskQueue:             TaskQueue,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
	}
	_, err := d.client.ExecuteWorkflow(ctx, options, claim.Claim, claim.Input{Claim: id})
	if err != nil && !temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		return fmt.Errorf("starting claim workflow: %w", err)
	}
	return nil
}

// signalClaim tells a claim's workflow of a document or a review. A workflow that has ended
// has decided, and needs none.
func (d *Dispatcher) signalClaim(ctx context.Context, id claims.ID, signal string) error {
	err := d.client.SignalWorkflow(ctx, claim.WorkflowID(id), "", signal, nil)
	var notFound *serviceerror.NotFound
	if err != nil && !errors.As(err, &notFound) {
		return fmt.Errorf("signalling claim workflow: %w", err)
	}
	return nil
}
