package indexer_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/indexer"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func depth(t *testing.T, n string) chain.Finality {
	t.Helper()
	finality, err := chain.ParseFinality("depth:" + n)
	require.NoError(t, err)
	return finality
}

// start runs an indexer until the returned function is called or the test ends.
func start(t *testing.T, x *indexer.Indexer) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- x.Run(ctx) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			require.ErrorIs(t, <-done, context.Canceled)
		}
	}
	t.Cleanup(stop)
	return stop
}

func caughtUp(t *testing.T, x *indexer.Indexer, c *chain.Client) {
	t.Helper()
	head, err := c.Head(t.Context())
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	require.NoError(t, x.CaughtUp(ctx, head.Number))
}

func digest(t *testing.T, db *store.DB) string {
	t.Helper()
	d, err := db.ChainDigest(t.Context())
	require.NoError(t, err)
	return d
}

func TestIndexer_RealChain_EveryRootConfirmedAndMoneyConserved(t *testing.T) {
	t.Parallel()
	b := openBook(t, 42)
	b.work(t)
	report, err := b.index.Reconcile(t.Context())
	require.NoError(t, err)
	require.Empty(t, report.Faults)
	require.NotZero(t, report.Paid.Cents())
	require.NotZero(t, report.Insurers[0].Owed.Cents(), "the scenario is to owe something")
	require.NotZero(t, report.Insurers[0].Noticed.Cents(), "and to recover something")

	b.deposit(t, 100_000_00)
	b.releaseAll(t)
	b.must(t, b.key, first(b.Contracts.Withdraw(theInsurer, b.key.Address, b.Contracts.TokenAmount(10_00))))
	report, err = b.index.Reconcile(t.Context())
	require.NoError(t, err)
	require.Empty(t, report.Faults)
	insurer := report.Insurers[0]
	require.Zero(t, insurer.Owed.Cents())
	require.Equal(t, report.Paid.Cents()+insurer.Noticed.Cents(), report.Transferred.Cents())
	faults, err := b.db.ChainFaults(t.Context(), b.Deployment.Escrow)
	require.NoError(t, err)
	require.Zero(t, faults, "no root is left unread")

	// A second model, from a backfill in small runs, is the same.
	again := storetest.New(t)
	y := indexer.New(b.Client, b.Contracts, again, depth(t, "3"), indexer.Options{RangeBlocks: 3, Log: quiet()})
	start(t, y)
	caughtUp(t, y, b.Client)
	require.Equal(t, digest(t, b.db), digest(t, again))

	// And the same again when it is built anew beside itself.
	before := digest(t, b.db)
	made, err := b.index.Rebuild(t.Context(), indexer.RebuildOptions{})
	require.NoError(t, err)
	require.Zero(t, made)
	caughtUp(t, b.index, b.Client)
	require.Equal(t, before, digest(t, b.db))
}
