// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CoverageWords} from "./CoverageWords.sol";

/// @title Counters
/// @notice The counters of limits in a coverage year's word or its extension, by a limit's word ({PlanContent.packLimit}).
///
/// @dev A rolling counter has the first day of its window above its value. Windows only move forward: a day before the
/// window that stands is outside of it, neither limited nor counted.
library Counters {
    uint256 internal constant VISITS = 0;
    uint256 internal constant UNITS = 1;

    uint256 private constant DAY = type(uint24).max;

    function kindOf(uint256 limit) internal pure returns (uint256) {
        return (limit >> 75) & 3;
    }

    function isExtended(uint256 limit) internal pure returns (bool) {
        return (limit >> 72) & 1 == 1;
    }

    /// @notice What a line counts: one visit, its units, or its eligible cents.
    function amountOf(uint256 limit, uint256 eligible, uint256 units) internal pure returns (uint256) {
        uint256 kind = kindOf(limit);
        if (kind == VISITS) return 1;
        return kind == UNITS ? units : eligible;
    }

    /// @notice What a limit leaves on a day.
    /// @param counters The word with its counters from the lowest bit on.
    /// @return left In visits, units or cents; the largest number where the day is outside of the window.
    function leftOn(uint256 counters, uint256 limit, uint256 day) internal pure returns (uint256 left) {
        (uint256 used, uint256 from) = _standing(counters, limit, day);
        if (day < from) return type(uint256).max;
        uint256 max = uint40(limit >> 32);
        // Proof: used is below max in the branch that subtracts.
        unchecked {
            return used < max ? max - used : 0;
        }
    }

    /// @notice The counters with more used on a day.
    /// @param amount Not above what {leftOn} gives.
    function count(uint256 counters, uint256 limit, uint256 day, uint256 amount) internal pure returns (uint256) {
        (uint256 used, uint256 from) = _standing(counters, limit, day);
        if (day < from) return counters;
        // Proof: used + amount is not above the maximum, which fits the counter's width.
        unchecked {
            return _put(counters, limit, used + amount, from == 0 ? day : from);
        }
    }

    /// @notice The counters with what was used on a day given back, where it was counted in the window that stands.
    /// @param amount Counted before.
    function giveBack(uint256 counters, uint256 limit, uint256 day, uint256 amount) internal pure returns (uint256) {
        (uint256 value, uint256 from) = _read(counters, limit);
        bool isOutside = _isRolling(limit) && (day < from || day >= from + uint16(limit >> 16));
        if (isOutside) return counters;
        return _put(counters, limit, value - amount, from);
    }

    /// @dev What is used of the window that a day falls into, and its first day; zero for a window that the day opens.
    function _standing(uint256 counters, uint256 limit, uint256 day) private pure returns (uint256 used, uint256 from) {
        (used, from) = _read(counters, limit);
        // Proof: a day of 24 bits and 16 bits of days.
        unchecked {
            if (from != 0 && day >= from + uint16(limit >> 16)) return (0, 0);
        }
    }

    function _read(uint256 counters, uint256 limit) private pure returns (uint256 value, uint256 from) {
        // Proof: shift and width are below 256, {Plans} checked their place.
        unchecked {
            uint256 width = uint8(limit);
            counters >>= uint8(limit >> 8);
            value = counters & ((1 << width) - 1);
            if (_isRolling(limit)) from = (counters >> width) & DAY;
        }
    }

    function _put(uint256 counters, uint256 limit, uint256 value, uint256 from) private pure returns (uint256) {
        // Proof: as in _read.
        unchecked {
            uint256 width = uint8(limit);
            uint256 shift = uint8(limit >> 8);
            uint256 bits = width;
            if (_isRolling(limit)) {
                bits += CoverageWords.DAY_BITS;
                value |= from << width;
            }
            return (counters & ~(((1 << bits) - 1) << shift)) | (value << shift);
        }
    }

    function _isRolling(uint256 limit) private pure returns (bool) {
        return uint16(limit >> 16) != 0;
    }
}
