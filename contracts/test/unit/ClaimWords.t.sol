// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimWords} from "../../src/libraries/ClaimWords.sol";
import {Dice} from "../support/Dice.sol";
import {Encoder} from "../support/Encoder.sol";
import {Reference} from "../support/Reference.sol";
import {Test} from "../support/Test.sol";

/// @notice The words of docs/commitment.md as {Encoder} writes them, read by the library, and the other way around.
contract ClaimWordsTest is Test {
    using Dice for Dice.Cup;

    function testFuzz_Head_ReadsBack(uint256 seed) public pure {
        Encoder.Claim memory claim = _claim(Dice.Cup(seed));
        uint256 head = Encoder.head(claim);
        assertEq(ClaimWords.kindOf(head), claim.kind, "kind");
        assertEq(ClaimWords.lineCountOf(head), claim.lines.length, "lines");
        assertEq(ClaimWords.serviceDayOf(head), claim.serviceDay, "day");
        assertEq(ClaimWords.coverageOf(head), claim.coverageYear, "coverage year");
        assertEq(ClaimWords.moreCountOf(head), Encoder.more(claim).length, "further words");
    }

    function testFuzz_WithCoverage_NothingElseMoves(uint256 head, uint64 coverageYear) public pure {
        uint256 next = ClaimWords.withCoverage(head, coverageYear);
        assertEq(ClaimWords.coverageOf(next), coverageYear, "coverage year");
        assertEq(next % (1 << 150), head % (1 << 150), "below");
        assertEq(next >> 214, head >> 214, "above");
    }

    function testFuzz_Lines_FiveAtATime(uint256 seed) public pure {
        Encoder.Claim memory claim = _claim(Dice.Cup(seed));
        uint256[] memory more = Encoder.more(claim);
        uint256 word = Encoder.head(claim);
        for (uint256 i = 0; i < claim.lines.length; i += 5) {
            uint256 five = ClaimWords.linesOf(word);
            if (claim.lines.length > i + 3) five |= ClaimWords.linesOfNext(more[i / 5]);
            for (uint256 j = i; j < i + 5 && j < claim.lines.length; ++j) {
                _checkLine(five >> ClaimWords.LINE_AT, claim.lines[j]);
                five <<= ClaimWords.LINE_BITS;
            }
            if (claim.lines.length > i + 5) word = more[i / 5];
        }
    }

    function testFuzz_Allowances_ReadBack(uint256 seed) public pure {
        Encoder.Claim memory claim = _claim(Dice.Cup(seed));
        uint256[] memory words = Encoder.allowances(claim);
        assertEq(ClaimWords.allowanceCountOf(claim.lines.length), words.length, "words");
        assertEq(ClaimWords.flagsOf(words[0]), Encoder.flags(claim), "flags");
        uint256 facts = ClaimWords.factCountOf(Encoder.flags(claim), claim.lines.length);
        assertEq(facts, Encoder.facts(claim).length, "facts");
        uint256 five = 0;
        for (uint256 i = 0; i < claim.lines.length; ++i) {
            if (i % 5 == 0) five = ClaimWords.allowancesOf(words[i / 5]);
            uint256 allowance = five >> ClaimWords.ALLOWANCE_AT;
            assertEq(allowance >> 8, claim.lines[i].allowed, "allowed");
            assertEq(allowance % 256, claim.lines[i].class, "class");
            five <<= ClaimWords.ALLOWANCE_BITS;
        }
    }

    /// @dev Lines of 255 take 51 words of allowances and 51 further ones of charges.
    function test_Counts_AtTheEdges() public pure {
        uint8[8] memory lines = [1, 3, 4, 5, 6, 8, 9, 255];
        uint8[8] memory more = [0, 0, 1, 1, 1, 1, 2, 51];
        uint8[8] memory allowances = [1, 1, 1, 1, 2, 2, 2, 51];
        for (uint256 i = 0; i < 8; ++i) {
            uint256 head = uint256(lines[i]) << 238;
            assertEq(ClaimWords.moreCountOf(head), more[i], "further words");
            assertEq(ClaimWords.moreCountOf(head | (1 << 246)), more[i] + 1, "and the number of what is replaced");
            assertEq(ClaimWords.allowanceCountOf(lines[i]), allowances[i], "allowances");
        }
        assertEq(ClaimWords.moreCountOf(2 << 246), 1, "a void has a number alone");
        assertEq(ClaimWords.allowanceCountOf(0), 0, "and no allowance");
    }

    function testFuzz_Results_LaidOutAsDesigned(uint256 seed) public pure {
        Dice.Cup memory cup = Dice.Cup(seed);
        Reference.Line memory line;
        (line.charge, line.units, line.allowed) = (cup.roll(1 << 36), cup.roll(1 << 14), cup.roll(1 << 36));
        line.class = cup.roll(256);
        (line.copay, line.deductible, line.coinsurance) = (cup.roll(1 << 36), cup.roll(1 << 36), cup.roll(1 << 36));
        uint256 word = Reference.wordOf(line);
        uint256 opened = ClaimWords.opened((line.charge << 14) | line.units, (line.allowed << 8) | line.class);
        assertEq(ClaimWords.withShares(opened, line.copay, line.deductible, line.coinsurance), word, "word");
        uint256 other = ClaimWords.withShares(opened, cup.roll(1 << 36), cup.roll(1 << 36), cup.roll(1 << 36));
        other = ClaimWords.withOtherShares(other, line.copay, line.deductible, line.coinsurance);
        assertEq(other, word, "with shares in place of others");
        assertEq(word & ~ClaimWords.UNITS_FIELD, word - (line.units << 196), "the field of units");
    }

    function testFuzz_Results_ReadBack(uint256 word) public pure {
        word >>= 10; // spare bits
        assertEq(ClaimWords.unitsOf(word), (word >> 196) % (1 << 14), "units");
        assertEq(ClaimWords.allowedOf(word), (word >> 160) % (1 << 36), "allowed");
        assertEq(ClaimWords.classOf(word), (word >> 152) % 256, "class");
        assertEq(ClaimWords.denialOf(word), (word >> 144) % 256, "denial");
        assertEq(ClaimWords.copayOf(word), (word >> 108) % (1 << 36), "copay");
        assertEq(ClaimWords.deductibleOf(word), (word >> 72) % (1 << 36), "deductible");
        assertEq(ClaimWords.coinsuranceOf(word), (word >> 36) % (1 << 36), "coinsurance");
        assertEq(ClaimWords.noncoveredOf(word), word % (1 << 36), "noncovered");
        uint256 share = (word >> 108) % (1 << 36) + (word >> 72) % (1 << 36) + (word >> 36) % (1 << 36);
        assertEq(ClaimWords.patientShareOf(word), share, "copay, deductible and coinsurance");
    }

    function testFuzz_Denied_OnlyChargeClassAndDenial(uint40 charge, uint16 units, uint8 class, uint8 denial)
        public
        pure
    {
        Reference.Line memory line;
        (line.charge, line.class, line.denial) = (charge % (1 << 36), class, denial);
        uint256 given = (line.charge << 14) | (units % (1 << 14));
        assertEq(ClaimWords.denied(given, class, denial), Reference.wordOf(line), "word");
    }

    function testFuzz_Stamp_LaidOutAsDesigned(uint8 version, uint8 flags, uint64 determinedAt, uint8 lines)
        public
        pure
    {
        uint256 word = Encoder.append(0, lines, 8);
        word = Encoder.append(word, version, 8);
        word = Encoder.append(word, flags, 8);
        word = Encoder.append(word, determinedAt, 64);
        uint256 stamp = ClaimWords.stamp(version, determinedAt);
        assertEq(ClaimWords.stampOf(stamp, flags, uint256(lines) << 238), word, "stamp");
    }

    function testFuzz_Positions_LaidOutAsDesigned(uint8 version, uint8 flags, uint16 index, uint256 seed) public pure {
        Encoder.Claim memory claim = _claim(Dice.Cup(seed));
        uint256 word = Encoder.append(Encoder.append(index, 2, 8), version, 8);
        word = Encoder.append(Encoder.append(word, flags, 8), claim.lines.length, 8);
        word = Encoder.append(Encoder.append(word, claim.serviceDay, 24), claim.coverageYear, 64);
        word = Encoder.append(word, 0, 36);
        uint256 i = index / 3;
        uint256 position = ClaimWords.firstPosition(index - i, version)
            + ClaimWords.ownPosition(i, uint256(flags) << 248, Encoder.head(claim));
        assertEq(position, word, "determined");

        word = Encoder.append(Encoder.append(index, 1, 8), 0, 148);
        assertEq(ClaimWords.undecidedPosition(index), word, "undecided");
    }

    function _checkLine(uint256 line, Encoder.Line memory wanted) private pure {
        assertEq(line >> 14, wanted.charge, "charge");
        assertEq(ClaimWords.unitsOfLine(line), wanted.units, "units");
    }

    function _claim(Dice.Cup memory cup) private pure returns (Encoder.Claim memory claim) {
        claim.kind = uint8(cup.roll(2));
        claim.replaced = cup.roll(1 << 80);
        claim.coverageYear = uint64(cup.roll(1 << 64));
        claim.serviceDay = uint24(cup.roll(1 << 24));
        claim.isFilingExcused = cup.once(2);
        if (cup.once(2)) claim.reasonsHash = "reasons";
        if (cup.once(2)) claim.authorization = "authorization";
        if (cup.once(2)) claim.evidence = "evidence";
        claim.lines = new Encoder.Line[](cup.between(1, 20));
        for (uint256 i = 0; i < claim.lines.length; ++i) {
            claim.lines[i] = Encoder.Line({
                charge: uint40(cup.roll(1 << 36)),
                units: uint16(cup.roll(1 << 14)),
                allowed: uint40(cup.roll(1 << 36)),
                class: uint8(cup.roll(256))
            });
        }
    }
}
