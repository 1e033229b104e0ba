// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Raw} from "./Raw.sol";

/// @title Benefits
/// @notice What a plan and a patient pay of a line: eligible → copay → deductible → coinsurance → out-of-pocket cap → paid,
/// and what limits leave eligible: contracts/DESIGN.md section 4.
///
/// @dev Pure arithmetic over structs, all amounts in cents. `claims/benefits` is the same arithmetic in Go.
///
/// ROUNDING
/// - The patient's coinsurance is rounded half up, the plan's share is the rest
///   (testFuzz_MulRateHalfUp_NearestCent, testFuzz_Determine_SharesSumToEligible).
/// - What a limit of units leaves of an amount is rounded down (testFuzz_Units_RoundedDown).
///
/// MONEY
/// - copay + deductible + coinsurance + paid = eligible (testFuzz_Determine_SharesSumToEligible).
/// - The patient's share never passes what is left to the out-of-pocket maximum (testFuzz_Determine_CapsNeverPassed).
/// - What the cap takes off comes off coinsurance first, then deductible, then copay (test_Determine_CapTakesCoinsuranceFirst).
library Benefits {
    uint256 internal constant WHOLE_BPS = 10_000;

    /// @notice Divides a line's eligible amount, before the cap. The plan pays what the patient does not.
    ///
    /// Requirements:
    /// - `eligible` and the copay must be below 2^40, the rate not above {WHOLE_BPS}.
    ///
    /// @param classCopay The copay of the line's class.
    /// @param coinsuranceBps The patient's share of what remains, in basis points.
    /// @param deductibleLeft What may be taken to the deductible: zero where the class skips it.
    function share(uint256 eligible, uint256 classCopay, uint256 coinsuranceBps, uint256 deductibleLeft)
        internal
        pure
        returns (uint256 copay, uint256 deductible, uint256 coinsurance)
    {
        // Proof: what is taken off is not above what it is taken from; amounts are below 2^40.
        unchecked {
            copay = classCopay;
            if (copay > eligible) copay = eligible;
            uint256 rest = eligible - copay;
            deductible = deductibleLeft;
            if (deductible > rest) deductible = rest;
            coinsurance = mulRateHalfUp(rest - deductible, coinsuranceBps);
        }
    }

    /// @notice Takes `excess` off coinsurance, then deductible, then copay.
    ///
    /// Requirements:
    /// - It must not be above their sum.
    function cap(uint256 copay, uint256 deductible, uint256 coinsurance, uint256 excess)
        internal
        pure
        returns (uint256, uint256, uint256)
    {
        // Proof: each cut is a min with what it is taken from; what remains of excess is not above copay.
        unchecked {
            uint256 cut = min(excess, coinsurance);
            coinsurance -= cut;
            excess -= cut;
            cut = min(excess, deductible);
            deductible -= cut;
            copay -= excess - cut;
            return (copay, deductible, coinsurance);
        }
    }

    /// @notice What is left eligible, and of the units, by a limit of units.
    /// @param eligible Below 2^40, in cents; `units` and `leftUnits` below 2^40.
    function withinUnits(uint256 eligible, uint256 units, uint256 leftUnits) internal pure returns (uint256, uint256) {
        if (units <= leftUnits) return (eligible, units);
        // Proof: two factors below 2^40; units are above what is left, so not zero.
        unchecked {
            return (eligible * leftUnits / units, leftUnits);
        }
    }

    /// @notice `amount` × `rate` in basis points, rounded to the cent, halves up.
    /// @dev `amount` must be below 2^240.
    function mulRateHalfUp(uint256 amount, uint256 rateBps) internal pure returns (uint256) {
        // Proof: amount < 2^240 and rate <= 10_000 < 2^14, so the sum is below 2^255.
        unchecked {
            return (amount * rateBps + WHOLE_BPS / 2) / WHOLE_BPS;
        }
    }

    /// @notice What a limit leaves after what was taken; a limit that was passed leaves nothing.
    function leftOf(uint256 limit, uint256 taken) internal pure returns (uint256) {
        // Proof: what wraps around is dropped.
        unchecked {
            return Raw.ifBelow(taken, limit, limit - taken);
        }
    }

    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        // Proof: b, and where a is less what it is less by, which wraps around and back.
        unchecked {
            return b + Raw.ifBelow(a, b, a - b);
        }
    }
}
