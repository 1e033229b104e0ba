package chain_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/store"
)

// scriptedCaller keeps transactions from the node, and lets a test act before a
// batch goes out or between its elements.
type scriptedCaller struct {
	chain.Caller
	mu     sync.Mutex
	held   map[chain.Hash]bool
	before func([]rpc.BatchElem)
	// between is called before each element, which then goes out by itself.
	between func(element *rpc.BatchElem)
	// calls is held by every batch that is with the node, and alone by a reorganisation: what is sent into one may
	// be in its way, or in one of its blocks.
	calls sync.RWMutex
}

func (c *scriptedCaller) script(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
}

func (c *scriptedCaller) BatchCallContext(ctx context.Context, batch []rpc.BatchElem) error {
	c.calls.RLock()
	defer c.calls.RUnlock()
	c.mu.Lock()
	before, between := c.before, c.between
	var passed []int
	var forwarded []rpc.BatchElem
	for i := range batch {
		if batch[i].Method == "eth_sendRawTransaction" && c.held[chain.Hash(crypto.Keccak256Hash(batch[i].Args[0].(hexutil.Bytes)))] {
			continue
		}
		passed, forwarded = append(passed, i), append(forwarded, batch[i])
	}
	c.mu.Unlock()
	if before != nil {
		before(batch)
	}
	for len(forwarded) > 0 {
		count := len(forwarded)
		if between != nil {
			between(&forwarded[0])
			count = 1
		}
		if err := c.Caller.BatchCallContext(ctx, forwarded[:count]); err != nil {
			return err
		}
		for i := range count {
			batch[passed[i]].Error = forwarded[i].Error
		}
		passed, forwarded = passed[count:], forwarded[count:]
	}
	return nil
}

// grounded is a bench on which an insurer's registration by the operator is
// included, and another signer's intent that rests on it can be added.
type grounded struct {
	*bench
	caller *scriptedCaller
	sender *chain.Sender
	pause  chain.Call
}

func setupGrounded(t *testing.T, change func(*chain.SenderOptions)) *grounded {
	t.Helper()
	b := setup(t)
	g := &grounded{bench: b, caller: &scriptedCaller{Caller: b.RPC, held: map[chain.Hash]bool{}}}
	client, err := chain.NewClientOver(t.Context(), g.caller)
	require.NoError(t, err)
	opts := b.options()
	change(&opts)
	g.sender = chain.NewSender(client, b.db, b.keys, opts)
	operator, err := b.keys.Import(t.Context(), "operator", chaintest.OperatorKey)
	require.NoError(t, err)
	register, err := b.Contracts.RegisterInsurer(1, chain.InsurerKeys{
		Admin: b.other, Gateway: b.other, Adjudicator: b.other, Treasurer: b.other, Enroller: b.other, Approver: b.other,
	})
	require.NoError(t, err)
	g.pause, err = b.Contracts.SetPaused(1, true)
	require.NoError(t, err)
	b.add(t, store.Intent{BusinessKey: "register", Signer: operator, Recipient: register.Recipient, Calldata: register.Data})
	b.start(t, g.sender)
	_, err = await(t, g.sender, "register")
	require.NoError(t, err)
	return g
}

func (g *grounded) addPause(t *testing.T) {
	t.Helper()
	g.add(t, store.Intent{BusinessKey: "pause", Signer: g.other, Recipient: g.pause.Recipient, Calldata: g.pause.Data})
}

// hold keeps the registration from the node from now on.
func (g *grounded) hold(t *testing.T) {
	t.Helper()
	registered := g.state(t, "register").TxHash
	g.caller.script(func() { g.caller.held[registered] = true })
}

// reorganise replaces the newest blocks while nothing is sent.
func (g *grounded) reorganise(t *testing.T) {
	t.Helper()
	g.caller.calls.Lock()
	defer g.caller.calls.Unlock()
	g.Reorg(t, 8, false)
}

func (g *grounded) release() { g.caller.script(func() { clear(g.caller.held) }) }

