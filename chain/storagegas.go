package chain

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"
)

// StorageGas is what a chain takes for storage, in gas. Forks differ in it, where the
// rest of what a transaction does costs much the same.
type StorageGas struct {
	New       uint64 // a slot that becomes non-zero
	Rewritten uint64 // a slot that was not zero before, touched for the first time
}

// OsakaStorageGas is what storage costs on Osaka (EIP-2929, EIP-3529).
var OsakaStorageGas = StorageGas{New: 22_100, Rewritten: 5_000}

// estimateSlack is how far a node's estimates of two calls may be apart for other
// reasons: go-ethereum stops searching within 1.5 % of each.
const estimateSlack = 1_500

// StorageGas asks the node what storage costs on its newest block: the estimates of
// calls that write a slot less that of one that does nothing, of code that the node is
// told to imagine. What Osaka takes is the least that is answered.
//
// Errors: those of a node that does not estimate with state overrides.
func (c *Contracts) StorageGas(ctx context.Context) (StorageGas, error) {
	const stop, write = "0x00", "0x60025f55" // PUSH1 2 PUSH0 SSTORE
	zero, one := common.Hash{}, common.Hash{31: 1}
	var gas [3]hexutil.Uint64
	batch := make([]rpc.BatchElem, len(gas))
	for i, imagined := range []map[string]any{
		{"code": stop}, {"code": write}, {"code": write, "state": map[common.Hash]common.Hash{zero: one}},
	} {
		at := Address{0: 0xcc, 19: byte(i + 1)}
		batch[i] = rpc.BatchElem{
			Method: "eth_estimateGas",
			Args:   []any{callArgs(Address{}, at, nil, nil), "latest", map[common.Address]any{common.Address(at): imagined}},
			Result: &gas[i],
		}
	}
	if err := c.client.batch(ctx, batch); err != nil {
		return StorageGas{}, err
	}
	for _, element := range batch {
		if element.Error != nil {
			return StorageGas{}, fmt.Errorf("estimating what storage costs: %w", element.Error)
		}
	}
	return StorageGas{
		New:       atLeast(OsakaStorageGas.New, uint64(gas[1])-min(uint64(gas[0]), uint64(gas[1]))),
		Rewritten: atLeast(OsakaStorageGas.Rewritten, uint64(gas[2])-min(uint64(gas[0]), uint64(gas[2]))),
	}, nil
}

// atLeast returns what was found where it is more than is known by more than the
// estimates may be off.
func atLeast(known, found uint64) uint64 {
	if found <= known+estimateSlack {
		return known
	}
	return found
}
