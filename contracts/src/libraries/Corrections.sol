// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../interfaces/IClaimLedger.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";
import {Adjudication} from "./Adjudication.sol";
import {Benefits} from "./Benefits.sol";
import {ClaimWords} from "./ClaimWords.sol";
import {Clocks} from "./Clocks.sol";
import {Commitments} from "./Commitments.sol";
import {Coordination} from "./Coordination.sol";
import {Counters} from "./Counters.sol";
import {CoverageWords} from "./CoverageWords.sol";
import {Errors} from "./Errors.sol";
import {LedgerState} from "./LedgerState.sol";
import {PlanBook} from "./PlanBook.sol";
import {PlanContent} from "./PlanContent.sol";
import {Cursor, Raw} from "./Raw.sol";

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
        // tables of one entry, at most
        uint256[] coverages;
        uint256[] families;
        uint256[] extensions;
        uint256[] words; // for each entry one
        PlanBook.Book plans;
        Adjudication.Case work;
        bytes32 receiptLeaf;
        bytes32 leaf; // of the determination
        uint256[] journal;
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
        if (desk.receiptLeaf != LedgerState.receiptLeafOf(standing.opening)) {
            revert Errors.CorrectionUnrelated(number);
        }
        uint256 version = uint8(standing.opening.stamp >> 72);
        if (version == type(uint8).max) revert Errors.VersionsExhausted(number);
        desk.paidBefore = before.work.paid;
        _determine(desk, version + 1);
        _record(state, desk, standing.path);
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
        _determine(desk, 1);
        return Raw.asBytes(desk.journal, desk.journal.length);
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
        LedgerState.checkPath(header, decision.path, desk.receiptLeaf);
        _determine(desk, 1);
        _record(state, desk, decision.path);
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
        LedgerState.checkPath(header, decision.path, desk.receiptLeaf);
        uint256 stamp = ClaimWords.stamp({version: 1, determinedAt: block.timestamp});
        desk.leaf = Commitments.determinationLeaf(stamp, desk.receiptLeaf);
        _place(desk, 1);
        _record(state, desk, decision.path);
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
        _read(desk, decision);
        desk.work.setValidity(parts.credentials.validityOf(path.provider));
        uint64 clockFrom = header.count == 0 ? header.receivedAt : state.clockFrom(header, path.index);
        _load(desk, decision.coverageYear, clockFrom);
    }

    /// @dev The claim must be all that is handed in.
    function _read(Desk memory desk, IClaimLedger.Decision calldata decision) private pure {
        Cursor from = Raw.cursorOf(decision.claim, 0);
        Cursor end = Raw.cursorOf(decision.claim, decision.claim.length);
        uint256 named = ClaimWords.kindOf(Raw.load(from)) == ClaimWords.ORIGINAL ? 0 : 1;
        uint256 length;
        (desk.receiptLeaf, length) = desk.work.read(from, decision.coverageYear, named);
        if (desk.work.end > end) length = desk.work.readPriors(from, from, end);
        if (!(desk.work.end == end)) revert Errors.EncodingMalformed(Raw.distance(from, desk.work.end));
        desk.journal = new uint256[](length);
        desk.work.place = Raw.placeOf(desk.journal, 0);
    }

    /// @dev The coverage with its family and extension, in tables of one entry.
    function _load(Desk memory desk, uint64 coverageYear, uint64 clockFrom) private view {
        desk.plans
            .open({
                source: desk.parts.plans,
                insurer: desk.header.insurer,
                receivedAt: desk.header.receivedAt,
                clockFrom: clockFrom
            });
        uint256[] memory none = new uint256[](0);
        desk.coverages = _one(uint256(coverageYear) << CoverageWords.TABLE_ID_AT);
        uint256 word = _wordsOf(desk, desk.coverages, none, none)[0];
        if (word == 0) revert Errors.CoverageYearNotFound(coverageYear);
        Adjudication.Case memory work = desk.work;
        work.setTerms(desk.plans.termsOf(word.planOf()));
        bool hasExtension = work.terms.hasExtension;
        desk.families = word.familyOf() == 0 ? none : _one(word.familyOf());
        desk.extensions = hasExtension ? _one(word.extensionOf()) : none;
        if (!hasExtension) desk.coverages[0] |= CoverageWords.NONE << CoverageWords.TABLE_EXTENSION_AT;
        if (word.familyOf() == 0) desk.coverages[0] |= CoverageWords.NONE;

        uint256[] memory words = new uint256[](1 + desk.families.length + desk.extensions.length);
        uint256[] memory shared = _wordsOf(desk, none, desk.families, desk.extensions);
        words[0] = word;
        for (uint256 i = 0; i < shared.length; ++i) {
            words[1 + i] = shared[i];
        }
        desk.words = words;
        work.coverage = Raw.placeOf(words, 0);
        work.coverageWord = word;
        if (word.familyOf() != 0) work.family = Raw.placeOf(words, 1);
        if (!hasExtension) return;
        work.extension = Raw.placeOf(words, words.length - 1);
        work.extensionWord = words[words.length - 1];
    }

    function _wordsOf(
        Desk memory desk,
        uint256[] memory coverages,
        uint256[] memory families,
        uint256[] memory extensions
    ) private view returns (uint256[] memory) {
        return Raw.asWords(desk.parts.coverages.load(desk.header.insurer, coverages, families, extensions));
    }

    /// @dev Determines the claim at the desk, or reverts with its fault.
    function _determine(Desk memory desk, uint256 version) private view {
        Adjudication.Case memory work = desk.work;
        _place(desk, version);
        work.stamp = ClaimWords.stamp({version: version, determinedAt: block.timestamp});
        desk.leaf = work.determine(desk.receiptLeaf, 1);
        work.raise();
        if (desk.paidBefore == 0) return;
        uint256 more = Benefits.leftOf(work.paid, desk.paidBefore);
        // No more than that on all of it, which the journal has.
        desk.journal[0] -= work.interest;
        work.interest = PlanBook.interestOn(desk.work.terms, more);
        desk.journal[0] += work.interest;
    }

    /// @dev The first words of the journal, but for interest.
    function _place(Desk memory desk, uint256 version) private pure {
        Adjudication.Case memory work = desk.work;
        desk.journal[0] =
            ClaimWords.firstPosition(desk.index, version) | ClaimWords.ownPosition(0, work.allowances, work.head);
        desk.journal[1] = uint256(desk.receiptLeaf);
    }

    /// @dev Posts the words of the claim at the desk. They must not be used any more.
    function _post(Desk memory desk) private {
        desk.parts.coverages
            .post({
                insurer: desk.header.insurer,
                coverageTable: desk.coverages,
                familyTable: desk.families,
                extensionTable: desk.extensions,
                words: Raw.asBytes(desk.words, desk.words.length)
            });
    }

    /// @dev Puts the determination's leaf at its path, and posts and tells it.
    function _record(LedgerState.State storage state, Desk memory desk, IClaimLedger.Path calldata path) private {
        IClaimLedger.BatchHeader memory header = desk.header;
        header.root = LedgerState.rootOf(header, path, desk.leaf);
        state.put(header);
        _post(desk);
        emit IClaimLedger.ClaimDetermined({
            claimNumber: LedgerState.claimNumber(header, path.index),
            provider: path.provider,
            determinationRoot: header.root,
            journal: Raw.asBytes(desk.journal, desk.journal.length)
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
        uint256 flags = uint8(standing.opening.stamp >> 64);
        if (flags & ClaimWords.HAS_PRIOR_PAYERS != 0) {
            desk.work.paid = _paidAfterOthers(standing.opening.facts, standing.opening.results.length);
        }
        _post(desk);
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

    /// @dev What a coordinated determination paid. A leaf proves its facts, of which the last are the lines' words of prior payers.
    function _paidAfterOthers(uint256[] calldata facts, uint256 lineCount) private pure returns (uint256 paid) {
        Cursor end = Raw.cursorOf(facts, facts.length);
        Cursor cursor = Raw.back(end, lineCount);
        // Proof: as many words as lines, at most 255, of 36 bits.
        unchecked {
            for (; end > cursor; cursor = Raw.skip(cursor, 1)) {
                paid += Coordination.paidOf(Raw.load(cursor));
            }
        }
    }

    /// @dev Results that a leaf proves are those of a determination: what they took was posted.
    function _giveBack(Desk memory desk, uint256[] calldata results) private pure {
        uint256 deductible = 0;
        uint256 outOfPocket = 0;
        // Proof: at most 255 lines, each of amounts of 36 bits of which the parts are not above the whole.
        unchecked {
            for (uint256 i = 0; i < results.length; ++i) {
                uint256 result = results[i];
                uint256 eligible = ClaimWords.allowedOf(result) - ClaimWords.noncoveredOf(result);
                if (ClaimWords.denialOf(result) != 0 || eligible == 0) continue;
                PlanBook.Terms memory terms = desk.work.terms;
                uint256 class = terms.classes[ClaimWords.classOf(result)];
                uint256 share = ClaimWords.patientShareOf(result);
                deductible += ClaimWords.deductibleOf(result);
                if (PlanContent.isOutOfPocketApplied(class)) outOfPocket += share;
                desk.work.paid += eligible - share;
                _giveBackCounter(desk, PlanContent.limitAOf(class), result, eligible);
                _giveBackCounter(desk, PlanContent.limitBOf(class), result, eligible);
            }
        }
        Adjudication.Case memory work = desk.work;
        Raw.put(work.coverage, work.coverageWord.giveBack(deductible, outOfPocket));
        if (!(work.extension == Raw.NOWHERE)) Raw.put(work.extension, work.extensionWord);
        if (work.family == Raw.NOWHERE) return;
        Raw.put(work.family, Raw.get(work.family).giveBack(deductible, outOfPocket));
    }

    function _giveBackCounter(Desk memory desk, uint256 number, uint256 result, uint256 eligible) private pure {
        if (number == 0) return;
        uint256 limit = desk.work.terms.words.limitOf(number);
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
        desk.parts.escrow
            .payBatch(desk.header.insurer, desk.header.batch, state.clockFrom(desk.header, path.index), payments);
    }

    /// @param number Of the claim that led to it: a correction's own, so that a review of that can hold the recovery up.
    function _recover(Desk memory before, IClaimLedger.Standing calldata standing, uint256 cents, uint256 number)
        private
    {
        if (cents == 0) return;
        before.parts.escrow
            .noticeRecovery({
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
