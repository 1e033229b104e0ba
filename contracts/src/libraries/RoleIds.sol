// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrganizations} from "../interfaces/IOrganizations.sol";
import {Errors} from "./Errors.sol";

/// @title RoleIds
/// @notice The ids of roles in the AccessManager. Insurers count from 1, so the ids below 256 are the system's own.
library RoleIds {
    /// @notice The AccessManager's own administrator: the operator, and {Organizations}, which grants with it.
    uint64 internal constant ADMIN = 0;

    /// @notice May post accumulators in {Coverages}: a ledger version.
    uint64 internal constant POSTER = 1;

    /// @notice May release payouts from {Escrow}: a ledger version.
    uint64 internal constant PAYER = 2;

    /// @notice May record and revoke licences in {Credentials}: a licensing authority.
    uint64 internal constant LICENSOR = 3;

    /// @notice May record and revoke enrolments in {Credentials}.
    uint64 internal constant PROVIDER_ENROLLER = 4;

    /// @notice May record and lift exclusions in {Credentials}.
    uint64 internal constant EXCLUDER = 5;

    /// @notice May have claims determined again in a ledger and suspend recoveries in {Escrow}: the contract of appeals.
    uint64 internal constant REDETERMINER = 6;

    /// @notice Appoints the panels of reviewers.
    uint64 internal constant PANEL_ADMIN = 7;

    /// @notice The role id of an insurer's key: `insurer << 8 | role`. There is no insurer zero, whose ids would be the
    /// system's.
    function ofInsurer(uint32 insurer, IOrganizations.Role role) internal pure returns (uint64) {
        if (insurer == 0) revert Errors.InsurerNotFound(insurer);
        return (uint64(insurer) << 8) | uint64(role);
    }
}
