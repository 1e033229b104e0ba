// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Fixture} from "../support/Fixture.sol";

contract PlansTest is Fixture {
    function test_Publish_ContentHashIsCodeHash() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.feeScheduleRoot = keccak256("fees");
        vm.expectEmit(address(plans));
        emit IPlans.PlanPublished(2, INSURER, keccak256(abi.encode(plan)), plan);
        vm.prank(admin);
        bytes32 contentHash = plans.publish(INSURER, 2, plan);

        (address content, uint32 insurer) = plans.contentOf(2);
        assertEq(contentHash, keccak256(abi.encode(plan)), "hash of the content");
        assertEq(content.codehash, contentHash, "hash of the code");
        assertEq(content.code, abi.encode(plan), "code");
        assertEq(uint8(content.code[0]), 0, "calling it stops at once");
        assertEq(insurer, INSURER, "insurer");
        assertEq(plans.insurerOf(2), INSURER, "insurerOf");
        assertEq(plans.planCount(), 2, "count");
    }

    function test_Publish_SameContentTwice() public {
        registerInsurer(2);
        vm.prank(admin);
        plans.publish(2, 2, defaultPlan());
        (address first,) = plans.contentOf(1);
        (address second, uint32 insurer) = plans.contentOf(2);
        assertEq(first, second, "stored once");
        assertEq(insurer, 2, "of another insurer");
    }

    function test_Publish_SixtyFourClasses() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.classes = new IPlans.CostShare[](64);
        plan.classes[63] = IPlans.CostShare(true, true, 10_000, type(uint40).max);
        uint32 id = publish(plan);
        assertEq(plans.planOf(id).classes.length, 64, "classes");
        assertEq(plans.planOf(id).classes[63].coinsuranceBps, 10_000, "last class");
    }

    function testFuzz_Publish_RoundTrip(IPlans.Plan memory plan) public {
        plan.familyDeductibleCents = type(uint40).max;
        plan.familyOutOfPocketMaxCents = type(uint40).max;
        plan.promptPaySeconds |= 1;
        uint256 count = bound(plan.classes.length, 1, 64);
        IPlans.CostShare[] memory classes = new IPlans.CostShare[](count);
        for (uint256 i = 0; i < count && i < plan.classes.length; ++i) {
            classes[i] = plan.classes[i];
            classes[i].coinsuranceBps %= 10_001;
        }
        plan.classes = classes;
        assertEq(keccak256(abi.encode(plans.planOf(publish(plan)))), keccak256(abi.encode(plan)), "content");
    }

    function test_PlanOf_UnknownInsurerIsZero() public view {
        assertEq(plans.insurerOf(9), 0, "insurerOf");
        (address content,) = plans.contentOf(9);
        assertEq(content, address(0), "contentOf");
    }

    function test_RevertWhen_PlanUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.PlanNotFound.selector, 9));
        plans.planOf(9);
    }

    function test_RevertWhen_CallerNotAdmin() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), enroller));
        vm.prank(enroller);
        plans.publish(INSURER, 2, defaultPlan());
    }

    function test_RevertWhen_PlanIdTaken() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.IdTaken.selector, 1));
        vm.prank(admin);
        plans.publish(INSURER, 1, defaultPlan());
    }

    function test_RevertWhen_PlanIdZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.IdTaken.selector, 0));
        vm.prank(admin);
        plans.publish(INSURER, 0, defaultPlan());
    }

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

    function test_RevertWhen_ClockMissing() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.promptPaySeconds = 0;
        _expectRefused(plan, abi.encodeWithSelector(Errors.PlanClockMissing.selector));
    }

    function _expectRefused(IPlans.Plan memory plan, bytes memory because) private {
        vm.expectRevert(because);
        vm.prank(admin);
        plans.publish(INSURER, 2, plan);
    }
}
