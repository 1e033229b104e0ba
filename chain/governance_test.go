package chain_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// governed is a chain whose contracts have a governor.
type governed struct {
	*chaintest.Chain
	governor chaintest.Key
	made     chain.Deployment
	timelock *chain.Timelock
}

const timelockDelay = time.Hour

func newGoverned(t *testing.T) *governed {
	t.Helper()
	g := &governed{Chain: chaintest.NewEmpty(t), governor: chaintest.NewKey(t)}
	var err error
	g.made, err = chain.Deploy(t.Context(), g.Client, chaintest.OperatorKey, chain.DeployOptions{
		Path: filepath.Join(t.TempDir(), "deployment.json"), Governor: g.governor.Address, TimelockDelay: timelockDelay,
		Authorities: chain.Authorities{
			Licensor: chain.Address{1}, ProviderEnroller: chain.Address{2}, Excluder: chain.Address{3}, PanelAdmin: chain.Address{4},
		},
	})
	require.NoError(t, err)
	g.Contracts, err = chain.NewContracts(g.Client, g.made)
	require.NoError(t, err)
	g.timelock, err = chain.NewTimelock(g.Client, g.made)
	require.NoError(t, err)
	g.Fund(t, g.governor.Address)
	return g
}

func (g *governed) handOver(t *testing.T) {
	t.Helper()
	require.NoError(t, chain.HandOver(t.Context(), g.Client, chaintest.OperatorKey, g.made, timelockDelay))
}

func (g *governed) verify(t *testing.T) chain.Audit {
	t.Helper()
	audit, err := chain.Verify(t.Context(), g.Client, g.made)
	require.NoError(t, err)
	return audit
}

// propose makes a proposal and returns it as the chain has it.
func (g *governed) propose(t *testing.T, calls ...chain.Call) chain.Proposal {
	t.Helper()
	p, call, err := g.timelock.Propose(t.Context(), calls)
	require.NoError(t, err)
	require.NoError(t, g.timelock.Send(t.Context(), g.governor.Private, call))
	all, err := g.timelock.Proposals(t.Context())
	require.NoError(t, err)
	last := all[len(all)-1]
	require.Equal(t, p.ID, last.ID)
	require.Equal(t, calls, last.Calls)
	require.Equal(t, chain.ProposalWaiting, last.State)
	return last
}

func (g *governed) execute(t *testing.T, id chain.Hash) {
	t.Helper()
	call, err := g.timelock.Execute(t.Context(), id)
	require.NoError(t, err)
	require.NoError(t, g.timelock.Send(t.Context(), g.governor.Private, call))
}

func TestHandOver_TheTimelockAdministersAlone(t *testing.T) {
	t.Parallel()
	g := newGoverned(t)
	operator := chaintest.Operator(t)
	require.False(t, g.verify(t).IsHandedOver)
	err := chain.HandOver(t.Context(), g.Client, chaintest.OperatorKey, g.made, 2*timelockDelay)
	require.ErrorIs(t, err, chain.ErrTimelockTooShort)
	require.True(t, hasSystemRole(t, g.Chain, g.made, 0, operator.Address))
	err = chain.HandOver(t.Context(), g.Client, chaintest.NewKey(t).Private, g.made, timelockDelay)
	require.ErrorIs(t, err, chain.ErrRoleMissing, "not its to give")
	for range 2 {
		g.handOver(t)
		isAdmin, err := g.Contracts.IsOperatorAdmin(t.Context())
		require.NoError(t, err)
		require.False(t, isAdmin)
		require.False(t, hasSystemRole(t, g.Chain, g.made, 0, operator.Address))
		require.True(t, hasSystemRole(t, g.Chain, g.made, 0, g.made.Timelock))
		require.True(t, hasSystemRole(t, g.Chain, g.made, 0, g.made.Organizations))
		audit := g.verify(t)
		require.True(t, audit.IsHandedOver)
		require.Empty(t, audit.Faults)
		require.Empty(t, audit.Notes)
	}
	again := bindings.NewAccessManager().PackGrantRole(0, common.Address(operator.Address), 0)
	err = g.RPC.CallContext(t.Context(), nil, "eth_call", map[string]any{
		"from": chain.FormatAddress(operator.Address), "to": chain.FormatAddress(g.made.Manager), "input": hexOf(again),
	}, "latest")
	require.Error(t, err, "the operator cannot take it back")
}

