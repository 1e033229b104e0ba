package indexer_test

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/indexer"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// indexed returns a database in which a whole chain is indexed and the older blocks are
// final, the chain, and the database's address.
func indexed(t *testing.T, seed uint64) (*fakeChain, *store.DB, string) {
	t.Helper()
	f := newFakeChain(business(t), rand.New(rand.NewPCG(seed, 21)))
	f.finish()
	address := storetest.NewURL(t)
	db, err := store.Open(t.Context(), address)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	stop := start(t, quick(f, db))
	follows(t, db, f)
	require.Eventually(t, func() bool {
		cursor, err := db.ChainCursor(t.Context())
		return err == nil && cursor.Final != 0
	}, 30*time.Second, 5*time.Millisecond)
	stop()
	return f, db, address
}

func quick(f *fakeChain, db *store.DB) *indexer.Indexer {
	return indexer.New(f, f.recording.contracts, db, chain.Finality{}, indexer.Options{Poll: time.Millisecond, RangeBlocks: 7, Log: quiet()})
}

func TestRebuild_FromChainAndFromJournal_MendsWhatWasSpoilt(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]indexer.RebuildOptions{"chain": {}, "journal": {IsFromJournal: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, db, address := indexed(t, 1)
			sound := digest(t, db)
			x := quick(f, db)
			made, err := x.Rebuild(t.Context(), opts)
			require.NoError(t, err)
			require.Zero(t, made, "nothing differs, so nothing is written")

			storetest.Exec(t, address, "UPDATE chain_determinations SET noncovered_cents = noncovered_cents + 1, patient_cents = patient_cents - 1 WHERE patient_cents > 0")
			storetest.Exec(t, address, "DELETE FROM chain_payouts")
			storetest.Exec(t, address, "INSERT INTO chain_left_out (insurer_id, batch, claim_index, reason, block_number, log_index) VALUES (7, 1, 0, '', 1, 999)")
			require.NotEqual(t, sound, digest(t, db))
			storetest.Exec(t, address, "DELETE FROM claim_changes")
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			heard, err := db.Listen(ctx, store.ChannelClaimChanged)
			require.NoError(t, err)
			made, err = x.Rebuild(t.Context(), opts)
			require.NoError(t, err)
			require.Equal(t, sound, digest(t, db))
			require.Greater(t, made.Removed, int64(1))
			require.Greater(t, made.Added, int64(1))
			<-heard
			require.NotZero(t, storetest.Count(t, address, "SELECT count(*) FROM claim_changes WHERE insurer_id = 7 AND batch = 1"), "whose claims changed is told")
			require.Zero(t, storetest.Count(t, address, "SELECT count(*) FROM pg_namespace WHERE nspname = 'chain_staging'"))
		})
	}
}

// A rebuild does not stop those who index meanwhile, nor those who read, and ends
// where they are.
func TestRebuild_WhileTheChainGrowsAndIsReorganised_ModelStaysWhole(t *testing.T) {
	t.Parallel()
	recorded := business(t)
	random := rand.New(rand.NewPCG(3, 22))
	f := newFakeChain(recorded, rand.New(rand.NewPCG(3, 23)))
	f.grow(20, 3)
	db := storetest.New(t)
	start(t, quick(f, db))
	follows(t, db, f)
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	working.Go(func() {
		for range 500 { // so that a slow machine comes to an end too
			if ctx.Err() != nil {
				return
			}
			if random.IntN(4) == 0 {
				f.reorg(1+random.IntN(6), 2+random.IntN(6))
			} else {
				f.grow(1, 2)
			}
			time.Sleep(5 * time.Millisecond)
		}
	})
	for i := range 6 {
		_, err := quick(f, db).Rebuild(t.Context(), indexer.RebuildOptions{IsFromJournal: i%2 == 0})
		require.NoError(t, err)
		gaps, err := db.ChainGaps(t.Context())
		require.NoError(t, err)
		require.Empty(t, gaps)
	}
	stop()
	working.Wait()
	f.finish()
	follows(t, db, f)
	fresh := storetest.New(t)
	start(t, quick(f, fresh))
	follows(t, fresh, f)
	require.Equal(t, digest(t, fresh), digest(t, db))
}

// breaking fails for good from a call on.
type breaking struct {
	*fakeChain
	left int
}

var errBroken = errors.New("out of order")

