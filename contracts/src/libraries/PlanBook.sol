// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../interfaces/IPlans.sol";
import {Interest} from "./Interest.sol";
import {PlanContent} from "./PlanContent.sol";

/// @title PlanBook
/// @notice The plans of one settlement in memory: each is read once, with what its clocks make of the receipt.
library PlanBook {
    using PlanContent for uint256[];

    /// @notice What adjudication needs of a plan.
    struct Terms {
        uint256 plan;
        uint256 classCount; // none: the plan is not the insurer's
        uint256 classesAt;
        uint256 deductible;
        uint256 familyDeductible;
        uint256 outOfPocketMax;
        uint256 familyOutOfPocketMax;
        bool isDeductibleAggregate;
        bool isOutOfPocketAggregate;
        bool hasExtension;
        uint256 earliestDay; // services before it are filed late
        uint256 interestFactor; // see {Interest}
        uint256 interestMinimum;
        uint256[] words;
    }

    /// @dev `terms` are those looked up last. What the clocks make of the receipt is kept packed: earliest day 32, minimum 32,
    /// interest factor.
    struct Book {
        IPlans source;
        uint32 insurer;
        uint256 receivedAt;
        uint256 clockFrom; // receipt, moved on by the time for which the clock stood still
        uint256 count;
        uint256[] ids;
        uint256[][] words; // none: the plan is not the insurer's
        uint256[] clocks;
        Terms terms;
    }

    /// @param capacity The most plans that will be looked up.
    /// @param clockFrom The receipt, moved on by the time for which the clock stood still.
    function open(IPlans source, uint32 insurer, uint256 receivedAt, uint256 clockFrom, uint256 capacity)
        internal
        pure
        returns (Book memory book)
    {
        book.source = source;
        book.insurer = insurer;
        book.receivedAt = receivedAt;
        book.clockFrom = clockFrom;
        book.ids = new uint256[](capacity);
        book.words = new uint256[][](capacity);
        book.clocks = new uint256[](capacity);
    }

    /// @notice Turns the book to a plan: afterwards `book.terms` are its terms. May allocate memory that must be kept.
    function turnTo(Book memory book, uint256 plan) internal view {
        if (book.terms.plan == plan) return;
        uint256 i = 0;
        while (i < book.count && book.ids[i] != plan) ++i;
        if (i == book.count) {
            _read(book, plan);
        }
        _show(book, i);
    }

    /// @notice The interest on an amount that is paid now.
    function interestOn(Terms memory terms, uint256 cents) internal pure returns (uint256) {
        if (terms.interestFactor == 0) return 0;
        return Interest.apply_(terms.interestFactor, terms.interestMinimum, cents);
    }

    function _read(Book memory book, uint256 plan) private view {
        uint256 i = book.count++;
        book.ids[i] = plan;
        (address content, uint32 insurer) = book.source.contentOf(uint32(plan));
        if (insurer != book.insurer) return;
        uint256[] memory words = PlanContent.read(content);
        book.words[i] = words;
        book.clocks[i] = _clocksOf(words, book.receivedAt, book.clockFrom);
    }

    function _clocksOf(uint256[] memory words, uint256 receivedAt, uint256 clockFrom) private view returns (uint256) {
        IPlans.Clocks memory clocks = words.clocksOf();
        uint256 receiptDay = Interest.civilDay(receivedAt, clocks.utcOffsetSeconds);
        uint256 filing = clocks.timelyFilingDays;
        uint256 earliest = filing != 0 && filing < receiptDay ? receiptDay - filing : 0;
        (uint256 factor, uint256 minimum) = Interest.factor(clocks, clockFrom, block.timestamp);
        return (factor << 64) | (minimum << 32) | earliest;
    }

    function _show(Book memory book, uint256 i) private pure {
        Terms memory terms = book.terms;
        uint256[] memory words = book.words[i];
        terms.plan = book.ids[i];
        terms.words = words;
        terms.classCount = 0;
        if (words.length == 0) return;
        terms.classCount = words.classCountOf();
        terms.classesAt = words.classesAt();
        terms.deductible = words.deductibleOf();
        terms.familyDeductible = words.familyDeductibleOf();
        terms.outOfPocketMax = words.outOfPocketMaxOf();
        terms.familyOutOfPocketMax = words.familyOutOfPocketMaxOf();
        terms.isDeductibleAggregate = words.isDeductibleAggregate();
        terms.isOutOfPocketAggregate = words.isOutOfPocketAggregate();
        terms.hasExtension = words.hasExtension();
        terms.earliestDay = uint32(book.clocks[i]);
        terms.interestMinimum = uint32(book.clocks[i] >> 32);
        terms.interestFactor = book.clocks[i] >> 64;
    }
}
