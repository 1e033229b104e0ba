// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../interfaces/IClaimLedger.sol";
import {ICoverages} from "../interfaces/ICoverages.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";
import {Adjudication} from "./Adjudication.sol";
import {Benefits} from "./Benefits.sol";
import {ClaimWords} from "./ClaimWords.sol";
import {Clocks} from "./Clocks.sol";
import {Commitments} from "./Commitments.sol";
import {Counters} from "./Counters.sol";
import {CoverageWords} from "./CoverageWords.sol";
import {Errors} from "./Errors.sol";
import {LedgerState} from "./LedgerState.sol";
import {PlanBook} from "./PlanBook.sol";
import {PlanContent} from "./PlanContent.sol";
import {Raw} from "./Raw.sol";

/// @title Corrections
/// @notice Claims decided one by one, by their path: what a settlement left undecided, replacements, voids, reversals and
/// redeterminations.
///
/// @dev {ClaimCorrections} works with it on the ledger's storage.
library Corrections {
    using Adjudication for Adjudication.Case;
    using CoverageWords for uint256;
    using LedgerState for LedgerState.State;
    using PlanBook for PlanBook.Book;
    using PlanContent for uint256[];

    /// @dev One claim at work: its coverage as it stands, and what came of it.
    struct Desk {
        LedgerState.Parts parts;
        IClaimLedger.BatchHeader header;
        uint256 index;
        uint32 provider;
        uint256 paidBefore; // by what it replaces, in cents: interest is on what is paid more
        ICoverages.Posting posting; // one entry a table, at most
        PlanBook.Book plans;
        Adjudication.Case work;
        Adjudication.Journal journal;
    }

    /// @notice See {IClaimCorrections.decide}.
    function decide(
        LedgerState.State storage state,
        LedgerState.Parts memory parts,
        IClaimLedger.BatchHeader memory header,
        IClaimLedger.Decision[] calldata decisions
    ) internal {
        state.checkActive(header);
        if (header.settledAt == 0) revert Errors.BatchNotSettled(header.insurer, header.batch);
        for (uint256 i = 0; i < decisions.length; ++i) {
            if (ClaimWords.kindOf(_headOf(decisions[i])) != ClaimWords.ORIGINAL) {
                revert Errors.CorrectionUnrelated(LedgerState.claimNumber(header, decisions[i].path.index));
            }
            Desk memory desk = _decide(state, parts, header, decisions[i], 0);
            _pay(state, desk, decisions[i].path, desk.work.paid, desk.work.interest);
        }
    }

    /// @notice See {IClaimCorrections.correct}.
    function correct(
        LedgerState.State storage state,
        LedgerState.Parts memory parts,
        IClaimLedger.BatchHeader memory header,
        IClaimLedger.Decision calldata decision,
        IClaimLedger.Standing calldata standing
    ) internal {
        state.checkActive(header);
        if (header.settledAt == 0) revert Errors.BatchNotSettled(header.insurer, header.batch);
        uint256 number = LedgerState.claimNumber(header, decision.path.index);
        uint256 kind = ClaimWords.kindOf(_headOf(decision));
        bool isRelated = (kind == ClaimWords.REPLACEMENT || kind == ClaimWords.VOID)
            && _replacedOf(decision) == LedgerState.claimNumber(standing.header, standing.path.index)
            && standing.header.insurer == header.insurer && standing.path.provider == decision.path.provider;
        if (!isRelated) revert Errors.CorrectionUnrelated(number);

        state.checkUndoable(standing);
        Desk memory before = _reverse(parts, standing, bytes32(0), number);
        _setBit(state.reversed[LedgerState.pairKey(header.insurer, standing.header.batch)], standing.path.index);
        Desk memory desk = kind == ClaimWords.VOID
            ? _void(state, parts, header, decision)
            : _decide(state, parts, header, decision, before.work.paid);
        _payDifference(state, desk, decision.path, before, standing);
    }

    /// @notice See {IClaimCorrections.reverse}.
    function reverse(
        LedgerState.State storage state,
        LedgerState.Parts memory parts,
        IClaimLedger.Standing calldata standing,
        bytes32 reasonsHash
    ) internal {
        if (reasonsHash == 0) {
            revert Errors.ReversalReasonsMissing(LedgerState.claimNumber(standing.header, standing.path.index));
        }
        state.checkUndoable(standing);
        Desk memory before = _reverse(parts, standing, reasonsHash, 0);
        uint256 key = LedgerState.pairKey(standing.header.insurer, standing.header.batch);
        _setBit(state.reversed[key], standing.path.index);
        uint256 number = LedgerState.claimNumber(standing.header, standing.path.index);
        _recover(before, standing, before.work.paid, number);
    }

    /// @notice See {IClaimCorrections.redetermine}. The claim's path is that of the standing determination.
    function redetermine(
        LedgerState.State storage state,
        LedgerState.Parts memory parts,
        IClaimLedger.Standing calldata standing,
        IClaimLedger.Decision calldata decision
    ) internal returns (uint256 paidCents, uint256 paidCentsBefore) {
        state.checkStanding(standing);
        Desk memory before = _reverse(parts, standing, bytes32(0), 0);
        Desk memory desk = _open(state, parts, standing.header, decision, standing.path);
        uint256 number = LedgerState.claimNumber(desk.header, desk.index);
        if (desk.work.receiptLeaf != LedgerState.receiptLeafOf(standing.opening)) {
            revert Errors.CorrectionUnrelated(number);
        }
        uint256 version = uint8(standing.opening.stamp >> 72);
        if (version == type(uint8).max) revert Errors.VersionsExhausted(number);
        desk.paidBefore = before.work.paid;
        _determine(desk, decision, version + 1);
        _record(state, desk, standing.path, version + 1);
        _payDifference(state, desk, standing.path, before, standing);
        return (desk.work.paid, before.work.paid);
    }

    /// @notice See {IClaimCorrections.decideOnAppeal}.
    function decideOnAppeal(
        LedgerState.State storage state,
        LedgerState.Parts memory parts,
        IClaimLedger.BatchHeader memory header,
        IClaimLedger.Decision calldata decision
    ) internal {
        state.check(header);
        uint256 number = LedgerState.claimNumber(header, decision.path.index);
        if (!state.clocks[number].isOverdue) revert Errors.ClaimNotOverdue(number);
        if (ClaimWords.kindOf(_headOf(decision)) != ClaimWords.ORIGINAL) revert Errors.CorrectionUnrelated(number);
        if (header.settledAt == 0) _openUnsettled(state, header);
        Desk memory desk = _decide(state, parts, header, decision, 0);
        _pay(state, desk, decision.path, desk.work.paid, desk.work.interest);
    }

    /// @notice See {IClaimCorrections.estimate}.
    function estimate(
        LedgerState.State storage state,
        LedgerState.Parts memory parts,
        uint32 insurer,
        IClaimLedger.Decision calldata decision
    ) internal view returns (bytes memory journal) {
        IClaimLedger.BatchHeader memory header;
        header.insurer = insurer;
        header.receivedAt = uint64(block.timestamp);
        header.settledAt = header.receivedAt;
        Desk memory desk = _open(state, parts, header, decision, decision.path);
        _determine(desk, decision, 1);
        return Raw.asBytes(desk.journal.words, desk.journal.length);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    DECIDING
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Determines an undecided claim of a settled batch and records it.
    function _decide(
        LedgerState.State storage state,
        LedgerState.Parts memory parts,
        IClaimLedger.BatchHeader memory header,
        IClaimLedger.Decision calldata decision,
        uint256 paidBefore
    ) private returns (Desk memory desk) {
        _useUndecided(state, header, decision.path.index);
        desk = _open(state, parts, header, decision, decision.path);
        desk.paidBefore = paidBefore;
        LedgerState.checkPath(header, decision.path, desk.work.receiptLeaf);
        _determine(desk, decision, 1);
        _record(state, desk, decision.path, 1);
    }

    /// @dev A void determines nothing; it stands as decided with no line.
    function _void(
        LedgerState.State storage state,
        LedgerState.Parts memory parts,
        IClaimLedger.BatchHeader memory header,
        IClaimLedger.Decision calldata decision
    ) private returns (Desk memory desk) {
        _useUndecided(state, header, decision.path.index);
        desk = _open(state, parts, header, decision, decision.path);
        if (ClaimWords.lineCountOf(desk.work.head) != 0) {
            revert Errors.CorrectionUnrelated(LedgerState.claimNumber(header, decision.path.index));
        }
        LedgerState.checkPath(header, decision.path, desk.work.receiptLeaf);
        uint256 stamp = ClaimWords.stamp({version: 1, determinedAt: block.timestamp});
        desk.work.leaf = Commitments.determinationLeaf(stamp, desk.work.receiptLeaf);
        desk.journal.words = new uint256[](2);
        _record(state, desk, decision.path, 1);
    }

    /// @dev Reads the claim and puts its coverage, plan and provider beside it.
    /// @param path The claim's own, proved or to be proved by the caller.
    function _open(
        LedgerState.State storage state,
        LedgerState.Parts memory parts,
        IClaimLedger.BatchHeader memory header,
        IClaimLedger.Decision calldata decision,
        IClaimLedger.Path calldata path
    ) private view returns (Desk memory desk) {
        desk.parts = parts;
        desk.header = header;
        desk.index = path.index;
        desk.provider = path.provider;
        desk.work.read(decision.claim, 0);
        if (desk.work.end != decision.claim.length) revert Errors.EncodingMalformed(desk.work.end);
        desk.work.commit(decision.claim, decision.coverageYear);
        desk.work.validity = parts.credentials.validityOf(path.provider);
        uint64 clockFrom = header.count == 0 ? header.receivedAt : state.clockFrom(header, path.index);
        _load(desk, decision.coverageYear, clockFrom);
    }

    /// @dev The coverage with its family and extension, in tables of one entry.
    function _load(Desk memory desk, uint64 coverageYear, uint64 clockFrom) private view {
        desk.plans = PlanBook.open({
            source: desk.parts.plans,
            insurer: desk.header.insurer,
            receivedAt: desk.header.receivedAt,
            clockFrom: clockFrom,
            capacity: 1
        });
        uint256[] memory none = new uint256[](0);
        ICoverages.Posting memory posting = desk.posting;
        posting.coverages = _one(uint256(coverageYear) << 32);
        (posting.coverageWords,,) = desk.parts.coverages.load(desk.header.insurer, posting.coverages, none, none);
        uint256 word = posting.coverageWords[0];
        if (word == 0) revert Errors.CoverageYearNotFound(coverageYear);
        desk.plans.turnTo(word.planOf());
        bool hasExtension = desk.plans.terms.hasExtension;
        posting.families = word.familyOf() == 0 ? none : _one(word.familyOf());
        posting.extensions = hasExtension ? _one(word.extensionOf()) : none;
        (, posting.familyWords, posting.extensionWords) =
            desk.parts.coverages.load(desk.header.insurer, none, posting.families, posting.extensions);
        posting.coverages[0] = (uint256(coverageYear) << 32) | (hasExtension ? 0 : Adjudication.NONE << 16)
            | (word.familyOf() == 0 ? Adjudication.NONE : 0);

        desk.work.coverageWord = word;
        if (posting.familyWords.length != 0) desk.work.familyWord = posting.familyWords[0];
        if (hasExtension) desk.work.extensionWord = posting.extensionWords[0];
    }

    /// @dev Determines the claim at the desk, or reverts with its fault. Its journal is whole afterwards, but for the index.
    function _determine(Desk memory desk, IClaimLedger.Decision calldata decision, uint256 version) private view {
        Adjudication.Case memory work = desk.work;
        uint256 length = 2 + ClaimWords.lineCountOf(work.head) + work.factCount;
        desk.journal.words = new uint256[](length);
        uint256 stamp = ClaimWords.stamp({version: version, determinedAt: block.timestamp});
        work.determine(decision.claim, desk.plans.terms, desk.journal, stamp);
        work.raise();
        if (desk.paidBefore != 0) {
            uint256 more = Benefits.leftOf(work.paid, desk.paidBefore);
            work.interest = PlanBook.interestOn(desk.plans.terms, more);
        }
        desk.journal.length = length;
        desk.journal.words[0] = ClaimWords.determinedPosition(version, work.flags, work.head)
            | (desk.index << 156) | work.interest;
        desk.journal.words[1] = uint256(work.receiptLeaf);
        _keepWords(desk);
    }

    function _keepWords(Desk memory desk) private pure {
        desk.posting.coverageWords[0] = desk.work.coverageWord;
        if (desk.posting.familyWords.length != 0) desk.posting.familyWords[0] = desk.work.familyWord;
        if (desk.posting.extensionWords.length != 0) desk.posting.extensionWords[0] = desk.work.extensionWord;
    }

    /// @dev Puts the determination's leaf at its path, and posts and tells it.
    function _record(
        LedgerState.State storage state,
        Desk memory desk,
        IClaimLedger.Path calldata path,
        uint256 version
    ) private {
        IClaimLedger.BatchHeader memory header = desk.header;
        header.root = LedgerState.rootOf(header, path, desk.work.leaf);
        state.put(header);
        if (desk.journal.length == 0) {
            desk.journal.length = 2;
            desk.journal.words[0] =
                ClaimWords.determinedPosition(version, 0, desk.work.head) | (uint256(path.index) << 156);
            desk.journal.words[1] = uint256(desk.work.receiptLeaf);
        }
        desk.parts.coverages.post(header.insurer, desk.posting);
        emit IClaimLedger.ClaimDetermined({
            claimNumber: LedgerState.claimNumber(header, path.index),
            provider: path.provider,
            determinationRoot: header.root,
            journal: Raw.asBytes(desk.journal.words, desk.journal.length)
        });
    }

    function _useUndecided(LedgerState.State storage state, IClaimLedger.BatchHeader memory header, uint256 index)
        private
    {
        uint256 number = LedgerState.claimNumber(header, index);
        if (!state.isUndecided(header, index)) revert Errors.ClaimAlreadyDecided(number);
        uint256[2] storage bits = state.undecided[LedgerState.pairKey(header.insurer, header.batch)];
        bits[index / 256] &= ~(uint256(1) << (index % 256));
        if (state.clocks[number].pendedAt != 0) Clocks.resume(state, number, bytes32(0));
    }

    /// @dev A batch that its insurer let lie counts as settled with nothing decided: its tree stays what it was.
    function _openUnsettled(LedgerState.State storage state, IClaimLedger.BatchHeader memory header) private {
        state.endContest(header);
        header.settledAt = uint64(block.timestamp);
        uint256 key = LedgerState.pairKey(header.insurer, header.batch);
        for (uint256 i = 0; i < 2; ++i) {
            uint256 first = i * 256;
            if (header.count <= first) break;
            uint256 count = header.count - first;
            state.undecided[key][i] = count >= 256 ? type(uint256).max : (uint256(1) << count) - 1;
        }
        emit IClaimLedger.BatchSettled({
            insurer: header.insurer,
            batch: header.batch,
            determinationRoot: header.root,
            decided: 0,
            settledAt: header.settledAt
        });
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    REVERSING
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Gives back what a determination took that was found to stand, and tells it. `work.paid` is what it paid.
    function _reverse(
        LedgerState.Parts memory parts,
        IClaimLedger.Standing calldata standing,
        bytes32 reasonsHash,
        uint256 replacedBy
    ) private returns (Desk memory desk) {
        desk.parts = parts;
        desk.header = standing.header;
        desk.work.head = standing.opening.head;
        uint64 coverageYear = uint64(ClaimWords.coverageOf(standing.opening.head));
        _load(desk, coverageYear, standing.header.receivedAt);
        _giveBack(desk, standing.opening.results);
        _keepWords(desk);
        parts.coverages.post(standing.header.insurer, desk.posting);
        emit IClaimLedger.ClaimReversed({
            claimNumber: LedgerState.claimNumber(standing.header, standing.path.index),
            provider: standing.path.provider,
            coverageYear: coverageYear,
            version: uint8(standing.opening.stamp >> 72),
            paidCents: desk.work.paid,
            replacedBy: replacedBy,
            reasonsHash: reasonsHash
        });
    }

    /// @dev Results that a leaf proves are those of a determination: what they took was posted.
    function _giveBack(Desk memory desk, uint256[] calldata results) private pure {
        uint256 deductible = 0;
        uint256 outOfPocket = 0;
        for (uint256 i = 0; i < results.length; ++i) {
            uint256 result = results[i];
            uint256 eligible = ClaimWords.allowedOf(result) - ClaimWords.noncoveredOf(result);
            if (ClaimWords.denialOf(result) != 0 || eligible == 0) continue;
            PlanBook.Terms memory terms = desk.plans.terms;
            uint256 class = terms.words[terms.classesAt + ClaimWords.classOf(result)];
            uint256 share = ClaimWords.patientShareOf(result);
            deductible += ClaimWords.deductibleOf(result);
            if ((class >> 74) & 1 == 1) outOfPocket += share;
            desk.work.paid += eligible - share;
            _giveBackCounter(desk, uint8(class >> 8), result, eligible);
            _giveBackCounter(desk, uint8(class), result, eligible);
        }
        desk.work.coverageWord = desk.work.coverageWord.giveBack(deductible, outOfPocket);
        if (desk.work.familyWord != 0) desk.work.familyWord = desk.work.familyWord.giveBack(deductible, outOfPocket);
    }

    function _giveBackCounter(Desk memory desk, uint256 number, uint256 result, uint256 eligible) private pure {
        if (number == 0) return;
        uint256 limit = desk.plans.terms.words.limitOf(number);
        Adjudication.setCounters(
            desk.work,
            limit,
            Counters.giveBack({
                counters: Adjudication.countersOf(desk.work, limit),
                limit: limit,
                day: ClaimWords.serviceDayOf(desk.work.head),
                amount: Counters.amountOf(limit, eligible, ClaimWords.unitsOf(result))
            })
        );
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      MONEY
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Pays what a determination gives more than the one before; what it gives less is to be recovered.
    function _payDifference(
        LedgerState.State storage state,
        Desk memory desk,
        IClaimLedger.Path calldata path,
        Desk memory before,
        IClaimLedger.Standing calldata standing
    ) private {
        uint256 paid = desk.work.paid;
        uint256 paidBefore = before.work.paid;
        if (paid <= paidBefore) {
            uint256 number = LedgerState.claimNumber(desk.header, path.index);
            return _recover(before, standing, paidBefore - paid, number);
        }
        _pay(state, desk, path, paid - paidBefore, desk.work.interest);
    }

    function _pay(
        LedgerState.State storage state,
        Desk memory desk,
        IClaimLedger.Path calldata path,
        uint256 cents,
        uint256 interest
    ) private {
        if (cents == 0) return;
        IEscrow.Payment[] memory payments = new IEscrow.Payment[](1);
        payments[0] = IEscrow.Payment({
            provider: path.provider,
            plan: desk.work.coverageWord.planOf(),
            cents: uint64(cents),
            interestCents: uint64(interest)
        });
        desk.parts.escrow.payBatch(
            desk.header.insurer, desk.header.batch, state.clockFrom(desk.header, path.index), payments
        );
    }

    /// @param number Of the claim that led to it: a correction's own, so that a review of that can hold the recovery up.
    function _recover(Desk memory before, IClaimLedger.Standing calldata standing, uint256 cents, uint256 number)
        private
    {
        if (cents == 0) return;
        before.parts.escrow.noticeRecovery({
            insurer: standing.header.insurer,
            batch: standing.header.batch,
            provider: standing.path.provider,
            plan: before.work.coverageWord.planOf(),
            claimNumber: number,
            cents: uint64(cents)
        });
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _headOf(IClaimLedger.Decision calldata decision) private pure returns (uint256) {
        if (decision.claim.length < 2) revert Errors.EncodingMalformed(0);
        return decision.claim[0];
    }

    /// @dev The claim that a correction names: the last of the words that its head does not carry.
    function _replacedOf(IClaimLedger.Decision calldata decision) private pure returns (uint256) {
        uint256 more = ClaimWords.moreCountOf(_headOf(decision));
        if (decision.claim.length < 2 + more) revert Errors.EncodingMalformed(decision.claim.length);
        return decision.claim[1 + more];
    }

    function _setBit(uint256[2] storage bits, uint256 index) private {
        bits[index / 256] |= uint256(1) << (index % 256);
    }

    function _one(uint256 word) private pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = word;
    }
}