func (b *breaking) Blocks(ctx context.Context, from, to uint64, filters []chain.LogFilter) ([]chain.Block, error) {
	if b.left--; b.left < 0 {
		return nil, errBroken
	}
	return b.fakeChain.Blocks(ctx, from, to, filters)
}

func TestRebuild_Interrupted_LeavesTheModelAsItWas(t *testing.T) {
	t.Parallel()
	f, db, address := indexed(t, 2)
	sound := digest(t, db)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	x := indexer.New(&breaking{f, 3}, f.recording.contracts, db, chain.Finality{}, indexer.Options{
		Poll: time.Millisecond, RangeBlocks: 5, Readers: 1, Log: quiet(),
	})
	_, err := x.Rebuild(ctx, indexer.RebuildOptions{})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Equal(t, sound, digest(t, db))
	require.Zero(t, storetest.Count(t, address, "SELECT count(*) FROM pg_namespace WHERE nspname = 'chain_staging'"))
}

func TestChainGaps_EachKind_IsFound(t *testing.T) {
	t.Parallel()
	_, db, address := indexed(t, 4)
	gaps, err := db.ChainGaps(t.Context())
	require.NoError(t, err)
	require.Empty(t, gaps)
	number := storetest.Count(t, address, "SELECT block_number FROM chain_logs ORDER BY block_number OFFSET 60 LIMIT 1")
	first := storetest.Count(t, address, "SELECT min(number) FROM chain_blocks")
	for _, test := range []struct {
		fault, spoil string
		args         []any
	}{
		{"logs", "DELETE FROM chain_logs WHERE ctid = (SELECT min(ctid) FROM chain_logs WHERE block_number = $1)", []any{number}},
		{"unlinked", "UPDATE chain_blocks SET hash = sha256('x') WHERE number = $1", []any{number}},
		{"missing", "DELETE FROM chain_blocks WHERE number = $1", []any{number}},
		{"stray", "DELETE FROM chain_blocks WHERE number = $1", []any{number}},
		{"begin", "DELETE FROM chain_blocks WHERE number = $1", []any{first}},
		{"end", "UPDATE chain_cursor SET number = number - $1", []any{1}},
	} {
		storetest.Exec(t, address, test.spoil, test.args...)
		gaps, err := db.ChainGaps(t.Context())
		require.NoError(t, err)
		found := ""
		for _, gap := range gaps {
			found += gap.Fault + " "
		}
		require.Contains(t, found, test.fault)
	}
}

// toldTo keeps what was logged.
type toldTo struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *toldTo) Write(data []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(data)
}

func (l *toldTo) has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Contains(l.text.String(), text)
}

func TestIndexer_NoProgress_AlarmFromWhoeverLooks(t *testing.T) {
	t.Parallel()
	f, db, _ := indexed(t, 5)
	told := &toldTo{}
	x := indexer.New(f, f.recording.contracts, db, chain.Finality{}, indexer.Options{
		Poll: time.Millisecond, StallAfter: 300 * time.Millisecond, Log: slog.New(slog.NewTextHandler(told, nil)),
	})
	// Somebody holds the lease and does nothing.
	ctx, release := context.WithCancel(t.Context())
	held := make(chan struct{})
	var holding sync.WaitGroup
	holding.Go(func() {
		_ = db.HoldLease(ctx, store.IndexerLease, func(ctx context.Context, _ int64) error {
			close(held)
			<-ctx.Done()
			return ctx.Err()
		})
	})
	<-held
	start(t, x)
	require.Eventually(t, func() bool { return told.has("indexing stalls") }, 20*time.Second, 10*time.Millisecond)
	status, err := x.Status(t.Context())
	require.NoError(t, err)
	require.True(t, status.IsStalled)
	require.Zero(t, status.Lag())
	release()
	holding.Wait()
	f.grow(2, 0)
	require.Eventually(t, func() bool { return told.has("indexing goes on") }, 20*time.Second, 10*time.Millisecond)
}

// away is a node that does not answer.
type away struct{ *fakeChain }

func (away) Head(context.Context) (chain.Head, error) { return chain.Head{}, errNode }

// Just when the node is away somebody should hear that nothing goes on.
func TestStatus_NodeIsAway_ProgressIsTold(t *testing.T) {
	t.Parallel()
	f, db, _ := indexed(t, 13)
	cursor, err := db.ChainCursor(t.Context())
	require.NoError(t, err)
	x := indexer.New(away{f}, f.recording.contracts, db, chain.Finality{}, indexer.Options{StallAfter: time.Nanosecond, Log: quiet()})
	status, err := x.Status(t.Context())
	require.NoError(t, err)
	require.False(t, status.IsHeadKnown)
	require.True(t, status.IsStalled)
	require.Positive(t, status.ProgressAge)
	require.Equal(t, cursor.Number, status.Indexed)
	require.Equal(t, cursor.Final, status.Final)
	require.Zero(t, status.Lag())
}

