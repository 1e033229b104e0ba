// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Appeals} from "../../src/Appeals.sol";
import {IAppeals} from "../../src/interfaces/IAppeals.sol";
import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Encoder} from "../support/Encoder.sol";
import {Reviewed} from "../support/Reviewed.sol";

/// @notice Reviews: the insurer's own, then a panel's.
contract AppealsTest is Reviewed {
    uint64 private constant COVERAGE = 7;

    function setUp() public override {
        super.setUp();
        registerProviders(3);
        join(COVERAGE, publish(interestPlan()), 3, 0);
        fund(100_000_00);
        appoint(3);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       PANELS
    //////////////////////////////////////////////////////////////////////////*/

    function test_AppointPanel_InTurn() public {
        address[] memory single = _members(1);
        vm.expectEmit(address(appeals));
        emit IAppeals.PanelAppointed(1, single, 1);
        vm.prank(authority);
        assertEq(appeals.appointPanel(single, 1), 1, "the second");
        for (uint256 i = 0; i < 3; ++i) {
            uint256 appeal = escalated(_settled(800_00 + uint40(i)));
            assertEq(appeals.appealOf(appeal).panel, i % 2, "in turn");
        }
        (address[] memory members, uint8 majority) = appeals.panelOf(1);
        assertEq(members[0], single[0], "member");
        assertEq(majority, 1, "majority");
    }

    function test_AppointPanel_15Members() public {
        vm.prank(authority);
        assertEq(appeals.appointPanel(_members(15), 15), 1, "all of them");
    }

    function test_RevertWhen_AppointerNotPanelAdmin() public {
        address[] memory members = _members(1);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.PANEL_ADMIN, admin));
        vm.prank(admin);
        appeals.appointPanel(members, 1);
    }

    function test_RevertWhen_PanelInvalid() public {
        _assertPanelRefused(new address[](0), 0);
        _assertPanelRefused(_members(16), 9);
        _assertPanelRefused(_members(3), 4);
        _assertPanelRefused(_members(3), 1);
        _assertPanelRefused(_members(4), 2); // no majority
        _assertPanelRefused(_members(3), 0);
    }

    function test_RevertWhen_MembersNotAscending() public {
        address[] memory members = _members(3);
        (members[0], members[1]) = (members[1], members[0]);
        _assertPanelRefused(members, 2);
        members = _members(3);
        members[2] = members[1]; // twice
        _assertPanelRefused(members, 2);
        members = _members(1);
        members[0] = address(0);
        _assertPanelRefused(members, 1);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       FILING
    //////////////////////////////////////////////////////////////////////////*/

    function test_File_ByTheProvider() public {
        uint256 number = _settled(800_00);
        IClaimLedger.Standing memory standing = standingOf(number);
        uint64 answerBy = time() + 60 days;
        vm.expectEmit(address(appeals));
        emit IAppeals.AppealFiled(0, number, INSURER, 1, GROUNDS, false, false, answerBy);
        vm.prank(vm.addr(1));
        assertEq(appeals.file(standing, GROUNDS, 0), 0, "the first");
        IAppeals.Appeal memory made = appeals.appealOf(0);
        assertEq(made.claimNumber, number, "claim");
        assertEq(made.insurer, INSURER, "insurer");
        assertEq(made.provider, 1, "provider");
        assertEq(made.plan, 2, "plan");
        assertEq(uint256(made.step), uint256(IAppeals.Step.Filed), "step");
        assertEq(made.answerBy, answerBy, "to be answered");
        (,,,, bool isUnderAppeal) = clocks.clockOf(number);
        assertTrue(isUnderAppeal, "under appeal");
    }

    function test_File_AttestedForThePatient() public {
        IClaimLedger.Standing memory standing = standingOf(_settled(800_00));
        vm.prank(gateway);
        assertTrue(appeals.appealOf(appeals.file(standing, GROUNDS, 0)).isAttested, "attested");
    }

    function test_File_OnTheLastDay() public {
        uint256 number = _settled(800_00);
        wait(180 days + 15 hours); // still the 180th
        fileFor(number);
    }

    function test_File_AgainAfterTheInsurerOverturned() public {
        uint256 number = _settled(800_00);
        overturn(fileFor(number), number, allowing(number, 900_00));
        wait(180 days); // from the new determination
        assertEq(fileFor(number), 1, "again");
    }

    function test_File_OfAReplacement() public {
        uint256 replaced = _settled(800_00);
        uint256 number = leaveOne(replacing(replaced, 1, claim(COVERAGE, 5, line(2_000_00, 700_00, 0))));
        correct(number, claimOf(number), replaced);
        uint256 appeal = escalated(number);
        ruleOverturned(appeal, number, allowing(number, 1_000_00));
        checkAll();
    }

    function test_File_SuspendsRecovery() public {
        (uint256 number, uint256 recovery) = _lowered();
        uint256 appeal = fileFor(number, recovery);
        assertEq(appeals.appealOf(appeal).recovery, recovery, "kept");
        _assertStatus(recovery, IEscrow.RecoveryStatus.Suspended);
        wait(31 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                Errors.RecoveryStatusInvalid.selector, recovery, uint8(IEscrow.RecoveryStatus.Suspended)
            )
        );
        escrow.activateRecovery(recovery);
    }

    function test_File_SuspendsAnActiveRecovery() public {
        (uint256 number, uint256 recovery) = _lowered();
        wait(30 days);
        escrow.activateRecovery(recovery);
        fileFor(number, recovery);
        (uint256 cents,) = escrow.offsetOf(INSURER, 1);
        assertEq(cents, 0, "not taken off");
    }

    /// @dev What a correction takes back can wait for the review of the correction.
    function test_File_OfAReplacement_SuspendsItsRecovery() public {
        uint256 replaced = _settled(800_00);
        uint256 number = leaveOne(replacing(replaced, 1, claim(COVERAGE, 5, line(2_000_00, 500_00, 0))));
        correct(number, claimOf(number), replaced);
        fileFor(number, noticed[0]);
        _assertStatus(noticed[0], IEscrow.RecoveryStatus.Suspended);
    }

    function test_RevertWhen_FilerIsStranger() public {
        IClaimLedger.Standing memory standing = standingOf(_settled(800_00));
        uint64 role = RoleIds.ofInsurer(INSURER, IOrganizations.Role.Gateway);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, role, vm.addr(2)));
        vm.prank(vm.addr(2)); // another provider's signer
        appeals.file(standing, GROUNDS, 0);
    }

    function test_RevertWhen_WithoutGrounds() public {
        uint256 number = _settled(800_00);
        IClaimLedger.Standing memory standing = standingOf(number);
        vm.expectRevert(abi.encodeWithSelector(Errors.AppealGroundsMissing.selector, number));
        vm.prank(vm.addr(1));
        appeals.file(standing, bytes32(0), 0);
    }

    function test_RevertGiven_TimeToAppealOver() public {
        uint256 number = _settled(800_00);
        wait(180 days + 16 hours); // the day after
        _assertFileRefused(number, abi.encodeWithSelector(Errors.AppealTooLate.selector, number));
    }

    function test_RevertGiven_AppealOpen() public {
        uint256 number = _settled(800_00);
        uint256 appeal = fileFor(number);
        bytes memory error_ = abi.encodeWithSelector(Errors.AppealAlreadyFiled.selector, number);
        _assertFileRefused(number, error_);
        uphold(appeal);
        _assertFileRefused(number, error_);
        escalate(appeal);
        _assertFileRefused(number, error_);
    }

    function test_RevertGiven_PanelRuled() public {
        uint256 number = _settled(800_00);
        ruleUpheld(escalated(number));
        _assertFileRefused(number, abi.encodeWithSelector(Errors.AppealAlreadyFiled.selector, number));
        number = _settled(801_00);
        ruleOverturned(escalated(number), number, allowing(number, 900_00));
        _assertFileRefused(number, abi.encodeWithSelector(Errors.AppealAlreadyFiled.selector, number));
    }

    function test_RevertGiven_AppealedClaimReversed() public {
        uint256 number = _settled(800_00);
        reverse(number);
        _assertFileRefused(number, abi.encodeWithSelector(Errors.ClaimAlreadyReversed.selector, number));
    }

    function test_RevertGiven_AppealedClaimUndecided() public {
        uint256 number = leaveOne(_claim(1));
        _assertFileRefused(number, abi.encodeWithSelector(Errors.ClaimNotDecided.selector, number));
    }

    function test_RevertWhen_RecoveryOfAnotherClaim() public {
        (, uint256 recovery) = _lowered();
        IClaimLedger.Standing memory standing = standingOf(_settled(900_00));
        vm.expectRevert(abi.encodeWithSelector(Errors.AppealUnrelated.selector, 0));
        vm.prank(vm.addr(1));
        appeals.file(standing, GROUNDS, recovery);
    }

    function test_RevertWhen_RecoveryUnknown() public {
        uint256 number = _settled(800_00);
        IClaimLedger.Standing memory standing = standingOf(number);
        uint256 recovery = (number << 16) | 1;
        vm.expectRevert(abi.encodeWithSelector(Errors.RecoveryNotFound.selector, recovery));
        vm.prank(vm.addr(1));
        appeals.file(standing, GROUNDS, recovery);
    }

    /// @dev The determination that is appealed is bound: a later time would let the appeal in.
    function test_RevertWhen_StandingChanged() public {
        uint256 number = _settled(800_00);
        wait(181 days);
        IClaimLedger.Standing memory standing = standingOf(number);
        standing.opening.stamp += 1 days;
        vm.expectRevert(abi.encodeWithSelector(Errors.PathInvalid.selector, number));
        vm.prank(vm.addr(1));
        appeals.file(standing, GROUNDS, 0);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                   DEEMED DENIED
    //////////////////////////////////////////////////////////////////////////*/

    function test_FileOverdue_GoesToPanel() public {
        uint256 number = _overdue();
        vm.expectEmit(address(appeals));
        emit IAppeals.AppealFiled(0, number, INSURER, 1, GROUNDS, false, true, 0);
        vm.expectEmit(address(appeals));
        emit IAppeals.AppealEscalated(0, number, 0, GROUNDS, true);
        fileOverdueFor(number);
        assertEq(uint256(appeals.appealOf(0).step), uint256(IAppeals.Step.Escalated), "at once");
    }

    function test_FileOverdue_BatchNeverSettled() public {
        uint32 batch = post(one(1, two(_claim(1), _claim(2))));
        wait(73 days);
        uint256 number = numberOf(batch, 1);
        markOverdue(number);
        ruleOverdue(fileOverdueFor(number), number, allowing(number, 800_00));
        assertEq(token.balanceOf(payeeOf(1)), (400_00 + 8_00) * UNITS, "paid with interest");
        checkAll();
    }

    function test_RevertGiven_AppealedClaimNotOverdue() public {
        uint256 number = leaveOne(_claim(1));
        wait(31 days); // nobody proved it
        _assertOverdueRefused(number, abi.encodeWithSelector(Errors.ClaimNotOverdue.selector, number));
    }

    function test_RevertGiven_OverdueDecidedMeanwhile() public {
        uint256 number = _overdue();
        decide(number, allowing(number, 1_00));
        _assertOverdueRefused(number, abi.encodeWithSelector(Errors.ClaimAlreadyDecided.selector, number));
    }

    function test_RevertWhen_OverdueHeaderChanged() public {
        uint256 number = _overdue();
        headers[1].count = 9;
        _assertOverdueRefused(number, abi.encodeWithSelector(Errors.BatchHeaderMismatch.selector, INSURER, 1));
    }

    function test_RevertWhen_OverdueFiledByStranger() public {
        uint256 number = _overdue();
        providerOf[number] = 2;
        uint64 role = RoleIds.ofInsurer(INSURER, IOrganizations.Role.Gateway);
        _assertOverdueRefused(number, abi.encodeWithSelector(Errors.RoleMissing.selector, role, vm.addr(2)));
    }

    function test_RevertGiven_OverdueFiledBefore() public {
        uint256 number = _overdue();
        fileOverdueFor(number);
        _assertOverdueRefused(number, abi.encodeWithSelector(Errors.AppealAlreadyFiled.selector, number));
    }

    function test_RevertGiven_NoPanel() public {
        appeals = new Appeals(address(manager), organizations, plans, escrow, ledger);
        vm.prank(operator);
        manager.grantRole(RoleIds.REDETERMINER, address(appeals), 0);
        uint256 number = _overdue();
        _assertOverdueRefused(number, abi.encodeWithSelector(Errors.PanelMissing.selector));
    }

    /*//////////////////////////////////////////////////////////////////////////
                               THE INSURER'S ANSWER
    //////////////////////////////////////////////////////////////////////////*/

    function test_Uphold_MayBeEscalated() public {
        uint256 number = _settled(800_00);
        uint256 appeal = fileFor(number);
        vm.expectEmit(address(appeals));
        emit IAppeals.AppealAnswered(appeal, number, IAppeals.Outcome.Upheld, REASONS);
        uphold(appeal);
        assertEq(appeals.appealOf(appeal).escalateBy, time() + 180 days, "in time");
        wait(180 days);
        escalate(appeal);
    }

    function test_Overturn_PaysTheDifference() public {
        uint256 number = _settled(800_00);
        uint256 appeal = fileFor(number);
        overturn(appeal, number, allowing(number, 1_000_00));
        assertEq(token.balanceOf(payeeOf(1)), 560_00 * UNITS, "paid");
        assertEq(uint256(appeals.appealOf(appeal).step), uint256(IAppeals.Step.Closed), "closed");
        (,,,, bool isUnderAppeal) = clocks.clockOf(number);
        assertTrue(!isUnderAppeal, "no longer");
        checkAll();
    }

    function test_Overturn_EmitsTheRuling() public {
        uint256 number = _settled(800_00);
        uint256 appeal = fileFor(number);
        Encoder.Claim memory made = allowing(number, 1_000_00);
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, made);
        vm.expectEmit(address(appeals));
        bytes32 ruling = keccak256(abi.encode(COVERAGE, Encoder.wholeClaim(made, 0)));
        emit IAppeals.AppealAnswered(appeal, number, IAppeals.Outcome.Overturned, ruling);
        vm.prank(adjudicator);
        appeals.overturn(appeal, standing, decision);
    }

    function test_Overturn_ResumesRecovery() public {
        (uint256 number, uint256 recovery) = _lowered();
        uint256 appeal = fileFor(number, recovery);
        overturn(appeal, number, allowing(number, 800_00));
        _assertStatus(recovery, IEscrow.RecoveryStatus.Noticed);
        checkAll();
    }

    function test_Overturn_AfterItsTime() public {
        uint256 number = _settled(800_00);
        uint256 appeal = fileFor(number);
        wait(61 days); // late, but not escalated yet
        overturn(appeal, number, allowing(number, 1_000_00));
        checkAll();
    }

    function test_RevertWhen_AnswererNotAdjudicator() public {
        uint256 number = _settled(800_00);
        uint256 appeal = fileFor(number);
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 900_00));
        uint64 role = RoleIds.ofInsurer(INSURER, IOrganizations.Role.Adjudicator);
        bytes memory error_ = abi.encodeWithSelector(Errors.RoleMissing.selector, role, gateway);
        vm.expectRevert(error_);
        vm.prank(gateway);
        appeals.uphold(appeal, REASONS);
        vm.expectRevert(error_);
        vm.prank(gateway);
        appeals.overturn(appeal, standing, decision);
    }

    function test_RevertWhen_UpheldWithoutReasons() public {
        uint256 number = _settled(800_00);
        uint256 appeal = fileFor(number);
        vm.expectRevert(abi.encodeWithSelector(Errors.AppealGroundsMissing.selector, number));
        vm.prank(adjudicator);
        appeals.uphold(appeal, bytes32(0));
    }

    function test_RevertGiven_AppealAnswered() public {
        uint256 appeal = fileFor(_settled(800_00));
        uphold(appeal);
        vm.expectRevert(abi.encodeWithSelector(Errors.AppealStepInvalid.selector, appeal));
        vm.prank(adjudicator);
        appeals.uphold(appeal, REASONS);
    }

    function test_RevertGiven_AppealUnknown() public {
        bytes memory error_ = abi.encodeWithSelector(Errors.AppealNotFound.selector, 5);
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        appeals.uphold(5, REASONS);
        vm.expectRevert(error_);
        appeals.escalate(5, GROUNDS);
        vm.expectRevert(error_);
        appeals.ruleUpheld(5, new bytes[](0));
        vm.expectRevert(error_);
        appeals.appealOf(5);
    }

    function test_RevertWhen_OverturningAnotherClaim() public {
        uint256 appeal = fileFor(_settled(800_00));
        uint256 other = _settled(900_00);
        IClaimLedger.Standing memory standing = standingOf(other);
        IClaimLedger.Decision memory decision = decisionOf(other, allowing(other, 1_000_00));
        vm.expectRevert(abi.encodeWithSelector(Errors.AppealUnrelated.selector, appeal));
        vm.prank(adjudicator);
        appeals.overturn(appeal, standing, decision);
    }

    function test_RevertGiven_UnderAppeal() public {
        uint256 number = _settled(800_00);
        uint256 void_ = leaveOne(voiding(number, 5));
        fileFor(number);
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(void_, claimOf(void_));
        bytes memory error_ = abi.encodeWithSelector(Errors.ClaimUnderAppeal.selector, number);
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        corrections.reverse(standing, REASONS);
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        corrections.correct(headers[batchOf(void_)], decision, standing);
    }

    /// @dev Else whoever appealed and let it rest would keep the insurer from correcting the claim, and a recovery
    /// waiting, for ever.
    function test_Uphold_GivenNotEscalatedInTime_Lapses() public {
        (uint256 number, uint256 recovery) = _lowered();
        uint256 appeal = fileFor(number, recovery);
        uphold(appeal);
        wait(180 days + 1);
        (bool isDone,) = _lapse(appeal);
        assertTrue(isDone, "anybody may close it");
        assertEq(uint256(appeals.appealOf(appeal).step), uint256(IAppeals.Step.Closed), "closed");
        _assertStatus(recovery, IEscrow.RecoveryStatus.Noticed);
        reverse(number);
    }

    function test_RevertWhen_LapsedEarly() public {
        uint256 appeal = fileFor(_settled(800_00));
        bytes memory error_ = abi.encodeWithSelector(Errors.AppealStepInvalid.selector, appeal);
        (bool isDone, bytes memory answer) = _lapse(appeal);
        assertTrue(!isDone, "not answered yet");
        assertEq(answer, error_, "not upheld");
        uphold(appeal);
        wait(180 days); // the last second of its time
        (isDone, answer) = _lapse(appeal);
        assertTrue(!isDone, "may still be escalated");
        assertEq(answer, abi.encodeWithSelector(Errors.AppealNotLate.selector, appeal), "not late");
        escalate(appeal);
        wait(1);
        (isDone, answer) = _lapse(appeal);
        assertEq(answer, error_, "with the panel");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    ESCALATION
    //////////////////////////////////////////////////////////////////////////*/

    function test_Escalate_GivenInsurerLate() public {
        uint256 number = _settled(800_00);
        uint256 appeal = fileFor(number);
        wait(60 days + 1);
        vm.expectEmit(address(appeals));
        emit IAppeals.AppealEscalated(appeal, number, 0, GROUNDS, true);
        escalate(appeal);
        vm.expectRevert(abi.encodeWithSelector(Errors.AppealStepInvalid.selector, appeal));
        vm.prank(adjudicator);
        appeals.uphold(appeal, REASONS);
    }

    function test_Escalate_ByTheGateway() public {
        uint256 appeal = fileFor(_settled(800_00));
        uphold(appeal);
        vm.prank(gateway);
        appeals.escalate(appeal, GROUNDS);
    }

    function test_RevertGiven_InsurersTimeNotOver() public {
        uint256 appeal = fileFor(_settled(800_00));
        wait(60 days); // its last second
        _assertEscalationRefused(appeal, abi.encodeWithSelector(Errors.AppealNotLate.selector, appeal));
    }

    function test_RevertGiven_TimeToEscalateOver() public {
        uint256 number = _settled(800_00);
        uint256 appeal = fileFor(number);
        uphold(appeal);
        wait(180 days + 1);
        _assertEscalationRefused(appeal, abi.encodeWithSelector(Errors.AppealTooLate.selector, number));
    }

    function test_RevertGiven_AppealEscalated() public {
        uint256 appeal = escalated(_settled(800_00));
        _assertEscalationRefused(appeal, abi.encodeWithSelector(Errors.AppealStepInvalid.selector, appeal));
    }

    function test_RevertWhen_EscalatedByStranger() public {
        uint256 appeal = fileFor(_settled(800_00));
        uphold(appeal);
        uint64 role = RoleIds.ofInsurer(INSURER, IOrganizations.Role.Gateway);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, role, stranger));
        vm.prank(stranger);
        appeals.escalate(appeal, GROUNDS);
    }

    function test_RevertWhen_EscalatedWithoutGrounds() public {
        uint256 number = _settled(800_00);
        uint256 appeal = fileFor(number);
        vm.expectRevert(abi.encodeWithSelector(Errors.AppealGroundsMissing.selector, number));
        vm.prank(vm.addr(1));
        appeals.escalate(appeal, bytes32(0));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      RULINGS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RuleUpheld_ClosesIt() public {
        uint256 number = _settled(800_00);
        uint256 appeal = escalated(number);
        bytes[] memory signatures = majorityFor(appeal, bytes32(0));
        vm.expectEmit(address(appeals));
        emit IAppeals.AppealRuled(appeal, number, IAppeals.Outcome.Upheld, bytes32(0));
        vm.prank(stranger); // anybody hands it in
        appeals.ruleUpheld(appeal, signatures);
        assertEq(uint256(appeals.appealOf(appeal).step), uint256(IAppeals.Step.Closed), "closed");
        assertEq(token.balanceOf(payeeOf(1)), 400_00 * UNITS, "as before");
    }

    function test_RuleUpheld_ResumesRecovery() public {
        (uint256 number, uint256 recovery) = _lowered();
        uint256 appeal = fileFor(number, recovery);
        uphold(appeal);
        escalate(appeal);
        ruleUpheld(appeal);
        _assertStatus(recovery, IEscrow.RecoveryStatus.Noticed);
        wait(30 days);
        escrow.activateRecovery(recovery);
    }

    function test_RuleOverturned_PaysTheDifferenceWithInterest() public {
        uint256 number = settleOne(claim(COVERAGE, 1, line(2_000_00, 0, 255)));
        uint256 appeal = escalated(number);
        wait(73 days);
        Encoder.Claim memory made = allowing(number, 800_00);
        made.lines[0].class = 0;
        ruleOverturned(appeal, number, made);
        assertEq(token.balanceOf(payeeOf(1)), (400_00 + 8_00) * UNITS, "with interest");
        assertEq(uint8(openingOf(number).stamp >> 72), 2, "the next version");
        checkAll();
    }

    function test_RuleOverturned_GivenInsurerPaused() public {
        uint256 number = _settled(800_00);
        uint256 appeal = escalated(number);
        vm.prank(admin);
        clocks.setPaused(INSURER, true);
        ruleOverturned(appeal, number, allowing(number, 1_000_00));
        assertEq(token.balanceOf(payeeOf(1)), 560_00 * UNITS, "paid");
    }

    function test_RuleOverturned_GivenFundsLacking_IsOwed() public {
        uint256 number = _settled(800_00);
        uint256 appeal = escalated(number);
        withdrawn = escrow.balanceOf(INSURER);
        vm.prank(treasurer);
        escrow.withdraw(INSURER, treasurer, withdrawn);
        ruleOverturned(appeal, number, allowing(number, 1_000_00));
        assertEq(escrow.totalOwedOf(INSURER), 160_00, "owed");
        checkAll();
    }

    function test_RuleOverturned_OneOfABatch() public {
        Encoder.Submission[] memory submissions = new Encoder.Submission[](2);
        submissions[0] = Encoder.Submission(3, two(_claim(1), _claim(2)));
        submissions[1] = Encoder.Submission(2, two(_claim(3), _claim(4)));
        uint32 batch = post(submissions);
        settleAsPosted(batch);
        for (uint256 i = 0; i < 4; ++i) {
            uint256 appeal = escalated(numberOf(batch, i));
            ruleOverturned(appeal, numberOf(batch, i), allowing(numberOf(batch, i), 850_00));
            checkAll();
        }
    }

    /// @dev More than the majority may sign, whichever members they are.
    function test_RuleUpheld_ByAnyMajority() public {
        for (uint256 left = 0; left < 4; ++left) {
            uint256 appeal = escalated(_settled(uint40(800_00 + left)));
            bytes[] memory signatures = new bytes[](left == 3 ? 3 : 2);
            uint256 next = 0;
            for (uint256 i = 0; i < 3; ++i) {
                if (i != left) signatures[next++] = rulingBy(panelKeys[i], appeal, bytes32(0));
            }
            appeals.ruleUpheld(appeal, signatures);
        }
    }

    function test_RuleOverdue_PaysWithInterest() public {
        uint256 number = leaveOne(_claim(1));
        wait(73 days);
        markOverdue(number);
        ruleOverdue(fileOverdueFor(number), number, allowing(number, 800_00));
        assertEq(token.balanceOf(payeeOf(1)), 408_00 * UNITS, "with interest");
        (,,,, bool isUnderAppeal) = clocks.clockOf(number);
        assertTrue(!isUnderAppeal || stands[number], "stands");
        checkAll();
    }

    /// @dev The insurer decides late: the panel determines that again.
    function test_RuleOverturned_OfAnOverdueClaimDecidedLate() public {
        uint256 number = _overdue();
        uint256 appeal = fileOverdueFor(number);
        decide(number, allowing(number, 1_00));
        ruleOverturned(appeal, number, allowing(number, 800_00));
        assertEq(paidOf(number), 400_00, "as the panel ruled");
        checkAll();
    }

    function test_RulingDigest_IsTheEip712One() public view {
        bytes32 ruling = keccak256("ruling");
        assertEq(appeals.rulingDigest(7, ruling), rulingDigestOn(block.chainid, address(appeals), 7, ruling), "digest");
    }

    /// @dev The panel signs the claim's words, not its path. Who hands the ruling in does not choose who is paid.
    function test_RuleOverturned_PaysTheClaimsProvider() public {
        uint256 number = _settled(800_00);
        uint256 appeal = escalated(number);
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 1_000_00));
        bytes[] memory signatures = majorityFor(appeal, decision);
        decision.path.provider = 2;
        vm.recordLogs();
        vm.prank(vm.addr(2));
        appeals.ruleOverturned(appeal, standing, decision, signatures);
        book();
        assertEq(token.balanceOf(payeeOf(1)), 560_00 * UNITS, "the claim's");
        assertEq(token.balanceOf(payeeOf(2)), 0, "nobody else");
    }

    /// @dev A panel's ruling binds: the insurer cannot undo on its own what it was ruled to pay.
    function test_RevertGiven_ReversalOfARuling() public {
        uint256 number = _settled(800_00);
        ruleOverturned(escalated(number), number, allowing(number, 1_000_00));
        IClaimLedger.Standing memory standing = standingOf(number);
        vm.expectRevert();
        vm.prank(adjudicator);
        corrections.reverse(standing, REASONS);
    }

    function test_RevertGiven_ReversalOfAnOverdueRuling() public {
        uint256 number = _overdue();
        ruleOverdue(fileOverdueFor(number), number, allowing(number, 800_00));
        IClaimLedger.Standing memory standing = standingOf(number);
        vm.expectRevert();
        vm.prank(adjudicator);
        corrections.reverse(standing, REASONS);
    }

    /// @dev An insurer that waives the recovery must not keep the appeal from being ruled.
    function test_RuleOverturned_GivenRecoveryWaived() public {
        (uint256 number, uint256 recovery) = _lowered();
        uint256 appeal = fileFor(number, recovery);
        uphold(appeal);
        escalate(appeal);
        vm.prank(treasurer);
        escrow.waiveRecovery(recovery);
        ruleOverturned(appeal, number, allowing(number, 900_00));
        assertEq(uint256(appeals.appealOf(appeal).step), uint256(IAppeals.Step.Closed), "closed");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  RULINGS REFUSED
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_MajorityMissing() public {
        uint256 appeal = escalated(_settled(800_00));
        bytes[] memory signatures = new bytes[](1);
        signatures[0] = rulingBy(panelKeys[0], appeal, bytes32(0));
        _assertUnsigned(appeal, signatures);
        _assertUnsigned(appeal, new bytes[](0));
    }

    function test_RevertWhen_MemberSignsTwice() public {
        uint256 appeal = escalated(_settled(800_00));
        bytes[] memory signatures = new bytes[](2);
        signatures[0] = rulingBy(panelKeys[1], appeal, bytes32(0));
        signatures[1] = signatures[0];
        _assertUnsigned(appeal, signatures);
    }

    function test_RevertWhen_SignaturesNotAscending() public {
        uint256 appeal = escalated(_settled(800_00));
        bytes[] memory signatures = majorityFor(appeal, bytes32(0));
        (signatures[0], signatures[1]) = (signatures[1], signatures[0]);
        _assertUnsigned(appeal, signatures);
    }

    function test_RevertWhen_SignedByAForeigner() public {
        uint256 appeal = escalated(_settled(800_00));
        bytes[] memory signatures = majorityFor(appeal, bytes32(0));
        signatures[1] = rulingBy(0xDEAD, appeal, bytes32(0));
        _assertUnsigned(appeal, signatures);
        bytes[] memory more = new bytes[](3);
        (more[0], more[1]) = (rulingBy(panelKeys[0], appeal, 0), rulingBy(panelKeys[1], appeal, 0));
        more[2] = rulingBy(0xDEAD, appeal, bytes32(0)); // one too many
        _assertUnsigned(appeal, more);
    }

    function test_RevertWhen_AnotherRulingSigned() public {
        uint256 number = _settled(800_00);
        uint256 appeal = escalated(number);
        _assertUnsigned(appeal, majorityFor(appeal, bytes32(uint256(1))));
        _assertUnsigned(appeal, majorityFor(appeal + 1, bytes32(0))); // of another appeal
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 1_000_00));
        bytes[] memory signatures = majorityFor(appeal, decision);
        decision = decisionOf(number, allowing(number, 1_100_00));
        vm.expectRevert(abi.encodeWithSelector(Errors.RulingUnsigned.selector, appeal));
        appeals.ruleOverturned(appeal, standing, decision, signatures);
    }

    function test_RevertWhen_SignedForAnotherChain() public {
        uint256 appeal = escalated(_settled(800_00));
        bytes[] memory signatures = majorityFor(appeal, bytes32(0));
        bytes32 digest = rulingDigestOn(block.chainid + 1, address(appeals), appeal, bytes32(0));
        signatures[1] = signatureOf(panelKeys[1], digest);
        _assertUnsigned(appeal, signatures);
        digest = rulingDigestOn(block.chainid, address(ledger), appeal, bytes32(0)); // another contract
        signatures[1] = signatureOf(panelKeys[1], digest);
        _assertUnsigned(appeal, signatures);
    }

    function test_RevertWhen_SignatureMalformed() public {
        uint256 appeal = escalated(_settled(800_00));
        bytes[] memory signatures = majorityFor(appeal, bytes32(0));
        signatures[0] = "";
        _assertUnsigned(appeal, signatures);
        signatures[0] = new bytes(65);
        _assertUnsigned(appeal, signatures);
    }

    function test_RevertGiven_AppealNotEscalated() public {
        uint256 number = _settled(800_00);
        uint256 appeal = fileFor(number);
        bytes[] memory signatures = majorityFor(appeal, bytes32(0));
        bytes memory error_ = abi.encodeWithSelector(Errors.AppealStepInvalid.selector, appeal);
        vm.expectRevert(error_);
        appeals.ruleUpheld(appeal, signatures);
        uphold(appeal);
        escalate(appeal);
        ruleUpheld(appeal);
        vm.expectRevert(error_);
        appeals.ruleUpheld(appeal, signatures); // a ruling counts once
    }

    function test_RevertWhen_RulingOnAnotherClaim() public {
        uint256 number = _settled(800_00);
        uint256 appeal = escalated(number);
        uint256 other = _settled(900_00);
        IClaimLedger.Standing memory standing = standingOf(other);
        IClaimLedger.Decision memory decision = decisionOf(other, allowing(other, 1_000_00));
        bytes[] memory signatures = majorityFor(appeal, decision);
        bytes memory error_ = abi.encodeWithSelector(Errors.AppealUnrelated.selector, appeal);
        vm.expectRevert(error_);
        appeals.ruleOverturned(appeal, standing, decision, signatures);
        vm.expectRevert(error_);
        appeals.ruleOverdue(appeal, headers[batchOf(other)], decision, signatures);
    }

    function test_RevertWhen_AppealWorsens() public {
        uint256 number = _settled(800_00);
        uint256 appeal = fileFor(number);
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 799_00));
        bytes memory error_ = abi.encodeWithSelector(Errors.AppealWorsened.selector, appeal, 400_00, 399_20);
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        appeals.overturn(appeal, standing, decision);
        uphold(appeal);
        escalate(appeal);
        bytes[] memory signatures = majorityFor(appeal, decision);
        vm.expectRevert(error_);
        appeals.ruleOverturned(appeal, standing, decision, signatures);
    }

    function test_RevertGiven_OverdueRulingOfADecidedClaim() public {
        uint256 number = _overdue();
        uint256 appeal = fileOverdueFor(number);
        decide(number, allowing(number, 1_00));
        IClaimLedger.Decision memory decision = decisionOf(number, allowing(number, 800_00));
        bytes[] memory signatures = majorityFor(appeal, decision);
        vm.expectRevert(abi.encodeWithSelector(Errors.ClaimAlreadyDecided.selector, number));
        appeals.ruleOverdue(appeal, headers[1], decision, signatures);
    }

    function test_RevertWhen_WiredToNoContract() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(1)));
        new Appeals(address(manager), IOrganizations(address(1)), plans, escrow, ledger);
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(1)));
        new Appeals(address(manager), organizations, IPlans(address(1)), escrow, ledger);
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(1)));
        new Appeals(address(manager), organizations, plans, IEscrow(address(1)), ledger);
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(1)));
        new Appeals(address(manager), organizations, plans, escrow, IClaimLedger(address(1)));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _claim(uint256 seed) private pure returns (Encoder.Claim memory) {
        return claim(COVERAGE, seed, line(2_000_00, 800_00, 0));
    }

    function _settled(uint40 allowed) private returns (uint256) {
        return settleOne(claim(COVERAGE, allowed, line(2_000_00, allowed, 0)));
    }

    /// @dev Paid, and then determined lower, past the appeals, as only a holder of REDETERMINER can: a recovery was
    /// noticed.
    function _lowered() private returns (uint256 number, uint256 recovery) {
        number = _settled(800_00);
        redetermine(number, allowing(number, 500_00));
        recovery = (number << 16) | 1;
        _assertStatus(recovery, IEscrow.RecoveryStatus.Noticed);
    }

    /// @dev By its name, until it is there.
    function _lapse(uint256 appeal) private returns (bool isDone, bytes memory answer) {
        vm.prank(stranger);
        return address(appeals).call(abi.encodeWithSignature("lapse(uint256)", appeal));
    }

    function _overdue() private returns (uint256 number) {
        number = leaveOne(_claim(1));
        wait(31 days);
        markOverdue(number);
    }

    /// @dev Ascending.
    function _members(uint256 count) private pure returns (address[] memory members) {
        members = new address[](count);
        for (uint160 i = 0; i < count; ++i) {
            members[i] = address(0x9000 + i);
        }
    }

    function _assertPanelRefused(address[] memory members, uint8 majority) private {
        vm.expectRevert(abi.encodeWithSelector(Errors.PanelInvalid.selector));
        vm.prank(authority);
        appeals.appointPanel(members, majority);
    }

    function _assertFileRefused(uint256 number, bytes memory error_) private {
        IClaimLedger.Standing memory standing = standingOf(number);
        vm.expectRevert(error_);
        vm.prank(vm.addr(1));
        appeals.file(standing, GROUNDS, 0);
    }

    function _assertOverdueRefused(uint256 number, bytes memory error_) private {
        address signer = vm.addr(providerOf[number]);
        vm.expectRevert(error_);
        vm.prank(signer);
        appeals.fileOverdue(headers[batchOf(number)], uint16(number), GROUNDS);
    }

    function _assertEscalationRefused(uint256 appeal, bytes memory error_) private {
        vm.expectRevert(error_);
        vm.prank(vm.addr(1));
        appeals.escalate(appeal, GROUNDS);
    }

    function _assertUnsigned(uint256 appeal, bytes[] memory signatures) private {
        vm.expectRevert(abi.encodeWithSelector(Errors.RulingUnsigned.selector, appeal));
        appeals.ruleUpheld(appeal, signatures);
    }

    function _assertStatus(uint256 recovery, IEscrow.RecoveryStatus status) private view {
        assertEq(uint256(escrow.recoveryOf(recovery).status), uint256(status), "status");
    }
}
