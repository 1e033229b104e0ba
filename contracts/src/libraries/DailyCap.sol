// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Interest} from "./Interest.sol";

/// @title DailyCap
/// @notice The most that leaves an insurer's account to payees on one civil day, UTC.
///
/// @dev Lowering holds at once, raising after {DELAY}: whoever has stolen the treasurer's key cannot use it the same day.
library DailyCap {
    /// @dev One slot an insurer. What was paid is of `day`; on another day it is nothing.
    struct Cap {
        uint64 cents; // NONE: no cap
        uint64 pendingCents; // holds from pendingAt on
        uint40 pendingAt; // zero: none pending
        uint24 day;
        uint64 paidCents;
    }

    /// @notice No cap.
    uint64 internal constant NONE = type(uint64).max;

    /// @notice How long a raise waits.
    uint256 internal constant DELAY = 1 days;

    /// @notice The civil day of now, UTC.
    function today() internal view returns (uint24) {
        return SafeCast.toUint24(Interest.civilDay(block.timestamp, 0));
    }

    /// @notice Brings a cap up to now: a raise that is due, a new day.
    function turn(Cap memory cap) internal view {
        if (cap.pendingAt != 0 && block.timestamp >= cap.pendingAt) {
            (cap.cents, cap.pendingCents, cap.pendingAt) = (cap.pendingCents, 0, 0);
        }
        uint24 day = today();
        if (cap.day != day) (cap.day, cap.paidCents) = (day, 0);
    }

    /// @notice Sets a cap that was turned. What was pending is given up.
    /// @return effectiveAt Unix seconds.
    function set(Cap memory cap, uint64 cents) internal view returns (uint256 effectiveAt) {
        if (cents > cap.cents) {
            effectiveAt = block.timestamp + DELAY;
            (cap.pendingCents, cap.pendingAt) = (cents, SafeCast.toUint40(effectiveAt));
        } else {
            effectiveAt = block.timestamp;
            (cap.cents, cap.pendingCents, cap.pendingAt) = (cents, 0, 0);
        }
    }

    /// @notice What may still be paid today, of a cap that was turned.
    /// @param extraCents What was approved above it.
    function left(Cap memory cap, uint256 extraCents) internal pure returns (uint256) {
        uint256 whole = extraCents + cap.cents;
        return whole > cap.paidCents ? whole - cap.paidCents : 0;
    }
}
