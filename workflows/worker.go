// Package workflows runs what takes longer than a request: the settlement
// sequence of each insurer and the exceptions among the claims. It is the only
// user of Temporal.
//
// Nothing else of the project starts or signals a workflow: intake and indexer
// commit a hand-over row with the fact itself, and the [Dispatcher] delivers it.
package workflows

import (
	"context"
	"fmt"
	"log/slog"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"

	"github.com/clearclaim/clearclaim/workflows/claim"
	"github.com/clearclaim/clearclaim/workflows/settlement"
)

// TaskQueue is the queue of all workflows and activities.
const TaskQueue = "clearclaim"

// Options is what [Dial] may be given.
type Options struct {
	// Interceptors see the calls of the client and, where they can, those of its workers.
	Interceptors []interceptor.ClientInterceptor
	// Metrics takes what the client and its workers count; nil is nobody.
	Metrics client.MetricsHandler
	// Log takes what an operator should know; nil is slog.Default.
	Log *slog.Logger
}

// Dial connects to Temporal. Payloads and failures are encrypted with cipher.
func Dial(ctx context.Context, address, namespace string, cipher Cipher, opts Options) (client.Client, error) {
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	dataConverter := newDataConverter(cipher)
	temporalClient, err := client.DialContext(ctx, client.Options{
		HostPort:      address,
		Namespace:     namespace,
		DataConverter: dataConverter,
		FailureConverter: temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
			DataConverter:          dataConverter,
			EncodeCommonAttributes: true,
		}),
		Logger:         sdklog.NewStructuredLogger(opts.Log),
		Interceptors:   opts.Interceptors,
		MetricsHandler: opts.Metrics,
	})
	if err != nil && ctx.Err() != nil { // the SDK's own error does not say so to errors.Is
		return nil, fmt.Errorf("dialling Temporal: %w", ctx.Err())
	}
	if err != nil {
		return nil, fmt.Errorf("dialling Temporal: %w", err)
	}
	return temporalClient, nil
}

// NewWorker returns a worker with every workflow and activity. One that cannot go on, as in a
// namespace that is gone, tells ended why, once, and works no more.
func NewWorker(
	temporalClient client.Client, settlements *settlement.Activities, claimActivities *claim.Activities, ended func(error),
) worker.Worker {
	w := worker.New(temporalClient, TaskQueue, worker.Options{
		// A drain occupies an activity slot for as long as its insurer has work.
		MaxConcurrentActivityExecutionSize: 256,
		OnFatalError:                       ended,
	})
	w.RegisterWorkflow(settlement.Settlement)
	w.RegisterActivity(settlements)
	w.RegisterWorkflow(claim.Claim)
	w.RegisterActivity(claimActivities)
	return w
}
