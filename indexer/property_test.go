package indexer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/indexer"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// shared is a recording that costs many transactions. It outlives the chain of the
// test that made it.
var shared struct {
	once sync.Once
	made *recording
}

// business returns batches of every kind, with all that followed their settlement.
func business(t *testing.T) *recording {
	t.Helper()
	shared.once.Do(func() {
		b := openBook(t, 99)
		b.work(t)
		b.deposit(t, 100_000_00)
		b.releaseAll(t)
		shared.made = record(t, b)
	})
	require.NotNil(t, shared.made, "the recording failed in another test")
	own := *shared.made
	own.groups = slices.Clone(own.groups)
	for i := range own.groups {
		own.groups[i].logs = slices.Clone(own.groups[i].logs)
	}
	return &own
}

func follows(t *testing.T, db *store.DB, f *fakeChain) {
	t.Helper()
	require.Eventually(t, func() bool {
		head, err := f.Head(t.Context())
		if err != nil {
			return false
		}
		cursor, err := db.ChainCursor(t.Context())
		return err == nil && cursor.Hash == head.Hash
	}, 30*time.Second, 5*time.Millisecond)
}

// Whatever the chain and the node did meanwhile, however often the indexer and its
// connections were killed, at whichever statement: the model is the one that a
// backfill of the final chain gives, and the one that following it gives.
func TestIndexer_LiveWithReorgsFaultsAndCrashes_EqualsBackfillAndLive(t *testing.T) {
	t.Parallel()
	recorded := business(t)
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 17))
			f := newFakeChain(recorded, rand.New(rand.NewPCG(seed, 18)))
			f.failOneIn = 8
			f.finalAfter = []int{220, 220, 220, 220, 19, 0}[seed] // the last chain's blocks are final at once
			db, crashes := crashing(t, 45+random.IntN(30))
			opts := indexer.Options{Poll: time.Millisecond, RangeBlocks: 1 + random.Uint64N(6), Log: quiet()}
			stop := start(t, indexer.New(f, recorded.contracts, db, chain.Finality{}, opts))
			for range 25 {
				switch random.IntN(6) {
				case 0:
					depth := 1 + random.IntN(12)
					f.reorg(depth, depth+random.IntN(3)) // the new branch may be no longer than the old
				case 1:
					depth := 1 + random.IntN(200)
					f.grow(random.IntN(100), 1)
					f.reorg(depth, random.IntN(2*depth))
				case 2:
					stop()
					f.reorg(random.IntN(5), random.IntN(7)) // while nobody looks
					stop = start(t, indexer.New(f, recorded.contracts, db, chain.Finality{}, opts))
				default:
					f.grow(1+random.IntN(5), 3)
				}
				if random.IntN(2) == 0 {
					time.Sleep(time.Duration(random.IntN(20)) * time.Millisecond) // the two shall meet anywhere
				}
			}
			f.finish()
			follows(t, db, f)
			stop()
			require.Positive(t, crashes(), "no connection was cut")

			backfilled := storetest.New(t)
			start(t, quick(f, backfilled))
			follows(t, backfilled, f)
			require.Equal(t, digest(t, backfilled), digest(t, db))

			live, again := storetest.New(t), f.replay()
			start(t, indexer.New(again, recorded.contracts, live, chain.Finality{}, indexer.Options{Poll: time.Millisecond, Log: quiet()}))
			for again.show(1 + random.IntN(9)) {
				if random.IntN(3) == 0 {
					follows(t, live, again.fakeChain)
				}
			}
			follows(t, live, again.fakeChain)
			require.Equal(t, digest(t, backfilled), digest(t, live))

			faults, err := db.ChainFaults(t.Context(), recorded.contracts.Deployment().Escrow)
			require.NoError(t, err)
			require.Zero(t, faults)
		})
	}
}

// crashing returns a database that cuts a connection at every n-th statement that
// writes to the model, and how often it did. More than a transaction has of them, n
// shifts: in the end each statement of each transaction is hit.
func crashing(t *testing.T, n int) (db *store.DB, crashes func() int) {
	t.Helper()
	address := storetest.NewURL(t)
	storetest.Exec(t, address, "CREATE SEQUENCE crash_clock; CREATE SEQUENCE crashes")
	storetest.Exec(t, address, fmt.Sprintf(`
		CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF nextval('crash_clock') %% %d = 0 THEN -- sequences forget nothing when a transaction ends
				PERFORM nextval('crashes'), pg_terminate_backend(pg_backend_pid());
			END IF;
			RETURN NULL;
		END $$`, n))
	storetest.Exec(t, address, `
		DO $$ DECLARE name text; BEGIN
			FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'chain\_%' LOOP
				EXECUTE format('CREATE TRIGGER crash AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION crash()', name);
			END LOOP;
		END $$`)
	db, err := store.Open(t.Context(), address)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	return db, func() int {
		return storetest.Count(t, address, "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM crashes")
	}
}