func TestHandOver_NoGovernorButTheOperator_Refused(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	err := chain.HandOver(t.Context(), c.Client, chaintest.OperatorKey, c.Deployment, time.Hour)
	require.ErrorIs(t, err, chain.ErrGovernorMissing)
	require.True(t, hasSystemRole(t, c, c.Deployment, 0, chaintest.Operator(t).Address))
	audit, err := chain.Verify(t.Context(), c.Client, c.Deployment)
	require.NoError(t, err)
	require.Contains(t, audit.Notes, "the operator was given licensor")
}

func TestHandOver_AnotherAdministers_Refused(t *testing.T) {
	t.Parallel()
	g := newGoverned(t)
	other := chaintest.NewKey(t).Address
	g.Send(t, chaintest.Operator(t), g.timelock.GrantRole(0, other))
	err := chain.HandOver(t.Context(), g.Client, chaintest.OperatorKey, g.made, timelockDelay)
	require.ErrorIs(t, err, chain.ErrAdministratorRemains)
	require.ErrorContains(t, err, chain.FormatAddress(other))
	require.True(t, hasSystemRole(t, g.Chain, g.made, 0, chaintest.Operator(t).Address), "nothing is given away")
	require.Contains(t, g.verify(t).Faults, chain.FormatAddress(other)+" administers too")

	g.Send(t, chaintest.Operator(t), g.timelock.RevokeRole(0, other))
	g.handOver(t)
	require.Empty(t, g.verify(t).Faults)
}

func TestHandOver_OtherCode_Refused(t *testing.T) {
	t.Parallel()
	g := newGoverned(t)
	g.made.Timelock = g.made.Escrow
	err := chain.HandOver(t.Context(), g.Client, chaintest.OperatorKey, g.made, timelockDelay)
	require.ErrorIs(t, err, chain.ErrDeploymentMismatch)
	require.ErrorContains(t, err, "TimelockController")
}

func TestTimelock_GovernsAfterTheHandOver(t *testing.T) {
	t.Parallel()
	g := newGoverned(t)
	g.handOver(t)
	excluder := chaintest.NewKey(t).Address
	grant := g.timelock.GrantRole(5, excluder)
	require.Equal(t, "AccessManager.grantRole(excluder, "+chain.FormatAddress(excluder)+", 0)", g.timelock.Describe(grant))
	p := g.propose(t, grant)
	_, _, err := g.timelock.Propose(t.Context(), []chain.Call{grant})
	require.ErrorIs(t, err, chain.ErrProposalAlreadyMade)
	_, err = g.timelock.Execute(t.Context(), p.ID)
	require.ErrorIs(t, err, chain.ErrProposalNotReady)
	require.False(t, hasSystemRole(t, g.Chain, g.made, 5, excluder))

	g.Advance(t, timelockDelay)
	g.execute(t, p.ID)
	require.True(t, hasSystemRole(t, g.Chain, g.made, 5, excluder))
	_, err = g.timelock.Execute(t.Context(), p.ID)
	require.ErrorIs(t, err, chain.ErrProposalDone)
	require.Len(t, g.verify(t).Notes, 1, "the new excluder")

	// The same may be proposed again, once it was executed.
	second := g.propose(t, grant)
	require.NotEqual(t, p.ID, second.ID)
	require.NotZero(t, second.Salt)
}

func TestTimelock_RegistersAndPausesInsurers(t *testing.T) {
	t.Parallel()
	g := newGoverned(t)
	g.handOver(t)
	key := chaintest.NewKey(t).Address
	register, err := g.Contracts.RegisterInsurer(7, chain.InsurerKeys{
		Admin: key, Gateway: key, Adjudicator: key, Treasurer: key, Enroller: key, Approver: key,
	})
	require.NoError(t, err)
	pause, err := g.Contracts.SetPaused(7, true)
	require.NoError(t, err)
	require.Equal(t, "ClaimLedger.setPaused(7, true)", g.timelock.Describe(pause))
	p := g.propose(t, register, pause)
	g.Advance(t, timelockDelay)
	g.execute(t, p.ID)
	require.True(t, hasSystemRole(t, g.Chain, g.made, chain.InsurerRole(7, chain.RoleTreasurer), key))
	require.Empty(t, g.verify(t).Notes, "whom Organizations knows is no surprise")
}

