package chain

import (
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// deploySteps are the contracts in the order of their creation: those of a step
// need only those of earlier ones.
var deploySteps = []func(*Deployment) []creation{foundations, parties, books, clocks, corrections, ledger, appeals}

// creation is a contract to be created, and where its address goes.
type creation struct {
	name        string
	address     *Address
	bytecode    string
	constructor []byte
}

func foundations(made *Deployment) []creation {
	seconds := big.NewInt(int64(made.TimelockDelay / time.Second))
	governors := []common.Address{common.Address(made.Governor)}
	list := []creation{
		{
			"AccessManager", &made.Manager, bindings.AccessManagerMetaData.Bin,
			bindings.NewAccessManager().PackConstructor(common.Address(made.Operator)),
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

// creations returns all contracts of a deployment whose addresses are known.
func (d Deployment) creations() []creation {
	var list []creation
	for _, step := range deploySteps {
		list = append(list, step(&d)...)
	}
	return list
}

// grant is a role of the system and an account that a deployment gives it to.
type grant struct {
	role uint64
	to   Address
}

// grants are the roles of a deployment: Organizations may give insurers theirs, the
// ledger may post accumulators and pay, appeals may have claims determined again.
func (d Deployment) grants() []grant {
	return []grant{
		{roleAdmin, d.Organizations},
		{rolePoster, d.Ledger},
		{rolePayer, d.Ledger},
		{roleRedeterminer, d.Appeals},
		{roleLicensor, d.Authorities.Licensor},
		{roleProviderEnroller, d.Authorities.ProviderEnroller},
		{roleExcluder, d.Authorities.Excluder},
		{rolePanelAdmin, d.Authorities.PanelAdmin},
	}
}

// initCode is what a transaction creates the contract with.
func (c creation) initCode() []byte {
	return append(common.FromHex(c.bytecode), c.constructor...)
}
