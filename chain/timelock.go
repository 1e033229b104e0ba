package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"

	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// Errors of proposals to the timelock.
var (
	// ErrProposalAlreadyMade is returned when the same waits already.
	ErrProposalAlreadyMade = errors.New("the same is proposed already")
	// ErrProposalDone is returned when a proposal was executed.
	ErrProposalDone = errors.New("the proposal was executed")
)

// ProposalState is where a proposal stands.
type ProposalState uint8

// The states of a proposal, as TimelockController counts them.
const (
	ProposalUnset ProposalState = iota // never made, or cancelled
	ProposalWaiting
	ProposalReady
	ProposalExecuted
)

// String returns the state's name.
func (s ProposalState) String() string {
	return nameOf(uint8(s), "cancelled", "waiting", "ready", "executed")
}

// Proposal is a list of calls that the timelock makes together, once their time has come.
type Proposal struct {
	ID          Hash
	Calls       []Call
	Predecessor Hash // must be executed before, none where it is zero
	Salt        Hash // tells two proposals of the same calls apart
	State       ProposalState
	// ReadyAt is the first second at which it may be executed; the zero Time unless
	// it waits or is ready.
	ReadyAt time.Time
	// isSingle is set where it was made by schedule, not scheduleBatch.
	isSingle bool
}

// Timelock proposes to a deployment's timelock and has it execute. What is proposed
// is read back from the chain, so nothing is kept elsewhere.
type Timelock struct {
	client     *Client
	deployment Deployment
	contract   *bindings.TimelockController
}

// NewTimelock binds to a deployment's timelock.
//
// Errors: [ErrWrongChain].
func NewTimelock(client *Client, deployment Deployment) (*Timelock, error) {
	if client.ChainID() != deployment.ChainID {
		return nil, fmt.Errorf("%w: %d, not %d", ErrWrongChain, client.ChainID(), deployment.ChainID)
	}
	return &Timelock{client: client, deployment: deployment, contract: bindings.NewTimelockController()}, nil
}

// GrantRole is for the timelock to call. A role is named as [ParseRole] reads it.
func (t *Timelock) GrantRole(role uint64, account Address) Call {
	return Call{t.deployment.Manager, bindings.NewAccessManager().PackGrantRole(role, common.Address(account), 0)}
}

// RevokeRole is for the timelock to call.
func (t *Timelock) RevokeRole(role uint64, account Address) Call {
	return Call{t.deployment.Manager, bindings.NewAccessManager().PackRevokeRole(role, common.Address(account))}
}

// ChangeDelay is for the timelock to call on itself.
//
// Errors: [ErrTimelockDelayInvalid].
func (t *Timelock) ChangeDelay(delay time.Duration) (Call, error) {
	if delay%time.Second != 0 || delay < MinTimelockDelay || delay > MaxTimelockDelay {
		return Call{}, ErrTimelockDelayInvalid
	}
	return Call{t.deployment.Timelock, t.contract.PackUpdateDelay(big.NewInt(int64(delay / time.Second)))}, nil
}

// ReplaceGovernor is for the timelock to call on itself: all three of its roles pass
// from one account to another.
func (t *Timelock) ReplaceGovernor(before, after Address) []Call {
	var calls []Call
	for _, name := range []string{"PROPOSER_ROLE", "EXECUTOR_ROLE", "CANCELLER_ROLE"} {
		role := keccak([]byte(name))
		calls = append(calls,
			Call{t.deployment.Timelock, t.contract.PackGrantRole(role, common.Address(after))},
			Call{t.deployment.Timelock, t.contract.PackRevokeRole(role, common.Address(before))})
	}
	return calls
}

