package graph

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

func TestPlaces_AreOfOneAndInAllAndGivenBackOnce(t *testing.T) {
	t.Parallel()
	p := newPlaces(Bound{OfOne: 2, InAll: 3})
	take := func(caller any) func() {
		leave, err := p.take(caller)
		if err != nil && !errors.Is(err, auth.ErrRateLimited) {
			t.Fatal(err)
		}
		return leave
	}
	first := take("a")
	if first == nil || take("a") == nil || take("a") != nil || take(viewstest.Anna) == nil || take("b") != nil {
		t.Fatal("not two of one and three in all")
	}
	first()
	first()
	if take("b") == nil || take("b") != nil {
		t.Error("what was given back twice counts once")
	}
}

// count returns how many places are taken.
func (p *places) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.all
}

// Who waits for a block has a place; who need not wait needs none.
func TestAwaitAsked_SoManyWait(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Final(0)
	w.MoveChain(9)
	waiting := newPlaces(Bound{OfOne: 1, InAll: 2})
	ask := func(ctx context.Context, number, wait string) error {
		return awaitAsked(auth.WithPrincipal(ctx, viewstest.Anna), w.Views, waiting, map[string]any{"number": number, "waitMs": wait})
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- ask(ctx, "10", "30000") }()
	for deadline := time.Now().Add(20 * time.Second); waiting.count() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not wait")
		}
	}
	if err := ask(t.Context(), "10", "1"); !errors.Is(err, auth.ErrRateLimited) {
		t.Errorf("a second one: %v", err)
	}
	if err := ask(t.Context(), "9", "30000"); err != nil {
		t.Errorf("for a block that is there: %v", err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("who left: %v", err)
	}
	if err := ask(t.Context(), "10", "1"); !errors.Is(err, views.ErrStale) {
		t.Errorf("once there is room: %v", err)
	}
}
