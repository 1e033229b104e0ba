package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"os"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// ErrContractTooLarge is returned when the chain refuses the size of a contract's
// code: most take 24,576 bytes.
var ErrContractTooLarge = errors.New("the chain does not take a contract of this size")

// Ids of roles in the AccessManager (RoleIds.sol).
const (
	roleAdmin            = 0
	rolePoster           = 1
	rolePayer            = 2
	roleLicensor         = 3
	roleProviderEnroller = 4
	roleExcluder         = 5
	roleRedeterminer     = 6
	rolePanelAdmin       = 7
)

// defaultTimelockDelay is how long the timelock lets pass before it executes.
const defaultTimelockDelay = 48 * time.Hour

// Authorities are the accounts that record credentials and appoint panels. The
// zero Address stands for the operator.
type Authorities struct {
	Licensor         Address
	ProviderEnroller Address
	Excluder         Address
	PanelAdmin       Address
}

// DeployOptions say what to deploy.
type DeployOptions struct {
	// Path is the deployment file.
	Path string
	// Token is the address of the settlement token, an ERC-20. Without one a token
	// for tests is deployed, which anybody may mint.
	Token       string
	Authorities Authorities
	// Governor proposes to the timelock, cancels and executes; the zero Address
	// stands for the operator. It gets no right by that until [HandOver].
	Governor Address
	// TimelockDelay is how long a proposal waits, to the second: two days when it is zero.
	TimelockDelay time.Duration
}

// Deploy deploys the contracts, grants their roles and writes the deployment's
// file. Where the file exists already it is read, checked against the chain and
// returned. A deployment that was cut off leaves no file and is made anew: what
// it left behind has no effect. The operator administers the AccessManager until
// [HandOver].
//
// Errors: [ErrDeploymentInvalid], [ErrDeploymentMismatch], [ErrWrongChain], [ErrKeyInvalid],
// [ErrAddressInvalid], [ErrContractTooLarge], [*RevertError].
func Deploy(ctx context.Context, client *Client, operatorKey string, opts DeployOptions) (Deployment, error) {
	deployment, err := LoadDeployment(opts.Path)
	if err == nil {
		return deployment, deployment.check(ctx, client)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return Deployment{}, err
	}
	var token Address
	if opts.Token != "" {
		if token, err = ParseAddress(opts.Token); err != nil {
			return Deployment{}, err
		}
	}
	o, err := newOperator(ctx, client, operatorKey)
	if err != nil {
		return Deployment{}, err
	}
	d := deployer{operator: o, opts: opts.withDefaults(o.address)}
	if deployment, err = d.deploy(ctx, token); err != nil {
		return Deployment{}, fmt.Errorf("deploying the contracts: %w", err)
	}
	return deployment, deployment.save(opts.Path)
}

func (o DeployOptions) withDefaults(operator common.Address) DeployOptions {
	for _, account := range []*Address{
		&o.Governor, &o.Authorities.Licensor, &o.Authorities.ProviderEnroller, &o.Authorities.Excluder, &o.Authorities.PanelAdmin,
	} {
		if *account == (Address{}) {
			*account = Address(operator)
		}
	}
	if o.TimelockDelay == 0 {
		o.TimelockDelay = defaultTimelockDelay
	}
	return o
}

