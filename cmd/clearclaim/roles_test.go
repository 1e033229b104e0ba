package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/cmd/internal/app"
	"github.com/clearclaim/clearclaim/cmd/internal/telemetry"
)

// roleSettings are what each role cannot run without, and cannot be given besides.
var roleSettings = map[string]struct{ needs, lacks []string }{
	"index": {
		needs: []string{"CLEARCLAIM_DEPLOYMENT", "DATABASE_URL", "ETH_RPC_URL"},
		lacks: []string{"CLEARCLAIM_BLOBS", "CLEARCLAIM_KMS_KEYSET", "CLEARCLAIM_RECEIPT_WITHIN", "TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE"},
	},
	"reconcile": {
		needs: []string{"CLEARCLAIM_DEPLOYMENT", "DATABASE_URL", "ETH_RPC_URL"},
		lacks: []string{"CLEARCLAIM_BLOBS", "CLEARCLAIM_KMS_KEYSET", "CLEARCLAIM_RECEIPT_WITHIN", "TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE"},
	},
	"work": {
		needs: []string{"CLEARCLAIM_BLOBS", "CLEARCLAIM_DEPLOYMENT", "CLEARCLAIM_KMS_KEYSET", "DATABASE_URL", "ETH_RPC_URL", "TEMPORAL_ADDRESS"},
		lacks: []string{"CLEARCLAIM_OIDC_ISSUER", "CLEARCLAIM_READ_TIMEOUT", "CLEARCLAIM_RECEIPT_WITHIN"},
	},
	"serve": {
		needs: []string{"CLEARCLAIM_BLOBS", "CLEARCLAIM_DEPLOYMENT", "CLEARCLAIM_KMS_KEYSET", "CLEARCLAIM_OIDC_ISSUER", "DATABASE_URL", "ETH_RPC_URL"},
		lacks: []string{"TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE"},
	},
}

func TestRoles_AskForWhatTheyUseAndNothingElse(t *testing.T) {
	t.Parallel()
	var p program
	model := newParser(t.Context(), &p, slog.New(slog.DiscardHandler), io.Discard).Model
	for name, want := range roleSettings {
		at := slices.IndexFunc(model.Children, func(c *kong.Node) bool { return c.Name == name })
		require.GreaterOrEqual(t, at, 0, name)
		var required []string
		for _, flag := range model.Children[at].Flags {
			for _, lacked := range want.lacks {
				require.NotContains(t, flag.Envs, lacked, name)
			}
			if flag.Required {
				required = append(required, flag.Envs...)
			}
		}
		slices.Sort(required)
		require.Equal(t, want.needs, required, name)
	}
}

// A role that is told to end while it starts has not failed; one whose needs end
// without that has.
func TestRole_ToldToEndWhileItStartsHasNotFailed(t *testing.T) {
	t.Parallel()
	for _, isTold := range []bool{true, false} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		open := func(context.Context, *telemetry.Telemetry, *slog.Logger) (*app.App, error) {
			if isTold {
				cancel()
			}
			return nil, fmt.Errorf("asking the chain: %w", context.Canceled)
		}
		err := runRole(ctx, open, app.OperationsConfig{}, app.RoleServe, slog.New(slog.DiscardHandler), nil)
		require.Equal(t, isTold, err == nil, "told %t: %v", isTold, err)
	}
}
