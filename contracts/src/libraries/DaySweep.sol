// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Spans} from "./Spans.sol";

/// @title DaySweep
/// @notice Set algebra over days: (∪ first ∩ ∪ second) − ∪ third, for three kinds of half-open spans.
///
/// @dev Every span leaves two boundaries. They are kept in the order of days while they are added, and passed once with a
/// counter a kind: a day is in the result while the first two counters are not zero and the third is. Boundaries of one day
/// are passed together, so that spans that touch make one. Authorities mostly add spans in the order of days: then a
/// boundary is compared with few others.
library DaySweep {
    /// @dev A boundary, from the lowest bit: whether the span ends 1, kind 2, day.
    struct Sweep {
        uint256[] boundaries;
        uint256 count;
    }

    /// @param capacity The most spans that will be added.
    function open(uint256 capacity) internal pure returns (Sweep memory) {
        return Sweep({boundaries: new uint256[](2 * capacity), count: 0});
    }

    /// @notice Adds a span, unless it is empty.
    /// @param kind 0, 1 or 2.
    function add(Sweep memory sweep, uint256 kind, uint256 startDay, uint256 endDay) internal pure {
        if (startDay >= endDay) return;
        _insert(sweep, (startDay << 3) | (kind << 1));
        _insert(sweep, (endDay << 3) | (kind << 1) | 1);
    }

    /// @notice Adds the spans of a word.
    function addAll(Sweep memory sweep, uint256 kind, uint256 word) internal pure {
        for (; word != 0; word = Spans.rest(word)) {
            (uint24 startDay, uint24 endDay) = Spans.first(word);
            add({sweep: sweep, kind: kind, startDay: startDay, endDay: endDay});
        }
    }

    /// @notice The resulting spans, ascending and apart from each other.
    /// @return spans Packed as by {Spans.pack}; those from `count` on mean nothing.
    function run(Sweep memory sweep) internal pure returns (uint256[] memory spans, uint256 count) {
        // A span of the result has its two boundaries for itself.
        spans = new uint256[](sweep.count / 2);
        uint256[3] memory depths;
        uint256 startDay = 0; // of the span that the sweep is in; zero outside of the result
        for (uint256 i = 0; i < sweep.count; ++i) {
            uint256 boundary = sweep.boundaries[i];
            _pass(depths, boundary);
            uint256 day = boundary >> 3;
            if (i + 1 < sweep.count && sweep.boundaries[i + 1] >> 3 == day) continue;

            bool isInside = depths[0] != 0 && depths[1] != 0 && depths[2] == 0;
            if (isInside && startDay == 0) {
                startDay = day;
            } else if (!isInside && startDay != 0) {
                spans[count++] = Spans.pack(startDay, day);
                startDay = 0;
            }
        }
    }

    /// @notice The days of one word that are not in another: up to ten spans.
    function difference(uint256 minuend, uint256 subtrahend)
        internal
        pure
        returns (uint256[] memory spans, uint256 count)
    {
        Sweep memory sweep = open(3 * Spans.MAX);
        addAll({sweep: sweep, kind: 0, word: minuend});
        addAll({sweep: sweep, kind: 1, word: minuend});
        addAll({sweep: sweep, kind: 2, word: subtrahend});
        return run(sweep);
    }

    /// @dev No counter falls below zero: a span starts on a day before the one on which it ends.
    function _pass(uint256[3] memory depths, uint256 boundary) private pure {
        uint256 kind = (boundary >> 1) & 3;
        if (boundary & 1 == 0) ++depths[kind];
        else --depths[kind];
    }

    function _insert(Sweep memory sweep, uint256 boundary) private pure {
        uint256[] memory boundaries = sweep.boundaries;
        uint256 place = sweep.count++;
        while (place > 0 && boundaries[place - 1] > boundary) {
            boundaries[place] = boundaries[place - 1];
            --place;
        }
        boundaries[place] = boundary;
    }
}
