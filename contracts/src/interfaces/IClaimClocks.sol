// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "./IClaimLedger.sol";

/// @title IClaimClocks
/// @notice What stops a claim's clock in the ledger, what proves that it ran out, and how its claims stand.
///
/// @dev Called at the ledger's address. Structs and events are those of {IClaimLedger}.
interface IClaimClocks {
    /// @notice Keeps an insurer from undoing what is under appeal. Only a holder of REDETERMINER.
    function setUnderAppeal(uint256 claimNumber, bool isUnderAppeal) external;

    /// @notice Stops an undecided claim's clock.
    ///
    /// @dev Emits {ClaimPended}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Adjudicator role, else {Errors.RoleMissing}.
    /// - There must be a reason, else {Errors.PendReasonMissing}.
    /// - The claim must be of a settled batch, else {Errors.BatchNotSettled}, undecided, else {Errors.ClaimAlreadyDecided},
    ///   not pended, else {Errors.ClaimAlreadyPended}, and at its path, else {Errors.PathInvalid}.
    function pend(
        IClaimLedger.BatchHeader calldata header,
        IClaimLedger.Path calldata path,
        bytes32 receiptLeaf,
        bytes32 reasonHash
    ) external;

    /// @notice Lets a pended claim's clock run again. Only the insurer's Adjudicator.
    ///
    /// @dev Emits {PendEnded}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Adjudicator role, else {Errors.RoleMissing}.
    /// - The claim must be pended, else {Errors.ClaimNotPended}.
    function liftPend(uint256 claimNumber) external;

    /// @notice Fixes the receipt of evidence for a pended claim: its clock runs again.
    ///
    /// @dev Emits {PendEnded}.
    ///
    /// Requirements:
    /// - The sender must be the provider's signer or hold the insurer's Gateway role, else {Errors.RoleMissing}.
    /// - The claim must be pended, else {Errors.ClaimNotPended}, and there be a hash, else {Errors.EvidenceHashMissing}.
    function receiveEvidence(uint256 claimNumber, bytes32 evidenceHash) external;

    /// @notice Proves that a claim is undecided beyond its plan's clock. Anybody may, a pause or not.
    ///
    /// @dev Emits {ClaimOverdue}.
    ///
    /// Requirements:
    /// - The header must be that of a batch, as it stands, else {Errors.BatchNotFound} or {Errors.BatchHeaderMismatch}.
    /// - The claim must be undecided, else {Errors.ClaimAlreadyDecided}, and at its path, else {Errors.PathInvalid}.
    /// - Its clock must have run out, else {Errors.ClaimNotOverdue}, and this not be known, else
    ///   {Errors.ClaimAlreadyOverdue}.
    function markOverdue(
        IClaimLedger.BatchHeader calldata header,
        IClaimLedger.Path calldata path,
        IClaimLedger.Opening calldata opening
    ) external;

    /// @notice Says, once a batch, that the claims of a provider's own receipt cannot be read. Its clocks stand still until the
    /// provider answers.
    ///
    /// @dev Emits {ReceiptContested}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Gateway role, else {Errors.RoleMissing}.
    /// - The batch must be posted by a provider, else {Errors.BatchNotFound}, and neither contested nor settled before, else
    ///   {Errors.ReceiptAlreadyContested}.
    function contestReceipt(uint32 insurer, uint32 batch) external;

    /// @notice Hands the claims of a contested receipt in again.
    ///
    /// @dev Emits {ContestAnswered}.
    ///
    /// Requirements:
    /// - The sender must be the provider's signer, else {Errors.SenderNotSigner}.
    /// - The receipt must be contested and not answered, else {Errors.ReceiptNotContested}.
    function answerContest(uint32 insurer, uint32 batch, bytes calldata ciphertext) external;

    /// @notice Stops an insurer's receipts and determinations, or lets them go on. Clocks do not stop. Only the insurer's Admin
    /// or the system's.
    ///
    /// @dev Emits {InsurerPauseChanged}.
    function setPaused(uint32 insurer, bool isPaused) external;

    /// @notice The plan under which a standing determination was made. Reverts as {correct} does where it does not stand.
    function planOf(IClaimLedger.Standing calldata standing) external view returns (uint32);

    /// @notice Whether a claim of a batch has no determination.
    ///
    /// Requirements:
    /// - `header` must be that of a batch as it stands, else {BatchNotFound}, {BatchHeaderMismatch}.
    /// - The batch must have the claim, else {ClaimNotFound}.
    function isUndecided(IClaimLedger.BatchHeader calldata header, uint16 index) external view returns (bool);

    /// @notice Whether a determination of a batch was reversed.
    ///
    /// Requirements: those of {isUndecided}.
    function isReversed(IClaimLedger.BatchHeader calldata header, uint16 index) external view returns (bool);

    /// @notice A claim's clock: its provider, since when it is pended (zero when it is not), how long it stood still before, in
    /// seconds, whether it was found overdue and whether it is under appeal. All zero for a claim without any of these.
    function clockOf(uint256 claimNumber)
        external
        view
        returns (uint32 provider, uint64 pendedAt, uint64 stoppedSeconds, bool isOverdue, bool isUnderAppeal);
}
