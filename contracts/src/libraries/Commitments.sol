// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @title Commitments
/// @notice The hashes of docs/commitment.md sections 2, 3 and 5: all of them are of two words, chained.
///
/// @dev The last hash of a leaf is under a tag, which is a hash of a text and so none of a leaf or node.
library Commitments {
    bytes32 private constant RECEIPT = keccak256("clearclaim/receipt/v2");
    bytes32 private constant SUBMISSION = keccak256("clearclaim/submission/v2");
    bytes32 private constant DETERMINATION = keccak256("clearclaim/determination/v2");

    /// @notice The chain with one more word.
    function chain(bytes32 chained, uint256 word) internal pure returns (bytes32) {
        return Hashes.efficientKeccak256(chained, bytes32(word));
    }

    /// @param chained Content hash, head with the coverage year in it, and the words that the head does not carry.
    function receiptLeaf(bytes32 chained) internal pure returns (bytes32) {
        return Hashes.efficientKeccak256(RECEIPT, chained);
    }

    /// @param chained Receipt leaf, stamp, results and facts.
    function determinationLeaf(bytes32 chained) internal pure returns (bytes32) {
        return Hashes.efficientKeccak256(DETERMINATION, chained);
    }

    function submissionNode(uint256 provider, uint256 firstIndex, uint256 count, bytes32 root)
        internal
        pure
        returns (bytes32)
    {
        bytes32 place = bytes32((provider << 32) | (firstIndex << 16) | count);
        return Hashes.efficientKeccak256(SUBMISSION, Hashes.efficientKeccak256(place, root));
    }
}
