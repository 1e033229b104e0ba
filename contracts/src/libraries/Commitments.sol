// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Commitments
/// @notice The leaves of docs/commitment.md sections 2, 3 and 5. Their first bytes keep the kinds apart.
library Commitments {
    /// @param charges Five bytes an adjudicated line, in cents.
    function receiptLeaf(
        bytes32 contentHash,
        uint64 coverageYear,
        uint24 serviceDay,
        uint8 lineCount,
        bytes memory charges
    ) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x00), contentHash, coverageYear, serviceDay, lineCount, charges));
    }

    /// @param result 31 bytes an adjudicated line.
    function determinationLeaf(bytes32 receipt, bytes32 reasonsHash, bytes memory result)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(bytes1(0x02), receipt, reasonsHash, result));
    }

    function submissionNode(uint32 provider, uint16 firstIndex, uint16 count, bytes32 root)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(bytes1(0x03), provider, firstIndex, count, root));
    }
}
