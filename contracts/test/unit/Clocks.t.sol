// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Corrected} from "../support/Corrected.sol";
import {Encoder} from "../support/Encoder.sol";

/// @notice What stops a clock, and the proof that one ran out.
contract ClocksTest is Corrected {
    uint64 private constant COVERAGE = 7;
    bytes32 private constant EVIDENCE = keccak256("evidence");

    function setUp() public override {
        super.setUp();
        registerProviders(2);
        enrol(COVERAGE, publish(interestPlan()), 0);
        fund(100_000_00);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       PENDS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Pend_StopsTheClock() public {
        uint256 number = _left();
        IClaimLedger.Path memory path = pathOf(number);
        bytes32 leaf = leafOf(number);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ClaimPended(number, 1, REASONS, time());
        vm.prank(adjudicator);
        clocks.pend(headers[1], path, leaf, REASONS);
        (uint32 provider, uint64 pendedAt, uint64 stopped,,) = clocks.clockOf(number);
        assertEq(provider, 1, "provider");
        assertEq(pendedAt, time(), "since");
        assertEq(stopped, 0, "not before");
        wait(400 days);
        _assertNotOverdue(number);
    }

    function test_LiftPend_ClockRunsAgain() public {
        uint256 number = _left();
        pend(number);
        wait(10 days);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.PendEnded(number, 1, bytes32(0), 10 days);
        vm.prank(adjudicator);
        clocks.liftPend(number);
        wait(30 days);
        _assertNotOverdue(number);
        wait(1 days);
        markOverdue(number);
    }

    function test_ReceiveEvidence_ClockRunsAgain() public {
        uint256 number = _left();
        pend(number);
        wait(10 days);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.PendEnded(number, 1, EVIDENCE, 10 days);
        vm.prank(vm.addr(1));
        clocks.receiveEvidence(number, EVIDENCE);
        (, uint64 pendedAt, uint64 stopped,,) = clocks.clockOf(number);
        assertEq(pendedAt, 0, "runs");
        assertEq(stopped, 10 days, "stood still");
    }

    function test_ReceiveEvidence_ThroughTheGateway() public {
        uint256 number = _left();
        pend(number);
        vm.prank(gateway);
        clocks.receiveEvidence(number, EVIDENCE);
        wait(31 days);
        markOverdue(number);
    }

    function test_Pend_Twice_AddsUp() public {
        uint256 number = _left();
        for (uint256 i = 0; i < 2; ++i) {
            pend(number);
            wait(10 days);
            vm.prank(adjudicator);
            clocks.liftPend(number);
        }
        (,, uint64 stopped,,) = clocks.clockOf(number);
        assertEq(stopped, 20 days, "in all");
        wait(30 days);
        _assertNotOverdue(number);
    }

    /// @dev Interest leaves out the days for which the claim was pended.
    function test_Pend_StopsInterest() public {
        uint256 number = _left();
        pend(number);
        wait(27 days);
        vm.prank(vm.addr(1));
        clocks.receiveEvidence(number, EVIDENCE);
        wait(73 days);
        decide(number, allowing(number, 800_00));
        assertEq(interestOf[number], 8_00, "for 73 days of 100");
    }

    /// @dev While a claim is pended, its days so far count.
    function test_Pend_StopsInterestWhileItLasts() public {
        uint256 number = _left();
        wait(36 days + 12 hours);
        pend(number);
        wait(100 days);
        decide(number, allowing(number, 800_00));
        assertEq(interestOf[number], 3_95, "for 36 days of 136");
    }

    /// @dev What is decided waits for nothing: a review pays interest on the days from then on.
    function test_Decide_EndsThePend() public {
        uint256 number = _left();
        pend(number);
        decide(number, allowing(number, 0));
        wait(73 days);
        redetermine(number, allowing(number, 800_00));
        assertEq(interestOf[number], 8_00, "for 73 days");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      OVERDUE
    //////////////////////////////////////////////////////////////////////////*/

    function test_MarkOverdue_BareLeaf() public {
        uint256 number = _left();
        wait(32 days);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ClaimOverdue(number, 1, 2);
        vm.prank(stranger);
        markOverdue(number);
        (uint32 provider,,, bool isOverdue,) = clocks.clockOf(number);
        assertTrue(isOverdue, "overdue");
        assertEq(provider, 1, "provider");
    }

    function test_MarkOverdue_BatchNeverSettled() public {
        uint32 batch = post(one(1, two(_claim(1), _claim(2))));
        wait(31 days);
        markOverdue(numberOf(batch, 1));
        (,,, bool isOverdue,) = clocks.clockOf(numberOf(batch, 1));
        assertTrue(isOverdue, "overdue");
        (,,, isOverdue,) = clocks.clockOf(numberOf(batch, 0));
        assertTrue(!isOverdue, "the other not yet");
    }

    function test_MarkOverdue_GivenPaused() public {
        uint256 number = _left();
        vm.prank(admin);
        clocks.setPaused(INSURER, true);
        wait(31 days);
        markOverdue(number);
    }

    /// @dev A claim with lines beyond the head, and one that replaces another.
    function test_MarkOverdue_WithFurtherWords() public {
        Encoder.Claim memory made = replacing(77, 1, _claim(1));
        made.lines = new Encoder.Line[](4);
        uint256 number = leaveOne(made);
        wait(31 days);
        markOverdue(number);
    }

    /// @dev Days are civil days at the plan's offset.
    function test_MarkOverdue_AtThePlansOffset() public {
        IPlans.Plan memory plan = interestPlan();
        plan.clocks.utcOffsetSeconds = -5 hours;
        enrol(8, publish(plan), 0);
        uint256 number = leaveOne(claim(8, 1, line(2_000_00, 800_00, 0)));
        // it is 08:00 UTC, 03:00 there
        wait(30 days + 20 hours + 59 minutes);
        _assertNotOverdue(number);
        wait(1 minutes);
        markOverdue(number);
    }

    /// @dev The last day of the clock, whatever it is, is in time; the one after is not.
    function testFuzz_MarkOverdue_DayAfterTheLast(uint256 promptPayDays) public {
        promptPayDays = bound(promptPayDays, 1, 400);
        IPlans.Plan memory plan = interestPlan();
        plan.clocks.promptPayDays = uint16(promptPayDays);
        enrol(8, publish(plan), 0);
        uint256 number = leaveOne(claim(8, 1, line(2_000_00, 800_00, 0)));
        wait(promptPayDays * 1 days + 15 hours);
        _assertNotOverdue(number);
        wait(1 hours);
        markOverdue(number);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     REFUSED
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_PenderNotAdjudicator() public {
        uint256 number = _left();
        uint64 role = RoleIds.ofInsurer(INSURER, IOrganizations.Role.Adjudicator);
        _assertPendRefused(number, gateway, REASONS, abi.encodeWithSelector(Errors.RoleMissing.selector, role, gateway));
        pend(number);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, role, gateway));
        vm.prank(gateway);
        clocks.liftPend(number);
    }

    function test_RevertWhen_PendWithoutReason() public {
        uint256 number = _left();
        bytes memory error_ = abi.encodeWithSelector(Errors.PendReasonMissing.selector, number);
        _assertPendRefused(number, adjudicator, bytes32(0), error_);
        wait(31 days);
        markOverdue(number);
    }

    function test_RevertGiven_BatchOfPendNotSettled() public {
        uint32 batch = post(one(1, one(_claim(1))));
        bytes memory error_ = abi.encodeWithSelector(Errors.BatchNotSettled.selector, INSURER, batch);
        _assertPendRefused(numberOf(batch, 0), adjudicator, REASONS, error_);
    }

    function test_RevertGiven_PendedClaimDecided() public {
        uint256 number = settleOne(_claim(1));
        bytes memory error_ = abi.encodeWithSelector(Errors.ClaimAlreadyDecided.selector, number);
        _assertPendRefused(number, adjudicator, REASONS, error_);
    }

    function test_RevertGiven_ClaimPended() public {
        uint256 number = _left();
        pend(number);
        bytes memory error_ = abi.encodeWithSelector(Errors.ClaimAlreadyPended.selector, number);
        _assertPendRefused(number, adjudicator, REASONS, error_);
    }

    function test_RevertWhen_PendOfAnotherLeaf() public {
        uint256 number = _left();
        IClaimLedger.Path memory path = pathOf(number);
        vm.expectRevert(abi.encodeWithSelector(Errors.PathInvalid.selector, number));
        vm.prank(adjudicator);
        clocks.pend(headers[1], path, bytes32(uint256(1)), REASONS);
    }

    function test_RevertWhen_PendForAnotherProvider() public {
        uint256 number = _left();
        IClaimLedger.Path memory path = pathOf(number);
        path.provider = 2;
        bytes32 leaf = leafOf(number);
        vm.expectRevert(abi.encodeWithSelector(Errors.PathInvalid.selector, number));
        vm.prank(adjudicator);
        clocks.pend(headers[1], path, leaf, REASONS);
    }

    function test_RevertWhen_PendOfNoClaim() public {
        uint256 number = _left();
        IClaimLedger.Path memory path = pathOf(number);
        path.index = 5;
        vm.expectRevert(abi.encodeWithSelector(Errors.ClaimNotFound.selector, numberOf(1, 5)));
        vm.prank(adjudicator);
        clocks.pend(headers[1], path, REASONS, REASONS);
    }

    function test_RevertGiven_ClaimNotPended() public {
        uint256 number = _left();
        bytes memory error_ = abi.encodeWithSelector(Errors.ClaimNotPended.selector, number);
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        clocks.liftPend(number);
        vm.expectRevert(error_);
        vm.prank(gateway);
        clocks.receiveEvidence(number, EVIDENCE);
    }

    function test_RevertGiven_PendLifted() public {
        uint256 number = _left();
        pend(number);
        vm.prank(adjudicator);
        clocks.liftPend(number);
        vm.expectRevert(abi.encodeWithSelector(Errors.ClaimNotPended.selector, number));
        vm.prank(vm.addr(1));
        clocks.receiveEvidence(number, EVIDENCE);
    }

    function test_RevertWhen_EvidenceFromStranger() public {
        uint256 number = _left();
        pend(number);
        uint64 role = RoleIds.ofInsurer(INSURER, IOrganizations.Role.Gateway);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, role, vm.addr(2)));
        vm.prank(vm.addr(2)); // another provider's signer
        clocks.receiveEvidence(number, EVIDENCE);
    }

    function test_RevertWhen_EvidenceWithoutHash() public {
        uint256 number = _left();
        pend(number);
        vm.expectRevert(abi.encodeWithSelector(Errors.EvidenceHashMissing.selector, number));
        vm.prank(gateway);
        clocks.receiveEvidence(number, bytes32(0));
    }

    function test_RevertGiven_ClockRuns() public {
        uint256 number = _left();
        wait(30 days);
        _assertNotOverdue(number);
    }

    function test_RevertGiven_ClaimOverdue() public {
        uint256 number = _left();
        wait(31 days);
        markOverdue(number);
        _assertOverdueRefused(number, abi.encodeWithSelector(Errors.ClaimAlreadyOverdue.selector, number));
    }

    function test_RevertGiven_LateClaimDecided() public {
        uint256 number = settleOne(_claim(1));
        wait(31 days);
        _assertOverdueRefused(number, abi.encodeWithSelector(Errors.ClaimAlreadyDecided.selector, number));
    }

    function test_RevertWhen_OverdueOfUnknownBatch() public {
        uint256 number = _left();
        headers[1].batch = 3;
        IClaimLedger.Opening memory opening = receiptOpeningOf(number);
        IClaimLedger.Path memory path = pathOf(number);
        vm.expectRevert(abi.encodeWithSelector(Errors.BatchNotFound.selector, INSURER, 3));
        clocks.markOverdue(headers[1], path, opening);
    }

    /// @dev An earlier receipt, or a batch that was not settled: the header is bound.
    function test_RevertWhen_OverdueByAnotherHeader() public {
        uint256 number = _left();
        headers[1].receivedAt -= 40 days;
        _assertOverdueRefused(number, abi.encodeWithSelector(Errors.BatchHeaderMismatch.selector, INSURER, 1));
    }

    /// @dev Another coverage year could have a shorter clock.
    function test_RevertWhen_OverdueByAnotherOpening() public {
        uint256 number = _left();
        wait(31 days);
        IClaimLedger.Opening memory opening = receiptOpeningOf(number);
        opening.head ^= 1 << 150;
        IClaimLedger.Path memory path = pathOf(number);
        vm.expectRevert(abi.encodeWithSelector(Errors.PathInvalid.selector, number));
        clocks.markOverdue(headers[1], path, opening);
    }

    function test_RevertWhen_OverdueOpeningMalformed() public {
        uint256 number = _left();
        wait(31 days);
        IClaimLedger.Opening memory opening = receiptOpeningOf(number);
        opening.more = new uint256[](2);
        IClaimLedger.Path memory path = pathOf(number);
        vm.expectRevert(abi.encodeWithSelector(Errors.EncodingMalformed.selector, 2));
        clocks.markOverdue(headers[1], path, opening);
    }

    function test_RevertGiven_OverdueCoverageUnknown() public {
        uint256 number = leaveOne(claim(1234, 1, line(1_00, 1_00, 0)));
        wait(400 days);
        _assertOverdueRefused(number, abi.encodeWithSelector(Errors.CoverageYearNotFound.selector, 1234));
    }

    function test_RevertWhen_SetUnderAppealByAnother() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.REDETERMINER, adjudicator));
        vm.prank(adjudicator);
        clocks.setUnderAppeal(1, false);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _claim(uint256 seed) private pure returns (Encoder.Claim memory) {
        return claim(COVERAGE, seed, line(2_000_00, 800_00, 0));
    }

    function _left() private returns (uint256) {
        return leaveOne(_claim(1));
    }

    function _assertPendRefused(uint256 number, address sender, bytes32 reason, bytes memory error_) private {
        IClaimLedger.Path memory path = pathOf(number);
        bytes32 leaf = leafOf(number);
        vm.expectRevert(error_);
        vm.prank(sender);
        clocks.pend(headers[batchOf(number)], path, leaf, reason);
    }

    function _assertNotOverdue(uint256 number) private {
        _assertOverdueRefused(number, abi.encodeWithSelector(Errors.ClaimNotOverdue.selector, number));
    }

    function _assertOverdueRefused(uint256 number, bytes memory error_) private {
        IClaimLedger.Opening memory opening = receiptOpeningOf(number);
        IClaimLedger.Path memory path = pathOf(number);
        vm.expectRevert(error_);
        clocks.markOverdue(headers[batchOf(number)], path, opening);
    }
}
