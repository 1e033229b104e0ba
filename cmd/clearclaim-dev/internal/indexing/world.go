package indexing

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
	"github.com/ethereum/go-ethereum/rpc"

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

	providerCount = 10
	yearCount     = 2048 // coverage years that the claims are of
	enrolBatch    = 64   // coverage years in a transaction
	batchClaims   = 512
	// wave is how many batches are received in one go, and then settled.
	wave = 8
	// tailBlocks are empty blocks on top: Ponder holds the newest 30 of a chain that it
	// does not know for not final, and reads them by another, slower path.
	tailBlocks  = 64
	receiptPoll = 5 * time.Millisecond
	fundCents   = 1_000_000_000_00
	signedFor   = 60 * 24 * time.Hour
)

// errReverted is returned when a transaction of the chain's making failed.
var errReverted = errors.New("the transaction reverted")

// world makes the chain that is indexed.
type world struct {
	client    *ethclient.Client
	raw       *rpc.Client
	ours      *chain.Client
	contracts *chain.Contracts

	key     *ecdsa.PrivateKey // of every role of the insurer
	account common.Address
	signer  types.Signer
	nonce   uint64
	feeCap  *big.Int

	signers   []*ecdsa.PrivateKey
	sequences []uint64
	batch     uint32
	years     []claims.CoverageYearID
	day       claims.Date
	// submissionClaims are the claims of a submission: few are what providers' systems
	// send as they go along, and give the most events.
	submissionClaims int
}

func newWorld(ctx context.Context, process *devnet.Process, dir string) (*world, error) {
	key, err := process.Addresses.DevKey(0)
	if err != nil {
		return nil, err
	}
	w := &world{sequences: make([]uint64, providerCount), submissionClaims: 2}
	if w.key, err = crypto.HexToECDSA(strings.TrimPrefix(key, "0x")); err != nil {
		return nil, fmt.Errorf("reading the development key: %w", err)
	}
	w.account = crypto.PubkeyToAddress(w.key.PublicKey)
	if w.raw, err = rpc.DialContext(ctx, process.Addresses.RPCURL); err != nil {
		return nil, fmt.Errorf("dialling: %w", err)
	}
	w.client = ethclient.NewClient(w.raw)
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
	return w, nil
}

func (w *world) close() {
	w.client.Close()
	w.ours.Close()
}

// populate registers the insurer, its plan and providers, and funds the escrow.
func (w *world) populate(ctx context.Context) error {
	w.signer = types.LatestSignerForChainID(new(big.Int).SetUint64(w.ours.ChainID()))
	var err error
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
	calls := &callList{}
	calls.add(w.contracts.RegisterInsurer(insurer, chain.InsurerKeys{
		Admin: all, Gateway: all, Adjudicator: all, Treasurer: all, Enroller: all, Approver: all,
	}))
	calls.add(w.contracts.PublishPlan(samplePlan()))
	calls.add(w.contracts.MintTest(all, w.contracts.TokenAmount(fundCents)))
	calls.add(w.contracts.Approve(w.contracts.TokenAmount(fundCents)))
	calls.add(w.contracts.Deposit(insurer, w.contracts.TokenAmount(fundCents)))
	for i := range providerCount {
		if err := w.register(calls, i); err != nil {
			return err
		}
	}
	w.enrol(calls)
	_, err = w.sendAll(ctx, calls)
	return err
}

// callList gathers calls and the first error of their making.
type callList struct {
	calls []chain.Call
	err   error
}

func (l *callList) add(call chain.Call, err error) {
	if err != nil && l.err == nil {
		l.err = err
	}
	l.calls = append(l.calls, call)
}

// register adds a provider that signs itself.
func (w *world) register(calls *callList, i int) error {
	key, err := crypto.GenerateKey()
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	w.signers = append(w.signers, key)
	provider := claims.ProviderID(i + 1) //nolint:gosec // ten of them
	always := claims.Span{Start: 1, End: chain.OpenEnd}
	calls.add(w.contracts.RegisterProvider(insurer, provider, chain.Provider{
		Signer:   chain.Address(crypto.PubkeyToAddress(key.PublicKey)),
		Payee:    chain.Address(common.BigToAddress(big.NewInt(int64(0xCAFE0000 + i)))),
		Guardian: chain.Address(common.BigToAddress(big.NewInt(int64(0xBEEF0000 + i)))),
	}))
	for kind, id := range map[chain.CredentialKind]uint64{chain.Licence: 1, chain.ProviderEnrolment: 2} {
		calls.add(w.contracts.RecordCredential(chain.Credential{
			Provider: provider, Kind: kind, ID: 1, Span: always, DocumentHash: hashOf(byte(id), uint64(i)), //nolint:gosec // 1 or 2
		}))
	}
	return nil
}

