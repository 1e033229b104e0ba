// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Dice} from "../support/Dice.sol";
import {Fixture} from "../support/Fixture.sol";

contract PlansTest is Fixture {
    using Dice for Dice.Cup;

    /*//////////////////////////////////////////////////////////////////////////
                                     PUBLISHING
    //////////////////////////////////////////////////////////////////////////*/

    function test_Publish_KeepsTheContent() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.feeScheduleRoot = keccak256("fees");
        vm.expectEmit(address(plans));
        emit IPlans.PlanPublished(2, INSURER, keccak256(abi.encode(plan)), plan);
        vm.prank(admin);
        bytes32 contentHash = plans.publish(INSURER, 2, plan);

        assertEq(contentHash, keccak256(abi.encode(plan)), "hash of the content");
        assertEq(keccak256(abi.encode(plans.planOf(2))), contentHash, "content");
        (address content, uint32 insurer) = plans.contentOf(2);
        assertTrue(content.code.length > 0, "kept as code");
        assertEq(uint8(content.code[0]), 0, "calling it stops at once");
        assertEq(insurer, INSURER, "insurer");
        assertEq(plans.insurerOf(2), INSURER, "insurerOf");
        assertEq(plans.planCount(), 2, "count");
    }

    /// @dev Whatever a plan says, as long as it is refused nothing.
    function testFuzz_Publish_ContentReadsBack(uint256 seed, bool hasExtension) public {
        IPlans.Plan memory plan = Dice.plan(Dice.Cup(seed), hasExtension);
        uint32 id = publish(plan);
        assertEq(keccak256(abi.encode(plans.planOf(id))), keccak256(abi.encode(plan)), "content");
        assertEq(abi.encode(plans.clocksOf(id)), abi.encode(plan.clocks), "clocks");
        (uint32 insurer, bool isExtended) = plans.enrolmentTermsOf(id);
        assertEq(insurer, INSURER, "insurer");
        assertEq(isExtended, hasExtension, "extension");
    }

    function test_Publish_SameContentTwice() public {
        registerInsurer(2);
        vm.prank(admin);
        plans.publish(2, 2, defaultPlan());
        (address first,) = plans.contentOf(1);
        (address second, uint32 insurer) = plans.contentOf(2);
        assertEq(first, second, "stored once");
        assertEq(insurer, 2, "of another insurer");
        assertEq(plans.insurerOf(1), INSURER, "the first is whose it was");
    }

    function test_Publish_OtherContentApart() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.editsRoot = keccak256("edits");
        publish(plan);
        (address first,) = plans.contentOf(1);
        (address second,) = plans.contentOf(2);
        assertTrue(first != second, "another root, another content");
    }

    /// @dev The most of everything: 64 classes, 15 limits, 16 rates.
    function test_Publish_FullPlan() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.classes = new IPlans.CostShare[](64);
        plan.classes[63] = share(true, true, 10_000, uint40((1 << 36) - 1));
        (plan.classes[63].limitA, plan.classes[63].limitB) = (15, 1);
        plan.limits = _counters(15, 12, true);
        plan.clocks.interest = _rates(16);
        uint32 id = publish(plan);
        assertEq(keccak256(abi.encode(plans.planOf(id))), keccak256(abi.encode(plan)), "content");
    }

    function test_Publish_NoLimits() public {
        IPlans.Plan memory plan = defaultPlan();
        uint40 none = uint40((1 << 36) - 1);
        (plan.deductibleCents, plan.familyDeductibleCents) = (none, none);
        (plan.outOfPocketMaxCents, plan.familyOutOfPocketMaxCents) = (none, none);
        assertEq(plans.planOf(publish(plan)).outOfPocketMaxCents, none, "maximum");
    }

    function test_Publish_OffsetsFarthestFromUtc() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.clocks.utcOffsetSeconds = -50_400;
        assertTrue(plans.clocksOf(publish(plan)).utcOffsetSeconds == -50_400, "west");
        plan.clocks.utcOffsetSeconds = 50_400;
        assertTrue(plans.clocksOf(publish(plan)).utcOffsetSeconds == 50_400, "east");
    }

    function test_PlanOf_UnknownInsurerIsZero() public view {
        assertEq(plans.insurerOf(9), 0, "insurerOf");
        (address content, uint32 insurer) = plans.contentOf(9);
        assertEq(content, address(0), "content");
        assertEq(insurer, 0, "contentOf");
        (insurer,) = plans.enrolmentTermsOf(9);
        assertEq(insurer, 0, "enrolmentTermsOf");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    COUNTERS' ROOM
    //////////////////////////////////////////////////////////////////////////*/

    function test_Publish_SixCountersFillTheWord() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(6, 14, false);
        assertEq(plans.planOf(publish(plan)).limits[5].shift, 70, "the last 14 of 84 bits");
    }

    function test_Publish_CountersFillTheExtension() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(12, 16, true);
        assertEq(plans.planOf(publish(plan)).limits[11].shift, 176, "the last 16 of 192 bits");
    }

    function test_Publish_TwentyBitsBesideAnExtension() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(2, 10, false);
        plan.limits[0] = _counter(20, true);
        plan.limits[1].shift = 0;
        plan.limits[1].width = 20;
        (, bool hasExtension) = plans.enrolmentTermsOf(publish(plan));
        assertEq(hasExtension, true, "extension");
    }

    /// @dev The word's bits and the extension's are not the same ones.
    function test_Publish_SameBitsInWordAndExtension() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = new IPlans.Limit[](2);
        (plan.limits[0], plan.limits[1]) = (_counter(14, false), _counter(14, true));
        assertEq(plans.planOf(publish(plan)).limits.length, 2, "limits");
    }

    function test_Publish_LifetimeAndRollingTogether() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = new IPlans.Limit[](2);
        plan.limits[0] = _rolling(14, 30);
        plan.limits[1] = _counter(14, true);
        (plan.limits[1].period, plan.limits[1].shift) = (IPlans.LimitPeriod.Lifetime, 38);
        assertEq(plans.planOf(publish(plan)).limits[0].rollingDays, 30, "rolling");
    }

    function test_Publish_WidestCounter() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(1, 40, false);
        plan.limits[0].max = type(uint40).max;
        assertEq(plans.planOf(publish(plan)).limits[0].max, type(uint40).max, "maximum");
    }

    function test_RevertWhen_CountersOverlap() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(3, 14, false);
        plan.limits[2].shift = 27;
        _expectCounterRefused(plan, 2);
    }

    function test_RevertWhen_CountersOverlapInExtension() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(3, 14, true);
        plan.limits[1].shift = 0;
        _expectCounterRefused(plan, 1);
    }

    /// @dev A rolling counter's first day takes 24 bits above its value.
    function test_RevertWhen_CounterOverlapsAWindow() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = new IPlans.Limit[](2);
        plan.limits[0] = _rolling(14, 30);
        plan.limits[1] = _counter(14, true);
        (plan.limits[1].period, plan.limits[1].shift) = (IPlans.LimitPeriod.Lifetime, 37);
        _expectCounterRefused(plan, 1);
    }

    function test_RevertWhen_CounterLeavesItsRoom() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(1, 14, false);
        plan.limits[0].shift = 71;
        _expectCounterRefused(plan, 1);
    }

    function test_RevertWhen_CounterLeavesTheExtension() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(1, 14, true);
        plan.limits[0].shift = 179;
        _expectCounterRefused(plan, 0);
    }

    function test_RevertWhen_WindowLeavesTheExtension() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = new IPlans.Limit[](1);
        plan.limits[0] = _rolling(14, 30);
        plan.limits[0].shift = 155;
        _expectCounterRefused(plan, 0);
    }

    /// @dev Without an extension the same counter would have its place.
    function test_RevertWhen_CounterStandsWhereTheExtensionsIdDoes() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = new IPlans.Limit[](2);
        (plan.limits[0], plan.limits[1]) = (_counter(14, false), _counter(14, true));
        plan.limits[0].shift = 7;
        _expectCounterRefused(plan, 2);
    }

    function test_RevertWhen_SevenCountersInTheWord() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(7, 12, false);
        _expectCounterRefused(plan, 7);
    }

    function test_RevertWhen_SixteenLimits() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(16, 12, true);
        _expectCounterRefused(plan, 16);
    }

    function test_RevertWhen_CounterWithoutBits() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(1, 14, false);
        (plan.limits[0].width, plan.limits[0].max) = (0, 0);
        _expectCounterRefused(plan, 0);
    }

    function test_RevertWhen_CounterTooWide() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(1, 14, false);
        plan.limits[0].width = 41;
        _expectCounterRefused(plan, 0);
    }

    function test_RevertWhen_MaximumDoesNotFitTheCounter() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(2, 14, false);
        plan.limits[1].max = 1 << 14;
        _expectCounterRefused(plan, 1);
    }

    function test_RevertWhen_LifetimeLimitInTheWord() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(1, 14, false);
        plan.limits[0].period = IPlans.LimitPeriod.Lifetime;
        _expectCounterRefused(plan, 0);
    }

    function test_RevertWhen_RollingLimitInTheWord() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = new IPlans.Limit[](1);
        plan.limits[0] = _rolling(14, 30);
        plan.limits[0].isExtended = false;
        _expectCounterRefused(plan, 0);
    }

    function test_RevertWhen_RollingLimitWithoutDays() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = new IPlans.Limit[](1);
        plan.limits[0] = _rolling(14, 0);
        _expectCounterRefused(plan, 0);
    }

    function test_RevertWhen_DaysOfALimitThatDoesNotRoll() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(1, 14, true);
        plan.limits[0].rollingDays = 30;
        _expectCounterRefused(plan, 0);
    }

    /// @dev The enroller's choice of the extension's id says how long it lasts: not both a year and a life.
    function test_RevertWhen_ExtensionLastsAYearAndALife() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(2, 14, true);
        plan.limits[1].period = IPlans.LimitPeriod.Lifetime;
        _expectCounterRefused(plan, 2);
    }

    function test_RevertWhen_ExtensionLastsAYearAndRolls() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = new IPlans.Limit[](2);
        (plan.limits[0], plan.limits[1]) = (_rolling(14, 30), _counter(14, true));
        plan.limits[1].shift = 38;
        _expectCounterRefused(plan, 2);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     CLASSES
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_PlanWithoutClasses() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.classes = new IPlans.CostShare[](0);
        _expectRefused(plan, abi.encodeWithSelector(Errors.PlanClassCountInvalid.selector, 0));
    }

    function test_RevertWhen_SixtyFiveClasses() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.classes = new IPlans.CostShare[](65);
        _expectRefused(plan, abi.encodeWithSelector(Errors.PlanClassCountInvalid.selector, 65));
    }

    function test_RevertWhen_CoinsuranceAboveWhole() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.classes[1].coinsuranceBps = 10_001;
        _expectRefused(plan, abi.encodeWithSelector(Errors.CoinsuranceRateInvalid.selector, 1, 10_001));
    }

    function test_RevertWhen_CopayAboveThirtySixBits() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.classes[1].copayCents = 1 << 36;
        _expectRefused(plan, abi.encodeWithSelector(Errors.PlanLimitInvalid.selector, 1 << 36, 1 << 36));
    }

    function test_RevertWhen_ClassNamesALimitThatIsNotThere() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(2, 14, false);
        (plan.classes[2].limitA, plan.classes[2].limitB) = (3, 1);
        _expectCounterRefused(plan, 2);
        (plan.classes[2].limitA, plan.classes[2].limitB) = (1, 3);
        _expectCounterRefused(plan, 2);
    }

    function test_RevertWhen_ClassNamesALimitTwice() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.limits = _counters(2, 14, false);
        (plan.classes[3].limitA, plan.classes[3].limitB) = (2, 2);
        _expectCounterRefused(plan, 3);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     AMOUNTS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_IndividualDeductibleAboveFamily() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.deductibleCents = plan.familyDeductibleCents + 1;
        _expectRefused(plan, abi.encodeWithSelector(Errors.PlanLimitInvalid.selector, 500_01, 500_00));
    }

    function test_RevertWhen_IndividualOutOfPocketAboveFamily() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.outOfPocketMaxCents = plan.familyOutOfPocketMaxCents + 1;
        _expectRefused(plan, abi.encodeWithSelector(Errors.PlanLimitInvalid.selector, 3_000_01, 3_000_00));
    }

    function test_RevertWhen_AmountsAboveThirtySixBits() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.familyDeductibleCents = 1 << 36;
        _expectRefused(plan, abi.encodeWithSelector(Errors.PlanLimitInvalid.selector, 300_00, 1 << 36));
        plan = defaultPlan();
        plan.familyOutOfPocketMaxCents = 1 << 36;
        _expectRefused(plan, abi.encodeWithSelector(Errors.PlanLimitInvalid.selector, 2_000_00, 1 << 36));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      CLOCKS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_ClockMissing() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.clocks.promptPayDays = 0;
        _expectClockRefused(plan);
        plan = defaultPlan();
        plan.clocks.appealDays = 0;
        _expectClockRefused(plan);
        plan = defaultPlan();
        plan.clocks.appealDecisionDays = 0;
        _expectClockRefused(plan);
        plan = defaultPlan();
        plan.clocks.recoveryNoticeDays = 0;
        _expectClockRefused(plan);
    }

    function test_RevertWhen_OffsetBeyondTheEarth() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.clocks.utcOffsetSeconds = 50_401;
        _expectClockRefused(plan);
        plan.clocks.utcOffsetSeconds = -50_401;
        _expectClockRefused(plan);
        plan.clocks.utcOffsetSeconds = type(int32).min;
        _expectClockRefused(plan);
    }

    function test_RevertWhen_SeventeenInterestRates() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.clocks.interest = _rates(17);
        _expectClockRefused(plan);
    }

    function test_RevertWhen_InterestDoesNotAscend() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.clocks.interest = _rates(3);
        plan.clocks.interest[2].fromDay = plan.clocks.interest[1].fromDay;
        _expectClockRefused(plan);
        plan.clocks.interest[2].fromDay = plan.clocks.interest[1].fromDay - 1;
        _expectClockRefused(plan);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  IDS AND SENDERS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_PlanUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.PlanNotFound.selector, 9));
        plans.planOf(9);
        vm.expectRevert(abi.encodeWithSelector(Errors.PlanNotFound.selector, 9));
        plans.clocksOf(9);
    }

    function test_RevertWhen_CallerNotAdmin() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), enroller));
        vm.prank(enroller);
        plans.publish(INSURER, 2, defaultPlan());
    }

    function test_RevertWhen_CallerAdminOfAnotherInsurer() public {
        registerInsurer(2);
        vm.prank(operator);
        manager.revokeRole(256, admin);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), admin));
        vm.prank(admin);
        plans.publish(INSURER, 2, defaultPlan());
    }

    function test_RevertWhen_InsurerZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.InsurerNotFound.selector, 0));
        vm.prank(operator);
        plans.publish(0, 2, defaultPlan());
    }

    function test_RevertWhen_PlanIdTaken() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.IdTaken.selector, 1));
        vm.prank(admin);
        plans.publish(INSURER, 1, defaultPlan());
    }

    function test_RevertWhen_PlanIdTakenByAnotherInsurer() public {
        registerInsurer(2);
        vm.expectRevert(abi.encodeWithSelector(Errors.IdTaken.selector, 1));
        vm.prank(admin);
        plans.publish(2, 1, defaultPlan());
    }

    function test_RevertWhen_PlanIdZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.IdTaken.selector, 0));
        vm.prank(admin);
        plans.publish(INSURER, 0, defaultPlan());
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Of a benefit year, side by side.
    function _counters(uint256 count, uint8 width, bool isExtended)
        private
        pure
        returns (IPlans.Limit[] memory limits)
    {
        limits = new IPlans.Limit[](count);
        for (uint256 i = 0; i < count; ++i) {
            limits[i] = _counter(width, isExtended);
            limits[i].shift = uint8(i * width);
        }
    }

    function _counter(uint8 width, bool isExtended) private pure returns (IPlans.Limit memory) {
        return IPlans.Limit({
            kind: IPlans.LimitKind.Units,
            period: IPlans.LimitPeriod.BenefitYear,
            isExtended: isExtended,
            max: 100,
            rollingDays: 0,
            shift: 0,
            width: width
        });
    }

    function _rolling(uint8 width, uint16 rollingDays) private pure returns (IPlans.Limit memory limit) {
        limit = _counter(width, true);
        (limit.period, limit.rollingDays) = (IPlans.LimitPeriod.Rolling, rollingDays);
    }

    function _rates(uint24 count) private pure returns (IPlans.InterestRate[] memory rates) {
        rates = new IPlans.InterestRate[](count);
        for (uint24 i = 0; i < count; ++i) {
            rates[i] = IPlans.InterestRate({fromDay: 739_617 + i, rateBps: 1200, minimumCents: 1});
        }
    }

    function _expectCounterRefused(IPlans.Plan memory plan, uint256 position) private {
        _expectRefused(plan, abi.encodeWithSelector(Errors.PlanCounterInvalid.selector, position));
    }

    function _expectClockRefused(IPlans.Plan memory plan) private {
        _expectRefused(plan, abi.encodeWithSelector(Errors.PlanClockInvalid.selector));
    }

    function _expectRefused(IPlans.Plan memory plan, bytes memory because) private {
        vm.expectRevert(because);
        vm.prank(admin);
        plans.publish(INSURER, 2, plan);
    }
}
