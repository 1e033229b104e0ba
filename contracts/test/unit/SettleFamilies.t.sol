// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Encoder} from "../support/Encoder.sol";
import {Reference} from "../support/Reference.sol";
import {Settling} from "../support/Settling.sol";

/// @notice Deductibles and out-of-pocket maximums: of individuals and families, embedded and aggregate, and what the cap
/// takes off. contracts/DESIGN.md sections 3 and 4.
contract SettleFamiliesTest is Settling {
    /*//////////////////////////////////////////////////////////////////////////
                                      EMBEDDED
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Adjudication notes, vector 9, in either order, in one batch and in two: always 500.
    function testFuzz_Settle_FamilyDeductibleSumsTo500(bool isSwapped, bool isOneBatch) public {
        enrol(7, 3);
        enrol(8, 3);
        (uint64 first, uint64 second) = isSwapped ? (uint64(8), uint64(7)) : (uint64(7), uint64(8));
        Encoder.Claim memory a = claim(first, 1, line(400_00, 400_00, 0));
        Encoder.Claim memory b = claim(second, 2, line(400_00, 400_00, 0));
        if (isOneBatch) {
            settleClaims(two(a, b));
        } else {
            settleOne(a);
            settleOne(b);
        }
        assertEq(_deductible(first), 300_00, "whoever is first");
        assertEq(_deductible(second), 200_00, "the other");
        assertEq(coverages.familyYearOf(INSURER, 3).deductibleCents, 500_00, "family");
    }

    /// @dev The individual's rest is the lesser.
    function test_Settle_EmbeddedDeductibleOfOne() public {
        enrol(7, 3);
        Reference.Line memory made = _settle(7, 400_00, 0);
        assertEq(made.deductible, 300_00, "his own");
        assertEq(made.coinsurance, 20_00, "then coinsurance");
    }

    /// @dev The family's maximum is reached before the third's own.
    function test_Settle_EmbeddedMaximumOfAll() public {
        _enrolFamily(_planOf(0, 0, 100_00, 250_00));
        assertEq(_patient(_settle(7, 1_000_00, 0)), 100_00, "first");
        assertEq(_patient(_settle(8, 1_000_00, 0)), 100_00, "second");
        assertEq(_patient(_settle(9, 1_000_00, 0)), 50_00, "the family's rest");
        assertEq(_patient(_settle(9, 1_000_00, 0)), 0, "nothing is left");
        assertEq(_outOfPocket(9), 50_00, "his own is not reached");
        assertEq(coverages.familyYearOf(INSURER, 3).outOfPocketCents, 250_00, "family");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      AGGREGATE
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev One of the family meets the whole of its deductible.
    function test_Settle_AggregateDeductible() public {
        IPlans.Plan memory plan = _planOf(300_00, 500_00, 2_000_00, 3_000_00);
        plan.isDeductibleAggregate = true;
        _enrolFamily(plan);
        Reference.Line memory made = _settle(7, 600_00, 0);
        assertEq(made.deductible, 500_00, "beyond his own");
        assertEq(made.coinsurance, 20_00, "then coinsurance");
        assertEq(_settle(8, 100_00, 0).deductible, 0, "met for the others");
        assertEq(_deductible(7), 500_00, "his own total advances");
    }

    /// @dev Nobody pays coinsurance before the family has met it, whatever his own total is.
    function test_Settle_AggregateDeductibleNotMetByOne() public {
        IPlans.Plan memory plan = _planOf(300_00, 500_00, 2_000_00, 3_000_00);
        plan.isDeductibleAggregate = true;
        _enrolFamily(plan);
        assertEq(_settle(7, 300_00, 0).deductible, 300_00, "first");
        assertEq(_settle(7, 300_00, 0).deductible, 200_00, "the family's rest");
    }

    function test_Settle_AggregateDeductibleWithoutFamily() public {
        IPlans.Plan memory plan = _planOf(300_00, 500_00, 2_000_00, 3_000_00);
        plan.isDeductibleAggregate = true;
        enrol(7, publish(plan), 0);
        assertEq(_settle(7, 600_00, 0).deductible, 300_00, "the individual's");
    }

    function test_Settle_AggregateMaximum() public {
        IPlans.Plan memory plan = _planOf(0, 0, 100_00, 250_00);
        plan.isOutOfPocketAggregate = true;
        _enrolFamily(plan);
        assertEq(_patient(_settle(7, 1_000_00, 0)), 200_00, "beyond his own");
        assertEq(_patient(_settle(8, 1_000_00, 0)), 50_00, "the family's rest");
        assertEq(_patient(_settle(7, 1_000_00, 0)), 0, "nothing is left");
        assertEq(_outOfPocket(7), 200_00, "his own total advances");
    }

    function test_Settle_AggregateMaximumWithoutFamily() public {
        IPlans.Plan memory plan = _planOf(0, 0, 100_00, 250_00);
        plan.isOutOfPocketAggregate = true;
        enrol(7, publish(plan), 0);
        assertEq(_patient(_settle(7, 1_000_00, 0)), 100_00, "the individual's");
    }

    /// @dev An aggregate deductible beside an embedded maximum: each person is capped.
    function test_Settle_AggregateDeductibleEmbeddedMaximum() public {
        IPlans.Plan memory plan = _planOf(100_00, 500_00, 150_00, 700_00);
        plan.isDeductibleAggregate = true;
        _enrolFamily(plan);
        Reference.Line memory made = _settle(7, 600_00, 0);
        assertEq(made.deductible, 150_00, "cut by his own maximum");
        assertEq(coverages.familyYearOf(INSURER, 3).deductibleCents, 150_00, "what stands is posted");
        assertEq(_patient(_settle(7, 600_00, 0)), 0, "he has paid his share");
        assertEq(_settle(8, 600_00, 0).deductible, 150_00, "the next goes on with the family's");
    }

    /// @dev Two plans in one family: each member by the plan of its own, both count to the family.
    function test_Settle_FamilyWithTwoPlans() public {
        IPlans.Plan memory plan = _planOf(300_00, 500_00, 2_000_00, 3_000_00);
        plan.isDeductibleAggregate = true;
        enrol(7, publish(plan), 3);
        enrol(8, PLAN, 3);
        assertEq(_settle(7, 450_00, 0).deductible, 450_00, "aggregate");
        assertEq(_settle(8, 450_00, 0).deductible, 50_00, "embedded, of the same family");
    }

    function test_Settle_FamiliesApart() public {
        enrol(7, 3);
        enrol(8, 4);
        _settle(7, 300_00, 0);
        assertEq(coverages.familyYearOf(INSURER, 3).deductibleCents, 300_00, "one");
        assertEq(coverages.familyYearOf(INSURER, 4).deductibleCents, 0, "the other");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                         CAP
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev 10 copay, 30 deductible, 60 of 25 % is 15: with 50 left to the maximum, coinsurance is cut to 10.
    function test_Settle_CapTakesCoinsuranceFirst() public {
        Reference.Line memory made = _settleCapped(50_00);
        assertEq(made.copay, 10_00, "copay");
        assertEq(made.deductible, 30_00, "deductible");
        assertEq(made.coinsurance, 10_00, "coinsurance");
        assertEq(made.paid, 50_00, "paid");
    }

    function test_Settle_CapTakesDeductibleNext() public {
        Reference.Line memory made = _settleCapped(25_00);
        assertEq(made.copay, 10_00, "copay");
        assertEq(made.deductible, 15_00, "deductible");
        assertEq(made.coinsurance, 0, "coinsurance");
        assertEq(_deductible(7), 15_00, "what stands is posted");
    }

    function test_Settle_CapTakesCopayLast() public {
        Reference.Line memory made = _settleCapped(4_00);
        assertEq(made.copay, 4_00, "copay");
        assertEq(made.deductible + made.coinsurance, 0, "the others");
        assertEq(made.paid, 96_00, "paid");
    }

    function test_Settle_CapOfNothing() public {
        Reference.Line memory made = _settleCapped(0);
        assertEq(made.paid, 100_00, "all of it");
        assertEq(_outOfPocket(7), 0, "nothing counted");
    }

    /// @dev Exactly at the maximum nothing is cut.
    function test_Settle_CapJustReached() public {
        Reference.Line memory made = _settleCapped(55_00);
        assertEq(made.coinsurance, 15_00, "coinsurance");
        assertEq(made.paid, 45_00, "paid");
        assertEq(_patient(_settle(7, 100_00, 0)), 0, "from now on all is paid");
    }

    function test_Settle_CapRunsThroughTheLines() public {
        enrol(7, publish(_planOf(0, 0, 30_00, 30_00)), 0);
        Encoder.Claim memory made = claim(7, 1, line(0, 0, 0));
        made.lines = new Encoder.Line[](4);
        for (uint256 i = 0; i < 4; ++i) {
            made.lines[i] = line(60_00, 60_00, 0); // 12 each
        }
        Reference.Determination memory all = settleOne(made);
        assertEq(all.lines[1].coinsurance, 12_00, "whole");
        assertEq(all.lines[2].coinsurance, 6_00, "cut");
        assertEq(all.lines[3].coinsurance, 0, "nothing");
        assertEq(all.paid, 210_00, "paid");
    }

    /*//////////////////////////////////////////////////////////////////////////
                              CLASSES BESIDE THE MAXIMUM
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Neither capped by the maximum nor counted to it; the deductible is met all the same.
    function test_Settle_ClassNotCountedToOutOfPocket() public {
        IPlans.Plan memory plan = _planOf(30_00, 60_00, 20_00, 40_00);
        plan.classes[0].isOutOfPocketApplied = false;
        plan.classes[0].copayCents = 10_00;
        enrol(7, publish(plan), 3);
        Reference.Line memory made = _settle(7, 100_00, 0);
        assertEq(made.copay, 10_00, "copay");
        assertEq(made.deductible, 30_00, "deductible");
        assertEq(made.coinsurance, 12_00, "coinsurance");
        assertEq(_outOfPocket(7), 0, "not counted");
        assertEq(_deductible(7), 30_00, "the deductible is");
        assertEq(coverages.familyYearOf(INSURER, 3).outOfPocketCents, 0, "nor to the family's");
        assertEq(coverages.familyYearOf(INSURER, 3).deductibleCents, 30_00, "whose deductible is");
    }

    /// @dev Beside one that is: the maximum is met, and the class not counted is shared as before.
    function test_Settle_ClassNotCountedAfterTheMaximum() public {
        IPlans.Plan memory plan = _planOf(0, 0, 20_00, 20_00);
        plan.classes[1] = share(true, false, 1000, 0);
        plan.classes[1].isOutOfPocketApplied = false;
        enrol(7, publish(plan), 0);
        Encoder.Claim memory made =
            withLines(claim(7, 1, line(0, 0, 0)), line(500_00, 500_00, 0), line(100_00, 100_00, 1));
        Reference.Determination memory all = settleOne(made);
        assertEq(_patient(all.lines[0]), 20_00, "capped");
        assertEq(_patient(all.lines[1]), 10_00, "not capped");
        assertEq(_outOfPocket(7), 20_00, "not counted");
    }

    function test_Settle_ClassSkipsDeductible() public {
        enrol(7, 0);
        Reference.Line memory made = _settle(7, 100_00, 1);
        assertEq(made.deductible, 0, "deductible");
        assertEq(made.copay, 25_00, "copay");
        assertEq(_deductible(7), 0, "nothing posted");
        assertEq(_outOfPocket(7), 25_00, "but the copay, to the maximum");
    }

    /// @dev 2^36 - 1 is no limit: the largest line of all is the patient's, and fills the field without passing it.
    function test_Settle_NoLimitIsNotPassed() public {
        uint40 none = uint40(NO_LIMIT);
        enrol(7, publish(_planOf(none, none, none, none)), 3);
        assertEq(_settle(7, none, 0).deductible, NO_LIMIT, "all of it");
        assertEq(_settle(7, none, 0).paid, NO_LIMIT, "what a field could not hold is paid");
        assertEq(_outOfPocket(7), NO_LIMIT, "out of pocket");
        assertEq(coverages.coverageYearOf(INSURER, 7).plan, 2, "the fields above are as they were");
        assertEq(coverages.familyYearOf(INSURER, 3).outOfPocketCents, NO_LIMIT, "family");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       ROUNDING
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_CoinsuranceHalfUp() public {
        IPlans.Plan memory plan = _planOf(0, 0, 2_000_00, 2_000_00);
        plan.classes[0].coinsuranceBps = 1000;
        enrol(7, publish(plan), 0);
        assertEq(_settle(7, 25, 0).coinsurance, 3, "2.5 cents are the patient's 3");
        assertEq(_settle(7, 24, 0).coinsurance, 2, "2.4 cents are 2");
        assertEq(_settle(7, 4, 0).coinsurance, 0, "0.4 cents are none");
        assertEq(_settle(7, 5, 0).coinsurance, 1, "half a cent is one");
    }

    function test_Settle_WholeCoinsurance() public {
        IPlans.Plan memory plan = _planOf(0, 0, 2_000_00, 2_000_00);
        plan.classes[0].coinsuranceBps = 10_000;
        enrol(7, publish(plan), 0);
        Reference.Line memory made = _settle(7, 123_45, 0);
        assertEq(made.coinsurance, 123_45, "all the patient's");
        assertEq(made.paid, 0, "nothing paid");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Classes of the default plan: 0 with deductible and 20 %.
    function _planOf(uint40 deductible, uint40 familyDeductible, uint40 most, uint40 familyMost)
        private
        pure
        returns (IPlans.Plan memory plan)
    {
        plan = defaultPlan();
        (plan.deductibleCents, plan.familyDeductibleCents) = (deductible, familyDeductible);
        (plan.outOfPocketMaxCents, plan.familyOutOfPocketMaxCents) = (most, familyMost);
    }

    /// @dev Three in family 3.
    function _enrolFamily(IPlans.Plan memory plan) private {
        uint32 id = publish(plan);
        for (uint64 i = 7; i < 10; ++i) {
            enrol(i, id, 3);
        }
    }

    /// @dev 100 allowed, 10 copay, 30 deductible, 25 %.
    function _settleCapped(uint40 most) private returns (Reference.Line memory) {
        IPlans.Plan memory plan = _planOf(30_00, 30_00, most, most);
        plan.classes[0] = share(true, true, 2500, 10_00);
        enrol(7, publish(plan), 0);
        return _settle(7, 100_00, 0);
    }

    function _settle(uint64 coverageYear, uint40 allowed, uint8 class) private returns (Reference.Line memory) {
        return settleOne(claim(coverageYear, nextSeed(), line(allowed, allowed, class))).lines[0];
    }

    function _patient(Reference.Line memory made) private pure returns (uint256) {
        return made.copay + made.deductible + made.coinsurance;
    }

    function _deductible(uint64 coverageYear) private view returns (uint256) {
        return coverages.coverageYearOf(INSURER, coverageYear).deductibleCents;
    }

    function _outOfPocket(uint64 coverageYear) private view returns (uint256) {
        return coverages.coverageYearOf(INSURER, coverageYear).outOfPocketCents;
    }
}
