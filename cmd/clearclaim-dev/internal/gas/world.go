package gas

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/params"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/devnet"
)

const (
	insurer claims.InsurerID = 1
	plan    claims.PlanID    = 1

	enrolBatch  = 50
	receiptPoll = 10 * time.Millisecond
	fundCents   = 1_000_000_000_00
)

// errReverted is returned when a transaction of the measurement failed.
var errReverted = errors.New("the transaction reverted")

// errTooLarge is returned when a transaction of the measurement needs more gas than
// one may have.
var errTooLarge = errors.New("the transaction needs more gas than one may have")

// world is a chain with the contracts, an insurer and its providers.
type world struct {
	client    *ethclient.Client
	ours      *chain.Client
	contracts *chain.Contracts

	key     *ecdsa.PrivateKey // of every role of the insurer
	account common.Address
	chainID *big.Int
	nonce   uint64
	feeCap  *big.Int

	signers   []*ecdsa.PrivateKey
	sequences []uint64
	batch     uint32
	years     uint64 // enrolled so far
	day       claims.Date
}

func newWorld(ctx context.Context, process *devnet.Process, dir string) (*world, error) {
	key, err := process.Addresses.DevKey(0)
	if err != nil {
		return nil, err
	}
	w := &world{sequences: make([]uint64, providerCount)}
	if w.key, err = crypto.HexToECDSA(strings.TrimPrefix(key, "0x")); err != nil {
		return nil, fmt.Errorf("reading the development key: %w", err)
	}
	w.account = crypto.PubkeyToAddress(w.key.PublicKey)
	if w.client, err = ethclient.DialContext(ctx, process.Addresses.RPCURL); err != nil {
		return nil, fmt.Errorf("dialling: %w", err)
	}
	if w.ours, err = chain.Dial(ctx, process.Addresses.RPCURL, nil); err != nil {
		return nil, err
	}
	deployment, err := chain.Deploy(ctx, w.ours, key, chain.DeployOptions{Path: filepath.Join(dir, "deployment.json")})
	if err != nil {
		return nil, err
	}
	if w.contracts, err = chain.NewContracts(w.ours, deployment); err != nil {
		return nil, err
	}
	return w, w.populate(ctx)
}

func (w *world) close() {
	w.client.Close()
	w.ours.Close()
}

// populate registers the insurer, its plan and providers, and funds the escrow.
func (w *world) populate(ctx context.Context) error {
	var err error
	if w.chainID, err = w.client.ChainID(ctx); err != nil {
		return fmt.Errorf("reading the chain id: %w", err)
	}
	if w.nonce, err = w.client.PendingNonceAt(ctx, w.account); err != nil {
		return fmt.Errorf("reading the nonce: %w", err)
	}
	head, err := w.client.HeaderByNumber(ctx, nil)
	if err != nil {
		return fmt.Errorf("reading the head: %w", err)
	}
	w.feeCap = new(big.Int).Mul(head.BaseFee, big.NewInt(1000))
	w.day = claims.DateOf(time.Unix(int64(head.Time), 0)) - 10 //nolint:gosec // a block's time
	all := chain.Address(w.account)
	steps := []func() (chain.Call, error){
		func() (chain.Call, error) {
			return w.contracts.RegisterInsurer(insurer, chain.InsurerKeys{
				Admin: all, Gateway: all, Adjudicator: all, Treasurer: all, Enroller: all, Approver: all,
			})
		},
		func() (chain.Call, error) { return w.contracts.PublishPlan(samplePlan()) },
		func() (chain.Call, error) { return w.contracts.MintTest(all, w.contracts.TokenAmount(fundCents)) },
		func() (chain.Call, error) { return w.contracts.Approve(w.contracts.TokenAmount(fundCents)) },
		func() (chain.Call, error) { return w.contracts.Deposit(insurer, w.contracts.TokenAmount(fundCents)) },
	}
	for _, step := range steps {
		if _, err := w.do(ctx, step); err != nil {
			return err
		}
	}
	for i := range providerCount {
		if err := w.register(ctx, i); err != nil {
			return fmt.Errorf("registering provider %d: %w", i+1, err)
		}
	}
	return nil
}