func TestIndexer_NothingIsIndexedSinceItsStart_Alarm(t *testing.T) {
	t.Parallel()
	f := newFakeChain(business(t), rand.New(rand.NewPCG(14, 21)))
	told := &toldTo{}
	x := indexer.New(away{f}, f.recording.contracts, storetest.New(t), chain.Finality{}, indexer.Options{
		Poll: time.Millisecond, StallAfter: 300 * time.Millisecond, Log: slog.New(slog.NewTextHandler(told, nil)),
	})
	start(t, x)
	require.Eventually(t, func() bool { return told.has("indexing stalls") }, 20*time.Second, 10*time.Millisecond)
	status, err := x.Status(t.Context())
	require.NoError(t, err)
	require.True(t, status.IsStalled)
}

// A chain without new blocks is no stall: whoever indexes says that it is there.
func TestIndexer_NothingToDo_IsProgress(t *testing.T) {
	t.Parallel()
	f, db, _ := indexed(t, 6)
	x := quick(f, db)
	start(t, x)
	before, err := db.ChainCursor(t.Context())
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		now, err := db.ChainCursor(t.Context())
		return err == nil && now.ProgressedAt.After(before.ProgressedAt)
	}, 20*time.Second, 20*time.Millisecond)
}

// untagged does not know what is final.
type untagged struct{ *fakeChain }

func (untagged) FinalNumber(context.Context, chain.Finality) (uint64, error) {
	return 0, chain.ErrFinalityUnsupported
}

func TestIndexer_NodeWithoutFinalizedTag_IndexesAndCallsNothingFinal(t *testing.T) {
	t.Parallel()
	recorded := business(t)
	f := newFakeChain(recorded, rand.New(rand.NewPCG(7, 21)))
	f.finish()
	db := storetest.New(t)
	told := &toldTo{}
	x := indexer.New(untagged{f}, recorded.contracts, db, chain.Finality{}, indexer.Options{
		Poll: time.Millisecond, Log: slog.New(slog.NewTextHandler(told, nil)),
	})
	start(t, x)
	follows(t, db, f)
	require.Eventually(t, func() bool { return told.has("nothing is final") }, 20*time.Second, 5*time.Millisecond)
	cursor, err := db.ChainCursor(t.Context())
	require.NoError(t, err)
	require.Zero(t, cursor.Final)
}

// waiting calls do when blocks are asked for the first time.
type waiting struct {
	*fakeChain
	once sync.Once
	do   func(context.Context)
}

func (w *waiting) Blocks(ctx context.Context, from, to uint64, filters []chain.LogFilter) ([]chain.Block, error) {
	w.once.Do(func() { w.do(ctx) })
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return w.fakeChain.Blocks(ctx, from, to, filters)
}

