// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICoverages} from "../interfaces/ICoverages.sol";

/// @title CoverageWords
/// @notice The words that a coverage year, a family year and an extension take in storage: contracts/DESIGN.md section 2.
///
/// @dev Family years and extensions have their own id in their word, so a word that is known is never zero.
library CoverageWords {
    /// @notice Bits for counters in a coverage year's word; where its plan has an extension; and in an extension's word.
    uint256 internal constant COUNTER_BITS = 84;
    uint256 internal constant COUNTER_BITS_EXTENDED = 20;
    uint256 internal constant EXTENSION_BITS = 192;

    /// @notice Bits of a day, as a rolling counter has one beside its value.
    uint256 internal constant DAY_BITS = 24;

    /// @notice Where the counters of a coverage year begin.
    uint256 internal constant COUNTERS_AT = 172;

    /// @notice What a posting moves of a coverage year's word, and where its plan has an extension, whose id stands where
    /// counters would; of a family year's; and of an extension's.
    uint256 internal constant COVERAGE_POSTED = ACCUMULATORS | (((1 << COUNTER_BITS) - 1) << COUNTERS_AT);
    uint256 internal constant COVERAGE_POSTED_EXTENDED =
        ACCUMULATORS | (((1 << COUNTER_BITS_EXTENDED) - 1) << COUNTERS_AT);
    uint256 internal constant FAMILY_POSTED = ACCUMULATORS;
    uint256 internal constant EXTENSION_POSTED = (1 << EXTENSION_BITS) - 1;

    /// @notice What is moved of a coverage year's word but not where its plan has an extension.
    uint256 internal constant KEPT_EXTENDED = COVERAGE_POSTED ^ COVERAGE_POSTED_EXTENDED;

    /// @notice A coverage table's entry, docs/commitment.md section 6: where the id stands, and the extension's position.
    uint256 internal constant TABLE_ID_AT = 32;
    uint256 internal constant TABLE_EXTENSION_AT = 16;

    /// @notice In a coverage table: the coverage has no family, or no extension.
    uint256 internal constant NONE = 0xffff;

    /// @notice Neither of them.
    uint256 internal constant ALONE = 0xffffffff;

    uint256 private constant CENTS = (1 << 36) - 1;
    uint256 private constant ACCUMULATORS = (1 << 72) - 1;
    uint256 private constant ID_AT = 192;

    /// @notice The word of a coverage year that nothing was posted to.
    /// @param span Checked: not empty and not longer than 12 bits of days.
    function open(ICoverages.Enrolment calldata span) internal pure returns (uint256 word) {
        // Proof: the end is after the start.
        unchecked {
            return (uint256(span.plan) << 72) | (uint256(span.startDay) << 104)
                | (uint256(span.endDay - span.startDay) << 128) | (uint256(span.family) << 140)
                | (uint256(span.extension) << ID_AT);
        }
    }

    /// @notice The word of a family year that nothing was posted to.
    function openFamily(uint32 familyYear) internal pure returns (uint256 word) {
        return uint256(familyYear) << 140;
    }

    /// @notice The word of an extension that nothing was posted to.
    function openExtension(uint64 extension) internal pure returns (uint256 word) {
        return uint256(extension) << ID_AT;
    }

    function planOf(uint256 word) internal pure returns (uint32) {
        return uint32(word >> 72);
    }

    function startDayOf(uint256 word) internal pure returns (uint256) {
        return uint24(word >> 104);
    }

    function endDayOf(uint256 word) internal pure returns (uint256) {
        // Proof: 24 bits and 12.
        unchecked {
            return startDayOf(word) + daysOf(word);
        }
    }

    /// @notice How many days the span has.
    function daysOf(uint256 word) internal pure returns (uint256) {
        return (word >> 128) & 0xfff;
    }

    /// @notice The word with another end; not before its start.
    function withEndDay(uint256 word, uint256 endDay) internal pure returns (uint256) {
        return (word & ~(uint256(0xfff) << 128)) | ((endDay - startDayOf(word)) << 128);
    }

    /// @notice A coverage's family year, zero for none; a family word's own id.
    function familyOf(uint256 word) internal pure returns (uint32) {
        return uint32(word >> 140);
    }

    /// @notice The id of the extension, in the word of a coverage year whose plan has one, and in the extension's own.
    function extensionOf(uint256 word) internal pure returns (uint64) {
        return uint64(word >> ID_AT);
    }

    /// @notice Whether a day lies in the coverage year's half-open span.
    function isCoveredOn(uint256 word, uint256 day) internal pure returns (bool) {
        // Proof: a day before the start wraps around and is above every number of days.
        unchecked {
            return day - startDayOf(word) < daysOf(word);
        }
    }

    /// @notice The deductible posted so far, in cents. Coverage and family words alike.
    function deductibleOf(uint256 word) internal pure returns (uint256) {
        return word & CENTS;
    }

    /// @notice The out-of-pocket amount posted so far, in cents. Coverage and family words alike.
    function outOfPocketOf(uint256 word) internal pure returns (uint256) {
        return (word >> 36) & CENTS;
    }

    /// @notice Both accumulators, as they stand in a word.
    /// @param deductible Below 2^36, as the other.
    function accumulators(uint256 deductible, uint256 outOfPocket) internal pure returns (uint256) {
        return deductible | (outOfPocket << 36);
    }

    /// @notice The accumulators of a word, where they stand.
    function accumulatorsOf(uint256 word) internal pure returns (uint256) {
        return word & ACCUMULATORS;
    }

    /// @notice The word with more posted to it.
    ///
    /// Requirements:
    /// - Neither accumulator may pass 36 bits: what is posted is not above what its limit, of 36 bits, leaves
    ///   (testFuzz_Advance_NothingElseMoves).
    ///
    /// @param posted See {accumulators}.
    function advance(uint256 word, uint256 posted) internal pure returns (uint256) {
        // Proof: by the requirement neither addition carries out of its field.
        unchecked {
            return word + posted;
        }
    }

    /// @notice The word with less posted to it.
    ///
    /// Requirements:
    /// - It must have been posted before (testFuzz_Advance_GivenBackExactly).
    function giveBack(uint256 word, uint256 deductible, uint256 outOfPocket) internal pure returns (uint256) {
        // Proof: by the requirement neither subtraction borrows from the next field.
        unchecked {
            return word - deductible - (outOfPocket << 36);
        }
    }

    /// @notice The stored word with some fields of another one; what was enrolled stays.
    /// @param posted Which: {COVERAGE_POSTED}, or that of another kind of word.
    function withPosted(uint256 stored, uint256 word, uint256 posted) internal pure returns (uint256) {
        return stored ^ ((stored ^ word) & posted);
    }

    function countersOfExtension(uint256 word) internal pure returns (uint256) {
        return (word << 64) >> 64;
    }

    /// @param isExtended Whether its plan has an extension.
    function toCoverageYear(uint256 word, bool isExtended) internal pure returns (ICoverages.CoverageYear memory) {
        uint256 counters = word >> COUNTERS_AT;
        return ICoverages.CoverageYear({
            plan: planOf(word),
            startDay: uint24(startDayOf(word)),
            endDay: uint24(endDayOf(word)),
            family: familyOf(word),
            extension: isExtended ? extensionOf(word) : 0,
            deductibleCents: uint40(deductibleOf(word)),
            outOfPocketCents: uint40(outOfPocketOf(word)),
            counters: isExtended ? counters & ((1 << COUNTER_BITS_EXTENDED) - 1) : counters
        });
    }

    function toFamilyYear(uint256 word) internal pure returns (ICoverages.FamilyYear memory) {
        return ICoverages.FamilyYear({
            deductibleCents: uint40(deductibleOf(word)), outOfPocketCents: uint40(outOfPocketOf(word))
        });
    }
}
