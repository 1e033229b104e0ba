package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
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

// garbagePercent is how much may come to what lives before garbage is collected, in
// percent of it: a request leaves megabytes, and little lives. GOGC counts before it.
const garbagePercent = 400

// CollectSeldom has this process collect garbage as all roles do.
func CollectSeldom() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
}

// App holds what the roles of a process share. What a role does not need is nil.
type App struct {
	Log       *slog.Logger
	Telemetry *telemetry.Telemetry
	DB        *store.DB
	Chain     *chain.Client
	Contracts *chain.Contracts
	Indexer   *indexer.Indexer

	// Of [Open] alone.
	KMS     *evidence.LocalKMS
	Vault   *evidence.Vault
	Rules   *assessing.RuleSets
	Keyring *chain.Keyring
	Sender  *chain.Sender

	// Of [App.OpenServices].
	Intake *intake.Service
	Views  *views.Views

	// temporal is set while this process works.
	temporal      atomic.Pointer[client.Client]
	endOperations context.CancelFunc
}

// OpenReadModel connects to the database and the chain, and to nothing that could open a
// record: [App.Index] needs no more. Nothing runs yet.
func OpenReadModel(ctx context.Context, cfg ReadModelConfig, told *telemetry.Telemetry, log *slog.Logger) (_ *App, err error) {
	CollectSeldom()
	a := &App{Log: log, Telemetry: told}
	defer func() {
		if err != nil {
			a.Close()
		}
	}()
	if a.DB, err = store.Open(ctx, cfg.DatabaseURL, store.WithTracer(told.Statements())); err != nil {
		return nil, fmt.Errorf("opening database: %w", err)
	}
	if err := a.openChain(ctx, cfg); err != nil {
		return nil, err
	}
	return a, told.ObserveConnections(a.DB)
}

func (a *App) openChain(ctx context.Context, cfg ReadModelConfig) error {
	finality, err := chain.ParseFinality(cfg.Finality)
	if err != nil {
		return err
	}
	deployment, err := chain.LoadDeployment(cfg.Deployment)
	if err != nil {
		return fmt.Errorf("reading deployment: %w", err)
	}
	if a.Chain, err = chain.Dial(ctx, cfg.RPCURL, a.Telemetry.Requests()); err != nil {
		return fmt.Errorf("dialling chain: %w", err)
	}
	if a.Contracts, err = chain.NewContracts(a.Chain, deployment); err != nil {
		return fmt.Errorf("binding contracts: %w", err)
	}
	a.Indexer = indexer.New(a.Chain, a.Contracts, a.DB, finality, indexer.Options{Log: a.Log})
	return nil
}

// Open is [OpenReadModel] with the keys of records and of transactions, for [App.Work]
// and, with [App.OpenServices], [App.Serve].
func Open(ctx context.Context, cfg Config, told *telemetry.Telemetry, log *slog.Logger) (*App, error) {
	a, err := OpenReadModel(ctx, cfg.ReadModelConfig, told, log)
	if err != nil {
		return nil, err
	}
	if err := a.openKeys(ctx, cfg); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

func (a *App) openKeys(ctx context.Context, cfg Config) error {
	finality, err := chain.ParseFinality(cfg.Finality)
	if err != nil {
		return err
	}
	if a.KMS, err = evidence.OpenLocalKMS(cfg.KMSKeyset); err != nil {
		return fmt.Errorf("opening key service: %w", err)
	}
	a.Vault, err = evidence.Open(ctx, evidence.Config{KMS: a.KMS, Keys: a.DB, Blobs: cfg.Blobs})
	if err != nil {
		return fmt.Errorf("opening vault: %w", err)
	}
	a.Rules = assessing.NewRuleSets(a.DB)
	a.Keyring = chain.NewKeyring(a.DB, a.KMS)
	a.Sender = chain.NewSender(a.Chain, a.DB, a.Keyring, chain.SenderOptions{Finality: finality, Log: a.Log})
	return nil
}

// OpenServices puts together what [App.Serve] answers from.
func (a *App) OpenServices(cfg ServiceConfig) error {
	policy, err := auth.NewPolicy()
	if err != nil {
		return fmt.Errorf("reading policies: %w", err)
	}
	db := a.DB.WithReadTimeout(cfg.ReadTimeout)
	a.Intake = intake.New(intake.Config{
		DB: db, Vault: a.Vault, Rules: a.Rules, Policy: policy, Contracts: a.Contracts,
		Administration: a.Contracts, Keyring: a.Keyring, Sender: a.Sender,
		Clock: time.Now, ReceiptWithin: cfg.ReceiptWithin,
	})
	a.Views = views.New(views.Config{
		DB: db, Vault: a.Vault, Rules: a.Rules, Policy: policy, Escrows: a.Contracts, Totals: a.Contracts,
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
	if a.Views != nil {
		a.Views.Close()
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

// IgnoreEnd drops the error that the end of ctx is: a process that is told to end, at its
// start or later, has not failed. Errors that are joined with it are dropped too.
func IgnoreEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
