package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// DeployConfig is what a deployment needs.
type DeployConfig struct {
	DatabaseURL     string `env:"DATABASE_URL" required:"" help:"PostgreSQL, as a URL: it keeps the operator's key, wrapped."`
	RPCURL          string `name:"eth-rpc-url" env:"ETH_RPC_URL" required:"" help:"JSON-RPC of the chain."`
	Deployment      string `env:"CLEARCLAIM_DEPLOYMENT" required:"" help:"File to write the contracts' addresses to."`
	KMSKeyset       string `name:"kms-keyset" env:"CLEARCLAIM_KMS_KEYSET" required:"" help:"Key file of the local key management service."`
	OperatorKeyFile string `env:"CLEARCLAIM_OPERATOR_KEY_FILE" required:"" help:"File with the operator's private key, hexadecimal."`
	Token           string `env:"CLEARCLAIM_TOKEN" help:"Settlement token (ERC-20); none deploys a token for tests."`
}

// Deploy deploys what is missing and keeps the operator's key. It may be repeated.
func Deploy(ctx context.Context, cfg DeployConfig, log *slog.Logger) error {
	key, err := os.ReadFile(cfg.OperatorKeyFile)
	if err != nil {
		return fmt.Errorf("reading operator key: %w", err)
	}
	client, err := chain.Dial(ctx, cfg.RPCURL)
	if err != nil {
		return fmt.Errorf("dialling chain: %w", err)
	}
	defer client.Close()
	operatorKey := strings.TrimSpace(string(key))
	deployment, err := chain.Deploy(ctx, client, operatorKey, chain.DeployOptions{Path: cfg.Deployment, Token: cfg.Token})
	if err != nil {
		return fmt.Errorf("deploying contracts: %w", err)
	}
	log.InfoContext(ctx, "contracts are deployed", "chain", deployment.ChainID, "file", cfg.Deployment)
	return keepOperatorKey(ctx, cfg, operatorKey)
}

func keepOperatorKey(ctx context.Context, cfg DeployConfig, key string) error {
	db, err := store.Open(ctx, cfg.DatabaseURL)
	if err != nil {
		return fmt.Errorf("opening database: %w", err)
	}
	defer db.Close()
	kms, err := evidence.OpenLocalKMS(cfg.KMSKeyset)
	if err != nil {
		return fmt.Errorf("opening key service: %w", err)
	}
	if _, err := chain.NewKeyring(db, kms).Import(ctx, ownerOperator, key); err != nil {
		return fmt.Errorf("keeping operator key: %w", err)
	}
	return nil
}
