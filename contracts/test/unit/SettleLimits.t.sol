// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Encoder} from "../support/Encoder.sol";
import {Reference} from "../support/Reference.sol";
import {Settling} from "../support/Settling.sol";

/// @notice Limits by kind and period: contracts/DESIGN.md sections 3 and 4. {Settling} compares each counter with the reference.
contract SettleLimitsTest is Settling {
    IPlans.LimitKind private constant VISITS = IPlans.LimitKind.Visits;
    IPlans.LimitKind private constant ITS_UNITS = IPlans.LimitKind.Units;
    IPlans.LimitKind private constant MONEY = IPlans.LimitKind.Money;
    IPlans.LimitPeriod private constant YEAR = IPlans.LimitPeriod.BenefitYear;
    IPlans.LimitPeriod private constant LIFE = IPlans.LimitPeriod.Lifetime;

    uint256 private constant LIMIT_REACHED = 8;

    /*//////////////////////////////////////////////////////////////////////////
                                       KINDS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_VisitsOfAYear() public {
        enrol(7, publish(limitedPlan(yearLimit(VISITS, 2, 0))), 0);
        _checkWhole(_settleUnits(7, 50_00, 3), 50_00, 3);
        _checkWhole(_settleUnits(7, 60_00, 9), 60_00, 9);
        _checkReached(_settleUnits(7, 70_00, 1), 70_00);
        assertEq(_counter(7), 2, "visits, not units");
    }

    function test_Settle_UnitsOfAYear() public {
        enrol(7, publish(limitedPlan(yearLimit(ITS_UNITS, 10, 0))), 0);
        _checkWhole(_settleUnits(7, 60_00, 6), 60_00, 6);
        _checkWhole(_settleUnits(7, 40_00, 4), 40_00, 4);
        _checkReached(_settleUnits(7, 10_00, 1), 10_00);
        assertEq(_counter(7), 10, "units");
    }

    /// @dev Four of ten units are left: 40 of 100.01, rounded down, is the plan's and its cost share's.
    function test_Settle_UnitsInPart() public {
        enrol(7, publish(limitedPlan(yearLimit(ITS_UNITS, 10, 0))), 0);
        _settleUnits(7, 60_00, 6);
        Reference.Line memory made = _settleUnits(7, 100_01, 10);
        assertEq(made.denial, 0, "no denial");
        assertEq(made.allowed, 100_01, "allowed");
        assertEq(made.noncovered, 60_01, "noncovered, with the cent");
        assertEq(made.units, 4, "units that count");
        assertEq(made.paid, 40_00, "paid");
        assertEq(_counter(7), 10, "counter");
    }

    /// @dev A third of two cents is nothing: what is left of the units is not used up by it.
    function test_Settle_UnitsWorthLessThanACent() public {
        enrol(7, publish(limitedPlan(yearLimit(ITS_UNITS, 1, 0))), 0);
        _checkReached(_settleUnits(7, 2, 3), 2);
        assertEq(_counter(7), 0, "not counted");
        _checkWhole(_settleUnits(7, 2, 1), 2, 1);
    }

    function test_Settle_MoneyOfAYear() public {
        enrol(7, publish(limitedPlan(yearLimit(MONEY, 100_00, 0))), 0);
        _checkWhole(_settleUnits(7, 60_00, 1), 60_00, 1);
        Reference.Line memory made = _settleUnits(7, 60_00, 5);
        assertEq(made.noncovered, 20_00, "noncovered");
        assertEq(made.paid, 40_00, "paid");
        assertEq(made.units, 5, "money leaves units alone");
        _checkReached(_settleUnits(7, 1, 1), 1);
        assertEq(_counter(7), 100_00, "cents");
    }

    /// @dev What counts is what is eligible, before the patient's share.
    function test_Settle_MoneyCountsEligible() public {
        IPlans.Plan memory plan = limitedPlan(yearLimit(MONEY, 100_00, 0));
        (plan.classes[0].copayCents, plan.classes[0].coinsuranceBps) = (10_00, 5000);
        enrol(7, publish(plan), 0);
        Reference.Line memory made = _settleUnits(7, 130_00, 1);
        assertEq(made.noncovered, 30_00, "noncovered");
        assertEq(made.copay, 10_00, "copay");
        assertEq(made.coinsurance, 45_00, "of what is eligible");
        assertEq(made.paid, 45_00, "paid");
        assertEq(_counter(7), 100_00, "counter");
    }

    /// @dev The copay is not above what is eligible.
    function test_Settle_CopayWithinWhatIsEligible() public {
        IPlans.Plan memory plan = limitedPlan(yearLimit(MONEY, 15_00, 0));
        plan.classes[0].copayCents = 20_00;
        enrol(7, publish(plan), 0);
        Reference.Line memory made = _settleUnits(7, 100_00, 1);
        assertEq(made.copay, 15_00, "copay");
        assertEq(made.noncovered, 85_00, "noncovered");
        assertEq(made.paid, 0, "paid");
    }

    /// @dev Noncovered amounts are the patient's too, but not of the out-of-pocket maximum.
    function test_Settle_NoncoveredIsNotOutOfPocket() public {
        enrol(7, publish(limitedPlan(yearLimit(MONEY, 0, 0))), 3);
        _checkReached(_settleUnits(7, 100_00, 1), 100_00);
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 0, "individual");
        assertEq(coverages.familyYearOf(INSURER, 3).outOfPocketCents, 0, "family");
    }

    function test_Settle_LimitOfNothing() public {
        enrol(7, publish(limitedPlan(yearLimit(ITS_UNITS, 0, 0))), 0);
        _checkReached(_settleUnits(7, 100_00, 2), 100_00);
    }

    function test_Settle_LargestLimits() public {
        IPlans.Limit memory units = yearLimit(ITS_UNITS, (1 << 14) - 1, 0);
        IPlans.Limit memory money = yearLimit(MONEY, type(uint40).max, 14);
        enrol(7, publish(limitedPlan(units, money)), 0);
        _checkWhole(_settleUnits(7, uint40(NO_LIMIT), (1 << 14) - 1), NO_LIMIT, (1 << 14) - 1);
        _checkReached(_settleUnits(7, 1, 1), 1);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     TWO LIMITS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Units first: half of 100 is eligible; money then leaves 30 of it.
    function test_Settle_UnitsThenMoney() public {
        enrol(7, publish(limitedPlan(yearLimit(ITS_UNITS, 2, 0), yearLimit(MONEY, 30_00, 14))), 0);
        Reference.Line memory made = _settleUnits(7, 100_00, 4);
        assertEq(made.noncovered, 70_00, "noncovered");
        assertEq(made.units, 2, "units");
        assertEq(_counter(7), 2 | (30_00 << 14), "both count what is left after both");
    }

    /// @dev Money first: 30 is eligible, of which half the units are 15.
    function test_Settle_MoneyThenUnits() public {
        enrol(7, publish(limitedPlan(yearLimit(MONEY, 30_00, 14), yearLimit(ITS_UNITS, 2, 0))), 0);
        Reference.Line memory made = _settleUnits(7, 100_00, 4);
        assertEq(made.noncovered, 85_00, "noncovered");
        assertEq(made.units, 2, "units");
        assertEq(_counter(7), 2 | (15_00 << 14), "both count what is left after both");
    }

    function test_Settle_VisitsAndMoney() public {
        enrol(7, publish(limitedPlan(yearLimit(VISITS, 2, 0), yearLimit(MONEY, 50_00, 14))), 0);
        assertEq(_settleUnits(7, 40_00, 1).paid, 40_00, "first");
        assertEq(_settleUnits(7, 40_00, 1).paid, 10_00, "second, what is left");
        _checkReached(_settleUnits(7, 40_00, 1), 40_00);
        assertEq(_counter(7), 2 | (50_00 << 14), "counters");
    }

    /// @dev Two limits of units: the lesser rest counts, for both.
    function test_Settle_TwoLimitsOfUnits() public {
        enrol(7, publish(limitedPlan(yearLimit(ITS_UNITS, 9, 0), yearLimit(ITS_UNITS, 4, 14))), 0);
        Reference.Line memory made = _settleUnits(7, 100_00, 10);
        assertEq(made.units, 4, "units");
        assertEq(made.paid, 40_00, "nine tenths of it, and four ninths of that");
        assertEq(_counter(7), 4 | (4 << 14), "counters");
    }

    /// @dev Where the second leaves nothing, the first counts nothing either.
    function test_Settle_SecondLimitLeavesNothing() public {
        enrol(7, publish(limitedPlan(yearLimit(VISITS, 5, 0), yearLimit(MONEY, 0, 14))), 0);
        _checkReached(_settleUnits(7, 40_00, 1), 40_00);
        assertEq(_counter(7), 0, "no visit");
    }

    function test_Settle_FirstLimitLeavesNothing() public {
        enrol(7, publish(limitedPlan(yearLimit(ITS_UNITS, 0, 0), yearLimit(MONEY, 100_00, 14))), 0);
        _checkReached(_settleUnits(7, 40_00, 2), 40_00);
        assertEq(_counter(7), 0, "no money");
    }

    /// @dev Only the second place names a limit.
    function test_Settle_SecondPlaceAlone() public {
        IPlans.Plan memory plan = limitedPlan(yearLimit(VISITS, 1, 0));
        (plan.classes[0].limitA, plan.classes[0].limitB) = (0, 1);
        enrol(7, publish(plan), 0);
        _checkWhole(_settleUnits(7, 40_00, 1), 40_00, 1);
        _checkReached(_settleUnits(7, 40_00, 1), 40_00);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  CLASSES AND CLAIMS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_ClassesShareALimit() public {
        IPlans.Plan memory plan = limitedPlan(yearLimit(VISITS, 2, 0));
        plan.classes = new IPlans.CostShare[](3);
        plan.classes[0] = share(true, false, 0, 0);
        plan.classes[1] = share(true, false, 1000, 0);
        plan.classes[2] = share(true, false, 0, 0);
        (plan.classes[0].limitA, plan.classes[1].limitB) = (1, 1);
        enrol(7, publish(plan), 0);
        Encoder.Claim memory made = claim(7, 1, line(0, 0, 0));
        made.lines = new Encoder.Line[](4);
        for (uint8 i = 0; i < 4; ++i) {
            made.lines[i] = line(10_00, 10_00, i == 3 ? 1 : 2 - i);
        }
        Reference.Determination memory all = settleOne(made);
        assertEq(all.lines[0].denial, 0, "a class without limit");
        assertEq(all.lines[1].denial, 0, "the first visit");
        assertEq(all.lines[2].denial, 0, "the second, in the other class");
        assertEq(all.lines[3].denial, LIMIT_REACHED, "the third");
        assertEq(_counter(7), 2, "visits");
    }

    /// @dev What is denied for another reason counts nothing.
    function test_Settle_DeniedLinesCountNothing() public {
        IPlans.Plan memory plan = limitedPlan(yearLimit(VISITS, 1, 0));
        plan.classes[0].isAuthorizationRequired = true;
        enrol(7, publish(plan), 0);
        assertEq(_settleUnits(7, 40_00, 1).denial, 6, "denied");
        Encoder.Claim memory made = claim(7, nextSeed(), unitsLine(40_00, 1));
        made.authorization = keccak256("authorization");
        assertEq(settleOne(made).lines[0].denial, 0, "the visit is still there");
    }

    /// @dev Line after line, claim after claim, submission after submission of one batch.
    function test_Settle_LimitRunsThroughABatch() public {
        enrol(7, publish(limitedPlan(yearLimit(VISITS, 4, 0))), 0);
        Encoder.Submission[] memory batch = new Encoder.Submission[](2);
        batch[0] = Encoder.Submission(1, two(_pair(7), _pair(7)));
        batch[1] = Encoder.Submission(2, two(_pair(7), _pair(7)));
        Reference.Determination[][] memory all = settleAll(batch);
        assertEq(all[0][1].lines[1].denial, 0, "the fourth");
        assertEq(all[1][0].lines[0].denial, LIMIT_REACHED, "the fifth");
        assertEq(all[1][1].paid, 0, "nor any after it");
        assertEq(_counter(7), 4, "visits");
    }

    /// @dev A claim that is left out for its last line counts nothing of the others.
    function test_Settle_LeftOutClaimCountsNothing() public {
        enrol(7, publish(limitedPlan(yearLimit(VISITS, 1, 0))), 0);
        Encoder.Claim memory bad = withLines(claim(7, 1, line(0, 0, 0)), line(10_00, 10_00, 0), line(10_00, 10_01, 0));
        Reference.Determination[] memory all = settleClaims(two(bad, claim(7, 2, line(20_00, 20_00, 0))));
        assertEq(all[0].isDecided, false, "left out");
        assertEq(all[1].lines[0].denial, 0, "the visit is the other's");
        assertEq(_counter(7), 1, "visits");
    }

    function test_Settle_EachCoverageYearCountsItsOwn() public {
        uint32 plan = publish(limitedPlan(yearLimit(VISITS, 1, 0)));
        enrol(7, plan, 3);
        enrol(8, plan, 3);
        assertEq(_settleUnits(7, 10_00, 1).denial, 0, "one");
        assertEq(_settleUnits(8, 10_00, 1).denial, 0, "another");
        assertEq(_settleUnits(7, 10_00, 1).denial, LIMIT_REACHED, "the first again");
    }

    /// @dev Six counters fill the 84 bits; each of six classes uses its own.
    function test_Settle_CountersStandSideBySide() public {
        IPlans.Plan memory plan = freePlan();
        plan.limits = new IPlans.Limit[](6);
        plan.classes = new IPlans.CostShare[](6);
        for (uint8 i = 0; i < 6; ++i) {
            plan.limits[i] = yearLimit(i % 2 == 0 ? VISITS : ITS_UNITS, (1 << 14) - 1, i * 14);
            plan.classes[i] = share(true, false, 0, 0);
            plan.classes[i].limitA = i + 1;
        }
        enrol(7, publish(plan), 0);
        Encoder.Claim memory made = claim(7, 1, line(0, 0, 0));
        made.lines = new Encoder.Line[](6);
        uint256 wanted = 0;
        for (uint8 i = 0; i < 6; ++i) {
            made.lines[i] = Encoder.Line({charge: 10_00, units: 100 + i, allowed: 10_00, class: i});
            wanted |= uint256(i % 2 == 0 ? 1 : 100 + i) << (14 * i);
        }
        settleOne(made);
        assertEq(_counter(7), wanted, "counters");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      EXTENSIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev The next benefit year names the same extension, and the limit goes on.
    function test_Settle_LifetimeLimitOverTwoYears() public {
        uint32 plan = publish(limitedPlan(extendedLimit(VISITS, LIFE, 3, 0)));
        enrol(7, plan, 0, 900);
        enrol(8, plan, 0, 900);
        assertEq(_settleUnits(7, 10_00, 1).denial, 0, "first year");
        assertEq(_settleUnits(8, 10_00, 1).denial, 0, "second year");
        assertEq(_settleUnits(7, 10_00, 1).denial, 0, "first year again");
        assertEq(_settleUnits(8, 10_00, 1).denial, LIMIT_REACHED, "three in a life");
        assertEq(coverages.extensionOf(INSURER, 900), 3, "visits");
        assertEq(_counter(7) + _counter(8), 0, "nothing in the years' words");
    }

    /// @dev Both years in one batch, in one submission and in several.
    function test_Settle_LifetimeLimitInOneBatch() public {
        uint32 plan = publish(limitedPlan(extendedLimit(MONEY, LIFE, 100_00, 30)));
        enrol(7, plan, 0, 900);
        enrol(8, plan, 0, 900);
        Encoder.Submission[] memory batch = new Encoder.Submission[](2);
        batch[0] = Encoder.Submission(1, two(claim(7, 1, unitsLine(40_00, 1)), claim(8, 2, unitsLine(40_00, 1))));
        batch[1] = Encoder.Submission(2, one(claim(7, 3, unitsLine(40_00, 1))));
        Reference.Determination[][] memory all = settleAll(batch);
        assertEq(all[1][0].paid, 20_00, "what is left");
        assertEq(coverages.extensionOf(INSURER, 900), uint256(100_00) << 30, "cents");
    }

    function test_Settle_ExtendedLimitOfAYear() public {
        uint32 plan = publish(limitedPlan(extendedLimit(ITS_UNITS, YEAR, 5, 178)));
        enrol(7, plan, 0, 900);
        enrol(8, plan, 0, 901);
        assertEq(_settleUnits(7, 50_00, 5).denial, 0, "this year");
        assertEq(_settleUnits(7, 50_00, 5).denial, LIMIT_REACHED, "no more of it");
        assertEq(_settleUnits(8, 50_00, 5).denial, 0, "another extension, all of it");
        assertEq(coverages.extensionOf(INSURER, 900), uint256(5) << 178, "units");
    }

    /// @dev One limit in the word's 20 bits, one in the extension; the extension's id beside them stays.
    function test_Settle_WordAndExtensionTogether() public {
        IPlans.Limit memory visits = yearLimit(VISITS, 2, 6);
        IPlans.Limit memory money = extendedLimit(MONEY, LIFE, 100_00, 152);
        enrol(7, publish(limitedPlan(visits, money)), 3, type(uint64).max);
        assertEq(_settleUnits(7, 70_00, 1).paid, 70_00, "first");
        assertEq(_settleUnits(7, 70_00, 1).paid, 30_00, "second");
        _checkReached(_settleUnits(7, 70_00, 1), 70_00);
        assertEq(_counter(7), 2 << 6, "visits");
        assertEq(coverages.extensionOf(INSURER, type(uint64).max), uint256(100_00) << 152, "money");
        assertEq(coverages.coverageYearOf(INSURER, 7).extension, type(uint64).max, "extension");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       WINDOWS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_RollingVisits() public {
        _enrolRolling(VISITS, 2);
        assertEq(_settleOn(DAY, 10_00, 1).denial, 0, "the first opens the window");
        assertEq(_settleOn(DAY + 29, 10_00, 1).denial, 0, "its last day");
        assertEq(_settleOn(DAY + 10, 10_00, 1).denial, LIMIT_REACHED, "the third in it");
        assertEq(_settleOn(DAY + 30, 10_00, 1).denial, 0, "the next window");
        assertEq(coverages.extensionOf(INSURER, 900), 1 | (uint256(DAY + 30) << 14), "one visit in it");
    }

    function test_Settle_RollingUnitsInPart() public {
        _enrolRolling(ITS_UNITS, 5);
        assertEq(_settleOn(DAY, 30_00, 3).paid, 30_00, "three of five");
        assertEq(_settleOn(DAY + 1, 40_00, 4).paid, 20_00, "two of four");
        assertEq(_settleOn(DAY + 30, 40_00, 4).paid, 40_00, "in the next window");
    }

    function test_Settle_RollingMoney() public {
        _enrolRolling(MONEY, 100_00);
        assertEq(_settleOn(DAY, 80_00, 1).paid, 80_00, "first");
        assertEq(_settleOn(DAY, 80_00, 1).paid, 20_00, "what is left on the same day");
        assertEq(_settleOn(DAY + 45, 80_00, 1).paid, 80_00, "later");
        assertEq(coverages.extensionOf(INSURER, 900), 80_00 | (uint256(DAY + 45) << 40), "and its window");
    }

    /// @dev Filed after a later service: outside of the window, neither limited nor counted, however many they are.
    function test_Settle_ServiceBeforeTheWindow() public {
        _enrolRolling(VISITS, 1);
        assertEq(_settleOn(DAY, 10_00, 1).denial, 0, "opens the window and fills it");
        uint256 before = coverages.extensionOf(INSURER, 900);
        assertEq(_settleOn(DAY - 1, 10_00, 1).denial, 0, "not limited");
        assertEq(_settleOn(DAY - 29, 10_00, 7).units, 7, "nor cut");
        assertEq(coverages.extensionOf(INSURER, 900), before, "nor counted");
        assertEq(_settleOn(DAY, 10_00, 1).denial, LIMIT_REACHED, "the window is full as it was");
    }

    /// @dev What does not count against a limit opens no window either.
    function test_Settle_NothingEligibleOpensNoWindow() public {
        IPlans.Limit memory window = rollingLimit(VISITS, 1, 30, 0);
        enrol(7, publish(limitedPlan(window, extendedLimit(MONEY, LIFE, 0, 40))), 0, 900);
        assertEq(_settleOn(DAY, 10_00, 1).denial, LIMIT_REACHED, "no money");
        assertEq(coverages.extensionOf(INSURER, 900), 0, "no window");
    }

    /// @dev Its days in any order within one batch.
    function test_Settle_WindowMovesWithinABatch() public {
        _enrolRolling(VISITS, 1);
        Encoder.Claim[] memory claims = new Encoder.Claim[](5);
        uint24[5] memory days_ = [DAY, DAY + 31, DAY + 30, DAY + 31, DAY + 61];
        uint256[5] memory wanted = [uint256(0), 0, 0, LIMIT_REACHED, 0];
        for (uint256 i = 0; i < 5; ++i) {
            claims[i] = claimOn(7, days_[i], line(10_00, 10_00, 0));
        }
        Reference.Determination[] memory all = settleClaims(claims);
        for (uint256 i = 0; i < 5; ++i) {
            assertEq(all[i].lines[0].denial, wanted[i], "denial");
        }
        assertEq(coverages.extensionOf(INSURER, 900), 1 | (uint256(DAY + 61) << 14), "the last window");
    }

    /// @dev A window of two limits for one class: one stands, the other is new.
    function test_Settle_TwoWindows() public {
        IPlans.Limit memory short = rollingLimit(VISITS, 1, 10, 0);
        IPlans.Limit memory long = rollingLimit(MONEY, 25_00, 100, 40);
        enrol(7, publish(limitedPlan(short, long)), 0, 900);
        assertEq(_settleOn(DAY, 10_00, 1).paid, 10_00, "opens both");
        assertEq(_settleOn(DAY + 9, 10_00, 1).denial, LIMIT_REACHED, "no visit in the short one");
        assertEq(_settleOn(DAY + 10, 20_00, 1).paid, 15_00, "the long one's rest");
        uint256 wanted = (1 | (uint256(DAY + 10) << 14)) | ((25_00 | (uint256(DAY) << 40)) << 40);
        assertEq(coverages.extensionOf(INSURER, 900), wanted, "windows");
    }

    /// @dev The longest window lasts 65,535 days: nothing overflows, and nothing opens again.
    function test_Settle_LongestWindow() public {
        enrol(7, publish(limitedPlan(rollingLimit(VISITS, 1, type(uint16).max, 154))), 0, 900);
        assertEq(_settleOn(START_DAY, 10_00, 1).denial, 0, "opens");
        assertEq(_settleOn(END_DAY - 1, 10_00, 1).denial, LIMIT_REACHED, "a year later");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _enrolRolling(IPlans.LimitKind kind, uint40 max) private {
        enrol(7, publish(limitedPlan(rollingLimit(kind, max, 30, 0))), 0, 900);
    }

    function _settleUnits(uint64 coverageYear, uint40 allowed, uint16 units) private returns (Reference.Line memory) {
        return settleOne(claim(coverageYear, nextSeed(), unitsLine(allowed, units))).lines[0];
    }

    function _settleOn(uint24 day, uint40 allowed, uint16 units) private returns (Reference.Line memory) {
        return settleOne(claimOn(7, day, unitsLine(allowed, units))).lines[0];
    }

    /// @dev A claim of two visits.
    function _pair(uint64 coverageYear) private returns (Encoder.Claim memory) {
        return withLines(claim(coverageYear, nextSeed(), line(0, 0, 0)), unitsLine(10_00, 1), unitsLine(10_00, 1));
    }

    function _counter(uint64 coverageYear) private view returns (uint256) {
        return coverages.coverageYearOf(INSURER, coverageYear).counters;
    }

    function _checkWhole(Reference.Line memory made, uint256 paid, uint256 units) private pure {
        assertEq(made.denial, 0, "denial");
        assertEq(made.noncovered, 0, "noncovered");
        assertEq(made.units, units, "units");
        assertEq(made.paid, paid, "paid");
    }

    function _checkReached(Reference.Line memory made, uint256 allowed) private pure {
        assertEq(made.denial, LIMIT_REACHED, "denial");
        assertEq(made.allowed, allowed, "allowed stays");
        assertEq(made.noncovered, allowed, "and is noncovered");
        assertEq(made.units, 0, "units");
        assertEq(made.paid, 0, "paid");
    }
}
