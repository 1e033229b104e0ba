package chain_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/store"
)

var errCrash = errors.New("crash")

// step is a place where a sender may die.
type step string

const (
	beforeSent      step = "before the attempts are kept"
	afterSent       step = "after the attempts are kept, before they are sent"
	beforeBroadcast step = "before the bytes reach the node"
	afterBroadcast  step = "after the bytes reached the node, before it answers"
	beforeOutcome   step = "before the outcome is kept"
	afterOutcome    step = "after the outcome is kept"
)

var steps = []step{beforeSent, afterSent, beforeBroadcast, afterBroadcast, beforeOutcome, afterOutcome}

// crasher kills a sender at a step: what is under way fails, and nothing the
// sender does afterwards has an effect.
type crasher struct {
	mu     sync.Mutex
	at     func(step) bool
	isDead bool
	kill   context.CancelFunc
}

func (c *crasher) pass(s step) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.isDead && c.at(s) {
		c.isDead = true
		c.kill()
	}
	if c.isDead {
		return errCrash
	}
	return nil
}

type crashingStore struct {
	*store.DB
	*crasher
}

func (s crashingStore) RecordSent(ctx context.Context, epoch int64, intents []chain.Intent) (bool, error) {
	if err := s.pass(beforeSent); err != nil {
		return false, err
	}
	isHeld, err := s.DB.RecordSent(ctx, epoch, intents)
	if err != nil {
		return isHeld, err
	}
	return isHeld, s.pass(afterSent)
}

func (s crashingStore) RecordOutcomes(ctx context.Context, epoch int64, intents []chain.Intent) (bool, error) {
	if err := s.pass(beforeOutcome); err != nil {
		return false, err
	}
	isHeld, err := s.DB.RecordOutcomes(ctx, epoch, intents)
	if err != nil {
		return isHeld, err
	}
	return isHeld, s.pass(afterOutcome)
}

type crashingCaller struct {
	chain.Caller
	*crasher
}

func (c crashingCaller) BatchCallContext(ctx context.Context, batch []rpc.BatchElem) error {
	if batch[0].Method != "eth_sendRawTransaction" {
		return c.Caller.BatchCallContext(ctx, batch)
	}
	if err := c.pass(beforeBroadcast); err != nil {
		return err
	}
	if err := c.Caller.BatchCallContext(ctx, batch); err != nil {
		return err
	}
	return c.pass(afterBroadcast)
}

// runUntilCrash runs a sender that dies at a step, and returns when it is dead.
func (b *bench) runUntilCrash(t *testing.T, at func(step) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c := &crasher{at: at, kill: cancel}
	client, err := chain.NewClientOver(ctx, crashingCaller{b.RPC, c})
	require.NoError(t, err)
	sender := chain.NewSender(client, crashingStore{b.db, c}, b.keys, b.options())
	err = sender.Run(ctx)
	require.ErrorIs(t, err, context.Canceled, "it died by the crash, not of old age")
}

func TestSender_KilledAtEachStep_ExactlyOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const each = 3
	for n, at := range steps {
		for i := range each {
			b.mint(t, fmt.Sprintf("mint/%d/%d", n, i), payee, 0)
		}
		b.runUntilCrash(t, func(s step) bool { return s == at })
		sender := chain.NewSender(b.Client, b.db, b.keys, b.options())
		stop := b.start(t, sender)
		for i := range each {
			_, err := await(t, sender, fmt.Sprintf("mint/%d/%d", n, i))
			require.NoError(t, err, at)
		}
		stop()
		require.EqualValues(t, each*(n+1), b.tokens(t, payee), at)
	}
}

func TestSender_RandomKillsAndReorgs_ExactlyOnce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			random := rand.New(rand.NewPCG(seed, 7))
			total := 0
			for range 8 {
				for range 1 + random.IntN(5) {
					total++
					b.mint(t, fmt.Sprintf("mint/%d", total), payee, 0)
				}
				left := 1 + random.IntN(5)
				b.runUntilCrash(t, func(step) bool { left--; return left == 0 })
				if random.IntN(2) == 0 {
					b.Reorg(t, 1+random.Uint64N(3), random.IntN(2) == 0)
				}
			}
			sender := chain.NewSender(b.Client, b.db, b.keys, b.options())
			b.start(t, sender)
			b.eventually(t, func() bool { return b.tokens(t, payee) == int64(total) && b.allIncluded(t, total) })
			require.EqualValues(t, total, b.tokens(t, payee))
		})
	}
}

