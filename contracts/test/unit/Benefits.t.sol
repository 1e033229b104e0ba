// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Adjudication} from "../../src/libraries/Adjudication.sol";
import {Benefits} from "../../src/libraries/Benefits.sol";
import {ClaimWords} from "../../src/libraries/ClaimWords.sol";
import {CoverageWords} from "../../src/libraries/CoverageWords.sol";
import {PlanContent} from "../../src/libraries/PlanContent.sol";
import {Test} from "../support/Test.sol";

contract BenefitsTest is Test {
    using CoverageWords for uint256;

    /// @dev The cost share of a line's class.
    struct Share {
        uint40 copay;
        uint16 coinsuranceBps;
        bool isDeductibleApplied;
        bool isOutOfPocketApplied;
    }

    /// @dev What may still be taken from the patient.
    struct Left {
        uint256 deductible;
        uint256 outOfPocket;
    }

    function packedClass(IPlans.CostShare calldata class) external pure returns (uint256) {
        return PlanContent.packClass(class);
    }

    /// @dev Adjudication notes, vector 3: 16 of coinsurance capped at 10.
    function test_Determine_DeductibleThenCoinsuranceThenCap() public view {
        Left memory left = Left({deductible: 100_00, outOfPocket: 110_00});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(180_00, 0, true, 2000, left);
        assertEq(copay, 0, "copay");
        assertEq(deductible, 100_00, "deductible");
        assertEq(coinsurance, 10_00, "coinsurance");
        assertEq(180_00 - copay - deductible - coinsurance, 70_00, "paid");
        assertEq(left.deductible, 0, "deductible left");
        assertEq(left.outOfPocket, 0, "out of pocket left");
    }

    function test_Determine_CopayNotAboveEligible() public view {
        Left memory left = Left({deductible: 100_00, outOfPocket: 110_00});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(10_00, 25_00, true, 2000, left);
        assertEq(copay, 10_00, "copay");
        assertEq(deductible + coinsurance, 0, "nothing else");
        assertEq(left.outOfPocket, 100_00, "out of pocket left");
    }

    function test_Determine_CopayBeforeDeductible() public view {
        Left memory left = Left({deductible: 50_00, outOfPocket: 1_000_00});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(100_00, 20_00, true, 5000, left);
        assertEq(copay, 20_00, "copay");
        assertEq(deductible, 50_00, "deductible");
        assertEq(coinsurance, 15_00, "coinsurance on what remains");
    }

    function test_Determine_ClassSkipsDeductible() public view {
        Left memory left = Left({deductible: 50_00, outOfPocket: 1_000_00});
        (, uint256 deductible, uint256 coinsurance) = _determine(100_00, 0, false, 1000, left);
        assertEq(deductible, 0, "deductible");
        assertEq(coinsurance, 10_00, "coinsurance");
        assertEq(left.deductible, 50_00, "deductible left");
    }

    function test_Determine_CapTakesCoinsuranceFirst() public view {
        Left memory left = Left({deductible: 30_00, outOfPocket: 55_00});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(100_00, 20_00, true, 2000, left);
        assertEq(copay, 20_00, "copay stands");
        assertEq(deductible, 30_00, "deductible stands");
        assertEq(coinsurance, 5_00, "coinsurance cut from 10");
    }

    function test_Determine_CapTakesDeductibleNext() public view {
        Left memory left = Left({deductible: 30_00, outOfPocket: 35_00});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(100_00, 20_00, true, 2000, left);
        assertEq(copay, 20_00, "copay stands");
        assertEq(deductible, 15_00, "deductible cut");
        assertEq(coinsurance, 0, "coinsurance gone");
        assertEq(left.deductible, 15_00, "only what stands is taken off the deductible");
    }

    function test_Determine_CapTakesCopayLast() public view {
        Left memory left = Left({deductible: 30_00, outOfPocket: 5_00});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(100_00, 20_00, true, 2000, left);
        assertEq(copay, 5_00, "copay cut");
        assertEq(deductible + coinsurance, 0, "the others gone");
    }

    function test_Determine_NothingLeftPaysAll() public view {
        Left memory left;
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(100_00, 20_00, true, 2000, left);
        assertEq(copay + deductible + coinsurance, 0, "the patient pays nothing");
    }

    function test_MulRateHalfUp_HalfGoesUp() public pure {
        assertEq(Benefits.mulRateHalfUp(25, 1000), 3, "2.5");
        assertEq(Benefits.mulRateHalfUp(24, 1000), 2, "2.4");
        assertEq(Benefits.mulRateHalfUp(35, 1000), 4, "3.5");
        assertEq(Benefits.mulRateHalfUp(1, 4999), 0, "0.4999");
        assertEq(Benefits.mulRateHalfUp(1, 5000), 1, "0.5");
    }

    function testFuzz_MulRateHalfUp_NearestCent(uint40 amount, uint16 rate) public pure {
        rate %= 10_001;
        uint256 rounded = Benefits.mulRateHalfUp(amount, rate);
        // -1/2 < exact - rounded <= ... in units of 1/20000: 2 * exact is within one of 2 * rounded, ties up.
        int256 twice = int256(2 * uint256(amount) * rate) - int256(2 * rounded * 10_000);
        assertTrue(twice >= -10_000 && twice < 10_000, "nearest, ties up");
        assertLe(rounded, amount, "not above the amount");
    }

    /// @dev Cent by cent: the whole part, and one more where what remains is a half or more.
    function testFuzz_MulRateHalfUp_EqualsNaive(uint40 amount, uint16 rate) public pure {
        rate %= 10_001;
        uint256 product = uint256(amount) * rate;
        uint256 naive = product / 10_000;
        if (2 * (product - naive * 10_000) >= 10_000) ++naive;
        assertEq(Benefits.mulRateHalfUp(amount, rate), naive, "half up");
    }

    function test_MulRateHalfUp_LargestAmount() public pure {
        uint256 most = (1 << 240) - 1;
        assertEq(Benefits.mulRateHalfUp(most, 10_000), most, "the whole of it");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     LIMITS
    //////////////////////////////////////////////////////////////////////////*/

    function test_WithinUnits_AllOfThem() public pure {
        (uint256 eligible, uint256 units) = Benefits.withinUnits(100_00, 4, 4);
        assertEq(eligible, 100_00, "eligible");
        assertEq(units, 4, "units");
    }

    function test_WithinUnits_PartOfThem() public pure {
        (uint256 eligible, uint256 units) = Benefits.withinUnits(100_00, 3, 2);
        assertEq(eligible, 66_66, "two thirds, the cent stays with the patient");
        assertEq(units, 2, "units");
    }

    function test_WithinUnits_NoneOfThem() public pure {
        (uint256 eligible, uint256 units) = Benefits.withinUnits(100_00, 3, 0);
        assertEq(eligible, 0, "eligible");
        assertEq(units, 0, "units");
    }

    function test_WithinUnits_OutsideOfTheWindow() public pure {
        (uint256 eligible, uint256 units) = Benefits.withinUnits(100_00, 3, type(uint256).max);
        assertEq(eligible, 100_00, "eligible");
        assertEq(units, 3, "units");
    }

    /// @dev The largest amount whose share of the units is not above what is left of them.
    function testFuzz_Units_RoundedDown(uint40 eligible, uint40 units, uint40 left) public pure {
        (uint256 within, uint256 counted) = Benefits.withinUnits(eligible, units, left);
        assertLe(counted, left < units ? left : units, "units");
        if (units <= left) {
            assertEq(within, eligible, "all");
            return;
        }
        assertLe(within * units, uint256(eligible) * left, "not rounded up");
        assertTrue((within + 1) * units > uint256(eligible) * left, "by less than a cent");
    }

    function testFuzz_LeftOf_NeverNegative(uint40 limit, uint40 taken) public pure {
        assertEq(Benefits.leftOf(limit, taken), taken > limit ? 0 : limit - taken, "rest");
    }

    function testFuzz_Min_IsTheLesser(uint256 a, uint256 b) public pure {
        assertEq(Benefits.min(a, b), a > b ? b : a, "lesser");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     SHARES
    //////////////////////////////////////////////////////////////////////////*/

    function test_Determine_ClassNotCountedToOutOfPocket() public view {
        Left memory left = Left({deductible: 30_00, outOfPocket: 5_00});
        Share memory share =
            Share({copay: 20_00, coinsuranceBps: 2000, isDeductibleApplied: true, isOutOfPocketApplied: false});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(100_00, share, left);
        assertEq(copay, 20_00, "copay stands");
        assertEq(deductible, 30_00, "deductible stands");
        assertEq(coinsurance, 10_00, "coinsurance stands");
        assertEq(left.deductible, 0, "the deductible is met all the same");
        assertEq(left.outOfPocket, 5_00, "nothing is counted");
    }

    /// @dev Against another way to say it: before the cap by the field's formulas, then keep copay, deductible and
    /// coinsurance in this order for as long as the out-of-pocket maximum lasts.
    function testFuzz_Determine_SharesSumToEligible(
        uint40 eligible,
        Share memory share,
        uint40 deductibleLeft,
        uint40 outOfPocketLeft
    ) public view {
        share.coinsuranceBps %= 10_001;
        (eligible, deductibleLeft, outOfPocketLeft) =
        (_cents(eligible), _cents(deductibleLeft), _cents(outOfPocketLeft));
        Left memory left = Left({deductible: deductibleLeft, outOfPocket: outOfPocketLeft});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(eligible, share, left);

        uint256[3] memory wanted = _shares(eligible, share, deductibleLeft);
        uint256 budget = share.isOutOfPocketApplied ? outOfPocketLeft : type(uint256).max;
        for (uint256 i = 0; i < 3; ++i) {
            if (wanted[i] > budget) wanted[i] = budget;
            budget -= wanted[i];
        }
        assertEq(copay, wanted[0], "copay");
        assertEq(deductible, wanted[1], "deductible");
        assertEq(coinsurance, wanted[2], "coinsurance");
        assertEq(left.outOfPocket, share.isOutOfPocketApplied ? budget : outOfPocketLeft, "out of pocket left");
        assertEq(left.deductible, deductibleLeft - deductible, "deductible left");
        assertLe(copay + deductible + coinsurance, eligible, "the plan pays the rest");
    }

    /// @dev Any run of lines: neither the deductible nor the out-of-pocket maximum is passed.
    function testFuzz_Determine_CapsNeverPassed(uint40[8] memory amounts, uint256 seed, uint40 most, uint40 deductible)
        public
        view
    {
        (most, deductible) = (_cents(most), _cents(deductible));
        Left memory left = Left({deductible: deductible, outOfPocket: most});
        uint256 patient = 0;
        uint256 deducted = 0;
        for (uint256 i = 0; i < amounts.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            bool isCounted = seed % 8 != 0;
            Share memory share =
                Share(uint40((seed >> 16) % 100_00), uint16(seed >> 100) % 10_001, seed % 2 == 0, isCounted);
            (uint256 a, uint256 b, uint256 c) = _determine(_cents(amounts[i]), share, left);
            if (isCounted) patient += a + b + c;
            deducted += b;
        }
        assertLe(patient, most, "out-of-pocket maximum");
        assertLe(deducted, deductible, "deductible");
        assertEq(left.outOfPocket, most - patient, "what is left");
        assertEq(left.deductible, deductible - deducted, "what is left of the deductible");
    }

    /// @dev Before the cap.
    function _shares(uint256 eligible, Share memory share, uint256 deductibleLeft)
        private
        pure
        returns (uint256[3] memory wanted)
    {
        wanted[0] = share.copay > eligible ? eligible : share.copay;
        uint256 rest = eligible - wanted[0];
        if (share.isDeductibleApplied) wanted[1] = rest > deductibleLeft ? deductibleLeft : rest;
        rest -= wanted[1];
        wanted[2] = (rest * share.coinsuranceBps) / 10_000 + ((rest * share.coinsuranceBps) % 10_000 >= 5_000 ? 1 : 0);
    }

    function _determine(uint256 eligible, uint40 copay, bool isDeductibleApplied, uint16 rate, Left memory left)
        private
        view
        returns (uint256, uint256, uint256)
    {
        return _determine(eligible, Share(copay, rate, isDeductibleApplied, true), left);
    }

    /// @dev As a line is determined. The tally begins with something paid, and its other fields move as `left`.
    function _determine(uint256 eligible, Share memory share, Left memory left)
        private
        view
        returns (uint256 copay, uint256 deductible, uint256 coinsurance)
    {
        IPlans.CostShare memory class;
        class.isDeductibleApplied = share.isDeductibleApplied;
        class.isOutOfPocketApplied = share.isOutOfPocketApplied;
        (class.copayCents, class.coinsuranceBps) = (share.copay, share.coinsuranceBps);
        uint256 tally = (7 << Adjudication.PAID_AT) | CoverageWords.accumulators(left.deductible, left.outOfPocket);
        uint256 result;
        (result, tally) = Adjudication.share(this.packedClass(class), 1 << 255, eligible, tally);
        (copay, deductible) = (ClaimWords.copayOf(result), ClaimWords.deductibleOf(result));
        coinsurance = ClaimWords.coinsuranceOf(result);
        (left.deductible, left.outOfPocket) = (tally.deductibleOf(), tally.outOfPocketOf());
        assertEq(ClaimWords.withShares(1 << 255, copay, deductible, coinsurance), result, "nothing else of the result");
        assertEq(tally >> Adjudication.PAID_AT, 7 + eligible - copay - deductible - coinsurance, "paid");
    }

    function _cents(uint40 amount) private pure returns (uint40) {
        return uint40(amount & ClaimWords.CENTS);
    }
}
