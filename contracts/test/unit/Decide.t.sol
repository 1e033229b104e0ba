// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Corrected} from "../support/Corrected.sol";
import {Encoder} from "../support/Encoder.sol";

/// @notice Claims that their settlement left, decided by their path.
contract DecideTest is Corrected {
    uint64 private constant COVERAGE = 7;

    function setUp() public override {
        super.setUp();
        registerProviders(3);
        enrol(COVERAGE, 0);
        fund(100_000_00);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     DECIDING
    //////////////////////////////////////////////////////////////////////////*/

    function test_Decide_LeftOutClaim() public {
        uint256 number = settleOne(claim(COVERAGE, 1, line(100_00, 200_00, 0)));
        assertTrue(clocks.isUndecided(headers[1], 0), "left out");
        assertEq(token.balanceOf(payeeOf(1)), 0, "nothing yet");
        decide(number, allowing(number, 100_00));
        assertTrue(!clocks.isUndecided(headers[1], 0), "decided");
        assertEq(resultOf(number, 0).deductible, 100_00, "to the deductible");
    }

    function test_Decide_BareLeaf_Pays() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        decide(number, allowing(number, 400_00));
        // 300.00 deductible, 20 % of 100.00
        assertEq(paidOf(number), 80_00, "paid");
        assertEq(token.balanceOf(payeeOf(1)), 80_00 * UNITS, "transferred");
        assertEq(coverages.coverageYearOf(INSURER, COVERAGE).outOfPocketCents, 320_00, "accumulated");
    }

    function test_Decide_EmitsTheJournal() public {
        Encoder.Claim memory made = claim(COVERAGE, 1, line(500_00, 400_00, 0));
        uint256 number = leaveOne(made);
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, made);
        uint256[] memory results = new uint256[](1);
        results[0] = (uint256(500_00) << 210) | (1 << 196) | (400_00 << 160) | (300_00 << 72) | (20_00 << 36);
        bytes32 leaf = Encoder.determinationLeaf(made, 1, time(), results);
        uint256 position = (2 << 148) | (1 << 140) | (1 << 132) | (1 << 124) | (uint256(DAY) << 100) | (7 << 36);
        vm.expectEmit(address(ledger));
        emit IClaimLedger.ClaimDetermined({
            claimNumber: number,
            provider: 1,
            determinationRoot: Encoder.submissionNode(1, 0, 1, leaf),
            journal: abi.encodePacked(position, Encoder.receiptLeaf(made), results[0], made.reasonsHash)
        });
        vm.prank(adjudicator);
        corrections.decide(headers[1], decisions);
    }

    /// @dev Each path is against the root that the one before left.
    function test_Decide_SeveralOfABatch() public {
        uint32 batch = _threeSubmissions();
        IClaimLedger.Decision[] memory decisions = new IClaimLedger.Decision[](2);
        decisions[0] = decisionOf(numberOf(batch, 3), allowing(numberOf(batch, 3), 50_00));
        uint256 state = vm.snapshotState();
        decide(numberOf(batch, 3), allowing(numberOf(batch, 3), 50_00));
        decisions[1] = decisionOf(numberOf(batch, 0), allowing(numberOf(batch, 0), 60_00));
        vm.revertToState(state);

        vm.recordLogs();
        vm.prank(adjudicator);
        corrections.decide(headers[batch], decisions);
        book();
        assertTrue(stands[numberOf(batch, 0)] && stands[numberOf(batch, 3)], "both stand");
        assertTrue(clocks.isUndecided(headers[batch], 1), "the others wait");
    }

    function test_Decide_EachOfABatch() public {
        uint32 batch = _threeSubmissions();
        for (uint256 i = 6; i > 0; --i) {
            decide(numberOf(batch, i - 1), allowing(numberOf(batch, i - 1), 10_00));
        }
        for (uint16 i = 0; i < 6; ++i) {
            assertTrue(!clocks.isUndecided(headers[batch], i), "decided");
        }
    }

    function test_Decide_ZeroPaid_TransfersNothing() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 300_00, 0)));
        decide(number, allowing(number, 300_00));
        assertEq(paidOf(number), 0, "all to the deductible");
        assertEq(escrow.balanceOf(INSURER), 100_000_00 * UNITS, "no payout");
    }

    function test_Decide_GivenFundsLacking_IsOwed() public {
        vm.prank(treasurer);
        escrow.withdraw(INSURER, treasurer, 100_000_00 * UNITS);
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        decide(number, allowing(number, 400_00));
        assertEq(escrow.totalOwedOf(INSURER), 80_00, "owed");
    }

    function test_Decide_Late_PaysInterest() public {
        uint32 plan = publish(interestPlan());
        enrol(8, plan, 0);
        uint256 number = leaveOne(claim(8, 1, line(1_300_00, 1_300_00, 0)));
        wait(31 days);
        decide(number, allowing(number, 1_300_00));
        // 800.00 for 31 days at 10 %: 6.79 and a bit
        assertEq(paidOf(number), 800_00, "paid");
        assertEq(interestOf[number], 6_79, "interest");
        assertEq(token.balanceOf(payeeOf(1)), 806_79 * UNITS, "transferred");
    }

    function test_Decide_WithFamilyAndExtension() public {
        enrol(9, PLAN, 3);
        uint256 number = leaveOne(claim(9, 1, line(500_00, 400_00, 0)));
        decide(number, allowing(number, 400_00));
        assertEq(coverages.familyYearOf(INSURER, 3).deductibleCents, 300_00, "the family's too");
    }

    function test_Estimate_AgreesWithTheDecision() public {
        Encoder.Claim memory made = claim(COVERAGE, 1, line(500_00, 400_00, 0));
        uint256 number = leaveOne(made);
        bytes memory journal = corrections.estimate(INSURER, decisionOf(number, made));
        decide(number, made);
        assertEq(wordsOf(journal)[2], openingOf(number).results[0], "to the cent");
        assertEq(wordsOf(journal).length, 4, "position, leaf, result, reasons");
    }

    function test_RevertGiven_EstimateOfUnknownCoverage() public {
        Encoder.Claim memory made = claim(COVERAGE, 1, line(500_00, 400_00, 0));
        uint256 number = leaveOne(made);
        IClaimLedger.Decision memory decision = decisionOf(number, made);
        decision.coverageYear = 1234;
        vm.expectRevert(abi.encodeWithSelector(Errors.CoverageYearNotFound.selector, 1234));
        corrections.estimate(INSURER, decision);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     REFUSED
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_DeciderNotAdjudicator() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, allowing(number, 400_00));
        uint64 role = RoleIds.ofInsurer(INSURER, IOrganizations.Role.Adjudicator);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, role, gateway));
        vm.prank(gateway);
        corrections.decide(headers[1], decisions);
    }

    function test_RevertGiven_ClaimDecided() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        decide(number, allowing(number, 400_00));
        _assertRefused(number, 1_00, abi.encodeWithSelector(Errors.ClaimAlreadyDecided.selector, number));
    }

    function test_RevertGiven_ClaimDecidedBySettlement() public {
        uint256 number = settleOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        _assertRefused(number, 1_00, abi.encodeWithSelector(Errors.ClaimAlreadyDecided.selector, number));
    }

    function test_RevertWhen_TwiceInOneCall() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        IClaimLedger.Decision[] memory decisions = new IClaimLedger.Decision[](2);
        decisions[0] = decisionOf(number, allowing(number, 1_00));
        decisions[1] = decisions[0];
        vm.expectRevert(abi.encodeWithSelector(Errors.ClaimAlreadyDecided.selector, number));
        vm.prank(adjudicator);
        corrections.decide(headers[1], decisions);
    }

    function test_RevertGiven_BatchNotSettled() public {
        uint32 batch = post(one(1, one(claim(COVERAGE, 1, line(500_00, 400_00, 0)))));
        uint256 number = numberOf(batch, 0);
        _assertRefused(number, 1_00, abi.encodeWithSelector(Errors.BatchNotSettled.selector, INSURER, batch));
    }

    function test_RevertGiven_BatchUnknown() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        headers[1].batch = 2;
        IClaimLedger.Decision[] memory none = new IClaimLedger.Decision[](0);
        vm.expectRevert(abi.encodeWithSelector(Errors.BatchNotFound.selector, INSURER, 2));
        vm.prank(adjudicator);
        corrections.decide(headers[1], none);
        assertTrue(number != 0, "made");
    }

    function test_RevertWhen_HeaderOfYesterday() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        IClaimLedger.BatchHeader memory before = headers[1];
        decide(number, allowing(number, 400_00));
        headers[1] = before;
        _assertRefused(number, 1_00, abi.encodeWithSelector(Errors.BatchHeaderMismatch.selector, INSURER, 1));
    }

    function test_RevertWhen_IndexNotTheBatchs() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, allowing(number, 400_00));
        decisions[0].path.index = 1;
        vm.expectRevert(abi.encodeWithSelector(Errors.ClaimNotFound.selector, numberOf(1, 1)));
        vm.prank(adjudicator);
        corrections.decide(headers[1], decisions);
    }

    function test_RevertWhen_ClaimIsReplacement() public {
        uint256 first = settleOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        uint256 number = leaveOne(replacing(first, 1, claim(COVERAGE, 2, line(500_00, 400_00, 0))));
        _assertRefused(number, 1_00, abi.encodeWithSelector(Errors.CorrectionUnrelated.selector, number));
    }

    function test_RevertWhen_ChargeOfDecisionChanged() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        Encoder.Claim memory made = allowing(number, 400_00);
        made.lines[0].charge = 501_00;
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, made);
        _assertRefused(decisions, abi.encodeWithSelector(Errors.PathInvalid.selector, number));
    }

    /// @dev Whatever part of a path is changed.
    function testFuzz_RevertWhen_PathChanged(uint256 seed) public {
        uint32 batch = _threeSubmissions();
        uint256 number = numberOf(batch, seed % 6);
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, allowing(number, 10_00));
        IClaimLedger.Path memory path = decisions[0].path;
        uint256 part = (seed >> 8) % 6;
        if (part == 0) path.provider += 1;
        if (part == 1) path.firstIndex += 1;
        if (part == 2) path.count += 1;
        if (part == 3) path.submissionIndex += 1;
        if (part == 4) path.outerSiblings[0] ^= bytes32(uint256(1));
        if (part == 5) path.innerSiblings = Encoder.append(path.innerSiblings, bytes32(seed));
        _assertRefused(decisions, abi.encodeWithSelector(Errors.PathInvalid.selector, number));
    }

    function test_RevertWhen_PathOfANeighbour() public {
        uint32 batch = _threeSubmissions();
        IClaimLedger.Decision[] memory decisions = decisionsOf(numberOf(batch, 1), allowing(numberOf(batch, 2), 1_00));
        _assertRefused(decisions, abi.encodeWithSelector(Errors.PathInvalid.selector, numberOf(batch, 1)));
    }

    function test_RevertWhen_DecisionTooLong() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, allowing(number, 400_00));
        decisions[0].claim = Encoder.append(decisions[0].claim, 1);
        _assertRefused(decisions, abi.encodeWithSelector(Errors.EncodingMalformed.selector, 4));
    }

    function test_RevertWhen_DecisionTooShort() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, allowing(number, 400_00));
        decisions[0].claim = new uint256[](1);
        _assertRefused(decisions, abi.encodeWithSelector(Errors.EncodingMalformed.selector, 0));
    }

    function test_RevertWhen_AllowedAboveCharge() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        _assertRefused(number, 500_01, abi.encodeWithSelector(Errors.AllowedExceedsCharge.selector, 0));
    }

    function test_RevertWhen_ClassUnknown() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        Encoder.Claim memory made = allowing(number, 1_00);
        made.lines[0].class = 4;
        _assertRefused(decisionsOf(number, made), abi.encodeWithSelector(Errors.ClassUnknown.selector, 0));
    }

    function test_RevertWhen_ClaimWithoutLines() public {
        Encoder.Claim memory made = claim(COVERAGE, 1, line(0, 0, 0));
        made.lines = new Encoder.Line[](0);
        made.reasonsHash = 0;
        uint256 number = leaveOne(made);
        _assertRefused(decisionsOf(number, made), abi.encodeWithSelector(Errors.ClaimWithoutLines.selector));
    }

    function test_RevertGiven_InterestOutOfRange() public {
        IPlans.Plan memory plan = interestPlan();
        plan.clocks.interest[0].rateBps = type(uint16).max;
        enrol(8, publish(plan), 0);
        uint40 most = (1 << 36) - 1;
        uint256 number = leaveOne(claim(8, 1, line(most, most, 0)));
        wait(100 days);
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, allowing(number, most));
        // 2^36 - 1 less the patient's 2,000.00, at 655.35 % for 100 days
        uint256 interest = (uint256(most - 2_000_00) * 65_535 * 100 + 1_825_000) / 3_650_000;
        vm.expectRevert(abi.encodeWithSelector(Errors.InterestOutOfRange.selector, interest));
        vm.prank(adjudicator);
        corrections.decide(headers[1], decisions);
    }

    function test_RevertGiven_CoverageUnknown() public {
        uint256 number = leaveOne(claim(1234, 1, line(500_00, 400_00, 0)));
        _assertRefused(number, 1_00, abi.encodeWithSelector(Errors.CoverageYearNotFound.selector, 1234));
    }

    /// @dev Enrolment refuses a plan of another insurer; the ledger does not rely on it.
    function test_RevertGiven_PlanOfAnotherInsurer() public {
        uint256 number = leaveOne(claim(COVERAGE, 1, line(500_00, 400_00, 0)));
        uint32 plan = coverages.coverageYearOf(INSURER, COVERAGE).plan;
        (address content,) = plans.contentOf(plan);
        vm.mockCall(address(plans), abi.encodeCall(IPlans.contentOf, (plan)), abi.encode(content, uint32(2)));
        _assertRefused(number, 1_00, abi.encodeWithSelector(Errors.PlanNotFound.selector, plan));
    }

    /// @dev All or none.
    function test_RevertWhen_OneOfTwoFails() public {
        uint32 batch = _threeSubmissions();
        IClaimLedger.Decision[] memory decisions = new IClaimLedger.Decision[](2);
        decisions[0] = decisionOf(numberOf(batch, 0), allowing(numberOf(batch, 0), 60_00));
        decisions[1] = decisionOf(numberOf(batch, 1), allowing(numberOf(batch, 1), 60_00));
        _assertRefused(decisions, abi.encodeWithSelector(Errors.PathInvalid.selector, numberOf(batch, 1)));
        assertTrue(clocks.isUndecided(headers[batch], 0), "none");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _assertRefused(uint256 number, uint40 allowed, bytes memory error_) private {
        _assertRefused(decisionsOf(number, allowing(number, allowed)), error_);
    }

    function _assertRefused(IClaimLedger.Decision[] memory decisions, bytes memory error_) private {
        uint32 batch = ledger.lastBatchOf(INSURER);
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        corrections.decide(headers[batch], decisions);
    }

    /// @dev Three, two and one bare claims of three providers.
    function _threeSubmissions() private returns (uint32 batch) {
        Encoder.Submission[] memory submissions = new Encoder.Submission[](3);
        for (uint32 i = 0; i < 3; ++i) {
            submissions[i] = Encoder.Submission(3 - i, new Encoder.Claim[](3 - i));
            for (uint256 j = 0; j < 3 - i; ++j) {
                submissions[i].claims[j] = claim(COVERAGE, 10 * i + j, line(100_00, 90_00, 0));
                submissions[i].claims[j].isBare = true;
            }
        }
        batch = post(submissions);
        settleAsPosted(batch);
    }
}
