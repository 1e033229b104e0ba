package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/cmd/internal/telemetry"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/indexer"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
)

// ownerOperator owns the key that registers insurers and pays for gas.
const ownerOperator = "operator"

// App holds what the roles of a process share.
type App struct {
	Config    Config
	Log       *slog.Logger
	Telemetry *telemetry.Telemetry
	DB        *store.DB
	KMS       *evidence.LocalKMS
	Vault     *evidence.Vault
	Rules     *assessing.RuleSets
	Policy    *auth.Policy
	Chain     *chain.Client
	Contracts *chain.Contracts
	Keyring   *chain.Keyring
	Sender    *chain.Sender
	Indexer   *indexer.Indexer
	Intake    *intake.Service
	Views     *views.Views

	// temporal is set while this process works.
	temporal      atomic.Pointer[client.Client]
	endOperations context.CancelFunc
}

// Open connects to the servers and puts the services together. Nothing runs yet.
func Open(ctx context.Context, cfg Config, told *telemetry.Telemetry, log *slog.Logger) (_ *App, err error) {
	a := &App{Config: cfg, Log: log, Telemetry: told}
	defer func() {
		if err != nil {
			a.Close()
		}
	}()
	if a.DB, err = store.Open(ctx, cfg.DatabaseURL, store.WithTracer(told.Statements())); err != nil {
		return nil, fmt.Errorf("opening database: %w", err)
	}
	a.Rules = assessing.NewRuleSets(a.DB)
	if err := a.openKeys(ctx); err != nil {
		return nil, err
	}
	if err := a.openChain(ctx); err != nil {
		return nil, err
	}
	if err := a.openServices(); err != nil {
		return nil, err
	}
	return a, told.ObserveConnections(a.DB)
}

func (a *App) openKeys(ctx context.Context) (err error) {
	if a.KMS, err = evidence.OpenLocalKMS(a.Config.KMSKeyset); err != nil {
		return fmt.Errorf("opening key service: %w", err)
	}
	a.Vault, err = evidence.Open(ctx, evidence.Config{KMS: a.KMS, Keys: a.DB, Blobs: a.Config.Blobs})
	if err != nil {
		return fmt.Errorf("opening vault: %w", err)
	}
	a.Keyring = chain.NewKeyring(a.DB, a.KMS)
	return nil
}

func (a *App) openChain(ctx context.Context) error {
	finality, err := chain.ParseFinality(a.Config.Finality)
	if err != nil {
		return err
	}
	deployment, err := chain.LoadDeployment(a.Config.Deployment)
	if err != nil {
		return fmt.Errorf("reading deployment: %w", err)
	}
	if a.Chain, err = chain.Dial(ctx, a.Config.RPCURL, a.Telemetry.Requests()); err != nil {
		return fmt.Errorf("dialling chain: %w", err)
	}
	if a.Contracts, err = chain.NewContracts(a.Chain, deployment); err != nil {
		return fmt.Errorf("binding contracts: %w", err)
	}
	a.Sender = chain.NewSender(a.Chain, a.DB, a.Keyring, chain.SenderOptions{Finality: finality, Log: a.Log})
	a.Indexer = indexer.New(a.Chain, a.Contracts, a.DB, finality, indexer.Options{Log: a.Log})
	return nil
}

func (a *App) openServices() (err error) {
	if a.Policy, err = auth.NewPolicy(); err != nil {
		return fmt.Errorf("reading policies: %w", err)
	}
	a.Intake = intake.New(intake.Config{
		DB: a.DB, Vault: a.Vault, Rules: a.Rules, Policy: a.Policy, Contracts: a.Contracts,
		Administration: a.Contracts, Keyring: a.Keyring, Sender: a.Sender,
		Clock: time.Now, ReceiptWithin: a.Config.ReceiptWithin,
	})
	a.Views = views.New(views.Config{
		DB: a.DB, Vault: a.Vault, Rules: a.Rules, Policy: a.Policy, Escrows: a.Contracts,
		TokenUnitsPerCent: a.Contracts.Deployment().TokenUnitsPerCent, Log: a.Log,
		Ledger: views.Ledger{ChainID: a.Chain.ChainID(), Address: a.Contracts.Deployment().Ledger},
	})
	return nil
}

// Close gives the connections back.
func (a *App) Close() {
	if a.endOperations != nil {
		a.endOperations()
	}
	if a.Chain != nil {
		a.Chain.Close()
	}
	if a.Vault != nil {
		_ = a.Vault.Close()
	}
	if a.DB != nil {
		a.DB.Close()
	}
}

// ignoreCanceled drops the end that was asked for.
func ignoreCanceled(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
