package chain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store/storetest"
)

func TestRecoverPersonal_IsWhoSignedTheMessage(t *testing.T) {
	t.Parallel()
	ring := chain.NewKeyring(storetest.New(t), plainKMS{})
	address, err := ring.Create(t.Context(), "wallet")
	require.NoError(t, err)
	signature, err := ring.SignDigest(t.Context(), address, chain.PersonalDigest([]byte("sign in")))
	require.NoError(t, err)
	var contracts *chain.Contracts // it asks no chain
	got, err := contracts.RecoverPersonal([]byte("sign in"), signature)
	require.NoError(t, err)
	require.Equal(t, chain.FormatAddress(address), got)
	device := append([]byte(nil), signature...)
	device[64] -= 27
	got, err = contracts.RecoverPersonal([]byte("sign in"), device)
	require.NoError(t, err)
	require.Equal(t, chain.FormatAddress(address), got)
	if got, err = contracts.RecoverPersonal([]byte("sign out"), signature); err == nil {
		require.NotEqual(t, chain.FormatAddress(address), got)
	}
	for _, broken := range [][]byte{nil, signature[:64], append(signature[:64:64], 29), append(signature[:64:64], 4)} {
		_, err = contracts.RecoverPersonal([]byte("sign in"), broken)
		require.ErrorIs(t, err, chain.ErrSignatureInvalid)
	}
}

func TestHoldsKey_FollowsTheChain(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	holds := func(role string, organization uint32, account chain.Address) bool {
		t.Helper()
		isHeld, err := b.Contracts.HoldsKey(t.Context(), role, organization, chain.FormatAddress(account))
		require.NoError(t, err)
		return isHeld
	}
	const provider claims.ProviderID = 301
	signer, guardian, successor := chaintest.NewKey(t), chaintest.NewKey(t), chaintest.NewKey(t)
	b.send(t, b.insurer)(b.Contracts.RegisterProvider(testInsurer, provider, chain.Provider{
		Signer: signer.Address, Payee: chaintest.NewKey(t).Address, Guardian: guardian.Address,
	}))
	require.True(t, holds("provider", uint32(provider), signer.Address))
	require.False(t, holds("provider", uint32(provider), guardian.Address))
	require.False(t, holds("provider", uint32(provider)+1, signer.Address), "another provider, which there is not")
	require.False(t, holds("insurer", uint32(provider), signer.Address))
	require.False(t, holds("auditor", uint32(provider), signer.Address))
	require.True(t, holds("insurer", uint32(testInsurer), b.insurer.Address))
	require.False(t, holds("insurer", uint32(testInsurer)+1, b.insurer.Address), "another insurer")
	require.False(t, holds("insurer", uint32(testInsurer), signer.Address))
	isHeld, err := b.Contracts.HoldsKey(t.Context(), "provider", uint32(provider), "no account")
	require.NoError(t, err)
	require.False(t, isHeld)

	b.Fund(t, guardian.Address)
	b.send(t, guardian)(b.Contracts.RotateSigner(provider, successor.Address, false))
	require.False(t, holds("provider", uint32(provider), signer.Address), "the key was rotated")
	require.True(t, holds("provider", uint32(provider), successor.Address))
	b.send(t, guardian)(b.Contracts.RotateSigner(provider, signer.Address, true))
	require.False(t, holds("provider", uint32(provider), signer.Address), "the gateway holds it")
}