func (b *bench) allIncluded(t *testing.T, total int) bool {
	t.Helper()
	for i := 1; i <= total; i++ {
		intent, _, err := b.db.IntentByKey(t.Context(), fmt.Sprintf("mint/%d", i))
		require.NoError(t, err)
		if intent.State != chain.StateIncluded {
			return false
		}
	}
	return true
}

func (b *bench) eventually(t *testing.T, holds func() bool) {
	t.Helper()
	require.Eventually(t, holds, 30*time.Second, 10*time.Millisecond)
}

func (b *bench) state(t *testing.T, key string) chain.Intent {
	t.Helper()
	intent, isKnown, err := b.db.IntentByKey(t.Context(), key)
	require.NoError(t, err)
	require.True(t, isKnown)
	return intent
}

func TestSender_ReorgTakesInclusionBack_IncludedAgainOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sender := chain.NewSender(b.Client, b.db, b.keys, b.options())
	b.start(t, sender)
	for i := range 5 {
		b.mint(t, fmt.Sprintf("mint/%d", i), payee, 0)
	}
	var old chain.Inclusion
	for i := range 5 {
		var err error
		old, err = await(t, sender, fmt.Sprintf("mint/%d", i))
		require.NoError(t, err)
	}
	b.Pause()
	b.Reorg(t, 8, false) // the node forgets the transactions
	b.eventually(t, func() bool { return b.state(t, "mint/4").State == chain.StateSent })
	require.Zero(t, b.tokens(t, payee))
	b.Resume()
	b.eventually(t, func() bool { return b.tokens(t, payee) == 5 })
	again, err := await(t, sender, "mint/4")
	require.NoError(t, err)
	require.Equal(t, old.TxHash, again.TxHash, "the same bytes")
	require.Greater(t, again.BlockNumber, old.BlockNumber)
}

// What an intent rests on may come later after a reorganisation.
func TestSender_ReorgTakesItsGroundAway_MadeAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sender := chain.NewSender(b.Client, b.db, b.keys, b.options())
	register, err := b.Contracts.RegisterInsurer(1, chain.InsurerKeys{
		Admin: b.other, Gateway: b.other, Adjudicator: b.other, Treasurer: b.other, Enroller: b.other, Approver: b.other,
	})
	require.NoError(t, err)
	pause, err := b.Contracts.SetPaused(1, true)
	require.NoError(t, err)
	b.Send(t, chaintest.Operator(t), register) // not by the sender, which will not make it again
	b.start(t, sender)
	b.add(t, store.Intent{BusinessKey: "pause", Signer: b.other, Recipient: pause.Recipient, Calldata: pause.Data})
	_, err = await(t, sender, "pause")
	require.NoError(t, err)
	b.Reorg(t, 8, false)
	b.eventually(t, func() bool { return b.state(t, "pause").State == chain.StateReverted })
	b.Send(t, chaintest.Operator(t), register)
	require.Equal(t, chain.StateReverted, b.state(t, "pause").State, "it may be taken back yet")
	for range 40 {
		b.Commit()
	}
	b.eventually(t, func() bool { return b.state(t, "pause").State == chain.StateIncluded })
	intent := b.state(t, "pause")
	require.EqualValues(t, 1, intent.Nonce)
}

func TestSender_TwoOfThem_OneSendsAtATime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := chain.NewSender(b.Client, b.db, b.keys, b.options()), chain.NewSender(b.Client, b.db, b.keys, b.options())
	stop := b.start(t, one)
	b.start(t, two)
	for i := range 20 {
		b.mint(t, fmt.Sprintf("mint/%d", i), payee, 0)
	}
	_, err := await(t, two, "mint/3")
	require.NoError(t, err)
	stop()
	for i := range 20 {
		_, err := await(t, two, fmt.Sprintf("mint/%d", i))
		require.NoError(t, err)
	}
	require.EqualValues(t, 20, b.tokens(t, payee))
}

func TestSender_LostLease_WritesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.mint(t, "mint", payee, 100_000)
	waiting, err := b.db.WaitingIntents(t.Context(), 1)
	require.NoError(t, err)
	var stale int64
	require.NoError(t, b.db.HoldLease(t.Context(), chain.SenderLease, func(_ context.Context, epoch int64) error {
		stale = epoch
		return nil
	}))
	require.NoError(t, b.db.HoldLease(t.Context(), chain.SenderLease, func(ctx context.Context, epoch int64) error {
		require.Greater(t, epoch, stale)
		waiting[0].HasNonce = true
		isHeld, err := b.db.RecordSent(ctx, stale, waiting)
		require.NoError(t, err)
		require.False(t, isHeld)
		return nil
	}))
	require.Equal(t, chain.StateWaiting, b.state(t, "mint").State)
}

