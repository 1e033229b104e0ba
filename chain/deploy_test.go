package chain_test

import (
	"context"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

func TestDeploy_AuthoritiesAndTimelock(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	authority, governor := chaintest.NewKey(t).Address, chaintest.NewKey(t).Address
	deployed, err := chain.Deploy(t.Context(), c.Client, chaintest.OperatorKey, chain.DeployOptions{
		Path: filepath.Join(t.TempDir(), "deployment.json"), Authorities: chain.Authorities{Excluder: authority},
		Governor: governor, TimelockDelay: time.Hour,
	})
	require.NoError(t, err)
	for role, account := range map[uint64]chain.Address{
		0: deployed.Organizations, 1: deployed.Ledger, 2: deployed.Ledger, 3: deployed.Operator, 4: deployed.Operator, 5: authority,
		6: deployed.Appeals, 7: deployed.Operator,
	} {
		require.True(t, hasSystemRole(t, c, deployed, role, account), role)
	}
	require.False(t, hasSystemRole(t, c, deployed, 5, deployed.Operator))
	require.False(t, hasSystemRole(t, c, deployed, 0, deployed.Timelock))
	timelock := bindings.NewTimelockController()
	instance := timelock.Instance(ethClient(c), address(deployed.Timelock))
	delay, err := bind.Call(instance, nil, timelock.PackGetMinDelay(), timelock.UnpackGetMinDelay)
	require.NoError(t, err)
	require.Equal(t, big.NewInt(3600), delay)
	for _, packed := range [][]byte{timelock.PackPROPOSERROLE(), timelock.PackEXECUTORROLE(), timelock.PackCANCELLERROLE()} {
		role, err := bind.Call(instance, nil, packed, timelock.UnpackPROPOSERROLE)
		require.NoError(t, err)
		isGovernors, err := bind.Call(instance, nil, timelock.PackHasRole(role, address(governor)), timelock.UnpackHasRole)
		require.NoError(t, err)
		require.True(t, isGovernors)
	}
}

func hasSystemRole(t *testing.T, c *chaintest.Chain, deployed chain.Deployment, role uint64, account chain.Address) bool {
	t.Helper()
	manager := bindings.NewAccessManager()
	instance := manager.Instance(ethClient(c), address(deployed.Manager))
	access, err := bind.Call(instance, nil, manager.PackHasRole(role, common.Address(account)), manager.UnpackHasRole)
	require.NoError(t, err)
	return access.IsMember && access.ExecutionDelay == 0
}

// refusingCaller is a node that refuses the size of every contract.
type refusingCaller struct {
	chain.Caller
	refusal error
}

func (c refusingCaller) CallContext(ctx context.Context, result any, method string, args ...any) error {
	if method == "eth_estimateGas" {
		return c.refusal
	}
	return c.Caller.CallContext(ctx, result, method, args...)
}

func TestDeploy_ContractTooLarge_Refused(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	returnsMuch := hexutil.Bytes{0x61, 0xFF, 0xFF, 0x5F, 0xF3} // 65,535 bytes of code
	refusal := c.RPC.CallContext(t.Context(), nil, "eth_estimateGas", map[string]any{"input": returnsMuch})
	require.Error(t, refusal)
	for _, refusal := range []error{refusal, errors.New("EVM error: CreateContractSizeLimit")} {
		client, err := chain.NewClientOver(t.Context(), refusingCaller{c.RPC, refusal})
		require.NoError(t, err)
		path := filepath.Join(t.TempDir(), "deployment.json")
		_, err = chain.Deploy(t.Context(), client, chaintest.OperatorKey, chain.DeployOptions{Path: path})
		require.ErrorIs(t, err, chain.ErrContractTooLarge)
		require.ErrorContains(t, err, "AccessManager")
		require.NoFileExists(t, path)
	}
}

// errCutOff is what a node says that is gone.
var errCutOff = errors.New("connection refused")

// dyingCaller loses the node at the n-th transaction: before it arrives, or after.
type dyingCaller struct {
	chain.Caller
	left     *int
	isAfter  bool
	isBroken *bool
}

func (c dyingCaller) CallContext(ctx context.Context, result any, method string, args ...any) error {
	if *c.isBroken {
		return errCutOff
	}
	if method != "eth_sendRawTransaction" {
		return c.Caller.CallContext(ctx, result, method, args...)
	}
	if *c.left--; *c.left >= 0 {
		return c.Caller.CallContext(ctx, result, method, args...)
	}
	*c.isBroken = true
	if c.isAfter {
		if err := c.Caller.CallContext(ctx, result, method, args...); err != nil {
			return err
		}
	}
	return errCutOff
}

// A deployment that dies at any transaction, and at each again, ends byte by byte
// as one that never did.
func TestDeploy_CutOffAnywhere_EndsTheSame(t *testing.T) {
	t.Parallel()
	opts := chain.DeployOptions{Governor: chain.Address{19: 7}, TimelockDelay: time.Hour}
	whole := chaintest.NewEmpty(t)
	opts.Path = filepath.Join(t.TempDir(), "deployment.json")
	made, err := chain.Deploy(t.Context(), whole.Client, chaintest.OperatorKey, opts)
	require.NoError(t, err)
	want, err := os.ReadFile(opts.Path)
	require.NoError(t, err)
	transactions := int(nonceOf(t, whole, made.Operator))
	require.Equal(t, 21, transactions, "13 contracts and 8 roles")

	for _, isAfter := range []bool{false, true} {
		c := chaintest.NewEmpty(t)
		opts.Path = filepath.Join(t.TempDir(), "deployment.json")
		deaths := 0
		for {
			left, isBroken := 0, false
			client, err := chain.NewClientOver(t.Context(), dyingCaller{c.RPC, &left, isAfter, &isBroken})
			require.NoError(t, err)
			if !isAfter {
				left = 1 // else it would never come further
			}
			_, err = chain.Deploy(t.Context(), client, chaintest.OperatorKey, opts)
			if err == nil {
				break
			}
			require.ErrorIs(t, err, errCutOff)
			deaths++
			_, err = chain.LoadDeployment(opts.Path)
			require.ErrorIs(t, err, chain.ErrDeploymentIncomplete)
		}
		require.GreaterOrEqual(t, deaths, transactions-1)
		got, err := os.ReadFile(opts.Path)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
		require.EqualValues(t, transactions, nonceOf(t, c, made.Operator), "nothing is sent twice")
		audit, err := chain.Verify(t.Context(), c.Client, made)
		require.NoError(t, err)
		require.Empty(t, audit.Faults)
	}
}

func nonceOf(t *testing.T, c *chaintest.Chain, account chain.Address) uint64 {
	t.Helper()
	nonce, err := ethClient(c).PendingNonceAt(t.Context(), address(account))
	require.NoError(t, err)
	return nonce
}

// Whose nonces were used by something else meanwhile goes on at others.
func TestDeploy_CutOffAndNoncesUsed_GoesOn(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	opts := chain.DeployOptions{Path: filepath.Join(t.TempDir(), "deployment.json")}
	left, isBroken := 1, false
	client, err := chain.NewClientOver(t.Context(), dyingCaller{c.RPC, &left, false, &isBroken})
	require.NoError(t, err)
	_, err = chain.Deploy(t.Context(), client, chaintest.OperatorKey, opts)
	require.ErrorIs(t, err, errCutOff)
	c.Fund(t, chaintest.NewKey(t).Address, chaintest.NewKey(t).Address)
	made, err := chain.Deploy(t.Context(), c.Client, chaintest.OperatorKey, opts)
	require.NoError(t, err)
	audit, err := chain.Verify(t.Context(), c.Client, made)
	require.NoError(t, err)
	require.Empty(t, audit.Faults)
}

func TestDeploy_OtherSettings_Refused(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	opts := chain.DeployOptions{
		Path: filepath.Join(t.TempDir(), "deployment.json"), Governor: chaintest.NewKey(t).Address, TimelockDelay: time.Hour,
	}
	made, err := chain.Deploy(t.Context(), c.Client, chaintest.OperatorKey, opts)
	require.NoError(t, err)
	again, err := chain.Deploy(t.Context(), c.Client, chaintest.OperatorKey, opts)
	require.NoError(t, err)
	require.Equal(t, made, again)
	require.EqualValues(t, 21, nonceOf(t, c, made.Operator), "nothing is sent")
	for name, change := range map[string]func(*chain.DeployOptions){
		"governor":  func(o *chain.DeployOptions) { o.Governor = chaintest.NewKey(t).Address },
		"delay":     func(o *chain.DeployOptions) { o.TimelockDelay = 2 * time.Hour },
		"token":     func(o *chain.DeployOptions) { o.Token = made.Escrow },
		"authority": func(o *chain.DeployOptions) { o.Authorities.Licensor = chaintest.NewKey(t).Address },
	} {
		other := opts
		change(&other)
		_, err := chain.Deploy(t.Context(), c.Client, chaintest.OperatorKey, other)
		require.ErrorIs(t, err, chain.ErrDeploymentDiffers, name)
	}
}

func TestDeploy_CutOff_OnlyItsOperatorGoesOn(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	opts := chain.DeployOptions{Path: filepath.Join(t.TempDir(), "deployment.json")}
	left, isBroken := 1, false
	client, err := chain.NewClientOver(t.Context(), dyingCaller{c.RPC, &left, true, &isBroken})
	require.NoError(t, err)
	_, err = chain.Deploy(t.Context(), client, chaintest.OperatorKey, opts)
	require.ErrorIs(t, err, errCutOff)
	_, err = chain.Deploy(t.Context(), c.Client, chaintest.NewKey(t).Private, opts)
	require.ErrorIs(t, err, chain.ErrDeploymentDiffers)
}

func TestDeploy_BadInput_RefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	token := deployToken(t, c, 6)
	before := nonceOf(t, c, chaintest.Operator(t).Address)
	account := chaintest.NewKey(t).Address
	for name, test := range map[string]struct {
		opts chain.DeployOptions
		key  string
		want error
	}{
		"wrong chain id":       {chain.DeployOptions{ChainID: 1}, chaintest.OperatorKey, chain.ErrWrongChain},
		"key of no account":    {chain.DeployOptions{}, "0x12", chain.ErrKeyInvalid},
		"no balance":           {chain.DeployOptions{}, chaintest.NewKey(t).Private, chain.ErrBalanceInsufficient},
		"token of no contract": {chain.DeployOptions{Token: account}, chaintest.OperatorKey, chain.ErrTokenInvalid},
		"token with one decimal": {
			chain.DeployOptions{Token: deployToken(t, c, 1)}, chaintest.OperatorKey, chain.ErrTokenInvalid,
		},
		"token that is none": {
			chain.DeployOptions{Token: deployCode(t, c, []byte{0x00})}, chaintest.OperatorKey, chain.ErrTokenInvalid,
		},
		"governor is an authority": {
			chain.DeployOptions{Governor: account, Authorities: chain.Authorities{Excluder: account}},
			chaintest.OperatorKey, chain.ErrAccountsNotDistinct,
		},
		"one account for two authorities": {
			chain.DeployOptions{Authorities: chain.Authorities{Excluder: account, Licensor: account}},
			chaintest.OperatorKey, chain.ErrAccountsNotDistinct,
		},
		"token is the governor": {
			chain.DeployOptions{Governor: token, Token: token}, chaintest.OperatorKey, chain.ErrAccountsNotDistinct,
		},
		"delay too short":      {chain.DeployOptions{TimelockDelay: 59 * time.Second}, chaintest.OperatorKey, chain.ErrTimelockDelayInvalid},
		"delay too long":       {chain.DeployOptions{TimelockDelay: 31 * 24 * time.Hour}, chaintest.OperatorKey, chain.ErrTimelockDelayInvalid},
		"delay negative":       {chain.DeployOptions{TimelockDelay: -time.Hour}, chaintest.OperatorKey, chain.ErrTimelockDelayInvalid},
		"delay not a second's": {chain.DeployOptions{TimelockDelay: time.Hour + 1}, chaintest.OperatorKey, chain.ErrTimelockDelayInvalid},
	} {
		test.opts.Path = filepath.Join(t.TempDir(), "deployment.json")
		_, err := chain.Deploy(t.Context(), c.Client, test.key, test.opts)
		require.ErrorIs(t, err, test.want, name)
		require.NoFileExists(t, test.opts.Path, name)
	}
	require.Equal(t, before+2, nonceOf(t, c, chaintest.Operator(t).Address), "but for the two tokens of this test")
}