// register adds a provider that signs itself and whose payee holds the token.
func (w *world) register(ctx context.Context, i int) error {
	key, err := crypto.GenerateKey()
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	w.signers = append(w.signers, key)
	provider := claims.ProviderID(i + 1) //nolint:gosec // ten of them
	payee := chain.Address(common.BigToAddress(big.NewInt(int64(0xCAFE0000 + i))))
	guardian := chain.Address(common.BigToAddress(big.NewInt(int64(0xBEEF0000 + i))))
	always := claims.Span{Start: 1, End: chain.OpenEnd}
	steps := []func() (chain.Call, error){
		func() (chain.Call, error) {
			return w.contracts.RegisterProvider(insurer, provider, chain.Provider{
				Signer: chain.Address(crypto.PubkeyToAddress(key.PublicKey)), Payee: payee, Guardian: guardian,
			})
		},
		func() (chain.Call, error) {
			return w.contracts.RecordCredential(chain.Credential{Provider: provider, Kind: chain.Licence, ID: 1, Span: always, DocumentHash: hashOf(1, uint64(i))})
		},
		func() (chain.Call, error) {
			return w.contracts.RecordCredential(chain.Credential{Provider: provider, Kind: chain.ProviderEnrolment, ID: 1, Span: always, DocumentHash: hashOf(2, uint64(i))})
		},
		func() (chain.Call, error) { return w.contracts.MintTest(payee, big.NewInt(1)) },
	}
	for _, step := range steps {
		if _, err := w.do(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// samplePlan has a deductible, an out-of-pocket maximum, copay and coinsurance.
func samplePlan() coverage.Plan {
	limit := func(cents int64) coverage.Limit { return coverage.LimitOf(money.Cents(cents)) }
	class := func(rate money.BasisPoints, copay int64, isDeductibleApplied bool) coverage.Class {
		return coverage.Class{
			IsCovered: true, IsDeductibleApplied: isDeductibleApplied, IsOutOfPocketApplied: true,
			Coinsurance: rate, Copay: money.Cents(copay),
		}
	}
	return coverage.Plan{
		ID: plan, Insurer: insurer, Name: "gas",
		Deductible: limit(300_00), FamilyDeductible: limit(500_00),
		OutOfPocketMax: limit(2_000_00), FamilyOutOfPocketMax: limit(3_000_00),
		Clocks:  coverage.Clocks{PromptPayDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30},
		Classes: []coverage.Class{class(2000, 0, true), class(0, 25_00, false), class(2500, 10_00, true)},
	}
}

// coverageSet is a row's coverage years with their families.
type coverageSet struct {
	enrolments []chain.Enrolment
	gas        int // a coverage year
}

// enrol opens coverage years, each with a family of its own where asked for.
func (w *world) enrol(ctx context.Context, count int, isFamily bool) (coverageSet, error) {
	set := coverageSet{enrolments: make([]chain.Enrolment, count)}
	for i := range set.enrolments {
		w.years++
		id := hashOf(3, w.years)
		set.enrolments[i] = chain.Enrolment{
			CoverageYear: claims.CoverageYearID(new(big.Int).SetBytes(id[:8]).Uint64() | 1), Plan: plan,
			Span: claims.Span{Start: w.day - 100, End: w.day + 265},
		}
		if isFamily {
			set.enrolments[i].Family = claims.FamilyYearID(new(big.Int).SetBytes(id[8:12]).Uint64() | 1) //nolint:gosec // 32 bits
		}
	}
	var used uint64
	for from := 0; from < count; from += enrolBatch {
		sent, err := w.do(ctx, func() (chain.Call, error) {
			return w.contracts.Enrol(insurer, set.enrolments[from:min(from+enrolBatch, count)])
		})
		if err != nil {
			return set, fmt.Errorf("enrolling: %w", err)
		}
		used += sent.gas
	}
	set.gas = int(used) / count //nolint:gosec // gas of some transactions
	return set, nil
}

// sent is a transaction that was included.
type sent struct {
	gas      uint64
	calldata int
	at       time.Time // of its block
}

func (w *world) do(ctx context.Context, build func() (chain.Call, error)) (sent, error) {
	call, err := build()
	if err != nil {
		return sent{}, err
	}
	tx, err := w.sign(ctx, call)
	if err != nil {
		return sent{}, err
	}
	if err := w.client.SendTransaction(ctx, tx); err != nil {
		return sent{}, fmt.Errorf("sending: %w", err)
	}
	w.nonce++
	receipt, err := w.await(ctx, tx.Hash())
	if err != nil {
		return sent{}, err
	}
	if receipt.Status != types.ReceiptStatusSuccessful {
		return sent{}, errReverted
	}
	block, err := w.client.HeaderByHash(ctx, receipt.BlockHash)
	if err != nil {
		return sent{}, fmt.Errorf("reading the block: %w", err)
	}
	return sent{gas: receipt.GasUsed, calldata: len(call.Data), at: time.Unix(int64(block.Time), 0).UTC()}, nil //nolint:gosec // a block's time
}

// sign makes the transaction with as much gas as the node finds that it needs.
func (w *world) sign(ctx context.Context, call chain.Call) (*types.Transaction, error) {
	recipient := common.Address(call.Recipient)
	limit, err := w.client.EstimateGas(ctx, callMessage(w.account, recipient, call.Data))
	if err != nil {
		return nil, fmt.Errorf("estimating: %w: %w", w.whyRefused(ctx, call), err)
	}
	return types.SignNewTx(w.key, types.LatestSignerForChainID(w.chainID), &types.DynamicFeeTx{
		ChainID: w.chainID, Nonce: w.nonce, GasTipCap: big.NewInt(1), GasFeeCap: w.feeCap, Gas: limit, To: &recipient, Data: call.Data,
	})
}

// whyRefused tells a call that reverts from one that more gas would serve than a
// transaction may have.
func (w *world) whyRefused(ctx context.Context, call chain.Call) error {
	message := callMessage(w.account, common.Address(call.Recipient), call.Data)
	message.Gas = 4 * params.MaxTxGas
	if _, callErr := w.client.CallContract(ctx, message, nil); callErr != nil {
		return errReverted
	}
	return errTooLarge
}

func (w *world) await(ctx context.Context, hash common.Hash) (*types.Receipt, error) {
	tick := time.NewTicker(receiptPoll)
	defer tick.Stop()
	for {
		receipt, err := w.client.TransactionReceipt(ctx, hash)
		if err == nil {
			return receipt, nil
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-tick.C:
		}
	}
}

// hashOf returns a hash that looks like a commitment: no byte of it is special.
func hashOf(kind byte, number uint64) (hash commitment.Hash) {
	copy(hash[:], crypto.Keccak256([]byte{kind}, new(big.Int).SetUint64(number).Bytes()))
	return hash
}
