package indexer_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/indexer"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// watched returns an indexer and what it logs.
func watched(f *fakeChain, db *store.DB) (*indexer.Indexer, *toldTo) {
	told := &toldTo{}
	return indexer.New(f, f.recording.contracts, db, chain.Finality{}, indexer.Options{
		Poll: time.Millisecond, RangeBlocks: 7, StallAfter: 300 * time.Millisecond, Log: slog.New(slog.NewTextHandler(told, nil)),
	}), told
}

// looksOften waits until somebody asked the chain again and again.
func looksOften(t *testing.T, f *fakeChain) {
	t.Helper()
	before := f.asked()
	require.Eventually(t, func() bool { return f.asked() > before+50 }, 20*time.Second, time.Millisecond)
}

func requireNothingTakenBack(t *testing.T, address string) {
	t.Helper()
	require.Zero(t, storetest.Count(t, address, "SELECT count(*) FROM chain_rewinds"))
}

// A node that starts again has the chain's first blocks, or none; so has one of several
// that is behind the others. That is no reorganisation.
func TestIndexer_NodeIsBehind_NothingIsTakenBackAndAlarm(t *testing.T) {
	t.Parallel()
	for name, blocks := range map[string]func(all, first int) int{
		"empty":                  func(int, int) int { return 1 },
		"at the first block":     func(_, first int) int { return first + 1 },
		"below the final block":  func(all, _ int) int { return all - 30 },
		"above the final block":  func(all, _ int) int { return all - 5 },
		"one block":              func(all, _ int) int { return all - 1 },
		"below the ledger's own": func(_, first int) int { return first },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, db, address := indexed(t, 8)
			sound := digest(t, db)
			before, err := db.ChainCursor(t.Context())
			require.NoError(t, err)
			require.NotZero(t, before.Final)
			restore := f.fallBack(blocks(len(f.blocks), int(before.First)))
			x, told := watched(f, db)
			start(t, x)
			looksOften(t, f)
			require.Eventually(t, func() bool { return told.has("it lacks blocks that are indexed") }, 20*time.Second, time.Millisecond)
			require.Eventually(t, func() bool { return told.has("indexing stalls") }, 20*time.Second, time.Millisecond)
			requireNothingTakenBack(t, address)
			require.Equal(t, sound, digest(t, db))
			now, err := db.ChainCursor(t.Context())
			require.NoError(t, err)
			require.Equal(t, before.Final, now.Final)

			restore()
			f.grow(3, 1)
			follows(t, db, f)
			requireNothingTakenBack(t, address)
		})
	}
}

// split is a node behind which several answer: those that tell hashes are far behind.
type split struct{ *fakeChain }

func (split) BlockHashes(_ context.Context, numbers []uint64) ([]chain.Hash, error) {
	return make([]chain.Hash, len(numbers)), nil
}

func TestIndexer_NodeLacksABlockBelowItsHead_NothingIsTakenBack(t *testing.T) {
	t.Parallel()
	f, db, address := indexed(t, 9)
	sound := digest(t, db)
	f.grow(5, 1)
	start(t, indexer.New(split{f}, f.recording.contracts, db, chain.Finality{}, indexer.Options{Poll: time.Millisecond, Log: quiet()}))
	looksOften(t, f)
	requireNothingTakenBack(t, address)
	require.Equal(t, sound, digest(t, db))
}

// Only who rebuilds says that another chain is the right one. The indexer that
// waited goes on from there.
func TestIndexer_ForkBelowTheFinalBlock_NothingIsTakenBackUntilRebuilt(t *testing.T) {
	t.Parallel()
	f, db, address := indexed(t, 10)
	sound := digest(t, db)
	f.fallBack(len(f.blocks) - 40)
	f.grow(60, 0)
	x, told := watched(f, db)
	start(t, x)
	require.Eventually(t, func() bool { return told.has("a final block is not on its chain") }, 20*time.Second, time.Millisecond)
	require.Eventually(t, func() bool { return told.has("indexing stalls") }, 20*time.Second, time.Millisecond)
	requireNothingTakenBack(t, address)
	require.Equal(t, sound, digest(t, db))

	_, err := x.Rebuild(t.Context(), indexer.RebuildOptions{})
	require.NoError(t, err)
	f.finish()
	follows(t, db, f)
	fresh := storetest.New(t)
	start(t, quick(f, fresh))
	follows(t, fresh, f)
	require.Equal(t, digest(t, fresh), digest(t, db))
}

// late is a node on whose chain everything changes when it is asked what is final.
type late struct {
	*fakeChain
	isAsked bool
}

func (l *late) FinalNumber(ctx context.Context, finality chain.Finality) (uint64, error) {
	if !l.isAsked {
		l.isAsked = true
		l.reorg(15, 60)
	}
	return l.fakeChain.FinalNumber(ctx, finality)
}

func TestIndexer_ReorganisedBeforeFinalityIsAsked_TheDeadBranchIsNotFinal(t *testing.T) {
	t.Parallel()
	recorded := business(t)
	f := newFakeChain(recorded, rand.New(rand.NewPCG(11, 21)))
	f.grow(40, 1)
	db := storetest.New(t)
	start(t, indexer.New(&late{fakeChain: f}, recorded.contracts, db, chain.Finality{}, indexer.Options{Poll: time.Millisecond, Log: quiet()}))
	follows(t, db, f)
}
