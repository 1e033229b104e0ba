package store

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// turns let the statements of readers run in the order in which they came. Few run at a
// time: processors that run many finish each of them late, and some much later than
// others. One that is not quick leaves its place to the next and runs on beside it: it
// keeps those behind it waiting for at most quickTime, unless all the room is taken that
// readers have.
type turns struct{ room, places chan struct{} }

// quickTime is several times what a page takes, on processors that are busy.
const quickTime = 20 * time.Millisecond

// newTurns returns turns for half of a pool of connections. Two for each processor of this
// program are in their places: a page takes it about as long as the database. What a pool
// has beyond the least one is an installation's word that its database runs more.
func newTurns(connections int) turns {
	room := max(connections/2, 1)
	places := max(2*runtime.GOMAXPROCS(0), room-minPoolSize/2)
	return turns{room: make(chan struct{}, room), places: make(chan struct{}, min(room, places))}
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
