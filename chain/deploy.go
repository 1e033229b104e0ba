package chain

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// Errors of deploying.
var (
	// ErrDeploymentDiffers is returned when a deployment was begun by another
	// operator, or with other settings, than it is to go on with.
	ErrDeploymentDiffers = errors.New("the deployment was made with other settings")
	// ErrAccountsNotDistinct is returned when one account was named for two things.
	ErrAccountsNotDistinct = errors.New("governor and authorities need an account each")
	// ErrTimelockDelayInvalid is returned for a delay out of range.
	ErrTimelockDelayInvalid = errors.New("the timelock's delay is whole seconds, from a minute to 30 days")
)

// Bounds of the timelock's delay, and what it is where none is given.
const (
	MinTimelockDelay     = time.Minute
	MaxTimelockDelay     = 30 * 24 * time.Hour
	defaultTimelockDelay = 48 * time.Hour
)

// maxTries bounds how often nonces are counted anew.
const maxTries = 5

// testTokenUnitsPerCent are those of the token for tests, which has six decimals.
const testTokenUnitsPerCent = 10_000

// DeployOptions say what to deploy.
type DeployOptions struct {
	// Path is the deployment file.
	Path string
	// ChainID is that of the chain to deploy to; zero takes the node's.
	ChainID uint64
	// Token is the settlement token, an ERC-20 of 2 to 30 decimals. For the zero
	// Address a token for tests is deployed, which anybody may mint.
	Token       Address
	Authorities Authorities
	// Governor proposes to the timelock, cancels and executes; the zero Address
	// stands for the operator. It gets no right by that until [HandOver].
	Governor Address
	// TimelockDelay is how long a proposal waits, to the second: two days when it is zero.
	TimelockDelay time.Duration
	// Log is told what is done; nil tells nobody.
	Log *slog.Logger
}

// Deploy looks whether the chain can carry the contracts, deploys them, grants
// their roles and writes the deployment's file. The file is written before a
// transaction is sent and after each step, so that a deployment that was cut off
// goes on where it was and ends as if it had not been. Where the file is complete
// the contracts are compared with it and nothing is sent. Settings may then be left
// out; those given must be the file's. The operator administers the AccessManager
// until [HandOver].
//
// Errors: [ErrWrongChain], [ErrKeyInvalid], [ErrDeploymentInvalid], [ErrDeploymentMismatch], [ErrDeploymentDiffers],
// [ErrAccountsNotDistinct], [ErrTimelockDelayInvalid], [ErrChainUnsuitable], [ErrContractTooLarge], [ErrTokenInvalid],
// [ErrBalanceInsufficient], [*RevertError].
func Deploy(ctx context.Context, client *Client, operatorKey string, opts DeployOptions) (Deployment, error) {
	if opts.ChainID != 0 && opts.ChainID != client.ChainID() {
		return Deployment{}, fmt.Errorf("%w: %d, not %d", ErrWrongChain, client.ChainID(), opts.ChainID)
	}
	if err := opts.check(); err != nil {
		return Deployment{}, err
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	made, err := readDeployment(opts.Path)
	isBegun := err == nil
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return Deployment{}, err
	}
	if isBegun {
		if err := opts.agree(made); err != nil {
			return Deployment{}, err
		}
		if made.IsComplete {
			return made, made.checkCode(ctx, client)
		}
	}
	o, err := newOperator(ctx, client, operatorKey)
	if err != nil {
		return Deployment{}, err
	}
	d := deployer{operator: o, opts: opts, made: made}
	if err := d.run(ctx, isBegun); err != nil {
		return Deployment{}, fmt.Errorf("deploying the contracts: %w", err)
	}
	return d.made, nil
}

