// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {Errors} from "./libraries/Errors.sol";
import {RoleIds} from "./libraries/RoleIds.sol";

/// @title Organizations
/// @notice Insurers, providers and who may sign for them.
///
/// @dev ROLES
/// - Only a holder of the AccessManager's ADMIN role, the operator, registers insurers (test_RevertWhen_CallerNotOperator).
/// - This contract holds ADMIN too, because only ADMIN may grant a role that has no other administrator. It has one call to
///   the manager, `grantRole`, and only for the six roles of the insurer just registered, whose ids are above 255: it can
///   give nobody ADMIN, POSTER or PAYER (test_RegisterInsurer_GrantsSixRoles).
/// - Keys are rotated by the operator with `grantRole` and `revokeRole` on the manager; a revoked key is refused at once
///   (test_RevertGiven_KeyRevoked), and a key with an execution delay too (test_RevertGiven_KeyWithDelay).
/// - Only the insurer's Admin registers providers (test_RevertWhen_CallerNotAdmin).
///
/// PRIVACY
/// - Keys and payees are of organizations, never of patients. No name is kept.
///
/// LIVENESS
/// - An id is chosen by the caller and must not be in use, so a call that is sent twice cannot register twice
///   (test_RevertWhen_ProviderIdTaken), and calls of several signers may arrive in any order (test_RegisterProvider_AnyOrder).
contract Organizations is IOrganizations, RoleGuarded {
    struct ProviderRecord {
        address signer;
        bool isDelegated;
        address payee;
    }

    /// @inheritdoc IOrganizations
    uint32 public insurerCount;
    /// @inheritdoc IOrganizations
    uint32 public providerCount;

    /// @inheritdoc IOrganizations
    mapping(uint32 insurer => bool) public isInsurer;

    mapping(uint32 provider => ProviderRecord) private _providers;

    constructor(address manager) RoleGuarded(manager) {}

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
            _manager.grantRole({roleId: RoleIds.ofInsurer(insurer, Role(i)), account: keys[i], executionDelay: 0});
        }
    }

    /// @inheritdoc IOrganizations
    function registerProvider(uint32 insurer, uint32 provider, Provider calldata info) external {
        _checkRole(RoleIds.ofInsurer(insurer, Role.Admin));
        _checkFree(provider, _providers[provider].signer != address(0));
        _checkAddress(info.signer);
        _checkAddress(info.payee);

        ++providerCount;
        _providers[provider] = ProviderRecord({signer: info.signer, isDelegated: info.isDelegated, payee: info.payee});
        emit ProviderRegistered(provider, insurer, info.signer, info.payee, info.isDelegated);
    }

    /// @inheritdoc IOrganizations
    function providerOf(uint32 provider) external view returns (Provider memory) {
        ProviderRecord memory record = _providers[provider];
        return Provider({signer: record.signer, payee: record.payee, isDelegated: record.isDelegated});
    }

    /// @inheritdoc IOrganizations
    function signerOf(uint32 provider) external view returns (address signer, bool isDelegated) {
        ProviderRecord storage record = _providers[provider];
        return (record.signer, record.isDelegated);
    }

    /// @inheritdoc IOrganizations
    function payeeOf(uint32 provider) external view returns (address payee) {
        return _providers[provider].payee;
    }

    /// @inheritdoc IOrganizations
    function hasRole(uint32 insurer, Role role, address account) external view returns (bool) {
        return _holds(RoleIds.ofInsurer(insurer, role), account);
    }

    function _checkFree(uint32 id, bool isTaken) private pure {
        if (id == 0 || isTaken) revert Errors.IdTaken(id);
    }

    function _checkAddress(address given) private pure {
        if (given == address(0)) revert Errors.AddressInvalid(given);
    }
}
