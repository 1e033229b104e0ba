package parity

import (
	"crypto/ecdsa"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// insurer is the only one there is.
const insurer = 1

// Who does what; contracts/test/support/Fixture.sol has the same.
var (
	operator    = common.HexToAddress("0xA0")
	admin       = common.HexToAddress("0xA1")
	gateway     = common.HexToAddress("0xA2")
	adjudicator = common.HexToAddress("0xA3")
	treasurer   = common.HexToAddress("0xA4")
	enroller    = common.HexToAddress("0xA5")
	approver    = common.HexToAddress("0xA6")
	authority   = common.HexToAddress("0xA7")
	guardian    = common.HexToAddress("0xA8")
	// reviewer determines again, where the contract of appeals does in earnest.
	reviewer = common.HexToAddress("0xA9")
	stranger = common.HexToAddress("0xBAD")
)

// Roles of the AccessManager, as in RoleIds.sol.
const (
	roleAdmin = iota
	rolePoster
	rolePayer
	roleLicensor
	roleProviderEnroller
	roleExcluder
	roleRedeterminer
)

// The providers. The second has its key with the gateway, the last no credentials.
const (
	providerA claims.ProviderID = iota + 1
	providerB
	uncredentialed
)

// Kinds of credentials, as in ICredentials.sol.
const (
	licence = iota
	enrolment
)

// deployedAt is when everything is set up, before any claim.
const deployedAt = 946_684_800 // 2000-01-01

// lastDay is the last day that the ledger's fields hold.
const lastDay = 1<<24 - 1

// network is the contracts on a machine, wired as on a devnet.
type network struct {
	*machine
	manager, token, organizations, credentials, plans, coverages, escrow, ledger common.Address

	bound *bound
	keys  map[claims.ProviderID]*ecdsa.PrivateKey
}

// bound packs calls and reads answers.
type bound struct {
	manager       *bindings.AccessManager
	token         *bindings.TestToken
	organizations *bindings.Organizations
	credentials   *bindings.Credentials
	plans         *bindings.Plans
	coverages     *bindings.Coverages
	escrow        *bindings.Escrow
	ledger        *bindings.ClaimLedger
	corrections   *bindings.ClaimCorrections
	clocks        *bindings.ClaimClocks
}

// newNetwork deploys the contracts on a machine of their own.
func newNetwork() (*network, error) {
	m, err := newMachine()
	if err != nil {
		return nil, err
	}
	n := &network{machine: m, keys: map[claims.ProviderID]*ecdsa.PrivateKey{}, bound: &bound{
		manager: bindings.NewAccessManager(), token: bindings.NewTestToken(), organizations: bindings.NewOrganizations(),
		credentials: bindings.NewCredentials(), plans: bindings.NewPlans(), coverages: bindings.NewCoverages(),
		escrow: bindings.NewEscrow(), ledger: bindings.NewClaimLedger(), corrections: bindings.NewClaimCorrections(),
		clocks: bindings.NewClaimClocks(),
	}}
	for _, step := range []func() error{n.deploy, n.grant, n.register, n.fund} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("setting up the contracts: %w", err)
		}
	}
	return n, nil
}

// fork returns the same contracts on a machine of their own.
func (n *network) fork() *network {
	other := *n
	other.machine = n.machine.fork()
	return &other
}

func (n *network) deploy() error {
	d := deployer{network: n}
	b := n.bound
	n.manager = d.create(&bindings.AccessManagerMetaData, b.manager.PackConstructor(operator))
	n.token = d.create(&bindings.TestTokenMetaData, nil)
	n.organizations = d.create(&bindings.OrganizationsMetaData, b.organizations.PackConstructor(n.manager))
	n.credentials = d.create(&bindings.CredentialsMetaData, b.credentials.PackConstructor(n.manager, n.organizations))
	n.plans = d.create(&bindings.PlansMetaData, b.plans.PackConstructor(n.manager))
	n.coverages = d.create(&bindings.CoveragesMetaData, b.coverages.PackConstructor(n.manager, n.plans))
	n.escrow = d.create(&bindings.EscrowMetaData, b.escrow.PackConstructor(n.manager, n.organizations, n.plans, n.token))
	parts := bindings.LedgerStateParts{
		Organizations: n.organizations, Credentials: n.credentials, Plans: n.plans, Coverages: n.coverages, Escrow: n.escrow,
	}
	module := d.create(&bindings.ClaimClocksMetaData, b.clocks.PackConstructor(n.manager, parts))
	module = d.create(&bindings.ClaimCorrectionsMetaData, b.corrections.PackConstructor(n.manager, parts, module))
	n.ledger = d.create(&bindings.ClaimLedgerMetaData, b.ledger.PackConstructor(n.manager, parts, module))
	return d.err
}

