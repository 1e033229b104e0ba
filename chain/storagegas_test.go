package chain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
)

func TestStorageGas_IsThatOfTheFork(t *testing.T) {
	t.Parallel()
	osaka, err := chaintest.New(t).Contracts.StorageGas(t.Context())
	require.NoError(t, err)
	require.Equal(t, chain.OsakaStorageGas, osaka)
	amsterdam := chaintest.NewAmsterdam(t)
	contracts, err := chain.NewContracts(amsterdam.Client, chain.Deployment{ChainID: amsterdam.Client.ChainID()})
	require.NoError(t, err)
	gas, err := contracts.StorageGas(t.Context())
	require.NoError(t, err)
	require.Greater(t, gas.New, 4*osaka.New)
	require.Greater(t, gas.Rewritten, 2*osaka.Rewritten)
}
