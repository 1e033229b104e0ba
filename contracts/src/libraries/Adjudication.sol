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
        bytes32 fault; // begins with the selector of the error that leaves the claim out, or zero
        uint256 faultLine;
        uint256 denial; // of the whole claim, or zero
        uint256 deductibleLeft; // what may still be taken from the patient
        uint256 outOfPocketLeft;
        uint256 paid; // cents, by all claims since it was last set to zero
        uint256 interest; // the same
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
        uint256 paid = work.paid;
        uint256 moved = _setLeft(work);
        leaf = Commitments.chain(receiptLeaf, stamp | (work.flags << 64));
        Place end = Raw.skip(Raw.skip(work.place, 2), count);
        leaf = _determineLines(work, count, end, leaf);
        if (work.fault != 0) {
            work.paid = paid;
            return 0;
        }
        if (work.flags & ClaimWords.HAS_FACTS != 0) leaf = _addFacts(work, end, leaf);
        leaf = Commitments.determinationLeaf(leaf);
        if (work.terms.interestFactor != 0) _addInterest(work, paid);
        // Proof: a line only takes off what is left, and no accumulator passes its field.
        unchecked {
            moved -= CoverageWords.accumulators(work.deductibleLeft, work.outOfPocketLeft);
            work.coverageWord += moved;
            if (work.familyWord != 0) work.familyWord += moved;
        }
    }

    /// @notice Reverts with the error that `work.fault` names.
    function raise(Case memory work) internal pure {
        bytes4 fault = bytes4(work.fault);
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
        if (!Spans.isInFirst(work.validity, day)) {
            if (!Spans.contains(work.validity, day)) denial = ClaimWords.PROVIDER_NOT_CREDENTIALED;
        }
        if (!work.coverageWord.isCoveredOn(day)) denial = ClaimWords.OUTSIDE_COVERAGE;
    }

    /// @dev Sets what may still be taken from the patient; both are also returned, as they stand in a coverage's word.
    function _setLeft(Case memory work) private pure returns (uint256) {
        PlanBook.Terms memory terms = work.terms;
        uint256 word = work.coverageWord;
        uint256 deductible = Benefits.leftOf(terms.deductible, word.deductibleOf());
        uint256 outOfPocket = Benefits.leftOf(terms.outOfPocketMax, word.outOfPocketOf());
        word = work.familyWord;
        if (word != 0) {
            uint256 left = Benefits.leftOf(terms.familyDeductible, word.deductibleOf());
            if (terms.isDeductibleAggregate || left < deductible) deductible = left;
            left = Benefits.leftOf(terms.familyOutOfPocketMax, word.outOfPocketOf());
            if (terms.isOutOfPocketAggregate || left < outOfPocket) outOfPocket = left;
        }
        work.deductibleLeft = deductible;
        work.outOfPocketLeft = outOfPocket;
        return CoverageWords.accumulators(deductible, outOfPocket);
    }

    /// @dev Interest on what the claim pays, also into its place in the journal.
    /// @param paidBefore What was paid before the claim.
    function _addInterest(Case memory work, uint256 paidBefore) private pure {
        uint256 interest = PlanBook.interestOn(work.terms, work.paid - paidBefore);
        if (interest == 0) return;
        work.interest += interest;
        Raw.put(work.place, Raw.get(work.place) | interest);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      LINES
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Writes the results into the journal, where they end at a place, and adds them to the chain. Lines are taken five at
    /// a time, as many as a word of allowances has.
    function _determineLines(Case memory work, uint256 count, Place end, bytes32 chained)
        private
        pure
        returns (bytes32)
    {
        Place place = Raw.skip(work.place, 2);
        uint256 lines = ClaimWords.linesOf(work.head);
        if (count > ClaimWords.LINES_IN_HEAD) lines |= ClaimWords.linesOfNext(Raw.load(work.more));
        if (count > ClaimWords.LINES_IN_WORD) end = Raw.skip(place, ClaimWords.LINES_IN_WORD);
        chained = _determineFive(work, lines, ClaimWords.allowancesOf(Raw.load(work.allowances)), place, end, chained);
        if (count > ClaimWords.LINES_IN_WORD) chained = _determineRest(work, count, chained);
        return chained;
    }

    /// @dev The lines from the sixth on.
    function _determineRest(Case memory work, uint256 count, bytes32 chained) private pure returns (bytes32) {
        Cursor more = work.more;
        Cursor allowances = work.allowances;
        Place place = Raw.skip(work.place, 2);
        // Proof: there are more than five lines, or it has returned.
        unchecked {
            while (true) {
                count -= ClaimWords.LINES_IN_WORD;
                place = Raw.skip(place, ClaimWords.LINES_IN_WORD);
                uint256 lines = ClaimWords.linesOf(Raw.load(more));
                more = Raw.skip(more, 1);
                if (count > ClaimWords.LINES_IN_HEAD) lines |= ClaimWords.linesOfNext(Raw.load(more));
                allowances = Raw.skip(allowances, 1);
                chained = _determineFive({
                    work: work,
                    lines: lines,
                    allowances: ClaimWords.allowancesOf(Raw.load(allowances)),
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
    /// @param place Where the first result goes, `end` where the last one ends, which is not the same. The journal has room.
    function _determineFive(
        Case memory work,
        uint256 lines,
        uint256 allowances,
        Place place,
        Place end,
        bytes32 chained
    ) private pure returns (bytes32) {
        uint256[] memory classes = work.terms.classes;
        if (work.denial != 0) classes = _none();
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

    /// @dev No classes: so every line of a claim that is denied as a whole is looked at.
    function _none() private pure returns (uint256[] memory none) {}

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
        uint256 eligible = allowance >> 8;
        // Proof: nothing allowed wraps around, and is above every charge.
        unchecked {
            uint256 class =
                Raw.ifBelow(eligible - 1, line >> 14, Raw.getOrZero(classes, uint8(allowance)));
            result = ClaimWords.opened(line, allowance);
            if (!PlanContent.isPlain(class)) (class, result, eligible) = _determineSpecial(work, line, allowance, place);
            result |= _share(work, class, eligible);
        }
    }

    /// @dev Divides what is eligible of a line: the patient's shares, as they stand in its result.
    function _share(Case memory work, uint256 class, uint256 eligible) private pure returns (uint256 shares) {
        // Proof: factors are 0 or 1. Shares are not above eligible nor what is left; at most 512 claims of 255 amounts of 36
        // bits are summed.
        unchecked {
            (uint256 copay, uint256 deductible, uint256 coinsurance) = Benefits.share({
                eligible: eligible,
                classCopay: PlanContent.copayOf(class),
                coinsuranceBps: PlanContent.coinsuranceBpsOf(class),
                deductibleLeft: work.deductibleLeft * PlanContent.deductibleFactorOf(class)
            });
            shares = ClaimWords.shares(copay, deductible, coinsurance);
            uint256 patient = copay + deductible + coinsurance;
            uint256 counted = patient * PlanContent.outOfPocketFactorOf(class);
            if (counted > work.outOfPocketLeft) {
                (shares, deductible) = _cap(copay, deductible, coinsurance, counted - work.outOfPocketLeft);
                counted = work.outOfPocketLeft;
                patient = counted;
            }
            work.deductibleLeft -= deductible;
            work.outOfPocketLeft -= counted;
            work.paid += eligible - patient;
        }
    }

    /// @dev What the out-of-pocket maximum leaves of the shares, and of the deductible.
    function _cap(uint256 copay, uint256 deductible, uint256 coinsurance, uint256 excess)
        private
        pure
        returns (uint256, uint256)
    {
        (copay, deductible, coinsurance) = Benefits.cap(copay, deductible, coinsurance, excess);
        return (ClaimWords.shares(copay, deductible, coinsurance), deductible);
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
    function _fail(Case memory work, bytes32 fault, Place place) private pure returns (uint256, uint256, uint256) {
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

    /// @dev The facts that the flags announce, into the journal from a place on and into the chain. They end the claim.
    function _addFacts(Case memory work, Place place, bytes32 chained) private pure returns (bytes32) {
        Cursor cursor = work.facts;
        Cursor end = work.end;
        while (true) {
            uint256 fact = Raw.load(cursor);
            Raw.put(place, fact);
            chained = Commitments.chain(chained, fact);
            cursor = Raw.skip(cursor, 1);
            if (cursor == end) return chained;
            place = Raw.skip(place, 1);
        }
        return chained;
    }
}
