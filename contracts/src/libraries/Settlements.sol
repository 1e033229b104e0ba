// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";

import {IClaimLedger} from "../interfaces/IClaimLedger.sol";
import {ICoverages} from "../interfaces/ICoverages.sol";
import {ICredentials} from "../interfaces/ICredentials.sol";
import {IPlans} from "../interfaces/IPlans.sol";
import {Adjudication} from "./Adjudication.sol";
import {ClaimWords} from "./ClaimWords.sol";
import {Commitments} from "./Commitments.sol";
import {CoverageWords} from "./CoverageWords.sol";
import {Errors} from "./Errors.sol";
import {Merkle} from "./Merkle.sol";
import {Payments} from "./Payments.sol";
import {PlanBook} from "./PlanBook.sol";
import {Cursor, Place, Raw} from "./Raw.sol";

/// @title Settlements
/// @notice One settlement at work: a batch's claims one after the other, each to its two leaves, its journal and its
/// accumulators. Everything stays in memory until {ClaimLedger} writes it.
library Settlements {
    using Adjudication for Adjudication.Case;
    using CoverageWords for uint256;
    using Payments for Payments.Sums;
    using PlanBook for PlanBook.Book;

    /// @notice What a settlement reads from.
    struct Sources {
        ICredentials credentials;
        IPlans plans;
        ICoverages coverages;
    }

    struct Run {
        ICredentials credentials;
        uint256 firstNumber; // claim number of the batch's first claim: insurer and batch are in it
        uint256 claimCount; // of the batch
        uint256 provider; // of the submission at work
        uint256 first; // index of its first claim
        uint256 count; // of its claims
        uint256 firstPosition; // what the positions of its claims have in common: see {ClaimWords.firstPosition}
        uint256[] journal; // its words; `work.place` is where the next claim's go
        Place journalEnd; // the end of those that it may have
        uint256[2] undecided;
        uint256 undecidedCount;
        Cursor claims; // where the claims' words begin
        Cursor claimsEnd; // and end
        Cursor coverages; // where the table of coverages begins
        uint256[] words; // of coverages, families and extensions, one after the other
        uint256 coverageCount;
        Place families; // where their words begin
        uint256 familyCount;
        Place extensions;
        uint256 extensionCount;
        uint256 leafCount; // as many leaves have room
        Place receiptLeaves; // of the submission
        Place leaves;
        uint256 submissionCount; // of the batch
        Place receiptNodes;
        Place nodes;
        PlanBook.Book plans;
        uint256 plainPlan; // that of `work.terms` where it has no extension, else zero
        Payments.Sums payments;
        Adjudication.Case work; // `work.end` is where the next claim begins
    }

    /// @param header Of a batch that is not settled, with the time at which it is now.
    /// @param clockFrom From when the batch's clock counts.
    function open(
        IClaimLedger.BatchHeader memory header,
        IClaimLedger.Settlement calldata settlement,
        Sources memory sources,
        uint64 clockFrom
    ) internal view returns (Run memory run) {
        run.credentials = sources.credentials;
        run.claimCount = header.count;
        run.work.stamp = ClaimWords.stamp({version: 1, determinedAt: header.settledAt});
        run.firstNumber = (uint256(header.insurer) << 48) | (uint256(header.batch) << 16);
        run.submissionCount = header.submissionCount;
        run.receiptNodes = _room(2 * run.submissionCount);
        run.nodes = Raw.skip(run.receiptNodes, run.submissionCount);
        run.payments.open(header.submissionCount);
        run.plans
            .open({source: sources.plans, insurer: header.insurer, receivedAt: header.receivedAt, clockFrom: clockFrom});
        uint256[] calldata claims = settlement.claims;
        run.claims = Raw.cursorOf(claims, 0);
        run.claimsEnd = Raw.cursorOf(claims, claims.length);
        run.work.end = run.claims;
        _load(run, sources.coverages, header.insurer, settlement);
    }

    /// @dev The words of all three tables. In a large batch every further copy costs memory, whose price rises with the square:
    /// so the answer takes the place of what was sent, which has been read by then.
    function _load(Run memory run, ICoverages source, uint32 insurer, IClaimLedger.Settlement calldata settlement)
        private
        view
    {
        uint256[] calldata coverages = settlement.coverages;
        uint256[] calldata families = settlement.families;
        uint256[] calldata extensions = settlement.extensions;
        Memory.Pointer free = Memory.getFreeMemoryPointer();
        bytes memory sent = abi.encodeCall(ICoverages.load, (insurer, coverages, families, extensions));
        Memory.unsafeSetFreeMemoryPointer(free);
        uint256[] memory words = _ask(source, sent);
        run.coverages = Raw.cursorOf(coverages, 0);
        run.coverageCount = coverages.length;
        run.words = words;
        run.families = Raw.placeOf(words, coverages.length);
        run.familyCount = families.length;
        run.extensions = Raw.skip(run.families, families.length);
        run.extensionCount = extensions.length;
        // A word for each entry of the tables: so a position in a table is one in the words.
        assert(words.length == coverages.length + families.length + extensions.length);
    }

    /// @dev Reads the words where the answer stands.
    function _ask(ICoverages source, bytes memory sent) private view returns (uint256[] memory words) {
        (bool isDone, bytes memory answer) = address(source).staticcall(sent);
        if (!isDone) LowLevelCall.bubbleRevert(answer);
        assert(answer.length >= 64);
        bytes memory data = Raw.bytesIn(answer);
        assert(answer.length == 64 + data.length);
        return Raw.asWords(data);
    }

    /// @notice Settles all submissions. Afterwards the run's nodes are those of both trees.
    function settle(Run memory run) internal {
        uint256 count = run.submissionCount;
        for (uint256 i = 0; i < count; ++i) {
            _openSubmission(run);
            _settleClaims(run);
            _closeSubmission(run, i);
        }
        bool isWhole = run.work.end == run.claimsEnd && run.first + run.count == run.claimCount;
        if (!isWhole) revert Errors.EncodingMalformed(_offsetOf(run));
    }

    /// @dev The place of the first of some words.
    function _room(uint256 count) private pure returns (Place) {
        return Raw.placeOf(new uint256[](count), 0);
    }

    /// @dev Puts a leaf or a node. There is one for each claim of the submission, and for each submission of the batch.
    /// @param i Its position, below their count.
    function _put(Place first, uint256 i, bytes32 hash) private pure {
        Raw.put(Raw.skip(first, i), uint256(hash));
    }

    /// @notice What the run posts, see {ICoverages.post}. Its words must not be used any more.
    function posting(Run memory run) internal pure returns (bytes memory) {
        return Raw.asBytes(run.words, run.words.length);
    }

    /// @dev The position of the next claim's first word.
    function _offsetOf(Run memory run) private pure returns (uint256) {
        return Raw.distance(run.claims, run.work.end);
    }

    function _openSubmission(Run memory run) private view {
        Cursor from = run.work.end;
        uint256 head = Raw.load(from);
        uint256 first = run.first + run.count;
        uint256 count = uint16(head >> 16);
        run.provider = uint32(head >> 32);
        run.first = first;
        run.count = count;
        run.firstPosition = ClaimWords.firstPosition(first, 1);
        bool isThere = run.claimsEnd > from && count != 0 && first + count <= run.claimCount;
        if (!isThere) revert Errors.EncodingMalformed(_offsetOf(run));
        run.work.end = Raw.skip(from, 1);
        run.work.setValidity(run.credentials.validityOf(uint32(run.provider)));
        _openJournal(run, uint16(head));
        if (count > run.leafCount) {
            run.leafCount = count;
            run.receiptLeaves = _room(2 * count);
            run.leaves = Raw.skip(run.receiptLeaves, count);
        }
    }

    /// @dev The same words serve one submission after the other; a longer journal gets more of them. So do leaves.
    function _openJournal(Run memory run, uint256 length) private pure {
        if (length > run.journal.length) run.journal = new uint256[](length);
        run.work.place = Raw.placeOf(run.journal, 0);
        run.journalEnd = Raw.placeOf(run.journal, length);
    }

    /// @dev Tells the journal, and puts the submission's nodes into both trees.
    function _closeSubmission(Run memory run, uint256 position) private {
        uint256 length = run.journal.length;
        bytes memory journal = Raw.asBytes(run.journal, Raw.distance(Raw.placeOf(run.journal, 0), run.work.place));
        emit IClaimLedger.SubmissionSettled({
            insurer: uint32(run.firstNumber >> 48),
            batch: uint32(run.firstNumber >> 16),
            provider: uint32(run.provider),
            firstIndex: uint16(run.first),
            journal: journal
        });
        run.journal = Raw.asWords(journal, length);
        (bytes32 receiptRoot, bytes32 root) = Merkle.rootsInPlace(run.receiptLeaves, run.leaves, run.count);
        _put(run.receiptNodes, position, Commitments.submissionNode(run.provider, run.first, run.count, receiptRoot));
        _put(run.nodes, position, Commitments.submissionNode(run.provider, run.first, run.count, root));
    }

    /// @dev Settles a submission's claims and sums up what its provider is paid, plan by plan.
    function _settleClaims(Run memory run) private {
        uint256 count = run.count;
        for (uint256 i = 0; i < count; ++i) {
            _settleClaim(run, i);
        }
        _pay(run);
    }

    /// @dev Adds what the claims pay that were settled since the last time, which are of one submission and plan.
    function _pay(Run memory run) private pure {
        Adjudication.Case memory work = run.work;
        // Proof: at most 512 claims of 255 amounts of 36 bits, cents and interest apart by 64.
        unchecked {
            run.payments.add(run.provider, work.terms.plan, (work.paid << 64) | work.interest);
        }
        work.paid = 0;
        work.interest = 0;
    }

    /// @dev Takes the next claim.
    /// @param i Its position in the submission.
    function _settleClaim(Run memory run, uint256 i) private {
        Adjudication.Case memory work = run.work;
        // Beyond the claims this reads something else; that they hold the claim is checked where it is read whole or bare.
        uint256 head = Raw.load(work.end);
        uint256 named = 0;
        if (ClaimWords.kindOf(head) != ClaimWords.ORIGINAL) {
            if (_takeBare(run, head, i)) return;
            named = 1;
        }
        uint256 position = ClaimWords.coverageOf(head);
        if (position >= run.coverageCount) revert Errors.EncodingMalformed(_offsetOf(run));
        // The position is below the length of the table, and so of the words.
        uint256 entry = Raw.load(Raw.skip(run.coverages, position));
        bytes32 receiptLeaf = _read(run, work, i, entry >> CoverageWords.TABLE_ID_AT, named);
        uint256 shares = _attach(run, work, entry, Raw.placeOf(run.words, position));
        bytes32 leaf = work.determine(receiptLeaf, shares);
        if (leaf == 0) return _leaveOut(run, i);
        _put(run.leaves, i, leaf);
    }

    /// @dev Reads the next claim, which is whole, and writes what its journal begins with.
    /// @param named See {Adjudication.read}.
    function _read(Run memory run, Adjudication.Case memory work, uint256 i, uint256 coverageYear, uint256 named)
        private
        pure
        returns (bytes32 receiptLeaf)
    {
        Cursor from = work.end;
        uint256 length;
        (receiptLeaf, length) = work.read(from, coverageYear, named);
        Place place = work.place;
        if (work.end > run.claimsEnd) length = work.readPriors(run.claims, from, run.claimsEnd);
        if (Raw.skip(place, length) > run.journalEnd) revert Errors.EncodingMalformed(_offsetOf(run));
        _put(run.receiptLeaves, i, receiptLeaf);
        // Proof: indices of 16 bits.
        unchecked {
            Raw.put(place, run.firstPosition + ClaimWords.ownPosition(i, work.allowances, work.head));
        }
        Raw.put(Raw.skip(place, 1), uint256(receiptLeaf));
    }

    /// @dev Takes a claim that is but its receipt leaf. One that is no original is whole and stays undecided.
    function _takeBare(Run memory run, uint256 head, uint256 i) private pure returns (bool) {
        if (ClaimWords.kindOf(head) != ClaimWords.UNDECIDED) {
            run.work.fault = Errors.CorrectionInSettlement.selector;
            return false;
        }
        Cursor from = run.work.end;
        if (Raw.skip(from, 2) > run.claimsEnd) revert Errors.EncodingMalformed(_offsetOf(run));
        run.work.end = Raw.skip(from, 2);
        if (Raw.skip(run.work.place, 2) > run.journalEnd) revert Errors.EncodingMalformed(_offsetOf(run));
        bytes32 receiptLeaf = bytes32(Raw.load(Raw.skip(from, 1)));
        _put(run.receiptLeaves, i, receiptLeaf);
        _leaveUndecided(run, i, receiptLeaf);
        return true;
    }

    /// @dev Puts the claim's coverage and plan beside it. Not zero where it shares words with others: a family's, or an
    /// extension's.
    function _attach(Run memory run, Adjudication.Case memory work, uint256 entry, Place coverage)
        private
        view
        returns (uint256 shares)
    {
        uint256 word = Raw.get(coverage);
        work.coverage = coverage;
        work.coverageWord = word;
        shares = uint32(~entry | word.familyOf());
        if (run.plainPlan != word.planOf()) shares |= _turnTo(run, word);
        if (shares != 0) _attachShared(run, entry);
    }

    /// @dev Turns to the plan of a coverage; 1 if it has an extension. Such a plan is turned to for every claim.
    function _turnTo(Run memory run, uint256 word) private view returns (uint256) {
        if (word == 0) return 1;
        PlanBook.Terms memory terms = run.work.terms;
        if (terms.plan != word.planOf()) {
            _pay(run);
            terms = run.plans.termsOf(word.planOf());
            run.work.setTerms(terms);
        }
        run.plainPlan = terms.hasExtension ? 0 : terms.plan;
        return terms.hasExtension ? 1 : 0;
    }

    /// @dev The family and the extension that the table names must be those of the coverage year.
    function _attachShared(Run memory run, uint256 entry) private pure {
        Adjudication.Case memory work = run.work;
        uint256 word = work.coverageWord;
        uint256 position = uint16(entry);
        uint256 family = word.familyOf();
        Place place = Raw.NOWHERE;
        if (family != 0) {
            place = Raw.skip(run.families, position);
            if (position >= run.familyCount || Raw.get(place).familyOf() != family) _refuseFamily(entry);
        } else if (position != CoverageWords.NONE && word != 0) {
            _refuseFamily(entry);
        }
        work.family = place;
        work.extension = Raw.NOWHERE;
        if (uint16(entry >> CoverageWords.TABLE_EXTENSION_AT) != CoverageWords.NONE || run.plainPlan == 0) {
            _attachExtension(run, entry);
        }
    }

    /// @dev Of a coverage that is not known nothing is attached: its claim is left out.
    function _attachExtension(Run memory run, uint256 entry) private pure {
        Adjudication.Case memory work = run.work;
        if (work.coverageWord == 0) return;
        uint256 position = uint16(entry >> CoverageWords.TABLE_EXTENSION_AT);
        bool isThere = work.terms.hasExtension && position < run.extensionCount;
        if (isThere) work.extension = Raw.skip(run.extensions, position);
        if (isThere) work.extensionWord = Raw.get(work.extension);
        if (!isThere || work.extensionWord.extensionOf() != work.coverageWord.extensionOf()) {
            revert Errors.ExtensionMismatch(uint64(entry >> CoverageWords.TABLE_ID_AT));
        }
    }

    function _refuseFamily(uint256 entry) private pure {
        revert Errors.FamilyMismatch(uint64(entry >> CoverageWords.TABLE_ID_AT));
    }

    /// @dev The claim is whole and cannot be determined.
    function _leaveOut(Run memory run, uint256 i) private {
        emit IClaimLedger.ClaimLeftOut(run.firstNumber | (run.first + i), bytes4(run.work.fault));
        run.work.fault = 0;
        _leaveUndecided(run, i, bytes32(Raw.get(Raw.skip(run.receiptLeaves, i))));
    }

    /// @dev The claim stays undecided. The journal has room for its two words.
    function _leaveUndecided(Run memory run, uint256 i, bytes32 receiptLeaf) private pure {
        uint256 index = run.first + i;
        _put(run.leaves, i, receiptLeaf);
        run.undecided[index / 256] |= 1 << (index % 256);
        ++run.undecidedCount;
        Adjudication.Case memory work = run.work;
        Raw.put(work.place, ClaimWords.undecidedPosition(index));
        Raw.put(Raw.skip(work.place, 1), uint256(receiptLeaf));
        work.place = Raw.skip(work.place, 2);
    }
}
