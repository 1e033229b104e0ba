package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"io"
	"log/slog"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/proof"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/demo"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
	"github.com/clearclaim/clearclaim/cmd/internal/planfile"
	"github.com/clearclaim/clearclaim/cmd/internal/verifying"
	"github.com/clearclaim/clearclaim/store"
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

	auditor, err := auth.NewPrincipal("auditor", auth.RoleAuditor, 0)
	require.NoError(t, err)
	instant, err := chain.ParseFinality("instant")
	require.NoError(t, err)
	insurers, err := s.Views.Insurers(auth.WithPrincipal(ctx, auditor))
	require.NoError(t, err)
	proved, recomputed, coordinated := 0, 0, 0
	plans, again := planDirectories{}, asked{}
	for _, insurer := range insurers {
		principal, err := auth.NewPrincipal("verifier", auth.RoleInsurer, uint32(insurer.ID))
		require.NoError(t, err)
		own := auth.WithPrincipal(ctx, principal)
		page, err := s.Views.Claims(own, views.ClaimFilter{}, store.NewestFirst, views.Page{First: 100})
		require.NoError(t, err)
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
				coordinated += len(claim.PriorPayers)
			}
			again.checkDocuments(own, t, s, plans, claim, p)
			_, err = s.Views.Proof(auth.WithPrincipal(ctx, auditor), claim.ID)
			require.ErrorIs(t, err, views.ErrClaimNotFound)
		}
	}
	require.Positive(t, proved)
	require.Positive(t, recomputed)
	require.Positive(t, coordinated)
	require.Positive(t, again.priced)
	require.Positive(t, again.given)
	require.Positive(t, again.taken)
	t.Logf("%d proofs, %d recomputed by the ledger's code, %d with prior payers; %d lines priced, the edits of %d asked: %d hits given again, %d taken as posted",
		proved, recomputed, coordinated, again.priced, again.edited, again.given, again.taken)
}

// planDirectories are what 'clearclaim plan save' keeps of each plan.
type planDirectories map[claims.PlanID]planfile.Saved

// read returns a plan that was fetched, kept in a directory and read again.
func (d planDirectories) read(ctx context.Context, t *testing.T, s *system, insurer, plan uint32) planfile.Saved {
	t.Helper()
	if saved, isThere := d[claims.PlanID(plan)]; isThere {
		return saved
	}
	target := s.target(nil)
	client := apiclient.New(target.APIURL, func(ctx context.Context) (string, error) {
		return target.Token(ctx, auth.RoleInsurer, insurer, "verifier")
	}, nil)
	fetched, err := planfile.Fetch(ctx, client, strconv.FormatUint(uint64(plan), 10))
	require.NoError(t, err)
	notChecked, err := fetched.Check()
	require.NoError(t, err)
	require.Empty(t, notChecked)
	isPlan, err := s.Contracts.IsPlan(ctx, &fetched.Plan)
	require.NoError(t, err)
	require.True(t, isPlan)
	directory := t.TempDir()
	require.NoError(t, fetched.Write(directory))
	saved, err := planfile.Read(directory)
	require.NoError(t, err)
	require.Equal(t, fetched.Saved, saved)
	d[claims.PlanID(plan)] = saved
	return saved
}

// asked counts what was computed again by the plan's documents.
type asked struct{ priced, edited, given, taken int }

// checkDocuments holds the documents that the API gives against the chain, and what was
// decided of a claim against them.
func (a *asked) checkDocuments(ctx context.Context, t *testing.T, s *system, plans planDirectories, claim *views.Claim, p proof.Proof) {
	t.Helper()
	opened, err := p.Open()
	require.NoError(t, err)
	year, err := s.Contracts.CoverageYear(ctx, opened.Number.Batch.Insurer, opened.Determination.CoverageYear)
	require.NoError(t, err)
	terms, err := s.Views.PlanTerms(ctx, year.Plan)
	require.NoError(t, err)
	saved := plans.read(ctx, t, s, uint32(opened.Number.Batch.Insurer), uint32(year.Plan))
	documents := verifying.Documents{Plan: &saved.Plan, Rules: saved.Rules, NPI: claim.Provider.Identifier}
	prices, edits, err := verifying.CheckDocuments(ctx, s.Chain, s.Contracts, p, documents)
	require.NoError(t, err, claim.ID)
	require.Equal(t, hex.EncodeToString(terms.FeeScheduleRoot), prices.FeeScheduleRoot)
	require.Equal(t, hex.EncodeToString(terms.EditsRoot), prices.EditsRoot)
	for _, line := range prices.Lines {
		if opened.Determination.Version == 1 { // later ones are an appeal's, which may allow otherwise
			require.Zero(t, line.DifferenceCents, "claim %s: %+v", claim.ID, line)
			require.False(t, line.IsOtherClass, "claim %s: %+v", claim.ID, line)
		}
		if line.ScheduledCents != nil {
			a.priced++
		}
	}
	require.NoError(t, edits.Err(), claim.ID)
	if opened.Determination.Version == 1 && opened.Receipt.Kind != commitment.KindVoid {
		require.Empty(t, edits.NotAsked, claim.ID)
	}
	for _, line := range edits.Lines {
		a.edited++
		for _, hit := range line.Hits {
			if hit.IsGiven {
				a.given++
			} else {
				a.taken++
			}
		}
	}
}
