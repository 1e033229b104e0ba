package indexer_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/indexer"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// refusing refuses every range with a fault until mend is called, and notes the ranges.
type refusing struct {
	*fakeChain
	mu    sync.Mutex
	fault error
	asked [][2]uint64
	heads []time.Time // when the head was asked for
}

func (r *refusing) Head(ctx context.Context) (chain.Head, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.heads = append(r.heads, time.Now())
	return r.fakeChain.Head(ctx)
}

func (r *refusing) Blocks(ctx context.Context, from, to uint64, filters []chain.LogFilter) ([]chain.Block, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fault == nil {
		return r.fakeChain.Blocks(ctx, from, to, filters)
	}
	r.asked = append(r.asked, [2]uint64{from, to})
	return nil, r.fault
}

func (r *refusing) mend() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault = nil
}

// rounds returns when the head was asked for.
func (r *refusing) rounds() []time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.heads
}

// A node that is asked too often is asked seldomer, and not for smaller ranges: those
// are more requests.
func TestIndexer_NodeIsAskedTooOften_RangesStayAndPausesGrow(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]error{
		"status": &chain.StatusError{Code: http.StatusTooManyRequests},
		"answer": fmt.Errorf("%w: exceeded its compute units per second capacity", chain.ErrNodeBusy),
		"away":   errors.New("connection refused"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeChain(business(t), rand.New(rand.NewPCG(15, 21)))
			f.grow(40, 1)
			node := &refusing{fakeChain: f, fault: fault}
			db := storetest.New(t)
			start(t, indexer.New(node, f.recording.contracts, db, chain.Finality{}, indexer.Options{
				Poll: time.Millisecond, RangeBlocks: 8, Readers: 1, Log: quiet(),
			}))
			const rounds = 9
			require.Eventually(t, func() bool { return len(node.rounds()) >= rounds }, 20*time.Second, time.Millisecond)
			heads := node.rounds()[:rounds]
			require.GreaterOrEqual(t, heads[rounds-1].Sub(heads[0]), 250*time.Millisecond, "1 ms, then twice as long each time")
			node.mu.Lock()
			for _, span := range node.asked {
				require.EqualValues(t, 7, span[1]-span[0])
			}
			node.mu.Unlock()
			node.mend()
			follows(t, db, f)
		})
	}
}

func TestIndexer_NodeSaysRetryAfter_IsLeftAloneForSoLong(t *testing.T) {
	t.Parallel()
	f := newFakeChain(business(t), rand.New(rand.NewPCG(16, 21)))
	f.grow(40, 1)
	const wanted = 700 * time.Millisecond
	node := &refusing{fakeChain: f, fault: &chain.StatusError{Code: http.StatusTooManyRequests, RetryAfter: wanted}}
	start(t, indexer.New(node, f.recording.contracts, storetest.New(t), chain.Finality{}, indexer.Options{Poll: time.Millisecond, Log: quiet()}))
	require.Eventually(t, func() bool { return len(node.rounds()) >= 2 }, 20*time.Second, time.Millisecond)
	heads := node.rounds()
	require.GreaterOrEqual(t, heads[1].Sub(heads[0]), wanted)
}

// A range that takes a gateway too long, or is too much for it, is read in halves.
func TestIndexer_GatewayRefusesARange_IsReadInHalves(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusRequestEntityTooLarge, http.StatusGatewayTimeout} {
		f := newFakeChain(business(t), rand.New(rand.NewPCG(17, 21)))
		f.grow(40, 1)
		db := storetest.New(t)
		start(t, indexer.New(narrow{f, status}, f.recording.contracts, db, chain.Finality{}, indexer.Options{Poll: time.Millisecond, Log: quiet()}))
		follows(t, db, f)
	}
}

// narrow is a node behind a gateway that lets ranges of two blocks through.
type narrow struct {
	*fakeChain
	status int
}

func (n narrow) Blocks(ctx context.Context, from, to uint64, filters []chain.LogFilter) ([]chain.Block, error) {
	if to-from > 1 {
		return nil, &chain.StatusError{Code: n.status}
	}
	return n.fakeChain.Blocks(ctx, from, to, filters)
}
