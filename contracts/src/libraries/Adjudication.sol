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
import {Cursor, Place, Raw} from "./Raw.sol";
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
        uint256 head; // with the coverage year in it
        uint256 flags;
        Cursor more; // where the words begin that the head does not carry
        Cursor allowances;
        Cursor facts;
        Cursor end; // where what comes after the claim begins
        // its coverage
        uint256 coverageWord;
        uint256 familyWord; // zero without a family
        uint256 extensionWord; // of no meaning without an extension
        uint256 validity; // of the provider's credentials
        PlanBook.Terms terms; // of its plan
        // what came of it
        Place place; // where its words go in the journal
        bytes4 fault; // selector of the error that leaves the claim out, or zero
        uint256 faultLine;
        uint256 denial; // of the whole claim, or zero
        uint256 deductibleLeft; // what may still be taken from the patient
        uint256 outOfPocketLeft;
        uint256 paid; // cents
        uint256 interest; // cents
    }

    /// @notice Reads a whole claim and computes its receipt leaf.
    ///
    /// @dev Requirements:
    /// - The claim must end within the words, else {Errors.EncodingMalformed}. What is read beyond them is zero or another
    ///   argument's, and nothing comes of it.
    ///
    /// @param from Where the claim begins.
    /// @param end Where the words end that it is among.
    /// @param coverageYear The id that the leaf carries.
    /// @return receiptLeaf The leaf.
    /// @return journalLength How many words the claim's journal has when it is determined.
    function read(Case memory work, Cursor from, Cursor end, uint256 coverageYear)
        internal
        pure
        returns (bytes32 receiptLeaf, uint256 journalLength)
    {
        uint256 head = Raw.load(from);
        uint256 lineCount = ClaimWords.lineCountOf(head);
        Cursor cursor = Raw.skip(from, 2);
        work.more = cursor;
        cursor = Raw.skip(cursor, ClaimWords.moreCountOf(head));
        work.allowances = cursor;
        uint256 flags = ClaimWords.flagsOf(Raw.load(cursor));
        if (lineCount == 0) flags = 0;
        work.flags = flags;
        cursor = Raw.skip(cursor, ClaimWords.allowanceCountOf(lineCount));
        work.facts = cursor;
        uint256 factCount = ClaimWords.factCountOf(flags);
        cursor = Raw.skip(cursor, factCount);
        work.end = cursor;
        if (cursor > end) revert Errors.EncodingMalformed(Raw.distance(from, cursor));
        head = ClaimWords.withCoverage(head, coverageYear);
        work.head = head;
        // Proof: counts of some bits.
        unchecked {
            journalLength = 2 + lineCount + factCount;
        }
        receiptLeaf = _receiptLeafOf(Commitments.chain(bytes32(Raw.load(Raw.skip(from, 1))), head), work);
    }

    /// @notice Determines the claim, or says in `work.fault` why it cannot be.
    ///
    /// @dev Notes:
    /// - Afterwards the journal has the results and facts behind the two words of position and leaf, and the coverage's words
    ///   have moved on, unless there is a fault.
    ///
    /// Requirements:
    /// - The case must have its coverage and terms, and a place in a journal with room for it.
    /// - There must not be a fault yet.
    ///
    /// @return leaf That of the determination; zero where there is a fault.
    function determine(Case memory work, bytes32 receiptLeaf, uint256 stamp) internal pure returns (bytes32 leaf) {
        uint256 denial = _denialOf(work);
        work.denial = denial;
        if (denial != 0) {
            if (_isFaulty(work)) return 0;
        }
        uint256 count = ClaimWords.lineCountOf(work.head);
        if (count == 0) {
            if (_isFaulty(work)) return 0;
        }
        work.paid = 0;
        uint256 family = work.familyWord;
        (uint256 deductible, uint256 outOfPocket) = _setLeft(work, family);
        bytes32 chained = Commitments.chain(receiptLeaf, stamp | (work.flags << 64));
        chained = _determineLines(work, count, chained);
        if (work.fault != 0) return 0;
        if (work.end > work.facts) chained = _addFacts(work, count, chained);
        uint256 interest = 0;
        if (work.terms.interestFactor != 0) interest = PlanBook.interestOn(work.terms, work.paid);
        work.interest = interest;
        // Proof: a line only takes off what is left.
        unchecked {
            deductible -= work.deductibleLeft;
            outOfPocket -= work.outOfPocketLeft;
        }
        work.coverageWord = work.coverageWord.advance(deductible, outOfPocket);
        if (family != 0) work.familyWord = family.advance(deductible, outOfPocket);
        return Commitments.determinationLeaf(chained);
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

    /// @param chained Content hash and head.
    function _receiptLeafOf(bytes32 chained, Case memory work) private pure returns (bytes32) {
        Cursor end = work.allowances;
        for (Cursor cursor = work.more; end > cursor; cursor = Raw.skip(cursor, 1)) {
            chained = Commitments.chain(chained, Raw.load(cursor));
        }
        return Commitments.receiptLeaf(chained);
    }

    /// @dev Whether the claim as a whole cannot be determined.
    function _isFaulty(Case memory work) private pure returns (bool) {
        if (work.coverageWord == 0) work.fault = Errors.CoverageYearNotFound.selector;
        else if (work.terms.classes.length == 0) work.fault = Errors.PlanNotFound.selector;
        else if (ClaimWords.lineCountOf(work.head) == 0) work.fault = Errors.ClaimWithoutLines.selector;
        else return false;
        return true;
    }

    /// @dev Why the whole claim is denied, or zero. Of a coverage that is not known no day is covered.
    function _denialOf(Case memory work) private pure returns (uint256 denial) {
        uint256 day = ClaimWords.serviceDayOf(work.head);
        if (day < work.terms.earliestDay) {
            if (work.flags & ClaimWords.FILING_EXCUSED == 0) denial = ClaimWords.FILED_LATE;
        }
        if (!Spans.contains(work.validity, day)) denial = ClaimWords.PROVIDER_NOT_CREDENTIALED;
        if (!work.coverageWord.isCoveredOn(day)) denial = ClaimWords.OUTSIDE_COVERAGE;
    }

    /// @dev What may still be taken from the patient; both are also returned.
    function _setLeft(Case memory work, uint256 family) private pure returns (uint256 deductible, uint256 outOfPocket) {
        PlanBook.Terms memory terms = work.terms;
        uint256 word = work.coverageWord;
        deductible = Benefits.leftOf(terms.deductible, word.deductibleOf());
        outOfPocket = Benefits.leftOf(terms.outOfPocketMax, word.outOfPocketOf());
        if (family != 0) {
            uint256 left = Benefits.leftOf(terms.familyDeductible, family.deductibleOf());
            if (terms.isDeductibleAggregate || left < deductible) deductible = left;
            left = Benefits.leftOf(terms.familyOutOfPocketMax, family.outOfPocketOf());
            if (terms.isOutOfPocketAggregate || left < outOfPocket) outOfPocket = left;
        }
        work.deductibleLeft = deductible;
        work.outOfPocketLeft = outOfPocket;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      LINES
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Writes the results into the journal and adds them to the chain.
    function _determineLines(Case memory work, uint256 count, bytes32 chained) private pure returns (bytes32) {
        if (count > ClaimWords.LINES_IN_WORD) {
            chained = _determineMany(work, count, chained);
        } else {
            uint256 next = 0;
            if (count > ClaimWords.LINES_IN_HEAD) next = Raw.load(work.more);
            chained =
                _determineFive(work, work.head, next, Raw.load(work.allowances), Raw.skip(work.place, 2), count, chained);
        }
        return chained;
    }

    /// @dev More lines than a word of allowances has.
    function _determineMany(Case memory work, uint256 count, bytes32 chained) private pure returns (bytes32) {
        uint256 word = work.head;
        Cursor more = work.more;
        Cursor allowances = work.allowances;
        Place place = Raw.skip(work.place, 2);
        while (true) {
            uint256 next = count > ClaimWords.LINES_IN_HEAD ? Raw.load(more) : 0;
            chained = _determineFive(work, word, next, Raw.load(allowances), place, count, chained);
            if (count <= ClaimWords.LINES_IN_WORD) return chained;
            count -= ClaimWords.LINES_IN_WORD;
            word = next;
            more = Raw.skip(more, 1);
            allowances = Raw.skip(allowances, 1);
            place = Raw.skip(place, ClaimWords.LINES_IN_WORD);
        }
        return chained;
    }

    /// @dev Up to five lines: the hot loop of a settlement. Both words move up by a line at a time.
    /// @param word The head, or the word that ends in the first three of the lines.
    /// @param next The word that begins with the other two.
    /// @param place Where the first result goes. The journal has room for all.
    /// @param count Of the lines that there still are, at least one.
    function _determineFive(
        Case memory work,
        uint256 word,
        uint256 next,
        uint256 allowances,
        Place place,
        uint256 count,
        bytes32 chained
    ) private pure returns (bytes32) {
        uint256 lines = ClaimWords.linesOf(word, next);
        allowances = ClaimWords.allowancesOf(allowances);
        if (count > ClaimWords.LINES_IN_WORD) count = ClaimWords.LINES_IN_WORD;
        Place end = Raw.skip(place, count);
        uint256[] memory classes; // none where the whole claim is denied
        if (work.denial == 0) classes = work.terms.classes;
        while (true) {
            uint256 result =
                _determineLine(work, classes, lines >> ClaimWords.LINE_AT, allowances >> ClaimWords.ALLOWANCE_AT, place);
            Raw.put(place, result);
            chained = Commitments.chain(chained, result);
            place = Raw.skip(place, 1);
            if (place == end) return chained;
            lines <<= ClaimWords.LINE_BITS;
            allowances <<= ClaimWords.ALLOWANCE_BITS;
        }
        return chained;
    }

    /// @dev A line's result. Most lines are plain: something is allowed of them, not above the charge, and their class is
    /// covered without more.
    /// @param place Where the result goes.
    function _determineLine(
        Case memory work,
        uint256[] memory classes,
        uint256 line,
        uint256 allowance,
        Place place
    ) private pure returns (uint256 result) {
        uint256 class = Raw.getOrZero(classes, uint8(allowance));
        uint256 eligible = allowance >> 8;
        // Proof: nothing allowed wraps around and is above every charge; so does a factor of zero, for a maximum without end.
        // Shares are not above eligible nor what is left; at most 255 amounts of 36 bits are summed.
        unchecked {
            if (eligible - 1 >= line >> 14) class = 0;
            result = ClaimWords.opened(line, allowance);
            if (!PlanContent.isPlain(class)) (class, result, eligible) = _determineSpecial(work, line, allowance, place);
            uint256 factor = PlanContent.outOfPocketFactorOf(class);
            (uint256 copay, uint256 deductible, uint256 coinsurance) = Benefits.share({
                eligible: eligible,
                classCopay: PlanContent.copayOf(class),
                coinsuranceBps: PlanContent.coinsuranceBpsOf(class),
                deductibleLeft: work.deductibleLeft * PlanContent.deductibleFactorOf(class),
                outOfPocketLeft: work.outOfPocketLeft | (factor - 1)
            });
            work.deductibleLeft -= deductible;
            work.outOfPocketLeft -= (copay + deductible + coinsurance) * factor;
            work.paid += eligible - copay - deductible - coinsurance;
            result |= ClaimWords.shares(copay, deductible, coinsurance);
        }
    }

    /// @dev A line that is not plain: its class's word, its result but for the patient's shares, and what is eligible of it.
    function _determineSpecial(Case memory work, uint256 line, uint256 allowance, Place place)
        private
        pure
        returns (uint256 class, uint256 result, uint256 eligible)
    {
        uint256 allowed = allowance >> 8;
        uint256[] memory classes = work.terms.classes;
        if (classes.length == 0) return _fail(work, Errors.PlanNotFound.selector, place);
        if (allowed > line >> 14) return _fail(work, Errors.AllowedExceedsCharge.selector, place);
        uint256 denial = work.denial;
        if (denial == 0) {
            if (uint8(allowance) < classes.length) {
                class = classes[uint8(allowance)];
                denial = _denialOfClass(class, work.flags);
            } else if (uint8(allowance) == ClaimWords.CLASS_DENIED) {
                denial = ClaimWords.BY_ENGINE;
            } else {
                return _fail(work, Errors.ClassUnknown.selector, place);
            }
        }
        if (denial != 0) return (0, ClaimWords.denied(line, uint8(allowance), denial), 0);
        if (allowed == 0) return (0, ClaimWords.opened(line, allowance) & ~ClaimWords.UNITS_FIELD, 0);
        if (PlanContent.limitAOf(class) | PlanContent.limitBOf(class) == 0) {
            return (class, ClaimWords.opened(line, allowance), allowed);
        }
        (result, eligible) = _limit(work, class, line, allowance);
    }

    /// @dev Keeps the first fault of a claim.
    function _fail(Case memory work, bytes4 fault, Place place) private pure returns (uint256, uint256, uint256) {
        if (work.fault != 0) return (0, 0, 0);
        work.fault = fault;
        work.faultLine = Raw.distance(work.place, place) - 2;
        return (0, 0, 0);
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

    /// @dev The facts that the flags announce, into the journal and the chain. They end the claim and its journal.
    function _addFacts(Case memory work, uint256 count, bytes32 chained) private pure returns (bytes32) {
        Cursor cursor = work.facts;
        Cursor end = work.end;
        Place place = Raw.skip(Raw.skip(work.place, 2), count);
        while (true) {
            uint256 fact = Raw.load(cursor);
            Raw.put(place, fact);
            chained = Commitments.chain(chained, fact);
            cursor = Raw.skip(cursor, 1);
            if (cursor == end) break;
            place = Raw.skip(place, 1);
        }
        return chained;
    }
}