func TestDeploy_OwnToken(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	token := deployToken(t, c, 18)
	opts := chain.DeployOptions{Path: filepath.Join(t.TempDir(), "deployment.json"), Token: token}
	made, err := chain.Deploy(t.Context(), c.Client, chaintest.OperatorKey, opts)
	require.NoError(t, err)
	require.Equal(t, token, made.Token)
	require.False(t, made.IsTestToken)
	require.Equal(t, big.NewInt(1e16), made.TokenUnitsPerCent)
	loaded, err := chain.LoadDeployment(opts.Path)
	require.NoError(t, err)
	require.Equal(t, made, loaded)
}

// deployToken deploys what only says its decimals: PUSH1 decimals, PUSH1 0, MSTORE,
// PUSH1 32, PUSH1 0, RETURN.
func deployToken(t *testing.T, c *chaintest.Chain, decimals byte) chain.Address {
	t.Helper()
	return deployCode(t, c, []byte{0x60, decimals, 0x60, 0, 0x52, 0x60, 32, 0x60, 0, 0xf3})
}

// deployCode puts code on the chain, from the operator.
func deployCode(t *testing.T, c *chaintest.Chain, code []byte) chain.Address {
	t.Helper()
	// PUSH1 length, DUP1, PUSH1 10, PUSH1 0, CODECOPY, PUSH1 0, RETURN
	initCode := append([]byte{0x60, byte(len(code)), 0x80, 0x60, 11, 0x60, 0, 0x39, 0x60, 0, 0xf3}, code...)
	return c.Create(t, chaintest.Operator(t), initCode)
}

