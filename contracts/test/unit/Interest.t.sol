// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Interest} from "../../src/libraries/Interest.sol";
import {InterestReserve} from "../../src/libraries/InterestReserve.sol";
import {Test} from "../support/Test.sol";

contract InterestTest is Test {
    using InterestReserve for InterestReserve.Sums;

    uint24 private constant DAY = 739_996; // 2027-01-15
    uint256 private constant NOON = (uint256(DAY) - 719_163) * 1 days + 12 hours;

    /*//////////////////////////////////////////////////////////////////////////
                                    CIVIL DAYS
    //////////////////////////////////////////////////////////////////////////*/

    function test_CivilDay_OfTheEpoch() public pure {
        assertEq(Interest.civilDay(0, 0), 719_163, "first second");
        assertEq(Interest.civilDay(1 days - 1, 0), 719_163, "last second");
        assertEq(Interest.civilDay(1 days, 0), 719_164, "the next day");
    }

    function test_CivilDay_OfADate() public pure {
        assertEq(Interest.civilDay(1_800_000_000, 0), DAY, "2027-01-15 08:00 UTC");
        assertEq(Interest.civilDay(1_800_000_000, -9 hours), DAY - 1, "in Alaska");
        assertEq(Interest.civilDay(1_800_000_000, 14 hours), DAY, "on Kiritimati at 22:00");
        assertEq(Interest.civilDay(1_800_000_000 + 2 hours, 14 hours), DAY + 1, "on Kiritimati at midnight");
    }

    function test_CivilDay_FloorsBeforeTheEpoch() public pure {
        assertEq(Interest.civilDay(0, -1), 719_162, "the last second of 1969");
    }

    function testFuzz_CivilDay_HoldsTheInstant(uint40 instant, int32 offset) public pure {
        uint256 day = Interest.civilDay(instant, offset);
        int256 start = (int256(day) - 719_163) * 1 days - offset;
        assertTrue(start <= int256(uint256(instant)), "begun");
        assertTrue(int256(uint256(instant)) < start + 1 days, "not over");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     LATENESS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Due_NothingOnTheLastDay() public pure {
        assertEq(_due(_clocks(1800), 1_000_00, 30), 0, "paid on day 30 of 30");
    }

    function test_Due_AllDaysOnceLate() public pure {
        // 31 days at 18 %: 100,000 x 1,800 x 31 / 3,650,000 = 1,528.77
        assertEq(_due(_clocks(1800), 1_000_00, 31), 15_29, "from the day after receipt");
    }

    function test_Due_CountsFromItsDay() public pure {
        IPlans.Clocks memory clocks = _clocks(1800);
        clocks.interestFromDays = 30;
        // one day: 49.3
        assertEq(_due(clocks, 1_000_00, 31), 49, "the first late day alone");
        clocks.interestFromDays = 31;
        assertEq(_due(clocks, 1_000_00, 31), 0, "begins tomorrow");
        clocks.interestFromDays = type(uint16).max;
        assertEq(_due(clocks, 1_000_00, 31), 0, "begins much later");
    }

    function test_Due_DaysAreOfThePlansOffset() public pure {
        IPlans.Clocks memory clocks = _clocks(1800);
        clocks.utcOffsetSeconds = -5 hours;
        uint256 night = NOON + 16 hours; // 04:00 UTC of the next day, 23:00 of the same in New York
        assertEq(Interest.due(clocks, 1_000_00, NOON, night + 30 days), 0, "day 30 there");
        clocks.utcOffsetSeconds = 0;
        assertEq(Interest.due(clocks, 1_000_00, NOON, night + 30 days), 15_29, "day 31 here");
    }

    function test_Due_NothingBeforeReceipt() public pure {
        assertEq(Interest.due(_clocks(1800), 1_000_00, NOON, NOON - 100 days), 0, "paid before");
    }

    function test_Due_NothingWithoutTable() public pure {
        IPlans.Clocks memory clocks;
        clocks.promptPayDays = 1;
        assertEq(_due(clocks, 1_000_00, 1000), 0, "no rate");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      RATES
    //////////////////////////////////////////////////////////////////////////*/

    function test_Due_EachDayAtItsRate() public pure {
        IPlans.Clocks memory clocks = _clocks(1200);
        _setRates(clocks, [uint24(0), DAY + 11, DAY + 31], [uint16(1200), 600, 2400]);
        // days 1 to 10 at 12 %, 11 to 30 at 6 %, 31 to 40 at 24 %: 12,000 + 12,000 + 24,000 = 48,000
        (uint256 rateDays,) = Interest.factor(clocks, NOON, NOON + 40 days);
        assertEq(rateDays, 48_000, "factor");
        assertEq(_due(clocks, 1_000_00, 40), 13_15, "1,315.07");
    }

    function test_Due_NothingBeforeTheFirstEntry() public pure {
        IPlans.Clocks memory clocks = _clocks(1200);
        clocks.interest[0].fromDay = DAY + 40;
        (uint256 rateDays,) = Interest.factor(clocks, NOON, NOON + 40 days);
        assertEq(rateDays, 1200, "the last day alone");
        clocks.interest[0].fromDay = DAY + 41;
        (rateDays,) = Interest.factor(clocks, NOON, NOON + 40 days);
        assertEq(rateDays, 0, "none yet");
    }

    function test_Due_LaterEntriesDoNotCount() public pure {
        IPlans.Clocks memory clocks = _clocks(1200);
        _setRates(clocks, [uint24(0), DAY + 41, DAY + 50], [uint16(1200), 600, 2400]);
        (uint256 rateDays,) = Interest.factor(clocks, NOON, NOON + 40 days);
        assertEq(rateDays, 40 * 1200, "only the first");
    }

    function test_Due_HalfACentRoundsUp() public pure {
        assertEq(Interest.apply_(1000, 0, 1825), 1, "exactly half");
        assertEq(Interest.apply_(1000, 0, 1824), 0, "less than half");
        assertEq(Interest.apply_(1000, 0, 5475), 2, "one and a half");
    }

    function test_Due_BelowTheMinimumIsNothing() public pure {
        IPlans.Clocks memory clocks = _clocks(1800);
        clocks.interest[0].minimumCents = 15_29;
        assertEq(_due(clocks, 1_000_00, 31), 15_29, "the minimum itself is due");
        clocks.interest[0].minimumCents = 15_30;
        assertEq(_due(clocks, 1_000_00, 31), 0, "a cent less");
    }

    function test_Due_MinimumIsThePaymentDays() public pure {
        IPlans.Clocks memory clocks = _clocks(1800);
        _setRates(clocks, [uint24(0), DAY + 31, DAY + 33], [uint16(1800), 1800, 1800]);
        clocks.interest[0].minimumCents = 1_000_00;
        clocks.interest[1].minimumCents = 1;
        clocks.interest[2].minimumCents = 1_000_00;
        assertEq(_due(clocks, 1_000_00, 32), 15_78, "day 32");
        assertEq(_due(clocks, 1_000_00, 33), 0, "day 33");
    }

    function test_HighestRate_OfTheTable() public pure {
        IPlans.Clocks memory clocks = _clocks(1200);
        assertEq(Interest.highestRate(clocks), 1200, "one");
        _setRates(clocks, [uint24(0), DAY, DAY + 1], [uint16(1200), 2400, 600]);
        assertEq(Interest.highestRate(clocks), 2400, "the middle one");
        clocks.interest = new IPlans.InterestRate[](0);
        assertEq(Interest.highestRate(clocks), 0, "none");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  THE SLOW MODEL
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_Due_EqualsDayLoop(uint256 seed, uint40 cents, uint16 days_, uint24 seconds_) public pure {
        IPlans.Clocks memory clocks = _randomClocks(seed);
        uint256 paidAt = NOON + uint256(days_ % 800) * 1 days + seconds_ % 1 days;
        uint256 expected = _dueByLoop(clocks, cents, NOON, paidAt);
        assertEq(Interest.due(clocks, cents, NOON, paidAt), expected, "due");
        (uint256 rateDays, uint256 minimumCents) = Interest.factor(clocks, NOON, paidAt);
        assertEq(Interest.apply_(rateDays, minimumCents, cents), expected, "applied");
    }

    function testFuzz_Due_GrowsWithTime(uint256 seed, uint40 cents, uint16 first, uint16 later) public pure {
        IPlans.Clocks memory clocks = _randomClocks(seed);
        for (uint256 i = 0; i < clocks.interest.length; ++i) {
            clocks.interest[i].minimumCents = 0;
        }
        uint256 paidAt = NOON + uint256(first % 800) * 1 days;
        uint256 more = Interest.due(clocks, cents, NOON, paidAt + uint256(later % 800) * 1 days);
        assertLe(Interest.due(clocks, cents, NOON, paidAt), more, "never less");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     RESERVE
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_CentsAt_BoundsInterest(uint256 seed, uint40[4] calldata cents, uint16[4] calldata age, uint16 day)
        public
        pure
    {
        InterestReserve.Sums memory sums;
        uint256 gathered = 0;
        uint256 paidAt = NOON + uint256(day) * 1 days;
        for (uint256 i = 0; i < cents.length; ++i) {
            IPlans.Clocks memory clocks = _randomClocks(_random(seed, i));
            uint256 receivedAt = NOON - uint256(age[i]) * 1 hours;
            sums.add(_share(clocks, cents[i], receivedAt));
            gathered += Interest.due(clocks, cents[i], receivedAt, paidAt);
        }
        assertLe(gathered, sums.centsAt(Interest.civilDay(paidAt, 14 hours)), "reserved");
    }

    function testFuzz_Remove_UndoesAdd(uint256 seed, uint56[3] calldata cents, uint16[3] calldata age) public pure {
        InterestReserve.Sums memory sums;
        InterestReserve.Share[] memory shares = new InterestReserve.Share[](3);
        for (uint256 i = 0; i < shares.length; ++i) {
            shares[i] = _share(_randomClocks(_random(seed, i)), cents[i], NOON - uint256(age[i]) * 1 hours);
            sums.add(shares[i]);
        }
        sums.remove(shares[1]);
        sums.remove(shares[0]);
        sums.remove(shares[2]);
        assertEq(sums.rateCents + sums.rateCentDays + sums.debts, 0, "nothing is left");
        assertEq(sums.centsAt(DAY), 0, "nothing is reserved");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _due(IPlans.Clocks memory clocks, uint256 cents, uint256 daysLater) private pure returns (uint256) {
        return Interest.due(clocks, cents, NOON, NOON + daysLater * 1 days);
    }

    /// @dev Each day by itself, as the rule reads.
    function _dueByLoop(IPlans.Clocks memory clocks, uint256 cents, uint256 receivedAt, uint256 paidAt)
        private
        pure
        returns (uint256 due)
    {
        uint256 receiptDay = Interest.civilDay(receivedAt, clocks.utcOffsetSeconds);
        uint256 paymentDay = Interest.civilDay(paidAt, clocks.utcOffsetSeconds);
        if (paymentDay < receiptDay || paymentDay - receiptDay <= clocks.promptPayDays) return 0;
        for (uint256 day = receiptDay + 1 + clocks.interestFromDays; day <= paymentDay; ++day) {
            due += cents * _entryOf(clocks, day).rateBps;
        }
        due = (due + 1_825_000) / 3_650_000;
        if (due < _entryOf(clocks, paymentDay).minimumCents) due = 0;
    }

    function _entryOf(IPlans.Clocks memory clocks, uint256 day)
        private
        pure
        returns (IPlans.InterestRate memory entry)
    {
        for (uint256 i = 0; i < clocks.interest.length && clocks.interest[i].fromDay <= day; ++i) {
            entry = clocks.interest[i];
        }
    }

    function _share(IPlans.Clocks memory clocks, uint256 cents, uint256 receivedAt)
        private
        pure
        returns (InterestReserve.Share memory)
    {
        return InterestReserve.Share({
            cents: cents,
            rateBps: Interest.highestRate(clocks),
            receiptDay: Interest.civilDay(receivedAt, clocks.utcOffsetSeconds)
        });
    }

    function _clocks(uint16 rateBps) private pure returns (IPlans.Clocks memory clocks) {
        clocks.promptPayDays = 30;
        clocks.interest = new IPlans.InterestRate[](1);
        clocks.interest[0].rateBps = rateBps;
    }

    function _setRates(IPlans.Clocks memory clocks, uint24[3] memory fromDays, uint16[3] memory rates) private pure {
        clocks.interest = new IPlans.InterestRate[](3);
        for (uint256 i = 0; i < 3; ++i) {
            clocks.interest[i] = IPlans.InterestRate({fromDay: fromDays[i], rateBps: rates[i], minimumCents: 0});
        }
    }

    /// @dev Up to 16 rates whose days lie around the time that the tests use.
    function _randomClocks(uint256 seed) private pure returns (IPlans.Clocks memory clocks) {
        clocks.utcOffsetSeconds = int32(int256(_random(seed, 1) % 100_801)) - 50_400;
        clocks.promptPayDays = uint16(1 + _random(seed, 2) % 60);
        clocks.interestFromDays = uint16(_random(seed, 3) % 60);
        clocks.interest = new IPlans.InterestRate[](_random(seed, 4) % 17);
        uint256 day = DAY - 200 + _random(seed, 5) % 300;
        for (uint256 i = 0; i < clocks.interest.length; ++i) {
            clocks.interest[i] = IPlans.InterestRate({
                fromDay: uint24(day),
                rateBps: uint16(_random(seed, 10 + i)),
                minimumCents: uint32(_random(seed, 30 + i) % 500)
            });
            day += 1 + _random(seed, 50 + i) % 60;
        }
    }

    function _random(uint256 seed, uint256 salt) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, salt)));
    }
}
