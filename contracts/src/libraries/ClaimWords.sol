// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ClaimWords
/// @notice The words of docs/commitment.md sections 2 and 5 to 7: what a claim is handed in as and what comes of it.
library ClaimWords {
    /// @notice The largest amount that a field carries, in cents; of a limit: none.
    uint256 internal constant CENTS = (1 << 36) - 1;

    /// @notice Kinds of a head.
    uint256 internal constant ORIGINAL = 0;
    uint256 internal constant REPLACEMENT = 1;
    uint256 internal constant VOID = 2;
    uint256 internal constant UNDECIDED = 3;

    /// @notice The class of a line that the engine denied.
    uint256 internal constant CLASS_DENIED = 255;

    /// @notice Why a line is denied.
    uint256 internal constant BY_ENGINE = 1;
    uint256 internal constant OUTSIDE_COVERAGE = 2;
    uint256 internal constant PROVIDER_NOT_CREDENTIALED = 3;
    uint256 internal constant FILED_LATE = 4;
    uint256 internal constant CLASS_NOT_COVERED = 5;
    uint256 internal constant AUTHORIZATION_MISSING = 6;
    uint256 internal constant EVIDENCE_MISSING = 7;
    uint256 internal constant LIMIT_REACHED = 8;

    /// @notice What a determination's flags announce.
    uint256 internal constant HAS_REASONS = 1;
    uint256 internal constant HAS_AUTHORIZATION = 2;
    uint256 internal constant HAS_EVIDENCE = 4;
    uint256 internal constant FILING_EXCUSED = 8;
    uint256 internal constant ALL_FLAGS = 15;

    /// @notice Marks of a journal's position.
    uint256 internal constant MARK_UNDECIDED = 1;
    uint256 internal constant MARK_DETERMINED = 2;

    /// @notice Lines in a head, in a further word of charges and in a word of allowances.
    uint256 internal constant LINES_IN_HEAD = 3;
    uint256 internal constant LINES_IN_WORD = 5;

    /// @notice The units of a result, where they stand.
    uint256 internal constant UNITS_FIELD = UNITS << 196;

    uint256 private constant UNITS = (1 << 14) - 1;
    uint256 private constant LINE = (1 << 50) - 1;
    uint256 private constant ALLOWANCE = (1 << 44) - 1;
    uint256 private constant LINE_BITS = 50;
    uint256 private constant ALLOWANCE_BITS = 44;
    uint256 private constant COVERAGE_SHIFT = 150;
    uint256 private constant COVERAGE_MASK = uint256(type(uint64).max) << COVERAGE_SHIFT;

    /*//////////////////////////////////////////////////////////////////////////
                                      HEAD
    //////////////////////////////////////////////////////////////////////////*/

    function kindOf(uint256 head) internal pure returns (uint256) {
        return (head >> 246) & 3;
    }

    function lineCountOf(uint256 head) internal pure returns (uint256) {
        return uint8(head >> 238);
    }

    function serviceDayOf(uint256 head) internal pure returns (uint256) {
        return uint24(head >> 214);
    }

    /// @notice The coverage year; in a settlement the position in its table.
    function coverageOf(uint256 head) internal pure returns (uint256) {
        return uint64(head >> COVERAGE_SHIFT);
    }

    function withCoverage(uint256 head, uint256 coverageYear) internal pure returns (uint256) {
        return (head & ~COVERAGE_MASK) | (coverageYear << COVERAGE_SHIFT);
    }

    /// @notice How many words carry what the head does not: further lines, and the claim that is replaced or voided.
    function moreCountOf(uint256 head) internal pure returns (uint256 count) {
        uint256 lineCount = lineCountOf(head);
        // Proof: subtracted only where there is more.
        unchecked {
            if (lineCount > LINES_IN_HEAD) count = (lineCount - LINES_IN_HEAD + LINES_IN_WORD - 1) / LINES_IN_WORD;
            if (kindOf(head) != ORIGINAL) ++count;
        }
    }

    /// @notice How many words carry the allowances.
    function allowanceCountOf(uint256 lineCount) internal pure returns (uint256) {
        // Proof: a count of 8 bits.
        unchecked {
            return (lineCount + LINES_IN_WORD - 1) / LINES_IN_WORD;
        }
    }

    /// @notice Charge and units of a line in the head, as a field of 50 bits: charge 36, units 14.
    /// @param place 0 to 2.
    function lineInHead(uint256 head, uint256 place) internal pure returns (uint256) {
        // Proof: by the requirement.
        unchecked {
            return (head >> (LINE_BITS * (LINES_IN_HEAD - 1 - place))) & LINE;
        }
    }

    /// @notice Charge and units of a line in a further word.
    /// @param place 0 to 4.
    function lineInWord(uint256 word, uint256 place) internal pure returns (uint256) {
        // Proof: by the requirement.
        unchecked {
            return (word >> (LINE_BITS * (LINES_IN_WORD - 1 - place))) & LINE;
        }
    }

    function unitsOfLine(uint256 line) internal pure returns (uint256) {
        return line & UNITS;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                   ALLOWANCES
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice The flags in the first word of allowances.
    function flagsOf(uint256 allowances) internal pure returns (uint256) {
        return allowances >> 248;
    }

    /// @notice Allowed amount and class of a line, as a field of 44 bits: allowed 36, class 8.
    /// @param place 0 to 4.
    function allowanceIn(uint256 word, uint256 place) internal pure returns (uint256) {
        // Proof: by the requirement.
        unchecked {
            return (word >> (ALLOWANCE_BITS * (LINES_IN_WORD - 1 - place))) & ALLOWANCE;
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     RESULTS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice A line that is denied, with nothing but its charge.
    /// @param line Charge and units.
    function denied(uint256 line, uint256 class, uint256 denial) internal pure returns (uint256) {
        return ((line >> 14) << 210) | (class << 152) | (denial << 144);
    }

    /// @notice A line's result but for the patient's shares.
    /// @param line Charge and units.
    /// @param allowance Allowed amount and class.
    function opened(uint256 line, uint256 allowance) internal pure returns (uint256) {
        return (line << 196) | (allowance << 152);
    }

    function shares(uint256 copay, uint256 deductible, uint256 coinsurance) internal pure returns (uint256) {
        return (copay << 108) | (deductible << 72) | (coinsurance << 36);
    }

    function unitsOf(uint256 result) internal pure returns (uint256) {
        return (result >> 196) & UNITS;
    }

    function allowedOf(uint256 result) internal pure returns (uint256) {
        return (result >> 160) & CENTS;
    }

    function classOf(uint256 result) internal pure returns (uint256) {
        return uint8(result >> 152);
    }

    function denialOf(uint256 result) internal pure returns (uint256) {
        return uint8(result >> 144);
    }

    function deductibleOf(uint256 result) internal pure returns (uint256) {
        return (result >> 72) & CENTS;
    }

    function noncoveredOf(uint256 result) internal pure returns (uint256) {
        return result & CENTS;
    }

    /// @notice Copay, deductible and coinsurance together.
    function patientShareOf(uint256 result) internal pure returns (uint256) {
        // Proof: three amounts of 36 bits.
        unchecked {
            return ((result >> 108) & CENTS) + ((result >> 72) & CENTS) + ((result >> 36) & CENTS);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                STAMP AND POSITION
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice A determination's stamp, but for flags and count of lines.
    function stamp(uint256 version, uint256 determinedAt) internal pure returns (uint256) {
        return (version << 72) | determinedAt;
    }

    /// @notice The stamp of a claim's determination.
    function stampOf(uint256 stamp_, uint256 flags, uint256 head) internal pure returns (uint256) {
        return stamp_ | (flags << 64) | (lineCountOf(head) << 80);
    }

    /// @notice How many facts a determination's flags announce.
    function factCountOf(uint256 flags) internal pure returns (uint256) {
        // Proof: three bits.
        unchecked {
            return (flags & 1) + ((flags >> 1) & 1) + ((flags >> 2) & 1);
        }
    }

    /// @notice A journal's position of a determined claim, but for index and interest.
    /// @param head With the coverage year in it.
    function determinedPosition(uint256 version, uint256 flags, uint256 head) internal pure returns (uint256) {
        return (MARK_DETERMINED << 148) | (version << 140) | (flags << 132) | (lineCountOf(head) << 124)
            | (serviceDayOf(head) << 100) | (coverageOf(head) << 36);
    }

    function undecidedPosition(uint256 index) internal pure returns (uint256) {
        return (index << 156) | (MARK_UNDECIDED << 148);
    }
}
