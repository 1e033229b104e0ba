// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../interfaces/IPlans.sol";
import {Benefits} from "./Benefits.sol";
import {CalldataReader} from "./CalldataReader.sol";
import {Commitments} from "./Commitments.sol";
import {CoverageWords} from "./CoverageWords.sol";
import {Errors} from "./Errors.sol";
import {Lines} from "./Lines.sol";
import {PlanBook} from "./PlanBook.sol";

/// @title Adjudication
/// @notice From a claim as handed in, its coverage and its plan to the determination, in memory: nothing is stored here.
///
/// @dev {ClaimLedger} runs the same code for settlements, decisions and estimates.
library Adjudication {
    using CoverageWords for uint256;

    /// @notice The mark of a claim handed in as its bare leaf, to stay undecided: `0x00 ‖ receiptLeaf[32]`.
    uint256 internal constant BARE = 0;

    /// @notice The mark of a claim handed in to be determined.
    uint256 internal constant WHOLE = 1;

    uint256 internal constant BARE_WIDTH = 33;

    /// @dev mark 1, content hash 32, coverage 2, service day 3, reasons hash 32, line count 1.
    uint256 internal constant HEAD_WIDTH = 71;

    /// @notice A coverage table's entry: `coverageYear[8] ‖ family[2]`.
    uint256 internal constant COVERAGE_WIDTH = 10;

    /// @notice A family table's entry: `familyYear[4]`.
    uint256 internal constant FAMILY_WIDTH = 4;

    /// @notice In a coverage table: the coverage has no family.
    uint256 internal constant NO_FAMILY = 0xffff;

    /// @notice One claim at work. A batch uses one over and over.
    struct Case {
        // as handed in
        bytes32 contentHash;
        bytes32 reasonsHash;
        uint256 coverage; // position in the coverage table
        uint256 serviceDay;
        uint256 lineCount;
        // its coverage
        uint256 coverageYear;
        uint256 family; // position in the family table, or NO_FAMILY
        uint256 coverageWord;
        uint256 familyWord; // zero without a family
        // what came of it
        bytes32 receiptLeaf;
        bytes4 fault; // selector of the error that leaves the claim out, or zero
        uint256 faultLine;
        uint256 paid; // cents
        Benefits.Left left;
        uint256[] lines; // as handed in, then their results; room for the most that a claim may have
    }

    /// @dev No result: it has more than 31 bytes.
    uint256 private constant FAULT = type(uint256).max;

    /// @notice A case to work with.
    function open() internal pure returns (Case memory work) {
        work.lines = new uint256[](type(uint8).max);
    }

    /// @notice Reads a whole claim at an offset that carries the mark {WHOLE}.
    /// @return end Where the next one begins.
    function read(Case memory work, bytes calldata claims, uint256 offset) internal pure returns (uint256 end) {
        // Proof: everything is below the length of calldata and another 255 lines.
        unchecked {
            end = offset + HEAD_WIDTH;
            CalldataReader.checkEnd(claims, end);
            uint256 count = uint8(claims[end - 1]);
            work.lineCount = count;
            work.contentHash = bytes32(CalldataReader.before(claims, offset + 33));
            uint256 coverageAndDay = CalldataReader.before(claims, offset + 38);
            work.coverage = uint16(coverageAndDay >> 24);
            work.serviceDay = uint24(coverageAndDay);
            work.reasonsHash = bytes32(CalldataReader.before(claims, end - 1));
            end += count * Lines.WIDTH;
            CalldataReader.checkEnd(claims, end);
            Lines.read(claims, end, count, work.lines);
        }
    }

    /// @notice Puts the claim's coverage beside it.
    ///
    /// @dev Requirements:
    /// - The claim's position must be in the table, else {Errors.EncodingMalformed}.
    /// - The table's family must be the one that was enrolled, else {Errors.FamilyMismatch}.
    function attach(
        Case memory work,
        bytes calldata coverages,
        uint256[] memory coverageWords,
        uint256[] memory familyWords
    ) internal pure {
        uint256 position = work.coverage;
        // Proof: a position has 16 bits.
        unchecked {
            uint256 end = (position + 1) * COVERAGE_WIDTH;
            CalldataReader.checkEnd(coverages, end);
            uint256 entry = CalldataReader.before(coverages, end);
            work.coverageYear = uint64(entry >> 16);
            work.family = uint16(entry);
        }
        uint256 word = coverageWords[position];
        work.coverageWord = word;
        work.familyWord = word == 0 ? 0 : _familyWordOf(work, word.familyOf(), familyWords);
    }

    /// @notice Computes the claim's receipt leaf. Its lines must still be as handed in.
    function commit(Case memory work) internal pure {
        work.receiptLeaf = Commitments.receiptLeaf({
            contentHash: work.contentHash,
            coverageYear: uint64(work.coverageYear),
            serviceDay: uint24(work.serviceDay),
            lineCount: uint8(work.lineCount),
            charges: Lines.packCharges(work.lines, work.lineCount)
        });
    }

    /// @notice Determines the claim, or says in `work.fault` why it cannot be.
    ///
    /// @dev Notes:
    /// - A claim outside of its coverage's span is determined, with every line denied.
    /// - Afterwards `work.lines` are results and its words have moved on, unless there is a fault.
    ///
    /// @param terms Of the plan of the claim's coverage.
    function determine(Case memory work, PlanBook.Terms memory terms) internal pure {
        work.paid = 0;
        work.fault = _faultOf(work, terms);
        if (work.fault != 0) return;
        if (work.coverageWord.isCoveredOn(work.serviceDay)) _determineLines(work, terms);
        else _denyLines(work);
    }

    /// @notice The results of the determined claim's lines, as in docs/commitment.md section 5.
    function resultOf(Case memory work) internal pure returns (bytes memory) {
        return Lines.packResults(work.lines, work.lineCount);
    }

    /// @notice Reverts with the error that `work.fault` names.
    function raise(Case memory work) internal pure {
        if (work.fault == Errors.CoverageYearNotFound.selector) {
            revert Errors.CoverageYearNotFound(uint64(work.coverageYear));
        }
        if (work.fault == Errors.PlanNotFound.selector) revert Errors.PlanNotFound(work.coverageWord.planOf());
        if (work.fault == Errors.ClaimWithoutLines.selector) revert Errors.ClaimWithoutLines();
        if (work.fault == Errors.ClassUnknown.selector) revert Errors.ClassUnknown(work.faultLine);
        if (work.fault == Errors.AllowedExceedsCharge.selector) revert Errors.AllowedExceedsCharge(work.faultLine);
    }

    function _familyWordOf(Case memory work, uint256 family, uint256[] memory familyWords)
        private
        pure
        returns (uint256 word)
    {
        if (work.family < familyWords.length) word = familyWords[work.family];
        else if (work.family != NO_FAMILY) revert Errors.FamilyMismatch(uint64(work.coverageYear));
        if (word.familyOf() != family) revert Errors.FamilyMismatch(uint64(work.coverageYear));
    }

    function _faultOf(Case memory work, PlanBook.Terms memory terms) private pure returns (bytes4) {
        if (work.coverageWord == 0) return Errors.CoverageYearNotFound.selector;
        if (terms.classes.length == 0) return Errors.PlanNotFound.selector;
        if (work.lineCount == 0) return Errors.ClaimWithoutLines.selector;
        return 0;
    }

    function _determineLines(Case memory work, PlanBook.Terms memory terms) private pure {
        Benefits.Left memory left = work.left;
        _setLeft(work, terms, left);
        uint256 deductible = left.deductible;
        uint256 outOfPocket = left.outOfPocket;
        // Proof: i counts the lines, at most 255 amounts of 40 bits are summed, and a line only takes off what is left.
        unchecked {
            uint256[] memory lines = work.lines;
            uint256 count = work.lineCount;
            for (uint256 i = 0; i < count; ++i) {
                uint256 result = _determineLine(work, terms.classes, lines[i]);
                if (result == FAULT) {
                    work.faultLine = i;
                    return;
                }
                lines[i] = result;
                work.paid += Lines.paidOf(result);
            }
            deductible -= left.deductible;
            outOfPocket -= left.outOfPocket;
        }
        work.coverageWord = work.coverageWord.advance(deductible, outOfPocket);
        if (work.familyWord != 0) work.familyWord = work.familyWord.advance(deductible, outOfPocket);
    }

    function _determineLine(Case memory work, IPlans.CostShare[] memory classes, uint256 line)
        private
        pure
        returns (uint256 result)
    {
        uint256 allowed = Lines.allowedOf(line);
        if (allowed > Lines.chargeOf(line)) {
            work.fault = Errors.AllowedExceedsCharge.selector;
            return FAULT;
        }
        uint256 class = Lines.classOf(line);
        if (class >= classes.length) {
            if (class == Lines.DENIED) return Lines.denied(line, class);
            work.fault = Errors.ClassUnknown.selector;
            return FAULT;
        }
        IPlans.CostShare memory share = classes[class];
        if (!share.isCovered) return Lines.denied(line, class);
        (uint256 copay, uint256 deductible, uint256 coinsurance) = Benefits.determine(allowed, share, work.left);
        // Proof: the patient's share is not above allowed.
        unchecked {
            return Lines.determined(line, copay, deductible, coinsurance, allowed - copay - deductible - coinsurance);
        }
    }

    function _denyLines(Case memory work) private pure {
        for (uint256 i = 0; i < work.lineCount; ++i) {
            work.lines[i] = Lines.denied(work.lines[i], Lines.DENIED);
        }
    }

    function _setLeft(Case memory work, PlanBook.Terms memory terms, Benefits.Left memory left) private pure {
        uint256 word = work.coverageWord;
        left.deductible = Benefits.leftOf(terms.deductible, word.deductibleOf());
        left.outOfPocket = Benefits.leftOf(terms.outOfPocketMax, word.outOfPocketOf());
        word = work.familyWord;
        if (word == 0) return;
        left.deductible = Benefits.min(left.deductible, Benefits.leftOf(terms.familyDeductible, word.deductibleOf()));
        left.outOfPocket =
            Benefits.min(left.outOfPocket, Benefits.leftOf(terms.familyOutOfPocketMax, word.outOfPocketOf()));
    }
}
