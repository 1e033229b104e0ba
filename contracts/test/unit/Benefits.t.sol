// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Benefits} from "../../src/libraries/Benefits.sol";
import {Test} from "../support/Test.sol";

contract BenefitsTest is Test {
    /// @dev Adjudication notes, vector 3: 16 of coinsurance capped at 10.
    function test_Determine_DeductibleThenCoinsuranceThenCap() public pure {
        Benefits.Left memory left = Benefits.Left({deductible: 100_00, outOfPocket: 110_00});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(180_00, 0, true, 2000, left);
        assertEq(copay, 0, "copay");
        assertEq(deductible, 100_00, "deductible");
        assertEq(coinsurance, 10_00, "coinsurance");
        assertEq(180_00 - copay - deductible - coinsurance, 70_00, "paid");
        assertEq(left.deductible, 0, "deductible left");
        assertEq(left.outOfPocket, 0, "out of pocket left");
    }

    function test_Determine_CopayNotAboveAllowed() public pure {
        Benefits.Left memory left = Benefits.Left({deductible: 100_00, outOfPocket: 110_00});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(10_00, 25_00, true, 2000, left);
        assertEq(copay, 10_00, "copay");
        assertEq(deductible + coinsurance, 0, "nothing else");
        assertEq(left.outOfPocket, 100_00, "out of pocket left");
    }

    function test_Determine_CopayBeforeDeductible() public pure {
        Benefits.Left memory left = Benefits.Left({deductible: 50_00, outOfPocket: 1_000_00});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(100_00, 20_00, true, 5000, left);
        assertEq(copay, 20_00, "copay");
        assertEq(deductible, 50_00, "deductible");
        assertEq(coinsurance, 15_00, "coinsurance on what remains");
    }

    function test_Determine_ClassSkipsDeductible() public pure {
        Benefits.Left memory left = Benefits.Left({deductible: 50_00, outOfPocket: 1_000_00});
        (, uint256 deductible, uint256 coinsurance) = _determine(100_00, 0, false, 1000, left);
        assertEq(deductible, 0, "deductible");
        assertEq(coinsurance, 10_00, "coinsurance");
        assertEq(left.deductible, 50_00, "deductible left");
    }

    function test_Determine_CapTakesCoinsuranceFirst() public pure {
        Benefits.Left memory left = Benefits.Left({deductible: 30_00, outOfPocket: 55_00});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(100_00, 20_00, true, 2000, left);
        assertEq(copay, 20_00, "copay stands");
        assertEq(deductible, 30_00, "deductible stands");
        assertEq(coinsurance, 5_00, "coinsurance cut from 10");
    }

    function test_Determine_CapTakesDeductibleNext() public pure {
        Benefits.Left memory left = Benefits.Left({deductible: 30_00, outOfPocket: 35_00});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(100_00, 20_00, true, 2000, left);
        assertEq(copay, 20_00, "copay stands");
        assertEq(deductible, 15_00, "deductible cut");
        assertEq(coinsurance, 0, "coinsurance gone");
        assertEq(left.deductible, 15_00, "only what stands is taken off the deductible");
    }

    function test_Determine_CapTakesCopayLast() public pure {
        Benefits.Left memory left = Benefits.Left({deductible: 30_00, outOfPocket: 5_00});
        (uint256 copay, uint256 deductible, uint256 coinsurance) = _determine(100_00, 20_00, true, 2000, left);
        assertEq(copay, 5_00, "copay cut");
        assertEq(deductible + coinsurance, 0, "the others gone");
    }

    function test_Determine_NothingLeftPaysAll() public pure {
        Benefits.Left memory left;
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

    function testFuzz_LeftOf_NeverNegative(uint40 limit, uint40 taken) public pure {
        assertEq(Benefits.leftOf(limit, taken), taken > limit ? 0 : limit - taken, "rest");
    }

    /// @dev Against another way to say it: before the cap by the field's formulas, then keep copay, deductible and
    /// coinsurance in this order for as long as the out-of-pocket maximum lasts.
    function testFuzz_Determine_SharesSumToAllowed(
        uint40 allowed,
        uint40 classCopay,
        bool isDeductibleApplied,
        uint16 rate,
        uint40 deductibleLeft,
        uint40 outOfPocketLeft
    ) public pure {
        rate %= 10_001;
        Benefits.Left memory left = Benefits.Left({deductible: deductibleLeft, outOfPocket: outOfPocketLeft});
        (uint256 copay, uint256 deductible, uint256 coinsurance) =
            _determine(allowed, classCopay, isDeductibleApplied, rate, left);

        uint256[3] memory wanted;
        wanted[0] = classCopay > allowed ? allowed : classCopay;
        uint256 rest = allowed - wanted[0];
        if (isDeductibleApplied) wanted[1] = rest > deductibleLeft ? deductibleLeft : rest;
        rest -= wanted[1];
        wanted[2] = (rest * rate) / 10_000 + ((rest * rate) % 10_000 >= 5_000 ? 1 : 0);
        uint256 budget = outOfPocketLeft;
        for (uint256 i = 0; i < 3; ++i) {
            if (wanted[i] > budget) wanted[i] = budget;
            budget -= wanted[i];
        }
        assertEq(copay, wanted[0], "copay");
        assertEq(deductible, wanted[1], "deductible");
        assertEq(coinsurance, wanted[2], "coinsurance");
        assertEq(left.outOfPocket, budget, "out of pocket left");
        assertEq(left.deductible, deductibleLeft - deductible, "deductible left");
        assertLe(copay + deductible + coinsurance, allowed, "the plan pays the rest");
    }

    /// @dev Any run of lines: neither the deductible nor the out-of-pocket maximum is passed.
    function testFuzz_Determine_CapsNeverPassed(uint40[8] memory amounts, uint256 seed, uint40 most, uint40 deductible)
        public
        pure
    {
        Benefits.Left memory left = Benefits.Left({deductible: deductible, outOfPocket: most});
        uint256 patient = 0;
        uint256 deducted = 0;
        for (uint256 i = 0; i < amounts.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            (uint256 a, uint256 b, uint256 c) =
                _determine(amounts[i], uint40(seed >> 16) % 100_00, seed % 2 == 0, uint16(seed >> 100) % 10_001, left);
            patient += a + b + c;
            deducted += b;
        }
        assertLe(patient, most, "out-of-pocket maximum");
        assertLe(deducted, deductible, "deductible");
    }

    function _determine(uint256 allowed, uint40 copay, bool isDeductibleApplied, uint16 rate, Benefits.Left memory left)
        private
        pure
        returns (uint256, uint256, uint256)
    {
        return Benefits.determine(allowed, IPlans.CostShare(true, isDeductibleApplied, rate, copay), left);
    }
}
