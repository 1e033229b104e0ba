// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../interfaces/IPlans.sol";

/// @title Interest
/// @notice Interest on late payments: simple, actual/365, by a dated table, in civil days at the plan's offset, rounded once.
///
/// @dev The rules are in contracts/DESIGN.md section 5.
library Interest {
    /// @notice The number of 1970-01-01, where 0001-01-01 is day 1.
    uint256 internal constant EPOCH_DAY = 719_163;

    /// @notice What a factor is divided by: basis points in the whole, days in a year.
    uint256 internal constant SCALE = 10_000 * 365;

    /// @notice The number of the civil day of an instant.
    /// @param instant A Unix timestamp of 64 bits.
    /// @param utcOffsetSeconds The plan's.
    function civilDay(uint256 instant, int32 utcOffsetSeconds) internal pure returns (uint256 day) {
        // Counted from the day 0: no offset takes it below zero, so that the division rounds down.
        // Proof: 64 bits, and an offset of 32 bits with a sign, which is below the seconds of {EPOCH_DAY} days. What it takes
        // off wraps around, and back.
        unchecked {
            return (instant + EPOCH_DAY * 1 days + uint256(int256(utcOffsetSeconds))) / 1 days;
        }
    }

    /// @notice The interest on an amount that was received at one time and is paid at another.
    ///
    /// @param cents The paid amount.
    /// @param receivedAt A Unix timestamp, moved on by the time for which the clock stood still.
    /// @param paidAt A Unix timestamp.
    function due(IPlans.Clocks memory clocks, uint256 cents, uint256 receivedAt, uint256 paidAt)
        internal
        pure
        returns (uint256 interestCents)
    {
        (uint256 rateDays, uint256 minimumCents) = factor(clocks, receivedAt, paidAt);
        return apply_(rateDays, minimumCents, cents);
    }

    /// @notice What all amounts of a plan have in common that were received and are paid at the same times.
    ///
    /// @return rateDays The sum of the rates of the days that count, in basis points. Zero where the payment is not late.
    /// @return minimumCents Interest below it is not paid.
    function factor(IPlans.Clocks memory clocks, uint256 receivedAt, uint256 paidAt)
        internal
        pure
        returns (uint256 rateDays, uint256 minimumCents)
    {
        uint256 receiptDay = civilDay(receivedAt, clocks.utcOffsetSeconds);
        uint256 paymentDay = civilDay(paidAt, clocks.utcOffsetSeconds);
        if (paymentDay <= receiptDay + clocks.promptPayDays) return (0, 0);

        uint256 firstDay = receiptDay + 1 + clocks.interestFromDays;
        uint256 endDay = paymentDay + 1;
        // From the last entry back: each one's rate holds until the one after it.
        for (uint256 i = clocks.interest.length; i > 0; --i) {
            IPlans.InterestRate memory rate = clocks.interest[i - 1];
            if (rate.fromDay > paymentDay) continue;
            if (endDay == paymentDay + 1) minimumCents = rate.minimumCents;
            uint256 startDay = rate.fromDay > firstDay ? rate.fromDay : firstDay;
            if (startDay < endDay) rateDays += rate.rateBps * (endDay - startDay);
            if (rate.fromDay <= firstDay) break;
            endDay = rate.fromDay;
        }
    }

    /// @notice The interest on an amount, by its plan's {factor}: half-up to the cent, nothing below the minimum.
    function apply_(uint256 rateDays, uint256 minimumCents, uint256 cents)
        internal
        pure
        returns (uint256 interestCents)
    {
        interestCents = (cents * rateDays + SCALE / 2) / SCALE;
        if (interestCents < minimumCents) return 0;
    }

    /// @notice The highest rate of a plan's table, in basis points: no day's is above it.
    function highestRate(IPlans.Clocks memory clocks) internal pure returns (uint256 rateBps) {
        for (uint256 i = 0; i < clocks.interest.length; ++i) {
            if (clocks.interest[i].rateBps > rateBps) rateBps = clocks.interest[i].rateBps;
        }
    }
}
