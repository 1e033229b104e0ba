package store

import (
	"context"
	"math/big"

	"github.com/clearclaim/clearclaim/store/sqlc"
)

// Intent is a transaction that is to be made exactly once.
type Intent struct {
	// BusinessKey names what the transaction does, as in "receipt/1/42/1". It is unique.
	BusinessKey string
	Signer      [20]byte
	Recipient   [20]byte
	Calldata    []byte
	Value       *big.Int // in wei; nil is none
	GasLimit    uint64   // 0 lets the sender estimate
}

// AddIntent keeps an intent and wakes the sender at the commit. An intent whose
// business key is known already is left as it is.
func (t *Tx) AddIntent(ctx context.Context, i Intent) error {
	value := "0"
	if i.Value != nil {
		value = i.Value.String()
	}
	added, err := t.q.InsertIntent(ctx, sqlc.InsertIntentParams{
		BusinessKey: i.BusinessKey, Signer: i.Signer[:], Recipient: i.Recipient[:], Calldata: notNil(i.Calldata),
		ValueWei: value, GasLimit: int64(i.GasLimit),
	})
	if err != nil {
		return faultOf(err)
	}
	if added == 0 {
		return nil
	}
	return t.notify(ctx, ChannelIntent)
}

// notNil returns an empty slice for nil, which the driver would make NULL.
func notNil(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}
