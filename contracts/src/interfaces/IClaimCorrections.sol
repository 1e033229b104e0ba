// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "./IClaimLedger.sol";

/// @title IClaimCorrections
/// @notice What the ledger does claim by claim: decisions by path, corrections, reversals, reviews, and the clocks.
///
/// @dev Called at the ledger's address. Structs and events are those of {IClaimLedger}.
interface IClaimCorrections {
    /// @notice Decides claims that their settlement left undecided. Each path is against the root that the one before left.
    ///
    /// @dev Emits {ClaimDetermined} for each. All or none.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Adjudicator role, else {Errors.RoleMissing}.
    /// - The header must be that of a batch, as it stands, else {Errors.BatchNotFound} or {Errors.BatchHeaderMismatch}, of an
    ///   insurer that is not paused, else {Errors.InsurerPaused}, and settled, else {Errors.BatchNotSettled}.
    /// - The claim must be the batch's, else {Errors.ClaimNotFound}, undecided, else {Errors.ClaimAlreadyDecided}, and an
    ///   original, else {Errors.CorrectionUnrelated}.
    /// - Claim and path must lead to the batch's root, else {Errors.PathInvalid}.
    /// - The claim must be determinable, else the error that would leave it out of a settlement.
    function decide(IClaimLedger.BatchHeader calldata header, IClaimLedger.Decision[] calldata decisions) external;

    /// @notice Decides a replacement or a void: what it names is reversed, and the difference paid or to be recovered.
    ///
    /// @dev Emits {ClaimReversed}, then {ClaimDetermined}.
    ///
    /// Requirements:
    /// - Those of {decide}, but for the kind.
    /// - `standing` must be the claim that it names, of the same insurer and provider, else {Errors.CorrectionUnrelated}.
    /// - That must be decided, else {Errors.ClaimNotDecided}, stand, else {Errors.ClaimAlreadyReversed}, not be under appeal,
    ///   else {Errors.ClaimUnderAppeal}, and its opening and path lead to its batch's root, else {Errors.PathInvalid}.
    function correct(IClaimLedger.BatchHeader calldata header, IClaimLedger.Decision calldata decision, IClaimLedger.Standing calldata standing) external;

    /// @notice Undoes a determination. Its accumulators are given back and what it paid is to be recovered.
    ///
    /// @dev Emits {ClaimReversed}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Adjudicator role, else {Errors.RoleMissing}.
    /// - The determination must stand, as in {correct}.
    /// - There must be reasons, else {Errors.ReversalReasonsMissing}.
    function reverse(IClaimLedger.Standing calldata standing, bytes32 reasonsHash) external;

    /// @notice Determines a claim again under its own number, as a review decided; the difference is paid with interest or
    /// to be recovered. Only a holder of REDETERMINER.
    ///
    /// @dev Emits {ClaimReversed}, then {ClaimDetermined} with the next version.
    ///
    /// Requirements:
    /// - The sender must hold the REDETERMINER role, else {Errors.RoleMissing}.
    /// - The determination must stand, as in {correct}, and the decision be of the same claim, else
    ///   {Errors.CorrectionUnrelated}.
    function redetermine(IClaimLedger.Standing calldata standing, IClaimLedger.Decision calldata decision) external;

    /// @notice Decides an overdue claim as a review decided. Only a holder of REDETERMINER.
    ///
    /// @dev Emits {ClaimDetermined}; {BatchSettled} before it where the insurer let the whole batch lie: its other claims are
    /// then decided by path.
    ///
    /// Requirements:
    /// - The sender must hold the REDETERMINER role, else {Errors.RoleMissing}.
    /// - The claim must be overdue, else {Errors.ClaimNotOverdue}; else as in {decide}.
    function decideOnAppeal(IClaimLedger.BatchHeader calldata header, IClaimLedger.Decision calldata decision) external;

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
    function pend(IClaimLedger.BatchHeader calldata header, IClaimLedger.Path calldata path, bytes32 receiptLeaf, bytes32 reasonHash) external;

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
    function markOverdue(IClaimLedger.BatchHeader calldata header, IClaimLedger.Path calldata path, IClaimLedger.Opening calldata opening) external;

    /// @notice Says, once a batch, that the claims of a provider's own receipt cannot be read. Its clocks stand still until the
    /// provider answers.
    ///
    /// @dev Emits {ReceiptContested}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Gateway role, else {Errors.RoleMissing}.
    /// - The batch must be posted by a provider, else {Errors.BatchNotFound}, and not contested before, else
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

    /// @notice What a claim would give now, with the same code as {settleBatch}; nothing is committed.
    ///
    /// @dev Requirements:
    /// - The claim must be determinable, else the error that would leave it out of a settlement.
    ///
    /// @param decision Of the path the provider counts alone; the content hash may be anything.
    /// @return journal Of the one claim, as in docs/commitment.md section 7.
    function estimate(uint32 insurer, IClaimLedger.Decision calldata decision) external view returns (bytes memory journal);

    /// @notice The plan under which a standing determination was made. Reverts as {correct} does where it does not stand.
    function planOf(IClaimLedger.Standing calldata standing) external view returns (uint32);

    /// @notice Whether a claim of a batch, by its header, has no determination.
    function isUndecided(IClaimLedger.BatchHeader calldata header, uint16 index) external view returns (bool);

    /// @notice Whether a determination of a batch, by its header, was reversed.
    function isReversed(IClaimLedger.BatchHeader calldata header, uint16 index) external view returns (bool);

    /// @notice A claim's clock: its provider, since when it is pended (zero when it is not), how long it stood still before, in
    /// seconds, whether it was found overdue and whether it is under appeal. All zero for a claim without any of these.
    function clockOf(uint256 claimNumber)
        external
        view
        returns (uint32 provider, uint64 pendedAt, uint64 stoppedSeconds, bool isOverdue, bool isUnderAppeal);
}
