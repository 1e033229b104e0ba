package evm

import (
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
)

// Errors of the dev namespace.
var (
	// ErrDepth is returned for a reorg of no blocks, or of final ones.
	ErrDepth = errors.New("depth must be at least 1 and must not reach below the finalized block")
	// ErrSeconds is returned when the clock would not move forward.
	ErrSeconds = errors.New("the clock can only be moved forward")
)

// devAPI is the dev namespace: what a test may do to a chain and a client of a
// real one may not.
type devAPI struct{ sealer *sealer }

// Reorg is the result of dev_reorg.
type Reorg struct {
	CommonAncestor hexutil.Uint64 `json:"commonAncestor"` // its number
	OldHead        common.Hash    `json:"oldHead"`
	NewHead        common.Hash    `json:"newHead"`
	// Abandoned are the transactions of the blocks that were given up.
	Abandoned []common.Hash `json:"abandoned"`
}

// Reorg (dev_reorg) replaces the newest blocks, depth of them, by depth+1 empty
// ones, in one step, as a node does that hears of a better branch. The
// abandoned transactions go back to the pool and so into the next blocks, or,
// without keepTxs, are forgotten.
//
// Errors: [ErrDepth].
func (a *devAPI) Reorg(depth uint64, keepTxs bool) (*Reorg, error) {
	a.sealer.mu.Lock()
	defer a.sealer.mu.Unlock()
	return a.sealer.reorg(depth, keepTxs)
}

// ReorgFrom (dev_reorgFrom) is dev_reorg of the block with the number and all
// after it, however many they are by now.
//
// Errors: [ErrDepth].
func (a *devAPI) ReorgFrom(number uint64, keepTxs bool) (*Reorg, error) {
	a.sealer.mu.Lock()
	defer a.sealer.mu.Unlock()
	head := a.sealer.head().Number.Uint64()
	if number > head {
		return nil, fmt.Errorf("%w: block %d, head %d", ErrDepth, number, head)
	}
	return a.sealer.reorg(head-number+1, keepTxs)
}

// reorg must be called with the lock held.
func (s *sealer) reorg(depth uint64, keepTxs bool) (*Reorg, error) {
	old := s.head()
	abandoned, err := s.newest(depth)
	if err != nil {
		return nil, err
	}
	branch, err := s.branch(abandoned)
	if err != nil {
		return nil, fmt.Errorf("building the other branch: %w", err)
	}
	bystanders := s.waiting()
	if err := s.setHead(branch); err != nil {
		return nil, err
	}
	if err := s.eth.TxPool().Sync(); err != nil { // the pool has taken the abandoned ones back
		return nil, err
	}
	if !keepTxs {
		s.eth.TxPool().Clear()
		s.eth.TxPool().Add(bystanders, true)
	}
	s.wake()
	res := &Reorg{
		CommonAncestor: hexutil.Uint64(old.Number.Uint64() - depth),
		OldHead:        old.Hash(),
		NewHead:        branch.Hash(),
		Abandoned:      []common.Hash{},
	}
	for _, block := range abandoned {
		for _, tx := range block.Transactions() {
			res.Abandoned = append(res.Abandoned, tx.Hash())
		}
	}
	return res, nil
}

// newest returns the last depth blocks, oldest first.
func (s *sealer) newest(depth uint64) ([]*types.Block, error) {
	chain, head := s.eth.BlockChain(), s.head().Number.Uint64()
	final := uint64(0)
	if header := chain.CurrentFinalBlock(); header != nil {
		final = header.Number.Uint64()
	}
	if depth == 0 || depth > head-final {
		return nil, fmt.Errorf("%w: depth %d, head %d, finalized %d", ErrDepth, depth, head, final)
	}
	var blocks []*types.Block
	for number := head - depth + 1; number <= head; number++ {
		block := chain.GetBlockByNumber(number)
		if block == nil {
			return nil, fmt.Errorf("block %d is missing", number)
		}
		blocks = append(blocks, block)
	}
	return blocks, nil
}

// branch stores empty blocks beside the given ones, at the same times, and one
// more on top, which it returns.
func (s *sealer) branch(beside []*types.Block) (*types.Block, error) {
	parent := beside[0].ParentHash()
	for _, other := range beside {
		block, err := s.build(parent, other.Time(), true)
		if err != nil {
			return nil, err
		}
		if err := s.store(block); err != nil {
			return nil, err
		}
		parent = block.Hash()
	}
	top, err := s.build(parent, s.nextTime(s.head()), true)
	if err != nil {
		return nil, err
	}
	return top, s.store(top)
}

// waiting returns the transactions of the pool, each account's in order.
func (s *sealer) waiting() []*types.Transaction {
	var txs []*types.Transaction
	pending, queued := s.eth.TxPool().Content()
	for _, lists := range []map[common.Address][]*types.Transaction{pending, queued} {
		for _, list := range lists {
			txs = append(txs, list...)
		}
	}
	return txs
}

// Seal (dev_seal) seals a block at once, empty or not, even if it must run ahead
// of the clock.
func (a *devAPI) Seal() (common.Hash, error) {
	block, err := a.sealer.sealNow()
	if err != nil {
		return common.Hash{}, err
	}
	return block.Hash(), nil
}

// AdvanceTime (dev_advanceTime) moves the chain's clock forward and seals a block
// at the new time, which is at least that many seconds after the last block's,
// even if that ran ahead of the clock. The clock goes on from there; after a
// restart, from the head.
//
// Errors: [ErrSeconds].
func (a *devAPI) AdvanceTime(seconds uint64) (common.Hash, error) {
	if seconds == 0 || seconds > 1<<32 {
		return common.Hash{}, ErrSeconds
	}
	a.sealer.mu.Lock()
	a.sealer.advance(time.Duration(seconds) * time.Second)
	a.sealer.mu.Unlock()
	return a.Seal()
}
