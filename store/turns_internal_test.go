package store

import (
	"context"
	"errors"
	"runtime"
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
		started := make(chan int, 20)
		for i := range 20 {
			go func() {
				end, err := turns.take(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				started <- i
				most.Store(max(most.Load(), running.Add(1)))
				time.Sleep(quickTime / 2)
				running.Add(-1)
				end()
			}()
			synctest.Wait()
		}
		time.Sleep(time.Second)
		for i := range 20 {
			if got := <-started; got/2 != i/2 { // two at a time
				t.Errorf("%d started as the %d.", got, i)
			}
		}
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

func TestTurns_WhoGivesUpTakesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		turns := turns{room: make(chan struct{}, 2), places: make(chan struct{}, 1)}
		end, err := turns.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), quickTime/2)
		defer cancel()
		if _, err := turns.take(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got a turn, %v, where all places were taken", err)
		}
		if len(turns.room) != 1 || len(turns.places) != 1 {
			t.Errorf("%d and %d are taken by one", len(turns.room), len(turns.places))
		}
		end()
	})
}

func TestNewTurns_APoolBeyondTheLeastRunsMore(t *testing.T) {
	t.Parallel()
	few := min(minPoolSize/2, 2*runtime.GOMAXPROCS(0))
	for connections, want := range map[int][2]int{1: {1, 1}, minPoolSize: {minPoolSize / 2, few}, 1_000: {500, 500 - minPoolSize/2}} {
		if got := newTurns(connections); cap(got.room) != want[0] || cap(got.places) != want[1] {
			t.Errorf("%d connections: %d at a time, %d in their places, want %v", connections, cap(got.room), cap(got.places), want)
		}
	}
}
