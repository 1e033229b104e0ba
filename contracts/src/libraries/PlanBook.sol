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
        uint256[] classes; // none: the plan is not the insurer's
        uint256[] words;
        uint256 deductible;
        uint256 familyDeductible;
        uint256 outOfPocketMax;
        uint256 familyOutOfPocketMax;
        uint256 memberDeductible; // of one in a family; none where its family's counts alone
        uint256 memberOutOfPocketMax;
        bool hasExtension;
        uint256 earliestDay; // services before it are filed late
        uint256 interestFactor; // see {Interest}
        uint256 interestMinimum;
    }

    struct Book {
        IPlans source;
        uint32 insurer;
        uint256 receivedAt;
        uint256 clockFrom; // receipt, moved on by the time for which the clock stood still
        uint256 count;
        Terms[] known; // the first `count`; the others are empty
    }

    /// @dev Above what any limit leaves, whatever was taken.
    uint256 private constant NO_LIMIT = 1 << 64;

    /// @param clockFrom The receipt, moved on by the time for which the clock stood still.
    function open(Book memory book, IPlans source, uint32 insurer, uint256 receivedAt, uint256 clockFrom)
        internal
        pure
    {
        book.source = source;
        book.insurer = insurer;
        book.receivedAt = receivedAt;
        book.clockFrom = clockFrom;
        book.count = 0;
        book.known = new Terms[](0);
    }

    /// @notice The terms of a plan. May allocate memory that must be kept.
    function termsOf(Book memory book, uint256 plan) internal view returns (Terms memory) {
        uint256 i = 0;
        while (i < book.count && book.known[i].plan != plan) ++i;
        if (i == book.count) _read(book, plan);
        return book.known[i];
    }

    /// @notice The interest on an amount that is paid now.
    function interestOn(Terms memory terms, uint256 cents) internal pure returns (uint256) {
        if (terms.interestFactor == 0) return 0;
        return Interest.apply_(terms.interestFactor, terms.interestMinimum, cents);
    }

    /// @dev Most batches have one plan. The room for more doubles.
    function _grow(Book memory book) private pure {
        Terms[] memory known = new Terms[](book.count == 0 ? 1 : 2 * book.count);
        for (uint256 i = 0; i < book.count; ++i) {
            known[i] = book.known[i];
        }
        book.known = known;
    }

    function _read(Book memory book, uint256 plan) private view {
        if (book.count == book.known.length) _grow(book);
        Terms memory terms = book.known[book.count++];
        terms.plan = plan;
        (address content, uint32 insurer) = book.source.contentOf(uint32(plan));
        if (insurer != book.insurer) return;
        uint256[] memory words = PlanContent.read(content);
        terms.words = words;
        terms.classes = words.classesOf();
        terms.deductible = words.deductibleOf();
        terms.familyDeductible = words.familyDeductibleOf();
        terms.outOfPocketMax = words.outOfPocketMaxOf();
        terms.familyOutOfPocketMax = words.familyOutOfPocketMaxOf();
        terms.memberDeductible = words.isDeductibleAggregate() ? NO_LIMIT : terms.deductible;
        terms.memberOutOfPocketMax = words.isOutOfPocketAggregate() ? NO_LIMIT : terms.outOfPocketMax;
        terms.hasExtension = words.hasExtension();
        _applyClocks(terms, words, book);
    }

    /// @dev Most payments are prompt: the table of interest is read for others only.
    function _applyClocks(Terms memory terms, uint256[] memory words, Book memory book) private view {
        int32 offset = words.utcOffsetSecondsOf();
        uint256 receiptDay = Interest.civilDay(book.receivedAt, offset);
        uint256 filing = words.timelyFilingDaysOf();
        if (filing != 0 && filing < receiptDay) terms.earliestDay = receiptDay - filing;
        uint256 promptDay = Interest.civilDay(book.clockFrom, offset) + words.promptPayDaysOf();
        if (Interest.civilDay(block.timestamp, offset) <= promptDay) return;
        (terms.interestFactor, terms.interestMinimum) =
            Interest.factor(words.clocksOf(), book.clockFrom, block.timestamp);
    }
}
