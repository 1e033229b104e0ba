package graph

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/clearclaim/clearclaim/auth"
)

// Bound is how many of something may be there at a time: of one caller, and in this process.
type Bound struct{ OfOne, InAll int }

// DefaultMaxStreams bounds the streams that are open: each holds some 0.1 MB.
var DefaultMaxStreams = Bound{OfOne: 200, InAll: 5_000}

// maxOpening bounds the sockets whose callers are not known yet, by their address: a
// proxy's is that of many.
var maxOpening = Bound{OfOne: 200, InAll: 1_000}

// retryPlace is when it makes sense to ask for a place again.
const retryPlace = time.Second

// places are what so many may have at a time.
type places struct {
	bound Bound

	mu    sync.Mutex
	all   int
	taken map[any]int   // by the caller: a principal, or an address
	freed chan struct{} // closed when a place is given back
}

func newPlaces(bound Bound) *places {
	return &places{bound: bound, taken: map[any]int{}, freed: make(chan struct{})}
}

// take takes a place for a caller until leave is called, once or more often.
//
// Errors: [auth.ErrRateLimited], as [auth.RateLimitedError].
func (p *places) take(caller any) (leave func(), err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all >= p.bound.InAll || p.taken[caller] >= p.bound.OfOne {
		return nil, &auth.RateLimitedError{RetryAfter: retryPlace}
	}
	p.all++
	p.taken[caller]++
	return sync.OnceFunc(func() { p.free(caller) }), nil
}

// await is take that waits until there is room, for a while.
//
// Errors: [auth.ErrRateLimited], as [auth.RateLimitedError].
func (p *places) await(ctx context.Context, caller any, atMost time.Duration) (leave func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	for {
		freed := p.next()
		if leave, err = p.take(caller); err == nil {
			return leave, nil
		}
		select {
		case <-freed:
		case <-ctx.Done():
			return nil, err
		}
	}
}

// next returns what is closed when a place is given back from now on.
func (p *places) next() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.freed
}

func (p *places) free(caller any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all--
	if p.taken[caller]--; p.taken[caller] == 0 {
		delete(p.taken, caller)
	}
	close(p.freed)
	p.freed = make(chan struct{})
}

// callerOf returns whose place a request takes.
func callerOf(r *http.Request) any {
	if principal, ok := auth.PrincipalFrom(r.Context()); ok {
		return principal
	}
	return auth.NetworkOf(r)
}

// holdPlace has subscriptions on sockets take places. Streams of events take theirs
// before they begin, so that they are refused as requests are.
func holdPlace(streams *places) graphql.OperationMiddleware {
	return func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		principal, ok := auth.PrincipalFrom(ctx)
		if !ok || !isSocket(ctx) || kindOf(ctx) != ast.Subscription {
			return next(ctx)
		}
		leave, err := streams.take(principal)
		if err != nil {
			return refusedOperation(err)
		}
		context.AfterFunc(ctx, leave) // the transport ends it with the operation
		return next(ctx)
	}
}
