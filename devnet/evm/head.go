package evm

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/miner"
)

// tipKey marks the block that is to be the head. It lies outside of the
// prefixes that go-ethereum uses in the same database.
var tipKey = []byte("\xffdevnet-tip")

// restoreTip moves the head to the marked block, if a kill has left it behind.
func (s *sealer) restoreTip() error {
	isMarked, err := s.eth.ChainDb().Has(tipKey)
	if err != nil || !isMarked {
		return err // a new chain has no mark yet
	}
	raw, err := s.eth.ChainDb().Get(tipKey)
	if err != nil {
		return err
	}
	tip := common.BytesToHash(raw)
	if tip == s.head().Hash() {
		return nil
	}
	block := s.eth.BlockChain().GetBlockByHash(tip)
	if block == nil {
		return nil // the chain was rewound on purpose, by debug_setHead
	}
	if _, err = s.eth.BlockChain().SetCanonical(block); err != nil {
		return err
	}
	// If that was a reorg, the pool has taken back what the reorg had dropped.
	if err := s.eth.TxPool().Sync(); err != nil {
		return err
	}
	s.eth.TxPool().Clear()
	return nil
}

// findLastFull looks for the newest block with transactions that is not final.
func (s *sealer) findLastFull(head *types.Header) uint64 {
	chain := s.eth.BlockChain()
	final := chain.CurrentFinalBlock().Number.Uint64() // set by finalize
	for number := head.Number.Uint64(); number > final; number-- {
		if block := chain.GetBlockByNumber(number); block != nil && len(block.Transactions()) > 0 {
			return number
		}
	}
	return 0
}

// build makes a block on any known parent: empty, or filled from the pool.
func (s *sealer) build(parent common.Hash, timestamp uint64, empty bool) (*types.Block, error) {
	args := &miner.BuildPayloadArgs{
		Parent:     parent,
		Timestamp:  timestamp,
		BeaconRoot: new(common.Hash),
	}
	// Random, so that two blocks on one parent are never the same.
	if _, err := rand.Read(args.Random[:]); err != nil {
		return nil, err
	}
	header := s.eth.BlockChain().GetHeaderByHash(parent)
	if header == nil {
		return nil, errors.New("the parent block is missing")
	}
	args.SlotNum = new(uint64)
	if header.SlotNumber != nil {
		*args.SlotNum = *header.SlotNumber + 1
	}
	block, _, err := s.eth.Miner().BuildTestingPayload(args, nil, empty, nil)
	return block, err
}

// store executes a block and writes it and its state, without making it the
// head.
func (s *sealer) store(block *types.Block) error {
	_, err := s.eth.BlockChain().InsertBlockWithoutSetHead(context.Background(), block, false)
	return err
}

// adopt stores a block and makes it the head.
func (s *sealer) adopt(block *types.Block) error {
	if err := s.store(block); err != nil {
		return err
	}
	return s.setHead(block)
}

// setHead makes a stored block the head. The block and the mark are on disk
// before anybody can see it, so what was seen survives a kill.
func (s *sealer) setHead(block *types.Block) error {
	if err := s.eth.ChainDb().Put(tipKey, block.Hash().Bytes()); err != nil {
		return err
	}
	if err := s.eth.ChainDb().SyncKeyValue(); err != nil {
		return err
	}
	if _, err := s.eth.BlockChain().SetCanonical(block); err != nil {
		return err
	}
	if len(block.Transactions()) > 0 {
		s.lastFull = block.NumberU64()
	}
	s.finalize(block.Header())
	return nil
}

// finalize marks the block that is finalityDepth below the head as safe and
// final.
func (s *sealer) finalize(head *types.Header) {
	number := uint64(0)
	if n := head.Number.Uint64(); n > s.finalityDepth {
		number = n - s.finalityDepth
	}
	chain := s.eth.BlockChain()
	// A smaller depth than at the last run never takes finality back.
	if final := chain.CurrentFinalBlock(); final != nil && final.Number.Uint64() > number {
		number = final.Number.Uint64()
	}
	if header := chain.GetHeaderByNumber(number); header != nil {
		chain.SetFinalized(header)
		chain.SetSafe(header)
	}
}