func TestTimelock_CancelledIsNotExecuted(t *testing.T) {
	t.Parallel()
	g := newGoverned(t)
	grant := g.timelock.GrantRole(3, chaintest.NewKey(t).Address)
	p := g.propose(t, grant)
	cancel, err := g.timelock.Cancel(t.Context(), p.ID)
	require.NoError(t, err)
	require.NoError(t, g.timelock.Send(t.Context(), g.governor.Private, cancel))
	g.Advance(t, timelockDelay)
	_, err = g.timelock.Execute(t.Context(), p.ID)
	require.ErrorIs(t, err, chain.ErrProposalNotFound)
	_, err = g.timelock.Cancel(t.Context(), chain.Hash{9})
	require.ErrorIs(t, err, chain.ErrProposalNotFound)
	require.Equal(t, p.ID, g.propose(t, grant).ID, "it may be made again")
}

func TestTimelock_ProposedByAStranger_Refused(t *testing.T) {
	t.Parallel()
	g := newGoverned(t)
	_, call, err := g.timelock.Propose(t.Context(), []chain.Call{g.timelock.GrantRole(0, chaintest.NewKey(t).Address)})
	require.NoError(t, err)
	err = g.timelock.Send(t.Context(), chaintest.OperatorKey, call)
	require.ErrorIs(t, err, &chain.RevertError{Name: "AccessControlUnauthorizedAccount"})
}

func TestTimelock_ChangesItsGovernorAndDelay(t *testing.T) {
	t.Parallel()
	g := newGoverned(t)
	g.handOver(t)
	for _, delay := range []time.Duration{0, time.Second, 31 * 24 * time.Hour, time.Hour + time.Millisecond} {
		_, err := g.timelock.ChangeDelay(delay)
		require.ErrorIs(t, err, chain.ErrTimelockDelayInvalid)
	}
	shorter, err := g.timelock.ChangeDelay(time.Minute)
	require.NoError(t, err)
	successor := chaintest.NewKey(t)
	p := g.propose(t, append(g.timelock.ReplaceGovernor(g.governor.Address, successor.Address), shorter)...)
	g.Advance(t, timelockDelay)
	g.execute(t, p.ID)
	require.EqualValues(t, 60, g.verify(t).TimelockDelaySeconds)
	require.Empty(t, g.verify(t).Faults)

	_, call, err := g.timelock.Propose(t.Context(), []chain.Call{shorter})
	require.NoError(t, err)
	require.ErrorIs(t, g.timelock.Send(t.Context(), g.governor.Private, call), chain.ErrReverted, "the old one proposes nothing")
	g.Fund(t, successor.Address)
	require.NoError(t, g.timelock.Send(t.Context(), successor.Private, call))
}

func TestVerify_InsurerKeyPastOrganizations_Noted(t *testing.T) {
	t.Parallel()
	g := newGoverned(t)
	stranger := chaintest.NewKey(t).Address
	g.Send(t, chaintest.Operator(t), g.timelock.GrantRole(chain.InsurerRole(3, chain.RoleTreasurer), stranger))
	require.Contains(t, g.verify(t).Notes, chain.FormatAddress(stranger)+" holds insurer/3/treasurer past Organizations")
	g.Send(t, chaintest.Operator(t), g.timelock.RevokeRole(chain.InsurerRole(3, chain.RoleTreasurer), stranger))
	require.NotContains(t, g.verify(t).Notes, chain.FormatAddress(stranger)+" holds insurer/3/treasurer past Organizations")
}

func TestVerify_RoleWithAnotherAdministrator_Fault(t *testing.T) {
	t.Parallel()
	g := newGoverned(t)
	g.Send(t, chaintest.Operator(t), chain.Call{
		Recipient: g.made.Manager, Data: bindings.NewAccessManager().PackSetRoleAdmin(2, 9),
	})
	require.Contains(t, g.verify(t).Faults, "role 2 was given another administrator or guardian")
}

