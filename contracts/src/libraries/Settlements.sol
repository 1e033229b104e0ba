// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";

import {IClaimLedger} from "../interfaces/IClaimLedger.sol";
import {ICoverages} from "../interfaces/ICoverages.sol";
import {ICredentials} from "../interfaces/ICredentials.sol";
import {Adjudication} from "./Adjudication.sol";
import {ClaimWords} from "./ClaimWords.sol";
import {Commitments} from "./Commitments.sol";
import {CoverageWords} from "./CoverageWords.sol";
import {Errors} from "./Errors.sol";
import {LedgerState} from "./LedgerState.sol";
import {Merkle} from "./Merkle.sol";
import {Payments} from "./Payments.sol";
import {PlanBook} from "./PlanBook.sol";
import {Raw} from "./Raw.sol";

/// @title Settlements
/// @notice One settlement at work: a batch's claims one after the other, each to its two leaves, its journal and its
/// accumulators. Everything stays in memory until {ClaimLedger} writes it.
library Settlements {
    using Adjudication for Adjudication.Case;
    using CoverageWords for uint256;
    using Payments for Payments.Sums;
    using PlanBook for PlanBook.Book;

    struct Run {
        ICredentials credentials;
        IClaimLedger.BatchHeader header;
        uint256 stamp; // of its determinations, but for flags and lines
        uint256 firstNumber; // claim number of the batch's first claim
        uint256 offset; // position of the next word
        uint256 index; // of the next claim
        uint256 provider; // of the submission at work
        uint256 first; // index of its first claim
        uint256 count; // of its claims
        uint256 decided;
        uint256[2] undecided;
        uint256[] coverageWords;
        uint256[] familyWords;
        uint256[] extensionWords;
        bytes32[] receiptLeaves;
        bytes32[] leaves;
        bytes32[] receiptNodes;
        bytes32[] nodes;
        PlanBook.Book plans;
        Payments.Sums payments;
        Adjudication.Case work;
        Adjudication.Journal journal;
    }

    /// @param header Of a batch that is not settled, with the time at which it is now.
    /// @param clockFrom From when the batch's clock counts.
    function open(
        IClaimLedger.BatchHeader memory header,
        IClaimLedger.Settlement calldata settlement,
        LedgerState.Parts memory parts,
        uint64 clockFrom
    ) internal view returns (Run memory run) {
        run.credentials = parts.credentials;
        run.header = header;
        run.stamp = ClaimWords.stamp({version: 1, determinedAt: header.settledAt});
        run.firstNumber = (uint256(header.insurer) << 48) | (uint256(header.batch) << 16);
        run.receiptLeaves = new bytes32[](header.count);
        run.leaves = new bytes32[](header.count);
        run.receiptNodes = new bytes32[](header.submissionCount);
        run.nodes = new bytes32[](header.submissionCount);
        run.payments = Payments.open({providers: header.submissionCount, entries: header.count});
        (run.coverageWords, run.familyWords, run.extensionWords) =
            parts.coverages.load(header.insurer, settlement.coverages, settlement.families, settlement.extensions);
        run.plans = PlanBook.open({
            source: parts.plans,
            insurer: header.insurer,
            receivedAt: header.receivedAt,
            clockFrom: clockFrom,
            capacity: run.coverageWords.length
        });
        // Each plan is read now, so that nothing else must be kept while claims are settled.
        for (uint256 i = 0; i < run.coverageWords.length; ++i) {
            if (run.coverageWords[i] != 0) run.plans.turnTo(run.coverageWords[i].planOf());
        }
    }

    /// @notice Settles all submissions. Afterwards the run's nodes are those of both trees.
    function settle(Run memory run, uint256[] calldata claims, uint256[] calldata coverages) internal {
        for (uint256 i = 0; i < run.nodes.length; ++i) {
            _settleSubmission(run, i, claims, coverages);
        }
        if (run.offset != claims.length || run.index != run.header.count) revert Errors.EncodingMalformed(run.offset);
    }

    /// @notice What the run posts.
    function postingOf(Run memory run, IClaimLedger.Settlement calldata settlement)
        internal
        pure
        returns (ICoverages.Posting memory)
    {
        return ICoverages.Posting({
            coverages: settlement.coverages,
            families: settlement.families,
            extensions: settlement.extensions,
            coverageWords: run.coverageWords,
            familyWords: run.familyWords,
            extensionWords: run.extensionWords
        });
    }

    function _settleSubmission(
        Run memory run,
        uint256 position,
        uint256[] calldata claims,
        uint256[] calldata coverages
    ) private {
        // What is allocated from here on is given back: only words go into the run.
        Memory.Pointer free = Memory.getFreeMemoryPointer();
        _openSubmission(run, claims);
        _settleClaims(run, claims, coverages);
        emit IClaimLedger.SubmissionSettled({
            insurer: run.header.insurer,
            batch: run.header.batch,
            provider: uint32(run.provider),
            firstIndex: uint16(run.first),
            journal: Raw.asBytes(run.journal.words, run.journal.length)
        });
        _closeSubmission(run, position);
        Memory.unsafeSetFreeMemoryPointer(free);
    }

    function _openSubmission(Run memory run, uint256[] calldata claims) private view {
        uint256 offset = run.offset;
        if (offset >= claims.length) revert Errors.EncodingMalformed(offset);
        uint256 head = claims[offset];
        run.provider = uint32(head >> 32);
        run.count = uint16(head >> 16);
        run.first = run.index;
        if (run.count == 0 || run.index + run.count > run.header.count) revert Errors.EncodingMalformed(offset);
        run.offset = offset + 1;
        run.work.validity = run.credentials.validityOf(uint32(run.provider));
        run.journal.words = new uint256[](uint16(head));
        run.journal.length = 0;
    }

    function _closeSubmission(Run memory run, uint256 position) private pure {
        uint256 first = run.first;
        uint256 count = run.count;
        run.receiptNodes[position] = Commitments.submissionNode({
            provider: run.provider,
            firstIndex: first,
            count: count,
            root: Merkle.rootInPlace(run.receiptLeaves, first, count)
        });
        run.nodes[position] = Commitments.submissionNode({
            provider: run.provider, firstIndex: first, count: count, root: Merkle.rootInPlace(run.leaves, first, count)
        });
    }

    /// @dev Settles a submission's claims and sums up what its provider is paid, plan by plan.
    function _settleClaims(Run memory run, uint256[] calldata claims, uint256[] calldata coverages) private {
        Adjudication.Case memory work = run.work;
        uint256 plan = 0;
        uint256 amounts = 0;
        Memory.Pointer free = Memory.getFreeMemoryPointer();
        for (uint256 i = 0; i < run.count; ++i) {
            bool isPaying = _settleClaim(run, claims, coverages) && work.paid != 0;
            Memory.unsafeSetFreeMemoryPointer(free);
            if (!isPaying) continue;
            if (run.plans.terms.plan != plan) {
                run.payments.add(run.provider, plan, amounts);
                plan = run.plans.terms.plan;
                amounts = 0;
            }
            // Proof: at most 512 claims of 255 amounts of 36 bits, cents and interest apart by 64.
            unchecked {
                amounts += (work.paid << 64) | work.interest;
            }
        }
        run.payments.add(run.provider, plan, amounts);
    }

    /// @dev Takes the next claim. Whether it was determined.
    function _settleClaim(Run memory run, uint256[] calldata claims, uint256[] calldata coverages)
        private
        returns (bool isDetermined)
    {
        uint256 offset = run.offset;
        // Even the shortest has two words.
        if (offset + 2 > claims.length) revert Errors.EncodingMalformed(offset);
        uint256 head = claims[offset];
        uint256 kind = ClaimWords.kindOf(head);
        if (kind == ClaimWords.UNDECIDED) {
            run.offset = offset + 2;
            _checkRoom(run, 2);
            _leaveUndecided(run, bytes32(claims[offset + 1]));
            return false;
        }
        Adjudication.Case memory work = run.work;
        work.read(claims, offset);
        run.offset = work.end;
        _checkRoom(run, 2 + ClaimWords.lineCountOf(head) + work.factCount);
        uint256 position = _attach(run, work, claims, coverages);
        if (kind == ClaimWords.ORIGINAL) work.determine(claims, run.plans.terms, run.journal, run.stamp);
        else work.fault = Errors.CorrectionInSettlement.selector;
        if (work.fault != 0) {
            emit IClaimLedger.ClaimLeftOut(run.firstNumber | run.index, work.fault);
            _leaveUndecided(run, work.receiptLeaf);
            return false;
        }
        _keep(run, work, coverages, position);
        return true;
    }

    /// @dev The submission's journal must have room for some words more.
    function _checkRoom(Run memory run, uint256 count) private pure {
        // Proof: a length of 16 bits and some hundred words.
        unchecked {
            if (run.journal.length + count > run.journal.words.length) revert Errors.EncodingMalformed(run.offset);
        }
    }

    /// @dev Puts the claim's coverage, family and extension beside it, and computes its receipt leaf.
    function _attach(
        Run memory run,
        Adjudication.Case memory work,
        uint256[] calldata claims,
        uint256[] calldata coverages
    ) private view returns (uint256 position) {
        position = ClaimWords.coverageOf(work.head);
        if (position >= coverages.length) revert Errors.EncodingMalformed(run.offset);
        uint256 entry = coverages[position];
        uint256 word = run.coverageWords[position];
        uint64 coverageYear = uint64(entry >> 32);
        work.commit(claims, coverageYear);
        work.coverageWord = word;
        work.familyWord = 0;
        work.extensionWord = 0;
        if (word == 0) return position;
        run.plans.turnTo(word.planOf());
        if (uint16(entry) != Adjudication.NONE || word.familyOf() != 0) {
            work.familyWord = _familyWordOf(run, uint16(entry), word.familyOf(), coverageYear);
        }
        if (uint16(entry >> 16) != Adjudication.NONE || run.plans.terms.hasExtension) {
            work.extensionWord = _extensionWordOf(run, uint16(entry >> 16), word, coverageYear);
        }
    }

    function _familyWordOf(Run memory run, uint256 position, uint256 family, uint64 coverageYear)
        private
        pure
        returns (uint256 word)
    {
        if (position >= run.familyWords.length) revert Errors.FamilyMismatch(coverageYear);
        word = run.familyWords[position];
        if (family == 0 || word.familyOf() != family) revert Errors.FamilyMismatch(coverageYear);
    }

    function _extensionWordOf(Run memory run, uint256 position, uint256 coverageWord, uint64 coverageYear)
        private
        pure
        returns (uint256 word)
    {
        bool isThere = run.plans.terms.hasExtension && position < run.extensionWords.length;
        if (!isThere) revert Errors.ExtensionMismatch(coverageYear);
        word = run.extensionWords[position];
        if (word.extensionOf() != coverageWord.extensionOf()) revert Errors.ExtensionMismatch(coverageYear);
    }

    /// @dev The run's next claim is determined: its words, leaves and position in the journal.
    function _keep(Run memory run, Adjudication.Case memory work, uint256[] calldata coverages, uint256 position)
        private
        pure
    {
        uint256 entry = coverages[position];
        run.coverageWords[position] = work.coverageWord;
        if (work.familyWord != 0) run.familyWords[uint16(entry)] = work.familyWord;
        if (work.extensionWord != 0) run.extensionWords[uint16(entry >> 16)] = work.extensionWord;

        uint256 index = run.index;
        run.receiptLeaves[index] = work.receiptLeaf;
        run.leaves[index] = work.leaf;
        Adjudication.Journal memory journal = run.journal;
        uint256 offset = journal.length;
        Raw.put(
            journal.words,
            offset,
            ClaimWords.determinedPosition(1, work.flags, work.head) | (index << 156) | work.interest
        );
        Raw.put(journal.words, offset + 1, uint256(work.receiptLeaf));
        // Proof: counts of some bits.
        unchecked {
            journal.length = offset + 2 + ClaimWords.lineCountOf(work.head) + work.factCount;
            run.index = index + 1;
            ++run.decided;
        }
    }

    /// @dev The run's next claim stays undecided.
    function _leaveUndecided(Run memory run, bytes32 receiptLeaf) private pure {
        uint256 index = run.index;
        run.receiptLeaves[index] = receiptLeaf;
        run.leaves[index] = receiptLeaf;
        run.undecided[index / 256] |= 1 << (index % 256);
        Adjudication.Journal memory journal = run.journal;
        uint256 offset = journal.length;
        journal.words[offset] = ClaimWords.undecidedPosition(index);
        journal.words[offset + 1] = uint256(receiptLeaf);
        journal.length = offset + 2;
        run.index = index + 1;
    }
}