func TestSender_NotIncludedInTime_ReplacedAtTheSameNonce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	opts := b.options()
	opts.ReplaceAfter = 100 * time.Millisecond
	b.Pause()
	sender := chain.NewSender(b.Client, b.db, b.keys, opts)
	b.start(t, sender)
	b.mint(t, "mint/1", payee, 0)
	b.mint(t, "mint/2", payee, 0)
	b.eventually(t, func() bool {
		sent, err := b.db.SentIntents(t.Context())
		require.NoError(t, err)
		return len(sent) == 2 && len(sent[0].Attempts) >= 3
	})
	sent, err := b.db.SentIntents(t.Context())
	require.NoError(t, err)
	firstTry, secondTry := sent[0].Attempts[0], sent[0].Attempts[1]
	require.Positive(t, secondTry.FeeCap.Cmp(firstTry.FeeCap))
	require.Positive(t, secondTry.TipCap.Cmp(firstTry.TipCap))
	require.False(t, secondTry.IsNoop)
	require.Len(t, sent[1].Attempts, 1, "what waits behind is not replaced")
	b.Resume()
	_, err = await(t, sender, "mint/1")
	require.NoError(t, err)
	_, err = await(t, sender, "mint/2")
	require.NoError(t, err)
	require.EqualValues(t, 2, b.tokens(t, payee))
	require.EqualValues(t, 0, b.state(t, "mint/1").Nonce)
}

func TestSender_NoLongerSucceeds_NonceGoesToANoop(t *testing.T) {
	t.Parallel()
	b := setup(t)
	opts := b.options()
	opts.ReplaceAfter = 100 * time.Millisecond
	b.Pause()
	sender := chain.NewSender(b.Client, b.db, b.keys, opts)
	b.start(t, sender)
	call, err := b.Contracts.Deposit(7, big.NewInt(1))
	require.NoError(t, err)
	b.add(t, store.Intent{
		BusinessKey: "deposit", Signer: b.signer, Recipient: call.Recipient, Calldata: call.Data, GasLimit: 200_000,
	})
	b.mint(t, "mint", payee, 100_000)
	b.eventually(t, func() bool {
		sent, err := b.db.SentIntents(t.Context())
		require.NoError(t, err)
		return len(sent) == 2 && len(sent[0].Attempts) >= 2 && sent[0].Attempts[1].IsNoop
	})
	b.Resume()
	_, err = await(t, sender, "deposit")
	require.ErrorIs(t, err, chain.ErrInsurerNotFound)
	require.Equal(t, chain.StateReplaced, b.state(t, "deposit").State)
	_, err = await(t, sender, "mint")
	require.NoError(t, err)
}

func TestSender_NoBlockCanHoldIt_NonceGoesToANoop(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sender := chain.NewSender(b.Client, b.db, b.keys, b.options())
	b.start(t, sender)
	b.mint(t, "huge", payee, 1<<24+1)
	b.mint(t, "mint", payee, 0)
	_, err := await(t, sender, "huge")
	require.ErrorIs(t, err, &chain.RevertError{Name: chain.RevertRefused})
	_, err = await(t, sender, "mint")
	require.NoError(t, err)
	require.EqualValues(t, 1, b.tokens(t, payee))
}

func TestSender_IncludedAndFailed_RevertedWithTheErrorsName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sender := chain.NewSender(b.Client, b.db, b.keys, b.options())
	b.start(t, sender)
	call, err := b.Contracts.Deposit(7, big.NewInt(1))
	require.NoError(t, err)
	b.add(t, store.Intent{
		BusinessKey: "deposit", Signer: b.signer, Recipient: call.Recipient, Calldata: call.Data, GasLimit: 200_000,
	})
	b.mint(t, "poor", payee, 30_000) // not enough gas
	_, err = await(t, sender, "deposit")
	require.ErrorIs(t, err, chain.ErrInsurerNotFound)
	_, err = await(t, sender, "poor")
	require.ErrorIs(t, err, &chain.RevertError{Name: chain.RevertOutOfGas})
	intent := b.state(t, "deposit")
	require.True(t, intent.HasNonce)
	require.NotZero(t, intent.BlockNumber)
}