// A rebuild that lost its lease leaves alone what the next one builds.
func TestRebuild_LeaseLost_TheNextOneIsLeftAlone(t *testing.T) {
	t.Parallel()
	f, db, address := indexed(t, 12)
	sound := digest(t, db)
	isStaged, isOver := make(chan struct{}), make(chan struct{})
	next := &waiting{fakeChain: f, do: func(context.Context) {
		close(isStaged)
		<-isOver
	}}
	var rebuilding sync.WaitGroup
	first := &waiting{fakeChain: f, do: func(ctx context.Context) {
		storetest.Exec(t, address, `SELECT pg_terminate_backend(pid) FROM pg_locks
			WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
		rebuilding.Go(func() {
			_, err := indexer.New(next, f.recording.contracts, db, chain.Finality{}, indexer.Options{
				Poll: time.Millisecond, Readers: 1, Log: quiet(),
			}).Rebuild(t.Context(), indexer.RebuildOptions{})
			assert.NoError(t, err)
		})
		<-isStaged
		<-ctx.Done() // the lease is found lost
	}}
	_, err := indexer.New(first, f.recording.contracts, db, chain.Finality{}, indexer.Options{
		Poll: time.Millisecond, Readers: 1, Log: quiet(),
	}).Rebuild(t.Context(), indexer.RebuildOptions{})
	require.Error(t, err)
	close(isOver)
	rebuilding.Wait()
	require.Equal(t, sound, digest(t, db))
	require.Zero(t, storetest.Count(t, address, "SELECT count(*) FROM pg_namespace WHERE nspname = 'chain_staging'"))
}

// unsure fails when it is asked what is final.
type unsure struct {
	*fakeChain
	fault error
}

func (u unsure) FinalNumber(context.Context, chain.Finality) (uint64, error) { return 0, u.fault }

// A rebuild by a node that cannot tell what is final does not take back what was.
func TestRebuild_NodeWithoutFinalizedTag_WhatWasFinalStaysSo(t *testing.T) {
	t.Parallel()
	f, db, _ := indexed(t, 32)
	before, err := db.ChainCursor(t.Context())
	require.NoError(t, err)
	x := indexer.New(untagged{f}, f.recording.contracts, db, chain.Finality{}, indexer.Options{Poll: time.Millisecond, RangeBlocks: 7, Log: quiet()})
	_, err = x.Rebuild(t.Context(), indexer.RebuildOptions{})
	require.NoError(t, err)
	after, err := db.ChainCursor(t.Context())
	require.NoError(t, err)
	require.Equal(t, before.Final, after.Final)
}

func TestRebuild_NodeErrsAtTheEnd_NothingIsSwitchedAndItIsSaid(t *testing.T) {
	t.Parallel()
	f, db, address := indexed(t, 33)
	storetest.Exec(t, address, "DELETE FROM chain_payouts")
	spoilt := digest(t, db)
	before, err := db.ChainCursor(t.Context())
	require.NoError(t, err)
	told := &toldTo{}
	x := indexer.New(unsure{f, errNode}, f.recording.contracts, db, chain.Finality{}, indexer.Options{
		Poll: time.Millisecond, RangeBlocks: 7, Log: slog.New(slog.NewTextHandler(told, nil)),
	})
	rebuildUntil(t, x, func() bool { return told.has("cannot go on yet") && told.has("connection reset") })
	require.Equal(t, spoilt, digest(t, db))
	after, err := db.ChainCursor(t.Context())
	require.NoError(t, err)
	require.Equal(t, before.Final, after.Final)
}

// rebuildUntil lets a rebuild go on until something holds, and requires that it did not end.
func rebuildUntil(t *testing.T, x *indexer.Indexer, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := x.Rebuild(ctx, indexer.RebuildOptions{})
		ended <- err
	}()
	require.Eventually(t, holds, 30*time.Second, time.Millisecond)
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
}

// The chain of a node that was set up anew may end before what is indexed.
func TestRebuild_AnotherChainThatIsShorter_IsTaken(t *testing.T) {
	t.Parallel()
	f, db, _ := indexed(t, 34)
	before, err := db.ChainCursor(t.Context())
	require.NoError(t, err)
	f.fallBack(len(f.blocks) - 40)
	f.grow(25, 0)
	x, told := watched(f, db)
	start(t, x)
	require.Eventually(t, func() bool { return told.has("a final block is not on its chain") }, 20*time.Second, time.Millisecond)
	_, err = quick(f, db).Rebuild(t.Context(), indexer.RebuildOptions{})
	require.NoError(t, err)
	after, err := db.ChainCursor(t.Context())
	require.NoError(t, err)
	require.Less(t, after.Number, before.Number)
	f.finish()
	follows(t, db, f)
	fresh := storetest.New(t)
	start(t, quick(f, fresh))
	follows(t, fresh, f)
	require.Equal(t, digest(t, fresh), digest(t, db))
}

func TestRebuild_NodeIsBehind_NothingIsTakenBackAndItIsSaid(t *testing.T) {
	t.Parallel()
	for name, missing := range map[string]int{"one block": 1, "final blocks": 30} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, db, _ := indexed(t, 35)
			sound := digest(t, db)
			before, err := db.ChainCursor(t.Context())
			require.NoError(t, err)
			restore := f.fallBack(len(f.blocks) - missing)
			x, told := watched(f, db)
			rebuildUntil(t, x, func() bool { return told.has("rebuild waits") })
			require.Equal(t, sound, digest(t, db))
			after, err := db.ChainCursor(t.Context())
			require.NoError(t, err)
			require.Equal(t, before.ChainPoint, after.ChainPoint)
			restore()
			_, err = x.Rebuild(t.Context(), indexer.RebuildOptions{})
			require.NoError(t, err)
		})
	}
}
