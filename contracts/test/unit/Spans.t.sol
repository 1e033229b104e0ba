// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Spans} from "../../src/libraries/Spans.sol";
import {Dice} from "../support/Dice.sol";
import {Test} from "../support/Test.sol";

contract SpansTest is Test {
    using Dice for Dice.Cup;

    function test_Contains_NothingInNone() public pure {
        assertEq(Spans.contains(0, 0), false, "day zero");
        assertEq(Spans.contains(0, 739_617), false, "any day");
    }

    function test_Contains_HalfOpen() public pure {
        uint256 word = Spans.pack(100, 110);
        assertEq(Spans.contains(word, 99), false, "the day before");
        assertEq(Spans.contains(word, 100), true, "first day");
        assertEq(Spans.contains(word, 109), true, "last day");
        assertEq(Spans.contains(word, 110), false, "the end");
    }

    function test_Contains_FirstAndLastDayOfAll() public pure {
        uint256 word = Spans.pack(1, type(uint24).max);
        assertEq(Spans.contains(word, 0), false, "there is no day zero");
        assertEq(Spans.contains(word, 1), true, "the first");
        assertEq(Spans.contains(word, type(uint24).max - 1), true, "the last");
        assertEq(Spans.contains(word, type(uint24).max), false, "the end");
    }

    function testFuzz_Contains_AnyOfThem(uint256 seed) public pure {
        Dice.Cup memory cup = Dice.Cup(seed);
        uint256[] memory spans = new uint256[](cup.roll(6));
        bool[120] memory isIn;
        uint256 day = 1;
        for (uint256 i = 0; i < spans.length; ++i) {
            uint256 start = day + cup.between(i == 0 ? 0 : 1, 10);
            day = start + cup.between(1, 10);
            spans[i] = Spans.pack(start, day);
            for (uint256 j = start; j < day; ++j) {
                isIn[j] = true;
            }
        }
        uint256 word = Spans.join(spans, spans.length);
        for (uint256 i = 0; i < 120; ++i) {
            assertEq(Spans.contains(word, i), isIn[i], "day");
        }
        for (uint256 i = 0; i < spans.length; ++i) {
            (uint24 start, uint24 end) = Spans.first(word);
            assertEq(Spans.pack(start, end), spans[i], "span");
            word = Spans.rest(word);
        }
        assertEq(word, 0, "no more");
    }
}