// check refuses settings that make no deployment.
//
// Errors: [ErrAccountsNotDistinct], [ErrTimelockDelayInvalid].
func (o DeployOptions) check() error {
	if o.TimelockDelay != 0 {
		isWhole := o.TimelockDelay%time.Second == 0
		if !isWhole || o.TimelockDelay < MinTimelockDelay || o.TimelockDelay > MaxTimelockDelay {
			return ErrTimelockDelayInvalid
		}
	}
	named := map[Address]bool{}
	for _, account := range []Address{
		o.Token, o.Governor, o.Authorities.Licensor, o.Authorities.ProviderEnroller, o.Authorities.Excluder, o.Authorities.PanelAdmin,
	} {
		if account == (Address{}) {
			continue
		}
		if named[account] {
			return fmt.Errorf("%w: %s", ErrAccountsNotDistinct, FormatAddress(account))
		}
		named[account] = true
	}
	return nil
}

// agree reports whether what the options name is what the deployment has.
//
// Errors: [ErrWrongChain], [ErrDeploymentDiffers].
func (o DeployOptions) agree(made Deployment) error {
	if o.ChainID != 0 && o.ChainID != made.ChainID {
		return fmt.Errorf("%w: the file is of %d, not %d", ErrWrongChain, made.ChainID, o.ChainID)
	}
	for _, setting := range []struct {
		name        string
		given, made Address
	}{
		{"token", o.Token, made.Token},
		{"governor", o.Governor, made.Governor},
		{"licensor", o.Authorities.Licensor, made.Authorities.Licensor},
		{"provider enroller", o.Authorities.ProviderEnroller, made.Authorities.ProviderEnroller},
		{"excluder", o.Authorities.Excluder, made.Authorities.Excluder},
		{"panel admin", o.Authorities.PanelAdmin, made.Authorities.PanelAdmin},
	} {
		if setting.given != (Address{}) && setting.given != setting.made {
			return fmt.Errorf("%w: its %s is %s", ErrDeploymentDiffers, setting.name, FormatAddress(setting.made))
		}
	}
	if o.TimelockDelay != 0 && o.TimelockDelay != made.TimelockDelay {
		return fmt.Errorf("%w: its timelock's delay is %s", ErrDeploymentDiffers, made.TimelockDelay)
	}
	return nil
}

// deployer creates the contracts, those that need no other of a step together.
type deployer struct {
	*operator
	opts DeployOptions
	made Deployment
}

func (d *deployer) run(ctx context.Context, isBegun bool) error {
	if isBegun {
		if d.client.ChainID() != d.made.ChainID {
			return fmt.Errorf("%w: %d, not %d", ErrWrongChain, d.client.ChainID(), d.made.ChainID)
		}
		if d.made.Operator != Address(d.address) {
			return fmt.Errorf("%w: its operator is %s", ErrDeploymentDiffers, FormatAddress(d.made.Operator))
		}
		d.opts.Log.InfoContext(ctx, "going on with a deployment that was cut off", "file", d.opts.Path)
	}
	if err := d.awaitPool(ctx); err != nil {
		return err
	}
	if !isBegun {
		if err := d.begin(ctx); err != nil {
			return err
		}
	}
	if err := d.preflight(ctx); err != nil {
		return err
	}
	if err := d.completeAgain(ctx); err != nil {
		return err
	}
	if err := d.made.checkCode(ctx, d.client); err != nil {
		return err
	}
	d.made.IsComplete = true
	return d.made.save(d.opts.Path)
}

