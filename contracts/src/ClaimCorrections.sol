// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LedgerBase} from "./base/LedgerBase.sol";
import {IClaimCorrections} from "./interfaces/IClaimCorrections.sol";
import {IClaimLedger} from "./interfaces/IClaimLedger.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {Corrections} from "./libraries/Corrections.sol";
import {LedgerState} from "./libraries/LedgerState.sol";
import {RoleIds} from "./libraries/RoleIds.sol";

/// @title ClaimCorrections
/// @notice What {ClaimLedger} decides claim by claim. It runs at the ledger's address, on the ledger's storage.
///
/// @dev Apart from the ledger, since both together would be larger than a contract may be. At its own address it has no batch to
/// work on (test_RevertWhen_CalledAtItsOwnAddress).
///
/// ROLES
/// - Only the insurer's Adjudicator decides, corrects and reverses (test_RevertWhen_DeciderNotAdjudicator,
///   test_RevertWhen_ReverserNotAdjudicator).
/// - Only a holder of REDETERMINER, the appeals, determines again (test_RevertWhen_CallerNotRedeterminer).
///
/// MONEY
/// - A determination is undone once (test_RevertGiven_ClaimReversed), and gives back what it took
///   (testFuzz_Reverse_GivesBackExactly).
/// - A correction pays or recovers the difference alone (test_Correct_PaysTheDifference, test_Correct_NoticesRecovery).
/// - One version of a claim stands (test_RevertGiven_ClaimReplaced, invariant_OneStandingVersion).
contract ClaimCorrections is IClaimCorrections, LedgerBase {
    address private immutable _clocks;

    /// @param clocks The {ClaimClocks} of the same parts.
    constructor(address manager, LedgerState.Parts memory parts, address clocks) LedgerBase(manager, parts) {
        _checkCode(clocks);
        _clocks = clocks;
    }

    /// @inheritdoc IClaimCorrections
    function decide(IClaimLedger.BatchHeader calldata header, IClaimLedger.Decision[] calldata decisions)
        external
        nonReentrant
    {
        _checkInsurerRole(header.insurer, IOrganizations.Role.Adjudicator);
        Corrections.decide(_state, _parts(), header, decisions);
    }

    /// @inheritdoc IClaimCorrections
    function correct(
        IClaimLedger.BatchHeader calldata header,
        IClaimLedger.Decision calldata decision,
        IClaimLedger.Standing calldata standing
    ) external nonReentrant {
        _checkInsurerRole(header.insurer, IOrganizations.Role.Adjudicator);
        Corrections.correct(_state, _parts(), header, decision, standing);
    }

    /// @inheritdoc IClaimCorrections
    function reverse(IClaimLedger.Standing calldata standing, bytes32 reasonsHash) external nonReentrant {
        _checkInsurerRole(standing.header.insurer, IOrganizations.Role.Adjudicator);
        Corrections.reverse(_state, _parts(), standing, reasonsHash);
    }

    /// @inheritdoc IClaimCorrections
    function redetermine(IClaimLedger.Standing calldata standing, IClaimLedger.Decision calldata decision)
        external
        nonReentrant
        returns (uint256 paidCents, uint256 paidCentsBefore)
    {
        _checkRole(RoleIds.REDETERMINER);
        return Corrections.redetermine(_state, _parts(), standing, decision);
    }

    /// @inheritdoc IClaimCorrections
    function decideOnAppeal(IClaimLedger.BatchHeader calldata header, IClaimLedger.Decision calldata decision)
        external
        nonReentrant
    {
        _checkRole(RoleIds.REDETERMINER);
        Corrections.decideOnAppeal(_state, _parts(), header, decision);
    }

    /// @inheritdoc IClaimCorrections
    function estimate(uint32 insurer, IClaimLedger.Decision calldata decision)
        external
        view
        returns (bytes memory journal)
    {
        return Corrections.estimate(_state, _parts(), insurer, decision);
    }

    /// @dev The functions of {IClaimClocks}, as this contract has the ledger's others.
    fallback(bytes calldata data) external returns (bytes memory) {
        return _delegate(_clocks, data);
    }
}