func TestIndexer_TwoOfThem_OneModel(t *testing.T) {
	t.Parallel()
	recorded := business(t)
	f := newFakeChain(recorded, rand.New(rand.NewPCG(5, 5)))
	db := storetest.New(t)
	opts := indexer.Options{Poll: time.Millisecond, RangeBlocks: 2, Log: quiet()}
	stop := start(t, indexer.New(f, recorded.contracts, db, chain.Finality{}, opts))
	start(t, indexer.New(f, recorded.contracts, db, chain.Finality{}, opts))
	f.grow(20, 3)
	follows(t, db, f)
	stop() // the other takes over
	f.finish()
	follows(t, db, f)
	fresh := storetest.New(t)
	start(t, indexer.New(f, recorded.contracts, fresh, chain.Finality{}, opts))
	follows(t, fresh, f)
	require.Equal(t, digest(t, fresh), digest(t, db))
}

func TestIndexer_RootThatIsNotTheLedgers_IsFound(t *testing.T) {
	t.Parallel()
	recorded := business(t)
	isTampered := false
	for _, told := range recorded.groups {
		for i := range told.logs {
			event, err := recorded.contracts.Decode(told.logs[i])
			require.NoError(t, err)
			if _, isSettled := event.(chain.BatchSettled); isSettled && !isTampered {
				isTampered = true
				told.logs[i].Data = slices.Clone(told.logs[i].Data)
				told.logs[i].Data[3] ^= 1
			}
		}
	}
	f := newFakeChain(recorded, rand.New(rand.NewPCG(5, 6)))
	f.finish()
	db := storetest.New(t)
	start(t, indexer.New(f, recorded.contracts, db, chain.Finality{}, indexer.Options{Poll: time.Millisecond, Log: quiet()}))
	follows(t, db, f)
	faults, err := db.ChainFaults(t.Context(), recorded.contracts.Deployment().Escrow)
	require.NoError(t, err)
	require.EqualValues(t, 1, faults.FalseRoots)
}

func TestIndexer_TellsWhoseClaimsChanged(t *testing.T) {
	t.Parallel()
	recorded := business(t)
	f := newFakeChain(recorded, rand.New(rand.NewPCG(5, 7)))
	address := storetest.NewURL(t)
	db, err := store.Open(t.Context(), address)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	heard, err := db.Listen(ctx, store.ChannelClaimChanged)
	require.NoError(t, err)
	f.finish()
	start(t, indexer.New(f, recorded.contracts, db, chain.Finality{}, indexer.Options{Poll: time.Millisecond, RangeBlocks: 1, Log: quiet()}))
	for range heard {
		if storetest.Count(t, address, "SELECT count(*) FROM claim_changes WHERE insurer_id = 7 AND batch = 4") > 0 {
			return
		}
	}
	t.Fatal("nothing was told of the fourth batch")
}

func TestIndexer_OtherDeployment_Refused(t *testing.T) {
	t.Parallel()
	recorded := business(t)
	f := newFakeChain(recorded, rand.New(rand.NewPCG(5, 8)))
	f.grow(3, 3)
	db := storetest.New(t)
	stop := start(t, indexer.New(f, recorded.contracts, db, chain.Finality{}, indexer.Options{Poll: time.Millisecond, Log: quiet()}))
	follows(t, db, f)
	stop()
	b := openBook(t, 1)
	b.must(t, b.key, first(b.Contracts.Approve(b.Contracts.TokenAmount(1))))
	other := b.Deployment
	other.Ledger = chain.Address{1}
	contracts, err := chain.NewContracts(b.Client, other)
	require.NoError(t, err)
	err = indexer.New(b.Client, contracts, db, chain.Finality{}, indexer.Options{Log: quiet()}).Run(t.Context())
	require.ErrorIs(t, err, indexer.ErrOtherDeployment)
}
