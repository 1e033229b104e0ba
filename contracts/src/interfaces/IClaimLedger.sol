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

    /// @notice A batch as its events tell it. The ledger keeps its hash alone, the seal.
    struct BatchHeader {
        uint32 insurer;
        uint32 batch; // sequence, chosen by the poster
        bytes32 root; // receipt root, after settlement the determination root
        uint64 receivedAt; // Unix seconds
        uint64 settledAt; // Unix seconds, zero until settled
        uint16 count;
        uint16 submissionCount;
    }

    /// @notice What a settlement hands in: the lists of docs/commitment.md section 6.
    struct Settlement {
        uint256[] coverages;
        uint256[] families;
        uint256[] extensions;
        uint256[] claims;
    }

    /// @notice A claim's place in its batch. Inner siblings lead to the submission root, outer ones to the batch root, both
    /// from the leaf up; a level where the node goes up unchanged has none.
    struct Path {
        uint16 index;
        uint32 provider;
        uint16 firstIndex;
        uint16 count; // of the submission
        uint16 submissionIndex;
        bytes32[] innerSiblings;
        bytes32[] outerSiblings;
    }

    /// @notice A claim that is decided by its path.
    struct Decision {
        Path path;
        uint64 coverageYear;
        uint256[] claim; // a whole claim as in docs/commitment.md section 6, with coverage 0
    }

    /// @notice What a leaf is made of. Of an undecided claim only the first three.
    struct Opening {
        bytes32 contentHash;
        uint256 head; // with the coverage year in it
        uint256[] more;
        uint256 stamp;
        uint256[] results;
        uint256[] facts;
    }

    /// @notice A determination that stands.
    struct Standing {
        BatchHeader header;
        Path path;
        Opening opening;
    }

    /// @notice A provider's submission is in a batch, `count` claims from `firstIndex` on. `isDelegated`: the gateway signed
    /// for the provider.
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
    /// @notice A batch was received. `root` is of its receipt leaves; its claims' clocks run from `receivedAt`.
    event BatchReceived(
        uint32 indexed insurer,
        uint32 indexed batch,
        bytes32 root,
        uint16 count,
        uint16 submissionCount,
        uint64 receivedAt
    );
    /// @notice What came of a submission's claims: the journal of docs/commitment.md section 7.
    event SubmissionSettled(
        uint32 indexed insurer, uint32 indexed batch, uint32 indexed provider, uint16 firstIndex, bytes journal
    );
    /// @notice A claim was left out of its settlement and stands undecided. `reason` is the selector of the error.
    event ClaimLeftOut(uint256 indexed claimNumber, bytes4 reason);
    /// @notice A batch was settled, `decided` of its claims. `determinationRoot` is of its leaves as they stand now.
    event BatchSettled(
        uint32 indexed insurer, uint32 indexed batch, bytes32 determinationRoot, uint16 decided, uint64 settledAt
    );

    /// @notice A claim was determined by its path. The journal is that of one claim; the root is that of its batch from now on.
    event ClaimDetermined(
        uint256 indexed claimNumber, uint32 indexed provider, bytes32 determinationRoot, bytes journal
    );
    /// @notice A determination does not stand any more, and what it took was given back. `replacedBy` is the claim that
    /// replaces or voids it, zero where it was reversed alone or is determined again under its own number.
    event ClaimReversed(
        uint256 indexed claimNumber,
        uint32 indexed provider,
        uint64 indexed coverageYear,
        uint8 version,
        uint256 paidCents,
        uint256 replacedBy,
        bytes32 reasonsHash
    );
    /// @notice The claim's clock stands still. The reason is salted; its text is with the record.
    event ClaimPended(uint256 indexed claimNumber, uint32 indexed provider, bytes32 reasonHash, uint64 pendedAt);
    /// @notice The clock runs again, with or without evidence. `stoppedSeconds` is how long it stood still in all.
    event PendEnded(uint256 indexed claimNumber, uint32 indexed provider, bytes32 evidenceHash, uint64 stoppedSeconds);
    /// @notice The claim is undecided beyond its plan's clock and may be appealed as deemed denied.
    event ClaimOverdue(uint256 indexed claimNumber, uint32 indexed provider, uint32 overdueDays);
    /// @notice A provider posted its own receipt, with the claims encrypted to the insurer.
    event ReceiptPosted(uint32 indexed insurer, uint32 indexed batch, uint32 indexed provider, bytes ciphertext);
    /// @notice The gateway says that what a provider posted cannot be read. The clocks of the batch stand still until it is
    /// answered.
    event ReceiptContested(uint32 indexed insurer, uint32 indexed batch, uint32 indexed provider);
    /// @notice The provider posted its claims again; the clocks of the batch run again.
    event ContestAnswered(uint32 indexed insurer, uint32 indexed batch, uint32 indexed provider, bytes ciphertext);
    /// @notice An insurer's receipts and determinations are stopped, or go on. Clocks do not stop.
    event InsurerPauseChanged(uint32 indexed insurer, bool isPaused);

    /// @notice Fixes the receipt of an interval's submissions under one root. The time of the block is the receipt time.
    ///
    /// @dev Emits {SubmissionReceived} for each submission, then {BatchReceived}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Gateway role, else {Errors.RoleMissing}.
    /// - The insurer must not be paused, else {Errors.InsurerPaused}.
    /// - `sequence` must be the insurer's last batch + 1, else {Errors.BatchSequenceInvalid}.
    /// - There must be a submission, else {Errors.BatchEmpty}, none without a claim, else {Errors.SubmissionEmpty}, and at
    ///   most 512 claims in all, else {Errors.BatchTooLarge}.
    /// - Each provider must be registered, else {Errors.ProviderNotFound}; its sequence the last + 1, else
    ///   {Errors.SubmissionSequenceInvalid}; the deadline not passed, else {Errors.SubmissionExpired}; and the signature
    ///   that of its signer, else {Errors.SubmissionSignatureInvalid}.
    function receiveBatch(uint32 insurer, uint32 sequence, Submission[] calldata submissions) external;

    /// @notice Determines and pays a received batch: the clean claims whole, the others as bare leaves.
    ///
    /// @dev Emits {ClaimLeftOut} for each claim handed in whole that cannot be determined and {SubmissionSettled} for each
    /// submission, then {BatchSettled}; the escrow emits `PayoutReleased` or `PayoutOwed`.
    ///
    /// Notes:
    /// - A claim that cannot be determined is left out and stands undecided; it does not block the rest. Reasons are
    ///   {Errors.CorrectionInSettlement}, {Errors.CoverageYearNotFound}, {Errors.PlanNotFound},
    ///   {Errors.ClaimWithoutLines}, {Errors.ClassUnknown} and {Errors.AllowedExceedsCharge} line by line,
    ///   {Errors.PlanNotCoordinating}, {Errors.PriorAmountsExceedCharge}, and {Errors.InterestOutOfRange}, tried in this order.
    /// - What denies a line is in contracts/DESIGN.md section 4.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Adjudicator role, else {Errors.RoleMissing}.
    /// - The insurer must not be paused, else {Errors.InsurerPaused}.
    /// - The header must be that of a batch, as it stands, else {Errors.BatchHeaderMismatch}, and not settled, else
    ///   {Errors.BatchAlreadySettled}.
    /// - The leaves must give the receipt root, else {Errors.ReceiptRootMismatch}.
    /// - The encodings must be whole, else {Errors.EncodingMalformed}, the tables ascending, else
    ///   {Errors.TableNotAscending}, and families and extensions those enrolled, else {Errors.FamilyMismatch} or
    ///   {Errors.ExtensionMismatch}.
    function settleBatch(BatchHeader calldata header, Settlement calldata settlement) external;

    /// @notice {receiveBatch} and {settleBatch} in one, for whoever holds both roles.
    function receiveAndSettle(
        uint32 insurer,
        uint32 sequence,
        Submission[] calldata submissions,
        Settlement calldata settlement
    ) external;

    /// @notice Fixes the receipt of a provider's submission that the insurer's gateway does not post.
    ///
    /// @dev Emits {SubmissionReceived}, {ReceiptPosted} and {BatchReceived}. Anybody may post it: the signature counts.
    ///
    /// Requirements:
    /// - `sequence` must be the insurer's last batch of providers + 1, from 2^31 on, else {Errors.BatchSequenceInvalid}.
    /// - The submission must be as in {receiveBatch}; its claims, encrypted to the insurer, have 1 to 98,304 bytes, else
    ///   {Errors.CiphertextInvalid}.
    function receiveFromProvider(
        uint32 insurer,
        uint32 sequence,
        Submission calldata submission,
        bytes calldata ciphertext
    ) external;

    /// @notice The number of the insurer's last batch that a provider posted itself; zero for none.
    function lastProviderBatchOf(uint32 insurer) external view returns (uint32);

    /// @notice The hash of the batch's header as it stands; zero when it was not received.
    function sealOf(uint32 insurer, uint32 batch) external view returns (bytes32);

    /// @notice The sequence of the insurer's last batch.
    function lastBatchOf(uint32 insurer) external view returns (uint32);

    /// @notice The sequence of the provider's last submission to the insurer.
    function lastSubmissionOf(uint32 insurer, uint32 provider) external view returns (uint64);

    /// @notice What a provider signs: the EIP-712 digest of docs/commitment.md section 4.
    function submissionDigest(uint32 insurer, Submission calldata submission) external view returns (bytes32);
}
