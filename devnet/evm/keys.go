package evm

import (
	"crypto/ecdsa"
	"crypto/rand"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"

	"github.com/clearclaim/clearclaim/devnet/datadir"
)

// devAccounts is how many funded accounts a chain has.
const devAccounts = 32

// devBalance, in wei, is what each of them holds at genesis.
var devBalance = new(big.Int).Mul(big.NewInt(1_000_000_000), big.NewInt(params.Ether))

// Keys is the content of the development keys file.
type Keys struct {
	Accounts []Account `json:"accounts"`
}

// Account is a funded account and its private key, 32 bytes.
type Account struct {
	Address    common.Address `json:"address"`
	PrivateKey hexutil.Bytes  `json:"privateKey"`
}

// loadKeys reads the keys of a data directory, or makes them. They are random:
// a well-known key would be drained the day it is used on a network by mistake.
func loadKeys(path string) (Keys, error) {
	var keys Keys
	found, err := datadir.ReadJSON(path, &keys)
	if err != nil || found {
		return keys, err
	}
	for range devAccounts {
		key, err := ecdsa.GenerateKey(crypto.S256(), rand.Reader)
		if err != nil {
			return keys, fmt.Errorf("making a development key: %w", err)
		}
		keys.Accounts = append(keys.Accounts, Account{
			Address:    crypto.PubkeyToAddress(key.PublicKey),
			PrivateKey: crypto.FromECDSA(key),
		})
	}
	return keys, datadir.WriteJSON(path, keys, 0o600)
}
