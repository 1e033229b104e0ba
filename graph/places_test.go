package graph

import (
	"context"
	"errors"
	"io"
	"strings"
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

// A large body has a place from where it is large until it is answered, and waits for one.
func TestRequestBody_LargeOnesTakeAPlace(t *testing.T) {
	t.Parallel()
	p := newPlaces(Bound{OfOne: 1, InAll: 2})
	body := func(length int, wait time.Duration) *requestBody {
		return &requestBody{
			Reader: strings.NewReader(strings.Repeat("x", length)),
			place:  func() (func(), error) { return p.await(t.Context(), "a", wait) },
		}
	}
	large := maxUsualBody + 1
	small, first, late := body(maxUsualBody, 0), body(large, 0), body(large, time.Millisecond)
	if _, err := io.ReadAll(small); err != nil || p.count() != 0 {
		t.Errorf("a small one: %v, %d places", err, p.count())
	}
	if text, err := io.ReadAll(first); err != nil || len(text) != large || p.count() != 1 {
		t.Errorf("the first: %v, %d places", err, p.count())
	}
	if _, err := io.ReadAll(late); !errors.Is(err, auth.ErrRateLimited) {
		t.Errorf("one for which there is no room: %v", err)
	}
	read := make(chan error, 1)
	next := body(large, 20*time.Second)
	go func() {
		_, err := io.ReadAll(next)
		read <- err
	}()
	first.leave()
	if err := <-read; err != nil {
		t.Errorf("one that waits: %v", err)
	}
	for _, b := range []*requestBody{small, late, next} {
		b.leave()
	}
	if p.count() != 0 {
		t.Errorf("%d places are left", p.count())
	}
}
