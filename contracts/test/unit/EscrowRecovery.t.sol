// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {EscrowFixture} from "../support/EscrowFixture.sol";
import {BlockingToken} from "../support/tokens/Tokens.sol";

/// @notice Overpayments: notice, waiting time, offset.
contract EscrowRecoveryTest is EscrowFixture {
    function setUp() public override {
        super.setUp();
        fund(10_000);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      NOTICE
    //////////////////////////////////////////////////////////////////////////*/

    function test_NoticeRecovery_WaitsForItsTime() public {
        uint256 id = (claimNumberOf(BATCH, 5) << 16) | 1;
        vm.expectEmit(address(escrow));
        emit IEscrow.RecoveryNoticed(id, INSURER, 1, claimNumberOf(BATCH, 5), PLAIN_PLAN, 100, NOW + 60 days);
        assertEq(notice(1, 5, 100), id, "claim number and ordinal");
        _assertRecovery(id, 100, IEscrow.RecoveryStatus.Noticed);
        assertEq(escrow.recoveryOf(id).effectiveAt, NOW + 60 days, "its time");
        assertEq(escrow.recoveryOf(id).provider, 1, "provider");
        assertEq(offsetOf(1), 0, "not taken yet");
        pay(1, PLAIN_PLAN, 10);
        assertEq(token.balanceOf(payeeOf(1)), 10 * UNITS, "paid whole");
    }

    function test_NoticeRecovery_AClaimTwice() public {
        uint256 first = notice(1, 5, 100);
        assertEq(notice(1, 5, 30), first + 1, "the next ordinal");
        _assertRecovery(first, 100, IEscrow.RecoveryStatus.Noticed);
        _assertRecovery(first + 1, 30, IEscrow.RecoveryStatus.Noticed);
    }

    function test_NoticeRecovery_CancelsWhatIsOwed() public {
        pay(1, PLAIN_PLAN, 15_000);
        vm.expectEmit(address(escrow));
        emit IEscrow.DebtCancelled(INSURER, BATCH, 1, PLAIN_PLAN, claimNumberOf(BATCH, 5), 4_000);
        assertEq(notice(1, 5, 4_000), 0, "no recovery");
        assertEq(owed(1, PLAIN_PLAN), 11_000, "owed");
        assertEq(escrow.totalOwedOf(INSURER), 11_000, "total owed");
        _assertRecovery((claimNumberOf(BATCH, 5) << 16) | 1, 0, IEscrow.RecoveryStatus.None);
    }

    function test_NoticeRecovery_CancelsThenRecovers() public {
        pay(1, PLAIN_PLAN, 15_000);
        vm.expectEmit(address(escrow));
        emit IEscrow.DebtCancelled(INSURER, BATCH, 1, PLAIN_PLAN, claimNumberOf(BATCH, 5), 15_000);
        uint256 id = notice(1, 5, 15_500);
        _assertRecovery(id, 500, IEscrow.RecoveryStatus.Noticed);
        (IEscrow.Debt memory debt,) = escrow.owedOf(INSURER, BATCH, 1, PLAIN_PLAN);
        assertEq(debt.cents + debt.receivedAt, 0, "no debt");
        assertEq(escrow.freeOf(INSURER), 10_000 * UNITS, "free again");
    }

    function test_NoticeRecovery_CancelsOnlyTheSameDebt() public {
        pay(1, PLAN, 15_000);
        pay(2, PLAIN_PLAN, 15_000);
        _assertRecovery(notice(1, 5, 100), 100, IEscrow.RecoveryStatus.Noticed);
        assertEq(escrow.totalOwedOf(INSURER), 30_000, "of another plan, of another provider");
    }

    function test_NoticeRecovery_FreesTheInterestReserve() public {
        pay(1, PLAN, 15_000);
        fund(90_000);
        vm.prank(payer);
        escrow.noticeRecovery(INSURER, BATCH, 1, PLAN, claimNumberOf(BATCH, 5), 5_000);
        // 10,000 and a year at 18 %: 1,800 and half a cent, up
        assertEq(escrow.freeOf(INSURER), (100_000 - 10_000 - 1_801) * UNITS, "of what is left");
        vm.warp(NOW + 31 days);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAN);
        assertEq(token.balanceOf(payeeOf(1)), (10_000 + 153) * UNITS, "interest on what is left");
    }

    function test_NoticeRecovery_NothingForNothing() public {
        assertEq(notice(1, 5, 0), 0, "no recovery");
    }

    function test_RevertWhen_NoticedByOther() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.PAYER, treasurer));
        vm.prank(treasurer);
        escrow.noticeRecovery(INSURER, BATCH, 1, PLAN, claimNumberOf(BATCH, 5), 1);
    }

    function test_RevertWhen_ClaimOfAnotherInsurer() public {
        uint256 number = claimNumberOf(BATCH, 5) + (1 << 48);
        vm.expectRevert(abi.encodeWithSelector(Errors.ClaimNotFound.selector, number));
        vm.prank(payer);
        escrow.noticeRecovery(INSURER, BATCH, 1, PLAN, number, 1);
    }

    function test_RevertWhen_PlanOfRecoveryUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.PlanNotFound.selector, 9));
        vm.prank(payer);
        escrow.noticeRecovery(INSURER, BATCH, 1, 9, claimNumberOf(BATCH, 5), 1);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    ACTIVATION
    //////////////////////////////////////////////////////////////////////////*/

    function test_ActivateRecovery_ByAnybody() public {
        uint256 id = notice(1, 5, 100);
        vm.warp(NOW + 60 days);
        vm.expectEmit(address(escrow));
        emit IEscrow.RecoveryActivated(id, INSURER, 1, 100);
        vm.prank(stranger);
        escrow.activateRecovery(id);
        _assertRecovery(id, 100, IEscrow.RecoveryStatus.Active);
        assertEq(offsetOf(1), 100, "offset");
        (, uint256[] memory ids) = escrow.offsetOf(INSURER, 1);
        assertEq(ids.length, 1, "one");
        assertEq(ids[0], id, "this one");
    }

    function test_RevertWhen_RecoveryNotDue() public {
        uint256 id = notice(1, 5, 100);
        vm.warp(NOW + 60 days - 1);
        vm.expectRevert(abi.encodeWithSelector(Errors.RecoveryNotDue.selector, id, NOW + 60 days));
        escrow.activateRecovery(id);
    }

    function test_RevertWhen_RecoveryUnknown() public {
        bytes memory unknown = abi.encodeWithSelector(Errors.RecoveryNotFound.selector, 99);
        vm.expectRevert(unknown);
        escrow.activateRecovery(99);
        vm.expectRevert(unknown);
        vm.prank(appeals);
        escrow.suspendRecovery(99);
        vm.expectRevert(unknown);
        vm.prank(appeals);
        escrow.resumeRecovery(99);
        vm.expectRevert(unknown);
        vm.prank(treasurer);
        escrow.waiveRecovery(99);
    }

    function test_RevertGiven_RecoveryActive() public {
        uint256 id = recover(1, 5, 100);
        _expectStatusInvalid(id, IEscrow.RecoveryStatus.Active);
        escrow.activateRecovery(id);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      OFFSET
    //////////////////////////////////////////////////////////////////////////*/

    function test_PayBatch_TakesRecoveryOff() public {
        uint256 id = recover(1, 5, 30);
        IEscrow.Payment[] memory payments = one(payment(1, PLAIN_PLAN, 100));
        payments[0].interestCents = 2;
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, BATCH, 1, payeeOf(1), 100, 2, 30, 72 * UNITS);
        vm.expectEmit(address(escrow));
        emit IEscrow.RecoveryTaken(id, INSURER, 1, BATCH, 30, 0);
        pay(payments);
        assertEq(token.balanceOf(payeeOf(1)), 72 * UNITS, "received");
        assertEq(escrow.balanceOf(INSURER), 9_928 * UNITS, "the rest stays the insurer's");
        assertEq(offsetOf(1), 0, "nothing left");
        _assertRecovery(id, 0, IEscrow.RecoveryStatus.Taken);
        pay(1, PLAIN_PLAN, 10);
        assertEq(token.balanceOf(payeeOf(1)), 82 * UNITS, "whole again");
    }

    function test_PayBatch_OffsetNeverPassesThePayout() public {
        uint256 id = recover(1, 5, 130);
        vm.expectEmit(address(escrow));
        emit IEscrow.PayoutReleased(INSURER, BATCH, 1, payeeOf(1), 100, 0, 100, 0);
        vm.expectEmit(address(escrow));
        emit IEscrow.RecoveryTaken(id, INSURER, 1, BATCH, 100, 30);
        pay(1, PLAIN_PLAN, 100);
        assertEq(token.balanceOf(payeeOf(1)), 0, "no transfer");
        _assertRecovery(id, 30, IEscrow.RecoveryStatus.Active);
        pay(1, PLAIN_PLAN, 40);
        assertEq(token.balanceOf(payeeOf(1)), 10 * UNITS, "the rest of it from the next");
        assertEq(offsetOf(1), 0, "nothing left");
    }

    function test_PayBatch_TakesSeveralRecoveries() public {
        uint256[3] memory ids = [recover(1, 1, 10), recover(1, 2, 20), recover(1, 3, 30)];
        pay(1, PLAIN_PLAN, 35);
        assertEq(offsetOf(1), 25, "left");
        _assertRecovery(ids[0], 0, IEscrow.RecoveryStatus.Taken);
        _assertRecovery(ids[1], 0, IEscrow.RecoveryStatus.Taken);
        _assertRecovery(ids[2], 25, IEscrow.RecoveryStatus.Active);
        pay(1, PLAIN_PLAN, 35);
        assertEq(token.balanceOf(payeeOf(1)), 10 * UNITS, "received");
        _assertRecovery(ids[2], 0, IEscrow.RecoveryStatus.Taken);
    }

    function test_PayBatch_TakesEightAtMost() public {
        for (uint16 i = 0; i < 10; ++i) {
            recover(1, i, 1);
        }
        pay(1, PLAIN_PLAN, 100);
        assertEq(offsetOf(1), 2, "two later");
        pay(1, PLAIN_PLAN, 100);
        assertEq(offsetOf(1), 0, "all");
        assertEq(token.balanceOf(payeeOf(1)), 190 * UNITS, "received");
    }

    function test_PayBatch_OffsetOfOneProviderAndInsurer() public {
        recover(1, 5, 100);
        pay(2, PLAIN_PLAN, 100);
        assertEq(token.balanceOf(payeeOf(2)), 100 * UNITS, "another provider");
        _payByAnotherInsurer();
        assertEq(token.balanceOf(payeeOf(1)), 100 * UNITS, "another insurer, which has a recovery of its own");
        assertEq(offsetOf(1), 100, "stands");
    }

    function test_PayBatch_OwedIsNotOffset() public {
        BlockingToken blocking = new BlockingToken();
        escrow = escrowOf(blocking);
        blocking.mint(address(this), 100 * UNITS);
        blocking.approve(address(escrow), 100 * UNITS);
        escrow.deposit(INSURER, 100 * UNITS);
        uint256 id = recover(1, 5, 30);
        blocking.setMode(payeeOf(1), BlockingToken.Mode.Reverts);
        pay(1, PLAIN_PLAN, 50);
        assertEq(owed(1, PLAIN_PLAN), 50, "owed whole");
        _assertRecovery(id, 30, IEscrow.RecoveryStatus.Active);
        blocking.setMode(payeeOf(1), BlockingToken.Mode.None);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAIN_PLAN);
        assertEq(blocking.balanceOf(payeeOf(1)), 50 * UNITS, "released whole");
        assertEq(offsetOf(1), 30, "stands");
    }

    function test_PayBatch_OffsetNeedsNoFunds() public {
        recover(1, 5, 15_000);
        pay(1, PLAIN_PLAN, 12_000);
        assertEq(owed(1, PLAIN_PLAN), 0, "nothing to transfer");
        pay(1, PLAIN_PLAN, 13_001);
        assertEq(owed(1, PLAIN_PLAN), 13_001, "10,001 to transfer");
        assertEq(offsetOf(1), 3_000, "and nothing taken");
        pay(1, PLAIN_PLAN, 3_000);
        assertEq(offsetOf(1), 0, "taken");
    }

    function test_PayBatch_CapCountsWhatIsTransferred() public {
        vm.prank(treasurer);
        escrow.setCap(INSURER, 70);
        recover(1, 5, 30);
        pay(1, PLAIN_PLAN, 100);
        assertEq(escrow.capOf(INSURER).paidCents, 70, "less the offset");
    }

    /*//////////////////////////////////////////////////////////////////////////
                              SUSPEND, RESUME, WAIVE
    //////////////////////////////////////////////////////////////////////////*/

    function test_SuspendRecovery_Noticed() public {
        uint256 id = notice(1, 5, 100);
        vm.expectEmit(address(escrow));
        emit IEscrow.RecoverySuspended(id, INSURER, 1, 100);
        vm.prank(appeals);
        escrow.suspendRecovery(id);
        vm.warp(NOW + 60 days);
        _expectStatusInvalid(id, IEscrow.RecoveryStatus.Suspended);
        escrow.activateRecovery(id);
    }

    function test_SuspendRecovery_Active() public {
        uint256 first = recover(1, 4, 7);
        uint256 id = recover(1, 5, 100);
        pay(1, PLAIN_PLAN, 27);
        vm.expectEmit(address(escrow));
        emit IEscrow.RecoverySuspended(id, INSURER, 1, 80);
        vm.prank(appeals);
        escrow.suspendRecovery(id);
        _assertRecovery(first, 0, IEscrow.RecoveryStatus.Taken);
        assertEq(offsetOf(1), 0, "not taken any more");
        pay(1, PLAIN_PLAN, 50);
        assertEq(token.balanceOf(payeeOf(1)), 50 * UNITS, "whole");
    }

    function test_ResumeRecovery_ActivatedAgain() public {
        uint256 id = recover(1, 5, 100);
        pay(1, PLAIN_PLAN, 40);
        vm.startPrank(appeals);
        escrow.suspendRecovery(id);
        vm.expectEmit(address(escrow));
        emit IEscrow.RecoveryResumed(id, INSURER, 1, 60);
        escrow.resumeRecovery(id);
        vm.stopPrank();
        assertEq(offsetOf(1), 0, "not by itself");
        escrow.activateRecovery(id);
        pay(1, PLAIN_PLAN, 70);
        assertEq(token.balanceOf(payeeOf(1)), 10 * UNITS, "the other 60");
    }

    function test_ResumeRecovery_WaitsForItsTime() public {
        uint256 id = notice(1, 5, 100);
        vm.startPrank(appeals);
        escrow.suspendRecovery(id);
        escrow.resumeRecovery(id);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(Errors.RecoveryNotDue.selector, id, NOW + 60 days));
        escrow.activateRecovery(id);
    }

    function test_ResumeRecovery_NothingGivenWaived() public {
        uint256 id = notice(1, 5, 100);
        vm.prank(appeals);
        escrow.suspendRecovery(id);
        vm.prank(treasurer);
        escrow.waiveRecovery(id);
        vm.prank(appeals);
        escrow.resumeRecovery(id);
        _assertRecovery(id, 100, IEscrow.RecoveryStatus.Waived);
    }

    function test_WaiveRecovery_InAnyPendingStatus() public {
        uint256[3] memory ids = [recover(1, 1, 10), notice(1, 2, 20), notice(1, 3, 30)];
        vm.prank(appeals);
        escrow.suspendRecovery(ids[2]);
        for (uint256 i = 0; i < ids.length; ++i) {
            vm.expectEmit(address(escrow));
            emit IEscrow.RecoveryWaived(ids[i], INSURER, 1, uint64(10 * (i + 1)));
            vm.prank(treasurer);
            escrow.waiveRecovery(ids[i]);
            _assertRecovery(ids[i], 10 * (i + 1), IEscrow.RecoveryStatus.Waived);
        }
        assertEq(offsetOf(1), 0, "offset");
        pay(1, PLAIN_PLAN, 50);
        assertEq(token.balanceOf(payeeOf(1)), 50 * UNITS, "whole");
    }

    function test_RevertWhen_SuspendedByOther() public {
        uint256 id = notice(1, 5, 100);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.REDETERMINER, treasurer));
        vm.prank(treasurer);
        escrow.suspendRecovery(id);
    }

    function test_RevertWhen_ResumedByOther() public {
        uint256 id = notice(1, 5, 100);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.REDETERMINER, treasurer));
        vm.prank(treasurer);
        escrow.resumeRecovery(id);
    }

    function test_RevertWhen_WaivedByOther() public {
        uint256 id = notice(1, 5, 100);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(259), payer));
        vm.prank(payer);
        escrow.waiveRecovery(id);
    }

    function test_RevertGiven_RecoveryTaken() public {
        uint256 id = recover(1, 5, 100);
        pay(1, PLAIN_PLAN, 100);
        _assertStuck(id, IEscrow.RecoveryStatus.Taken);
        _expectStatusInvalid(id, IEscrow.RecoveryStatus.Taken);
        vm.prank(appeals);
        escrow.resumeRecovery(id);
    }

    function test_RevertGiven_RecoveryWaived() public {
        uint256 id = notice(1, 5, 100);
        vm.prank(treasurer);
        escrow.waiveRecovery(id);
        _assertStuck(id, IEscrow.RecoveryStatus.Waived);
    }

    function test_RevertGiven_RecoveryNotSuspended() public {
        uint256 id = notice(1, 5, 100);
        _expectStatusInvalid(id, IEscrow.RecoveryStatus.Noticed);
        vm.prank(appeals);
        escrow.resumeRecovery(id);
    }

    function test_RevertGiven_RecoverySuspended() public {
        uint256 id = notice(1, 5, 100);
        vm.startPrank(appeals);
        escrow.suspendRecovery(id);
        _expectStatusInvalid(id, IEscrow.RecoveryStatus.Suspended);
        escrow.suspendRecovery(id);
        vm.stopPrank();
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    CONSERVATION
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_PayBatch_OffsetsSumUp(uint16[5] calldata recoveries, uint16[8] calldata payouts) public {
        fund(1 << 30);
        uint256 overpaid = 0;
        for (uint16 i = 0; i < recoveries.length; ++i) {
            recover(1, i, uint64(recoveries[i]) + 1);
            overpaid += uint256(recoveries[i]) + 1;
        }
        uint256 determined = 0;
        for (uint256 i = 0; i < payouts.length; ++i) {
            pay(1, PLAIN_PLAN, payouts[i]);
            determined += payouts[i];
            uint256 taken = overpaid < determined ? overpaid : determined;
            assertEq(token.balanceOf(payeeOf(1)), (determined - taken) * UNITS, "received");
            assertEq(offsetOf(1), overpaid - taken, "left");
        }
        assertEq(escrow.balanceOf(INSURER) + token.balanceOf(payeeOf(1)), (10_000 + (1 << 30)) * UNITS, "conservation");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Insurer 2 pays provider 1 while it recovers from provider 2.
    function _payByAnotherInsurer() private {
        registerInsurer(2);
        token.mint(address(this), 100 * UNITS);
        token.approve(address(escrow), 100 * UNITS);
        escrow.deposit(2, 100 * UNITS);
        vm.prank(payer);
        uint256 id = escrow.noticeRecovery(2, BATCH, 2, PLAIN_PLAN, (2 << 48) | (uint256(BATCH) << 16), 5);
        wait(60 days);
        escrow.activateRecovery(id);
        vm.prank(payer);
        escrow.payBatch(2, BATCH, NOW, one(payment(1, PLAIN_PLAN, 100)));
    }

    function _assertRecovery(uint256 id, uint256 cents, IEscrow.RecoveryStatus status) private view {
        IEscrow.Recovery memory record = escrow.recoveryOf(id);
        assertEq(record.cents, cents, "left to take");
        assertEq(uint256(record.status), uint256(status), "status");
    }

    function _expectStatusInvalid(uint256 id, IEscrow.RecoveryStatus status) private {
        vm.expectRevert(abi.encodeWithSelector(Errors.RecoveryStatusInvalid.selector, id, uint8(status)));
    }

    /// @dev Nothing can be done with it any more.
    function _assertStuck(uint256 id, IEscrow.RecoveryStatus status) private {
        _expectStatusInvalid(id, status);
        escrow.activateRecovery(id);
        _expectStatusInvalid(id, status);
        vm.prank(appeals);
        escrow.suspendRecovery(id);
        _expectStatusInvalid(id, status);
        vm.prank(treasurer);
        escrow.waiveRecovery(id);
    }
}
