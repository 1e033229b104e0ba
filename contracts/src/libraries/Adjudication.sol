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
import {Place, Raw} from "./Raw.sol";
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
        uint256 allowancesAt; // position of the first word of allowances
        uint256 flags;
        uint256 end; // position of what comes after the claim
        // its coverage
        uint256 coverageWord;
        uint256 familyWord; // zero without a family
        uint256 extensionWord; // zero without an extension
        uint256 validity; // of the provider's credentials
        PlanBook.Terms terms; // of its plan
        // what came of it
        Place place; // where its words go in the journal
        bytes32 receiptLeaf;
        bytes32 leaf; // of the determination
        bytes4 fault; // selector of the error that leaves the claim out, or zero
        uint256 faultLine;
        uint256 denial; // of the whole claim, or zero
        uint256 deductibleLeft; // what may still be taken from the patient
        uint256 outOfPocketLeft;
        uint256 paid; // cents
        uint256 interest; // cents
    }

    /// @notice Reads a whole claim at a position and computes its receipt leaf.
    ///
    /// @dev Requirements:
    /// - The claim must end within the words, else {Errors.EncodingMalformed}. What is read beyond them is zero or another
    ///   argument's, and nothing comes of it.
    ///
    /// @param coverageYear The id that the leaf carries.
    function read(Case memory work, uint256[] calldata words, uint256 offset, uint256 coverageYear) internal pure {
        // Proof: positions are below the length of calldata and some words more.
        unchecked {
            uint256 head = Raw.load(words, offset);
            uint256 lineCount = ClaimWords.lineCountOf(head);
            uint256 allowancesAt = offset + 2 + ClaimWords.moreCountOf(head);
            uint256 flags = ClaimWords.flagsOf(Raw.load(words, allowancesAt));
            if (lineCount == 0) flags = 0;
            uint256 end = allowancesAt + ClaimWords.allowanceCountOf(lineCount) + ClaimWords.factCountOf(flags);
            if (end > words.length) revert Errors.EncodingMalformed(end);
            head = ClaimWords.withCoverage(head, coverageYear);
            work.head = head;
            work.allowancesAt = allowancesAt;
            work.flags = flags;
            work.end = end;
            bytes32 chained = Commitments.chain(bytes32(Raw.load(words, offset + 1)), head);
            for (uint256 i = offset + 2; i < allowancesAt; ++i) {
                chained = Commitments.chain(chained, Raw.load(words, i));
            }
            work.receiptLeaf = Commitments.receiptLeaf(chained);
        }
    }

    /// @notice How many words the journal of the claim has when it is determined.
    function journalLengthOf(Case memory work) internal pure returns (uint256) {
        // Proof: counts of some bits.
        unchecked {
            return 2 + ClaimWords.lineCountOf(work.head) + ClaimWords.factCountOf(work.flags);
        }
    }

    /// @notice Determines the claim, or says in `work.fault` why it cannot be.
    ///
    /// @dev Notes:
    /// - Afterwards the journal has the results and facts behind the two words of position and leaf, and the coverage's words
    ///   have moved on, unless there is a fault.
    ///
    /// Requirements:
    /// - The case must have its coverage and terms, and a place in a journal with {journalLengthOf} words.
    /// - There must not be a fault yet.
    function determine(Case memory work, uint256[] calldata words, uint256 stamp) internal pure {
        work.paid = 0;
        uint256 denial = _denialOf(work);
        work.denial = denial;
        if (denial != 0) {
            if (_isFaulty(work)) return;
        }
        uint256 count = ClaimWords.lineCountOf(work.head);
        if (count == 0) {
            if (_isFaulty(work)) return;
        }
        (uint256 deductible, uint256 outOfPocket) = _setLeft(work);
        bytes32 chained = Commitments.chain(work.receiptLeaf, stamp | (work.flags << 64));
        chained = _determineLines(work, words, count, chained);
        if (work.fault != 0) return;
        if (work.flags & ClaimWords.HAS_FACTS != 0) chained = _addFacts(work, words, chained);
        work.leaf = Commitments.determinationLeaf(chained);
        uint256 interest = 0;
        if (work.terms.interestFactor != 0) interest = PlanBook.interestOn(work.terms, work.paid);
        work.interest = interest;
        // Proof: a line only takes off what is left.
        unchecked {
            deductible -= work.deductibleLeft;
            outOfPocket -= work.outOfPocketLeft;
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
        work.deductibleLeft = deductible;
        work.outOfPocketLeft = outOfPocket;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      LINES
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Writes the results into the journal and adds them to the chain.
    function _determineLines(Case memory work, uint256[] calldata words, uint256 count, bytes32 chained)
        private
        pure
        returns (bytes32)
    {
        // Proof: positions were found to be within the words; the journal has room for all lines.
        unchecked {
            uint256 next = 0;
            if (count > ClaimWords.LINES_IN_HEAD) next = _moreOf(work, words, 0);
            uint256 first = count;
            if (first > ClaimWords.LINES_IN_WORD) first = ClaimWords.LINES_IN_WORD;
            Place place = Raw.skip(work.place, 2);
            chained = _determineFive({
                work: work,
                lines: ClaimWords.linesOf(work.head, next),
                allowances: ClaimWords.allowancesOf(Raw.load(words, work.allowancesAt)),
                place: place,
                end: Raw.skip(place, first),
                chained: chained
            });
            if (count > ClaimWords.LINES_IN_WORD) chained = _determineRest(work, words, count, chained);
            return chained;
        }
    }

    /// @dev A word of those that the head does not carry.
    function _moreOf(Case memory work, uint256[] calldata words, uint256 i) private pure returns (uint256) {
        // Proof: they come before the allowances.
        unchecked {
            return Raw.load(words, work.allowancesAt - ClaimWords.moreCountOf(work.head) + i);
        }
    }

    /// @dev The lines from the sixth on.
    function _determineRest(Case memory work, uint256[] calldata words, uint256 count, bytes32 chained)
        private
        pure
        returns (bytes32)
    {
        // Proof: as in the caller.
        unchecked {
            Place place = Raw.skip(work.place, 2);
            for (uint256 i = 1;; ++i) {
                place = Raw.skip(place, ClaimWords.LINES_IN_WORD);
                count -= ClaimWords.LINES_IN_WORD;
                uint256 next = count > ClaimWords.LINES_IN_HEAD ? _moreOf(work, words, i) : 0;
                chained = _determineFive({
                    work: work,
                    lines: ClaimWords.linesOf(_moreOf(work, words, i - 1), next),
                    allowances: ClaimWords.allowancesOf(Raw.load(words, work.allowancesAt + i)),
                    place: place,
                    end: Raw.skip(place, Benefits.min(count, ClaimWords.LINES_IN_WORD)),
                    chained: chained
                });
                if (count <= ClaimWords.LINES_IN_WORD) return chained;
            }
            return chained;
        }
    }

    /// @dev Up to five lines: the hot loop of a settlement. Both words move up by a line at a time.
    /// @param place Where the first result goes, `end` where the last one ends; at least one before it.
    function _determineFive(
        Case memory work,
        uint256 lines,
        uint256 allowances,
        Place place,
        Place end,
        bytes32 chained
    ) private pure returns (bytes32) {
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
    function _addFacts(Case memory work, uint256[] calldata words, bytes32 chained) private pure returns (bytes32) {
        Place place = Raw.skip(work.place, 2 + ClaimWords.lineCountOf(work.head));
        uint256 end = work.end;
        // Proof: positions were found to be within the words; the journal has room for all facts.
        unchecked {
            uint256 i = end - ClaimWords.factCountOf(work.flags);
            do {
                uint256 fact = Raw.load(words, i);
                Raw.put(place, fact);
                chained = Commitments.chain(chained, fact);
                place = Raw.skip(place, 1);
                ++i;
            } while (i < end);
            return chained;
        }
    }
}