// Propose returns what a proposal of the calls would be, and the transaction by
// which a governor makes it. The timelock waits for its own delay.
//
// Errors: [ErrProposalAlreadyMade], [*RevertError].
func (t *Timelock) Propose(ctx context.Context, calls []Call) (Proposal, Call, error) {
	p := Proposal{Calls: calls}
	for n := uint64(0); ; n++ { // that many were made and executed before
		p.Salt = word(n)
		p.ID = t.idOf(p)
		if err := t.readState(ctx, &p); err != nil {
			return Proposal{}, Call{}, err
		}
		if p.State == ProposalUnset {
			break
		}
		if p.State != ProposalExecuted {
			return p, Call{}, ErrProposalAlreadyMade
		}
	}
	delay, err := ask(ctx, t.client, t.deployment.Timelock, t.contract.PackGetMinDelay(), t.contract.UnpackGetMinDelay)
	if err != nil {
		return Proposal{}, Call{}, err
	}
	targets, values, payloads := split(calls)
	data, err := t.contract.TryPackScheduleBatch(targets, values, payloads, p.Predecessor, p.Salt, delay)
	call, err := callOf(t.deployment.Timelock, data, err)
	return p, call, err
}

// Execute returns the transaction by which a governor has a proposal executed.
//
// Errors: [ErrProposalNotFound], [ErrProposalNotReady], [ErrProposalDone].
func (t *Timelock) Execute(ctx context.Context, id Hash) (Call, error) {
	p, err := t.open(ctx, id)
	if err != nil {
		return Call{}, err
	}
	if p.State != ProposalReady {
		return Call{}, fmt.Errorf("%w: until %s", ErrProposalNotReady, p.ReadyAt.Format(time.RFC3339))
	}
	targets, values, payloads := split(p.Calls)
	if p.isSingle {
		data, err := t.contract.TryPackExecute(targets[0], values[0], payloads[0], p.Predecessor, p.Salt)
		return callOf(t.deployment.Timelock, data, err)
	}
	data, err := t.contract.TryPackExecuteBatch(targets, values, payloads, p.Predecessor, p.Salt)
	return callOf(t.deployment.Timelock, data, err)
}

// Cancel returns the transaction by which a governor takes a proposal back.
//
// Errors: [ErrProposalNotFound], [ErrProposalDone].
func (t *Timelock) Cancel(ctx context.Context, id Hash) (Call, error) {
	if _, err := t.open(ctx, id); err != nil {
		return Call{}, err
	}
	data, err := t.contract.TryPackCancel(id)
	return callOf(t.deployment.Timelock, data, err)
}

// open returns a proposal that is neither executed nor cancelled.
func (t *Timelock) open(ctx context.Context, id Hash) (Proposal, error) {
	p, err := t.Proposal(ctx, id)
	switch {
	case err != nil:
		return Proposal{}, err
	case p.State == ProposalUnset:
		return Proposal{}, ErrProposalNotFound
	case p.State == ProposalExecuted:
		return Proposal{}, ErrProposalDone
	}
	return p, nil
}

// Proposal returns what was proposed under an id.
//
// Errors: [ErrProposalNotFound].
func (t *Timelock) Proposal(ctx context.Context, id Hash) (Proposal, error) {
	all, err := t.Proposals(ctx)
	if err != nil {
		return Proposal{}, err
	}
	i := slices.IndexFunc(all, func(p Proposal) bool { return p.ID == id })
	if i < 0 {
		return Proposal{}, ErrProposalNotFound
	}
	return all[i], nil
}

// Send makes a governor's transaction of a call and waits until it is included.
//
// Errors: [ErrKeyInvalid], [*RevertError].
func (t *Timelock) Send(ctx context.Context, governorKey string, call Call) error {
	o, err := newOperator(ctx, t.client, governorKey)
	if err != nil {
		return err
	}
	to := common.Address(call.Recipient)
	if err := o.send(ctx, &to, call.Data); err != nil {
		return err
	}
	return o.await(ctx)
}

