// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LedgerBase} from "./base/LedgerBase.sol";
import {IClaimClocks} from "./interfaces/IClaimClocks.sol";
import {IClaimLedger} from "./interfaces/IClaimLedger.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {ClaimWords} from "./libraries/ClaimWords.sol";
import {Clocks} from "./libraries/Clocks.sol";
import {Errors} from "./libraries/Errors.sol";
import {LedgerState} from "./libraries/LedgerState.sol";
import {RoleIds} from "./libraries/RoleIds.sol";

/// @title ClaimClocks
/// @notice Pends, contests and the proof that a clock ran out. It runs at the ledger's address, on the ledger's storage.
///
/// @dev Apart from the ledger for the same reason as {ClaimCorrections}.
///
/// ROLES
/// - Only the insurer's Adjudicator pends (test_RevertWhen_PenderNotAdjudicator); evidence comes through its Gateway or from
///   the provider's signer (test_RevertWhen_EvidenceFromStranger).
///
/// TIME
/// - A pend without a reason stops nothing (test_RevertWhen_PendWithoutReason); evidence lets the clock run again
///   (test_ReceiveEvidence_ClockRunsAgain); a contest stops it once (test_RevertGiven_ReceiptContestedBefore).
/// - Anybody proves that a clock ran out: of a bare leaf (test_MarkOverdue_BareLeaf), of a batch that was never settled
///   (test_MarkOverdue_BatchNeverSettled).
///
/// LIVENESS
/// - An insurer's pause stops what the insurer does, and no proof, review or clock (test_MarkOverdue_GivenPaused).
contract ClaimClocks is IClaimClocks, LedgerBase {
    using LedgerState for LedgerState.State;

    constructor(address manager, LedgerState.Parts memory parts) LedgerBase(manager, parts) {}

    /// @inheritdoc IClaimClocks
    function setUnderAppeal(uint256 claimNumber, bool isUnderAppeal) external {
        _checkRole(RoleIds.REDETERMINER);
        _state.clocks[claimNumber].isUnderAppeal = isUnderAppeal;
    }

    /// @inheritdoc IClaimClocks
    function pend(
        IClaimLedger.BatchHeader calldata header,
        IClaimLedger.Path calldata path,
        bytes32 receiptLeaf,
        bytes32 reasonHash
    ) external {
        _checkInsurerRole(header.insurer, IOrganizations.Role.Adjudicator);
        Clocks.pend(_state, header, path, receiptLeaf, reasonHash);
    }

    /// @inheritdoc IClaimClocks
    function liftPend(uint256 claimNumber) external {
        _checkInsurerRole(uint32(claimNumber >> 48), IOrganizations.Role.Adjudicator);
        Clocks.liftPend(_state, claimNumber);
    }

    /// @inheritdoc IClaimClocks
    function receiveEvidence(uint256 claimNumber, bytes32 evidenceHash) external {
        (address signer,) = _organizations.signerOf(_state.clocks[claimNumber].provider);
        if (msg.sender != signer) _checkInsurerRole(uint32(claimNumber >> 48), IOrganizations.Role.Gateway);
        Clocks.receiveEvidence(_state, claimNumber, evidenceHash);
    }

    /// @inheritdoc IClaimClocks
    function markOverdue(
        IClaimLedger.BatchHeader calldata header,
        IClaimLedger.Path calldata path,
        IClaimLedger.Opening calldata opening
    ) external {
        Clocks.markOverdue(_state, _parts(), header, path, opening);
    }

    /// @inheritdoc IClaimClocks
    function contestReceipt(uint32 insurer, uint32 batch) external {
        _checkInsurerRole(insurer, IOrganizations.Role.Gateway);
        Clocks.contestReceipt(_state, insurer, batch);
    }

    /// @inheritdoc IClaimClocks
    function answerContest(uint32 insurer, uint32 batch, bytes calldata ciphertext) external {
        uint32 provider = _state.providerBatches[LedgerState.pairKey(insurer, batch)].provider;
        (address signer,) = _organizations.signerOf(provider);
        if (msg.sender != signer) revert Errors.SenderNotSigner(provider, msg.sender);
        Clocks.answerContest(_state, insurer, batch, ciphertext);
    }

    /// @inheritdoc IClaimClocks
    function setPaused(uint32 insurer, bool isPaused) external {
        if (!_holds(RoleIds.ADMIN, msg.sender)) _checkInsurerRole(insurer, IOrganizations.Role.Admin);
        _state.insurers[insurer].isPaused = isPaused;
        emit IClaimLedger.InsurerPauseChanged(insurer, isPaused);
    }

    /// @inheritdoc IClaimClocks
    function planOf(IClaimLedger.Standing calldata standing) external view returns (uint32) {
        _state.checkStanding(standing);
        uint64 coverageYear = uint64(ClaimWords.coverageOf(standing.opening.head));
        return _coverages.coverageYearOf(standing.header.insurer, coverageYear).plan;
    }

    /// @inheritdoc IClaimClocks
    function isUndecided(IClaimLedger.BatchHeader calldata header, uint16 index) external view returns (bool) {
        _state.check(header);
        return _state.isUndecided(header, index);
    }

    /// @inheritdoc IClaimClocks
    function isReversed(IClaimLedger.BatchHeader calldata header, uint16 index) external view returns (bool) {
        _state.check(header);
        if (index >= header.count) revert Errors.ClaimNotFound(LedgerState.claimNumber(header, index));
        return _state.isReversed(header, index);
    }

    /// @inheritdoc IClaimClocks
    function clockOf(uint256 claimNumber)
        external
        view
        returns (uint32 provider, uint64 pendedAt, uint64 stoppedSeconds, bool isOverdue, bool isUnderAppeal)
    {
        LedgerState.Clock storage clock = _state.clocks[claimNumber];
        return (clock.provider, clock.pendedAt, clock.stoppedSeconds, clock.isOverdue, clock.isUnderAppeal);
    }
}
