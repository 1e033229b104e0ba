package chain

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// errNonceUsed is returned when another transaction has the nonce, in a block or
// in the node's pool.
var errNonceUsed = errors.New("the operator's nonce is used")

// operatorPoll is how often the operator looks for its receipts.
const operatorPoll = 20 * time.Millisecond

// operator sends the transactions of who administers the contracts: one nonce
// after the other, each with its own estimate of gas.
type operator struct {
	client  *Client
	key     *ecdsa.PrivateKey
	address common.Address
	fees    fees
	nonce   uint64
	sent    []common.Hash
}

func newOperator(ctx context.Context, client *Client, key string) (*operator, error) {
	parsed, err := parseKey(key)
	if err != nil {
		return nil, err
	}
	o := &operator{client: client, key: parsed, address: crypto.PubkeyToAddress(parsed.PublicKey)}
	if o.fees, err = client.suggestFees(ctx); err != nil {
		return nil, err
	}
	if o.nonce, err = client.nonce(ctx, o.address, "pending"); err != nil {
		return nil, err
	}
	return o, nil
}

// ask makes a view call and unpacks its answer.
func ask[T any](ctx context.Context, client *Client, to Address, data []byte, unpack func([]byte) (T, error)) (T, error) {
	var none T
	answer, err := client.ethCall(ctx, callArgs(Address{}, to, data, nil), "latest")
	if err != nil {
		return none, err
	}
	return unpack(answer)
}

func (o *operator) grantRole(ctx context.Context, manager Address, role uint64, account Address) error {
	to := common.Address(manager)
	call := bindings.NewAccessManager().PackGrantRole(role, common.Address(account), 0)
	if err := o.send(ctx, &to, call); err != nil {
		return fmt.Errorf("granting role %d: %w", role, err)
	}
	return nil
}

// send signs and sends a transaction; without an address it creates a contract.
//
// Errors: [ErrContractTooLarge], [*RevertError].
func (o *operator) send(ctx context.Context, to *common.Address, data []byte) error {
	gas, err := o.estimate(ctx, to, data)
	if err != nil {
		return err
	}
	unsigned := o.fees.transaction(txBody{
		chainID: o.client.ChainID(), nonce: o.nonce, to: to, data: data, gas: gas, value: new(big.Int),
	})
	tx, err := types.SignTx(unsigned, txSigner(o.client.ChainID()), o.key)
	if err != nil {
		return fmt.Errorf("signing: %w", err)
	}
	raw, err := tx.MarshalBinary()
	if err != nil {
		return fmt.Errorf("encoding a transaction: %w", err)
	}
	err = o.client.call(ctx, nil, "eth_sendRawTransaction", hexutil.Bytes(raw))
	if err != nil && isNonceUsed(err) {
		return fmt.Errorf("%w: %w", errNonceUsed, err)
	}
	if err != nil && !isKnownTransaction(err) {
		return err
	}
	o.nonce++
	o.sent = append(o.sent, tx.Hash())
	return nil
}

// estimate returns an eighth more than the node's estimate of gas.
func (o *operator) estimate(ctx context.Context, to *common.Address, data []byte) (uint64, error) {
	args := map[string]any{"from": o.address, "input": hexutil.Bytes(data)}
	if to != nil {
		args["to"] = *to
	}
	var gas hexutil.Uint64
	err := o.client.call(ctx, &gas, "eth_estimateGas", args, "latest")
	if err == nil {
		return uint64(gas) + uint64(gas)/8, nil
	}
	if to == nil && isSizeRefused(err) {
		return 0, fmt.Errorf("%w: %w", ErrContractTooLarge, err)
	}
	if revert := DecodeRevert(err); revert != nil {
		return 0, revert
	}
	return 0, err
}

// awaitPool waits until what the operator sent before is included, so that its
// nonces tell what comes next.
func (o *operator) awaitPool(ctx context.Context) error {
	ticker := time.NewTicker(operatorPoll)
	defer ticker.Stop()
	for {
		included, err := o.client.nonce(ctx, o.address, "latest")
		if err != nil {
			return err
		}
		if o.nonce, err = o.client.nonce(ctx, o.address, "pending"); err != nil {
			return err
		}
		if included >= o.nonce {
			o.nonce = included
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the operator's transactions: %w", ctx.Err())
		case <-ticker.C:
		}
	}
}

// isNonceUsed reports whether a node refused a transaction for another of its nonce.
func isNonceUsed(err error) bool {
	text := strings.ToLower(err.Error())
	return strings.Contains(text, "nonce too low") || strings.Contains(text, "replacement transaction underpriced")
}

// isSizeRefused reports whether a node refused the size of a contract, in the
// words of one or the other: "max code size exceeded", "CreateContractSizeLimit".
func isSizeRefused(err error) bool {
	text := strings.ToLower(strings.ReplaceAll(err.Error(), " ", ""))
	return strings.Contains(text, "codesize") || strings.Contains(text, "sizelimit")
}

// await waits until all that was sent is included, and what the node estimates
// next rests on it.
func (o *operator) await(ctx context.Context) error {
	ticker := time.NewTicker(operatorPoll)
	defer ticker.Stop()
	for {
		isDone, err := o.isIncluded(ctx)
		if err != nil {
			return err
		}
		if isDone {
			o.sent = nil
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}

// isIncluded reports whether the node's latest block has all that was sent below
// it: a receipt may be known before the block is the latest.
func (o *operator) isIncluded(ctx context.Context) (bool, error) {
	receipts, err := o.client.receipts(ctx, o.sent)
	if errors.Is(err, ErrNodeBehind) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var last uint64
	for i, receipt := range receipts {
		if receipt == nil {
			return false, nil
		}
		if receipt.Status == 0 {
			return false, fmt.Errorf("%w: transaction %s", ErrReverted, o.sent[i])
		}
		last = max(last, uint64(receipt.BlockNumber))
	}
	head, err := o.client.Head(ctx)
	return head.Number >= last, err
}
