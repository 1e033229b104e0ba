// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IClaimLedger
/// @notice Receipts of batches, settlements and determinations. Encodings are in docs/commitment.md.
interface IClaimLedger {
    struct Submission {
        uint32 provider;
        uint64 sequence; // last + 1 for (insurer, provider)
        bytes32 root;
        uint16 count;
        uint64 deadline; // Unix seconds
        bytes signature;
    }

    struct Batch {
        bytes32 root; // receipt root, after settlement the determination root
        uint64 receivedAt; // Unix seconds
        uint16 count;
        bool isSettled;
    }

    struct Settlement {
        uint32 insurer;
        uint32 sequence; // of the batch
        bytes coverages; // encoded, see docs/commitment.md section 6
        bytes families;
        bytes claims;
    }

    /// @notice An undecided claim of a settled batch, with its path. Inner siblings lead to the submission root,
    /// outer ones to the batch root, both from the leaf up; a level where the node goes up unchanged has none.
    struct Decision {
        uint16 index;
        uint32 provider;
        uint16 firstIndex;
        uint16 count;
        uint16 submissionIndex;
        uint16 submissionCount;
        bytes claim; // one clean claim as in section 6, with coverage = 0
        bytes coverage; // one coverage as in section 6, with family = 0 or 0xFFFF
        uint32 family;
        bytes32[] innerSiblings;
        bytes32[] outerSiblings;
    }

    event SubmissionReceived(
        uint32 indexed insurer,
        uint32 indexed provider,
        uint64 indexed sequence,
        uint32 batch,
        uint16 firstIndex,
        uint16 count,
        bytes32 root,
        bool isDelegated
    );
    event BatchReceived(uint32 indexed insurer, uint32 indexed batch, bytes32 root, uint16 count, uint64 receivedAt);
    /// @notice `result` is encoded as in docs/commitment.md section 5. `claimNumber` is insurer << 48 | batch << 16 | index.
    event ClaimDetermined(
        uint256 indexed claimNumber,
        uint32 indexed provider,
        uint64 indexed coverageYear,
        uint24 serviceDay,
        bytes32 receiptLeaf,
        bytes32 reasonsHash,
        bytes result
    );
    /// @notice A claim was left out of its settlement and stands undecided. `reason` is the selector of the error.
    event ClaimLeftOut(uint256 indexed claimNumber, bytes4 reason);
    event BatchSettled(uint32 indexed insurer, uint32 indexed batch, bytes32 determinationRoot, uint16 decided);
    event ClaimDecided(uint256 indexed claimNumber, bytes32 determinationRoot);

    /// @notice Fixes the receipt of an interval's submissions under one root. The time of the block is the receipt time.
    ///
    /// @dev Emits {SubmissionReceived} for each submission, then {BatchReceived}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Gateway role, else {Errors.RoleMissing}.
    /// - `sequence` must be the insurer's last batch + 1, else {Errors.BatchSequenceInvalid}.
    /// - There must be a submission, else {Errors.BatchEmpty}, none without a claim, else {Errors.SubmissionEmpty}, and at
    ///   most 512 claims in all, else {Errors.BatchTooLarge}.
    /// - Each provider must be registered, else {Errors.ProviderNotFound}; its sequence the last + 1, else
    ///   {Errors.SubmissionSequenceInvalid}; the deadline not passed, else {Errors.SubmissionExpired}; and the signature
    ///   that of its signer, else {Errors.SubmissionSignatureInvalid}.
    function receiveBatch(uint32 insurer, uint32 sequence, Submission[] calldata submissions) external;

    /// @notice Determines and pays a received batch: the clean claims whole, the others as bare leaves.
    ///
    /// @dev Emits {ClaimDetermined} or {ClaimLeftOut} for each claim handed in whole, then {BatchSettled}; the escrow emits
    /// `PayoutReleased` or `PayoutOwed` for each provider.
    ///
    /// Notes:
    /// - A claim that cannot be determined is left out and stands undecided; it does not block the rest. Reasons are
    ///   {Errors.CoverageYearNotFound}, {Errors.PlanNotFound}, {Errors.ClaimWithoutLines}, {Errors.ClassUnknown} and
    ///   {Errors.AllowedExceedsCharge}, tried in this order, the last two line by line.
    /// - A claim whose service day is outside of its coverage's span is determined with every line denied (class 255).
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Adjudicator role, else {Errors.RoleMissing}.
    /// - The batch must be received, else {Errors.BatchNotFound}, and not settled, else {Errors.BatchAlreadySettled}.
    /// - The leaves must give the receipt root, else {Errors.ReceiptRootMismatch}.
    /// - The encodings must be whole, else {Errors.EncodingMalformed}, the tables ascending, else
    ///   {Errors.TableNotAscending}, and the families those enrolled, else {Errors.FamilyMismatch}.
    function settleBatch(Settlement calldata settlement) external;

    /// @notice Decides claims that their settlement left undecided. Each path is against the root that the one before left.
    ///
    /// @dev Emits {ClaimDetermined} and {ClaimDecided} for each. All or none.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Adjudicator role, else {Errors.RoleMissing}.
    /// - The batch must be settled, else {Errors.BatchNotSettled}.
    /// - The claim must be the batch's, else {Errors.ClaimNotFound}, and undecided, else {Errors.ClaimAlreadyDecided}.
    /// - Claim and path must lead to the batch's root, else {Errors.PathInvalid}.
    /// - The claim must be determinable, else the error that would leave it out of a settlement.
    function decide(uint32 insurer, uint32 sequence, Decision[] calldata decisions) external;

    /// @notice What a line set would give now, with the same code as {settleBatch}; nothing is committed.
    ///
    /// @dev Requirements:
    /// - There must be 1 to 255 whole lines, else {Errors.ClaimWithoutLines} or {Errors.EncodingMalformed}.
    /// - They must be determinable, else the error that would leave the claim out of a settlement.
    ///
    /// @param lines charge[5] ‖ allowed[5] ‖ class[1] a line.
    /// @return result as in docs/commitment.md section 5.
    function estimate(uint32 insurer, uint64 coverageYear, uint24 serviceDay, bytes calldata lines)
        external
        view
        returns (bytes memory result);

    /// @notice What is kept of a batch; all zero when it was not received.
    function batchOf(uint32 insurer, uint32 sequence) external view returns (Batch memory);

    /// @notice The sequence of the insurer's last batch.
    function lastBatchOf(uint32 insurer) external view returns (uint32);

    /// @notice The sequence of the provider's last submission to the insurer.
    function lastSubmissionOf(uint32 insurer, uint32 provider) external view returns (uint64);

    /// @notice Whether a claim has a determination; false where there is no such claim.
    function isDecided(uint32 insurer, uint32 sequence, uint16 index) external view returns (bool);

    /// @notice What a provider signs: the EIP-712 digest of docs/commitment.md section 4.
    function submissionDigest(uint32 insurer, Submission calldata submission) external view returns (bytes32);
}
