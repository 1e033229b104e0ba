// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable no-inline-assembly
// The reason is in the comment of the library.

/// @title Raw
/// @notice Words of lists without the check of their bounds, for the loops that each claim of a batch goes through.
///
/// @dev The only assembly of this project, an exception to its rule. A checked access costs about 40 gas and a three-line claim
/// makes some sixty of them; encoding a list of words for an event costs 100 gas a word, bytes 6. Measured on a batch of 500
/// with checks everywhere. Every call site says why it is within bounds; the tests compare each function with its checked
/// counterpart (testFuzz_Raw_SameAsChecked).
library Raw {
    /// @notice `words[i]`.
    /// @param i Below the length.
    function load(uint256[] calldata words, uint256 i) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(words.offset, shl(5, i)))
        }
    }

    /// @notice `words[i]`.
    /// @param i Below the length.
    function get(uint256[] memory words, uint256 i) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(words, 0x20), shl(5, i)))
        }
    }

    /// @notice `words[i] = word`.
    /// @param i Below the length.
    function put(uint256[] memory words, uint256 i, uint256 word) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(words, 0x20), shl(5, i)), word)
        }
    }

    /// @notice `words[i]`.
    /// @param i Below the length.
    function get(bytes32[] memory words, uint256 i) internal pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(add(words, 0x20), shl(5, i)))
        }
    }

    /// @notice `words[i] = word`.
    /// @param i Below the length.
    function put(bytes32[] memory words, uint256 i, bytes32 word) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(words, 0x20), shl(5, i)), word)
        }
    }

    /// @notice The first words of a list as bytes, in place: the list must not be used as one any more.
    /// @param count Not above the length.
    function asBytes(uint256[] memory words, uint256 count) internal pure returns (bytes memory data) {
        assembly ("memory-safe") {
            mstore(words, shl(5, count))
            data := words
        }
    }
}
