package evm

import (
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"

	"github.com/clearclaim/clearclaim/devnet/datadir"
)

// gasLimit of a block. Far above a public network's, so that the clock and not
// the gas limits a block.
const gasLimit = 1_000_000_000

// ErrOtherChain is returned when a data directory holds a chain that was made
// with other settings than the ones asked for.
var ErrOtherChain = errors.New("the data directory holds another chain")

// identity is what the genesis block follows from. It is written once per data
// directory; a chain cannot change it later.
type identity struct {
	ChainID   uint64 `json:"chainId"`
	Amsterdam bool   `json:"amsterdam"`
	// GenesisAt is in Unix seconds.
	GenesisAt uint64 `json:"genesisAt"`
}

// loadIdentity reads the chain's identity, or fixes it now.
//
// Errors: [ErrOtherChain].
func loadIdentity(path string, opts Options) (identity, error) {
	want := identity{ChainID: opts.ChainID, Amsterdam: opts.Amsterdam}
	var have identity
	found, err := datadir.ReadJSON(path, &have)
	if err != nil {
		return have, err
	}
	if !found {
		want.GenesisAt = uint64(time.Now().Unix())
		return want, datadir.WriteJSON(path, want, 0o600)
	}
	if have.ChainID != want.ChainID || have.Amsterdam != want.Amsterdam {
		return have, fmt.Errorf("%w: it has chain id %d, amsterdam %t; asked for %d, %t",
			ErrOtherChain, have.ChainID, have.Amsterdam, want.ChainID, want.Amsterdam)
	}
	return have, nil
}

// genesis funds the development accounts and the system contracts.
func (id identity) genesis(keys Keys) *core.Genesis {
	alloc := core.SystemContractAllocs()
	for _, account := range keys.Accounts {
		alloc[account.Address] = types.Account{Balance: new(big.Int).Set(devBalance)}
	}
	return &core.Genesis{
		Config:     id.chainConfig(),
		Timestamp:  id.GenesisAt,
		GasLimit:   gasLimit,
		BaseFee:    big.NewInt(params.InitialBaseFee),
		Difficulty: common.Big0,
		Alloc:      alloc,
	}
}

// chainConfig turns every fork up to Osaka on from the first block, and
// Amsterdam on demand. go-ethereum's own development configuration is not used:
// it includes forks that no network has announced.
func (id identity) chainConfig() *params.ChainConfig {
	zero := common.Big0
	at := func() *uint64 { return new(uint64) }
	cfg := &params.ChainConfig{
		ChainID:                 new(big.Int).SetUint64(id.ChainID),
		HomesteadBlock:          zero,
		EIP150Block:             zero,
		EIP155Block:             zero,
		EIP158Block:             zero,
		ByzantiumBlock:          zero,
		ConstantinopleBlock:     zero,
		PetersburgBlock:         zero,
		IstanbulBlock:           zero,
		MuirGlacierBlock:        zero,
		BerlinBlock:             zero,
		LondonBlock:             zero,
		ArrowGlacierBlock:       zero,
		GrayGlacierBlock:        zero,
		TerminalTotalDifficulty: zero,
		ShanghaiTime:            at(),
		CancunTime:              at(),
		PragueTime:              at(),
		OsakaTime:               at(),
		BlobScheduleConfig: &params.BlobScheduleConfig{
			Cancun: params.DefaultCancunBlobConfig,
			Prague: params.DefaultPragueBlobConfig,
		},
	}
	if id.Amsterdam {
		cfg.AmsterdamTime = at()
	}
	return cfg
}
