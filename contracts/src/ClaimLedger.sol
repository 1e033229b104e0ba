// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {IClaimLedger} from "./interfaces/IClaimLedger.sol";
import {ICoverages} from "./interfaces/ICoverages.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {IPlans} from "./interfaces/IPlans.sol";
import {Adjudication} from "./libraries/Adjudication.sol";
import {CalldataReader} from "./libraries/CalldataReader.sol";
import {Commitments} from "./libraries/Commitments.sol";
import {CoverageWords} from "./libraries/CoverageWords.sol";
import {Errors} from "./libraries/Errors.sol";
import {Lines} from "./libraries/Lines.sol";
import {Merkle} from "./libraries/Merkle.sol";
import {Payments} from "./libraries/Payments.sol";
import {PlanBook} from "./libraries/PlanBook.sol";
import {RoleIds} from "./libraries/RoleIds.sol";

/// @title ClaimLedger
/// @notice Receipts of batches, settlements and determinations.
///
/// @dev ROLES
/// - Only the insurer's Gateway posts receipts (test_RevertWhen_CallerNotGateway), only its Adjudicator settles and decides
///   (test_RevertWhen_CallerNotAdjudicator). Roles are asked for once a call.
/// - A submission counts only with the signature of the provider's registered signer (test_RevertWhen_SignedByAnother).
///
/// MONEY
/// - What is settled is what was received: the receipt root is computed again from what is handed in, so nothing is
///   slipped in, changed or dropped (test_RevertWhen_ChargeChanged, test_RevertWhen_ClaimDropped).
/// - A claim is determined once (test_RevertGiven_BatchSettled, test_RevertGiven_ClaimDecided) and paid with it, in the
///   same transaction (invariant_PaidEqualsDetermined).
/// - paid <= allowed <= charge, line by line (testFuzz_Settle_LinesSumToPaid).
/// - Accumulators move by what stands after the out-of-pocket cap (invariant_AccumulatorsEqualDeterminations).
///
/// TIME
/// - The receipt time is that of the block and cannot be changed (test_ReceiveBatch_KeepsBlockTime). A submission's
///   deadline is its last second (test_RevertGiven_DeadlinePassed).
///
/// PRIVACY
/// - Content and reasons are salted hashes. What is in the clear is a coverage year's random id, a day, classes, amounts.
///
/// LIVENESS
/// - A claim that cannot be determined is left out and blocks nothing (test_Settle_BadClaimLeftOut); it can be decided
///   later by its path (test_Decide_LeftOutClaim).
/// - A batch's sequence is chosen by its poster, so a batch sent twice is refused (test_RevertWhen_BatchSequenceNotNext).
///
/// @dev A settled batch keeps a bit for each claim that is *not* decided: a batch of clean claims keeps none.
contract ClaimLedger is IClaimLedger, RoleGuarded, EIP712, ReentrancyGuardTransient {
    using Adjudication for Adjudication.Case;
    using CoverageWords for uint256;
    using Payments for Payments.Sums;
    using PlanBook for PlanBook.Book;

    struct BatchRecord {
        bytes32 root;
        uint64 receivedAt;
        uint16 count;
        uint16 submissionCount;
        bool isSettled;
    }

    /// @dev One settlement at work, in memory.
    struct Run {
        uint32 insurer;
        uint256 firstNumber; // claim number of the batch's first claim
        uint256 count;
        uint256 index; // of the next claim
        uint256 decided;
        uint256[2] undecided;
        uint256[] coverageWords;
        uint256[] familyWords;
        bytes32[] receiptLeaves;
        bytes32[] leaves;
        bytes32[] receiptNodes;
        bytes32[] nodes;
        PlanBook.Book plans;
        Payments.Sums payments;
        Adjudication.Case work;
    }

    /// @notice The most claims that a batch may have.
    uint256 public constant MAX_CLAIMS = 512;

    bytes32 private constant SUBMISSION_TYPEHASH = keccak256(
        "Submission(uint32 insurer,uint32 provider,uint64 sequence,bytes32 root,uint16 count,uint64 deadline)"
    );

    /// @dev provider 4, count 2.
    uint256 private constant SUBMISSION_HEAD_WIDTH = 6;

    IOrganizations private immutable _organizations;
    IPlans private immutable _plans;
    ICoverages private immutable _coverages;
    IEscrow private immutable _escrow;

    mapping(uint32 insurer => uint32 sequence) private _lastBatches;
    mapping(uint256 insurerAndProvider => uint64 sequence) private _lastSubmissions;
    mapping(uint256 batchKey => BatchRecord) private _batches;
    mapping(uint256 batchKey => uint256[2] bits) private _undecided;

    constructor(address manager, IOrganizations organizations, IPlans plans, ICoverages coverages, IEscrow escrow)
        RoleGuarded(manager)
        EIP712("ClearClaim", "1")
    {
        _checkCode(address(organizations));
        _checkCode(address(plans));
        _checkCode(address(coverages));
        _checkCode(address(escrow));
        _organizations = organizations;
        _plans = plans;
        _coverages = coverages;
        _escrow = escrow;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     RECEIPT
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IClaimLedger
    function receiveBatch(uint32 insurer, uint32 sequence, Submission[] calldata submissions) external {
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Gateway));
        uint32 expected = _lastBatches[insurer] + 1;
        if (sequence != expected) revert Errors.BatchSequenceInvalid({expected: expected, given: sequence});
        if (submissions.length == 0) revert Errors.BatchEmpty();
        if (submissions.length > MAX_CLAIMS) revert Errors.BatchTooLarge(submissions.length);

        _lastBatches[insurer] = sequence;
        bytes32[] memory nodes = new bytes32[](submissions.length);
        uint256 count = 0;
        for (uint256 i = 0; i < submissions.length; ++i) {
            uint16 firstIndex = uint16(count); // at most 512
            nodes[i] = _receiveSubmission(insurer, sequence, firstIndex, submissions[i]);
            count += submissions[i].count;
            if (count > MAX_CLAIMS) revert Errors.BatchTooLarge(count);
        }
        _recordBatch(insurer, sequence, nodes, SafeCast.toUint16(count));
    }

    function _receiveSubmission(uint32 insurer, uint32 batch, uint16 firstIndex, Submission calldata submission)
        private
        returns (bytes32 node)
    {
        uint32 provider = submission.provider;
        if (submission.count == 0) revert Errors.SubmissionEmpty(provider);
        if (block.timestamp > submission.deadline) revert Errors.SubmissionExpired(provider, submission.deadline);
        _useSequence(insurer, provider, submission.sequence);
        bool isDelegated = _checkSignature(insurer, submission);

        emit SubmissionReceived({
            insurer: insurer,
            provider: provider,
            sequence: submission.sequence,
            batch: batch,
            firstIndex: firstIndex,
            count: submission.count,
            root: submission.root,
            isDelegated: isDelegated
        });
        return Commitments.submissionNode({
            provider: provider, firstIndex: firstIndex, count: submission.count, root: submission.root
        });
    }

    function _useSequence(uint32 insurer, uint32 provider, uint64 sequence) private {
        uint256 pair = _pairKey(insurer, provider);
        uint64 expected = _lastSubmissions[pair] + 1;
        if (sequence != expected) revert Errors.SubmissionSequenceInvalid(provider, expected, sequence);
        _lastSubmissions[pair] = sequence;
    }

    /// @dev Only signatures of account keys: a contract's answer could change or take all gas.
    function _checkSignature(uint32 insurer, Submission calldata submission) private view returns (bool) {
        (address signer, bool isDelegated) = _organizations.signerOf(submission.provider);
        if (signer == address(0)) revert Errors.ProviderNotFound(submission.provider);
        (address recovered, ECDSA.RecoverError fault,) =
            ECDSA.tryRecoverCalldata(_digest(insurer, submission), submission.signature);
        if (fault != ECDSA.RecoverError.NoError || recovered != signer) {
            revert Errors.SubmissionSignatureInvalid(submission.provider);
        }
        return isDelegated;
    }

    function _recordBatch(uint32 insurer, uint32 sequence, bytes32[] memory nodes, uint16 count) private {
        uint16 submissionCount = SafeCast.toUint16(nodes.length);
        bytes32 root = Merkle.rootInPlace(nodes, 0, nodes.length);
        uint64 receivedAt = SafeCast.toUint64(block.timestamp);
        _batches[_pairKey(insurer, sequence)] = BatchRecord({
            root: root, receivedAt: receivedAt, count: count, submissionCount: submissionCount, isSettled: false
        });
        emit BatchReceived({insurer: insurer, batch: sequence, root: root, count: count, receivedAt: receivedAt});
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    SETTLEMENT
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IClaimLedger
    function settleBatch(Settlement calldata settlement) external nonReentrant {
        uint32 insurer = settlement.insurer;
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Adjudicator));
        BatchRecord storage batch = _batches[_pairKey(insurer, settlement.sequence)];
        _checkUnsettled(batch, insurer, settlement.sequence);

        Run memory run = _open(batch, settlement);
        _settleClaims(run, settlement.claims, settlement.coverages);
        _recordSettlement(batch, run, settlement.sequence);
        _coverages.post(insurer, settlement.coverages, settlement.families, run.coverageWords, run.familyWords);
        _pay(insurer, settlement.sequence, run.payments);
    }

    function _checkUnsettled(BatchRecord storage batch, uint32 insurer, uint32 sequence) private view {
        if (batch.receivedAt == 0) revert Errors.BatchNotFound(insurer, sequence);
        if (batch.isSettled) revert Errors.BatchAlreadySettled(insurer, sequence);
    }

    function _open(BatchRecord storage batch, Settlement calldata settlement) private view returns (Run memory run) {
        run.insurer = settlement.insurer;
        run.firstNumber = _claimNumber(settlement.insurer, settlement.sequence, 0);
        run.count = batch.count;
        run.receiptLeaves = new bytes32[](run.count);
        run.leaves = new bytes32[](run.count);
        run.receiptNodes = new bytes32[](batch.submissionCount);
        run.nodes = new bytes32[](batch.submissionCount);
        run.payments = Payments.open(batch.submissionCount);
        (run.coverageWords, run.familyWords) =
            _coverages.load(settlement.insurer, settlement.coverages, settlement.families);
        run.plans = PlanBook.open(_plans, settlement.insurer, run.coverageWords.length);
        run.work = Adjudication.open();
    }

    function _settleClaims(Run memory run, bytes calldata claims, bytes calldata coverages) private {
        uint256 offset = 0;
        for (uint256 i = 0; i < run.nodes.length; ++i) {
            offset = _settleSubmission(run, i, claims, coverages, offset);
        }
        if (offset != claims.length || run.index != run.count) revert Errors.EncodingMalformed(offset);
    }

    function _settleSubmission(
        Run memory run,
        uint256 position,
        bytes calldata claims,
        bytes calldata coverages,
        uint256 offset
    ) private returns (uint256 next) {
        next = offset + SUBMISSION_HEAD_WIDTH;
        CalldataReader.checkEnd(claims, next);
        uint256 head = CalldataReader.before(claims, next);
        uint32 provider = uint32(head >> 16);
        uint256 count = uint16(head);
        if (count == 0 || run.index + count > run.count) revert Errors.EncodingMalformed(offset);

        uint256 paid = 0;
        for (uint256 i = 0; i < count; ++i) {
            next = _settleClaim(run, provider, claims, coverages, next);
            paid += run.work.paid;
        }
        run.payments.add(provider, paid);
        _closeSubmission(run, position, provider, count);
    }

    /// @dev Closes the submission whose last claim was the run's last one.
    function _closeSubmission(Run memory run, uint256 position, uint32 provider, uint256 count) private pure {
        uint256 first = run.index - count;
        run.receiptNodes[position] =
            _submissionNode(provider, first, count, Merkle.rootInPlace(run.receiptLeaves, first, count));
        run.nodes[position] = _submissionNode(provider, first, count, Merkle.rootInPlace(run.leaves, first, count));
    }

    /// @dev Takes one claim: its leaves, its event, its accumulators. `run.work.paid` is what it pays.
    function _settleClaim(
        Run memory run,
        uint32 provider,
        bytes calldata claims,
        bytes calldata coverages,
        uint256 offset
    ) private returns (uint256 next) {
        // Even the shorter kind goes this far.
        CalldataReader.checkEnd(claims, offset + Adjudication.BARE_WIDTH);
        uint256 mark = uint8(claims[offset]);
        if (mark == Adjudication.BARE) return _settleBare(run, claims, offset);
        if (mark != Adjudication.WHOLE) revert Errors.EncodingMalformed(offset);

        Adjudication.Case memory work = run.work;
        next = work.read(claims, offset);
        work.attach(coverages, run.coverageWords, run.familyWords);
        if (work.coverageWord != 0) run.plans.turnTo(work.coverageWord.planOf());
        // What is allocated from here on is given back at the end: only words go into the run.
        Memory.Pointer free = Memory.getFreeMemoryPointer();
        work.commit();
        work.determine(run.plans.terms);
        if (work.fault == 0) _keep(run, work, provider);
        else _reject(run, work);
        Memory.unsafeSetFreeMemoryPointer(free);
    }

    function _settleBare(Run memory run, bytes calldata claims, uint256 offset) private pure returns (uint256 next) {
        next = offset + Adjudication.BARE_WIDTH;
        bytes32 leaf = bytes32(CalldataReader.before(claims, next));
        run.receiptLeaves[run.index] = leaf;
        _leaveOut(run, leaf);
        run.work.paid = 0;
    }

    /// @dev The run's next claim is determined.
    function _keep(Run memory run, Adjudication.Case memory work, uint32 provider) private {
        uint256 index = run.index;
        run.receiptLeaves[index] = work.receiptLeaf;
        run.coverageWords[work.coverage] = work.coverageWord;
        if (work.familyWord != 0) run.familyWords[work.family] = work.familyWord;
        // Proof: both are at most 512, and a claim number is below 2^80.
        unchecked {
            run.leaves[index] = _determined(work, run.firstNumber + index, provider, work.resultOf());
            run.index = index + 1;
            ++run.decided;
        }
    }

    /// @dev The run's next claim cannot be determined.
    function _reject(Run memory run, Adjudication.Case memory work) private {
        work.paid = 0;
        run.receiptLeaves[run.index] = work.receiptLeaf;
        emit ClaimLeftOut(run.firstNumber + run.index, work.fault);
        _leaveOut(run, work.receiptLeaf);
    }

    /// @dev The run's next claim stands undecided, its leaf is the receipt's.
    function _leaveOut(Run memory run, bytes32 leaf) private pure {
        run.leaves[run.index] = leaf;
        run.undecided[run.index / 256] |= 1 << (run.index % 256);
        ++run.index;
    }

    /// @dev Tells a claim's determination to the world and returns its leaf.
    function _determined(Adjudication.Case memory work, uint256 claimNumber, uint32 provider, bytes memory result)
        private
        returns (bytes32 leaf)
    {
        emit ClaimDetermined({
            claimNumber: claimNumber,
            provider: provider,
            coverageYear: uint64(work.coverageYear),
            serviceDay: uint24(work.serviceDay),
            receiptLeaf: work.receiptLeaf,
            reasonsHash: work.reasonsHash,
            result: result
        });
        return Commitments.determinationLeaf(work.receiptLeaf, work.reasonsHash, result);
    }

    function _recordSettlement(BatchRecord storage batch, Run memory run, uint32 sequence) private {
        bytes32 computed = Merkle.rootInPlace(run.receiptNodes, 0, run.receiptNodes.length);
        if (computed != batch.root) revert Errors.ReceiptRootMismatch({expected: batch.root, computed: computed});
        bytes32 root = Merkle.rootInPlace(run.nodes, 0, run.nodes.length);
        batch.root = root;
        batch.isSettled = true;
        uint256[2] storage undecided = _undecided[_pairKey(run.insurer, sequence)];
        for (uint256 i = 0; i < 2; ++i) {
            if (run.undecided[i] != 0) undecided[i] = run.undecided[i];
        }
        emit BatchSettled({
            insurer: run.insurer, batch: sequence, determinationRoot: root, decided: SafeCast.toUint16(run.decided)
        });
    }

    function _pay(uint32 insurer, uint32 sequence, Payments.Sums memory payments) private {
        if (payments.count == 0) return;
        (uint32[] memory providers, uint256[] memory cents) = payments.list();
        _escrow.payBatch({insurer: insurer, batch: sequence, providers: providers, cents: cents});
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    DECISIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IClaimLedger
    function decide(uint32 insurer, uint32 sequence, Decision[] calldata decisions) external nonReentrant {
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Adjudicator));
        if (!_batches[_pairKey(insurer, sequence)].isSettled) revert Errors.BatchNotSettled(insurer, sequence);
        if (decisions.length == 0) return;

        Payments.Sums memory payments = Payments.open(decisions.length);
        for (uint256 i = 0; i < decisions.length; ++i) {
            payments.add(decisions[i].provider, _decide(insurer, sequence, decisions[i]));
        }
        _pay(insurer, sequence, payments);
    }

    function _decide(uint32 insurer, uint32 sequence, Decision calldata decision) private returns (uint256 paid) {
        uint256 claimNumber = _claimNumber(insurer, sequence, decision.index);
        _useUndecided(insurer, sequence, decision.index);

        Adjudication.Case memory work = _readDecision(decision);
        (uint256[] memory coverageWords, uint256[] memory familyWords) =
            _coverages.load(insurer, decision.coverage, _familyTable(decision.family));
        work.attach(decision.coverage, coverageWords, familyWords);
        work.commit();
        _checkPath(insurer, sequence, decision, work.receiptLeaf);

        _determineAlone(work, insurer);
        bytes32 leaf = _determined(work, claimNumber, decision.provider, work.resultOf());
        bytes32 root = _rootOf(decision, leaf);
        _batches[_pairKey(insurer, sequence)].root = root;
        emit ClaimDecided(claimNumber, root);
        _postAlone(insurer, decision, work);
        return work.paid;
    }

    function _useUndecided(uint32 insurer, uint32 sequence, uint16 index) private {
        uint256 claimNumber = _claimNumber(insurer, sequence, index);
        if (index >= _batches[_pairKey(insurer, sequence)].count) revert Errors.ClaimNotFound(claimNumber);
        uint256[2] storage bits = _undecided[_pairKey(insurer, sequence)];
        uint256 bit = 1 << (index % 256);
        if (bits[index / 256] & bit == 0) revert Errors.ClaimAlreadyDecided(claimNumber);
        bits[index / 256] &= ~bit;
    }

    function _readDecision(Decision calldata decision) private pure returns (Adjudication.Case memory work) {
        bytes calldata claim = decision.claim;
        CalldataReader.checkEnd(claim, 1);
        if (uint8(claim[0]) != Adjudication.WHOLE) revert Errors.EncodingMalformed(0);
        work = Adjudication.open();
        uint256 end = work.read(claim, 0);
        if (end != claim.length) revert Errors.EncodingMalformed(end);
    }

    function _checkPath(uint32 insurer, uint32 sequence, Decision calldata decision, bytes32 leaf) private view {
        BatchRecord storage batch = _batches[_pairKey(insurer, sequence)];
        bool fits = decision.index >= decision.firstIndex && decision.submissionCount == batch.submissionCount;
        if (!fits || _rootOf(decision, leaf) != batch.root) {
            revert Errors.PathInvalid(_claimNumber(insurer, sequence, decision.index));
        }
    }

    /// @dev The batch root with a leaf at the decision's position; zero is never a root.
    function _rootOf(Decision calldata decision, bytes32 leaf) private pure returns (bytes32) {
        bytes32 root = Merkle.rootFromPath({
            leaf: leaf,
            index: decision.index - decision.firstIndex,
            count: decision.count,
            siblings: decision.innerSiblings
        });
        if (root == 0) return 0;
        return Merkle.rootFromPath({
            leaf: _submissionNode(decision.provider, decision.firstIndex, decision.count, root),
            index: decision.submissionIndex,
            count: decision.submissionCount,
            siblings: decision.outerSiblings
        });
    }

    function _postAlone(uint32 insurer, Decision calldata decision, Adjudication.Case memory work) private {
        uint256[] memory coverageWords = new uint256[](1);
        coverageWords[0] = work.coverageWord;
        uint256[] memory familyWords = new uint256[](work.familyWord == 0 ? 0 : 1);
        if (work.familyWord != 0) familyWords[0] = work.familyWord;
        _coverages.post(insurer, decision.coverage, _familyTable(decision.family), coverageWords, familyWords);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    ESTIMATES
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IClaimLedger
    function estimate(uint32 insurer, uint64 coverageYear, uint24 serviceDay, bytes calldata lines)
        external
        view
        returns (bytes memory result)
    {
        uint256 lineCount = CalldataReader.entries(lines, Lines.WIDTH);
        if (lineCount > type(uint8).max) revert Errors.EncodingMalformed(lines.length);
        Adjudication.Case memory work = Adjudication.open();
        work.lineCount = lineCount;
        Lines.read(lines, lines.length, lineCount, work.lines);
        work.serviceDay = serviceDay;
        work.coverageYear = coverageYear;
        (uint256[] memory words,) =
            _coverages.load(insurer, abi.encodePacked(coverageYear, uint16(Adjudication.NO_FAMILY)), "");
        work.coverageWord = words[0];
        if (words[0].familyOf() != 0) {
            (, words) = _coverages.load(insurer, "", _familyTable(words[0].familyOf()));
            work.familyWord = words[0];
        }
        _determineAlone(work, insurer);
        return work.resultOf();
    }

    /// @dev Determines one claim, or reverts with its fault.
    function _determineAlone(Adjudication.Case memory work, uint32 insurer) private view {
        PlanBook.Book memory plans = PlanBook.open({source: _plans, insurer: insurer, capacity: 1});
        if (work.coverageWord != 0) plans.turnTo(work.coverageWord.planOf());
        work.determine(plans.terms);
        work.raise();
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      VIEWS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IClaimLedger
    function batchOf(uint32 insurer, uint32 sequence) external view returns (Batch memory) {
        BatchRecord memory batch = _batches[_pairKey(insurer, sequence)];
        return Batch({root: batch.root, receivedAt: batch.receivedAt, count: batch.count, isSettled: batch.isSettled});
    }

    /// @inheritdoc IClaimLedger
    function lastBatchOf(uint32 insurer) external view returns (uint32) {
        return _lastBatches[insurer];
    }

    /// @inheritdoc IClaimLedger
    function lastSubmissionOf(uint32 insurer, uint32 provider) external view returns (uint64) {
        return _lastSubmissions[_pairKey(insurer, provider)];
    }

    /// @inheritdoc IClaimLedger
    function isDecided(uint32 insurer, uint32 sequence, uint16 index) external view returns (bool) {
        BatchRecord storage batch = _batches[_pairKey(insurer, sequence)];
        if (!batch.isSettled || index >= batch.count) return false;
        return (_undecided[_pairKey(insurer, sequence)][index / 256] >> (index % 256)) & 1 == 0;
    }

    /// @inheritdoc IClaimLedger
    function submissionDigest(uint32 insurer, Submission calldata submission) external view returns (bytes32) {
        return _digest(insurer, submission);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _digest(uint32 insurer, Submission calldata submission) private view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    SUBMISSION_TYPEHASH,
                    insurer,
                    submission.provider,
                    submission.sequence,
                    submission.root,
                    submission.count,
                    submission.deadline
                )
            )
        );
    }

    function _submissionNode(uint32 provider, uint256 firstIndex, uint256 count, bytes32 root)
        private
        pure
        returns (bytes32)
    {
        return Commitments.submissionNode({
            provider: provider, firstIndex: SafeCast.toUint16(firstIndex), count: SafeCast.toUint16(count), root: root
        });
    }

    function _familyTable(uint32 family) private pure returns (bytes memory) {
        return family == 0 ? bytes("") : abi.encodePacked(family);
    }

    /// @dev insurer << 48 | batch << 16 | index.
    function _claimNumber(uint32 insurer, uint32 sequence, uint256 index) private pure returns (uint256) {
        return (uint256(insurer) << 48) | (uint256(sequence) << 16) | index;
    }

    /// @dev An insurer and one of its batches, or of the providers that submit to it.
    function _pairKey(uint32 insurer, uint32 other) private pure returns (uint256) {
        return (uint256(insurer) << 32) | other;
    }
}
