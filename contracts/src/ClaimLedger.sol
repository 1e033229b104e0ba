// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {LedgerBase} from "./base/LedgerBase.sol";
import {IClaimLedger} from "./interfaces/IClaimLedger.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {Clocks} from "./libraries/Clocks.sol";
import {Commitments} from "./libraries/Commitments.sol";
import {Errors} from "./libraries/Errors.sol";
import {LedgerState} from "./libraries/LedgerState.sol";
import {Merkle} from "./libraries/Merkle.sol";
import {Payments} from "./libraries/Payments.sol";
import {Settlements} from "./libraries/Settlements.sol";

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
contract ClaimLedger is IClaimLedger, LedgerBase, EIP712 {
    using LedgerState for LedgerState.State;
    using Payments for Payments.Sums;
    using Settlements for Settlements.Run;

    /// @notice The most claims that a batch may have.
    uint256 public constant MAX_CLAIMS = 512;

    bytes32 private constant SUBMISSION_TYPEHASH = keccak256(
        "Submission(uint32 insurer,uint32 provider,uint64 sequence,bytes32 root,uint16 count,uint64 deadline)"
    );

    address private immutable _corrections;

    /// @param corrections The {ClaimCorrections} of the same parts.
    constructor(address manager, LedgerState.Parts memory parts, address corrections)
        LedgerBase(manager, parts)
        EIP712("ClearClaim", "2")
    {
        _checkCode(corrections);
        _corrections = corrections;
    }

    /*//////////////////////////////////////////////////////////////////////////
                              RECEIPT AND SETTLEMENT
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IClaimLedger
    function receiveBatch(uint32 insurer, uint32 sequence, Submission[] calldata submissions) external {
        _state.put(_receive(insurer, sequence, submissions));
    }

    /// @inheritdoc IClaimLedger
    function settleBatch(BatchHeader calldata header, Settlement calldata settlement) external nonReentrant {
        _state.checkActive(header);
        if (header.settledAt != 0) revert Errors.BatchAlreadySettled(header.insurer, header.batch);
        _settle(header, settlement);
    }

    /// @inheritdoc IClaimLedger
    function receiveAndSettle(
        uint32 insurer,
        uint32 sequence,
        Submission[] calldata submissions,
        Settlement calldata settlement
    ) external nonReentrant {
        _settle(_receive(insurer, sequence, submissions), settlement);
    }

    /// @inheritdoc IClaimLedger
    function receiveFromProvider(
        uint32 insurer,
        uint32 sequence,
        Submission calldata submission,
        bytes calldata ciphertext
    ) external {
        if (!_organizations.isInsurer(insurer)) revert Errors.InsurerNotFound(insurer);
        Clocks.checkCiphertext(ciphertext);
        uint32 last = _state.insurers[insurer].lastProviderBatch;
        uint32 expected = last == 0 ? LedgerState.PROVIDER_BATCHES : last + 1;
        if (sequence != expected) revert Errors.BatchSequenceInvalid({expected: expected, given: sequence});
        if (submission.count > MAX_CLAIMS) revert Errors.BatchTooLarge(submission.count);
        _state.insurers[insurer].lastProviderBatch = sequence;
        _state.providerBatches[LedgerState.pairKey(insurer, sequence)].provider = submission.provider;

        bytes32 root = _receiveSubmission(insurer, sequence, 0, submission);
        emit ReceiptPosted(insurer, sequence, submission.provider, ciphertext);
        _state.put(_openBatch(insurer, sequence, root, submission.count, 1));
    }

    /// @dev The functions of {IClaimCorrections}: their code is fixed for good, and runs on this contract's storage.
    fallback(bytes calldata data) external returns (bytes memory) {
        return _delegate(_corrections, data);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      VIEWS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IClaimLedger
    function sealOf(uint32 insurer, uint32 batch) external view returns (bytes32) {
        return _state.seals[LedgerState.pairKey(insurer, batch)];
    }

    /// @inheritdoc IClaimLedger
    function lastBatchOf(uint32 insurer) external view returns (uint32) {
        return _state.insurers[insurer].lastBatch;
    }

    /// @inheritdoc IClaimLedger
    function lastProviderBatchOf(uint32 insurer) external view returns (uint32) {
        return _state.insurers[insurer].lastProviderBatch;
    }

    /// @inheritdoc IClaimLedger
    function lastSubmissionOf(uint32 insurer, uint32 provider) external view returns (uint64) {
        return uint64(_state.lastSubmissions[LedgerState.pairKey(insurer, provider)].sequence);
    }

    /// @inheritdoc IClaimLedger
    function submissionDigest(uint32 insurer, Submission calldata submission) external view returns (bytes32) {
        return _digest(insurer, submission);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     RECEIPT
    //////////////////////////////////////////////////////////////////////////*/

    function _receive(uint32 insurer, uint32 sequence, Submission[] calldata submissions)
        private
        returns (BatchHeader memory header)
    {
        _checkInsurerRole(insurer, IOrganizations.Role.Gateway);
        _useBatchSequence(insurer, sequence);
        if (submissions.length == 0) revert Errors.BatchEmpty();
        if (submissions.length > MAX_CLAIMS) revert Errors.BatchTooLarge(submissions.length);

        bytes32[] memory nodes = new bytes32[](submissions.length);
        uint256 count = 0;
        for (uint256 i = 0; i < submissions.length; ++i) {
            Submission calldata submission = submissions[i];
            nodes[i] = _receiveSubmission(insurer, sequence, uint16(count), submission); // at most 512
            count += submission.count;
            if (count > MAX_CLAIMS) revert Errors.BatchTooLarge(count);
        }
        return _openBatch({
            insurer: insurer,
            sequence: sequence,
            root: Merkle.rootInPlace(nodes),
            count: count,
            submissionCount: submissions.length
        });
    }

    function _useBatchSequence(uint32 insurer, uint32 sequence) private {
        LedgerState.Insurer storage insurerState = _state.insurers[insurer];
        if (insurerState.isPaused) revert Errors.InsurerPaused(insurer);
        uint32 expected = insurerState.lastBatch + 1;
        bool isOurs = sequence == expected && sequence < LedgerState.PROVIDER_BATCHES;
        if (!isOurs) revert Errors.BatchSequenceInvalid({expected: expected, given: sequence});
        insurerState.lastBatch = sequence;
    }

    /// @dev The header of a batch that is received now, and its event. Counts are at most 512.
    function _openBatch(uint32 insurer, uint32 sequence, bytes32 root, uint256 count, uint256 submissionCount)
        private
        returns (BatchHeader memory header)
    {
        header.insurer = insurer;
        header.batch = sequence;
        header.root = root;
        header.receivedAt = SafeCast.toUint64(block.timestamp);
        header.count = uint16(count);
        header.submissionCount = uint16(submissionCount);
        emit BatchReceived({
            insurer: insurer,
            batch: sequence,
            root: root,
            count: header.count,
            submissionCount: header.submissionCount,
            receivedAt: header.receivedAt
        });
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
        LedgerState.LastSubmission storage last = _state.lastSubmissions[LedgerState.pairKey(insurer, provider)];
        uint256 expected = last.sequence + 1;
        if (sequence != expected) {
            revert Errors.SubmissionSequenceInvalid(provider, SafeCast.toUint64(expected), sequence);
        }
        last.sequence = expected;
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

    /*//////////////////////////////////////////////////////////////////////////
                                    SETTLEMENT
    //////////////////////////////////////////////////////////////////////////*/

    function _settle(BatchHeader memory header, Settlement calldata settlement) private {
        uint32 insurer = header.insurer;
        _checkInsurerRole(insurer, IOrganizations.Role.Adjudicator);
        uint64 clockFrom = _state.contestedFrom(header);
        _state.endContest(header);
        header.settledAt = SafeCast.toUint64(block.timestamp);
        Settlements.Sources memory sources =
            Settlements.Sources({credentials: _credentials, plans: _plans, coverages: _coverages});
        Settlements.Run memory run = Settlements.open(header, settlement, sources, clockFrom);
        run.settle();
        _recordSettlement(header, run);
        _coverages.post({
            insurer: insurer,
            coverageTable: settlement.coverages,
            familyTable: settlement.families,
            extensionTable: settlement.extensions,
            words: run.posting()
        });
        IEscrow.Payment[] memory payments = run.payments.list();
        if (payments.length != 0) _escrow.payBatch(insurer, header.batch, clockFrom, payments);
    }

    function _recordSettlement(BatchHeader memory header, Settlements.Run memory run) private {
        (bytes32 computed, bytes32 root) = Merkle.rootsInPlace(run.receiptNodes, run.nodes, run.submissionCount);
        if (computed != header.root) {
            revert Errors.ReceiptRootMismatch({expected: header.root, computed: computed});
        }
        header.root = root;
        _state.put(header);
        uint256[2] storage undecided = _state.undecided[LedgerState.pairKey(header.insurer, header.batch)];
        for (uint256 i = 0; i < 2; ++i) {
            if (run.undecided[i] != 0) undecided[i] = run.undecided[i];
        }
        emit BatchSettled({
            insurer: header.insurer,
            batch: header.batch,
            determinationRoot: header.root,
            decided: header.count - uint16(run.undecidedCount), // at most the count
            settledAt: header.settledAt
        });
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
}