// deployer deploys one contract after the other, until one fails.
type deployer struct {
	*network
	err error
}

func (d *deployer) create(contract *bind.MetaData, arguments []byte) (address common.Address) {
	if d.err == nil {
		address, d.err = d.machine.create(operator, append(common.FromHex(contract.Bin), arguments...), deployedAt)
	}
	return address
}

func (n *network) grant() error {
	for _, grant := range []struct {
		role uint64
		to   common.Address
	}{
		{roleAdmin, n.organizations},
		{rolePoster, n.ledger},
		{rolePayer, n.ledger},
		{roleLicensor, authority},
		{roleProviderEnroller, authority},
		{roleExcluder, authority},
		{roleRedeterminer, reviewer},
	} {
		if err := n.do(operator, n.manager, n.bound.manager.PackGrantRole(grant.role, grant.to, 0)); err != nil {
			return err
		}
	}
	return nil
}

// register registers the insurer and the providers. The signer's key of provider n is n.
func (n *network) register() error {
	keys := [6]common.Address{admin, gateway, adjudicator, treasurer, enroller, approver}
	if err := n.do(operator, n.organizations, n.bound.organizations.PackRegisterInsurer(insurer, keys)); err != nil {
		return err
	}
	for provider := providerA; provider <= uncredentialed; provider++ {
		if err := n.registerProvider(provider); err != nil {
			return err
		}
	}
	return nil
}

func (n *network) registerProvider(provider claims.ProviderID) error {
	key, err := crypto.ToECDSA(common.BigToHash(big.NewInt(int64(provider))).Bytes())
	if err != nil {
		return err
	}
	n.keys[provider] = key
	info := bindings.IOrganizationsProvider{
		Signer: crypto.PubkeyToAddress(key.PublicKey), Payee: payeeOf(provider), Guardian: guardian, IsDelegated: provider == providerB,
	}
	if err := n.do(admin, n.organizations, n.bound.organizations.PackRegisterProvider(insurer, uint32(provider), info)); err != nil {
		return err
	}
	if provider == uncredentialed {
		return nil
	}
	always := bindings.ICredentialsRecord{
		StartDay: big.NewInt(1), EndDay: big.NewInt(lastDay), RevokedFromDay: new(big.Int), DocumentHash: crypto.Keccak256Hash([]byte("document")),
	}
	for _, kind := range []uint8{licence, enrolment} {
		if err := n.do(authority, n.credentials, n.bound.credentials.PackRecord(uint32(provider), kind, 1, always)); err != nil {
			return err
		}
	}
	return nil
}

func payeeOf(provider claims.ProviderID) common.Address {
	return common.BigToAddress(big.NewInt(0xCAFE0000 + int64(provider)))
}

// fund gives the insurer more than it can ever pay.
func (n *network) fund() error {
	plenty := new(big.Int).Lsh(big.NewInt(1), 120)
	for _, call := range []struct {
		to   common.Address
		data []byte
	}{
		{n.token, n.bound.token.PackMint(treasurer, plenty)},
		{n.token, n.bound.token.PackApprove(n.escrow, plenty)},
		{n.escrow, n.bound.escrow.PackDeposit(insurer, plenty)},
	} {
		if err := n.do(treasurer, call.to, call.data); err != nil {
			return err
		}
	}
	return nil
}

// do sends a message of the set-up.
func (n *network) do(from, to common.Address, data []byte) error {
	_, _, err := n.call(from, to, data, deployedAt)
	return err
}
