package store_test

import (
	"context"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

const nobodysClaim claims.ID = "00000000-0000-0000-0000-000000000001"

// Positions are seen in their order, however many write: who reads on after the last
// position that it saw misses none.
func TestClaimChanges_ManyWriters_AReaderMissesNone(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	const writers, each = 8, 50
	var writing sync.WaitGroup
	for range writers {
		writing.Go(func() {
			for range each {
				err := db.InTx(t.Context(), func(tx *store.Tx) error {
					tx.ClaimChanged(nobodysClaim)
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	seen, after := 0, int64(0)
	deadline := time.Now().Add(time.Minute)
	for seen < writers*each {
		changes, err := db.ClaimChanges(t.Context(), after, math.MaxInt64, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range changes {
			if change.Position <= after {
				t.Fatalf("position %d after %d", change.Position, after)
			}
			after = change.Position
			seen++
		}
		if time.Now().After(deadline) {
			t.Fatalf("saw %d of %d", seen, writers*each)
		}
	}
	writing.Wait()
}

// While one transaction commits its positions no other takes one.
func TestClaimChanges_OneTransactionAfterTheOther(t *testing.T) {
	t.Parallel()
	address := storetest.NewURL(t)
	db, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	change := func() error {
		return db.InTx(context.WithoutCancel(t.Context()), func(tx *store.Tx) error {
			tx.ClaimChanged(nobodysClaim)
			tx.ClaimChanged(nobodysClaim)
			return nil
		})
	}
	written := make(chan error, 1)
	storetest.Holding(t, address, "SELECT pg_advisory_xact_lock(1667785070)", func() {
		go func() { written <- change() }()
		storetest.AwaitWaiting(t, address, 1)
		if got := storetest.Count(t, address, "SELECT count(*) FROM claim_changes_position_seq WHERE is_called"); got != 0 {
			t.Error("a position was taken")
		}
	})
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	first, last, err := db.ClaimChangeSpan(t.Context())
	if err != nil || first != 1 || last != 1 {
		t.Errorf("span %d to %d, %v: a transaction tells of a claim once", first, last, err)
	}
}

func TestClaimChanges_OfATransactionThatFailed_AreNone(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	err := db.InTx(t.Context(), func(tx *store.Tx) error {
		tx.ClaimChanged(nobodysClaim)
		return store.ErrConflict
	})
	if err == nil {
		t.Fatal("committed")
	}
	if _, last, err := db.ClaimChangeSpan(t.Context()); err != nil || last != 0 {
		t.Errorf("last %d, %v", last, err)
	}
}
