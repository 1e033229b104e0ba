package chain_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

var (
	_ chain.IntentStore = (*store.DB)(nil)
	_ chain.KeyStore    = (*store.DB)(nil)
)

// plainKMS wraps nothing: what is at rest is the evidence package's to test.
type plainKMS struct{}

func (plainKMS) Wrap(_ context.Context, plaintext, aad []byte) ([]byte, error) {
	return append(append([]byte{}, aad...), plaintext...), nil
}

func (plainKMS) Unwrap(_ context.Context, wrapped, aad []byte) ([]byte, error) {
	if len(wrapped) < len(aad) || string(wrapped[:len(aad)]) != string(aad) {
		return nil, errors.New("wrapped for another place")
	}
	return wrapped[len(aad):], nil
}

// bench is a chain, a database and keys, for tests of senders.
type bench struct {
	*chaintest.Chain
	db     *store.DB
	keys   *chain.Keyring
	signer chain.Address
	other  chain.Address
}

func setup(t *testing.T) *bench {
	t.Helper()
	b := &bench{db: storetest.New(t), Chain: chaintest.New(t)}
	b.keys = chain.NewKeyring(b.db, plainKMS{})
	var err error
	b.signer, err = b.keys.Create(t.Context(), "insurer/1/treasurer")
	require.NoError(t, err)
	b.other, err = b.keys.Create(t.Context(), "insurer/2/treasurer")
	require.NoError(t, err)
	b.Fund(t, b.signer, b.other)
	for range 24 {
		b.Commit() // reorganisations shall not reach what was set up
	}
	return b
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func (b *bench) options() chain.SenderOptions {
	depth, _ := chain.ParseFinality("depth:32")
	return chain.SenderOptions{
		Finality: depth, Log: quiet(), PollInterval: 5 * time.Millisecond,
		RebroadcastAfter: 50 * time.Millisecond, ReplaceAfter: time.Minute,
	}
}

// start runs a sender until the returned function is called or the test ends.
func (b *bench) start(t *testing.T, sender *chain.Sender) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- sender.Run(ctx) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			require.ErrorIs(t, <-done, context.Canceled)
		}
	}
	t.Cleanup(stop)
	return stop
}

// mint adds an intent that gives the payee one more unit of the token each time it is executed.
func (b *bench) mint(t *testing.T, key string, payee chain.Address, gas uint64) {
	t.Helper()
	call, err := b.Contracts.MintTest(payee, big.NewInt(1))
	require.NoError(t, err)
	b.add(t, store.Intent{BusinessKey: key, Signer: b.signer, Recipient: call.Recipient, Calldata: call.Data, GasLimit: gas})
}

func (b *bench) add(t *testing.T, intents ...store.Intent) {
	t.Helper()
	require.NoError(t, b.db.InTx(t.Context(), func(tx *store.Tx) error {
		for _, intent := range intents {
			if err := tx.AddIntent(t.Context(), intent); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (b *bench) tokens(t *testing.T, account chain.Address) int64 {
	t.Helper()
	balance, err := b.Contracts.TokenBalance(t.Context(), account)
	require.NoError(t, err)
	return balance.Int64()
}

func await(t *testing.T, sender *chain.Sender, key string) (chain.Inclusion, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	return sender.Await(ctx, key)
}

var payee = chain.Address{19: 0x77}

func TestSender_ManyIntentsOfOneSignerIncludedOnceInOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sender := chain.NewSender(b.Client, b.db, b.keys, b.options())
	b.start(t, sender)
	const n = 40
	for i := range n {
		b.mint(t, fmt.Sprintf("mint/%d", i), payee, 0)
		b.mint(t, fmt.Sprintf("mint/%d", i), payee, 0) // the same intent again
	}
	last := chain.Inclusion{}
	for i := range n {
		inclusion, err := await(t, sender, fmt.Sprintf("mint/%d", i))
		require.NoError(t, err)
		require.GreaterOrEqual(t, inclusion.BlockNumber, last.BlockNumber)
		require.NotZero(t, inclusion.GasUsed)
		last = inclusion
	}
	require.EqualValues(t, n, b.tokens(t, payee))
}

func TestSender_WouldRevert_NoNonceAndTheErrorsName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sender := chain.NewSender(b.Client, b.db, b.keys, b.options())
	b.start(t, sender)
	call, err := b.Contracts.Deposit(7, big.NewInt(1)) // no such insurer
	require.NoError(t, err)
	b.add(t, store.Intent{BusinessKey: "deposit/7", Signer: b.signer, Recipient: call.Recipient, Calldata: call.Data})
	_, err = await(t, sender, "deposit/7")
	require.ErrorIs(t, err, chain.ErrInsurerNotFound)
	require.ErrorIs(t, err, chain.ErrReverted)
	require.ErrorIs(t, err, &chain.RevertError{Name: "InsurerNotFound"})
	require.Equal(t, errs.InsurerNotFound, errs.CodeOf(err))
	intent, _, err := b.db.IntentByKey(t.Context(), "deposit/7")
	require.NoError(t, err)
	require.False(t, intent.HasNonce)
	// The nonce is free for the next one.
	b.mint(t, "mint/1", payee, 0)
	_, err = await(t, sender, "mint/1")
	require.NoError(t, err)
	intent, _, err = b.db.IntentByKey(t.Context(), "mint/1")
	require.NoError(t, err)
	require.EqualValues(t, 0, intent.Nonce)
}

func TestSender_UnknownIntent_NotFound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sender := chain.NewSender(b.Client, b.db, b.keys, b.options())
	_, err := sender.Await(t.Context(), "nothing")
	require.ErrorIs(t, err, chain.ErrIntentNotFound)
}
