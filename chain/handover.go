package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// Errors of the hand-over.
var (
	// ErrTimelockTooShort is returned when the timelock that is to administer the
	// contracts lets pass less time than was asked for.
	ErrTimelockTooShort = errors.New("the timelock's delay is too short")
	// ErrGovernorMissing is returned when nobody but the operator could propose to the timelock.
	ErrGovernorMissing = errors.New("the timelock has no governor apart from the operator")
	// ErrAdministratorRemains is returned when somebody besides the timelock
	// administers, whom the hand-over does not know.
	ErrAdministratorRemains = errors.New("somebody else administers the contracts too")
)

// HandOver gives the administration of the AccessManager to the deployment's
// timelock, whose delay must be at least the one given, and takes it from the
// operator. Before, it looks that the contracts are the deployment's, that the
// timelock answers to a governor and that nobody else administers; after, that the
// timelock does so alone. From then on insurers are registered, and roles of the
// system granted, through the timelock alone. It may be repeated.
//
// Errors: [ErrWrongChain], [ErrKeyInvalid], [ErrDeploymentMismatch], [ErrTimelockTooShort], [ErrGovernorMissing],
// [ErrAdministratorRemains], [ErrRoleMissing], [*RevertError].
func HandOver(ctx context.Context, client *Client, operatorKey string, deployment Deployment, delay time.Duration) error {
	o, err := newOperator(ctx, client, operatorKey)
	if err != nil {
		return err
	}
	if err := o.checkHandOver(ctx, deployment, delay); err != nil {
		return fmt.Errorf("handing the administration over: %w", err)
	}
	if err := o.handOver(ctx, deployment); err != nil {
		return fmt.Errorf("handing the administration over: %w", err)
	}
	audit, err := Verify(ctx, client, deployment)
	if err != nil {
		return err
	}
	if !audit.IsHandedOver {
		return fmt.Errorf("handing the administration over: %w", ErrAdministratorRemains)
	}
	return nil
}

// checkHandOver changes nothing.
func (o *operator) checkHandOver(ctx context.Context, deployment Deployment, delay time.Duration) error {
	if err := deployment.checkCode(ctx, o.client); err != nil {
		return err
	}
	timelock := bindings.NewTimelockController()
	least, err := ask(ctx, o.client, deployment.Timelock, timelock.PackGetMinDelay(), timelock.UnpackGetMinDelay)
	if err != nil {
		return err
	}
	if least.Cmp(big.NewInt(int64(delay/time.Second))) < 0 {
		return fmt.Errorf("%w: %s seconds", ErrTimelockTooShort, least)
	}
	roles, err := o.client.timelockRoles(ctx, deployment)
	if err != nil {
		return err
	}
	isOthers := func(account Address) bool { return account != deployment.Operator && account != Address(o.address) }
	if !slices.ContainsFunc(roles[timelockProposer], isOthers) || !slices.ContainsFunc(roles[timelockExecutor], isOthers) {
		return ErrGovernorMissing
	}
	manager, err := o.client.managerRoles(ctx, deployment)
	if err != nil {
		return err
	}
	for _, holder := range manager.holders[roleAdmin] {
		if holder != deployment.Organizations && holder != deployment.Timelock && holder != Address(o.address) {
			if holder == deployment.Operator {
				return ErrRoleMissing // it is the operator's to give
			}
			return fmt.Errorf("%w: %s", ErrAdministratorRemains, FormatAddress(holder))
		}
	}
	return nil
}

func (o *operator) handOver(ctx context.Context, deployment Deployment) error {
	isOperators, err := o.isAdmin(ctx, deployment.Manager, Address(o.address))
	if err != nil {
		return err
	}
	if isOperators {
		if err := o.grantRole(ctx, deployment.Manager, roleAdmin, deployment.Timelock); err != nil {
			return err
		}
		if err := o.await(ctx); err != nil {
			return err
		}
	}
	isTimelocks, err := o.isAdmin(ctx, deployment.Manager, deployment.Timelock)
	if err != nil {
		return err
	}
	if !isTimelocks { // and the operator cannot change that
		return ErrRoleMissing
	}
	if !isOperators {
		return nil
	}
	manager := common.Address(deployment.Manager)
	if err := o.send(ctx, &manager, bindings.NewAccessManager().PackRenounceRole(roleAdmin, o.address)); err != nil {
		return err
	}
	return o.await(ctx)
}

// isAdmin reports whether an account administers the AccessManager, without a delay.
func (o *operator) isAdmin(ctx context.Context, manager, account Address) (bool, error) {
	contract := bindings.NewAccessManager()
	call := contract.PackHasRole(roleAdmin, common.Address(account))
	access, err := ask(ctx, o.client, manager, call, contract.UnpackHasRole)
	return access.IsMember && access.ExecutionDelay == 0, err
}
