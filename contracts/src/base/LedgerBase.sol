// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";

import {ICoverages} from "../interfaces/ICoverages.sol";
import {ICredentials} from "../interfaces/ICredentials.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";
import {IOrganizations} from "../interfaces/IOrganizations.sol";
import {IPlans} from "../interfaces/IPlans.sol";
import {LedgerState} from "../libraries/LedgerState.sol";
import {RoleIds} from "../libraries/RoleIds.sol";
import {RoleGuarded} from "./RoleGuarded.sol";

/// @title LedgerBase
/// @notice What {ClaimLedger} and {ClaimCorrections}, which works on the same storage, have in common.
abstract contract LedgerBase is RoleGuarded, ReentrancyGuardTransient {
    IOrganizations internal immutable _organizations;
    ICredentials internal immutable _credentials;
    IPlans internal immutable _plans;
    ICoverages internal immutable _coverages;
    IEscrow internal immutable _escrow;

    LedgerState.State internal _state;

    constructor(address manager, LedgerState.Parts memory parts) RoleGuarded(manager) {
        _checkCode(address(parts.organizations));
        _checkCode(address(parts.credentials));
        _checkCode(address(parts.plans));
        _checkCode(address(parts.coverages));
        _checkCode(address(parts.escrow));
        _organizations = parts.organizations;
        _credentials = parts.credentials;
        _plans = parts.plans;
        _coverages = parts.coverages;
        _escrow = parts.escrow;
    }

    /// @dev Runs another contract's code on this one's storage, and answers or reverts as that does.
    ///
    /// OpenZeppelin's `Proxy` does it too, but in assembly that is not memory-safe: one such block in a contract, and the compiler
    /// moves nothing from the stack to memory any more. A settlement would cost a tenth more.
    function _delegate(address module, bytes calldata data) internal returns (bytes memory) {
        if (!LowLevelCall.delegatecallNoReturn(module, data)) LowLevelCall.bubbleRevert();
        return LowLevelCall.returnData();
    }

    function _checkInsurerRole(uint32 insurer, IOrganizations.Role role) internal view {
        _checkRole(RoleIds.ofInsurer(insurer, role));
    }

    function _parts() internal view returns (LedgerState.Parts memory) {
        return LedgerState.Parts({
            organizations: _organizations,
            credentials: _credentials,
            plans: _plans,
            coverages: _coverages,
            escrow: _escrow
        });
    }
}