// Proposals returns all that was ever proposed, in its order.
func (t *Timelock) Proposals(ctx context.Context) ([]Proposal, error) {
	events := abiOf(&bindings.TimelockControllerMetaData)
	scheduled, salted := events.eventTopic("CallScheduled"), events.eventTopic("CallSalt")
	logs, err := t.client.logsSince(ctx, t.deployment.Block, LogFilter{
		Addresses: []Address{t.deployment.Timelock}, Topics: [][]Hash{{scheduled, salted}},
	})
	if err != nil {
		return nil, err
	}
	var all []Proposal
	for i := range logs {
		if logs[i].Topics[0] == scheduled {
			all, err = t.addCall(all, logs[i])
		} else {
			err = t.addSalt(all, logs[i])
		}
		if err != nil {
			return nil, fmt.Errorf("reading a log of the timelock: %w", err)
		}
	}
	for i := range all {
		all[i].isSingle = t.idOf(all[i]) != all[i].ID
		if err := t.readState(ctx, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// addCall adds a call to its proposal. One that was cancelled and made again begins anew.
func (t *Timelock) addCall(all []Proposal, log Log) ([]Proposal, error) {
	event, err := t.contract.UnpackCallScheduledEvent(ethLog(log))
	if err != nil {
		return nil, err
	}
	call := Call{Recipient: Address(event.Target), Data: event.Data}
	if event.Index.Sign() == 0 {
		all = slices.DeleteFunc(all, func(p Proposal) bool { return p.ID == event.Id })
		return append(all, Proposal{ID: event.Id, Calls: []Call{call}, Predecessor: event.Predecessor}), nil
	}
	last := &all[len(all)-1] // the calls of a proposal are told together
	last.Calls = append(last.Calls, call)
	return all, nil
}

func (t *Timelock) addSalt(all []Proposal, log Log) error {
	event, err := t.contract.UnpackCallSaltEvent(ethLog(log))
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].ID == event.Id {
			all[i].Salt = event.Salt
		}
	}
	return nil
}

func (t *Timelock) readState(ctx context.Context, p *Proposal) error {
	state, err := ask(ctx, t.client, t.deployment.Timelock, t.contract.PackGetOperationState(p.ID), t.contract.UnpackGetOperationState)
	if err != nil {
		return err
	}
	p.State = ProposalState(state)
	if p.State != ProposalWaiting && p.State != ProposalReady {
		return nil
	}
	at, err := ask(ctx, t.client, t.deployment.Timelock, t.contract.PackGetTimestamp(p.ID), t.contract.UnpackGetTimestamp)
	if err != nil {
		return err
	}
	p.ReadyAt = time.Unix(at.Int64(), 0).UTC()
	return nil
}

// idOf is TimelockController.hashOperationBatch.
func (t *Timelock) idOf(p Proposal) Hash {
	targets, values, payloads := split(p.Calls)
	packed := t.contract.PackHashOperationBatch(targets, values, payloads, p.Predecessor, p.Salt)
	return keccak(packed[4:])
}

// split returns calls as the timelock takes them. None carries value.
func split(calls []Call) (targets []common.Address, values []*big.Int, payloads [][]byte) {
	for _, call := range calls {
		targets = append(targets, common.Address(call.Recipient))
		values = append(values, new(big.Int))
		payloads = append(payloads, call.Data)
	}
	return targets, values, payloads
}

// Describe says a call in words: "AccessManager.grantRole(licensor, 0x…, 0)".
func (t *Timelock) Describe(call Call) string {
	d := t.deployment
	for _, known := range []struct {
		name    string
		address Address
		abi     contractABI
	}{
		{"AccessManager", d.Manager, abiOf(&bindings.AccessManagerMetaData)},
		{"Timelock", d.Timelock, abiOf(&bindings.TimelockControllerMetaData)},
		{"Organizations", d.Organizations, abiOf(&bindings.OrganizationsMetaData)},
		{"ClaimLedger", d.Ledger, abiOf(&bindings.ClaimClocksMetaData)},
	} {
		if known.address != call.Recipient || len(call.Data) < 4 {
			continue
		}
		method, err := known.abi.abi.MethodById(call.Data[:4])
		if err != nil {
			continue
		}
		values, err := method.Inputs.Unpack(call.Data[4:])
		if err != nil {
			continue
		}
		return known.name + "." + method.Name + "(" + strings.Join(inWords(method.Inputs, values), ", ") + ")"
	}
	return fmt.Sprintf("%s: 0x%x", FormatAddress(call.Recipient), call.Data)
}

func inWords(inputs abi.Arguments, values []any) []string {
	words := make([]string, len(values))
	for i, value := range values {
		switch v := value.(type) {
		case uint64:
			words[i] = fmt.Sprint(v)
			if inputs[i].Name == "roleId" {
				words[i] = RoleName(v)
			}
		case [32]byte:
			words[i] = FormatHash(v)
			if name, isKnown := timelockRoleNames[v]; isKnown {
				words[i] = name
			}
		default:
			words[i] = fmt.Sprint(v)
		}
	}
	return words
}
