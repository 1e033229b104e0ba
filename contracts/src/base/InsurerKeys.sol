// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IOrganizations} from "../interfaces/IOrganizations.sol";
import {Errors} from "../libraries/Errors.sol";
import {RoleIds} from "../libraries/RoleIds.sol";
import {RoleGuarded} from "./RoleGuarded.sol";

/// @title InsurerKeys
/// @notice Who holds an insurer's roles, and how they pass to other keys.
///
/// @dev ROLES
/// - Only a holder of the AccessManager's ADMIN role, the operator, registers insurers (test_RevertWhen_CallerNotOperator).
/// - This contract holds ADMIN too, because only ADMIN may grant a role that has no other administrator. It calls the
///   manager's `grantRole` and `revokeRole` alone, and only for roles of an insurer, whose ids are above 255: it can give
///   nobody a role of the system (test_RegisterInsurer_GrantsSixRoles, testFuzz_ProposeKey_NoSystemRole).
/// - The insurer's Admin proposes keys (test_RevertWhen_ProposerNotAdmin). Gateway, Adjudicator and Enroller pass at once:
///   the old key is refused from then on (test_ProposeKey_GatewayPassesAtOnce).
/// - A proposal falls with the Admin that made it (test_RevertGiven_ProposerNoLongerAdmin).
/// - Whoever holds the role, or Admin, may cancel a proposal for it (test_CancelKey_ByHolder, test_CancelKey_ByAdmin).
/// - The Admin takes a role from a compromised key at once (test_RevokeKey_AtOnce); a revoked key is refused, and a key
///   with an execution delay too (test_RevertGiven_KeyRevoked, test_RevertGiven_KeyWithDelay).
/// - Keys that the operator grants on the manager, past this contract, stay until {revokeKey}
///   (test_RevokeKey_GrantedByOperator).
///
/// TIME
/// - Admin, Treasurer and Approver pass four days after the proposal at the earliest, whatever is revoked or proposed
///   meanwhile (testFuzz_RevertWhen_AcceptedEarly, test_RevertWhen_AcceptedEarlyAfterRevocation).
///
/// LIVENESS
/// - Those three pass only to a key that accepts, so none is lost to a mistyped address (test_RevertWhen_AcceptedByAnother).
/// - An Admin that is lost or stolen is replaced by the operator, on the manager (test_AcceptKey_AdminGrantedByOperator).
abstract contract InsurerKeys is IOrganizations, RoleGuarded {
    struct KeyProposal {
        address key;
        uint64 readyAt;
        address proposedBy;
    }

    /// @inheritdoc IOrganizations
    /// @dev Twice the 48 hours that proposals to the timelock take: so who governs can still put a stolen Admin out.
    uint64 public constant KEY_DELAY = 4 days;

    /// @inheritdoc IOrganizations
    uint32 public insurerCount;

    /// @inheritdoc IOrganizations
    mapping(uint32 insurer => bool) public isInsurer;

    mapping(uint64 roleId => address key) private _keys;
    mapping(uint64 roleId => KeyProposal) private _keyProposals;

    /// @inheritdoc IOrganizations
    function registerInsurer(uint32 insurer, address[6] calldata keys) external {
        _checkRole(RoleIds.ADMIN);
        _checkFree(insurer, isInsurer[insurer]);
        for (uint256 i = 0; i < keys.length; ++i) {
            _checkAddress(keys[i]);
        }

        isInsurer[insurer] = true;
        ++insurerCount;
        emit InsurerRegistered(insurer, keys[uint256(Role.Admin)]);
        for (uint256 i = 0; i < keys.length; ++i) {
            _pass(insurer, Role(i), keys[i]);
        }
    }

    /// @inheritdoc IOrganizations
    function proposeKey(uint32 insurer, Role role, address key) external {
        _checkRole(RoleIds.ofInsurer(insurer, Role.Admin));
        _checkAddress(key);
        uint64 roleId = RoleIds.ofInsurer(insurer, role);
        if (_holds(roleId, key)) revert Errors.AddressInvalid(key);
        if (!_isDelayed(role)) {
            _pass(insurer, role, key);
            return;
        }

        uint64 readyAt = _readyAfter(KEY_DELAY);
        _keyProposals[roleId] = KeyProposal({key: key, readyAt: readyAt, proposedBy: msg.sender});
        emit KeyProposed({insurer: insurer, role: role, key: key, proposedBy: msg.sender, readyAt: readyAt});
    }

    /// @inheritdoc IOrganizations
    function acceptKey(uint32 insurer, Role role) external {
        uint64 roleId = RoleIds.ofInsurer(insurer, role);
        KeyProposal memory proposal = _keyProposals[roleId];
        if (proposal.key != msg.sender) revert Errors.ProposalNotFound(msg.sender);
        _checkReady(proposal.readyAt);
        uint64 adminId = RoleIds.ofInsurer(insurer, Role.Admin);
        if (!_holds(adminId, proposal.proposedBy)) revert Errors.RoleMissing(adminId, proposal.proposedBy);

        delete _keyProposals[roleId];
        _pass(insurer, role, msg.sender);
        // Who proposes a new Admin gives the role up, also where the operator had granted it past this contract.
        if (role == Role.Admin) _manager.revokeRole(adminId, proposal.proposedBy);
    }

    /// @inheritdoc IOrganizations
    function cancelKey(uint32 insurer, Role role) external {
        uint64 roleId = RoleIds.ofInsurer(insurer, role);
        if (!_holds(RoleIds.ofInsurer(insurer, Role.Admin), msg.sender)) _checkRole(roleId);
        address key = _keyProposals[roleId].key;
        if (key == address(0)) revert Errors.ProposalNotFound(key);

        delete _keyProposals[roleId];
        emit KeyProposalCancelled({insurer: insurer, role: role, key: key, cancelledBy: msg.sender});
    }

    /// @inheritdoc IOrganizations
    function revokeKey(uint32 insurer, Role role, address key) external {
        _checkRole(RoleIds.ofInsurer(insurer, Role.Admin));
        uint64 roleId = RoleIds.ofInsurer(insurer, role);
        (bool isMember,) = _manager.hasRole(roleId, key);
        if (!isMember) revert Errors.RoleMissing(roleId, key);

        if (_keys[roleId] == key) delete _keys[roleId];
        emit KeyRevoked(insurer, role, key);
        _manager.revokeRole(roleId, key);
    }

    /// @inheritdoc IOrganizations
    function keyOf(uint32 insurer, Role role) external view returns (address key) {
        return _keys[RoleIds.ofInsurer(insurer, role)];
    }

    /// @inheritdoc IOrganizations
    function keyProposalOf(uint32 insurer, Role role) external view returns (Proposal memory) {
        KeyProposal storage proposal = _keyProposals[RoleIds.ofInsurer(insurer, role)];
        return Proposal({proposed: proposal.key, readyAt: proposal.readyAt});
    }

    /// @inheritdoc IOrganizations
    function hasRole(uint32 insurer, Role role, address account) external view returns (bool) {
        return _holds(RoleIds.ofInsurer(insurer, role), account);
    }

    function _readyAfter(uint64 delay) internal view returns (uint64) {
        return SafeCast.toUint64(block.timestamp) + delay;
    }

    function _checkReady(uint64 readyAt) internal view {
        if (block.timestamp < readyAt) revert Errors.ProposalNotReady(readyAt);
    }

    function _checkFree(uint32 id, bool isTaken) internal pure {
        if (id == 0 || isTaken) revert Errors.IdTaken(id);
    }

    function _checkAddress(address given) internal pure {
        if (given == address(0)) revert Errors.AddressInvalid(given);
    }

    /// @dev Takes a role from the key that it was given last, if any, and gives it to another.
    function _pass(uint32 insurer, Role role, address key) private {
        uint64 roleId = RoleIds.ofInsurer(insurer, role);
        address previous = _keys[roleId];
        _keys[roleId] = key;
        emit KeyChanged({insurer: insurer, role: role, key: key, previous: previous});
        if (previous != address(0)) _manager.revokeRole(roleId, previous);
        _manager.grantRole({roleId: roleId, account: key, executionDelay: 0});
    }

    function _isDelayed(Role role) private pure returns (bool) {
        return role == Role.Admin || role == Role.Treasurer || role == Role.Approver;
    }
}
