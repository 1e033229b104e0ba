// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Spans
/// @notice The word of at most five half-open spans of days, contracts/DESIGN.md section 2.
///
/// @dev From the lowest bit up, for each span: start day 24, end day 24. Spans are ascending and apart from each other;
/// unused places are zero and come last. Days count from 0001-01-01, which is day 1, so a used place is never zero.
library Spans {
    /// @notice How many spans fit a word.
    uint256 internal constant MAX = 5;

    uint256 private constant WIDTH = 48;

    /// @notice Whether a day lies in one of the spans. Ends at the first span that is not over by then.
    function contains(uint256 word, uint256 day) internal pure returns (bool) {
        while (word != 0) {
            if (day < uint24(word >> 24)) return day >= uint24(word);
            word >>= WIDTH;
        }
        return false;
    }

    /// @notice One span, as it stands in the lowest place.
    function pack(uint256 startDay, uint256 endDay) internal pure returns (uint256 span) {
        return startDay | (endDay << 24);
    }

    /// @notice The span in the lowest place; zeros where it is unused.
    function first(uint256 word) internal pure returns (uint24 startDay, uint24 endDay) {
        return (uint24(word), uint24(word >> 24));
    }

    /// @notice The word without the span in the lowest place.
    function rest(uint256 word) internal pure returns (uint256) {
        return word >> WIDTH;
    }

    /// @notice The word of the first `count` spans of a list.
    /// @param count Not above {MAX}.
    function join(uint256[] memory spans, uint256 count) internal pure returns (uint256 word) {
        for (uint256 i = 0; i < count; ++i) {
            word |= spans[i] << (WIDTH * i);
        }
    }
}
