package store

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// turns let the statements of readers run in the order in which they came. Few run at a
// time: processors that run many finish each of them late, and some much later than
// others. One that is not quick leaves its place to the next and runs on beside it, so
// that slow statements keep quick ones waiting only where they take all the room that
// readers have.
type turns struct{ room, places chan struct{} }

// quickTime is some times what a page takes, on processors that are busy.
const quickTime = 20 * time.Millisecond

// newTurns returns turns for so many statements at a time, of which two for each
// processor of this program are in their places: each page takes it about as long as the database.
func newTurns(room int) turns {
	room = max(room, 1)
	return turns{room: make(chan struct{}, room), places: make(chan struct{}, min(room, 2*runtime.GOMAXPROCS(0)))}
}

// take waits for a turn, and returns what ends it.
//
// Errors: the context's.
func (t turns) take(ctx context.Context) (end func(), err error) {
	if err := enter(ctx, t.room); err != nil {
		return nil, err
	}
	if err := enter(ctx, t.places); err != nil {
		<-t.room
		return nil, err
	}
	leave := sync.OnceFunc(func() { <-t.places })
	late := time.AfterFunc(quickTime, leave)
	return func() {
		late.Stop()
		leave()
		<-t.room
	}, nil
}

func enter(ctx context.Context, into chan<- struct{}) error {
	select {
	case into <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