// A reorganisation may put an intent that never was included before what it rests on.
func TestSender_ReorgPutsItBeforeItsGround_MadeAgainAndAwaited(t *testing.T) {
	t.Parallel()
	g := setupGrounded(t, func(*chain.SenderOptions) {})
	g.Pause()
	g.addPause(t)
	g.eventually(t, func() bool { return g.state(t, "pause").State == chain.StateSent })
	g.hold(t)
	g.reorganise(t)
	g.Resume()
	g.eventually(t, func() bool { return g.state(t, "pause").State == chain.StateReverted })
	require.True(t, g.state(t, "pause").IsProvisional)
	awaited := make(chan error, 1)
	go func() {
		_, err := await(t, g.sender, "pause")
		awaited <- err
	}()
	g.release()
	g.eventually(t, func() bool { return g.state(t, "register").State == chain.StateIncluded })
	for range 40 {
		g.Commit()
	}
	require.NoError(t, <-awaited)
	require.EqualValues(t, 1, g.state(t, "pause").Nonce, "another: the first is used up")
}

// What was seen included may be gone where the node estimates.
func TestSender_ReorgUnseenAtTheEstimate_NotRefused(t *testing.T) {
	t.Parallel()
	g := setupGrounded(t, func(*chain.SenderOptions) {})
	g.hold(t)
	var once sync.Once
	g.caller.script(func() {
		g.caller.before = func(batch []rpc.BatchElem) {
			if batch[0].Method == "eth_estimateGas" {
				once.Do(func() { g.Reorg(t, 8, false) })
			}
		}
	})
	g.addPause(t)
	g.eventually(t, func() bool { return g.state(t, "register").State == chain.StateSent })
	require.Equal(t, chain.StateWaiting, g.state(t, "pause").State)
	g.release()
	_, err := await(t, g.sender, "pause")
	require.NoError(t, err)
}

// What is on its way does not fail for good while what it rests on is under way again.
func TestSender_GroundTakenBackWhileItWaits_NonceIsKept(t *testing.T) {
	t.Parallel()
	g := setupGrounded(t, func(opts *chain.SenderOptions) { opts.ReplaceAfter = 50 * time.Millisecond })
	g.Pause()
	g.addPause(t)
	g.eventually(t, func() bool { return g.state(t, "pause").State == chain.StateSent })
	g.hold(t)
	g.reorganise(t)
	g.eventually(t, func() bool {
		sent, err := g.db.SentIntents(t.Context())
		require.NoError(t, err)
		return len(sent) == 2 && len(sent[1].Attempts) >= 4
	})
	sent, err := g.db.SentIntents(t.Context())
	require.NoError(t, err)
	for _, attempt := range sent[1].Attempts {
		require.False(t, attempt.IsNoop)
	}
}

// A receipt in a block that came after the head was read is not relied on: a
// reorganisation of that block alone would not be seen.
func TestSender_ReorgOfABlockAboveTheHeadRead_IncludedAgain(t *testing.T) {
	t.Parallel()
	g := setupGrounded(t, func(*chain.SenderOptions) {})
	g.Pause()
	isMade, isTakenBack := make(chan struct{}), make(chan struct{})
	var once sync.Once
	g.caller.script(func() {
		g.caller.between = func(element *rpc.BatchElem) {
			if element.Method == "eth_getTransactionReceipt" {
				once.Do(func() {
					g.Commit()
					close(isMade)
				})
			}
		}
	})
	g.mint(t, "mint", payee, 0)
	<-isMade
	g.caller.script(func() {
		g.caller.between = nil
		g.caller.before = func(batch []rpc.BatchElem) {
			if batch[0].Method == "eth_getBlockByNumber" {
				g.caller.script(func() { g.caller.before = nil })
				g.Reorg(t, 1, false)
				close(isTakenBack)
			}
		}
	})
	<-isTakenBack
	g.Resume()
	g.eventually(t, func() bool { return g.tokens(t, payee) == 1 })
	_, err := await(t, g.sender, "mint")
	require.NoError(t, err)
}
