// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICoverages} from "../../src/interfaces/ICoverages.sol";
import {CoverageWords} from "../../src/libraries/CoverageWords.sol";
import {Encoder} from "../support/Encoder.sol";
import {Test} from "../support/Test.sol";

contract CoverageWordsTest is Test {
    using CoverageWords for uint256;

    uint256 private constant CENTS = (1 << 36) - 1;

    function open(ICoverages.Enrolment calldata enrolment) external pure returns (uint256) {
        return CoverageWords.open(enrolment);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     OPENING
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev contracts/DESIGN.md section 2, from the highest field down.
    function testFuzz_Open_LaidOutAsDesigned(ICoverages.Enrolment memory enrolment, uint16 days_) public view {
        days_ = uint16(bound(days_, 1, 4095));
        enrolment.startDay = uint24(bound(enrolment.startDay, 1, type(uint24).max - days_));
        enrolment.endDay = enrolment.startDay + days_;
        uint256 word = Encoder.append(0, enrolment.extension, 64);
        word = Encoder.append(word, 0, 20);
        word = Encoder.append(word, enrolment.family, 32);
        word = Encoder.append(word, days_, 12);
        word = Encoder.append(word, enrolment.startDay, 24);
        word = Encoder.append(word, enrolment.plan, 32);
        word = Encoder.append(word, 0, 36);
        word = Encoder.append(word, 0, 36);
        assertEq(this.open(enrolment), word, "word");
    }

    function testFuzz_Open_FieldsReadBack(ICoverages.Enrolment memory enrolment, uint16 days_) public view {
        days_ = uint16(bound(days_, 1, 4095));
        enrolment.startDay = uint24(bound(enrolment.startDay, 1, type(uint24).max - days_));
        enrolment.endDay = enrolment.startDay + days_;
        uint256 word = this.open(enrolment);
        assertEq(word.planOf(), enrolment.plan, "plan");
        assertEq(word.startDayOf(), enrolment.startDay, "start");
        assertEq(word.endDayOf(), enrolment.endDay, "end");
        assertEq(word.familyOf(), enrolment.family, "family");
        assertEq(word.extensionOf(), enrolment.extension, "extension");
        assertEq(word.deductibleOf() + word.outOfPocketOf(), 0, "nothing posted");
    }

    function testFuzz_OpenFamily_OnlyItsId(uint32 family) public pure {
        uint256 word = CoverageWords.openFamily(family);
        assertEq(word, uint256(family) << 140, "word");
        assertEq(word.familyOf(), family, "id");
    }

    function testFuzz_OpenExtension_OnlyItsId(uint64 extension) public pure {
        uint256 word = CoverageWords.openExtension(extension);
        assertEq(word, uint256(extension) << 192, "word");
        assertEq(word.extensionOf(), extension, "id");
        assertEq(word.countersOfExtension(), 0, "counters");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      SPANS
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_IsCoveredOn_HalfOpen(uint256 word, uint24 day) public pure {
        bool isIn = word.startDayOf() <= day && day < word.endDayOf();
        assertEq(word.isCoveredOn(day), isIn, "half-open");
    }

    function testFuzz_IsCoveredOn_AtTheEdges(uint256 word) public pure {
        (uint256 start, uint256 end) = (word.startDayOf(), word.endDayOf());
        assertEq(word.isCoveredOn(start), start != end, "first day");
        assertEq(word.isCoveredOn(end), false, "the end");
        if (end != 0) assertEq(word.isCoveredOn(end - 1), start != end, "last day");
        if (start != 0) assertEq(word.isCoveredOn(start - 1), false, "the day before");
    }

    function testFuzz_WithEndDay_NothingElseMoves(uint256 word, uint16 days_) public pure {
        days_ = uint16(bound(days_, 0, 4095));
        uint256 next = word.withEndDay(word.startDayOf() + days_);
        assertEq(next.endDayOf(), word.startDayOf() + days_, "end");
        uint256 field = uint256(0xfff) << 128;
        assertEq(next & ~field, word & ~field, "the rest");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                   ACCUMULATORS
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_Advance_NothingElseMoves(uint256 word, uint40 deductible, uint40 outOfPocket) public pure {
        uint256 first = bound(deductible, 0, CENTS - word.deductibleOf());
        uint256 second = bound(outOfPocket, 0, CENTS - word.outOfPocketOf());
        uint256 next = word.advance(CoverageWords.accumulators(first, second));
        assertEq(next.deductibleOf(), word.deductibleOf() + first, "deductible");
        assertEq(next.outOfPocketOf(), word.outOfPocketOf() + second, "out of pocket");
        assertEq(next >> 72, word >> 72, "the rest");
    }

    function testFuzz_Advance_GivenBackExactly(uint256 word, uint40 deductible, uint40 outOfPocket) public pure {
        uint256 first = bound(deductible, 0, CENTS - word.deductibleOf());
        uint256 second = bound(outOfPocket, 0, CENTS - word.outOfPocketOf());
        assertEq(word.advance(CoverageWords.accumulators(first, second)).giveBack(first, second), word, "as it was");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     POSTING
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Of a posted word come accumulators and counters, of the stored one all that was enrolled.
    function testFuzz_WithPosted_EligibilityStays(uint256 stored, uint256 posted, bool isExtended) public pure {
        uint256 fields = isExtended ? CoverageWords.COVERAGE_POSTED_EXTENDED : CoverageWords.COVERAGE_POSTED;
        uint256 next = stored.withPosted(posted, fields);
        assertEq(next & ((1 << 72) - 1), posted & ((1 << 72) - 1), "accumulators");
        assertEq((next >> 72) % (1 << 100), (stored >> 72) % (1 << 100), "plan, span and family");
        uint256 bits = isExtended ? 20 : 84;
        assertEq((next >> 172) % (1 << bits), (posted >> 172) % (1 << bits), "counters");
        assertEq(next >> (172 + bits), stored >> (172 + bits), "the extension's id");
    }

    function testFuzz_WithPostedFamily_IdStays(uint256 stored, uint256 posted) public pure {
        uint256 next = stored.withPosted(posted, CoverageWords.FAMILY_POSTED);
        assertEq(next % (1 << 72), posted % (1 << 72), "accumulators");
        assertEq(next >> 72, stored >> 72, "id");
    }

    function testFuzz_WithPostedExtension_IdStays(uint256 stored, uint256 posted) public pure {
        uint256 next = stored.withPosted(posted, CoverageWords.EXTENSION_POSTED);
        assertEq(next.countersOfExtension(), posted % (1 << 192), "counters");
        assertEq(next.extensionOf(), stored >> 192, "id");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     READING
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_ToCoverageYear_AllFields(uint256 word, bool isExtended) public pure {
        // An end behind day 2^24 - 1 cannot be enrolled.
        word &= ~(uint256(1) << 127);
        ICoverages.CoverageYear memory read = word.toCoverageYear(isExtended);
        assertEq(read.deductibleCents, word % (1 << 36), "deductible");
        assertEq(read.outOfPocketCents, (word >> 36) % (1 << 36), "out of pocket");
        assertEq(read.plan, (word >> 72) % (1 << 32), "plan");
        assertEq(read.startDay, (word >> 104) % (1 << 24), "start");
        assertEq(read.endDay, (word >> 104) % (1 << 24) + (word >> 128) % (1 << 12), "end");
        assertEq(read.family, (word >> 140) % (1 << 32), "family");
        assertEq(read.counters, isExtended ? (word >> 172) % (1 << 20) : word >> 172, "counters");
        assertEq(read.extension, isExtended ? word >> 192 : 0, "extension");
    }

    function testFuzz_ToFamilyYear_BothFields(uint256 word) public pure {
        ICoverages.FamilyYear memory read = word.toFamilyYear();
        assertEq(read.deductibleCents, word % (1 << 36), "deductible");
        assertEq(read.outOfPocketCents, (word >> 36) % (1 << 36), "out of pocket");
    }
}
