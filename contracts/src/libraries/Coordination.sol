// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Benefits} from "./Benefits.sol";
import {ClaimWords} from "./ClaimWords.sol";

/// @title Coordination
/// @notice What a plan pays of a line after other payers: contracts/DESIGN.md section 4.
///
/// @dev Pure arithmetic, all amounts in cents. `claims/cob` and `claims/benefits` are the same arithmetic in Go.
///
/// A word of prior payers, from the lowest bit: what the plan pays 36, allowed by them 36, still owed by the patient 36, paid by
/// them 36; at the highest bit a mark, which no result has.
///
/// MONEY
/// - What is paid is not above what the patient still owed, nor above what others left unpaid of the allowable expense, nor above
///   the benefit without other coverage (testFuzz_Paid_NeverAboveRecognised).
/// - All payers together pay no more than the charge (testFuzz_Coordinate_AllPayersWithinCharge).
/// - Nothing is rounded here: all is the lesser or the difference of amounts.
library Coordination {
    /// @notice How a plan pays after others, the values of {IPlans.CoordinationMethod}.
    uint256 internal constant NONE = 0;
    uint256 internal constant TRADITIONAL = 1;
    uint256 internal constant NON_DUPLICATION = 2;
    uint256 internal constant MAINTENANCE_OF_BENEFITS = 3;

    /// @notice Which allowed amount is the allowable expense, the values of {IPlans.AllowableRule}.
    uint256 internal constant HIGHER = 0;
    uint256 internal constant LOWER = 1;
    uint256 internal constant PRIMARY = 2;

    uint256 private constant MARK = 1 << 255;

    /// @dev The three amounts of prior payers.
    uint256 private constant AMOUNTS = ((1 << 108) - 1) << 36;

    /// @param settings A plan's, see {PlanContent.coordinationOf}.
    function methodOf(uint256 settings) internal pure returns (uint256) {
        return settings & 3;
    }

    /// @notice What the plan pays of the line.
    function paidOf(uint256 prior) internal pure returns (uint256) {
        return prior & ClaimWords.CENTS;
    }

    /// @notice What prior payers paid and the patient still owed, together.
    function leftAndPaidOf(uint256 prior) internal pure returns (uint256) {
        // Proof: two amounts of 36 bits.
        unchecked {
            return _priorPaidOf(prior) + _owedOf(prior);
        }
    }

    /// @notice The word with what the plan pays, and nothing else but the amounts of prior payers.
    function withPaid(uint256 prior, uint256 paidCents) internal pure returns (uint256) {
        return MARK | (prior & AMOUNTS) | paidCents;
    }

    /// @notice What prior payers left unpaid of the allowable expense.
    /// @param allowed The plan's own allowed amount.
    function unpaidOf(uint256 settings, uint256 allowed, uint256 prior) internal pure returns (uint256) {
        return Benefits.leftOf(_allowable(settings >> 2, allowed, _priorAllowedOf(prior)), _priorPaidOf(prior));
    }

    /// @notice What the plan pays of a line.
    ///
    /// @param benefit What it would pay if there were no other coverage; by maintenance of benefits, if no more were allowed than
    /// is unpaid.
    /// @param unpaid See {unpaidOf}.
    function paid(uint256 settings, uint256 benefit, uint256 unpaid, uint256 prior) internal pure returns (uint256) {
        if (methodOf(settings) == NON_DUPLICATION) benefit = Benefits.leftOf(benefit, _priorPaidOf(prior));
        return Benefits.min(benefit, Benefits.min(unpaid, _owedOf(prior)));
    }

    /// @dev Prior payers that cover nothing of the line do not count.
    function _allowable(uint256 rule, uint256 own, uint256 others) private pure returns (uint256) {
        if (others == 0) return own;
        if (rule == LOWER) return Benefits.min(own, others);
        return rule == HIGHER && own > others ? own : others;
    }

    function _priorAllowedOf(uint256 prior) private pure returns (uint256) {
        return (prior >> 36) & ClaimWords.CENTS;
    }

    function _owedOf(uint256 prior) private pure returns (uint256) {
        return (prior >> 72) & ClaimWords.CENTS;
    }

    function _priorPaidOf(uint256 prior) private pure returns (uint256) {
        return (prior >> 108) & ClaimWords.CENTS;
    }
}
