package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims/proof"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/demo"
	"github.com/clearclaim/clearclaim/cmd/internal/verifying"
	"github.com/clearclaim/clearclaim/views"
)

// Every claim that the demo determined has a proof, which the chain bears out; an
// auditor, who sees claims without their content, gets none.
func TestProofs_OfTheDemosClaims_HoldAgainstTheChain(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*demoLimit)
	defer cancel()
	s, err := start(ctx, &program{Data: dataDir(t), Listen: "127.0.0.1:0"}, slog.New(slog.DiscardHandler), io.Discard)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.stop()) }()
	result := &bytes.Buffer{}
	held, err := demo.Run(ctx, s.target(nil), demo.Options{Out: result})
	require.NoError(t, err)
	require.True(t, held, result)

	insurer, err := auth.NewPrincipal("verifier", auth.RoleInsurer, 1)
	require.NoError(t, err)
	auditor, err := auth.NewPrincipal("auditor", auth.RoleAuditor, 0)
	require.NoError(t, err)
	own := auth.WithPrincipal(ctx, insurer)
	instant, err := chain.ParseFinality("instant")
	require.NoError(t, err)
	page, err := s.Views.Claims(own, views.ClaimFilter{}, views.Page{First: 100})
	require.NoError(t, err)
	proved, recomputed := 0, 0
	for _, claim := range page.Claims {
		text, err := s.Views.Proof(own, claim.ID)
		if claim.Version == nil {
			require.ErrorIs(t, err, views.ErrClaimNotFound)
			continue
		}
		require.NoError(t, err)
		p, err := proof.Parse(text)
		require.NoError(t, err)
		report, err := verifying.Check(ctx, s.Chain, s.Contracts, instant, p)
		require.NoError(t, err, claim.ID)
		require.Equal(t, claim.Paid.Cents(), report.PaidCents)
		require.Equal(t, *claim.Standing != views.Stands, report.IsReversed)
		proved++
		if report.IsRecomputed {
			recomputed++
		}
		_, err = s.Views.Proof(auth.WithPrincipal(ctx, auditor), claim.ID)
		require.ErrorIs(t, err, views.ErrClaimNotFound)
	}
	require.Positive(t, proved)
	require.Positive(t, recomputed)
	t.Logf("%d proofs, %d recomputed by the ledger's code", proved, recomputed)
}
