// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Encoder} from "../support/Encoder.sol";
import {Tally} from "../support/Tally.sol";

/// @notice Claims with prior payers decided one by one, reversed, replaced and determined again.
contract CorrectCoordinationTest is Tally {
    /// @dev Traditional, by the higher allowed amount; one of maintenance of benefits; one that pays after nobody.
    uint64 private constant COVERAGE = 7;
    uint64 private constant MAINTAINED = 8;
    uint64 private constant ALONE = 9;

    function setUp() public override {
        super.setUp();
        registerProviders(2);
        IPlans.Plan memory plan = interestPlan();
        join(ALONE, publish(plan), 0, 0);
        plan.coordinationMethod = IPlans.CoordinationMethod.Traditional;
        join(COVERAGE, publish(plan), 3, 0);
        plan.coordinationMethod = IPlans.CoordinationMethod.MaintenanceOfBenefits;
        join(MAINTAINED, publish(plan), 0, 0);
        fund(100_000_00);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      DECIDING
    //////////////////////////////////////////////////////////////////////////*/

    function test_Decide_PaysAfterOthers() public {
        uint256 number = leaveOne(_claim(COVERAGE, 900_00));
        decide(number, _claim(COVERAGE, 900_00));
        assertEq(resultOf(number, 0).paid, 480_00, "the benefit");
        assertEq(paidOf(number), 300_00, "of 900 are 300 unpaid");
        assertEq(token.balanceOf(payeeOf(1)), 300_00 * UNITS, "the payout");
        checkAll();
    }

    function test_Estimate_AgreesWithTheDecision() public {
        Encoder.Claim memory made = _claim(MAINTAINED, 900_00);
        uint256 number = leaveOne(made);
        uint256[] memory words = wordsOf(corrections.estimate(INSURER, decisionOf(number, made)));
        decide(number, made);
        assertEq(words.length, 5, "position, leaf, result, reasons, prior payers");
        assertEq(words[2], openingOf(number).results[0], "the result");
        assertEq(words[4], openingOf(number).facts[1], "what is paid");
        assertEq(words[4] % (1 << 36), paidOf(number), "to the cent");
    }

    function test_RevertWhen_PlanPaysAfterNobody() public {
        Encoder.Claim memory made = _claim(ALONE, 900_00);
        uint256 number = leaveOne(made);
        _refuse(number, made, abi.encodeWithSelector(Errors.PlanNotCoordinating.selector, planOf[ALONE]));
    }

    function test_RevertWhen_PriorAmountsAboveTheCharge() public {
        Encoder.Claim memory made = _claim(COVERAGE, 900_00);
        uint256 number = leaveOne(made);
        made.priors[0].owed = 400_01;
        _refuse(number, made, abi.encodeWithSelector(Errors.PriorAmountsExceedCharge.selector, 0));
    }

    /// @dev Of two lines the words are two.
    function test_RevertWhen_PriorsOfFewerLines() public {
        Encoder.Claim memory made = _claim(COVERAGE, 900_00);
        uint256 number = leaveOne(made);
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, made);
        uint256[] memory words = decisions[0].claim;
        decisions[0].claim = slice(words, 0, words.length - 1);
        vm.prank(adjudicator);
        vm.expectRevert(abi.encodeWithSelector(Errors.EncodingMalformed.selector, words.length));
        corrections.decide(headers[batchOf(number)], decisions);
        decisions[0].claim = Encoder.append(words, words[words.length - 1]);
        vm.prank(adjudicator);
        vm.expectRevert(abi.encodeWithSelector(Errors.EncodingMalformed.selector, words.length));
        corrections.decide(headers[batchOf(number)], decisions);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      UNDOING
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev What was paid is recovered; what was credited as without others is given back.
    function test_Reverse_RecoversWhatWasPaid() public {
        uint256 number = settleOne(_claim(COVERAGE, 900_00));
        assertEq(coverages.coverageYearOf(INSURER, COVERAGE).outOfPocketCents, 420_00, "credited as without others");
        reverse(number);
        assertEq(escrow.recoveryOf((number << 16) | 1).cents, 300_00, "what was paid");
        assertEq(coverages.coverageYearOf(INSURER, COVERAGE).outOfPocketCents, 0, "given back");
        assertEq(coverages.familyYearOf(INSURER, 3).deductibleCents, 0, "the family's too");
        checkAll();
    }

    /// @dev Maintenance of benefits paid by what the accumulators were then; a reversal does not compute it anew.
    function test_Reverse_MaintenanceAfterAccumulatorsMoved() public {
        uint256 number = settleOne(_claim(MAINTAINED, 900_00));
        assertEq(paidOf(number), 0, "all of the 300 were deductible");
        uint256 second = settleOne(_claim(MAINTAINED, 901_00));
        assertEq(paidOf(second), 240_80, "301 less a fifth");
        reverse(number);
        reverse(second);
        assertEq(escrow.recoveryOf((second << 16) | 1).cents, 240_80, "what was paid");
        assertEq(coverages.coverageYearOf(INSURER, MAINTAINED).outOfPocketCents, 0, "all given back");
        checkAll();
    }

    function test_Replace_PaysTheDifference() public {
        uint256 number = settleOne(_claim(COVERAGE, 900_00));
        Encoder.Claim memory made = replacing(number, 1, _claim(COVERAGE, 900_01));
        made.priors[0].paid = 500_00;
        uint256 next = leaveOne(made);
        correct(next, made, number);
        assertEq(token.balanceOf(payeeOf(1)), 400_00 * UNITS, "100 more are unpaid");
        checkAll();
    }

    /// @dev The payer before paid more than it had said.
    function test_Replace_RecoversTheDifference() public {
        uint256 number = settleOne(_claim(COVERAGE, 900_00));
        Encoder.Claim memory made = replacing(number, 1, _claim(COVERAGE, 900_01));
        made.priors[0] = Encoder.Prior({paid: 850_00, owed: 50_00, allowed: 900_00});
        uint256 next = leaveOne(made);
        correct(next, made, number);
        assertEq(escrow.recoveryOf((next << 16) | 1).cents, 250_00, "300 less the 50 that are owed");
        checkAll();
    }

    /*//////////////////////////////////////////////////////////////////////////
                                 DETERMINING AGAIN
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Another allowed amount is coordinated anew, by what prior payers left: nothing of it was computed before.
    function test_Redetermine_AnotherAllowedAmount() public {
        uint256 number = settleOne(_claim(COVERAGE, 700_00));
        assertEq(paidOf(number), 200_00, "of the 800 of the payer before");
        wait(73 days);
        redetermine(number, allowing(number, 1_000_00));
        assertEq(paidOf(number), 400_00, "of its own 1,000 all that is owed");
        assertEq(interestOf[number], 4_00, "on the difference");
        checkAll();
    }

    function test_Redetermine_WithoutOthersAfterAll() public {
        uint256 number = settleOne(_claim(COVERAGE, 900_00));
        Encoder.Claim memory made = claimOf(number);
        made.priors = new Encoder.Prior[](0);
        redetermine(number, made);
        assertEq(paidOf(number), 480_00, "the benefit");
        assertEq(token.balanceOf(payeeOf(1)), 480_00 * UNITS, "paid");
        checkAll();
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       LEAVES
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Another amount than was determined, of any payer, opens another leaf.
    function testFuzz_RevertWhen_PriorChanged(uint8 bit) public {
        uint256 number = settleOne(_claim(COVERAGE, 900_00));
        IClaimLedger.Standing memory standing = standingOf(number);
        standing.opening.facts[1] ^= uint256(1) << bit;
        vm.prank(adjudicator);
        vm.expectRevert(abi.encodeWithSelector(Errors.PathInvalid.selector, number));
        corrections.reverse(standing, REASONS);
    }

    function test_RevertWhen_PriorLeftOutOfAnOpening() public {
        IClaimLedger.Standing memory standing = standingOf(settleOne(_claim(COVERAGE, 900_00)));
        standing.opening.facts = slice(standing.opening.facts, 0, 1);
        vm.prank(adjudicator);
        vm.expectRevert(abi.encodeWithSelector(Errors.EncodingMalformed.selector, 2));
        corrections.reverse(standing, REASONS);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Of 1,000, of which a payer before allowed 800, paid 600 and left 400.
    function _claim(uint64 coverageYear, uint40 allowed) private pure returns (Encoder.Claim memory made) {
        made = claim(coverageYear, allowed, line(1_000_00, allowed, 0));
        made.priors = new Encoder.Prior[](1);
        made.priors[0] = Encoder.Prior({paid: 600_00, owed: 400_00, allowed: 800_00});
    }

    function _refuse(uint256 number, Encoder.Claim memory made, bytes memory reason) private {
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, made);
        vm.prank(adjudicator);
        vm.expectRevert(reason);
        corrections.decide(headers[batchOf(number)], decisions);
    }
}
