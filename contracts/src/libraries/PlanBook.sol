// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../interfaces/IPlans.sol";
import {PlanContent} from "./PlanContent.sol";

/// @title PlanBook
/// @notice The plans of one settlement in memory: each is read and decoded once.
library PlanBook {
    /// @notice What adjudication needs of a plan. No classes: the plan is not the insurer's.
    struct Terms {
        uint256 plan;
        uint256 deductible;
        uint256 familyDeductible;
        uint256 outOfPocketMax;
        uint256 familyOutOfPocketMax;
        IPlans.CostShare[] classes;
    }

    /// @dev Entries are kept packed, so that an empty book costs little; `terms` is the one looked up last.
    struct Book {
        IPlans source;
        uint32 insurer;
        uint256 count;
        uint256[] entries; // plan 32 ‖ limits 4 × 40
        IPlans.CostShare[][] classes;
        Terms terms;
    }

    uint256 private constant CENTS = type(uint40).max;

    /// @param capacity The most plans that will be looked up.
    function open(IPlans source, uint32 insurer, uint256 capacity) internal pure returns (Book memory book) {
        book.source = source;
        book.insurer = insurer;
        book.entries = new uint256[](capacity);
        book.classes = new IPlans.CostShare[][](capacity);
    }

    /// @notice Turns the book to a plan: afterwards `book.terms` are its terms. May allocate memory that must be kept.
    function turnTo(Book memory book, uint32 plan) internal view {
        if (book.terms.plan == plan) return;
        uint256 i = 0;
        while (i < book.count && book.entries[i] >> 160 != plan) ++i;
        if (i == book.count) {
            _add(book, plan);
        }
        _show(book.terms, book.entries[i], book.classes[i]);
    }

    function _add(Book memory book, uint32 plan) private view {
        uint256 entry = uint256(plan) << 160;
        (address content, uint32 insurer) = book.source.contentOf(plan);
        if (insurer == book.insurer) {
            IPlans.Plan memory terms = PlanContent.read(content);
            entry |= (uint256(terms.deductibleCents) << 120) | (uint256(terms.familyDeductibleCents) << 80)
                | (uint256(terms.outOfPocketMaxCents) << 40) | uint256(terms.familyOutOfPocketMaxCents);
            book.classes[book.count] = terms.classes;
        }
        book.entries[book.count++] = entry;
    }

    function _show(Terms memory terms, uint256 entry, IPlans.CostShare[] memory classes) private pure {
        terms.plan = entry >> 160;
        terms.deductible = (entry >> 120) & CENTS;
        terms.familyDeductible = (entry >> 80) & CENTS;
        terms.outOfPocketMax = (entry >> 40) & CENTS;
        terms.familyOutOfPocketMax = entry & CENTS;
        terms.classes = classes;
    }
}