// completeAgain completes, and does so again where a nonce was used meanwhile: a node
// may not tell at once what it was sent by the run before.
func (d *deployer) completeAgain(ctx context.Context) error {
	for tries := 0; ; tries++ {
		err := d.complete(ctx)
		if !errors.Is(err, errNonceUsed) || tries == maxTries {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
		d.sent = nil
		if err := d.awaitPool(ctx); err != nil {
			return err
		}
	}
}

// complete creates and grants what is missing.
func (d *deployer) complete(ctx context.Context) error {
	for _, step := range deploySteps {
		if err := d.createAll(ctx, step(&d.made)); err != nil {
			return err
		}
	}
	return d.grantAll(ctx)
}

// begin settles what the deployment is to be.
func (d *deployer) begin(ctx context.Context) error {
	head, err := d.client.Head(ctx)
	if err != nil {
		return err
	}
	opts := d.opts.withDefaults(Address(d.address))
	d.made = Deployment{
		ChainID: d.client.ChainID(), Block: head.Number + 1, Operator: Address(d.address), Governor: opts.Governor,
		Authorities: opts.Authorities, TimelockDelay: opts.TimelockDelay, Token: opts.Token, IsTestToken: opts.Token == Address{},
		TokenUnitsPerCent: big.NewInt(testTokenUnitsPerCent),
	}
	if !d.made.IsTestToken {
		d.made.TokenUnitsPerCent, err = d.client.unitsPerCent(ctx, d.made.Token)
	}
	return err
}

func (o DeployOptions) withDefaults(operator Address) DeployOptions {
	for _, account := range []*Address{
		&o.Governor, &o.Authorities.Licensor, &o.Authorities.ProviderEnroller, &o.Authorities.Excluder, &o.Authorities.PanelAdmin,
	} {
		if *account == (Address{}) {
			*account = operator
		}
	}
	if o.TimelockDelay == 0 {
		o.TimelockDelay = defaultTimelockDelay
	}
	return o
}

// createAll creates those of the contracts that are not there. Where each will be
// follows from the operator's nonces, so the file says it before it is sent.
func (d *deployer) createAll(ctx context.Context, list []creation) error {
	missing, err := d.missing(ctx, list)
	if err != nil || len(missing) == 0 {
		return err
	}
	for i, c := range missing {
		*c.address = Address(crypto.CreateAddress(d.address, d.nonce+uint64(i)))
	}
	if err := d.made.save(d.opts.Path); err != nil {
		return err
	}
	if d.fees, err = d.client.suggestFees(ctx); err != nil { // they may have risen since the step before
		return err
	}
	for _, c := range missing {
		d.opts.Log.InfoContext(ctx, "creating a contract", "name", c.name, "address", FormatAddress(*c.address))
		if err := d.send(ctx, nil, c.initCode()); err != nil {
			return fmt.Errorf("creating %s: %w", c.name, err)
		}
	}
	return d.await(ctx)
}

// missing returns the contracts that have no code yet.
func (d *deployer) missing(ctx context.Context, list []creation) ([]creation, error) {
	addresses := make([]Address, len(list))
	for i, c := range list {
		addresses[i] = *c.address
	}
	codes, err := d.client.codes(ctx, addresses)
	if err != nil {
		return nil, err
	}
	var missing []creation
	for i, c := range list {
		if addresses[i] == (Address{}) || len(codes[i]) == 0 {
			missing = append(missing, c)
		}
	}
	return missing, nil
}

// codes returns the code at each address, empty where there is none.
func (c *Client) codes(ctx context.Context, addresses []Address) ([][]byte, error) {
	codes := make([]hexutil.Bytes, len(addresses))
	batch := make([]rpc.BatchElem, len(addresses))
	for i, address := range addresses {
		batch[i] = rpc.BatchElem{Method: "eth_getCode", Args: []any{common.Address(address), "latest"}, Result: &codes[i]}
	}
	if err := c.batchAll(ctx, batch); err != nil {
		return nil, fmt.Errorf("reading code: %w", err)
	}
	raw := make([][]byte, len(codes))
	for i, code := range codes {
		raw[i] = code
	}
	return raw, nil
}

// grantAll grants those of the deployment's roles that are not granted yet.
func (d *deployer) grantAll(ctx context.Context) error {
	manager := bindings.NewAccessManager()
	for _, grant := range d.made.grants() {
		access, err := ask(ctx, d.client, d.made.Manager, manager.PackHasRole(grant.role, common.Address(grant.to)), manager.UnpackHasRole)
		if err != nil {
			return err
		}
		if access.IsMember {
			continue
		}
		d.opts.Log.InfoContext(ctx, "granting a role", "role", RoleName(grant.role), "account", FormatAddress(grant.to))
		if err := d.grantRole(ctx, d.made.Manager, grant.role, grant.to); err != nil {
			return err
		}
	}
	return d.await(ctx)
}
