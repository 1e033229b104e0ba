// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Interest} from "../../src/libraries/Interest.sol";
import {EscrowFixture} from "../support/EscrowFixture.sol";
import {BlockingToken} from "../support/tokens/Tokens.sol";

/// @notice What is owed, its release, its interest, and the reserve for it.
contract EscrowDebtsTest is EscrowFixture {
    /*//////////////////////////////////////////////////////////////////////////
                                       OWED
    //////////////////////////////////////////////////////////////////////////*/

    function test_PayBatch_OwedAddsUp() public {
        pay(1, PLAIN_PLAN, 30);
        pay(1, PLAIN_PLAN, 12);
        assertEq(owed(1, PLAIN_PLAN), 42, "owed");
        assertEq(escrow.totalOwedOf(INSURER), 42, "total owed");
        fund(42);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAIN_PLAN);
        assertEq(token.balanceOf(payeeOf(1)), 42 * UNITS, "released");
    }

    function test_PayBatch_DebtsStandApart() public {
        pay(1, PLAIN_PLAN, 1);
        pay(1, PLAN, 2);
        pay(2, PLAN, 4);
        vm.prank(payer);
        escrow.payBatch(INSURER, BATCH + 1, NOW, one(payment(1, PLAN, 8)));
        assertEq(owed(1, PLAIN_PLAN), 1, "one plan");
        assertEq(owed(1, PLAN), 2, "another plan");
        assertEq(owed(2, PLAN), 4, "another provider");
        assertEq(owed(BATCH + 1, 1, PLAN), 8, "another batch");
        assertEq(escrow.totalOwedOf(INSURER), 15, "total owed");
    }

    function test_PayBatch_DebtKeepsItsReceiptTime() public {
        uint64 receivedAt = NOW - 10 days;
        vm.prank(payer);
        escrow.payBatch(INSURER, BATCH, receivedAt, one(payment(1, PLAN, 1_000_00)));
        (IEscrow.Debt memory debt, uint256 interestCents) = escrow.owedOf(INSURER, BATCH, 1, PLAN);
        assertEq(debt.receivedAt, receivedAt, "received");
        assertEq(interestCents, 0, "in time still");
        vm.warp(receivedAt + 31 days);
        (, interestCents) = escrow.owedOf(INSURER, BATCH, 1, PLAN);
        assertEq(interestCents, 15_29, "31 days at 18 %");
    }

    function test_PayBatch_JoinedDebtsTakeTheEarlierTime() public {
        uint64[3] memory times = [NOW - 10 days, NOW - 20 days, NOW - 5 days];
        for (uint256 i = 0; i < times.length; ++i) {
            vm.prank(payer);
            escrow.payBatch(INSURER, BATCH, times[i], one(payment(1, PLAN, 1_000_00)));
        }
        (IEscrow.Debt memory debt,) = escrow.owedOf(INSURER, BATCH, 1, PLAN);
        assertEq(debt.receivedAt, times[1], "the earliest");
        assertEq(debt.cents, 3_000_00, "all");
        fund(10_000_00);
        vm.warp(NOW + 11 days);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAN);
        assertEq(token.balanceOf(payeeOf(1)), 3_045_86 * UNITS, "31 days on all");
        assertEq(escrow.freeOf(INSURER), escrow.balanceOf(INSURER), "nothing stays reserved");
    }

    function test_PayBatch_OwedLosesItsInterest() public {
        IEscrow.Payment[] memory payments = one(payment(1, PLAN, 1_000_00));
        payments[0].interestCents = 99;
        pay(payments);
        assertEq(owed(1, PLAN), 1_000_00, "computed again at the release");
        (payments[0].provider, payments[0].cents) = (2, 0);
        vm.recordLogs();
        pay(payments);
        assertEq(vm.getRecordedLogs().length, 0, "none on nothing");
        (IEscrow.Debt memory debt,) = escrow.owedOf(INSURER, BATCH, 2, PLAN);
        assertEq(debt.receivedAt, 0, "no debt");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     RELEASE
    //////////////////////////////////////////////////////////////////////////*/

    function test_ReleaseOwed_AfterDeposit() public {
        pay(1, PLAIN_PLAN, 30);
        fund(100);
        vm.expectEmit(address(escrow));
        emit IEscrow.OwedReleased(INSURER, BATCH, 1, PLAIN_PLAN, payeeOf(1), 30, 0, 30 * UNITS);
        vm.prank(stranger);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAIN_PLAN);
        assertEq(owed(1, PLAIN_PLAN), 0, "owed");
        assertEq(escrow.totalOwedOf(INSURER), 0, "total owed");
        assertEq(escrow.balanceOf(INSURER), 70 * UNITS, "balance");
    }

    function test_ReleaseOwed_WithInterest() public {
        pay(1, PLAN, 1_000_00);
        fund(2_000_00);
        vm.warp(NOW + 31 days);
        vm.expectEmit(address(escrow));
        emit IEscrow.OwedReleased(INSURER, BATCH, 1, PLAN, payeeOf(1), 1_000_00, 15_29, 1_015_29 * UNITS);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAN);
        assertEq(token.balanceOf(payeeOf(1)), 1_015_29 * UNITS, "received");
        assertEq(escrow.balanceOf(INSURER), 984_71 * UNITS, "balance");
    }

    function test_ReleaseOwed_WithoutInterestInTime() public {
        pay(1, PLAN, 1_000_00);
        fund(2_000_00);
        vm.warp(NOW + 30 days);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAN);
        assertEq(token.balanceOf(payeeOf(1)), 1_000_00 * UNITS, "received");
    }

    function test_RevertGiven_NothingOwed() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.NothingOwed.selector, INSURER, BATCH, 1, PLAN));
        escrow.releaseOwed(INSURER, BATCH, 1, PLAN);
    }

    function test_RevertGiven_OwedReleased() public {
        pay(1, PLAIN_PLAN, 30);
        fund(100);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAIN_PLAN);
        vm.expectRevert(abi.encodeWithSelector(Errors.NothingOwed.selector, INSURER, BATCH, 1, PLAIN_PLAN));
        escrow.releaseOwed(INSURER, BATCH, 1, PLAIN_PLAN);
    }

    function test_RevertGiven_FundsStillLack() public {
        pay(1, PLAIN_PLAN, 30);
        fund(29);
        vm.expectRevert(abi.encodeWithSelector(Errors.FundsInsufficient.selector, 29 * UNITS, 30 * UNITS));
        escrow.releaseOwed(INSURER, BATCH, 1, PLAIN_PLAN);
    }

    function test_RevertGiven_FundsLackForInterest() public {
        pay(1, PLAN, 1_000_00);
        fund(1_015_28);
        vm.warp(NOW + 31 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.FundsInsufficient.selector, 1_015_28 * UNITS, 1_015_29 * UNITS));
        escrow.releaseOwed(INSURER, BATCH, 1, PLAN);
        fund(1);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAN);
        assertEq(escrow.balanceOf(INSURER), 0, "balance");
    }

    function test_RevertGiven_PayeeStillBlocked() public {
        BlockingToken blocking = new BlockingToken();
        escrow = escrowOf(blocking);
        blocking.setMode(payeeOf(1), BlockingToken.Mode.AnswersFalse);
        blocking.mint(address(this), 100 * UNITS);
        blocking.approve(address(escrow), 100 * UNITS);
        escrow.deposit(INSURER, 100 * UNITS);
        pay(1, PLAIN_PLAN, 10);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(blocking)));
        escrow.releaseOwed(INSURER, BATCH, 1, PLAIN_PLAN);
        assertEq(owed(1, PLAIN_PLAN), 10, "stands");
        assertEq(escrow.balanceOf(INSURER), 100 * UNITS, "balance");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     RESERVE
    //////////////////////////////////////////////////////////////////////////*/

    function test_FreeOf_LeavesAYearOfInterest() public {
        pay(1, PLAN, 1_000_00);
        fund(2_000_00);
        // 365 days at 18 %: 18,000 cents, and half a cent for rounding, up.
        assertEq(escrow.freeOf(INSURER), (2_000_00 - 1_000_00 - 180_01) * UNITS, "on the first day");
        vm.warp(NOW + 100 days);
        // 465 days: 22,931.507 and a half, up.
        assertEq(escrow.freeOf(INSURER), (2_000_00 - 1_000_00 - 229_33) * UNITS, "a hundred days later");
        vm.warp(NOW + 100 days + 2 hours); // where the day begins first, it is the next one: 49.315 more
        assertEq(escrow.freeOf(INSURER), (2_000_00 - 1_000_00 - 229_82) * UNITS, "ten in the morning");
    }

    function test_FreeOf_EachPlanAtItsRate() public {
        IEscrow.Payment[] memory payments = three(1_000_00, 1_000_00, 1_000_00);
        (payments[0].plan, payments[2].plan) = (PLAN, publish(clocksOf(900, 0)));
        pay(payments);
        fund(4_000_00);
        // 18,000 and 9,000 cents and twice half a cent
        assertEq(escrow.freeOf(INSURER), (4_000_00 - 3_000_00 - 270_01) * UNITS, "free");
    }

    /// @dev The debt that is left keeps what it would keep alone.
    function test_FreeOf_AfterARelease() public {
        pay(1, PLAN, 1_000_00);
        pay(2, PLAN, 500_00);
        fund(4_000_00);
        wait(40 days);
        escrow.releaseOwed(INSURER, BATCH, 2, PLAN);
        uint256 kept = escrow.balanceOf(INSURER) - escrow.freeOf(INSURER);
        // 405 days at 18 %: 19,972.602 cents and a half, up.
        assertEq(kept, (1_000_00 + 199_74) * UNITS, "of the first alone");
    }

    /// @dev A debt that is paid leaves no receipt time for one that comes after it.
    function test_ReleaseOwed_LeavesNothing() public {
        pay(1, PLAN, 1_000_00);
        fund(1_000_00);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAN);
        (IEscrow.Debt memory debt, uint256 interestCents) = escrow.owedOf(INSURER, BATCH, 1, PLAN);
        assertEq(uint256(debt.cents) + debt.receivedAt + interestCents, 0, "nothing");
    }

    function test_FreeOf_NothingGivenFundsLack() public {
        pay(1, PLAN, 1_000_00);
        fund(1_000_00);
        assertEq(escrow.freeOf(INSURER), 0, "free");
    }

    function test_PayBatch_InterestIsReserved() public {
        pay(1, PLAN, 1_000_00);
        fund(1_300_00);
        pay(2, PLAIN_PLAN, 120_00);
        assertEq(owed(2, PLAIN_PLAN), 120_00, "would draw on the interest");
        vm.warp(NOW + 365 days);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAN);
        assertEq(token.balanceOf(payeeOf(1)), 1_180_00 * UNITS, "with a year's interest");
    }

    function test_RevertWhen_WithdrawTouchesInterest() public {
        pay(1, PLAN, 1_000_00);
        fund(2_000_00);
        uint256 free = escrow.freeOf(INSURER);
        vm.expectRevert(abi.encodeWithSelector(Errors.FundsInsufficient.selector, free, free + 1));
        withdraw(free + 1);
    }

    /// @dev Debts of random plans, all that is free withdrawn on a later day, and each debt released on a day after that.
    function testFuzz_ReleaseOwed_AfterWithdrawingAllThatIsFree(
        uint256 seed,
        uint32[6] calldata cents,
        uint16[6] calldata releasedAfter
    ) public {
        for (uint32 i = 0; i < cents.length; ++i) {
            uint32 plan = publish(_randomClocks(_random(seed, i)));
            wait(_random(seed, 100 + i) % 40 days);
            vm.prank(payer);
            escrow.payBatch({
                insurer: INSURER,
                batch: i,
                receivedAt: uint64(time() - _random(seed, 200 + i) % 100 days),
                payments: one(payment(1 + i % 3, plan, uint64(cents[i]) + 1))
            });
        }
        wait(_random(seed, 300) % 300 days);
        fund(1 << 40);
        withdraw(escrow.freeOf(INSURER));
        _releaseAll(seed, releasedAfter);
        assertEq(escrow.totalOwedOf(INSURER), 0, "all released");
        assertEq(escrow.freeOf(INSURER), escrow.balanceOf(INSURER), "nothing stays reserved");
    }

    /// @dev Whatever is paid between, the older debts are released whole.
    function testFuzz_ReleaseOwed_AfterOtherPayouts(uint32 funds, uint32[3] calldata cents, uint8 later) public {
        pay(1, PLAN, uint64(cents[0]) + 1);
        fund(uint256(cents[0]) * 2 + 100 + funds);
        pay(three(0, cents[1], cents[2]));
        vm.warp(NOW + uint256(later) * 1 days);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAN);
        uint256 due = Interest.due(clocksOf(1800, 0), uint256(cents[0]) + 1, NOW, time());
        assertEq(token.balanceOf(payeeOf(1)), (uint256(cents[0]) + 1 + due) * UNITS, "whole");
    }

    function _releaseAll(uint256 seed, uint16[6] calldata releasedAfter) private {
        uint256 withdrawnAt = time();
        uint256 last = 0;
        for (uint32 turn = 0; turn < 6; ++turn) {
            // Another order than they were made in.
            uint32 i = uint32((turn * 5 + seed % 6) % 6);
            uint256 later = releasedAfter[turn] % 365;
            if (later > last) last = later;
            vm.warp(withdrawnAt + last * 1 days);
            uint32 plan = 3 + i;
            uint256 before = token.balanceOf(payeeOf(1 + i % 3));
            (IEscrow.Debt memory debt,) = escrow.owedOf(INSURER, i, 1 + i % 3, plan);
            uint256 due = Interest.due(plans.clocksOf(plan), debt.cents, debt.receivedAt, time());
            escrow.releaseOwed(INSURER, i, 1 + i % 3, plan);
            assertEq(token.balanceOf(payeeOf(1 + i % 3)) - before, (debt.cents + due) * UNITS, "with all its interest");
        }
    }

    /// @dev One to three rates, rising and falling.
    function _randomClocks(uint256 seed) private pure returns (IPlans.Clocks memory clocks) {
        clocks = clocksOf(0, 0);
        clocks.utcOffsetSeconds = int32(int256(_random(seed, 1) % 100_801)) - 50_400;
        clocks.promptPayDays = uint16(1 + _random(seed, 2) % 45);
        clocks.interestFromDays = uint16(_random(seed, 3) % 30);
        clocks.interest = new IPlans.InterestRate[](1 + _random(seed, 4) % 3);
        for (uint256 i = 0; i < clocks.interest.length; ++i) {
            clocks.interest[i] = IPlans.InterestRate({
                fromDay: uint24(739_900 + i * (1 + _random(seed, 5) % 300)),
                rateBps: uint16(_random(seed, 6 + i) % 4000),
                minimumCents: uint32(_random(seed, 9 + i) % 200)
            });
        }
    }

    function _random(uint256 seed, uint256 salt) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, salt)));
    }
}
