package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
	"github.com/clearclaim/clearclaim/cmd/internal/telemetry"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/workflows"
	"github.com/clearclaim/clearclaim/workflows/claim"
	"github.com/clearclaim/clearclaim/workflows/settlement"
)

const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = time.Minute
	// writeTimeout bounds a request from its header to the end of its answer, which is kept
	// until the client has read it. Streams and sockets have bounds of their own.
	writeTimeout = 3 * time.Minute
	drainTimeout = 10 * time.Second
)

// Work runs the workflows, their dispatcher and the sender of transactions until ctx ends.
func (a *App) Work(ctx context.Context, cfg WorkConfig) error {
	cipher := workflows.NewCipherFunc(a.KMS.Wrap, a.KMS.Unwrap)
	interceptors, metrics, err := a.Telemetry.Workflows()
	if err != nil {
		return fmt.Errorf("tracing workflows: %w", err)
	}
	temporalClient, err := workflows.Dial(ctx, cfg.TemporalAddress, cfg.TemporalNamespace, cipher,
		workflows.Options{Interceptors: interceptors, Metrics: metrics, Log: a.Log})
	if err != nil {
		return err
	}
	defer temporalClient.Close()
	a.temporal.Store(&temporalClient)
	defer a.temporal.Store(nil)
	ended := make(chan error, 1)
	worker := workflows.NewWorker(temporalClient,
		&settlement.Activities{DB: a.DB, Contracts: a.Contracts, Keyring: a.Keyring, Clock: time.Now, Log: a.Log},
		&claim.Activities{DB: a.DB, Vault: a.Vault, Rules: a.Rules, Keyring: a.Keyring, Clock: time.Now},
		func(err error) { ended <- err })
	if err := worker.Start(); err != nil {
		return fmt.Errorf("starting worker: %w", err)
	}
	defer worker.Stop()
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() error { return awaitFatal(groupCtx, ended) })
	group.Go(func() error { return a.Sender.Run(groupCtx) })
	group.Go(func() error { return workflows.NewDispatcher(a.DB, temporalClient, a.Log).Run(groupCtx) })
	group.Go(func() error {
		a.digestAccounts(groupCtx)
		return nil
	})
	return IgnoreEnd(ctx, group.Wait())
}

// awaitFatal returns why the worker ended by itself: the process ends with it, and is started again.
func awaitFatal(ctx context.Context, ended <-chan error) error {
	select {
	case err := <-ended:
		return fmt.Errorf("working: %w", err)
	case <-ctx.Done():
		return nil
	}
}

// digestRetry is how long is waited after a fault before digests are made again.
const digestRetry = time.Minute

// digestAccounts gives claims that were taken before migration 0026 the digest that their
// provider finds them by. Nothing else waits for it.
func (a *App) digestAccounts(ctx context.Context) {
	for ctx.Err() == nil {
		err := intake.DigestAccounts(ctx, a.DB, a.Vault, func(claim claims.ID, err error) {
			a.Log.ErrorContext(ctx, "digesting a claim's account number", "claim", claim, "error", err)
		})
		if err == nil {
			return
		}
		a.Log.WarnContext(ctx, "digesting the account numbers of earlier claims", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(digestRetry):
		}
	}
}

// Index keeps the read model up with the chain until ctx ends.
func (a *App) Index(ctx context.Context) error { return IgnoreEnd(ctx, a.Indexer.Run(ctx)) }

// documents returns the trusted documents: those of the folder, where there is one, and
// what the commands of clearclaim and the client of TypeScript send by themselves.
func (c ServeConfig) documents() (documents graph.Documents, err error) {
	documents = graph.Documents{}
	if c.Documents != "" {
		if documents, err = graph.LoadDocuments(os.DirFS(c.Documents)); err != nil {
			return nil, fmt.Errorf("reading trusted documents: %w", err)
		}
	}
	for _, text := range slices.Concat(apiclient.Documents(), graph.ClientDocuments()) {
		if err := documents.Trust(text); err != nil {
			return nil, fmt.Errorf("trusting our own documents: %w", err)
		}
	}
	return documents, nil
}

// tellAdministration says at the start what the API will refuse.
func (a *App) tellAdministration(ctx context.Context) error {
	isAdmin, err := a.Contracts.IsOperatorAdmin(ctx)
	if err != nil {
		return fmt.Errorf("asking who administers the contracts: %w", err)
	}
	if !isAdmin {
		a.Log.WarnContext(ctx, "the administration is handed over: registerInsurer is refused, the governor registers insurers")
	}
	return nil
}

// Serve answers the API on the listener until ctx ends. Then health, where it is
// not nil, says that the process is not ready, requests are still taken for the delay, subscriptions end, and
// what is being answered is finished.
func (a *App) Serve(ctx context.Context, cfg ServeConfig, listener net.Listener, health *telemetry.Health) error {
	if err := a.tellAdministration(ctx); err != nil {
		return err
	}
	documents, err := cfg.documents()
	if err = errors.Join(err, graph.CheckOrigins(cfg.Origins)); err != nil {
		return err
	}
	// Requests outlive ctx, streams do not outlive the drain's beginning.
	requests, cancelRequests := context.WithCancel(context.WithoutCancel(ctx))
	defer cancelRequests()
	streams, endStreams := context.WithCancel(context.WithoutCancel(ctx))
	defer endStreams()
	api := graph.Config{
		Intake: a.Intake, Views: a.Views, Streams: streams, Documents: documents, IsTrustedOnly: cfg.IsTrustedOnly, Origins: cfg.Origins,
		MaxStreams:       graph.Bound{OfOne: int(cfg.StreamsOfOne), InAll: int(cfg.StreamsInAll)},
		HasIntrospection: cfg.HasIntrospection, Observe: a.Telemetry.Operations(), Log: a.Log,
	}
	if err := a.addCallers(&api, cfg); err != nil {
		return err
	}
	handler := graph.NewHandler(api)
	server := &http.Server{
		Handler:           a.Telemetry.Handler(handler),
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		BaseContext:       func(net.Listener) context.Context { return requests },
	}
	drained := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		if health != nil {
			health.End()
		}
		time.Sleep(cfg.DrainDelay)
		endStreams()
		deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
		defer cancel()
		drained <- server.Shutdown(deadline)
	})
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving API: %w", err)
	}
	return <-drained
}