func (w *world) enrol(calls *callList) {
	var enrolments []chain.Enrolment
	for i := range uint64(yearCount) {
		id := hashOf(3, i)
		year := claims.CoverageYearID(new(big.Int).SetBytes(id[:8]).Uint64() | 1)
		w.years = append(w.years, year)
		enrolments = append(enrolments, chain.Enrolment{
			CoverageYear: year, Plan: plan, Span: claims.Span{Start: w.day - 100, End: w.day + 265},
		})
		if len(enrolments) == enrolBatch {
			calls.add(w.contracts.Enrol(insurer, enrolments))
			enrolments = nil
		}
	}
}

// samplePlan has a deductible, an out-of-pocket maximum, copay and coinsurance.
func samplePlan() coverage.Plan {
	limit := func(cents int64) coverage.Limit { return coverage.LimitOf(money.Cents(cents)) }
	return coverage.Plan{
		ID: plan, Insurer: insurer, Name: "bench",
		Deductible: limit(300_00), FamilyDeductible: limit(500_00),
		OutOfPocketMax: limit(20_000_00), FamilyOutOfPocketMax: limit(30_000_00),
		Clocks: coverage.Clocks{PromptPayDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30},
		Classes: []coverage.Class{
			{IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Coinsurance: 2000},
			{IsCovered: true, IsOutOfPocketApplied: true, Copay: money.Cents(25_00)},
		},
	}
}

// sendAll sends transactions in their order, waits for the last and returns the
// times of their blocks.
func (w *world) sendAll(ctx context.Context, list *callList) ([]time.Time, error) {
	if list.err != nil {
		return nil, fmt.Errorf("encoding a call: %w", list.err)
	}
	hashes := make([]common.Hash, len(list.calls))
	for i, call := range list.calls {
		to := common.Address(call.Recipient)
		tx, err := types.SignNewTx(w.key, w.signer, &types.DynamicFeeTx{
			ChainID: w.signer.ChainID(), Nonce: w.nonce, GasTipCap: big.NewInt(1), GasFeeCap: w.feeCap,
			Gas: params.MaxTxGas, To: &to, Data: call.Data,
		})
		if err != nil {
			return nil, fmt.Errorf("signing: %w", err)
		}
		if err := w.client.SendTransaction(ctx, tx); err != nil {
			return nil, fmt.Errorf("sending: %w", err)
		}
		w.nonce++
		hashes[i] = tx.Hash()
	}
	times := make([]time.Time, len(hashes))
	for i, hash := range hashes {
		var err error
		if times[i], err = w.await(ctx, hash); err != nil {
			return nil, fmt.Errorf("transaction %d of %d: %w", i+1, len(hashes), err)
		}
	}
	return times, nil
}

// await returns the time of the block that a transaction is in.
func (w *world) await(ctx context.Context, hash common.Hash) (time.Time, error) {
	tick := time.NewTicker(receiptPoll)
	defer tick.Stop()
	for {
		receipt, err := w.client.TransactionReceipt(ctx, hash)
		switch {
		case err != nil:
		case receipt.Status != types.ReceiptStatusSuccessful:
			return time.Time{}, fmt.Errorf("%w, with %d gas used", errReverted, receipt.GasUsed)
		default:
			block, err := w.client.HeaderByHash(ctx, receipt.BlockHash)
			if err != nil {
				return time.Time{}, fmt.Errorf("reading the block: %w", err)
			}
			return time.Unix(int64(block.Time), 0).UTC(), nil //nolint:gosec // a block's time
		}
		select {
		case <-ctx.Done():
			return time.Time{}, context.Cause(ctx)
		case <-tick.C:
		}
	}
}

// hashOf returns a hash that looks like a commitment: no byte of it is special.
func hashOf(kind byte, number uint64) (hash commitment.Hash) {
	copy(hash[:], crypto.Keccak256([]byte{kind}, new(big.Int).SetUint64(number).Bytes()))
	return hash
}
