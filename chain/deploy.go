package chain

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"
	"os"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// Ids of roles in the AccessManager (RoleIds.sol).
const (
	roleAdmin  = 0
	rolePoster = 1
	rolePayer  = 2
)

// Gas limits of the deployment's transactions. They go out together, before the
// contracts that they name exist, so nothing can be estimated.
const (
	createGas = 8_000_000
	grantGas  = 300_000
)

// deployPoll is how often a deployment looks for its receipts.
const deployPoll = 50 * time.Millisecond

// DeployOptions say what to deploy.
type DeployOptions struct {
	// Path is the deployment file.
	Path string
	// Token is the address of the settlement token, an ERC-20. Without one a token
	// for tests is deployed, which anybody may mint.
	Token string
}

// Deploy deploys the contracts, grants their roles and writes the deployment's
// file. Where the file exists already it is read, checked against the chain and
// returned. A deployment that was cut off leaves no file and is made anew: what
// it left behind has no effect.
//
// Errors: [ErrDeploymentInvalid], [ErrDeploymentMismatch], [ErrWrongChain], [ErrKeyInvalid],
// [ErrAddressInvalid].
func Deploy(ctx context.Context, client *Client, operatorKey string, opts DeployOptions) (Deployment, error) {
	deployment, err := LoadDeployment(opts.Path)
	if err == nil {
		return deployment, deployment.check(ctx, client)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return Deployment{}, err
	}
	key, err := parseKey(operatorKey)
	if err != nil {
		return Deployment{}, err
	}
	var token Address
	if opts.Token != "" {
		if token, err = ParseAddress(opts.Token); err != nil {
			return Deployment{}, err
		}
	}
	d := deployer{client: client, key: key, operator: crypto.PubkeyToAddress(key.PublicKey)}
	if deployment, err = d.deploy(ctx, token); err != nil {
		return Deployment{}, fmt.Errorf("deploying the contracts: %w", err)
	}
	return deployment, deployment.save(opts.Path)
}

// check reports whether the contracts are on the client's chain.
func (d Deployment) check(ctx context.Context, client *Client) error {
	if client.ChainID() != d.ChainID {
		return fmt.Errorf("%w: %d, not %d", ErrWrongChain, client.ChainID(), d.ChainID)
	}
	addresses := []Address{d.Manager, d.Organizations, d.Plans, d.Coverages, d.Escrow, d.Ledger, d.Token}
	codes := make([]hexutil.Bytes, len(addresses))
	batch := make([]rpc.BatchElem, len(addresses))
	for i, address := range addresses {
		batch[i] = rpc.BatchElem{Method: "eth_getCode", Args: []any{common.Address(address), "latest"}, Result: &codes[i]}
	}
	if err := client.batchAll(ctx, batch); err != nil {
		return fmt.Errorf("checking the deployment: %w", err)
	}
	for _, code := range codes {
		if len(code) == 0 {
			return ErrDeploymentMismatch
		}
	}
	return nil
}

// deployer sends the operator's transactions one nonce after the other, all at once.
type deployer struct {
	client   *Client
	key      *ecdsa.PrivateKey
	operator common.Address
	fees     fees
	nonce    uint64
	sent     []common.Hash
}

func (d *deployer) deploy(ctx context.Context, token Address) (Deployment, error) {
	head, err := d.client.Head(ctx)
	if err != nil {
		return Deployment{}, err
	}
	if d.fees, err = d.client.suggestFees(ctx); err != nil {
		return Deployment{}, err
	}
	if d.nonce, err = d.client.nonce(ctx, d.operator, "pending"); err != nil {
		return Deployment{}, err
	}
	deployment, err := d.create(ctx, token)
	if err != nil {
		return Deployment{}, err
	}
	if err := d.grant(ctx, deployment); err != nil {
		return Deployment{}, err
	}
	if err := d.await(ctx); err != nil {
		return Deployment{}, err
	}
	deployment.ChainID, deployment.Block, deployment.Operator = d.client.ChainID(), head.Number+1, Address(d.operator)
	contracts, err := NewContracts(d.client, deployment)
	if err != nil {
		return Deployment{}, err
	}
	deployment.TokenUnitsPerCent, err = contracts.tokenUnitsPerCent(ctx)
	return deployment, err
}

