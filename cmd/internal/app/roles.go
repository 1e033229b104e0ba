package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/workflows"
	"github.com/clearclaim/clearclaim/workflows/claim"
	"github.com/clearclaim/clearclaim/workflows/settlement"
)

const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = time.Minute
	drainTimeout      = 10 * time.Second
)

// Work runs the workflows, their dispatcher and the sender of transactions until ctx ends.
func (a *App) Work(ctx context.Context) error {
	cipher := workflows.NewCipherFunc(a.KMS.Wrap, a.KMS.Unwrap)
	temporalClient, err := workflows.Dial(ctx, a.Config.TemporalAddress, a.Config.TemporalNamespace, cipher, a.Log)
	if err != nil {
		return err
	}
	defer temporalClient.Close()
	worker := workflows.NewWorker(temporalClient,
		&settlement.Activities{DB: a.DB, Contracts: a.Contracts, Keyring: a.Keyring, Clock: time.Now, Log: a.Log},
		&claim.Activities{DB: a.DB, Vault: a.Vault, Rules: a.Rules, Keyring: a.Keyring, Clock: time.Now})
	if err := worker.Start(); err != nil {
		return fmt.Errorf("starting worker: %w", err)
	}
	defer worker.Stop()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return a.Sender.Run(ctx) })
	group.Go(func() error { return workflows.NewDispatcher(a.DB, temporalClient, a.Log).Run(ctx) })
	return ignoreCanceled(group.Wait())
}

// Index keeps the read model up with the chain until ctx ends.
func (a *App) Index(ctx context.Context) error { return ignoreCanceled(a.Indexer.Run(ctx)) }

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

// Serve answers the API on the listener until ctx ends.
func (a *App) Serve(ctx context.Context, cfg ServeConfig, listener net.Listener) error {
	verifier, err := auth.NewVerifier(ctx, cfg.Issuer, cfg.Audience)
	if err != nil {
		return fmt.Errorf("reading token issuer: %w", err)
	}
	if err := a.tellAdministration(ctx); err != nil {
		return err
	}
	handler := graph.NewHandler(graph.Config{
		Intake: a.Intake, Views: a.Views, Verifier: verifier, HasIntrospection: cfg.HasIntrospection, Log: a.Log,
	})
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	drained := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
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
