package indexer_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
)

// recording is what transactions of a real chain told, in order.
type recording struct {
	contracts *chain.Contracts
	groups    []group // one a transaction
}

// group is what a transaction told. A determination's leaf holds the time of its
// block: a block of another time would tell another root.
type group struct {
	at   time.Time
	logs []chain.Log
}

// record keeps what a book's chain has told.
func record(t *testing.T, b *book) *recording {
	t.Helper()
	head, err := b.Client.Head(t.Context())
	require.NoError(t, err)
	blocks, err := b.Client.Blocks(t.Context(), 0, head.Number, b.Contracts.LogFilters())
	require.NoError(t, err)
	r := &recording{contracts: b.Contracts}
	for _, block := range blocks {
		var last chain.Hash
		for _, log := range block.Logs {
			if log.TxHash != last {
				last = log.TxHash
				r.groups = append(r.groups, group{at: block.Time})
			}
			told := &r.groups[len(r.groups)-1]
			told.logs = append(told.logs, log)
		}
	}
	return r
}

// fakeChain serves recorded transactions in blocks of its own making, forgets
// blocks and makes others, and fails at times.
type fakeChain struct {
	recording *recording
	mu        sync.Mutex
	random    *rand.Rand
	blocks    []chain.Block // by number, from genesis
	packed    []int         // how many groups are in the blocks up to each
	failOneIn int           // 0 never fails
	calls     int
	max       int // logs that a range may give
	// finalAfter is how many blocks are above the newest final one, and final the newest
	// that somebody was told of: no reorganisation goes below it.
	finalAfter, final int
}

func newFakeChain(r *recording, random *rand.Rand) *fakeChain {
	f := &fakeChain{recording: r, random: random, max: 40, finalAfter: 19}
	start := r.contracts.Deployment().Block
	f.mu.Lock()
	defer f.mu.Unlock()
	for range start {
		f.mine(0)
	}
	return f
}

// mine adds a block with the next groups, as far as they are of one time. The
// caller holds the lock.
func (f *fakeChain) mine(groups int) {
	block := chain.Block{Number: uint64(len(f.blocks)), Time: time.Unix(1_800_000_000, 0).UTC()}
	done := 0
	if block.Number > 0 {
		block.ParentHash, block.Time = f.blocks[block.Number-1].Hash, f.blocks[block.Number-1].Time
		done = f.packed[block.Number-1]
	}
	var salt [8]byte
	binary.BigEndian.PutUint64(salt[:], f.random.Uint64())
	block.Hash = sha256.Sum256(append(block.ParentHash[:], salt[:]...))
	for ; groups > 0 && done < len(f.recording.groups); groups-- {
		next := f.recording.groups[done]
		if len(block.Logs) > 0 && !next.at.Equal(block.Time) {
			break
		}
		block.Time = next.at
		for _, log := range next.logs {
			log.Index = uint32(len(block.Logs))
			block.Logs = append(block.Logs, log)
		}
		done++
	}
	f.blocks, f.packed = append(f.blocks, block), append(f.packed, done)
}

// grow adds blocks with up to most groups each.
func (f *fakeChain) grow(blocks, most int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for range blocks {
		f.mine(f.random.IntN(most + 1))
	}
}

// reorg drops the newest blocks, as far as they are not final, and mines others in their place.
func (f *fakeChain) reorg(depth, replacement int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.keep(max(len(f.blocks)-depth, f.final+1))
	for range replacement {
		f.mine(f.random.IntN(4))
	}
}

// keep drops all but the first blocks. The caller holds the lock.
func (f *fakeChain) keep(blocks int) {
	f.blocks, f.packed = f.blocks[:blocks:blocks], f.packed[:blocks:blocks]
}

// fallBack drops all but the first blocks, final ones too, until restore is called: so
// does a node that synchronises again.
func (f *fakeChain) fallBack(blocks int) (restore func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	all, packed := f.blocks, f.packed
	f.keep(blocks)
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.blocks, f.packed = all, packed
	}
}

// asked returns how often the chain was asked.
func (f *fakeChain) asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

// replay returns a chain that shows the blocks of now one after the other, as far as
// its grow is called for, and is never reorganised.
func (f *fakeChain) replay() *shown {
	f.mu.Lock()
	defer f.mu.Unlock()
	again := &fakeChain{recording: f.recording, random: f.random, max: f.max, finalAfter: f.finalAfter}
	again.blocks = append(again.blocks, f.blocks[:f.recording.contracts.Deployment().Block]...)
	return &shown{fakeChain: again, all: f.blocks}
}

// shown is a chain whose blocks are known before.
type shown struct {
	*fakeChain
	all []chain.Block
}

// show shows more blocks, and reports whether there are any further.
func (s *shown) show(blocks int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocks = s.all[:min(len(s.blocks)+blocks, len(s.all))]
	return len(s.blocks) < len(s.all)
}

// finish puts everything that is left into blocks.
func (f *fakeChain) finish() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failOneIn = 0
	for f.packed[len(f.packed)-1] < len(f.recording.groups) {
		f.mine(1 + f.random.IntN(3))
	}
	f.mine(0)
}

var errNode = errors.New("connection reset by peer")

// answer fails, or lets the chain be asked.
func (f *fakeChain) answer(do func() error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if f.failOneIn > 0 && f.random.IntN(f.failOneIn) == 0 {
		return errNode
	}
	return do()
}

func (f *fakeChain) Head(context.Context) (head chain.Head, err error) {
	err = f.answer(func() error {
		last := f.blocks[len(f.blocks)-1]
		head = chain.Head{Number: last.Number, Hash: last.Hash, ParentHash: last.ParentHash, Time: last.Time}
		return nil
	})
	return head, err
}

func (f *fakeChain) Blocks(_ context.Context, from, to uint64, _ []chain.LogFilter) (blocks []chain.Block, err error) {
	err = f.answer(func() error {
		if to >= uint64(len(f.blocks)) {
			return chain.ErrBlockNotFound
		}
		logs := 0
		for _, block := range f.blocks[from : to+1] {
			logs += len(block.Logs)
		}
		if from < to && logs > f.max {
			return errors.New("query returned more than 40 results")
		}
		blocks = append(blocks, f.blocks[from:to+1]...)
		return nil
	})
	return blocks, err
}

func (f *fakeChain) BlockHashes(_ context.Context, numbers []uint64) (hashes []chain.Hash, err error) {
	err = f.answer(func() error {
		hashes = make([]chain.Hash, len(numbers))
		for i, number := range numbers {
			if number < uint64(len(f.blocks)) {
				hashes[i] = f.blocks[number].Hash
			}
		}
		return nil
	})
	return hashes, err
}

func (f *fakeChain) FinalNumber(context.Context, chain.Finality) (final uint64, err error) {
	err = f.answer(func() error {
		f.final = max(f.final, len(f.blocks)-1-f.finalAfter)
		final = uint64(f.final)
		return nil
	})
	return final, err
}