func TestDeploy_FileOfAnotherChain_Refused(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	path := filepath.Join(t.TempDir(), "deployment.json")
	_, err := chain.Deploy(t.Context(), c.Client, chaintest.OperatorKey, chain.DeployOptions{Path: path})
	require.NoError(t, err)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	others := strings.Replace(string(content), `"chainId": 1337`, `"chainId": 5`, 1)
	require.NotEqual(t, string(content), others)
	for name, test := range map[string]struct {
		content string
		want    error
	}{
		"complete":      {others, chain.ErrWrongChain},
		"incomplete":    {strings.Replace(others, `"isComplete": true`, `"isComplete": false`, 1), chain.ErrWrongChain},
		"truncated":     {string(content[:len(content)/2]), chain.ErrDeploymentInvalid},
		"empty":         {"", chain.ErrDeploymentInvalid},
		"zero address":  {strings.Replace(string(content), `"governor": "0x`, `"governor": "0x0000000000000000000000000000000000000000", "was": "`, 1), chain.ErrDeploymentInvalid},
		"swapped parts": {strings.NewReplacer(`"ledger"`, `"appeals"`, `"appeals"`, `"ledger"`).Replace(string(content)), chain.ErrDeploymentMismatch},
	} {
		require.NoError(t, os.WriteFile(path, []byte(test.content), 0o600))
		_, err := chain.Deploy(t.Context(), c.Client, chaintest.OperatorKey, chain.DeployOptions{Path: path})
		require.ErrorIs(t, err, test.want, name)
		kept, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, test.content, string(kept), "the file stays as it was: "+name)
	}
}

