// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Adjudication} from "../../src/libraries/Adjudication.sol";
import {CoverageWords} from "../../src/libraries/CoverageWords.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Payments} from "../../src/libraries/Payments.sol";
import {PlanBook} from "../../src/libraries/PlanBook.sol";
import {Fixture} from "../support/Fixture.sol";

/// @notice What a settlement keeps in memory: its plans and its sums.
contract BooksTest is Fixture {
    using Adjudication for Adjudication.Case;
    using Payments for Payments.Sums;
    using PlanBook for PlanBook.Book;

    function test_Payments_OneEntryAProvider() public pure {
        Payments.Sums memory sums = Payments.open(3);
        sums.add(6, 1); // 6, 12 and 18 fall into one bucket of six
        sums.add(12, 2);
        sums.add(6, 4);
        sums.add(18, 8);
        sums.add(12, 16);
        sums.add(99, 0);
        (uint32[] memory providers, uint256[] memory cents) = sums.list();
        assertEq(providers.length, 3, "nothing for nothing");
        assertEq(abi.encode(providers[0], providers[1], providers[2]), abi.encode(6, 12, 18), "order");
        assertEq(abi.encode(cents[0], cents[1], cents[2]), abi.encode(5, 18, 8), "sums");
    }

    function testFuzz_Payments_SumsStay(uint8[40] memory picks) public pure {
        Payments.Sums memory sums = Payments.open(40);
        uint256[256] memory expected;
        for (uint256 i = 0; i < picks.length; ++i) {
            sums.add(uint32(picks[i]) * 80, i + 1); // the worst case: one bucket for all
            expected[picks[i]] += i + 1;
        }
        (uint32[] memory providers, uint256[] memory cents) = sums.list();
        uint256 total = 0;
        for (uint256 i = 0; i < providers.length; ++i) {
            assertEq(cents[i], expected[providers[i] / 80], "sum of a provider");
            total += cents[i];
        }
        assertEq(total, 820, "nothing is lost");
    }

    function test_TurnTo_ForeignPlanHasNoClasses() public view {
        PlanBook.Book memory book = PlanBook.open(plans, 2, 1);
        book.turnTo(PLAN);
        assertEq(book.terms.plan, PLAN, "plan");
        assertEq(book.terms.classes.length, 0, "classes");
    }

    /// @dev Enrolment refuses such a plan; the ledger does not rely on it.
    function test_Determine_ForeignPlanLeavesOut() public view {
        Adjudication.Case memory work = _caseOf(9);
        assertEq(bytes32(work.fault), bytes32(Errors.PlanNotFound.selector), "fault");
    }

    function raiseForeign() external view {
        _caseOf(9).raise();
    }

    function test_RevertWhen_ForeignPlanRaised() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.PlanNotFound.selector, 9));
        this.raiseForeign();
    }

    function _caseOf(uint32 plan) private view returns (Adjudication.Case memory work) {
        work = Adjudication.open();
        work.coverageWord = (uint256(plan) << 80) | (uint256(1) << 112) | (uint256(2) << 136);
        work.lineCount = 1;
        PlanBook.Book memory book = PlanBook.open(plans, INSURER, 1);
        book.turnTo(CoverageWords.planOf(work.coverageWord));
        work.determine(book.terms);
    }
}
