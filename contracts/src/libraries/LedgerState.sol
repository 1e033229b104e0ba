// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICoverages} from "../interfaces/ICoverages.sol";
import {ICredentials} from "../interfaces/ICredentials.sol";
import {IClaimLedger} from "../interfaces/IClaimLedger.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";
import {IOrganizations} from "../interfaces/IOrganizations.sol";
import {IPlans} from "../interfaces/IPlans.sol";
import {ClaimWords} from "./ClaimWords.sol";
import {Commitments} from "./Commitments.sol";
import {Errors} from "./Errors.sol";
import {Merkle} from "./Merkle.sol";

/// @title LedgerState
/// @notice What {ClaimLedger} stores, and what every part of it asks of that.
library LedgerState {
    /// @notice The contracts that a ledger works with.
    struct Parts {
        IOrganizations organizations;
        ICredentials credentials;
        IPlans plans;
        ICoverages coverages;
        IEscrow escrow;
    }

    /// @dev One word an insurer.
    struct Insurer {
        uint32 lastBatch;
        uint32 lastProviderBatch;
        bool isPaused;
    }

    /// @dev A word of its own, so that it is written without being read once more. The sequence has 64 bits.
    struct LastSubmission {
        uint256 sequence;
    }

    /// @dev Of a claim that was pended, found overdue or appealed.
    struct Clock {
        uint32 provider;
        uint64 pendedAt; // Unix seconds, zero when it is not pended
        uint64 stoppedSeconds; // by pends that ended
        bool isOverdue;
        bool isUnderAppeal; // the insurer may not undo what is reviewed, nor what a panel determined
    }

    /// @dev Of a batch that a provider posted itself.
    struct ProviderBatch {
        uint32 provider;
        uint64 contestedAt; // Unix seconds, zero when it was not
        uint64 answeredAt;
    }

    struct State {
        mapping(uint32 insurer => Insurer) insurers;
        mapping(uint256 insurerAndProvider => LastSubmission) lastSubmissions;
        mapping(uint256 batchKey => bytes32) seals;
        mapping(uint256 batchKey => uint256[2] bits) undecided;
        mapping(uint256 batchKey => uint256[2] bits) reversed;
        mapping(uint256 claimNumber => Clock) clocks;
        mapping(uint256 batchKey => ProviderBatch) providerBatches;
    }

    /// @notice The first number of batches that providers post themselves.
    uint32 internal constant PROVIDER_BATCHES = 1 << 31;

    /// @notice An insurer and one of its batches, or of the providers that submit to it.
    function pairKey(uint32 insurer, uint32 other) internal pure returns (uint256) {
        return (uint256(insurer) << 32) | other;
    }

    function claimNumber(IClaimLedger.BatchHeader memory header, uint256 index) internal pure returns (uint256) {
        return (uint256(header.insurer) << 48) | (uint256(header.batch) << 16) | index;
    }

    function sealOf(IClaimLedger.BatchHeader memory header) internal pure returns (bytes32) {
        return keccak256(abi.encode(header));
    }

    /// @notice The header must be that of a batch, as it stands.
    function check(State storage state, IClaimLedger.BatchHeader memory header) internal view {
        bytes32 seal = state.seals[pairKey(header.insurer, header.batch)];
        if (seal == 0) revert Errors.BatchNotFound(header.insurer, header.batch);
        if (seal != sealOf(header)) revert Errors.BatchHeaderMismatch(header.insurer, header.batch);
    }

    /// @notice What an insurer does itself: the header must be that of a batch, as it stands, and the insurer not paused.
    function checkActive(State storage state, IClaimLedger.BatchHeader memory header) internal view {
        check(state, header);
        if (state.insurers[header.insurer].isPaused) revert Errors.InsurerPaused(header.insurer);
    }

    /// @notice The determination must stand, and its opening and path lead to its batch's root.
    function checkStanding(State storage state, IClaimLedger.Standing calldata standing) internal view {
        IClaimLedger.BatchHeader memory header = standing.header;
        check(state, header);
        uint256 index = standing.path.index;
        uint256 number = claimNumber(header, index);
        if (isUndecided(state, header, index)) revert Errors.ClaimNotDecided(number);
        if (isReversed(state, header, index)) revert Errors.ClaimAlreadyReversed(number);
        checkPath(header, standing.path, leafOf(standing.opening));
    }

    /// @notice What an insurer undoes itself must stand and not be under appeal.
    function checkUndoable(State storage state, IClaimLedger.Standing calldata standing) internal view {
        checkActive(state, standing.header);
        checkStanding(state, standing);
        uint256 number = claimNumber(standing.header, standing.path.index);
        if (state.clocks[number].isUnderAppeal) revert Errors.ClaimUnderAppeal(number);
    }

    /// @notice The receipt leaf of an opening, whose words must be as many as its head says.
    function receiptLeafOf(IClaimLedger.Opening calldata opening) internal pure returns (bytes32) {
        if (opening.more.length != ClaimWords.moreCountOf(opening.head)) {
            revert Errors.EncodingMalformed(opening.more.length);
        }
        return Commitments.receiptLeaf(opening.head, _chain(opening.contentHash, opening.more));
    }

    /// @notice The determination leaf of an opening, whose words must be as many as head and stamp say: else a fact could pass
    /// for a result.
    function leafOf(IClaimLedger.Opening calldata opening) internal pure returns (bytes32) {
        bool isWhole = opening.results.length == ClaimWords.lineCountOf(opening.head)
            && opening.facts.length == ClaimWords.factCountOf(uint8(opening.stamp >> 64), opening.results.length);
        if (!isWhole) revert Errors.EncodingMalformed(opening.results.length + opening.facts.length);
        bytes32 chained = _chain(_chain(receiptLeafOf(opening), opening.results), opening.facts);
        return Commitments.determinationLeaf(opening.stamp, chained);
    }

    function put(State storage state, IClaimLedger.BatchHeader memory header) internal {
        state.seals[pairKey(header.insurer, header.batch)] = sealOf(header);
    }

    /// @notice Whether the claim has no determination.
    function isUndecided(State storage state, IClaimLedger.BatchHeader memory header, uint256 index)
        internal
        view
        returns (bool)
    {
        if (index >= header.count) revert Errors.ClaimNotFound(claimNumber(header, index));
        if (header.settledAt == 0) return true;
        return _bit(state.undecided[pairKey(header.insurer, header.batch)], index);
    }

    function isReversed(State storage state, IClaimLedger.BatchHeader memory header, uint256 index)
        internal
        view
        returns (bool)
    {
        return _bit(state.reversed[pairKey(header.insurer, header.batch)], index);
    }

    /// @notice From when the claim's clock counts: its receipt, moved on by the time for which it stood still.
    function clockFrom(State storage state, IClaimLedger.BatchHeader memory header, uint256 index)
        internal
        view
        returns (uint64)
    {
        Clock storage clock = state.clocks[claimNumber(header, index)];
        uint64 stopped = clock.stoppedSeconds;
        if (clock.pendedAt != 0) stopped += uint64(block.timestamp) - clock.pendedAt;
        return contestedFrom(state, header) + stopped;
    }

    /// @notice The same for a batch whose claims were not pended.
    function contestedFrom(State storage state, IClaimLedger.BatchHeader memory header) internal view returns (uint64) {
        if (header.batch < PROVIDER_BATCHES) return header.receivedAt;
        ProviderBatch storage batch = state.providerBatches[pairKey(header.insurer, header.batch)];
        if (batch.contestedAt == 0) return header.receivedAt;
        uint64 until = batch.answeredAt == 0 ? uint64(block.timestamp) : batch.answeredAt;
        return header.receivedAt + (until - batch.contestedAt);
    }

    /// @notice Who settles a batch can read it: a contest that nobody answered is over, and none can follow.
    function endContest(State storage state, IClaimLedger.BatchHeader memory header) internal {
        if (header.batch < PROVIDER_BATCHES) return;
        ProviderBatch storage batch = state.providerBatches[pairKey(header.insurer, header.batch)];
        if (batch.contestedAt == 0) batch.contestedAt = uint64(block.timestamp);
        if (batch.answeredAt == 0) batch.answeredAt = uint64(block.timestamp);
    }

    /// @notice The batch root with a leaf at the path; zero, which is no root, where the path does not fit.
    function rootOf(IClaimLedger.BatchHeader memory header, IClaimLedger.Path calldata path, bytes32 leaf)
        internal
        pure
        returns (bytes32)
    {
        if (path.index < path.firstIndex) return 0;
        bytes32 root = Merkle.rootFromPath({
            leaf: leaf, index: path.index - path.firstIndex, count: path.count, siblings: path.innerSiblings
        });
        if (root == 0) return 0;
        return Merkle.rootFromPath({
            leaf: Commitments.submissionNode(path.provider, path.firstIndex, path.count, root),
            index: path.submissionIndex,
            count: header.submissionCount,
            siblings: path.outerSiblings
        });
    }

    /// @notice The leaf must be at its path under the batch's root.
    function checkPath(IClaimLedger.BatchHeader memory header, IClaimLedger.Path calldata path, bytes32 leaf)
        internal
        pure
    {
        if (rootOf(header, path, leaf) != header.root) {
            revert Errors.PathInvalid(claimNumber(header, path.index));
        }
    }

    function _chain(bytes32 chained, uint256[] calldata words) private pure returns (bytes32) {
        for (uint256 i = 0; i < words.length; ++i) {
            chained = Commitments.chain(chained, words[i]);
        }
        return chained;
    }

    function _bit(uint256[2] storage bits, uint256 index) private view returns (bool) {
        return (bits[index / 256] >> (index % 256)) & 1 == 1;
    }
}