// faultyCaller is a node that answers every eth_call of code with an error.
type faultyCaller struct {
	chain.Caller
	failure error
	isSize  bool // only that which asks for the size
}

func (c faultyCaller) CallContext(ctx context.Context, result any, method string, args ...any) error {
	if method == "eth_call" {
		code := args[0].(map[string]any)["input"].(hexutil.Bytes)
		if !c.isSize || (len(code) == 6 && code[0] == 0x61) {
			return c.failure
		}
	}
	return c.Caller.CallContext(ctx, result, method, args...)
}

func TestDeploy_NodeFailsInTheChecks_SaysWhatItIs(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	for _, test := range []struct {
		caller faultyCaller
		want   error
	}{
		{faultyCaller{c.RPC, nodeError{"max code size exceeded"}, true}, chain.ErrContractTooLarge},
		{faultyCaller{c.RPC, errCutOff, true}, errCutOff},
		{faultyCaller{c.RPC, errCutOff, false}, errCutOff}, // and no old chain
	} {
		client, err := chain.NewClientOver(t.Context(), test.caller)
		require.NoError(t, err)
		path := filepath.Join(t.TempDir(), "deployment.json")
		_, err = chain.Deploy(t.Context(), client, chaintest.OperatorKey, chain.DeployOptions{Path: path})
		require.ErrorIs(t, err, test.want)
		require.NoFileExists(t, path)
	}
}

