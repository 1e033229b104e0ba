// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "./IClaimLedger.sol";

/// @title IClaimCorrections
/// @notice What the ledger decides claim by claim: by path, corrections, reversals and reviews.
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
    function correct(
        IClaimLedger.BatchHeader calldata header,
        IClaimLedger.Decision calldata decision,
        IClaimLedger.Standing calldata standing
    ) external;

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
    ///
    /// @param decision Its path is not read: the claim's is that of `standing`.
    /// @return paidCents What it pays now.
    /// @return paidCentsBefore What it paid before.
    function redetermine(IClaimLedger.Standing calldata standing, IClaimLedger.Decision calldata decision)
        external
        returns (uint256 paidCents, uint256 paidCentsBefore);

    /// @notice Decides an overdue claim as a review decided. Only a holder of REDETERMINER.
    ///
    /// @dev Emits {ClaimDetermined}; {BatchSettled} before it where the insurer let the whole batch lie: its other claims are
    /// then decided by path.
    ///
    /// Requirements:
    /// - The sender must hold the REDETERMINER role, else {Errors.RoleMissing}.
    /// - The claim must be overdue, else {Errors.ClaimNotOverdue}, and an original, else {Errors.CorrectionUnrelated}: while a
    ///   replacement is undecided what it would replace stands. Else as in {decide}.
    function decideOnAppeal(IClaimLedger.BatchHeader calldata header, IClaimLedger.Decision calldata decision) external;

    /// @notice What a claim would give now, with the same code as {settleBatch}; nothing is committed.
    ///
    /// @dev Requirements:
    /// - The claim must be determinable, else the error that would leave it out of a settlement.
    ///
    /// @param decision Of the path the provider counts alone; the content hash may be anything.
    /// @return journal Of the one claim, as in docs/commitment.md section 7.
    function estimate(uint32 insurer, IClaimLedger.Decision calldata decision)
        external
        view
        returns (bytes memory journal);
}
