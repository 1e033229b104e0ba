// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IConsents
/// @notice The roots of each insurer's log of its patients' consents. The log itself is kept off the chain.
interface IConsents {
    /// @notice A state of the log, and when it stood on the chain.
    struct Publication {
        bytes32 root; // of the tree over all entries, docs/commitment.md section 3
        uint64 publishedAt; // Unix seconds, of the block
        uint32 count; // entries, from the log's first on
    }

    /// @notice The root of an insurer's consent log as it stands, over `count` entries.
    event ConsentsPublished(
        uint32 indexed insurer, uint64 indexed sequence, bytes32 root, uint32 count, uint64 publishedAt
    );

    /// @notice Publishes the root of the insurer's consent log as it stands: grants and revocations since the last one
    /// are entries at its end.
    ///
    /// @dev Emits {ConsentsPublished}.
    ///
    /// Notes:
    /// - The same root and count again is fine: it says that nothing was granted or revoked until now.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Gateway role, else {Errors.RoleMissing}.
    /// - `sequence` must be the insurer's last one plus one, else {Errors.ConsentSequenceInvalid}.
    /// - Neither `root` nor `count` may be zero, else {Errors.ConsentLogEmpty}.
    /// - `count` must not be below the last one, nor equal to it with another root, else {Errors.ConsentLogRewritten}.
    ///
    /// @param sequence Counts from 1.
    /// @param root Its leaves are salted hashes of three words or more, so that none is taken for an inner node.
    function publish(uint32 insurer, uint64 sequence, bytes32 root, uint32 count) external;

    /// @notice What was published under a sequence; all zero when nothing was.
    function rootAt(uint32 insurer, uint64 sequence) external view returns (Publication memory);

    /// @notice The sequence of the insurer's last publication; zero before the first.
    function last(uint32 insurer) external view returns (uint64 sequence);

    /// @notice Whether a leaf stood at a position of the log as it was published. False when nothing was.
    /// @param siblings From the leaf up, none at a level where the node goes up unchanged.
    function isIncluded(uint32 insurer, uint64 sequence, bytes32 leaf, uint256 index, bytes32[] calldata siblings)
        external
        view
        returns (bool);
}
