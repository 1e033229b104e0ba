// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Spans
/// @notice The one word of at most five half-open spans of days.
library Spans {
    /// @notice Whether a day lies in one of the spans.
    function contains(uint256 spans, uint256 day) internal pure returns (bool) {
        while (spans != 0) {
            if (day >= uint24(spans) && day < uint24(spans >> 24)) return true;
            spans >>= 48;
        }
        return false;
    }
}
