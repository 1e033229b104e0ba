// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Benefits} from "./Benefits.sol";
import {ClaimWords} from "./ClaimWords.sol";
import {Commitments} from "./Commitments.sol";
import {Coordination} from "./Coordination.sol";
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

    /// @dev Where a tally has what is paid: above accumulators.
    uint256 internal constant PAID_AT = 72;

    /// @notice One claim at work. A batch uses one over and over.
    struct Case {
        // as handed in
        uint256 head; // with the coverage year in it
        uint256 allowances; // the first word of them, with the flags
        Cursor more; // where the words begin that the head does not carry
        Cursor facts; // where they begin
        Cursor end; // where what comes after the claim begins
        uint256 stamp; // of its determination, but for flags and count of lines
        // its coverage, plan and provider
        Place coverage; // where its word stands, and is put when the claim is determined
        uint256 coverageWord;
        Place family; // nowhere without a family
        Place extension; // nowhere without an extension
        uint256 extensionWord;
        PlanBook.Terms terms; // see {setTerms}
        uint256[] classes; // of these terms
        uint256 interestFactor; // the same
        uint256 validity; // of the provider's credentials, see {setValidity}
        uint256 firstDay; // neither filing nor credentials are amiss from it on
        uint256 dayCount; // for so many days
        // what comes of it
        Place place; // where its words go in the journal, afterwards where they end
        bytes32 fault; // begins with the selector of the error that leaves the claim out, or zero
        uint256 faultValue; // what that error carries: a line, counted from 0, or the interest
        uint256 denial; // of the whole claim; of no meaning where it is not denied
        uint256 paid; // cents, by all claims since it was last set to zero
        uint256 interest; // the same
    }

    /// @dev A claim's prior payers at work.
    struct Priors {
        uint256 settings; // the plan's, see {PlanContent.coordinationOf}
        uint256 tally; // for maintenance of benefits, before the line at work: see {_determineLines}
        uint256 paid; // cents, by the lines so far
    }

    /// @notice Sets the plan of the claims from now on.
    function setTerms(Case memory work, PlanBook.Terms memory terms) internal pure {
        work.terms = terms;
        work.classes = terms.classes;
        work.interestFactor = terms.interestFactor;
        _setDays(work);
    }

    /// @notice Sets the validity of the credentials of the provider of the claims from now on.
    function setValidity(Case memory work, uint256 validity) internal pure {
        work.validity = validity;
        _setDays(work);
    }

    /// @notice Reads a whole claim and computes its receipt leaf.
    ///
    /// @dev Requirements:
    /// - Whoever uses it must {readPriors} where it ends beyond its words: what is read there is zero or another argument's.
    ///
    /// @param from Where the claim begins.
    /// @param coverageYear The id that the leaf carries.
    /// @param named 1 for a claim that names another one, which it replaces or voids, else 0.
    /// @return receiptLeaf The leaf.
    /// @return journalLength How many words the claim's journal has when it is determined.
    function read(Case memory work, Cursor from, uint256 coverageYear, uint256 named)
        internal
        pure
        returns (bytes32 receiptLeaf, uint256 journalLength)
    {
        uint256 head = Raw.load(from);
        uint256 count = ClaimWords.lineCountOf(head);
        Cursor more = Raw.skip(from, 2);
        Cursor cursor;
        // Proof: a count of a few words, and 0 or 1.
        unchecked {
            cursor = Raw.skip(more, ClaimWords.moreLinesOf(count) + named);
        }
        head = ClaimWords.withCoverage(head, coverageYear);
        work.head = head;
        work.more = more;
        receiptLeaf = bytes32(Raw.load(Raw.skip(from, 1)));
        if (cursor > more) receiptLeaf = _chain(receiptLeaf, more, cursor);
        receiptLeaf = Commitments.receiptLeaf(head, receiptLeaf);

        uint256 allowances = Raw.ifBelow(0, count, Raw.load(cursor));
        work.allowances = allowances;
        cursor = Raw.skip(cursor, ClaimWords.allowanceCountOf(count));
        work.facts = cursor;
        uint256 factCount = ClaimWords.factCountOf(ClaimWords.flagsOf(allowances));
        cursor = Raw.skip(cursor, factCount);
        work.end = cursor;
        // Proof: counts of some bits.
        unchecked {
            journalLength = 2 + count + factCount;
        }
    }

    /// @notice Reads on in a claim that ends beyond its words, as one with prior payers seems to: {ClaimWords.factCountOf} leaves
    /// their words out, so that other claims need not ask for them.
    ///
    /// @dev Requirements:
    /// - It must have prior payers and end within its words, else {Errors.EncodingMalformed}: no words hold the facts of flags
    ///   that there are not.
    ///
    /// @param words Where the words begin that it is among.
    /// @param from Where it begins.
    /// @param end Where the words end.
    /// @return journalLength How many words the claim's journal has when it is determined.
    function readPriors(Case memory work, Cursor words, Cursor from, Cursor end)
        internal
        pure
        returns (uint256 journalLength)
    {
        uint256 count = ClaimWords.lineCountOf(work.head);
        uint256 factCount = ClaimWords.factCountOf(ClaimWords.flagsOf(work.allowances), count);
        Cursor malformed = Raw.skip(work.facts, factCount);
        if (!(malformed > end)) {
            work.end = malformed;
            // Proof: counts of some bits.
            unchecked {
                return 2 + count + factCount;
            }
        }
        if (ClaimWords.flagsOf(work.allowances) > ClaimWords.ALL_FLAGS) malformed = _allowancesCursor(work);
        if (Raw.skip(from, 2) > end) malformed = from;
        revert Errors.EncodingMalformed(Raw.distance(words, malformed));
    }

    /// @notice Determines the claim, or says in `work.fault` why it cannot be.
    ///
    /// @dev Notes:
    /// - Afterwards the journal has the results and facts behind the two words of position and leaf, and the coverage's words
    ///   have moved on where they stand, unless there is a fault.
    ///
    /// Requirements:
    /// - The case must have its coverage and terms, and a place in a journal with room for it.
    /// - A fault that there is already stays.
    ///
    /// @param receiptLeaf The claim's.
    /// @param shares Zero where the coverage has neither a family nor an extension.
    /// @return leaf That of the determination; zero where there is a fault.
    function determine(Case memory work, bytes32 receiptLeaf, uint256 shares) internal pure returns (bytes32 leaf) {
        uint256 head = work.head;
        uint256[] memory classes = work.classes;
        if (_isOdd(work, head)) {
            if (_isFaulty(work)) return 0;
            if (work.denial != 0) classes = _none();
        }
        uint256 left = _leftOf(work, shares);
        uint256 tally;
        Place end = Raw.skip(Raw.skip(work.place, 2), ClaimWords.lineCountOf(head));
        (leaf, tally) = _determineLines(work, head, classes, end, receiptLeaf, left);
        uint256 paid = tally >> PAID_AT;
        if (work.end > work.facts) {
            if (ClaimWords.flagsOf(work.allowances) < ClaimWords.HAS_PRIOR_PAYERS) {
                (leaf, end) = _addFacts(work, leaf, end);
            } else {
                (leaf, end, paid) = _coordinate(work, leaf, end, left);
            }
        }
        if (uint256(work.fault) | work.interestFactor != 0) {
            if (work.fault == 0) _addInterest(work, paid);
            if (work.fault != 0) return 0;
        }
        // Proof: at most 512 claims of 255 amounts of 36 bits.
        unchecked {
            work.paid += paid;
        }
        work.place = end;
        // Proof: a line only takes off what is left.
        unchecked {
            left -= tally.accumulatorsOf();
        }
        Raw.put(work.coverage, work.coverageWord.advance(left));
        if (shares != 0) _keepShared(work, left);
        uint256 stamp = ClaimWords.stampOf(work.stamp, ClaimWords.flagsOf(work.allowances), head);
        return Commitments.determinationLeaf(stamp, leaf);
    }

    /// @notice Reverts with the error that `work.fault` names.
    function raise(Case memory work) internal pure {
        bytes4 fault = bytes4(work.fault);
        if (fault == Errors.CoverageYearNotFound.selector) {
            revert Errors.CoverageYearNotFound(uint64(ClaimWords.coverageOf(work.head)));
        }
        if (fault == Errors.PlanNotFound.selector) revert Errors.PlanNotFound(work.coverageWord.planOf());
        if (fault == Errors.ClaimWithoutLines.selector) revert Errors.ClaimWithoutLines();
        if (fault == Errors.ClassUnknown.selector) revert Errors.ClassUnknown(work.faultValue);
        if (fault == Errors.InterestOutOfRange.selector) revert Errors.InterestOutOfRange(work.faultValue);
        if (fault == Errors.AllowedExceedsCharge.selector) revert Errors.AllowedExceedsCharge(work.faultValue);
        if (fault == Errors.PlanNotCoordinating.selector) revert Errors.PlanNotCoordinating(work.terms.plan);
        if (fault == Errors.PriorAmountsExceedCharge.selector) revert Errors.PriorAmountsExceedCharge(work.faultValue);
    }

    /// @dev The words of at least one place more.
    function _chain(bytes32 chained, Cursor cursor, Cursor end) private pure returns (bytes32) {
        while (true) {
            chained = Commitments.chain(chained, Raw.load(cursor));
            cursor = Raw.skip(cursor, 1);
            if (cursor == end) return chained;
        }
        return chained;
    }

    function _setDays(Case memory work) private pure {
        uint256 span = work.validity;
        uint256 first = work.terms.earliestDay;
        if (uint24(span) > first) first = uint24(span);
        work.firstDay = first;
        work.dayCount = Benefits.leftOf(uint24(span >> 24), first);
    }

    /// @dev Whether the claim must be looked at as a whole: it has no lines, or its day is not in the coverage's span, nor within
    /// the days in which nothing else is amiss. Of a coverage that is not known no day is covered.
    function _isOdd(Case memory work, uint256 head) private pure returns (bool) {
        uint256 word = work.coverageWord;
        uint256 day = ClaimWords.serviceDayOf(head);
        // Proof: days of 24 bits. A day before the first wraps around, and is above every number of days.
        unchecked {
            uint256 fine = Raw.ifBelow(day - work.firstDay, work.dayCount, ClaimWords.lineCountOf(head));
            return Raw.ifBelow(day - word.startDayOf(), word.daysOf(), fine) == 0;
        }
    }

    /// @dev Whether a claim that is odd cannot be determined. If it can, its denial tells why it is denied as a whole.
    function _isFaulty(Case memory work) private pure returns (bool) {
        if (work.fault != 0) return true;
        if (work.coverageWord == 0) work.fault = Errors.CoverageYearNotFound.selector;
        else if (work.classes.length == 0) work.fault = Errors.PlanNotFound.selector;
        else if (ClaimWords.lineCountOf(work.head) == 0) work.fault = Errors.ClaimWithoutLines.selector;
        work.denial = _denialOf(work);
        return work.fault != 0;
    }

    function _denialOf(Case memory work) private pure returns (uint256) {
        uint256 day = ClaimWords.serviceDayOf(work.head);
        if (!work.coverageWord.isCoveredOn(day)) return ClaimWords.OUTSIDE_COVERAGE;
        if (!Spans.contains(work.validity, day)) return ClaimWords.PROVIDER_NOT_CREDENTIALED;
        bool isExcused = ClaimWords.flagsOf(work.allowances) & ClaimWords.FILING_EXCUSED != 0;
        return day < work.terms.earliestDay && !isExcused ? ClaimWords.FILED_LATE : 0;
    }

    /// @dev What may still be taken from the patient, as accumulators stand in a word.
    function _leftOf(Case memory work, uint256 shares) private pure returns (uint256) {
        if (shares != 0) {
            Place family = work.family;
            if (family > Raw.NOWHERE) return _leftWithFamily(work, Raw.get(family));
        }
        PlanBook.Terms memory terms = work.terms;
        uint256 word = work.coverageWord;
        return CoverageWords.accumulators(
            Benefits.leftOf(terms.deductible, word.deductibleOf()),
            Benefits.leftOf(terms.outOfPocketMax, word.outOfPocketOf())
        );
    }

    /// @dev The same of one in a family.
    /// @param family Its word.
    function _leftWithFamily(Case memory work, uint256 family) private pure returns (uint256) {
        PlanBook.Terms memory terms = work.terms;
        uint256 word = work.coverageWord;
        uint256 deductible = Benefits.leftOf(terms.memberDeductible, word.deductibleOf());
        uint256 outOfPocket = Benefits.leftOf(terms.memberOutOfPocketMax, word.outOfPocketOf());
        return CoverageWords.accumulators(
            Benefits.min(deductible, Benefits.leftOf(terms.familyDeductible, family.deductibleOf())),
            Benefits.min(outOfPocket, Benefits.leftOf(terms.familyOutOfPocketMax, family.outOfPocketOf()))
        );
    }

    /// @dev The words that the coverage shares move on as it does.
    function _keepShared(Case memory work, uint256 moved) private pure {
        if (work.extension > Raw.NOWHERE) Raw.put(work.extension, work.extensionWord);
        Place family = work.family;
        if (family > Raw.NOWHERE) Raw.put(family, Raw.get(family).advance(moved));
    }

    /// @dev Interest on what the claim pays, also into its place in the journal.
    function _addInterest(Case memory work, uint256 paid) private pure {
        uint256 interest = PlanBook.interestOn(work.terms, paid);
        if (interest > ClaimWords.CENTS) {
            work.fault = Errors.InterestOutOfRange.selector;
            work.faultValue = interest;
            return;
        }
        work.interest += interest;
        Raw.put(work.place, Raw.get(work.place) | interest);
    }

    /// @dev Facts that the flags announce, into the journal and the chain.
    /// @param place Where they go in the journal.
    function _addFacts(Case memory work, bytes32 chained, Place place) private pure returns (bytes32, Place) {
        Cursor cursor = work.facts;
        Cursor end = work.end;
        while (true) {
            uint256 fact = Raw.load(cursor);
            Raw.put(place, fact);
            chained = Commitments.chain(chained, fact);
            cursor = Raw.skip(cursor, 1);
            place = Raw.skip(place, 1);
            if (cursor == end) return (chained, place);
        }
        return (chained, place);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      LINES
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Writes the results into the journal, where they end at a place, and adds them to the chain. Lines are taken five at
    /// a time, as many as a word of allowances has.
    ///
    /// A tally goes with them, one word for what three would be: what may still be taken from the patient as accumulators
    /// stand in a word, and above them, at {PAID_AT}, the cents that are paid.
    function _determineLines(
        Case memory work,
        uint256 head,
        uint256[] memory classes,
        Place end,
        bytes32 chained,
        uint256 tally
    ) private pure returns (bytes32, uint256) {
        if (ClaimWords.lineCountOf(head) > ClaimWords.LINES_IN_HEAD) {
            (chained, tally) = _determineMany(work, classes, chained, tally);
        } else {
            uint256 allowances = ClaimWords.allowancesOf(work.allowances);
            Place place = Raw.skip(work.place, 2);
            (chained, tally) =
                _determineFive(work, classes, ClaimWords.linesOf(head), allowances, place, end, chained, tally);
        }
        return (chained, tally);
    }

    /// @dev More lines than the head has.
    function _determineMany(Case memory work, uint256[] memory classes, bytes32 chained, uint256 tally)
        private
        pure
        returns (bytes32, uint256)
    {
        uint256 count = ClaimWords.lineCountOf(work.head);
        // Proof: there are more than five lines, or it has returned.
        unchecked {
            for (uint256 i = 0;; ++i) {
                Place place = Raw.skip(work.place, 2 + i * ClaimWords.LINES_IN_WORD);
                (chained, tally) = _determineFive(
                    work,
                    classes,
                    _linesAt(work, i, count),
                    _allowancesAt(work, i),
                    place,
                    Raw.skip(place, Benefits.min(count, ClaimWords.LINES_IN_WORD)),
                    chained,
                    tally
                );
                if (count <= ClaimWords.LINES_IN_WORD) return (chained, tally);
                count -= ClaimWords.LINES_IN_WORD;
            }
            return (chained, tally);
        }
    }

    /// @dev The lines from the `i`-th five on.
    /// @param count Of the lines that there still are.
    function _linesAt(Case memory work, uint256 i, uint256 count) private pure returns (uint256 lines) {
        // Proof: the first word is the one after the head.
        unchecked {
            lines = ClaimWords.linesOf(i == 0 ? work.head : Raw.load(Raw.skip(work.more, i - 1)));
        }
        if (count > ClaimWords.LINES_IN_HEAD) lines |= ClaimWords.linesOfNext(Raw.load(Raw.skip(work.more, i)));
    }

    /// @dev The allowances of the same lines.
    function _allowancesAt(Case memory work, uint256 i) private pure returns (uint256) {
        return ClaimWords.allowancesOf(Raw.load(Raw.skip(_allowancesCursor(work), i)));
    }

    /// @dev Where the allowances begin: they come before the facts.
    function _allowancesCursor(Case memory work) private pure returns (Cursor) {
        return Raw.back(work.facts, ClaimWords.allowanceCountOf(ClaimWords.lineCountOf(work.head)));
    }

    /// @dev Up to five lines: the hot loop of a settlement. Both words move up by a line at a time. What takes part in it is on
    /// the stack, hence the many parameters.
    /// @param classes None where the whole claim is denied, so that each line is looked at.
    /// @param place Where the first result goes, `end` where the last one ends, which is not the same. The journal has room.
    function _determineFive(
        Case memory work,
        uint256[] memory classes,
        uint256 lines,
        uint256 allowances,
        Place place,
        Place end,
        bytes32 chained,
        uint256 tally
    ) private pure returns (bytes32, uint256) {
        while (true) {
            uint256 result;
            (result, tally) = _determineLine(
                work, classes, lines >> ClaimWords.LINE_AT, allowances >> ClaimWords.ALLOWANCE_AT, place, tally
            );
            Raw.put(place, result);
            chained = Commitments.chain(chained, result);
            place = Raw.skip(place, 1);
            if (place == end) return (chained, tally);
            lines <<= ClaimWords.LINE_BITS;
            allowances <<= ClaimWords.ALLOWANCE_BITS;
        }
        return (chained, tally);
    }

    function _none() private pure returns (uint256[] memory none) {}

    /// @dev A line's result, and the tally after it. Most lines are plain: something is allowed of them, not above the charge,
    /// and their class is covered without more.
    /// @param place Where the result goes.
    function _determineLine(
        Case memory work,
        uint256[] memory classes,
        uint256 line,
        uint256 allowance,
        Place place,
        uint256 tally
    ) private pure returns (uint256 result, uint256) {
        uint256 eligible = allowance >> 8;
        uint256 class;
        // Proof: nothing allowed wraps around, and is above every charge.
        unchecked {
            class = Raw.ifBelow(eligible - 1, line >> 14, Raw.getOrZero(classes, uint8(allowance)));
        }
        result = ClaimWords.opened(line, allowance);
        if (!PlanContent.isPlain(class)) {
            (class, result, eligible) = _determineSpecial(work, classes, line, allowance, place);
        }
        return share(class, result, eligible, tally);
    }

    /// @notice Divides what is eligible of a line.
    ///
    /// @param class The word of the line's class.
    /// @param result The line's, without the patient's shares.
    /// @param tally What may still be taken from the patient, and above it at {PAID_AT} what is paid, in cents.
    /// @return The result with the shares.
    /// @return The tally after the line.
    function share(uint256 class, uint256 result, uint256 eligible, uint256 tally)
        internal
        pure
        returns (uint256, uint256)
    {
        // Proof: factors are 0 or 1. Shares are not above eligible, nor above what is left; 255 amounts of 36 bits are paid at
        // most.
        unchecked {
            (uint256 copay, uint256 deductible, uint256 coinsurance) = Benefits.share({
                eligible: eligible,
                classCopay: PlanContent.copayOf(class),
                coinsuranceBps: PlanContent.coinsuranceBpsOf(class),
                deductibleLeft: tally.deductibleOf() * PlanContent.deductibleFactorOf(class)
            });
            result = ClaimWords.withShares(result, copay, deductible, coinsurance);
            uint256 patient = copay + deductible + coinsurance;
            uint256 counted = patient * PlanContent.outOfPocketFactorOf(class);
            if (counted > tally.outOfPocketOf()) {
                (result, deductible) = _cap(result, counted - tally.outOfPocketOf());
                counted = tally.outOfPocketOf();
                patient = counted;
            }
            tally = tally + ((eligible - patient) << PAID_AT) - CoverageWords.accumulators(deductible, counted);
            return (result, tally);
        }
    }

    /// @dev A result of which the out-of-pocket maximum takes an excess off the patient's shares, and its deductible.
    function _cap(uint256 result, uint256 excess) private pure returns (uint256, uint256) {
        (uint256 copay, uint256 deductible, uint256 coinsurance) = Benefits.cap({
            copay: ClaimWords.copayOf(result),
            deductible: ClaimWords.deductibleOf(result),
            coinsurance: ClaimWords.coinsuranceOf(result),
            excess: excess
        });
        return (ClaimWords.withOtherShares(result, copay, deductible, coinsurance), deductible);
    }

    /// @dev A line that is not plain: its class's word, its result but for the patient's shares, and what is eligible of it.
    function _determineSpecial(Case memory work, uint256[] memory classes, uint256 line, uint256 allowance, Place place)
        private
        pure
        returns (uint256 class, uint256 result, uint256 eligible)
    {
        uint256 allowed = allowance >> 8;
        if (work.classes.length == 0) return _fail(work, Errors.PlanNotFound.selector, place);
        if (allowed > line >> 14) return _fail(work, Errors.AllowedExceedsCharge.selector, place);
        uint256 denial = 0;
        if (classes.length == 0) {
            denial = work.denial;
        } else if (uint8(allowance) < classes.length) {
            class = classes[uint8(allowance)];
            denial = _denialOfClass(class, ClaimWords.flagsOf(work.allowances));
        } else if (uint8(allowance) == ClaimWords.CLASS_DENIED) {
            denial = ClaimWords.BY_ENGINE;
        } else {
            return _fail(work, Errors.ClassUnknown.selector, place);
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
        work.faultValue = Raw.distance(work.place, place) - 2;
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
                                   COORDINATION
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Adds the facts of a claim with prior payers, whose lines are determined, and what the plan pays of each after others.
    /// @param place Where the facts go in the journal.
    /// @param tally What could still be taken from the patient before the claim.
    /// @return The chain with the facts.
    /// @return Where they end in the journal.
    /// @return What the plan pays, in cents. Of no meaning where there is a fault.
    function _coordinate(Case memory work, bytes32 chained, Place place, uint256 tally)
        private
        pure
        returns (bytes32, Place, uint256)
    {
        if (work.fault != 0) return (chained, place, 0);
        Priors memory priors;
        priors.settings = work.terms.words.coordinationOf();
        priors.tally = tally;
        uint256 method = Coordination.methodOf(priors.settings);
        if (method == Coordination.NONE) work.fault = Errors.PlanNotCoordinating.selector;
        if (method == Coordination.MAINTENANCE_OF_BENEFITS) _rewind(work);
        Cursor cursor = work.facts;
        Cursor own = Raw.back(work.end, ClaimWords.lineCountOf(work.head));
        while (work.end > cursor) {
            uint256 fact = Raw.load(cursor);
            if (!(own > cursor)) fact = _coordinateLine(work, priors, fact, Raw.distance(own, cursor));
            Raw.put(place, fact);
            chained = Commitments.chain(chained, fact);
            cursor = Raw.skip(cursor, 1);
            place = Raw.skip(place, 1);
        }
        return (chained, place, priors.paid);
    }

    /// @dev The counters are those before the claim again: its lines are determined once more, one after the other.
    function _rewind(Case memory work) private pure {
        work.coverageWord = Raw.get(work.coverage);
        if (work.extension > Raw.NOWHERE) work.extensionWord = Raw.get(work.extension);
    }

    /// @dev A line's word of prior payers with what the plan pays.
    function _coordinateLine(Case memory work, Priors memory priors, uint256 prior, uint256 i)
        private
        pure
        returns (uint256)
    {
        uint256 result = Raw.get(_placeOf(work, i));
        if (Coordination.leftAndPaidOf(prior) > ClaimWords.chargeOf(result) && work.fault == 0) {
            work.fault = Errors.PriorAmountsExceedCharge.selector;
            work.faultValue = i;
        }
        uint256 settings = priors.settings;
        uint256 unpaid = Coordination.unpaidOf(settings, ClaimWords.allowedOf(result), prior);
        uint256 benefit = ClaimWords.benefitOf(result);
        bool isMaintained = Coordination.methodOf(settings) == Coordination.MAINTENANCE_OF_BENEFITS;
        if (isMaintained && ClaimWords.denialOf(result) == 0) benefit = _maintain(work, priors, i, unpaid);
        uint256 paid = Coordination.paid(settings, benefit, unpaid, prior);
        // Proof: 255 amounts of 36 bits.
        unchecked {
            priors.paid += paid;
        }
        return Coordination.withPaid(prior, paid);
    }

    /// @dev The benefit of a line of which no more is allowed than is unpaid. Tally and counters move on by the line as it is.
    function _maintain(Case memory work, Priors memory priors, uint256 i, uint256 unpaid)
        private
        pure
        returns (uint256 benefit)
    {
        uint256 coverageWord = work.coverageWord;
        uint256 extensionWord = work.extensionWord;
        uint256 allowed = ClaimWords.allowedOf(Raw.get(_placeOf(work, i)));
        // Proof: a tally's paid amount does not go back.
        unchecked {
            benefit = (_retell(work, priors, i, unpaid) >> PAID_AT) - (priors.tally >> PAID_AT);
        }
        work.coverageWord = coverageWord;
        work.extensionWord = extensionWord;
        priors.tally = _retell(work, priors, i, allowed);
    }

    /// @dev The tally after a line, determined once more with no more allowed than `most`. Its result in the journal is that, its
    /// counters move on.
    function _retell(Case memory work, Priors memory priors, uint256 i, uint256 most)
        private
        pure
        returns (uint256 tally)
    {
        Place place = _placeOf(work, i);
        (, tally) = _determineFive({
            work: work,
            classes: work.classes,
            lines: _linesFrom(work, i),
            allowances: _allowanceOf(work, i, most),
            place: place,
            end: Raw.skip(place, 1),
            chained: bytes32(i), // of no meaning
            tally: priors.tally
        });
    }

    /// @dev The lines from the `i`-th on, up to where a word of allowances ends.
    function _linesFrom(Case memory work, uint256 i) private pure returns (uint256) {
        // Proof: the claim has more than `i` lines, at most 255.
        unchecked {
            uint256 before = i % ClaimWords.LINES_IN_WORD;
            uint256 count = ClaimWords.lineCountOf(work.head) - (i - before);
            return _linesAt(work, i / ClaimWords.LINES_IN_WORD, count) << (before * ClaimWords.LINE_BITS);
        }
    }

    /// @dev The `i`-th line's allowance in the highest bits, of no more than `most`.
    function _allowanceOf(Case memory work, uint256 i, uint256 most) private pure returns (uint256 allowance) {
        // Proof: the claim has more than `i` lines, at most 255.
        unchecked {
            allowance = _allowancesAt(work, i / ClaimWords.LINES_IN_WORD);
            allowance <<= (i % ClaimWords.LINES_IN_WORD) * ClaimWords.ALLOWANCE_BITS;
            allowance >>= ClaimWords.ALLOWANCE_AT;
            return ((Benefits.min(allowance >> 8, most) << 8) | uint8(allowance)) << ClaimWords.ALLOWANCE_AT;
        }
    }

    /// @dev Where a line's result is in the journal.
    function _placeOf(Case memory work, uint256 i) private pure returns (Place) {
        // Proof: a line of at most 255.
        unchecked {
            return Raw.skip(work.place, 2 + i);
        }
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
}
