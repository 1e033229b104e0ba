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

    /// @notice In a coverage table: the coverage has no family, or no extension.
    uint256 internal constant NONE = 0xffff;

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
        uint256 paid; // cents
        uint256 interest; // cents
        Benefits.Left left;
        Benefits.Share share;
    }

    /// @notice Where a case writes what came of it, and how far it has come.
    struct Journal {
        uint256 length;
        uint256[] words;
    }

    /// @dev No result: its spare bits are not zero.
    uint256 private constant FAULT = type(uint256).max;

    /// @notice Reads a whole claim at a position and computes what its receipt leaf is made of.
    ///
    /// @dev Requirements:
    /// - The claim must end within the words, else {Errors.EncodingMalformed}.
    function read(Case memory work, uint256[] calldata words, uint256 offset) internal pure {
        // Proof: positions are below the length of calldata and some words more.
        unchecked {
            uint256 head = Raw.load(words, offset);
            uint256 lineCount = ClaimWords.lineCountOf(head);
            work.head = head;
            work.contentHash = bytes32(Raw.load(words, offset + 1));
            work.moreAt = offset + 2;
            uint256 allowancesAt = offset + 2 + ClaimWords.moreCountOf(head);
            work.allowancesAt = allowancesAt;
            uint256 end = allowancesAt + ClaimWords.allowanceCountOf(lineCount);
            uint256 flags = lineCount == 0 ? 0 : ClaimWords.flagsOf(Raw.load(words, allowancesAt));
            work.flags = flags;
            if (flags > ClaimWords.ALL_FLAGS) revert Errors.EncodingMalformed(allowancesAt);
            uint256 factCount = ClaimWords.factCountOf(flags);
            work.factCount = factCount;
            end += factCount;
            if (end > words.length) revert Errors.EncodingMalformed(end);
            work.end = end;
        }
    }

    /// @notice Puts the claim's coverage beside it and computes the receipt leaf.
    /// @param coverageYear The id that the leaf carries.
    function commit(Case memory work, uint256[] calldata words, uint256 coverageYear) internal pure {
        work.head = ClaimWords.withCoverage(work.head, coverageYear);
        work.receiptLeaf = Commitments.receiptLeaf(work.head, _chainMore(work, words));
    }

    /// @notice Determines the claim, or says in `work.fault` why it cannot be.
    ///
    /// @dev Notes:
    /// - Afterwards the results stand in the journal after its position and leaf, and the words have moved on, unless there
    ///   is a fault.
    ///
    /// @param terms Of the plan of the claim's coverage.
    function determine(
        Case memory work,
        uint256[] calldata words,
        PlanBook.Terms memory terms,
        Journal memory journal,
        uint256 stamp
    ) internal pure {
        work.paid = 0;
        work.interest = 0;
        work.fault = _faultOf(work, terms);
        if (work.fault != 0) return;
        _setLeft(work, terms);
        uint256 deductible = work.left.deductible;
        uint256 outOfPocket = work.left.outOfPocket;
        bytes32 chained = _determineLines(work, words, terms, journal, work.receiptLeaf);
        if (work.fault != 0) return;
        work.leaf = Commitments.determinationLeaf(
            ClaimWords.stampOf(stamp, work.flags, work.head), _addFacts(work, words, journal, chained)
        );
        if (terms.interestFactor != 0) {
            work.interest = PlanBook.interestOn(terms, work.paid);
            if (work.interest > ClaimWords.CENTS) {
                work.fault = Errors.InterestOutOfRange.selector;
                return;
            }
        }
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
        if (fault == Errors.InterestOutOfRange.selector) revert Errors.InterestOutOfRange(work.interest);
        if (fault == Errors.AllowedExceedsCharge.selector) revert Errors.AllowedExceedsCharge(work.faultLine);
    }

    function _chainMore(Case memory work, uint256[] calldata words) private pure returns (bytes32 chained) {
        chained = work.contentHash;
        // Proof: positions were found to be within the words.
        unchecked {
            for (uint256 i = work.moreAt; i < work.allowancesAt; ++i) {
                chained = Commitments.chain(chained, Raw.load(words, i));
            }
        }
    }

    function _faultOf(Case memory work, PlanBook.Terms memory terms) private pure returns (bytes4) {
        if (work.coverageWord == 0) return Errors.CoverageYearNotFound.selector;
        if (terms.classCount == 0) return Errors.PlanNotFound.selector;
        if (ClaimWords.lineCountOf(work.head) == 0) return Errors.ClaimWithoutLines.selector;
        return 0;
    }

    /// @dev Why the whole claim is denied, or zero.
    function _denialOf(Case memory work, PlanBook.Terms memory terms) private pure returns (uint256) {
        uint256 day = ClaimWords.serviceDayOf(work.head);
        if (!work.coverageWord.isCoveredOn(day)) return ClaimWords.OUTSIDE_COVERAGE;
        if (!Spans.contains(work.validity, day)) return ClaimWords.PROVIDER_NOT_CREDENTIALED;
        if (day >= terms.earliestDay || work.flags & ClaimWords.FILING_EXCUSED != 0) return 0;
        return ClaimWords.FILED_LATE;
    }

    /// @dev Writes the results behind the journal's next position and leaf, and adds them to the chain.
    function _determineLines(
        Case memory work,
        uint256[] calldata words,
        PlanBook.Terms memory terms,
        Journal memory journal,
        bytes32 chained
    ) private pure returns (bytes32) {
        uint256 denial = _denialOf(work, terms);
        uint256 count = ClaimWords.lineCountOf(work.head);
        uint256 to = journal.length + 2;
        // Proof: i counts up to 255 lines; the caller made sure of the journal's room.
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                uint256 entry = (_lineAt(work, words, i) << 44) | _allowanceAt(work, words, i);
                uint256 result = _determineLine(work, terms, entry, denial);
                if (result == FAULT) {
                    work.faultLine = i;
                    return 0;
                }
                Raw.put(journal.words, to + i, result);
                chained = Commitments.chain(chained, result);
            }
            return chained;
        }
    }

    /// @dev Charge and units of a line, as a field.
    function _lineAt(Case memory work, uint256[] calldata words, uint256 i) private pure returns (uint256) {
        if (i < ClaimWords.LINES_IN_HEAD) return ClaimWords.lineInHead(work.head, i);
        // Proof: i is not below the lines of the head; read() made sure of the words.
        unchecked {
            i -= ClaimWords.LINES_IN_HEAD;
            uint256 word = Raw.load(words, work.moreAt + i / ClaimWords.LINES_IN_WORD);
            return ClaimWords.lineInWord(word, i % ClaimWords.LINES_IN_WORD);
        }
    }

    /// @dev Allowed amount and class of a line, as a field.
    function _allowanceAt(Case memory work, uint256[] calldata words, uint256 i) private pure returns (uint256) {
        uint256 offset = work.allowancesAt;
        if (i < ClaimWords.LINES_IN_WORD) return ClaimWords.allowanceIn(Raw.load(words, offset), i);
        // Proof: read() made sure of the words.
        unchecked {
            return ClaimWords.allowanceIn(
                Raw.load(words, offset + i / ClaimWords.LINES_IN_WORD), i % ClaimWords.LINES_IN_WORD
            );
        }
    }

    function _determineLine(Case memory work, PlanBook.Terms memory terms, uint256 entry, uint256 denial)
        private
        pure
        returns (uint256)
    {
        uint256 line = entry >> 44;
        uint256 allowance = entry & ((1 << 44) - 1);
        uint256 allowed = allowance >> 8;
        uint256 class = allowance & 0xff;
        if (allowed > line >> 14) {
            work.fault = Errors.AllowedExceedsCharge.selector;
            return FAULT;
        }
        if (denial != 0) return ClaimWords.denied(line, class, denial);
        if (class >= terms.classCount) {
            if (class == ClaimWords.CLASS_DENIED) return ClaimWords.denied(line, class, ClaimWords.BY_ENGINE);
            work.fault = Errors.ClassUnknown.selector;
            return FAULT;
        }
        // Proof: the class is one of the plan's.
        unchecked {
            uint256 classWord = Raw.get(terms.words, terms.classesAt + class);
            uint256 facts = classWord >> 72;
            if (facts & 25 != 1) {
                denial = _denialOfClass(facts, work.flags);
                if (denial != 0) return ClaimWords.denied(line, class, denial);
            }
            if (allowed == 0) return ClaimWords.opened(line, allowance) & ~ClaimWords.UNITS_FIELD;
            if (uint16(classWord) != 0) return _determineLimited(work, terms, classWord, line, allowance);
            return ClaimWords.opened(line, allowance) | _share(work, classWord, allowed);
        }
    }

    function _denialOfClass(uint256 facts, uint256 flags) private pure returns (uint256) {
        if (facts & 1 == 0) return ClaimWords.CLASS_NOT_COVERED;
        if (facts & 8 != 0 && flags & ClaimWords.HAS_AUTHORIZATION == 0) return ClaimWords.AUTHORIZATION_MISSING;
        if (facts & 16 != 0 && flags & ClaimWords.HAS_EVIDENCE == 0) return ClaimWords.EVIDENCE_MISSING;
        return 0;
    }

    /// @dev Divides an eligible amount, adds to what the claim pays, and gives the patient's shares of the line's result.
    function _share(Case memory work, uint256 classWord, uint256 eligible) private pure returns (uint256) {
        Benefits.Share memory share = work.share;
        share.copay = uint40(classWord >> 16);
        share.coinsuranceBps = uint16(classWord >> 56);
        share.isDeductibleApplied = (classWord >> 73) & 1 == 1;
        share.isOutOfPocketApplied = (classWord >> 74) & 1 == 1;
        (uint256 copay, uint256 deductible, uint256 coinsurance) = Benefits.determine(eligible, share, work.left);
        // Proof: the patient's share is not above eligible; at most 255 amounts of 36 bits are summed.
        unchecked {
            work.paid += eligible - copay - deductible - coinsurance;
        }
        return ClaimWords.shares(copay, deductible, coinsurance);
    }

    /// @dev A line whose class has a limit.
    function _determineLimited(
        Case memory work,
        PlanBook.Terms memory terms,
        uint256 classWord,
        uint256 line,
        uint256 allowance
    ) private pure returns (uint256 result) {
        uint256 allowed = allowance >> 8;
        uint256 limitA = _limitOf(terms, uint8(classWord >> 8));
        uint256 limitB = _limitOf(terms, uint8(classWord));
        (uint256 eligible, uint256 units) = _within(work, limitA, allowed, ClaimWords.unitsOfLine(line));
        (eligible, units) = _within(work, limitB, eligible, units);
        result = ClaimWords.opened(line, allowance) & ~ClaimWords.UNITS_FIELD;
        if (eligible == 0) return result | allowed | (ClaimWords.LIMIT_REACHED << 144);
        _count(work, limitA, eligible, units);
        _count(work, limitB, eligible, units);
        // Proof: eligible is not above allowed.
        unchecked {
            return result | (units << 196) | _share(work, classWord, eligible) | (allowed - eligible);
        }
    }

    function _limitOf(PlanBook.Terms memory terms, uint256 number) private pure returns (uint256) {
        return number == 0 ? 0 : terms.words.limitOf(number);
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

    /// @dev The facts that the flags announce, into the journal and the fold.
    function _addFacts(Case memory work, uint256[] calldata words, Journal memory journal, bytes32 chained)
        private
        pure
        returns (bytes32)
    {
        // Proof: positions were found to be within the words.
        unchecked {
            uint256 count = ClaimWords.lineCountOf(work.head);
            uint256 to = journal.length + 2 + count;
            for (uint256 i = work.allowancesAt + ClaimWords.allowanceCountOf(count); i < work.end; ++i) {
                uint256 fact = Raw.load(words, i);
                Raw.put(journal.words, to++, fact);
                chained = Commitments.chain(chained, fact);
            }
            return chained;
        }
    }

    function _setLeft(Case memory work, PlanBook.Terms memory terms) private pure {
        Benefits.Left memory left = work.left;
        uint256 word = work.coverageWord;
        left.deductible = Benefits.leftOf(terms.deductible, word.deductibleOf());
        left.outOfPocket = Benefits.leftOf(terms.outOfPocketMax, word.outOfPocketOf());
        word = work.familyWord;
        if (word == 0) return;
        uint256 family = Benefits.leftOf(terms.familyDeductible, word.deductibleOf());
        left.deductible = terms.isDeductibleAggregate ? family : Benefits.min(left.deductible, family);
        family = Benefits.leftOf(terms.familyOutOfPocketMax, word.outOfPocketOf());
        left.outOfPocket = terms.isOutOfPocketAggregate ? family : Benefits.min(left.outOfPocket, family);
    }
}
