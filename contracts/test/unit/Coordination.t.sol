// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Coordination} from "../../src/libraries/Coordination.sol";
import {Encoder} from "../support/Encoder.sol";
import {Reference} from "../support/Reference.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Test} from "../support/Test.sol";

/// @notice What a plan pays of a line after other payers, branch by branch: contracts/DESIGN.md section 4.
contract CoordinationTest is Test {
    uint256 private constant CENTS = (1 << 36) - 1;

    /*//////////////////////////////////////////////////////////////////////////
                                      WORDS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Whatever else stands in the word that is handed in, and whatever it says is paid.
    function testFuzz_WithPaid_LaidOutAsDesigned(uint256 noise, Amounts memory amounts) public pure {
        Encoder.Prior memory prior = _prior(amounts);
        uint256 given = Encoder.prior(prior, amounts.other % (CENTS + 1)) | ((noise >> 144) << 144);
        uint256 paid = amounts.paid % (CENTS + 1);
        uint256 word = Coordination.withPaid(given, paid);
        assertEq(word, Encoder.prior(prior, paid), "word");
        assertEq(Coordination.paidOf(word), paid, "paid");
        assertEq(Coordination.leftAndPaidOf(word), uint256(prior.paid) + prior.owed, "paid by others and still owed");
    }

    struct Amounts {
        uint256 paid;
        uint256 priorPaid;
        uint256 owed;
        uint256 priorAllowed;
        uint256 other;
    }

    function _prior(Amounts memory amounts) private pure returns (Encoder.Prior memory) {
        return Encoder.Prior({
            paid: uint40(amounts.priorPaid & CENTS),
            owed: uint40(amounts.owed & CENTS),
            allowed: uint40(amounts.priorAllowed & CENTS)
        });
    }

    /*//////////////////////////////////////////////////////////////////////////
                                ALLOWABLE EXPENSE
    //////////////////////////////////////////////////////////////////////////*/

    function test_Unpaid_HigherOfTheAllowedAmounts() public pure {
        assertEq(_unpaid(IPlans.AllowableRule.Higher, 700_00, 640_00, 800_00), 160_00, "theirs");
        assertEq(_unpaid(IPlans.AllowableRule.Higher, 900_00, 640_00, 800_00), 260_00, "its own");
    }

    function test_Unpaid_LowerOfTheAllowedAmounts() public pure {
        assertEq(_unpaid(IPlans.AllowableRule.Lower, 700_00, 640_00, 800_00), 60_00, "its own");
        assertEq(_unpaid(IPlans.AllowableRule.Lower, 900_00, 640_00, 800_00), 160_00, "theirs");
    }

    function test_Unpaid_ThePrimarys() public pure {
        assertEq(_unpaid(IPlans.AllowableRule.Primary, 700_00, 640_00, 800_00), 160_00, "the higher");
        assertEq(_unpaid(IPlans.AllowableRule.Primary, 900_00, 640_00, 800_00), 160_00, "the lower");
    }

    /// @dev Who covers nothing of it does not count, by any rule.
    function test_Unpaid_WhereOthersCoverNothing() public pure {
        for (uint256 rule = 0; rule < 3; ++rule) {
            assertEq(_unpaid(IPlans.AllowableRule(rule), 700_00, 0, 0), 700_00, "its own");
        }
    }

    /// @dev Others may have paid more than the expense.
    function test_Unpaid_NothingWhereOthersPaidIt() public pure {
        assertEq(_unpaid(IPlans.AllowableRule.Lower, 600_00, 640_00, 800_00), 0, "nothing");
    }

    function testFuzz_Unpaid_EqualsReference(uint8 rule, Amounts memory amounts) public pure {
        Encoder.Prior memory prior = _prior(amounts);
        IPlans.AllowableRule made = IPlans.AllowableRule(rule % 3);
        uint256 own = amounts.other & CENTS;
        uint256 expense = Reference.expenseOf(made, own, prior.allowed);
        uint256 unpaid = Coordination.unpaidOf(uint256(made) << 2, own, Encoder.prior(prior, 0));
        assertEq(unpaid, Reference.leftOf(expense, prior.paid), "unpaid");
    }

    function _unpaid(IPlans.AllowableRule rule, uint256 own, uint40 paid, uint40 allowed)
        private
        pure
        returns (uint256)
    {
        uint256 prior = Encoder.prior(Encoder.Prior({paid: paid, owed: 0, allowed: allowed}), 0);
        return Coordination.unpaidOf(uint256(rule) << 2, own, prior);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       PAID
    //////////////////////////////////////////////////////////////////////////*/

    function test_Paid_TraditionalTheBenefit() public pure {
        assertEq(_paid(IPlans.CoordinationMethod.Traditional, 100_00, 260_00, 200_00), 100_00, "no more than alone");
    }

    function test_Paid_NonDuplicationLessWhatOthersPaid() public pure {
        assertEq(_paid(IPlans.CoordinationMethod.NonDuplication, 700_00, 260_00, 200_00), 60_00, "the difference");
        assertEq(_paid(IPlans.CoordinationMethod.NonDuplication, 640_00, 260_00, 200_00), 0, "nothing");
        assertEq(_paid(IPlans.CoordinationMethod.NonDuplication, 100_00, 260_00, 200_00), 0, "nor less than that");
    }

    /// @dev The benefit is that of what is unpaid already.
    function test_Paid_MaintenanceTheBenefitGiven() public pure {
        assertEq(_paid(IPlans.CoordinationMethod.MaintenanceOfBenefits, 128_00, 260_00, 200_00), 128_00, "as given");
    }

    function test_Paid_HeldToWhatIsOwedOrUnpaid() public pure {
        for (uint256 method = 1; method < 4; method += 2) {
            assertEq(_paid(IPlans.CoordinationMethod(method), 800_00, 260_00, 200_00), 200_00, "owed");
            assertEq(_paid(IPlans.CoordinationMethod(method), 800_00, 160_00, 200_00), 160_00, "unpaid");
        }
        assertEq(_paid(IPlans.CoordinationMethod.NonDuplication, 999_00, 260_00, 200_00), 200_00, "owed");
        assertEq(_paid(IPlans.CoordinationMethod.NonDuplication, 999_00, 160_00, 200_00), 160_00, "unpaid");
    }

    function testFuzz_Paid_NeverAboveRecognised(uint8 method, uint256 benefit, uint256 unpaid, Amounts memory amounts)
        public
        pure
    {
        Encoder.Prior memory prior = _prior(amounts);
        (benefit, unpaid) = (benefit & CENTS, unpaid & CENTS);
        uint256 settings = 1 + method % 3;
        uint256 paid = Coordination.paid(settings, benefit, unpaid, Encoder.prior(prior, 0));
        assertLe(paid, benefit, "benefit");
        assertLe(paid, unpaid, "unpaid");
        assertLe(paid, prior.owed, "owed");
        uint256 wanted = settings == 2 ? Reference.leftOf(benefit, prior.paid) : benefit;
        assertEq(paid, Reference.lesser(wanted, Reference.lesser(unpaid, prior.owed)), "nor less than that");
    }

    /// @dev Others paid 640.00.
    function _paid(IPlans.CoordinationMethod method, uint256 benefit, uint256 unpaid, uint40 owed)
        private
        pure
        returns (uint256)
    {
        uint256 prior = Encoder.prior(Encoder.Prior({paid: 640_00, owed: owed, allowed: 0}), 0);
        return Coordination.paid(uint256(method), benefit, unpaid, prior);
    }
}
