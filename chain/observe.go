package chain

import (
	"context"

	"github.com/ethereum/go-ethereum/rpc"
)

// Observer is told when a request to the node begins, with its method, or
// "batch" for several at once. It returns the context that the request runs in and a
// function that is told how it ended. It is never told what was asked.
type Observer func(ctx context.Context, method string) (context.Context, func(error))

// observed returns a caller whose requests are told to observe.
func observed(inner caller, observe Observer) caller {
	if observe == nil {
		return inner
	}
	return &observedCaller{caller: inner, observe: observe}
}

type observedCaller struct {
	caller
	observe Observer
}

// CallContext implements caller.
func (c *observedCaller) CallContext(ctx context.Context, result any, method string, args ...any) error {
	ctx, ended := c.observe(ctx, method)
	err := c.caller.CallContext(ctx, result, method, args...)
	ended(err)
	return err
}

// BatchCallContext implements caller. The fault of one request does not fail the batch.
func (c *observedCaller) BatchCallContext(ctx context.Context, batch []rpc.BatchElem) error {
	ctx, ended := c.observe(ctx, "batch")
	err := c.caller.BatchCallContext(ctx, batch)
	ended(err)
	return err
}