func (d *deployer) create(ctx context.Context, token Address) (deployment Deployment, err error) {
	put := func(bytecode string, constructor []byte) Address {
		if err != nil {
			return Address{}
		}
		address := crypto.CreateAddress(d.operator, d.nonce)
		err = d.send(ctx, nil, append(common.FromHex(bytecode), constructor...), createGas)
		return Address(address)
	}
	deployment.Manager = put(bindings.AccessManagerMetaData.Bin, bindings.NewAccessManager().PackConstructor(d.operator))
	manager := common.Address(deployment.Manager)
	deployment.Token = token
	if token == (Address{}) {
		deployment.Token, deployment.IsTestToken = put(bindings.TestTokenMetaData.Bin, nil), true
	}
	deployment.Organizations = put(bindings.OrganizationsMetaData.Bin, bindings.NewOrganizations().PackConstructor(manager))
	organizations := common.Address(deployment.Organizations)
	deployment.Plans = put(bindings.PlansMetaData.Bin, bindings.NewPlans().PackConstructor(manager))
	plans := common.Address(deployment.Plans)
	deployment.Coverages = put(bindings.CoveragesMetaData.Bin, bindings.NewCoverages().PackConstructor(manager, plans))
	deployment.Escrow = put(bindings.EscrowMetaData.Bin,
		bindings.NewEscrow().PackConstructor(manager, organizations, common.Address(deployment.Token)))
	deployment.Ledger = put(bindings.ClaimLedgerMetaData.Bin, bindings.NewClaimLedger().PackConstructor(
		manager, organizations, plans, common.Address(deployment.Coverages), common.Address(deployment.Escrow),
	))
	return deployment, err
}

// grant gives Organizations the right to give insurers their roles, and the
// ledger those to post accumulators and to release payouts.
func (d *deployer) grant(ctx context.Context, deployment Deployment) error {
	manager := common.Address(deployment.Manager)
	for _, grant := range []struct {
		role uint64
		to   Address
	}{
		{roleAdmin, deployment.Organizations}, {rolePoster, deployment.Ledger}, {rolePayer, deployment.Ledger},
	} {
		call := bindings.NewAccessManager().PackGrantRole(grant.role, common.Address(grant.to), 0)
		if err := d.send(ctx, &manager, call, grantGas); err != nil {
			return err
		}
	}
	return nil
}

func (d *deployer) send(ctx context.Context, to *common.Address, data []byte, gas uint64) error {
	unsigned := d.fees.transaction(txBody{chainID: d.client.ChainID(), nonce: d.nonce, to: to, data: data, gas: gas, value: new(big.Int)})
	tx, err := types.SignTx(unsigned, txSigner(d.client.ChainID()), d.key)
	if err != nil {
		return fmt.Errorf("signing: %w", err)
	}
	raw, err := tx.MarshalBinary()
	if err != nil {
		return fmt.Errorf("encoding a transaction: %w", err)
	}
	if err := d.client.call(ctx, nil, "eth_sendRawTransaction", hexutil.Bytes(raw)); err != nil {
		return err
	}
	d.nonce++
	d.sent = append(d.sent, tx.Hash())
	return nil
}

// await waits until all that was sent is included.
func (d *deployer) await(ctx context.Context) error {
	ticker := time.NewTicker(deployPoll)
	defer ticker.Stop()
	for {
		receipts, err := d.client.receipts(ctx, d.sent)
		if err != nil {
			return err
		}
		included := 0
		for i, receipt := range receipts {
			switch {
			case receipt == nil:
			case receipt.Status == 0:
				return fmt.Errorf("%w: transaction %s", ErrReverted, d.sent[i])
			default:
				included++
			}
		}
		if included == len(d.sent) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}
