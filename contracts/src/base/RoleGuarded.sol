// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {Errors} from "../libraries/Errors.sol";

/// @title RoleGuarded
/// @notice Asks the AccessManager, once a call, whether the sender holds a role.
///
/// @dev Roles here depend on an argument (the insurer), so they cannot be bound to a selector as {AccessManaged} does.
/// A member with an execution delay is refused: the sender would be the manager itself.
abstract contract RoleGuarded {
    IAccessManager internal immutable _manager;

    constructor(address manager) {
        _checkCode(manager);
        _manager = IAccessManager(manager);
    }

    /// @notice The AccessManager that holds the roles.
    function authority() external view returns (address) {
        return address(_manager);
    }

    /// @dev A contract that another one is wired to must be there already.
    function _checkCode(address given) internal view {
        if (given.code.length == 0) revert Errors.AddressInvalid(given);
    }

    function _checkRole(uint64 role) internal view {
        if (!_holds(role, msg.sender)) revert Errors.RoleMissing(role, msg.sender);
    }

    function _holds(uint64 role, address account) internal view returns (bool) {
        (bool isMember, uint32 delay) = _manager.hasRole(role, account);
        return isMember && delay == 0;
    }
}
