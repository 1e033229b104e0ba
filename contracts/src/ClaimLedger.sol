// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {IClaimLedger} from "./interfaces/IClaimLedger.sol";
import {ICoverages} from "./interfaces/ICoverages.sol";
import {ICredentials} from "./interfaces/ICredentials.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {IPlans} from "./interfaces/IPlans.sol";
import {Commitments} from "./libraries/Commitments.sol";
import {Errors} from "./libraries/Errors.sol";
import {Merkle} from "./libraries/Merkle.sol";
import {Payments} from "./libraries/Payments.sol";
import {RoleIds} from "./libraries/RoleIds.sol";
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
contract ClaimLedger is IClaimLedger, RoleGuarded, EIP712, ReentrancyGuardTransient {
    using Payments for Payments.Sums;
    using Settlements for Settlements.Run;

    /// @dev One word an insurer.
    struct Insurer {
        uint32 lastBatch;
        bool isPaused;
    }

    /// @notice The contracts that a ledger works with.
    struct Parts {
        IOrganizations organizations;
        ICredentials credentials;
        IPlans plans;
        ICoverages coverages;
        IEscrow escrow;
    }

    /// @notice The most claims that a batch may have.
    uint256 public constant MAX_CLAIMS = 512;

    bytes32 private constant SUBMISSION_TYPEHASH = keccak256(
        "Submission(uint32 insurer,uint32 provider,uint64 sequence,bytes32 root,uint16 count,uint64 deadline)"
    );

    IOrganizations private immutable _organizations;
    ICredentials private immutable _credentials;
    IPlans private immutable _plans;
    ICoverages private immutable _coverages;
    IEscrow private immutable _escrow;

    mapping(uint32 insurer => Insurer) private _insurers;
    mapping(uint256 insurerAndProvider => uint64 sequence) private _lastSubmissions;
    mapping(uint256 batchKey => bytes32) private _seals;
    mapping(uint256 batchKey => uint256[2] bits) private _undecided;

    constructor(address manager, Parts memory parts) RoleGuarded(manager) EIP712("ClearClaim", "2") {
        _checkCode(address(parts.organizations));
        _checkCode(address(parts.credentials));
        _checkCode(address(parts.plans));
        _checkCode(address(parts.coverages));
        _checkCode(address(parts.escrow));
        _organizations = parts.organizations;
        _credentials = parts.credentials;
        _plans = parts.plans;
        _coverages = parts.coverages;
        _escrow = parts.escrow;
    }

    /*//////////////////////////////////////////////////////////////////////////
                              RECEIPT AND SETTLEMENT
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IClaimLedger
    function receiveBatch(uint32 insurer, uint32 sequence, Submission[] calldata submissions) external {
        BatchHeader memory header = _receive(insurer, sequence, submissions);
        _seals[_pairKey(insurer, sequence)] = _sealOf(header);
    }

    /// @inheritdoc IClaimLedger
    function settleBatch(BatchHeader calldata header, Settlement calldata settlement) external nonReentrant {
        _checkHeader(header);
        if (header.settledAt != 0) revert Errors.BatchAlreadySettled(header.insurer, header.batch);
        if (_insurers[header.insurer].isPaused) revert Errors.InsurerPaused(header.insurer);
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

    /*//////////////////////////////////////////////////////////////////////////
                                      VIEWS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IClaimLedger
    function sealOf(uint32 insurer, uint32 batch) external view returns (bytes32) {
        return _seals[_pairKey(insurer, batch)];
    }

    /// @inheritdoc IClaimLedger
    function lastBatchOf(uint32 insurer) external view returns (uint32) {
        return _insurers[insurer].lastBatch;
    }

    /// @inheritdoc IClaimLedger
    function lastSubmissionOf(uint32 insurer, uint32 provider) external view returns (uint64) {
        return _lastSubmissions[_pairKey(insurer, provider)];
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
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Gateway));
        Insurer memory state = _insurers[insurer];
        if (state.isPaused) revert Errors.InsurerPaused(insurer);
        uint32 expected = state.lastBatch + 1;
        if (sequence != expected) revert Errors.BatchSequenceInvalid({expected: expected, given: sequence});
        if (submissions.length == 0) revert Errors.BatchEmpty();
        if (submissions.length > MAX_CLAIMS) revert Errors.BatchTooLarge(submissions.length);
        state.lastBatch = sequence;
        _insurers[insurer] = state;

        bytes32[] memory nodes = new bytes32[](submissions.length);
        uint256 count = 0;
        for (uint256 i = 0; i < submissions.length; ++i) {
            nodes[i] = _receiveSubmission(insurer, sequence, uint16(count), submissions[i]); // at most 512
            count += submissions[i].count;
            if (count > MAX_CLAIMS) revert Errors.BatchTooLarge(count);
        }
        header.insurer = insurer;
        header.batch = sequence;
        header.root = Merkle.rootInPlace(nodes, 0, nodes.length);
        header.receivedAt = SafeCast.toUint64(block.timestamp);
        header.count = uint16(count); // at most 512
        header.submissionCount = uint16(submissions.length); // at most 512
        emit BatchReceived({
            insurer: insurer,
            batch: sequence,
            root: header.root,
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

    /*//////////////////////////////////////////////////////////////////////////
                                    SETTLEMENT
    //////////////////////////////////////////////////////////////////////////*/

    function _settle(BatchHeader memory header, Settlement calldata settlement) private {
        uint32 insurer = header.insurer;
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Adjudicator));
        header.settledAt = SafeCast.toUint64(block.timestamp);
        Settlements.Run memory run = Settlements.open({
            header: header, settlement: settlement, plans: _plans, coverages: _coverages, credentials: _credentials
        });
        run.settle(settlement.claims, settlement.coverages);
        _recordSettlement(header, run);
        _coverages.post(insurer, run.postingOf(settlement));
        IEscrow.Payment[] memory payments = run.payments.list();
        if (payments.length != 0) _escrow.payBatch(insurer, header.batch, header.receivedAt, payments);
    }

    function _recordSettlement(BatchHeader memory header, Settlements.Run memory run) private {
        bytes32 computed = Merkle.rootInPlace(run.receiptNodes, 0, run.receiptNodes.length);
        if (computed != header.root) {
            revert Errors.ReceiptRootMismatch({expected: header.root, computed: computed});
        }
        header.root = Merkle.rootInPlace(run.nodes, 0, run.nodes.length);
        uint256 key = _pairKey(header.insurer, header.batch);
        _seals[key] = _sealOf(header);
        for (uint256 i = 0; i < 2; ++i) {
            if (run.undecided[i] != 0) _undecided[key][i] = run.undecided[i];
        }
        emit BatchSettled({
            insurer: header.insurer,
            batch: header.batch,
            determinationRoot: header.root,
            decided: uint16(run.decided), // at most 512
            settledAt: header.settledAt
        });
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev The header must be that of a batch, as it stands.
    function _checkHeader(BatchHeader calldata header) private view {
        bytes32 seal = _seals[_pairKey(header.insurer, header.batch)];
        if (seal == 0) revert Errors.BatchNotFound(header.insurer, header.batch);
        if (seal != _sealOf(header)) revert Errors.BatchHeaderMismatch(header.insurer, header.batch);
    }

    function _sealOf(BatchHeader memory header) private pure returns (bytes32) {
        return keccak256(abi.encode(header));
    }

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

    /// @dev An insurer and one of its batches, or of the providers that submit to it.
    function _pairKey(uint32 insurer, uint32 other) private pure returns (uint256) {
        return (uint256(insurer) << 32) | other;
    }
}
