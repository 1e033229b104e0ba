package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
)

// settings are those that serve needs, with a secret in each that may hold one.
var settings = map[string]string{
	"DATABASE_URL":           "postgres://clearclaim:hunter2@db.example:5432/claims?password=hunter2",
	"TEMPORAL_ADDRESS":       "temporal.example:7233",
	"ETH_RPC_URL":            "https://node.example/v3/hunter2",
	"CLEARCLAIM_DEPLOYMENT":  "deployment.json",
	"CLEARCLAIM_KMS_KEYSET":  "kms.json",
	"CLEARCLAIM_BLOBS":       "s3://documents?secret=hunter2",
	"CLEARCLAIM_OIDC_ISSUER": "https://issuer.example",
}

func printed(t *testing.T, args ...string) string {
	t.Helper()
	for name, value := range settings {
		t.Setenv(name, value)
	}
	var p program
	command, err := newParser(context.WithoutCancel(t.Context()), &p, slog.New(slog.DiscardHandler), io.Discard).Parse(args)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, printConfig(&out, command))
	return out.String()
}

func TestPrintConfig_MasksSecretsAndNamesSources(t *testing.T) {
	text := printed(t, "serve", "--finality=depth:3", "--print-config")
	require.NotContains(t, text, "hunter2")
	require.Contains(t, text, "DATABASE_URL=postgres://db.example:5432/***  # environment\n")
	require.Contains(t, text, "ETH_RPC_URL=https://node.example/***  # environment\n")
	require.Contains(t, text, "CLEARCLAIM_FINALITY=depth:3  # command line\n")
	require.Contains(t, text, "CLEARCLAIM_RECEIPT_WITHIN=1m0s  # default\n")
	require.Contains(t, text, "CLEARCLAIM_OIDC_ISSUER=https://issuer.example  # environment\n")
}

func TestPrintConfig_MasksWhatIsNoAddress(t *testing.T) {
	require.Equal(t, "***", masked("host=db.example password=hunter2"))
	require.Equal(t, "***", masked("::hunter2"))
	require.Empty(t, masked(""))
}

func TestRefuseUnknown(t *testing.T) {
	t.Parallel()
	var p program
	model := newParser(t.Context(), &p, slog.New(slog.DiscardHandler), io.Discard).Model
	require.NoError(t, refuseUnknown(model, []string{"CLEARCLAIM_LISTEN=127.0.0.1:1", "CLEARCLAIM_DEVNET=x", "PATH=/bin", "HOME"}))
	err := refuseUnknown(model, []string{"CLEARCLAIM_LISTN=hunter2", "CLEARCLAIM_FINALTY=tag"})
	require.ErrorIs(t, err, errUnknownSetting)
	require.ErrorContains(t, err, "CLEARCLAIM_FINALTY, CLEARCLAIM_LISTN")
	require.NotContains(t, err.Error(), "hunter2")
}
