package store

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestTurns_QuickStatementsRunFewAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		turns := turns{room: make(chan struct{}, 8), places: make(chan struct{}, 2)}
		var running, most atomic.Int32
		for range 20 {
			go func() {
				end, err := turns.take(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				most.Store(max(most.Load(), running.Add(1)))
				time.Sleep(quickTime / 2)
				running.Add(-1)
				end()
			}()
			synctest.Wait()
		}
		time.Sleep(time.Second)
		if most.Load() != 2 || len(turns.room) != 0 || len(turns.places) != 0 {
			t.Errorf("%d ran at a time, %d and %d are left", most.Load(), len(turns.room), len(turns.places))
		}
	})
}

func TestTurns_SlowStatementsLeaveTheirPlaces(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		turns := turns{room: make(chan struct{}, 3), places: make(chan struct{}, 1)}
		began := time.Now()
		var ends []func()
		for i := range 3 {
			end, err := turns.take(t.Context())
			if waited := time.Since(began); err != nil || waited != time.Duration(i)*quickTime {
				t.Fatalf("statement %d waited for %s: %v", i, waited, err)
			}
			ends = append(ends, end)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := turns.take(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("more than have room: %v", err)
		}
		for _, end := range ends {
			end()
		}
		if len(turns.room) != 0 || len(turns.places) != 0 {
			t.Errorf("%d and %d are left", len(turns.room), len(turns.places))
		}
	})
}