func TestSender_RestsOnAnEarlierIntent_WaitsForIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sender := chain.NewSender(b.Client, b.db, b.keys, b.options())
	b.mint(t, "mint", b.signer, 0)
	spend, err := b.Contracts.Approve(big.NewInt(1))
	require.NoError(t, err)
	keys := chain.InsurerKeys{
		Admin: b.signer, Gateway: b.signer, Adjudicator: b.signer, Treasurer: b.signer, Enroller: b.signer, Approver: b.signer,
	}
	register, err := b.Contracts.RegisterInsurer(1, keys)
	require.NoError(t, err)
	deposit, err := b.Contracts.Deposit(1, big.NewInt(1))
	require.NoError(t, err)
	operator, err := b.keys.Import(t.Context(), "operator", chaintest.OperatorKey)
	require.NoError(t, err)
	// The deposit rests on an intent of its own signer and on one of another's.
	b.add(t,
		store.Intent{BusinessKey: "approve", Signer: b.signer, Recipient: spend.Recipient, Calldata: spend.Data},
		store.Intent{BusinessKey: "insurer/1", Signer: operator, Recipient: register.Recipient, Calldata: register.Data},
		store.Intent{BusinessKey: "deposit", Signer: b.signer, Recipient: deposit.Recipient, Calldata: deposit.Data})
	b.start(t, sender)
	_, err = await(t, sender, "deposit")
	require.NoError(t, err)
}

func TestSender_SomebodyElseUsedTheNonce_AnotherIsGiven(t *testing.T) {
	t.Parallel()
	b := setup(t)
	key := chaintest.NewKey(t)
	b.Fund(t, key.Address)
	_, err := b.keys.Import(t.Context(), "provider/9", key.Private)
	require.NoError(t, err)
	b.signer = key.Address
	b.mint(t, "mint", payee, 0)
	b.runUntilCrash(t, func(s step) bool { return s == beforeBroadcast })
	require.EqualValues(t, 0, b.state(t, "mint").Nonce)
	call, err := b.Contracts.Approve(big.NewInt(1))
	require.NoError(t, err)
	b.Send(t, key, call) // with the same nonce
	opts := b.options()
	opts.Finality, err = chain.ParseFinality("depth:2")
	require.NoError(t, err)
	sender := chain.NewSender(b.Client, b.db, b.keys, opts)
	b.start(t, sender)
	b.Commit()
	b.Commit()
	_, err = await(t, sender, "mint")
	require.NoError(t, err)
	require.EqualValues(t, 1, b.state(t, "mint").Nonce)
	require.EqualValues(t, 1, b.tokens(t, payee))
}

// stubbornCaller fails in ways that nodes do.
type stubbornCaller struct {
	chain.Caller
	mu     sync.Mutex
	random *rand.Rand
}

func (c *stubbornCaller) fails(oneIn int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.random.IntN(oneIn) == 0
}

func (c *stubbornCaller) BatchCallContext(ctx context.Context, batch []rpc.BatchElem) error {
	if c.fails(6) {
		return errors.New("connection refused")
	}
	err := c.Caller.BatchCallContext(ctx, batch)
	for i := range batch {
		if batch[i].Method == "eth_getTransactionReceipt" && c.fails(3) {
			batch[i].Error = errors.New("transaction indexing is in progress")
		}
	}
	if err == nil && c.fails(6) {
		return errors.New("connection reset by peer") // after it had its effect
	}
	return err
}

func (c *stubbornCaller) CallContext(ctx context.Context, result any, method string, args ...any) error {
	if method != "eth_chainId" && c.fails(6) {
		return errors.New("connection refused")
	}
	return c.Caller.CallContext(ctx, result, method, args...)
}

func TestSender_NodeFailsOften_ExactlyOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	client, err := chain.NewClientOver(t.Context(), &stubbornCaller{Caller: b.RPC, random: rand.New(rand.NewPCG(3, 3))})
	require.NoError(t, err)
	sender := chain.NewSender(client, b.db, b.keys, b.options())
	b.start(t, sender)
	for i := 1; i <= 20; i++ {
		b.mint(t, fmt.Sprintf("mint/%d", i), payee, 0)
	}
	b.eventually(t, func() bool { return b.allIncluded(t, 20) })
	require.EqualValues(t, 20, b.tokens(t, payee))
}
