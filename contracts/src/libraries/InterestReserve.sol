// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Interest} from "./Interest.sol";

/// @title InterestReserve
/// @notice What debts may gather in interest up to a day, bounded from above by sums over all of them.
///
/// @dev A debt gathers at most `cents × highest rate of its plan × (day − receipt day) / SCALE`, and half a cent for
/// rounding. That is linear in the day, so three sums give it for any number of debts (testFuzz_CentsAt_BoundsInterest).
library InterestReserve {
    /// @dev One slot an insurer. With debts of 56 bits of cents, rates of 16 and days of 24 no sum passes its field.
    struct Sums {
        uint96 rateCents; // cents × rate
        uint128 rateCentDays; // cents × rate × receipt day
        uint32 debts; // that gather interest
    }

    /// @notice A debt as the sums see it: one without cents or without a rate they do not see.
    struct Share {
        uint256 cents;
        uint256 rateBps; // the highest of its plan
        uint256 receiptDay;
    }

    function add(Sums memory sums, Share memory share) internal pure {
        if (share.cents == 0 || share.rateBps == 0) return;
        uint256 rateCents = share.cents * share.rateBps;
        sums.rateCents = SafeCast.toUint96(sums.rateCents + rateCents);
        sums.rateCentDays = SafeCast.toUint128(sums.rateCentDays + rateCents * share.receiptDay);
        ++sums.debts;
    }

    /// @notice Takes out what {add} put in.
    function remove(Sums memory sums, Share memory share) internal pure {
        if (share.cents == 0 || share.rateBps == 0) return;
        uint256 rateCents = share.cents * share.rateBps;
        sums.rateCents = SafeCast.toUint96(sums.rateCents - rateCents);
        sums.rateCentDays = SafeCast.toUint128(sums.rateCentDays - rateCents * share.receiptDay);
        --sums.debts;
    }

    /// @notice The most that all debts together can have gathered when they are paid on a day or before, rounded up.
    /// @param day Not before any debt's receipt day.
    function centsAt(Sums memory sums, uint256 day) internal pure returns (uint256) {
        uint256 rateCentDays = sums.rateCents * day - sums.rateCentDays;
        return (rateCentDays + sums.debts * (Interest.SCALE / 2) + Interest.SCALE - 1) / Interest.SCALE;
    }
}
