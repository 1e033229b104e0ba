// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {ICredentials} from "./interfaces/ICredentials.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {DaySweep} from "./libraries/DaySweep.sol";
import {Errors} from "./libraries/Errors.sol";
import {RoleIds} from "./libraries/RoleIds.sol";
import {Spans} from "./libraries/Spans.sol";

/// @title Credentials
/// @notice Licences, enrolments and exclusions of providers, and the days on which they make a provider valid.
///
/// @dev ROLES
/// - Each kind has its authorities: LICENSOR, PROVIDER_ENROLLER, EXCLUDER. None records or revokes another's kind
///   (test_RevertWhen_AuthorityOfAnotherKind, test_RevertWhen_RevokedByAnotherAuthority), and no insurer any
///   (test_RevertWhen_CallerIsInsurer).
///
/// TIME
/// - A provider is valid on the days that a licence and an enrolment cover and no exclusion does
///   (testFuzz_Validity_EqualsDayByDay): valid on the date of service, whatever the date of the question.
/// - Every day that a change takes away or gives, past or to come, is in exactly one event
///   (testFuzz_Validity_EventsAreTheDifference).
/// - A record is never edited: revoking brings its end forward, and never back (test_RevertWhen_RevokedFromLaterDay).
///
/// PRIVACY
/// - Documents and reasons are salted hashes; what is in the clear is a provider's id and days.
///
/// LIVENESS
/// - A record's id is chosen by its poster, so a call that is sent twice is refused (test_RevertWhen_IdNotNext). Each
///   kind counts for itself, so that authorities do not wait for each other (test_Record_IdsCountByKind).
/// - A change reads at most 96 records (test_RevertGiven_RecordsExceeded) and fits a transaction
///   (test_Record_MostRecordsFitTransaction).
/// - A change that would leave more than five spans is refused (test_RevertWhen_EffectiveSpansExceeded): the authority
///   records a wider span, or has records revoked first.
contract Credentials is ICredentials, RoleGuarded {
    using DaySweep for DaySweep.Sweep;

    /// @inheritdoc ICredentials
    uint256 public constant MAX_RECORDS = 32;

    uint256 private constant KINDS = 3;

    IOrganizations private immutable _organizations;

    mapping(uint256 providerAndKind => Record[]) private _records;
    mapping(uint32 provider => uint256 word) private _validity;

    constructor(address manager, IOrganizations organizations) RoleGuarded(manager) {
        _checkCode(address(organizations));
        _organizations = organizations;
    }

    /// @inheritdoc ICredentials
    function record(uint32 provider, Kind kind, uint16 id, Record calldata content) external {
        _checkRole(_roleOf(kind));
        (address signer,) = _organizations.signerOf(provider);
        if (signer == address(0)) revert Errors.ProviderNotFound(provider);
        if (content.startDay == 0 || content.startDay >= content.endDay) {
            revert Errors.SpanInvalid(content.startDay, content.endDay);
        }
        Record[] storage records = _records[_key(provider, kind)];
        if (records.length == MAX_RECORDS) revert Errors.CredentialsExceeded(provider);
        uint16 expected = SafeCast.toUint16(records.length + 1);
        if (id != expected) revert Errors.CredentialIdInvalid({expected: expected, given: id});

        records.push(
            Record({
                startDay: content.startDay,
                endDay: content.endDay,
                revokedFromDay: 0,
                documentHash: content.documentHash
            })
        );
        emit CredentialRecorded({
            provider: provider,
            kind: kind,
            id: id,
            startDay: content.startDay,
            endDay: content.endDay,
            documentHash: content.documentHash,
            recordedBy: msg.sender
        });
        _update(provider);
    }

    /// @inheritdoc ICredentials
    function revoke(uint32 provider, Kind kind, uint16 id, uint24 fromDay, bytes32 reasonHash) external {
        _checkRole(_roleOf(kind));
        Record storage revoked = _recordAt(provider, kind, id);
        uint24 endDay = _endOf(revoked);
        if (fromDay == 0 || fromDay >= endDay) revert Errors.RevocationInvalid({endDay: endDay, fromDay: fromDay});

        revoked.revokedFromDay = fromDay;
        emit CredentialRevoked({
            provider: provider, kind: kind, id: id, fromDay: fromDay, reasonHash: reasonHash, revokedBy: msg.sender
        });
        _update(provider);
    }

    /// @inheritdoc ICredentials
    function validityOf(uint32 provider) external view returns (uint256 word) {
        return _validity[provider];
    }

    /// @inheritdoc ICredentials
    function isValidOn(uint32 provider, uint24 day) external view returns (bool) {
        return Spans.contains(_validity[provider], day);
    }

    /// @inheritdoc ICredentials
    function recordOf(uint32 provider, Kind kind, uint16 id) external view returns (Record memory) {
        return _recordAt(provider, kind, id);
    }

    /// @inheritdoc ICredentials
    function recordCountOf(uint32 provider, Kind kind) external view returns (uint16) {
        return SafeCast.toUint16(_records[_key(provider, kind)].length);
    }

    /// @dev Brings the provider's word in line with its records, and tells of every day that changed.
    function _update(uint32 provider) private {
        uint256 previous = _validity[provider];
        uint256 word = _effective(provider);
        if (word == previous) return;

        _validity[provider] = word;
        (uint256[] memory spans, uint256 count) = DaySweep.difference(previous, word);
        for (uint256 i = 0; i < count; ++i) {
            (uint24 fromDay, uint24 toDay) = Spans.first(spans[i]);
            emit ValidityWithdrawn(provider, fromDay, toDay);
        }
        (spans, count) = DaySweep.difference(word, previous);
        for (uint256 i = 0; i < count; ++i) {
            (uint24 fromDay, uint24 toDay) = Spans.first(spans[i]);
            emit ValidityGranted(provider, fromDay, toDay);
        }
    }

    function _effective(uint32 provider) private view returns (uint256 word) {
        DaySweep.Sweep memory sweep = DaySweep.open(KINDS * MAX_RECORDS);
        for (uint256 kind = 0; kind < KINDS; ++kind) {
            Record[] storage records = _records[_key(provider, Kind(kind))];
            for (uint256 i = 0; i < records.length; ++i) {
                sweep.add({kind: kind, startDay: records[i].startDay, endDay: _endOf(records[i])});
            }
        }
        (uint256[] memory spans, uint256 count) = sweep.run();
        if (count > Spans.MAX) revert Errors.EffectiveSpansExceeded(provider, count);
        return Spans.join(spans, count);
    }

    function _recordAt(uint32 provider, Kind kind, uint16 id) private view returns (Record storage) {
        Record[] storage records = _records[_key(provider, kind)];
        if (id == 0 || id > records.length) revert Errors.CredentialNotFound(provider, id);
        return records[id - 1];
    }

    /// @dev The first day on which a record does not count any more. Not after its first day: it counts on none.
    function _endOf(Record storage kept) private view returns (uint24) {
        uint24 revokedFromDay = kept.revokedFromDay;
        return revokedFromDay == 0 ? kept.endDay : revokedFromDay;
    }

    function _roleOf(Kind kind) private pure returns (uint64) {
        if (kind == Kind.Licence) return RoleIds.LICENSOR;
        if (kind == Kind.Enrolment) return RoleIds.PROVIDER_ENROLLER;
        return RoleIds.EXCLUDER;
    }

    function _key(uint32 provider, Kind kind) private pure returns (uint256) {
        return (uint256(provider) << 8) | uint256(kind);
    }
}
