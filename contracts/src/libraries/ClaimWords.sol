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
    uint256 internal constant HAS_PRIOR_PAYERS = 16;
    uint256 internal constant ALL_FLAGS = 31;
    uint256 internal constant HAS_FACTS = HAS_REASONS | HAS_AUTHORIZATION | HAS_EVIDENCE;

    /// @notice Marks of a journal's position.
    uint256 internal constant MARK_UNDECIDED = 1;
    uint256 internal constant MARK_DETERMINED = 2;

    /// @notice Lines in a head, in a further word of charges and in a word of allowances.
    uint256 internal constant LINES_IN_HEAD = 3;
    uint256 internal constant LINES_IN_WORD = 5;

    /// @notice The units of a result, where they stand.
    uint256 internal constant UNITS_FIELD = UNITS << 196;

    /// @notice A line's charge 36 and units 14, and its allowed amount 36 and class 8: the bits, and where they stand in the
    /// highest bits of a word.
    uint256 internal constant LINE_BITS = 50;
    uint256 internal constant LINE_AT = 206;
    uint256 internal constant ALLOWANCE_BITS = 44;
    uint256 internal constant ALLOWANCE_AT = 212;

    uint256 private constant UNITS = (1 << 14) - 1;

    uint256 private constant SHARES = ((1 << 108) - 1) << 36;

    /// @dev Line count, service day and coverage year, where they stand in a position.
    uint256 private constant PLACE = ((1 << 96) - 1) << 36;

    /// @dev The number of bits in 7, 6, … 0.
    uint256 private constant FACT_COUNTS = 0x32212110;
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
    function moreCountOf(uint256 head) internal pure returns (uint256) {
        // Proof: counts of some bits.
        unchecked {
            return moreLinesOf(lineCountOf(head)) + (kindOf(head) == ORIGINAL ? 0 : 1);
        }
    }

    /// @notice How many words carry the lines that the head does not.
    function moreLinesOf(uint256 lineCount) internal pure returns (uint256) {
        // Proof: a count of 8 bits. Three lines are in the head, so this rounds up what is beyond them.
        unchecked {
            return (lineCount + 1) / LINES_IN_WORD;
        }
    }

    /// @notice How many words carry the allowances.
    function allowanceCountOf(uint256 lineCount) internal pure returns (uint256) {
        // Proof: a count of 8 bits.
        unchecked {
            return (lineCount + LINES_IN_WORD - 1) / LINES_IN_WORD;
        }
    }

    /// @notice Charge and units of the next lines, one after the other from the highest bit on: {LINE_AT}. Of five lines the
    /// first three are the last of one word, or those of the head, and the other two the first of the next word.
    /// @param word The head, or the word that ends in the first three.
    function linesOf(uint256 word) internal pure returns (uint256) {
        return word << 106;
    }

    /// @notice The other two, to be put beside the first three.
    function linesOfNext(uint256 word) internal pure returns (uint256) {
        return ((word << 6) >> 156) << 6;
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

    /// @notice Allowed amount and class of a word's lines, one after the other from the highest bit on: {ALLOWANCE_AT}.
    function allowancesOf(uint256 word) internal pure returns (uint256) {
        return word << 36;
    }

    /// @notice How many facts the flags announce; more than any claim can have where there are others than the first four, of
    /// which {HAS_PRIOR_PAYERS} is read on its own: see {Adjudication.readPriors}.
    function factCountOf(uint256 flags) internal pure returns (uint256) {
        // Proof: three flags announce a fact, so a shift of at most 28; the others are in the bits above four.
        unchecked {
            return ((FACT_COUNTS >> ((flags & HAS_FACTS) << 2)) & 3) | ((flags >> 4) << 32);
        }
    }

    /// @notice How many facts the flags announce, also those of prior payers, a line's each; more than any claim can have where
    /// there are others than {ALL_FLAGS}.
    function factCountOf(uint256 flags, uint256 lineCount) internal pure returns (uint256) {
        // Proof: counts of some bits.
        unchecked {
            uint256 count = (flags & 1) + ((flags >> 1) & 1) + ((flags >> 2) & 1) + ((flags >> 4) & 1) * lineCount;
            return count | ((flags >> 5) << 32);
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

    /// @param result Without the patient's shares.
    function withShares(uint256 result, uint256 copay, uint256 deductible, uint256 coinsurance)
        internal
        pure
        returns (uint256)
    {
        return result | (copay << 108) | (deductible << 72) | (coinsurance << 36);
    }

    /// @param result With shares that the others take the place of.
    function withOtherShares(uint256 result, uint256 copay, uint256 deductible, uint256 coinsurance)
        internal
        pure
        returns (uint256)
    {
        return (result & ~SHARES) | (((((copay << 36) | deductible) << 36) | coinsurance) << 36);
    }

    function chargeOf(uint256 result) internal pure returns (uint256) {
        return (result >> 210) & CENTS;
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

    function copayOf(uint256 result) internal pure returns (uint256) {
        return (result >> 108) & CENTS;
    }

    function coinsuranceOf(uint256 result) internal pure returns (uint256) {
        return (result >> 36) & CENTS;
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

    /// @notice What the plan would pay if there were no other coverage.
    function benefitOf(uint256 result) internal pure returns (uint256) {
        // Proof: of a determination, whose parts come to what is allowed.
        unchecked {
            return allowedOf(result) - noncoveredOf(result) - patientShareOf(result);
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

    /// @notice What the positions of a submission's determined claims have in common, when each adds its own to it.
    function firstPosition(uint256 firstIndex, uint256 version) internal pure returns (uint256) {
        return (firstIndex << 156) | (MARK_DETERMINED << 148) | (version << 140);
    }

    /// @notice A determined claim's own part of its position in a journal, but for interest.
    /// @param i The claim's index, counted from the first one's.
    /// @param allowances The first word of them, with the flags.
    /// @param head With the coverage year in it. Line count, service day and coverage year stand in both in the same order.
    function ownPosition(uint256 i, uint256 allowances, uint256 head) internal pure returns (uint256) {
        return (i << 156) | (flagsOf(allowances) << 132) | ((head >> 114) & PLACE);
    }

    function undecidedPosition(uint256 index) internal pure returns (uint256) {
        return (index << 156) | (MARK_UNDECIDED << 148);
    }
}
