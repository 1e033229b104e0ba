// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {IConsents} from "./interfaces/IConsents.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {Errors} from "./libraries/Errors.sol";
import {Merkle} from "./libraries/Merkle.sol";
import {RoleIds} from "./libraries/RoleIds.sol";

/// @title Consents
/// @notice The roots of the patients' consent logs, each with the time of its block.
///
/// @dev ROLES
/// - Only the insurer's Gateway publishes (test_RevertWhen_CallerNotGateway).
///
/// TIME
/// - A root has the time of its block and stays (test_Publish_EarlierRootsStay): a grant or revocation that was published
///   cannot be denied, and one that was not cannot be dated back (test_IsIncluded_NotBeforePublication).
/// - The log only grows (test_RevertWhen_CountFalls), and as many entries have one root (test_RevertWhen_LogRewritten).
///   That a longer log begins with the entries of a shorter one is not checked here: whoever holds a path to an entry of
///   an earlier root can show that a later one lacks it.
///
/// PRIVACY
/// - Leaves are salted and made off the chain. A root and a count say of nobody that they consented, nor to what.
///
/// LIVENESS
/// - A sequence is chosen by its poster, so a call that is sent twice is refused (test_RevertWhen_SequenceNotNext).
contract Consents is IConsents, RoleGuarded {
    mapping(uint32 insurer => uint64 sequence) private _last;
    mapping(uint256 insurerAndSequence => Publication) private _publications;

    constructor(address manager) RoleGuarded(manager) {}

    /// @inheritdoc IConsents
    function publish(uint32 insurer, uint64 sequence, bytes32 root, uint32 count) external {
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Gateway));
        uint64 previous = _last[insurer];
        if (sequence != previous + 1) revert Errors.ConsentSequenceInvalid({expected: previous + 1, given: sequence});
        if (root == 0 || count == 0) revert Errors.ConsentLogEmpty(insurer);
        _checkGrown(insurer, previous, root, count);

        uint64 publishedAt = SafeCast.toUint64(block.timestamp);
        _last[insurer] = sequence;
        _publications[_key(insurer, sequence)] = Publication({root: root, publishedAt: publishedAt, count: count});
        emit ConsentsPublished({
            insurer: insurer, sequence: sequence, root: root, count: count, publishedAt: publishedAt
        });
    }

    /// @inheritdoc IConsents
    function rootAt(uint32 insurer, uint64 sequence) external view returns (Publication memory) {
        return _publications[_key(insurer, sequence)];
    }

    /// @inheritdoc IConsents
    function last(uint32 insurer) external view returns (uint64 sequence) {
        return _last[insurer];
    }

    /// @inheritdoc IConsents
    function isIncluded(uint32 insurer, uint64 sequence, bytes32 leaf, uint256 index, bytes32[] calldata siblings)
        external
        view
        returns (bool)
    {
        Publication memory published = _publications[_key(insurer, sequence)];
        // A path that does not fit gives zero: without this, nothing published would include everything.
        if (published.root == 0) return false;
        return
            Merkle.rootFromPath({leaf: leaf, index: index, count: published.count, siblings: siblings})
                == published.root;
    }

    function _checkGrown(uint32 insurer, uint64 previous, bytes32 root, uint32 count) private view {
        Publication memory published = _publications[_key(insurer, previous)];
        bool isRewritten = count < published.count || (count == published.count && root != published.root);
        if (isRewritten) revert Errors.ConsentLogRewritten(insurer, published.count, count);
    }

    function _key(uint32 insurer, uint64 sequence) private pure returns (uint256) {
        return (uint256(insurer) << 64) | sequence;
    }
}
