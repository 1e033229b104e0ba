// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {EscrowFixture} from "../support/EscrowFixture.sol";

/// @notice The cap of an insurer's payouts a day.
contract EscrowCapTest is EscrowFixture {
    uint64 private constant NONE = type(uint64).max;

    /*//////////////////////////////////////////////////////////////////////////
                                    THE CAP
    //////////////////////////////////////////////////////////////////////////*/

    function test_CapOf_NoneAtFirst() public view {
        _assertCap(NONE, 0, 0, 0, 0);
    }

    function test_SetCap_FirstHoldsAtOnce() public {
        vm.expectEmit(address(escrow));
        emit IEscrow.CapSet(INSURER, 100, NOW);
        _setCap(100);
        _assertCap(100, 0, 0, 0, 0);
    }

    function test_SetCap_LowerHoldsAtOnce() public {
        _setCap(100);
        _setCap(40);
        _assertCap(40, 0, 0, 0, 0);
        _setCap(0);
        _assertCap(0, 0, 0, 0, 0);
    }

    function test_SetCap_HigherHoldsAfterADay() public {
        _setCap(100);
        vm.expectEmit(address(escrow));
        emit IEscrow.CapSet(INSURER, 300, NOW + 1 days);
        _setCap(300);
        _assertCap(100, 0, 0, 300, NOW + 1 days);
        vm.warp(NOW + 1 days - 1);
        _assertCap(100, 0, 0, 300, NOW + 1 days);
        vm.warp(NOW + 1 days);
        _assertCap(300, 0, 0, 0, 0);
    }

    function test_SetCap_LowerGivesUpTheHigher() public {
        _setCap(100);
        _setCap(300);
        _setCap(100);
        _assertCap(100, 0, 0, 0, 0);
        vm.warp(NOW + 2 days);
        _assertCap(100, 0, 0, 0, 0);
    }

    function test_SetCap_HigherAgainWaitsAgain() public {
        _setCap(100);
        _setCap(300);
        vm.warp(NOW + 1 days - 1);
        _setCap(400);
        vm.warp(NOW + 1 days);
        _assertCap(100, 0, 0, 400, NOW + 2 days - 1);
    }

    function test_SetCap_AfterTheHigherHolds() public {
        _setCap(100);
        _setCap(300);
        vm.warp(NOW + 1 days);
        _setCap(200);
        _assertCap(200, 0, 0, 0, 0);
    }

    function test_SetCap_NoneAfterADay() public {
        fund(1_000);
        _setCap(100);
        _setCap(NONE);
        pay(1, PLAIN_PLAN, 101);
        assertEq(owed(1, PLAIN_PLAN), 101, "not yet");
        vm.warp(NOW + 1 days);
        _assertCap(NONE, 0, 0, 0, 0);
        pay(2, PLAIN_PLAN, 500);
        assertEq(owed(2, PLAIN_PLAN), 0, "no cap any more");
        escrow.releaseOwed(INSURER, BATCH, 1, PLAIN_PLAN);
        _assertCap(NONE, 0, 0, 0, 0);
    }

    function test_SetCap_NoneGivenNone() public {
        _setCap(NONE);
        _assertCap(NONE, 0, 0, 0, 0);
    }

    function test_RevertWhen_CapSetByOther() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(259), approver));
        vm.prank(approver);
        escrow.setCap(INSURER, 1);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     PAYOUTS
    //////////////////////////////////////////////////////////////////////////*/

    function test_PayBatch_AboveTheCapIsOwed() public {
        fund(1_000);
        _setCap(100);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, BATCH, 1, payeeOf(1), 60, 0, 0, 60 * UNITS);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutOwed(INSURER, BATCH, 2, PLAIN_PLAN, 41, IEscrow.OwedReason.CapReached);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, BATCH, 3, payeeOf(3), 40, 0, 0, 40 * UNITS);
        pay(three(60, 41, 40));
        _assertCap(100, 0, 100, 0, 0);
        pay(1, PLAIN_PLAN, 1);
        assertEq(owed(1, PLAIN_PLAN), 1, "in a later batch too");
    }

    function test_PayBatch_FundsComeBeforeTheCap() public {
        fund(50);
        _setCap(40);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutOwed(INSURER, BATCH, 1, PLAIN_PLAN, 60, IEscrow.OwedReason.FundsLacking);
        pay(1, PLAIN_PLAN, 60);
    }

    function test_PayBatch_CapCountsInterest() public {
        fund(1_000);
        _setCap(100);
        IEscrow.Payment[] memory payments = one(payment(1, PLAN, 95));
        payments[0].interestCents = 6;
        pay(payments);
        assertEq(owed(1, PLAN), 95, "101 in all");
        payments[0].interestCents = 5;
        payments[0].provider = 2;
        pay(payments);
        _assertCap(100, 0, 100, 0, 0);
    }

    function test_PayBatch_CapIsOfTheDay() public {
        fund(1_000);
        _setCap(100);
        pay(1, PLAIN_PLAN, 100);
        vm.warp(NOW + 16 hours - 1); // 23:59:59 UTC
        pay(1, PLAIN_PLAN, 1);
        assertEq(owed(1, PLAIN_PLAN), 1, "the same day");
        vm.warp(NOW + 16 hours);
        pay(2, PLAIN_PLAN, 100);
        assertEq(owed(2, PLAIN_PLAN), 0, "the next day");
    }

    function test_PayBatch_LoweredBelowWhatWasPaid() public {
        fund(1_000);
        _setCap(100);
        pay(1, PLAIN_PLAN, 80);
        _setCap(50);
        pay(1, PLAIN_PLAN, 1);
        assertEq(owed(1, PLAIN_PLAN), 1, "owed");
        _assertCap(50, 0, 80, 0, 0);
    }

    function test_PayBatch_CapOfOneInsurer() public {
        registerInsurer(2);
        vm.prank(treasurer);
        escrow.setCap(2, 0);
        fund(100);
        pay(1, PLAIN_PLAN, 100);
        assertEq(owed(1, PLAIN_PLAN), 0, "the other's");
    }

    function testFuzz_PayBatch_DayNeverPassesTheCap(uint32 dailyCents, uint32 extra, uint32[9] calldata cents) public {
        fund(type(uint40).max);
        _setCap(dailyCents);
        _approve(today(), extra);
        uint256 allowed = uint256(dailyCents) + extra;
        for (uint256 i = 0; i < 3; ++i) {
            pay(three(cents[3 * i], cents[3 * i + 1], cents[3 * i + 2]));
        }
        uint256 paid = (uint256(type(uint40).max) * UNITS - escrow.balanceOf(INSURER)) / UNITS;
        assertLe(paid, allowed, "the day");
        assertEq(escrow.capOf(INSURER).paidCents, paid, "counted");
        assertTrue(escrow.totalOwedOf(INSURER) == 0 || _largest(cents) > allowed - paid, "owed for the cap alone");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    RELEASES
    //////////////////////////////////////////////////////////////////////////*/

    function test_ReleaseOwed_NextDay() public {
        fund(1_000);
        _setCap(100);
        pay(three(60, 50, 0));
        vm.expectRevert(abi.encodeWithSelector(Errors.CapExceeded.selector, 40, 50));
        escrow.releaseOwed(INSURER, BATCH, 2, PLAIN_PLAN);
        vm.warp(NOW + 1 days);
        escrow.releaseOwed(INSURER, BATCH, 2, PLAIN_PLAN);
        _assertCap(100, 0, 50, 0, 0);
        assertEq(token.balanceOf(payeeOf(2)), 50 * UNITS, "released");
    }

    function test_RevertGiven_ReleasePassesTheCap() public {
        pay(1, PLAN, 1_000_00);
        fund(2_000_00);
        _setCap(1_015_28);
        vm.warp(NOW + 31 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.CapExceeded.selector, 1_015_28, 1_015_29));
        escrow.releaseOwed(INSURER, BATCH, 1, PLAN);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    APPROVALS
    //////////////////////////////////////////////////////////////////////////*/

    function test_ApproveAbove_AllowsMoreThatDay() public {
        fund(1_000);
        _setCap(100);
        pay(1, PLAIN_PLAN, 150);
        uint24 day = today();
        vm.expectEmit(address(escrow));
        emit IEscrow.AboveCapApproved(INSURER, day, 50);
        _approve(day, 50);
        _assertCap(100, 50, 0, 0, 0);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAIN_PLAN);
        _assertCap(100, 50, 150, 0, 0);
        pay(2, PLAIN_PLAN, 1);
        assertEq(owed(2, PLAIN_PLAN), 1, "no more than that");
        vm.warp(NOW + 1 days);
        _assertCap(100, 0, 0, 0, 0);
    }

    function test_ApproveAbove_ALaterDay() public {
        fund(1_000);
        _setCap(100);
        _approve(today() + 1, 50);
        assertEq(escrow.extraOf(INSURER, today() + 1), 50, "kept");
        pay(1, PLAIN_PLAN, 150);
        assertEq(owed(1, PLAIN_PLAN), 150, "not today");
        vm.warp(NOW + 1 days);
        pay(2, PLAIN_PLAN, 150);
        assertEq(owed(2, PLAIN_PLAN), 0, "tomorrow");
    }

    function test_ApproveAbove_ReplacesTheEarlier() public {
        _setCap(100);
        _approve(today(), 50);
        _approve(today(), 50);
        _assertCap(100, 50, 0, 0, 0);
        _approve(today(), 10);
        _assertCap(100, 10, 0, 0, 0);
    }

    function test_RevertWhen_ApprovedByTreasurer() public {
        uint24 day = today();
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(261), treasurer));
        vm.prank(treasurer);
        escrow.approveAbove(INSURER, day, 1);
    }

    function test_RevertWhen_ApprovedDayPassed() public {
        uint24 day = today() - 1;
        vm.expectRevert(abi.encodeWithSelector(Errors.DayPassed.selector, day));
        _approve(day, 1);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _setCap(uint64 dailyCents) private {
        vm.prank(treasurer);
        escrow.setCap(INSURER, dailyCents);
    }

    function _approve(uint24 day, uint64 extraCents) private {
        vm.prank(approver);
        escrow.approveAbove(INSURER, day, extraCents);
    }

    function _assertCap(uint256 daily, uint256 extra, uint256 paid, uint256 pending, uint256 pendingAt) private view {
        IEscrow.CapStatus memory cap = escrow.capOf(INSURER);
        assertEq(cap.dailyCents, daily, "daily");
        assertEq(cap.extraCents, extra, "extra");
        assertEq(cap.paidCents, paid, "paid");
        assertEq(cap.pendingCents, pending, "pending");
        assertEq(cap.pendingAt, pendingAt, "pending at");
    }

    function _largest(uint32[9] calldata cents) private pure returns (uint256 largest) {
        for (uint256 i = 0; i < cents.length; ++i) {
            if (cents[i] > largest) largest = cents[i];
        }
    }
}
