// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../interfaces/IClaimLedger.sol";
import {ICoverages} from "../interfaces/ICoverages.sol";
import {IPlans} from "../interfaces/IPlans.sol";
import {ClaimWords} from "./ClaimWords.sol";
import {Errors} from "./Errors.sol";
import {Interest} from "./Interest.sol";
import {LedgerState} from "./LedgerState.sol";

/// @title Clocks
/// @notice What stops a claim's clock, and the proof that it ran out: contracts/DESIGN.md section 5.
///
/// @dev {ClaimClocks} works with it on the ledger's storage.
library Clocks {
    using LedgerState for LedgerState.State;

    /// @notice The most bytes that a provider hands in with a receipt of its own.
    uint256 internal constant MAX_CIPHERTEXT = 96 * 1024;

    /// @notice See {IClaimClocks.pend}.
    function pend(
        LedgerState.State storage state,
        IClaimLedger.BatchHeader memory header,
        IClaimLedger.Path calldata path,
        bytes32 receiptLeaf,
        bytes32 reasonHash
    ) internal {
        state.checkActive(header);
        uint256 number = LedgerState.claimNumber(header, path.index);
        if (header.settledAt == 0) revert Errors.BatchNotSettled(header.insurer, header.batch);
        if (reasonHash == 0) revert Errors.PendReasonMissing(number);
        if (!state.isUndecided(header, path.index)) revert Errors.ClaimAlreadyDecided(number);
        LedgerState.checkPath(header, path, receiptLeaf);
        LedgerState.Clock storage clock = state.clocks[number];
        if (clock.pendedAt != 0) revert Errors.ClaimAlreadyPended(number);

        clock.provider = path.provider;
        clock.pendedAt = uint64(block.timestamp);
        emit IClaimLedger.ClaimPended(number, path.provider, reasonHash, uint64(block.timestamp));
    }

    /// @notice See {IClaimClocks.liftPend}.
    function liftPend(LedgerState.State storage state, uint256 claimNumber) internal {
        resume(state, claimNumber, bytes32(0));
    }

    /// @notice See {IClaimClocks.receiveEvidence}. The caller has checked who may.
    function receiveEvidence(LedgerState.State storage state, uint256 claimNumber, bytes32 evidenceHash) internal {
        if (evidenceHash == 0) revert Errors.EvidenceHashMissing(claimNumber);
        resume(state, claimNumber, evidenceHash);
    }

    /// @notice See {IClaimClocks.markOverdue}.
    function markOverdue(
        LedgerState.State storage state,
        LedgerState.Parts memory parts,
        IClaimLedger.BatchHeader memory header,
        IClaimLedger.Path calldata path,
        IClaimLedger.Opening calldata opening
    ) internal {
        state.check(header);
        uint256 number = LedgerState.claimNumber(header, path.index);
        if (!state.isUndecided(header, path.index)) revert Errors.ClaimAlreadyDecided(number);
        LedgerState.checkPath(header, path, LedgerState.receiptLeafOf(opening));
        uint256 overdueDays = _overdueDays(state, parts, header, path.index, opening.head);
        if (overdueDays == 0) revert Errors.ClaimNotOverdue(number);

        LedgerState.Clock storage clock = state.clocks[number];
        if (clock.isOverdue) revert Errors.ClaimAlreadyOverdue(number);
        clock.provider = path.provider;
        clock.isOverdue = true;
        emit IClaimLedger.ClaimOverdue(number, path.provider, uint32(overdueDays));
    }

    /// @notice See {IClaimClocks.contestReceipt}.
    function contestReceipt(LedgerState.State storage state, uint32 insurer, uint32 batch) internal {
        LedgerState.ProviderBatch storage own = state.providerBatches[LedgerState.pairKey(insurer, batch)];
        if (own.provider == 0) revert Errors.BatchNotFound(insurer, batch);
        if (own.contestedAt != 0) revert Errors.ReceiptAlreadyContested(insurer, batch);
        own.contestedAt = uint64(block.timestamp);
        emit IClaimLedger.ReceiptContested(insurer, batch, own.provider);
    }

    /// @notice See {IClaimClocks.answerContest}. The caller has checked who may.
    function answerContest(LedgerState.State storage state, uint32 insurer, uint32 batch, bytes calldata ciphertext)
        internal
    {
        LedgerState.ProviderBatch storage own = state.providerBatches[LedgerState.pairKey(insurer, batch)];
        if (own.contestedAt == 0 || own.answeredAt != 0) revert Errors.ReceiptNotContested(insurer, batch);
        checkCiphertext(ciphertext);
        own.answeredAt = uint64(block.timestamp);
        emit IClaimLedger.ContestAnswered(insurer, batch, own.provider, ciphertext);
    }

    function checkCiphertext(bytes calldata ciphertext) internal pure {
        if (ciphertext.length == 0 || ciphertext.length > MAX_CIPHERTEXT) {
            revert Errors.CiphertextInvalid(ciphertext.length);
        }
    }

    /// @notice Lets a pended claim's clock run again: by evidence, lifted, or since it is decided.
    function resume(LedgerState.State storage state, uint256 claimNumber, bytes32 evidenceHash) internal {
        LedgerState.Clock storage clock = state.clocks[claimNumber];
        if (clock.pendedAt == 0) revert Errors.ClaimNotPended(claimNumber);
        uint64 stopped = uint64(block.timestamp) - clock.pendedAt;
        clock.pendedAt = 0;
        clock.stoppedSeconds += stopped;
        emit IClaimLedger.PendEnded(claimNumber, clock.provider, evidenceHash, clock.stoppedSeconds);
    }

    /// @dev Days beyond the plan's clock; zero while it runs.
    function _overdueDays(
        LedgerState.State storage state,
        LedgerState.Parts memory parts,
        IClaimLedger.BatchHeader memory header,
        uint256 index,
        uint256 head
    ) private view returns (uint256) {
        ICoverages.CoverageYear memory year =
            parts.coverages.coverageYearOf(header.insurer, uint64(ClaimWords.coverageOf(head)));
        IPlans.Clocks memory clocks = parts.plans.clocksOf(year.plan);
        uint256 from = Interest.civilDay(state.clockFrom(header, index), clocks.utcOffsetSeconds);
        uint256 today = Interest.civilDay(block.timestamp, clocks.utcOffsetSeconds);
        uint256 last = from + clocks.promptPayDays;
        return today > last ? today - last : 0;
    }
}
