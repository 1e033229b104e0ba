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

    function receiveBatch(uint32 insurer, uint32 sequence, Submission[] calldata submissions) external;
    function settleBatch(Settlement calldata settlement) external;

    /// @notice Decides claims that their settlement left undecided. Each path is against the root that the one before left.
    function decide(uint32 insurer, uint32 sequence, Decision[] calldata decisions) external;

    /// @notice What a line set would give now, with the same code as {settleBatch}; nothing is committed.
    /// @param lines charge[5] ‖ allowed[5] ‖ class[1] a line.
    /// @return result as in docs/commitment.md section 5.
    function estimate(uint32 insurer, uint64 coverageYear, uint24 serviceDay, bytes calldata lines)
        external
        view
        returns (bytes memory result);

    function batchOf(uint32 insurer, uint32 sequence) external view returns (Batch memory);
    function lastBatchOf(uint32 insurer) external view returns (uint32);
    function lastSubmissionOf(uint32 insurer, uint32 provider) external view returns (uint64);
    function isDecided(uint32 insurer, uint32 sequence, uint16 index) external view returns (bool);
    function submissionDigest(uint32 insurer, Submission calldata submission) external view returns (bytes32);
}
