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

    /// @param head With the coverage year in it. It stands outside of the chain, and says how many words that has.
    /// @param chained Content hash, and the words that the head does not carry.
    function receiptLeaf(uint256 head, bytes32 chained) internal pure returns (bytes32) {
        return Hashes.efficientKeccak256(RECEIPT, Hashes.efficientKeccak256(bytes32(head), chained));
    }

    /// @param stamp It stands outside of the chain, and says how many words that has.
    /// @param chained Receipt leaf, results and facts.
    function determinationLeaf(uint256 stamp, bytes32 chained) internal pure returns (bytes32) {
        return Hashes.efficientKeccak256(DETERMINATION, Hashes.efficientKeccak256(bytes32(stamp), chained));
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
