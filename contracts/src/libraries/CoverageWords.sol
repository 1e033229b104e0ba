// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICoverages} from "../interfaces/ICoverages.sol";

/// @title CoverageWords
/// @notice The one word that a coverage year, or a family year, takes in storage.
///
/// @dev From the lowest bit: deductible 40, out-of-pocket 40, plan 32, start day 24, end day 24, family 32. The upper 64
/// bits are free for later limit counters. A family year has its accumulators and its own id at the same places, so a word that
/// is known is never zero.
library CoverageWords {
    uint256 internal constant ACCUMULATORS = (1 << 80) - 1;
    uint256 private constant CENTS = type(uint40).max;

    /// @notice The word of a coverage year that nothing was posted to.
    function open(ICoverages.Enrolment calldata enrolment) internal pure returns (uint256 word) {
        return (uint256(enrolment.plan) << 80) | (uint256(enrolment.startDay) << 112)
            | (uint256(enrolment.endDay) << 136) | (uint256(enrolment.family) << 160);
    }

    /// @notice The word of a family year that nothing was posted to.
    function openFamily(uint32 familyYear) internal pure returns (uint256 word) {
        return uint256(familyYear) << 160;
    }

    function planOf(uint256 word) internal pure returns (uint32) {
        return uint32(word >> 80);
    }

    /// @notice A coverage's family year, zero for none; a family word's own id.
    function familyOf(uint256 word) internal pure returns (uint32) {
        return uint32(word >> 160);
    }

    /// @notice Whether a day lies in the coverage year's half-open span.
    function isCoveredOn(uint256 word, uint256 day) internal pure returns (bool) {
        return day >= uint24(word >> 112) && day < uint24(word >> 136);
    }

    /// @notice The deductible posted so far, in cents. Coverage and family words alike.
    function deductibleOf(uint256 word) internal pure returns (uint256) {
        return word & CENTS;
    }

    /// @notice The out-of-pocket amount posted so far, in cents. Coverage and family words alike.
    function outOfPocketOf(uint256 word) internal pure returns (uint256) {
        return (word >> 40) & CENTS;
    }

    /// @notice The word with more posted to it.
    ///
    /// Requirements:
    /// - Neither accumulator may pass 40 bits: what is posted is not above what its limit, of 40 bits, leaves
    ///   (testFuzz_Advance_NothingElseMoves).
    function advance(uint256 word, uint256 deductible, uint256 outOfPocket) internal pure returns (uint256) {
        // Proof: by the requirement neither addition carries out of its field.
        unchecked {
            return word + deductible + (outOfPocket << 40);
        }
    }

    /// @notice The stored word with the accumulators of another one; what was enrolled stays.
    function withAccumulatorsOf(uint256 stored, uint256 posted) internal pure returns (uint256) {
        return (stored & ~ACCUMULATORS) | (posted & ACCUMULATORS);
    }

    function toCoverageYear(uint256 word) internal pure returns (ICoverages.CoverageYear memory) {
        return ICoverages.CoverageYear({
            plan: planOf(word),
            startDay: uint24(word >> 112),
            endDay: uint24(word >> 136),
            family: familyOf(word),
            deductibleCents: uint40(word),
            outOfPocketCents: uint40(word >> 40)
        });
    }

    function toFamilyYear(uint256 word) internal pure returns (ICoverages.FamilyYear memory) {
        return ICoverages.FamilyYear({deductibleCents: uint40(word), outOfPocketCents: uint40(word >> 40)});
    }
}
