package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// ChainConfig is which deployment on which chain.
type ChainConfig struct {
	RPCURL     string `name:"eth-rpc-url" env:"ETH_RPC_URL" required:"" mask:"" help:"JSON-RPC of the chain."`
	Deployment string `env:"CLEARCLAIM_DEPLOYMENT" required:"" help:"The deployment's file."`
	ChainID    uint64 `name:"chain-id" env:"CLEARCLAIM_CHAIN_ID" help:"The id that the chain must have; none takes the node's."`
}

// dial connects to the node, which must serve the chain that is meant.
func (c ChainConfig) dial(ctx context.Context) (*chain.Client, error) {
	client, err := chain.Dial(ctx, c.RPCURL, nil)
	if err != nil {
		return nil, fmt.Errorf("dialling chain: %w", err)
	}
	if c.ChainID != 0 && client.ChainID() != c.ChainID {
		client.Close()
		return nil, fmt.Errorf("%w: %d, not %d", chain.ErrWrongChain, client.ChainID(), c.ChainID)
	}
	return client, nil
}

// Open connects to the node and reads the deployment.
func (c ChainConfig) Open(ctx context.Context) (*chain.Client, chain.Deployment, error) {
	deployment, err := chain.LoadDeployment(c.Deployment)
	if err != nil {
		return nil, chain.Deployment{}, err
	}
	client, err := c.dial(ctx)
	return client, deployment, err
}

// DeployConfig is what a deployment needs.
type DeployConfig struct {
	ChainConfig
	DatabaseURL     string        `env:"DATABASE_URL" required:"" mask:"" help:"PostgreSQL, as a URL: it keeps the operator's key, wrapped."`
	KMSKeyset       string        `name:"kms-keyset" env:"CLEARCLAIM_KMS_KEYSET" required:"" help:"Key file of the local key management service."`
	OperatorKeyFile string        `env:"CLEARCLAIM_OPERATOR_KEY_FILE" required:"" help:"File with the operator's private key, hexadecimal."`
	Token           string        `env:"CLEARCLAIM_TOKEN" help:"Settlement token (ERC-20); none deploys a token for tests."`
	Governor        string        `env:"CLEARCLAIM_GOVERNOR" help:"Account that proposes to the timelock; none is the operator, who then cannot hand over."`
	TimelockDelay   time.Duration `env:"CLEARCLAIM_TIMELOCK_DELAY" help:"How long a proposal waits, a minute to 720h; none is 48h."`

	Licensor         string `env:"CLEARCLAIM_LICENSOR" help:"Account of the authority for licences; none is the operator."`
	ProviderEnroller string `env:"CLEARCLAIM_PROVIDER_ENROLLER" help:"Account of the authority for enrolments; none is the operator."`
	Excluder         string `env:"CLEARCLAIM_EXCLUDER" help:"Account of the authority for exclusions; none is the operator."`
	PanelAdmin       string `env:"CLEARCLAIM_PANEL_ADMIN" help:"Account that appoints panels of reviewers; none is the operator."`
}

// options reads the accounts. One that is named is never the zero address.
func (c DeployConfig) options(log *slog.Logger) (chain.DeployOptions, error) {
	opts := chain.DeployOptions{Path: c.Deployment, ChainID: c.ChainID, TimelockDelay: c.TimelockDelay, Log: log}
	for _, account := range []struct {
		flag, text string
		address    *chain.Address
	}{
		{"token", c.Token, &opts.Token},
		{"governor", c.Governor, &opts.Governor},
		{"licensor", c.Licensor, &opts.Authorities.Licensor},
		{"provider-enroller", c.ProviderEnroller, &opts.Authorities.ProviderEnroller},
		{"excluder", c.Excluder, &opts.Authorities.Excluder},
		{"panel-admin", c.PanelAdmin, &opts.Authorities.PanelAdmin},
	} {
		if account.text == "" {
			continue
		}
		var err error
		if *account.address, err = chain.ParseAccount(account.text); err != nil {
			return chain.DeployOptions{}, fmt.Errorf("reading --%s: %w", account.flag, err)
		}
	}
	return opts, nil
}

// Deploy deploys what is missing and keeps the operator's key. It may be repeated.
func Deploy(ctx context.Context, cfg DeployConfig, log *slog.Logger) error {
	opts, err := cfg.options(log)
	if err != nil {
		return err
	}
	operatorKey, err := ReadKey(cfg.OperatorKeyFile)
	if err != nil {
		return err
	}
	client, err := cfg.dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	// Opened before anything is sent, and written after: a key that was refused is not kept.
	db, err := store.Open(ctx, cfg.DatabaseURL)
	if err != nil {
		return fmt.Errorf("opening database: %w", err)
	}
	defer db.Close()
	kms, err := evidence.OpenLocalKMS(cfg.KMSKeyset)
	if err != nil {
		return fmt.Errorf("opening key service: %w", err)
	}
	deployment, err := chain.Deploy(ctx, client, operatorKey, opts)
	if err != nil {
		return err
	}
	log.InfoContext(ctx, "contracts are deployed", "chain", deployment.ChainID, "file", cfg.Deployment)
	if _, err := chain.NewKeyring(db, kms).Import(ctx, ownerOperator, operatorKey); err != nil {
		return fmt.Errorf("keeping operator key: %w", err)
	}
	return nil
}

// ReadKey reads the file of a private key, in hexadecimal.
func ReadKey(path string) (string, error) {
	key, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading key: %w", err)
	}
	return strings.TrimSpace(string(key)), nil
}
