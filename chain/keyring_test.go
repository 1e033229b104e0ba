package chain_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/store/storetest"
)

func TestKeyring_SameOwner_SameKeyForAll(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	addresses := make([]chain.Address, 8)
	var group sync.WaitGroup
	for i := range addresses {
		group.Go(func() {
			address, err := chain.NewKeyring(db, plainKMS{}).Create(t.Context(), "insurer/1/gateway")
			if err == nil {
				addresses[i] = address
			}
		})
	}
	group.Wait()
	keys := chain.NewKeyring(db, plainKMS{})
	want, err := keys.AddressOf(t.Context(), "insurer/1/gateway")
	require.NoError(t, err)
	for _, address := range addresses {
		require.Equal(t, want, address)
	}
	digest := chain.Hash{1}
	signature, err := keys.SignDigest(t.Context(), want, digest)
	require.NoError(t, err)
	signer, err := chain.RecoverSigner(digest, signature)
	require.NoError(t, err)
	require.Equal(t, want, signer)
}

func TestKeyring_Import(t *testing.T) {
	t.Parallel()
	keys := chain.NewKeyring(storetest.New(t), plainKMS{})
	_, err := keys.AddressOf(t.Context(), "operator")
	require.ErrorIs(t, err, chain.ErrKeyNotFound)
	_, err = keys.SignDigest(t.Context(), chain.Address{1}, chain.Hash{})
	require.ErrorIs(t, err, chain.ErrKeyNotFound)
	key := chaintest.NewKey(t)
	for _, text := range []string{key.Private, "0x" + key.Private, key.Private + "\n"} {
		address, err := keys.Import(t.Context(), "operator", text)
		require.NoError(t, err)
		require.Equal(t, key.Address, address)
	}
	_, err = keys.Import(t.Context(), "operator", chaintest.NewKey(t).Private)
	require.ErrorIs(t, err, chain.ErrKeyExists)
	for _, text := range []string{"", "0x", "12", key.Private[:60] + "zzzz"} {
		_, err = keys.Import(t.Context(), "other", text)
		require.ErrorIs(t, err, chain.ErrKeyInvalid)
	}
}
