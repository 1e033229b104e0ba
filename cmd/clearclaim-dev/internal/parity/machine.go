package parity

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/params"
	"github.com/holiman/uint256"
)

// rules are Osaka's, from the first block on.
var rules = params.MergedTestChainConfig.Rules(new(big.Int), true, 0)

// precompiles are those of the rules.
var precompiles = vm.ActivePrecompiles(rules)

// machine is an EVM with its state in memory. Each call stands for a transaction:
// access list and transient storage begin anew, and a failed one changes nothing.
// There are no fees, and gas is bounded by nothing but the contracts' own bounds.
// It is not for concurrent use.
type machine struct {
	state *state.StateDB
	evm   *vm.EVM
	calls uint64
}

// newMachine returns a machine without accounts.
func newMachine() (*machine, error) {
	empty, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	if err != nil {
		return nil, fmt.Errorf("opening a state: %w", err)
	}
	return machineOn(empty), nil
}

func machineOn(on *state.StateDB) *machine {
	block := vm.BlockContext{
		CanTransfer: func(vm.StateDB, common.Address, *uint256.Int) bool { return true },
		Transfer: func(vm.StateDB, common.Address, common.Address, *uint256.Int, *params.Rules) {
			// Nothing is sent but calls.
		},
		GetHash:     func(uint64) common.Hash { return common.Hash{} },
		BlockNumber: new(big.Int),
		Difficulty:  new(big.Int),
		GasLimit:    math.MaxUint64,
		BaseFee:     new(big.Int),
		BlobBaseFee: new(big.Int),
		Random:      new(common.Hash),
	}
	return &machine{state: on, evm: vm.NewEVM(block, on, params.MergedTestChainConfig, vm.Config{})}
}

// fork returns a machine that goes on from where this one is, by itself.
func (m *machine) fork() *machine { return machineOn(m.state.Copy()) }

// revertError is what a contract refused with.
type revertError struct{ data []byte }

func (e *revertError) Error() string { return fmt.Sprintf("reverted with 0x%x", e.data) }

// selector returns the first four bytes, which name the error; zero where there are none.
func (e *revertError) selector() (s [4]byte) {
	copy(s[:], e.data)
	return s
}

// call sends a message at a time in Unix seconds and returns what it answered and
// what it told.
//
// Errors: [*revertError].
func (m *machine) call(from, to common.Address, data []byte, at uint64) ([]byte, []*types.Log, error) {
	id := m.begin(from, &to, at)
	answer, _, err := m.evm.Call(from, to, data, vm.NewGasBudget(math.MaxUint32, 0), new(uint256.Int))
	m.state.Finalise(rules)
	if err != nil {
		return nil, nil, callError(answer, err)
	}
	return answer, m.state.GetLogs(id, 0, common.Hash{}, 0), nil
}

// create deploys a contract.
func (m *machine) create(from common.Address, code []byte, at uint64) (common.Address, error) {
	m.begin(from, nil, at)
	answer, address, _, err := m.evm.Create(from, code, vm.NewGasBudget(math.MaxUint32, 0), new(uint256.Int))
	m.state.Finalise(rules)
	if err != nil {
		return common.Address{}, callError(answer, err)
	}
	return address, nil
}

// begin prepares the state for a message and returns the id of its logs.
func (m *machine) begin(from common.Address, to *common.Address, at uint64) (id common.Hash) {
	m.calls++
	binary.BigEndian.PutUint64(id[24:], m.calls)
	m.state.SetTxContext(id, 0, 0)
	m.state.Prepare(rules, from, common.Address{}, to, precompiles, nil)
	m.evm.Context.Time = at
	m.evm.SetTxContext(vm.TxContext{Origin: from, GasPrice: new(uint256.Int)})
	return id
}

func callError(answer []byte, err error) error {
	if errors.Is(err, vm.ErrExecutionReverted) {
		return &revertError{data: answer}
	}
	return fmt.Errorf("calling a contract: %w", err)
}
