// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LedgerBase} from "./base/LedgerBase.sol";
import {IClaimCorrections} from "./interfaces/IClaimCorrections.sol";
import {IClaimLedger} from "./interfaces/IClaimLedger.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {ClaimWords} from "./libraries/ClaimWords.sol";
import {Clocks} from "./libraries/Clocks.sol";
import {Corrections} from "./libraries/Corrections.sol";
import {Errors} from "./libraries/Errors.sol";
import {LedgerState} from "./libraries/LedgerState.sol";
import {RoleIds} from "./libraries/RoleIds.sol";

/// @title ClaimCorrections
/// @notice What {ClaimLedger} does claim by claim. It runs at the ledger's address, on the ledger's storage.
///
/// @dev Apart from the ledger, since both together would be larger than a contract may be. At its own address it has no batch to
/// work on (test_RevertWhen_CalledAtItsOwnAddress).
///
/// ROLES
/// - Only the insurer's Adjudicator decides, corrects, reverses and pends (test_RevertWhen_DeciderNotAdjudicator,
///   test_RevertWhen_ReverserNotAdjudicator, test_RevertWhen_PenderNotAdjudicator).
/// - Only a holder of REDETERMINER, the appeals, determines again (test_RevertWhen_CallerNotRedeterminer).
///
/// MONEY
/// - A determination is undone once (test_RevertGiven_ClaimReversed), and gives back what it took
///   (testFuzz_Reverse_GivesBackExactly).
/// - A correction pays or recovers the difference alone (test_Correct_PaysTheDifference, test_Correct_NoticesRecovery).
/// - One version of a claim stands (test_RevertGiven_ClaimReplaced, invariant_OneStandingVersion).
///
/// TIME
/// - A pend without a reason stops nothing (test_RevertWhen_PendWithoutReason); evidence lets the clock run again
///   (test_ReceiveEvidence_ClockRunsAgain); a contest stops it once (test_RevertGiven_ReceiptContestedBefore).
/// - Anybody proves that a clock ran out: of a bare leaf (test_MarkOverdue_BareLeaf), of a batch that was never settled
///   (test_MarkOverdue_BatchNeverSettled).
///
/// LIVENESS
/// - An insurer's pause stops what the insurer does, and no proof, review or clock (test_MarkOverdue_GivenPaused).
contract ClaimCorrections is IClaimCorrections, LedgerBase {
    using LedgerState for LedgerState.State;

    constructor(address manager, LedgerState.Parts memory parts) LedgerBase(manager, parts) {}

    /// @inheritdoc IClaimCorrections
    function decide(IClaimLedger.BatchHeader calldata header, IClaimLedger.Decision[] calldata decisions) external nonReentrant {
        _checkInsurerRole(header.insurer, IOrganizations.Role.Adjudicator);
        Corrections.decide(_state, _parts(), header, decisions);
    }

    /// @inheritdoc IClaimCorrections
    function correct(IClaimLedger.BatchHeader calldata header, IClaimLedger.Decision calldata decision, IClaimLedger.Standing calldata standing)
        external
        nonReentrant
    {
        _checkInsurerRole(header.insurer, IOrganizations.Role.Adjudicator);
        Corrections.correct(_state, _parts(), header, decision, standing);
    }

    /// @inheritdoc IClaimCorrections
    function reverse(IClaimLedger.Standing calldata standing, bytes32 reasonsHash) external nonReentrant {
        _checkInsurerRole(standing.header.insurer, IOrganizations.Role.Adjudicator);
        Corrections.reverse(_state, _parts(), standing, reasonsHash);
    }

    /// @inheritdoc IClaimCorrections
    function redetermine(IClaimLedger.Standing calldata standing, IClaimLedger.Decision calldata decision) external nonReentrant {
        _checkRole(RoleIds.REDETERMINER);
        Corrections.redetermine(_state, _parts(), standing, decision);
    }

    /// @inheritdoc IClaimCorrections
    function decideOnAppeal(IClaimLedger.BatchHeader calldata header, IClaimLedger.Decision calldata decision) external nonReentrant {
        _checkRole(RoleIds.REDETERMINER);
        Corrections.decideOnAppeal(_state, _parts(), header, decision);
    }

    /// @inheritdoc IClaimCorrections
    function setUnderAppeal(uint256 claimNumber, bool isUnderAppeal) external {
        _checkRole(RoleIds.REDETERMINER);
        _state.clocks[claimNumber].isUnderAppeal = isUnderAppeal;
    }

    /// @inheritdoc IClaimCorrections
    function pend(IClaimLedger.BatchHeader calldata header, IClaimLedger.Path calldata path, bytes32 receiptLeaf, bytes32 reasonHash) external {
        _checkInsurerRole(header.insurer, IOrganizations.Role.Adjudicator);
        Clocks.pend(_state, header, path, receiptLeaf, reasonHash);
    }

    /// @inheritdoc IClaimCorrections
    function liftPend(uint256 claimNumber) external {
        _checkInsurerRole(uint32(claimNumber >> 48), IOrganizations.Role.Adjudicator);
        Clocks.liftPend(_state, claimNumber);
    }

    /// @inheritdoc IClaimCorrections
    function receiveEvidence(uint256 claimNumber, bytes32 evidenceHash) external {
        (address signer,) = _organizations.signerOf(_state.clocks[claimNumber].provider);
        if (msg.sender != signer) _checkInsurerRole(uint32(claimNumber >> 48), IOrganizations.Role.Gateway);
        Clocks.receiveEvidence(_state, claimNumber, evidenceHash);
    }

    /// @inheritdoc IClaimCorrections
    function markOverdue(IClaimLedger.BatchHeader calldata header, IClaimLedger.Path calldata path, IClaimLedger.Opening calldata opening) external {
        Clocks.markOverdue(_state, _parts(), header, path, opening);
    }

    /// @inheritdoc IClaimCorrections
    function contestReceipt(uint32 insurer, uint32 batch) external {
        _checkInsurerRole(insurer, IOrganizations.Role.Gateway);
        Clocks.contestReceipt(_state, insurer, batch);
    }

    /// @inheritdoc IClaimCorrections
    function answerContest(uint32 insurer, uint32 batch, bytes calldata ciphertext) external {
        uint32 provider = _state.providerBatches[LedgerState.pairKey(insurer, batch)].provider;
        (address signer,) = _organizations.signerOf(provider);
        if (msg.sender != signer) revert Errors.SenderNotSigner(provider, msg.sender);
        Clocks.answerContest(_state, insurer, batch, ciphertext);
    }

    /// @inheritdoc IClaimCorrections
    function setPaused(uint32 insurer, bool isPaused) external {
        if (!_holds(RoleIds.ADMIN, msg.sender)) _checkInsurerRole(insurer, IOrganizations.Role.Admin);
        _state.insurers[insurer].isPaused = isPaused;
        emit IClaimLedger.InsurerPauseChanged(insurer, isPaused);
    }

    /// @inheritdoc IClaimCorrections
    function estimate(uint32 insurer, IClaimLedger.Decision calldata decision) external view returns (bytes memory journal) {
        return Corrections.estimate(_state, _parts(), insurer, decision);
    }

    /// @inheritdoc IClaimCorrections
    function planOf(IClaimLedger.Standing calldata standing) external view returns (uint32) {
        _state.checkStanding(standing);
        uint64 coverageYear = uint64(ClaimWords.coverageOf(standing.opening.head));
        return _coverages.coverageYearOf(standing.header.insurer, coverageYear).plan;
    }

    /// @inheritdoc IClaimCorrections
    function isUndecided(IClaimLedger.BatchHeader calldata header, uint16 index) external view returns (bool) {
        return _state.isUndecided(header, index);
    }

    /// @inheritdoc IClaimCorrections
    function isReversed(IClaimLedger.BatchHeader calldata header, uint16 index) external view returns (bool) {
        return _state.isReversed(header, index);
    }

    /// @inheritdoc IClaimCorrections
    function clockOf(uint256 claimNumber)
        external
        view
        returns (uint32 provider, uint64 pendedAt, uint64 stoppedSeconds, bool isOverdue, bool isUnderAppeal)
    {
        LedgerState.Clock storage clock = _state.clocks[claimNumber];
        return (clock.provider, clock.pendedAt, clock.stoppedSeconds, clock.isOverdue, clock.isUnderAppeal);
    }
}
