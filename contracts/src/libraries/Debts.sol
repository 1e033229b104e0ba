// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IEscrow} from "../interfaces/IEscrow.sol";
import {IPlans} from "../interfaces/IPlans.sol";
import {Interest} from "./Interest.sol";
import {InterestReserve} from "./InterestReserve.sol";

/// @title Debts
/// @notice What insurers owe, one debt a batch, provider and plan, and what must be kept back for their interest.
library Debts {
    using InterestReserve for InterestReserve.Sums;

    struct Book {
        mapping(uint256 key => IEscrow.Debt) debts;
        mapping(uint32 insurer => InterestReserve.Sums) reserves;
    }

    /// @dev What a debt needs of its plan.
    struct Terms {
        uint32 plan; // zero: none read yet
        uint256 highestRateBps;
        int32 utcOffsetSeconds;
    }

    /// @notice The days from now whose interest is reserved.
    uint256 internal constant RESERVE_DAYS = 365;

    /// @dev The farthest east that a plan's clock may be: where the day begins first.
    int32 private constant FIRST_DAY_OFFSET_SECONDS = 14 hours;

    function keyOf(uint32 insurer, uint32 batch, uint32 provider, uint32 plan) internal pure returns (uint256) {
        return (uint256(insurer) << 96) | (uint256(batch) << 64) | (uint256(provider) << 32) | plan;
    }

    function termsOf(uint32 plan, IPlans.Clocks memory clocks) internal pure returns (Terms memory) {
        return
            Terms({plan: plan, highestRateBps: Interest.highestRate(clocks), utcOffsetSeconds: clocks.utcOffsetSeconds});
    }

    /// @notice Adds to a debt. Of two receipt times the earlier counts.
    function add(Book storage book, uint256 key, uint64 cents, uint64 receivedAt, Terms memory terms) internal {
        IEscrow.Debt memory debt = book.debts[key];
        if (debt.cents != 0 && debt.receivedAt < receivedAt) receivedAt = debt.receivedAt;
        _set(book, key, IEscrow.Debt({cents: debt.cents + cents, receivedAt: receivedAt}), terms);
    }

    /// @notice Takes from a debt, at most what it is.
    function take(Book storage book, uint256 key, uint64 cents, Terms memory terms) internal returns (uint64 taken) {
        IEscrow.Debt memory debt = book.debts[key];
        taken = SafeCast.toUint64(Math.min(debt.cents, cents));
        if (taken == 0) return 0;
        debt.cents -= taken;
        if (debt.cents == 0) debt.receivedAt = 0;
        _set(book, key, debt, terms);
    }

    /// @notice The most that an insurer's debts can gather in interest within {RESERVE_DAYS} from now.
    function reservedInterestOf(Book storage book, uint32 insurer) internal view returns (uint256 cents) {
        uint256 day = Interest.civilDay(block.timestamp, FIRST_DAY_OFFSET_SECONDS) + RESERVE_DAYS;
        InterestReserve.Sums memory reserve = book.reserves[insurer];
        return reserve.centsAt(day);
    }

    /// @dev Changes a debt and its share of the reserve.
    function _set(Book storage book, uint256 key, IEscrow.Debt memory to, Terms memory terms) private {
        uint32 insurer = uint32(key >> 96);
        InterestReserve.Sums memory reserve = book.reserves[insurer];
        reserve.remove(_shareOf(book.debts[key], terms));
        reserve.add(_shareOf(to, terms));
        book.reserves[insurer] = reserve;
        book.debts[key] = to;
    }

    function _shareOf(IEscrow.Debt memory debt, Terms memory terms)
        private
        pure
        returns (InterestReserve.Share memory)
    {
        return InterestReserve.Share({
            cents: debt.cents,
            rateBps: terms.highestRateBps,
            receiptDay: Interest.civilDay(debt.receivedAt, terms.utcOffsetSeconds)
        });
    }
}