// Who is to administer from a later day on is an administrator already.
func TestHandOver_AnotherAdministersLater_Refused(t *testing.T) {
	t.Parallel()
	g := newGoverned(t)
	manager, later := bindings.NewAccessManager(), chaintest.NewKey(t).Address
	g.Send(t, chaintest.Operator(t), chain.Call{Recipient: g.made.Manager, Data: manager.PackSetGrantDelay(0, 30*24*3600)})
	g.Advance(t, 6*24*time.Hour) // it takes effect after five days
	g.Send(t, chaintest.Operator(t), g.timelock.GrantRole(0, later))
	require.False(t, hasSystemRole(t, g.Chain, g.made, 0, later), "not yet")
	require.Contains(t, g.verify(t).Faults, chain.FormatAddress(later)+" administers too")
	err := chain.HandOver(t.Context(), g.Client, chaintest.OperatorKey, g.made, timelockDelay)
	require.ErrorIs(t, err, chain.ErrAdministratorRemains)
}

// Each contract is found out that has another's code, and each that is wired to
// another address than the file says.
func TestVerify_EachContractIsCompared(t *testing.T) {
	t.Parallel()
	g := newGoverned(t)
	require.Empty(t, g.verify(t).Faults)
	sound := g.verify(t)
	require.Len(t, sound.Contracts, 13)
	for name, change := range map[string]func(*chain.Deployment){
		"AccessManager":      func(d *chain.Deployment) { d.Manager = d.Token },
		"TimelockController": func(d *chain.Deployment) { d.Timelock = d.Token },
		"Organizations":      func(d *chain.Deployment) { d.Organizations = d.Token },
		"Credentials":        func(d *chain.Deployment) { d.Credentials = d.Token },
		"Plans":              func(d *chain.Deployment) { d.Plans = d.Token },
		"Coverages":          func(d *chain.Deployment) { d.Coverages = d.Token },
		"Escrow":             func(d *chain.Deployment) { d.Escrow = d.Token },
		"ClaimClocks":        func(d *chain.Deployment) { d.Clocks = d.Corrections },
		"ClaimCorrections":   func(d *chain.Deployment) { d.Corrections = d.Clocks },
		"ClaimLedger":        func(d *chain.Deployment) { d.Ledger = d.Corrections },
		"Consents":           func(d *chain.Deployment) { d.Consents = d.Token },
		"Appeals":            func(d *chain.Deployment) { d.Appeals = d.Token },
		"TestToken":          func(d *chain.Deployment) { d.Token = chain.Address{1} },
	} {
		altered := g.made
		change(&altered)
		audit, err := chain.Verify(t.Context(), g.Client, altered)
		require.NoError(t, err)
		faults := map[string]string{}
		for _, c := range audit.Contracts {
			faults[c.Name] = c.Fault
		}
		require.NotEmpty(t, faults[name], name)
		require.False(t, audit.IsSound())
	}
}

// A ledger that delegates to other corrections than the file's, of the same code.
func TestVerify_OtherDelegate_Fault(t *testing.T) {
	t.Parallel()
	g := newGoverned(t)
	second, err := chain.Deploy(t.Context(), g.Client, chaintest.OperatorKey, chain.DeployOptions{
		Path: filepath.Join(t.TempDir(), "deployment.json"),
	})
	require.NoError(t, err)
	altered := g.made
	altered.Corrections = second.Corrections
	audit, err := chain.Verify(t.Context(), g.Client, altered)
	require.NoError(t, err)
	require.Contains(t, audit.Faults, "ClaimLedger has another _corrections than the file says")
}

func TestRoleNames_ReadBack(t *testing.T) {
	t.Parallel()
	ids := []uint64{0, 1, 2, 3, 4, 5, 6, 7, chain.InsurerRole(1, chain.RoleAdmin), chain.InsurerRole(1<<32-1, chain.RoleApprover)}
	for _, id := range ids {
		got, err := chain.ParseRole(chain.RoleName(id))
		require.NoError(t, err)
		require.Equal(t, id, got)
	}
	for _, name := range []string{"", "root", "insurer/0/admin", "insurer/1", "insurer/1/poster", "insurer/4294967296/admin", "ADMIN"} {
		_, err := chain.ParseRole(name)
		require.ErrorIs(t, err, chain.ErrRoleUnknown, name)
	}
}
