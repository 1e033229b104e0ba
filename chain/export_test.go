package chain

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"github.com/ethereum/go-ethereum/rpc"

	"github.com/clearclaim/clearclaim/claims/coverage"
)

// Caller is the connection that tests put faults into.
type Caller = caller

var _ Caller = (*rpc.Client)(nil)

// NewClientOver returns a client over a connection with faults.
func NewClientOver(ctx context.Context, connection Caller) (*Client, error) {
	return newClient(ctx, connection, nil)
}

// ContractErrors returns the names of the errors that have a sentinel.
func ContractErrors() []string { return slices.Collect(maps.Keys(contractErrors)) }

// EventID is where an event comes from.
type EventID struct {
	Address Address
	Topic   Hash
}

// EventsOf returns the events that the contracts' logs are decoded to.
func EventsOf(c *Contracts) map[EventID]bool {
	events := map[EventID]bool{}
	for id := range c.decoders {
		events[EventID{id.address, id.topic}] = true
	}
	return events
}

// MaxByHash is up to how many blocks are asked for their logs one by one.
const MaxByHash = maxByHash

// Empty makes the slice that a pointer points to empty.
func Empty(slice any) { reflect.ValueOf(slice).Elem().SetZero() }

// Without takes logs out of a node's answer.
func Without(answer any, isOut func(Log) bool) {
	logs := answer.(*rpcLogs)
	*logs = slices.DeleteFunc(*logs, func(log rpcLog) bool { return isOut(log.Log) })
}

// Probes are the instructions that a chain is asked for.
var Probes = probes

// RunProbe asks a chain for an instruction.
func RunProbe(ctx context.Context, c *Client, op byte) error { return c.checkInstruction(ctx, op) }

// LimitKindOf returns the kind of limit that the ledger counts as a number.
func LimitKindOf(number uint8) (coverage.LimitKind, error) {
	var f fields
	kind := keyOf(&f, limitKinds, number)
	return kind, f.err
}
