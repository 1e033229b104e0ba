// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Counters} from "../../src/libraries/Counters.sol";
import {PlanContent} from "../../src/libraries/PlanContent.sol";
import {Dice} from "../support/Dice.sol";
import {Test} from "../support/Test.sol";

contract CountersTest is Test {
    using Dice for Dice.Cup;

    uint256 private constant ROLLING_DAYS = 30;
    uint256 private constant ALL = type(uint256).max;

    /// @dev What a counter is, plainly.
    struct Model {
        uint256 used;
        uint256 from;
        uint256 max;
        uint256 rollingDays; // 0: does not roll
    }

    function packed(IPlans.Limit calldata limit) external pure returns (uint256) {
        return PlanContent.packLimit(limit);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                   A YEAR, A LIFE
    //////////////////////////////////////////////////////////////////////////*/

    function test_LeftOn_AllOfItAtFirst() public view {
        assertEq(Counters.leftOn(0, _fixed(20), 100), 20, "all");
    }

    function test_Count_TakesOff() public view {
        uint256 limit = _fixed(20);
        uint256 counters = Counters.count(0, limit, 100, 7);
        assertEq(counters, 7 << 10, "in its place");
        assertEq(Counters.leftOn(counters, limit, 100), 13, "left");
        assertEq(Counters.leftOn(counters, limit, 1), 13, "on any day");
    }

    function test_LeftOn_NothingAtTheMaximum() public view {
        assertEq(Counters.leftOn(Counters.count(0, _fixed(20), 100, 20), _fixed(20), 100), 0, "nothing");
    }

    /// @dev A plan never lowers a limit, but the next version of a plan may have a lower one in the same extension.
    function test_LeftOn_NothingBeyondTheMaximum() public view {
        assertEq(Counters.leftOn(Counters.count(0, _fixed(20), 100, 20), _fixed(12), 100), 0, "nothing");
    }

    function test_LeftOn_LimitOfNothing() public view {
        assertEq(Counters.leftOn(0, _fixed(0), 100), 0, "nothing");
    }

    function test_GiveBack_OfAYear() public view {
        uint256 limit = _fixed(20);
        uint256 counters = Counters.count(Counters.count(0, limit, 100, 7), limit, 5, 3);
        assertEq(Counters.giveBack(counters, limit, 5, 3), 7 << 10, "the other stays");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     WINDOWS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Count_FirstServiceOpensTheWindow() public view {
        uint256 counters = Counters.count(0, _rolling(20), 100, 7);
        assertEq(counters, (7 | (100 << 14)) << 10, "value and first day");
        assertEq(Counters.leftOn(counters, _rolling(20), 100), 13, "left");
    }

    function test_LeftOn_LastDayOfTheWindow() public view {
        uint256 counters = Counters.count(0, _rolling(20), 100, 7);
        assertEq(Counters.leftOn(counters, _rolling(20), 129), 13, "day 30 of 30");
    }

    function test_LeftOn_DayAfterTheWindowHasAll() public view {
        uint256 counters = Counters.count(0, _rolling(20), 100, 7);
        assertEq(Counters.leftOn(counters, _rolling(20), 130), 20, "a new window");
    }

    function test_Count_DayAfterTheWindowOpensTheNext() public view {
        uint256 counters = Counters.count(Counters.count(0, _rolling(20), 100, 7), _rolling(20), 130, 2);
        assertEq(counters, (2 | (130 << 14)) << 10, "value and first day");
    }

    function test_Count_DayBeforeTheWindowIsUntouched() public view {
        uint256 counters = Counters.count(0, _rolling(20), 100, 20);
        assertEq(Counters.leftOn(counters, _rolling(20), 99), ALL, "not limited");
        assertEq(Counters.count(counters, _rolling(20), 99, 5), counters, "nor counted");
    }

    function test_GiveBack_LeavesTheWindowOpen() public view {
        uint256 counters = Counters.count(0, _rolling(20), 100, 7);
        assertEq(Counters.giveBack(counters, _rolling(20), 100, 7), (100 << 14) << 10, "opened all the same");
    }

    function test_GiveBack_BeforeTheWindowNothing() public view {
        uint256 counters = Counters.count(0, _rolling(20), 100, 7);
        assertEq(Counters.giveBack(counters, _rolling(20), 99, 7), counters, "was not counted");
    }

    function test_GiveBack_OfAWindowThatIsOverNothing() public view {
        uint256 limit = _rolling(20);
        uint256 counters = Counters.count(Counters.count(0, limit, 100, 7), limit, 140, 2);
        assertEq(Counters.giveBack(counters, limit, 110, 7), counters, "its window does not stand");
    }

    function test_GiveBack_OnTheEdgesOfTheWindow() public view {
        uint256 counters = Counters.count(0, _rolling(20), 100, 7);
        uint256 empty = (100 << 14) << 10;
        assertEq(Counters.giveBack(counters, _rolling(20), 129, 7), empty, "its last day");
        assertEq(Counters.giveBack(counters, _rolling(20), 130, 7), counters, "the day after it");
    }

    function test_GiveBack_ClosedWindowNothing() public view {
        assertEq(Counters.giveBack(0, _rolling(20), 100, 7), 0, "no window stands");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      FIELDS
    //////////////////////////////////////////////////////////////////////////*/

    function test_AmountOf_ByKind() public view {
        uint256 visits = this.packed(_limit(IPlans.LimitKind.Visits, 20, 0));
        uint256 units = this.packed(_limit(IPlans.LimitKind.Units, 20, 0));
        uint256 money = this.packed(_limit(IPlans.LimitKind.Money, 20, 0));
        assertEq(Counters.amountOf(visits, 80_00, 6), 1, "a visit");
        assertEq(Counters.amountOf(units, 80_00, 6), 6, "its units");
        assertEq(Counters.amountOf(money, 80_00, 6), 80_00, "its cents");
    }

    function testFuzz_Fields_OfALimit(uint8 kind, bool isExtended) public view {
        IPlans.Limit memory limit = _limit(IPlans.LimitKind(kind % 3), 20, 0);
        limit.isExtended = isExtended;
        assertEq(Counters.kindOf(this.packed(limit)), kind % 3, "kind");
        assertEq(Counters.isExtended(this.packed(limit)), isExtended, "extended");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      MODEL
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Any services on any days, counted and given back: as a plain structure has it, and no other bit moves.
    function testFuzz_Counters_EqualModel(uint256 seed, uint256 others) public view {
        Dice.Cup memory cup = Dice.Cup(seed);
        IPlans.Limit memory limit = _anyLimit(cup);
        uint256 word = this.packed(limit);
        uint256 counters = _put(others, limit, 0, 0);
        Model memory model = Model({used: 0, from: 0, max: limit.max, rollingDays: limit.rollingDays});
        uint256[] memory days_ = new uint256[](20);
        uint256[] memory amounts = new uint256[](20);
        for (uint256 i = 0; i < days_.length; ++i) {
            days_[i] = cup.between(1_000, 1_200);
            uint256 left = _leftOn(model, days_[i]);
            assertEq(Counters.leftOn(counters, word, days_[i]), left, "left");
            amounts[i] = cup.roll((left > 500 ? 500 : left) + 1);
            counters = Counters.count(counters, word, days_[i], amounts[i]);
            _count(model, days_[i], amounts[i]);
            assertEq(counters, _put(others, limit, model.used, model.from), "counted");
        }
        for (uint256 i = 0; i < days_.length; ++i) {
            counters = Counters.giveBack(counters, word, days_[i], amounts[i]);
            if (_isIn(model, days_[i])) model.used -= amounts[i];
            assertEq(counters, _put(others, limit, model.used, model.from), "given back");
        }
        assertEq(model.used, 0, "nothing is left of them");
    }

    /// @dev What is counted can be given back at once, to the bit where the window was there before.
    function testFuzz_GiveBack_Exactly(uint256 seed, uint256 counters) public view {
        Dice.Cup memory cup = Dice.Cup(seed);
        IPlans.Limit memory limit = _anyLimit(cup);
        uint256 word = this.packed(limit);
        uint256 day = cup.between(1_000, 1_200);
        uint256 from = limit.rollingDays == 0 || cup.once(3) ? 0 : cup.between(day - 60, day + 20);
        uint256 used = from == 0 && limit.rollingDays != 0 ? 0 : cup.roll(uint256(limit.max) + 1);
        counters = _put(counters, limit, used, from);
        uint256 left = Counters.leftOn(counters, word, day);
        uint256 amount = cup.roll((left > 500 ? 500 : left) + 1);
        uint256 after_ = Counters.giveBack(Counters.count(counters, word, day, amount), word, day, amount);

        bool isOpened = limit.rollingDays != 0 && (from == 0 || day >= from + limit.rollingDays);
        assertEq(after_, isOpened ? _put(counters, limit, 0, day) : counters, "given back");
    }

    function _leftOn(Model memory model, uint256 day) private pure returns (uint256) {
        if (model.rollingDays != 0) {
            if (model.from == 0 || day >= model.from + model.rollingDays) return model.max;
            if (day < model.from) return ALL;
        }
        return model.used >= model.max ? 0 : model.max - model.used;
    }

    function _count(Model memory model, uint256 day, uint256 amount) private pure {
        if (model.rollingDays != 0) {
            if (model.from == 0 || day >= model.from + model.rollingDays) (model.from, model.used) = (day, 0);
            if (day < model.from) return;
        }
        model.used += amount;
    }

    function _isIn(Model memory model, uint256 day) private pure returns (bool) {
        if (model.rollingDays == 0) return true;
        return model.from <= day && day < model.from + model.rollingDays;
    }

    /// @dev Value and day bit by bit into their places.
    function _put(uint256 word, IPlans.Limit memory limit, uint256 value, uint256 from) private pure returns (uint256) {
        uint256 bits = limit.width;
        if (limit.rollingDays != 0) {
            value += from * (1 << limit.width);
            bits += 24;
        }
        for (uint256 i = 0; i < bits; ++i) {
            uint256 bit = 1 << (i + limit.shift);
            word = (value >> i) % 2 == 1 ? word | bit : word & ~bit;
        }
        return word;
    }

    function _anyLimit(Dice.Cup memory cup) private pure returns (IPlans.Limit memory limit) {
        limit = _limit(IPlans.LimitKind(cup.roll(3)), 0, 0);
        if (cup.once(2)) limit.rollingDays = uint16(cup.between(1, 90));
        limit.width = uint8(cup.between(1, 40));
        limit.max = uint40(cup.roll(1 << limit.width));
        if (cup.once(3)) limit.max = uint40((uint256(1) << limit.width) - 1);
        limit.shift = uint8(cup.roll(192 - 24 - limit.width + 1));
    }

    function _fixed(uint40 max) private view returns (uint256) {
        return this.packed(_limit(IPlans.LimitKind.Units, max, 0));
    }

    function _rolling(uint40 max) private view returns (uint256) {
        return this.packed(_limit(IPlans.LimitKind.Units, max, uint16(ROLLING_DAYS)));
    }

    function _limit(IPlans.LimitKind kind, uint40 max, uint16 rollingDays) private pure returns (IPlans.Limit memory) {
        return IPlans.Limit({
            kind: kind,
            period: rollingDays == 0 ? IPlans.LimitPeriod.Lifetime : IPlans.LimitPeriod.Rolling,
            isExtended: true,
            max: max,
            rollingDays: rollingDays,
            shift: 10,
            width: 14
        });
    }
}
