// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Errors} from "./Errors.sol";

/// @title CalldataReader
/// @notice Reads fields out of packed calldata; past its end it reverts with {Errors.EncodingMalformed}.
library CalldataReader {
    /// @notice Reverts unless `data` goes on to `end`.
    function checkEnd(bytes calldata data, uint256 end) internal pure {
        if (end > data.length) revert Errors.EncodingMalformed(end);
    }

    /// @notice The 32 bytes before `end`, so that a field that ends there is the word's low part. Bytes before the first
    /// one are zero. `end` must have been checked.
    function before(bytes calldata data, uint256 end) internal pure returns (uint256 word) {
        // Proof: in each branch end is on the side of 32 that the arithmetic needs.
        unchecked {
            if (end < 32) return uint256(bytes32(data[:end])) >> (256 - 8 * end);
            return abi.decode(data[end - 32:], (uint256));
        }
    }

    /// @notice How many entries of `width` bytes a table has.
    function entries(bytes calldata table, uint256 width) internal pure returns (uint256 count) {
        if (table.length % width != 0) revert Errors.EncodingMalformed(table.length);
        return table.length / width;
    }
}