// check reports whether the contracts are on the client's chain.
func (d Deployment) check(ctx context.Context, client *Client) error {
	if client.ChainID() != d.ChainID {
		return fmt.Errorf("%w: %d, not %d", ErrWrongChain, client.ChainID(), d.ChainID)
	}
	addresses := []Address{
		d.Manager, d.Timelock, d.Organizations, d.Credentials, d.Plans, d.Coverages, d.Escrow, d.Clocks, d.Corrections, d.Ledger,
		d.Consents, d.Appeals, d.Token,
	}
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

// deployer creates the contracts, those that need no other of a step together.
type deployer struct {
	*operator
	opts DeployOptions
}

func (d *deployer) deploy(ctx context.Context, token Address) (Deployment, error) {
	head, err := d.client.Head(ctx)
	if err != nil {
		return Deployment{}, err
	}
	deployment := Deployment{ChainID: d.client.ChainID(), Block: head.Number + 1, Operator: Address(d.address), Token: token}
	deployment.IsTestToken = token == Address{}
	for _, step := range []func(*Deployment) []creation{
		d.foundations, parties, books, clocks, corrections, ledger, appeals,
	} {
		if err := d.createAll(ctx, step(&deployment)); err != nil {
			return Deployment{}, err
		}
	}
	if err := d.grant(ctx, deployment); err != nil {
		return Deployment{}, err
	}
	contracts, err := NewContracts(d.client, deployment)
	if err != nil {
		return Deployment{}, err
	}
	deployment.TokenUnitsPerCent, err = contracts.tokenUnitsPerCent(ctx)
	return deployment, err
}

// creation is a contract to be created, and where its address goes.
type creation struct {
	name        string
	address     *Address
	bytecode    string
	constructor []byte
}

func (d *deployer) foundations(made *Deployment) []creation {
	seconds := big.NewInt(int64(d.opts.TimelockDelay / time.Second))
	governors := []common.Address{common.Address(d.opts.Governor)}
	list := []creation{
		{
			"AccessManager", &made.Manager, bindings.AccessManagerMetaData.Bin,
			bindings.NewAccessManager().PackConstructor(d.address),
		},
		{
			"TimelockController", &made.Timelock, bindings.TimelockControllerMetaData.Bin,
			bindings.NewTimelockController().PackConstructor(seconds, governors, governors, common.Address{}),
		},
	}
	if made.IsTestToken {
		list = append(list, creation{"TestToken", &made.Token, bindings.TestTokenMetaData.Bin, nil})
	}
	return list
}

func parties(made *Deployment) []creation {
	manager := common.Address(made.Manager)
	return []creation{
		{
			"Organizations", &made.Organizations, bindings.OrganizationsMetaData.Bin,
			bindings.NewOrganizations().PackConstructor(manager),
		},
		{"Plans", &made.Plans, bindings.PlansMetaData.Bin, bindings.NewPlans().PackConstructor(manager)},
		{"Consents", &made.Consents, bindings.ConsentsMetaData.Bin, bindings.NewConsents().PackConstructor(manager)},
	}
}

func books(made *Deployment) []creation {
	manager, organizations := common.Address(made.Manager), common.Address(made.Organizations)
	plans := common.Address(made.Plans)
	return []creation{
		{
			"Credentials", &made.Credentials, bindings.CredentialsMetaData.Bin,
			bindings.NewCredentials().PackConstructor(manager, organizations),
		},
		{"Coverages", &made.Coverages, bindings.CoveragesMetaData.Bin, bindings.NewCoverages().PackConstructor(manager, plans)},
		{
			"Escrow", &made.Escrow, bindings.EscrowMetaData.Bin,
			bindings.NewEscrow().PackConstructor(manager, organizations, plans, common.Address(made.Token)),
		},
	}
}

// parts are the contracts that the ledger works with.
func parts(made *Deployment) bindings.LedgerStateParts {
	return bindings.LedgerStateParts{
		Organizations: common.Address(made.Organizations), Credentials: common.Address(made.Credentials),
		Plans: common.Address(made.Plans), Coverages: common.Address(made.Coverages), Escrow: common.Address(made.Escrow),
	}
}

func clocks(made *Deployment) []creation {
	return []creation{{
		"ClaimClocks", &made.Clocks, bindings.ClaimClocksMetaData.Bin,
		bindings.NewClaimClocks().PackConstructor(common.Address(made.Manager), parts(made)),
	}}
}

func corrections(made *Deployment) []creation {
	return []creation{{
		"ClaimCorrections", &made.Corrections, bindings.ClaimCorrectionsMetaData.Bin,
		bindings.NewClaimCorrections().PackConstructor(common.Address(made.Manager), parts(made), common.Address(made.Clocks)),
	}}
}

func ledger(made *Deployment) []creation {
	return []creation{{
		"ClaimLedger", &made.Ledger, bindings.ClaimLedgerMetaData.Bin,
		bindings.NewClaimLedger().PackConstructor(common.Address(made.Manager), parts(made), common.Address(made.Corrections)),
	}}
}

func appeals(made *Deployment) []creation {
	return []creation{{
		"Appeals", &made.Appeals, bindings.AppealsMetaData.Bin,
		bindings.NewAppeals().PackConstructor(
			common.Address(made.Manager), common.Address(made.Organizations), common.Address(made.Plans),
			common.Address(made.Escrow), common.Address(made.Ledger),
		),
	}}
}

func (d *deployer) createAll(ctx context.Context, list []creation) error {
	for _, c := range list {
		address := crypto.CreateAddress(d.address, d.nonce)
		if err := d.send(ctx, nil, append(common.FromHex(c.bytecode), c.constructor...)); err != nil {
			return fmt.Errorf("creating %s: %w", c.name, err)
		}
		*c.address = Address(address)
	}
	return d.await(ctx)
}

// grant gives Organizations the right to give insurers their roles, the ledger
// those to post accumulators and to pay, appeals that to have claims determined
// again, and the authorities theirs.
func (d *deployer) grant(ctx context.Context, made Deployment) error {
	authorities := d.opts.Authorities
	for _, grant := range []struct {
		role uint64
		to   Address
	}{
		{roleAdmin, made.Organizations},
		{rolePoster, made.Ledger},
		{rolePayer, made.Ledger},
		{roleRedeterminer, made.Appeals},
		{roleLicensor, authorities.Licensor},
		{roleProviderEnroller, authorities.ProviderEnroller},
		{roleExcluder, authorities.Excluder},
		{rolePanelAdmin, authorities.PanelAdmin},
	} {
		if err := d.grantRole(ctx, made.Manager, grant.role, grant.to); err != nil {
			return err
		}
	}
	return d.await(ctx)
}
