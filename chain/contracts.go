package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// ErrNotTestToken is returned when tokens of a real settlement token were to be minted.
var ErrNotTestToken = errors.New("the settlement token is not one for tests")

// Call is what a transaction does: data for a contract.
type Call struct {
	Recipient Address
	Data      []byte
}

// Contracts builds calls of a deployment's contracts, reads what they hold and
// decodes what they tell. It is safe for concurrent use.
type Contracts struct {
	client     *Client
	deployment Deployment
	domain     Hash
	block      any // that reads are made on

	organizations *bindings.Organizations
	credentials   *bindings.Credentials
	plans         *bindings.Plans
	coverages     *bindings.Coverages
	ledger        *bindings.ClaimLedger
	corrections   *bindings.ClaimCorrections // called at the ledger's address
	clocks        *bindings.ClaimClocks      // called at the ledger's address
	escrow        *bindings.Escrow
	consents      *bindings.Consents
	appeals       *bindings.Appeals
	token         *bindings.TestToken
	decoders      map[eventID]decoder
}

// NewContracts binds a deployment to the client's chain.
//
// Errors: [ErrWrongChain].
func NewContracts(client *Client, deployment Deployment) (*Contracts, error) {
	if client.ChainID() != deployment.ChainID {
		return nil, fmt.Errorf("%w: %d, not %d", ErrWrongChain, client.ChainID(), deployment.ChainID)
	}
	c := &Contracts{
		client:        client,
		deployment:    deployment,
		domain:        domainSeparator(deployment.ChainID, deployment.Ledger),
		block:         "latest",
		organizations: bindings.NewOrganizations(),
		credentials:   bindings.NewCredentials(),
		plans:         bindings.NewPlans(),
		coverages:     bindings.NewCoverages(),
		ledger:        bindings.NewClaimLedger(),
		corrections:   bindings.NewClaimCorrections(),
		clocks:        bindings.NewClaimClocks(),
		escrow:        bindings.NewEscrow(),
		consents:      bindings.NewConsents(),
		appeals:       bindings.NewAppeals(),
		token:         bindings.NewTestToken(),
	}
	c.decoders = c.newDecoders()
	return c, nil
}

// Deployment returns where the contracts are.
func (c *Contracts) Deployment() Deployment { return c.deployment }

func callOf(recipient Address, data []byte, err error) (Call, error) {
	if err != nil {
		return Call{}, fmt.Errorf("encoding a call: %w", err)
	}
	return Call{Recipient: recipient, Data: data}, nil
}

// TokenAmount returns cents in units of the settlement token.
func (c *Contracts) TokenAmount(cents int64) *big.Int {
	return new(big.Int).Mul(big.NewInt(cents), c.deployment.TokenUnitsPerCent)
}

// At returns the same contracts, read as they were after a block.
func (c *Contracts) At(number uint64) *Contracts {
	then := *c
	then.block = hexutil.Uint64(number)
	return &then
}

// view makes a call that changes nothing.
//
// Errors: [*RevertError].
func (c *Contracts) view(ctx context.Context, to Address, data []byte) ([]byte, error) {
	return c.client.ethCall(ctx, callArgs(Address{}, to, data, nil), c.block)
}

func (c *Client) ethCall(ctx context.Context, args map[string]any, block any) ([]byte, error) {
	var result hexutil.Bytes
	if err := c.call(ctx, &result, "eth_call", args, block); err != nil {
		if revert := DecodeRevert(err); revert != nil {
			return nil, revert
		}
		return nil, err
	}
	return result, nil
}
