// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Benefits} from "./Benefits.sol";
import {ClaimWords} from "./ClaimWords.sol";
import {Commitments} from "./Commitments.sol";
import {Counters} from "./Counters.sol";
import {CoverageWords} from "./CoverageWords.sol";
import {Errors} from "./Errors.sol";
import {PlanBook} from "./PlanBook.sol";
import {PlanContent} from "./PlanContent.sol";
import {Raw} from "./Raw.sol";
import {Spans} from "./Spans.sol";

/// @title Adjudication
/// @notice From a claim as handed in, its coverage and its plan to the determination, in memory: nothing is stored here.
///
/// @dev {ClaimLedger} runs the same code for settlements, decisions, redeterminations and estimates. The order of denials and
/// of the arithmetic is that of contracts/DESIGN.md section 4.
library Adjudication {
    using CoverageWords for uint256;
    using PlanContent for uint256[];

    /// @notice One claim at work. A batch uses one over and over.
    struct Case {
        // as handed in
        bytes32 contentHash;
        uint256 head; // with the coverage year in it once attached
        uint256 moreAt; // position of further charges
        uint256 allowancesAt;
        uint256 flags;
        uint256 factCount;
        uint256 end; // position of what comes after the claim
        // its coverage
        uint256 coverageWord;
        uint256 familyWord; // zero without a family
        uint256 extensionWord; // zero without an extension
        uint256 validity; // of the provider's credentials
        // what came of it
        bytes32 receiptLeaf;
        bytes32 leaf; // of the determination
        bytes4 fault; // selector of the error that leaves the claim out, or zero
        uint256 faultLine;
        uint256 denial; // of the whole claim, or zero
        uint256 paid; // cents
        uint256 interest; // cents
        Benefits.Left left;
        PlanBook.Terms terms; // of its plan
        Journal journal;
    }

    /// @notice Where a case writes what came of it, and how far it has come.
    struct Journal {
        uint256 length;
        uint256[] words;
    }

    /// @notice Reads a whole claim at a position and computes what its receipt leaf is made of.
    ///
    /// @dev Requirements:
    /// - The claim must end within the words, else {Errors.EncodingMalformed}. What is read beyond them is zero or another
    ///   argument's, and nothing comes of it.
    function read(Case memory work, uint256[] calldata words, uint256 offset) internal pure {
        // Proof: positions are below the length of calldata and some words more.
        unchecked {
            uint256 head = Raw.load(words, offset);
            uint256 lineCount = ClaimWords.lineCountOf(head);
            uint256 allowancesAt = offset + 2 + ClaimWords.moreCountOf(head);
            uint256 flags = lineCount == 0 ? 0 : ClaimWords.flagsOf(Raw.load(words, allowancesAt));
            uint256 factCount = ClaimWords.factCountOf(flags);
            uint256 end = allowancesAt + ClaimWords.allowanceCountOf(lineCount) + factCount;
            if (end > words.length) revert Errors.EncodingMalformed(end);
            work.head = head;
            work.contentHash = bytes32(Raw.load(words, offset + 1));
            work.moreAt = offset + 2;
            work.allowancesAt = allowancesAt;
            work.flags = flags;
            work.factCount = factCount;
            work.end = end;
        }
    }

    /// @notice Puts the claim's coverage beside it and computes the receipt leaf.
    /// @param coverageYear The id that the leaf carries.
    function commit(Case memory work, uint256[] calldata words, uint256 coverageYear) internal pure {
        uint256 head = ClaimWords.withCoverage(work.head, coverageYear);
        work.head = head;
        bytes32 chained = Commitments.chain(work.contentHash, head);
        uint256 end = work.allowancesAt;
        // Proof: positions were found to be within the words.
        unchecked {
            for (uint256 i = work.moreAt; i < end; ++i) {
                chained = Commitments.chain(chained, Raw.load(words, i));
            }
        }
        work.receiptLeaf = Commitments.receiptLeaf(chained);
    }

    /// @notice Determines the claim, or says in `work.fault` why it cannot be.
    ///
    /// @dev Notes:
    /// - Afterwards the results stand in the journal after its position and leaf, and the words have moved on, unless there
    ///   is a fault.
    ///
    /// Requirements:
    /// - The case must have its terms, and a journal with room for the claim.
    function determine(Case memory work, uint256[] calldata words, uint256 stamp) internal pure {
        work.paid = 0;
        work.interest = 0;
        work.fault = _faultOf(work);
        if (work.fault != 0) return;
        (uint256 deductible, uint256 outOfPocket) = _setLeft(work);
        bytes32 chained = Commitments.chain(work.receiptLeaf, stamp | (work.flags << 64));
        chained = _determineLines(work, words, chained);
        if (work.fault != 0) return;
        if (work.factCount != 0) chained = _addFacts(work, words, chained);
        work.leaf = Commitments.determinationLeaf(chained);
        work.interest = PlanBook.interestOn(work.terms, work.paid);
        // Proof: a line only takes off what is left.
        unchecked {
            deductible -= work.left.deductible;
            outOfPocket -= work.left.outOfPocket;
        }
        work.coverageWord = work.coverageWord.advance(deductible, outOfPocket);
        if (work.familyWord != 0) work.familyWord = work.familyWord.advance(deductible, outOfPocket);
    }

    /// @notice Reverts with the error that `work.fault` names.
    function raise(Case memory work) internal pure {
        bytes4 fault = work.fault;
        if (fault == Errors.CoverageYearNotFound.selector) {
            revert Errors.CoverageYearNotFound(uint64(ClaimWords.coverageOf(work.head)));
        }
        if (fault == Errors.PlanNotFound.selector) revert Errors.PlanNotFound(work.coverageWord.planOf());
        if (fault == Errors.ClaimWithoutLines.selector) revert Errors.ClaimWithoutLines();
        if (fault == Errors.ClassUnknown.selector) revert Errors.ClassUnknown(work.faultLine);
        if (fault == Errors.AllowedExceedsCharge.selector) revert Errors.AllowedExceedsCharge(work.faultLine);
    }

    function _faultOf(Case memory work) private pure returns (bytes4) {
        if (work.coverageWord == 0) return Errors.CoverageYearNotFound.selector;
        if (work.terms.classes.length == 0) return Errors.PlanNotFound.selector;
        if (ClaimWords.lineCountOf(work.head) == 0) return Errors.ClaimWithoutLines.selector;
        return 0;
    }

    /// @dev What may still be taken from the patient; both are also returned.
    function _setLeft(Case memory work) private pure returns (uint256 deductible, uint256 outOfPocket) {
        PlanBook.Terms memory terms = work.terms;
        uint256 word = work.coverageWord;
        deductible = Benefits.leftOf(terms.deductible, word.deductibleOf());
        outOfPocket = Benefits.leftOf(terms.outOfPocketMax, word.outOfPocketOf());
        word = work.familyWord;
        if (word != 0) {
            uint256 family = Benefits.leftOf(terms.familyDeductible, word.deductibleOf());
            if (terms.isDeductibleAggregate || family < deductible) deductible = family;
            family = Benefits.leftOf(terms.familyOutOfPocketMax, word.outOfPocketOf());
            if (terms.isOutOfPocketAggregate || family < outOfPocket) outOfPocket = family;
        }
        work.left.deductible = deductible;
        work.left.outOfPocket = outOfPocket;
    }

    /// @dev Why the whole claim is denied, or zero.
    function _denialOf(Case memory work) private pure returns (uint256) {
        uint256 day = ClaimWords.serviceDayOf(work.head);
        if (!work.coverageWord.isCoveredOn(day)) return ClaimWords.OUTSIDE_COVERAGE;
        if (!Spans.contains(work.validity, day)) return ClaimWords.PROVIDER_NOT_CREDENTIALED;
        if (day >= work.terms.earliestDay || work.flags & ClaimWords.FILING_EXCUSED != 0) return 0;
        return ClaimWords.FILED_LATE;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      LINES
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Writes the results behind the journal's next position and leaf, and adds them to the chain. Lines are taken five
    /// at a time, as many as a word of allowances has.
    function _determineLines(Case memory work, uint256[] calldata words, bytes32 chained) private pure returns (bytes32) {
        work.denial = _denialOf(work);
        // Proof: positions were found to be within the words; the journal has room for all lines, of which there are 255.
        unchecked {
            uint256 at = work.journal.length + 2;
            uint256 end = at + ClaimWords.lineCountOf(work.head);
            uint256 word = work.head;
            uint256 i = 0;
            do {
                uint256 next = at + ClaimWords.LINES_IN_HEAD < end ? Raw.load(words, work.moreAt + i) : 0;
                uint256 allowances = ClaimWords.allowancesOf(Raw.load(words, work.allowancesAt + i));
                chained = _determineFive(work, ClaimWords.linesOf(word, next), allowances, at, end, chained);
                word = next;
                at += ClaimWords.LINES_IN_WORD;
                ++i;
            } while (at < end);
            return chained;
        }
    }

    /// @dev The lines of a word of allowances, up to five: the hot loop of a settlement. Both words move up by a line at a time.
    /// @param at Where the first result goes, `end` where the claim's last one ends.
    function _determineFive(
        Case memory work,
        uint256 lines,
        uint256 allowances,
        uint256 at,
        uint256 end,
        bytes32 chained
    ) private pure returns (bytes32) {
        uint256[] memory journal = work.journal.words;
        // Proof: as in the caller.
        unchecked {
            if (end > at + ClaimWords.LINES_IN_WORD) end = at + ClaimWords.LINES_IN_WORD;
            do {
                uint256 result =
                    _determineLine(work, lines >> ClaimWords.LINE_AT, allowances >> ClaimWords.ALLOWANCE_AT, at);
                Raw.put(journal, at, result);
                chained = Commitments.chain(chained, result);
                lines <<= ClaimWords.LINE_BITS;
                allowances <<= ClaimWords.ALLOWANCE_BITS;
                ++at;
            } while (at != end);
            return chained;
        }
    }

    /// @dev A line's result. What is plain about a line is found by one look at its class and one comparison: it is covered
    /// without more, and something is allowed of it, not above its charge.
    /// @param at Where the result goes.
    function _determineLine(Case memory work, uint256 line, uint256 allowance, uint256 at)
        private
        pure
        returns (uint256 result)
    {
        uint256[] memory classes = work.terms.classes;
        uint256 class = 0;
        if (uint8(allowance) < classes.length && work.denial == 0) class = Raw.get(classes, uint8(allowance));
        uint256 eligible = allowance >> 8;
        result = ClaimWords.opened(line, allowance);
        // Proof: nothing allowed wraps around and is above every charge. Shares are not above eligible; at most 255 amounts
        // of 36 bits are summed.
        unchecked {
            if (!PlanContent.isPlain(class) || eligible - 1 >= line >> 14) {
                (result, eligible) = _determineSpecial(work, line, allowance, class, at);
            }
            (uint256 copay, uint256 deductible, uint256 coinsurance) = Benefits.determine({
                left: work.left,
                eligible: eligible,
                classCopay: PlanContent.copayOf(class),
                coinsuranceBps: PlanContent.coinsuranceBpsOf(class),
                isDeductibleApplied: PlanContent.isDeductibleApplied(class),
                isOutOfPocketApplied: PlanContent.isOutOfPocketApplied(class)
            });
            work.paid += eligible - copay - deductible - coinsurance;
            return result | ClaimWords.shares(copay, deductible, coinsurance);
        }
    }

    /// @dev A line that is not plain: its result but for the patient's shares, and what is eligible of it.
    /// @param class Its class's word; zero where the claim is denied or has no such class.
    function _determineSpecial(Case memory work, uint256 line, uint256 allowance, uint256 class, uint256 at)
        private
        pure
        returns (uint256 result, uint256 eligible)
    {
        uint256 allowed = allowance >> 8;
        if (allowed > line >> 14) return _fail(work, Errors.AllowedExceedsCharge.selector, at);
        uint256 denial = work.denial;
        if (denial == 0) {
            if (uint8(allowance) == ClaimWords.CLASS_DENIED) denial = ClaimWords.BY_ENGINE;
            else if (uint8(allowance) >= work.terms.classes.length) return _fail(work, Errors.ClassUnknown.selector, at);
            else denial = _denialOfClass(class, work.flags);
        }
        if (denial != 0) return (ClaimWords.denied(line, uint8(allowance), denial), 0);
        if (allowed == 0) return (ClaimWords.opened(line, allowance) & ~ClaimWords.UNITS_FIELD, 0);
        return _limit(work, class, line, allowance);
    }

    /// @dev Keeps the first fault of a claim.
    function _fail(Case memory work, bytes4 fault, uint256 at) private pure returns (uint256, uint256) {
        if (work.fault == 0) {
            work.fault = fault;
            work.faultLine = at - work.journal.length - 2;
        }
        return (0, 0);
    }

    function _denialOfClass(uint256 class, uint256 flags) private pure returns (uint256) {
        if (!PlanContent.isCovered(class)) return ClaimWords.CLASS_NOT_COVERED;
        if (PlanContent.isAuthorizationRequired(class) && flags & ClaimWords.HAS_AUTHORIZATION == 0) {
            return ClaimWords.AUTHORIZATION_MISSING;
        }
        if (PlanContent.isEvidenceRequired(class) && flags & ClaimWords.HAS_EVIDENCE == 0) {
            return ClaimWords.EVIDENCE_MISSING;
        }
        return 0;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      LIMITS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev What the limits of a class, if it has any, leave of a line, and their counters.
    function _limit(Case memory work, uint256 class, uint256 line, uint256 allowance)
        private
        pure
        returns (uint256 result, uint256 eligible)
    {
        uint256 allowed = allowance >> 8;
        uint256 limitA = _limitOf(work, PlanContent.limitAOf(class));
        uint256 limitB = _limitOf(work, PlanContent.limitBOf(class));
        uint256 units;
        (eligible, units) = _within(work, limitA, allowed, ClaimWords.unitsOfLine(line));
        (eligible, units) = _within(work, limitB, eligible, units);
        result = ClaimWords.opened(line, allowance) & ~ClaimWords.UNITS_FIELD;
        if (eligible == 0) return (result | allowed | (ClaimWords.LIMIT_REACHED << 144), 0);
        _count(work, limitA, eligible, units);
        _count(work, limitB, eligible, units);
        // Proof: eligible is not above allowed.
        unchecked {
            result |= (units << 196) | (allowed - eligible);
        }
    }

    function _limitOf(Case memory work, uint256 number) private pure returns (uint256) {
        return number == 0 ? 0 : work.terms.words.limitOf(number);
    }

    /// @dev What a limit, if there is one, leaves eligible, and of the units.
    function _within(Case memory work, uint256 limit, uint256 eligible, uint256 units)
        private
        pure
        returns (uint256, uint256)
    {
        if (limit == 0) return (eligible, units);
        uint256 left = Counters.leftOn(countersOf(work, limit), limit, ClaimWords.serviceDayOf(work.head));
        uint256 kind = Counters.kindOf(limit);
        if (kind == Counters.UNITS) return Benefits.withinUnits(eligible, units, left);
        if (kind == Counters.VISITS) return (left == 0 ? 0 : eligible, units);
        return (Benefits.min(eligible, left), units);
    }

    function _count(Case memory work, uint256 limit, uint256 eligible, uint256 units) private pure {
        if (limit == 0) return;
        uint256 counters = Counters.count(
            countersOf(work, limit),
            limit,
            ClaimWords.serviceDayOf(work.head),
            Counters.amountOf(limit, eligible, units)
        );
        setCounters(work, limit, counters);
    }

    /// @notice The counters of a limit, from the lowest bit on.
    function countersOf(Case memory work, uint256 limit) internal pure returns (uint256) {
        return Counters.isExtended(limit) ? work.extensionWord : work.coverageWord >> CoverageWords.COUNTERS_AT;
    }

    function setCounters(Case memory work, uint256 limit, uint256 counters) internal pure {
        if (Counters.isExtended(limit)) {
            work.extensionWord = counters;
            return;
        }
        uint256 below = (1 << CoverageWords.COUNTERS_AT) - 1;
        work.coverageWord = (work.coverageWord & below) | (counters << CoverageWords.COUNTERS_AT);
    }

    /// @dev The facts that the flags announce, into the journal and the chain. They end the claim.
    function _addFacts(Case memory work, uint256[] calldata words, bytes32 chained) private pure returns (bytes32) {
        uint256[] memory journal = work.journal.words;
        // Proof: positions were found to be within the words; the journal has room for all facts.
        unchecked {
            uint256 to = work.journal.length + 2 + ClaimWords.lineCountOf(work.head);
            for (uint256 i = work.end - work.factCount; i < work.end; ++i) {
                uint256 fact = Raw.load(words, i);
                Raw.put(journal, to++, fact);
                chained = Commitments.chain(chained, fact);
            }
            return chained;
        }
    }
}
