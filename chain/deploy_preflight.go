package chain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// Errors of a chain or an operator that cannot carry a deployment.
var (
	// ErrChainUnsuitable is returned when a chain lacks an instruction that the contracts use.
	ErrChainUnsuitable = errors.New("the chain lacks an instruction that the contracts use")
	// ErrContractTooLarge is returned when the chain refuses the size of a contract's
	// code: most take 24,576 bytes.
	ErrContractTooLarge = errors.New("the chain does not take a contract of this size")
	// ErrBalanceInsufficient is returned when the operator cannot pay for the gas.
	ErrBalanceInsufficient = errors.New("the operator's balance does not cover the gas")
)

// gasOfGrant is more than granting a role takes.
const gasOfGrant = 120_000

// probe is code that runs an instruction and leaves a word that says whether the
// chain knows it.
type probe struct {
	name string
	code []byte
	word byte
}

// probes are by instruction. What they leave is 42, and of CLZ its leading zeros.
var probes = map[byte]probe{
	0x5f: {"PUSH0 (Shanghai)", hexutil.MustDecode("0x602a5f01"), 42},
	0x5c: {"TLOAD (Cancun)", hexutil.MustDecode("0x602a60015d60015c"), 42},
	0x5d: {"TSTORE (Cancun)", hexutil.MustDecode("0x602a60015d60015c"), 42},
	0x5e: {"MCOPY (Cancun)", hexutil.MustDecode("0x602a6020526020602060405e604051"), 42},
	0x1e: {"CLZ (Osaka)", hexutil.MustDecode("0x602a1e"), 250},
}

// returnWord returns the word on the stack as a contract's code.
var returnWord = hexutil.MustDecode("0x60005260206000f3")

// preflight looks whether the chain can carry what is missing, before anything is sent.
func (d *deployer) preflight(ctx context.Context) error {
	if err := d.client.checkInstructions(ctx); err != nil {
		return err
	}
	if err := d.client.checkContractSize(ctx); err != nil {
		return err
	}
	return d.checkBalance(ctx)
}

// checkInstructions runs each of the younger instructions that the contracts use.
//
// Errors: [ErrChainUnsuitable].
func (c *Client) checkInstructions(ctx context.Context) error {
	for _, op := range bindings.Opcodes {
		if err := c.checkInstruction(ctx, op); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) checkInstruction(ctx context.Context, op byte) error {
	probe := probes[op]
	answer, isRun, err := c.runCode(ctx, append(bytes.Clone(probe.code), returnWord...))
	if err != nil {
		return err
	}
	want := make([]byte, 32)
	want[31] = probe.word
	if !isRun || !bytes.Equal(answer, want) {
		return fmt.Errorf("%w: %s", ErrChainUnsuitable, probe.name)
	}
	return nil
}

// checkContractSize has the node create a contract of the size of our largest.
//
// Errors: [ErrContractTooLarge].
func (c *Client) checkContractSize(ctx context.Context) error {
	size := 0
	for _, runtime := range bindings.Runtimes {
		size = max(size, runtime.Size)
	}
	code := []byte{0x61, byte(size >> 8), byte(size), 0x60, 0, 0xf3} // that many zeros
	answer, isRun, err := c.runCode(ctx, code)
	if err != nil {
		return err
	}
	if !isRun || len(answer) != size {
		return fmt.Errorf("%w: %d bytes", ErrContractTooLarge, size)
	}
	return nil
}

// runCode runs code as that of a creation, and returns what it returns. It is not
// run where the node refuses it.
func (c *Client) runCode(ctx context.Context, code []byte) (answer []byte, isRun bool, err error) {
	answer, err = c.ethCall(ctx, map[string]any{"input": hexutil.Bytes(code)}, "latest")
	if err == nil {
		return answer, true, nil
	}
	var refusal rpc.Error
	if DecodeRevert(err) != nil || errors.As(err, &refusal) {
		return nil, false, nil //nolint:nilerr // that it is refused is the answer
	}
	return nil, false, err
}

// unitsPerCent returns how many units of a token are one cent.
//
// Errors: [ErrTokenInvalid].
func (c *Client) unitsPerCent(ctx context.Context, token Address) (*big.Int, error) {
	codes, err := c.codes(ctx, []Address{token})
	if err != nil {
		return nil, err
	}
	if len(codes[0]) == 0 {
		return nil, fmt.Errorf("%w: there is no contract at %s", ErrTokenInvalid, FormatAddress(token))
	}
	contract := bindings.NewTestToken()
	answer, err := c.ethCall(ctx, callArgs(Address{}, token, contract.PackDecimals(), nil), "latest")
	if err != nil && DecodeRevert(err) == nil {
		return nil, err
	}
	decimals, malformed := contract.UnpackDecimals(answer)
	if err != nil || malformed != nil {
		return nil, fmt.Errorf("%w: %s does not say its decimals", ErrTokenInvalid, FormatAddress(token))
	}
	if decimals < 2 || decimals > 30 {
		return nil, fmt.Errorf("%w: %d decimals, not 2 to 30", ErrTokenInvalid, decimals)
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)-2), nil), nil
}

// checkBalance compares what the operator has with what the missing contracts may
// take, at the chain's own price for the bytes of the first.
//
// Errors: [ErrBalanceInsufficient], [ErrContractTooLarge].
func (d *deployer) checkBalance(ctx context.Context) error {
	all := d.made.creations()
	missing, err := d.missing(ctx, all)
	if err != nil {
		return err
	}
	if len(missing) == 0 {
		return nil
	}
	gas, err := d.estimate(ctx, nil, all[0].initCode())
	if err != nil {
		return fmt.Errorf("creating %s: %w", all[0].name, err)
	}
	size := 0
	for _, c := range missing {
		size += len(c.initCode())
	}
	gas = gas*uint64(size)/uint64(len(all[0].initCode())) + gasOfGrant*uint64(len(d.made.grants()))
	needed := new(big.Int).Mul(new(big.Int).SetUint64(gas), d.fees.cap)
	balance, err := d.client.balance(ctx, d.address)
	if err != nil {
		return err
	}
	if balance.Cmp(needed) < 0 {
		return fmt.Errorf("%w: %s has %s wei, and up to %s may be needed", ErrBalanceInsufficient, FormatAddress(Address(d.address)), balance, needed)
	}
	return nil
}