// oldCaller is a node of a chain that lacks an instruction: it is worded so.
type oldCaller struct {
	chain.Caller
	lacks byte
}

type nodeError struct{ text string }

func (e nodeError) Error() string { return e.text }
func (nodeError) ErrorCode() int  { return -32000 }

func (c oldCaller) CallContext(ctx context.Context, result any, method string, args ...any) error {
	if method == "eth_call" {
		call := args[0].(map[string]any)
		code, isCode := call["input"].(hexutil.Bytes)
		if _, isCall := call["to"]; !isCall && isCode && runs(code, c.lacks) {
			return nodeError{"invalid opcode: opcode not defined"}
		}
	}
	return c.Caller.CallContext(ctx, result, method, args...)
}

// runs reports whether code has an instruction, apart from what it pushes.
func runs(code []byte, op byte) bool {
	for at := 0; at < len(code); at++ {
		if code[at] == op {
			return true
		}
		if code[at] >= 0x60 && code[at] <= 0x7f {
			at += int(code[at]) - 0x5f
		}
	}
	return false
}

func TestDeploy_ChainLacksAnInstruction_Refused(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	require.NotEmpty(t, bindings.Opcodes)
	for _, op := range bindings.Opcodes {
		client, err := chain.NewClientOver(t.Context(), oldCaller{c.RPC, op})
		require.NoError(t, err)
		path := filepath.Join(t.TempDir(), "deployment.json")
		_, err = chain.Deploy(t.Context(), client, chaintest.OperatorKey, chain.DeployOptions{Path: path})
		require.ErrorIs(t, err, chain.ErrChainUnsuitable, "%x", op)
		require.NoFileExists(t, path)
	}
}

// Each probe leaves its word on a chain that has all instructions, also those that
// the contracts of today do not use.
func TestProbes_KnownOnANewChain(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	for op := range chain.Probes {
		require.NoError(t, chain.RunProbe(t.Context(), c.Client, op), "%x", op)
	}
	for _, op := range bindings.Opcodes {
		require.Contains(t, chain.Probes, op)
	}
}
